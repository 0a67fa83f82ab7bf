// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// From a project that has been checked to the arrays of a network. Nothing is checked here.

#include "saggar/network/check.hpp"
#include "saggar/network/network.hpp"

#include "node_references.hpp"
#include "pipe_dimensions.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace saggar {

namespace {
constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double pascal_per_bar = 1e5;
constexpr double watt_per_kw = 1e3;
constexpr double seconds_per_hour = 3600.0;

std::optional<double> scaled(std::optional<double> const& value, double factor) {
    return value ? std::optional{*value * factor} : std::nullopt;
}
double or_nan(std::optional<double> const& value, double factor = 1.0) {
    return value ? *value * factor : nan;
}
std::vector<double> per_second(std::vector<double> per_hour) {
    for (double& value : per_hour) {
        value /= seconds_per_hour;
    }
    return per_hour;
}

// At the stem's position. As of the characteristics of real valves, what is left near the seat is Kvs over
// the rangeability; a stem at 0 is shut.
double kv_in_use_m3_h(Valve const& valve) {
    if (!valve.kv_m3_h) {
        return infinity;
    }
    if (valve.kind != ValveKind::throttling) {
        return *valve.kv_m3_h;
    }
    if (valve.characteristic == ValveCharacteristic::linear) {
        return *valve.kv_m3_h * std::max(valve.opening, 1.0 / valve.rangeability);
    }
    return *valve.kv_m3_h * std::pow(valve.rangeability, valve.opening - 1.0);
}
bool is_open(Valve const& valve) {
    return valve.open && !(valve.kind == ValveKind::throttling && valve.opening == 0.0);
}
} // namespace

class NetworkBuilder {
public:
    NetworkBuilder(Project&& project, Catalogue&& catalogue) {
        made_.project_ = std::move(project);
        made_.catalogue_ = std::move(catalogue);
    }

    Network build() {
        Project const& project = made_.project_;
        detail::NodeReferences const references{project};
        references_ = &references;
        add_nodes();
        std::size_t const lines = project.pipes.size() + 2 * project.pipe_pairs.size();
        reserve_links(lines + project.valves.size() + project.pumps.size() + project.bypasses.size() +
                      project.substations.size() + project.plants.size());
        add_pipes(lines);
        add_valves();
        add_pumps();
        add_bypasses();
        add_substations();
        add_plants();
        add_boundaries();
        references_ = nullptr;
        return std::move(made_);
    }

private:
    void add_nodes() {
        Project const& project = made_.project_;
        NodeColumns& nodes = made_.nodes;
        std::size_t const n = references_->rows();
        nodes.id.reserve(n);
        nodes.side.reserve(n);
        nodes.place.reserve(n);
        nodes.elevation_m.reserve(n);
        nodes.x_m.reserve(n);
        nodes.y_m.reserve(n);
        made_.node_by_id_.reserve(n);
        for (std::size_t i = 0; i < project.nodes.size(); ++i) {
            for (Side const side : {Side::none, Side::supply, Side::return_side}) {
                std::int32_t const row = references_->row(static_cast<std::int32_t>(i), side);
                if (row < 0) {
                    continue;
                }
                Node const& node = project.nodes[i];
                std::string id = node.id;
                if (side != Side::none) {
                    id += side == Side::supply ? detail::supply_suffix : detail::return_suffix;
                }
                made_.node_by_id_.emplace(id, row);
                nodes.id.push_back(std::move(id));
                nodes.side.push_back(side);
                nodes.place.push_back(static_cast<std::int32_t>(i));
                nodes.elevation_m.push_back(node.elevation_m);
                nodes.x_m.push_back(or_nan(node.x_m));
                nodes.y_m.push_back(or_nan(node.y_m));
            }
        }
    }

    void reserve_links(std::size_t n) {
        LinkColumns& links = made_.links;
        links.id.reserve(n);
        links.kind.reserve(n);
        links.from.reserve(n);
        links.to.reserve(n);
        links.open.reserve(n);
        made_.link_by_id_.reserve(n);
    }
    std::int32_t add_link(std::string id, LinkKind kind, std::int32_t from, std::int32_t to, bool open) {
        LinkColumns& links = made_.links;
        auto const row = static_cast<std::int32_t>(links.size());
        made_.link_by_id_.emplace(id, row);
        links.id.push_back(std::move(id));
        links.kind.push_back(kind);
        links.from.push_back(from);
        links.to.push_back(to);
        links.open.push_back(open ? 1 : 0);
        return row;
    }
    void add_pipes(std::size_t lines) {
        Project const& project = made_.project_;
        reserve_pipes(lines);
        for (std::size_t i = 0; i < project.pipes.size(); ++i) {
            Pipe const& pipe = project.pipes[i];
            add_link(pipe.id, LinkKind::pipe, references_->row(pipe.from), references_->row(pipe.to),
                     pipe.open);
            add_line(pipe, i, -1);
        }
        for (std::size_t i = 0; i < project.pipe_pairs.size(); ++i) {
            Pipe const& pipe = project.pipe_pairs[i];
            std::int32_t const supply = add_link(pipe.id + std::string{detail::supply_suffix}, LinkKind::pipe,
                                                 references_->row(pipe.from, Side::supply),
                                                 references_->row(pipe.to, Side::supply), pipe.open);
            add_line(pipe, i, supply + 1);
            add_link(pipe.id + std::string{detail::return_suffix}, LinkKind::pipe,
                     references_->row(pipe.to, Side::return_side),
                     references_->row(pipe.from, Side::return_side), pipe.open);
            add_line(pipe, i, supply);
        }
    }

    void reserve_pipes(std::size_t n) {
        PipeColumns& pipes = made_.pipes;
        auto const reserve = [n](auto&... columns) { (columns.reserve(n), ...); };
        reserve(pipes.partner, pipes.record, pipes.entry, pipes.length_m, pipes.inner_diameter_m,
                pipes.outer_diameter_m, pipes.insulation_diameter_m, pipes.casing_diameter_m,
                pipes.roughness_m, pipes.zeta, pipes.equivalent_length_m, pipes.wall_conductivity_w_mk,
                pipes.insulation_conductivity_w_mk, pipes.casing_conductivity_w_mk, pipes.burial_depth_m,
                pipes.spacing_m, pipes.twin, pipes.heat_loss_w_mk, pipes.pressure_rating_bar,
                pipes.pipe_rating_bar, pipes.maximum_gradient_pa_m, pipes.trunk, pipes.one_way);
    }

    void add_line(Pipe const& pipe, std::size_t record, std::int32_t partner) {
        Project const& project = made_.project_;
        CatalogueEntry const* const entry =
            pipe.catalogue.empty() ? nullptr : made_.catalogue_.find(pipe.catalogue);
        detail::PipeDimensions const made = detail::pipe_dimensions(pipe, partner >= 0, entry, project);
        PipeColumns& pipes = made_.pipes;
        pipes.partner.push_back(partner);
        pipes.record.push_back(static_cast<std::int32_t>(record));
        pipes.entry.push_back(
            entry == nullptr ? -1 : static_cast<std::int32_t>(entry - made_.catalogue_.entries().data()));
        pipes.length_m.push_back(pipe.length_m ? *pipe.length_m : drawn_length_m(pipe));
        pipes.inner_diameter_m.push_back(made.inner_diameter_m);
        pipes.outer_diameter_m.push_back(made.outer_diameter_m);
        pipes.insulation_diameter_m.push_back(made.insulation_diameter_m);
        pipes.casing_diameter_m.push_back(made.casing_diameter_m);
        pipes.roughness_m.push_back(made.roughness_m);
        pipes.zeta.push_back(pipe.zeta);
        pipes.equivalent_length_m.push_back(pipe.equivalent_length_m);
        pipes.wall_conductivity_w_mk.push_back(made.wall_conductivity_w_mk);
        pipes.insulation_conductivity_w_mk.push_back(made.insulation_conductivity_w_mk);
        pipes.casing_conductivity_w_mk.push_back(made.casing_conductivity_w_mk);
        pipes.burial_depth_m.push_back(made.burial_depth_m);
        pipes.spacing_m.push_back(made.spacing_m);
        pipes.twin.push_back(made.twin ? 1 : 0);
        pipes.heat_loss_w_mk.push_back(made.heat_loss_w_mk);
        pipes.pressure_rating_bar.push_back(made.pressure_rating_bar);
        pipes.pipe_rating_bar.push_back(made.pipe_rating_bar);
        pipes.maximum_gradient_pa_m.push_back(made.trunk ? project.limits.maximum_gradient_trunk_pa_m
                                                         : project.limits.maximum_gradient_branch_pa_m);
        pipes.trunk.push_back(made.trunk ? 1 : 0);
        pipes.one_way.push_back(pipe.one_way ? 1 : 0);
    }

    double drawn_length_m(Pipe const& pipe) const {
        auto const node = [this](std::string const& name) -> Node const& {
            return made_.project_.nodes[static_cast<std::size_t>(references_->parse(name).place)];
        };
        return detail::drawn_length_m(pipe.route_xy_m, node(pipe.from), node(pipe.to));
    }

    void add_valves() {
        ValveColumns& valves = made_.valves;
        for (Valve const& valve : made_.project_.valves) {
            valves.link.push_back(add_link(valve.id, LinkKind::valve, references_->row(valve.from),
                                           references_->row(valve.to), is_open(valve)));
            valves.kind.push_back(valve.kind);
            valves.kv_m3_h.push_back(kv_in_use_m3_h(valve));
            valves.set_pressure_pa.push_back(or_nan(valve.set_pressure_bar, pascal_per_bar));
            valves.set_differential_pressure_pa.push_back(
                or_nan(valve.set_differential_pressure_bar, pascal_per_bar));
            valves.set_flow_m3_s.push_back(or_nan(valve.set_flow_m3_h, 1.0 / seconds_per_hour));
            valves.sense_high.push_back(valve.sense_high.empty() ? -1 : references_->row(valve.sense_high));
            valves.sense_low.push_back(valve.sense_low.empty() ? -1 : references_->row(valve.sense_low));
            valves.flow_m3_s.push_back(per_second(valve.flow_m3_h));
            valves.head_loss_m.push_back(valve.head_loss_m);
            valves.head_loss_exponent.push_back(or_nan(valve.head_loss_exponent));
        }
    }

    void add_pumps() {
        PumpColumns& pumps = made_.pumps;
        for (Pump const& pump : made_.project_.pumps) {
            pumps.link.push_back(add_link(pump.id, LinkKind::pump, references_->row(pump.from),
                                          references_->row(pump.to), pump.running && pump.speed > 0.0));
            pumps.flow_m3_s.push_back(per_second(pump.flow_m3_h));
            pumps.head_m.push_back(pump.head_m);
            pumps.hydraulic_power_w.push_back(or_nan(pump.hydraulic_power_kw, watt_per_kw));
            pumps.speed.push_back(pump.speed);
            pumps.parallel.push_back(pump.parallel);
            pumps.series.push_back(pump.series);
            pumps.efficiency.push_back(pump.efficiency);
        }
    }

    void add_bypasses() {
        BypassColumns& bypasses = made_.bypasses;
        for (Bypass const& bypass : made_.project_.bypasses) {
            auto const [supply, back] = references_->supply_and_return(bypass);
            bypasses.link.push_back(add_link(bypass.id, LinkKind::bypass, supply, back, true));
            bypasses.mass_flow_kg_s.push_back(bypass.mass_flow_kg_s);
            bypasses.kv_m3_h.push_back(bypass.kv_m3_h.value_or(infinity));
        }
    }

    void add_substations() {
        SubstationColumns& columns = made_.substations;
        Limits const& limits = made_.project_.limits;
        for (Substation const& substation : made_.project_.substations) {
            auto const [supply, back] = references_->supply_and_return(substation);
            columns.link.push_back(add_link(substation.id, LinkKind::substation, supply, back, true));
            columns.id.push_back(substation.id);
            columns.control.push_back(substation.control);
            double const demand_kw = substation.heat_demand_kw.value_or(substation.peak_kw.value_or(0.0));
            columns.peak_w.push_back(watt_per_kw * substation.peak_kw.value_or(demand_kw));
            columns.heat_demand_w.push_back(watt_per_kw * demand_kw);
            columns.annual_use_mwh.push_back(or_nan(substation.annual_use_mwh));
            columns.dwellings.push_back(substation.dwellings);
            columns.return_temperature_c.push_back(or_nan(substation.return_temperature_c));
            columns.temperature_drop_k.push_back(or_nan(substation.temperature_drop_k));
            columns.mass_flow_kg_s.push_back(or_nan(substation.mass_flow_kg_s));
            columns.ua_w_k.push_back(or_nan(substation.ua_w_k));
            columns.secondary_supply_temperature_c.push_back(
                or_nan(substation.secondary_supply_temperature_c));
            columns.secondary_return_temperature_c.push_back(
                or_nan(substation.secondary_return_temperature_c));
            columns.minimum_supply_temperature_c.push_back(
                substation.minimum_supply_temperature_c.value_or(limits.minimum_supply_temperature_c));
            columns.minimum_differential_pressure_pa.push_back(
                pascal_per_bar * substation.minimum_differential_pressure_bar.value_or(
                                     limits.minimum_substation_differential_pressure_bar));
            columns.valve_authority.push_back(substation.valve_authority);
        }
    }

    void add_plants() {
        PlantColumns& columns = made_.plants;
        for (Plant const& plant : made_.project_.plants) {
            auto const [supply, back] = references_->supply_and_return(plant);
            columns.link.push_back(add_link(plant.id, LinkKind::plant, back, supply, plant.running));
            columns.id.push_back(plant.id);
            columns.technology.push_back(plant.technology);
            columns.control.push_back(plant.control);
            columns.pressure_point.push_back(plant.pressure_point);
            columns.supply_temperature_c.push_back(plant.supply_temperature_c);
            columns.held_pressure_pa.push_back(or_nan(plant.held_pressure_bar, pascal_per_bar));
            columns.differential_pressure_pa.push_back(
                scaled(plant.differential_pressure_bar, pascal_per_bar));
            columns.maximum_differential_pressure_pa.push_back(
                scaled(plant.maximum_differential_pressure_bar, pascal_per_bar));
            columns.maximum_flow_kg_s.push_back(plant.maximum_flow_kg_s);
            columns.heat_w.push_back(or_nan(plant.heat_kw, watt_per_kw));
            columns.flow_kg_s.push_back(or_nan(plant.flow_kg_s));
            columns.capacity_w.push_back(scaled(plant.capacity_kw, watt_per_kw));
            columns.electricity_per_heat.push_back(plant.electricity_per_heat);
            columns.electricity_headroom_w.push_back(scaled(plant.electricity_headroom_kw, watt_per_kw));
            columns.pump_efficiency.push_back(plant.pump_efficiency);
            columns.make_up_temperature_c.push_back(plant.make_up_temperature_c);
        }
    }

    // Everything of a boundary that is not NaN is set by the caller.
    std::size_t add_boundary(std::string const& id, BoundaryKind kind, std::string const& node,
                             double temperature_c) {
        BoundaryColumns& columns = made_.boundaries;
        columns.id.push_back(id);
        columns.kind.push_back(kind);
        columns.node.push_back(references_->row(node));
        columns.pressure_pa.push_back(nan);
        columns.head_above_node_m.push_back(nan);
        columns.mass_flow_kg_s.push_back(0.0);
        columns.temperature_c.push_back(temperature_c);
        columns.tank_level_m.push_back(nan);
        columns.tank_minimum_level_m.push_back(nan);
        columns.tank_maximum_level_m.push_back(nan);
        return columns.size() - 1;
    }

    void add_boundaries() {
        Project const& project = made_.project_;
        BoundaryColumns& columns = made_.boundaries;
        for (Reservoir const& reservoir : project.reservoirs) {
            std::size_t const row =
                add_boundary(reservoir.id, BoundaryKind::reservoir, reservoir.node, reservoir.temperature_c);
            if (reservoir.pressure_bar) {
                columns.pressure_pa[row] = pascal_per_bar * *reservoir.pressure_bar;
            } else {
                auto const node = static_cast<std::size_t>(columns.node[row]);
                columns.head_above_node_m[row] = *reservoir.head_m - made_.nodes.elevation_m[node];
            }
        }
        for (Tank const& tank : project.tanks) {
            std::size_t const row = add_boundary(tank.id, BoundaryKind::tank, tank.node, tank.temperature_c);
            columns.head_above_node_m[row] = tank.level_m;
            columns.tank_level_m[row] = tank.level_m;
            columns.tank_minimum_level_m[row] = tank.minimum_level_m;
            columns.tank_maximum_level_m[row] = or_nan(tank.maximum_level_m);
        }
        for (Withdrawal const& withdrawal : project.withdrawals) {
            std::size_t const row = add_boundary(withdrawal.id, BoundaryKind::withdrawal, withdrawal.node,
                                                 withdrawal.temperature_c);
            columns.mass_flow_kg_s[row] = withdrawal.mass_flow_kg_s;
        }
        for (Leakage const& leakage : project.leakages) {
            // Water only leaves here.
            std::size_t const row = add_boundary(leakage.id, BoundaryKind::leakage, leakage.node, nan);
            columns.mass_flow_kg_s[row] = leakage.mass_flow_kg_s;
        }
    }

    Network made_;
    detail::NodeReferences const* references_{nullptr};
};

std::shared_ptr<Network const> Network::build(Project project, Catalogue catalogue) {
    std::vector<Problem> problems = check(project, catalogue);
    if (!problems.empty()) {
        throw Error{std::move(problems)};
    }
    NetworkBuilder builder{std::move(project), std::move(catalogue)};
    return std::shared_ptr<Network const>{new Network{builder.build()}};
}

std::int32_t Network::find_node(std::string_view id) const {
    auto const found = node_by_id_.find(std::string{id});
    return found == node_by_id_.end() ? -1 : found->second;
}

std::int32_t Network::find_link(std::string_view id) const {
    auto const found = link_by_id_.find(std::string{id});
    return found == link_by_id_.end() ? -1 : found->second;
}

} // namespace saggar
