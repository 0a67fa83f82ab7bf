// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "capacity_search.hpp"

#include <boost/math/tools/roots.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace saggar::detail {

namespace {

constexpr double first_step_k = 2.0;
constexpr std::uintmax_t most_evaluations = 60;

} // namespace

bool find_supply_at_capacity(CapacitySearch const& search, HeatAtSupply const& heat_w) {
    bool found = false;
    bool failed = false;
    // 0 ends the search, found or not.
    auto const excess_w = [&](double supply_c) {
        if (found || failed) {
            return 0.0;
        }
        std::optional<double> const heat = heat_w(supply_c);
        failed = !heat.has_value();
        found = heat && std::abs(*heat - search.capacity_w) <= capacity_found * search.capacity_w;
        return found || failed ? 0.0 : *heat - search.capacity_w;
    };
    double high_c = search.wanted_c;
    double high_w = excess_w(high_c);
    double low_c = high_c;
    double low_w = high_w;
    for (double step_k = first_step_k; low_w > 0.0 && low_c > search.coldest_c; step_k *= 2.0) {
        high_c = low_c;
        high_w = low_w;
        low_c = std::max(high_c - step_k, search.coldest_c);
        low_w = excess_w(low_c);
    }
    if (low_w < 0.0 && high_w > 0.0) {
        std::uintmax_t evaluations = most_evaluations;
        boost::math::tools::toms748_solve(excess_w, low_c, high_c, low_w, high_w,
                                          boost::math::tools::eps_tolerance<double>{50}, evaluations);
    }
    return found;
}

} // namespace saggar::detail
