// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "case.hpp"

#include "methods.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <exception>
#include <fstream>
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

Case read_case(json const& document, std::filesystem::path const& folder) {
    Case result;
    result.folder = folder;
    std::map<std::string, std::string*> const texts{{"method", &result.method},
                                                    {"title", &result.title},
                                                    {"source", &result.source},
                                                    {"formula", &result.formula}};
    for (auto const& [name, target] : texts) {
        if (!document.contains(name) || !document.at(name).is_string() || document.at(name).empty()) {
            fail(fmt::format("'{}' is missing or no text", name));
        }
        *target = document.at(name).get<std::string>();
        if (target->empty()) {
            fail(fmt::format("'{}' is empty", name));
        }
    }
    for (char const* const name : {"inputs", "expected", "tolerance"}) {
        if (!document.contains(name) || !document.at(name).is_object()) {
            fail(fmt::format("'{}' is missing or no object", name));
        }
    }
    for (auto const& item : document.items()) {
        std::string const& name = item.key();
        if (!texts.contains(name) && name != "inputs" && name != "expected" && name != "tolerance") {
            fail(fmt::format("unknown field '{}'", name));
        }
    }
    result.inputs = document.at("inputs");
    for (auto const& [name, value] : document.at("expected").items()) {
        result.expected[name] = series(value, name);
    }
    if (result.expected.empty()) {
        fail("nothing is expected");
    }
    json const& tolerances = document.at("tolerance");
    for (auto const& [name, value] : tolerances.items()) {
        if (name != "relative" && name != "absolute" &&
            (!result.expected.contains(name) || !value.is_object())) {
            fail(fmt::format("tolerance '{}' belongs to no expected quantity", name));
        }
    }
    for (auto const& item : result.expected) {
        std::string const& name = item.first;
        bool const own = tolerances.contains(name);
        result.tolerance[name] = tolerance(own ? tolerances.at(name) : tolerances, "'" + name + "'");
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
            result.push_back(fmt::format("{}: {} is expected, but method '{}' does not compute it", name,
                                         quantity, expected.method));
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
    return result;
}

std::vector<std::string> run(Case const& validation_case) {
    std::string const name = validation_case.folder.filename().string();
    auto const method = methods().find(validation_case.method);
    if (method == methods().end()) {
        return {fmt::format("{}: there is no method '{}'", name, validation_case.method)};
    }
    Inputs const inputs{validation_case.inputs, validation_case.folder};
    try {
        auto result = disagreements(validation_case, method->second(inputs));
        for (std::string const& unused : inputs.never_used()) {
            result.push_back(fmt::format("{}: method '{}' makes no use of input '{}'", name,
                                         validation_case.method, unused));
        }
        return result;
    } catch (std::exception const& problem) {
        return {fmt::format("{}: {}", name, problem.what())};
    }
}

} // namespace saggar::validation
