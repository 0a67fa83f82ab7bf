// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

#include <functional>
#include <optional>

namespace saggar::detail {

// A plant that has less heat than is asked of it sends out colder water, whose consumers take more of it and
// lose less on the way: the heat that is taken falls little by little with the supply temperature, and rounds
// that follow the plant (supply = return + capacity / flow) creep to the temperature where it is the
// capacity. Here that is the root of one function of one variable.
struct CapacitySearch {
    double wanted_c;   // supply temperature that the plant should send
    double coldest_c;  // no colder than this
    double capacity_w; // > 0
};

// Heat in W that is taken at a supply temperature, everything else in agreement with it; nothing where no
// state is found.
using HeatAtSupply = std::function<std::optional<double>(double supply_c)>;

// Part of the capacity that the heat may be off in the end.
inline constexpr double capacity_found = 1e-7;

// Whether the last call of `heat_w` was at a supply temperature where the heat is the capacity.
[[nodiscard]] bool find_supply_at_capacity(CapacitySearch const& search, HeatAtSupply const& heat_w);

} // namespace saggar::detail
