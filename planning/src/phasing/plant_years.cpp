// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "plant_years.hpp"

#include "stage_plants.hpp"

#include <fmt/format.h>

#include <cmath>
#include <set>
#include <utility>

namespace saggar::detail {

namespace {

// When money is counted no more.
double last_year(Project const& as_given) {
    return as_given.phases.front().year + as_given.economics.lifetime_years;
}

std::vector<int> years_between(Project const& as_given, int year, double end) {
    std::set<int> years;
    for (Plant const& plant : as_given.plants) {
        for (std::optional<double> const& given : {plant.service_from_year, plant.service_until_year}) {
            if (!given || *given <= year || *given >= end) {
                continue;
            }
            auto const changes = static_cast<int>(std::lround(*given));
            if (in_service(plant, changes) != in_service(plant, changes - 1)) {
                years.insert(changes);
            }
        }
    }
    return {years.begin(), years.end()};
}

} // namespace

std::vector<int> years_of_plants(Project const& as_given, std::size_t phase) {
    return years_between(as_given, as_given.phases[phase].year,
                         phase + 1 < as_given.phases.size() ? as_given.phases[phase + 1].year
                                                            : last_year(as_given));
}

std::vector<int> years_of_plants_after(Project const& as_given, int year) {
    return years_between(as_given, year, last_year(as_given));
}

PlantYearsOfPhase follow_plants(BuildOutProblem const& problem, Project const& project, std::size_t phase) {
    PlantYearsOfPhase made{.years = {}, .project = project, .refusal = std::nullopt};
    for (int const year : years_of_plants(problem.project, phase)) {
        Project now = made.project;
        std::vector<std::string> const left = set_stage_plants(now, problem.project, year);
        if (!left.empty()) {
            made.refusal = {.why = why_unserved(now, problem.project, year, left.front()),
                            .unserved = left,
                            .in_the_way = {},
                            .project = {}};
            return made;
        }
        Confirmed confirmed = confirm_stage(problem, now);
        if (!confirmed.verified) {
            made.refusal = {.why = fmt::format("with the plants of {}: {}", year, confirmed.diagnosis),
                            .unserved = {},
                            .in_the_way = std::move(confirmed.in_the_way),
                            .project = std::move(now)};
            return made;
        }
        made.years.push_back({.year = year,
                              .changes = plant_changes(made.project, now, year),
                              .heat_loss_mwh = confirmed.heat_loss_mwh,
                              .pumping_mwh = confirmed.pumping_mwh,
                              .heat = std::move(confirmed.heat)});
        made.project = confirmed.network ? confirmed.network->project() : now;
    }
    return made;
}

} // namespace saggar::detail
