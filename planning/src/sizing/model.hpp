// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// The sizing model: what each size of each pair would cost and how much pressure it would lose, with the
// flows and temperatures of a solved design; and which pairs lie on the way to each consumer. All pressures
// follow from the plants: a consumer needs its minimum and what is lost on its way, a plant lifts for whoever
// needs most.

#include "design.hpp"
#include "tree_choice.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace saggar::detail {

// What the solver has taught: never loosened during one search.
struct SizingDemands {
    std::vector<std::size_t> least;      // by pair: smallest option that is allowed
    std::vector<double> extra_pa;        // by consumer, on top of what it needs
    std::vector<double> largest_lift_pa; // by plant
};

struct ModelOption {
    bool allowed{false};         // gradient, velocity and temperature, at the largest flows of the envelope
    double cost{0.0};            // capital and present value of heat lost
    double design_pa{0.0};       // of both lines at the flows of the envelope
    double priced{0.0};          // present value of pumping against the losses in both lines, all loads
    std::vector<double> load_pa; // by point of the load duration
};

struct ModelConsumer {
    std::int32_t substation{-1};
    std::int32_t node{-1}; // of the tree
    double design_pa{0.0}; // needed at the end of its way: by itself, and whatever no pair explains
    std::vector<double> load_pa;
};

// Ways from one plant.
struct ModelTree {
    std::int32_t plant{-1};
    std::vector<std::int32_t> parent; // node 0 is the plant
    std::vector<std::int32_t> pair;   // of the edge to the parent; -1: nothing that is sized
    std::vector<ModelConsumer> consumers;
    std::vector<double> price_per_pa; // of its lift, by point of the load duration
    double largest_lift_pa{0.0};      // infinity: none is known
};

struct ModelCost {
    double pairs{0.0};    // capital and heat lost
    double pumping{0.0};  // of lifts that sizes decide
    double short_pa{0.0}; // largest lack of lift at the design flows; 0: everybody is served
    [[nodiscard]] double total() const { return pairs + pumping; }
};

class SizingModel {
public:
    SizingModel(DesignJudge const& judge, Design const& design, SizingDemands const& demands);

    [[nodiscard]] ModelCost cost(Sizes const& sizes) const;
    // Least cost; not exact where ways at different loads differ, or in meshes. `start` is improved on where
    // it can be kept.
    [[nodiscard]] std::optional<Sizes> best(Sizes const& start) const;
    // No sizes have a lower cost; nothing where the network is no tree with one plant.
    [[nodiscard]] std::optional<double> bound(Sizes const& known) const;
    // Larger pairs on the way to whoever is short, the steepest first.
    [[nodiscard]] Sizes mended(Sizes sizes) const;

    [[nodiscard]] std::vector<std::vector<ModelOption>> const& options() const { return options_; }
    [[nodiscard]] std::vector<ModelTree> const& trees() const { return trees_; }
    // The smallest that is allowed and not below `least`; the largest where none is.
    [[nodiscard]] std::size_t allowed_from(std::size_t pair, std::size_t least) const;
    // Pressure gradient and velocity of a pair's steeper line at the flows of the envelope.
    [[nodiscard]] double gradient_pa_m(std::size_t pair, std::size_t option) const {
        return gradient_pa_m_[pair][option];
    }
    [[nodiscard]] double velocity_m_s(std::size_t pair, std::size_t option) const {
        return velocity_m_s_[pair][option];
    }
    // Of all else that costs but does not depend on sizes here.
    [[nodiscard]] double constant() const { return constant_; }

private:
    void make_options(Design const& design, SizingDemands const& demands);
    [[nodiscard]] ModelOption make_option(Design const& design, std::size_t pair, std::size_t entry);
    [[nodiscard]] double heat_lost(Design const& design, std::size_t line) const;
    static void price_options(ModelTree const& tree, std::vector<ModelOption>& options);
    void make_trees(Design const& design, SizingDemands const& demands);
    void make_consumer(Design const& design, SizingDemands const& demands, ModelTree& tree,
                       std::size_t substation, std::int32_t node);
    void price(Design const& design, SizingDemands const& demands, ModelTree& tree) const;
    void make_constant(Design const& design);
    void improve(Sizes& sizes) const;
    [[nodiscard]] SizingTree tree(ModelTree const& from) const;
    [[nodiscard]] double tree_cost(ModelTree const& from, Sizes const& sizes) const;
    [[nodiscard]] TreeLimits limits(ModelTree const& from, Sizes const& known) const;
    [[nodiscard]] std::vector<Sizes> candidates(ModelTree const& from, Sizes const& start) const;
    // Lift that the tree's plant needs with these sizes at the design flows, and at a load.
    [[nodiscard]] double design_lift_pa(ModelTree const& from, Sizes const& sizes) const;
    [[nodiscard]] double load_lift_pa(ModelTree const& from, Sizes const& sizes, std::size_t load) const;

    DesignJudge const& judge_;
    std::vector<std::vector<ModelOption>> options_;
    std::vector<std::vector<double>> gradient_pa_m_;
    std::vector<std::vector<double>> velocity_m_s_;
    std::vector<ModelTree> trees_;
    std::vector<std::int32_t> tree_of_; // by pair; -1: on nobody's way
    double constant_{0.0};
    bool whole_{false}; // a tree with one plant: the model leaves nothing out
};

} // namespace saggar::detail
