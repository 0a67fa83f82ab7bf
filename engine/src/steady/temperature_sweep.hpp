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

#include "flow_order.hpp"

#include "saggar/engine/physics/fluid.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace saggar::detail {

// What a link does to the water that passes it, in the direction of its flow.
struct ThermalLinks {
    std::vector<double> gain; // 0 where the outlet does not depend on the inlet
    std::vector<double> cross;
    std::vector<double> shift; // degrees C
    // d T_out / d ln(flow) at given T_in is slope * (T_in - rest); what the outlet tends to when flow stops.
    std::vector<double> slope;
    std::vector<double> rest_c;
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
                     std::span<std::int32_t const> partner, std::span<std::uint8_t const> late);

    void set_flow(std::span<double const> mass_flow_kg_s, std::span<std::uint8_t const> cuts,
                  double smallest_kg_s);
    [[nodiscard]] FlowOrder const& order() const { return order_; }

    // One pass; returns the largest change of a temperature, K.
    double run(ThermalLinks const& links, Fluid const& fluid, Mixing mixing,
               std::span<double const> mass_flow_kg_s, EnteringWater const& entering,
               std::span<double> temperature_c);

    // Newton's step for flows that are drawn at nodes and follow the temperature there:
    //
    //   d(drawn flow) = per_kelvin dT + change     kg/s, both by node; per_kelvin <= 0.
    //
    // Water's way back to its sources carries the drawn flows, in parts as the flow is now where ways join.
    // Gives dT by node; exact in trees. Overwrites its inputs.
    void respond(ThermalLinks const& links, std::span<double const> mass_flow_kg_s,
                 std::span<double const> inflow_kg_s, std::span<double const> temperature_c,
                 std::span<double> per_kelvin_kg_s_k, std::span<double> change_kg_s,
                 std::span<double> rise_k);

    // K by which each node would be warmer for 1 kg/s more through it, taken from its sources in parts as the
    // flow is now.
    void rise_with_flow(ThermalLinks const& links, std::span<double const> mass_flow_kg_s,
                        std::span<double const> inflow_kg_s, std::span<double const> temperature_c,
                        std::span<double> rise_k_s_kg) const;

    // What leaves each of the first links with these temperatures; of those without flow what stands still.
    void outlets(ThermalLinks const& links, std::span<double const> temperature_c, std::span<double> inlet_c,
                 std::span<double> outlet_c) const;

private:
    void list_merges();
    void solve_knot(std::int32_t first, std::int32_t last, ThermalLinks const& links, Mixing mixing,
                    std::span<double const> mass_flow_kg_s, EnteringWater const& entering, Fluid const& fluid,
                    std::span<double> temperature_c);

    FlowOrder order_;
    std::vector<std::int32_t> partner_;
    std::vector<std::int32_t> slot_partner_; // node where the partner's water enters
    std::vector<double> node_effect_;        // respond: dT per kg/s of a node's whole flow
    // Nodes where waters join, in the order of the flow; their slots; heat content and capacity round the
    // temperatures before the pass.
    std::vector<std::int32_t>
        merge_of_; // per node of the order: its first merge slot, -1 where nothing joins
    std::vector<std::int32_t> merge_node_;
    std::vector<std::int32_t> merge_slot_;
    std::vector<double> node_c_, node_heat_, node_capacity_;
    std::vector<double> slot_c_, slot_heat_, slot_capacity_;
    std::vector<std::int32_t> merge_place_;
    std::vector<std::int32_t> knot_row_;
};

} // namespace saggar::detail
