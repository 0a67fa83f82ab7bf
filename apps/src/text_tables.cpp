// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "text_tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <utility>

namespace saggar::app {

namespace {

// Columns of a terminal that UTF-8 text takes: continuation bytes and colours (ESC [ ... m) take none.
std::size_t shown_width(std::string const& text) {
    std::size_t width = 0;
    bool in_escape = false;
    for (char const c : text) {
        in_escape = in_escape || c == '\033';
        if (!in_escape && (static_cast<unsigned char>(c) & 0xC0U) != 0x80U) {
            ++width;
        }
        in_escape = in_escape && c != 'm';
    }
    return width;
}

} // namespace

std::string name_or_network(std::string const& name) {
    return name.empty() ? "The network" : name;
}

std::string counted(std::size_t count, std::string_view one, std::string_view many) {
    return fmt::format("{} {}", count, count == 1 ? one : many);
}

TextTable::TextTable(std::vector<std::string> headings) : headings_{std::move(headings)} {
    for (std::string& heading : headings_) {
        right_.push_back(heading.starts_with('>'));
        if (right_.back()) {
            heading.erase(0, 1);
        }
    }
}

void TextTable::add(std::vector<std::string> cells) {
    cells.resize(headings_.size());
    rows_.push_back(std::move(cells));
}

std::string TextTable::text() const {
    return lines(true);
}

std::string TextTable::rows_only() const {
    return lines(false);
}

std::string TextTable::lines(bool with_headings) const {
    std::vector<std::size_t> width;
    for (std::size_t column = 0; column < headings_.size(); ++column) {
        std::size_t widest = shown_width(headings_[column]);
        for (auto const& row : rows_) {
            widest = std::max(widest, shown_width(row[column]));
        }
        width.push_back(widest);
    }
    std::string result;
    auto const add_line = [&](std::vector<std::string> const& cells) {
        std::string line;
        for (std::size_t column = 0; column < cells.size(); ++column) {
            std::string const gap(width[column] - shown_width(cells[column]), ' ');
            line += "  " + (right_[column] ? gap + cells[column] : cells[column] + gap);
        }
        line.erase(line.find_last_not_of(' ') + 1);
        result += line + '\n';
    };
    if (with_headings) {
        add_line(headings_);
    }
    for (auto const& row : rows_) {
        add_line(row);
    }
    return result;
}

} // namespace saggar::app
