// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Aligned tables for people.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace saggar::app {

inline constexpr double j_per_mwh = 3.6e9;
inline constexpr std::size_t rows_shown = 10; // of a list, unless all are asked for

// "1 plant", "3 plants".
[[nodiscard]] std::string counted(std::size_t count, std::string_view one, std::string_view many);

// What a project is called at the beginning of a sentence: its name, or "The network" where it has none.
[[nodiscard]] std::string name_or_network(std::string const& name);

class TextTable {
public:
    // A heading that begins with '>' aligns its column to the right.
    explicit TextTable(std::vector<std::string> headings);
    void add(std::vector<std::string> cells);
    // Lines with two blanks in front, ended by newlines; columns as wide as their widest cell.
    [[nodiscard]] std::string text() const;
    // The same without the headings.
    [[nodiscard]] std::string rows_only() const;
    [[nodiscard]] bool empty() const { return rows_.empty(); }

private:
    [[nodiscard]] std::string lines(bool with_headings) const;

    std::vector<std::string> headings_;
    std::vector<bool> right_;
    std::vector<std::vector<std::string>> rows_;
};

} // namespace saggar::app
