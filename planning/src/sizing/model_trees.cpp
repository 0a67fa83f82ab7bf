// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "model.hpp"

#include "sizing/numbers.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace saggar::detail {

namespace {

constexpr double pa_per_bar = 1e5;

std::size_t lower_end(Network const& network, std::vector<double> const& flow, std::size_t link) {
    return static_cast<std::size_t>(flow[link] > 0.0 ? network.links.to[link] : network.links.from[link]);
}

// The link that brings most water to each node, -1: none does.
std::vector<std::int32_t> strongest_inflows(Network const& network, std::vector<double> const& flow) {
    std::vector<std::int32_t> into(network.nodes.size(), -1);
    for (std::size_t link = 0; link < network.links.size(); ++link) {
        LinkKind const kind = network.links.kind[link];
        if (kind == LinkKind::substation || kind == LinkKind::bypass || flow[link] == 0.0) {
            continue;
        }
        std::int32_t& known = into[lower_end(network, flow, link)];
        if (known < 0 || std::abs(flow[link]) > std::abs(flow[static_cast<std::size_t>(known)])) {
            known = static_cast<std::int32_t>(link);
        }
    }
    return into;
}

// Follows the water from consumers up to plants and lays out the ways as trees.
class Ways {
public:
    Ways(Network const& network, std::vector<double> const& flow, SizingOptions const& options)
        : network_{network},
          flow_{flow},
          into_{strongest_inflows(network, flow)},
          pair_of_(network.links.size(), -1),
          tree_at_(network.nodes.size(), -1),
          place_(network.nodes.size(), -1) {
        for (std::size_t pair = 0; pair < options.pairs.size(); ++pair) {
            pair_of_[options.supply_line[pair]] = static_cast<std::int32_t>(pair);
        }
    }

    struct End {
        std::int32_t tree{-1}; // by plant; -1: no plant is found
        std::int32_t node{-1};
    };

    // Where a substation stands; adds what is new of its way to the tree of its plant.
    End find(std::size_t substation, std::vector<ModelTree>& trees) {
        std::vector<std::size_t> fresh; // from the consumer upwards
        auto node = static_cast<std::size_t>(
            network_.links.from[static_cast<std::size_t>(network_.substations.link[substation])]);
        while (place_[node] < 0 && fresh.size() <= network_.nodes.size()) {
            if (into_[node] < 0) {
                return {};
            }
            auto const link = static_cast<std::size_t>(into_[node]);
            if (network_.links.kind[link] == LinkKind::plant) {
                place_[node] = 0;
                tree_at_[node] = static_cast<std::int32_t>(
                    std::ranges::find(network_.plants.link, into_[node]) - network_.plants.link.begin());
                break;
            }
            fresh.push_back(node);
            node = static_cast<std::size_t>(flow_[link] > 0.0 ? network_.links.from[link]
                                                              : network_.links.to[link]);
        }
        End end{.tree = tree_at_[node], .node = place_[node]};
        if (end.tree < 0) { // water that goes round
            return {};
        }
        ModelTree& tree = trees[static_cast<std::size_t>(end.tree)];
        std::for_each(fresh.rbegin(), fresh.rend(), [&](std::size_t at) {
            tree.parent.push_back(end.node);
            tree.pair.push_back(pair_of_[static_cast<std::size_t>(into_[at])]);
            end.node = static_cast<std::int32_t>(tree.parent.size()) - 1;
            place_[at] = end.node;
            tree_at_[at] = end.tree;
        });
        return end;
    }

    // Whether water reaches every supply node in one way only.
    [[nodiscard]] bool no_two_ways() const {
        for (std::size_t link = 0; link < network_.links.size(); ++link) {
            LinkKind const kind = network_.links.kind[link];
            bool const carries = kind == LinkKind::pipe || kind == LinkKind::valve || kind == LinkKind::pump;
            std::size_t const down = lower_end(network_, flow_, link);
            if (carries && flow_[link] != 0.0 && network_.nodes.side[down] == Side::supply &&
                into_[down] != static_cast<std::int32_t>(link)) {
                return false;
            }
        }
        return true;
    }

private:
    Network const& network_;
    std::vector<double> const& flow_;
    std::vector<std::int32_t> into_;
    std::vector<std::int32_t> pair_of_; // by link: of supply lines that are sized
    std::vector<std::int32_t> tree_at_; // by node
    std::vector<std::int32_t> place_;   // by node: in its tree
};

// Pressure at the plant's own supply node against the rating of the pipes there. Nodes that lie lower are
// left to the solver: what reaches them depends on sizes.
double lift_that_pipes_bear_pa(Design const& design, std::size_t plant) {
    Network const& network = *design.network;
    PressurePoint const held = network.plants.pressure_point[plant];
    if (network.plants.control[plant] != PlantControl::pressure_holding ||
        held == PressurePoint::supply_side) {
        return infinity;
    }
    double const raised = held == PressurePoint::middle ? 0.5 : 1.0; // of what is lifted more
    std::int32_t const node = network.links.to[static_cast<std::size_t>(network.plants.link[plant])];
    double const pressure = design.state.pressure_pa[static_cast<std::size_t>(node)];
    double const lift = design.state.plant_differential_pressure_pa[plant];
    double most = infinity;
    for (std::size_t i = 0; i < network.pipes.size(); ++i) {
        if ((network.links.from[i] == node || network.links.to[i] == node) && network.links.open[i] != 0) {
            most = std::min(most,
                            lift + (network.pipes.pressure_rating_bar[i] * pa_per_bar - pressure) / raised);
        }
    }
    return most;
}

} // namespace

void SizingModel::make_trees(Design const& design, SizingDemands const& demands) {
    Network const& network = *design.network;
    for (std::size_t plant = 0; plant < network.plants.size(); ++plant) {
        ModelTree tree;
        tree.plant = static_cast<std::int32_t>(plant);
        tree.parent = {-1};
        tree.pair = {-1};
        trees_.push_back(std::move(tree));
    }
    Ways ways{network, design.state.mass_flow_kg_s, judge_.options()};
    bool all_reached = true;
    for (std::size_t s = 0; s < network.substations.size(); ++s) {
        if (design.state.mass_flow_kg_s[static_cast<std::size_t>(network.substations.link[s])] <= 0.0) {
            continue;
        }
        Ways::End const end = ways.find(s, trees_);
        all_reached = all_reached && end.tree >= 0;
        if (end.tree >= 0) {
            make_consumer(design, demands, trees_[static_cast<std::size_t>(end.tree)], s, end.node);
        }
    }
    std::erase_if(trees_, [](ModelTree const& tree) { return tree.consumers.empty(); });
    whole_ = all_reached && trees_.size() == 1 && ways.no_two_ways();
    tree_of_.assign(judge_.options().pairs.size(), -1);
    for (std::size_t t = 0; t < trees_.size(); ++t) {
        price(design, demands, trees_[t]);
        for (std::int32_t const pair : trees_[t].pair) {
            if (pair >= 0) {
                tree_of_[static_cast<std::size_t>(pair)] = static_cast<std::int32_t>(t);
                price_options(trees_[t], options_[static_cast<std::size_t>(pair)]);
            }
        }
    }
}

void SizingModel::price_options(ModelTree const& tree, std::vector<ModelOption>& options) {
    for (ModelOption& option : options) {
        for (std::size_t i = 0; i < option.load_pa.size(); ++i) {
            option.priced += tree.price_per_pa[i] * option.load_pa[i];
        }
    }
}

void SizingModel::make_consumer(Design const& design, SizingDemands const& demands, ModelTree& tree,
                                std::size_t substation, std::int32_t node) {
    SizingOptions const& all = judge_.options();
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
        return state.substation_needed_differential_pressure_pa[substation] + demands.extra_pa[substation] +
               (std::isfinite(rest) ? rest : 0.0);
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
    tree.largest_lift_pa = std::min(
        {demands.largest_lift_pa[plant], sizes_decide ? std::numeric_limits<double>::infinity() : given,
         network.plants.maximum_differential_pressure_pa[plant].value_or(infinity),
         lift_that_pipes_bear_pa(design, plant)});
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

} // namespace saggar::detail
