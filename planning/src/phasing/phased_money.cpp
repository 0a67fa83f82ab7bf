// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "phased_money.hpp"

#include "../extension/money.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

namespace saggar::detail {

Calendar::Calendar(EconomicSettings const& money, int first_year)
    : rate_{money.discount_rate_percent * 1e-2}, lifetime_{money.lifetime_years}, first_{first_year} {}

double Calendar::discount(double years) const {
    return std::exp(-years * std::log1p(rate_));
}

double Calendar::once(int year) const {
    return discount(year - first_);
}

double Calendar::each_year(int year) const {
    return each_year(year, first_ + static_cast<int>(std::ceil(lifetime_)) + 1);
}

double Calendar::each_year(int year, int until) const {
    double const from = year - first_;
    double const to = std::min<double>(until - first_, lifetime_);
    if (to <= from) {
        return 0.0;
    }
    return rate_ > 0.0 ? (discount(from) - discount(to)) / rate_ : to - from;
}

double Calendar::residual(int year) const {
    return std::min(1.0, (year - first_) / lifetime_) * discount(lifetime_);
}

PhasedMoney add_up(Project const& project, PresentYear const& present, std::vector<PhaseResult> const& phases,
                   std::function<BuildingDemand const&(std::string const&)> const& demand_of) {
    EconomicSettings const& given = project.economics;
    Calendar const calendar{given, project.phases.front().year};
    PhasedMoney money;
    for (std::size_t p = 0; p < phases.size(); ++p) {
        PhaseResult const& phase = phases[p];
        double const years = calendar.each_year(phase.year);
        for (std::string const& id : phase.buildings) {
            BuildingDemand const& demand = demand_of(id);
            money.income += years * annual_income(given, demand);
        }
        money.pipe_capital += calendar.once(phase.year) * phase.pipe_capital;
        money.connection_cost += calendar.once(phase.year) * phase.connection_cost;
        money.source_capital += calendar.once(phase.year) * phase.source_capital;
        money.residual_value += calendar.residual(phase.year) *
                                (phase.pipe_capital + phase.connection_cost + phase.source_capital);
        money.maintenance +=
            years * given.maintenance_percent * 1e-2 * (phase.pipe_capital - phase.crossing_cost);
        // What is replaced needs no more maintenance, and is worth nothing at the end.
        for (PhasePipe const& pipe : phase.pipes) {
            money.maintenance -=
                years * given.maintenance_percent * 1e-2 * (pipe.written_off - pipe.written_off_crossing);
            if (pipe.written_off > 0.0) {
                money.residual_value -= calendar.residual(pipe.written_off_year) * pipe.written_off;
            }
        }
        // What heat costs, what is lost and what pumps draw change with the plants.
        PlantYear since{.year = phase.year,
                        .changes = {},
                        .heat_loss_mwh = phase.heat_loss_mwh,
                        .pumping_mwh = phase.pumping_mwh,
                        .heat = phase.heat};
        auto const run = [&](std::optional<int> until) {
            double const running =
                until ? calendar.each_year(since.year, *until) : calendar.each_year(since.year);
            money.heat_cost += running * since.heat.cost_of_those_beside(project);
            money.present_heat += running * (since.heat.cost_of_those_in(project) - present.heat.sold_cost());
            money.heat_loss += running * (since.heat.lost_cost() - present.heat.lost_cost());
            money.pumping +=
                running * planned_import_per_mwh(project.prices) * (since.pumping_mwh - present.pumping_mwh);
        };
        for (PlantYear const& year : phase.plant_years) {
            run(year.year);
            since = year;
        }
        run(p + 1 < phases.size() ? std::optional{phases[p + 1].year} : std::nullopt);
    }
    return money;
}

} // namespace saggar::detail
