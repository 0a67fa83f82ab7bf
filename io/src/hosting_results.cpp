// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/io/hosting_results.hpp"

#include "document/project_text.hpp"
#include "results/converted.hpp"
#include "results/map_layer.hpp"
#include "results/planning_styles.hpp"

#include "saggar/io/result_files.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <array>
#include <cmath>
#include <memory>
#include <optional>
#include <unordered_map>
#include <utility>

namespace saggar {

namespace {

using detail::MapLayer;

std::size_t at(std::int32_t index) {
    return static_cast<std::size_t>(index);
}

// A node, pair or street with its value.
struct Row {
    std::string_view kind;
    std::string id;
    HostingValue const* value;
    double capacity_w{0.0};
    bool bound_by_branch{false};
    std::string decided_at;
    std::optional<double> branch_length_m;
    std::optional<double> tap_position;
    std::vector<double> corners;
};

ResultCell text(std::string_view value) {
    return value.empty() ? ResultCell{} : ResultCell{std::string{value}};
}

std::string_view binding_word(Row const& row) {
    if (row.bound_by_branch) {
        return "branch_size";
    }
    HostingValue const& value = *row.value;
    return value.limit                         ? info(*value.limit).name
           : value.bound == HostingBound::none ? ""
                                               : to_string(value.bound);
}

// Value and limit are of the binding limit; of a lack of heat, kW.
std::pair<ResultCell, ResultCell> value_and_limit(Row const& row) {
    HostingValue const& value = *row.value;
    if (row.bound_by_branch) {
        return {};
    }
    if (value.limit) {
        return {detail::in_unit_of(*value.limit, value.value),
                detail::in_unit_of(*value.limit, value.allowed)};
    }
    if (value.bound == HostingBound::unserved) {
        return {value.value * 1e-3, 0.0};
    }
    return {};
}

std::string_view unit(Row const& row) {
    if (row.bound_by_branch) {
        return "";
    }
    return row.value->limit                             ? info(*row.value->limit).unit
           : row.value->bound == HostingBound::unserved ? "kW"
                                                        : "";
}

struct Column {
    std::string_view name;
    ResultType type;
    ResultCell (*cell)(Row const& row, HostingReport const& report);
};

constexpr std::array columns{
    Column{"element_kind", ResultType::text, [](Row const& r, HostingReport const&) { return text(r.kind); }},
    Column{"id", ResultType::text, [](Row const& r, HostingReport const&) { return text(r.id); }},
    Column{"capacity_kw", ResultType::number,
           [](Row const& r, HostingReport const&) {
               return r.value->bound == HostingBound::none && !r.bound_by_branch
                          ? ResultCell{}
                          : ResultCell{r.capacity_w * 1e-3};
           }},
    Column{"binding_limit", ResultType::text,
           [](Row const& r, HostingReport const&) { return text(binding_word(r)); }},
    Column{"binding_element", ResultType::text,
           [](Row const& r, HostingReport const&) {
               return r.bound_by_branch ? ResultCell{} : text(r.value->element);
           }},
    Column{"value", ResultType::number,
           [](Row const& r, HostingReport const&) { return value_and_limit(r).first; }},
    Column{"limit", ResultType::number,
           [](Row const& r, HostingReport const&) { return value_and_limit(r).second; }},
    Column{"unit", ResultType::text, [](Row const& r, HostingReport const&) { return text(unit(r)); }},
    Column{"design_consumer", ResultType::text,
           [](Row const& r, HostingReport const&) { return text(r.value->design_consumer); }},
    Column{"decided_at", ResultType::text,
           [](Row const& r, HostingReport const&) { return text(r.decided_at); }},
    Column{"branch_length_m", ResultType::number,
           [](Row const& r, HostingReport const&) {
               return r.branch_length_m ? ResultCell{*r.branch_length_m} : ResultCell{};
           }},
    Column{"operating_point", ResultType::text,
           [](Row const&, HostingReport const& report) { return text(report.operating_point); }},
    Column{"return_temperature_c", ResultType::number,
           [](Row const&, HostingReport const& report) { return ResultCell{report.return_temperature_c}; }},
    Column{"tap_position", ResultType::number, [](Row const& r, HostingReport const&) {
               return r.tap_position ? ResultCell{*r.tap_position} : ResultCell{};
           }}};

std::vector<double> position(Node const& node) {
    return node.x_m && node.y_m ? std::vector<double>{*node.x_m, *node.y_m} : std::vector<double>{};
}

std::vector<Row> node_rows(HostingResults const& results) {
    std::vector<Row> rows;
    for (HostingNode const& one : results.report.nodes) {
        Node const& node = results.network.project().nodes[at(one.node)];
        rows.push_back({.kind = "node",
                        .id = node.id,
                        .value = &one.at,
                        .capacity_w = one.at.capacity_w,
                        .corners = position(node)});
    }
    return rows;
}

std::vector<Row> pair_rows(HostingResults const& results) {
    Project const& project = results.network.project();
    std::unordered_map<std::string_view, Node const*> by_id;
    for (Node const& node : project.nodes) {
        by_id.emplace(node.id, &node);
    }
    std::vector<Row> rows;
    for (HostingPair const& one : results.report.pairs) {
        Pipe const& pair = project.pipe_pairs[at(one.pair)];
        HostingNode const& decides = results.report.nodes[at(one.from_node)];
        Row row{.kind = "pair",
                .id = pair.id,
                .value = &decides.at,
                .capacity_w = decides.at.capacity_w,
                .decided_at = project.nodes[at(decides.node)].id};
        std::vector<double> const from = position(*by_id.at(pair.from));
        std::vector<double> const to = position(*by_id.at(pair.to));
        if (!from.empty() && !to.empty()) {
            row.corners = from;
            row.corners.insert(row.corners.end(), pair.route_xy_m.begin(), pair.route_xy_m.end());
            row.corners.insert(row.corners.end(), to.begin(), to.end());
        }
        rows.push_back(std::move(row));
    }
    return rows;
}

std::vector<Row> street_rows(HostingResults const& results) {
    std::vector<Row> rows;
    for (HostingStreet const& one : results.street_values) {
        Row row{.kind = "street",
                .id = std::to_string(one.street + 1),
                .value = &value_of(results.report, one),
                .capacity_w = one.capacity_w,
                .bound_by_branch = one.bound_by_branch,
                .decided_at = one.tie_in,
                .branch_length_m = one.branch_length_m};
        if (one.tap >= 0) {
            row.tap_position = results.report.taps[at(one.tap)].place.position;
        }
        for (Point const& point : results.streets[one.street].line) {
            row.corners.insert(row.corners.end(), {point.x_m, point.y_m});
        }
        rows.push_back(std::move(row));
    }
    return rows;
}

MapLayer layer_of(std::string name, std::string text, std::vector<Row> rows, HostingReport const& report,
                  bool lines) {
    MapLayer layer;
    layer.name = std::move(name);
    layer.text = std::move(text);
    layer.geometry = lines ? ResultGeometry::line : ResultGeometry::point;
    for (Column const& column : columns) {
        layer.columns.emplace_back(column.name, column.type);
    }
    layer.rows = rows.size();
    auto const kept = std::make_shared<std::vector<Row> const>(std::move(rows));
    layer.cell = [kept, &report](std::size_t row, std::size_t column) {
        return columns[column].cell((*kept)[row], report);
    };
    layer.corners = [kept](std::size_t row) { return (*kept)[row].corners; };
    layer.styles = detail::hosting_styles(lines);
    return layer;
}

std::vector<MapLayer> layers_of(HostingResults const& results) {
    std::vector<MapLayer> layers;
    layers.push_back(layer_of("hosting_streets", "largest load on each street near the network",
                              street_rows(results), results.report, true));
    layers.push_back(layer_of("hosting_pairs", "largest load along each pair of pipes", pair_rows(results),
                              results.report, true));
    layers.push_back(
        layer_of("hosting_nodes", "largest load at each node", node_rows(results), results.report, false));
    return layers;
}

} // namespace

std::string hosting_csv(HostingResults const& results) {
    std::vector<MapLayer> const layers = layers_of(results);
    return detail::to_csv({layers[2], layers[1], layers[0]});
}

std::string hosting_json(HostingResults const& results) {
    using nlohmann::json;
    HostingReport const& report = results.report;
    json document{{"project", results.network.project().name},
                  {"operating_point", report.operating_point},
                  {"return_temperature_c", report.return_temperature_c},
                  {"design_points", report.points},
                  {"limits_broken_before", report.base_limits.broken.size()},
                  {"solves", report.solves}};
    std::vector<MapLayer> const layers = layers_of(results);
    for (MapLayer const& layer : layers) {
        document[layer.name.substr(std::string_view{"hosting_"}.size())] = detail::to_json_rows(layer);
    }
    return document.dump(2);
}

std::vector<std::filesystem::path> write_hosting(HostingResults const& results,
                                                 std::filesystem::path const& folder) {
    FileWriter const map = [&](std::filesystem::path const& file) {
        return geopackage_supported() &&
               detail::write_map(layers_of(results), results.network.project().coordinate_reference_system,
                                 file);
    };
    return write_files({{"hosting.csv", hosting_csv(results)},
                        {"hosting_inputs.json", detail::project_json(results.network.project(), folder)}},
                       {{"hosting.gpkg", map}}, folder);
}

std::string hosting_reason(HostingValue const& value) {
    switch (value.bound) {
    case HostingBound::none: return "nothing binds";
    case HostingBound::cut_off: return "cut off from the pressure reference";
    case HostingBound::unsolved: return "a larger load has no solution";
    case HostingBound::unserved: return fmt::format("'{}' would be short of heat", value.element);
    case HostingBound::limit: break;
    }
    LimitKindInfo const& kind = info(*value.limit);
    auto const number = [&](double si) {
        double const shown = si * kind.shown_per_si;
        return std::abs(shown) >= 1000.0 ? fmt::format("{:.0f}", shown) : fmt::format("{:.4g}", shown);
    };
    return fmt::format("{} of {}: {} of {} {} {}", kind.title, value.element, number(value.value),
                       kind.is_maximum ? "at most" : "at least", number(value.allowed), kind.unit);
}

} // namespace saggar
