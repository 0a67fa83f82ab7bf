// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Which units of one plant give a load for the smallest bill: which of them run, and how much each gives.
//
// Units are either off or between two heats, where what they cost and the electricity that they draw or make
// follow their heat in a straight line. What they draw together beyond what they make
// is bought, what they make beyond that is sold. All sets of units whose line begins above nothing are tried.
// In each, heat is given in the order of what more of it costs, electricity counted at one price; where at
// the price of buying more would be made than drawn, and at that of selling more drawn than made, the plant
// lives on its own electricity, and the price at which it does so lies between them. That is exact, for the
// bill of a set is convex (a linear programme with one kink) as long as electricity is not sold for more than
// it is bought for; where it is, both orders are tried.

#include "plant_room/dispatch.hpp"

#include <cstddef>
#include <span>

namespace saggar::detail {

struct BilledUnit {
    DispatchUnit unit;
    double from_w{0.0};       // where the straight line begins: at its least heat, or above
    double least_cost{0.0};   // per s, there: all but the electricity behind the plant's meter
    double cost_per_j{0.0};   // of more
    double least_draw_w{0.0}; // there: electricity drawn less electricity made
    double draw_per_w{0.0};   // of more
};

struct PlantMeter {
    double drawn_w{0.0}; // by what is no unit: pumps, less what PV makes
    double import_per_j{0.0};
    double export_per_j{0.0};
};

// What heat is worth that goes into the room because units must give it: what the load costs in the mean
// where nobody gives more than that, but no more than `most_per_j`, and nothing beyond `room_w`.
struct StoredWorth {
    double room_w{0.0}; // of stores that will give in place of units
    double most_per_j{0.0};
};

// All sets of so many such units are tried; of more, those last in the merit order run as
// `dispatch` has them.
inline constexpr std::size_t most_chosen = 10;

// As `dispatch`, of whose result it differs only where that makes the bill smaller: units that must run stay
// on, one that yields gives its least before others give more than theirs, and the load is met as far as it
// can be. `units` in merit order.
[[nodiscard]] DispatchResult least_bill(std::span<BilledUnit const> units, double load_w, double room_w,
                                        PlantMeter const& meter, StoredWorth const& worth);

} // namespace saggar::detail
