// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/io/result_tables.hpp"

#include "result_columns.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace saggar {

namespace {

using detail::at;

// A load counts as served when less than this share of it is missing.
constexpr double unmet_tolerance_relative = 1e-6;

std::size_t node_rows(SolvedPoint const& s) {
    return s.network().nodes.size();
}
std::size_t pipe_rows(SolvedPoint const& s) {
    return s.network().pipes.size();
}
std::size_t substation_rows(SolvedPoint const& s) {
    return s.network().substations.size();
}
std::size_t plant_rows(SolvedPoint const& s) {
    return s.network().plants.size();
}
std::size_t valve_rows(SolvedPoint const& s) {
    return s.network().valves.size();
}
std::size_t pump_rows(SolvedPoint const& s) {
    return s.network().pumps.size();
}
std::size_t bypass_rows(SolvedPoint const& s) {
    return s.network().bypasses.size();
}
std::size_t boundary_rows(SolvedPoint const& s) {
    return s.network().boundaries.size();
}
std::size_t limit_rows(SolvedPoint const& s) {
    return s.findings().size();
}

bool placed(NodeColumns const& nodes, std::size_t node) {
    return std::isfinite(nodes.x_m[node]) && std::isfinite(nodes.y_m[node]);
}

std::vector<double> node_corners(SolvedPoint const& s, std::size_t node) {
    NodeColumns const& nodes = s.network().nodes;
    return placed(nodes, node) ? std::vector{nodes.x_m[node], nodes.y_m[node]} : std::vector<double>{};
}

// The middle of the two nodes of a link; the one that has a position where the other has none.
std::vector<double> middle(SolvedPoint const& s, std::int32_t link) {
    std::vector<double> const one = node_corners(s, at(s.network().links.from[at(link)]));
    std::vector<double> const other = node_corners(s, at(s.network().links.to[at(link)]));
    if (one.empty() || other.empty()) {
        return one.empty() ? other : one;
    }
    return {0.5 * (one[0] + other[0]), 0.5 * (one[1] + other[1])};
}

std::vector<double> pipe_corners(SolvedPoint const& s, std::size_t row) {
    Network const& network = s.network();
    std::vector<double> corners = node_corners(s, at(network.links.from[row]));
    std::vector<double> const end = node_corners(s, at(network.links.to[row]));
    if (corners.empty() || end.empty()) {
        return {};
    }
    bool const paired = network.pipes.partner[row] >= 0;
    auto const record = at(network.pipes.record[row]);
    Pipe const& pipe = paired ? network.project().pipe_pairs[record] : network.project().pipes[record];
    std::vector<double> route = pipe.route_xy_m;
    if (paired && network.nodes.side[at(network.links.from[row])] == Side::return_side) {
        // Drawn once, from the pair's `from`: the return line runs the other way.
        std::ranges::reverse(route);
        for (std::size_t i = 0; i + 1 < route.size(); i += 2) {
            std::swap(route[i], route[i + 1]);
        }
    }
    corners.insert(corners.end(), route.begin(), route.end());
    corners.insert(corners.end(), end.begin(), end.end());
    return corners;
}

template <auto Columns>
std::vector<double> element_corners(SolvedPoint const& s, std::size_t row) {
    return middle(s, (s.network().*Columns).link[row]);
}

std::vector<double> boundary_corners(SolvedPoint const& s, std::size_t row) {
    return node_corners(s, at(s.network().boundaries.node[row]));
}

std::vector<double> no_corners(SolvedPoint const& /*s*/, std::size_t /*row*/) {
    return {};
}

void append_text(std::string& out, std::string_view text) {
    if (text.find_first_of(",\"\n\r") == std::string_view::npos) {
        out += text;
        return;
    }
    out += '"';
    for (char const c : text) {
        out += c;
        if (c == '"') {
            out += c;
        }
    }
    out += '"';
}

template <class Number>
void append_number(std::string& out, Number value) {
    std::array<char, 32> buffer{};
    auto const end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
    out.append(buffer.data(), end.ptr);
}

// Words of files: stable, whatever the texts for people (to_string) become.
std::string_view in_words(LinkKind kind, ElementStatus status) {
    bool const machine = kind == LinkKind::pump || kind == LinkKind::plant;
    switch (status) {
    case ElementStatus::normal: return kind == LinkKind::substation ? "served" : machine ? "running" : "open";
    case ElementStatus::no_flow: return "no_flow";
    case ElementStatus::shut: return machine ? "off" : "closed";
    case ElementStatus::cut_off: return "cut_off";
    case ElementStatus::limited_by_pressure: return "limited_by_pressure";
    case ElementStatus::too_cold: return "too_cold";
    case ElementStatus::at_capacity: return "at_capacity";
    case ElementStatus::at_pressure_limit: return "at_pressure_limit";
    case ElementStatus::at_flow_limit: return "at_flow_limit";
    case ElementStatus::reversed: return "reversed";
    case ElementStatus::controlling: return "controlling";
    case ElementStatus::wide_open: return "wide_open";
    case ElementStatus::return_too_hot: return "return_too_hot";
    }
    return {};
}

} // namespace

void detail::append_csv(std::string& out, ResultCell const& cell) {
    if (auto const* const number = std::get_if<double>(&cell)) {
        append_number(out, *number);
    } else if (auto const* const integer = std::get_if<std::int64_t>(&cell)) {
        append_number(out, *integer);
    } else if (auto const* const text = std::get_if<std::string>(&cell)) {
        append_text(out, std::string_view{*text});
    }
}

SolvedPoint::SolvedPoint(Network const& network, Fluid const& fluid, OperatingPoint const& point,
                         SteadyReport const& report, SteadyState const& state, DesignEnvelope const* envelope)
    : network_{&network},
      fluid_{&fluid},
      point_{&point},
      report_{&report},
      state_{&state},
      envelope_{envelope},
      limits_{envelope != nullptr ? envelope->limits : check_limits(network, fluid, state)},
      findings_{limits_.broken} {
    for (LimitFinding const& finding : limits_.broken) {
        auto& broken = finding.kind == LimitKind::vapour_margin ? broken_nodes_ : broken_links_;
        std::string& words = broken[finding.element];
        words += (words.empty() ? "" : " ") + std::string{info(finding.kind).name};
    }
    for (LimitSummary const& summary : limits_.kinds) {
        if (summary.checked > 0 && summary.broken == 0) {
            findings_.push_back(summary.tightest);
        }
    }
}

std::string SolvedPoint::broken_by_link(std::int32_t link) const {
    auto const found = broken_links_.find(link);
    return found == broken_links_.end() ? std::string{} : found->second;
}

std::string SolvedPoint::broken_by_node(std::int32_t node) const {
    auto const found = broken_nodes_.find(node);
    return found == broken_nodes_.end() ? std::string{} : found->second;
}

std::string SolvedPoint::link_status(std::int32_t link) const {
    return std::string{in_words(network_->links.kind[at(link)], state_->link_status[at(link)])};
}

double SolvedPoint::unmet_heat_w() const {
    double unmet = 0.0;
    for (double const heat : state_->substation_unmet_heat_w) {
        unmet += heat;
    }
    return unmet;
}

int SolvedPoint::elements_cut_off() const {
    auto count = std::ranges::count(state_->link_status, ElementStatus::cut_off);
    count += std::ranges::count_if(network_->boundaries.node, [this](std::int32_t node) {
        return std::isnan(state_->pressure_pa[at(node)]);
    });
    return static_cast<int>(count);
}

std::vector<std::string> SolvedPoint::plants_reversed() const {
    std::vector<std::string> ids;
    for (std::size_t i = 0; i < network_->plants.size(); ++i) {
        if (state_->link_status[at(network_->plants.link[i])] == ElementStatus::reversed) {
            ids.push_back(network_->plants.id[i]);
        }
    }
    return ids;
}

bool SolvedPoint::all_well() const {
    for (std::size_t i = 0; i < state_->substation_unmet_heat_w.size(); ++i) {
        double unmet = state_->substation_unmet_heat_w[i];
        if (envelope_ != nullptr) {
            unmet = std::max(unmet, envelope_->substation_unmet_heat_w[i]);
        }
        if (unmet > unmet_tolerance_relative * (unmet + state_->substation_heat_w[i])) {
            return false;
        }
    }
    return elements_cut_off() == 0 && plants_reversed().empty() && limits_.all_kept();
}

std::span<ResultTable const> result_tables() {
    static std::array const tables{
        ResultTable{"nodes", "every node; one that supply and return pass through is two",
                    ResultGeometry::point, node_rows, detail::node_columns(), node_corners},
        ResultTable{"pipes", "every line of pipe; a pair is two", ResultGeometry::line, pipe_rows,
                    detail::pipe_columns(), pipe_corners},
        ResultTable{"substations", "every substation", ResultGeometry::point, substation_rows,
                    detail::substation_columns(), element_corners<&Network::substations>},
        ResultTable{"plants", "every plant", ResultGeometry::point, plant_rows, detail::plant_columns(),
                    element_corners<&Network::plants>},
        ResultTable{"valves", "every valve", ResultGeometry::point, valve_rows, detail::valve_columns(),
                    element_corners<&Network::valves>},
        ResultTable{"pumps", "every pump that is not part of a plant", ResultGeometry::point, pump_rows,
                    detail::pump_columns(), element_corners<&Network::pumps>},
        ResultTable{"bypasses", "every bypass", ResultGeometry::point, bypass_rows, detail::bypass_columns(),
                    element_corners<&Network::bypasses>},
        ResultTable{"boundaries", "where water enters or leaves the network", ResultGeometry::point,
                    boundary_rows, detail::boundary_columns(), boundary_corners},
        ResultTable{
            "limits",
            "every limit that is broken, the worst first; then, of each kind that is kept everywhere, "
            "where it is tightest",
            ResultGeometry::none, limit_rows, detail::limit_columns(), no_corners}};
    return tables;
}

ResultTable const* find_result_table(std::string_view name) {
    auto const tables = result_tables();
    auto const found = std::ranges::find(tables, name, &ResultTable::name);
    return found == tables.end() ? nullptr : &*found;
}

std::string to_csv(ResultTable const& table, SolvedPoint const& solved) {
    std::string out;
    for (ResultColumn const& column : table.columns) {
        out += (out.empty() ? "" : ",") + std::string{column.name};
    }
    out += '\n';
    std::size_t const rows = table.rows(solved);
    for (std::size_t row = 0; row < rows; ++row) {
        for (std::size_t column = 0; column < table.columns.size(); ++column) {
            if (column > 0) {
                out += ',';
            }
            detail::append_csv(out, table.columns[column].cell(solved, row));
        }
        out += '\n';
    }
    return out;
}

} // namespace saggar
