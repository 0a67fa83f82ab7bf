// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "commands.hpp"
#include "electricity_note.hpp"
#include "option_time.hpp"
#include "streets_of.hpp"
#include "terminal.hpp"
#include "text_tables.hpp"

#include "saggar/engine/simulation/run_notes.hpp"
#include "saggar/io/cold_week.hpp"
#include "saggar/io/demand_benchmarks.hpp"
#include "saggar/io/district_map.hpp"
#include "saggar/io/project_reader.hpp"
#include "saggar/io/scenario_series.hpp"
#include "saggar/network/attribute.hpp"
#include "saggar/network/check.hpp"
#include "saggar/network/error.hpp"
#include "saggar/network/network.hpp"
#include "saggar/network/time_stamp.hpp"
#include "saggar/planning/extension.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <iterator>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace saggar::app {

namespace {

std::optional<TimeWindow> window_of(CheckOptions const& options, TimeZone const& zone,
                                    std::vector<Problem>& problems) {
    if (options.from.empty()) {
        return std::nullopt;
    }
    std::optional<std::int64_t> const from = option_time("--from", options.from, zone, problems);
    std::optional<std::int64_t> const to = option_time("--to", options.to, zone, problems);
    if (from && to && *to <= *from) {
        problems.push_back(option_problem(
            ErrorCode::values_conflict, "--to",
            fmt::format("{} is not after {}", time_stamp(*to), time_stamp(*from)), "Give a later one"));
    }
    if (!problems.empty()) {
        return std::nullopt;
    }
    return TimeWindow{.begin_s = *from, .end_s = *to, .step_s = *to - *from};
}

// What `simulate` would do with dates in this time, in its usual steps.
std::vector<RunNote> notes_of(Project const& project, std::optional<TimeWindow> window) {
    constexpr std::int64_t usual_step_s = 3600;
    if (!window || (window->end_s - window->begin_s) % usual_step_s != 0) {
        return {};
    }
    window->step_s = usual_step_s;
    return notes_on_dates(project, *window, {});
}

// What `extend` would plan from, without planning.
struct PlannedFrom {
    std::size_t buildings{0};
    std::size_t reached{0};
    double annual_use_mwh{0.0}; // of those that are
    std::size_t findings{0};    // features of the maps that something is to be said of
};

void append(std::vector<Problem>& all, std::vector<Problem> const& more) {
    all.insert(all.end(), more.begin(), more.end());
}

// Whatever `extend` would refuse, before any route is sought. What is wrong with the network itself is told
// elsewhere: a plan is only prepared where nothing is.
std::optional<PlannedFrom> prepare_extension(Project const& project, std::vector<Problem>& problems) {
    if (project.extension.buildings.empty()) {
        return std::nullopt;
    }
    DistrictMap map;
    try {
        map = read_district_map(project);
        Catalogue const catalogue = read_catalogues(project);
        if (!check(project, catalogue).empty()) {
            return std::nullopt;
        }
        ExtensionProblem const problem =
            make_extension_problem(project, catalogue, map, read_demand_benchmarks(project));
        if (project.extension.cold_week && problems.empty()) { // it reads what a simulation reads
            static_cast<void>(read_cold_week(project, map, problem));
        }
        PlannedFrom found{.buildings = map.buildings.size() + map.unusable_buildings.size(),
                          .reached = problem.loads.size(),
                          .findings = problem.findings.size()};
        for (ExtensionLoad const& load : problem.loads) {
            found.annual_use_mwh += load.demand.annual_use_mwh;
        }
        return found;
    } catch (Error const& error) {
        // That no building is left to connect is nothing wrong with a network that has some.
        auto const is_left = [&](Problem const& problem) {
            auto const building = std::ranges::find(map.buildings, problem.place.id, &MapBuilding::id);
            bool const may_stay = building != map.buildings.end() && !building->must_connect;
            bool const is_there = std::ranges::any_of(project.substations, [&](Substation const& present) {
                return present.id == problem.place.id;
            });
            return !project.substations.empty() && problem.code == ErrorCode::not_connected &&
                   (may_stay || is_there);
        };
        std::ranges::remove_copy_if(error.problems(), std::back_inserter(problems), is_left);
        return std::nullopt;
    }
}

} // namespace

int run_check(CommonOptions const& common, CheckOptions const& options) {
    std::optional<TimeWindow> window;
    std::optional<PlannedFrom> planned_from;
    auto const network = load_network(common.project, [&](Project const& project) {
        std::vector<Problem> problems;
        window = window_of(options, project.simulation.zone, problems);
        append(problems, scenario_problems(project, window));
        planned_from = prepare_extension(project, problems);
        return problems;
    });
    std::size_t const streets = streets_of(network->project()).size();
    Project const& project = network->project();
    double trench_m = 0.0;
    double peak_w = 0.0;
    for (std::size_t i = 0; i < network->pipes.size(); ++i) {
        trench_m += network->pipes.length_m[i] * (network->pipes.partner[i] >= 0 ? 0.5 : 1.0);
    }
    for (double const peak : network->substations.peak_w) {
        peak_w += peak;
    }
    std::vector<RunNote> const notes = notes_of(project, window);
    auto const tanks_with_diameter = static_cast<std::size_t>(
        std::ranges::count_if(project.tanks, [](Tank const& tank) { return tank.diameter_m.has_value(); }));
    if (common.format == "json") {
        nlohmann::ordered_json answer{{"project", project.name}, {"ok", true}};
        for_each_component_list(project, [&](std::string_view name, auto const& list) {
            answer[std::string{name}] = list.size();
        });
        answer["streets"] = streets;
        answer["trench_m"] = trench_m;
        answer["peak_w"] = peak_w;
        answer["tank_diameters_not_used"] = tanks_with_diameter;
        answer["electricity_per_heat_in_solve_alone"] = plants_with_two_electricities(project);
        if (planned_from) {
            answer["extension"] = {{"buildings", planned_from->buildings},
                                   {"reached", planned_from->reached},
                                   {"annual_use_mwh", planned_from->annual_use_mwh},
                                   {"map_findings", planned_from->findings}};
        }
        answer["notes"] = nlohmann::ordered_json::array();
        for (RunNote const& note : notes) {
            answer["notes"].push_back({{"kind", note.kind}, {"text", note.text}});
        }
        fmt::print("{}\n", answer.dump(2));
    } else if (!common.quiet) {
        fmt::print("{}: nothing wrong found.\n", name_or_network(project.name));
        fmt::print("  {}, {:.2f} km of trench, {} with {:.2f} MW of peaks, {}, {}, {}\n",
                   counted(project.nodes.size(), "node", "nodes"), trench_m * 1e-3,
                   counted(network->substations.size(), "substation", "substations"), peak_w * 1e-6,
                   counted(network->plants.size(), "plant", "plants"),
                   counted(project.operating_points.size(), "operating point", "operating points"),
                   counted(project.candidates.size(), "candidate", "candidates"));
        if (planned_from) {
            fmt::print(
                "  to extend to: {} of {} can be reached, {:.0f} MWh a year{}\n", planned_from->reached,
                counted(planned_from->buildings, "building", "buildings"), planned_from->annual_use_mwh,
                planned_from->findings == 0
                    ? ""
                    : fmt::format("; of {} of the maps something is to be said (saggar extend --dry-run)",
                                  counted(planned_from->findings, "feature", "features")));
        }
        if (tanks_with_diameter > 0) {
            fmt::print("  diameter_m of {} is kept but not used: levels stand still in a steady state\n",
                       counted(tanks_with_diameter, "tank", "tanks"));
        }
        fmt::print("{}", electricity_note(project));
        for (RunNote const& note : notes) {
            fmt::print("  {}\n", note.text);
        }
        if (common.verbose) {
            TextTable table{{"list", ">elements"}};
            for_each_component_list(project, [&](std::string_view name, auto const& list) {
                table.add({std::string{name}, std::to_string(list.size())});
            });
            table.add({"streets", std::to_string(streets)});
            fmt::print("\n{}", table.text());
        }
    }
    return done;
}

} // namespace saggar::app
