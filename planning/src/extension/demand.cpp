// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/planning/demand.hpp"

#include "saggar/network/diversity.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>

namespace saggar {

namespace {

bool same_word(std::string_view a, std::string_view b) {
    return std::ranges::equal(
        a, b, [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

// How many m2 or dwellings the benchmark counts of the building; empty where the map does not say.
std::optional<double> units_of(MapBuilding const& building, DemandBenchmark const& benchmark) {
    std::optional<double> units =
        benchmark.per == BenchmarkUnit::dwelling ? building.dwellings : building.floor_area_m2;
    return units && *units > 0.0 ? units : std::nullopt;
}

std::string unit_name(MapBuilding const& building, DemandBenchmark const& benchmark) {
    if (benchmark.per == BenchmarkUnit::dwelling) {
        return "dwellings";
    }
    return building.floor_area_from.empty() ? "floor area" : "floor area (" + building.floor_area_from + ")";
}

} // namespace

DemandBenchmark const* find_benchmark(std::span<DemandBenchmark const> benchmarks, std::string_view use) {
    auto const found = std::ranges::find_if(benchmarks, [&](DemandBenchmark const& one) {
        return same_word(one.use, use) || std::ranges::any_of(one.aliases, [&](std::string const& other) {
                   return same_word(other, use);
               });
    });
    return found == benchmarks.end() ? nullptr : &*found;
}

std::variant<BuildingDemand, std::string> building_demand(MapBuilding const& building,
                                                          std::span<DemandBenchmark const> benchmarks,
                                                          double fuel_efficiency,
                                                          DesignSettings const& design) {
    DemandBenchmark const* const benchmark =
        building.use.empty() ? nullptr : find_benchmark(benchmarks, building.use);
    std::string const no_benchmark =
        building.use.empty() ? std::string{"it names no use"}
                             : fmt::format("there is no benchmark for its use '{}'", building.use);
    std::optional<double> const units = benchmark != nullptr ? units_of(building, *benchmark) : std::nullopt;
    BuildingDemand demand;
    std::string annual_from;
    if (building.annual_use_mwh) {
        demand.annual_use_mwh = *building.annual_use_mwh;
        annual_from = "annual use of the map";
    } else if (building.fuel_use_mwh) {
        demand.annual_use_mwh = *building.fuel_use_mwh * fuel_efficiency;
        annual_from = fmt::format("fuel use of the map at an efficiency of {}", fuel_efficiency);
    } else if (units) {
        demand.annual_use_mwh = *units * benchmark->heat_kwh * 1e-3;
        annual_from = fmt::format("annual use by {}, {}", unit_name(building, *benchmark), benchmark->source);
    } else {
        return benchmark == nullptr
                   ? no_benchmark + ", and neither annual nor fuel use is given"
                   : fmt::format("its {} is not given, and neither is annual or fuel use",
                                 benchmark->per == BenchmarkUnit::dwelling ? "number of dwellings"
                                                                           : "floor area");
    }
    double const dwellings = building.dwellings.value_or(0.0);
    bool const domestic = benchmark != nullptr ? benchmark->per == BenchmarkUnit::dwelling : dwellings > 0.0;
    demand.dwellings = domestic ? std::max(1, static_cast<int>(std::lround(dwellings))) : 0;
    double const among_themselves =
        domestic ? coincidence_factor(design, static_cast<double>(demand.dwellings)) : 1.0;
    std::string peak_from;
    if (building.peak_kw) {
        demand.peak_kw = *building.peak_kw;
        peak_from = "peak of the map";
    } else if (units) {
        demand.peak_kw = *units * benchmark->peak_w * 1e-3 * among_themselves;
        peak_from = fmt::format("peak by {}, {}", unit_name(building, *benchmark), benchmark->source);
    } else if (benchmark != nullptr) {
        demand.peak_kw = demand.annual_use_mwh * benchmark->peak_w / benchmark->heat_kwh * among_themselves;
        peak_from = fmt::format("peak by the benchmark's {:.0f} full-load hours, {}",
                                benchmark->heat_kwh * 1e3 / benchmark->peak_w, benchmark->source);
    } else {
        return no_benchmark + ", and no peak is given";
    }
    if (!(demand.peak_kw > 0.0) || !(demand.annual_use_mwh > 0.0)) {
        return std::string{"it takes no heat"};
    }
    if (demand.peak_kw * 8.784 < demand.annual_use_mwh) {
        return fmt::format("a peak of {:.4g} kW cannot give {:.4g} MWh in a year", demand.peak_kw,
                           demand.annual_use_mwh);
    }
    if (benchmark != nullptr) {
        demand.hot_water_share = benchmark->hot_water_share;
        demand.shape = benchmark->shape;
    }
    demand.source = annual_from + "; " + peak_from;
    return demand;
}

} // namespace saggar
