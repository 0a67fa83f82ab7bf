// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// Checking a project, and checking and building it, by the number of consumers; and of a project in which
// every pipe names a node that is not there.

#include "district.hpp"

#include "saggar/network/check.hpp"
#include "saggar/network/network.hpp"

#include <benchmark/benchmark.h>
#include <cstdint>

namespace {

using namespace saggar;

Project district(std::int64_t consumers) {
    return testing_support::district_project({.consumers = static_cast<int>(consumers), .loop_share = 0.05});
}

void check_district(benchmark::State& state) {
    Project const project = district(state.range(0));
    std::size_t problems = 0;
    for (auto _ : state) {
        problems = check(project, {}).size();
        benchmark::DoNotOptimize(problems);
    }
    state.counters["pairs"] = static_cast<double>(project.pipe_pairs.size());
    state.counters["problems"] = static_cast<double>(problems);
}
BENCHMARK(check_district)->Arg(1000)->Arg(10000)->Unit(benchmark::kMillisecond);

void build_district(benchmark::State& state) {
    Project const project = district(state.range(0));
    for (auto _ : state) {
        benchmark::DoNotOptimize(Network::build(project, {}));
    }
}
BENCHMARK(build_district)->Arg(1000)->Arg(10000)->Unit(benchmark::kMillisecond);

void check_misspelt_district(benchmark::State& state) {
    Project project = district(state.range(0));
    for (Pipe& pipe : project.pipe_pairs) {
        pipe.to += "x";
    }
    for (auto _ : state) {
        benchmark::DoNotOptimize(check(project, {}).size());
    }
}
BENCHMARK(check_misspelt_district)->Arg(10000)->Unit(benchmark::kMillisecond);

} // namespace
