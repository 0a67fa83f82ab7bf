// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// JSON (RFC 8259), strictly: no comments, no commas too many, no NaN. Unlike a YAML parser's reading of JSON
// it takes surrogate pairs and refuses what only YAML allows; unlike the usual JSON parsers it knows the line
// of every value.

#include "source.hpp"

#include <string>
#include <vector>

namespace saggar::detail {

class JsonSource final : public DocumentSource {
public:
    explicit JsonSource(std::string_view content); // must outlive the source

    Event const& next() override;

private:
    enum class Expect : std::uint8_t { value, first_key, key, first_item, comma_or_end, nothing };

    void value();
    void key();
    void close(char bracket);
    void after_value();
    void string();
    void escape();
    std::uint32_t hex4();
    void number();
    void word(std::string_view expected, ScalarForm form);
    void skip_space();
    [[nodiscard]] char peek() const { return at_ < content_.size() ? content_[at_] : '\0'; }
    [[noreturn]] void fail(std::string text, std::string advice = {}) const;

    std::string_view content_;
    std::size_t at_{0};
    std::size_t line_{1};
    Expect expect_{Expect::value};
    std::vector<char> open_; // '{' and '['
    std::string unescaped_;
    Event event_;
};

} // namespace saggar::detail
