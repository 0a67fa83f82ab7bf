// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// `saggar simulate` with plants whose heat or flow is set: what they do not give, in every file and on the
// page, and from one run to another.

#include "opened_netcdf.hpp"
#include "words.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <sstream>

namespace {

using namespace saggar::testing_support;

// 300 kW are taken at one end, from 80 to 50 degC; at the other end, behind 400 m of pipes that lose 0.2 W/(m
// K) to ground of 10 degC, waste heat is set.
constexpr double taken_w = 300e3;
constexpr double loss_w_k = 0.2 * 400.0;

class SimulateSetPlants : public ::testing::Test {
protected:
    SimulateSetPlants() {
        std::string demand = "time,homes_kw\n";
        for (int hour = 0; hour < 24; ++hour) {
            demand += fmt::format("2024-01-01T{:02}:00:00Z,300\n", hour);
        }
        scratch.write("demand.csv", demand);
    }
    void write_project(std::string const& waste, std::string const& events = {}) const {
        scratch.write("project.yaml", R"(schema_version: 1
name: surplus
fluid: {model: constant, density_kg_m3: 1000, dynamic_viscosity_pa_s: 0.0005, heat_capacity_j_kgk: 4200, conductivity_w_mk: 0.65}
physics: {dissipation_heat: false}
ground: {temperature_c: 10}
nodes: [{id: a}, {id: b}]
pipe_pairs: [{id: p, from: a, to: b, length_m: 400, inner_diameter_mm: 80, heat_loss_w_mk: 0.2}]
plants:
  - {id: boiler, node: a, held_pressure_bar: 3, supply_temperature_c: 80}
  - {id: waste, node: b, supply_temperature_c: 80, )" +
                                          waste + R"(}
substations: [{id: homes, node: a, peak_kw: 300, return_temperature_c: 50}]
simulation:
  demand: demand.csv
  events: [)" + events + "]\n");
    }
    [[nodiscard]] Outcome simulate(char const* out, std::vector<std::string> const& more = {},
                                   char const* to = "2024-01-02") const {
        std::vector<std::string> words{
            "simulate", scratch.path().string(), "--from", "2024-01-01", "--to", to,
            "--out",    (scratch / out).string()};
        words.insert(words.end(), more.begin(), more.end());
        return run_saggar(words);
    }
    [[nodiscard]] json plant(char const* out, std::size_t place) const {
        return json::parse(ScratchFolder::content(scratch / out / "simulation.json"))["plants"][place];
    }
    // As "whole", stopped at seven and gone on with.
    void expect_the_same_in_parts() const {
        ASSERT_EQ(simulate("parts", {"--csv"}, "2024-01-01T07:00:00Z").code, 0);
        ASSERT_EQ(simulate("parts", {"--csv", "--resume"}).code, 0);
        for (char const* const name :
             {"simulation.json", "simulation.csv", "simulation.nc", "checkpoint.bin"}) {
            EXPECT_TRUE(ScratchFolder::content(scratch / "parts" / name) ==
                        ScratchFolder::content(scratch / "whole" / name))
                << name << " differs";
        }
    }
    ScratchFolder scratch;
};

// By hand: a flow of the heat capacity w arrives at 10 + 70 e and comes back at 10 + 40 e, e = exp(-U L / w).
double taken_w_k() {
    double w = taken_w / 30.0;
    for (int round = 0; round < 100; ++round) {
        w = taken_w / (70.0 * std::exp(-loss_w_k / w) - 40.0);
    }
    return w;
}

TEST_F(SimulateSetPlants, HeatThatIsNotTakenIsInAllFiles) {
    write_project("control: heat, heat_kw: 400");
    Outcome const outcome = simulate("out", {"--csv"});
    ASSERT_EQ(outcome.code, 0) << outcome.errors << "everybody is served";
    double const given_mwh = 24e-6 * taken_w_k() * (70.0 - 40.0 * std::exp(-loss_w_k / taken_w_k()));
    EXPECT_NEAR(given_mwh, 24 * 0.309, 24 * 0.0005) << "MWh, some 309 kW";
    json const waste = plant("out", 1);
    EXPECT_NEAR(waste["heat_mwh"].get<double>(), given_mwh, 1e-4 * given_mwh);
    EXPECT_NEAR(waste["set_heat_mwh"].get<double>(), 9.6, 1e-9);
    EXPECT_NEAR(waste["shortfall_mwh"].get<double>(), 9.6 - given_mwh, 1e-4 * given_mwh);
    EXPECT_EQ(waste["shortfall_hours"], 24.0);
    EXPECT_EQ(waste["shortfall_by_cause_mwh"], json({{"not taken", waste["shortfall_mwh"]}}));
    EXPECT_FALSE(waste.contains("set_flow_t"));
    EXPECT_FALSE(plant("out", 0).contains("set_heat_mwh")) << "nothing is set of the boiler";
    EXPECT_THAT(outcome.output, ::testing::ContainsRegex("set and not given +% of it +hours +why"));
    EXPECT_THAT(outcome.output, ::testing::ContainsRegex("waste +2\\.190 +MWh +22\\.8 +24\\.0 +not taken"));

    std::string const csv = ScratchFolder::content(scratch / "out/simulation.csv");
    EXPECT_THAT(csv.substr(0, csv.find('\n')),
                ::testing::EndsWith(",substation_differential_pressure homes [Pa],"
                                    "plant_set_heat boiler [W],plant_set_heat waste [W],"
                                    "plant_set_flow boiler [kg s-1],plant_set_flow waste [kg s-1],"
                                    "plant_shortfall_cause boiler [1],plant_shortfall_cause waste [1]"));
    EXPECT_THAT(csv, ::testing::EndsWith(",,400000,,,none,not taken\n"));

    Opened const file{scratch / "out/simulation.nc"};
    std::vector<double> const set = file.values("plant_set_heat", 48);
    std::vector<double> const heat = file.values("plant_heat", 48);
    std::vector<double> const cause = file.values("plant_shortfall_cause", 48);
    double not_given_mwh = 0.0;
    for (std::size_t hour = 0; hour < 24; ++hour) {
        EXPECT_TRUE(std::isnan(set[2 * hour]));
        not_given_mwh += 1e-6 * (set[2 * hour + 1] - heat[2 * hour + 1]);
        EXPECT_EQ(cause[2 * hour], 0.0);
        EXPECT_EQ(cause[2 * hour + 1], 1.0);
    }
    EXPECT_NEAR(not_given_mwh, waste["shortfall_mwh"].get<double>(), 1e-6) << "single precision";
    EXPECT_EQ(file.attribute("plant_shortfall_cause", "flag_meanings"),
              "none not_taken return_temperature flow_limit pressure capacity store_empty cut_off");
}

TEST_F(SimulateSetPlants, FlowThatIsNotTakenIsInTonnes) {
    write_project("control: flow, flow_kg_s: 4");
    Outcome const outcome = simulate(
        "out", {"--csv", "--no-netcdf", "--variables", "plant_set_flow", "--elements", "plant:waste"});
    ASSERT_EQ(outcome.code, 0) << outcome.errors;
    json const waste = plant("out", 1);
    EXPECT_NEAR(waste["set_flow_t"].get<double>(), 24 * 3.6 * 4.0, 1e-9);
    EXPECT_NEAR(waste["shortfall_t"].get<double>(), 24 * 3.6 * (4.0 - taken_w_k() / 4200.0), 0.02);
    EXPECT_EQ(waste["shortfall_by_cause_t"], json({{"not taken", waste["shortfall_t"]}}));
    EXPECT_THAT(outcome.output, ::testing::ContainsRegex("waste +136\\.1 +t +39\\.4 +24\\.0 +not taken"));
    std::string const csv = ScratchFolder::content(scratch / "out/simulation.csv");
    EXPECT_THAT(csv, ::testing::StartsWith("time,plant_set_flow waste [kg s-1]\n2024-01-01T00:00:00Z,4\n"));
}

// Three hours tripped are 3 x 0.2 MWh; nothing else lacks. What is written does not depend on stops.
TEST_F(SimulateSetPlants, AnOutageCountsAndARunGoesOn) {
    write_project("control: heat, heat_kw: 200",
                  "{time: 2024-01-01T05:00:00Z, element: waste, action: trip}, "
                  "{time: 2024-01-01T08:00:00Z, element: waste, action: recover}");
    Outcome const outcome = simulate("whole", {"--csv"});
    ASSERT_EQ(outcome.code, 0) << outcome.errors;
    json const waste = plant("whole", 1);
    EXPECT_NEAR(waste["set_heat_mwh"].get<double>(), 4.8, 1e-9);
    EXPECT_NEAR(waste["shortfall_mwh"].get<double>(), 0.6, 1e-9);
    EXPECT_EQ(waste["shortfall_hours"], 3.0);
    EXPECT_EQ(waste["shortfall_by_cause_mwh"], json({{"capacity", waste["shortfall_mwh"]}}));
    EXPECT_NEAR(waste["heat_mwh"].get<double>(), 4.2, 2e-3 * 4.2) << "to what flows are found to";
    EXPECT_THAT(outcome.output, ::testing::ContainsRegex("waste +0\\.600 +MWh +12\\.5 +3\\.0 +capacity"));
    expect_the_same_in_parts();
}

TEST_F(SimulateSetPlants, ARunGoesOnWhileLessIsTakenThanIsSet) {
    write_project("control: heat, heat_kw: 400");
    std::string demand = "time,homes_kw\n";
    for (int hour = 0; hour < 24; ++hour) {
        demand += fmt::format("2024-01-01T{:02}:00:00Z,{}\n", hour, 240 + 12 * (hour % 5));
    }
    scratch.write("demand.csv", demand);
    ASSERT_EQ(simulate("whole", {"--csv"}).code, 0);
    EXPECT_EQ(plant("whole", 1)["shortfall_hours"], 24.0);
    expect_the_same_in_parts();
}

TEST_F(SimulateSetPlants, StandBesideEachOtherAndOnThePage) {
    write_project("control: heat, heat_kw: 350");
    ASSERT_EQ(simulate("less", {"-q"}).code, 0);
    write_project("control: heat, heat_kw: 400");
    ASSERT_EQ(simulate("more", {"-q"}).code, 0);
    Outcome const compared =
        run_saggar({"compare", (scratch / "less").string(), (scratch / "more").string()});
    EXPECT_EQ(compared.code, 1) << compared.errors;
    // 24 hours of 50 kW more are set, and nothing more is taken.
    EXPECT_THAT(compared.output, ::testing::ContainsRegex("set_heat_mwh +8\\.4 +9\\.6 +\\+1\\.2"));
    EXPECT_THAT(compared.output, ::testing::ContainsRegex("shortfall_mwh +0\\.989627 +2\\.18963 +\\+1\\.2"));
    Outcome const reported =
        run_saggar({"report", scratch.path().string(), "--simulation", (scratch / "more").string(), "--out",
                    (scratch / "page.html").string()});
    EXPECT_EQ(reported.code, 0) << reported.errors;
    EXPECT_THAT(
        ScratchFolder::content(scratch / "page.html"),
        AllOf(HasSubstr("\"shortfall_by_cause_mwh\":{\"not taken\":2.1896"), HasSubstr("Set and not given")));
}

} // namespace
