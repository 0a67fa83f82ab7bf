// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/io/extension_results.hpp"

#include "cold_week_results.hpp"
#include "document/project_text.hpp"
#include "extension_summary.hpp"
#include "heat_rows.hpp"
#include "money_rows.hpp"
#include "results/findings_layer.hpp"
#include "results/qgis_symbols.hpp"
#include "results/row_layer.hpp"
#include "security_results.hpp"

#include "saggar/io/project_reader.hpp"
#include "saggar/io/result_files.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <unordered_map>
#include <utility>

namespace saggar {

namespace {

using detail::Column;
using detail::layer_of;
using detail::MapLayer;
using detail::number;
using detail::QgisStyle;
using detail::text;

std::size_t at(std::int32_t position) {
    return static_cast<std::size_t>(position);
}

std::string dot(std::size_t name, detail::Colour const& colour) {
    return detail::marker_symbol(name, "circle", 2.4, colour);
}

constexpr detail::Colour good{44, 160, 44};
constexpr detail::Colour plain{160, 160, 160};
constexpr detail::Colour warning{255, 127, 14};
constexpr detail::Colour bad{214, 39, 40};
constexpr detail::Colour accent{31, 119, 180};

std::vector<QgisStyle> by_word(std::string_view column, std::vector<detail::Category> const& words,
                               detail::MakeSymbol symbol) {
    return {{.name = std::string{column},
             .description = "",
             .qml = detail::categorized(column, words, symbol),
             .is_default = true}};
}

// ---- buildings --------------------------------------------------------------------------------------------

struct BuildingRow {
    std::string id;
    std::string use;
    std::optional<Point> at;
    ExtensionLoad const* load{nullptr}; // null: it cannot connect
    std::string_view status;
    std::string why;
};

class BuildingRows {
public:
    explicit BuildingRows(ExtensionResults const& results) {
        // Those of the map come first: they keep none of its buildings from connecting.
        std::vector<MapFinding> const& findings = results.problem.findings;
        for (std::size_t i = results.map.findings.size(); i < findings.size(); ++i) {
            MapFinding const& finding = findings[i];
            bool const of_buildings =
                finding.map.empty() || finding.map == results.project.extension.buildings;
            if (of_buildings &&
                (finding.kind == MapFindingKind::unusable || finding.kind == MapFindingKind::not_connected)) {
                why_.emplace(finding.feature, &finding);
            }
        }
        std::vector<std::int32_t> load_of(results.map.buildings.size(), -1);
        for (std::size_t i = 0; i < results.problem.loads.size(); ++i) {
            load_of[results.problem.loads[i].building] = static_cast<std::int32_t>(i);
        }
        for (std::size_t i = 0; i < results.map.buildings.size(); ++i) {
            MapBuilding const& building = results.map.buildings[i];
            BuildingRow row{.id = building.id,
                            .use = building.use,
                            .at = building.at,
                            .load = nullptr,
                            .status = {},
                            .why = {}};
            if (load_of[i] < 0) {
                say_why(row);
            } else {
                row.load = &results.problem.loads[at(load_of[i])];
                judge(row, results, load_of[i]);
            }
            rows.push_back(std::move(row));
        }
        for (UnusableBuilding const& unusable : results.map.unusable_buildings) {
            MapFinding const& finding = results.map.findings[unusable.finding];
            rows.push_back({.id = unusable.id,
                            .use = {},
                            .at = finding.at,
                            .load = nullptr,
                            .status = "unusable",
                            .why = finding.text});
        }
    }

    std::vector<BuildingRow> rows;

private:
    // As its finding has it.
    void say_why(BuildingRow& row) const {
        auto const found = why_.find(row.id);
        bool const known = found != why_.end();
        row.status = known ? to_string(found->second->kind) : to_string(MapFindingKind::unusable);
        row.why = known ? found->second->text : "cannot connect";
    }

    static void judge(BuildingRow& row, ExtensionResults const& results, std::int32_t load) {
        ExtensionPlan const* const plan = results.plan;
        if (plan == nullptr) {
            row.status = "can_connect";
        } else if (std::ranges::binary_search(plan->topology.connected, load)) {
            row.status = "connected";
        } else {
            row.status = "not_connected";
            row.why = why_left_out(results, *row.load);
        }
    }

    // What is known of it alone; otherwise the plan as a whole is better without it.
    static std::string why_left_out(ExtensionResults const& results, ExtensionLoad const& load) {
        ExtensionPlan const& plan = *results.plan;
        if (plan.left_w < load.demand.peak_kw * 1e3) {
            return "plants have no heat left for it beside what connects";
        }
        std::string const earlier =
            plan.contradicted.empty()
                ? ""
                : "; what the solver said of other plans is in plan.json (contradicted)";
        double const alone = load.income - load.connection_cost - load.service_cost;
        if (results.project.extension.budget) {
            return "not worth its part of the budget in this plan" + earlier;
        }
        return (alone > 0.0
                    ? fmt::format(
                          "not worth its connection in this plan: it brings {:.0f} beyond what its own "
                          "connection and service pipe cost, too little for its part of the rest",
                          alone)
                    : fmt::format(
                          "not worth its connection: that and its service pipe alone cost {:.0f} more "
                          "than it brings",
                          -alone)) +
               earlier;
    }

    std::unordered_map<std::string, MapFinding const*> why_;
};

MapLayer buildings_layer(ExtensionResults const& results, std::string name) {
    using C = Column<BuildingRow>;
    auto const of_load = [](double (*value)(ExtensionLoad const&)) {
        return [value](BuildingRow const& row) {
            return row.load != nullptr ? number(value(*row.load)) : ResultCell{};
        };
    };
    std::vector<C> columns{
        {"id", ResultType::text, [](BuildingRow const& row) { return text(row.id); }},
        {"status", ResultType::text, [](BuildingRow const& row) { return text(std::string{row.status}); }},
        {"reason", ResultType::text, [](BuildingRow const& row) { return text(row.why); }},
        {"use", ResultType::text, [](BuildingRow const& row) { return text(row.use); }},
        {"annual_use_mwh", ResultType::number,
         of_load([](ExtensionLoad const& load) { return load.demand.annual_use_mwh; })},
        {"peak_kw", ResultType::number,
         of_load([](ExtensionLoad const& load) { return load.demand.peak_kw; })},
        {"dwellings", ResultType::integer,
         [](BuildingRow const& row) {
             return row.load != nullptr ? ResultCell{static_cast<std::int64_t>(row.load->demand.dwellings)}
                                        : ResultCell{};
         }},
        {"service_length_m", ResultType::number,
         of_load([](ExtensionLoad const& load) { return load.service_length_m; })},
        {"connection_cost", ResultType::number,
         of_load([](ExtensionLoad const& load) { return load.connection_cost; })},
        {"income", ResultType::number, of_load([](ExtensionLoad const& load) { return load.income; })},
        {"source", ResultType::text,
         [](BuildingRow const& row) {
             return row.load != nullptr ? text(row.load->demand.source) : ResultCell{};
         }},
        {"x_m", ResultType::number,
         [](BuildingRow const& row) { return row.at ? number(row.at->x_m) : ResultCell{}; }},
        {"y_m", ResultType::number,
         [](BuildingRow const& row) { return row.at ? number(row.at->y_m) : ResultCell{}; }}};
    return layer_of<BuildingRow>(
        std::move(name), "buildings of the map, whether they connect, and why not", ResultGeometry::point,
        BuildingRows{results}.rows, std::move(columns),
        [](BuildingRow const& row) {
            return row.at ? std::vector<double>{row.at->x_m, row.at->y_m} : std::vector<double>{};
        },
        by_word("status",
                {{"connected", "connected", good},
                 {"can_connect", "can connect", accent},
                 {"not_connected", "not connected", plain},
                 {"unusable", "cannot connect", bad}},
                dot));
}

// ---- streets as the problem sees them
// ------------------------------------------------------------------------

std::string_view word(WayKind kind) {
    switch (kind) {
    case WayKind::street: return "street";
    case WayKind::connector: return "connector";
    case WayKind::present: return "present_pipe";
    }
    return "street";
}

std::string joined(std::vector<std::string> const& words) {
    std::string all;
    for (std::string const& one : words) {
        all += (all.empty() ? "" : "; ") + one;
    }
    return all;
}

MapLayer ways_layer(ExtensionResults const& results) {
    using C = Column<ExtensionWay>;
    ExtensionProblem const& problem = results.problem;
    std::vector<C> columns{
        {"kind", ResultType::text, [](ExtensionWay const& way) { return text(std::string{word(way.kind)}); }},
        {"length_m", ResultType::number, [](ExtensionWay const& way) { return number(way.length_m); }},
        {"surface", ResultType::text,
         [](ExtensionWay const& way) { return text(way.surface == Surface::hard ? "hard" : "soft"); }},
        {"crossing_cost", ResultType::number,
         [](ExtensionWay const& way) { return number(way.crossing_cost); }},
        {"crosses", ResultType::text, [](ExtensionWay const& way) { return text(joined(way.crosses)); }},
        {"pair", ResultType::text,
         [&results](ExtensionWay const& way) {
             return way.pair >= 0 ? text(results.project.pipe_pairs[at(way.pair)].id) : ResultCell{};
         }},
        {"capacity_kw", ResultType::number,
         [](ExtensionWay const& way) {
             return way.kind == WayKind::present ? number(way.capacity_w * 1e-3) : ResultCell{};
         }},
        {"present_kw", ResultType::number, [](ExtensionWay const& way) {
             return way.kind == WayKind::present ? number(way.present_w * 1e-3) : ResultCell{};
         }}};
    return layer_of<ExtensionWay>(
        "streets", "streets in pieces, present pipes, and how they are joined", ResultGeometry::line,
        problem.ways, std::move(columns),
        [&problem](ExtensionWay const& way) {
            Point const& a = problem.places[at(way.a)];
            Point const& b = problem.places[at(way.b)];
            return std::vector<double>{a.x_m, a.y_m, b.x_m, b.y_m};
        },
        by_word("kind",
                {{"street", "street", plain},
                 {"connector", "joins street and pipe", warning},
                 {"present_pipe", "present pipe", accent}},
                detail::plain_line_symbol));
}

// ---- pipes of the plan
// -----------------------------------------------------------------------------------------

struct PipeRow {
    ExtensionPipe const* pipe;
    SizingPipe const* sized;
    double heat_loss; // present values
    double pumping;
    std::vector<double> corners;
};

std::vector<PipeRow> pipe_rows(ExtensionPlan const& plan) {
    Project const& project = plan.sizing.project;
    std::unordered_map<std::string_view, Node const*> nodes;
    for (Node const& node : project.nodes) {
        nodes.emplace(node.id, &node);
    }
    std::unordered_map<std::string_view, Pipe const*> pairs;
    for (Pipe const& pair : project.pipe_pairs) {
        pairs.emplace(pair.id, &pair);
    }
    std::unordered_map<std::string_view, SizingPipe const*> sized;
    for (SizingPipe const& pipe : plan.sizing.pipes) {
        sized.emplace(pipe.id, &pipe);
    }
    std::vector<PipeRow> rows;
    for (ExtensionPipe const& pipe : plan.pipes) {
        // Sizes were weighed with capital as 1 (money.hpp).
        SizingPipe const& size = *sized.at(pipe.pair);
        PipeRow row{.pipe = &pipe,
                    .sized = &size,
                    .heat_loss = plan.life_cycle_factor * size.heat_loss,
                    .pumping = plan.life_cycle_factor * size.pumping,
                    .corners = {}};
        Pipe const& pair = *pairs.at(pipe.pair);
        Node const& from = *nodes.at(pair.from);
        Node const& to = *nodes.at(pair.to);
        if (from.x_m && from.y_m && to.x_m && to.y_m) {
            row.corners = {*from.x_m, *from.y_m};
            row.corners.insert(row.corners.end(), pair.route_xy_m.begin(), pair.route_xy_m.end());
            row.corners.insert(row.corners.end(), {*to.x_m, *to.y_m});
        }
        rows.push_back(std::move(row));
    }
    return rows;
}

std::string_view kind_of(ExtensionPipe const& pipe) {
    return pipe.reinforced ? "reinforced" : pipe.service ? "service" : "street";
}

MapLayer pipes_layer(ExtensionPlan const& plan) {
    using C = Column<PipeRow>;
    std::vector<C> columns{
        {"id", ResultType::text, [](PipeRow const& row) { return text(row.pipe->pair); }},
        {"kind", ResultType::text, [](PipeRow const& row) { return text(std::string{kind_of(*row.pipe)}); }},
        {"catalogue", ResultType::text, [](PipeRow const& row) { return text(row.pipe->entry); }},
        {"by_rule", ResultType::text, [](PipeRow const& row) { return text(row.sized->rule_entry); }},
        {"before", ResultType::text,
         [](PipeRow const& row) { return row.pipe->reinforced ? text(row.sized->old_entry) : ResultCell{}; }},
        {"length_m", ResultType::number, [](PipeRow const& row) { return number(row.sized->length_m); }},
        {"surface", ResultType::text,
         [](PipeRow const& row) { return text(row.pipe->surface == Surface::hard ? "hard" : "soft"); }},
        {"design_flow_kg_s", ResultType::number,
         [](PipeRow const& row) { return number(row.sized->design_flow_kg_s); }},
        {"velocity_m_s", ResultType::number,
         [](PipeRow const& row) { return number(row.sized->velocity_m_s); }},
        {"gradient_pa_m", ResultType::number,
         [](PipeRow const& row) { return number(row.sized->gradient_pa_m); }},
        {"capital", ResultType::number, [](PipeRow const& row) { return number(row.pipe->capital); }},
        {"crossing_cost", ResultType::number,
         [](PipeRow const& row) { return number(row.pipe->crossing_cost); }},
        {"heat_loss_present_value", ResultType::number,
         [](PipeRow const& row) { return number(row.heat_loss); }},
        {"pumping_present_value", ResultType::number, [](PipeRow const& row) { return number(row.pumping); }},
        {"linear_heat_density_mwh_m", ResultType::number,
         [](PipeRow const& row) {
             return row.pipe->annual_use_mwh > 0.0
                        ? number(row.pipe->annual_use_mwh / std::max(row.sized->length_m, 1e-9))
                        : ResultCell{};
         }},
        {"closes_ring", ResultType::text,
         [](PipeRow const& row) { return row.pipe->closes_ring ? text("yes") : ResultCell{}; }}};
    return layer_of<PipeRow>(
        "pipes", "new pipes and present ones that are made larger", ResultGeometry::line, pipe_rows(plan),
        std::move(columns), [](PipeRow const& row) { return row.corners; },
        by_word("kind",
                {{"street", "new, in a street", bad},
                 {"service", "new, to a building", warning},
                 {"reinforced", "made larger", {148, 103, 189}}},
                detail::plain_line_symbol));
}

MapLayer obstacles_layer(ExtensionResults const& results) {
    double const usual = results.project.extension.crossing_cost.value_or(0.0);
    return layer_of<MapObstacle>(
        "obstacles", "what is costly to cross, as the map draws it", ResultGeometry::line,
        results.map.obstacles,
        {{"id", ResultType::text, [](MapObstacle const& one) { return text(one.id); }},
         {"kind", ResultType::text, [](MapObstacle const& one) { return text(one.area ? "area" : "line"); }},
         {"crossing_cost", ResultType::number,
          [usual](MapObstacle const& one) { return number(one.crossing_cost.value_or(usual)); }}},
        [](MapObstacle const& one) {
            std::vector<double> corners;
            for (Point const& point : one.line) {
                corners.insert(corners.end(), {point.x_m, point.y_m});
            }
            return corners;
        },
        by_word("kind", {{"line", "obstacle", {90, 90, 90}}, {"area", "obstacle, its outline", {90, 90, 90}}},
                detail::plain_line_symbol));
}

std::vector<MapLayer> layers_of(ExtensionResults const& results) {
    if (results.plan == nullptr) {
        return {ways_layer(results), buildings_layer(results, "buildings"), obstacles_layer(results),
                detail::findings_layer(results.problem.findings)};
    }
    std::vector<MapLayer> layers{pipes_layer(*results.plan), buildings_layer(results, "buildings"),
                                 obstacles_layer(results), detail::findings_layer(results.problem.findings)};
    if (results.plan->security) {
        layers.push_back(detail::security_layer(*results.plan));
    }
    return layers;
}

} // namespace

std::vector<MoneyItem> money_items(ExtensionResults const& results) {
    ExtensionMoney const& money = results.plan->money;
    std::vector<MoneyItem> items =
        detail::money_rows(money, results.project, "full solver over the load duration");
    if (results.plan->security) {
        items.push_back({"security: links, larger pairs and what they take", -money.security,
                         "catalogue, map of obstacles, full solver"});
    }
    items.push_back({"net present value", money.net(), "sum"});
    return items;
}

std::string extension_json(ExtensionResults const& results) {
    nlohmann::json document;
    document["currency"] = results.project.currency;
    document["assumptions"] = results.problem.assumptions;
    if (results.plan != nullptr) {
        document["plan"] = detail::extension_summary(*results.plan, results.project);
        document["costs"] = detail::to_json_rows(detail::costs_table(money_items(results)));
        document["heat"] = detail::to_json_rows(detail::heat_table(results.plan->money));
    }
    for (MapLayer const& layer : layers_of(results)) {
        document[layer.name] = detail::to_json_rows(layer);
    }
    if (results.plan != nullptr && results.plan->security) { // more than its rows say
        document["security"] = detail::security_summary(*results.plan);
    }
    if (results.week != nullptr) {
        document["cold_week"] = detail::cold_week_summary(*results.week);
    }
    return document.dump(1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::vector<std::filesystem::path> write_extension(ExtensionResults const& results,
                                                   std::filesystem::path const& folder) {
    bool const planned = results.plan != nullptr;
    std::string const stem = planned ? "plan" : "problem";
    std::vector<std::pair<std::string, std::string>> texts{
        {"findings.csv", detail::to_csv({detail::findings_layer(results.problem.findings)})},
        {stem + "_buildings.csv", detail::to_csv({buildings_layer(results, "buildings")})},
        {stem + ".json", extension_json(results)}};
    if (planned) {
        texts.emplace_back("plan_pipes.csv", detail::to_csv({pipes_layer(*results.plan)}));
        texts.emplace_back("plan_costs.csv", detail::to_csv({detail::costs_table(money_items(results))}));
        texts.emplace_back("plan_heat.csv", detail::to_csv({detail::heat_table(results.plan->money)}));
        if (results.plan->security) {
            texts.emplace_back("plan_security.csv", detail::to_csv({detail::security_layer(*results.plan)}));
        }
        texts.emplace_back("plan_inputs.json", detail::project_json(results.project, folder));
        if (results.week != nullptr && !results.week->hours.empty()) {
            texts.emplace_back("cold_week.csv", detail::cold_week_csv(*results.week));
            texts.emplace_back("cold_week_loads.csv", detail::cold_week_loads_csv(*results.week));
        }
    } else {
        texts.emplace_back("problem_streets.csv", detail::to_csv({ways_layer(results)}));
    }
    FileWriter const map = [&](std::filesystem::path const& file) {
        return geopackage_supported() &&
               detail::write_map(layers_of(results), results.project.coordinate_reference_system, file);
    };
    std::vector<std::string> without;
    if (planned) { // a plan may have these or not
        without = {"plan_security.csv", "cold_week.csv", "cold_week_loads.csv"};
    }
    std::vector<std::filesystem::path> written =
        write_files(texts, {{stem + ".gpkg", map}}, folder, std::move(without));
    if (planned) { // names of other files in it start from where it lies
        written.push_back(folder / "project.yaml");
        write_project(results.plan->sizing.project, written.back());
    }
    return written;
}

} // namespace saggar
