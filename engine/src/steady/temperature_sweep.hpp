// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Temperatures of all nodes for given flows, and how they answer to changes of flow. A link hands on what
// enters it as
//
//   T_out = gain T_in + cross T_partner + shift,
//
// T_partner being where the line beside it takes its water in. Nodes mix by energy: heat content is linear
// round the temperatures before the pass, so that passes that settle mix exactly. Nodes are visited in the
// order of the flow, so that one pass is exact but for partners that come later; knots are solved as linear
// systems.
//
// Everything is copied into the order of the flow once a round: what a pass reads lies side by side then,
// however the network is numbered. A node's index there is its place, an arriving link's its slot.

#include "anderson.hpp"
#include "flow_order.hpp"

#include "saggar/engine/physics/fluid.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace saggar {
class HydraulicSolver;
}

namespace saggar::detail {

// What a link does to the water that passes it, in the direction of its flow; all that a pass reads of it.
struct ThermalLink {
    double gain{0.0}; // 0 where the outlet does not depend on the inlet
    double cross{0.0};
    double shift{0.0};     // degrees C
    double flow_kg_s{0.0}; // >= 0
};

// What its outlet answers to a change of its flow.
struct FlowAnswer {
    // d T_out / d ln(flow) at given T_in is slope * (T_in - rest) but for friction; what the outlet tends to
    // when flow stops.
    double slope{0.0};
    double rest_c{0.0};
    double friction_k{0.0}; // what its friction warms the water by
    double by_inlet{0.0};   // d T_out / d T_in; respond() sees to heat capacities that follow
};

// What consumers at a place would draw more.
struct Drawn {
    double per_kelvin{0.0}; // kg/(s K) that the water there is warmer, <= 0
    double change{0.0};     // kg/s
};

enum class Mixing { energy, mass_weighted };

// Water that enters the network: kg/s by node (0 elsewhere) and its temperature. A node that no water reaches
// gets `still_c`.
struct EnteringWater {
    std::span<double const> inflow_kg_s;
    std::span<double const> inflow_c;
    std::span<double const> still_c;
};

class TemperatureSweep {
public:
    // `partner` per link: the line beside it, -1 without. See FlowOrder for the rest.
    TemperatureSweep(std::span<std::int32_t const> from, std::span<std::int32_t const> to,
                     std::span<std::int32_t const> partner, std::span<std::uint8_t const> late,
                     Fluid const& fluid);

    void set_flow(std::span<double const> mass_flow_kg_s, std::span<std::uint8_t const> cuts,
                  double smallest_kg_s, double telling_kg_s);
    // Weight of a temperature's change in what counts as settled: 1, and less, down to a hundredth, where
    // less than `telling_kg_s` passes. In loops such flow moves by half at a ten-thousandth of what consumers
    // draw.
    [[nodiscard]] double telling(double flow_kg_s) const {
        return std::clamp(flow_kg_s * telling_per_kg_s_, least_telling, 1.0);
    }
    [[nodiscard]] FlowOrder const& order() const { return order_; }
    // Slot of a link, -1 where nothing flows.
    [[nodiscard]] std::int32_t slot(std::size_t link) const { return slot_of_link_[link]; }
    [[nodiscard]] ThermalLink const& link(std::size_t slot) const { return links_[slot]; }
    [[nodiscard]] FlowAnswer const& flow_answer(std::size_t slot) const { return flow_answers_[slot]; }
    void set_link(std::size_t slot, ThermalLink const& link, FlowAnswer const& answer) {
        links_[slot] = link;
        flow_answers_[slot] = answer;
    }
    [[nodiscard]] std::size_t place(std::int32_t node) const {
        return static_cast<std::size_t>(place_[static_cast<std::size_t>(node)]);
    }

    // ---- temperatures (temperature_sweep.cpp) -------------------------------------------------------------

    // Takes what enters and the temperatures that the links were made for; every slot's link has been set.
    void load(EnteringWater const& entering, std::span<double const> temperature_c);
    // One pass; returns the largest change of a temperature, K, weighted by `telling`.
    double run(Fluid const& fluid, Mixing mixing);
    // Writes the temperatures of all nodes, and what enters and leaves each of the first links; of those
    // without flow what stands still.
    void unload(std::span<double> temperature_c, std::span<double> inlet_c, std::span<double> outlet_c) const;

    // ---- answers to changes of flow (flow_response.cpp) ---------------------------------------------------

    // Newton's step for flows that are drawn at nodes and follow the temperature there:
    //
    //   d(drawn flow) = per_kelvin dT + change     by place.
    //
    // Water's way back to its sources carries the drawn flows, in parts as the flow is now where ways join;
    // exact in trees. Gives dT by place, from which heat capacities of the temperatures that the links were
    // made for are seen to as well, as far as consumers feel it: friction warms the water by what it takes of
    // the pressure that they throttle to the same end, so that they feel only that of the way back, taken
    // from the line beside, or as that of the line itself. Overwrites `drawn`.
    // `refined`: with friction and heat capacities, which is nearer, but less sure where limits abound.
    // `by_pressure`, where ways join, knows how pressures share flows between them (joined_ways.cpp); without
    // it they part as the flow is now.
    void respond(std::span<Drawn> drawn, bool refined, HydraulicSolver* by_pressure);
    [[nodiscard]] double felt_k(std::size_t place) const { return rises_[place].felt_k; }
    // After `respond`: dT of the water that goes back, where the flow of links that draw it changes by these
    // parts. By link, 0 at those that draw none.
    void respond_behind(std::span<double const> flow_change);
    // The same where it is known how the flow of every link changes, kg/s along it.
    void respond_behind_by_pressure(std::span<double const> more_flow_kg_s);
    // Adds dT, and what the first links make of it, to temperatures.
    void foresee(std::span<double> temperature_c, std::span<double> inlet_c, std::span<double> outlet_c,
                 std::span<double> mean_c) const;
    void foresee_by_pressure(std::span<double const> more_flow_kg_s, std::span<double> temperature_c,
                             std::span<double> inlet_c, std::span<double> outlet_c,
                             std::span<double> mean_c) const;

    // K by which each node would be warmer for 1 kg/s more through it, taken from its sources in parts as the
    // flow is now. By node.
    void rise_with_flow(std::span<double> rise_k_s_kg) const;

private:
    // Columns in the order of the flow.
    struct Slots {
        std::vector<std::int32_t> up;     // place that the water comes from
        std::vector<std::int32_t> beside; // place where the partner's water enters; `up` without one
        std::vector<std::int32_t> mirror; // slot of the line beside; its own without one that flows
    };
    struct PlaceAnswer {
        // K per kg/s of the whole flow, of the water and as consumers feel it; K that come by themselves.
        double effect{0.0};
        double felt{0.0};
        double source{0.0};
    };
    struct Rise {
        double rise_k{0.0}; // of the water
        double felt_k{0.0}; // as consumers feel it
    };
    // Heat content round the temperature before the passes: constant + capacity T, J/kg.
    struct HeatLine {
        double constant{0.0};
        double capacity{0.0};
    };
    // Places where waters join, in the order of the flow, and their slots.
    struct Merges {
        std::vector<std::int32_t> first; // per place: its first slot here, -1 where nothing joins
        std::vector<std::int32_t> place, slot;
        std::vector<HeatLine> node_line, slot_line;
        std::vector<double> at_c, heat_j_kg, capacity_j_kgk; // scratch
        bool linearised{false};
    };

    static constexpr double least_telling = 0.01;
    static constexpr double friction_exponent = 1.9; // d ln(friction) / d ln(flow), of rough pipes 2

    void take_order();
    void gather(std::span<Drawn> drawn, bool refined, bool by_pressure);
    void spread(std::span<Drawn const> drawn);
    void take_joins(bool refined);
    void answer_where_ways_join(std::span<Drawn const> drawn, bool refined, HydraulicSolver& by_pressure);
    // What more flow through a link brings to the place of `here_c` where it ends, K per ln(flow).
    [[nodiscard]] double outlet_by_flow(std::size_t slot, double here_c) const {
        FlowAnswer const& answer = flow_answers_[slot];
        return answer.slope * (temperature_c_[static_cast<std::size_t>(slots_.up[slot])] - answer.rest_c) +
               friction_exponent * answer.friction_k + outlet(slot) - here_c;
    }
    [[nodiscard]] double outlet(std::size_t slot) const {
        return links_[slot].gain * temperature_c_[static_cast<std::size_t>(slots_.up[slot])] +
               links_[slot].cross * temperature_c_[static_cast<std::size_t>(slots_.beside[slot])] +
               links_[slot].shift;
    }
    void linearise_merges(Fluid const& fluid);
    void linearise(Fluid const& fluid, std::span<HeatLine> lines);
    [[nodiscard]] double mixed(std::size_t place, Fluid const& fluid, Mixing mixing, std::size_t& merge);
    void solve_knot(std::int32_t first, std::int32_t last, Fluid const& fluid, Mixing mixing);

    // Places whose water goes on to where ways join, in the order of the flow, and the links that reach them.
    struct Joined {
        std::vector<std::int32_t> place, node, first; // `first`: of its links
        std::vector<std::int32_t> link, up;           // `up`: row of the place that the link starts at, or -1
        std::vector<double> handed_on;                // of a K at `up`
        std::vector<double> effect, felt;             // K per kg/s along the link, as in Place
        std::vector<double> whole_kg_s;               // flow of the link as it is, along it
        std::vector<double> withdrawn_kg_s, flow_kg_s, felt_k, next_k;
        std::vector<std::int32_t> row; // by place
        Anderson anderson{0};
        void clear() {
            for (auto* const column : {&place, &node, &first, &link, &up}) {
                column->clear();
            }
            for (auto* const column : {&handed_on, &effect, &felt, &whole_kg_s}) {
                column->clear();
            }
        }
    };

    FlowOrder order_;
    std::vector<std::int32_t> partner_;
    std::vector<std::int32_t> place_;
    std::vector<std::int32_t> still_; // links without flow
    // by slot
    std::vector<ThermalLink> links_;
    std::vector<FlowAnswer> flow_answers_;
    // d ln(heat capacity) / dT of the water is warming[0] + warming[1] T, about; 1/K and 1/K2.
    std::array<double, 2> warming_;
    double telling_per_kg_s_{0.0};
    Slots slots_;
    // by place
    std::vector<double> temperature_c_;
    std::vector<double> before_c_;
    std::vector<double> inflow_kg_s_;
    std::vector<PlaceAnswer> place_answers_;
    std::vector<Rise> rises_;
    std::vector<double> more_flow_;   // relative, of the whole flow
    std::vector<std::uint8_t> joins_; // its water goes on to where ways join
    Merges merges_;
    Joined joined_;
    EnteringWater entering_;
    std::size_t drawn_{
        0}; // places up to the last one that something is drawn below: what goes back lies behind
    std::vector<std::int32_t> slot_of_link_;
    std::vector<std::int32_t> knot_row_;
};

} // namespace saggar::detail
