// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "money.hpp"

#include "saggar/network/diversity.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>

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
    double const loss = loss_mwh_per_m(size) * mean_heat_cost_per_mwh(project);
    double const efficiency =
        project.plants.empty() ? Plant{}.pump_efficiency : project.plants.front().pump_efficiency;
    double const pumping = size.pump_w_m / efficiency * 1e-6 * project.economics.pumping_hours *
                           planned_import_per_mwh(project.prices);
    return capital + present_value_factor * (upkeep + loss + pumping);
}

double annual_income(EconomicSettings const& money, BuildingDemand const& demand) {
    return *money.heat_price_per_mwh * demand.annual_use_mwh + money.standing_charge_per_kw * demand.peak_kw;
}

double connection_cost(EconomicSettings const& money, BuildingDemand const& demand) {
    return money.connection_cost + money.connection_cost_per_kw * demand.peak_kw +
           (demand.dwellings > 1 ? money.connection_cost_per_dwelling * demand.dwellings : 0.0);
}

double life_cycle_factor(EconomicSettings const& money) {
    return 1.0 + present_value_factor(money) * money.maintenance_percent * 1e-2;
}

double mean_heat_cost_per_mwh(Project const& project) {
    double largest_kw = 0.0;
    for (Plant const& plant : project.plants) {
        largest_kw = std::max(largest_kw, plant.running ? plant.capacity_kw.value_or(0.0) : 0.0);
    }
    double const unlimited_kw = largest_kw > 0.0 ? largest_kw : 1.0;
    double weights = 0.0;
    double sum = 0.0;
    for (Plant const& plant : project.plants) {
        if (plant.running) {
            double const weight = plant.capacity_kw.value_or(unlimited_kw);
            weights += weight;
            sum += weight * heat_cost_per_mwh(project, plant);
        }
    }
    return weights > 0.0 ? sum / weights : project.economics.heat_cost_per_mwh.value_or(0.0);
}

double mean_heat_cost_per_mwh(Project const& project, std::vector<double> const& given_w) {
    double all_w = 0.0;
    double sum = 0.0;
    for (std::size_t i = 0; i < given_w.size(); ++i) {
        all_w += given_w[i];
        sum += given_w[i] * heat_cost_per_mwh(project, project.plants[i]);
    }
    return all_w > 0.0 ? sum / all_w : mean_heat_cost_per_mwh(project);
}

double capacity_cost_per_w(Project const& project, ExtensionProblem const& problem, std::size_t plant) {
    Plant const& of = project.plants[plant];
    bool const by_connection = !of.capacity_kw && of.electricity_headroom_kw;
    bool const free = std::isfinite(problem.plant_spare_w[plant]) && !by_connection;
    return free ? 0.0 : project.economics.source_cost_per_kw * 1e-3;
}

double dearer_heat_per_w(Project const& project, ExtensionProblem const& problem, std::size_t plant) {
    double const more_per_mwh =
        heat_cost_per_mwh(project, project.plants[plant]) - problem.cheapest_heat_per_mwh;
    double const hours = problem.plant_full_load_hours.empty() ? problem.full_load_hours
                                                               : problem.plant_full_load_hours[plant];
    return problem.present_value_factor * std::max(0.0, more_per_mwh) * hours * 1e-6;
}

SizingEconomics sizing_economics(Project const& project, double heat_cost_per_mwh, double life_cycle_factor) {
    EconomicSettings const& money = project.economics;
    SizingEconomics sizing;
    sizing.lifetime_years = money.lifetime_years;
    sizing.discount_rate = money.discount_rate_percent * 1e-2;
    sizing.electricity_cost_per_mwh = planned_import_per_mwh(project.prices) / life_cycle_factor;
    sizing.heat_cost_per_mwh = heat_cost_per_mwh / life_cycle_factor;
    sizing.maintenance_per_m_year = 0.0;
    return sizing;
}

std::string heat_that_lacks(DesignSettings const& design, ExtensionProblem const& problem,
                            TopologyProblem const& topology) {
    PeakGroup all;
    for (std::size_t i = 0; i < topology.loads.size(); ++i) {
        if (topology.loads[i].must_connect) {
            BuildingDemand const& demand = problem.loads[i].demand;
            all.add(design, demand.peak_kw * 1e3, demand.dwellings);
        }
    }
    double there_w = 0.0;
    for (TopologySource const& source : topology.sources) {
        there_w += source.capacity_w;
    }
    double const asked_w = diversified_peak_w(design, all);
    return asked_w <= there_w
               ? std::string{}
               : fmt::format(": they ask for {:.0f} kW at once, and plants have {:.0f} kW to spare, of which "
                             "{:.0f} % is kept for losses",
                             asked_w * 1e-3, there_w / (1.0 - lost_share) * 1e-3, lost_share * 1e2);
}

std::vector<double> held_back_w(ExtensionProblem const& problem, TopologyPlan const& plan) {
    std::vector<double> most = plan.source_w;
    for (double& most_w : most) {
        most_w *= 0.75;
    }
    for (std::int32_t const position : plan.connected) {
        auto const load = static_cast<std::size_t>(position);
        if (problem.loads[load].must_connect) {
            double& most_w = most[static_cast<std::size_t>(plan.source_of[load])];
            most_w = std::max(most_w, problem.loads[load].demand.peak_kw * 1e3);
        }
    }
    return most;
}

std::string design_point_id(Project const& project) {
    auto const point = std::ranges::find(project.operating_points, project.connection.operating_point,
                                         &OperatingPointData::id);
    return point != project.operating_points.end() && point->design ? point->id : std::string{};
}

std::string const& family_of(Project const& project) {
    return project.extension.catalogue.empty() ? project.connection.catalogue : project.extension.catalogue;
}

SizeRow const* smallest(std::vector<SizeRow> const& sizes, double heat_w) {
    auto const found =
        std::ranges::find_if(sizes, [&](SizeRow const& row) { return row.capacity_w >= heat_w; });
    return found == sizes.end() ? nullptr : &*found;
}

double carbon_saved_t(Project const& project, double annual_use_mwh, double lost_mwh, double pumping_mwh) {
    EconomicSettings const& money = project.economics;
    if (!money.heat_carbon_kg_per_mwh || !money.counterfactual_carbon_kg_per_mwh) {
        return 0.0;
    }
    double const electricity_kg = project.prices.electricity_carbon_kg_per_mwh.value_or(0.0) * pumping_mwh;
    return 1e-3 * (annual_use_mwh * *money.counterfactual_carbon_kg_per_mwh -
                   (annual_use_mwh + lost_mwh) * *money.heat_carbon_kg_per_mwh - electricity_kg);
}

double loss_mwh_per_m(SizeRow const& size) {
    return size.loss_w_m * 1e-6 * hours_of_year;
}

} // namespace saggar::detail
