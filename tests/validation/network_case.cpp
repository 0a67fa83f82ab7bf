// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "network_case.hpp"

#include "saggar/engine/steady/steady_solver.hpp"
#include "saggar/io/project_reader.hpp"
#include "saggar/io/result_tables.hpp"

#include <fmt/format.h>

#include <stdexcept>
#include <variant>

namespace saggar::validation {
namespace {

Outcome results(SolvedPoint const& solved) {
    Outcome all;
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

} // namespace

Outcome solve_project(Case const& validation_case) {
    auto const network = load_network(validation_case.folder / validation_case.project);
    SteadySolver solver{network};
    OperatingPoint const point = validation_case.operating_point.empty()
                                     ? operating_point(*network)
                                     : operating_point(*network, validation_case.operating_point);
    SteadyState state;
    SteadyReport const report = solver.solve(point, state);
    if (!report.converged()) {
        throw std::runtime_error{"not solved: " + report.diagnosis};
    }
    return results(SolvedPoint{*network, solver.fluid(), point, report, state});
}

} // namespace saggar::validation
