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

// Neighbouring points are solved one from the other, which is quick; a fixed size makes every result
// independent of how many threads there are.
constexpr std::size_t group_size = 16;

} // namespace

std::vector<SteadyReport> solve_batch(std::shared_ptr<Network const> const& network,
                                      std::vector<OperatingPoint> const& points,
                                      std::vector<SteadyState>& states, SteadyOptions const& options,
                                      int threads, BatchProgress const& progress) {
    std::vector<SteadyReport> reports(points.size());
    states.assign(points.size(), SteadyState{});
    std::size_t const groups = (points.size() + group_size - 1) / group_size;
    std::atomic<std::size_t> next{0};
    std::atomic<bool> stopped{false};
    std::mutex progress_lock;
    std::size_t solved = 0; // behind progress_lock
    auto const tell = [&](std::size_t more) {
        if (progress) {
            std::lock_guard const locked{progress_lock};
            solved += more;
            if (!stopped && !progress(solved, points.size())) {
                stopped = true;
            }
        }
    };
    auto const work = [&] {
        tell(0);
        SteadySolver solver{network, options};
        for (std::size_t group = next++; group < groups && !stopped; group = next++) {
            std::size_t const end = std::min(points.size(), (group + 1) * group_size);
            SteadyState state;
            for (std::size_t i = group * group_size; i < end && !stopped; ++i) {
                reports[i] = solver.solve(points[i], state);
                states[i] = state;
                if (!reports[i].converged()) {
                    state = SteadyState{};
                }
                tell(1);
            }
        }
    };
    auto const cores = static_cast<std::size_t>(std::max(1U, std::thread::hardware_concurrency()));
    std::size_t const wanted = threads > 0 ? static_cast<std::size_t>(threads) : cores;
    std::size_t const used = std::max<std::size_t>(1, std::min(wanted, groups));
    std::vector<std::exception_ptr> failures(used);
    {
        std::vector<std::jthread> pool;
        for (std::size_t t = 1; t < used; ++t) {
            pool.emplace_back([&, t] {
                try {
                    work();
                } catch (...) {
                    failures[t] = std::current_exception();
                    stopped = true;
                }
            });
        }
        try {
            work();
        } catch (...) {
            failures[0] = std::current_exception();
            stopped = true;
        }
    }
    for (std::exception_ptr const& failure : failures) {
        if (failure) {
            std::rethrow_exception(failure);
        }
    }
    return reports;
}

} // namespace saggar
