// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "timing.hpp"

#include "saggar/network/at.hpp"

#include <algorithm>
#include <cstddef>

namespace saggar::detail {

namespace {

class Timing {
public:
    Timing(std::vector<TimedWay> const& ways, std::vector<TimedLoad> const& loads, std::size_t nodes,
           std::vector<double> const& cost_factor, std::vector<double> const& income_factor, int first)
        : ways_{ways},
          loads_{loads},
          cost_factor_{cost_factor},
          income_factor_{income_factor},
          first_{first},
          phases_{static_cast<int>(cost_factor.size())},
          choices_{cost_factor.size() + 1},
          worth_(nodes * choices_, 0.0),
          dug_(ways.size() * choices_, 0) {}

    std::vector<int> run() {
        for (TimedLoad const& load : loads_) {
            for (int phase = first_; phase <= phases_; ++phase) {
                worth(load.node, phase) += worth_of(load, best(load, phase));
            }
        }
        for (std::size_t i = ways_.size(); i-- > 0;) {
            dig(i);
        }
        // The phase from which each node is reached, from the roots outwards.
        std::vector<int> reached(worth_.size() / choices_, first_);
        for (std::size_t i = 0; i < ways_.size(); ++i) {
            reached[at(ways_[i].to)] =
                dug_[i * choices_ + static_cast<std::size_t>(reached[at(ways_[i].from)])];
        }
        std::vector<int> phase;
        for (TimedLoad const& load : loads_) {
            int const chosen = best(load, reached[at(load.node)]);
            phase.push_back(chosen < phases_ ? chosen : -1);
        }
        return phase;
    }

private:
    // Of node and phase; the last "phase" is never.
    double& worth(std::int32_t node, int phase) {
        return worth_[at(node) * choices_ + static_cast<std::size_t>(phase)];
    }

    [[nodiscard]] double worth_of(TimedLoad const& load, int phase) const {
        constexpr double never = -1e15; // of what connects at once, if it does not
        if (phase == phases_) {
            return load.at_once ? never : 0.0;
        }
        auto const p = static_cast<std::size_t>(phase);
        double const late = load.at_once ? (phase - std::max(load.arrival, first_)) * 1e-3 * never : 0.0;
        return income_factor_[p] * load.income - cost_factor_[p] * load.cost + late;
    }

    // The phase in which it connects, if its node is reached from `from` on; of equally good ones the first.
    [[nodiscard]] int best(TimedLoad const& load, int from) const {
        int chosen = phases_;
        for (int phase = phases_ - 1; phase >= std::max(from, load.arrival); --phase) {
            if (worth_of(load, phase) >= worth_of(load, chosen)) {
                chosen = phase;
            }
        }
        return chosen;
    }

    // What lies behind the way, added to the node before it: dug when that is worth most.
    void dig(std::size_t i) {
        TimedWay const& way = ways_[i];
        double best_worth = worth(way.to, phases_);
        int best_phase = phases_;
        dug_[i * choices_ + static_cast<std::size_t>(phases_)] = phases_;
        worth(way.from, phases_) += best_worth;
        for (int phase = phases_ - 1; phase >= first_; --phase) {
            double const now =
                worth(way.to, phase) - cost_factor_[static_cast<std::size_t>(phase)] * way.cost;
            if (now >= best_worth) {
                best_worth = now;
                best_phase = phase;
            }
            dug_[i * choices_ + static_cast<std::size_t>(phase)] = best_phase;
            worth(way.from, phase) += best_worth;
        }
    }

    std::vector<TimedWay> const& ways_;
    std::vector<TimedLoad> const& loads_;
    std::vector<double> const& cost_factor_;
    std::vector<double> const& income_factor_;
    int first_;
    int phases_;
    std::size_t choices_;
    std::vector<double> worth_;
    std::vector<int> dug_; // by way and by the phase from which the node before it is reached
};

} // namespace

std::vector<int> best_phases(std::vector<TimedWay> const& ways, std::vector<TimedLoad> const& loads,
                             std::size_t nodes, std::vector<double> const& cost_factor,
                             std::vector<double> const& income_factor, int first) {
    return Timing{ways, loads, nodes, cost_factor, income_factor, first}.run();
}

} // namespace saggar::detail
