// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// The network in time: a week of hourly steps of a synthetic district, demand and supply temperature moving
// with the hour. Counters, for a step: ms, rounds, and the share of a round that stepping the heat alone
// takes (the same flows, the same network, measured in the same run); `start_ms`: the steady state and its
// spin-up.

#include "district.hpp"
#include "district_heat.hpp"
#include "saggar/engine/simulation/network_simulation.hpp"

#include <benchmark/benchmark.h>

#include <chrono>
#include <cmath>
#include <numbers>
#include <stdexcept>

namespace {

using namespace saggar;
using Clock = std::chrono::steady_clock;

double ms_since(Clock::time_point begin) {
    return std::chrono::duration<double, std::milli>(Clock::now() - begin).count();
}

class Week {
public:
    explicit Week(std::shared_ptr<Network const> const& network)
        : base_{operating_point(*network)},
          point_{base_, std::vector<std::uint8_t>(network->plants.size(), 0)} {}

    SimulationPoint const& hour(double hour) {
        double const load = testing_support::DistrictHeat::load(hour);
        for (std::size_t i = 0; i < base_.heat_demand_w.size(); ++i) {
            double const own = std::sin(2.0 * std::numbers::pi * hour / 24.0 + 0.7 * static_cast<double>(i));
            point_.point.heat_demand_w[i] = base_.heat_demand_w[i] * load * (0.6 + 0.1 * own);
        }
        point_.point.plant_supply_temperature_c[0] = 75.0 + 10.0 * load;
        return point_;
    }

private:
    OperatingPoint base_;
    SimulationPoint point_;
};

void must(SimulationReport const& report) {
    if (!report.good()) {
        throw std::runtime_error{report.diagnosis};
    }
}

void week_of_hours(benchmark::State& run) {
    auto const network =
        Network::build(testing_support::district_project({.consumers = static_cast<int>(run.range(0)),
                                                          .loop_share = run.range(1) == 0 ? 0.0 : 0.05}),
                       {});
    constexpr int hours = 168;
    double start_ms = 0.0;
    double heat_ms = 0.0;
    double rounds = 0.0;
    double total_ms = 0.0;
    double worst = 0.0;
    for (auto _ : run) {
        Week week{network};
        NetworkSimulation simulation{network};
        auto begin = Clock::now();
        must(simulation.start(week.hour(0.0), 3600.0));
        start_ms = ms_since(begin);
        begin = Clock::now();
        rounds = 0.0;
        for (int hour = 0; hour < hours; ++hour) {
            must(simulation.step(week.hour(hour), 3600.0));
            rounds += simulation.result().rounds;
            worst = std::max(worst, std::abs(simulation.result().book.residual_j()) /
                                        simulation.result().book.throughput_j);
        }
        total_ms = ms_since(begin);
        run.PauseTiming();
        testing_support::DistrictHeat alone{network, simulation.result().mass_flow_kg_s, {}};
        for (int hour = 0; hour < hours; ++hour) { // warms up
            alone.step(hour, 3600.0);
        }
        begin = Clock::now();
        for (int hour = 0; hour < hours; ++hour) {
            alone.step(hours + hour, 3600.0);
        }
        heat_ms = ms_since(begin);
        run.ResumeTiming();
    }
    run.counters["links"] = static_cast<double>(network->links.size());
    run.counters["step_ms"] = total_ms / hours;
    run.counters["rounds"] = rounds / hours;
    // Half of the pipes in each round, the others once.
    run.counters["heat_share"] = heat_ms * 0.5 * (rounds / hours + 1.0) / total_ms;
    run.counters["start_ms"] = start_ms;
    run.counters["unbalanced"] = worst;
}
BENCHMARK(week_of_hours)
    ->ArgNames({"consumers", "loops"})
    ->Args({1000, 0})
    ->Args({1000, 1})
    ->Args({10000, 0})
    ->Iterations(1)
    ->Unit(benchmark::kMillisecond);

} // namespace
