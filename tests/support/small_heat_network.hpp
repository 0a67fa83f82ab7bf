// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Networks of a few links for tests of heat in time, of either model.

#include "saggar/engine/transient/transient_heat.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace saggar::testing_support {

inline Fluid plain_water(double heat_capacity_j_kgk) {
    return Fluid::constant({.density_kg_m3 = 1000.0,
                            .dynamic_viscosity_pa_s = 4e-4,
                            .heat_capacity_j_kgk = heat_capacity_j_kgk});
}

inline PlugFlowPipe pipe_of(double length_m, double diameter_m = 0.1, double wall_j_mk = 0.0) {
    return {.length_m = length_m,
            .inner_diameter_m = diameter_m,
            .wall_capacity_j_mk = wall_j_mk,
            .film_w_m2k = std::nullopt};
}

// A network of a few links and its columns.
struct SmallNetwork {
    std::vector<HeatLink> links;
    std::vector<double> flow_kg_s, conductance_w_mk, ambient_c, rule_value, entering_c;
    std::vector<double> limit_c; // empty: none
    std::vector<LinkRule> rule;

    void pipe(std::int32_t from, std::int32_t to, double flow, PlugFlowPipe const& pipe, double u = 0.0) {
        links.push_back({from, to, pipe});
        add(flow, u, LinkRule::pass, 0.0);
    }
    void link(std::int32_t from, std::int32_t to, double flow, LinkRule what, double value = 0.0) {
        links.push_back({from, to, std::nullopt});
        add(flow, 0.0, what, value);
    }
    [[nodiscard]] HeatStep step(double duration_s) const {
        return {.duration_s = duration_s,
                .mass_flow_kg_s = flow_kg_s,
                .conductance_w_mk = conductance_w_mk,
                .ambient_c = ambient_c,
                .rule = rule,
                .rule_value = rule_value,
                .entering_c = entering_c,
                .limit_c = limit_c};
    }

private:
    void add(double flow, double u, LinkRule what, double value) {
        flow_kg_s.push_back(flow);
        conductance_w_mk.push_back(u);
        ambient_c.push_back(10.0);
        rule.push_back(what);
        rule_value.push_back(value);
    }
};

} // namespace saggar::testing_support
