// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// Uses the installed package as a stranger would: one bar over a valve of Kv 10 lets 10 m3/h of water pass.
#include "saggar/engine/physics/valve.hpp"

#include <cmath>
#include <iostream>

int main() {
    double const flow_m3_h = saggar::valve_mass_flow_kg_s(1e5, 10.0, 1000.0) * 3.6;
    std::cout << "one bar drives " << flow_m3_h << " m3/h through a valve of Kv 10\n";
    return std::abs(flow_m3_h - 10.0) < 1e-9 ? 0 : 1;
}
