// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "commands.hpp"
#include "electricity_note.hpp"
#include "option_time.hpp"
#include "streets_of.hpp"
#include "terminal.hpp"
#include "text_tables.hpp"

#include "saggar/engine/simulation/run_notes.hpp"
#include "saggar/io/project_reader.hpp"
#include "saggar/io/scenario_series.hpp"
#include "saggar/network/attribute.hpp"
#include "saggar/network/error.hpp"
#include "saggar/network/network.hpp"
#include "saggar/network/time_stamp.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
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

} // namespace

int run_check(CommonOptions const& common, CheckOptions const& options) {
    std::optional<TimeWindow> window;
    auto const network = load_network(common.project, [&](Project const& project) {
        std::vector<Problem> problems;
        window = window_of(options, project.simulation.zone, problems);
        std::vector<Problem> const of_files = scenario_problems(project, window);
        problems.insert(problems.end(), of_files.begin(), of_files.end());
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
