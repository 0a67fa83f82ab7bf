// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// What a substation does with the water that arrives: the flow its controller asks for, and what it sends
// back.

#include "saggar/engine/physics/fluid.hpp"
#include "saggar/network/network.hpp"

namespace saggar {
class StateArchive;
}

namespace saggar::detail {

// One substation at one moment.
struct ConsumerInput {
    SubstationControl control{SubstationControl::return_temperature};
    double heat_demand_w{0.0};
    double return_temperature_c{0.0}; // control return_temperature
    double temperature_drop_k{0.0};
    double mass_flow_kg_s{0.0};
    double ua_w_k{0.0};
    double secondary_supply_temperature_c{0.0};
    double secondary_return_temperature_c{0.0};

    [[nodiscard]] bool wants_water() const {
        return heat_demand_w > 0.0 || (control == SubstationControl::mass_flow && mass_flow_kg_s > 0.0);
    }
    void keep(StateArchive& archive);
};

struct ConsumerAnswer {
    double mass_flow_kg_s{0.0};
    double return_temperature_c{0.0};
    bool too_cold{false}; // no flow can give the heat; mass_flow is then the largest that is allowed
};

// How specific heat is counted between two temperatures.
enum class HeatRule { exact, mean_of_ends };

// Specific heat given off between two temperatures, J/kg: the integral of cp, or (for comparison with
// pandapipes) the mean of cp at both ends times the difference.
[[nodiscard]] double heat_between_j_kg(Fluid const& fluid, HeatRule rule, double from_c, double to_c);

// The flow that gives the heat demand with water arriving at `supply_c`; `dissipation_j_kg` is
// the heat of throttling that the consumer gets for nothing. Never more than `largest_kg_s`.
[[nodiscard]] ConsumerAnswer required_flow(ConsumerInput const& input, Fluid const& fluid, HeatRule rule,
                                           double supply_c, double dissipation_j_kg, double largest_kg_s);

// What the substation sends back when `mass_flow_kg_s` passes (which may be less than it asked for).
[[nodiscard]] double return_temperature_c(ConsumerInput const& input, Fluid const& fluid, HeatRule rule,
                                          double supply_c, double mass_flow_kg_s, double dissipation_j_kg);

// Flow that carries the peak at the lowest supply temperature that the substation accepts: what its valve,
// wide open, passes at its minimum differential pressure.
[[nodiscard]] double design_flow_kg_s(Network const& network, std::size_t substation, Fluid const& fluid);

[[nodiscard]] ConsumerInput consumer_input(Network const& network, std::size_t substation);

} // namespace saggar::detail
