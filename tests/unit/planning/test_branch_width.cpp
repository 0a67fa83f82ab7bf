// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// How wide a branch is laid where pressure lacks: against larger pipes in the network, against measures, and
// against every choice of sizes there is.

#include "saggar/engine/steady/limits.hpp"
#include "saggar/engine/steady/steady_solver.hpp"
#include "saggar/planning/connection.hpp"
#include "saggar/planning/connection_order.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <random>
#include <string>

namespace {

using namespace saggar;

constexpr std::array bores_mm{50.0, 65.0, 80.0, 125.0};
constexpr std::size_t trunk_size = 2;

std::string entry_of(std::size_t size) {
    return "test/" + std::to_string(static_cast<int>(bores_mm[size]));
}

double price(std::size_t size) {
    return 500.0 + 10.0 * bores_mm[size];
}

Catalogue four_sizes() {
    std::vector<CatalogueEntry> entries;
    for (std::size_t size = 0; size < bores_mm.size(); ++size) {
        CatalogueEntry entry;
        entry.family = "test";
        entry.id = entry_of(size);
        entry.nominal_diameter = bores_mm[size];
        entry.inner_diameter_mm = bores_mm[size];
        entry.outer_diameter_mm = bores_mm[size] + 8.0;
        entry.insulation_diameter_mm = 2.0 * bores_mm[size] + 40.0;
        entry.casing_diameter_mm = 2.0 * bores_mm[size] + 46.0;
        entry.cost_hard_per_m = price(size);
        entry.cost_soft_per_m = price(size);
        entries.push_back(entry);
    }
    return Catalogue{entries};
}

// A plant whose pumps have little to give, 500 m of trunk to the east in two pairs, a load of 200 kW at its
// end; any gradient is allowed, so that pressure alone binds.
Project short_of_pressure(double lift_bar) {
    Project project;
    project.name = "short of pressure";
    project.limits.maximum_gradient_branch_pa_m = 2000.0;
    project.limits.maximum_gradient_trunk_pa_m = 2000.0;
    project.connection.catalogue = "test";
    project.connection.tie_in_points = 1;
    project.connection.maximum_branch_length_m = 1000.0;
    project.prices.electricity_import_per_mwh = 0.0;
    project.nodes = {{.id = "west", .x_m = 0.0, .y_m = 0.0},
                     {.id = "halfway", .x_m = 200.0, .y_m = 0.0},
                     {.id = "east", .x_m = 500.0, .y_m = 0.0}};
    project.pipe_pairs = {
        {.id = "first", .from = "west", .to = "halfway", .catalogue = entry_of(trunk_size)},
        {.id = "second", .from = "halfway", .to = "east", .catalogue = entry_of(trunk_size)}};
    Plant plant;
    plant.id = "boiler";
    plant.node = "west";
    plant.supply_temperature_c = 85.0;
    plant.held_pressure_bar = 3.0;
    plant.capacity_kw = 5000.0;
    plant.maximum_differential_pressure_bar = lift_bar;
    project.plants = {plant};
    Substation load;
    load.id = "school";
    load.node = "east";
    load.peak_kw = 200.0;
    load.return_temperature_c = 50.0;
    project.substations = {load};
    return project;
}

// Beyond the east end, so that it ties in there.
Candidate mill(double branch_m, double peak_kw) {
    Candidate one;
    one.id = "mill";
    one.x_m = 500.0 + branch_m;
    one.y_m = 0.0;
    one.peak_kw = peak_kw;
    one.annual_use_mwh = 2.0 * peak_kw;
    one.return_temperature_c = 50.0;
    return one;
}

ConnectionResult judge(Project const& project) {
    auto const report = study_connections(Network::build(project, four_sizes()), {});
    EXPECT_TRUE(report.base_converged) << report.diagnosis;
    return report.candidates.at(0);
}

std::string told(ConnectionResult const& result) {
    std::string text = std::string{to_string(result.verdict)} + ", " + result.reason;
    text += result.branch ? ", branch " + result.branch->catalogue : "";
    for (Reinforcement const& one : result.reinforcements) {
        text += ", " + one.pair + " to " + one.to;
    }
    return text + ", " + std::to_string(result.cost.value_or(NAN));
}

// The network with the candidate and these sizes as a project of its own: whether all are served within
// limits.
bool stands(Project project, std::size_t branch, std::array<std::size_t, 2> const& trunk) {
    Candidate const one = project.candidates.at(0);
    project.candidates.clear();
    project.measures.clear();
    for (std::size_t i = 0; i < trunk.size(); ++i) {
        project.pipe_pairs[i].catalogue = entry_of(trunk[i]);
    }
    project.nodes.push_back({.id = "yard", .x_m = one.x_m, .y_m = one.y_m});
    project.pipe_pairs.push_back({.id = "branch",
                                  .from = "east",
                                  .to = "yard",
                                  .catalogue = entry_of(branch),
                                  .role = PipeRole::branch});
    Substation load = project.substations[0];
    load.id = "mill";
    load.node = "yard";
    load.peak_kw = one.peak_kw;
    project.substations.push_back(load);
    auto const network = Network::build(project, four_sizes());
    SteadySolver solver{network};
    SteadyState state;
    if (!solver.solve(design_point(*network), state).converged()) {
        return false;
    }
    bool const served = std::ranges::all_of(state.substation_unmet_heat_w, [](double w) { return w < 1.0; });
    return served && check_limits(*network, solver.fluid(), state).all_kept();
}

double cost_of(Project const& project, std::size_t branch, std::array<std::size_t, 2> const& trunk) {
    std::array<double, 2> const length_m{200.0, 300.0};
    double sum = price(branch) * (*project.candidates[0].x_m - 500.0);
    for (std::size_t i = 0; i < trunk.size(); ++i) {
        sum += trunk[i] != trunk_size ? price(trunk[i]) * length_m[i] : 0.0;
    }
    return sum;
}

struct ByHand {
    double cheapest{std::numeric_limits<double>::infinity()};
    double branch_alone{std::numeric_limits<double>::infinity()}; // in the network as it is
};

ByHand every_size(Project const& project) {
    ByHand made;
    for (std::size_t branch = 0; branch < bores_mm.size(); ++branch) {
        for (std::size_t first = trunk_size; first < bores_mm.size(); ++first) {
            for (std::size_t second = trunk_size; second < bores_mm.size(); ++second) {
                std::array const trunk{first, second};
                if (!stands(project, branch, trunk)) {
                    continue;
                }
                double const cost = cost_of(project, branch, trunk);
                made.cheapest = std::min(made.cheapest, cost);
                if (first == trunk_size && second == trunk_size) {
                    made.branch_alone = std::min(made.branch_alone, cost);
                }
            }
        }
    }
    return made;
}

// 400 kW, 2.7 kg/s: the branch's 50 mm would take more than the trunk leaves.
TEST(BranchWidth, AWiderBranchInsteadOfALargerTrunk) {
    Project project = short_of_pressure(2.6);
    project.candidates = {mill(200.0, 400.0)};
    ConnectionResult const result = judge(project);
    ByHand const by_hand = every_size(project);
    ASSERT_LT(by_hand.branch_alone, std::numeric_limits<double>::infinity());
    EXPECT_EQ(result.verdict, ConnectionVerdict::feasible) << told(result);
    EXPECT_NE(result.branch->catalogue, entry_of(0)) << told(result);
    EXPECT_TRUE(result.reinforcements.empty()) << told(result);
    EXPECT_NEAR(result.cost.value_or(0.0), by_hand.cheapest, 1e-6) << told(result);
    EXPECT_GE(result.largest_load_w, 400e3);
}

// The cheapest of all choices of sizes; no larger pipe where the branch alone would do for less; and a
// largest load without larger pipes that is no contradiction of the verdict.
TEST(BranchWidth, AgreesWithEverySizeThereIs) {
    std::mt19937 random{20260};
    int wider = 0;
    int reinforced = 0;
    int infeasible = 0;
    for (int trial = 0; trial < 60; ++trial) {
        auto const between = [&](double low, double high) {
            return std::round(std::uniform_real_distribution{low, high}(random));
        };
        Project project = short_of_pressure(0.01 * between(90.0, 400.0));
        project.candidates = {mill(between(5.0, 600.0), between(50.0, 1500.0))};
        ConnectionResult const result = judge(project);
        ByHand const by_hand = every_size(project);
        std::string const which = "trial " + std::to_string(trial) + ": " +
                                  std::to_string(*project.candidates[0].peak_kw) + " kW, " + told(result);
        if (result.verdict == ConnectionVerdict::infeasible) {
            EXPECT_FALSE(result.cost.has_value()) << which;
            EXPECT_TRUE(result.reinforcements.empty()) << which;
            EXPECT_EQ(by_hand.cheapest, std::numeric_limits<double>::infinity()) << which;
            ++infeasible;
        } else {
            EXPECT_NEAR(result.cost.value_or(0.0), by_hand.cheapest, 1e-6) << which;
        }
        if (result.verdict == ConnectionVerdict::feasible) {
            EXPECT_NEAR(result.cost.value_or(0.0), by_hand.branch_alone, 1e-6) << which;
            EXPECT_GE(result.largest_load_w, result.peak_w) << which;
            wider += result.branch->catalogue != entry_of(0) ? 1 : 0;
        } else {
            EXPECT_LT(result.largest_load_w, result.peak_w) << which;
            reinforced += result.verdict == ConnectionVerdict::feasible_with_reinforcement ? 1 : 0;
        }
    }
    EXPECT_GT(wider, 5);
    EXPECT_GT(reinforced, 5);
    EXPECT_GT(infeasible, 0);
}

// A short trunk is cheaper to make larger than a long branch: the branch alone would do, for more.
TEST(BranchWidth, AShortLargerPipeIsTakenWhereAWiderBranchCostsMore) {
    Project project = short_of_pressure(2.6);
    project.nodes[1].x_m = 480.0;
    project.pipe_pairs[0].catalogue = entry_of(3);
    project.pipe_pairs[1].catalogue = entry_of(0);
    project.candidates = {mill(600.0, 200.0)};
    double const wide_kw = [&] {
        Project alone = project;
        alone.candidates = {mill(600.0, 10.0)};
        return judge(alone).largest_load_w * 1e-3;
    }();
    for (double peak_kw = 150.0; peak_kw < wide_kw; peak_kw *= 1.03) {
        project.candidates = {mill(600.0, peak_kw)};
        ConnectionResult const result = judge(project);
        ASSERT_NE(result.verdict, ConnectionVerdict::infeasible) << peak_kw << " kW, " << told(result);
        if (result.verdict == ConnectionVerdict::feasible_with_reinforcement) {
            ASSERT_EQ(result.reinforcements.size(), 1U) << told(result);
            EXPECT_EQ(result.reinforcements[0].pair, "second") << told(result);
            EXPECT_LT(result.largest_load_w, result.peak_w) << told(result);
            return;
        }
    }
    FAIL() << "no load for which the short pair is made larger";
}

// A measure that costs more than the wider branch does is left, and the answer is the same as without it; one
// that costs less is taken.
TEST(BranchWidth, IsWeighedAgainstMeasures) {
    Project project = short_of_pressure(2.6);
    project.candidates = {mill(200.0, 400.0)};
    ConnectionResult const pipes = judge(project);
    ASSERT_EQ(pipes.verdict, ConnectionVerdict::feasible) << told(pipes);
    double const narrow = 200.0 * price(0);
    Measure pump;
    pump.id = "pump";
    pump.kind = MeasureKind::booster;
    pump.source = "assumption";
    pump.maximum_head_m = 40.0;
    pump.cost = *pipes.cost - narrow + 500.0; // above the difference of the branches
    project.measures = {pump};
    ConnectionResult const dear = judge(project);
    EXPECT_EQ(dear.verdict, ConnectionVerdict::feasible) << told(dear);
    EXPECT_TRUE(dear.search_complete);
    EXPECT_DOUBLE_EQ(*dear.cost, *pipes.cost) << told(dear);
    project.measures[0].cost -= 1000.0;
    ConnectionResult const cheap = judge(project);
    EXPECT_EQ(cheap.verdict, ConnectionVerdict::feasible_with_reinforcement) << told(cheap);
    EXPECT_EQ(cheap.branch->catalogue, entry_of(0)) << told(cheap);
    EXPECT_NEAR(*cheap.cost, *pipes.cost - 500.0, 1e-6) << told(cheap);
    EXPECT_LT(cheap.largest_load_w, cheap.peak_w);
}

// A wide size without a price does not count for the largest load where what is taken has one.
TEST(BranchWidth, ASizeWithoutAPriceIsNotWeighed) {
    Catalogue const priced = four_sizes();
    std::vector<CatalogueEntry> entries(priced.entries().begin(), priced.entries().end());
    for (CatalogueEntry& entry : entries) {
        if (entry.id == entry_of(3)) {
            entry.cost_hard_per_m.reset();
            entry.cost_soft_per_m.reset();
        }
    }
    Project project = short_of_pressure(2.6);
    project.candidates = {mill(200.0, 400.0)};
    Measure pump;
    pump.id = "pump";
    pump.kind = MeasureKind::booster;
    pump.source = "assumption";
    pump.maximum_head_m = 40.0;
    pump.cost = 1000.0;
    project.measures = {pump};
    ConnectionResult const result =
        study_connections(Network::build(project, Catalogue{entries}), {}).candidates.at(0);
    ASSERT_EQ(result.verdict, ConnectionVerdict::feasible_with_reinforcement) << told(result);
    EXPECT_NEAR(result.cost.value_or(0.0), 200.0 * price(0) + 1000.0, 1e-6) << told(result);
    EXPECT_LT(result.largest_load_w, result.peak_w) << told(result);
}

// 200 m below the network its own pipe bursts, whatever is laid.
TEST(BranchWidth, PipesThatMendNothingAreNotListed) {
    Project project = short_of_pressure(2.6);
    project.candidates = {mill(200.0, 400.0)};
    project.candidates[0].elevation_m = -200.0;
    for (bool const with_measure : {false, true}) {
        if (with_measure) {
            Measure pump;
            pump.id = "pump";
            pump.kind = MeasureKind::booster;
            pump.source = "assumption";
            pump.maximum_head_m = 40.0;
            project.measures = {pump};
        }
        ConnectionResult const result = judge(project);
        EXPECT_EQ(result.verdict, ConnectionVerdict::infeasible) << told(result);
        EXPECT_EQ(result.binding, LimitKind::pipe_pressure) << told(result);
        EXPECT_TRUE(result.reinforcements.empty()) << told(result);
        EXPECT_FALSE(result.cost.has_value()) << told(result);
        EXPECT_FALSE(result.cost_per_mwh.has_value()) << told(result);
        ASSERT_TRUE(result.branch);
        EXPECT_EQ(result.branch->catalogue, entry_of(0)) << told(result);
        EXPECT_TRUE(result.reason.starts_with("even with larger pipes: ")) << told(result);
        EXPECT_TRUE(std::ranges::any_of(result.limits, &ConnectionLimit::broken));
    }
}

// What connects together: the second takes a wider branch rather than the trunk.
TEST(BranchWidth, IsLookedForInEveryStep) {
    Project project = short_of_pressure(2.6);
    Candidate shop = mill(20.0, 100.0);
    shop.id = "shop";
    shop.x_m = 500.0;
    shop.y_m = 20.0;
    project.candidates = {mill(200.0, 300.0), shop};
    ConnectionOrder const order = order_connections(Network::build(project, four_sizes()), {});
    ASSERT_EQ(order.steps.size(), 2U);
    ConnectionResult const& last = order.steps[1].result;
    ASSERT_EQ(last.id, "mill");
    EXPECT_EQ(last.verdict, ConnectionVerdict::feasible) << told(last);
    EXPECT_NE(last.branch->catalogue, entry_of(0)) << told(last);
    EXPECT_NEAR(*order.steps[1].cost_alone, 200.0 * price(0), 1e-6) << "alone it fits with the narrow one";
}

} // namespace
