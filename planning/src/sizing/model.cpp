// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "model.hpp"

#include "saggar/engine/physics/friction.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace saggar::detail {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double w_per_mw = 1e6;

FrictionLaw law_of(FrictionModel model) {
    switch (model) {
    case FrictionModel::colebrook: return FrictionLaw::colebrook;
    case FrictionModel::swamee_jain: return FrictionLaw::swamee_jain;
    case FrictionModel::haaland: return FrictionLaw::haaland;
    case FrictionModel::churchill: return FrictionLaw::churchill;
    case FrictionModel::epanet: return FrictionLaw::epanet;
    case FrictionModel::hazen_williams: return FrictionLaw::hazen_williams;
    case FrictionModel::chezy_manning: return FrictionLaw::chezy_manning;
    case FrictionModel::pandapipes_colebrook: return FrictionLaw::pandapipes_colebrook;
    case FrictionModel::pandapipes_swamee_jain: return FrictionLaw::pandapipes_swamee_jain;
    case FrictionModel::pandapipes_nikuradse: return FrictionLaw::pandapipes_nikuradse;
    }
    return FrictionLaw::colebrook;
}

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
          law_{law_of(network.project().physics.friction)},
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

void SizingModel::make_options(Design const& design, SizingDemands const& demands) {
    SizingOptions const& all = judge_.options();
    Network const& network = *design.network;
    SizingEconomics const& economics = judge_.settings().economics;
    Fluid const& fluid = judge_.fluid();
    Friction const friction{network};
    double const fastest = network.project().limits.maximum_velocity_m_s;
    std::size_t const loads = design.load_states.size();
    options_.resize(all.pairs.size());
    gradient_pa_m_.resize(all.pairs.size());
    velocity_m_s_.resize(all.pairs.size());
    for (std::size_t pair = 0; pair < all.pairs.size(); ++pair) {
        std::size_t const first = all.supply_line[pair];
        double lost = 0.0; // present value, of the present size
        for (std::size_t i = 0; i < loads; ++i) {
            lost += judge_.present_value() * economics.loads[i].hours / w_per_mw *
                    economics.heat_cost_per_mwh *
                    (design.load_states[i].pipe_heat_loss_w[first] +
                     design.load_states[i].pipe_heat_loss_w[first + 1]);
        }
        for (std::size_t k = 0; k < all.entries.size(); ++k) {
            PipeOption const& option = all.of[pair][k];
            ModelOption made;
            made.cost = option.capital;
            if (loads > 0 && all.option(pair, design.sizes).loss_w_mk > 0.0) {
                made.cost += lost * option.loss_w_mk / all.option(pair, design.sizes).loss_w_mk;
            }
            made.load_pa.assign(loads, 0.0);
            double gradient = 0.0;
            double velocity = 0.0;
            double hottest = -infinity;
            for (std::size_t line = first; line <= first + 1; ++line) {
                LineLoss const most =
                    friction(option, line,
                             water_in(fluid, design.state, line, design.envelope.pipe_flow_kg_s[line]), true);
                made.design_pa += most.loss_pa;
                gradient = std::max(gradient, most.gradient_pa_m);
                velocity = std::max(velocity, most.velocity_m_s);
                hottest = std::max(hottest, design.state.pipe_inlet_temperature_c[line]);
                for (std::size_t i = 0; i < loads; ++i) {
                    SteadyState const& state = design.load_states[i];
                    made.load_pa[i] +=
                        friction(option, line, water_in(fluid, state, line, state.mass_flow_kg_s[line]),
                                 false)
                            .loss_pa;
                }
            }
            made.allowed = k >= demands.least[pair] && gradient <= option.maximum_gradient_pa_m &&
                           velocity <= fastest && hottest <= all.entries[k]->maximum_temperature_c;
            gradient_pa_m_[pair].push_back(gradient);
            velocity_m_s_[pair].push_back(velocity);
            options_[pair].push_back(std::move(made));
        }
        if (std::ranges::none_of(options_[pair], &ModelOption::allowed)) {
            options_[pair].back().allowed = true; // the solver has the last word
        }
    }
}

void SizingModel::make_trees(Design const& design, SizingDemands const& demands) {
    Network const& network = *design.network;
    std::vector<double> const& flow = design.state.mass_flow_kg_s;
    std::vector<std::int32_t> into(network.nodes.size(), -1); // link that brings most water to a node
    for (std::size_t link = 0; link < network.links.size(); ++link) {
        LinkKind const kind = network.links.kind[link];
        if (kind == LinkKind::substation || kind == LinkKind::bypass || flow[link] == 0.0) {
            continue;
        }
        auto const down =
            static_cast<std::size_t>(flow[link] > 0.0 ? network.links.to[link] : network.links.from[link]);
        if (into[down] < 0 || std::abs(flow[link]) > std::abs(flow[static_cast<std::size_t>(into[down])])) {
            into[down] = static_cast<std::int32_t>(link);
        }
    }
    std::vector<std::int32_t> pair_of(network.pipes.size(), -1);
    for (std::size_t pair = 0; pair < judge_.options().pairs.size(); ++pair) {
        pair_of[judge_.options().supply_line[pair]] = static_cast<std::int32_t>(pair);
    }
    for (std::size_t plant = 0; plant < network.plants.size(); ++plant) {
        ModelTree tree;
        tree.plant = static_cast<std::int32_t>(plant);
        tree.parent = {-1};
        tree.pair = {-1};
        trees_.push_back(std::move(tree));
    }
    tree_of_.assign(judge_.options().pairs.size(), -1);
    std::vector<std::int32_t> tree_at(network.nodes.size(), -1);
    std::vector<std::int32_t> place(network.nodes.size(), -1);
    bool all_reached = true;
    for (std::size_t s = 0; s < network.substations.size(); ++s) {
        auto const own = static_cast<std::size_t>(network.substations.link[s]);
        if (flow[own] <= 0.0) {
            continue;
        }
        std::vector<std::size_t> way; // nodes from the consumer upwards that are not placed yet
        auto node = static_cast<std::size_t>(network.links.from[own]);
        std::int32_t tree = -1;
        std::int32_t above = -1;
        while (way.size() <= network.nodes.size()) {
            if (place[node] >= 0) {
                tree = tree_at[node];
                above = place[node];
                break;
            }
            way.push_back(node);
            std::int32_t const link = into[node];
            if (link < 0) {
                break;
            }
            auto const l = static_cast<std::size_t>(link);
            if (network.links.kind[l] == LinkKind::plant) {
                tree = static_cast<std::int32_t>(std::ranges::find(network.plants.link, link) -
                                                 network.plants.link.begin());
                above = 0;
                place[node] = 0;
                tree_at[node] = tree;
                way.pop_back();
                break;
            }
            node = static_cast<std::size_t>(flow[l] > 0.0 ? network.links.from[l] : network.links.to[l]);
        }
        if (tree < 0) {
            all_reached = false;
            continue;
        }
        ModelTree& made = trees_[static_cast<std::size_t>(tree)];
        for (auto at = way.rbegin(); at != way.rend(); ++at) {
            std::int32_t const link = into[*at];
            bool const pipe = network.links.kind[static_cast<std::size_t>(link)] == LinkKind::pipe;
            std::int32_t const pair = pipe ? pair_of[static_cast<std::size_t>(link)] : -1;
            made.parent.push_back(above);
            made.pair.push_back(pair);
            above = static_cast<std::int32_t>(made.parent.size()) - 1;
            place[*at] = above;
            tree_at[*at] = tree;
            if (pair >= 0) {
                tree_of_[static_cast<std::size_t>(pair)] = tree;
            }
        }
        make_consumer(design, demands, made, s, above);
    }
    std::erase_if(trees_, [](ModelTree const& tree) { return tree.consumers.empty(); });
    for (std::size_t t = 0; t < trees_.size(); ++t) {
        price(design, demands, trees_[t]);
        for (std::int32_t const pair : trees_[t].pair) {
            if (pair >= 0) {
                auto const p = static_cast<std::size_t>(pair);
                tree_of_[p] = static_cast<std::int32_t>(t);
                for (ModelOption& option : options_[p]) {
                    for (std::size_t i = 0; i < option.load_pa.size(); ++i) {
                        option.priced += trees_[t].price_per_pa[i] * option.load_pa[i];
                    }
                }
            }
        }
    }
    whole_ = all_reached && trees_.size() == 1;
    for (std::size_t link = 0; link < network.links.size() && whole_; ++link) {
        LinkKind const kind = network.links.kind[link];
        auto const down =
            static_cast<std::size_t>(flow[link] > 0.0 ? network.links.to[link] : network.links.from[link]);
        bool const carries = kind == LinkKind::pipe || kind == LinkKind::valve || kind == LinkKind::pump;
        bool const supply = network.nodes.side[down] == Side::supply;
        if (carries && supply && flow[link] != 0.0 && into[down] != static_cast<std::int32_t>(link)) {
            whole_ = false; // two ways to one node
        }
    }
}

void SizingModel::make_consumer(Design const& design, SizingDemands const& demands, ModelTree& tree,
                                std::size_t substation, std::int32_t node) {
    SizingOptions const& all = judge_.options();
    double const minimum = design.network->substations.minimum_differential_pressure_pa[substation] +
                           demands.extra_pa[substation];
    // What the plant lifts, the consumer has and no pair on the way loses: buoyancy, pipes that are not
    // sized.
    auto const needed = [&](SteadyState const& state) {
        double rest = state.plant_differential_pressure_pa[static_cast<std::size_t>(tree.plant)] -
                      state.substation_differential_pressure_pa[substation];
        for (std::int32_t at = node; at > 0; at = tree.parent[static_cast<std::size_t>(at)]) {
            if (std::int32_t const pair = tree.pair[static_cast<std::size_t>(at)]; pair >= 0) {
                std::size_t const line = all.supply_line[static_cast<std::size_t>(pair)];
                rest -= state.pipe_friction_pa[line] + state.pipe_friction_pa[line + 1];
            }
        }
        return minimum + (std::isfinite(rest) ? rest : 0.0);
    };
    ModelConsumer consumer;
    consumer.substation = static_cast<std::int32_t>(substation);
    consumer.node = node;
    consumer.design_pa = needed(design.state);
    for (SteadyState const& state : design.load_states) {
        consumer.load_pa.push_back(needed(state));
    }
    tree.consumers.push_back(std::move(consumer));
}

void SizingModel::price(Design const& design, SizingDemands const& demands, ModelTree& tree) const {
    Network const& network = *design.network;
    auto const plant = static_cast<std::size_t>(tree.plant);
    SizingEconomics const& economics = judge_.settings().economics;
    double const given = judge_.point(network).plant_differential_pressure_pa[plant];
    bool const sizes_decide = std::isnan(given);
    tree.largest_lift_pa =
        std::min({demands.largest_lift_pa[plant], sizes_decide ? infinity : given,
                  network.plants.maximum_differential_pressure_pa[plant].value_or(infinity)});
    double const own = network.plants.pump_efficiency[plant];
    for (std::size_t i = 0; i < design.load_states.size(); ++i) {
        SteadyState const& state = design.load_states[i];
        double const lift = state.plant_differential_pressure_pa[plant];
        double const electricity =
            state.plant_pump_electricity_w[plant] * own / economics.pump_efficiency.value_or(own);
        tree.price_per_pa.push_back(sizes_decide && lift > 0.0
                                        ? judge_.present_value() * economics.loads[i].hours / w_per_mw *
                                              economics.electricity_cost_per_mwh * electricity / lift
                                        : 0.0);
    }
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
