// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "plant_room/least_bill.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

namespace saggar::detail {

namespace {

// Round-off of sums of heat, part of the load.
constexpr double heat_round_off = 1e-12;
// Of the bill: what is cheaper by less is no reason to run other units.
constexpr double worth_it = 1e-9;

class Biller {
public:
    Biller(std::span<BilledUnit const> units, double load_w, double room_w, PlantMeter const& meter,
           StoredWorth const& worth)
        : units_{units},
          load_w_{load_w},
          room_w_{room_w},
          meter_{meter},
          worth_{worth},
          on_(units.size()),
          heat_w_(units.size()),
          low_w_(units.size()),
          turn_(units.size()),
          before_w_(units.size()) {}

    DispatchResult run() {
        std::vector<DispatchUnit> plain;
        plain.reserve(units_.size());
        for (BilledUnit const& each : units_) {
            plain.push_back(each.unit);
        }
        DispatchResult best = dispatch(plain, load_w_, room_w_);
        if (units_.size() < 2 || load_w_ <= 0.0 || best.uncovered_w > heat_round_off * load_w_) {
            return best;
        }
        // What cycles has no place on the straight lines: anything that does without is better.
        bool const cycles = std::ranges::find(best.on, 2) != best.on.end();
        DispatchResult const merit = best;
        chosen_ = choose();
        // First those that give no more than the load: what a store takes besides saves as much later, in the
        // mean, as the best of them costs now, where it is given in place of a unit at all.
        if (!cycles && merit.extra_w == 0.0) {
            heat_w_ = merit.heat_w;
            on_ = merit.on;
            least_ = sums().bill;
        }
        try_sets(merit, best, false);
        if (room_w_ > 0.0) {
            on_.assign(units_.size(), 0);
            double const idle = sums().bill;
            worth_.most_per_j = std::min(worth_.most_per_j,
                                         std::max(0.0, (least_ - idle) / load_w_)); // least_ may be infinite
            try_sets(merit, best, true);
        }
        if (!chosen_on_.empty()) {
            best.uncovered_w = 0.0;
            for (std::size_t i = 0; i < units_.size(); ++i) {
                bool const gives = chosen_on_[i] != 0 && best.heat_w[i] > 0.0;
                best.on[i] = gives || may_idle(units_[i].unit) ? 1 : 0;
            }
        }
        return best;
    }

private:
    [[nodiscard]] static bool better(double found, double least) {
        return !std::isfinite(least) || found < least - worth_it * std::abs(least);
    }
    // Of all sets those with or without heat for the room.
    void try_sets(DispatchResult const& merit, DispatchResult& best, bool with_extra) {
        for (std::size_t set = 0; set < (std::size_t{1} << chosen_.size()); ++set) {
            for (std::size_t i = 0; i < units_.size(); ++i) {
                on_[i] = stays_on(merit, i) ? 1 : 0;
            }
            for (std::size_t k = 0; k < chosen_.size(); ++k) {
                on_[chosen_[k]] = (set >> k) & 1U;
            }
            double const extra_w = start_at_least();
            bool const has_extra = extra_w > heat_round_off * load_w_;
            double const may_be_extra_w = std::min(room_w_, std::max(0.0, sum_of_leasts() - load_w_));
            if (has_extra != with_extra || extra_w > may_be_extra_w + heat_round_off * load_w_ ||
                !can_reach()) {
                continue;
            }
            double const found = share_cheaply() - worth_.most_per_j * std::min(extra_w, worth_.room_w);
            if (better(found, least_)) {
                least_ = found;
                best.heat_w = heat_w_;
                best.extra_w = extra_w;
                chosen_on_ = on_;
            }
        }
    }

    // In every set: what costs nothing to be on, what must run, and what is one too many to be tried.
    [[nodiscard]] bool stays_on(DispatchResult const& merit, std::size_t i) const {
        return units_[i].unit.maximum_w > 0.0 && (units_[i].from_w <= 0.0 || merit.on[i] == 1);
    }
    // Those of which all sets are tried.
    [[nodiscard]] std::vector<std::size_t> choose() const {
        std::vector<std::size_t> chosen;
        for (std::size_t i = 0; i < units_.size() && chosen.size() < most_chosen; ++i) {
            DispatchUnit const& unit = units_[i].unit;
            // One that must run does, unless it has no least heat, or is one too many for the load.
            bool const is_set = unit.must_run && unit.minimum_w > 0.0;
            if (unit.maximum_w > 0.0 && units_[i].from_w > 0.0 && !is_set) {
                chosen.push_back(i);
            }
        }
        return chosen;
    }

    // Everyone at its least; those that yield as far as they are needed. Returns what is more than the load.
    double start_at_least() {
        double rest_w = load_w_;
        for (std::size_t i = 0; i < units_.size(); ++i) {
            low_w_[i] = on_[i] != 0 && !units_[i].unit.yields ? units_[i].from_w : 0.0;
            rest_w -= low_w_[i];
        }
        for (std::size_t i = 0; i < units_.size(); ++i) {
            if (on_[i] != 0 && units_[i].unit.yields) {
                low_w_[i] = std::clamp(rest_w, 0.0, units_[i].unit.minimum_w);
                rest_w -= low_w_[i];
            }
        }
        rest_w_ = std::max(0.0, rest_w);
        return std::max(0.0, -rest_w);
    }
    // What they must give: a store takes no more, wherever their lines begin.
    [[nodiscard]] double sum_of_leasts() const {
        double sum_w = 0.0;
        for (std::size_t i = 0; i < units_.size(); ++i) {
            sum_w += on_[i] != 0 && !units_[i].unit.yields ? units_[i].unit.minimum_w : 0.0;
        }
        return sum_w;
    }
    [[nodiscard]] bool can_reach() const {
        double most_w = 0.0;
        for (std::size_t i = 0; i < units_.size(); ++i) {
            most_w += on_[i] != 0 ? units_[i].unit.maximum_w : 0.0;
        }
        return most_w >= load_w_ * (1.0 - heat_round_off);
    }

    // With the heat as it stands.
    struct Sums {
        double bill;
        double draw_w; // electricity drawn less electricity made
    };
    [[nodiscard]] Sums sums() const {
        double cost = 0.0;
        double draw_w = meter_.drawn_w;
        for (std::size_t i = 0; i < units_.size(); ++i) {
            if (on_[i] != 0 && heat_w_[i] > 0.0) {
                BilledUnit const& each = units_[i];
                double const part = heat_w_[i] < each.from_w ? heat_w_[i] / each.from_w : 1.0;
                double const more_w = std::max(0.0, heat_w_[i] - each.from_w);
                cost += part * each.least_cost + each.cost_per_j * more_w;
                draw_w += part * each.least_draw_w + each.draw_per_w * more_w;
            }
        }
        return {cost + draw_w * (draw_w > 0.0 ? meter_.import_per_j : meter_.export_per_j), draw_w};
    }

    // Gives what is left beyond everyone's least where it costs least with electricity at this price.
    void fill_at(double price_per_j) {
        std::iota(turn_.begin(), turn_.end(), std::size_t{0});
        auto const cost = [&](std::size_t i) {
            return units_[i].cost_per_j + price_per_j * units_[i].draw_per_w;
        };
        std::stable_sort(turn_.begin(), turn_.end(), [&](auto a, auto b) { return cost(a) < cost(b); });
        double rest_w = rest_w_;
        heat_w_ = low_w_;
        for (std::size_t const i : turn_) {
            if (on_[i] != 0) {
                double const more_w = std::clamp(units_[i].unit.maximum_w - heat_w_[i], 0.0, rest_w);
                heat_w_[i] += more_w;
                rest_w -= more_w;
            }
        }
    }

    // Prices of electricity at which two units change places, between those of selling and buying.
    [[nodiscard]] std::vector<double> turning_prices() const {
        std::vector<double> prices{meter_.export_per_j, meter_.import_per_j};
        for (std::size_t i = 0; i < units_.size(); ++i) {
            for (std::size_t k = 0; k < i; ++k) {
                double const of_draw = units_[k].draw_per_w - units_[i].draw_per_w;
                double const price = (units_[i].cost_per_j - units_[k].cost_per_j) / of_draw;
                if (on_[i] != 0 && on_[k] != 0 && price > meter_.export_per_j &&
                    price < meter_.import_per_j) { // false for NaN
                    prices.push_back(price);
                }
            }
        }
        std::sort(prices.begin(), prices.end());
        return prices;
    }

    // Heat of this set at the smallest bill, which is returned.
    double share_cheaply() {
        fill_at(meter_.import_per_j);
        Sums const bought = sums();
        bool const one_kink = meter_.import_per_j >= meter_.export_per_j;
        if (one_kink && bought.draw_w >= 0.0) {
            return bought.bill;
        }
        before_w_ = heat_w_;
        fill_at(meter_.export_per_j);
        Sums const sold = sums();
        if (!one_kink && bought.bill < sold.bill) {
            heat_w_ = before_w_;
            return bought.bill;
        }
        return !one_kink || sold.draw_w <= 0.0 ? sold.bill : share_on_its_own(sold.draw_w);
    }

    // The dearer electricity, the less is drawn: between two prices it is what is made. From heat at the
    // price of selling, where more is drawn.
    double share_on_its_own(double above_w) {
        std::vector<double> const prices = turning_prices();
        for (std::size_t k = 0; k < prices.size() && above_w > 0.0; ++k) {
            before_w_ = heat_w_;
            fill_at(k + 1 < prices.size() ? 0.5 * (prices[k] + prices[k + 1]) : prices[k]);
            double const below_w = sums().draw_w;
            if (below_w <= 0.0) {
                double const part = above_w / (above_w - below_w);
                for (std::size_t i = 0; i < units_.size(); ++i) {
                    heat_w_[i] = std::lerp(before_w_[i], heat_w_[i], part);
                }
            }
            above_w = below_w;
        }
        return sums().bill;
    }

    std::span<BilledUnit const> units_;
    double load_w_;
    double room_w_;
    PlantMeter meter_;
    StoredWorth worth_;
    // of the set that is tried
    std::vector<std::uint8_t> on_;
    std::vector<double> heat_w_, low_w_;
    std::vector<std::size_t> turn_;
    std::vector<double> before_w_; // at another price
    double rest_w_{0.0};
    std::vector<std::size_t> chosen_;                       // units of which all sets are tried
    double least_{std::numeric_limits<double>::infinity()}; // bill of the best so far
    std::vector<std::uint8_t> chosen_on_;                   // of it, empty where that is in merit order
};

} // namespace

DispatchResult least_bill(std::span<BilledUnit const> units, double load_w, double room_w,
                          PlantMeter const& meter, StoredWorth const& worth) {
    return Biller{units, load_w, room_w, meter, worth}.run();
}

} // namespace saggar::detail
