// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "plant_room/dispatch.hpp"

#include <algorithm>
#include <cstddef>

namespace saggar::detail {

namespace {

// Round-off of sums of heat, part of the load.
constexpr double round_off = 1e-12;

class Dispatcher {
public:
    Dispatcher(std::span<DispatchUnit const> units, double load_w, double room_w)
        : units_{units}, load_w_{load_w}, room_w_{room_w}, result_{} {
        result_.heat_w.assign(units.size(), 0.0);
        result_.on.assign(units.size(), 0);
    }

    DispatchResult run() {
        if (load_w_ <= 0.0 && room_w_ <= 0.0) {
            for (std::size_t i = 0; i < units_.size(); ++i) {
                result_.on[i] = may_idle(units_[i]) ? 1 : 0;
            }
            return std::move(result_);
        }
        keep_those_that_must();
        switch_on();
        let_cycle();
        share();
        return std::move(result_);
    }

private:
    [[nodiscard]] double least(std::size_t i) const {
        return units_[i].yields || result_.on[i] == 2 ? 0.0 : units_[i].minimum_w;
    }
    [[nodiscard]] double sum_least() const {
        double sum = 0.0;
        for (std::size_t i = 0; i < units_.size(); ++i) {
            sum += result_.on[i] != 0 ? least(i) : 0.0;
        }
        return sum;
    }
    [[nodiscard]] bool takes(double heat_w) const {
        return heat_w <= (load_w_ + room_w_) * (1.0 + round_off);
    }

    void keep_those_that_must() {
        for (std::size_t i = 0; i < units_.size(); ++i) {
            result_.on[i] = units_[i].must_run && units_[i].maximum_w > 0.0 ? 1 : 0;
        }
        // More than anybody takes: the last ones stop all the same.
        for (std::size_t i = units_.size(); i-- > 0 && !takes(sum_least());) {
            if (result_.on[i] != 0 && least(i) > 0.0) {
                result_.on[i] = 0;
            }
        }
    }

    // What is given with unit i left out, by those before it at most and those after it at least.
    [[nodiscard]] double without(std::size_t i) const {
        double sum = 0.0;
        for (std::size_t k = 0; k < units_.size(); ++k) {
            if (k != i && result_.on[k] != 0) {
                sum += k < i ? units_[k].maximum_w : least(k);
            }
        }
        return sum;
    }

    void switch_on() {
        for (std::size_t i = 0; i < units_.size(); ++i) {
            bool const there = result_.on[i] == 0 && units_[i].maximum_w > 0.0;
            if (there && without(i) < load_w_ * (1.0 - round_off) && takes(sum_least() + least(i))) {
                result_.on[i] = 1;
            }
        }
    }

    void let_cycle() {
        for (;;) {
            double most = 0.0;
            std::size_t chosen = units_.size();
            for (std::size_t i = 0; i < units_.size(); ++i) {
                most += result_.on[i] != 0 ? units_[i].maximum_w : 0.0;
                bool const left_out = result_.on[i] == 0 && units_[i].maximum_w > 0.0;
                if (left_out && (chosen == units_.size() || units_[i].minimum_w < units_[chosen].minimum_w)) {
                    chosen = i;
                }
            }
            if (most >= load_w_ * (1.0 - round_off) || chosen == units_.size()) {
                return;
            }
            result_.on[chosen] = takes(sum_least() + units_[chosen].minimum_w) ? 1 : 2;
        }
    }

    void raise(std::size_t i, double to_w, double& rest_w) {
        if (result_.on[i] == 0 || !(rest_w > 0.0)) {
            return;
        }
        double const more = std::min(rest_w, std::max(0.0, to_w - result_.heat_w[i]));
        result_.heat_w[i] += more;
        rest_w -= more;
    }

    void share() {
        double rest_w = load_w_ - sum_least();
        for (std::size_t i = 0; i < units_.size(); ++i) {
            result_.heat_w[i] = result_.on[i] != 0 ? least(i) : 0.0;
        }
        result_.extra_w = std::max(0.0, -rest_w);
        for (std::size_t i = 0; i < units_.size(); ++i) {
            raise(i, units_[i].yields ? std::min(units_[i].minimum_w, units_[i].maximum_w) : 0.0, rest_w);
        }
        for (std::size_t i = 0; i < units_.size(); ++i) {
            raise(i, units_[i].maximum_w, rest_w);
        }
        result_.uncovered_w = std::max(0.0, rest_w);
        for (std::size_t i = 0; i < units_.size(); ++i) {
            if (result_.heat_w[i] == 0.0) {
                result_.on[i] = may_idle(units_[i]) ? 1 : 0;
            } else if (result_.on[i] == 2 && result_.heat_w[i] >= units_[i].minimum_w) {
                result_.on[i] = 1;
            }
        }
    }

    std::span<DispatchUnit const> units_;
    double load_w_;
    double room_w_;
    DispatchResult result_;
};

} // namespace

bool may_idle(DispatchUnit const& unit) {
    return unit.must_run && unit.maximum_w > 0.0 && (unit.minimum_w <= 0.0 || unit.yields);
}

DispatchResult dispatch(std::span<DispatchUnit const> units, double load_w, double room_w) {
    return Dispatcher{units, load_w, room_w}.run();
}

} // namespace saggar::detail
