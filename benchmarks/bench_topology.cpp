// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// Planning which loads to connect along which streets, on instance files: value, proven bound and gap by the
// time allowed. Files and seconds come from the environment, because they are the reader's own:
//   SAGGAR_TOPOLOGY_FILES   instances (hnp-grid-*.json or *.stp), with blanks between
//   SAGGAR_TOPOLOGY_SECONDS per instance; 15 if absent
//   SAGGAR_TOPOLOGY_WORK    units of work per instance instead: the same plan on any machine
//   SAGGAR_TOPOLOGY_SEED    1 if absent
//   SAGGAR_TOPOLOGY_OBJECTIVE linear (default) or catalogue
//   SAGGAR_TOPOLOGY_GOAL value (default), all or budget: most benefit (peaks) within SAGGAR_TOPOLOGY_BUDGET
//                        pounds; `cheapest` is then what the same loads cost when they are planned as
//                        given, with the same effort again
//   SAGGAR_TOPOLOGY_MORE_SOURCES so many beside an instance's own, each with the largest pipe's capacity
//   SAGGAR_TOPOLOGY_TRACE   anything: progress on standard error

#include "topology_instance.hpp"

#include "saggar/planning/topology.hpp"

#include <benchmark/benchmark.h>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <sstream>
#include <string>

namespace {

using namespace saggar;

std::string from_environment(char const* name, char const* otherwise) {
    char const* const given = std::getenv(name);
    return given != nullptr ? given : otherwise;
}

// What the plan's loads cost when they must all connect and no other may.
double cheapest_for_same(TopologyProblem const& problem, TopologyPlan const& plan, TopologySettings settings,
                         double seconds) {
    TopologyProblem same = problem;
    same.loads.clear();
    for (auto const load : plan.connected) {
        same.loads.push_back(problem.loads[static_cast<std::size_t>(load)]);
    }
    settings.goal = TopologyGoal::all_loads;
    auto const start = std::chrono::steady_clock::now();
    return plan_topology(
               same, settings,
               [&](TopologyProgress const&) {
                   return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count() <
                          seconds;
               })
        .cost;
}

void plan_file(benchmark::State& state, std::string const& file) {
    int const more_sources = std::stoi(from_environment("SAGGAR_TOPOLOGY_MORE_SOURCES", "0"));
    auto const problem = file.ends_with(".stp")
                             ? testing_support::read_steiner_instance(file)
                             : testing_support::read_street_instance(file, more_sources).problem;
    std::int64_t const work = std::stoll(from_environment("SAGGAR_TOPOLOGY_WORK", "0"));
    double const seconds = work > 0 ? 1e9 : std::stod(from_environment("SAGGAR_TOPOLOGY_SECONDS", "15"));
    bool const trace = !from_environment("SAGGAR_TOPOLOGY_TRACE", "").empty();
    TopologySettings settings;
    settings.objective = from_environment("SAGGAR_TOPOLOGY_OBJECTIVE", "linear") == "linear"
                             ? TopologyObjective::linear
                             : TopologyObjective::catalogue;
    std::string const goal = from_environment("SAGGAR_TOPOLOGY_GOAL", "value");
    if (goal == "all") {
        settings.goal = TopologyGoal::all_loads;
    } else if (goal == "budget") {
        settings.goal = TopologyGoal::within_budget;
        settings.budget = std::stod(from_environment("SAGGAR_TOPOLOGY_BUDGET", "1e6"));
    }
    settings.work = work > 0 ? work : 1'000'000'000;
    settings.seed = std::stoull(from_environment("SAGGAR_TOPOLOGY_SEED", "1"));
    TopologyPlan plan;
    for (auto _ : state) {
        auto const start = std::chrono::steady_clock::now();
        double printed = 0.0;
        plan = plan_topology(problem, settings, [&](TopologyProgress const& progress) {
            double const now =
                std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
            if (trace && now - printed > 0.5) {
                printed = now;
                std::fprintf(stderr, "%7.2f s work %lld value %.3f bound %.3f gap %.5f %%\n", now,
                             static_cast<long long>(progress.work), progress.value, progress.bound,
                             100.0 * (progress.bound - progress.value) / progress.bound);
            }
            return now < seconds;
        });
    }
    state.counters["value"] = plan.value;
    state.counters["bound"] = plan.bound;
    state.counters["gap_percent"] = 100.0 * plan.gap;
    state.counters["cost"] = plan.cost;
    if (settings.goal == TopologyGoal::within_budget) {
        state.counters["cheapest"] = cheapest_for_same(problem, plan, settings, seconds);
    }
    state.counters["connected"] = static_cast<double>(plan.connected.size());
    state.SetLabel(std::string{to_string(plan.status)});
}

int const registered = [] {
    std::istringstream files{from_environment("SAGGAR_TOPOLOGY_FILES", "")};
    for (std::string file; files >> file;) {
        benchmark::RegisterBenchmark(("topology/" + file.substr(file.find_last_of('/') + 1)).c_str(),
                                     plan_file, file)
            ->Unit(benchmark::kSecond)
            ->Iterations(1);
    }
    return 0;
}();

} // namespace
