// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// The columns of nodes and pipes.

#include "result_columns.hpp"

#include <array>

namespace saggar::detail {

namespace {

using Row = std::size_t;

std::string_view side_word(Side side) {
    switch (side) {
    case Side::none: return "single";
    case Side::supply: return "supply";
    case Side::return_side: return "return";
    }
    return "single";
}

ResultCell catalogue_entry(SolvedPoint const& s, Row i) {
    std::int32_t const entry = s.network().pipes.entry[i];
    return entry < 0 ? ResultCell{} : text(s.network().catalogue().entries()[at(entry)].id);
}

// Along the flow a pipe's line takes the side of the nodes that it joins.
Side pipe_side(Network const& network, Row i) {
    return network.nodes.side[at(network.links.from[i])];
}

} // namespace

std::span<ResultColumn const> node_columns() {
    static std::array const columns{
        ResultColumn{"id", text_type,
                     "the project's node, followed by `:supply` or `:return` where it has sides",
                     [](SolvedPoint const& s, Row i) { return text(s.network().nodes.id[i]); }},
        ResultColumn{"pressure_bar", number_type, "static, gauge, at the node's elevation",
                     [](SolvedPoint const& s, Row i) { return bar(s.state().pressure_pa[i]); }},
        ResultColumn{"temperature_c", number_type, "of the mixed water",
                     [](SolvedPoint const& s, Row i) { return number(s.state().temperature_c[i]); }},
        ResultColumn{"side", text_type, "`supply`, `return`, or `single` in a network without sides",
                     [](SolvedPoint const& s, Row i) { return text(side_word(s.network().nodes.side[i])); }},
        ResultColumn{"elevation_m", number_type, "as the project gives it",
                     [](SolvedPoint const& s, Row i) { return number(s.network().nodes.elevation_m[i]); }},
        ResultColumn{"x_m", number_type, "position in the project's coordinate reference system",
                     [](SolvedPoint const& s, Row i) { return number(s.network().nodes.x_m[i]); }},
        ResultColumn{"y_m", number_type, "likewise",
                     [](SolvedPoint const& s, Row i) { return number(s.network().nodes.y_m[i]); }},
        ResultColumn{"pressure_above_boiling_bar", number_type,
                     "absolute pressure minus the vapour pressure of the node's water",
                     [](SolvedPoint const& s, Row i) {
                         return bar(vapour_margin_pa(s.network(), s.fluid(), s.state(), i));
                     }},
        ResultColumn{
            "status", text_type, "`joined`, or `cut_off`: no open way to anything that holds its pressure",
            [](SolvedPoint const& s, Row i) {
                return text(std::string_view{std::isnan(s.state().pressure_pa[i]) ? "cut_off" : "joined"});
            }},
        ResultColumn{"broken_limits", text_type, "names of the limits that it breaks, separated by blanks",
                     [](SolvedPoint const& s, Row i) {
                         return text(s.broken_by_node(static_cast<std::int32_t>(i)));
                     }}};
    return columns;
}

std::span<ResultColumn const> pipe_columns() {
    static std::array const columns{
        ResultColumn{"id", text_type, "the project's pipe; of a pair, followed by `:supply` or `:return`",
                     [](SolvedPoint const& s, Row i) { return text(s.network().links.id[i]); }},
        ResultColumn{"from", text_type, "node; the return line of a pair runs against the way it is drawn",
                     [](SolvedPoint const& s, Row i) {
                         return text(s.network().nodes.id[at(s.network().links.from[i])]);
                     }},
        ResultColumn{"to", text_type, "node",
                     [](SolvedPoint const& s, Row i) {
                         return text(s.network().nodes.id[at(s.network().links.to[i])]);
                     }},
        ResultColumn{"mass_flow_kg_s", number_type, "positive from `from` to `to`",
                     [](SolvedPoint const& s, Row i) { return number(s.state().mass_flow_kg_s[i]); }},
        ResultColumn{"velocity_m_s", number_type, "of the water, never negative",
                     [](SolvedPoint const& s, Row i) { return number(s.state().pipe_velocity_m_s[i]); }},
        ResultColumn{"pressure_gradient_pa_m", number_type,
                     "friction of the straight pipe along the flow, local losses excluded, never negative",
                     [](SolvedPoint const& s, Row i) {
                         return number(pipe_gradient_pa_m(s.network(), s.state(), i));
                     }},
        ResultColumn{"heat_loss_w", number_type, "of this line's water, to the ground and to the other line",
                     [](SolvedPoint const& s, Row i) { return number(s.state().pipe_heat_loss_w[i]); }},
        ResultColumn{"pressure_drop_bar", number_type,
                     "pressure at `from` minus that at `to`, elevation included",
                     [](SolvedPoint const& s, Row i) { return bar(s.state().pressure_drop_pa[i]); }},
        ResultColumn{"friction_bar", number_type, "friction and local losses along the flow, never negative",
                     [](SolvedPoint const& s, Row i) { return bar(s.state().pipe_friction_pa[i]); }},
        ResultColumn{
            "inlet_temperature_c", number_type, "where water enters, whichever way it runs",
            [](SolvedPoint const& s, Row i) { return number(s.state().pipe_inlet_temperature_c[i]); }},
        ResultColumn{
            "outlet_temperature_c", number_type, "where it leaves, before it mixes",
            [](SolvedPoint const& s, Row i) { return number(s.state().pipe_outlet_temperature_c[i]); }},
        ResultColumn{"side", text_type, "`supply`, `return` or `single`",
                     [](SolvedPoint const& s, Row i) { return text(side_word(pipe_side(s.network(), i))); }},
        ResultColumn{"role", text_type, "`trunk` or `branch`: which limit of the pressure gradient applies",
                     [](SolvedPoint const& s, Row i) {
                         return text(std::string_view{s.network().pipes.trunk[i] != 0 ? "trunk" : "branch"});
                     }},
        ResultColumn{"length_m", number_type, "along the trench",
                     [](SolvedPoint const& s, Row i) { return number(s.network().pipes.length_m[i]); }},
        ResultColumn{"inner_diameter_mm", number_type, "of the carrier pipe",
                     [](SolvedPoint const& s, Row i) {
                         return number(converted(1e3 * s.network().pipes.inner_diameter_m[i]));
                     }},
        ResultColumn{"catalogue", text_type, "entry of the pipe catalogue; empty where none is named",
                     catalogue_entry},
        ResultColumn{
            "status", text_type, "`open`, `closed`, `no_flow` or `cut_off`",
            [](SolvedPoint const& s, Row i) { return text(s.link_status(static_cast<std::int32_t>(i))); }},
        ResultColumn{
            "broken_limits", text_type, "names of the limits that it breaks, separated by blanks",
            [](SolvedPoint const& s, Row i) { return text(s.broken_by_link(static_cast<std::int32_t>(i))); }},
        ResultColumn{
            "design_flow_kg_s", number_type,
            "of a design point: the largest flow of the design envelope, either way",
            [](SolvedPoint const& s, Row i) { return enveloped(s, &DesignEnvelope::pipe_flow_kg_s, i); }},
        ResultColumn{
            "design_velocity_m_s", number_type, "likewise, the largest velocity",
            [](SolvedPoint const& s, Row i) { return enveloped(s, &DesignEnvelope::pipe_velocity_m_s, i); }},
        ResultColumn{
            "design_pressure_gradient_pa_m", number_type, "likewise, the largest `pressure_gradient_pa_m`",
            [](SolvedPoint const& s, Row i) { return enveloped(s, &DesignEnvelope::pipe_gradient_pa_m, i); }},
        ResultColumn{
            "design_consumer", text_type,
            "the substation whose way carried its design flows when the flow was largest; empty: the "
            "design point itself",
            [](SolvedPoint const& s, Row i) {
                return s.envelope() == nullptr ? ResultCell{}
                                               : consumer_id(s, s.envelope()->pipe_consumer[i]);
            }},
        ResultColumn{
            "allowed_pressure_bar", number_type,
            "gauge: the pipe's own rating, else the lower of the next column and the project's limit",
            [](SolvedPoint const& s, Row i) { return number(s.network().pipes.pressure_rating_bar[i]); }},
        ResultColumn{
            "pipe_rating_bar", number_type,
            "what the pipe bears by its own rating or the catalogue's; empty where neither says",
            [](SolvedPoint const& s, Row i) { return number(s.network().pipes.pipe_rating_bar[i]); }}};
    return columns;
}

} // namespace saggar::detail
