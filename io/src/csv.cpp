// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "csv.hpp"

#include "document/utf8.hpp"

#include <fmt/format.h>
#include <utility>

namespace saggar::detail {

namespace {

class CsvParser {
public:
    CsvParser(std::string_view content, std::string const& file, std::vector<Problem>& problems)
        : content_{content}, file_{file}, problems_{problems} {
        constexpr std::string_view byte_order_mark{"\xEF\xBB\xBF"};
        if (content_.starts_with(byte_order_mark)) {
            content_.remove_prefix(byte_order_mark.size());
        }
    }

    CsvTable run() {
        CsvTable table;
        if (std::size_t const at = find_invalid_utf8(content_); at != std::string_view::npos) {
            problem(line_at(content_, at), "is no UTF-8", "Save the file as UTF-8");
            return table;
        }
        bool has_header = false;
        while (at_ < content_.size()) {
            if (skip_line()) {
                continue;
            }
            CsvRow row;
            row.line = line_;
            if (!read_row(row)) {
                continue;
            }
            if (!has_header) {
                if (is_separated_otherwise(row)) {
                    return table;
                }
                has_header = true;
                table.header = std::move(row);
            } else if (row.cells.size() == table.header.cells.size()) {
                table.rows.push_back(std::move(row));
            } else {
                problem(row.line,
                        fmt::format("has {} cells, the header has {}", row.cells.size(),
                                    table.header.cells.size()),
                        "Texts that contain a comma stand in double quotes");
            }
        }
        if (!has_header) {
            problem(0, "is empty", "The first line names the columns, separated by commas");
        }
        return table;
    }

private:
    void problem(std::size_t line, std::string text, std::string advice) {
        problems_.push_back({ErrorCode::syntax_error,
                             {.file = file_, .line = line, .component = {}, .id = {}, .field = {}},
                             std::move(text),
                             std::move(advice)});
    }

    // A complaint where spreadsheets of countries with decimal commas, or those that copy cells as text, put
    // another character between columns: one is enough, and says more than of every row that it has one cell.
    bool is_separated_otherwise(CsvRow const& header) {
        if (header.cells.size() > 1) {
            return false;
        }
        std::string const& cell = header.cells.front();
        bool const semicolons = cell.find(';') != std::string::npos;
        if (semicolons || cell.find('\t') != std::string::npos) {
            problem(header.line,
                    fmt::format("its columns are separated by {}", semicolons ? "semicolons" : "tabulators"),
                    "Separate them by commas, and write numbers with a decimal point");
            return true;
        }
        return false;
    }

    [[nodiscard]] bool at_line_end() const {
        return at_ >= content_.size() || content_[at_] == '\n' || content_.substr(at_, 2) == "\r\n";
    }
    void next_line() {
        std::size_t const end = content_.find('\n', at_);
        at_ = end == std::string_view::npos ? content_.size() : end + 1;
        ++line_;
    }
    bool skip_line() {
        if (at_line_end() || content_[at_] == '#') {
            next_line();
            return true;
        }
        return false;
    }

    // False, and a complaint, where quotes are wrong.
    bool read_row(CsvRow& row) {
        for (;;) {
            std::string cell;
            if (content_.substr(at_, 1) == "\"") {
                if (!read_quoted(cell)) {
                    next_line();
                    return false;
                }
            } else {
                while (!at_line_end() && content_[at_] != ',') {
                    cell += content_[at_++];
                }
            }
            row.cells.push_back(std::move(cell));
            if (at_line_end()) {
                next_line();
                return true;
            }
            ++at_; // the comma
        }
    }

    bool read_quoted(std::string& cell) {
        std::size_t const begin_line = line_;
        ++at_;
        for (;; ++at_) {
            if (at_ >= content_.size()) {
                problem(begin_line, "quotes are opened and not closed", "");
                return false;
            }
            if (content_[at_] != '"') {
                line_ += content_[at_] == '\n' ? 1 : 0;
                cell += content_[at_];
            } else if (content_.substr(at_, 2) == "\"\"") {
                cell += '"';
                ++at_;
            } else {
                ++at_;
                break;
            }
        }
        if (!at_line_end() && content_[at_] != ',') {
            problem(line_, "a cell goes on after its closing quotes",
                    "Inside quotes write two of them for one");
            return false;
        }
        return true;
    }

    std::string_view content_;
    std::string const& file_;
    std::vector<Problem>& problems_;
    std::size_t at_{0};
    std::size_t line_{1};
};

} // namespace

CsvTable parse_csv(std::string_view content, std::string const& file, std::vector<Problem>& problems) {
    return CsvParser{content, file, problems}.run();
}

} // namespace saggar::detail
