// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Synthetic water networks as plain hydraulic arrays, of the character of a town's streets and of any size: a
// random spanning tree of a jittered grid, a share of the other street segments as loops, optionally service
// connections; pipes sized from a catalogue for the flow of the shortest-path tree. The same seed gives the
// same network on every machine.

#include "saggar/engine/hydraulics/links.hpp"

#include <cstdint>
#include <vector>

namespace saggar::testing_support {

struct StreetOptions {
    enum class Form : std::uint8_t {
        tree,     // no loop
        mesh,     // 1.2 pipes a node
        services, // every block closed, four dead-end connections at each crossing
    };
    Form form{Form::mesh};
    int pipes{1000};
    int reservoirs{1};
    std::uint64_t seed{42};
};

struct StreetNetwork {
    HydraulicNodes nodes;
    HydraulicLinks links;
    std::vector<double> injection_kg_s; // at the daily mean
    std::vector<int> pattern;           // per node, 0..3
    std::vector<double> fixed_pressure_pa;
    double density_kg_m3{1000.0};
    double viscosity_pa_s{4.0877e-4};

    // Injections of an hour of the week under four daily patterns.
    void at_hour(int hour, std::vector<double>& injection) const;
};

[[nodiscard]] StreetNetwork street_network(StreetOptions const& options);

} // namespace saggar::testing_support
