// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "futures.hpp"

#include <algorithm>
#include <limits>
#include <numeric>
#include <string_view>
#include <tuple>

namespace saggar::detail {

namespace {

std::uint64_t hash_of(std::string_view text) {
    std::uint64_t hash = 0xcbf29ce484222325U;
    for (char const letter : text) {
        hash = (hash ^ static_cast<unsigned char>(letter)) * 0x100000001b3U;
    }
    return hash;
}

// The first phase in or after `year`.
int phase_by(Project const& project, double year) {
    auto const found =
        std::ranges::find_if(project.phases, [&](BuildPhase const& phase) { return phase.year >= year; });
    return found == project.phases.end() ? comes_after_last_phase
                                         : static_cast<int>(found - project.phases.begin());
}

bool may_come(BuildingDemand const& demand, std::uint8_t connected) {
    return connected == 0 && demand.annual_use_mwh > 0.0;
}

// The phase by which it could connect where no future delays it.
int phase_of_year(Project const& project, MapBuilding const& building) {
    return phase_by(project, building.from_year.value_or(project.phases.front().year));
}

} // namespace

std::vector<UptakeScenario> futures_of(Project const& project) {
    std::vector<UptakeScenario> futures = project.uptakes;
    if (futures.empty()) {
        futures.push_back({.id = "all", .description = "everybody comes when they can"});
    }
    double const sum =
        std::accumulate(futures.begin(), futures.end(), 0.0,
                        [](double so_far, UptakeScenario const& one) { return so_far + one.probability; });
    for (UptakeScenario& one : futures) {
        one.probability /= sum;
    }
    return futures;
}

std::vector<int> arrivals(Project const& project, DistrictMap const& map,
                          std::vector<BuildingDemand> const& demands,
                          std::vector<std::uint8_t> const& connected, UptakeScenario const& future) {
    std::vector<int> phase_of(map.buildings.size(), does_not_come);
    std::vector<std::size_t> later;
    double total = 0.0;
    for (std::size_t i = 0; i < map.buildings.size(); ++i) {
        MapBuilding const& building = map.buildings[i];
        if (!may_come(demands[i], connected[i])) {
            continue;
        }
        int const phase = phase_of_year(project, building);
        if (phase == 0) {
            phase_of[i] = 0;
        } else if (building.must_connect) {
            phase_of[i] = phase_by(project, *building.from_year + future.delay_years);
        } else if (phase == comes_after_last_phase) {
            phase_of[i] = comes_after_last_phase;
        } else {
            later.push_back(i);
            total += demands[i].annual_use_mwh;
        }
    }
    std::ranges::sort(later, {}, [&](std::size_t i) {
        MapBuilding const& building = map.buildings[i];
        return std::tuple{-building.likelihood.value_or(0.5), hash_of(building.id), i};
    });
    double const wanted = future.uptake_percent * 1e-2 * total;
    double so_far = 0.0;
    for (std::size_t const i : later) {
        // The building in which the uptake is passed comes if that is nearer to it than without.
        if (so_far + 0.5 * demands[i].annual_use_mwh > wanted) {
            break;
        }
        so_far += demands[i].annual_use_mwh;
        double const year = *map.buildings[i].from_year;
        phase_of[i] = phase_by(project, year + future.delay_years);
    }
    return phase_of;
}

double reached_uptake_percent(Project const& project, DistrictMap const& map,
                              std::vector<BuildingDemand> const& demands,
                              std::vector<std::uint8_t> const& connected, std::vector<int> const& arrival) {
    double total = 0.0;
    double comes = 0.0;
    for (std::size_t i = 0; i < map.buildings.size(); ++i) {
        bool const takes_part = may_come(demands[i], connected[i]) && !map.buildings[i].must_connect &&
                                phase_of_year(project, map.buildings[i]) > 0;
        if (takes_part) {
            total += demands[i].annual_use_mwh;
            comes += arrival[i] != does_not_come ? demands[i].annual_use_mwh : 0.0;
        }
    }
    return total > 0.0 ? 100.0 * comes / total : std::numeric_limits<double>::quiet_NaN();
}

} // namespace saggar::detail
