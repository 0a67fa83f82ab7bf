// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// What elements are called, what they name, how they hang together, and what settings refer to.

#include "expected_problem.hpp"

#include "saggar/network/nearest_name.hpp"
#include "saggar/network/network.hpp"

namespace {

using namespace saggar;
using namespace saggar::testing_support;
using enum saggar::ErrorCode;

Substation consumer(std::string id, std::string supply, std::string back) {
    Substation made;
    made.id = std::move(id);
    made.supply_node = std::move(supply);
    made.return_node = std::move(back);
    made.peak_kw = 100.0;
    made.return_temperature_c = 45.0;
    return made;
}

Node node_at(std::string id, double x) {
    Node made;
    made.id = std::move(id);
    made.x_m = x;
    made.y_m = 500.0;
    return made;
}

Pipe pair_between(std::string id, std::string from, std::string to) {
    Pipe made;
    made.id = std::move(id);
    made.from = std::move(from);
    made.to = std::move(to);
    made.catalogue = "EN253/2/DN50";
    return made;
}

Plant second_plant(PlantControl control) {
    Plant made;
    made.id = "efw";
    made.node = "b";
    made.control = control;
    if (control == PlantControl::pressure_holding) {
        made.held_pressure_bar = 3.0;
    } else if (control == PlantControl::heat) {
        made.heat_kw = 100.0;
    }
    return made;
}

// With an operating point that changes something.
Project operated_project() {
    Project project = heat_project();
    OperatingPointData point;
    point.id = "winter";
    point.plants.resize(1);
    point.plants[0].plant = "boiler";
    point.plants[0].supply_temperature_c = 85.0;
    point.substations.resize(1);
    point.substations[0].substation = "homes";
    point.substations[0].heat_demand_kw = 100.0;
    point.closed = {"p2"};
    project.operating_points = {point};
    return project;
}

// The same of a water network.
Project tapped_project() {
    Project project = water_project();
    OperatingPointData point;
    point.id = "noon";
    point.withdrawals = {{.withdrawal = "use", .mass_flow_kg_s = 9.0}};
    project.operating_points = {point};
    return project;
}

Project asking_project() {
    Project project = heat_project();
    project.connection.catalogue = "EN253/2";
    Candidate candidate;
    candidate.id = "works";
    candidate.x_m = 100.0;
    candidate.y_m = 100.0;
    candidate.peak_kw = 300.0;
    candidate.annual_use_mwh = 600.0;
    project.candidates = {candidate};
    return project;
}

// With a measure of every kind.
Project measured_project() {
    Project project = asking_project();
    project.prices.electricity_import_per_mwh = 200.0;
    auto const add = [&](char const* id, MeasureKind kind) -> Measure& {
        Measure& one = project.measures.emplace_back();
        one.id = id;
        one.kind = kind;
        one.source = "assumption";
        return one;
    };
    Measure& pump = add("pump", MeasureKind::booster);
    pump.pair = "p1";
    pump.maximum_head_m = 20.0;
    for (MeasureKind const kind : {MeasureKind::source, MeasureKind::store}) {
        Measure& heat = add(kind == MeasureKind::source ? "site" : "tank", kind);
        heat.node = "b";
        heat.maximum_kw = 100.0;
        heat.supply_temperature_c = 80.0;
    }
    project.measures[2].peak_hours = 3.0;
    project.measures[2].capacity_kwh = 300.0;
    project.measures[2].off_peak_share = 0.5;
    add("shaving", MeasureKind::peak_reduction).maximum_share = 0.2;
    Measure& hotter = add("hotter", MeasureKind::supply_temperature);
    hotter.plants = {"boiler"};
    hotter.maximum_k = 10.0;
    Measure& colder = add("colder", MeasureKind::return_temperature);
    colder.substations = {"homes"};
    colder.maximum_k = 10.0;
    add("beside", MeasureKind::parallel_pipe);
    return project;
}

class WrongStructure : public ::testing::TestWithParam<BrokenProject> {};

TEST_P(WrongStructure, IsToldOnceWhereItIs) {
    expect_one_problem(GetParam());
}

INSTANTIATE_TEST_SUITE_P(
    Names, WrongStructure,
    ::testing::Values(
        BrokenProject{"DanglingNode", [](Project& p) { p.pipe_pairs[1].from = "aa"; }, unknown_id,
                      "pipe_pairs", "p2", "from", "there is no node 'aa'. Did you mean 'a'?"},
        BrokenProject{"NodeFarFromAnyName", [](Project& p) { p.substations[0].node = "elsewhere"; },
                      unknown_id, "substations", "school", "node", "Add it under nodes"},
        BrokenProject{"UnknownSide",
                      [](Project& p) {
                          p.leakages.push_back({"drip", "a:flow", 0.1, ""});
                      },
                      side_conflict, "leakages", "drip", "node", "':supply' or ':return'"},
        BrokenProject{"SideOfAPair", [](Project& p) { p.pipe_pairs[0].from = "source:supply"; },
                      side_conflict, "pipe_pairs", "p1", "from", "one side"},
        BrokenProject{"NoSide",
                      [](Project& p) {
                          p.leakages.push_back({"drip", "a", 0.1, ""});
                      },
                      side_conflict, "leakages", "drip", "node", "Write 'a:supply' or 'a:return'"},
        BrokenProject{"SenseOfNothing",
                      [](Project& p) {
                          p.valves.emplace_back();
                          Valve& valve = p.valves[0];
                          valve.id = "dp";
                          valve.from = "lake";
                          valve.to = "m";
                          valve.kind = ValveKind::differential_pressure;
                          valve.set_differential_pressure_bar = 0.5;
                          valve.sense_high = "m:supply";
                          valve.sense_low = "m";
                      },
                      side_conflict, "valves", "dp", "sense_high", "no pipe or other element uses",
                      water_project},
        BrokenProject{"UnknownEntry", [](Project& p) { p.pipe_pairs[0].catalogue = "EN253/2/DN210"; },
                      unknown_id, "pipe_pairs", "p1", "catalogue", "Did you mean 'EN253/2/DN200'?"},
        BrokenProject{"SameNodeTwice", [](Project& p) { p.nodes.push_back(p.nodes[1]); }, duplicate_id,
                      "nodes", "a", "id", "number 2 of nodes"},
        BrokenProject{"NodeAndPipeOfOneName", [](Project& p) { p.pipe_pairs[0].id = "a"; }, duplicate_id,
                      "pipe_pairs", "a", "id", "number 2 of nodes"},
        BrokenProject{"ColonInAnId", [](Project& p) { p.substations[0].id = "school:1"; }, malformed_id,
                      "substations", "school:1", "id", "colon"},
        BrokenProject{"BlankInAnId", [](Project& p) { p.substations[0].id = "the school"; }, malformed_id,
                      "substations", "the school", "id", "blank"},
        BrokenProject{"ControlCharacterInAnId", [](Project& p) { p.substations[0].id = "school\n"; },
                      malformed_id, "substations", "school\\x0a", "id", "control character"}),
    broken_name);

INSTANTIATE_TEST_SUITE_P(
    Topology, WrongStructure,
    ::testing::Values(
        BrokenProject{"NoNodes", [](Project& p) { p = Project{}; }, nothing_to_solve, "nodes", "", "",
                      "no nodes"},
        BrokenProject{"NoPipes",
                      [](Project& p) {
                          p.pipe_pairs.clear();
                          p.plants.clear();
                          p.substations.clear();
                      },
                      nothing_to_solve, "pipes", "", "", "nothing joins"},
        BrokenProject{"PairInACircle",
                      [](Project& p) { p.pipe_pairs.push_back(pair_between("loop", "b", "b")); }, self_loop,
                      "pipe_pairs", "loop", "to", "two different nodes"},
        BrokenProject{"LoneNode", [](Project& p) { p.nodes.push_back(node_at("c", 0.0)); }, not_connected,
                      "nodes", "c", "", "no pipe or other element leads to it"},
        BrokenProject{"Island",
                      [](Project& p) {
                          for (int i = 0; i <= 7; ++i) {
                              p.nodes.push_back(node_at("i" + std::to_string(i), 10.0 * i));
                          }
                          for (int i = 0; i < 7; ++i) {
                              p.pipe_pairs.push_back(pair_between("ip" + std::to_string(i),
                                                                  "i" + std::to_string(i),
                                                                  "i" + std::to_string(i + 1)));
                          }
                      },
                      not_connected, "pipe_pairs", "ip0", "",
                      "from pipe_pairs 'ip0', 'ip1', 'ip2', 'ip3', 'ip4' and 2 more"},
        BrokenProject{"NoPlantAtAll", [](Project& p) { p.plants.clear(); }, not_connected, "pipe_pairs", "p1",
                      "", "pipe_pairs 'p1', 'p2', substations 'school', 'homes'"},
        BrokenProject{"NothingHoldsPressure",
                      [](Project& p) {
                          p.plants[0].control = PlantControl::heat;
                          p.plants[0].held_pressure_bar.reset();
                          p.plants[0].heat_kw = 500.0;
                      },
                      no_pressure_reference, "plants", "boiler", "control", "pressure_holding"},
        BrokenProject{"ReturnJoinedByConsumersOnly",
                      [](Project& p) {
                          p.nodes.push_back(node_at("c", 0.0));
                          p.nodes.push_back(node_at("d", 10.0));
                          Pipe line = pair_between("line", "c", "d");
                          p.pipes.push_back(line);
                          p.substations.push_back(consumer("cut", "a:supply", "c"));
                      },
                      no_pressure_reference, "pipes", "line", "",
                      "nothing holds the pressure in pipes 'line'"},
        BrokenProject{"TwoPressureHolders",
                      [](Project& p) { p.plants.push_back(second_plant(PlantControl::pressure_holding)); },
                      several_pressure_references, "plants", "efw", "control",
                      "plant 'boiler' and plant 'efw' both hold"},
        BrokenProject{"PlantBesideReservoir",
                      [](Project& p) {
                          p.reservoirs.emplace_back();
                          p.reservoirs[0].id = "vessel";
                          p.reservoirs[0].node = "a:return";
                          p.reservoirs[0].pressure_bar = 3.0;
                      },
                      several_pressure_references, "plants", "boiler", "control", "reservoir 'vessel'"},
        BrokenProject{"TwoReservoirsAtOneNode",
                      [](Project& p) {
                          p.reservoirs.push_back(p.reservoirs[0]);
                          p.reservoirs[1].id = "other";
                      },
                      several_pressure_references, "reservoirs", "other", "node", "reservoir 'surface'",
                      water_project},
        BrokenProject{"StandbyHolderStarted",
                      [](Project& p) {
                          p.plants.push_back(second_plant(PlantControl::pressure_holding));
                          p.plants[1].running = false;
                          p.operating_points[0].plants.resize(2);
                          p.operating_points[0].plants[1].plant = "efw";
                          p.operating_points[0].plants[1].running = true;
                          p.operating_points[0].closed.clear();
                      },
                      several_pressure_references, "operating_points", "winter", "plants",
                      "'boiler' and plant 'efw'", operated_project},
        BrokenProject{"OneConsumerTooHot", [](Project& p) { p.substations[1].return_temperature_c = 80.0; },
                      values_conflict, "substations", "homes", "return_temperature_c",
                      "supply colder than return"},
        BrokenProject{"PlantTooCold", [](Project& p) { p.plants[0].supply_temperature_c = 40.0; },
                      values_conflict, "plants", "boiler", "supply_temperature_c",
                      "substations 'school', 'homes' (45 at the first)"},
        BrokenProject{"TooColdAtAPoint",
                      [](Project& p) { p.operating_points[0].plants[0].supply_temperature_c = 30.0; },
                      values_conflict, "operating_points", "winter", "", "supply colder than return",
                      operated_project},
        BrokenProject{"MeasureAtNoNode", [](Project& p) { p.measures[1].node = "bb"; }, unknown_id,
                      "measures", "site", "node", "there is no node 'bb'", measured_project},
        BrokenProject{"MeasureAtOneSide", [](Project& p) { p.measures[1].node = "b:supply"; }, side_conflict,
                      "measures", "site", "node", "is one side", measured_project},
        BrokenProject{"MeasureInNoPair", [](Project& p) { p.measures[0].pair = "p11"; }, unknown_id,
                      "measures", "pump", "pair", "there is no pair 'p11'", measured_project},
        BrokenProject{"MeasureAtNoPlant", [](Project& p) { p.measures[4].plants = {"boilr"}; }, unknown_id,
                      "measures", "hotter", "plants", "there is no plant 'boilr'", measured_project},
        BrokenProject{"MeasureAtNoSubstation", [](Project& p) { p.measures[5].substations = {"home"}; },
                      unknown_id, "measures", "colder", "substations", "there is no substation 'home'",
                      measured_project},
        BrokenProject{"MeasureOfAnotherKind", [](Project& p) { p.measures[3].maximum_head_m = 5.0; },
                      values_conflict, "measures", "shaving", "maximum_head_m",
                      "has no effect: kind is peak_reduction", measured_project},
        BrokenProject{"MeasureWithoutItsSize", [](Project& p) { p.measures[1].maximum_kw.reset(); },
                      value_missing, "measures", "site", "maximum_kw", "source needs it", measured_project},
        BrokenProject{"MeasureWithoutSource", [](Project& p) { p.measures[3].source.clear(); }, value_missing,
                      "measures", "shaving", "source", "is missing", measured_project},
        BrokenProject{"MeasureThatChangesNothing", [](Project& p) { p.measures[3].candidate = false; },
                      values_conflict, "measures", "shaving", "substations", "nothing would change",
                      measured_project},
        BrokenProject{"StoreTooSmall", [](Project& p) { p.measures[2].capacity_kwh = 200.0; },
                      values_conflict, "measures", "tank", "capacity_kwh", "not enough for 100 kW over 3 h",
                      measured_project},
        BrokenProject{"ReturnTooCold", [](Project& p) { p.measures[5].maximum_k = 60.0; }, values_conflict,
                      "measures", "colder", "maximum_k", "'homes' would return", measured_project},
        BrokenProject{"MeasureWithoutPriceOfElectricity",
                      [](Project& p) {
                          p.measures = {p.measures[1]};
                          p.prices.electricity_import_per_mwh.reset();
                      },
                      value_missing, "measures", "site", "kind", "electricity_import_per_mwh",
                      measured_project},
        BrokenProject{"TwoOfParallelPairs", [](Project& p) {
                          p.measures.push_back(p.measures.back());
                          p.measures.back().id = "again";
                      },
                      values_conflict, "measures", "again", "kind", "another parallel_pipe", measured_project},
        BrokenProject{"CandidateThatTakesMoreThanItsPeakAllYear",
                      [](Project& p) { p.candidates[0].peak_kw = 0.001; }, values_conflict, "candidates",
                      "works", "annual_use_mwh",
                      "600 MWh are more than the 0.00878 MWh that a peak of 0.001 kW comes to", asking_project},
        BrokenProject{"CandidateTooHot", [](Project& p) { p.candidates[0].return_temperature_c = 90.0; },
                      values_conflict, "candidates", "works", "return_temperature_c",
                      "supply colder than return", asking_project},
        BrokenProject{"SecondaryHotterThanTheNetwork",
                      [](Project& p) {
                          Substation& s = p.substations[0];
                          s.control = SubstationControl::heat_exchanger;
                          s.return_temperature_c.reset();
                          s.ua_w_k = 2e4;
                          s.secondary_supply_temperature_c = 95.0;
                          s.secondary_return_temperature_c = 60.0;
                      },
                      values_conflict, "substations", "school", "secondary_supply_temperature_c",
                      "not below the 80 degC"}),
    broken_name);

INSTANTIATE_TEST_SUITE_P(
    Settings, WrongStructure,
    ::testing::Values(
        BrokenProject{"UnknownPlant", [](Project& p) { p.operating_points[0].plants[0].plant = "bolier"; },
                      unknown_id, "operating_points", "winter", "plants", "Did you mean 'boiler'?",
                      operated_project},
        BrokenProject{"UnknownConsumer",
                      [](Project& p) { p.operating_points[0].substations[0].substation = "castle"; },
                      unknown_id, "operating_points", "winter", "substations", "no substation 'castle'",
                      operated_project},
        BrokenProject{"UnknownClosed", [](Project& p) { p.operating_points[0].closed = {"p9"}; }, unknown_id,
                      "operating_points", "winter", "closed", "Did you mean 'p1'?", operated_project},
        BrokenProject{"ClosedPlant", [](Project& p) { p.operating_points[0].closed = {"boiler"}; },
                      values_conflict, "operating_points", "winter", "closed", "running", operated_project},
        BrokenProject{"ClosedConsumer", [](Project& p) { p.operating_points[0].closed = {"homes"}; },
                      values_conflict, "operating_points", "winter", "closed", "heat_demand_kw",
                      operated_project},
        BrokenProject{
            "SetTwice",
            [](Project& p) { p.operating_points[0].plants.push_back(p.operating_points[0].plants[0]); },
            duplicate_id, "operating_points", "winter", "plants", "set twice", operated_project},
        BrokenProject{"IgnoredByControl", [](Project& p) { p.operating_points[0].plants[0].heat_kw = 10.0; },
                      values_conflict, "operating_points", "winter", "plants 'boiler' heat_kw",
                      "control heat", operated_project},
        BrokenProject{"OutOfService", [](Project& p) { p.operating_points[0].plants[0].running = false; },
                      values_conflict, "operating_points", "winter", "plants 'boiler'", "out of service",
                      operated_project},
        BrokenProject{"SetsNothing",
                      [](Project& p) { p.operating_points[0].substations[0].heat_demand_kw.reset(); },
                      value_missing, "operating_points", "winter", "substations 'homes'", "sets nothing",
                      operated_project},
        BrokenProject{"NestedNumber",
                      [](Project& p) { p.operating_points[0].substations[0].heat_demand_kw = -1.0; },
                      value_out_of_range, "operating_points", "winter", "substations 'homes' heat_demand_kw",
                      "at least 0", operated_project},
        BrokenProject{"UnknownWithdrawal",
                      [](Project& p) { p.operating_points[0].withdrawals[0].withdrawal = "us"; }, unknown_id,
                      "operating_points", "noon", "withdrawals", "Did you mean 'use'?", tapped_project},
        BrokenProject{"WithdrawalSetTwice",
                      [](Project& p) { p.operating_points[0].withdrawals.resize(2, {"use", 1.0}); },
                      duplicate_id, "operating_points", "noon", "withdrawals", "set twice", tapped_project},
        BrokenProject{"WithdrawalSetsNothing",
                      [](Project& p) { p.operating_points[0].withdrawals[0].mass_flow_kg_s.reset(); },
                      value_missing, "operating_points", "noon", "withdrawals 'use' mass_flow_kg_s", "",
                      tapped_project},
        BrokenProject{"WithdrawalTooLarge",
                      [](Project& p) { p.operating_points[0].withdrawals[0].mass_flow_kg_s = 2e5; },
                      value_out_of_range, "operating_points", "noon", "withdrawals 'use' mass_flow_kg_s",
                      "at most 100000", tapped_project},
        BrokenProject{"SamePointTwice",
                      [](Project& p) { p.operating_points.push_back(p.operating_points[0]); }, duplicate_id,
                      "operating_points", "winter", "id", "taken already", operated_project},
        BrokenProject{"UnknownPoint", [](Project& p) { p.connection.operating_point = "winte"; }, unknown_id,
                      "connection", "", "operating_point", "Did you mean 'winter'?", operated_project},
        BrokenProject{"UnknownFamily", [](Project& p) { p.connection.catalogue = "EN253/9"; }, unknown_id,
                      "connection", "", "catalogue", "Did you mean 'EN253/2'?", asking_project},
        BrokenProject{"NoFamily", [](Project& p) { p.connection.catalogue.clear(); }, value_missing,
                      "connection", "", "catalogue", "branches", asking_project},
        BrokenProject{"FluidValueOfWater", [](Project& p) { p.fluid.density_kg_m3 = 970.0; }, values_conflict,
                      "fluid", "", "density_kg_m3", "set model to constant"},
        BrokenProject{"ConstantFluidWithoutValue",
                      [](Project& p) {
                          p.fluid.model = FluidModel::constant;
                          p.fluid.density_kg_m3 = 970.0;
                          p.fluid.dynamic_viscosity_pa_s = 3.5e-4;
                          p.fluid.conductivity_w_mk = 0.67;
                      },
                      value_missing, "fluid", "", "heat_capacity_j_kgk", "all four"},
        BrokenProject{"HalfAWave",
                      [](Project& p) {
                          p.ground.mean_temperature_c = 10.0;
                          p.ground.amplitude_k = 8.0;
                          p.ground.coldest_day = 30.0;
                          p.ground.day_of_year = 15.0;
                      },
                      value_missing, "ground", "", "diffusivity_m2_s", "all five"},
        BrokenProject{"FactorOfNoDiversity", [](Project& p) { p.design.constant_factor = 0.6; },
                      values_conflict, "design", "", "constant_factor", "diversity to constant"},
        BrokenProject{"HotWaterOfNoDiversity", [](Project& p) { p.design.hot_water_kw_per_dwelling = 40.0; },
                      values_conflict, "design", "", "hot_water_kw_per_dwelling", "cp1_2015"},
        BrokenProject{"StreetsWithoutFile", [](Project& p) { p.streets.length_factor = 1.1; },
                      values_conflict, "streets", "", "length_factor", "Give file"},
        BrokenProject{"FutureSchema", [](Project& p) { p.schema_version = 7; }, schema_version_unsupported,
                      "schema_version", "", "", "7 is not supported"}),
    broken_name);

TEST(Check, AcceptsSeveralPlantsOfWhichOneHoldsThePressure) {
    for (PlantControl const control : {PlantControl::heat, PlantControl::differential_pressure}) {
        Project project = heat_project();
        project.plants.push_back(second_plant(control));
        if (control == PlantControl::differential_pressure) {
            project.plants[1].differential_pressure_bar = 1.0;
        }
        EXPECT_EQ(all_texts(check(project, sample_catalogue())), "");
    }
}

TEST(Check, AcceptsAStandbyThatTakesOverThePressure) {
    Project project = operated_project();
    project.plants.push_back(second_plant(PlantControl::pressure_holding));
    project.plants[1].running = false;
    OperatingPointData& point = project.operating_points[0];
    point.closed.clear();
    point.plants.resize(2);
    point.plants[0].supply_temperature_c.reset();
    point.plants[0].running = false;
    point.plants[1].plant = "efw";
    point.plants[1].running = true;
    EXPECT_EQ(all_texts(check(project, sample_catalogue())), "");
}

TEST(Check, AcceptsTwoZonesPartedByAShutPair) {
    Project project = heat_project();
    project.plants.push_back(second_plant(PlantControl::pressure_holding));
    project.pipe_pairs[1].open = false;
    EXPECT_EQ(all_texts(check(project, sample_catalogue())), "");
}

TEST(Check, AcceptsAReservoirBesideAPlantThatOnlyLiftsPressure) {
    Project project = heat_project();
    project.plants[0].control = PlantControl::differential_pressure;
    project.plants[0].held_pressure_bar.reset();
    project.plants[0].differential_pressure_bar = 2.0;
    project.reservoirs.emplace_back();
    project.reservoirs[0].id = "vessel";
    project.reservoirs[0].node = "source:return";
    project.reservoirs[0].pressure_bar = 3.0;
    EXPECT_EQ(all_texts(check(project, sample_catalogue())), "");
}

TEST(Check, TellsOfNoIslandThatASpellingMistakeMayExplain) {
    Project project = heat_project();
    project.pipe_pairs[1].to = "bb"; // b may hang on it
    std::vector<Problem> const problems = check(project, sample_catalogue());
    ASSERT_EQ(problems.size(), 1U) << all_texts(problems);
    EXPECT_EQ(problems[0].code, unknown_id);
}

TEST(Check, IsWhatBuildingThrows) {
    Project project = heat_project();
    project.pipe_pairs[0].length_m = -1.0;
    project.pipe_pairs[1].to = "bb";
    try {
        Network::build(project, sample_catalogue());
        FAIL() << "built a broken project";
    } catch (Error const& error) {
        EXPECT_EQ(all_texts(error.problems()), all_texts(check(project, sample_catalogue())));
    }
}

TEST(NearestName, CountsChangesOmissionsAndSwaps) {
    EXPECT_EQ(name_distance("boiler", "boiler", 3), 0U);
    EXPECT_EQ(name_distance("Boiler", "bOILER", 3), 0U);
    EXPECT_EQ(name_distance("bolier", "boiler", 3), 1U);
    EXPECT_EQ(name_distance("boler", "boiler", 3), 1U);
    EXPECT_EQ(name_distance("kitten", "sitting", 5), 3U);
    EXPECT_EQ(name_distance("kitten", "sitting", 1), 2U); // beyond the limit
    EXPECT_EQ(name_distance("", "abc", 5), 3U);
    std::vector<std::string> const names{"north", "south", "mouth"};
    EXPECT_EQ(nearest_name("soth", names, 2), "south");
    EXPECT_EQ(nearest_name("east-end", names, 2), "");
}

} // namespace
