// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "money.hpp"

#include <algorithm>
#include <cmath>

namespace saggar::detail {

namespace {
constexpr double hours_of_year = 8760.0;
}

double present_value_factor(EconomicSettings const& money) {
    double const rate = money.discount_rate_percent * 1e-2;
    return rate > 0.0 ? -std::expm1(-money.lifetime_years * std::log1p(rate)) / rate : money.lifetime_years;
}

double whole_life_per_m(Project const& project, SizeRow const& size, Surface surface,
                        double present_value_factor) {
    double const capital = surface == Surface::hard ? size.cost_hard_per_m : size.cost_soft_per_m;
    double const upkeep = capital * project.economics.maintenance_percent * 1e-2;
    double const loss =
        size.loss_w_m * 1e-6 * hours_of_year * project.economics.heat_cost_per_mwh.value_or(0.0);
    return capital + present_value_factor * (upkeep + loss);
}

SizeRow const* smallest(std::vector<SizeRow> const& sizes, double heat_w) {
    auto const found =
        std::ranges::find_if(sizes, [&](SizeRow const& row) { return row.capacity_w >= heat_w; });
    return found == sizes.end() ? nullptr : &*found;
}

double carbon_saved_t(EconomicSettings const& money, double annual_use_mwh) {
    if (!money.heat_carbon_kg_per_mwh || !money.counterfactual_carbon_kg_per_mwh) {
        return 0.0;
    }
    return annual_use_mwh * 1e-3 * (*money.counterfactual_carbon_kg_per_mwh - *money.heat_carbon_kg_per_mwh);
}

} // namespace saggar::detail
