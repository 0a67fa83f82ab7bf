// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// A validation case: a folder below tests/data with a case.json, which says what is to be worked out, what
// must come of it, how exactly, and who says so. Adding one is adding a folder. There are two kinds: one
// names a method and its inputs, the other a project that is solved whole.
//
//   {"title": "...", "source": "...", "formula": "...",       what is checked, against what, where from
//    "method": "pair_heat",                                   a name of methods.hpp
//    "inputs": {"length_m": 1000, ...},                       all of them must be used
//    "expected": {"outlet_1_c": 83.2, "series": [1, 2]},      each is compared
//    "tolerance": {"relative": 1e-9,                          for all: "relative", "absolute" or both (a sum)
//                  "outlet_1_c": {"absolute": 1e-6}}}         unless a quantity has its own
//
//   {"title": "...", "source": "...", "formula": "...",
//    "project": "project.yaml",                               beside the case.json
//    "operating_point": "winter",                             may be absent: as the project describes itself
//    "expected": {"substations":                              a table of docs/results.md, or "summary"
//                    {"s1": {"mass_flow_kg_s": 1.07,          id of a row, column of the table
//                            "supply_temperature_c": {"at_least": 68, "at_most": 70},   bounds included
//                            "status": "served"}},            a text is compared letter by letter
//                 "summary": {"totals/heat_loss_w": 27.1}},
//    "tolerance": {"relative": 1e-9,
//                  "mass_flow_kg_s": {"absolute": 1e-9}}}     of a column, in every table

#include <nlohmann/json.hpp>

#include <filesystem>
#include <limits>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace saggar::validation {

// The inputs of a case, remembering which have been asked for. Asking for one that is absent or of another
// kind throws std::runtime_error naming it.
class Inputs {
public:
    // `folder`: where files lie that inputs name.
    Inputs(nlohmann::json values, std::filesystem::path folder);

    [[nodiscard]] double number(std::string const& name) const;
    [[nodiscard]] std::vector<double> numbers(std::string const& name) const;
    [[nodiscard]] std::string text(std::string const& name) const;
    [[nodiscard]] nlohmann::json const& value(std::string const& name) const;
    [[nodiscard]] bool has(std::string const& name) const { return values_.contains(name); }
    [[nodiscard]] std::filesystem::path const& folder() const { return folder_; }

    [[nodiscard]] std::vector<std::string> never_used() const;

private:
    nlohmann::json values_;
    std::filesystem::path folder_;
    mutable std::set<std::string> used_;
};

// One number each, or a series.
using Quantities = std::map<std::string, std::vector<double>>;

// What a case came to.
struct Outcome {
    Quantities numbers;
    std::map<std::string, std::string> texts; // of a project
    std::vector<std::string> never_used;      // inputs that the method has no use for
};

struct Tolerance {
    double relative{0.0};
    double absolute{0.0};

    [[nodiscard]] double of(double expected) const;
};

struct Band {
    double lowest{-std::numeric_limits<double>::infinity()};
    double highest{std::numeric_limits<double>::infinity()};
};

struct Case {
    std::filesystem::path folder;
    std::string method;          // or a project:
    std::string project;         // file, from the folder
    std::string operating_point; // of the project; may be empty
    std::string title;
    std::string source;
    std::string formula;
    nlohmann::json inputs;
    Quantities expected;                               // of a project "table/id/column"
    std::map<std::string, Band> expected_bands;        // of a project
    std::map<std::string, std::string> expected_texts; // of a project
    std::map<std::string, Tolerance> tolerance;        // per expected quantity
};

// Throws std::runtime_error saying what is wrong with the file.
[[nodiscard]] Case read_case(std::filesystem::path const& folder);
[[nodiscard]] Case read_case(nlohmann::json const& document, std::filesystem::path const& folder);

// Every folder below `root` that holds a case.json, sorted.
[[nodiscard]] std::vector<std::filesystem::path> find_cases(std::filesystem::path const& root);

// What disagrees, in words for people, one line each: case, quantity, actual, expected, tolerance. Empty: all
// is well.
[[nodiscard]] std::vector<std::string> disagreements(Case const& expected, Quantities const& actual);

// Works the case out by its method, or solves its project. Throws where there is no such method, an input is
// missing, or the project cannot be read or solved.
[[nodiscard]] Outcome work_out(Case const& validation_case);

// Works the case out and compares. Nothing is left out: whatever `work_out` throws, inputs that were not
// used, and quantities that were not computed are disagreements.
[[nodiscard]] std::vector<std::string> run(Case const& validation_case);

// Of all expected numbers the one that takes most of its tolerance.
struct Figure {
    std::string quantity;
    double off{0.0};
    double relative{0.0}; // to what is expected
    double allowed{0.0};
};
[[nodiscard]] Figure closest_call(Case const& validation_case);

} // namespace saggar::validation
