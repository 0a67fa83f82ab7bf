// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/io/planning_reader.hpp"

#include "project_places.hpp"
#include "study_document.hpp"
#include "study_table.hpp"

#include <fmt/format.h>

#include <utility>

namespace saggar {

namespace {

using namespace detail;
using namespace detail::member_kinds;
using nlohmann::json;

constexpr char const* extend_command = "saggar extend";

void check_cost(StudyDocument const& document, json const& cost, std::string const& where) {
    document.expect(cost, where,
                    {{"capital", number},
                     {"heat_loss", number},
                     {"pumping", number},
                     {"maintenance", number},
                     {"total", number}});
}

void check_sizes(StudyDocument const& document, json const& sizes) {
    document.expect(
        sizes, "plan.sizes",
        {{"life_cycle_cost", number}, {"points_confirmed", number}, {"cost", group}, {"rules", list}});
    check_cost(document, sizes["cost"], "plan.sizes.cost");
    document.expect_rows(sizes["rules"], "plan.sizes.rules", {{"rule", text}});
    for (json const& rule : sizes["rules"]) {
        if (rule.contains("cost")) {
            check_cost(document, rule["cost"], "plan.sizes.rules.cost");
        }
    }
}

void check_plan(StudyDocument const& document, json const& plan) {
    document.expect(plan, "plan",
                    {{"status", text},
                     {"connected", number},
                     {"annual_use_mwh", number},
                     {"peak_kw", number},
                     {"capital", number},
                     {"net_present_value", number},
                     {"plant_changes", list},
                     {"contradicted", list},
                     {"routes", group},
                     {"sizes", group},
                     {"limits", list},
                     {"load_duration", list}});
    document.expect(plan["routes"], "plan.routes", {{"value", number}, {"status", text}});
    check_sizes(document, plan["sizes"]);
    document.expect_rows(plan["limits"], "plan.limits",
                         {{"title", text},
                          {"unit", text},
                          {"element", text},
                          {"value", number},
                          {"limit", number},
                          {"relative_margin", number}});
    document.expect_rows(plan["load_duration"], "plan.load_duration",
                         {{"load_factor", number},
                          {"hours", number},
                          {"heat_loss_kw", number},
                          {"pump_electricity_kw", number},
                          {"plant_differential_pressure_bar", number}});
}

// Of plans that were simulated through one.
void check_cold_week(StudyDocument const& document, json const& week) {
    document.expect(week, "cold_week", {{"status", text}, {"diagnosis", text}});
    if (!week.contains("hours")) { // switched off
        return;
    }
    document.expect(week, "cold_week",
                    {{"from", text},
                     {"to", text},
                     {"step_s", number},
                     {"basis", text},
                     {"assumptions", list},
                     {"demand_mwh", number},
                     {"unmet_mwh", number},
                     {"cut_by_peak_mwh", number},
                     {"pump_electricity_mwh", number},
                     {"mean_outdoor_c", number},
                     {"lowest_outdoor_c", number},
                     {"short_loads", number},
                     {"short_from_percent", number},
                     {"shortages", list},
                     {"limits", list},
                     {"balance", group},
                     {"hours", group}});
    document.expect_rows(week["shortages"], "cold_week.shortages",
                         {{"id", text}, {"demand_mwh", number}, {"unmet_mwh", number}, {"hours", number}});
    document.expect_rows(week["limits"], "cold_week.limits",
                         {{"title", text},
                          {"unit", text},
                          {"element", text},
                          {"value", number},
                          {"limit", number},
                          {"hours", number}});
    document.expect(week["balance"], "cold_week.balance", {{"produced_mwh", number}, {"lost_mwh", number}});
    document.expect(week["hours"], "cold_week.hours",
                    {{"demand_kw", list}, {"unmet_kw", list}, {"outdoor_c", list}});
}

void check_security(StudyDocument const& document, json const& security) {
    document.expect(security, "security",
                    {{"share", number},
                     {"loads", number},
                     {"loads_secured", number},
                     {"outages_checked", number},
                     {"present_value", number},
                     {"links", list},
                     {"enlarged", list},
                     {"outages", list},
                     {"unsecured", list}});
    document.expect_rows(security["links"], "security.links",
                         {{"id", text},
                          {"catalogue", text},
                          {"length_m", number},
                          {"capital", number},
                          {"secured_kw", number},
                          {"outages", list}});
    document.expect_rows(security["outages"], "security.outages",
                         {{"id", text},
                          {"cut_off_kw", number},
                          {"short_before_kw", number},
                          {"short_after_kw", number},
                          {"link", text}});
    document.expect_rows(security["unsecured"], "security.unsecured", {{"id", text}, {"reason", text}});
}

void check_plan(StudyDocument const& document) {
    json const& root = document.root();
    document.expect(root, {},
                    {{"plan", group},
                     {"costs", list},
                     {"pipes", list},
                     {"buildings", list},
                     {"findings", list},
                     {"assumptions", list}});
    check_plan(document, root["plan"]);
    if (root.contains("security")) {
        check_security(document, root["security"]);
    }
    if (root.contains("cold_week")) {
        check_cold_week(document, root["cold_week"]);
    }
    document.expect_rows(root["costs"], "costs", {{"item", text}});
    if (root.contains("heat")) { // plans of before tell nothing of it
        document.expect(root, {}, {{"heat", list}});
        document.expect_rows(root["heat"], "heat",
                             {{"kind", text},
                              {"plant", text},
                              {"cost_per_mwh", number},
                              {"share", number, or_null},
                              {"heat_mwh", number, or_null},
                              {"cost", number, or_null}});
    }
    document.expect_rows(
        root["pipes"], "pipes",
        {{"id", text}, {"kind", text}, {"catalogue", text}, {"length_m", number}, {"surface", text}});
    document.expect_rows(
        root["buildings"], "buildings",
        {{"id", text}, {"status", text}, {"x_m", number, or_null}, {"y_m", number, or_null}});
    document.expect_rows(root["findings"], "findings", {{"kind", text}});
}

} // namespace

PlanStudy read_plan(std::filesystem::path const& folder) {
    PlanStudy study;
    study.before = read_study_project(folder, "plan.json", "plan_inputs.json", extend_command);
    study.after = read_study_project(folder, "plan.json", "project.yaml", extend_command);
    StudyDocument const document{folder / "plan.json", extend_command};
    check_plan(document);
    ProjectPlaces const places{study.after};
    for (json const& pipe : document.root()["pipes"]) {
        std::string const id = pipe["id"];
        auto course = places.pair(id);
        if (!course) {
            document.refuse(ErrorCode::unknown_id, "pipes",
                            fmt::format("'{}' is not in the project.yaml that lies beside it", id));
        }
        study.pipe_courses_m.push_back(std::move(*course));
    }
    study.confirmed = document.root()["plan"]["status"] == "confirmed";
    study.document = document.root().dump();
    return study;
}

} // namespace saggar
