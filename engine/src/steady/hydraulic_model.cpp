// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "hydraulic_model.hpp"

#include "consumer.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace saggar::detail {

namespace {

constexpr double density_of_kv = 1000.0; // overwritten with the water's at each solve

void add_valve(Network const& network, std::size_t i, HydraulicModel& model) {
    ValveColumns const& v = network.valves;
    auto const link = static_cast<std::size_t>(v.link[i]);
    std::int32_t const from = network.links.from[link];
    std::int32_t const to = network.links.to[link];
    double const k = quadratic_of_kv(v.kv_m3_h[i], density_of_kv);
    HydraulicLinks& links = model.links;
    switch (v.kind[i]) {
    case ValveKind::isolation:
    case ValveKind::throttling: links.add(from, to, LinkLaw::throttle, 0.0, k); break;
    case ValveKind::check:
        links.add(from, to, LinkLaw::throttle, 0.0, k);
        links.one_way.back() = 1;
        break;
    case ValveKind::flow_limiter:
        links.add(from, to, LinkLaw::limited_flow, v.set_flow_m3_s[i] * density_of_kv, k);
        break;
    case ValveKind::pressure_reducing:
        links.add_regulator(from, to, LinkLaw::pressure_reducing, v.set_pressure_pa[i], -1, -1, k);
        break;
    case ValveKind::pressure_sustaining:
        links.add_regulator(from, to, LinkLaw::pressure_sustaining, v.set_pressure_pa[i], -1, -1, k);
        break;
    case ValveKind::differential_pressure:
        links.add_regulator(from, to, LinkLaw::differential_pressure, v.set_differential_pressure_pa[i],
                            v.sense_high[i], v.sense_low[i], k);
        break;
    case ValveKind::pressure_breaker:
        // It takes pressure away and makes none: where less than it takes away drives the water, none passes.
        links.add(from, to, LinkLaw::pressure_breaker, v.set_differential_pressure_pa[i], k);
        links.one_way.back() = 1;
        break;
    case ValveKind::head_loss_curve: {
        HydraulicCurve curve;
        curve.volumetric = true;
        if (std::isnan(v.head_loss_exponent[i])) {
            curve.flow = v.flow_m3_s[i];
            curve.value = v.head_loss_m[i];
        } else {
            curve.form = HydraulicCurve::Form::power;
            curve.c = v.head_loss_exponent[i];
            curve.b = v.head_loss_m[i][0] / std::pow(v.flow_m3_s[i][0], curve.c);
        }
        links.curves.push_back(std::move(curve));
        links.add_curve(from, to, static_cast<std::int32_t>(links.curves.size()) - 1);
        break;
    }
    }
    if (std::isfinite(v.kv_m3_h[i])) {
        model.kv_links.push_back(v.link[i]);
        model.kv_m3_h.push_back(v.kv_m3_h[i]);
    }
}

void add_pump(Network const& network, std::size_t i, HydraulicLinks& links) {
    PumpColumns const& p = network.pumps;
    auto const link = static_cast<std::size_t>(p.link[i]);
    std::vector<double> const& q = p.flow_m3_s[i];
    std::vector<double> const& h = p.head_m[i];
    HydraulicCurve curve;
    if (q.empty()) {
        curve.form = HydraulicCurve::Form::constant_power;
        curve.a = p.hydraulic_power_w[i];
    } else if (q.size() == 1) {
        curve = one_point_pump_curve(q[0], h[0]);
    } else if (q.size() == 3 && q[0] == 0.0) {
        curve = three_point_pump_curve(h[0], q[1], h[1], q[2], h[2]);
    } else {
        curve.form = HydraulicCurve::Form::table;
        curve.flow = q;
        curve.value = h;
    }
    curve.volumetric = true;
    links.curves.push_back(std::move(curve));
    links.add_pump(network.links.from[link], network.links.to[link],
                   static_cast<std::int32_t>(links.curves.size()) - 1, p.speed[i], p.parallel[i],
                   p.series[i]);
}

void add_bypass(Network const& network, std::size_t i, HydraulicModel& model) {
    BypassColumns const& b = network.bypasses;
    auto const link = static_cast<std::size_t>(b.link[i]);
    double const k = quadratic_of_kv(b.kv_m3_h[i], density_of_kv);
    std::int32_t const from = network.links.from[link];
    std::int32_t const to = network.links.to[link];
    if (b.mass_flow_kg_s[i]) {
        double const flow = *b.mass_flow_kg_s[i];
        double const limiter_needs_pa =
            1e5 * network.project().physics.bypass_limiter_differential_pressure_bar;
        double const wide_open = k > 0.0 || flow <= 0.0 ? k : limiter_needs_pa / (flow * flow);
        model.links.add(from, to, LinkLaw::limited_flow, flow, wide_open);
    } else {
        model.links.add(from, to, LinkLaw::throttle, 0.0, k);
    }
    if (std::isfinite(b.kv_m3_h[i])) {
        model.kv_links.push_back(b.link[i]);
        model.kv_m3_h.push_back(b.kv_m3_h[i]);
    }
}

// Whether the check valves of the pumps of plants that hold a differential pressure are in the model, as
// HydraulicLinks::one_way has it. Of several, one whose pressure is less than what the others make where it
// stands is shut by them. Beside plants of a set heat or flow one of them yields meanwhile (SetFlows). Where
// no solution is found like that, water is let back through the one that holds the pressure, which is then
// its status (ElementStatus::reversed).
std::uint8_t check_valve(Network const& network) {
    bool const several = std::ranges::find(network.plants.control, PlantControl::differential_pressure) !=
                         network.plants.control.end();
    return several ? 2 : 0;
}

void add_plant(Network const& network, std::size_t i, HydraulicModel& model) {
    PlantColumns const& p = network.plants;
    auto const link = static_cast<std::size_t>(p.link[i]);
    std::int32_t const from = network.links.from[link];
    std::int32_t const to = network.links.to[link];
    bool const lifts =
        p.control[i] == PlantControl::pressure_holding || p.control[i] == PlantControl::differential_pressure;
    model.links.add(from, to, lifts ? LinkLaw::fixed_lift : LinkLaw::fixed_flow);
    model.links.one_way.back() = lifts ? check_valve(network) : std::uint8_t{0};
    if (p.control[i] == PlantControl::pressure_holding) {
        model.nodes.fixed.push_back(from);
        model.holders.push_back({.plant = static_cast<std::int32_t>(i), .boundary = -1});
    }
}

} // namespace

double quadratic_of_kv(double kv_m3_h, double density_kg_m3) {
    double const flow_at_kv_kg_s = kv_m3_h / 3600.0 * std::sqrt(1000.0 * density_kg_m3); // at 1 bar
    return std::isfinite(kv_m3_h) ? 1e5 / (flow_at_kv_kg_s * flow_at_kv_kg_s) : 0.0;
}

HydraulicModel make_hydraulic_model(Network const& network, Fluid const& fluid) {
    HydraulicModel model;
    model.nodes.elevation_m = network.nodes.elevation_m;
    LinkColumns const& links = network.links;
    PipeColumns const& pipes = network.pipes;
    for (std::size_t i = 0; i < pipes.size(); ++i) {
        model.links.add_pipe(links.from[i], links.to[i], pipes.length_m[i] + pipes.equivalent_length_m[i],
                             pipes.inner_diameter_m[i], pipes.roughness_m[i], pipes.zeta[i]);
        model.links.one_way.back() = pipes.one_way[i];
    }
    for (std::size_t i = 0; i < network.valves.size(); ++i) {
        add_valve(network, i, model);
    }
    for (std::size_t i = 0; i < network.pumps.size(); ++i) {
        add_pump(network, i, model.links);
    }
    for (std::size_t i = 0; i < network.bypasses.size(); ++i) {
        add_bypass(network, i, model);
    }
    for (std::size_t i = 0; i < network.substations.size(); ++i) {
        auto const link = static_cast<std::size_t>(network.substations.link[i]);
        double const flow = design_flow_kg_s(network, i, fluid);
        double const k =
            flow > 0.0 ? network.substations.minimum_differential_pressure_pa[i] / (flow * flow) : 0.0;
        model.design_flow_kg_s.push_back(flow);
        model.links.add(links.from[link], links.to[link], LinkLaw::limited_flow, 0.0, k);
    }
    for (std::size_t i = 0; i < network.plants.size(); ++i) {
        add_plant(network, i, model);
    }
    for (std::size_t i = 0; i < network.boundaries.size(); ++i) {
        BoundaryKind const kind = network.boundaries.kind[i];
        if (kind == BoundaryKind::reservoir || kind == BoundaryKind::tank) {
            model.nodes.fixed.push_back(network.boundaries.node[i]);
            model.holders.push_back({.plant = -1, .boundary = static_cast<std::int32_t>(i)});
        }
    }
    return model;
}

void find_who_holds(Network const& network, std::vector<PressureHolder> const& holders,
                    std::vector<std::int32_t> const& nodes, std::vector<std::uint8_t> const& link_open,
                    std::vector<std::uint8_t>& holds) {
    holds.assign(holders.size(), 1);
    auto const stands_still = [&](std::size_t i) {
        std::int32_t const plant = holders[i].plant;
        return plant >= 0 &&
               link_open[static_cast<std::size_t>(network.plants.link[static_cast<std::size_t>(plant)])] == 0;
    };
    bool any_stands = false;
    for (std::size_t i = 0; i < holders.size() && holders.size() > 1; ++i) {
        any_stands = any_stands || stands_still(i);
    }
    if (!any_stands) {
        return;
    }
    std::vector<std::int32_t> part(network.nodes.size());
    std::iota(part.begin(), part.end(), 0);
    auto const find = [&](std::int32_t node) {
        auto i = static_cast<std::size_t>(node);
        while (static_cast<std::size_t>(part[i]) != i) {
            part[i] = part[static_cast<std::size_t>(part[i])];
            i = static_cast<std::size_t>(part[i]);
        }
        return i;
    };
    for (std::size_t link = 0; link < network.links.size(); ++link) {
        if (link_open[link] != 0) {
            part[find(network.links.from[link])] = static_cast<std::int32_t>(find(network.links.to[link]));
        }
    }
    std::vector<std::uint8_t> held(network.nodes.size(), 0); // by root of a part
    for (bool const still : {false, true}) {
        for (std::size_t i = 0; i < holders.size(); ++i) {
            std::uint8_t& taken = held[find(nodes[i])];
            if (stands_still(i) == still) {
                holds[i] = still && taken != 0 ? 0 : 1;
                taken = 1;
            }
        }
    }
}

} // namespace saggar::detail
