// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Temperatures of all nodes for given flows. Every link hands on what enters it as T_out = gain * T_in +
// shift; nodes mix. Nodes are visited in the order of the flow, so that one pass is exact; water that runs in
// a circle (round a pump, through a reversed plant) has no such order, and these knots are solved as a linear
// system.

#include "saggar/engine/physics/fluid.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace saggar::detail {

// What a link does to the water that passes it, in the direction of its flow.
struct ThermalLinks {
    std::vector<double>
        gain; // 0: the outlet does not depend on the inlet (a plant, a fixed return temperature)
    std::vector<double> shift; // degrees C
    // d T_out / d ln(flow) at given T_in is slope * (T_in - rest); what the outlet tends to when flow stops.
    std::vector<double> slope;
    std::vector<double> rest_c;
};

enum class Mixing { energy, mass_weighted };

class TemperatureSweep {
public:
    TemperatureSweep(std::span<std::int32_t const> from, std::span<std::int32_t const> to, std::size_t nodes);

    // Takes the directions of flow; flows smaller than `smallest_kg_s` count as none. `depends[link]`: the
    // outlet depends on the inlet. Does nothing where no direction changed.
    void set_flow(std::span<double const> mass_flow_kg_s, std::span<std::uint8_t const> depends,
                  double smallest_kg_s);

    // One pass. Water that enters the network at a node: `inflow_kg_s` (0 elsewhere) at `inflow_c`. Nodes
    // that no water reaches get `still_c`. `sensitivity_k` is d T / d ln(flow) for all flows growing alike.
    void run(ThermalLinks const& links, Fluid const& fluid, Mixing mixing,
             std::span<double const> mass_flow_kg_s, std::span<double const> inflow_kg_s,
             std::span<double const> inflow_c, std::span<double const> still_c,
             std::span<double> temperature_c, std::span<double> sensitivity_k);

    // -1, 0 or 1 per link: against, none, along.
    [[nodiscard]] std::span<std::int8_t const> direction() const { return direction_; }
    // Node that water enters the link from; the `from` node where nothing flows.
    [[nodiscard]] std::int32_t upstream(std::size_t link) const {
        return direction_[link] < 0 ? to_[link] : from_[link];
    }
    [[nodiscard]] int orderings() const { return orderings_; }
    [[nodiscard]] std::size_t knot_nodes() const { return knot_.size(); }

private:
    void order(std::span<std::uint8_t const> depends);
    void solve_knot(ThermalLinks const& links, Fluid const& fluid, std::span<double const> mass_flow_kg_s,
                    std::span<double const> inflow_kg_s, std::span<double const> inflow_c,
                    std::span<double const> still_c, std::span<double> temperature_c);

    std::vector<std::int32_t> from_;
    std::vector<std::int32_t> to_;
    std::size_t nodes_;
    std::vector<std::int8_t> direction_;
    std::vector<std::uint8_t> depends_;
    bool ordered_{false};
    int orderings_{0};
    std::vector<std::int32_t> in_start_; // links that flow into each node (compressed rows)
    std::vector<std::int32_t> in_link_;
    std::vector<std::int32_t> order_; // nodes in the order of the flow, knots left out
    std::vector<std::int32_t> knot_;  // nodes that wait for themselves, and all behind them
    std::vector<std::int32_t> waiting_;
    std::vector<std::int32_t> out_start_;
    std::vector<std::int32_t> out_link_;
    std::vector<std::int32_t> fill_;
    std::vector<std::int32_t> knot_row_;
};

} // namespace saggar::detail
