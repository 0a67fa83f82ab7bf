// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/network/attribute.hpp"

#include <cmath>
#include <fmt/format.h>

namespace saggar {

bool Range::contains(double value) const {
    return (lowest_included ? value >= lowest : value > lowest) && value <= highest;
}

std::string Range::describe() const {
    std::string text;
    if (std::isfinite(lowest)) {
        text = fmt::format("{} {:.10g}", lowest_included ? "at least" : "above", lowest);
    }
    if (std::isfinite(highest)) {
        text += fmt::format("{}at most {:.10g}", text.empty() ? "" : " and ", highest);
    }
    return text;
}

} // namespace saggar
