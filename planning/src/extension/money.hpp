// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Present values.

#include "saggar/planning/extension.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace saggar::detail {

// What pipes of the extension lose, of what plants have to spare: assumption; the solver has the last word.
inline constexpr double lost_share = 0.03;

// (1 - (1 + r)^-n) / r: of one unit of money at the end of each year.
[[nodiscard]] double present_value_factor(EconomicSettings const& money);
// Of a metre of trench: capital, upkeep, heat that both lines lose all year.
[[nodiscard]] double whole_life_per_m(Project const& project, SizeRow const& size, Surface surface,
                                      double present_value_factor);
// Heat sold and standing charges of a year.
[[nodiscard]] double annual_income(EconomicSettings const& money, BuildingDemand const& demand);
// Of the premises: substation, meter, works inside.
[[nodiscard]] double connection_cost(EconomicSettings const& money, BuildingDemand const& demand);
// On capital of pipes in life-cycle costs, for their maintenance.
[[nodiscard]] double life_cycle_factor(EconomicSettings const& money);
// What heat that pipes lose costs where it is not asked which plant gives it: the mean of the plants that
// run, by capacity; one without a limit counts as the largest of the others.
[[nodiscard]] double mean_heat_cost_per_mwh(Project const& project);
// The same by what plants give, W. As above where none gives anything.
[[nodiscard]] double mean_heat_cost_per_mwh(Project const& project, std::vector<double> const& given_w);
// Present value of what a watt of the plant's heat costs more than one of the cheapest plant, for which loads
// are valued: the difference a MWh, for as many hours of full load as the problem has for the plant. A plant
// that feeds in where a dearer one holds the pressure saves the difference of the two.
[[nodiscard]] double dearer_heat_per_w(Project const& project, ExtensionProblem const& problem,
                                       std::size_t plant);
// For sizing. Maintenance is a share of capital: capital counts `life_cycle_factor` times, so everything else
// counts that much less.
[[nodiscard]] SizingEconomics sizing_economics(Project const& project, double heat_cost_per_mwh,
                                               double life_cycle_factor);
// Of a watt that a plant of a plan gives more: of plants that name no capacity.
[[nodiscard]] double capacity_cost_per_w(Project const& project, ExtensionProblem const& problem,
                                         std::size_t plant);
// Of loads that must connect, all together: what they ask for and plants have, in words; empty where plants
// would do.
[[nodiscard]] std::string heat_that_lacks(DesignSettings const& design, ExtensionProblem const& problem,
                                          TopologyProblem const& topology);
// What each plant may feed of it once the plan was contradicted, W: three quarters, but no less than any load
// takes that must connect and hangs on it.
[[nodiscard]] std::vector<double> held_back_w(ExtensionProblem const& problem, TopologyPlan const& plan);
// Rounding does not count.
[[nodiscard]] inline bool feeds_less(double most_w, double fed_w) {
    return most_w < fed_w * (1.0 - 1e-9);
}
// The project's own operating point for connections where that is a design point, else empty: the design
// point.
[[nodiscard]] std::string design_point_id(Project const& project);
// Of pipes that are laid.
[[nodiscard]] std::string const& family_of(Project const& project);
// The smallest size that carries this much; null if none does.
[[nodiscard]] SizeRow const* smallest(std::vector<SizeRow> const& sizes, double heat_w);
// Of a year: what the heat that is replaced emits, less what feeding in the heat that is used and lost emits,
// less the electricity of pumps where prices.electricity_carbon_kg_per_mwh is given. 0 without the project's
// factors of heat.
[[nodiscard]] double carbon_saved_t(Project const& project, double annual_use_mwh, double lost_mwh,
                                    double pumping_mwh);
// What a metre of both lines loses in a year.
[[nodiscard]] double loss_mwh_per_m(SizeRow const& size);

} // namespace saggar::detail
