// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "confirmed_heat.hpp"

#include "saggar/engine/steady/limits.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>

namespace saggar::detail {

namespace {

// What is set and what is given may differ by this much of it: rounding, and heat that pumps leave in water.
constexpr double as_set = 0.01;
// As in the load duration (sizing/design.cpp): who lacks more of its peak is short, and of more pressure
// lacks that.
constexpr double short_share = 1e-4;
constexpr double short_pa = 1.0;

class SplitJudge {
public:
    SplitJudge(std::shared_ptr<Network const> const& network, OperatingPoint const& point)
        : network_{*network}, point_{point}, solver_{network} {}

    // Whether the network bears what `heat` has the plants give at load `h`. Adds the pairs that do not.
    bool bears(HeatOfYear const& heat, std::size_t h, SizingLoadResult const& found,
               std::set<std::string>& too_small) {
        OperatingPoint at = point_;
        at.design_factor = 0.0;
        for (auto* const amounts : {&at.heat_demand_w, &at.plant_heat_w, &at.plant_flow_kg_s}) {
            for (double& amount : *amounts) {
                amount *= found.load.load_factor;
            }
        }
        bool same = true;
        std::vector<std::optional<double>> const set_w = heat_that_is_set(heat, h);
        for (std::size_t i = 0; i < set_w.size(); ++i) {
            if (set_w[i]) {
                same = same && std::abs(*set_w[i] - found.plant_heat_w[i]) <= as_set * found.plant_heat_w[i];
                at.plant_heat_w[i] = *set_w[i];
            }
        }
        if (same) {
            return true;
        }
        SteadyState state;
        if (!solver_.solve(at, state).converged()) {
            return false;
        }
        for (std::size_t i = 0; i < set_w.size(); ++i) {
            if (set_w[i] && std::abs(state.plant_heat_w[i] - *set_w[i]) > as_set * *set_w[i]) {
                return false; // it cannot give it
            }
        }
        return holds_limits(state, too_small) && serves_all(state);
    }

private:
    // Of plants that are set to give heat, by position.
    [[nodiscard]] std::vector<std::optional<double>> heat_that_is_set(HeatOfYear const& heat,
                                                                      std::size_t h) const {
        std::unordered_map<std::string_view, double> wanted_w;
        for (PlantHeat const& plant : heat.plants) {
            if (plant.loads[h].by_cost > 0.0) {
                wanted_w.emplace(plant.plant, plant.loads[h].heat_w);
            }
        }
        std::vector<Plant> const& plants = network_.project().plants;
        std::vector<std::optional<double>> set_w(plants.size());
        for (std::size_t i = 0; i < plants.size(); ++i) {
            auto const found = wanted_w.find(plants[i].id);
            if (found != wanted_w.end() && plants[i].control == PlantControl::heat) {
                set_w[i] = found->second;
            }
        }
        return set_w;
    }

    bool holds_limits(SteadyState const& state, std::set<std::string>& too_small) {
        bool holds = true;
        for (LimitFinding const& finding : check_limits(network_, solver_.fluid(), state).broken) {
            // Of slow water supply temperatures are shown and do not decide, as in the load duration.
            holds = holds && finding.kind == LimitKind::substation_supply_temperature;
            if (finding.kind == LimitKind::pipe_velocity || finding.kind == LimitKind::pipe_gradient) {
                auto const pipe = static_cast<std::size_t>(finding.element);
                if (network_.pipes.partner[pipe] >= 0) {
                    auto const record = static_cast<std::size_t>(network_.pipes.record[pipe]);
                    too_small.insert(network_.project().pipe_pairs[record].id);
                }
            }
        }
        return holds;
    }

    [[nodiscard]] bool serves_all(SteadyState const& state) const {
        for (std::size_t s = 0; s < network_.substations.size(); ++s) {
            if (state.substation_unmet_heat_w[s] > short_share * network_.substations.peak_w[s] &&
                state.substation_differential_pressure_pa[s] <
                    state.substation_needed_differential_pressure_pa[s] - short_pa) {
                return false;
            }
        }
        return true;
    }

    Network const& network_;
    OperatingPoint const& point_;
    SteadySolver solver_;
};

} // namespace

HeatOfYear confirmed_heat(std::shared_ptr<Network const> const& network, OperatingPoint const& point,
                          std::vector<SizingLoadResult> const& loads) {
    Project const& project = network->project();
    constexpr double quarter = 0.25;
    std::vector<double> by_cost(loads.size(), 1.0);
    HeatOfYear heat = heat_of_year(project, loads, by_cost);
    SplitJudge judge{network, point};
    std::set<std::string> too_small;
    for (std::size_t h = 0; h < loads.size(); ++h) {
        while (by_cost[h] > 0.0 && !judge.bears(heat, h, loads[h], too_small)) {
            by_cost[h] -= quarter;
            heat = heat_of_year(project, loads, by_cost);
        }
    }
    heat.too_small.assign(too_small.begin(), too_small.end());
    return heat;
}

} // namespace saggar::detail
