// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// One wrong field, one problem that names it: numbers, units, words, fields that need or exclude each other.

#include "expected_problem.hpp"

#include "saggar/network/attribute.hpp"

#include <cmath>
#include <limits>
#include <optional>
#include <string>
#include <type_traits>
#include <variant>
#include <vector>

namespace {

using namespace saggar;
using namespace saggar::testing_support;
using enum saggar::ErrorCode;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

// lake -- q1 -- m with a pump, a regulating valve and a bypassing throttle beside it.
Project machine_project() {
    Project project = water_project();
    Pump pump;
    pump.id = "pump";
    pump.from = "m";
    pump.to = "tap";
    pump.flow_m3_h = {0.0, 20.0, 40.0};
    pump.head_m = {30.0, 25.0, 10.0};
    project.pumps = {pump};
    Valve valve;
    valve.id = "valve";
    valve.from = "lake";
    valve.to = "m";
    project.valves = {valve};
    Tank tank;
    tank.id = "tower";
    tank.node = "m";
    tank.level_m = 3.0;
    tank.maximum_level_m = 5.0;
    project.tanks = {tank};
    return project;
}

// The heat project with pipes that tell their own insulation.
Project insulated_project() {
    Project project = heat_project();
    for (Pipe& pipe : project.pipe_pairs) {
        pipe.catalogue.clear();
        pipe.inner_diameter_mm = 100.0;
        pipe.outer_diameter_mm = 110.0;
        pipe.insulation_diameter_mm = 190.0;
        pipe.casing_diameter_mm = 200.0;
        pipe.insulation_conductivity_w_mk = 0.027;
    }
    return project;
}

Project twin_project() {
    Project project = heat_project();
    project.pipe_pairs[1].catalogue = "TWIN/2/DN50";
    return project;
}

class WrongField : public ::testing::TestWithParam<BrokenProject> {};

TEST_P(WrongField, IsNamedWithWhatIsAllowedAndWhatToDo) {
    expect_one_problem(GetParam());
}

INSTANTIATE_TEST_SUITE_P(
    Values, WrongField,
    ::testing::Values(
        BrokenProject{"NegativeLength", [](Project& p) { p.pipe_pairs[0].length_m = -4.0; },
                      value_out_of_range, "pipe_pairs", "p1", "length_m",
                      "-4 is not allowed, must be above 0 and at most 100000"},
        BrokenProject{"LengthInMillimetres", [](Project& p) { p.pipe_pairs[0].length_m = 4e5; },
                      value_unlikely_unit, "pipe_pairs", "p1", "length_m",
                      "metres, not kilometres or millimetres"},
        BrokenProject{"DiameterInMetres", [](Project& p) { p.pipe_pairs[1].inner_diameter_mm = 0.05; },
                      value_unlikely_unit, "pipe_pairs", "p2", "inner_diameter_mm", "millimetres"},
        BrokenProject{"DiameterOfFourKilometres", [](Project& p) { p.pipes[0].inner_diameter_mm = 4e6; },
                      value_unlikely_unit, "pipes", "q1", "inner_diameter_mm",
                      "must be above 1 and at most 5000", water_project},
        BrokenProject{"NotANumber", [](Project& p) { p.plants[0].supply_temperature_c = nan; },
                      value_not_finite, "plants", "boiler", "supply_temperature_c", "at least 0"},
        BrokenProject{"InfiniteElevation",
                      [](Project& p) { p.nodes[1].elevation_m = -std::numeric_limits<double>::infinity(); },
                      value_not_finite, "nodes", "a", "elevation_m", "is not a number"},
        BrokenProject{"Kelvin", [](Project& p) { p.plants[0].supply_temperature_c = 353.15; },
                      value_unlikely_unit, "plants", "boiler", "supply_temperature_c",
                      "degrees Celsius, not kelvin"},
        BrokenProject{"Pascal", [](Project& p) { p.plants[0].held_pressure_bar = 3e5; }, value_unlikely_unit,
                      "plants", "boiler", "held_pressure_bar", "bar, not kPa or Pa"},
        BrokenProject{"Watt", [](Project& p) { p.substations[0].peak_kw = 4e7; }, value_unlikely_unit,
                      "substations", "school", "peak_kw", "kW, not W or MW"},
        BrokenProject{"PerCent", [](Project& p) { p.plants[0].pump_efficiency = 70.0; }, value_unlikely_unit,
                      "plants", "boiler", "pump_efficiency", "a fraction, not per cent"},
        BrokenProject{"NegativeDwellings", [](Project& p) { p.substations[0].dwellings = -1; },
                      value_out_of_range, "substations", "school", "dwellings", "at least 0"},
        BrokenProject{"NoCurve", [](Project& p) { p.pumps[0].head_m.clear(); }, value_missing, "pumps",
                      "pump", "head_m", "is missing", machine_project},
        BrokenProject{"OneOfMany", [](Project& p) { p.pumps[0].flow_m3_h[2] = nan; }, value_not_finite,
                      "pumps", "pump", "flow_m3_h", "(number 3)", machine_project},
        BrokenProject{"SettingOfASection", [](Project& p) { p.limits.maximum_velocity_m_s = 0.0; },
                      value_out_of_range, "limits", "", "maximum_velocity_m_s", "above 0"},
        BrokenProject{"UnknownWord", [](Project& p) { p.pipe_pairs[0].surface = static_cast<Surface>(9); },
                      value_unknown, "pipe_pairs", "p1", "surface", "hard"},
        BrokenProject{"NoId", [](Project& p) { p.substations[1].id.clear(); }, value_missing, "substations",
                      "number 2", "id", "is missing"},
        BrokenProject{"OneCoordinate",
                      [](Project& p) {
                          p.nodes[0].y_m.reset();
                          p.pipe_pairs[0].length_m = 300.0;
                      },
                      value_missing, "nodes", "source", "y_m", "two coordinates"}),
    broken_name);

INSTANTIATE_TEST_SUITE_P(
    Pipes, WrongField,
    ::testing::Values(
        BrokenProject{"NoLengthNoPlace",
                      [](Project& p) {
                          p.nodes[2].x_m.reset();
                          p.nodes[2].y_m.reset();
                      },
                      value_missing, "pipe_pairs", "p2", "length_m", "node 'b' has no position"},
        BrokenProject{"ZeroLength", [](Project& p) { p.nodes[2].x_m = p.nodes[1].x_m; }, value_out_of_range,
                      "pipe_pairs", "p2", "length_m", "lie at one place"},
        BrokenProject{"HalfAPoint",
                      [](Project& p) {
                          p.pipe_pairs[0].route_xy_m = {1.0, 2.0, 3.0};
                      },
                      values_conflict, "pipe_pairs", "p1", "route_xy_m", "3 numbers"},
        BrokenProject{"NoDiameter", [](Project& p) { p.pipes[0].inner_diameter_mm.reset(); }, value_missing,
                      "pipes", "q1", "inner_diameter_mm", "Name a catalogue entry", water_project},
        BrokenProject{"OneWayPair", [](Project& p) { p.pipe_pairs[0].one_way = true; }, values_conflict,
                      "pipe_pairs", "p1", "one_way", "check valve"},
        BrokenProject{"SpacingOfOneLine", [](Project& p) { p.pipes[0].spacing_mm = 300.0; }, values_conflict,
                      "pipes", "q1", "spacing_mm", "no other beside it", water_project},
        BrokenProject{"TwinOfOneLine",
                      [](Project& p) {
                          p.pipes[0].catalogue = "TWIN/2/DN50";
                          p.pipes[0].inner_diameter_mm.reset();
                      },
                      values_conflict, "pipes", "q1", "catalogue", "pipe_pairs", water_project},
        BrokenProject{"HazenWilliamsWithoutItsLaw",
                      [](Project& p) { p.pipe_pairs[0].hazen_williams_c = 120.0; }, values_conflict,
                      "pipe_pairs", "p1", "hazen_williams_c", "hazen_williams"},
        BrokenProject{"ManningWithoutItsLaw", [](Project& p) { p.pipe_pairs[0].manning_n = 0.012; },
                      values_conflict, "pipe_pairs", "p1", "manning_n", "chezy_manning"},
        BrokenProject{"NoHazenWilliams",
                      [](Project& p) {
                          p.physics.friction = FrictionModel::hazen_williams;
                          p.pipes[0].hazen_williams_c = 120.0;
                      },
                      value_missing, "pipes", "q2", "hazen_williams_c", "needs it", water_project},
        BrokenProject{"RoughnessBesideHazenWilliams",
                      [](Project& p) {
                          p.physics.friction = FrictionModel::hazen_williams;
                          p.pipes[0].hazen_williams_c = p.pipes[1].hazen_williams_c = 120.0;
                          p.pipes[0].roughness_mm = 0.1;
                      },
                      values_conflict, "pipes", "q1", "roughness_mm", "no effect", water_project},
        BrokenProject{"NoHeatLossOfAPair",
                      [](Project& p) {
                          p.pipe_pairs[0].catalogue.clear();
                          p.pipe_pairs[0].inner_diameter_mm = 100.0;
                      },
                      value_missing, "pipe_pairs", "p1", "heat_loss_w_mk", "how the pair loses heat"},
        BrokenProject{"InsulationBesideHeatLoss",
                      [](Project& p) {
                          p.pipe_pairs[0].heat_loss_w_mk = 0.3;
                          p.pipe_pairs[0].insulation_conductivity_w_mk = 0.03;
                      },
                      values_conflict, "pipe_pairs", "p1", "insulation_conductivity_w_mk",
                      "remove heat_loss_w_mk"},
        BrokenProject{"DepthBesideHeatLoss",
                      [](Project& p) {
                          p.pipe_pairs[0].heat_loss_w_mk = 0.3;
                          p.pipe_pairs[0].burial_depth_m = 1.0;
                      },
                      values_conflict, "pipe_pairs", "p1", "burial_depth_m", "no effect"},
        BrokenProject{"WallOfAnUninsulatedLine", [](Project& p) { p.pipes[1].outer_diameter_mm = 210.0; },
                      values_conflict, "pipes", "q2", "outer_diameter_mm", "lose no heat", water_project},
        BrokenProject{"InsulationWithoutConductivity",
                      [](Project& p) { p.pipe_pairs[0].insulation_conductivity_w_mk.reset(); }, value_missing,
                      "pipe_pairs", "p1", "insulation_conductivity_w_mk", "cannot be computed",
                      insulated_project},
        BrokenProject{"InsulationWithoutWall", [](Project& p) { p.pipe_pairs[0].outer_diameter_mm.reset(); },
                      value_missing, "pipe_pairs", "p1", "outer_diameter_mm", "cannot be computed",
                      insulated_project},
        BrokenProject{"InnerBeyondOuter", [](Project& p) { p.pipe_pairs[0].inner_diameter_mm = 120.0; },
                      values_conflict, "pipe_pairs", "p1", "outer_diameter_mm",
                      "110 mm must be larger than its inner diameter of 120 mm", insulated_project},
        BrokenProject{"InnerBeyondTheCatalogueOuter",
                      [](Project& p) { p.pipe_pairs[1].inner_diameter_mm = 65.0; }, values_conflict,
                      "pipe_pairs", "p2", "inner_diameter_mm", "Compare with catalogue entry"},
        BrokenProject{"InsulationInsideThePipe",
                      [](Project& p) { p.pipe_pairs[0].insulation_diameter_mm = 105.0; }, values_conflict,
                      "pipe_pairs", "p1", "insulation_diameter_mm", "105 mm", insulated_project},
        BrokenProject{"CasingInsideTheInsulation",
                      [](Project& p) { p.pipe_pairs[0].casing_diameter_mm = 180.0; }, values_conflict,
                      "pipe_pairs", "p1", "casing_diameter_mm", "insulation inside it of 190 mm",
                      insulated_project},
        BrokenProject{"HalfAboveGround", [](Project& p) { p.pipe_pairs[0].burial_depth_m = 0.1; },
                      values_conflict, "pipe_pairs", "p1", "burial_depth_m", "half the casing"},
        BrokenProject{"OverlappingCasings", [](Project& p) { p.pipe_pairs[0].spacing_mm = 300.0; },
                      values_conflict, "pipe_pairs", "p1", "spacing_mm", "at least 355"},
        BrokenProject{"TwinTooWide", [](Project& p) { p.pipe_pairs[1].spacing_mm = 140.0; }, values_conflict,
                      "pipe_pairs", "p2", "spacing_mm", "do not fit", twin_project}),
    broken_name);

INSTANTIATE_TEST_SUITE_P(
    Machines, WrongField,
    ::testing::Values(
        BrokenProject{"ThrottleWithoutKv", [](Project& p) { p.valves[0].kind = ValveKind::throttling; },
                      value_missing, "valves", "valve", "kv_m3_h", "kind throttling needs it",
                      machine_project},
        BrokenProject{"OpeningOfAGate", [](Project& p) { p.valves[0].opening = 0.5; }, values_conflict,
                      "valves", "valve", "opening", "no effect with kind isolation", machine_project},
        BrokenProject{"CharacteristicOfAGate",
                      [](Project& p) { p.valves[0].characteristic = ValveCharacteristic::equal_percentage; },
                      values_conflict, "valves", "valve", "characteristic", "throttling", machine_project},
        BrokenProject{"RangeabilityOfACheckValve",
                      [](Project& p) {
                          p.valves[0].kind = ValveKind::check;
                          p.valves[0].rangeability = 30.0;
                      },
                      values_conflict, "valves", "valve", "rangeability", "kind check", machine_project},
        BrokenProject{"ReducerWithoutPressure",
                      [](Project& p) { p.valves[0].kind = ValveKind::pressure_reducing; }, value_missing,
                      "valves", "valve", "set_pressure_bar", "pressure_reducing needs it", machine_project},
        BrokenProject{"PressureOfALimiter",
                      [](Project& p) {
                          p.valves[0].kind = ValveKind::flow_limiter;
                          p.valves[0].set_flow_m3_h = 10.0;
                          p.valves[0].set_pressure_bar = 2.0;
                      },
                      values_conflict, "valves", "valve", "set_pressure_bar",
                      "pressure_reducing or pressure_sustaining", machine_project},
        BrokenProject{"LimiterWithoutFlow", [](Project& p) { p.valves[0].kind = ValveKind::flow_limiter; },
                      value_missing, "valves", "valve", "set_flow_m3_h", "needs it", machine_project},
        BrokenProject{"DifferentialWithoutSense",
                      [](Project& p) {
                          p.valves[0].kind = ValveKind::differential_pressure;
                          p.valves[0].set_differential_pressure_bar = 0.5;
                          p.valves[0].sense_low = "m";
                      },
                      value_missing, "valves", "valve", "sense_high", "differential_pressure needs it",
                      machine_project},
        BrokenProject{"DifferentialOfNothing",
                      [](Project& p) {
                          p.valves[0].kind = ValveKind::differential_pressure;
                          p.valves[0].set_differential_pressure_bar = 0.5;
                          p.valves[0].sense_low = p.valves[0].sense_high = "m";
                      },
                      values_conflict, "valves", "valve", "sense_low", "two nodes", machine_project},
        BrokenProject{"ValveInACircle", [](Project& p) { p.valves[0].to = "lake"; }, self_loop, "valves",
                      "valve", "to", "node 'lake'", machine_project},
        BrokenProject{"CurveOfTwoLengths", [](Project& p) { p.pumps[0].head_m.pop_back(); }, values_conflict,
                      "pumps", "pump", "head_m", "2 numbers, flow_m3_h has 3", machine_project},
        BrokenProject{"CurveThatRises", [](Project& p) { p.pumps[0].head_m[1] = 31.0; }, values_conflict,
                      "pumps", "pump", "head_m", "31 follows 30", machine_project},
        BrokenProject{"CurveOutOfOrder", [](Project& p) { p.pumps[0].flow_m3_h[2] = 15.0; }, values_conflict,
                      "pumps", "pump", "flow_m3_h", "15 follows 20", machine_project},
        BrokenProject{"DesignPointAtRest",
                      [](Project& p) {
                          p.pumps[0].flow_m3_h = {0.0};
                          p.pumps[0].head_m = {30.0};
                      },
                      values_conflict, "pumps", "pump", "flow_m3_h", "best point", machine_project},
        BrokenProject{"HeadAndPressure", [](Project& p) { p.reservoirs[0].pressure_bar = 3.0; },
                      values_conflict, "reservoirs", "surface", "pressure_bar", "Keep one", water_project},
        BrokenProject{"NeitherHeadNorPressure", [](Project& p) { p.reservoirs[0].head_m.reset(); },
                      value_missing, "reservoirs", "surface", "head_m", "pressure_bar", water_project},
        BrokenProject{"TankOverflows", [](Project& p) { p.tanks[0].level_m = 6.0; }, values_conflict, "tanks",
                      "tower", "level_m", "0 m to 5 m", machine_project},
        BrokenProject{"TankUpsideDown", [](Project& p) { p.tanks[0].minimum_level_m = 7.0; }, values_conflict,
                      "tanks", "tower", "maximum_level_m", "below the minimum", machine_project}),
    broken_name);

INSTANTIATE_TEST_SUITE_P(
    PlantsAndConsumers, WrongField,
    ::testing::Values(
        BrokenProject{"NoHeldPressure", [](Project& p) { p.plants[0].held_pressure_bar.reset(); },
                      value_missing, "plants", "boiler", "held_pressure_bar",
                      "control pressure_holding needs it"},
        BrokenProject{"HeatOfAPressureHolder", [](Project& p) { p.plants[0].heat_kw = 100.0; },
                      values_conflict, "plants", "boiler", "heat_kw", "control heat"},
        BrokenProject{"FlowOfAPressureHolder", [](Project& p) { p.plants[0].flow_kg_s = 10.0; },
                      values_conflict, "plants", "boiler", "flow_kg_s", "control flow"},
        BrokenProject{"PumpsTooWeak",
                      [](Project& p) {
                          p.plants[0].differential_pressure_bar = 4.0;
                          p.plants[0].maximum_differential_pressure_bar = 3.0;
                      },
                      values_conflict, "plants", "boiler", "differential_pressure_bar", "4 is more than"},
        BrokenProject{"NodeAndNodes", [](Project& p) { p.substations[0].supply_node = "a:supply"; },
                      values_conflict, "substations", "school", "node", "supply_node"},
        BrokenProject{"NoNode", [](Project& p) { p.substations[0].node.clear(); }, value_missing,
                      "substations", "school", "node", "supply_node and return_node"},
        BrokenProject{"OneNode",
                      [](Project& p) {
                          p.substations[0].node.clear();
                          p.substations[0].supply_node = "a:supply";
                      },
                      value_missing, "substations", "school", "return_node", "beside supply_node"},
        BrokenProject{"ConsumerInACircle",
                      [](Project& p) {
                          p.substations[0].node.clear();
                          p.substations[0].supply_node = p.substations[0].return_node = "a:supply";
                      },
                      self_loop, "substations", "school", "return_node", "both ends"},
        BrokenProject{"NoReturnTemperature",
                      [](Project& p) { p.substations[0].return_temperature_c.reset(); }, value_missing,
                      "substations", "school", "return_temperature_c", "control return_temperature needs it"},
        BrokenProject{"DropBesideReturn", [](Project& p) { p.substations[0].temperature_drop_k = 30.0; },
                      values_conflict, "substations", "school", "temperature_drop_k",
                      "control temperature_drop"},
        BrokenProject{"FlowBesideReturn", [](Project& p) { p.substations[0].mass_flow_kg_s = 1.0; },
                      values_conflict, "substations", "school", "mass_flow_kg_s", "control mass_flow"},
        BrokenProject{"ExchangerWithoutSize",
                      [](Project& p) {
                          Substation& s = p.substations[0];
                          s.control = SubstationControl::heat_exchanger;
                          s.return_temperature_c.reset();
                          s.secondary_supply_temperature_c = 60.0;
                          s.secondary_return_temperature_c = 40.0;
                      },
                      value_missing, "substations", "school", "ua_w_k", "heat_exchanger needs it"},
        BrokenProject{"SecondaryCrossing",
                      [](Project& p) {
                          Substation& s = p.substations[0];
                          s.control = SubstationControl::heat_exchanger;
                          s.return_temperature_c.reset();
                          s.ua_w_k = 2e4;
                          s.secondary_supply_temperature_c = 40.0;
                          s.secondary_return_temperature_c = 60.0;
                      },
                      values_conflict, "substations", "school", "secondary_return_temperature_c",
                      "not below the secondary supply"},
        BrokenProject{"NoDemand", [](Project& p) { p.substations[0].peak_kw.reset(); }, value_missing,
                      "substations", "school", "peak_kw", "heat_demand_kw"},
        BrokenProject{"DemandBeyondPeak", [](Project& p) { p.substations[0].heat_demand_kw = 500.0; },
                      values_conflict, "substations", "school", "heat_demand_kw", "peak of 400 kW"},
        BrokenProject{"NeedsLessThanItReturns",
                      [](Project& p) { p.substations[0].minimum_supply_temperature_c = 40.0; },
                      values_conflict, "substations", "school", "minimum_supply_temperature_c",
                      "return temperature of 45"},
        BrokenProject{"BypassOfNothing",
                      [](Project& p) {
                          p.bypasses.emplace_back();
                          p.bypasses[0].id = "end";
                          p.bypasses[0].node = "b";
                      },
                      value_missing, "bypasses", "end", "mass_flow_kg_s", "kv_m3_h"}),
    broken_name);

TEST(Check, RefusesEachFieldThatAPlantsControlIgnores) {
    Project project = heat_project();
    Plant heat;
    heat.id = "efw";
    heat.node = "b";
    heat.control = PlantControl::heat;
    heat.heat_kw = 200.0;
    heat.capacity_kw = 150.0;
    heat.held_pressure_bar = 3.0;
    heat.pressure_point = PressurePoint::middle;
    heat.make_up_temperature_c = 60.0;
    heat.differential_pressure_bar = 1.0;
    project.plants.push_back(heat);
    std::vector<std::string> fields;
    for (Problem const& problem : check(project, sample_catalogue())) {
        EXPECT_EQ(problem.code, values_conflict) << to_string(problem);
        fields.push_back(problem.place.field);
    }
    EXPECT_THAT(fields,
                ::testing::UnorderedElementsAre("held_pressure_bar", "pressure_point", "heat_kw",
                                                "make_up_temperature_c", "differential_pressure_bar"));
}

TEST(Check, AcceptsDepthBesideHeatLossWhereTheGroundDependsOnDepth) {
    Project project = heat_project();
    project.pipe_pairs[0].heat_loss_w_mk = 0.3;
    project.pipe_pairs[0].burial_depth_m = 1.0;
    GroundSettings& ground = project.ground;
    ground.mean_temperature_c = 10.0;
    ground.amplitude_k = 8.0;
    ground.coldest_day = 30.0;
    ground.diffusivity_m2_s = 6e-7;
    ground.day_of_year = 15.0;
    EXPECT_EQ(all_texts(check(project, sample_catalogue())), "");
}

TEST(Check, CollectsEverythingInOneGo) {
    Project project = heat_project();
    project.pipe_pairs[0].length_m = -1.0;
    project.pipe_pairs[1].to = "bb";
    project.plants[0].pump_efficiency = 70.0;
    project.substations[0].return_temperature_c.reset();
    project.limits.vapour_margin_bar = -1.0;
    project.nodes.push_back(project.nodes[0]);
    project.connection.operating_point = "winter";
    std::vector<int> codes;
    for (Problem const& problem : check(project, sample_catalogue())) {
        codes.push_back(static_cast<int>(problem.code));
    }
    EXPECT_THAT(codes, ::testing::UnorderedElementsAre(101, 201, 107, 103, 101, 202, 201));
}

TEST(Check, TellsFileAndLine) {
    Project project = heat_project();
    project.origins["substations"] = {{"consumers.yaml", 4}, {"consumers.yaml", 17}};
    project.substations[1].peak_kw = -1.0;
    std::vector<Problem> const problems = check(project, sample_catalogue());
    ASSERT_EQ(problems.size(), 1U);
    EXPECT_EQ(problems[0].place.file, "consumers.yaml");
    EXPECT_EQ(problems[0].place.line, 17U);
}

// A project from which an extension can be planned.
Project extending_project() {
    Project project = heat_project();
    project.streets.file = "streets.geojson";
    project.extension.buildings = "buildings.geojson";
    project.extension.obstacles = "canals.geojson";
    project.extension.catalogue = sample_catalogue().entries().front().family;
    project.economics.heat_price_per_mwh = 70.0;
    project.economics.heat_cost_per_mwh = 20.0;
    project.prices.electricity_import_per_mwh = 200.0;
    return project;
}

INSTANTIATE_TEST_SUITE_P(
    Extension, WrongField,
    ::testing::Values(
        BrokenProject{"DemandWithoutColdWeek",
                      [](Project& p) {
                          p.extension.cold_week = false;
                          p.extension.demand = "loads.csv";
                      },
                      values_conflict, "extension", "", "demand", "has no effect: cold_week is false",
                      extending_project},
        BrokenProject{"DesignTemperatureWithoutColdWeek",
                      [](Project& p) {
                          p.extension.cold_week = false;
                          p.extension.design_outdoor_temperature_c = -6.0;
                      },
                      values_conflict, "extension", "", "design_outdoor_temperature_c",
                      "has no effect: cold_week is false", extending_project},
        BrokenProject{"DegreeDaysOfNoColdWeek",
                      [](Project& p) {
                          p.extension.cold_week = false;
                          p.simulation.annual_degree_days_kd = 2200.0;
                      },
                      values_conflict, "simulation", "", "annual_degree_days_kd",
                      "has no effect without weather", extending_project},
        BrokenProject{"HeatCostOfNobody", [](Project& p) { p.economics.heat_cost_per_mwh.reset(); },
                      value_missing, "economics", "", "heat_cost_per_mwh",
                      "is missing; an extension's heat and losses are valued by it", extending_project},
        BrokenProject{"HeatCostOfOnePlantAlone",
                      [](Project& p) {
                          p.economics.heat_cost_per_mwh.reset();
                          p.plants.push_back(p.plants[0]);
                          p.plants[0].heat_cost_per_mwh = 12.0;
                          p.plants[1].id = "other";
                          p.plants[1].control = PlantControl::heat;
                          p.plants[1].heat_kw = 10.0;
                          p.plants[1].held_pressure_bar.reset();
                          p.plants[1].differential_pressure_bar.reset();
                      },
                      value_missing, "plants", "other", "heat_cost_per_mwh",
                      "is missing, as is that of economics", extending_project},
        BrokenProject{"NegativeHeatCost", [](Project& p) { p.plants[0].heat_cost_per_mwh = -2.0; },
                      value_out_of_range, "plants", "boiler", "heat_cost_per_mwh",
                      "must be at least 0 and at most 10000", extending_project},
        BrokenProject{"CrossingCostFieldWithoutObstacles",
                      [](Project& p) {
                          p.extension.obstacles.clear();
                          p.extension.crossing_cost_field = "price";
                      },
                      values_conflict, "extension", "", "crossing_cost_field",
                      "has no effect: obstacles is not given", extending_project},
        BrokenProject{"YearFieldWithoutPhases", [](Project& p) { p.extension.from_year_field = "opens"; },
                      values_conflict, "extension", "", "from_year_field",
                      "has no effect: the project has no phases", extending_project},
        BrokenProject{"LikelihoodFieldWithoutPhases",
                      [](Project& p) { p.extension.likelihood_field = "odds"; }, values_conflict, "extension",
                      "", "likelihood_field", "has no effect: the project has no phases", extending_project}),
    broken_name);

TEST(Extension, AnnualDegreeDaysAreOfTheColdWeek) {
    Project project = extending_project();
    project.simulation.annual_degree_days_kd = 2200.0;
    EXPECT_EQ(all_texts(check(project, sample_catalogue())), "");
}

template <class Value>
Value another(Value const& value, Range const& range) {
    if constexpr (std::is_same_v<Value, bool>) {
        return !value;
    } else if constexpr (std::is_same_v<Value, std::string>) {
        return value + "other";
    } else if constexpr (std::is_same_v<Value, double>) {
        double const nearby = std::isfinite(range.highest) ? range.highest : 1.0;
        return value == nearby ? 0.5 * nearby : nearby;
    } else if constexpr (std::is_same_v<Value, std::optional<double>>) {
        return range.highest;
    } else if constexpr (std::is_same_v<Value, int>) {
        return value + 1;
    } else if constexpr (std::is_same_v<Value, std::optional<bool>>) {
        return true;
    } else {
        return Value(1);
    }
}

// Without a map of buildings no field of an extension does anything, whichever it is.
TEST(Extension, EveryFieldOfNoneIsRefused) {
    for (Attribute<ExtensionSettings> const& attribute : attributes<ExtensionSettings>()) {
        if (attribute.name == "buildings" || attribute.name == "source") {
            continue;
        }
        Project project = heat_project();
        std::visit(
            [&](auto const& member) {
                using Member = std::decay_t<decltype(member)>;
                if constexpr (std::is_same_v<Member, ChoiceMember<ExtensionSettings>>) {
                    member.set(project.extension, 1);
                } else {
                    project.extension.*member = another(project.extension.*member, attribute.range);
                }
            },
            attribute.member);
        std::vector<Problem> const problems = check(project, sample_catalogue());
        ASSERT_EQ(problems.size(), 1U) << attribute.name << ": " << all_texts(problems);
        EXPECT_EQ(problems.front().place.field, attribute.name);
        EXPECT_EQ(problems.front().text, "has no effect: buildings is not given") << attribute.name;
    }
}

} // namespace
