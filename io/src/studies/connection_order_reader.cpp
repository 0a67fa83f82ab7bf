// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/io/planning_reader.hpp"

#include "study_table.hpp"

#include <algorithm>

namespace saggar {

namespace {

constexpr char const* connect_command = "saggar connect --together";

} // namespace

bool ConnectionOrderStudy::all_connect() const {
    return std::ranges::all_of(rows, [](ConnectionOrderRow const& row) { return row.step.has_value(); });
}

ConnectionOrderStudy read_connection_order(std::filesystem::path const& folder) {
    ConnectionOrderStudy study;
    study.project = detail::read_study_project(folder, "connection_order.csv", "connection_order_inputs.json",
                                               connect_command);
    detail::StudyTable const table{folder / "connection_order.csv", connect_command};
    for (std::size_t i = 0; i < table.rows(); ++i) {
        bool const known = std::ranges::any_of(study.project.candidates, [&](Candidate const& candidate) {
            return candidate.id == table.text(i, "id");
        });
        if (!known) {
            table.unknown(i, "id");
        }
        bool const connects = !table.text(i, "step").empty();
        study.rows.push_back({.step = connects ? std::optional{table.whole(i, "step")} : std::nullopt,
                              .id = table.text(i, "id"),
                              .name = table.text(i, "name"),
                              .verdict = table.text(i, "verdict"),
                              .reason = table.text(i, "reason"),
                              .peak_kw = table.required(i, "peak_kw"),
                              .annual_use_mwh = table.number(i, "annual_use_mwh"),
                              .tie_in = table.text(i, "tie_in"),
                              .branch_length_m = table.number(i, "branch_length_m"),
                              .branch_catalogue = table.text(i, "branch_catalogue"),
                              .reinforcements = table.text(i, "reinforcements"),
                              .cost = table.number(i, "cost"),
                              .cost_alone = table.number(i, "cost_alone"),
                              .cost_per_mwh = table.number(i, "cost_per_mwh"),
                              .total_peak_kw = table.number(i, "total_peak_kw"),
                              .total_annual_use_mwh = table.number(i, "total_annual_use_mwh"),
                              .total_cost = table.number(i, "total_cost")});
    }
    return study;
}

} // namespace saggar
