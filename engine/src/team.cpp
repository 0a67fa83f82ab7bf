// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/engine/team.hpp"

#include <cassert>
#include <chrono>
#include <utility>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace saggar {

namespace {

// Some tenths of a millisecond.
constexpr int stays_awake = 8192;
// Part of the time of so many calls that may be lost in longer waits.
constexpr double may_be_lost = 0.4;
constexpr int looks_back = 32;
// Runs that the caller then does alone, twice as many each time.
constexpr int alone_at_first = 64;
constexpr int alone_at_most = 4096;

std::int64_t now_ns() {
    return std::chrono::duration_cast<std::chrono::nanoseconds>(
               std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

void pause() {
#if defined(__x86_64__)
    _mm_pause();
#endif
}

} // namespace

void Team::Patience::wait() {
    if (++waited_ < stays_awake) {
        pause();
        return;
    }
    if (waited_ == stays_awake) {
        since_ns_ = now_ns();
    }
    std::this_thread::yield(); // whoever is waited for may be waiting for this core
}

Team::Patience::~Patience() {
    if (member_ == 0 && waited_ >= stays_awake) {
        team_.lost_ns_ += now_ns() - since_ns_;
    }
}

Team::Team(int members) : thrown_(static_cast<std::size_t>(members)) {
    assert(members >= 1);
    for (int member = 1; member < size(); ++member) {
        threads_.emplace_back([this, member] { serve(member); });
    }
}

Team::~Team() {
    ends_ = true;
    given_.fetch_add(1);
    given_.notify_all();
    for (std::thread& thread : threads_) {
        thread.join();
    }
}

void Team::do_part(int member) noexcept {
    try {
        call_(what_, member);
    } catch (...) {
        thrown_[static_cast<std::size_t>(member)] = std::current_exception();
    }
}

void Team::serve(int member) {
    for (std::uint32_t seen = 0;; ++seen) {
        for (int waited = 0; given_.load(std::memory_order_acquire) == seen; ++waited) {
            if (waited < stays_awake) {
                pause();
            } else {
                given_.wait(seen);
            }
        }
        if (ends_) {
            return;
        }
        do_part(member);
        busy_.fetch_sub(1, std::memory_order_release);
    }
}

void Team::look_back(std::int64_t taken_ns) {
    taken_ns_ += taken_ns;
    if (++calls_ < looks_back) {
        return;
    }
    std::int64_t const lost_ns = std::exchange(lost_ns_, 0);
    if (static_cast<double>(lost_ns) > may_be_lost * static_cast<double>(taken_ns_)) {
        stays_alone_ = std::clamp(2 * stays_alone_, alone_at_first, alone_at_most);
        alone_for_ = stays_alone_;
    } else {
        stays_alone_ -= stays_alone_ / 16;
    }
    calls_ = 0;
    taken_ns_ = 0;
}

void Team::call(Call work, void const* what) {
    call_ = work;
    what_ = what;
    if (together()) {
        std::int64_t const begin_ns = now_ns();
        busy_.store(size() - 1, std::memory_order_relaxed);
        given_.fetch_add(1, std::memory_order_release);
        given_.notify_all();
        do_part(0);
        for (Patience patience{*this, 0}; busy_.load(std::memory_order_acquire) > 0;) {
            patience.wait();
        }
        look_back(now_ns() - begin_ns);
    } else {
        alone_for_ = std::max(0, alone_for_ - 1);
        for (int member = 0; member < size(); ++member) {
            do_part(member);
        }
    }
    for (std::exception_ptr& thrown : thrown_) {
        if (thrown) {
            std::exception_ptr const first = thrown;
            std::fill(thrown_.begin(), thrown_.end(), nullptr);
            std::rethrow_exception(first);
        }
    }
}

} // namespace saggar
