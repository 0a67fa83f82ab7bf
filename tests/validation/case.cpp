// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "case.hpp"

#include "methods.hpp"
#include "network_case.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <exception>
#include <fstream>
#include <limits>
#include <stdexcept>
#include <utility>

namespace saggar::validation {
namespace {

using nlohmann::json;

[[noreturn]] void fail(std::string const& text) {
    throw std::runtime_error{text};
}

std::vector<double> series(json const& value, std::string const& name) {
    std::vector<double> result;
    auto const add = [&](json const& one) {
        if (!one.is_number()) {
            fail(fmt::format("'{}' must be a number or a list of numbers", name));
        }
        result.push_back(one.get<double>());
    };
    if (value.is_array()) {
        std::for_each(value.begin(), value.end(), add);
    } else {
        add(value);
    }
    return result;
}

Tolerance tolerance(json const& value, std::string const& of) {
    Tolerance result;
    bool given = false;
    for (auto const& [name, number] : value.items()) {
        if (name != "relative" && name != "absolute") {
            continue;
        }
        if (!number.is_number() || !(number.get<double>() > 0.0)) {
            fail(fmt::format("tolerance of {}: '{}' must be a number above 0", of, name));
        }
        (name == "relative" ? result.relative : result.absolute) = number.get<double>();
        given = true;
    }
    if (!given) {
        fail(fmt::format("no tolerance for {}: give 'relative', 'absolute' or both", of));
    }
    return result;
}

// "pipes/p1:supply/mass_flow_kg_s", "summary/totals/heat_loss_w": what a project's tolerances go by.
std::string column_of(std::string const& name) {
    if (name.starts_with("summary/")) {
        return name.substr(name.find('/') + 1);
    }
    return name.substr(name.rfind('/') + 1);
}

} // namespace

Inputs::Inputs(json values, std::filesystem::path folder)
    : values_(std::move(values)), folder_{std::move(folder)} {}

json const& Inputs::value(std::string const& name) const {
    if (!values_.contains(name)) {
        fail(fmt::format("the method needs an input '{}'", name));
    }
    used_.insert(name);
    return values_.at(name);
}

double Inputs::number(std::string const& name) const {
    json const& given = value(name);
    if (!given.is_number()) {
        fail(fmt::format("input '{}' must be a number", name));
    }
    return given.get<double>();
}

std::vector<double> Inputs::numbers(std::string const& name) const {
    return series(value(name), name);
}

std::string Inputs::text(std::string const& name) const {
    json const& given = value(name);
    if (!given.is_string()) {
        fail(fmt::format("input '{}' must be a text", name));
    }
    return given.get<std::string>();
}

std::vector<std::string> Inputs::never_used() const {
    std::vector<std::string> result;
    for (auto const& item : values_.items()) {
        if (!used_.contains(item.key())) {
            result.push_back(item.key());
        }
    }
    return result;
}

double Tolerance::of(double expected) const {
    return absolute + relative * std::abs(expected);
}

namespace {

std::string text_field(json const& document, std::string const& name) {
    if (!document.contains(name) || !document.at(name).is_string()) {
        fail(fmt::format("'{}' is missing or no text", name));
    }
    auto text = document.at(name).get<std::string>();
    if (text.empty()) {
        fail(fmt::format("'{}' is empty", name));
    }
    return text;
}

void only_these_fields(json const& document, std::set<std::string> const& known) {
    for (auto const& item : document.items()) {
        if (!known.contains(item.key())) {
            fail(fmt::format("unknown field '{}'", item.key()));
        }
    }
}

Band band(json const& value, std::string const& name) {
    only_these_fields(value, {"at_least", "at_most"});
    Band result;
    for (auto const& [limit, number] : value.items()) {
        if (!number.is_number()) {
            fail(fmt::format("'{}' of {} must be a number", limit, name));
        }
        (limit == "at_least" ? result.lowest : result.highest) = number.get<double>();
    }
    if (value.empty() || !(result.lowest <= result.highest)) {
        fail(fmt::format("the band of {} holds everything or nothing", name));
    }
    return result;
}

json const& object_field(json const& document, std::string const& name) {
    if (!document.contains(name) || !document.at(name).is_object()) {
        fail(fmt::format("'{}' is missing or no object", name));
    }
    return document.at(name);
}

// What a project must come to, by table, row and column; fills `columns` with those that numbers are given
// of.
void read_expected_results(json const& tables, Case& result, std::set<std::string>& columns) {
    auto const add = [&](std::string const& place, json const& values) {
        if (!values.is_object() || values.empty()) {
            fail(fmt::format("nothing is expected of '{}'", place));
        }
        for (auto const& [column, value] : values.items()) {
            std::string const name = fmt::format("{}/{}", place, column);
            if (value.is_string()) {
                result.expected_texts[name] = value.get<std::string>();
            } else if (value.is_object()) {
                result.expected_bands[name] = band(value, name);
            } else {
                result.expected[name] = series(value, name);
                columns.insert(column);
            }
        }
    };
    for (auto const& [table, rows] : tables.items()) {
        if (table == "summary") {
            add(table, rows);
            continue;
        }
        if (!rows.is_object() || rows.empty()) {
            fail(fmt::format("nothing is expected of '{}'", table));
        }
        for (auto const& [id, values] : rows.items()) {
            add(fmt::format("{}/{}", table, id), values);
        }
    }
}

} // namespace

Case read_case(json const& document, std::filesystem::path const& folder) {
    Case result;
    result.folder = folder;
    result.title = text_field(document, "title");
    result.source = text_field(document, "source");
    result.formula = text_field(document, "formula");
    json const& expected = object_field(document, "expected");
    json const no_tolerance = json::object();
    json const& tolerances =
        document.contains("tolerance") ? object_field(document, "tolerance") : no_tolerance;
    std::set<std::string> own_tolerance; // what may have one
    bool const solved_whole = document.contains("project");
    if (solved_whole) {
        only_these_fields(
            document, {"title", "source", "formula", "project", "operating_point", "expected", "tolerance"});
        result.project = text_field(document, "project");
        if (document.contains("operating_point")) {
            result.operating_point = text_field(document, "operating_point");
        }
        read_expected_results(expected, result, own_tolerance);
    } else {
        only_these_fields(document,
                          {"title", "source", "formula", "method", "inputs", "expected", "tolerance"});
        result.method = text_field(document, "method");
        result.inputs = object_field(document, "inputs");
        for (auto const& [name, value] : expected.items()) {
            result.expected[name] = series(value, name);
            own_tolerance.insert(name);
        }
    }
    if (result.expected.empty() && result.expected_bands.empty()) {
        fail("no number is expected");
    }
    if (result.expected.empty() && !tolerances.empty()) {
        fail("there is a tolerance, but only bands are expected");
    }
    for (auto const& [name, value] : tolerances.items()) {
        if (name != "relative" && name != "absolute" &&
            (!own_tolerance.contains(name) || !value.is_object())) {
            fail(fmt::format("tolerance '{}' belongs to no expected quantity", name));
        }
    }
    for (auto const& item : result.expected) {
        std::string const& name = item.first;
        std::string const quantity = solved_whole ? column_of(name) : name;
        bool const own = tolerances.contains(quantity);
        result.tolerance[name] = tolerance(own ? tolerances.at(quantity) : tolerances, "'" + name + "'");
    }
    return result;
}

Case read_case(std::filesystem::path const& folder) {
    std::ifstream file{folder / "case.json"};
    if (!file) {
        fail("case.json cannot be opened");
    }
    return read_case(json::parse(file), folder);
}

std::vector<std::filesystem::path> find_cases(std::filesystem::path const& root) {
    std::vector<std::filesystem::path> result;
    if (std::filesystem::is_directory(root)) {
        for (auto const& entry : std::filesystem::recursive_directory_iterator{root}) {
            if (entry.path().filename() == "case.json") {
                result.push_back(entry.path().parent_path());
            }
        }
    }
    std::ranges::sort(result);
    return result;
}

std::vector<std::string> disagreements(Case const& expected, Quantities const& actual) {
    std::vector<std::string> result;
    std::string const name = expected.folder.filename().string();
    for (auto const& [quantity, wanted] : expected.expected) {
        auto const found = actual.find(quantity);
        if (found == actual.end()) {
            result.push_back(
                fmt::format("{}: {} is expected, but {} does not compute it", name, quantity,
                            expected.method.empty() ? "saggar" : "method '" + expected.method + "'"));
            continue;
        }
        std::vector<double> const& given = found->second;
        if (given.size() != wanted.size()) {
            result.push_back(fmt::format("{}: {} has {} values, expected {}", name, quantity, given.size(),
                                         wanted.size()));
            continue;
        }
        for (std::size_t i = 0; i < wanted.size(); ++i) {
            double const allowed = expected.tolerance.at(quantity).of(wanted[i]);
            double const off = std::abs(given[i] - wanted[i]);
            if (!(off <= allowed)) {
                result.push_back(fmt::format(
                    "{}: {} is {:.17g}, expected {:.17g}; off by {:.3g} ({:.3g} relative), allowed {:.3g}",
                    name, wanted.size() == 1 ? quantity : fmt::format("{}[{}]", quantity, i), given[i],
                    wanted[i], off, off / std::abs(wanted[i]), allowed));
            }
        }
    }
    for (auto const& [quantity, wanted] : expected.expected_bands) {
        auto const found = actual.find(quantity);
        double const given =
            found == actual.end() ? std::numeric_limits<double>::quiet_NaN() : found->second.at(0);
        if (!(given >= wanted.lowest && given <= wanted.highest)) {
            result.push_back(fmt::format("{}: {} is {:.17g}, expected from {:.17g} to {:.17g}", name,
                                         quantity, given, wanted.lowest, wanted.highest));
        }
    }
    return result;
}

Outcome work_out(Case const& validation_case) {
    if (!validation_case.project.empty()) {
        return solve_project(validation_case);
    }
    auto const method = methods().find(validation_case.method);
    if (method == methods().end()) {
        fail(fmt::format("there is no method '{}'", validation_case.method));
    }
    Inputs const inputs{validation_case.inputs, validation_case.folder};
    Outcome outcome;
    outcome.numbers = method->second(inputs);
    outcome.never_used = inputs.never_used();
    return outcome;
}

std::vector<std::string> run(Case const& validation_case) {
    std::string const name = validation_case.folder.filename().string();
    try {
        Outcome const outcome = work_out(validation_case);
        auto result = disagreements(validation_case, outcome.numbers);
        for (auto const& [quantity, wanted] : validation_case.expected_texts) {
            auto const found = outcome.texts.find(quantity);
            std::string const given = found == outcome.texts.end() ? std::string{} : found->second;
            if (given != wanted) {
                result.push_back(fmt::format("{}: {} is '{}', expected '{}'", name, quantity, given, wanted));
            }
        }
        for (std::string const& unused : outcome.never_used) {
            result.push_back(fmt::format("{}: method '{}' makes no use of input '{}'", name,
                                         validation_case.method, unused));
        }
        return result;
    } catch (std::exception const& problem) {
        return {fmt::format("{}: {}", name, problem.what())};
    }
}

Figure closest_call(Case const& validation_case) {
    Outcome const outcome = work_out(validation_case);
    Figure closest;
    double most = -1.0;
    for (auto const& [quantity, wanted] : validation_case.expected) {
        std::vector<double> const& given = outcome.numbers.at(quantity);
        for (std::size_t i = 0; i < wanted.size(); ++i) {
            double const off = std::abs(given.at(i) - wanted[i]);
            double const allowed = validation_case.tolerance.at(quantity).of(wanted[i]);
            if (off / allowed > most) {
                most = off / allowed;
                closest = {quantity, off, off / std::abs(wanted[i]), allowed};
            }
        }
    }
    return closest;
}

} // namespace saggar::validation
