// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/engine/steady/steady_solver.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>

namespace saggar {

namespace {

// Neighbouring points are solved one from the other, which is quick; groups of a fixed size make every result
// independent of how many threads there are.
constexpr std::size_t group_size = 16;

// Groups of points over threads. `keep` is called from any thread for points that nobody else has; `tell` one
// call at a time, before the first point of each thread and after every point; returning false ends the work.
template <class Point, class Keep, class Tell>
void solve_groups(std::shared_ptr<Network const> const& network, std::size_t count, Point const& point,
                  Keep const& keep, Tell const& tell, SteadyOptions const& options, int threads,
                  BatchStart const& start) {
    std::size_t const groups = (count + group_size - 1) / group_size;
    if (groups == 0) {
        return;
    }
    std::atomic<std::size_t> next{0};
    std::atomic<bool> stop{false};
    auto const work = [&](SteadySolver& solver) {
        for (std::size_t group = next++; group < groups && !stop; group = next++) {
            std::size_t const end = std::min(count, (group + 1) * group_size);
            SteadyState state = start.state != nullptr ? *start.state : SteadyState{};
            for (std::size_t i = group * group_size; i < end && !stop; ++i) {
                OperatingPoint const& one = point(i);
                SteadyReport const report = solver.solve(one, state);
                keep(i, report, state);
                if (!tell(i, report, state)) {
                    stop = true;
                }
                if (start.each || !report.converged()) {
                    state = start.state != nullptr ? *start.state : SteadyState{};
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

constexpr auto nothing = [](std::size_t, SteadyReport const&, SteadyState const&) {};

} // namespace

void solve_stream(std::shared_ptr<Network const> const& network, std::size_t count, BatchPoint const& point,
                  BatchTake const& take, SteadyOptions const& options, int threads, BatchStart const& start) {
    std::mutex taking;
    bool stopped = false; // behind taking
    solve_groups(
        network, count, point, nothing,
        [&](std::size_t i, SteadyReport const& report, SteadyState const& state) {
            std::scoped_lock const lock{taking};
            stopped = stopped || !take(i, report, state);
            return !stopped;
        },
        options, threads, start);
}

std::vector<SteadyReport> solve_batch(std::shared_ptr<Network const> const& network,
                                      std::vector<OperatingPoint> const& points,
                                      std::vector<SteadyState>& states, SteadyOptions const& options,
                                      int threads, BatchProgress const& progress) {
    std::vector<SteadyReport> reports(points.size());
    states.assign(points.size(), SteadyState{});
    std::mutex telling;
    std::size_t solved = 0; // behind telling
    bool stopped = progress && !progress(0, points.size());
    if (stopped) {
        return reports;
    }
    solve_groups(
        network, points.size(), [&](std::size_t i) -> OperatingPoint const& { return points[i]; },
        [&](std::size_t i, SteadyReport const& report, SteadyState const& state) {
            reports[i] = report;
            states[i] = state;
        },
        [&](std::size_t, SteadyReport const&, SteadyState const&) {
            if (!progress) {
                return true;
            }
            std::scoped_lock const lock{telling};
            stopped = stopped || !progress(++solved, points.size());
            return !stopped;
        },
        options, threads, {});
    return reports;
}

} // namespace saggar
