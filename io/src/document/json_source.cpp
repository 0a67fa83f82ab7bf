// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "json_source.hpp"

#include "scalar.hpp"
#include "utf8.hpp"

#include <fmt/format.h>
#include <utility>

namespace saggar::detail {

namespace {
constexpr std::string_view byte_order_mark{"\xEF\xBB\xBF"};

// How a byte is shown in a message.
std::string shown(char c) {
    auto const byte = static_cast<unsigned char>(c);
    return byte > 0x20U && byte < 0x7FU ? fmt::format("'{}'", c) : fmt::format("byte {:#04x}", byte);
}

// What to do where a value is wanted and `c` stands.
std::string instead_of(char c) {
    switch (c) {
    case '/':
    case '#': return "JSON has no comments; YAML has";
    case 'N':
    case 'I': return "JSON knows no NaN and no Infinity; leave the field out where there is no value";
    case '}':
    case ']':
    case ',': return "Give a value, or remove the field";
    default: return "Texts stand in double quotes";
    }
}
} // namespace

JsonSource::JsonSource(std::string_view content) : content_{content} {
    if (content_.starts_with(byte_order_mark)) {
        content_.remove_prefix(byte_order_mark.size());
    }
    skip_space();
    if (at_ == content_.size()) {
        expect_ = Expect::nothing; // an empty file: the reader says so
    }
}

void JsonSource::fail(std::string text, std::string advice) const {
    throw SyntaxFault{line_, "is no JSON: " + std::move(text), std::move(advice)};
}

void JsonSource::skip_space() {
    for (; at_ < content_.size(); ++at_) {
        char const c = content_[at_];
        if (c == '\n') {
            ++line_;
        } else if (c != ' ' && c != '\t' && c != '\r') {
            return;
        }
    }
}

Event const& JsonSource::next() {
    event_ = {};
    skip_space();
    event_.line = line_;
    switch (expect_) {
    case Expect::value: value(); break;
    case Expect::first_key:
        if (peek() == '}') {
            close('}');
        } else {
            key();
        }
        break;
    case Expect::key: key(); break;
    case Expect::first_item:
        if (peek() == ']') {
            close(']');
        } else {
            value();
        }
        break;
    case Expect::comma_or_end: {
        bool const mapping = open_.back() == '{';
        char const bracket = mapping ? '}' : ']';
        if (peek() == bracket) {
            close(bracket);
            break;
        }
        if (at_ == content_.size()) {
            fail(fmt::format("the file ends before '{}'", bracket));
        }
        if (peek() != ',') {
            fail(fmt::format("{} where ',' or '{}' is wanted", shown(peek()), bracket),
                 "A comma stands between fields and between the entries of a list");
        }
        ++at_;
        skip_space();
        event_.line = line_;
        if (peek() == bracket) {
            fail(fmt::format("',' before '{}'", bracket), "Remove the comma");
        }
        if (mapping) {
            key();
        } else {
            value();
        }
        break;
    }
    case Expect::nothing:
        if (at_ < content_.size()) {
            fail(fmt::format("{} after the end of the document", shown(peek())));
        }
        event_.kind = EventKind::end;
        break;
    }
    return event_;
}

void JsonSource::after_value() {
    expect_ = open_.empty() ? Expect::nothing : Expect::comma_or_end;
}

void JsonSource::close(char bracket) {
    ++at_;
    open_.pop_back();
    event_.kind = bracket == '}' ? EventKind::mapping_end : EventKind::list_end;
    after_value();
}

void JsonSource::key() {
    if (peek() != '"') {
        fail(at_ == content_.size() ? "the file ends where a field is wanted"
                                    : fmt::format("{} where a field's name is wanted", shown(peek())),
             peek() == '/' || peek() == '#'                       ? "JSON has no comments; YAML has"
             : peek() == '\'' || is_digit(peek()) || peek() > '@' ? "Put the name in double quotes"
                                                                  : "");
    }
    string();
    event_.kind = EventKind::scalar;
    event_.form = ScalarForm::text;
    skip_space();
    if (peek() != ':') {
        fail(fmt::format("':' is wanted after the field '{}'", event_.text));
    }
    ++at_;
    expect_ = Expect::value;
}

void JsonSource::value() {
    event_.kind = EventKind::scalar;
    switch (char const c = peek()) {
    case '{':
    case '[':
        ++at_;
        open_.push_back(c);
        event_.kind = c == '{' ? EventKind::mapping_begin : EventKind::list_begin;
        expect_ = c == '{' ? Expect::first_key : Expect::first_item;
        return;
    case '"':
        string();
        event_.form = ScalarForm::text;
        break;
    case 't': word("true", ScalarForm::boolean); break;
    case 'f': word("false", ScalarForm::boolean); break;
    case 'n': word("null", ScalarForm::null); break;
    default:
        if (at_ == content_.size()) {
            fail("the file ends where a value is wanted");
        }
        if (c != '-' && !is_digit(c)) {
            fail(fmt::format("{} where a value is wanted", shown(c)), instead_of(c));
        }
        number();
    }
    after_value();
}

void JsonSource::word(std::string_view expected, ScalarForm form) {
    if (content_.substr(at_, expected.size()) != expected) {
        fail(fmt::format("{} where a value is wanted", shown(peek())), instead_of(peek()));
    }
    event_.text = content_.substr(at_, expected.size());
    event_.form = form;
    at_ += expected.size();
}

void JsonSource::number() {
    std::size_t const begin = at_;
    auto const digits = [&] {
        std::size_t const first = at_;
        while (is_digit(peek())) {
            ++at_;
        }
        return at_ - first;
    };
    if (peek() == '-') {
        ++at_;
    }
    bool const leading_zero = peek() == '0';
    std::size_t const whole = digits();
    if (whole == 0 || (leading_zero && whole > 1)) {
        fail("a number with a leading zero or without digits", "Write it as 0.5 or 12");
    }
    if (peek() == '.') {
        ++at_;
        if (digits() == 0) {
            fail("a number without digits after its point");
        }
    }
    if (peek() == 'e' || peek() == 'E') {
        ++at_;
        if (peek() == '+' || peek() == '-') {
            ++at_;
        }
        if (digits() == 0) {
            fail("a number without digits in its exponent");
        }
    }
    event_.form = ScalarForm::number;
    event_.text = content_.substr(begin, at_ - begin);
    event_.number = to_double(event_.text);
}

std::uint32_t JsonSource::hex4() {
    std::uint32_t made = 0;
    for (int i = 0; i < 4; ++i, ++at_) {
        char const c = peek();
        std::uint32_t digit = 0;
        if (is_digit(c)) {
            digit = static_cast<std::uint32_t>(c - '0');
        } else if (c >= 'a' && c <= 'f') {
            digit = static_cast<std::uint32_t>(c - 'a' + 10);
        } else if (c >= 'A' && c <= 'F') {
            digit = static_cast<std::uint32_t>(c - 'A' + 10);
        } else {
            fail("\\u without four hexadecimal digits");
        }
        made = made * 16U + digit;
    }
    return made;
}

void JsonSource::escape() {
    ++at_; // the backslash
    char const c = peek();
    ++at_;
    switch (c) {
    case '"':
    case '\\':
    case '/': unescaped_ += c; return;
    case 'b': unescaped_ += '\b'; return;
    case 'f': unescaped_ += '\f'; return;
    case 'n': unescaped_ += '\n'; return;
    case 'r': unescaped_ += '\r'; return;
    case 't': unescaped_ += '\t'; return;
    case 'u': break;
    default: fail(fmt::format("\\ before {}", shown(c)), "A backslash is written twice");
    }
    std::uint32_t code = hex4();
    if (code >= 0xD800U && code <= 0xDFFFU) {
        bool const paired = code < 0xDC00U && content_.substr(at_, 2) == "\\u";
        std::uint32_t low = 0;
        if (paired) {
            at_ += 2;
            low = hex4();
        }
        if (low < 0xDC00U || low > 0xDFFFU) {
            fail("half of a surrogate pair");
        }
        code = 0x10000U + ((code - 0xD800U) << 10U) + (low - 0xDC00U);
    }
    append_utf8(unescaped_, code);
}

void JsonSource::string() {
    ++at_;
    std::size_t begin = at_;
    bool escaped = false;
    unescaped_.clear();
    for (;;) {
        if (at_ >= content_.size()) {
            fail("the file ends inside a text");
        }
        char const c = content_[at_];
        if (c == '"') {
            break;
        }
        if (c == '\\') {
            unescaped_ += content_.substr(begin, at_ - begin);
            escape();
            escaped = true;
            begin = at_;
        } else if (static_cast<unsigned char>(c) < 0x20U) {
            fail(c == '\n' ? "a text does not end in its line" : fmt::format("a text holds {}", shown(c)),
                 c == '\n' ? "Close the quotes; a line's end inside a text is written \\n" : "");
        } else {
            std::size_t const length = utf8_length(content_, at_);
            if (length == 0) {
                fail(fmt::format("{} is no UTF-8", shown(c)), "Save the file as UTF-8");
            }
            at_ += length;
        }
    }
    if (escaped) {
        unescaped_ += content_.substr(begin, at_ - begin);
        event_.text = unescaped_;
    } else {
        event_.text = content_.substr(begin, at_ - begin);
    }
    ++at_;
}

} // namespace saggar::detail
