// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "plant_years.hpp"

#include "stage_plants.hpp"

#include <fmt/format.h>

#include <cmath>
#include <set>
#include <utility>

namespace saggar::detail {

std::vector<int> years_of_plants(Project const& as_given, std::size_t phase) {
    double const end = phase + 1 < as_given.phases.size()
                           ? as_given.phases[phase + 1].year
                           : as_given.phases.front().year + as_given.economics.lifetime_years;
    std::set<int> years;
    for (Plant const& plant : as_given.plants) {
        for (std::optional<double> const& given : {plant.service_from_year, plant.service_until_year}) {
            if (!given || *given <= as_given.phases[phase].year || *given >= end) {
                continue;
            }
            auto const year = static_cast<int>(std::lround(*given));
            if (in_service(plant, year) != in_service(plant, year - 1)) {
                years.insert(year);
            }
        }
    }
    return {years.begin(), years.end()};
}

PlantYearsOfPhase follow_plants(BuildOutProblem const& problem, Project const& project, std::size_t phase) {
    PlantYearsOfPhase made{.years = {}, .project = project, .refusal = std::nullopt};
    for (int const year : years_of_plants(problem.project, phase)) {
        Project now = made.project;
        std::vector<std::string> const left = set_stage_plants(now, problem.project, year);
        if (!left.empty()) {
            made.refusal = {.why = why_unserved(now, problem.project, year, left.front()),
                            .in_the_way = {},
                            .project = {}};
            return made;
        }
        Confirmed confirmed = confirm_stage(problem, now);
        if (!confirmed.verified) {
            made.refusal = {.why = fmt::format("with the plants of {}: {}", year, confirmed.diagnosis),
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
