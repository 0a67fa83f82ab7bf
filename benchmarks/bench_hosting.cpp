// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// Hosting capacity of every node of a synthetic district, against one warm solve of the same network.
//
// Rows: consumers, percent of loops, whether consumers are dwellings with diversity. Counters: nodes, solves
// per node, and the time per node as a multiple of a warm solve after one consumer's demand changed by 10 %.

#include "district.hpp"

#include "saggar/planning/hosting.hpp"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <numeric>

namespace {

using namespace saggar;
using Clock = std::chrono::steady_clock;

// Pipes are sized to the limits, so that there is room: three quarters of the load are connected.
std::shared_ptr<Network const> district(benchmark::State const& rows) {
    Project project =
        testing_support::district_project({.consumers = static_cast<int>(rows.range(0)),
                                           .loop_share = static_cast<double>(rows.range(1)) / 100.0});
    bool const dwellings = rows.range(2) != 0;
    for (Substation& substation : project.substations) {
        *substation.peak_kw *= dwellings ? 1.0 : 0.75;
        substation.heat_demand_kw = *substation.peak_kw;
        substation.dwellings = dwellings ? std::max(1, static_cast<int>(*substation.peak_kw / 12.0)) : 0;
    }
    project.design.diversity = dwellings ? DiversityModel::thermos : DiversityModel::none;
    project.limits.maximum_gradient_trunk_pa_m = 150.0;
    project.plants[0].capacity_kw =
        1.3 * std::accumulate(project.substations.begin(), project.substations.end(), 0.0,
                              [](double sum, Substation const& one) { return sum + *one.peak_kw; });
    return Network::build(std::move(project), Catalogue{});
}

double warm_solve_s(std::shared_ptr<Network const> const& network) {
    SteadySolver solver{network};
    OperatingPoint point = design_point(*network);
    SteadyState state;
    (void)solver.solve(point, state);
    double least = 1e9;
    for (int i = 0; i < 10; ++i) {
        std::size_t const consumer = static_cast<std::size_t>(i) * 37 % point.heat_demand_w.size();
        point.heat_demand_w[consumer] *= 1.1;
        auto const begin = Clock::now();
        (void)solver.solve(point, state);
        least = std::min(least, std::chrono::duration<double>(Clock::now() - begin).count());
    }
    return least;
}

void hosting(benchmark::State& rows) {
    auto const network = district(rows);
    double const one_s = warm_solve_s(network);
    HostingReport report;
    double spent_s = 0.0;
    for ([[maybe_unused]] auto _ : rows) {
        auto const begin = Clock::now();
        report = study_hosting(network, {.threads = 2});
        spent_s = std::chrono::duration<double>(Clock::now() - begin).count();
    }
    auto const nodes = static_cast<double>(report.nodes.size());
    rows.counters["nodes"] = nodes;
    rows.counters["points"] = static_cast<double>(report.points);
    rows.counters["solves_per_node"] = static_cast<double>(report.solves) / nodes;
    rows.counters["warm_solve_ms"] = one_s * 1e3;
    rows.counters["warm_solves_per_node"] = 2.0 * spent_s / nodes / one_s; // of two threads
}
BENCHMARK(hosting)
    ->ArgNames({"consumers", "loops", "dwellings"})
    ->Args({100, 0, 0})
    ->Args({1000, 0, 0})
    ->Args({1000, 5, 0})
    ->Args({1000, 0, 1})
    ->Iterations(1)
    ->Unit(benchmark::kSecond)
    ->UseRealTime();

} // namespace
