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
    json::value_t type{}; // any kind of number where number_float
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

void expect_rows(json const& list, std::string const& where, auto const& members, std::string const& file) {
    for (json const& row : list) {
        if (!row.is_object()) {
            refuse(file, ErrorCode::value_wrong_type, where, "holds what is no object");
        }
        expect(row, where, members, file);
    }
}

constexpr auto text = json::value_t::string;
constexpr auto number = json::value_t::number_float;
constexpr auto list = json::value_t::array;
constexpr auto group = json::value_t::object;

void check_sizes(json const& sizes, std::string const& file) {
    expect(sizes, "plan.sizes",
           std::array{Member{"life_cycle_cost", number}, Member{"points_confirmed", number},
                      Member{"cost", group}, Member{"rules", list}},
           file);
    std::array const cost{Member{"capital", number}, Member{"heat_loss", number}, Member{"pumping", number},
                          Member{"maintenance", number}, Member{"total", number}};
    expect(sizes["cost"], "plan.sizes.cost", cost, file);
    expect_rows(sizes["rules"], "plan.sizes.rules", std::array{Member{"rule", text}}, file);
    for (json const& rule : sizes["rules"]) {
        if (rule.contains("cost")) {
            expect(rule["cost"], "plan.sizes.rules.cost", cost, file);
        }
    }
}

void check_plan(json const& plan, std::string const& file) {
    expect(plan, "plan",
           std::array{Member{"status", text}, Member{"connected", number}, Member{"annual_use_mwh", number},
                      Member{"peak_kw", number}, Member{"capital", number},
                      Member{"net_present_value", number}, Member{"plant_changes", list},
                      Member{"contradicted", list}, Member{"routes", group}, Member{"sizes", group},
                      Member{"limits", list}, Member{"load_duration", list}},
           file);
    expect(plan["routes"], "plan.routes", std::array{Member{"value", number}, Member{"status", text}}, file);
    check_sizes(plan["sizes"], file);
    expect_rows(plan["limits"], "plan.limits",
                std::array{Member{"title", text}, Member{"unit", text}, Member{"element", text},
                           Member{"value", number}, Member{"limit", number},
                           Member{"relative_margin", number}},
                file);
    expect_rows(plan["load_duration"], "plan.load_duration",
                std::array{Member{"load_factor", number}, Member{"hours", number},
                           Member{"heat_loss_kw", number}, Member{"pump_electricity_kw", number},
                           Member{"plant_differential_pressure_bar", number}},
                file);
}

void check(json const& document, std::string const& file) {
    if (!document.is_object()) {
        refuse(file, ErrorCode::value_wrong_type, {}, "is no plan");
    }
    expect(document, {},
           std::array{Member{"plan", group}, Member{"costs", list}, Member{"pipes", list},
                      Member{"buildings", list}, Member{"findings", list}, Member{"assumptions", list}},
           file);
    check_plan(document["plan"], file);
    expect_rows(document["costs"], "costs", std::array{Member{"item", text}}, file);
    expect_rows(document["pipes"], "pipes",
                std::array{Member{"id", text}, Member{"kind", text}, Member{"catalogue", text},
                           Member{"length_m", number}, Member{"surface", text}},
                file);
    expect_rows(
        document["buildings"], "buildings",
        std::array{Member{"id", text}, Member{"status", text}, Member{"x_m", number}, Member{"y_m", number}},
        file);
    expect_rows(document["findings"], "findings", std::array{Member{"kind", text}}, file);
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
