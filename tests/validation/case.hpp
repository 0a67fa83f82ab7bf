// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// A validation case: a folder below tests/data with a case.json, which says by which method the inputs are to
// be worked out, what must come of it, how exactly, and who says so. Adding one is adding a folder.
//
//   {"title": "...", "source": "...", "formula": "...",       what is checked, against what, where that came
//   from
//    "method": "pair_heat",                                   a name of methods.hpp
//    "inputs": {"length_m": 1000, ...},                       all of them must be used
//    "expected": {"outlet_1_c": 83.2, "series": [1, 2]},      each is compared
//    "tolerance": {"relative": 1e-9,                          for all, "relative" or "absolute" or both (a
//    sum),
//                  "outlet_1_c": {"absolute": 1e-6}}}         unless a quantity has its own

#include <nlohmann/json.hpp>

#include <filesystem>
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

struct Tolerance {
    double relative{0.0};
    double absolute{0.0};

    [[nodiscard]] double of(double expected) const;
};

struct Case {
    std::filesystem::path folder;
    std::string method;
    std::string title;
    std::string source;
    std::string formula;
    nlohmann::json inputs;
    Quantities expected;
    std::map<std::string, Tolerance> tolerance; // per expected quantity
};

// Throws std::runtime_error saying what is wrong with the file.
[[nodiscard]] Case read_case(std::filesystem::path const& folder);
[[nodiscard]] Case read_case(nlohmann::json const& document, std::filesystem::path const& folder);

// Every folder below `root` that holds a case.json, sorted.
[[nodiscard]] std::vector<std::filesystem::path> find_cases(std::filesystem::path const& root);

// What disagrees, in words for people, one line each: case, quantity, actual, expected, tolerance. Empty: all
// is well.
[[nodiscard]] std::vector<std::string> disagreements(Case const& expected, Quantities const& actual);

// Works the case out by its method and compares. Nothing is left out: unknown methods, unused inputs and
// quantities that the method does not compute are disagreements.
[[nodiscard]] std::vector<std::string> run(Case const& validation_case);

} // namespace saggar::validation
