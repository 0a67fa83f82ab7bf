// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "text_writer.hpp"

#include "project_head.hpp"
#include "scalar.hpp"
#include "utf8.hpp"
#include "written_fields.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <iterator>

namespace saggar::detail {

namespace {

constexpr std::size_t longest_line = 150;

enum class Style { yaml, json };

// Code points that YAML allows in a file only as an escape.
bool needs_escape(std::string_view character) {
    if (character.size() == 1) {
        auto const byte = static_cast<unsigned char>(character.front());
        return byte < 0x20U || byte == 0x7FU;
    }
    // U+0080 to U+009F, U+2028 and U+2029 (which end a line in YAML), U+FEFF, U+FFFE and U+FFFF.
    return (character >= "\xC2\x80" && character <= "\xC2\x9F") || character == "\xE2\x80\xA8" ||
           character == "\xE2\x80\xA9" || character == "\xEF\xBB\xBF" || character == "\xEF\xBF\xBE" ||
           character == "\xEF\xBF\xBF";
}

std::uint32_t code_point(std::string_view character) {
    constexpr std::array<std::uint32_t, 5> first_bits{0, 0x7FU, 0x1FU, 0x0FU, 0x07U};
    std::uint32_t made = static_cast<unsigned char>(character.front()) & first_bits[character.size()];
    for (char const c : character.substr(1)) {
        made = (made << 6U) | (static_cast<unsigned char>(c) & 0x3FU);
    }
    return made;
}

std::string in_quotes(std::string_view text) {
    std::string made{"\""};
    for (std::size_t at = 0; at < text.size();) {
        std::size_t const length = std::max<std::size_t>(utf8_length(text, at), 1);
        std::string_view const character = text.substr(at, length);
        at += length;
        if (character == "\"" || character == "\\") {
            made += '\\';
            made += character;
        } else if (character == "\n") {
            made += "\\n";
        } else if (character == "\t") {
            made += "\\t";
        } else if (needs_escape(character)) {
            made += fmt::format("\\u{:04x}", code_point(character));
        } else {
            made += character;
        }
    }
    return made + '"';
}

// Texts that mean nothing but themselves in any version of YAML, in flow style too.
bool is_plain_in_yaml(std::string_view text) {
    auto const is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
    auto const is_harmless = [&](char c) {
        return is_letter(c) || (c >= '0' && c <= '9') ||
               std::string_view{"_./+()-"}.find(c) != std::string_view::npos;
    };
    if (text.empty() || !is_letter(text.front())) {
        return false;
    }
    for (std::size_t i = 0; i < text.size(); ++i) {
        bool const inner_space = text[i] == ' ' && i + 1 < text.size() && text[i + 1] != ' ';
        if (!is_harmless(text[i]) && !inner_space) {
            return false;
        }
    }
    std::string word{text};
    std::transform(word.begin(), word.end(), word.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    constexpr std::array<std::string_view, 12> reserved{"y",    "n",     "yes",  "no",  "on",  "off",
                                                        "true", "false", "null", "nan", "inf", "infinity"};
    return std::find(reserved.begin(), reserved.end(), word) == reserved.end();
}

class TextWriter {
public:
    explicit TextWriter(Style style) : style_{style} {}

    std::string run(Project const& project) {
        out_ = style_ == Style::json ? "{" : "";
        ProjectHead const head = head_of(project);
        for_each_written_field(head, [&](std::string_view name, auto const& value) {
            begin_entry(name);
            out_ += (style_ == Style::yaml ? " " : "") + flow(value);
        });
        for_each_settings_section(project,
                                  [&](std::string_view name, auto const& record) { section(name, record); });
        for_each_component_list(project,
                                [&](std::string_view name, auto const& records) { list(name, records); });
        out_ += style_ == Style::json ? "\n}\n" : "\n";
        return std::move(out_);
    }

private:
    void begin_entry(std::string_view name) {
        if (!first_) {
            out_ += style_ == Style::json ? ",\n" : "\n";
        } else if (style_ == Style::json) {
            out_ += '\n';
        }
        first_ = false;
        out_ += style_ == Style::json ? fmt::format("  \"{}\": ", name) : fmt::format("{}:", name);
    }

    template <class Record>
    void section(std::string_view name, Record const& record) {
        std::vector<std::string> const fields = field_texts(record);
        if (fields.empty()) {
            return;
        }
        begin_entry(name);
        if (style_ == Style::json) {
            out_ += "{\n" + joined(fields, ",\n", "    ") + "\n  }";
        } else {
            out_ += '\n' + joined(fields, "\n", "  ");
        }
    }

    template <class Record>
    void list(std::string_view name, std::vector<Record> const& records) {
        if (records.empty()) {
            return;
        }
        begin_entry(name);
        out_ += style_ == Style::json ? "[" : "";
        for (std::size_t i = 0; i < records.size(); ++i) {
            std::vector<std::string> const fields = field_texts(records[i]);
            std::string const line = joined(fields, ", ", "");
            bool const one_line = line.size() <= longest_line;
            if (style_ == Style::json) {
                out_ += i == 0 ? "\n    " : ",\n    ";
                out_ += one_line ? '{' + line + '}' : "{\n" + joined(fields, ",\n", "      ") + "\n    }";
            } else {
                out_ += "\n  - ";
                out_ += one_line ? '{' + line + '}' : joined(fields, "\n", "    ").substr(4);
            }
        }
        out_ += style_ == Style::json ? "\n  ]" : "";
    }

    static std::string joined(std::vector<std::string> const& parts, std::string_view between,
                              std::string_view indent) {
        std::string made;
        for (std::string const& part : parts) {
            made += (made.empty() ? std::string{} : std::string{between}).append(indent).append(part);
        }
        return made;
    }

    template <class Record>
    [[nodiscard]] std::vector<std::string> field_texts(Record const& record) const {
        std::vector<std::string> fields;
        for_each_written_field(record, [&](std::string_view name, auto const& value) {
            fields.push_back(style_ == Style::json ? fmt::format("\"{}\": {}", name, flow(value))
                                                   : fmt::format("{}: {}", name, flow(value)));
        });
        return fields;
    }

    static std::string flow(double value) { return shortest(value); }
    static std::string flow(int value) { return fmt::format("{}", value); }
    static std::string flow(bool value) { return value ? "true" : "false"; }
    [[nodiscard]] std::string flow(std::string_view value) const {
        return style_ == Style::yaml && is_plain_in_yaml(value) ? std::string{value} : in_quotes(value);
    }
    [[nodiscard]] std::string flow(std::string const& value) const { return flow(std::string_view{value}); }
    template <class Value>
    [[nodiscard]] std::string flow(std::vector<Value> const& values) const {
        std::vector<std::string> parts;
        for (Value const& value : values) {
            if constexpr (std::is_class_v<Value> && !std::is_same_v<Value, std::string>) {
                parts.push_back('{' + joined(field_texts(value), ", ", "") + '}');
            } else {
                parts.push_back(flow(value));
            }
        }
        return '[' + joined(parts, ", ", "") + ']';
    }

    Style style_;
    std::string out_;
    bool first_{true};
};

} // namespace

std::string shortest(double value) {
    std::string made = fmt::format("{}", value);
    // YAML 1.1 takes an exponent for a number only behind a decimal point: 1e-07 would be a text to others.
    std::size_t const exponent = made.find('e');
    if (exponent != std::string::npos && made.find('.') == std::string::npos) {
        made.insert(exponent, ".0");
    } else if (made.ends_with(".0")) {
        made.resize(made.size() - 2);
    }
    return made;
}

std::string yaml_text(Project const& project) {
    return TextWriter{Style::yaml}.run(project);
}
std::string json_text(Project const& project) {
    return TextWriter{Style::json}.run(project);
}

} // namespace saggar::detail
