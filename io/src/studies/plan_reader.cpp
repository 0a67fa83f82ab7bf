// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/io/planning_reader.hpp"

#include "../file.hpp"
#include "project_places.hpp"
#include "study_table.hpp"

#include "saggar/io/project_reader.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <array>
#include <string_view>
#include <utility>

namespace saggar {

namespace {

using namespace detail;
using nlohmann::json;

constexpr char const* command = "saggar extend";

[[noreturn]] void refuse(std::string const& file, ErrorCode code, std::string field, std::string text) {
    throw Error{{.code = code,
                 .place = {.file = file, .line = 0, .component = {}, .id = {}, .field = std::move(field)},
                 .text = std::move(text),
                 .advice = fmt::format("Name a folder that {} wrote with --out, or run it again", command)}};
}

struct Member {
    std::string_view name;
    json::value_t type; // any kind of number where number_float
};

bool is(json const& value, json::value_t type) {
    return type == json::value_t::number_float ? value.is_number() : value.type() == type;
}

// Members that are there and of their type; the page relies on nothing else being so.
void expect(json const& object, std::string const& where, auto const& members, std::string const& file) {
    for (Member const& member : members) {
        auto const found = object.find(member.name);
        if (found == object.end() || !is(*found, member.type)) {
            refuse(file, ErrorCode::value_missing,
                   fmt::format("{}{}{}", where, where.empty() ? "" : ".", member.name),
                   "is missing, or not what it should be");
        }
    }
}

void expect_rows(json const& document, std::string const& list, auto const& members,
                 std::string const& file) {
    for (json const& row : document[list]) {
        if (!row.is_object()) {
            refuse(file, ErrorCode::value_wrong_type, list, "holds what is no object");
        }
        expect(row, list, members, file);
    }
}

void check(json const& document, std::string const& file) {
    using enum json::value_t;
    if (!document.is_object()) {
        refuse(file, ErrorCode::value_wrong_type, {}, "is no plan");
    }
    expect(document, {},
           std::array{Member{"plan", object}, Member{"costs", array}, Member{"pipes", array},
                      Member{"buildings", array}, Member{"findings", array}, Member{"assumptions", array}},
           file);
    json const& plan = document["plan"];
    expect(plan, "plan",
           std::array{Member{"status", string}, Member{"connected", number_float},
                      Member{"annual_use_mwh", number_float}, Member{"peak_kw", number_float},
                      Member{"capital", number_float}, Member{"net_present_value", number_float},
                      Member{"plant_changes", array}, Member{"contradicted", array},
                      Member{"routes", object}, Member{"sizes", object}, Member{"limits", array},
                      Member{"load_duration", array}},
           file);
    expect(plan["sizes"], "plan.sizes",
           std::array{Member{"life_cycle_cost", number_float}, Member{"points_confirmed", number_float},
                      Member{"cost", object}, Member{"rules", array}},
           file);
    expect_rows(document, "costs", std::array{Member{"item", string}}, file);
    expect_rows(document, "pipes",
                std::array{Member{"id", string}, Member{"kind", string}, Member{"catalogue", string},
                           Member{"length_m", number_float}, Member{"surface", string}},
                file);
    expect_rows(document, "buildings",
                std::array{Member{"id", string}, Member{"status", string}, Member{"x_m", number_float},
                           Member{"y_m", number_float}},
                file);
    expect_rows(document, "findings", std::array{Member{"kind", string}}, file);
}

} // namespace

PlanStudy read_plan(std::filesystem::path const& folder) {
    PlanStudy study;
    study.before = read_study_project(folder, "plan.json", "plan_inputs.json", command);
    study.after = read_study_project(folder, "plan.json", "project.yaml", command);
    std::string const file = shown(folder / "plan.json");
    json const document = json::parse(read_file(folder / "plan.json"), nullptr, false);
    if (document.is_discarded()) {
        refuse(file, ErrorCode::syntax_error, {}, "is no JSON document");
    }
    check(document, file);
    ProjectPlaces const places{study.after};
    for (json const& pipe : document["pipes"]) {
        std::string const id = pipe["id"];
        auto course = places.pair(id);
        if (!course) {
            refuse(file, ErrorCode::unknown_id, "pipes",
                   fmt::format("'{}' is not in the project.yaml that lies beside it", id));
        }
        study.pipe_courses_m.push_back(std::move(*course));
    }
    study.document = document.dump();
    return study;
}

} // namespace saggar
