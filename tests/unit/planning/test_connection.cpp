// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/planning/connection.hpp"
#include "saggar/planning/connection_order.hpp"

#include "connection_street.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace {

using namespace saggar;
using namespace saggar::testing_support;

ConnectionReport study(Project const& project) {
    return study_connections(Network::build(project, three_sizes()), {});
}

TEST(Connection, SmallLoadNearbyIsFeasible) {
    Project project = one_street();
    project.candidates = {candidate("shop", 250.0, 40.0, 60.0)};
    ConnectionReport const report = study(project);
    ASSERT_TRUE(report.base_converged) << report.diagnosis;
    ASSERT_EQ(report.candidates.size(), 1U);
    ConnectionResult const& shop = report.candidates[0];
    EXPECT_EQ(shop.verdict, ConnectionVerdict::feasible) << shop.reason;
    ASSERT_TRUE(shop.branch);
    EXPECT_EQ(shop.branch->tie_in, "trunk");
    EXPECT_NEAR(shop.branch->tie_in_fraction, 0.5, 1e-9);
    EXPECT_NEAR(shop.branch->length_m, 40.0, 1e-9);
    // 60 kW at 35 K are 0.41 kg/s: 0.21 m/s and 14 Pa/m in a bore of 50 mm.
    EXPECT_EQ(shop.branch->catalogue, "test/50");
    EXPECT_NEAR(*shop.cost, 40.0 * 1000.0, 1e-6);
    EXPECT_NEAR(shop.linear_heat_density_mwh_m, 120.0 / 40.0, 1e-9);
    EXPECT_GE(shop.largest_load_w, 60e3);
    EXPECT_TRUE(shop.reinforcements.empty());
}

TEST(Connection, WithoutAnElevationACandidateStandsAsHighAsItsTieIn) {
    Project flat = one_street();
    flat.candidates = {candidate("shop", 250.0, 40.0, 60.0)};
    Project hill = flat;
    hill.nodes[0].elevation_m = 150.0;
    hill.nodes[1].elevation_m = 170.0;
    Project given = hill;
    given.candidates[0].elevation_m = 160.0;
    Project below = hill;
    below.candidates[0].elevation_m = 0.0;
    ConnectionResult const as_tie_in = study(hill).candidates.at(0);
    ConnectionResult const as_given = study(given).candidates.at(0);
    EXPECT_EQ(as_tie_in.verdict, ConnectionVerdict::feasible) << as_tie_in.reason;
    EXPECT_NEAR(as_tie_in.largest_load_w, as_given.largest_load_w, 1.0);
    EXPECT_NEAR(as_tie_in.largest_load_w, study(flat).candidates.at(0).largest_load_w, 2e3);
    // 160 m lower its pipes would have to bear 16 bar more.
    EXPECT_EQ(study(below).candidates.at(0).verdict, ConnectionVerdict::infeasible);
}

TEST(Connection, LargerLoadNeedsALargerTrunk) {
    Project project = one_street();
    project.candidates = {candidate("mill", 500.0, 50.0, 800.0)};
    ConnectionReport const report = study(project);
    ConnectionResult const& mill = report.candidates.at(0);
    EXPECT_EQ(mill.verdict, ConnectionVerdict::feasible_with_reinforcement) << mill.reason;
    ASSERT_EQ(mill.reinforcements.size(), 1U);
    EXPECT_EQ(mill.reinforcements[0].pair, "trunk");
    EXPECT_EQ(mill.reinforcements[0].from, "test/80");
    EXPECT_EQ(mill.reinforcements[0].to, "test/125");
    EXPECT_NEAR(*mill.reinforcements[0].cost, 500.0 * 1750.0, 1e-6);
    EXPECT_LT(mill.largest_load_w, 800e3);
    EXPECT_GT(mill.largest_load_w, 100e3);
}

TEST(Connection, LargestLoadIsTheEdge) {
    Project project = one_street();
    project.candidates = {candidate("shop", 250.0, 40.0, 60.0)};
    double const largest_kw = study(project).candidates.at(0).largest_load_w * 1e-3;
    project.candidates[0].peak_kw = 0.99 * largest_kw;
    EXPECT_EQ(study(project).candidates.at(0).verdict, ConnectionVerdict::feasible) << largest_kw;
    project.candidates[0].peak_kw = 1.05 * largest_kw;
    EXPECT_NE(study(project).candidates.at(0).verdict, ConnectionVerdict::feasible) << largest_kw;
}

// Where the plant's lift is short, a thin branch keeps its own limits only because nothing much flows in it:
// that says nothing of the wider one that a load gets.
TEST(Connection, LargestLoadDoesNotDependOnTheLoadThatIsAskedFor) {
    Project project = one_street();
    project.plants[0].maximum_differential_pressure_bar = 1.1;
    project.connection.tie_in_points = 1;
    std::vector<double> largest_kw;
    for (double const peak_kw : {20.0, 60.0, 200.0, 400.0}) {
        project.candidates = {candidate("shop", 0.0, 350.0, peak_kw)};
        ConnectionResult const shop = study(project).candidates.at(0);
        EXPECT_EQ(shop.verdict, ConnectionVerdict::feasible) << peak_kw << " kW: " << shop.reason;
        EXPECT_GE(shop.largest_load_w * 1e-3, peak_kw);
        largest_kw.push_back(shop.largest_load_w * 1e-3);
        EXPECT_NEAR(largest_kw.back(), largest_kw.front(), 0.011 * largest_kw.front()) << peak_kw << " kW";
    }
    project.candidates = {candidate("shop", 0.0, 350.0, 0.99 * largest_kw.front())};
    EXPECT_EQ(study(project).candidates.at(0).verdict, ConnectionVerdict::feasible) << largest_kw.front();
    project.candidates[0].peak_kw = 1.02 * largest_kw.front();
    EXPECT_NE(study(project).candidates.at(0).verdict, ConnectionVerdict::feasible) << largest_kw.front();
}

// The trunk with a hundred homes at its far end, and a spur of 50 mm to one large house.
Project with_homes(DiversityModel model) {
    Project project = one_street();
    project.design.diversity = model;
    project.nodes.push_back({.id = "close", .x_m = 250.0, .y_m = 100.0});
    project.pipe_pairs.push_back(
        {.id = "spur", .from = "west", .to = "close", .length_m = 120.0, .catalogue = "test/50"});
    project.substations[0].peak_kw = 300.0;
    project.substations[0].dwellings = 100;
    Substation house = project.substations[0];
    house.id = "house";
    house.node = "close";
    house.peak_kw = 200.0;
    house.dwellings = 1;
    project.substations.push_back(house);
    return project;
}

TEST(Connection, ABranchIsSizedForItsOwnCoincidence) {
    Project project = with_homes(DiversityModel::cp1_2015);
    Candidate manor = candidate("manor", 500.0, 50.0, 400.0);
    manor.dwellings = 1;
    project.candidates = {manor};
    ConnectionResult const result = study(project).candidates.at(0);
    EXPECT_EQ(result.verdict, ConnectionVerdict::feasible) << result.reason;
    // All homes together leave the manor a tenth of its peak at one time, which 50 mm would carry.
    EXPECT_EQ(result.branch->catalogue, "test/80");
    EXPECT_GE(result.points, 3U);
    // The same load without dwellings behind it has no coincidence: the same branch.
    project.candidates[0].dwellings = 0;
    EXPECT_EQ(study(project).candidates.at(0).branch->catalogue, "test/80");
}

TEST(Connection, APresentPipeIsReinforcedForItsOwnCoincidence) {
    // House and candidate together: 0.81 x 400 = 324 kW, 2.2 kg/s, too much for the spur's 50 mm (250 Pa/m at
    // 2 kg/s); with the factor of all homes, 0.62, it would be 249 kW and fit.
    Project project = with_homes(DiversityModel::thermos);
    Candidate second = candidate("second", 250.0, 110.0, 200.0);
    second.dwellings = 1;
    project.candidates = {second};
    project.connection.tie_in_points = 1;
    ConnectionResult const result = study(project).candidates.at(0);
    EXPECT_EQ(result.verdict, ConnectionVerdict::feasible_with_reinforcement) << result.reason;
    ASSERT_EQ(result.reinforcements.size(), 1U);
    EXPECT_EQ(result.reinforcements[0].pair, "spur");
}

TEST(Connection, LargestLoadIsTheEdgeOfTheEnvelopeToo) {
    Project project = with_homes(DiversityModel::thermos);
    Candidate second = candidate("second", 250.0, 110.0, 60.0);
    second.dwellings = 1;
    project.candidates = {second};
    project.connection.tie_in_points = 1;
    double const largest_kw = study(project).candidates.at(0).largest_load_w * 1e-3;
    EXPECT_LT(largest_kw, 200.0);
    project.candidates[0].peak_kw = 0.99 * largest_kw;
    EXPECT_EQ(study(project).candidates.at(0).verdict, ConnectionVerdict::feasible) << largest_kw;
    project.candidates[0].peak_kw = 1.05 * largest_kw;
    EXPECT_NE(study(project).candidates.at(0).verdict, ConnectionVerdict::feasible) << largest_kw;
}

TEST(Connection, ShowsEveryPlantAndTheCandidatesOwnLimits) {
    Project project = one_street();
    project.plants[0].electricity_headroom_kw = 50.0;
    project.plants[0].maximum_flow_kg_s = 20.0;
    project.candidates = {candidate("shop", 250.0, 40.0, 60.0)};
    ConnectionResult const shop = study(project).candidates.at(0);
    auto const find = [&](LimitKind kind, std::string const& element) {
        auto const found = std::find_if(shop.limits.begin(), shop.limits.end(), [&](auto const& limit) {
            return limit.kind == kind && limit.element == element;
        });
        return found == shop.limits.end() ? nullptr : &*found;
    };
    for (LimitKind const kind : {LimitKind::plant_heat, LimitKind::plant_flow, LimitKind::plant_electricity,
                                 LimitKind::plant_differential_pressure}) {
        ConnectionLimit const* const limit = find(kind, "boiler");
        ASSERT_NE(limit, nullptr) << info(kind).name;
        EXPECT_LT(limit->margin, limit->margin_before) << info(kind).name << ": the shop takes some";
        EXPECT_FALSE(limit->source.empty());
    }
    EXPECT_NEAR(find(LimitKind::plant_heat, "boiler")->limit, 3000e3, 1e-6);
    for (ConnectionLimit const& limit : shop.limits) {
        EXPECT_EQ(limit.element.find('~'), std::string::npos) << limit.element << " is no id of the project";
        EXPECT_EQ(limit.design_consumer.find('~'), std::string::npos) << limit.design_consumer;
    }
    for (LimitKind const kind :
         {LimitKind::substation_differential_pressure, LimitKind::substation_supply_temperature}) {
        ASSERT_NE(find(kind, "shop"), nullptr);
        EXPECT_GE(find(kind, "shop")->margin, 0.0);
    }
}

TEST(Connection, ATappedPairIsNotBlamedForWhatItBrokeBefore) {
    Project project = one_street();
    project.limits.pressure_rating_bar = 3.1; // broken everywhere on the supply side from the start
    project.candidates = {candidate("shop", 250.0, 40.0, 1.0)};
    ConnectionResult const shop = study(project).candidates.at(0);
    for (ConnectionLimit const& limit : shop.limits) {
        if (limit.kind == LimitKind::pipe_pressure) {
            EXPECT_TRUE(limit.broken_before);
        }
    }
    EXPECT_EQ(shop.reason.find("trunk~2"), std::string::npos) << shop.reason;
}

TEST(Connection, MoreThanThePlantHasIsInfeasible) {
    Project project = one_street();
    project.plants[0].capacity_kw = 400.0;
    project.candidates = {candidate("works", 250.0, 40.0, 600.0)};
    ConnectionResult const works = study(project).candidates.at(0);
    EXPECT_EQ(works.verdict, ConnectionVerdict::infeasible);
    EXPECT_TRUE(works.reason.starts_with("'boiler' would have to give ") &&
                works.reason.ends_with(" kW and has 400"))
        << works.reason;
    EXPECT_LT(works.largest_load_w, 200e3);
    EXPECT_TRUE(std::ranges::any_of(works.limits, [](ConnectionLimit const& limit) {
        return limit.kind == LimitKind::substation_supply_temperature && limit.broken;
    })) << "limits are those of the plant as it is";
    // Its pipes are those of a plant that has enough: no wider ones for water that arrives cold.
    project.plants[0].capacity_kw = 4000.0;
    ConnectionResult const warm = study(project).candidates.at(0);
    ASSERT_NE(warm.verdict, ConnectionVerdict::infeasible) << warm.reason;
    EXPECT_EQ(works.branch->catalogue, warm.branch->catalogue);
    ASSERT_EQ(works.reinforcements.size(), warm.reinforcements.size());
    for (std::size_t i = 0; i < warm.reinforcements.size(); ++i) {
        EXPECT_EQ(works.reinforcements[i].to, warm.reinforcements[i].to);
    }
    EXPECT_EQ(works.cost, warm.cost);
}

// Colder water would serve both, but the plant could not send it out as warm as it is set to.
TEST(Connection, APlantThatCouldNotKeepItsSupplyTemperatureHasTooLittleHeat) {
    Project project = one_street();
    project.candidates = {candidate("shop", 250.0, 40.0, 60.0)};
    ConnectionResult const shop = study(project).candidates.at(0);
    auto const heat = std::ranges::find(shop.limits, LimitKind::plant_heat, &ConnectionLimit::kind);
    ASSERT_NE(heat, shop.limits.end());
    project.plants[0].capacity_kw = 1.001e-3 * heat->value;
    ConnectionResult const enough = study(project).candidates.at(0);
    EXPECT_EQ(enough.verdict, ConnectionVerdict::feasible) << enough.reason;
    project.plants[0].capacity_kw = 0.999e-3 * heat->value;
    ConnectionResult const less = study(project).candidates.at(0);
    EXPECT_EQ(less.verdict, ConnectionVerdict::infeasible) << less.reason;
    EXPECT_TRUE(less.reason.starts_with("'boiler' would have to give ")) << less.reason;
    EXPECT_LT(less.largest_load_w, 60e3);
    EXPECT_GT(less.largest_load_w, 58e3);
}

TEST(Connection, TooFarIsInfeasibleAndSaysHowFar) {
    Project project = one_street();
    project.candidates = {candidate("farm", 250.0, 1000.0, 50.0)};
    ConnectionResult const farm = study(project).candidates.at(0);
    EXPECT_EQ(farm.verdict, ConnectionVerdict::infeasible);
    EXPECT_NE(farm.reason.find("1000 m away"), std::string::npos) << farm.reason;
    EXPECT_FALSE(farm.branch);
}

// A pair beyond one that is shut lies full of water that does not move: nothing is tied into it, however near
// it is, nor into what is closed where connections are judged.
TEST(Connection, TiesInOnlyWhereWaterComes) {
    Project project = one_street();
    auto const node = [](char const* id, double x) {
        Node made;
        made.id = id;
        made.x_m = x;
        made.y_m = 0.0;
        return made;
    };
    project.nodes.push_back(node("behind", 700.0));
    project.nodes.push_back(node("end", 900.0));
    Pipe shut = project.pipe_pairs.front();
    shut.id = "shut";
    shut.from = "east";
    shut.to = "behind";
    Pipe beyond = shut;
    beyond.id = "beyond";
    beyond.from = "behind";
    beyond.to = "end";
    project.pipe_pairs.push_back(shut);
    project.pipe_pairs.push_back(beyond);
    project.connection.maximum_branch_length_m = 1000.0;
    project.connection.tie_in_points = 1;
    project.candidates = {candidate("farm", 800.0, 20.0, 50.0)};
    std::vector<Street> const streets{{.line = {{500.0, 5.0}, {900.0, 5.0}}, .surface = Surface::soft}};
    auto const tie_in = [&] {
        ConnectionReport const report = study_connections(Network::build(project, three_sizes()), streets);
        ConnectionResult const& farm = report.candidates.at(0);
        EXPECT_EQ(farm.verdict, ConnectionVerdict::feasible) << farm.reason;
        return farm.branch ? farm.branch->tie_in : "nothing";
    };
    EXPECT_EQ(tie_in(), "beyond");
    project.pipe_pairs[1].open = false;
    EXPECT_EQ(tie_in(), "east");
    project.pipe_pairs[1].open = true;
    OperatingPointData winter;
    winter.id = "winter";
    winter.design = true;
    winter.closed = {"shut"};
    project.operating_points = {winter};
    project.connection.operating_point = "winter";
    EXPECT_EQ(tie_in(), "east");
}

// A network without a plant: water comes from one main and goes to the other.
TEST(Connection, TiesInWhereAReservoirHoldsThePressure) {
    Project project = one_street();
    project.plants.clear();
    Reservoir reservoir;
    reservoir.id = "main";
    reservoir.node = "west:supply";
    reservoir.pressure_bar = 6.0;
    reservoir.temperature_c = 85.0;
    project.reservoirs = {reservoir};
    Tank tank;
    tank.id = "tank";
    tank.node = "west:return";
    tank.level_m = 30.0;
    project.tanks = {tank};
    project.candidates = {candidate("shop", 250.0, 40.0, 60.0)};
    ConnectionReport const report = study(project);
    ASSERT_TRUE(report.base_converged) << report.diagnosis;
    ConnectionResult const& shop = report.candidates.at(0);
    EXPECT_EQ(shop.verdict, ConnectionVerdict::feasible) << shop.reason;
    ASSERT_TRUE(shop.branch);
    EXPECT_EQ(shop.branch->tie_in, "trunk");
}

TEST(Connection, AlongTheStreetsAndByTheirFactor) {
    Project project = one_street();
    project.streets.file = "streets.geojson"; // read by whoever calls the study
    project.streets.length_factor = 1.1;
    project.candidates = {candidate("house", 200.0, 205.0, 40.0)};
    // A street from the trunk at x = 100 north, then east past the house.
    std::vector<Street> const streets{
        {.line = {{100.0, 0.0}, {100.0, 200.0}, {300.0, 200.0}}, .surface = Surface::soft}};
    auto const report = study_connections(Network::build(project, three_sizes()), streets);
    ConnectionResult const& house = report.candidates.at(0);
    ASSERT_TRUE(house.branch);
    EXPECT_TRUE(house.branch->along_streets);
    EXPECT_NEAR(house.branch->length_m, 300.0 * 1.1 + 5.0, 1.0);
}

// A railway between the trunk and the house: its crossing is paid, by the price of the map or the project's;
// an area is entered and left in one crossing.
TEST(Connection, CrossingsArePaid) {
    Project project = one_street();
    project.candidates = {candidate("house", 250.0, 40.0, 40.0)};
    project.connection.tie_in_points = 1;
    project.streets.file = "streets.geojson"; // these files are read by whoever calls the study
    project.extension.buildings = "buildings.geojson";
    project.extension.obstacles = "obstacles.geojson";
    project.economics.heat_price_per_mwh = 90.0;
    project.economics.heat_cost_per_mwh = 25.0;
    project.prices.electricity_import_per_mwh = 200.0;
    project.extension.crossing_cost = 7000.0;
    std::vector<MapObstacle> const obstacles{
        {.id = "rail", .line = {{0.0, 20.0}, {400.0, 20.0}}, .crossing_cost = 60000.0},
        {.id = "canal",
         .line = {{200.0, 25.0}, {300.0, 25.0}, {300.0, 30.0}, {200.0, 30.0}, {200.0, 25.0}},
         .area = true,
         .crossing_cost = std::nullopt},
        {.id = "river", .line = {{0.0, 50.0}, {400.0, 50.0}}, .crossing_cost = 1e6}};
    auto const network = Network::build(project, three_sizes());
    ConnectionResult const free = study_connections(network, {}).candidates.at(0);
    EXPECT_EQ(free.branch->crossing_cost, 0.0);
    EXPECT_TRUE(free.branch->crosses.empty());
    ConnectionResult const house =
        study_connections(network, {}, {}, {.obstacles = obstacles}).candidates.at(0);
    EXPECT_EQ(house.branch->crosses, (std::vector<std::string>{"rail", "canal"}));
    EXPECT_NEAR(house.branch->crossing_cost, 67000.0, 1e-6);
    EXPECT_NEAR(*house.branch->cost, *free.branch->cost + 67000.0, 1e-6);
    EXPECT_NEAR(*house.cost, *free.cost + 67000.0, 1e-6);
    EXPECT_NEAR(*house.cost_per_mwh / *free.cost_per_mwh, *house.cost / *free.cost, 1e-9);
    ConnectionOrder const order = order_connections(network, {}, {}, nullptr, obstacles);
    ASSERT_EQ(order.steps.size(), 1U);
    EXPECT_EQ(order.steps[0].cost, house.cost);

    // To a pair beyond the end of the rails it is further.
    project.nodes.push_back({.id = "far", .x_m = 700.0, .y_m = 0.0});
    project.pipe_pairs.push_back({.id = "tail", .from = "east", .to = "far", .catalogue = "test/80"});
    project.connection.tie_in_points = 2;
    project.connection.maximum_branch_length_m = 1000.0;
    std::vector<Street> const streets{
        {.line = {{250.0, 0.0}, {250.0, 38.0}}, .surface = Surface::hard},
        {.line = {{250.0, 38.0}, {250.0, 60.0}, {600.0, 60.0}, {600.0, 0.0}}, .surface = Surface::hard}};
    auto const with_tail = Network::build(project, three_sizes());
    auto const tie_in = [&](double crossing_cost) {
        std::vector<MapObstacle> const rails{
            {.id = "rail", .line = {{0.0, 20.0}, {400.0, 20.0}}, .crossing_cost = crossing_cost}};
        return study_connections(with_tail, streets, {}, {.obstacles = rails})
            .candidates.at(0)
            .branch->tie_in;
    };
    EXPECT_EQ(tie_in(1e3), "trunk");
    EXPECT_EQ(tie_in(1e6), "tail");

    // Beside the cheapest one, the one that is asked for.
    project.connection.tie_in_points = 1;
    auto const with_one = Network::build(project, three_sizes());
    std::vector<MapObstacle> const rails{
        {.id = "rail", .line = {{0.0, 20.0}, {400.0, 20.0}}, .crossing_cost = 1e6}};
    auto const with = [&](std::optional<Point> asked) {
        return study_connections(with_one, streets, {}, {.obstacles = rails, .tie_in = asked})
            .candidates.at(0)
            .branch->tie_in;
    };
    EXPECT_EQ(with(std::nullopt), "trunk");
    EXPECT_EQ(with(Point{600.0, 0.0}), "tail");
    EXPECT_EQ(with(Point{601.5, 0.0}), "trunk") << "no tie-in is there";
}

TEST(Connection, StopsWhenAsked) {
    Project project = one_street();
    project.candidates = {candidate("a", 100.0, 40.0, 10.0), candidate("b", 200.0, 40.0, 10.0)};
    auto const report = study_connections(Network::build(project, three_sizes()), {},
                                          [](std::size_t done, std::size_t) { return done < 1; });
    EXPECT_EQ(report.candidates.size(), 1U);
    EXPECT_TRUE(report.stopped);
}

// One candidate of a large network takes long.
TEST(Connection, StopsAmidACandidate) {
    Project project = one_street();
    project.candidates = {candidate("a", 100.0, 40.0, 10.0)};
    int asked = 0;
    auto const report = study_connections(Network::build(project, three_sizes()), {},
                                          [&](std::size_t, std::size_t) { return ++asked < 4; });
    EXPECT_EQ(asked, 4); // the network as it is, then branches
    EXPECT_TRUE(report.base_converged);
    EXPECT_TRUE(report.candidates.empty());
    EXPECT_TRUE(report.stopped);
}

} // namespace
