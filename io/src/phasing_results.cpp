// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/io/phasing_results.hpp"

#include "document/project_text.hpp"
#include "heat_rows.hpp"
#include "money_rows.hpp"
#include "phasing_summary.hpp"
#include "results/findings_layer.hpp"
#include "results/planning_styles.hpp"
#include "results/row_layer.hpp"

#include "saggar/io/project_reader.hpp"
#include "saggar/io/result_files.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <unordered_map>

namespace saggar {

namespace {

using detail::layer_of;
using detail::MapLayer;
using detail::number;
using detail::text;

template <class Row>
std::vector<double> nowhere(Row const&) {
    return {};
}

// ---- the chosen strategy in the future that is shown ------------------------------------------------------

struct PipeRow {
    PhaseResult const* phase;
    PhasePipe const* pipe;
    std::vector<double> corners;
};

std::vector<double> corners_of(Project const& project, std::string const& id) {
    auto const pair = std::ranges::find(project.pipe_pairs, id, &Pipe::id);
    if (pair == project.pipe_pairs.end()) {
        return {};
    }
    auto const end = [&](std::string const& name) {
        return std::ranges::find(project.nodes, name, &Node::id);
    };
    auto const from = end(pair->from);
    auto const to = end(pair->to);
    if (from == project.nodes.end() || to == project.nodes.end() || !from->x_m || !to->x_m) {
        return {};
    }
    std::vector<double> corners{*from->x_m, *from->y_m};
    corners.insert(corners.end(), pair->route_xy_m.begin(), pair->route_xy_m.end());
    corners.insert(corners.end(), {*to->x_m, *to->y_m});
    return corners;
}

std::string_view kind_of(PhasePipe const& pipe) {
    return pipe.reinforced ? "reinforced" : pipe.service ? "service" : "street";
}

std::vector<int> years_of(PhasingReport const& report) {
    std::vector<int> years;
    for (PhaseResult const& phase : report.plan().phases) {
        years.push_back(phase.year);
    }
    return years;
}

MapLayer pipes_layer(std::string name, std::string about, std::vector<PhaseResult const*> const& phases,
                     std::vector<int> const& years) {
    using Row = PipeRow;
    std::vector<Row> rows;
    for (PhaseResult const* const phase : phases) {
        for (PhasePipe const& pipe : phase->pipes) {
            rows.push_back({phase, &pipe, corners_of(phase->project, pipe.pair)});
        }
    }
    return layer_of<Row>(
        std::move(name), std::move(about), ResultGeometry::line, std::move(rows),
        {{"id", ResultType::text, [](Row const& row) { return text(row.pipe->pair); }},
         {"phase", ResultType::text, [](Row const& row) { return text(row.phase->phase); }},
         {"year", ResultType::integer,
          [](Row const& row) { return ResultCell{static_cast<std::int64_t>(row.phase->year)}; }},
         {"kind", ResultType::text, [](Row const& row) { return text(std::string{kind_of(*row.pipe)}); }},
         {"catalogue", ResultType::text, [](Row const& row) { return text(row.pipe->entry); }},
         {"before", ResultType::text, [](Row const& row) { return text(row.pipe->before); }},
         {"length_m", ResultType::number, [](Row const& row) { return number(row.pipe->length_m); }},
         {"surface", ResultType::text,
          [](Row const& row) { return text(row.pipe->surface == Surface::hard ? "hard" : "soft"); }},
         {"capital", ResultType::number, [](Row const& row) { return number(row.pipe->capital); }},
         {"crossing_cost", ResultType::number,
          [](Row const& row) { return number(row.pipe->crossing_cost); }},
         {"linear_heat_density_mwh_m", ResultType::number,
          [](Row const& row) {
              return row.pipe->annual_use_mwh > 0.0
                         ? number(row.pipe->annual_use_mwh / std::max(row.pipe->length_m, 1e-9))
                         : ResultCell{};
          }},
         {"written_off", ResultType::number, [](Row const& row) { return number(row.pipe->written_off); }}},
        [](Row const& row) { return row.corners; }, detail::phase_styles(years, true));
}

struct BuildingRow {
    std::string id;
    std::optional<Point> at;
    MapBuilding const* building{nullptr};  // null: the map says nothing of it that can be used
    BuildingDemand const* demand{nullptr}; // likewise
    std::string_view status;
    PhaseResult const* phase{nullptr}; // in which it connects; null: none
    std::optional<int> arrival_year;   // in which it could
};

std::vector<BuildingRow> building_rows(PhasingResults const& results) {
    PhasingReport const& report = results.report;
    std::unordered_map<std::string_view, PhaseResult const*> connects;
    for (PhaseResult const& phase : report.plan().phases) {
        for (std::string const& id : phase.buildings) {
            connects.emplace(id, &phase);
        }
    }
    std::vector<BuildingRow> rows;
    for (std::size_t i = 0; i < results.map.buildings.size(); ++i) {
        MapBuilding const& building = results.map.buildings[i];
        int const arrival = report.arrivals[report.shown][i];
        auto const found = connects.find(building.id);
        bool const usable = report.demands[i].annual_use_mwh > 0.0;
        BuildingRow row;
        row.id = building.id;
        row.at = building.at;
        row.building = &building;
        row.demand = &report.demands[i];
        if (arrival >= 0) {
            row.arrival_year = results.project.phases[static_cast<std::size_t>(arrival)].year;
        }
        row.phase = found != connects.end() ? found->second : nullptr;
        row.status = row.phase != nullptr                ? "connected"
                     : !usable                           ? "unusable"
                     : arrival == comes_after_last_phase ? "comes_after_last_phase"
                     : arrival < 0                       ? "does_not_come"
                                                         : "not_connected";
        rows.push_back(std::move(row));
    }
    for (UnusableBuilding const& unusable : results.map.unusable_buildings) {
        MapFinding const& finding = results.map.findings[unusable.finding];
        BuildingRow row;
        row.id = unusable.id;
        row.at = finding.at;
        row.status = "unusable";
        rows.push_back(std::move(row));
    }
    return rows;
}

MapLayer buildings_layer(PhasingResults const& results) {
    using Row = BuildingRow;
    auto const of_demand = [](double BuildingDemand::*field) {
        return [field](Row const& row) {
            return row.demand != nullptr ? number(row.demand->*field) : ResultCell{};
        };
    };
    return layer_of<Row>(
        "buildings", "buildings of the map: in which phase they connect", ResultGeometry::point,
        building_rows(results),
        {{"id", ResultType::text, [](Row const& row) { return text(row.id); }},
         {"status", ResultType::text, [](Row const& row) { return text(std::string{row.status}); }},
         {"phase", ResultType::text,
          [](Row const& row) { return row.phase != nullptr ? text(row.phase->phase) : ResultCell{}; }},
         {"year", ResultType::integer,
          [](Row const& row) {
              return row.phase != nullptr ? ResultCell{static_cast<std::int64_t>(row.phase->year)}
                                          : ResultCell{};
          }},
         {"could_connect_in", ResultType::integer,
          [](Row const& row) {
              return row.arrival_year ? ResultCell{static_cast<std::int64_t>(*row.arrival_year)}
                                      : ResultCell{};
          }},
         {"likelihood", ResultType::number,
          [](Row const& row) {
              return row.building != nullptr && row.building->likelihood ? number(*row.building->likelihood)
                                                                         : ResultCell{};
          }},
         {"use", ResultType::text,
          [](Row const& row) { return row.building != nullptr ? text(row.building->use) : ResultCell{}; }},
         {"annual_use_mwh", ResultType::number, of_demand(&BuildingDemand::annual_use_mwh)},
         {"peak_kw", ResultType::number, of_demand(&BuildingDemand::peak_kw)},
         {"dwellings", ResultType::integer,
          [](Row const& row) {
              return row.demand != nullptr ? ResultCell{static_cast<std::int64_t>(row.demand->dwellings)}
                                           : ResultCell{};
          }},
         {"source", ResultType::text,
          [](Row const& row) { return row.demand != nullptr ? text(row.demand->source) : ResultCell{}; }},
         {"x_m", ResultType::number,
          [](Row const& row) { return row.at ? number(row.at->x_m) : ResultCell{}; }},
         {"y_m", ResultType::number,
          [](Row const& row) { return row.at ? number(row.at->y_m) : ResultCell{}; }}},
        [](Row const& row) {
            return row.at ? std::vector<double>{row.at->x_m, row.at->y_m} : std::vector<double>{};
        },
        detail::phase_styles(years_of(results.report), false));
}

std::vector<PhaseResult const*> phases_of(PhasingReport const& report) {
    std::vector<PhaseResult const*> phases;
    for (PhaseResult const& phase : report.plan().phases) {
        phases.push_back(&phase);
    }
    return phases;
}

std::vector<MapLayer> map_layers(PhasingResults const& results) {
    std::vector<MapLayer> layers;
    for (PhaseResult const& phase : results.report.plan().phases) {
        layers.push_back(pipes_layer(fmt::format("pipes_{}", phase.year),
                                     fmt::format("pipes laid in {}", phase.year), {&phase},
                                     years_of(results.report)));
    }
    layers.push_back(buildings_layer(results));
    return layers;
}

// The network of a phase as a project of its own: nothing of the build-out is left in it.
Project project_of(PhaseResult const& phase) {
    Project project = phase.project;
    project.phases.clear();
    project.uptakes.clear();
    project.phasing = {};
    project.extension.from_year_field = ExtensionSettings{}.from_year_field;
    project.extension.likelihood_field = ExtensionSettings{}.likelihood_field;
    for (Plant& plant : project.plants) {
        plant.service_from_year.reset();
        plant.service_until_year.reset();
    }
    return project;
}

} // namespace

std::vector<MoneyItem> money_items(PhasingResults const& results) {
    PhasedMoney const& money = results.report.plan().money;
    std::vector<MoneyItem> items =
        detail::money_rows(money, results.project, "full solver over the load duration, phase by phase");
    items.push_back({"residual value", money.residual_value, "straight line over the lifetime: assumption"});
    items.push_back({"net present value", money.net(), "sum"});
    return items;
}

std::string replacement_in_words(PhasePipe const& pipe) {
    return fmt::format("{} from {} to {}", pipe.pair, pipe.before, pipe.entry);
}

std::string phasing_json(PhasingResults const& results) {
    PhasingReport const& report = results.report;
    nlohmann::json document;
    document["currency"] = results.project.currency;
    document["assumptions"] = report.assumptions;
    document["chosen"] = {{"strategy", report.strategies[report.chosen].id},
                          {"description", report.strategies[report.chosen].description},
                          {"uptake", report.futures[report.shown].id},
                          {"net_present_value", report.plan().money.net()}};
    document["expected_value_of_perfect_information"] =
        report.perfect_information - report.strategies[report.chosen].expected_value;
    document["regret"] = detail::to_json_rows(detail::regret_table(report));
    document["phases"] = detail::to_json_rows(detail::phases_table(report));
    document["pipes"] = detail::to_json_rows(pipes_layer("pipes", "", phases_of(report), years_of(report)));
    document["buildings"] = detail::to_json_rows(buildings_layer(results));
    document["costs"] = detail::to_json_rows(detail::costs_table(money_items(results)));
    document["heat"] = detail::to_json_rows(detail::heat_table(report));
    document["findings"] = detail::to_json_rows(detail::findings_layer(report.findings));
    document["futures"] = detail::futures_json(report);
    document["plant_years"] = detail::plant_years_json(report);
    document["strategies"] = detail::strategies_json(report);
    document["present"] = {{"heat_loss_mwh", report.present_heat_loss_mwh},
                           {"pumping_mwh", report.present_pumping_mwh}};
    return document.dump(1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::vector<std::filesystem::path> write_phasing(PhasingResults const& results,
                                                 std::filesystem::path const& folder) {
    PhasingReport const& report = results.report;
    std::vector<std::pair<std::string, std::string>> const texts{
        {"phases.csv", detail::to_csv({detail::phases_table(report)})},
        {"phase_regret.csv", detail::to_csv({detail::regret_table(report)})},
        {"phase_pipes.csv", detail::to_csv({pipes_layer("pipes", "", phases_of(report), years_of(report))})},
        {"phase_buildings.csv", detail::to_csv({buildings_layer(results)})},
        {"phase_costs.csv", detail::to_csv({detail::costs_table(money_items(results))})},
        {"phase_heat.csv", detail::to_csv({detail::heat_table(report)})},
        {"findings.csv", detail::to_csv({detail::findings_layer(report.findings)})},
        {"phases.json", phasing_json(results)},
        {"phases_inputs.json", detail::project_json(results.project, folder)}};
    FileWriter const map = [&](std::filesystem::path const& file) {
        return geopackage_supported() &&
               detail::write_map(map_layers(results), results.project.coordinate_reference_system, file);
    };
    std::vector<std::filesystem::path> written = write_files(texts, {{"phases.gpkg", map}}, folder);
    for (PhaseResult const& phase : report.plan().phases) { // names of other files start from where it lies
        written.push_back(folder / fmt::format("project_{}.yaml", phase.year));
        write_project(project_of(phase), written.back());
    }
    return written;
}

} // namespace saggar
