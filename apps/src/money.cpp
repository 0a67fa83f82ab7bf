// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "money.hpp"

#include <fmt/format.h>

#include <cmath>
#include <cstddef>

namespace saggar::app {

std::string money(std::optional<double> amount) {
    if (!amount) {
        return "unknown";
    }
    std::string digits = fmt::format("{:.0f}", std::abs(*amount));
    for (auto at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > 0; at -= 3) {
        digits.insert(static_cast<std::size_t>(at), ",");
    }
    return (*amount < 0.0 && digits != "0" ? "-" : "") + digits;
}

std::string sign_of(std::string const& currency) {
    return currency == "GBP" ? "£" : currency == "EUR" ? "€" : currency;
}

} // namespace saggar::app
