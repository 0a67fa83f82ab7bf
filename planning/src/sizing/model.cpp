// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "model.hpp"

#include "../line_friction.hpp"
#include "sizing/numbers.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace saggar::detail {

SizingModel::SizingModel(DesignJudge const& judge, Design const& design, SizingDemands const& demands)
    : judge_{judge} {
    make_options(design, demands);
    make_trees(design, demands);
    make_constant(design);
}

// Present value of the heat that a pair loses at its present size.
double SizingModel::heat_lost(Design const& design, std::size_t line) const {
    SizingEconomics const& economics = judge_.settings().economics;
    double lost = 0.0;
    for (std::size_t i = 0; i < design.load_states.size(); ++i) {
        SteadyState const& state = design.load_states[i];
        lost += judge_.present_value() * economics.loads[i].hours / w_per_mw * economics.heat_cost_per_mwh *
                (state.pipe_heat_loss_w[line] + state.pipe_heat_loss_w[line + 1]);
    }
    return lost;
}

void SizingModel::make_options(Design const& design, SizingDemands const& demands) {
    SizingOptions const& all = judge_.options();
    options_.resize(all.pairs.size());
    gradient_pa_m_.resize(all.pairs.size());
    velocity_m_s_.resize(all.pairs.size());
    for (std::size_t pair = 0; pair < all.pairs.size(); ++pair) {
        double const lost = heat_lost(design, all.supply_line[pair]);
        for (std::size_t k = 0; k < all.entries.size(); ++k) {
            ModelOption made = make_option(design, pair, k);
            made.allowed = made.allowed && k >= demands.least[pair] && k >= all.least[pair];
            if (lost != 0.0 && all.option(pair, design.sizes).loss_w_mk > 0.0) {
                made.cost += lost * all.of[pair][k].loss_w_mk / all.option(pair, design.sizes).loss_w_mk;
            }
            options_[pair].push_back(std::move(made));
        }
        if (std::ranges::none_of(options_[pair], &ModelOption::allowed)) {
            options_[pair].back().allowed = true; // the solver has the last word
        }
    }
}

// But for the heat that is lost.
ModelOption SizingModel::make_option(Design const& design, std::size_t pair, std::size_t entry) {
    SizingOptions const& all = judge_.options();
    PipeOption const& option = all.of[pair][entry];
    Fluid const& fluid = judge_.fluid();
    LineFriction const friction{*design.network};
    LineSize const size{.inner_diameter_m = option.inner_diameter_m, .roughness = option.roughness};
    ModelOption made;
    made.cost = option.capital;
    made.load_pa.assign(design.load_states.size(), 0.0);
    double gradient = 0.0;
    double velocity = 0.0;
    double hottest = -infinity;
    for (std::size_t line = all.supply_line[pair]; line <= all.supply_line[pair] + 1; ++line) {
        LineLoss const most = friction.loss(
            size, line, water_in(fluid, design.state, line, design.envelope.pipe_flow_kg_s[line]));
        made.design_pa += most.loss_pa;
        gradient = std::max(gradient, most.gradient_pa_m);
        velocity = std::max(velocity, most.velocity_m_s);
        hottest = std::max(hottest, design.state.pipe_inlet_temperature_c[line]);
        for (std::size_t i = 0; i < made.load_pa.size(); ++i) {
            SteadyState const& state = design.load_states[i];
            made.load_pa[i] +=
                friction.loss_pa(size, line, water_in(fluid, state, line, state.mass_flow_kg_s[line]));
        }
    }
    made.allowed = gradient <= option.maximum_gradient_pa_m &&
                   velocity <= design.network->project().limits.maximum_velocity_m_s &&
                   hottest <= all.entries[entry]->maximum_temperature_c;
    gradient_pa_m_[pair].push_back(gradient);
    velocity_m_s_[pair].push_back(velocity);
    return made;
}

void SizingModel::make_constant(Design const& design) {
    if (design.load_states.empty()) {
        return;
    }
    ModelCost const present = cost(design.sizes);
    constant_ = design.cost.total() - present.total();
}

std::size_t SizingModel::allowed_from(std::size_t pair, std::size_t least) const {
    for (std::size_t k = least; k < options_[pair].size(); ++k) {
        if (options_[pair][k].allowed) {
            return k;
        }
    }
    return options_[pair].size() - 1;
}

} // namespace saggar::detail
