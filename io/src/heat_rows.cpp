// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "heat_rows.hpp"

#include "results/row_layer.hpp"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace saggar::detail {

namespace {

struct HeatRow {
    char const* kind;
    PlantHeat const* plant;
    PlantHeatAtLoad const* load{nullptr}; // null: the year
    int year{0};                          // of a build-out
};

void add_years(std::vector<HeatRow>& rows, char const* kind, HeatOfYear const& heat, int year = 0) {
    for (PlantHeat const& plant : heat.plants) {
        rows.push_back({.kind = kind, .plant = &plant, .year = year});
    }
}

std::vector<Column<HeatRow>> heat_columns() {
    auto const of_year = [](double (*value)(PlantHeat const&)) {
        return [value](HeatRow const& row) {
            return row.load == nullptr ? number(value(*row.plant)) : ResultCell{};
        };
    };
    auto const of_load = [](double (*value)(PlantHeatAtLoad const&)) {
        return [value](HeatRow const& row) {
            return row.load != nullptr ? number(value(*row.load)) : ResultCell{};
        };
    };
    return {
        {"kind", ResultType::text, [](HeatRow const& row) { return text(row.kind); }},
        {"network", ResultType::text, [](HeatRow const& row) { return text(row.plant->network); }},
        {"plant", ResultType::text, [](HeatRow const& row) { return text(row.plant->plant); }},
        {"cost_per_mwh", ResultType::number,
         [](HeatRow const& row) { return number(row.plant->cost_per_mwh); }},
        {"most_kw", ResultType::number, [](HeatRow const& row) { return number(row.plant->most_w * 1e-3); }},
        {"load_factor", ResultType::number,
         of_load([](PlantHeatAtLoad const& at) { return at.load_factor; })},
        {"hours", ResultType::number, of_load([](PlantHeatAtLoad const& at) { return at.hours; })},
        {"network_kw", ResultType::number,
         of_load([](PlantHeatAtLoad const& at) { return at.network_heat_w * 1e-3; })},
        {"heat_kw", ResultType::number, of_load([](PlantHeatAtLoad const& at) { return at.heat_w * 1e-3; })},
        {"share", ResultType::number, of_year([](PlantHeat const& plant) { return plant.share; })},
        {"sold_mwh", ResultType::number, of_year([](PlantHeat const& plant) { return plant.sold_mwh; })},
        {"lost_mwh", ResultType::number, of_year([](PlantHeat const& plant) { return plant.lost_mwh; })},
        {"heat_mwh", ResultType::number, of_year([](PlantHeat const& plant) { return plant.heat_mwh(); })},
        {"cost", ResultType::number, of_year([](PlantHeat const& plant) { return plant.cost(); })},
        {"by_cost", ResultType::number, of_load([](PlantHeatAtLoad const& at) { return at.by_cost; })}};
}

MapLayer table_of(std::vector<HeatRow> rows, std::vector<Column<HeatRow>> columns) {
    return layer_of<HeatRow>("heat", "", ResultGeometry::none, std::move(rows), std::move(columns),
                             [](HeatRow const&) { return std::vector<double>{}; }, {});
}

} // namespace

MapLayer heat_table(ExtensionMoney const& money) {
    std::vector<HeatRow> rows;
    add_years(rows, "year", money.heat);
    add_years(rows, "year_before", money.heat_before);
    for (PlantHeat const& plant : money.heat.plants) {
        for (PlantHeatAtLoad const& at : plant.loads) {
            rows.push_back({.kind = "load", .plant = &plant, .load = &at});
        }
    }
    return table_of(std::move(rows), heat_columns());
}

MapLayer heat_table(PhasingReport const& report) {
    std::vector<HeatRow> rows;
    add_years(rows, "before", report.present_heat);
    for (PhaseResult const& phase : report.plan().phases) {
        add_years(rows, "phase", phase.heat, phase.year);
        for (PlantYear const& year : phase.plant_years) {
            add_years(rows, "plant_year", year.heat, year.year);
        }
    }
    std::vector<Column<HeatRow>> columns = heat_columns();
    std::erase_if(columns, [](Column<HeatRow> const& column) {
        return column.name == "load_factor" || column.name == "hours" || column.name == "network_kw" ||
               column.name == "heat_kw" || column.name == "by_cost";
    });
    columns.insert(columns.begin() + 1,
                   {"from_year", ResultType::integer, [](HeatRow const& row) {
                        return row.year != 0 ? ResultCell{static_cast<std::int64_t>(row.year)} : ResultCell{};
                    }});
    return table_of(std::move(rows), std::move(columns));
}

} // namespace saggar::detail
