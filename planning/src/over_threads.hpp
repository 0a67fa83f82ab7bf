// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Independent pieces of work over threads, taken in their order.

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <exception>
#include <thread>
#include <vector>

namespace saggar::detail {

struct WorkStopped {}; // thrown by work that is to end: the rest is left, nothing is rethrown

// `make_worker(thread)` is called once in each of up to `threads` threads (0: all cores) and returns what
// does piece after piece, worker(piece). Another exception ends the work and is rethrown.
template <class MakeWorker>
void over_threads(std::size_t pieces, int threads, MakeWorker const& make_worker) {
    std::atomic<std::size_t> next{0};
    auto const cores = static_cast<std::size_t>(std::max(1U, std::thread::hardware_concurrency()));
    std::size_t const wanted = threads > 0 ? static_cast<std::size_t>(threads) : cores;
    std::size_t const used = std::max<std::size_t>(1, std::min(wanted, pieces));
    std::vector<std::exception_ptr> failures(used);
    auto const run_one = [&](std::size_t thread) {
        try {
            auto worker = make_worker(thread);
            for (std::size_t piece = next++; piece < pieces; piece = next++) {
                worker(piece);
            }
        } catch (WorkStopped const&) {
            next = pieces;
        } catch (...) {
            failures[thread] = std::current_exception();
            next = pieces;
        }
    };
    {
        std::vector<std::jthread> pool;
        for (std::size_t thread = 1; thread < used; ++thread) {
            pool.emplace_back([&run_one, thread] { run_one(thread); });
        }
        run_one(0);
    }
    for (std::exception_ptr const& failure : failures) {
        if (failure) {
            std::rethrow_exception(failure);
        }
    }
}

} // namespace saggar::detail
