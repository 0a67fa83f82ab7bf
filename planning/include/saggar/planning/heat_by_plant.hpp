// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// What heat each plant of a planned network gives in a year, and what that costs: plants name what their heat
// costs (Plant::heat_cost_per_mwh), else EconomicSettings::heat_cost_per_mwh does.
//
// Plants whose networks hang together share what it takes. At each point of the load duration (sizing.hpp)
// the plants of a network give together what the full solver has found there, the cheapest first, each up to
// what the solver has it give at the largest of these loads. Among plants of equal cost the one that holds
// the pressure comes last; it gives what is left, and at least 2 % of the network's heat, with which it
// follows the load (assumption). The solver is asked whether the network bears that at each load
// (src/confirmed_heat.hpp); where it does not, plants give something between that and what it has found with
// each set to give its part of the load, which is what they give where all of a network cost the same. A
// plant's share of its network's heat is
//
//     s_i = sum_h t_h q_ih / sum_h t_h Q_h        q_ih: of plant i at load h, t_h hours of a year; Q_h of all
//
// In the year it gives s_i of what is sold there and of what is lost there: the annual uses of those that are
// connected, and the losses that the solver finds over the load duration.
//
// Assumptions: plants follow the order of their costs whatever else decides (least heat, starts, what there
// is to spare in summer, outages); where the load duration has other hours of full load than the annual uses
// have, the shares are the same.

#include "saggar/planning/sizing.hpp"

#include <string>
#include <vector>

namespace saggar {

class StateArchive;

struct PlantHeatAtLoad {
    double load_factor{0.0};
    double hours{0.0};          // of a year
    double network_heat_w{0.0}; // that all plants of its network give
    double heat_w{0.0};
    double by_cost{0.0}; // 1: as the order of costs has it; 0: by the load

    void keep(StateArchive& archive);
};

// Of one plant in a year.
struct PlantHeat {
    std::string plant;
    std::string network; // the plant that holds the pressure there
    double cost_per_mwh{0.0};
    double most_w{0.0}; // what it gives at the largest load of the load duration
    std::vector<PlantHeatAtLoad> loads;
    double share{0.0};    // of its network's heat
    double sold_mwh{0.0}; // its share of the annual uses there
    double lost_mwh{0.0}; // likewise of the losses

    [[nodiscard]] double heat_mwh() const { return sold_mwh + lost_mwh; }
    [[nodiscard]] double cost() const { return cost_per_mwh * heat_mwh(); }

    void keep(StateArchive& archive);
};

// Of one substation that gets heat.
struct HeatSold {
    std::string substation;
    double annual_use_mwh{0.0};
    double cost_per_mwh{0.0}; // mean of its network's plants by their shares

    void keep(StateArchive& archive);
};

struct HeatOfYear {
    std::vector<PlantHeat> plants; // that run
    std::vector<HeatSold> sold;
    // Pairs that water would run through too fast or too steeply for if plants gave what the order of costs
    // has them give, where they give something else for that.
    std::vector<std::string> too_small;

    // Of substations that are in the project, or of those that are not.
    [[nodiscard]] double cost_of_those_in(Project const& project) const;
    [[nodiscard]] double cost_of_those_beside(Project const& project) const;
    [[nodiscard]] double sold_cost() const; // of both
    [[nodiscard]] double lost_cost() const;

    void keep(StateArchive& archive);
};

// Of the project's own plant, or of all.
[[nodiscard]] double heat_cost_per_mwh(Project const& project, Plant const& plant);

// `loads`: of this project, as the full solver found them (SizingReport::loads). A substation without an
// annual use is taken to use its peak for the hours of full load of the load duration.
// `by_cost`: how far each of the loads bears the order of costs, 0 to 1; empty: all of it.
[[nodiscard]] HeatOfYear heat_of_year(Project const& project, std::vector<SizingLoadResult> const& loads,
                                      std::vector<double> const& by_cost = {});

} // namespace saggar
