// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Holds a hydraulic solution against the laws of links.hpp, element by element, with the scalar friction
// laws: nothing of the solver's own arithmetic is used.

#include "saggar/engine/hydraulics/solver.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace saggar::testing_support {

struct HydraulicCheck {
    double mass_kg_s{1e-8};
    double pressure_pa{1e-3};
};

// Loss of a link by its law alone.
inline double loss_by_law(HydraulicLinks const& links, HydraulicSettings const& settings,
                          HydraulicPoint const& point, std::int32_t l, double m) {
    double const density = point.density_kg_m3[point.density_kg_m3.size() == 1 ? 0 : l];
    double const throttled = (links.quadratic_pa_s2_kg2[l] * std::abs(m) + links.linear_pa_s_kg[l]) * m;
    switch (links.law[l]) {
    case LinkLaw::pipe:
        return pipe_pressure_loss(
                   settings.friction,
                   {links.length_m[l], links.inner_diameter_m[l], links.roughness[l], links.zeta_sum[l]},
                   density, point.viscosity_pa_s[point.viscosity_pa_s.size() == 1 ? 0 : l], m,
                   settings.gravity_m_s2)
            .loss_pa;
    case LinkLaw::fixed_lift: return -links.set_value[l];
    case LinkLaw::pressure_breaker:
        return m < 0.0 ? links.set_value[l] + throttled : std::max(links.set_value[l], throttled);
    case LinkLaw::pump: { // power curves in Pa over kg/s
        auto const& c = links.curves[links.curve[l]];
        double const speed = links.speed[l];
        double const each = m / (links.in_parallel[l] * speed);
        return -links.in_series[l] * speed * speed * (c.a - c.b * std::pow(each, c.c));
    }
    default: return throttled;
    }
}

// Fails the running test, naming node or link, where `state` does not solve `point`.
inline void expect_solution(HydraulicSolver const& solver, HydraulicPoint const& point,
                            HydraulicState const& state, HydraulicCheck const& tolerance = {}) {
    auto const& nodes = solver.nodes();
    auto const& links = solver.links();
    double flows = 1.0;
    for (auto const m : state.mass_flow_kg_s) {
        flows = std::max(flows, std::abs(m));
    }
    double const mass = tolerance.mass_kg_s * flows;
    std::vector<double> balance(nodes.size(), 0.0);
    if (!point.injection_kg_s.empty()) {
        std::ranges::copy(point.injection_kg_s, balance.begin());
    }
    for (std::size_t l = 0; l < links.size(); ++l) {
        balance[links.from[l]] -= state.mass_flow_kg_s[l];
        balance[links.to[l]] += state.mass_flow_kg_s[l];
    }
    for (std::size_t v = 0; v < nodes.size(); ++v) {
        if (state.node_cut_off[v] == 0 && !std::ranges::count(nodes.fixed, static_cast<std::int32_t>(v))) {
            EXPECT_NEAR(balance[v], 0.0, mass) << "kg/s at node " << v;
        }
    }
    for (std::size_t i = 0; i < nodes.fixed.size(); ++i) {
        EXPECT_EQ(state.pressure_pa[nodes.fixed[i]], point.fixed_pressure_pa[i]);
    }

    for (std::int32_t l = 0; l < static_cast<std::int32_t>(links.size()); ++l) {
        double const m = state.mass_flow_kg_s[l];
        auto const status = state.link_status[l];
        auto const from = links.from[l];
        auto const to = links.to[l];
        if (status == LinkStatus::closed || status == LinkStatus::cut_off) {
            EXPECT_EQ(m, 0.0) << "kg/s in closed or cut off link " << l;
            continue;
        }
        if (state.node_cut_off[from] != 0 || state.node_cut_off[to] != 0) {
            EXPECT_EQ(status, LinkStatus::blocked) << "link " << l << " ends where nothing is";
            EXPECT_EQ(m, 0.0);
            continue;
        }
        double const density = point.density_kg_m3[point.density_kg_m3.size() == 1 ? 0 : l];
        double const dp =
            state.pressure_pa[from] - state.pressure_pa[to] +
            solver.settings().gravity_m_s2 * density * (nodes.elevation_m[from] - nodes.elevation_m[to]);
        double const near = tolerance.pressure_pa + 1e-9 * std::abs(dp);
        EXPECT_NEAR(state.pressure_loss_pa[l], dp, near) << "Pa reported for link " << l;
        double const law = loss_by_law(links, solver.settings(), point, l, m);
        double const at_rest = loss_by_law(links, solver.settings(), point, l, 0.0);
        switch (status) {
        case LinkStatus::blocked:
            EXPECT_EQ(m, 0.0) << "kg/s in blocked link " << l;
            if (links.law[l] == LinkLaw::pressure_reducing) {
                EXPECT_TRUE(dp <= near || state.pressure_pa[to] >= links.set_value[l] - near) << "link " << l;
            } else if (links.law[l] != LinkLaw::pressure_sustaining) {
                EXPECT_LE(dp, at_rest + near) << "Pa would open blocked link " << l;
            }
            break;
        case LinkStatus::holding: {
            EXPECT_NEAR(m, links.set_value[l], mass) << "kg/s in link " << l;
            if (links.law[l] == LinkLaw::limited_flow && m > 0.0) {
                EXPECT_GE(dp, law - near - 2e-7 * law - 2e-3) << "Pa are too few for link " << l;
            }
            break;
        }
        case LinkStatus::short_of_dp:
            EXPECT_LE(m, links.set_value[l] + mass) << "kg/s in link " << l;
            EXPECT_GE(m, -mass);
            EXPECT_NEAR(dp, law, near) << "Pa at link " << l;
            break;
        case LinkStatus::open:
            if (links.law[l] == LinkLaw::pressure_reducing) {
                EXPECT_NEAR(state.pressure_pa[to], links.set_value[l], near) << "Pa behind link " << l;
                EXPECT_GE(dp, law - near);
                EXPECT_GE(m, -mass);
            } else {
                EXPECT_NEAR(dp, law, near) << "Pa at link " << l << " with " << m << " kg/s";
                if (links.one_way[l] != 0) {
                    EXPECT_GE(m, -mass) << "kg/s in one-way link " << l;
                }
            }
            break;
        default:
            EXPECT_NEAR(dp, law, near)
                << "Pa at link " << l << " with " << m << " kg/s, status " << int(status);
            EXPECT_GE(m, -mass);
        }
    }
}

} // namespace saggar::testing_support
