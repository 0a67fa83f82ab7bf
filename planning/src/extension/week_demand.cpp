// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "week_demand.hpp"

#include "saggar/engine/simulation/scenario.hpp"
#include "saggar/engine/steady/steady_solver.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace saggar::detail {

Project project_of_week(Project const& before, ExtensionProblem const& problem, ExtensionPlan const& plan,
                        ColdWeek const& week) {
    Project project = plan.sizing.project;
    project.simulation.demand.clear();
    if (project.simulation.weather.empty()) {
        project.simulation.weather = "supposed";
        project.extension.design_outdoor_temperature_c.reset(); // it has done its part
    }
    for (std::size_t k = 0; k < plan.topology.connected.size(); ++k) {
        ExtensionLoad const& load = problem.loads[static_cast<std::size_t>(plan.topology.connected[k])];
        project.substations[before.substations.size() + k].demand_shape = load.demand.shape;
    }
    for (Substation& substation : project.substations) {
        if (!substation.annual_use_mwh) { // a series is handed over, or rooms ask
            substation.annual_use_mwh = 0.0;
        }
    }
    if (week.annual_degree_days_kd) {
        project.simulation.annual_degree_days_kd = week.annual_degree_days_kd;
    }
    if (week.supposed) {
        project.simulation.events.clear();
        project.simulation.weather_year = WeatherYear::own;
    }
    return project;
}

void suppose_peaks(Project const& before, Network const& network, ColdWeek& week) {
    if (!week.series.demand_w.empty()) {
        return;
    }
    std::vector<std::string_view> ids;
    std::vector<TimeSeries> given(before.substations.size());
    std::vector<double> const peaks_w = design_point(network).heat_demand_w;
    for (std::size_t i = 0; i < given.size(); ++i) {
        Substation const& substation = before.substations[i];
        bool const rooms_ask = std::ranges::find(before.buildings, substation.id, &Building::substation) !=
                               before.buildings.end();
        if (!substation.annual_use_mwh && !rooms_ask) {
            given[i] = {.begin_s = week.window.begin_s,
                        .interval_s = week.window.end_s - week.window.begin_s,
                        .values = {peaks_w[i]}};
            ids.emplace_back(substation.id);
        }
    }
    if (!ids.empty()) {
        week.series.demand_w = std::move(given);
        constexpr std::size_t named = 3;
        std::string const more =
            ids.size() > named ? fmt::format(" and {} more", ids.size() - named) : std::string{};
        ids.resize(std::min(ids.size(), named));
        week.assumptions.push_back(fmt::format(
            "nothing says what {}{} would take in a year: the coincident peak is taken for every hour",
            fmt::join(ids, ", "), more));
    }
}

std::vector<double> complete_demand(std::shared_ptr<Network const> const& network, std::size_t present,
                                    ExtensionPlan const& plan, ColdWeek& week) {
    std::vector<TimeSeries> given = std::move(week.series.demand_w);
    week.series.demand_w.clear();
    given.resize(present); // empty ones: by annual use
    for (std::int32_t const load : plan.topology.connected) {
        given.push_back(week.load_demand_w[static_cast<std::size_t>(load)]);
    }
    std::vector<double> cut_j(given.size(), 0.0);
    if (std::ranges::all_of(given, [](TimeSeries const& one) { return one.values.empty(); })) {
        return cut_j;
    }
    if (std::ranges::any_of(given, [](TimeSeries const& one) { return one.values.empty(); })) {
        Scenario const scenario{network, week.series, week.window};
        std::vector<std::uint8_t> made(given.size(), 0);
        for (std::size_t i = 0; i < given.size(); ++i) {
            if (given[i].values.empty()) {
                made[i] = 1;
                given[i] = {.begin_s = week.window.begin_s, .interval_s = week.window.step_s, .values = {}};
            }
        }
        for (std::size_t step = 0; step < week.window.steps(); ++step) {
            std::vector<double> const asked_w = scenario.unlimited_demand_w(step);
            for (std::size_t i = 0; i < given.size(); ++i) {
                if (made[i] != 0) {
                    double const peak_w = network->substations.peak_w[i];
                    given[i].values.push_back(std::min(asked_w[i], peak_w));
                    cut_j[i] += std::max(0.0, asked_w[i] - peak_w) * static_cast<double>(week.window.step_s);
                }
            }
        }
    }
    week.series.demand_w = std::move(given);
    return cut_j;
}

} // namespace saggar::detail
