// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// The coupled steady state of synthetic districts: consumers, trees and meshes, single lines with a given
// heat loss and pairs whose lines warm each other. `warm` starts from the solution of slightly different
// demands, as from hour to hour; `cold` from nothing, with the solver made; `setup` makes it. Counters:
// iterations of flows and temperatures, and their hydraulic iterations, of one solve.

#include "district.hpp"
#include "saggar/engine/steady/steady_solver.hpp"

#include <benchmark/benchmark.h>

#include <memory>
#include <stdexcept>

namespace {

using namespace saggar;
using testing_support::district_project;

enum Form : int { tree_lines, tree_pairs, mesh_lines, mesh_pairs };

std::shared_ptr<Network const> district(std::int64_t consumers, std::int64_t form) {
    return Network::build(district_project({.consumers = static_cast<int>(consumers),
                                            .loop_share = form >= mesh_lines ? 0.05 : 0.0,
                                            .pairs = form == tree_pairs || form == mesh_pairs}),
                          {});
}

void count(benchmark::State& run, SteadyReport const& report, Network const& network) {
    run.counters["iterations"] = report.iterations;
    run.counters["hydraulic"] = report.hydraulic_iterations;
    run.counters["pipes"] = static_cast<double>(network.pipes.size());
}

void require(SteadyReport const& report) {
    if (!report.converged()) {
        throw std::runtime_error{report.diagnosis};
    }
}

void warm(benchmark::State& run) {
    auto const network = district(run.range(0), run.range(1));
    SteadySolver solver{network};
    auto const base = operating_point(*network);
    auto other = base;
    for (std::size_t i = 0; i < other.heat_demand_w.size(); ++i) {
        other.heat_demand_w[i] *= i % 2 == 0 ? 0.97 : 1.0; // not all alike
    }
    SteadyState state;
    auto report = solver.solve(base, state);
    require(report);
    bool turn = false;
    for (auto _ : run) {
        turn = !turn;
        report = solver.solve(turn ? other : base, state);
        benchmark::DoNotOptimize(state.mass_flow_kg_s.data());
    }
    require(report);
    count(run, report, *network);
}

void cold(benchmark::State& run) {
    auto const network = district(run.range(0), run.range(1));
    SteadySolver solver{network};
    auto const point = operating_point(*network);
    SteadyState state;
    auto report = solver.solve(point, state);
    for (auto _ : run) {
        state.warm = false;
        report = solver.solve(point, state);
        benchmark::DoNotOptimize(state.mass_flow_kg_s.data());
    }
    require(report);
    count(run, report, *network);
}

void setup(benchmark::State& run) {
    auto const network = district(run.range(0), run.range(1));
    for (auto _ : run) {
        SteadySolver solver{network};
        benchmark::DoNotOptimize(&solver);
    }
}

void build(benchmark::State& run) {
    auto const project =
        district_project({.consumers = static_cast<int>(run.range(0)), .loop_share = 0.0, .pairs = true});
    for (auto _ : run) {
        auto const network = Network::build(project, {});
        benchmark::DoNotOptimize(network.get());
    }
}

// 1,000 operating points of 100 consumers; compare the time of two threads with that of one.
void batch(benchmark::State& run) {
    auto const network = district(100, tree_pairs);
    std::vector<OperatingPoint> points(1000, operating_point(*network));
    for (std::size_t i = 0; i < points.size(); ++i) {
        double const load = 0.2 + 0.8 * static_cast<double>(i) / static_cast<double>(points.size());
        for (auto& demand : points[i].heat_demand_w) {
            demand *= load;
        }
    }
    std::vector<SteadyState> states;
    for (auto _ : run) {
        auto const reports = solve_batch(network, points, states, {}, static_cast<int>(run.range(0)));
        benchmark::DoNotOptimize(reports.data());
    }
    run.SetItemsProcessed(run.iterations() * static_cast<std::int64_t>(points.size()));
}

void sizes(benchmark::internal::Benchmark* each) {
    each->ArgNames({"consumers", "form"})->Unit(benchmark::kMillisecond);
    for (std::int64_t const consumers : {100, 1000, 10000}) {
        for (std::int64_t const form : {tree_lines, tree_pairs, mesh_lines, mesh_pairs}) {
            each->Args({consumers, form});
        }
    }
}

BENCHMARK(warm)->Apply(sizes);
BENCHMARK(cold)->Apply(sizes);
BENCHMARK(setup)->ArgNames({"consumers", "form"})->Args({10000, tree_pairs})->Unit(benchmark::kMillisecond);
BENCHMARK(build)->ArgName("consumers")->Arg(10000)->Unit(benchmark::kMillisecond);
BENCHMARK(batch)->ArgName("threads")->Arg(1)->Arg(2)->UseRealTime()->Unit(benchmark::kMillisecond);

} // namespace
