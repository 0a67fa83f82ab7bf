// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/io/contingency_results.hpp"

#include "document/project_text.hpp"
#include "results/converted.hpp"
#include "results/map_layer.hpp"
#include "results/planning_styles.hpp"

#include "saggar/io/result_files.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <utility>

namespace saggar {

namespace {

using detail::MapLayer;

constexpr std::size_t shown_on_map = 10;

std::size_t at(std::int32_t index) {
    return static_cast<std::size_t>(index);
}

ResultCell text(std::string value) {
    return value.empty() ? ResultCell{} : ResultCell{std::move(value)};
}
ResultCell number(double value) {
    return std::isfinite(value) ? ResultCell{value} : ResultCell{};
}

// One outage with its place in the ranking, from 1.
struct Row {
    ContingencyResult const& result;
    std::size_t rank;
    ContingencyReport const& report;
    Network const& network;
};

struct LoadRow {
    ContingencyResult const& result;
    std::size_t rank;
    ShortLoad const& load;
    Network const& network;
};

template <class Of>
struct Column {
    std::string_view name;
    ResultType type{ResultType::number};
    ResultCell (*cell)(Of const& row);
};

std::vector<std::pair<ShortCause, std::size_t>> causes(ContingencyResult const& result) {
    std::map<ShortCause, std::size_t> count;
    for (ShortLoad const& load : result.loads) {
        ++count[load.cause];
    }
    std::vector<std::pair<ShortCause, std::size_t>> sorted(count.begin(), count.end());
    std::ranges::stable_sort(sorted, [](auto const& a, auto const& b) { return a.second > b.second; });
    return sorted;
}

// Nothing is said of what was not solved.
template <class Get>
ResultCell if_solved(Row const& row, Get const& get) {
    return row.result.solved ? ResultCell{get(row.result)} : ResultCell{};
}

ResultCell of_worst_limit(Row const& row, double LimitFinding::*value) {
    if (row.result.broken.empty()) {
        return {};
    }
    LimitFinding const& worst = row.result.broken.front();
    return number(detail::in_unit_of(worst.kind, worst.*value));
}

template <class One, class Get>
ResultCell each_of(std::vector<One> const& list, Get const& get) {
    std::vector<std::string> each;
    each.reserve(list.size());
    for (One const& one : list) {
        each.push_back(get(one));
    }
    return text(fmt::format("{}", fmt::join(each, "; ")));
}

constexpr std::array outage_columns{
    Column<Row>{"rank", ResultType::integer,
                [](Row const& r) { return ResultCell{static_cast<std::int64_t>(r.rank)}; }},
    Column<Row>{"element_kind", ResultType::text,
                [](Row const& r) { return text(std::string{to_string(r.result.kind)}); }},
    Column<Row>{"id", ResultType::text, [](Row const& r) { return text(r.result.id); }},
    Column<Row>{"solved", ResultType::text,
                [](Row const& r) { return text(r.result.solved ? "true" : "false"); }},
    Column<Row>{
        "unmet_kw", ResultType::number,
        [](Row const& r) { return if_solved(r, [](auto const& one) { return one.unmet_w * 1e-3; }); }},
    Column<Row>{"unmet_percent", ResultType::number,
                [](Row const& r) {
                    return if_solved(r, [](auto const& one) {
                        return one.demand_w > 0.0 ? 100.0 * one.unmet_w / one.demand_w : 0.0;
                    });
                }},
    Column<Row>{"loads_short", ResultType::integer,
                [](Row const& r) {
                    return if_solved(
                        r, [](auto const& one) { return static_cast<std::int64_t>(one.loads.size()); });
                }},
    Column<Row>{"cause", ResultType::text,
                [](Row const& r) {
                    auto const list = causes(r.result);
                    return list.empty() ? ResultCell{} : text(std::string{to_string(list.front().first)});
                }},
    Column<Row>{"worst_load", ResultType::text,
                [](Row const& r) {
                    return r.result.loads.empty()
                               ? ResultCell{}
                               : text(r.network.substations.id[at(r.result.loads.front().substation)]);
                }},
    Column<Row>{"worst_load_unmet_kw", ResultType::number,
                [](Row const& r) {
                    return r.result.loads.empty() ? ResultCell{}
                                                  : number(r.result.loads.front().unmet_w * 1e-3);
                }},
    Column<Row>{"lowest_differential_pressure_bar", ResultType::number,
                [](Row const& r) {
                    return r.result.solved ? number(r.result.lowest_differential_pressure_pa * 1e-5)
                                           : ResultCell{};
                }},
    Column<Row>{"lowest_at", ResultType::text, [](Row const& r) { return text(r.result.lowest_at); }},
    Column<Row>{"limits_broken", ResultType::integer,
                [](Row const& r) {
                    return if_solved(
                        r, [](auto const& one) { return static_cast<std::int64_t>(one.broken.size()); });
                }},
    Column<Row>{"worst_limit", ResultType::text,
                [](Row const& r) {
                    return r.result.broken.empty()
                               ? ResultCell{}
                               : text(std::string{info(r.result.broken.front().kind).name});
                }},
    Column<Row>{"worst_limit_element", ResultType::text,
                [](Row const& r) { return text(r.result.worst_limit_element); }},
    Column<Row>{"value", ResultType::number,
                [](Row const& r) { return of_worst_limit(r, &LimitFinding::value); }},
    Column<Row>{"limit", ResultType::number,
                [](Row const& r) { return of_worst_limit(r, &LimitFinding::limit); }},
    Column<Row>{"unit", ResultType::text,
                [](Row const& r) {
                    return r.result.broken.empty()
                               ? ResultCell{}
                               : text(std::string{info(r.result.broken.front().kind).unit});
                }},
    Column<Row>{"pressure_held_by", ResultType::text,
                [](Row const& r) { return text(fmt::format("{}", fmt::join(r.result.takes_over, "; "))); }},
    Column<Row>{"heat_raised_at", ResultType::text,
                [](Row const& r) { return text(fmt::format("{}", fmt::join(r.result.raised, "; "))); }},
    Column<Row>{"heat_lowered_at", ResultType::text,
                [](Row const& r) { return text(fmt::format("{}", fmt::join(r.result.lowered, "; "))); }},
    Column<Row>{"at_capacity", ResultType::text,
                [](Row const& r) { return text(fmt::format("{}", fmt::join(r.result.at_capacity, "; "))); }},
    Column<Row>{"diagnosis", ResultType::text, [](Row const& r) { return text(r.result.diagnosis); }},
    Column<Row>{"operating_point", ResultType::text,
                [](Row const& r) { return text(r.report.operating_point); }},
    Column<Row>{"pressure_raised_at", ResultType::text,
                [](Row const& r) {
                    return each_of(r.result.pressure_raised, [](auto const& one) { return one.plant; });
                }},
    Column<Row>{"raised_to_bar", ResultType::text,
                [](Row const& r) {
                    return each_of(r.result.pressure_raised,
                                   [](auto const& one) { return fmt::format("{:.3f}", one.to_pa * 1e-5); });
                }},
    Column<Row>{
        "started", ResultType::text,
        [](Row const& r) { return each_of(r.result.started, [](auto const& one) { return one.plant; }); }},
    Column<Row>{"started_kw", ResultType::text, [](Row const& r) {
                    return each_of(r.result.started,
                                   [](auto const& one) { return fmt::format("{:.1f}", one.heat_w * 1e-3); });
                }}};

constexpr std::array load_columns{
    Column<LoadRow>{"rank", ResultType::integer,
                    [](LoadRow const& r) { return ResultCell{static_cast<std::int64_t>(r.rank)}; }},
    Column<LoadRow>{"element_kind", ResultType::text,
                    [](LoadRow const& r) { return text(std::string{to_string(r.result.kind)}); }},
    Column<LoadRow>{"id", ResultType::text, [](LoadRow const& r) { return text(r.result.id); }},
    Column<LoadRow>{"substation", ResultType::text,
                    [](LoadRow const& r) { return text(r.network.substations.id[at(r.load.substation)]); }},
    Column<LoadRow>{"demand_kw", ResultType::number,
                    [](LoadRow const& r) { return number(r.load.demand_w * 1e-3); }},
    Column<LoadRow>{"unmet_kw", ResultType::number,
                    [](LoadRow const& r) { return number(r.load.unmet_w * 1e-3); }},
    Column<LoadRow>{"unmet_percent", ResultType::number,
                    [](LoadRow const& r) { return number(100.0 * r.load.unmet_w / r.load.demand_w); }},
    Column<LoadRow>{"unmet_before_kw", ResultType::number,
                    [](LoadRow const& r) { return number(r.load.unmet_before_w * 1e-3); }},
    Column<LoadRow>{"cause", ResultType::text,
                    [](LoadRow const& r) { return text(std::string{to_string(r.load.cause)}); }}};

std::vector<Row> outage_rows(Network const& network, ContingencyReport const& report) {
    std::vector<Row> rows;
    for (std::size_t i = 0; i < report.contingencies.size(); ++i) {
        rows.push_back({report.contingencies[i], i + 1, report, network});
    }
    return rows;
}

std::vector<LoadRow> load_rows(Network const& network, ContingencyReport const& report, std::size_t most) {
    std::vector<LoadRow> rows;
    for (std::size_t i = 0; i < report.contingencies.size() && i < most; ++i) {
        for (ShortLoad const& load : report.contingencies[i].loads) {
            rows.push_back({report.contingencies[i], i + 1, load, network});
        }
    }
    return rows;
}

std::vector<double> position(Network const& network, std::int32_t node) {
    double const x = network.nodes.x_m[at(node)];
    double const y = network.nodes.y_m[at(node)];
    return std::isfinite(x) && std::isfinite(y) ? std::vector<double>{x, y} : std::vector<double>{};
}

std::vector<double> corners_of(Row const& row) {
    Network const& network = row.network;
    Project const& project = network.project();
    auto const record = at(row.result.record);
    switch (row.result.kind) {
    case OutageKind::plant: return position(network, network.links.from[at(network.plants.link[record])]);
    case OutageKind::pump: return position(network, network.links.from[at(network.pumps.link[record])]);
    case OutageKind::source: {
        auto const plant = std::ranges::find(network.plants.id, project.sources[record].plant);
        auto const index = static_cast<std::size_t>(plant - network.plants.id.begin());
        return position(network, network.links.from[at(network.plants.link[index])]);
    }
    case OutageKind::pair:
    case OutageKind::pipe: break;
    }
    bool const pair = row.result.kind == OutageKind::pair;
    Pipe const& pipe = pair ? project.pipe_pairs[record] : project.pipes[record];
    std::int32_t const link = network.find_link(pair ? pipe.id + ":supply" : pipe.id);
    std::vector<double> corners = position(network, network.links.from[at(link)]);
    std::vector<double> const end = position(network, network.links.to[at(link)]);
    if (corners.empty() || end.empty()) {
        return {};
    }
    corners.insert(corners.end(), pipe.route_xy_m.begin(), pipe.route_xy_m.end());
    corners.insert(corners.end(), end.begin(), end.end());
    return corners;
}

template <class Of, std::size_t Count>
MapLayer layer_of(std::string name, std::string about, std::vector<Of> rows,
                  std::array<Column<Of>, Count> const& columns) {
    MapLayer layer;
    layer.name = std::move(name);
    layer.text = std::move(about);
    for (Column<Of> const& column : columns) {
        layer.columns.emplace_back(column.name, column.type);
    }
    layer.rows = rows.size();
    auto const kept = std::make_shared<std::vector<Of> const>(std::move(rows));
    layer.cell = [kept, &columns](std::size_t row, std::size_t column) {
        return columns[column].cell((*kept)[row]);
    };
    layer.corners = [kept](std::size_t row) {
        if constexpr (std::is_same_v<Of, Row>) {
            return corners_of((*kept)[row]);
        } else {
            Of const& one = (*kept)[row];
            return position(
                one.network,
                one.network.links.from[at(one.network.substations.link[at(one.load.substation)])]);
        }
    };
    return layer;
}

std::vector<MapLayer> map_layers(Network const& network, ContingencyReport const& report) {
    std::vector<Row> lines;
    std::vector<Row> points;
    for (Row const& row : outage_rows(network, report)) {
        bool const line = row.result.kind == OutageKind::pair || row.result.kind == OutageKind::pipe;
        (line ? lines : points).push_back(row);
    }
    std::vector<MapLayer> layers;
    layers.push_back(
        layer_of("contingency_pipes", "pipes, by the heat that lacks without each", lines, outage_columns));
    layers.back().geometry = ResultGeometry::line;
    layers.back().styles = detail::outage_styles(true);
    layers.push_back(layer_of("contingency_loads", "who is short of heat in the ten worst outages",
                              load_rows(network, report, shown_on_map), load_columns));
    layers.back().styles = detail::short_load_styles();
    layers.push_back(layer_of("contingency_machines",
                              "plants, sources and pumps, by the heat that lacks without each", points,
                              outage_columns));
    layers.back().styles = detail::outage_styles(false);
    return layers;
}

} // namespace

std::string contingencies_csv(Network const& network, ContingencyReport const& report) {
    return detail::to_csv({layer_of("", "", outage_rows(network, report), outage_columns)});
}

std::string contingency_loads_csv(Network const& network, ContingencyReport const& report) {
    return detail::to_csv(
        {layer_of("", "", load_rows(network, report, report.contingencies.size()), load_columns)});
}

std::string contingencies_json(Network const& network, ContingencyReport const& report) {
    nlohmann::json outages =
        detail::to_json_rows(layer_of("", "", outage_rows(network, report), outage_columns));
    for (nlohmann::json& outage : outages) {
        outage["solved"] = outage["solved"] == "true";
    }
    return nlohmann::json{
        {"project", network.project().name},
        {"operating_point", report.operating_point},
        {"unmet_before_kw", report.base_unmet_w * 1e-3},
        {"limits_broken_before", report.base_broken},
        {"contingencies", outages},
        {"loads", detail::to_json_rows(layer_of(
                      "", "", load_rows(network, report, report.contingencies.size()), load_columns))}}
        .dump(2);
}

std::vector<std::filesystem::path> write_contingencies(Network const& network,
                                                       ContingencyReport const& report,
                                                       std::filesystem::path const& folder) {
    FileWriter const map = [&](std::filesystem::path const& file) {
        return geopackage_supported() &&
               detail::write_map(map_layers(network, report), network.project().coordinate_reference_system,
                                 file);
    };
    return write_files({{"contingencies.csv", contingencies_csv(network, report)},
                        {"contingency_loads.csv", contingency_loads_csv(network, report)},
                        {"contingency_inputs.json", detail::project_json(network.project(), folder)}},
                       {{"contingencies.gpkg", map}}, folder);
}

std::string shortage_in_words(ContingencyResult const& result) {
    std::string words;
    for (auto const& [cause, count] : causes(result)) {
        std::string name{to_string(cause)};
        std::ranges::replace(name, '_', ' ');
        words += fmt::format("{}{} {}", words.empty() ? "" : ", ", name, count);
    }
    return words.empty() ? words
                         : fmt::format("{} load{}: {}", result.loads.size(),
                                       result.loads.size() == 1 ? "" : "s", words);
}

} // namespace saggar
