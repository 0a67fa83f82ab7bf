// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// What falls in which year, as present values at the year of the first phase. Capital is paid at the
// beginning of its year, everything that recurs at the end of each year from then on to the horizon, which is
// the first year plus economics.lifetime_years for all. What is laid later is not used up then: its residual
// value falls in a straight line over the lifetime (assumption; HM Treasury Green Book 2022, 5.44, asks for
// residual values). Of a pipe that a later phase replaces there is none, nor salvage, and no maintenance from
// then on.

#include "saggar/planning/phasing.hpp"

namespace saggar::detail {

class Calendar {
public:
    Calendar(EconomicSettings const& money, int first_year);

    // Of one unit paid in `year`.
    [[nodiscard]] double once(int year) const;
    // Of one unit each year from `year` to before `until`, at most to the horizon.
    [[nodiscard]] double each_year(int year) const;
    [[nodiscard]] double each_year(int year, int until) const;
    // Of what capital of one unit spent in `year` is worth at the horizon.
    [[nodiscard]] double residual(int year) const;
    // Capital of one unit less its residual value.
    [[nodiscard]] double capital(int year) const { return once(year) - residual(year); }

private:
    [[nodiscard]] double discount(double years) const;
    double rate_;
    double lifetime_;
    int first_;
};

// A year of the network as it is.
struct PresentYear {
    HeatOfYear heat;
    double pumping_mwh{0.0};
};

// Adds up the phases of a plan. `demand_of` finds the demand of a building by its id.
[[nodiscard]] PhasedMoney add_up(Project const& project, PresentYear const& present,
                                 std::vector<PhaseResult> const& phases,
                                 std::function<BuildingDemand const&(std::string const&)> const& demand_of);

} // namespace saggar::detail
