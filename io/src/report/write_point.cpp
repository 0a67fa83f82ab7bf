// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "report_data.hpp"

#include "results/cells.hpp"

#include "saggar/network/at.hpp"

#include <algorithm>
#include <cmath>

namespace saggar::detail {

namespace {

constexpr std::size_t broken_limits_shown = 1000;

// Flows below this are round-off of a standing line.
double still(double mass_flow_kg_s) {
    return std::abs(mass_flow_kg_s) < 1e-9 ? 0.0 : mass_flow_kg_s;
}

void write_solver(JsonText& json, Network const& network, SteadyReport const& report) {
    json.key("solver");
    json.open_object();
    json.member("status", to_string(report.status));
    json.member("iterations", std::int64_t{report.iterations});
    json.member("hydraulic_iterations", std::int64_t{report.hydraulic_iterations});
    auto const number = [&](std::string_view name, double value) {
        json.key(name);
        json.figures(value, 3);
    };
    number("mass_kg_s", report.balance.mass_kg_s);
    number("mass_relative", report.balance.mass_relative);
    number("energy_w", report.balance.energy_w);
    number("energy_relative", report.balance.energy_relative);
    number("pressure_pa", report.balance.pressure_pa);
    number("pressure_relative", report.balance.pressure_relative);
    std::int32_t const node = report.balance.worst_node;
    std::int32_t const link = report.balance.worst_link;
    json.member("worst_node", node >= 0 ? std::string_view{network.nodes.id[at(node)]} : "");
    json.member("worst_link", link >= 0 ? std::string_view{network.links.id[at(link)]} : "");
    json.close_object();
}

void write_nodes_and_links(JsonText& json, Network const& network, SteadyState const& state,
                           std::optional<DesignEnvelope> const& envelope) {
    std::size_t const nodes = network.nodes.size();
    json.key("node");
    json.open_object();
    json.column("p", nodes, [&](std::size_t i) { json.fixed(state.pressure_pa[i] / pa_per_bar, 4); });
    json.column("t", nodes, [&](std::size_t i) { json.fixed(state.temperature_c[i], 2); });
    json.close_object();
    json.key("link");
    json.open_object();
    json.column("m", network.links.size(),
                [&](std::size_t i) { json.figures(still(state.mass_flow_kg_s[i]), 5); });
    json.column("s", network.links.size(),
                [&](std::size_t i) { json.whole(static_cast<int>(state.link_status[i])); });
    json.close_object();

    std::size_t const lines = network.pipes.size();
    json.key("line");
    json.open_object();
    json.column("v", lines, [&](std::size_t i) { json.figures(still(state.pipe_velocity_m_s[i]), 4); });
    json.column("g", lines, [&](std::size_t i) {
        double const gradient = pipe_gradient_pa_m(network, state, i);
        json.figures(gradient < 1e-6 ? 0.0 : gradient, 4);
    });
    json.column("ti", lines, [&](std::size_t i) { json.fixed(state.pipe_inlet_temperature_c[i], 2); });
    json.column("to", lines, [&](std::size_t i) { json.fixed(state.pipe_outlet_temperature_c[i], 2); });
    json.column("q", lines, [&](std::size_t i) { json.figures(state.pipe_heat_loss_w[i], 4); });
    if (envelope) {
        json.column("dm", lines, [&](std::size_t i) { json.figures(still(envelope->pipe_flow_kg_s[i]), 5); });
        json.column("dv", lines,
                    [&](std::size_t i) { json.figures(still(envelope->pipe_velocity_m_s[i]), 4); });
        json.column("dg", lines, [&](std::size_t i) {
            double const gradient = envelope->pipe_gradient_pa_m[i];
            json.figures(gradient < 1e-6 ? 0.0 : gradient, 4);
        });
        json.column("dc", lines, [&](std::size_t i) { json.whole(envelope->pipe_consumer[i]); });
    }
    json.close_object();
}

void write_elements(JsonText& json, Network const& network, SteadyState const& state,
                    std::optional<DesignEnvelope> const& envelope) {
    std::size_t const substations = network.substations.size();
    auto const kw = [&](double watts) { json.fixed(1e-3 * watts, 3); };
    json.key("substation");
    json.open_object();
    json.column("q", substations, [&](std::size_t i) { kw(state.substation_heat_w[i]); });
    json.column("u", substations, [&](std::size_t i) { kw(state.substation_unmet_heat_w[i]); });
    json.column("ts", substations,
                [&](std::size_t i) { json.fixed(state.substation_supply_temperature_c[i], 2); });
    json.column("tr", substations,
                [&](std::size_t i) { json.fixed(state.substation_return_temperature_c[i], 2); });
    json.column("dp", substations, [&](std::size_t i) {
        json.fixed(state.substation_differential_pressure_pa[i] / pa_per_bar, 4);
    });
    json.column("k", substations,
                [&](std::size_t i) { json.fixed(1e2 * state.substation_valve_opening[i], 1); });
    if (envelope) {
        json.column("ddp", substations, [&](std::size_t i) {
            json.fixed(envelope->substation_differential_pressure_pa[i] / pa_per_bar, 4);
        });
    }
    json.close_object();
    std::size_t const plants = network.plants.size();
    json.key("plant");
    json.open_object();
    json.column("q", plants, [&](std::size_t i) { kw(state.plant_heat_w[i]); });
    json.column("ts", plants, [&](std::size_t i) { json.fixed(state.plant_supply_temperature_c[i], 2); });
    json.column("tr", plants, [&](std::size_t i) { json.fixed(state.plant_return_temperature_c[i], 2); });
    json.column("dp", plants,
                [&](std::size_t i) { json.fixed(state.plant_differential_pressure_pa[i] / pa_per_bar, 4); });
    json.column("pe", plants, [&](std::size_t i) { kw(state.plant_pump_electricity_w[i]); });
    json.column("e", plants, [&](std::size_t i) { kw(state.plant_electricity_w[i]); });
    json.close_object();
    json.column("boundary", network.boundaries.size(),
                [&](std::size_t i) { json.figures(still(state.boundary_flow_kg_s[i]), 5); });
}

double sum(std::vector<double> const& values) {
    double total = 0.0;
    for (double const value : values) {
        total += std::isfinite(value) ? value : 0.0;
    }
    return total;
}

void write_totals(JsonText& json, Network const& network, SteadyState const& state) {
    double return_loss_w = 0.0;
    double lines_loss_w = 0.0;
    double volume_m3 = 0.0;
    double mass_kg = 0.0;
    for (std::size_t i = 0; i < network.pipes.size(); ++i) {
        double const loss_w = std::isfinite(state.pipe_heat_loss_w[i]) ? state.pipe_heat_loss_w[i] : 0.0;
        lines_loss_w += loss_w;
        if (network.nodes.side[at(network.links.from[i])] == Side::return_side) {
            return_loss_w += loss_w;
        }
        double const line_m3 =
            network.pipes.length_m[i] * network.pipes.inner_diameter_m[i] * network.pipes.inner_diameter_m[i];
        if (std::isfinite(state.pipe_density_kg_m3[i])) {
            volume_m3 += line_m3;
            mass_kg += line_m3 * state.pipe_density_kg_m3[i];
        }
    }
    // Where the return lines are warmed by the supply lines beside them, only the sum is a loss.
    bool const split = return_loss_w > 0.0;
    double const dissipation_w = network.project().physics.dissipation_heat ? state.pump_work_total_w : 0.0;
    double const water_w =
        network.boundaries.size() == 0
            ? 0.0
            : state.plant_heat_total_w + dissipation_w - state.heat_served_total_w - state.heat_loss_total_w;
    double const pumps_w = sum(state.plant_pump_electricity_w) + sum(state.pump_electricity_w);
    json.member("density", volume_m3 > 0.0 ? mass_kg / volume_m3 : 1000.0, 1);
    json.key("totals");
    json.open_object();
    json.member("plant_heat_kw", 1e-3 * state.plant_heat_total_w, 3);
    json.member("demand_kw", 1e-3 * state.demand_total_w, 3);
    json.member("served_kw", 1e-3 * state.heat_served_total_w, 3);
    json.member("unmet_kw", 1e-3 * sum(state.substation_unmet_heat_w), 3);
    json.member("loss_kw", 1e-3 * state.heat_loss_total_w, 3);
    json.member("loss_supply_kw", 1e-3 * (split ? lines_loss_w - return_loss_w : lines_loss_w), 3);
    json.member("loss_return_kw", 1e-3 * (split ? return_loss_w : 0.0), 3);
    json.member("dissipation_kw", 1e-3 * dissipation_w, 3);
    json.member("water_kw", 1e-3 * water_w, 3);
    json.member("pump_electricity_kw", 1e-3 * pumps_w, 3);
    json.member("electricity_kw", 1e-3 * (sum(state.plant_electricity_w) + sum(state.pump_electricity_w)), 3);
    json.member("index", std::int64_t{state.index_consumer});
    json.member("index_margin_bar", state.index_margin_pa / pa_per_bar, 4);
    json.close_object();
}

void write_finding(JsonText& json, Network const& network, LimitFinding const& finding) {
    double const scale = info(finding.kind).shown_per_si;
    json.member("on", finding.kind == LimitKind::vapour_margin ? "node" : "link");
    json.member("element", std::int64_t{finding.element});
    json.member("value", finding.value * scale, 4);
    json.member("limit", finding.limit * scale, 4);
    json.member("relative", finding.relative_margin(), 5);
    json.member("source", limit_source(network, finding));
    json.member("way", std::int64_t{finding.consumer});
}

void write_limits(JsonText& json, Network const& network, LimitReport const& limits) {
    json.key("limits");
    json.open_object();
    json.key("kinds");
    json.open_array();
    for (LimitSummary const& kind : limits.kinds) {
        LimitKindInfo const& about = info(kind.kind);
        json.open_object();
        json.member("name", about.name);
        json.member("title", about.title);
        json.member("unit", about.unit);
        json.member_boolean("maximum", about.is_maximum);
        json.member("checked", std::int64_t{kind.checked});
        json.member("broken", std::int64_t{kind.broken});
        if (kind.checked > 0) {
            json.member_boolean("held", held_at_limit(network, kind.tightest));
            write_finding(json, network, kind.tightest);
        }
        json.close_object();
    }
    json.close_array();
    json.key("broken");
    json.open_array();
    for (std::size_t i = 0; i < std::min(limits.broken.size(), broken_limits_shown); ++i) {
        json.open_object();
        json.member("kind", std::int64_t{static_cast<int>(limits.broken[i].kind)});
        write_finding(json, network, limits.broken[i]);
        json.close_object();
    }
    json.close_array();
    json.member("broken_count", static_cast<std::int64_t>(limits.broken.size()));
    json.close_object();
}

} // namespace

void write_point(JsonText& json, Network const& network, ReportPoint const& point) {
    json.open_object();
    json.member("id", point.id);
    json.member("description", point.description);
    json.member_boolean("converged", point.report.converged());
    VerdictText const text = verdict(network, point);
    json.key("verdict");
    json.open_object();
    json.member("tone", text.tone);
    json.member("sentence", text.sentence);
    json.column("details", text.details.size(), [&](std::size_t i) { json.text(text.details[i]); });
    json.close_object();
    write_solver(json, network, point.report);
    if (point.report.converged()) {
        json.member("design_points",
                    point.envelope ? static_cast<std::int64_t>(point.envelope->points) : std::int64_t{0});
        write_nodes_and_links(json, network, point.state, point.envelope);
        write_elements(json, network, point.state, point.envelope);
        write_totals(json, network, point.state);
        write_limits(json, network, point.limits);
    }
    json.close_object();
}

} // namespace saggar::detail
