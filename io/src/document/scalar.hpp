// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// From a single value of a document to what a field wants: a number, a whole number, a flag, a text. What
// does not fit is told apart by its likely cause, so that the message can say what to write.

#include "source.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace saggar::detail {

// A value that cannot be taken: what to say about it. An empty text: somebody has said it already.
struct Refusal {
    ErrorCode code{};
    std::string text;
    std::string advice;
};

template <class Value>
struct Taken {
    std::optional<Value> value;
    Refusal refusal;
};

// Digits as decimal numbers are written in JSON; also +1, 1. and .5. No leading zeros, no NaN.
[[nodiscard]] bool is_decimal_number(std::string_view text);
// Of such a text: the nearest double; infinite if it is too large.
[[nodiscard]] double to_double(std::string_view decimal);

[[nodiscard]] Taken<double> take_number(Event const& event);
[[nodiscard]] Taken<int> take_integer(Event const& event);
[[nodiscard]] Taken<bool> take_flag(Event const& event);
[[nodiscard]] Taken<std::string> take_text(Event const& event);

// 0 to 9, whatever the locale.
[[nodiscard]] constexpr bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
// "'12 mm'", shortened where it is long.
[[nodiscard]] std::string in_quotes(std::string_view text);

} // namespace saggar::detail
