// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Effort without a clock: elementary steps are counted, and the caller is asked now and then whether to go
// on.

#include "saggar/planning/topology.hpp"

#include <algorithm>
#include <cstdint>

namespace saggar::topology {

class Effort {
public:
    Effort(std::int64_t work, TopologyGoOn const& go_on) : limit_{work * steps_per_unit}, go_on_{go_on} {}

    // Counts; false when the run has to end.
    bool spend(std::int64_t steps) {
        steps_ += steps;
        if (steps_ >= ask_at_) {
            ask();
        }
        return !stopped_ && steps_ < limit_;
    }
    // An equal share of what is left, when there are so many parts to come; `add` counts it here. What is
    // found and proved in it is of a problem of its own, and not told.
    [[nodiscard]] Effort part(int parts) const {
        Effort share{1, go_on_};
        share.limit_ = std::max<std::int64_t>(1, (limit_ - steps_) / parts);
        share.before_ = before_ + steps_;
        share.told_ = told_;
        share.tells_ = false;
        return share;
    }
    void add(Effort const& part) {
        steps_ += part.steps_;
        stopped_ = stopped_ || part.stopped_;
    }
    [[nodiscard]] bool over() const { return stopped_ || steps_ >= limit_; }
    [[nodiscard]] bool stopped() const { return stopped_; }
    [[nodiscard]] std::int64_t work() const { return steps_ / steps_per_unit; }
    [[nodiscard]] std::int64_t steps() const { return steps_; }
    // What is told from now on: the best value so far, the lowest bound so far.
    void found(double value) {
        if (tells_) {
            told_.value = std::max(told_.value, value);
            told_.bound = std::max(told_.bound, told_.value); // they may differ by rounding
        }
    }
    void proved(double bound) {
        if (tells_) {
            told_.bound = std::max(told_.value, std::min(told_.bound, bound));
        }
    }

private:
    static constexpr std::int64_t steps_per_unit = 200'000;

    void ask() {
        ask_at_ = steps_ + 2 * steps_per_unit;
        told_.work = (before_ + steps_) / steps_per_unit;
        if (go_on_ && !go_on_(told_)) {
            stopped_ = true;
        }
    }

    TopologyProgress told_{};
    bool tells_{true};
    std::int64_t before_{0}; // steps of what this is a part of
    std::int64_t steps_{0};
    std::int64_t ask_at_{0};
    std::int64_t limit_;
    bool stopped_{false};
    TopologyGoOn const& go_on_;
};

// The same sequence on every machine.
class Random {
public:
    explicit Random(std::uint64_t seed) : state_{seed * 0xD1342543DE82EF95ULL + 0x1234567ULL} {
        state_ = next(); // seeds that follow each other must not give one sequence shifted
    }
    std::uint64_t next() { // splitmix64 (Steele, Lea and Flood 2014)
        std::uint64_t z = (state_ += 0x9E3779B97F4A7C15ULL);
        z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9ULL;
        z = (z ^ (z >> 27U)) * 0x94D049BB133111EBULL;
        return z ^ (z >> 31U);
    }
    double unit() { return static_cast<double>(next() >> 11U) * 0x1.0p-53; }
    std::int32_t below(std::int32_t n) { return static_cast<std::int32_t>(unit() * static_cast<double>(n)); }

private:
    std::uint64_t state_;
};

} // namespace saggar::topology
