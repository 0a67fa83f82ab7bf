// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "scalar.hpp"

#include "utf8.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <fmt/format.h>
#include <limits>

namespace saggar::detail {

namespace {
std::string lower(std::string_view text) {
    std::string made{text};
    std::transform(made.begin(), made.end(), made.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return made;
}

std::string_view without_sign(std::string_view text) {
    return text.starts_with('-') || text.starts_with('+') ? text.substr(1) : text;
}

bool one_of(std::string_view text, std::initializer_list<std::string_view> words) {
    return std::find(words.begin(), words.end(), text) != words.end();
}

Refusal wrong_type(std::string text, std::string advice) {
    return {ErrorCode::value_wrong_type, std::move(text), std::move(advice)};
}

// Of a decimal number that no double can hold: is it too large, or too small to be told apart from zero?
bool exceeds_one(std::string_view decimal) {
    std::size_t const e = std::min(decimal.find_first_of("eE"), decimal.size());
    std::string_view const mantissa = without_sign(decimal.substr(0, e));
    auto const point = static_cast<long long>(std::min(mantissa.find('.'), mantissa.size()));
    auto const first = static_cast<long long>(mantissa.find_first_of("123456789"));
    long long exponent = 0;
    if (e < decimal.size()) {
        std::string_view const digits = decimal.substr(decimal[e + 1] == '+' ? e + 2 : e + 1);
        auto const result = std::from_chars(digits.data(), digits.data() + digits.size(), exponent);
        if (result.ec == std::errc::result_out_of_range) {
            return !digits.starts_with('-');
        }
    }
    return point - first + exponent > 0;
}

// What a plain text that should have been a number most likely is.
Refusal no_number(std::string_view text) {
    std::string const word = lower(without_sign(text));
    if (one_of(word, {"nan", ".nan", "inf", ".inf", "infinity"})) {
        return {ErrorCode::value_not_finite, fmt::format("{} is not allowed", in_quotes(text)),
                "Give a number; leave the field out where there is no value"};
    }
    std::string_view const digits = without_sign(text);
    bool const numeric = !digits.empty() && is_digit(digits.front());
    if (numeric && digits.size() > 1 && digits.front() == '0' && is_digit(digits[1]) &&
        is_decimal_number(digits.substr(std::min(digits.find_first_not_of('0'), digits.size() - 1)))) {
        return wrong_type(
            fmt::format("{} has a leading zero, which is octal to some programs and decimal to others",
                        in_quotes(text)),
            "Write the number without leading zeros");
    }
    if (word.starts_with("0x") || word.starts_with("0o") || word.starts_with("0b")) {
        return wrong_type(fmt::format("{} is no decimal number", in_quotes(text)),
                          "Write it with digits 0 to 9");
    }
    std::string const plain_digits = [&] {
        std::string made{digits};
        std::erase(made, '_');
        return made;
    }();
    if (numeric && plain_digits != digits && is_decimal_number(plain_digits)) {
        return wrong_type(fmt::format("{} has an underscore", in_quotes(text)),
                          fmt::format("Write {}", plain_digits));
    }
    if (numeric && digits.find(':') != std::string_view::npos) {
        return wrong_type(fmt::format("{} is no decimal number", in_quotes(text)),
                          "Write hours or degrees as a decimal fraction");
    }
    if (numeric && digits.find(',') != std::string_view::npos) {
        return wrong_type(fmt::format("{} has a comma", in_quotes(text)),
                          "Write the decimal point as a point, and no separators of thousands");
    }
    std::size_t const end = text.find_first_not_of("0123456789+-.eE");
    if (numeric && end != std::string_view::npos) {
        return wrong_type(fmt::format("{} is more than a number", in_quotes(text)),
                          "Write the number alone; the field's name says the unit");
    }
    if (text == "true" || text == "false") {
        return wrong_type(fmt::format("is {}, a number is wanted", text), "Give a number");
    }
    return wrong_type(fmt::format("{} is text, a number is wanted", in_quotes(text)), "Give a number");
}

// Text in quotes where a number is wanted.
Refusal quoted_number(std::string_view text) {
    Refusal refusal =
        wrong_type(fmt::format("{} is text, a number is wanted", in_quotes(text)), "Remove the quotes");
    if (!is_decimal_number(text)) {
        refusal.advice = no_number(text).advice; // what would still be wrong without them
    }
    return refusal;
}

// Mappings, lists and nothing at all, where a single value is wanted.
std::optional<Refusal> no_scalar(Event const& event, std::string_view wanted) {
    switch (event.kind) {
    case EventKind::mapping_begin:
        return wrong_type(fmt::format("has fields of its own, {} is wanted", wanted),
                          "Give one value, as in name: value");
    case EventKind::list_begin:
        return wrong_type(fmt::format("is a list, {} is wanted", wanted), "Give one value, without brackets");
    default: break;
    }
    if (event.form == ScalarForm::null) {
        return wrong_type(fmt::format("is empty, {} is wanted", wanted), "Give a value or remove the field");
    }
    if (event.form == ScalarForm::refused) {
        return Refusal{};
    }
    return std::nullopt;
}
} // namespace

std::string in_quotes(std::string_view text) {
    constexpr std::size_t most = 60;
    if (text.size() <= most) {
        return fmt::format("'{}'", text);
    }
    std::size_t end = 0;
    while (end < most) {
        end += std::max<std::size_t>(utf8_length(text, end), 1);
    }
    return fmt::format("'{}...'", text.substr(0, end));
}

bool is_decimal_number(std::string_view text) {
    text = without_sign(text);
    std::size_t at = 0;
    auto const digits = [&] {
        std::size_t const first = at;
        while (at < text.size() && is_digit(text[at])) {
            ++at;
        }
        return at - first;
    };
    std::size_t const whole = digits();
    if (whole > 1 && text.front() == '0') {
        return false;
    }
    std::size_t fraction = 0;
    if (at < text.size() && text[at] == '.') {
        ++at;
        fraction = digits();
    }
    if (whole + fraction == 0) {
        return false;
    }
    if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
        ++at;
        if (at < text.size() && (text[at] == '+' || text[at] == '-')) {
            ++at;
        }
        if (digits() == 0) {
            return false;
        }
    }
    return at == text.size();
}

double to_double(std::string_view decimal) {
    if (decimal.starts_with('+')) {
        decimal.remove_prefix(1);
    }
    double made = 0.0;
    auto const result = std::from_chars(decimal.data(), decimal.data() + decimal.size(), made);
    if (result.ec == std::errc::result_out_of_range) {
        return exceeds_one(decimal) ? std::copysign(std::numeric_limits<double>::infinity(),
                                                    decimal.starts_with('-') ? -1.0 : 1.0)
                                    : 0.0;
    }
    return made;
}

Taken<double> take_number(Event const& event) {
    if (auto refusal = no_scalar(event, "a number")) {
        return {{}, std::move(*refusal)};
    }
    double made = event.number;
    switch (event.form) {
    case ScalarForm::plain:
        if (!is_decimal_number(event.text)) {
            return {{}, no_number(event.text)};
        }
        made = to_double(event.text);
        break;
    case ScalarForm::number: break;
    case ScalarForm::boolean:
        return {{}, wrong_type(fmt::format("is {}, a number is wanted", event.text), "")};
    default: return {{}, quoted_number(event.text)};
    }
    if (std::isnan(made)) {
        return {{}, {ErrorCode::value_not_finite, "is not a number (NaN)", "Leave the field out instead"}};
    }
    if (std::isinf(made)) {
        std::string text =
            event.text.empty() ? "is infinite" : fmt::format("{} is too large", in_quotes(event.text));
        return {{}, {ErrorCode::value_not_finite, std::move(text), "Give a finite number"}};
    }
    return {made, {}};
}

Taken<int> take_integer(Event const& event) {
    Taken<double> const taken = take_number(event);
    if (!taken.value) {
        return {{}, taken.refusal};
    }
    double const value = *taken.value;
    if (value != std::floor(value) || std::abs(value) > std::numeric_limits<int>::max()) {
        return {{}, wrong_type(fmt::format("{:g} is no whole number", value), "Give a whole number")};
    }
    return {static_cast<int>(value), {}};
}

Taken<bool> take_flag(Event const& event) {
    if (auto refusal = no_scalar(event, "true or false")) {
        return {{}, std::move(*refusal)};
    }
    bool const by_word = event.form == ScalarForm::plain || event.form == ScalarForm::boolean;
    if (by_word && (event.text == "true" || event.text == "false")) {
        return {event.text == "true", {}};
    }
    std::string const word = lower(event.text);
    std::string const quotes = event.form == ScalarForm::text ? ", without quotes" : "";
    std::string advice;
    if (one_of(word, {"true", "yes", "on", "y", "1"})) {
        advice = "Write true" + quotes;
    } else if (one_of(word, {"false", "no", "off", "n", "0"})) {
        advice = "Write false" + quotes;
    }
    std::string const shown =
        event.text.empty() ? fmt::format("{:g}", event.number) : std::string{event.text};
    return {{}, wrong_type(fmt::format("{} is neither true nor false", in_quotes(shown)), std::move(advice))};
}

Taken<std::string> take_text(Event const& event) {
    if (auto refusal = no_scalar(event, "a text")) {
        return {{}, std::move(*refusal)};
    }
    if (event.form == ScalarForm::number || event.form == ScalarForm::boolean) {
        return {{},
                wrong_type(fmt::format("is {}, a text is wanted", event.text),
                           fmt::format("Put it in quotes: \"{}\"", event.text))};
    }
    return {std::string{event.text}, {}};
}

} // namespace saggar::detail
