// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/io/planning_reader.hpp"

#include "project_places.hpp"
#include "study_table.hpp"

#include <algorithm>
#include <utility>

namespace saggar {

namespace {

using namespace detail;

constexpr char const* contingency_command = "saggar contingency";

// Of a column that tables of earlier versions do not have.
std::string later(StudyTable const& table, std::size_t row, std::string_view column) {
    return table.has(column) ? table.text(row, column) : std::string{};
}

OutageRow outage_of(StudyTable const& table, std::size_t i, ProjectPlaces const& places) {
    OutageRow row{.kind = table.text(i, "element_kind"),
                  .id = table.text(i, "id"),
                  .solved = table.text(i, "solved") == "true",
                  .unmet_kw = table.number(i, "unmet_kw"),
                  .unmet_percent = table.number(i, "unmet_percent"),
                  .loads_short = table.whole(i, "loads_short"),
                  .cause = table.text(i, "cause"),
                  .lowest_differential_pressure_bar = table.number(i, "lowest_differential_pressure_bar"),
                  .lowest_at = table.text(i, "lowest_at"),
                  .limits_broken = table.whole(i, "limits_broken"),
                  .pressure_held_by = table.text(i, "pressure_held_by"),
                  .heat_raised_at = table.text(i, "heat_raised_at"),
                  .heat_lowered_at = table.text(i, "heat_lowered_at"),
                  .at_capacity = table.text(i, "at_capacity"),
                  .pressure_raised_at = later(table, i, "pressure_raised_at"),
                  .raised_to_bar = later(table, i, "raised_to_bar"),
                  .started = later(table, i, "started"),
                  .started_kw = later(table, i, "started_kw"),
                  .diagnosis = table.text(i, "diagnosis"),
                  .course_m = {}};
    auto course = row.kind == "pair"   ? places.pair(row.id)
                  : row.kind == "pipe" ? places.pipe(row.id)
                                       : places.machine(row.kind, row.id);
    if (!course) {
        table.unknown(i, "id");
    }
    row.course_m = std::move(*course);
    return row;
}

} // namespace

bool ContingencyStudy::all_served() const {
    return std::ranges::all_of(outages,
                               [](OutageRow const& row) { return row.solved && row.loads_short == 0; });
}

ContingencyStudy read_contingencies(std::filesystem::path const& folder) {
    ContingencyStudy study;
    study.project =
        read_study_project(folder, "contingencies.csv", "contingency_inputs.json", contingency_command);
    ProjectPlaces const places{study.project};
    StudyTable const outages{folder / "contingencies.csv", contingency_command};
    for (std::size_t i = 0; i < outages.rows(); ++i) {
        study.operating_point = outages.text(i, "operating_point");
        study.outages.push_back(outage_of(outages, i, places));
    }
    StudyTable const loads{folder / "contingency_loads.csv", contingency_command};
    for (std::size_t i = 0; i < loads.rows(); ++i) {
        std::size_t const rank = loads.whole(i, "rank");
        bool const known =
            rank >= 1 && rank <= study.outages.size() && study.outages[rank - 1].id == loads.text(i, "id");
        if (!known) {
            loads.unknown(i, "id");
        }
        auto position = places.machine("substation", loads.text(i, "substation"));
        if (!position) {
            loads.unknown(i, "substation");
        }
        study.loads.push_back({.outage = rank - 1,
                               .substation = loads.text(i, "substation"),
                               .demand_kw = loads.required(i, "demand_kw"),
                               .unmet_kw = loads.required(i, "unmet_kw"),
                               .cause = loads.text(i, "cause"),
                               .position_m = std::move(*position)});
    }
    return study;
}

} // namespace saggar
