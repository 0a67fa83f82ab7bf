// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// A plan held against a cold week: the extended network is simulated in time (engine/simulation), hour by
// hour, through the seven days with the lowest mean outdoor temperature of the project's weather, or, where
// it has none, through those with most demand in weather that is supposed. The steady solver confirms a plan
// at points that stand still; here loads follow their hours, plants run at what they can give, and water is
// as old as it is.
//
// Demand is what a simulation of the project would have: series, or annual use by shape and weather, limited
// by each substation's peak. Plants that the plan has made give heat and that have no sources give, of what
// they are to give at the design point, the part that the demand of their network is of its coincident peak,
// up to their capacity: the plan says so much for every operating point, and so much it is taken to mean for
// every hour.
//
// The week contradicts a plan where a load lacks more than `short_from` of the heat that it asks for, where a
// pipe is beyond its rating of pressure or temperature or water could boil, and where the simulation finds no
// solution. All other limits are reported with their hours and do not decide.

#include "saggar/engine/simulation/controller.hpp"
#include "saggar/engine/simulation/run.hpp"
#include "saggar/network/catalogue.hpp"
#include "saggar/planning/extension.hpp"

#include <array>
#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace saggar {

// Beginning of the seven days, from a midnight of the clock on, with the lowest mean: those within the time,
// which the series covers. Nothing where it is shorter.
[[nodiscard]] std::optional<std::int64_t> coldest_week_s(TimeSeries const& outdoor_c, TimeSpan const& within,
                                                         LocalClock const& clock);
// The same with the largest sum of all series (at least one).
[[nodiscard]] std::optional<std::int64_t> busiest_week_s(std::vector<TimeSeries> const& demand_w,
                                                         TimeSpan const& within, LocalClock const& clock);

// Supposed weather (assumption): each day is coldest at 6, at the design temperature, and 4 K warmer at 18.
// Hours from four days before `begin_s` until a day after the week.
[[nodiscard]] TimeSeries supposed_cold_week_c(double design_outdoor_c, std::int64_t begin_s,
                                              LocalClock const& clock);
// Assumption: where neither project nor weather says what falls to the design temperature.
inline constexpr double supposed_design_outdoor_c = -4.0;
// That the benchmarks of CIBSE TM46:2008 are for, K d below 15.5 degC.
inline constexpr double supposed_degree_days_kd = 2021.0;

// What a plan is simulated through.
struct ColdWeek {
    TimeWindow window;
    // As for a Scenario of the project before the extension: of its substations, or without demand.
    ScenarioSeries series;
    std::vector<TimeSeries> load_demand_w;       // per load of the ExtensionProblem; empty: by its annual use
    bool supposed{false};                        // the weather; events of the project are then left out
    std::optional<double> annual_degree_days_kd; // instead of the project's
    std::string basis;                           // "the coldest seven days of weather.csv"
    std::vector<std::string> assumptions;        // in words
};
// Of a plan that connects these loads of its ExtensionProblem.
using ColdWeekOf = std::function<ColdWeek(std::vector<std::int32_t> const& connected)>;

// Part of the heat that a load asks for in the week (assumption).
inline constexpr double short_from = 1e-3;

struct ColdWeekLoad {
    std::string id; // of the extended project
    bool added{false};
    double demand_j{0.0};
    double highest_demand_w{0.0}; // of an hour
    double unmet_j{0.0};
    std::array<double, unmet_causes> unmet_by_cause_j{};
    double unmet_s{0.0};
    double most_unmet_w{0.0};     // of an hour
    std::vector<std::string> way; // pairs that most of its water came by in that hour; empty: none came
    double beyond_peak_j{0.0}; // that its shape asks for beyond its peak, and that is in neither of the above
    double lowest_supply_c{std::numeric_limits<double>::quiet_NaN()}; // that arrives; NaN: it takes none
    std::int64_t lowest_supply_at_s{0};

    [[nodiscard]] bool is_short() const { return unmet_j > short_from * demand_j; }
};

// A plant that names a capacity, in hours in which somebody lacks heat.
struct ColdWeekPlant {
    std::string id;
    double still_s{0.0};  // it gave less than a thousandth of its capacity
    double unused_j{0.0}; // of its capacity over all those hours
};

// A kind of limit and where it was beyond for longest, or nearest.
struct ColdWeekLimit {
    LimitKind kind{};
    std::size_t elements_beyond{0};
    std::string element;
    double limit{0.0}; // SI, as LimitKindInfo
    double worst{0.0};
    double beyond_s{0.0}; // of what plants are run to: at it
    std::int64_t worst_at_s{0};
};

struct ColdWeekHour {
    std::int64_t begin_s{0};
    double outdoor_c{0.0};
    double demand_w{0.0};
    double delivered_w{0.0};
    double unmet_w{0.0};
    double produced_w{0.0};
    double lost_w{0.0};
    double stored_more_w{0.0};
    double pump_electricity_w{0.0};
    double plant_differential_pressure_pa{0.0};                       // largest
    double least_margin_pa{std::numeric_limits<double>::quiet_NaN()}; // at the index consumer
    double lowest_new_supply_c{std::numeric_limits<double>::quiet_NaN()};
};

enum class ColdWeekStatus : std::uint8_t {
    not_run,
    switched_off, // the user wanted none
    confirms,
    contradicts, // see diagnosis; the figures are those of the whole week
    failed,      // a step has no solution: see diagnosis; the figures are those of the steps before
    stopped
};
[[nodiscard]] std::string_view to_string(ColdWeekStatus status);

struct ColdWeekReport {
    ColdWeekStatus status{ColdWeekStatus::not_run};
    std::string diagnosis;
    TimeWindow window;
    std::string basis;
    std::vector<std::string> assumptions;
    double mean_outdoor_c{0.0};
    double lowest_outdoor_c{0.0};
    std::string demand_basis; // which year annual uses are met in; empty where none is spread
    std::vector<ColdWeekLoad> loads;
    std::vector<ColdWeekPlant> plants; // that stood still while somebody lacked heat
    std::vector<ColdWeekLimit> limits; // of each kind that was held; those beyond first
    std::vector<ColdWeekHour> hours;
    std::map<std::string, double> pair_flow_kg_s; // largest of an hour, either line
    EnergyBook book;
    double worst_residual_relative{0.0};
    double demand_j{0.0};
    double unmet_j{0.0};
    double cut_by_peak_j{0.0}; // asked for by shapes beyond the substations' peaks, and left out
    double pump_electricity_j{0.0};
    // Extremes, with when. -1: none.
    double highest_plant_pressure_pa{0.0};
    std::string highest_plant;
    std::int64_t highest_plant_at_s{-1};
    double highest_substation_pressure_pa{0.0};
    std::string highest_substation;
    std::int64_t highest_substation_at_s{-1};

    [[nodiscard]] std::size_t short_loads() const;
    // Of the new loads the one that the coldest water arrives at; nullptr: none takes any.
    [[nodiscard]] ColdWeekLoad const* coldest_new() const;
};

using MakeControllers = std::function<std::vector<std::unique_ptr<Controller>>(Network const&)>;
// Asked after each step; false stops.
using ColdWeekGoOn = std::function<bool(std::size_t done, std::size_t steps)>;

// Simulates the project of a confirmed plan. `project`: what was planned from. Throws Error where the series
// do not serve for a simulation (ConsumerDemand, NetworkSimulation).
[[nodiscard]] ColdWeekReport simulate_cold_week(Project const& project, Catalogue const& catalogue,
                                                ExtensionProblem const& problem, ExtensionPlan const& plan,
                                                ColdWeek week, MakeControllers const& make_controllers,
                                                ColdWeekGoOn const& go_on);

// Through which week plans go, and how often one that it contradicts is planned anew.
struct ColdWeekRun {
    ColdWeekOf week_of; // empty: through none
    MakeControllers make_controllers;
    ColdWeekGoOn go_on;
    int rounds{4};
};
struct PlanOfWeek {
    ExtensionPlan plan;
    ColdWeekReport week;
    ExtensionProblem problem; // that it solves: peaks as the week found them
};

// Plans, and holds the plan against its week. Where the week contradicts it, it is planned anew with what the
// week found: loads that ask for more than their peak get that as their peak; else, where pressure is short,
// pairs by which water came to those that lack heat when they lacked most get sizes in which what flows there
// in the week is no steeper than what they were sized for, or the steepest the next size; else plants feed
// three quarters. What each plan was contradicted by and what was changed then is in `contradicted`. Where no
// plan is confirmed in so many rounds the first one is returned. Throws as plan_extension and
// simulate_cold_week.
[[nodiscard]] PlanOfWeek plan_through_cold_week(Project const& project, Catalogue const& catalogue,
                                                DistrictMap const& map, ExtensionProblem const& problem,
                                                ExtensionOptions const& options, ExtensionGoOn const& go_on,
                                                ColdWeekRun const& run);

// A confirmed plan that the week contradicts, or that has no solution in it, is confirmed no longer.
void hold_against(ExtensionPlan& plan, ColdWeekReport const& week);

} // namespace saggar
