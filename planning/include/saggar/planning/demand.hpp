// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// How much heat a building of a map takes in a year, and at its peak.

#include "saggar/network/planning_settings.hpp"
#include "saggar/network/settings.hpp"
#include "saggar/planning/district_map.hpp"

#include <span>
#include <string>
#include <variant>
#include <vector>

namespace saggar {

enum class BenchmarkUnit { floor_area_m2, dwelling };

// Heat by use, for each m2 of floor or each dwelling.
struct DemandBenchmark {
    std::string use;
    std::vector<std::string> aliases;
    BenchmarkUnit per{BenchmarkUnit::floor_area_m2};
    double heat_kwh{0.0};        // a year, space heat and hot water
    double hot_water_share{0.0}; // of it
    double peak_w{0.0};
    std::string shape; // of a simulation's demand; may be empty
    std::string source;
};

struct BuildingDemand {
    double annual_use_mwh{0.0};
    double peak_kw{0.0}; // of the building: dwellings diversified among themselves by the caller's design
    int dwellings{0};    // 0: not domestic
    double hot_water_share{-1.0}; // negative: not known
    std::string shape;
    std::string source; // what each of the two follows from
};

// The use of the benchmarks whose name or alias the word is (case does not matter); null if there is none.
[[nodiscard]] DemandBenchmark const* find_benchmark(std::span<DemandBenchmark const> benchmarks,
                                                    std::string_view use);

// Annual use: given; else fuel use times efficiency; else by benchmark from dwellings or floor area. Peak:
// given; else by benchmark from dwellings or floor area; else the annual use over the full-load hours of the
// benchmark. Peaks of several dwellings are made one by their coincidence (`design`). Where that cannot be
// done, or gives nothing: what is missing, in words.
[[nodiscard]] std::variant<BuildingDemand, std::string>
building_demand(MapBuilding const& building, std::span<DemandBenchmark const> benchmarks,
                double fuel_efficiency, DesignSettings const& design);

} // namespace saggar
