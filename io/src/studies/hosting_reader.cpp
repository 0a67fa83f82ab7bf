// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/io/planning_reader.hpp"

#include "project_places.hpp"
#include "study_table.hpp"

#include "saggar/io/streets.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string_view>

namespace saggar {

namespace {

using namespace detail;

HostingRow row_of(StudyTable const& table, std::size_t i) {
    return {.id = table.text(i, "id"),
            .capacity_kw = table.number(i, "capacity_kw"),
            .binding_limit = table.text(i, "binding_limit"),
            .binding_element = table.text(i, "binding_element"),
            .value = table.number(i, "value"),
            .limit = table.number(i, "limit"),
            .unit = table.text(i, "unit"),
            .design_consumer = table.text(i, "design_consumer"),
            .decided_at = table.text(i, "decided_at"),
            .branch_length_m = table.number(i, "branch_length_m"),
            .tap_position = table.has("tap_position") ? table.number(i, "tap_position") : std::nullopt,
            .course_m = {}};
}

// A street by its number in the file, from 1; empty where the file has fewer by now.
std::vector<double> course_of(std::vector<Street> const& streets, std::string_view number) {
    std::size_t at = 0;
    std::from_chars(number.data(), number.data() + number.size(), at);
    std::vector<double> course;
    if (at >= 1 && at <= streets.size()) {
        for (Point const& point : streets[at - 1].line) {
            course.insert(course.end(), {point.x_m, point.y_m});
        }
    }
    return course;
}

} // namespace

bool HostingStudy::room_everywhere() const {
    return std::ranges::all_of(nodes, [](HostingRow const& row) {
        return row.capacity_kw ? *row.capacity_kw > 0.0 : row.binding_limit.empty();
    });
}

HostingStudy read_hosting(std::filesystem::path const& folder) {
    HostingStudy study;
    study.project = read_study_project(folder, "hosting.csv", "hosting_inputs.json", "saggar hosting");
    StudyTable const table{folder / "hosting.csv", "saggar hosting"};
    ProjectPlaces const places{study.project};
    std::vector<Street> streets;
    for (std::size_t i = 0; i < table.rows(); ++i) {
        HostingRow row = row_of(table, i);
        std::string const& kind = table.text(i, "element_kind");
        study.operating_point = table.text(i, "operating_point");
        study.return_temperature_c = table.required(i, "return_temperature_c");
        if (kind == "street") {
            if (study.streets.empty()) {
                streets = read_streets(study.project);
            }
            row.course_m = course_of(streets, row.id);
            study.streets.push_back(std::move(row));
            continue;
        }
        bool const node = kind == "node";
        if (!node && kind != "pair") {
            table.unknown(i, "element_kind");
        }
        auto course = node ? places.node(row.id) : places.pair(row.id);
        if (!course) {
            table.unknown(i, "id");
        }
        row.course_m = std::move(*course);
        (node ? study.nodes : study.pairs).push_back(std::move(row));
    }
    return study;
}

} // namespace saggar
