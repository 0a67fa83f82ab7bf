// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "network_case.hpp"

#include "saggar/engine/steady/steady_solver.hpp"
#include "saggar/io/project_reader.hpp"
#include "saggar/io/result_tables.hpp"

#include <fmt/format.h>

#include <exception>
#include <variant>

namespace saggar::validation {
namespace {

struct Results {
    Quantities numbers;
    std::map<std::string, std::string> texts;
};

Results results(SolvedPoint const& solved) {
    Results all;
    for (ResultTable const& table : result_tables()) {
        if (table.columns.front().name != "id") {
            continue; // limits: rows have no name of their own; the summary tells of them
        }
        std::size_t const rows = table.rows(solved);
        for (std::size_t row = 0; row < rows; ++row) {
            auto const id = std::get<std::string>(table.columns.front().cell(solved, row));
            for (ResultColumn const& column : table.columns.subspan(1)) {
                ResultCell const cell = column.cell(solved, row);
                std::string const name = fmt::format("{}/{}/{}", table.name, id, column.name);
                if (auto const* const number = std::get_if<double>(&cell)) {
                    all.numbers[name] = {*number};
                } else if (auto const* const integer = std::get_if<std::int64_t>(&cell)) {
                    all.numbers[name] = {static_cast<double>(*integer)};
                } else if (auto const* const text = std::get_if<std::string>(&cell)) {
                    all.texts[name] = *text;
                }
            }
        }
    }
    auto const summary = nlohmann::json::parse(summary_json(solved)).flatten();
    for (auto const& [path, value] : summary.items()) {
        if (value.is_number()) {
            all.numbers["summary" + path] = {value.get<double>()};
        } else if (value.is_string()) {
            all.texts["summary" + path] = value.get<std::string>();
        }
    }
    return all;
}

std::vector<std::string> compare(Case const& validation_case, Results const& actual) {
    auto found = disagreements(validation_case, actual.numbers);
    for (auto const& [quantity, wanted] : validation_case.expected_texts) {
        auto const given = actual.texts.find(quantity);
        if (given == actual.texts.end() || given->second != wanted) {
            found.push_back(fmt::format("{}: {} is '{}', expected '{}'",
                                        validation_case.folder.filename().string(), quantity,
                                        given == actual.texts.end() ? "" : given->second, wanted));
        }
    }
    return found;
}

} // namespace

std::vector<std::string> run_project(Case const& validation_case) {
    std::string const name = validation_case.folder.filename().string();
    try {
        auto const network = load_network(validation_case.folder / validation_case.project);
        SteadySolver solver{network};
        OperatingPoint const point = validation_case.operating_point.empty()
                                         ? operating_point(*network)
                                         : operating_point(*network, validation_case.operating_point);
        SteadyState state;
        SteadyReport const report = solver.solve(point, state);
        if (!report.converged()) {
            return {fmt::format("{}: not solved: {}", name, report.diagnosis)};
        }
        return compare(validation_case, results(SolvedPoint{*network, solver.fluid(), point, report, state}));
    } catch (std::exception const& problem) {
        return {fmt::format("{}: {}", name, problem.what())};
    }
}

} // namespace saggar::validation
