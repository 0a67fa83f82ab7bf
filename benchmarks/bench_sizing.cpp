// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// Sizing all pipes of synthetic districts on hills from the built-in catalogue: trees, meshes, and trees
// whose plant has pumps for 1 bar (100 consumers) or 2 bar. Counters: life-cycle cost of the sizes; what is
// saved against the best rule-based design (named) and against 100 Pa/m; the proven gap of the sizing model
// (-1: none); designs that the solver was asked about; the whole time in units of one cold steady solve of
// the same network.

#include "district.hpp"
#include "saggar/engine/steady/steady_solver.hpp"
#include "saggar/io/project_reader.hpp"
#include "saggar/planning/sizing.hpp"

#include <benchmark/benchmark.h>

#include <ctime>
#include <stdexcept>

namespace {

using namespace saggar;
using testing_support::district_project;

enum Form : int { tree, mesh, limited };

std::shared_ptr<Network const> district(std::int64_t consumers, std::int64_t form) {
    Project project = district_project({.consumers = static_cast<int>(consumers),
                                        .loop_share = form == mesh ? 0.02 : 0.0,
                                        .pairs = true,
                                        .hilly = true});
    if (form == limited) { // a lift that makes trunks wider than cost alone would
        project.plants[0].differential_pressure_bar.reset();
        project.plants[0].maximum_differential_pressure_bar = consumers > 500 ? 2.0 : 1.0;
    }
    return Network::build(std::move(project), built_in_catalogue());
}

double processor_s() {
    return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}

double one_solve_s(std::shared_ptr<Network const> const& network) {
    SteadySolver solver{network};
    auto const point = operating_point(*network);
    SteadyState state;
    double const start = processor_s();
    constexpr int times = 20;
    for (int i = 0; i < times; ++i) {
        state.warm = false;
        benchmark::DoNotOptimize(solver.solve(point, state));
    }
    return (processor_s() - start) / times;
}

void size(benchmark::State& run) {
    auto const network = district(run.range(0), run.range(1));
    SizingSettings settings;
    settings.family = "EN253/2";
    SizingReport report;
    double seconds = 0.0;
    for (auto _ : run) {
        double const start = processor_s();
        report = size_pipes(network, settings);
        seconds = processor_s() - start;
    }
    if (report.status != SizingStatus::verified) {
        throw std::runtime_error{report.diagnosis};
    }
    run.counters["cost"] = report.cost.total();
    run.counters["saved_%"] =
        100.0 * (1.0 - report.cost.total() / report.rule_cost.value_or(report.cost).total());
    double const usual =
        report.rules.front().verified ? report.rules.front().cost.total() : report.cost.total();
    run.counters["saved_100_%"] = 100.0 * (1.0 - report.cost.total() / usual);
    run.counters["gap_%"] = 100.0 * report.gap.value_or(-0.01);
    run.counters["lift_bar"] = report.design_lift_pa * 1e-5;
    run.counters["designs"] = static_cast<double>(report.designs);
    run.counters["solves"] = seconds / one_solve_s(network);
    run.SetLabel(report.best_rule);
}

BENCHMARK(size)
    ->ArgNames({"consumers", "form"})
    ->ArgsProduct({{100, 1000}, {tree, mesh, limited}})
    ->Iterations(1)
    ->Unit(benchmark::kMillisecond);

} // namespace
