// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Values as cells of a table; what is no number and no text is an empty one.

#include "saggar/io/result_tables.hpp"

#include <cmath>
#include <string>
#include <string_view>
#include <utility>

namespace saggar::detail {

inline constexpr double pa_per_bar = 1e5;

inline ResultCell number(double value) {
    return std::isfinite(value) ? ResultCell{value + 0.0} : ResultCell{}; // no "-0"
}
inline ResultCell bar(double pressure_pa) {
    return number(pressure_pa / pa_per_bar);
}
inline ResultCell text(std::string value) {
    return value.empty() ? ResultCell{} : ResultCell{std::move(value)};
}
inline ResultCell text(std::string_view value) {
    return text(std::string{value});
}
inline ResultCell text(char const* value) {
    return text(std::string{value});
}

} // namespace saggar::detail
