// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "table.hpp"

#include <zlib.h>

#include <algorithm>
#include <charconv>
#include <stdexcept>

namespace saggar::testing_support {

std::string whole_file(std::filesystem::path const& path) {
    gzFile file = gzopen(path.c_str(), "rb"); // reads files that are not packed as they are
    if (file == nullptr) {
        throw std::runtime_error{"cannot read " + path.string()};
    }
    std::string content;
    std::string part(1U << 20U, '\0');
    int length = 0;
    while ((length = gzread(file, part.data(), static_cast<unsigned>(part.size()))) > 0) {
        content.append(part, 0, static_cast<std::size_t>(length));
    }
    gzclose(file);
    if (length < 0) {
        throw std::runtime_error{"cannot unpack " + path.string()};
    }
    return content;
}

Table::Table(std::filesystem::path const& path) : file_{path.string()}, content_{whole_file(path)} {
    std::string_view rest{content_};
    while (!rest.empty()) {
        auto const end = std::min(rest.find('\n'), rest.size());
        auto line = rest.substr(0, end);
        rest.remove_prefix(std::min(end + 1, rest.size()));
        if (line.ends_with('\r')) {
            line.remove_suffix(1);
        }
        if (line.empty()) {
            continue;
        }
        bool const header = names_.empty();
        std::size_t count = 0;
        for (bool more = true; more; ++count) {
            auto const comma = line.find(',');
            more = comma != std::string_view::npos;
            if (header) {
                names_.emplace_back(line.substr(0, comma));
            } else {
                cells_.push_back(line.substr(0, comma));
            }
            line.remove_prefix(more ? comma + 1 : line.size());
        }
        if (count != names_.size()) {
            throw std::runtime_error{file_ + ": a row has another number of cells than the header"};
        }
        rows_ += header ? 0 : 1;
    }
}

std::size_t Table::column(std::string_view name) const {
    auto const found = std::find(names_.begin(), names_.end(), name);
    if (found == names_.end()) {
        throw std::runtime_error{file_ + ": no column " + std::string{name}};
    }
    return static_cast<std::size_t>(found - names_.begin());
}

std::string_view Table::text(std::size_t row, std::size_t column) const {
    return cells_.at(row * names_.size() + column);
}

double Table::number(std::size_t row, std::size_t column) const {
    auto const cell = text(row, column);
    double value{};
    auto const [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
    if (error != std::errc{} || end != cell.data() + cell.size()) {
        throw std::runtime_error{file_ + ": '" + std::string{cell} + "' is not a number"};
    }
    return value;
}

std::vector<double> Table::numbers(std::string_view name) const {
    auto const at = column(name);
    std::vector<double> values(rows_);
    for (std::size_t row = 0; row < rows_; ++row) {
        values[row] = number(row, at);
    }
    return values;
}

std::vector<int> Table::integers(std::string_view name) const {
    auto const values = numbers(name);
    std::vector<int> result(values.size());
    std::transform(values.begin(), values.end(), result.begin(),
                   [](double value) { return static_cast<int>(value); });
    return result;
}

std::vector<std::string> Table::texts(std::string_view name) const {
    auto const at = column(name);
    std::vector<std::string> values(rows_);
    for (std::size_t row = 0; row < rows_; ++row) {
        values[row] = text(row, at);
    }
    return values;
}

} // namespace saggar::testing_support
