// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// A build-out in phases: years, futures, plants that come and go.

#include "problem_list.hpp"

#include "saggar/network/nearest_name.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <string_view>
#include <utility>

namespace saggar::detail {

namespace {

void check_phases(Project const& project, ProblemList& problems) {
    for (std::size_t i = 1; i < project.phases.size(); ++i) {
        BuildPhase const& before = project.phases[i - 1];
        BuildPhase const& phase = project.phases[i];
        if (phase.year <= before.year) {
            problems.add(ErrorCode::values_conflict, Element{"phases", i, phase.id}, "year",
                         fmt::format("{} is not after the {} of '{}'", phase.year, before.year, before.id),
                         "Put phases in the order of their years");
        }
    }
    if (project.phases.empty()) {
        return;
    }
    double const span = project.phases.back().year - project.phases.front().year;
    if (span >= project.economics.lifetime_years) {
        problems.add(ErrorCode::values_conflict,
                     Element{"phases", project.phases.size() - 1, project.phases.back().id}, "year",
                     fmt::format("{:g} years after the first phase; income is counted for {:g}", span,
                                 project.economics.lifetime_years),
                     "Choose an earlier year, or a longer economics.lifetime_years");
    }
    if (project.extension.buildings.empty()) {
        problems.add(ErrorCode::value_missing, "extension", "buildings",
                     "is missing; phases connect what an extension could", "Name a map of buildings");
    }
}

void check_plants(Project const& project, ProblemList& problems) {
    for (std::size_t i = 0; i < project.plants.size(); ++i) {
        Plant const& plant = project.plants[i];
        Element const element{"plants", i, plant.id};
        for (auto const& [field, year] : {std::pair{"service_from_year", plant.service_from_year},
                                          std::pair{"service_until_year", plant.service_until_year}}) {
            if (year && *year != std::floor(*year)) {
                problems.add(ErrorCode::values_conflict, element, field,
                             fmt::format("{:g} is no year", *year), "Give a whole number, as 2032");
            }
        }
        if (plant.service_from_year && plant.service_until_year &&
            *plant.service_until_year <= *plant.service_from_year) {
            problems.add(ErrorCode::values_conflict, element, "service_until_year",
                         fmt::format("{:g} is not after service_from_year, {:g}", *plant.service_until_year,
                                     *plant.service_from_year),
                         "Correct one of the two");
        }
        if (project.phases.empty() && (plant.service_from_year || plant.service_until_year)) {
            problems.add(ErrorCode::values_conflict, element,
                         plant.service_from_year ? "service_from_year" : "service_until_year",
                         "has no effect: the project has no phases", "Give phases, or remove it");
        }
    }
}

} // namespace

void check_phasing(Project const& project, ProblemList& problems) {
    check_phases(project, problems);
    check_plants(project, problems);
    if (project.phases.empty() && !project.uptakes.empty()) {
        problems.add(ErrorCode::values_conflict, Element{"uptakes", 0, project.uptakes.front().id}, "id",
                     "has no effect: the project has no phases", "Give phases, or remove the futures");
    }
    std::string const& wanted = project.phasing.uptake;
    if (!wanted.empty() &&
        std::ranges::find(project.uptakes, wanted, &UptakeScenario::id) == project.uptakes.end()) {
        std::set<std::string_view> ids;
        for (UptakeScenario const& one : project.uptakes) {
            ids.insert(one.id);
        }
        problems.add(ErrorCode::unknown_id, "phasing", "uptake",
                     fmt::format("there is no '{}' under uptakes", wanted),
                     did_you_mean(nearest_name(wanted, ids, slip_distance(wanted)), "Name one of uptakes"));
    }
    if (project.phases.empty() && project.phasing.goal != PhasingSettings{}.goal) {
        problems.add(ErrorCode::values_conflict, "phasing", "goal",
                     "has no effect: the project has no phases", "Give phases, or remove it");
    }
}

} // namespace saggar::detail
