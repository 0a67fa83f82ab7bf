// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/planning/cold_week.hpp"

#include "../supply_way.hpp"
#include "week_demand.hpp"

#include "saggar/engine/simulation/actors.hpp"
#include "saggar/network/time_stamp.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <numeric>
#include <optional>
#include <utility>

namespace saggar {

namespace {

constexpr double j_per_mwh = 3.6e9;

bool decides(LimitKind kind) {
    return kind == LimitKind::pipe_pressure || kind == LimitKind::pipe_temperature ||
           kind == LimitKind::vapour_margin;
}

class Week {
public:
    Week(std::shared_ptr<Network const> network, std::size_t present, Scenario const& scenario,
         ColdWeekReport& report)
        : network_{std::move(network)}, present_{present}, scenario_{scenario}, report_{report} {
        pair_flow_kg_s_.assign(network_->project().pipe_pairs.size(), 0.0);
        for (std::size_t i = 0; i < network_->substations.size(); ++i) {
            ColdWeekLoad load;
            load.id = network_->substations.id[i];
            load.added = i >= present_;
            report_.loads.push_back(std::move(load));
        }
        for (std::string const& id : network_->plants.id) {
            plants_.push_back({.id = id});
        }
    }

    void take(std::size_t step, SimulatedStep const& result) {
        std::int64_t const time = scenario_.begin_of_step_s(step);
        ways_.reset();
        ColdWeekHour hour;
        hour.begin_s = time;
        hour.outdoor_c = scenario_.outdoor_c(step);
        for (std::size_t i = 0; i < report_.loads.size(); ++i) {
            take_load(i, time, result, hour);
        }
        for (std::size_t i = 0; i < result.plant_heat_w.size(); ++i) {
            hour.produced_w += result.plant_heat_w[i];
            hour.pump_electricity_w += result.plant_pump_electricity_w[i];
            double const pressure = result.plant_differential_pressure_pa[i];
            hour.plant_differential_pressure_pa = std::max(hour.plant_differential_pressure_pa, pressure);
            if (pressure > report_.highest_plant_pressure_pa) {
                report_.highest_plant_pressure_pa = pressure;
                report_.highest_plant = network_->plants.id[i];
                report_.highest_plant_at_s = time;
            }
        }
        if (hour.unmet_w > 0.0) {
            take_plants(result);
        }
        for (double const drawn : result.pump_electricity_w) {
            hour.pump_electricity_w += drawn;
        }
        PipeColumns const& pipes = network_->pipes;
        for (std::size_t i = 0; i < pipes.size(); ++i) {
            if (pipes.partner[i] >= 0) {
                double& most = pair_flow_kg_s_[static_cast<std::size_t>(pipes.record[i])];
                most = std::max(most, std::abs(result.mass_flow_kg_s[i]));
            }
        }
        hour.lost_w = result.book.lost_j / result.duration_s;
        hour.stored_more_w = result.book.stored_more_j / result.duration_s;
        if (result.index_consumer >= 0) {
            hour.least_margin_pa = result.index_margin_pa;
        }
        report_.hours.push_back(hour);
    }

    void finish(SimulationTotals const& totals) {
        for (std::size_t i = 0; i < pair_flow_kg_s_.size(); ++i) {
            report_.pair_flow_kg_s[network_->project().pipe_pairs[i].id] = pair_flow_kg_s_[i];
        }
        report_.book = totals.book;
        report_.worst_residual_relative = totals.worst_residual_relative;
        report_.demand_j = totals.demand_j;
        report_.unmet_j = totals.unmet_j;
        report_.pump_electricity_j = totals.pump_electricity_j;
        for (std::size_t i = 0; i < report_.loads.size(); ++i) {
            ColdWeekLoad& load = report_.loads[i];
            load.demand_j = totals.substation_demand_j[i];
            load.unmet_by_cause_j = totals.substation_unmet_j[i];
            load.unmet_j = std::accumulate(load.unmet_by_cause_j.begin(), load.unmet_by_cause_j.end(), 0.0);
            load.unmet_s = totals.substation_unmet_s[i];
        }
        std::ranges::copy_if(plants_, std::back_inserter(report_.plants),
                             [](ColdWeekPlant const& plant) { return plant.still_s > 0.0; });
        for (LimitRecord const& record : totals.record.limits) {
            add_limit(record);
        }
        std::ranges::stable_sort(report_.limits, [](ColdWeekLimit const& a, ColdWeekLimit const& b) {
            return a.beyond_s > b.beyond_s;
        });
    }

private:
    void take_load(std::size_t i, std::int64_t time, SimulatedStep const& result, ColdWeekHour& hour) {
        hour.demand_w += result.demand_w[i];
        hour.delivered_w += result.heat_w[i];
        hour.unmet_w += result.unmet_w[i];
        ColdWeekLoad& load = report_.loads[i];
        load.highest_demand_w = std::max(load.highest_demand_w, result.demand_w[i]);
        if (result.unmet_w[i] > load.most_unmet_w) {
            load.most_unmet_w = result.unmet_w[i];
            load.way = way_to(i, result);
        }
        auto const link = static_cast<std::size_t>(network_->substations.link[i]);
        if (!(result.mass_flow_kg_s[link] > 0.0)) {
            return;
        }
        double const arrives_c = result.supply_temperature_c[i];
        if (!(load.lowest_supply_c <= arrives_c)) { // it is NaN at first
            load.lowest_supply_c = arrives_c;
            load.lowest_supply_at_s = time;
        }
        if (load.added && !(hour.lowest_new_supply_c <= arrives_c)) {
            hour.lowest_new_supply_c = arrives_c;
        }
        double const pressure = result.differential_pressure_pa[i];
        if (pressure > report_.highest_substation_pressure_pa) {
            report_.highest_substation_pressure_pa = pressure;
            report_.highest_substation = load.id;
            report_.highest_substation_at_s = time;
        }
    }

    std::vector<std::string> way_to(std::size_t substation, SimulatedStep const& result) {
        if (!ways_) {
            ways_.emplace(*network_, result.mass_flow_kg_s);
        }
        PipeColumns const& pipes = network_->pipes;
        std::vector<std::string> pairs;
        for (std::size_t const line : ways_->of(substation)) {
            if (pipes.partner[line] >= 0) {
                auto const record = static_cast<std::size_t>(pipes.record[line]);
                pairs.push_back(network_->project().pipe_pairs[record].id);
            }
        }
        return pairs;
    }

    void take_plants(SimulatedStep const& result) {
        constexpr double still_share = 1e-3;
        for (std::size_t i = 0; i < plants_.size(); ++i) {
            std::optional<double> const capacity_w = network_->plants.capacity_w[i];
            if (capacity_w && *capacity_w > 0.0) {
                double const given_w = result.plant_heat_w[i];
                plants_[i].still_s += given_w < still_share * *capacity_w ? result.duration_s : 0.0;
                plants_[i].unused_j += std::max(0.0, *capacity_w - given_w) * result.duration_s;
            }
        }
    }

    void add_limit(LimitRecord const& record) {
        double const sign = info(record.kind).is_maximum ? 1.0 : -1.0;
        LimitHours const* worst = nullptr;
        double worst_excess = 0.0;
        ColdWeekLimit made{.kind = record.kind};
        for (LimitHours const& hours : record.elements) {
            if (!std::isfinite(hours.worst) || !std::isfinite(hours.limit)) {
                continue;
            }
            made.elements_beyond += hours.beyond_s > 0.0 ? 1 : 0;
            double const excess = sign * (hours.worst - hours.limit) / std::max(std::abs(hours.limit), 1e-12);
            if (worst == nullptr ||
                std::pair{hours.beyond_s, excess} > std::pair{worst->beyond_s, worst_excess}) {
                worst = &hours;
                worst_excess = excess;
            }
        }
        if (worst == nullptr) {
            return;
        }
        made.element = element_id(*network_, {.kind = record.kind, .element = worst->element});
        made.limit = worst->limit;
        made.worst = worst->worst;
        made.beyond_s = worst->beyond_s;
        made.worst_at_s = scenario_.begin_of_step_s(worst->step);
        report_.limits.push_back(std::move(made));
    }

    std::shared_ptr<Network const> network_;
    std::size_t present_;
    Scenario const& scenario_;
    ColdWeekReport& report_;
    std::vector<double> pair_flow_kg_s_;
    std::optional<detail::SupplyWays> ways_; // of the step, where somebody lacks heat
    std::vector<ColdWeekPlant> plants_;      // all
};

std::vector<std::string> plants_that_follow(Project const& project) {
    std::vector<std::string> following;
    for (ControllerSettings const& controller : project.controllers) {
        if (controller.kind == ControllerKind::load_share) {
            following.insert(following.end(), controller.plants.begin(), controller.plants.end());
        }
    }
    return following;
}

std::string what_is_short(ColdWeekReport const& report) {
    ColdWeekLoad const& most = *std::ranges::max_element(report.loads, {}, &ColdWeekLoad::unmet_j);
    std::vector<std::string_view> causes;
    for (std::size_t k = 0; k < unmet_causes; ++k) {
        if (most.unmet_by_cause_j[k] > short_from * most.unmet_j) {
            causes.push_back(to_string(static_cast<UnmetCause>(k + 1)));
        }
    }
    auto const worst = std::ranges::max_element(report.hours, {}, &ColdWeekHour::unmet_w);
    std::size_t const count = report.short_loads();
    return fmt::format("{} short of heat, {:.2f} MWh of {:.1f} in all: most at {}, {:.2f} MWh in {:.0f} h "
                       "(cause: {}); the worst hour begins at {} and lacks {:.0f} kW",
                       count == 1 ? "1 load is" : fmt::format("{} loads are", count),
                       report.unmet_j / j_per_mwh, report.demand_j / j_per_mwh, most.id,
                       most.unmet_j / j_per_mwh, most.unmet_s / 3600.0, fmt::join(causes, ", "),
                       time_stamp(worst->begin_s), worst->unmet_w * 1e-3);
}

// Heat that was there while somebody lacked it.
std::string what_stood_still(ColdWeekReport const& report) {
    std::string said;
    for (ColdWeekPlant const& plant : report.plants) {
        said += fmt::format("; {} stood still in {:.0f} h of that and left {:.1f} MWh of its capacity unused",
                            plant.id, plant.still_s / 3600.0, plant.unused_j / j_per_mwh);
    }
    return said;
}

std::string what_is_beyond(ColdWeekLimit const& limit) {
    LimitKindInfo const& kind = info(limit.kind);
    return fmt::format("{} of {}: {:.4g} {}, {} {:.4g}, in {:.0f} h", kind.title, limit.element,
                       limit.worst * kind.shown_per_si, kind.unit, kind.is_maximum ? "at most" : "at least",
                       limit.limit * kind.shown_per_si, limit.beyond_s / 3600.0);
}

void judge(ColdWeekReport& report) {
    std::vector<std::string> against;
    if (report.short_loads() > 0) {
        against.push_back(what_is_short(report) + what_stood_still(report));
    }
    for (ColdWeekLimit const& limit : report.limits) {
        if (decides(limit.kind) && limit.elements_beyond > 0) {
            against.push_back(what_is_beyond(limit));
        }
    }
    report.status = against.empty() ? ColdWeekStatus::confirms : ColdWeekStatus::contradicts;
    report.diagnosis = fmt::format("{}", fmt::join(against, "; "));
}

void add_weather(ColdWeekReport& report, Scenario const& scenario) {
    TimeSpan const all{.begin_s = report.window.begin_s, .end_s = report.window.end_s};
    report.mean_outdoor_c = scenario.outdoor_c(all);
    report.lowest_outdoor_c = report.mean_outdoor_c;
    for (std::size_t step = 0; step < report.window.steps(); ++step) {
        report.lowest_outdoor_c = std::min(report.lowest_outdoor_c, scenario.outdoor_c(step));
    }
}

} // namespace

std::string_view to_string(ColdWeekStatus status) {
    switch (status) {
    case ColdWeekStatus::not_run: return "not_run";
    case ColdWeekStatus::switched_off: return "switched_off";
    case ColdWeekStatus::confirms: return "confirms";
    case ColdWeekStatus::contradicts: return "contradicts";
    case ColdWeekStatus::failed: return "failed";
    case ColdWeekStatus::stopped: return "stopped";
    }
    return "not_run";
}

std::size_t ColdWeekReport::short_loads() const {
    return static_cast<std::size_t>(std::ranges::count_if(loads, &ColdWeekLoad::is_short));
}

ColdWeekLoad const* ColdWeekReport::coldest_new() const {
    ColdWeekLoad const* coldest = nullptr;
    for (ColdWeekLoad const& load : loads) {
        if (load.added && std::isfinite(load.lowest_supply_c) &&
            (coldest == nullptr || load.lowest_supply_c < coldest->lowest_supply_c)) {
            coldest = &load;
        }
    }
    return coldest;
}

ColdWeekReport simulate_cold_week(Project const& project, Catalogue const& catalogue,
                                  ExtensionProblem const& problem, ExtensionPlan const& plan, ColdWeek week,
                                  MakeControllers const& make_controllers, ColdWeekGoOn const& go_on) {
    auto const network = Network::build(detail::project_of_week(project, problem, plan, week), catalogue);
    detail::suppose_peaks(project, *network, week);
    ColdWeekReport report{.window = week.window, .basis = week.basis, .assumptions = week.assumptions};
    std::vector<double> const cut_before_j =
        detail::complete_demand(network, project.substations.size(), plan, week);
    Scenario const scenario{network, std::move(week.series), week.window};
    report.demand_basis = scenario.demand_basis();
    add_weather(report, scenario);
    NetworkSimulation simulation{network};
    std::vector<std::unique_ptr<Controller>> controllers = make_controllers(*network);
    if (std::vector<std::string> const following = plants_that_follow(network->project());
        !following.empty()) {
        report.assumptions.push_back(fmt::format("of the heat that {} {} to give at the design point, {} "
                                                 "the part that demand is of its coincident peak",
                                                 fmt::join(following, ", "),
                                                 following.size() == 1 ? "is" : "are",
                                                 following.size() == 1 ? "it gives" : "each gives"));
    }
    Actors actors{scenario, std::move(controllers)};
    Week taken{network, project.substations.size(), scenario, report};
    SimulationOutcome const outcome =
        run_simulation(simulation, scenario, actors, [&](std::size_t step, SimulatedStep const& result) {
            taken.take(step, result);
            return go_on(step + 1, week.window.steps());
        });
    taken.finish(outcome.totals);
    auto const& cut_j = actors.consumers().state().cut_by_peak_j;
    for (std::size_t i = 0; i < report.loads.size(); ++i) {
        report.loads[i].beyond_peak_j = cut_before_j[i] + cut_j[i];
        report.cut_by_peak_j += report.loads[i].beyond_peak_j;
    }
    if (outcome.stopped) {
        report.status = ColdWeekStatus::stopped;
    } else if (!outcome.report.good()) {
        report.status = ColdWeekStatus::failed;
        report.diagnosis = outcome.report.diagnosis;
    } else {
        judge(report);
    }
    return report;
}

void hold_against(ExtensionPlan& plan, ColdWeekReport const& week) {
    if (plan.status == ExtensionStatus::confirmed &&
        (week.status == ColdWeekStatus::contradicts || week.status == ColdWeekStatus::failed)) {
        plan.status = ExtensionStatus::contradicted;
        plan.diagnosis = week.status == ColdWeekStatus::failed
                             ? "the cold week has no solution: " + week.diagnosis
                             : "the cold week contradicts it: " + week.diagnosis;
    }
}

} // namespace saggar
