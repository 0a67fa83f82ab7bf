// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// Heat in time: steps of a synthetic district (supply and return, walls, flow and temperatures that change
// every step), and of one pipe. Counters: ns of one pipe in one step; parcels and cells of a pipe, pieces of
// a history, bytes a pipe keeps; what is left of the energy balance, relative to the heat that went through.
// `copy` is the yardstick: it copies as many bytes as the pipes keep.

#include "district.hpp"
#include "district_heat.hpp"
#include "saggar/engine/steady/steady_solver.hpp"

#include <benchmark/benchmark.h>

#include <cstring>
#include <stdexcept>

namespace {

using namespace saggar;
using testing_support::DistrictHeat;

DistrictHeat district(std::int64_t consumers, double loop_share) {
    auto const network =
        Network::build(testing_support::district_project(
                           {.consumers = static_cast<int>(consumers), .loop_share = loop_share}),
                       {});
    SteadySolver solver{network};
    SteadyState state;
    auto const report = solver.solve(operating_point(*network), state);
    if (!report.converged()) {
        throw std::runtime_error{report.diagnosis};
    }
    return {network, state.mass_flow_kg_s, {}};
}

double pipe_steps(benchmark::State const& run, std::size_t pipes) {
    return static_cast<double>(run.iterations()) * static_cast<double>(pipes) * 1e-9;
}

void district_step(benchmark::State& run) {
    DistrictHeat heat = district(run.range(0), run.range(2) == 0 ? 0.0 : 0.05);
    auto const duration_s = static_cast<double>(run.range(1));
    double hour = 0.0;
    HeatLedger ledger;
    auto const next = [&] {
        ledger = heat.step(hour, duration_s);
        hour += duration_s / 3600.0;
    };
    for (int i = 0; i < 48; ++i) {
        next();
    }
    double worst = 0.0;
    for (auto _ : run) {
        next();
        worst = std::max(worst, std::abs(ledger.residual_j()) / ledger.throughput_j);
    }
    PlugFlowPipes const& pipes = heat.heat().pipes();
    double parcels = 0.0;
    double cells = 0.0;
    double pieces = 0.0;
    for (std::size_t i = 0; i < pipes.size(); ++i) {
        parcels += pipes.parcels(i);
        cells += pipes.cells(i);
    }
    for (std::size_t i = 0; i < heat.network().nodes.size(); ++i) {
        pieces += static_cast<double>(heat.heat().history(i).size());
    }
    auto const count = static_cast<double>(pipes.size());
    run.counters["pipes"] = count;
    run.counters["ns_pipe_step"] = benchmark::Counter{
        pipe_steps(run, pipes.size()), benchmark::Counter::kIsRate | benchmark::Counter::kInvert};
    run.counters["parcels"] = parcels / count;
    run.counters["cells"] = cells / count;
    run.counters["pieces"] = pieces / static_cast<double>(heat.network().nodes.size());
    run.counters["bytes"] = static_cast<double>(pipes.memory_bytes()) / count;
    run.counters["unbalanced"] = worst;
}
BENCHMARK(district_step)
    ->ArgNames({"consumers", "step_s", "loops"})
    ->Args({1000, 3600, 0})
    ->Args({10000, 3600, 0})
    ->Args({10000, 3600, 1})
    ->Args({10000, 300, 0})
    ->Args({1000, 10, 0})
    ->Unit(benchmark::kMillisecond);

void copy(benchmark::State& run) {
    DistrictHeat heat = district(run.range(0), 0.0);
    std::vector<char> from(heat.heat().pipes().memory_bytes(), 'x');
    std::vector<char> to(from.size());
    for (auto _ : run) {
        std::memcpy(to.data(), from.data(), from.size());
        benchmark::DoNotOptimize(to.data());
        benchmark::ClobberMemory();
    }
    run.counters["ns_pipe_step"] =
        benchmark::Counter{pipe_steps(run, heat.heat().pipes().size()),
                           benchmark::Counter::kIsRate | benchmark::Counter::kInvert};
}
BENCHMARK(copy)->ArgName("consumers")->Arg(10000)->Unit(benchmark::kMillisecond);

// A trunk of 10 km with steps of a minute: water stays for three hours.
void trunk_step(benchmark::State& run) {
    PlugFlowPipe const pipe{.length_m = 10000.0,
                            .inner_diameter_m = 0.5,
                            .wall_capacity_j_mk = steel_wall_capacity_j_mk(0.5, 0.508),
                            .film_w_m2k = std::nullopt};
    PlugFlowPipes pipes{Fluid::water(), {&pipe, 1}, {}};
    HeatHistory out{16};
    double time = 0.0;
    for (auto _ : run) {
        HeatPiece const in{1.0, pipes.fluid().heat_content_j_kg(85.0 + 5.0 * std::sin(time * 7e-5))};
        pipes.step(0,
                   {.mass_flow_kg_s = 180.0, .duration_s = 60.0, .conductance_w_mk = 0.4, .ambient_c = 10.0},
                   {&in, 1}, out);
        benchmark::DoNotOptimize(out.pieces().data());
        time += 60.0;
    }
    run.counters["parcels"] = pipes.parcels(0);
    run.counters["cells"] = pipes.cells(0);
}
BENCHMARK(trunk_step);

} // namespace
