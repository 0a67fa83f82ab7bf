// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Plants that are joined to the present network for what loads of today save.
//
// A plant that does not hang together with the present network and whose heat costs less than what a plant
// there gives takes the place of that one's heat, hour by hour, the dearest first. With c its cost, Q what it
// gives of it at most, and q_d,h what plants that stand give at load h of the load duration
// (heat_by_plant.hpp, of the network as it is), it saves a year
//
//     sum_h t_h x sum_d (c_d - c) min(q_d,h, what is left of Q)      d: the dearest first, as long as c_d > c
//
// with the hours t_h scaled so that all of the network's plants give the heat of its year (sold and lost). A
// plant that feeds new loads as well has more to give at part load: Q is what it gives for them at the design
// point, less what they take at the load, and what it gives more. At each load 2 % of the network's heat stay
// with the plant that follows the load.
//
// The way is the cheapest from the plant along streets to the present network, priced by what each edge costs
// more than for what the plan leads through it. It ends where present pairs can lead the heat on to the dear
// plant: pairs carry back what they could, and what they carry now in the other direction. All of this is an
// estimate by which candidates are chosen: what they are worth the full solver says.

#include "saggar/planning/extension.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <vector>

namespace saggar::detail {

// Of a network of today: what its plants give at a load that a cheaper one could give.
struct HeatToReplace {
    double cost_per_mwh{0.0};
    double heat_w{0.0};
};

// Networks of today in which a plant from elsewhere could save something.
struct NetworkToJoin {
    std::vector<std::vector<HeatToReplace>> loads; // of each load, the dearest first
    std::vector<double> load_factor;
    std::vector<double> mwh_per_w; // a year, of each load
    std::vector<double> width_w;   // by place: what can be led on to the dear plants; below 0: not of it
    double most_w{0.0};            // that another plant can give at the largest load
};

// Whether some plant's heat costs less than another one's where somebody takes heat today, and it counts.
[[nodiscard]] bool may_save_by_joining(Project const& project);

class JoinFinder {
public:
    // `present`: of the network as it is. All but that must outlive this.
    JoinFinder(Project const& project, ExtensionProblem const& problem, TopologyProblem const& topology,
               HeatOfYear const& present);

    // Whether some plant could save anything at all.
    [[nodiscard]] bool any() const { return !networks_.empty(); }
    // No plan of the routes saves more by plants that join, whatever it lays: present value.
    [[nodiscard]] double at_most() const;

    // The join that brings most, in the plan as it is with what it joins already; none where none pays.
    // `plant` and `most_w`: of this plant alone, and no more than this.
    [[nodiscard]] std::optional<ExtensionJoin> best(TopologyPlan const& plan,
                                                    std::vector<ExtensionJoin> const& joins,
                                                    std::optional<std::int32_t> plant = std::nullopt,
                                                    std::optional<double> most_w = std::nullopt) const;
    // What plants that hang together with a network of today save there in the plan: present value. The
    // routes' own value has none of it.
    [[nodiscard]] double saving_by(TopologyPlan const& plan, std::vector<ExtensionJoin> const& joins) const;
    // The plan with it: pipes, what its plant gives, and what that costs.
    [[nodiscard]] TopologyPlan with(TopologyPlan plan, ExtensionJoin& join) const;
    // The problem of the loads where it is there already: its pipes carry what is left of their size, larger
    // ones cost the difference.
    [[nodiscard]] TopologyProblem beside(ExtensionJoin const& join) const;
    // Plants that are not in the network of today, hang together with it in the plan and save something.
    [[nodiscard]] std::vector<std::uint8_t> savers(TopologyPlan const& plan) const;

    [[nodiscard]] static TopologyPlan nothing(TopologyProblem const& topology);

private:
    struct Reached { // by the cheapest way
        double cost{0.0};
        std::int32_t edge{-1};
        std::int32_t from{-1};
    };
    void find_networks(HeatOfYear const& present);
    void find_widths(NetworkToJoin& network, std::vector<std::int32_t> const& plants);
    [[nodiscard]] bool may_join(std::size_t plant, NetworkToJoin const& network) const;
    [[nodiscard]] double cost_per_mwh(std::size_t plant) const;
    // A year's cost of heat that the plant takes over where it can give so much at each load.
    [[nodiscard]] double saved(NetworkToJoin const& network, std::size_t plant,
                               std::vector<double> const& gives_w) const;
    // `less`: a year's money that the plan's plants save there is added to it.
    [[nodiscard]] NetworkToJoin as_left_by(NetworkToJoin network, TopologyPlan const& plan,
                                           std::vector<ExtensionJoin> const& joins,
                                           double* less = nullptr) const;
    [[nodiscard]] static std::vector<double> gives(NetworkToJoin const& network, double feeds_w,
                                                   double more_w, double at_most_w);
    [[nodiscard]] std::vector<std::size_t> groups_with(TopologyPlan const& plan) const;
    [[nodiscard]] bool hangs_with(NetworkToJoin const& network, std::size_t plant,
                                  std::vector<std::size_t> const& groups) const;
    [[nodiscard]] double edge_cost(std::size_t edge, double flow_w) const;
    [[nodiscard]] std::int32_t size_of(std::size_t edge, double flow_w) const;
    void find_way(NetworkToJoin const& network, std::vector<double> const& flow_w, ExtensionJoin& join) const;

    Project const& project_;
    ExtensionProblem const& problem_;
    TopologyProblem const& topology_;
    double worth_; // of a unit of money each year
    std::vector<std::vector<std::int32_t>> edges_at_;
    std::vector<NetworkToJoin> networks_;
};

// Where pipes of a plan with joins meet: these stay nodes.
[[nodiscard]] std::set<std::int32_t> places_of_joins(TopologyPlan const& plan);

} // namespace saggar::detail
