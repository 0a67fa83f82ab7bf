// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "epanet_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace saggar::detail::epanet {

namespace {

constexpr std::array<std::string_view, static_cast<std::size_t>(Section::count)> section_names{
    "[TITLE]",       "[JUNCTIONS]", "[RESERVOIRS]", "[TANKS]",    "[PIPES]",   "[PUMPS]",
    "[VALVES]",      "[CONTROLS]",  "[RULES]",      "[DEMANDS]",  "[SOURCES]", "[EMITTERS]",
    "[LEAKAGE]",     "[PATTERNS]",  "[CURVES]",     "[QUALITY]",  "[STATUS]",  "[ROUGHNESS]",
    "[ENERGY]",      "[REACTIONS]", "[MIXING]",     "[REPORT]",   "[TIMES]",   "[OPTIONS]",
    "[COORDINATES]", "[VERTICES]",  "[LABELS]",     "[BACKDROP]", "[TAGS]"};

constexpr std::string_view blanks = " \t\r\f\v";

char upper(char letter) {
    return letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 'a' + 'A') : letter;
}

std::string_view trimmed(std::string_view text) {
    auto const first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos) {
        return {};
    }
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

std::vector<std::string_view> words_of(std::string_view text) {
    std::vector<std::string_view> words;
    std::size_t at = 0;
    while ((at = text.find_first_not_of(blanks, at)) != std::string_view::npos) {
        std::size_t end = 0;
        std::size_t next = 0;
        if (text[at] == '"') {
            ++at;
            end = std::min(text.find('"', at), text.size());
            next = std::min(end + 1, text.size());
        } else {
            end = std::min(text.find_first_of(blanks, at), text.size());
            next = end;
        }
        words.push_back(text.substr(at, end - at));
        at = next;
    }
    return words;
}

// Sections are known by "[" and four letters: "[JUNC".
std::optional<Section> section_called(std::string_view word) {
    constexpr std::size_t known_letters = 5;
    for (std::size_t i = 0; i < section_names.size(); ++i) {
        if (begins_with(word, section_names[i].substr(0, known_letters))) {
            return static_cast<Section>(i);
        }
    }
    return std::nullopt;
}

} // namespace

std::string_view name_of(Section section) {
    return section_names[static_cast<std::size_t>(section)];
}

void Findings::problem(ErrorCode code, Section section, std::size_t line, std::string_view id,
                       std::string text, std::string advice, std::string_view field) {
    problems_.push_back({code,
                         {file_, line, std::string{name_of(section)}, std::string{id}, std::string{field}},
                         std::move(text),
                         std::move(advice)});
}

void Findings::problem(ErrorCode code, std::size_t line, std::string text, std::string advice) {
    problems_.push_back({code, {file_, line, {}, {}, {}}, std::move(text), std::move(advice)});
}

void Findings::untranslated(Section section, std::size_t line, std::string_view id, std::string text,
                            std::string advice) {
    untranslated_.push_back({ErrorCode::not_translatable,
                             {file_, line, std::string{name_of(section)}, std::string{id}, {}},
                             std::move(text),
                             std::move(advice)});
}

void Findings::note(ImportNoteKind kind, Section section, std::size_t line, std::string_view id,
                    std::string text) {
    notes_.push_back({kind, line, std::string{name_of(section)}, std::string{id}, std::move(text)});
}

SectionedText split_sections(std::string_view text, Findings& findings) {
    SectionedText result;
    std::optional<Section> section;
    bool skipping = false; // lines of a section that is not known
    std::size_t number = 0;
    std::size_t at = 0;
    while (at < text.size()) {
        ++number;
        auto const end = std::min(text.find('\n', at), text.size());
        auto const whole = text.substr(at, end - at);
        at = end + 1;
        auto const content = trimmed(whole.substr(0, whole.find(';')));
        if (content.empty()) {
            continue;
        }
        if (section == Section::title && content.front() != '[') {
            result.sections[0].push_back({number, trimmed(whole), {}});
            continue;
        }
        if (content.front() == '[') {
            if (begins_with(content, "[END")) {
                return result;
            }
            section = section_called(content);
            skipping = !section;
            if (skipping) {
                findings.problem(ErrorCode::unknown_field, number,
                                 fmt::format("'{}' is not a section of EPANET 2.x", content),
                                 "Correct its name, or remove it.");
            }
            continue;
        }
        if (skipping) {
            continue;
        }
        if (!section) {
            findings.problem(ErrorCode::syntax_error, number,
                             fmt::format("'{}' stands before the first section", content),
                             "An EPANET file begins with a section such as [TITLE].");
            skipping = true;
            continue;
        }
        result.sections[static_cast<std::size_t>(*section)].push_back({number, content, words_of(content)});
    }
    return result;
}

bool begins_with(std::string_view word, std::string_view keyword) {
    return word.size() >= keyword.size() && std::equal(keyword.begin(), keyword.end(), word.begin(),
                                                       [](char a, char b) { return upper(a) == upper(b); });
}

bool same_word(std::string_view word, std::string_view keyword) {
    return word.size() == keyword.size() && begins_with(word, keyword);
}

std::optional<double> number_in(std::string_view word) {
    if (word.starts_with('+')) {
        word.remove_prefix(1);
        if (word.starts_with('-')) {
            return std::nullopt;
        }
    }
    double value{};
    auto const [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
    if (error != std::errc{} || end != word.data() + word.size() || !std::isfinite(value)) {
        return std::nullopt;
    }
    return value;
}

std::optional<double> time_in(std::string_view value, std::string_view unit) {
    constexpr double seconds_in_hour = 3600.0;
    constexpr double longest_s = 1e10; // three centuries; also keeps step counts representable
    double hours = 0.0;
    double weight = 1.0;
    int parts = 0;
    while (true) {
        auto const colon = value.find(':');
        auto const part = number_in(value.substr(0, colon));
        if (!part || *part < 0.0 || ++parts > 3) {
            return std::nullopt;
        }
        hours += *part * weight;
        weight /= 60.0;
        if (colon == std::string_view::npos) {
            break;
        }
        value.remove_prefix(colon + 1);
    }
    if (begins_with(unit, "AM") || begins_with(unit, "PM")) {
        if (hours >= 13.0) {
            return std::nullopt;
        }
        hours = std::fmod(hours, 12.0) + (begins_with(unit, "PM") ? 12.0 : 0.0);
    } else if (!unit.empty()) {
        if (parts > 1) {
            return std::nullopt;
        }
        if (begins_with(unit, "SEC")) {
            hours /= seconds_in_hour;
        } else if (begins_with(unit, "MIN")) {
            hours /= 60.0;
        } else if (begins_with(unit, "DAY")) {
            hours *= 24.0;
        } else if (!begins_with(unit, "HOU")) {
            return std::nullopt;
        }
    }
    double const seconds = std::floor(hours * seconds_in_hour + 0.5);
    return seconds <= longest_s ? std::optional{seconds} : std::nullopt;
}

} // namespace saggar::detail::epanet
