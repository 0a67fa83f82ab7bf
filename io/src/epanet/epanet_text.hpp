// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// The letters of an EPANET file: lines grouped by section and cut into words, and the collector of problems
// and notes that know their line.

#include "saggar/io/epanet_import.hpp"

#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace saggar::detail::epanet {

enum class Section {
    title,
    junctions,
    reservoirs,
    tanks,
    pipes,
    pumps,
    valves,
    controls,
    rules,
    demands,
    sources,
    emitters,
    leakage,
    patterns,
    curves,
    quality,
    status,
    roughness,
    energy,
    reactions,
    mixing,
    report,
    times,
    options,
    coordinates,
    vertices,
    labels,
    backdrop,
    tags,
    count
};
[[nodiscard]] std::string_view name_of(Section section); // "[PIPES]"

struct Line {
    std::size_t number{0};
    std::string_view text;               // without comment and outer blanks
    std::vector<std::string_view> words; // quoted text is one word
};

struct SectionedText {
    std::array<std::vector<Line>, static_cast<std::size_t>(Section::count)> sections;
    [[nodiscard]] std::vector<Line> const& operator[](Section section) const {
        return sections[static_cast<std::size_t>(section)];
    }
};

// Collects what is wrong and what has to be said.
class Findings {
public:
    explicit Findings(std::string file) : file_{std::move(file)} {}

    void problem(ErrorCode code, Section section, std::size_t line, std::string_view id, std::string text,
                 std::string advice = {}, std::string_view field = {});
    // Of the file as a whole, or of a line that stands in no section.
    void problem(ErrorCode code, std::size_t line, std::string text, std::string advice = {});
    void untranslated(Section section, std::size_t line, std::string_view id, std::string text,
                      std::string advice = {});
    void note(ImportNoteKind kind, Section section, std::size_t line, std::string_view id, std::string text);

    [[nodiscard]] std::vector<Problem>& problems() { return problems_; }
    [[nodiscard]] std::vector<Problem>& untranslated_parts() { return untranslated_; }
    [[nodiscard]] std::vector<ImportNote>& notes() { return notes_; }

private:
    std::string file_;
    std::vector<Problem> problems_;
    std::vector<Problem> untranslated_;
    std::vector<ImportNote> notes_;
};

// Cuts the text; views point into it.
[[nodiscard]] SectionedText split_sections(std::string_view text, Findings& findings);

// Whether a word begins with a keyword, whatever the case: EPANET's rule.
[[nodiscard]] bool begins_with(std::string_view word, std::string_view keyword);
// Equal, whatever the case.
[[nodiscard]] bool same_word(std::string_view word, std::string_view keyword);
// A finite number that fills the whole word.
[[nodiscard]] std::optional<double> number_in(std::string_view word);
// A time in seconds from one or two words: "5" (hours), "5 MIN", "13:50", "1:50 PM".
[[nodiscard]] std::optional<double> time_in(std::string_view value, std::string_view unit);

} // namespace saggar::detail::epanet
