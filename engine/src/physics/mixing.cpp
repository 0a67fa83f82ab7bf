// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/engine/physics/mixing.hpp"

#include <cassert>
#include <cstddef>

namespace saggar {

std::optional<double> mixed_temperature_c(Fluid const& fluid, std::span<double const> mass_flows_kg_s,
                                          std::span<double const> temperatures_c) {
    assert(mass_flows_kg_s.size() == temperatures_c.size());
    double flow_kg_s = 0.0;
    double heat_w = 0.0;
    for (std::size_t i = 0; i < mass_flows_kg_s.size(); ++i) {
        assert(mass_flows_kg_s[i] >= 0.0);
        flow_kg_s += mass_flows_kg_s[i];
        heat_w += mass_flows_kg_s[i] * fluid.heat_content_j_kg(temperatures_c[i]);
    }
    if (!(flow_kg_s > 0.0)) {
        return std::nullopt;
    }
    return fluid.temperature_c(heat_w / flow_kg_s);
}

} // namespace saggar
