// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "model.hpp"

#include "sizing/numbers.hpp"

#include "saggar/engine/physics/friction.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace saggar::detail {

namespace {

// Water in one line at one point.
struct LineFlow {
    double flow_kg_s{0.0};
    double density_kg_m3{0.0};
    double viscosity_pa_s{0.0};
};

struct LineLoss {
    double loss_pa{0.0};
    double gradient_pa_m{0.0}; // of straight pipe
    double velocity_m_s{0.0};
};

class Friction {
public:
    explicit Friction(Network const& network)
        : network_{network},
          law_{friction_law(network.project().physics.friction)},
          gravity_{network.project().physics.gravity_m_s2} {}

    [[nodiscard]] LineLoss operator()(PipeOption const& option, std::size_t line, LineFlow const& water,
                                      bool with_gradient) const {
        PipeSection section{.length_m =
                                network_.pipes.length_m[line] + network_.pipes.equivalent_length_m[line],
                            .inner_diameter_m = option.inner_diameter_m,
                            .roughness = option.roughness,
                            .zeta_sum = network_.pipes.zeta[line]};
        LineLoss result{.loss_pa = loss(section, water), .gradient_pa_m = 0.0, .velocity_m_s = 0.0};
        if (with_gradient) {
            section.zeta_sum = 0.0;
            result.gradient_pa_m = loss(section, water) / section.length_m;
            double const area = std::numbers::pi / 4.0 * option.inner_diameter_m * option.inner_diameter_m;
            result.velocity_m_s = water.flow_kg_s / (water.density_kg_m3 * area);
        }
        return result;
    }

private:
    [[nodiscard]] double loss(PipeSection const& section, LineFlow const& water) const {
        return pipe_pressure_loss(law_, section, water.density_kg_m3, water.viscosity_pa_s, water.flow_kg_s,
                                  gravity_)
            .loss_pa;
    }

    Network const& network_;
    FrictionLaw law_;
    double gravity_;
};

LineFlow water_in(Fluid const& fluid, SteadyState const& state, std::size_t line, double flow_kg_s) {
    double const t = state.pipe_mean_temperature_c[line];
    return {.flow_kg_s = std::abs(flow_kg_s),
            .density_kg_m3 = fluid.density_kg_m3(t),
            .viscosity_pa_s = fluid.dynamic_viscosity_pa_s(t)};
}

} // namespace

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
    Friction const friction{*design.network};
    ModelOption made;
    made.cost = option.capital;
    made.load_pa.assign(design.load_states.size(), 0.0);
    double gradient = 0.0;
    double velocity = 0.0;
    double hottest = -infinity;
    for (std::size_t line = all.supply_line[pair]; line <= all.supply_line[pair] + 1; ++line) {
        LineLoss const most = friction(
            option, line, water_in(fluid, design.state, line, design.envelope.pipe_flow_kg_s[line]), true);
        made.design_pa += most.loss_pa;
        gradient = std::max(gradient, most.gradient_pa_m);
        velocity = std::max(velocity, most.velocity_m_s);
        hottest = std::max(hottest, design.state.pipe_inlet_temperature_c[line]);
        for (std::size_t i = 0; i < made.load_pa.size(); ++i) {
            SteadyState const& state = design.load_states[i];
            made.load_pa[i] +=
                friction(option, line, water_in(fluid, state, line, state.mass_flow_kg_s[line]), false)
                    .loss_pa;
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
