// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Amounts of money as people read them.

#include <optional>
#include <string>

namespace saggar::app {

// "-12,345"; "unknown" without an amount.
[[nodiscard]] std::string money(std::optional<double> amount);
// "£" for GBP.
[[nodiscard]] std::string sign_of(std::string const& currency);

} // namespace saggar::app
