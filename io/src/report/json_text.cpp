// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "json_text.hpp"

#include <cmath>
#include <fmt/format.h>
#include <iterator>

namespace saggar::detail {

namespace {

// Length of the valid UTF-8 sequence at the start of `text`, 0 if there is none (RFC 3629).
std::size_t sequence_length(std::string_view text) {
    auto const byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    auto const follows = [&](std::size_t i, unsigned low, unsigned high) {
        return i < text.size() && byte(i) >= low && byte(i) <= high;
    };
    unsigned const lead = byte(0);
    if (lead < 0x80) {
        return 1;
    }
    if (lead >= 0xC2 && lead <= 0xDF) {
        return follows(1, 0x80, 0xBF) ? 2 : 0;
    }
    if (lead >= 0xE0 && lead <= 0xEF) {
        unsigned const low = lead == 0xE0 ? 0xA0 : 0x80;  // no overlong forms
        unsigned const high = lead == 0xED ? 0x9F : 0xBF; // no surrogates
        return follows(1, low, high) && follows(2, 0x80, 0xBF) ? 3 : 0;
    }
    if (lead >= 0xF0 && lead <= 0xF4) {
        unsigned const low = lead == 0xF0 ? 0x90 : 0x80;
        unsigned const high = lead == 0xF4 ? 0x8F : 0xBF;
        return follows(1, low, high) && follows(2, 0x80, 0xBF) && follows(3, 0x80, 0xBF) ? 4 : 0;
    }
    return 0;
}

void append_quoted(std::string& out, std::string_view value) {
    out += '"';
    while (!value.empty()) {
        char const letter = value.front();
        std::size_t const length = sequence_length(value);
        if (length == 0) {
            out += "\\ufffd";
            value.remove_prefix(1);
            continue;
        }
        if (length > 1) {
            out.append(value.substr(0, length));
        } else if (letter == '"' || letter == '\\') {
            out += '\\';
            out += letter;
        } else if (static_cast<unsigned char>(letter) < 0x20 || letter == '<' || letter == '>' ||
                   letter == '&') {
            fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned>(letter));
        } else {
            out += letter;
        }
        value.remove_prefix(length);
    }
    out += '"';
}

} // namespace

void JsonText::separate() {
    if (!first_) {
        out_ += ',';
    }
    first_ = false;
}

void JsonText::open_object() {
    separate();
    out_ += '{';
    first_ = true;
}

void JsonText::close_object() {
    out_ += '}';
    first_ = false;
}

void JsonText::open_array() {
    separate();
    out_ += '[';
    first_ = true;
}

void JsonText::close_array() {
    out_ += ']';
    first_ = false;
}

void JsonText::key(std::string_view name) {
    separate();
    append_quoted(out_, name);
    out_ += ':';
    first_ = true;
}

void JsonText::text(std::string_view value) {
    separate();
    append_quoted(out_, value);
}

void JsonText::whole(std::int64_t value) {
    separate();
    fmt::format_to(std::back_inserter(out_), "{}", value);
}

void JsonText::boolean(bool value) {
    separate();
    out_ += value ? "true" : "false";
}

void JsonText::null() {
    separate();
    out_ += "null";
}

void JsonText::raw(std::string_view document) {
    separate();
    for (char const letter : document) {
        if (letter == '<') { // only ever within texts
            out_ += "\\u003c";
        } else {
            out_ += letter;
        }
    }
}

void JsonText::fixed(double value, int decimals) {
    if (std::abs(value) >= 1e15) {
        figures(value, 15); // infinity too
        return;
    }
    if (std::isnan(value)) {
        null();
        return;
    }
    separate();
    std::size_t const start = out_.size();
    fmt::format_to(std::back_inserter(out_), "{:.{}f}", value, decimals);
    if (decimals > 0) {
        while (out_.back() == '0') {
            out_.pop_back();
        }
        if (out_.back() == '.') {
            out_.pop_back();
        }
    }
    if (std::string_view{out_}.substr(start) == "-0") {
        out_.erase(start, 1);
    }
}

void JsonText::figures(double value, int digits) {
    if (!std::isfinite(value)) {
        null();
        return;
    }
    separate();
    fmt::format_to(std::back_inserter(out_), "{:.{}g}", value == 0.0 ? 0.0 : value, digits);
}

void JsonText::member(std::string_view name, std::string_view value) {
    key(name);
    text(value);
}

void JsonText::member(std::string_view name, double value, int decimals) {
    key(name);
    fixed(value, decimals);
}

void JsonText::member(std::string_view name, std::optional<double> value, int decimals) {
    key(name);
    if (value) {
        fixed(*value, decimals);
    } else {
        null();
    }
}

void JsonText::member(std::string_view name, std::int64_t value) {
    key(name);
    whole(value);
}

void JsonText::member_boolean(std::string_view name, bool value) {
    key(name);
    boolean(value);
}

} // namespace saggar::detail
