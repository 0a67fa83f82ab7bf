// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// What the physics costs per pipe: properties of water, temperatures along single pipes and pairs, for as
// many as a network of 10,000 consumers has; beside them the copy of as many numbers, as a measure of the
// machine. And what the conductance of one kind of buried pair costs, and the making of a fluid. Counter
// `each`: time per value, seconds.

#include "saggar/engine/physics/buried_pair.hpp"
#include "saggar/engine/physics/fluid.hpp"
#include "saggar/engine/physics/pipe_heat.hpp"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <vector>

namespace {

using namespace saggar;

constexpr std::size_t pipes = 44'000;

std::vector<double> spread(double from, double to, std::size_t count = pipes) {
    std::vector<double> result(count);
    for (std::size_t i = 0; i < count; ++i) {
        // Not in order: a network's pipes are not sorted by temperature.
        auto const share = static_cast<double>(i * 7919 % count) / static_cast<double>(count);
        result[i] = from + share * (to - from);
    }
    return result;
}

void count(benchmark::State& state, std::size_t values) {
    state.counters["each"] =
        benchmark::Counter(static_cast<double>(values),
                           benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}

void copy_numbers(benchmark::State& state) {
    auto const in = spread(20.0, 120.0);
    std::vector<double> out(in.size());
    for (auto _ : state) {
        std::ranges::copy(in, out.begin());
        benchmark::ClobberMemory();
    }
    count(state, pipes);
}
BENCHMARK(copy_numbers);

using Property = void (Fluid::*)(std::span<double const>, std::span<double>) const;

void evaluate(benchmark::State& state, Fluid const& fluid, Property property) {
    auto const in = spread(20.0, 120.0);
    std::vector<double> out(in.size());
    for (auto _ : state) {
        (fluid.*property)(in, out);
        benchmark::ClobberMemory();
    }
    count(state, pipes);
}
BENCHMARK_CAPTURE(evaluate, water_density, Fluid::water(), &Fluid::density_kg_m3);
BENCHMARK_CAPTURE(evaluate, water_viscosity, Fluid::water(), &Fluid::dynamic_viscosity_pa_s);
BENCHMARK_CAPTURE(evaluate, water_heat_capacity, Fluid::water(), &Fluid::heat_capacity_j_kgk);
BENCHMARK_CAPTURE(evaluate, water_heat_content, Fluid::water(), &Fluid::heat_content_j_kg);
BENCHMARK_CAPTURE(evaluate, pandapipes_density, Fluid::pandapipes_water(), &Fluid::density_kg_m3);

void temperature_of_water(benchmark::State& state) {
    auto const in = spread(8e4, 5e5);
    std::vector<double> out(in.size());
    Fluid const water = Fluid::water();
    for (auto _ : state) {
        water.temperature_c(in, out);
        benchmark::ClobberMemory();
    }
    count(state, pipes);
}
BENCHMARK(temperature_of_water);

void single_pipes(benchmark::State& state) {
    auto const conductance = spread(1.0, 40.0);
    auto const flow = spread(1e2, 1e5);
    auto const friction = spread(0.0, 50.0);
    std::vector<double> factor(pipes);
    std::vector<double> rise(pipes);
    for (auto _ : state) {
        pipe_transfers(conductance, flow, friction, factor, rise);
        benchmark::ClobberMemory();
    }
    count(state, pipes);
}
BENCHMARK(single_pipes);

void interacting_pairs(benchmark::State& state) {
    constexpr std::size_t pairs = pipes / 2;
    auto const own = spread(1.0, 40.0, pairs);
    auto const mutual = spread(0.05, 0.9, pairs);
    auto const supply = spread(1e2, 1e5, pairs);
    auto const back = spread(-1e2, -1e5, pairs);
    auto const friction = spread(0.0, 50.0, pairs);
    std::array<std::vector<double>, 6> out;
    out.fill(std::vector<double>(pairs));
    for (auto _ : state) {
        pair_transfers({own, own, mutual, supply, back, friction, friction},
                       {out[0], out[1], out[2], out[3], out[4], out[5]});
        benchmark::ClobberMemory();
    }
    count(state, pairs);
}
BENCHMARK(interacting_pairs);

PipeLayers dn100() {
    return {.inner_diameter_m = 0.1071,
            .outer_diameter_m = 0.1143,
            .insulation_diameter_m = 0.194,
            .casing_diameter_m = 0.2};
}

void conductance_of_a_pair(benchmark::State& state) {
    BuriedPair const pair{.pipe_1 = dn100(),
                          .pipe_2 = dn100(),
                          .depth_1_m = 0.9,
                          .depth_2_m = 0.9,
                          .horizontal_distance_m = 0.35,
                          .ground_conductivity_w_mk = 1.6};
    for (auto _ : state) {
        benchmark::DoNotOptimize(exact_pair(pair));
    }
}
BENCHMARK(conductance_of_a_pair)->Unit(benchmark::kMicrosecond);

void conductance_of_a_twin_pipe(benchmark::State& state) {
    TwinPipe const twin{.inner_diameter_m = 0.1071,
                        .outer_diameter_m = 0.1143,
                        .centre_spacing_m = 0.1393,
                        .insulation_diameter_m = 0.309,
                        .casing_diameter_m = 0.315,
                        .depth_m = 0.9575,
                        .ground_conductivity_w_mk = 1.6};
    for (auto _ : state) {
        benchmark::DoNotOptimize(exact_twin(twin));
    }
}
BENCHMARK(conductance_of_a_twin_pipe)->Unit(benchmark::kMicrosecond);

void make_water(benchmark::State& state) {
    for (auto _ : state) {
        benchmark::DoNotOptimize(Fluid::water());
    }
}
BENCHMARK(make_water)->Unit(benchmark::kMicrosecond);

} // namespace
