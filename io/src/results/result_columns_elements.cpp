// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// The columns of everything that stands at or between nodes, and of limits.

#include "result_columns.hpp"

#include <array>
#include <optional>

namespace saggar::detail {

namespace {

using Row = std::size_t;

ResultCell given(std::optional<double> const& value, double factor = 1.0) {
    return value ? number(converted(*value * factor)) : ResultCell{};
}

// Columns that every kind of link has; `Columns` is its part of the network.
template <auto Columns>
std::int32_t link_of(SolvedPoint const& s, Row i) {
    return (s.network().*Columns).link[i];
}
template <auto Columns>
ResultCell id(SolvedPoint const& s, Row i) {
    return text(s.network().links.id[at(link_of<Columns>(s, i))]);
}
template <auto Columns>
std::size_t from_node(SolvedPoint const& s, Row i) {
    return at(s.network().links.from[at(link_of<Columns>(s, i))]);
}
template <auto Columns>
std::size_t to_node(SolvedPoint const& s, Row i) {
    return at(s.network().links.to[at(link_of<Columns>(s, i))]);
}
template <auto Columns>
ResultCell from(SolvedPoint const& s, Row i) {
    return text(s.network().nodes.id[from_node<Columns>(s, i)]);
}
template <auto Columns>
ResultCell to(SolvedPoint const& s, Row i) {
    return text(s.network().nodes.id[to_node<Columns>(s, i)]);
}
template <auto Columns>
ResultCell from_pressure(SolvedPoint const& s, Row i) {
    return bar(s.state().pressure_pa[from_node<Columns>(s, i)]);
}
template <auto Columns>
ResultCell to_pressure(SolvedPoint const& s, Row i) {
    return bar(s.state().pressure_pa[to_node<Columns>(s, i)]);
}
template <auto Columns>
ResultCell flow(SolvedPoint const& s, Row i) {
    return number(s.state().mass_flow_kg_s[at(link_of<Columns>(s, i))]);
}
template <auto Columns>
ResultCell drop(SolvedPoint const& s, Row i) {
    return bar(s.state().pressure_drop_pa[at(link_of<Columns>(s, i))]);
}
template <auto Columns>
ResultCell status(SolvedPoint const& s, Row i) {
    return text(s.link_status(link_of<Columns>(s, i)));
}
template <auto Columns>
ResultCell broken(SolvedPoint const& s, Row i) {
    return text(s.broken_by_link(link_of<Columns>(s, i)));
}

constexpr std::string_view broken_text = "names of the limits that it breaks, separated by blanks";

std::string_view boundary_word(BoundaryKind kind) {
    switch (kind) {
    case BoundaryKind::reservoir: return "reservoir";
    case BoundaryKind::tank: return "tank";
    case BoundaryKind::withdrawal: return "withdrawal";
    case BoundaryKind::leakage: return "leakage";
    }
    return {};
}

LimitFinding const& finding(SolvedPoint const& s, Row i) {
    return s.findings()[i];
}
ResultCell shown(LimitKind kind, double value) {
    return number(in_unit_of(kind, value));
}

} // namespace

std::span<ResultColumn const> substation_columns() {
    constexpr auto of = &Network::substations;
    static std::array const columns{
        ResultColumn{"id", text_type, "the project's substation", id<of>},
        ResultColumn{"heat_w", number_type, "delivered",
                     [](SolvedPoint const& s, Row i) { return number(s.state().substation_heat_w[i]); }},
        ResultColumn{
            "unmet_heat_w", number_type, "asked for and not delivered",
            [](SolvedPoint const& s, Row i) { return number(s.state().substation_unmet_heat_w[i]); }},
        ResultColumn{"mass_flow_kg_s", number_type, "from supply to return", flow<of>},
        ResultColumn{
            "supply_temperature_c", number_type, "that arrives",
            [](SolvedPoint const& s, Row i) { return number(s.state().substation_supply_temperature_c[i]); }},
        ResultColumn{
            "return_temperature_c", number_type, "that it sends back",
            [](SolvedPoint const& s, Row i) { return number(s.state().substation_return_temperature_c[i]); }},
        ResultColumn{"differential_pressure_bar", number_type,
                     "supply minus return, as the network offers it",
                     [](SolvedPoint const& s, Row i) {
                         return bar(s.state().substation_differential_pressure_pa[i]);
                     }},
        ResultColumn{
            "status", text_type,
            "`served`; `no_flow`: nothing is asked of it; `limited_by_pressure`: its valve is wide open and "
            "passes too little; `too_cold`: what arrives cannot give the heat at any flow that its valve "
            "passes (`largest_flow_over_design`), or not at its given flow or drop: nothing is cooled "
            "below the ground; `cut_off`",
            status<of>},
        ResultColumn{
            "valve_opening", number_type, "Kv in use over Kvs of its control valve, 0 to 1",
            [](SolvedPoint const& s, Row i) { return number(s.state().substation_valve_opening[i]); }},
        ResultColumn{"minimum_differential_pressure_bar", number_type, "its own or the project's limit",
                     [](SolvedPoint const& s, Row i) {
                         return number(converted(s.network().substations.minimum_differential_pressure_pa[i] /
                                                 pa_per_bar));
                     }},
        ResultColumn{"minimum_supply_temperature_c", number_type, "likewise",
                     [](SolvedPoint const& s, Row i) {
                         return number(s.network().substations.minimum_supply_temperature_c[i]);
                     }},
        ResultColumn{"supply_pressure_bar", number_type, "static, gauge", from_pressure<of>},
        ResultColumn{"return_pressure_bar", number_type, "likewise", to_pressure<of>},
        ResultColumn{"broken_limits", text_type, broken_text, broken<of>},
        ResultColumn{"design_differential_pressure_bar", number_type,
                     "of a design point: the least of the design envelope",
                     [](SolvedPoint const& s, Row i) {
                         return enveloped(s, &DesignEnvelope::substation_differential_pressure_pa, i,
                                          pa_per_bar);
                     }},
        ResultColumn{"design_unmet_heat_w", number_type, "likewise, the largest `unmet_heat_w`",
                     [](SolvedPoint const& s, Row i) {
                         return enveloped(s, &DesignEnvelope::substation_unmet_heat_w, i);
                     }},
        ResultColumn{"design_consumer", text_type,
                     "the substation whose way carried its design flows when the differential pressure was "
                     "least; empty: the design point itself",
                     [](SolvedPoint const& s, Row i) {
                         return s.envelope() == nullptr
                                    ? ResultCell{}
                                    : consumer_id(s, s.envelope()->substation_consumer[i]);
                     }},
        ResultColumn{
            "needed_differential_pressure_bar", number_type,
            "`minimum_differential_pressure_bar`, and beyond the peak what its valve takes wide open "
            "for the flow that the heat asks for",
            [](SolvedPoint const& s, Row i) {
                return bar(s.state().substation_needed_differential_pressure_pa[i]);
            }}};
    return columns;
}

std::span<ResultColumn const> plant_columns() {
    constexpr auto of = &Network::plants;
    static std::array const columns{
        ResultColumn{"id", text_type, "the project's plant", id<of>},
        ResultColumn{"heat_w", number_type, "given to the network",
                     [](SolvedPoint const& s, Row i) { return number(s.state().plant_heat_w[i]); }},
        ResultColumn{"mass_flow_kg_s", number_type, "from return to supply", flow<of>},
        ResultColumn{
            "supply_temperature_c", number_type, "that it sends out",
            [](SolvedPoint const& s, Row i) { return number(s.state().plant_supply_temperature_c[i]); }},
        ResultColumn{
            "return_temperature_c", number_type, "that comes back",
            [](SolvedPoint const& s, Row i) { return number(s.state().plant_return_temperature_c[i]); }},
        ResultColumn{
            "differential_pressure_bar", number_type, "supply minus return: what its pumps raise",
            [](SolvedPoint const& s, Row i) { return bar(s.state().plant_differential_pressure_pa[i]); }},
        ResultColumn{
            "pump_electricity_w", number_type, "of its network pumps",
            [](SolvedPoint const& s, Row i) { return number(s.state().plant_pump_electricity_w[i]); }},
        ResultColumn{"electricity_w", number_type,
                     "of its pumps and, by electricity per heat, of making the heat",
                     [](SolvedPoint const& s, Row i) { return number(s.state().plant_electricity_w[i]); }},
        ResultColumn{
            "status", text_type,
            "`running`, `off`, `no_flow`, `at_capacity`, `at_pressure_limit`, `at_flow_limit` (its own flow "
            "or "
            "heat is set, and its pumps give no more; of a plant that holds pressure more is a broken limit "
            "`plant_flow`), `return_too_hot` (it gives no heat, since water comes back, or would come back "
            "with its set heat, "
            "hotter than it is set "
            "to "
            "send out: with a set heat it is stopped, else water passes as it is), `limited_by_pressure` "
            "(less is taken than its set flow or heat, or a valve that lets water through one way only, or "
            "no "
            "more than its flow, leaves it less), `reversed` (water runs "
            "backwards through it) or `cut_off`",
            status<of>},
        ResultColumn{"control", text_type, "what it holds, as the project says",
                     [](SolvedPoint const& s, Row i) {
                         return text(choice_word(s.network().project().plants[i], "control"));
                     }},
        ResultColumn{"technology", text_type, "as the project says",
                     [](SolvedPoint const& s, Row i) { return text(s.network().plants.technology[i]); }},
        ResultColumn{"capacity_w", number_type, "empty where the project names none",
                     [](SolvedPoint const& s, Row i) { return given(s.network().plants.capacity_w[i]); }},
        ResultColumn{"supply_pressure_bar", number_type, "static, gauge", to_pressure<of>},
        ResultColumn{"return_pressure_bar", number_type, "likewise", from_pressure<of>},
        ResultColumn{"broken_limits", text_type, broken_text, broken<of>},
        ResultColumn{
            "design_heat_w", number_type, "of a design point: the most heat of the design envelope",
            [](SolvedPoint const& s, Row i) { return enveloped(s, &DesignEnvelope::plant_heat_w, i); }},
        ResultColumn{
            "design_flow_kg_s", number_type, "likewise, the largest flow",
            [](SolvedPoint const& s, Row i) { return enveloped(s, &DesignEnvelope::plant_flow_kg_s, i); }},
        ResultColumn{"design_differential_pressure_bar", number_type,
                     "likewise, the most that its pumps raise", [](SolvedPoint const& s, Row i) {
                         return enveloped(s, &DesignEnvelope::plant_differential_pressure_pa, i, pa_per_bar);
                     }}};
    return columns;
}

std::span<ResultColumn const> valve_columns() {
    constexpr auto of = &Network::valves;
    static std::array const columns{
        ResultColumn{"id", text_type, "the project's valve", id<of>},
        ResultColumn{"from", text_type, "node", from<of>},
        ResultColumn{"to", text_type, "node", to<of>},
        ResultColumn{"kind", text_type, "as the project says",
                     [](SolvedPoint const& s, Row i) {
                         return text(choice_word(s.network().project().valves[i], "kind"));
                     }},
        ResultColumn{"mass_flow_kg_s", number_type, "positive from `from` to `to`", flow<of>},
        ResultColumn{"pressure_drop_bar", number_type, "pressure at `from` minus that at `to`", drop<of>},
        ResultColumn{
            "status", text_type,
            "`open`, `closed`, `no_flow` (also where the water would run backwards and holds it shut, or, "
            "of a `pressure_breaker`, is driven by less than it takes away), `controlling`, "
            "`wide_open` (cannot reach its set value) or `cut_off`",
            status<of>}};
    return columns;
}

std::span<ResultColumn const> pump_columns() {
    constexpr auto of = &Network::pumps;
    static std::array const columns{
        ResultColumn{"id", text_type, "the project's pump", id<of>},
        ResultColumn{"from", text_type, "node on the suction side", from<of>},
        ResultColumn{"to", text_type, "node", to<of>},
        ResultColumn{"mass_flow_kg_s", number_type, "positive from `from` to `to`", flow<of>},
        ResultColumn{"pressure_rise_bar", number_type, "pressure at `to` minus that at `from`",
                     [](SolvedPoint const& s, Row i) {
                         return bar(-s.state().pressure_drop_pa[at(s.network().pumps.link[i])]);
                     }},
        ResultColumn{"electricity_w", number_type, "drawn",
                     [](SolvedPoint const& s, Row i) { return number(s.state().pump_electricity_w[i]); }},
        ResultColumn{"status", text_type, "`running`, `off`, `no_flow`, `at_flow_limit` or `cut_off`",
                     status<of>},
        ResultColumn{"broken_limits", text_type, broken_text, broken<of>}};
    return columns;
}

std::span<ResultColumn const> bypass_columns() {
    constexpr auto of = &Network::bypasses;
    static std::array const columns{
        ResultColumn{"id", text_type, "the project's bypass", id<of>},
        ResultColumn{"from", text_type, "node on the supply side", from<of>},
        ResultColumn{"to", text_type, "node on the return side", to<of>},
        ResultColumn{"mass_flow_kg_s", number_type, "from supply to return", flow<of>},
        ResultColumn{"differential_pressure_bar", number_type, "supply minus return", drop<of>},
        ResultColumn{"temperature_c", number_type, "of the water that passes",
                     [](SolvedPoint const& s, Row i) {
                         return number(s.state().temperature_c[from_node<&Network::bypasses>(s, i)]);
                     }},
        ResultColumn{"status", text_type, "`open`, `no_flow`, `limited_by_pressure` or `cut_off`",
                     status<of>}};
    return columns;
}

std::span<ResultColumn const> boundary_columns() {
    static std::array const columns{
        ResultColumn{"id", text_type, "the project's reservoir, tank, withdrawal or leakage",
                     [](SolvedPoint const& s, Row i) { return text(s.network().boundaries.id[i]); }},
        ResultColumn{
            "kind", text_type, "`reservoir`, `tank`, `withdrawal` or `leakage`",
            [](SolvedPoint const& s, Row i) { return text(boundary_word(s.network().boundaries.kind[i])); }},
        ResultColumn{"node", text_type, "where it stands",
                     [](SolvedPoint const& s, Row i) {
                         return text(s.network().nodes.id[at(s.network().boundaries.node[i])]);
                     }},
        ResultColumn{"mass_flow_kg_s", number_type, "that leaves the network there; negative: enters",
                     [](SolvedPoint const& s, Row i) { return number(s.state().boundary_flow_kg_s[i]); }},
        ResultColumn{"pressure_bar", number_type, "at its node, gauge",
                     [](SolvedPoint const& s, Row i) {
                         return bar(s.state().pressure_pa[at(s.network().boundaries.node[i])]);
                     }},
        ResultColumn{"temperature_c", number_type, "at its node", [](SolvedPoint const& s, Row i) {
                         return number(s.state().temperature_c[at(s.network().boundaries.node[i])]);
                     }}};
    return columns;
}

std::span<ResultColumn const> limit_columns() {
    static std::array const columns{
        ResultColumn{"limit", text_type, "name of the limit",
                     [](SolvedPoint const& s, Row i) { return text(info(finding(s, i).kind).name); }},
        ResultColumn{
            "element", text_type, "id of the node, pipe line, substation, plant or pump",
            [](SolvedPoint const& s, Row i) { return text(element_id(s.network(), finding(s, i))); }},
        ResultColumn{
            "value", number_type, "in the unit beside it",
            [](SolvedPoint const& s, Row i) { return shown(finding(s, i).kind, finding(s, i).value); }},
        ResultColumn{
            "allowed", number_type, "at most, or of a minimum at least",
            [](SolvedPoint const& s, Row i) { return shown(finding(s, i).kind, finding(s, i).limit); }},
        ResultColumn{
            "margin", number_type, "what is left; negative: the limit is broken",
            [](SolvedPoint const& s, Row i) { return shown(finding(s, i).kind, finding(s, i).margin); }},
        ResultColumn{"unit", text_type, "of the three before it",
                     [](SolvedPoint const& s, Row i) { return text(info(finding(s, i).kind).unit); }},
        ResultColumn{"kept", text_type, "`yes` or `no`",
                     [](SolvedPoint const& s, Row i) {
                         return text(std::string_view{finding(s, i).broken() ? "no" : "yes"});
                     }},
        ResultColumn{
            "source", text_type, "where the limit was set",
            [](SolvedPoint const& s, Row i) { return text(limit_source(s.network(), finding(s, i))); }},
        ResultColumn{"design_consumer", text_type,
                     "of a design point: the substation whose way carried its design flows then; empty: the "
                     "design point itself",
                     [](SolvedPoint const& s, Row i) { return consumer_id(s, finding(s, i).consumer); }}};
    return columns;
}

} // namespace saggar::detail
