// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// Measures beside larger pipes: on one street where the cheapest set is known by hand, and against every set
// there is.

#include "connection_street.hpp"
#include "measure_search.hpp"

#include "saggar/planning/connection.hpp"
#include "saggar/planning/connection_order.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <optional>

namespace {

using namespace saggar;
using testing_support::served_by;
using testing_support::three_sizes;

// A plant, 500 m of trunk to the east with a node halfway, a load of 200 kW at its end; a mill of 800 kW asks
// there, for which 250 Pa/m in 80 mm are too little.
Project one_street() {
    Project project;
    project.name = "one street";
    project.limits.maximum_gradient_branch_pa_m = 250.0;
    project.connection.catalogue = "test";
    project.connection.tie_in_points = 1;
    project.prices.electricity_import_per_mwh = 200.0;
    auto const node = [](char const* id, double x) {
        Node n;
        n.id = id;
        n.x_m = x;
        n.y_m = 0.0;
        return n;
    };
    project.nodes = {node("west", 0.0), node("halfway", 250.0), node("east", 500.0)};
    auto const pair = [](char const* id, char const* from, char const* to) {
        Pipe one;
        one.id = id;
        one.from = from;
        one.to = to;
        one.catalogue = "test/80";
        return one;
    };
    project.pipe_pairs = {pair("first", "west", "halfway"), pair("second", "halfway", "east")};
    Plant plant;
    plant.id = "boiler";
    plant.node = "west";
    plant.supply_temperature_c = 85.0;
    plant.held_pressure_bar = 3.0;
    plant.capacity_kw = 3000.0;
    plant.maximum_differential_pressure_bar = 4.0;
    project.plants = {plant};
    Substation load;
    load.id = "school";
    load.node = "east";
    load.peak_kw = 200.0;
    load.return_temperature_c = 50.0;
    project.substations = {load};
    Candidate mill;
    mill.id = "mill";
    mill.x_m = 500.0;
    mill.y_m = 50.0;
    mill.peak_kw = 800.0;
    mill.annual_use_mwh = 1600.0;
    mill.return_temperature_c = 50.0;
    project.candidates = {mill};
    return project;
}

Measure measure(char const* id, MeasureKind kind) {
    Measure one;
    one.id = id;
    one.kind = kind;
    one.source = "assumption";
    return one;
}

Measure hotter(double maximum_k, int steps, double cost_per_k) {
    Measure one = measure("hotter", MeasureKind::supply_temperature);
    one.plants = {"boiler"};
    one.maximum_k = maximum_k;
    one.steps = steps;
    one.cost_per_k = cost_per_k;
    return one;
}

Measure further_source(double maximum_kw, int steps, double cost_per_kw) {
    Measure one = measure("site", MeasureKind::source);
    one.node = "east";
    one.maximum_kw = maximum_kw;
    one.supply_temperature_c = 85.0;
    one.steps = steps;
    one.cost_per_kw = cost_per_kw;
    return one;
}

Measure colder(double maximum_k, int steps, double cost_per_k) {
    Measure one = measure("colder", MeasureKind::return_temperature);
    one.substations = {"school"};
    one.candidate = false;
    one.maximum_k = maximum_k;
    one.steps = steps;
    one.cost_per_k = cost_per_k;
    return one;
}

Measure booster(double maximum_head_m, double cost) {
    Measure one = measure("pump", MeasureKind::booster);
    one.maximum_head_m = maximum_head_m;
    one.cost = cost;
    one.cost_per_kw = 1000.0;
    return one;
}

Measure store(double maximum_kw, double off_peak_share) {
    Measure one = measure("tank", MeasureKind::store);
    one.node = "east";
    one.maximum_kw = maximum_kw;
    one.supply_temperature_c = 85.0;
    one.peak_hours = 4.0;
    one.capacity_kwh = 4.0 * maximum_kw;
    one.off_peak_share = off_peak_share;
    one.steps = 2;
    one.cost_per_kwh = 10.0;
    return one;
}

ConnectionResult judge(Project const& project) {
    auto const report =
        study_connections(Network::build(project, three_sizes()), {}, {}, {.largest_loads = false});
    EXPECT_TRUE(report.base_converged) << report.diagnosis;
    return report.candidates.at(0);
}

std::string told(ConnectionResult const& result) {
    std::string text = result.reason;
    for (TriedSet const& set : result.tried) {
        text += "\n  [" + set.measures + "] " + std::string{to_string(set.verdict)} + " " +
                std::to_string(set.cost.value_or(NAN)) + " " + set.reason;
    }
    return text;
}

// Only pressure binds: any gradient is allowed, and the plant has little to give.
Project short_of_pressure() {
    Project project = one_street();
    project.limits.maximum_gradient_branch_pa_m = 2000.0;
    project.plants[0].maximum_differential_pressure_bar = 1.6;
    return project;
}

TEST(Measures, WithoutThemPipesAreMadeLarger) {
    ConnectionResult const mill = judge(one_street());
    EXPECT_EQ(mill.verdict, ConnectionVerdict::feasible_with_reinforcement) << told(mill);
    EXPECT_EQ(mill.reinforcements.size(), 2U);
    EXPECT_TRUE(mill.measures.empty());
    EXPECT_TRUE(mill.tried.empty());
}

TEST(Measures, ABoosterIsCheaperThanATrunk) {
    Project project = short_of_pressure();
    ConnectionResult const pipes = judge(project);
    ASSERT_EQ(pipes.verdict, ConnectionVerdict::feasible_with_reinforcement) << told(pipes);
    project.measures = {booster(40.0, 20000.0)};
    ConnectionResult const mill = judge(project);
    EXPECT_EQ(mill.verdict, ConnectionVerdict::feasible_with_reinforcement) << told(mill);
    EXPECT_TRUE(mill.reinforcements.empty()) << told(mill);
    ASSERT_EQ(mill.measures.size(), 1U) << told(mill);
    TakenMeasure const& pump = mill.measures[0];
    EXPECT_GT(pump.size, 0.0);
    EXPECT_LT(pump.size, 40.0);
    EXPECT_LT(*mill.cost, *pipes.cost);
    // Power of the pump: m g h / efficiency, of what passes there.
    double const hydraulic_w = pump.flow_m3_h / 3600.0 * 9.80665 * 970.0 * pump.size;
    EXPECT_NEAR(pump.electricity_w, hydraulic_w / 0.7, 0.03 * hydraulic_w / 0.7);
    EXPECT_NEAR(pump.capital, 20000.0 + pump.electricity_w, 1e-6);
    double const years = (1.0 - std::pow(1.035, -40.0)) / 0.035;
    EXPECT_NEAR(pump.running, years * pump.electricity_w * 1e-6 * 2500.0 * 200.0, 1e-6);
    EXPECT_NEAR(*mill.cost, *mill.branch->cost + pump.cost(), 1e-6);
    EXPECT_TRUE(mill.search_complete);
}

TEST(Measures, ADearBoosterIsLeft) {
    Project project = short_of_pressure();
    ConnectionResult const pipes = judge(project);
    project.measures = {booster(40.0, 2e6)};
    ConnectionResult const mill = judge(project);
    EXPECT_TRUE(mill.measures.empty()) << told(mill);
    EXPECT_DOUBLE_EQ(*mill.cost, *pipes.cost);
    EXPECT_TRUE(std::ranges::all_of(mill.tried, [](TriedSet const& set) { return set.measures.empty(); }))
        << "nothing dearer is solved\n"
        << told(mill);
}

TEST(Measures, ABoosterStandsWhereItIsNamedAndInTheReturnLine) {
    Project project = short_of_pressure();
    project.plants[0].held_pressure_bar = 6.0; // before the pump the water must not boil
    Measure pump = booster(40.0, 20000.0);
    pump.pair = "first";
    pump.side = MeasureSide::return_side;
    project.measures = {pump};
    ConnectionResult const mill = judge(project);
    ASSERT_EQ(mill.measures.size(), 1U) << told(mill);
    EXPECT_EQ(mill.measures[0].place, "first");
    EXPECT_NE(mill.measures[0].text.find("return line of first"), std::string::npos) << mill.measures[0].text;
}

TEST(Measures, HotterWaterInsteadOfALargerTrunk) {
    Project project = one_street();
    ConnectionResult const pipes = judge(project);
    project.measures = {hotter(40.0, 8, 1000.0)};
    ConnectionResult const mill = judge(project);
    ASSERT_EQ(mill.measures.size(), 1U) << told(mill);
    EXPECT_TRUE(mill.reinforcements.empty()) << told(mill);
    EXPECT_NEAR(mill.measures[0].cost(), 1000.0 * mill.measures[0].size, 1e-9);
    EXPECT_LT(*mill.cost, *pipes.cost);
    EXPECT_GT(mill.supply_temperature_c, 85.0);
    // One step less is not enough: the project with that rise as its own needs a larger pipe.
    Project less = one_street();
    less.plants[0].supply_temperature_c += mill.measures[0].size - 5.0;
    EXPECT_FALSE(judge(less).reinforcements.empty());
}

TEST(Measures, ASourceWhereThePlantIsAtItsEnd) {
    Project project = one_street();
    project.plants[0].capacity_kw = 500.0;
    ConnectionResult const pipes = judge(project);
    ASSERT_EQ(pipes.verdict, ConnectionVerdict::infeasible);
    Measure site = further_source(800.0, 4, 100.0);
    site.cost = 5000.0;
    site.cost_per_mwh = 2.0;
    site.electricity_per_heat = 0.25;
    site.full_load_hours = 1000.0;
    project.measures = {hotter(20.0, 2, 1.0), site};
    ConnectionResult const mill = judge(project);
    ASSERT_EQ(mill.verdict, ConnectionVerdict::feasible_with_reinforcement) << told(mill);
    auto const taken = std::ranges::find(mill.measures, "site", &TakenMeasure::id);
    ASSERT_NE(taken, mill.measures.end()) << told(mill);
    EXPECT_GE(taken->size, 400.0);
    EXPECT_NEAR(taken->capital, 5000.0 + 100.0 * taken->size, 1e-6);
    double const years = (1.0 - std::pow(1.035, -40.0)) / 0.035;
    double const of_heat = years * taken->size * (2.0 + 0.25 * 200.0);
    EXPECT_GE(taken->running, of_heat);
    EXPECT_NEAR(taken->running, of_heat + years * taken->electricity_w * 1e-6 * 2500.0 * 200.0, 1e-6);
    EXPECT_EQ(mill.tried[0].reason, pipes.reason);
}

// What is short of heat before a source is there sends colder and colder water: no size for the branch.
TEST(Measures, ABranchIsNotSizedForTheWaterOfAPlantThatIsShort) {
    Project project = one_street();
    project.candidates[0].peak_kw = 250.0; // 1.7 kg/s at 35 K; 50 mm carry 2
    project.measures = {further_source(400.0, 4, 100.0)};
    for (double const capacity_kw : {600.0, 450.0, 420.0, 380.0, 300.0}) {
        project.plants[0].capacity_kw = capacity_kw;
        ConnectionResult const mill = judge(project);
        ASSERT_NE(mill.verdict, ConnectionVerdict::infeasible) << capacity_kw << " kW: " << told(mill);
        EXPECT_EQ(mill.measures.empty(), capacity_kw == 600.0) << told(mill);
        EXPECT_TRUE(mill.reinforcements.empty()) << capacity_kw << " kW: " << told(mill);
        EXPECT_EQ(mill.branch->catalogue, "test/50") << capacity_kw << " kW";
    }
}

// Where no set gives heat enough, the candidate is told what it is told without measures; and of every set
// what the plant would have to give with it.
TEST(Measures, WhatAPlantLacksIsToldAsWithoutThem) {
    Project project = one_street();
    project.plants[0].capacity_kw = 500.0;
    ConnectionResult const pipes = judge(project);
    ASSERT_EQ(pipes.verdict, ConnectionVerdict::infeasible);
    EXPECT_EQ(pipes.binding, LimitKind::plant_heat);
    EXPECT_EQ(pipes.binding_element, "boiler");
    project.measures = {further_source(40.0, 2, 100.0)};
    ConnectionResult const mill = judge(project);
    EXPECT_EQ(mill.verdict, ConnectionVerdict::infeasible);
    EXPECT_EQ(mill.reason, pipes.reason);
    EXPECT_EQ(mill.binding, pipes.binding);
    EXPECT_EQ(mill.branch->catalogue, pipes.branch->catalogue);
    EXPECT_EQ(mill.cost, pipes.cost);
    EXPECT_EQ(mill.reinforcements.size(), pipes.reinforcements.size());
    ASSERT_EQ(mill.tried.size(), 3U) << told(mill);
    EXPECT_EQ(mill.tried[0].cost, pipes.cost);
    for (TriedSet const& set : mill.tried) {
        EXPECT_EQ(set.limit, LimitKind::plant_heat) << set.measures;
        EXPECT_EQ(set.element, "boiler") << set.measures;
        EXPECT_TRUE(set.reason.starts_with("'boiler' would have to give ") &&
                    set.reason.ends_with(" kW and has 500"))
            << set.measures << ": " << set.reason;
    }
}

// A source no hotter than the plant sends hotter water than what arrives from far: a smaller branch will do.
TEST(Measures, ASourceNearbyLetsTheBranchBeSmaller) {
    Project project = one_street();
    for (Pipe& pair : project.pipe_pairs) {
        pair.catalogue = "test/125";
    }
    project.pipe_pairs[0].length_m = 3000.0;
    project.plants[0].maximum_differential_pressure_bar = 8.0;
    project.candidates[0].peak_kw = 270.0;
    project.measures = {further_source(500.0, 1, 10.0)};
    ConnectionResult const far = judge(project);
    EXPECT_EQ(far.verdict, ConnectionVerdict::feasible) << told(far);
    EXPECT_EQ(far.branch->catalogue, "test/80") << far.supply_temperature_c;
    project.plants[0].capacity_kw = 400.0;
    ConnectionResult const near = judge(project);
    EXPECT_EQ(near.verdict, ConnectionVerdict::feasible_with_reinforcement) << told(near);
    EXPECT_EQ(near.branch->catalogue, "test/50") << near.supply_temperature_c;
}

TEST(Measures, TwoThatAreBothNeeded) {
    Project project = one_street();
    project.plants[0].capacity_kw = 500.0;
    project.candidates[0].minimum_supply_temperature_c = 95.0;
    Measure site = further_source(800.0, 2, 100.0);
    project.measures = {site};
    EXPECT_EQ(judge(project).verdict, ConnectionVerdict::infeasible);
    project.measures = {hotter(40.0, 2, 1.0)};
    EXPECT_EQ(judge(project).verdict, ConnectionVerdict::infeasible);
    site.supply_temperature_c = 105.0;
    project.measures = {hotter(40.0, 2, 1.0), site};
    ConnectionResult const mill = judge(project);
    EXPECT_EQ(mill.verdict, ConnectionVerdict::feasible_with_reinforcement) << told(mill);
    EXPECT_EQ(mill.measures.size(), 2U) << told(mill);
}

TEST(Measures, NothingHelpsWhereNothingCan) {
    Project project = one_street();
    project.candidates[0].minimum_supply_temperature_c = 120.0;
    project.measures = {booster(40.0, 1.0), colder(10.0, 2, 1.0), hotter(10.0, 2, 1.0)};
    ConnectionResult const mill = judge(project);
    EXPECT_EQ(mill.verdict, ConnectionVerdict::infeasible);
    EXPECT_EQ(mill.binding, LimitKind::substation_supply_temperature);
    EXPECT_TRUE(mill.measures.empty());
    for (TriedSet const& set : mill.tried) {
        EXPECT_EQ(set.verdict, SetVerdict::infeasible) << set.measures;
        EXPECT_FALSE(set.chosen);
    }
}

TEST(Measures, SmallerPeaksHelpAPlantAtItsEnd) {
    Project project = one_street();
    project.plants[0].capacity_kw = 900.0;
    Measure peaks = measure("shaving", MeasureKind::peak_reduction);
    peaks.maximum_share = 0.4;
    peaks.cost_per_kw = 10.0;
    ASSERT_EQ(judge(project).verdict, ConnectionVerdict::infeasible);
    project.measures = {peaks};
    ConnectionResult const mill = judge(project);
    EXPECT_EQ(mill.verdict, ConnectionVerdict::feasible_with_reinforcement) << told(mill);
    EXPECT_EQ(mill.measures.size(), 1U) << told(mill);
}

TEST(Measures, SmallerPeaksAndColderReturns) {
    Project project = one_street();
    Measure peaks = measure("shaving", MeasureKind::peak_reduction);
    peaks.substations = {"school"};
    peaks.maximum_share = 0.6;
    peaks.steps = 3;
    peaks.cost_per_kw = 10.0;
    project.measures = {peaks};
    ConnectionResult const shaved = judge(project);
    ASSERT_EQ(shaved.measures.size(), 1U) << told(shaved);
    // Of 200 kW at the school and 800 kW of the mill.
    EXPECT_NEAR(shaved.measures[0].cost(), 1000.0 * shaved.measures[0].size * 10.0, 1e-6);
    Measure returns = colder(30.0, 6, 100.0);
    returns.candidate = true;
    project.measures = {returns};
    ConnectionResult const cooled = judge(project);
    ASSERT_EQ(cooled.measures.size(), 1U) << told(cooled);
    EXPECT_NEAR(cooled.measures[0].cost(), 2.0 * 100.0 * cooled.measures[0].size, 1e-9);
}

TEST(Measures, AStoreMustBeChargedOutsideOfThePeak) {
    Project project = one_street();
    project.measures = {store(600.0, 0.3)};
    ConnectionResult const mill = judge(project);
    ASSERT_EQ(mill.measures.size(), 1U) << told(mill);
    EXPECT_NEAR(mill.measures[0].capital, 10.0 * 4.0 * mill.measures[0].size, 1e-6);
    EXPECT_GT(mill.measures[0].running, 0.0) << "of its pump";
    // At 95 % of the peak's demand what it takes is more than it gives room for.
    project.measures = {store(600.0, 0.95)};
    ConnectionResult const full = judge(project);
    EXPECT_TRUE(full.measures.empty()) << told(full);
    EXPECT_TRUE(std::ranges::any_of(full.tried, [](TriedSet const& set) {
        return set.reason.find("cannot be charged") != std::string::npos;
    })) << told(full);
}

TEST(Measures, ASecondPairWhereThatIsCheaper) {
    Project project = one_street();
    ConnectionResult const larger = judge(project);
    project.measures = {measure("beside", MeasureKind::parallel_pipe)};
    ConnectionResult const mill = judge(project);
    ASSERT_FALSE(mill.reinforcements.empty()) << told(mill);
    EXPECT_TRUE(std::ranges::any_of(mill.reinforcements, &Reinforcement::parallel)) << told(mill);
    EXPECT_LT(*mill.cost, *larger.cost);
    project.measures[0].cost_factor = 3.0;
    ConnectionResult const dear = judge(project);
    EXPECT_TRUE(std::ranges::none_of(dear.reinforcements, &Reinforcement::parallel));
    EXPECT_DOUBLE_EQ(*dear.cost, *larger.cost);
}

// A further measure never makes the answer dearer: a second pair is looked for where larger pipes work that
// cost more than the booster does.
TEST(Measures, ABoosterDoesNotHideASecondPair) {
    Project project = short_of_pressure();
    project.measures = {measure("beside", MeasureKind::parallel_pipe)};
    project.measures[0].cost_factor = 0.3;
    ConnectionResult const alone = judge(project);
    ASSERT_TRUE(std::ranges::any_of(alone.reinforcements, &Reinforcement::parallel)) << told(alone);
    project.measures = {};
    double const larger = *judge(project).cost;
    ASSERT_LT(*alone.cost, larger);
    // Dearer than second pairs, cheaper than larger ones.
    project.measures = {booster(40.0, 0.5 * (*alone.cost + larger)),
                        measure("beside", MeasureKind::parallel_pipe)};
    project.measures[0].cost_per_kw = 0.0;
    project.measures[1].cost_factor = 0.3;
    ConnectionResult const both = judge(project);
    EXPECT_NEAR(*both.cost, *alone.cost, 1e-6) << told(both);
    EXPECT_TRUE(both.search_complete);
}

// Every set of steps as a project of its own, without measures, with what the measures cost added.
double cheapest_by_hand(Project const& project, Measure const& hot, Measure const& site,
                        Measure const& cold) {
    double best = std::numeric_limits<double>::infinity();
    for (int i = 0; i <= hot.steps; ++i) {
        for (int k = 0; k <= site.steps; ++k) {
            for (int n = 0; n <= cold.steps; ++n) {
                Project with = project;
                double const rise_k = *hot.maximum_k * i / hot.steps;
                double const kw = *site.maximum_kw * k / site.steps;
                double const fall_k = *cold.maximum_k * n / cold.steps;
                with.plants[0].supply_temperature_c += rise_k;
                *with.substations[0].return_temperature_c -= fall_k;
                if (k > 0) {
                    Plant plant;
                    plant.id = "site";
                    plant.node = site.node;
                    plant.control = PlantControl::heat;
                    plant.supply_temperature_c = *site.supply_temperature_c;
                    plant.heat_kw = kw;
                    plant.capacity_kw = kw;
                    with.plants.push_back(plant);
                }
                // The base is the network as it is, whatever is done in it.
                ConnectionResult const result = judge(with);
                if (result.verdict != ConnectionVerdict::infeasible) {
                    best = std::min(best, *result.cost + rise_k * hot.cost_per_k + kw * site.cost_per_kw +
                                              fall_k * cold.cost_per_k);
                }
            }
        }
    }
    return best;
}

TEST(Measures, AgreesWithEverySetThereIs) {
    for (double const peak_kw : {250.0, 450.0, 700.0}) {
        for (double const price : {500.0, 4000.0, 20000.0}) {
            Project project = one_street();
            project.prices.electricity_import_per_mwh = 0.0; // pumps for nothing
            project.candidates[0].peak_kw = peak_kw;
            Measure const hot = hotter(20.0, 2, price);
            Measure const site = further_source(400.0, 2, 700.0);
            Measure const cold = colder(20.0, 2, 0.4 * price);
            double const by_hand = cheapest_by_hand(project, hot, site, cold);
            project.measures = {hot, site, cold};
            ConnectionResult const result = judge(project);
            // A running heat price of nothing, and pumps for nothing: capital alone.
            EXPECT_NEAR(result.cost.value_or(0.0), by_hand, 1e-6 * by_hand)
                << peak_kw << " kW, " << price << " per K\n"
                << told(result);
        }
    }
}

TEST(Measures, WhatOneTakesIsThereForTheNextAndPaidOnce) {
    Project project = one_street();
    project.plants[0].capacity_kw = 500.0;
    project.candidates[0].peak_kw = 350.0;
    Candidate second = project.candidates[0];
    second.id = "works";
    second.y_m = 60.0;
    project.candidates.push_back(second);
    Measure site = further_source(1000.0, 4, 100.0);
    site.cost = 10000.0;
    project.measures = {site, hotter(20.0, 2, 100.0)};
    ConnectionOrder const order = order_connections(Network::build(project, three_sizes()), {});
    ASSERT_EQ(order.steps.size(), 2U) << (order.left_out.empty() ? "" : order.left_out[0].reason);
    auto const grown = std::ranges::find(order.project.plants, "site~source", &Plant::id);
    ASSERT_NE(grown, order.project.plants.end());
    double taken_kw = 0.0;
    int paid = 0;
    for (ConnectionStep const& step : order.steps) {
        for (TakenMeasure const& one : step.result.measures) {
            if (one.id == "site") {
                taken_kw += one.size;
                paid += one.capital >= 10000.0 + 100.0 * one.size - 1e-6 ? 1 : 0;
            }
        }
    }
    EXPECT_NEAR(*grown->capacity_kw, taken_kw, 1e-9);
    EXPECT_EQ(paid, 1);
    served_by(Network::build(order.project, three_sizes()));
}

TEST(Measures, WhatIsDoneAtTheCandidateIsThereForEach) {
    Project project = one_street();
    project.plants[0].capacity_kw = 900.0;
    Measure peaks = measure("shaving", MeasureKind::peak_reduction);
    peaks.maximum_share = 0.4;
    peaks.steps = 2;
    peaks.cost_per_kw = 10.0;
    project.measures = {peaks};
    ConnectionOrder const order = order_connections(Network::build(project, three_sizes()), {});
    ASSERT_EQ(order.steps.size(), 1U) << (order.left_out.empty() ? "" : order.left_out[0].reason);
    EXPECT_EQ(order.steps[0].result.measures.size(), 1U);
    ASSERT_EQ(order.project.measures.size(), 1U);
    EXPECT_DOUBLE_EQ(*order.project.measures[0].maximum_share, 0.4);
}

// What earlier candidates took of loads that are named leaves a later one its own.
TEST(Measures, NamedLoadsAreUsedUpAndTheCandidateIsNot) {
    for (int const step : {1, 2}) {
        Project project = one_street();
        Measure peaks = measure("shaving", MeasureKind::peak_reduction);
        peaks.substations = {project.substations[0].id};
        peaks.maximum_share = 0.4;
        peaks.steps = 2;
        peaks.cost = 500.0;
        project.measures = {peaks};
        double const before_kw = *project.substations[0].peak_kw;
        TakenMeasure taken;
        taken.id = "shaving";
        taken.kind = MeasureKind::peak_reduction;
        taken.step = step;
        saggar::detail::take_measures(project, {taken}, project.candidates[0]);
        EXPECT_DOUBLE_EQ(*project.substations[0].peak_kw, before_kw * (1.0 - 0.2 * step));
        ASSERT_EQ(project.measures.size(), step == 1 ? 2U : 1U);
        Measure const& own = project.measures.back();
        EXPECT_EQ(own.id, "shaving~candidate");
        EXPECT_TRUE(own.candidate && own.substations.empty());
        EXPECT_DOUBLE_EQ(*own.maximum_share, 0.4);
        EXPECT_EQ(own.cost, 0.0) << "it is paid";
        if (step == 1) {
            EXPECT_FALSE(project.measures[0].candidate);
            EXPECT_NEAR(*project.measures[0].maximum_share, 1.0 - 0.6 / 0.8, 1e-12) << "of what is left";
        }
    }
}

// Beside larger pipes, which let more through than flowed while the head was looked for.
TEST(Measures, ABoosterIsRatedAtWhatFlowsInTheEnd) {
    Project project = short_of_pressure();
    project.candidates[0].peak_kw = 700.0;
    for (double const head_m : {3.0, 6.0, 12.0, 40.0}) {
        project.measures = {booster(head_m, 1.0)};
        ConnectionOrder const order = order_connections(Network::build(project, three_sizes()), {});
        ASSERT_EQ(order.steps.size(), 1U);
        for (TakenMeasure const& one : order.steps[0].result.measures) {
            auto const made = Network::build(order.project, three_sizes());
            SteadyState const state = served_by(made);
            auto const link = static_cast<std::size_t>(made->pumps.link.at(0));
            auto const line = static_cast<std::size_t>(made->find_link(one.place + ":supply"));
            double const flow_m3_h =
                std::abs(state.mass_flow_kg_s[link]) / state.pipe_density_kg_m3[line] * 3600.0;
            EXPECT_NEAR(one.flow_m3_h, flow_m3_h, 0.02 * flow_m3_h) << head_m << " m";
        }
    }
}

// Costs of sets that are not what they seemed: bound and order.
TEST(MeasureSearch, EndsWhereNothingCheaperWaits) {
    using namespace saggar::detail;
    auto const of = [](std::size_t measure) {
        MeasureSet set(1);
        set[0].measure = measure;
        return set;
    };
    std::vector<std::size_t> asked;
    SearchOracle const oracle{.least_cost =
                                  [](WaitingSet const& waiting) {
                                      double sum = 0.0;
                                      for (SizedMeasure const& one : waiting.set) {
                                          sum += 10.0 * static_cast<double>(one.measure);
                                      }
                                      return sum;
                                  },
                              .solve =
                                  [&](WaitingSet const& waiting, double) {
                                      SearchAnswer answer;
                                      asked.push_back(waiting.set.empty() ? 0 : waiting.set[0].measure);
                                      if (waiting.set.empty()) {
                                          answer.next = {of(3), of(1), of(2), of(5), of(1)};
                                      } else if (waiting.set[0].measure == 2) {
                                          answer.cost = 45.0; // 20 were known
                                      } else if (waiting.set[0].measure == 3) {
                                          answer.cost = 31.0;
                                      }
                                      return answer;
                                  }};
    double const none = std::numeric_limits<double>::infinity();
    SearchEnd const end = cheapest_set({WaitingSet{}}, none, 100, oracle);
    EXPECT_EQ(asked, (std::vector<std::size_t>{0, 1, 2, 3}));
    EXPECT_DOUBLE_EQ(end.cost, 31.0);
    ASSERT_TRUE(end.best);
    EXPECT_EQ(end.best->set[0].measure, 3U);
    EXPECT_TRUE(end.complete);
    EXPECT_FALSE(cheapest_set({WaitingSet{}}, none, 2, oracle).complete);
    EXPECT_FALSE(cheapest_set({WaitingSet{}}, 5.0, 100, oracle).best);
}

} // namespace
