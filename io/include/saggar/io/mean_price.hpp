// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// One price of electricity where a project's prices are in a file: their mean over all of its time.

#include "saggar/network/project.hpp"

#include <optional>

namespace saggar {

// Nothing where prices name no file, or where electricity_import_per_mwh is given. Throws Error with all that
// is wrong with the file.
[[nodiscard]] std::optional<MeanPrice> read_mean_price(Project const& project);

} // namespace saggar
