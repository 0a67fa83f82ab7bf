// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/engine/steady/steady_solver.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>

namespace saggar {

namespace {

// Neighbouring points are solved one from the other, which is quick; groups of a fixed size make every result
// independent of how many threads there are.
constexpr std::size_t group_size = 16;

// Flows to start from, where another point's are known: each consumer's in the measure of its demand.
void follow_demands(Network const& network, OperatingPoint const& before, OperatingPoint const& now,
                    SteadyState& state) {
    for (std::size_t i = 0; i < network.substations.size(); ++i) {
        if (before.heat_demand_w[i] > 0.0 && now.heat_demand_w[i] > 0.0) {
            state.hydraulic.mass_flow_kg_s[static_cast<std::size_t>(network.substations.link[i])] *=
                now.heat_demand_w[i] / before.heat_demand_w[i];
        }
    }
}

} // namespace

void solve_stream(std::shared_ptr<Network const> const& network, std::size_t count, BatchPoint const& point,
                  BatchTake const& take, SteadyOptions const& options, int threads, BatchStart const& start) {
    std::size_t const groups = (count + group_size - 1) / group_size;
    if (groups == 0) {
        return;
    }
    std::atomic<std::size_t> next{0};
    std::atomic<bool> stop{false};
    std::mutex taking;
    auto const work = [&](SteadySolver& solver) {
        for (std::size_t group = next++; group < groups && !stop; group = next++) {
            std::size_t const end = std::min(count, (group + 1) * group_size);
            SteadyState state = start.state != nullptr ? *start.state : SteadyState{};
            OperatingPoint const* before = start.point;
            std::array<OperatingPoint, 2> kept;
            for (std::size_t i = group * group_size; i < end && !stop; ++i) {
                OperatingPoint& one = kept[i % 2];
                one = point(i);
                bool const warm = state.warm;
                if (warm && before != nullptr) {
                    follow_demands(*network, *before, one, state);
                }
                before = &one;
                SteadyReport report = solver.solve(one, state);
                if (!report.converged() && warm) { // where one begins must not decide whether one arrives
                    state = SteadyState{};
                    report = solver.solve(one, state);
                }
                {
                    std::scoped_lock const lock{taking};
                    if (!stop && !take(i, report, state)) {
                        stop = true;
                    }
                }
                if (!report.converged()) {
                    state = start.state != nullptr ? *start.state : SteadyState{};
                    before = start.point;
                }
            }
        }
    };
    auto const cores = static_cast<std::size_t>(std::max(1U, std::thread::hardware_concurrency()));
    std::size_t const wanted = threads > 0 ? static_cast<std::size_t>(threads) : cores;
    std::size_t const used = std::max<std::size_t>(1, std::min(wanted, groups));
    std::vector<std::exception_ptr> failures(used);
    auto const guarded = [&](std::size_t thread) {
        try {
            if (thread == 0 && start.solver != nullptr) {
                work(*start.solver);
            } else {
                SteadySolver solver{network, options};
                work(solver);
            }
        } catch (...) {
            failures[thread] = std::current_exception();
            stop = true;
        }
    };
    {
        std::vector<std::jthread> pool;
        for (std::size_t thread = 1; thread < used; ++thread) {
            pool.emplace_back([&, thread] { guarded(thread); });
        }
        guarded(0);
    }
    for (std::exception_ptr const& failure : failures) {
        if (failure) {
            std::rethrow_exception(failure);
        }
    }
}

std::vector<SteadyReport> solve_batch(std::shared_ptr<Network const> const& network,
                                      std::vector<OperatingPoint> const& points,
                                      std::vector<SteadyState>& states, SteadyOptions const& options,
                                      int threads) {
    std::vector<SteadyReport> reports(points.size());
    states.assign(points.size(), SteadyState{});
    solve_stream(
        network, points.size(), [&](std::size_t i) { return points[i]; },
        [&](std::size_t i, SteadyReport const& report, SteadyState const& state) {
            reports[i] = report;
            states[i] = state;
            return true;
        },
        options, threads);
    return reports;
}

} // namespace saggar
