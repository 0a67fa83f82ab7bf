// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/engine/steady/steady_solver.hpp"

#include "saggar/network/diversity.hpp"

#include <algorithm>
#include <limits>
#include <string>
#include <unordered_map>

namespace saggar {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

void set_design_demands(Network const& network, OperatingPoint& point) {
    SubstationColumns const& s = network.substations;
    double dwellings = 0.0;
    for (std::int32_t const behind : s.dwellings) {
        dwellings += behind;
    }
    DesignSettings const& design = network.project().design;
    for (std::size_t i = 0; i < s.size(); ++i) {
        point.heat_demand_w[i] = s.peak_w[i] * share_of_peak(design, s.dwellings[i], dwellings);
    }
    point.design_factor = 1.0;
    point.demand_given.assign(s.size(), 0);
}

[[noreturn]] void unknown(Network const& network, std::string_view component, std::string_view id) {
    throw Error{
        {.code = ErrorCode::unknown_id,
         .place =
             {.file = "", .line = 0, .component = std::string{component}, .id = std::string{id}, .field = ""},
         .text = "there is none of this name in project '" + network.project().name + "'",
         .advice = "Choose one that the project lists"}};
}

template <class Ids>
std::size_t position(Network const& network, Ids const& ids, std::string_view component,
                     std::string const& id) {
    auto const found = std::find(ids.begin(), ids.end(), id);
    if (found == ids.end()) {
        unknown(network, component, id);
    }
    return static_cast<std::size_t>(found - ids.begin());
}

} // namespace

OperatingPoint operating_point(Network const& network) {
    OperatingPoint point;
    SubstationColumns const& s = network.substations;
    PlantColumns const& p = network.plants;
    point.heat_demand_w = s.heat_demand_w;
    point.return_temperature_c = s.return_temperature_c;
    point.plant_supply_temperature_c = p.supply_temperature_c;
    point.plant_heat_w = p.heat_w;
    point.plant_flow_kg_s = p.flow_kg_s;
    for (std::size_t i = 0; i < p.size(); ++i) {
        point.plant_differential_pressure_pa.push_back(p.differential_pressure_pa[i].value_or(nan));
    }
    for (std::size_t i = 0; i < network.boundaries.size(); ++i) {
        BoundaryKind const kind = network.boundaries.kind[i];
        bool const flow = kind == BoundaryKind::withdrawal || kind == BoundaryKind::leakage;
        point.withdrawal_kg_s.push_back(flow ? network.boundaries.mass_flow_kg_s[i] : 0.0);
    }
    point.link_open = network.links.open;
    point.ground_temperature_c = network.project().ground.temperature_c;
    return point;
}

OperatingPoint operating_point(Network const& network, std::string_view id) {
    auto const& list = network.project().operating_points;
    auto const found = std::find_if(list.begin(), list.end(), [id](auto const& one) { return one.id == id; });
    if (found == list.end()) {
        unknown(network, "operating_points", id);
    }
    OperatingPointData const& data = *found;
    OperatingPoint point = operating_point(network);
    point.id = data.id;
    if (data.design) {
        set_design_demands(network, point);
        point.design_factor = data.load_factor;
    }
    for (double& demand : point.heat_demand_w) {
        demand *= data.load_factor;
    }
    for (double& withdrawal : point.withdrawal_kg_s) {
        withdrawal *= data.load_factor;
    }
    for (std::size_t i = 0; i < network.boundaries.size(); ++i) {
        if (network.boundaries.kind[i] == BoundaryKind::leakage) { // leaks do not follow the load
            point.withdrawal_kg_s[i] = network.boundaries.mass_flow_kg_s[i];
        }
    }
    point.ground_temperature_c = data.ground_temperature_c.value_or(point.ground_temperature_c);
    for (PlantSetting const& setting : data.plants) {
        std::size_t const i = position(network, network.plants.id, "plants", setting.plant);
        point.plant_supply_temperature_c[i] =
            setting.supply_temperature_c.value_or(point.plant_supply_temperature_c[i]);
        point.plant_heat_w[i] = setting.heat_kw ? *setting.heat_kw * 1e3 : point.plant_heat_w[i];
        point.plant_flow_kg_s[i] = setting.flow_kg_s.value_or(point.plant_flow_kg_s[i]);
        if (setting.differential_pressure_bar) {
            point.plant_differential_pressure_pa[i] = *setting.differential_pressure_bar * 1e5;
        }
        if (setting.running) {
            point.link_open[static_cast<std::size_t>(network.plants.link[i])] = *setting.running ? 1 : 0;
        }
    }
    for (SubstationSetting const& setting : data.substations) {
        std::size_t const i = position(network, network.substations.id, "substations", setting.substation);
        point.heat_demand_w[i] =
            setting.heat_demand_kw ? *setting.heat_demand_kw * 1e3 : point.heat_demand_w[i];
        if (data.design && setting.heat_demand_kw) {
            point.demand_given[i] = 1;
        }
        point.return_temperature_c[i] = setting.return_temperature_c.value_or(point.return_temperature_c[i]);
    }
    if (!data.withdrawals.empty()) { // of water networks: thousands, so looked up by a table
        std::unordered_map<std::string_view, std::size_t> boundary;
        for (std::size_t i = 0; i < network.boundaries.size(); ++i) {
            boundary.emplace(network.boundaries.id[i], i);
        }
        for (WithdrawalSetting const& setting : data.withdrawals) {
            auto const position = boundary.find(setting.withdrawal);
            if (position == boundary.end()) {
                unknown(network, "withdrawals", setting.withdrawal);
            }
            point.withdrawal_kg_s[position->second] = setting.mass_flow_kg_s.value_or(0.0);
        }
    }
    for (std::string const& closed : data.closed) {
        std::int32_t const single = network.find_link(closed);
        std::int32_t const supply = network.find_link(closed + ":supply");
        std::int32_t const return_line = network.find_link(closed + ":return");
        if (single < 0 && supply < 0) {
            unknown(network, "operating_points", closed);
        }
        for (std::int32_t const link : {single, supply, return_line}) {
            if (link >= 0) {
                point.link_open[static_cast<std::size_t>(link)] = 0;
            }
        }
    }
    return point;
}

OperatingPoint design_point(Network const& network) {
    OperatingPoint point = operating_point(network);
    point.id = "design";
    set_design_demands(network, point);
    return point;
}

std::string_view to_string(SteadyStatus status) {
    switch (status) {
    case SteadyStatus::not_run: return "not run";
    case SteadyStatus::converged: return "converged";
    case SteadyStatus::hydraulics_failed: return "hydraulics failed";
    case SteadyStatus::iteration_limit: return "iteration limit reached";
    case SteadyStatus::balance_violated: return "balance violated";
    case SteadyStatus::no_pressure_reference: return "no pressure reference";
    }
    return "unknown";
}

std::string_view to_string(ElementStatus status) {
    switch (status) {
    case ElementStatus::normal: return "normal";
    case ElementStatus::no_flow: return "no flow";
    case ElementStatus::shut: return "shut";
    case ElementStatus::cut_off: return "cut off";
    case ElementStatus::limited_by_pressure: return "limited by pressure";
    case ElementStatus::too_cold: return "too cold";
    case ElementStatus::at_capacity: return "at capacity";
    case ElementStatus::at_pressure_limit: return "at pressure limit";
    case ElementStatus::at_flow_limit: return "at flow limit";
    case ElementStatus::reversed: return "reversed";
    case ElementStatus::controlling: return "controlling";
    case ElementStatus::wide_open: return "wide open";
    case ElementStatus::return_too_hot: return "return too hot";
    }
    return "unknown";
}

} // namespace saggar
