// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// The network's links as the hydraulic solver sees them: one law each, and which nodes hold a pressure.

#include "saggar/engine/hydraulics/links.hpp"
#include "saggar/engine/physics/fluid.hpp"
#include "saggar/network/network.hpp"

#include <cstdint>
#include <vector>

namespace saggar::detail {

// Who holds the pressure of HydraulicNodes::fixed[i]: exactly one of the two is valid.
struct PressureHolder {
    std::int32_t plant{-1};
    std::int32_t boundary{-1};
};

struct HydraulicModel {
    HydraulicNodes nodes;
    HydraulicLinks links; // same numbering as Network::links
    std::vector<PressureHolder> holders;
    std::vector<double> design_flow_kg_s; // per substation: peak at its minimum supply temperature
    std::vector<std::int32_t> kv_links;   // links whose quadratic coefficient follows the water's density
    std::vector<double> kv_m3_h;          // of those
};

[[nodiscard]] HydraulicModel make_hydraulic_model(Network const& network, Fluid const& fluid);

// Which of these holders (and their nodes) hold their pressure while these links are open: not a plant that
// stands still in a part of the network where another one holds it.
void find_who_holds(Network const& network, std::vector<PressureHolder> const& holders,
                    std::vector<std::int32_t> const& nodes, std::vector<std::uint8_t> const& link_open,
                    std::vector<std::uint8_t>& holds);

// Pa/(kg/s)^2 of a valve of `kv_m3_h` in water of `density_kg_m3`: dp = (V/Kv)^2 1 bar rho/1000 (VDI/VDE
// 2173).
[[nodiscard]] double quadratic_of_kv(double kv_m3_h, double density_kg_m3);

} // namespace saggar::detail
