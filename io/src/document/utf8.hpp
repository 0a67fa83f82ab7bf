// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Text as bytes: UTF-8 (RFC 3629) and lines.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace saggar::detail {

// Length of the well-formed character at `at`, 0 if it is none (overlong forms, surrogates, cut off).
[[nodiscard]] inline std::size_t utf8_length(std::string_view text, std::size_t at) {
    auto const byte = [&](std::size_t i) -> unsigned {
        return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0U;
    };
    auto const continues = [&](std::size_t i) { return (byte(i) & 0xC0U) == 0x80U; };
    unsigned const first = byte(0);
    if (first < 0x80U) {
        return at < text.size() ? 1 : 0;
    }
    if (first >= 0xC2U && first <= 0xDFU) {
        return continues(1) ? 2 : 0;
    }
    if (first >= 0xE0U && first <= 0xEFU) {
        bool const overlong = first == 0xE0U && byte(1) < 0xA0U;
        bool const surrogate = first == 0xEDU && byte(1) >= 0xA0U;
        return continues(1) && continues(2) && !overlong && !surrogate ? 3 : 0;
    }
    if (first >= 0xF0U && first <= 0xF4U) {
        bool const overlong = first == 0xF0U && byte(1) < 0x90U;
        bool const beyond = first == 0xF4U && byte(1) >= 0x90U;
        return continues(1) && continues(2) && continues(3) && !overlong && !beyond ? 4 : 0;
    }
    return 0;
}

// The first byte that is not part of well-formed UTF-8, or npos.
[[nodiscard]] inline std::size_t find_invalid_utf8(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
        std::size_t const length = utf8_length(text, at);
        if (length == 0) {
            return at;
        }
        at += length;
    }
    return std::string_view::npos;
}

inline void append_utf8(std::string& text, std::uint32_t code_point) {
    auto const put = [&](std::uint32_t byte) { text += static_cast<char>(byte); };
    if (code_point < 0x80U) {
        put(code_point);
    } else if (code_point < 0x800U) {
        put(0xC0U | (code_point >> 6U));
        put(0x80U | (code_point & 0x3FU));
    } else if (code_point < 0x10000U) {
        put(0xE0U | (code_point >> 12U));
        put(0x80U | ((code_point >> 6U) & 0x3FU));
        put(0x80U | (code_point & 0x3FU));
    } else {
        put(0xF0U | (code_point >> 18U));
        put(0x80U | ((code_point >> 12U) & 0x3FU));
        put(0x80U | ((code_point >> 6U) & 0x3FU));
        put(0x80U | (code_point & 0x3FU));
    }
}

// Line, counted from 1, of a byte.
[[nodiscard]] inline std::size_t line_at(std::string_view text, std::size_t offset) {
    auto const before = text.substr(0, offset);
    return 1 + static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n'));
}

} // namespace saggar::detail
