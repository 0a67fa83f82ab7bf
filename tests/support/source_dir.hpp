// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Where the checkout lies. Compiled into one file only, so that objects of tests are alike in every checkout.

#include <filesystem>

namespace saggar::testing_support {

[[nodiscard]] std::filesystem::path source_dir();

} // namespace saggar::testing_support
