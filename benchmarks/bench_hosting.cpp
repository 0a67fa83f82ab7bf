// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// Hosting capacity of every node of a synthetic district, against one warm solve of the same network.
//
// Rows: consumers, percent of loops, whether consumers are dwellings with diversity, and of how many groups
// of neighbours one is judged (1: all). Counters: nodes, nodes judged, solves per node judged, the time per
// node as a multiple of a warm solve after one consumer's demand changed by 10 %, and processor seconds:
// before the first node, per 1,000 nodes, and what all nodes take at that rate.

#include "district.hpp"

#include "saggar/planning/hosting.hpp"
#include "saggar/planning/kept_work.hpp"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <ctime>
#include <numeric>
#include <string>
#include <vector>

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

double processor_s() {
    timespec now{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

// Groups that are kept as empty are not judged.
void leave_out(KeptWork& kept, std::int64_t consumers, std::int64_t one_of) {
    for (std::int64_t group = 0; group < consumers && one_of > 1; ++group) { // more than there are
        std::vector<HostingNode> none;
        if (group % one_of != one_of / 2) {
            kept.piece(hosting_piece(static_cast<std::size_t>(group)), none, [] {});
        }
    }
}

void hosting(benchmark::State& rows) {
    auto const network = district(rows);
    double const one_s = warm_solve_s(network);
    HostingReport report;
    double spent_s = 0.0;
    double cpu_before_s = 0.0;
    double cpu_s = 0.0;
    for ([[maybe_unused]] auto _ : rows) {
        KeptWork kept;
        leave_out(kept, rows.range(0), rows.range(3));
        auto const begin = Clock::now();
        double const cpu_begin_s = processor_s();
        report = study_hosting(network, {.threads = 2, .kept = &kept}, [&](std::size_t done, std::size_t) {
            cpu_before_s = done == 0 ? processor_s() - cpu_begin_s : cpu_before_s;
            return true;
        });
        cpu_s = processor_s() - cpu_begin_s - cpu_before_s;
        spent_s = std::chrono::duration<double>(Clock::now() - begin).count();
    }
    auto const all = static_cast<double>(report.nodes.size());
    auto const nodes = static_cast<double>(
        std::ranges::count_if(report.nodes, [](HostingNode const& one) { return one.solves > 0; }));
    rows.counters["nodes"] = all;
    rows.counters["judged"] = nodes;
    rows.counters["points"] = static_cast<double>(report.points);
    rows.counters["solves_per_node"] = static_cast<double>(report.solves) / nodes;
    rows.counters["warm_solve_ms"] = one_s * 1e3;
    rows.counters["warm_solves_per_node"] = 2.0 * spent_s / nodes / one_s; // of two threads
    rows.counters["cpu_before_s"] = cpu_before_s;
    rows.counters["cpu_per_1000_s"] = cpu_s / nodes * 1e3;
    rows.counters["cpu_all_s"] = cpu_before_s + cpu_s / nodes * all;
}
BENCHMARK(hosting)
    ->ArgNames({"consumers", "loops", "dwellings", "one_of"})
    ->Args({100, 0, 0, 1})
    ->Args({1000, 0, 0, 1})
    ->Args({1000, 5, 0, 1})
    ->Args({1000, 0, 1, 1})
    ->Args({1000, 5, 1, 1})
    ->Args({10000, 0, 0, 20})
    ->Args({10000, 5, 0, 40})
    ->Iterations(1)
    ->Unit(benchmark::kSecond)
    ->UseRealTime();

} // namespace
