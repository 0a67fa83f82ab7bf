// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// Pipe catalogues: CSV files whose columns are the attributes of CatalogueEntry.

#include "saggar/io/project_reader.hpp"

#include "built_in_catalogue.hpp"
#include "csv.hpp"
#include "document/scalar.hpp"
#include "file.hpp"

#include "saggar/network/attribute.hpp"
#include "saggar/network/nearest_name.hpp"

#include <algorithm>
#include <cassert>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <iterator>
#include <map>
#include <optional>
#include <type_traits>

namespace saggar {

using namespace detail;

namespace {

class CatalogueFile {
public:
    CatalogueFile(std::string file, std::vector<Problem>& problems)
        : file_{std::move(file)}, problems_{problems} {}

    std::vector<CatalogueEntry> read(std::string_view content) {
        CsvTable const table = parse_csv(content, file_, problems_);
        std::vector<CatalogueEntry> entries;
        if (!find_columns(table.header)) {
            return entries;
        }
        std::map<std::string, std::size_t> line_of_id;
        for (CsvRow const& row : table.rows) {
            std::size_t const before = problems_.size();
            CatalogueEntry entry;
            read_row(row, entry);
            if (problems_.size() == before) {
                check_shape(entry, row.line);
            }
            if (!entry.id.empty()) {
                auto const [first, is_new] = line_of_id.try_emplace(entry.id, row.line);
                if (!is_new) {
                    add(ErrorCode::duplicate_id, row.line, entry.id, "id",
                        fmt::format("is in line {} already", first->second),
                        "Rename or remove one of the two");
                }
            }
            entries.push_back(std::move(entry));
        }
        return entries;
    }

private:
    void add(ErrorCode code, std::size_t line, std::string_view id, std::string_view field, std::string text,
             std::string advice) {
        problems_.push_back({code,
                             {.file = file_,
                              .line = line,
                              .component = {},
                              .id = std::string{id},
                              .field = std::string{field}},
                             std::move(text),
                             std::move(advice)});
    }

    // False where the header cannot be used.
    bool find_columns(CsvRow const& header) {
        auto const table = attributes<CatalogueEntry>();
        std::vector<std::string_view> names;
        for (auto const& attribute : table) {
            names.push_back(attribute.name);
        }
        column_of_.assign(table.size(), -1);
        for (std::size_t column = 0; column < header.cells.size(); ++column) {
            std::string const& name = header.cells[column];
            auto const found = std::find(names.begin(), names.end(), name);
            if (found == names.end()) {
                std::string_view const nearest = nearest_name(name, names, slip_distance(name));
                add(ErrorCode::unknown_field, header.line, {}, name, "is no column that is known here",
                    nearest.empty() ? fmt::format("Known: {}", fmt::join(names, ", "))
                                    : fmt::format("Did you mean '{}'?", nearest));
                continue;
            }
            int& column_of = column_of_[static_cast<std::size_t>(found - names.begin())];
            if (column_of >= 0) {
                add(ErrorCode::syntax_error, header.line, {}, name, "is given twice",
                    "Remove one of the two");
            }
            column_of = static_cast<int>(column);
        }
        bool usable = !header.cells.empty();
        for (std::size_t i = 0; usable && i < table.size(); ++i) {
            if (table[i].need == Need::required && column_of_[i] < 0) {
                add(ErrorCode::value_missing, header.line, {}, table[i].name, "is missing: no such column",
                    fmt::format("It is required. Meaning: {}", table[i].text));
                usable = false;
            }
        }
        return usable;
    }

    void read_row(CsvRow const& row, CatalogueEntry& entry) {
        auto const table = attributes<CatalogueEntry>();
        for (std::size_t i = 0; i < table.size(); ++i) {
            std::string_view const cell =
                column_of_[i] < 0 ? std::string_view{} : row.cells[static_cast<std::size_t>(column_of_[i])];
            if (cell.empty()) {
                if (table[i].need == Need::required) {
                    add(ErrorCode::value_missing, row.line, entry.id, table[i].name, "is missing",
                        fmt::format("It is required. Meaning: {}", table[i].text));
                }
                continue;
            }
            Event event;
            event.kind = EventKind::scalar;
            event.text = cell;
            std::visit([&](auto const& member) { take(table[i], member, event, row.line, entry); },
                       table[i].member);
        }
    }

    template <class Member>
    void take(Attribute<CatalogueEntry> const& attribute, Member const& member, Event const& event,
              std::size_t line, CatalogueEntry& entry) {
        auto const refuse = [&](Refusal const& refusal) {
            add(refusal.code, line, entry.id, attribute.name, refusal.text, refusal.advice);
        };
        if constexpr (std::is_same_v<Member, std::string CatalogueEntry::*>) {
            entry.*member = event.text;
        } else if constexpr (std::is_same_v<Member, bool CatalogueEntry::*>) {
            auto const taken = take_flag(event);
            taken.value ? void(entry.*member = *taken.value) : refuse(taken.refusal);
        } else if constexpr (std::is_same_v<Member, double CatalogueEntry::*> ||
                             std::is_same_v<Member, std::optional<double> CatalogueEntry::*>) {
            auto const taken = take_number(event);
            if (!taken.value) {
                refuse(taken.refusal);
            } else if (!attribute.range.contains(*taken.value)) {
                add(ErrorCode::value_out_of_range, line, entry.id, attribute.name,
                    fmt::format("{:g} is not allowed, must be {}", *taken.value, attribute.range.describe()),
                    fmt::format("Meaning: {}", attribute.text));
            } else {
                entry.*member = *taken.value;
            }
        } else {
            assert(false && "a catalogue's columns are texts, numbers and flags");
        }
    }

    void check_shape(CatalogueEntry const& entry, std::size_t line) {
        auto const conflict = [&](std::string_view field, std::string text, std::string advice) {
            add(ErrorCode::values_conflict, line, entry.id, field, std::move(text), std::move(advice));
        };
        struct Step {
            std::string_view inner_name;
            double inner;
            std::string_view outer_name;
            double outer;
            bool may_be_equal;
        };
        for (Step const& step : {Step{"inner_diameter_mm", entry.inner_diameter_mm, "outer_diameter_mm",
                                      entry.outer_diameter_mm, false},
                                 Step{"outer_diameter_mm", entry.outer_diameter_mm, "insulation_diameter_mm",
                                      entry.insulation_diameter_mm, true},
                                 Step{"insulation_diameter_mm", entry.insulation_diameter_mm,
                                      "casing_diameter_mm", entry.casing_diameter_mm, true}}) {
            if (step.outer < step.inner || (step.outer == step.inner && !step.may_be_equal)) {
                conflict(
                    step.outer_name,
                    fmt::format("{:g} is not wider than {} {:g}", step.outer, step.inner_name, step.inner),
                    "From inside to outside the diameters grow");
            }
        }
        if (entry.twin && !entry.centre_spacing_mm) {
            add(ErrorCode::value_missing, line, entry.id, "centre_spacing_mm",
                "is missing, a twin pipe needs it",
                "Give the distance between the centres of the two carrier pipes");
        } else if (!entry.twin && entry.centre_spacing_mm) {
            conflict("centre_spacing_mm", "is given for a single pipe", "Remove it, or set twin to true");
        } else if (entry.twin && *entry.centre_spacing_mm <= entry.outer_diameter_mm) {
            conflict("centre_spacing_mm", "lets the two carrier pipes overlap",
                     "It is measured from centre to centre");
        } else if (entry.twin &&
                   *entry.centre_spacing_mm + entry.outer_diameter_mm > entry.insulation_diameter_mm) {
            conflict("centre_spacing_mm", "lets the carrier pipes stick out of the insulation",
                     "It is measured from centre to centre");
        }
    }

    std::string file_;
    std::vector<Problem>& problems_;
    std::vector<int> column_of_; // of each attribute; -1: none
};

} // namespace

Catalogue const& built_in_catalogue() {
    static Catalogue const catalogue = [] {
        std::vector<Problem> problems;
        std::vector<CatalogueEntry> entries;
        for (auto const& [name, content] :
             {std::pair{"en253_single.csv", embedded::en253_single_csv},
              std::pair{"twin.csv", embedded::twin_csv}, std::pair{"pex.csv", embedded::pex_csv}}) {
            auto read = CatalogueFile{name, problems}.read(content);
            std::move(read.begin(), read.end(), std::back_inserter(entries));
        }
        if (!problems.empty()) {
            throw Error{std::move(problems)};
        }
        return Catalogue{std::move(entries)};
    }();
    return catalogue;
}

namespace {

// With prices in the project's currency, or without.
std::vector<CatalogueEntry> built_in_entries(Project const& project) {
    auto const built_in = built_in_catalogue().entries();
    std::vector<CatalogueEntry> entries{built_in.begin(), built_in.end()};
    std::optional<double> const factor = project.connection.built_in_cost_factor;
    if (!factor && project.currency == built_in_currency) {
        return entries;
    }
    auto const in_currency = [&](std::optional<double>& price) {
        price = price && factor ? std::optional<double>{*price * *factor} : std::nullopt;
    };
    for (CatalogueEntry& entry : entries) {
        in_currency(entry.cost_hard_per_m);
        in_currency(entry.cost_soft_per_m);
        if (!factor) {
            entry.cost_source.clear();
        } else if (!entry.cost_source.empty()) {
            entry.cost_source += fmt::format("; times {} to {}", *factor, project.currency);
        }
    }
    return entries;
}

} // namespace

Catalogue read_catalogues(Project const& project) {
    std::vector<Problem> problems;
    std::vector<CatalogueEntry> entries = built_in_entries(project);
    for (std::string const& name : project.catalogues) {
        std::filesystem::path const path = std::filesystem::path{project.folder} / name;
        try {
            std::string const content = read_file(path);
            auto read = CatalogueFile{shown(path), problems}.read(content);
            std::move(read.begin(), read.end(), std::back_inserter(entries));
        } catch (Error const& unreadable) {
            problems.insert(problems.end(), unreadable.problems().begin(), unreadable.problems().end());
        }
    }
    if (!problems.empty()) {
        throw Error{std::move(problems)};
    }
    return Catalogue{std::move(entries)};
}

} // namespace saggar
