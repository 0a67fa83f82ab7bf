// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/io/result_tables.hpp"
#include "source_dir.hpp"

#include "sample_solved.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <cstdlib>
#include <fstream>
#include <limits>
#include <map>
#include <sstream>

namespace saggar {
namespace {

using testing::HasSubstr;
using testing::StartsWith;
using testing_support::SampleSolved;

std::string csv(std::string_view table, SolvedPoint const& solved) {
    return to_csv(*find_result_table(table), solved);
}

std::string line(std::string const& text, int number) {
    std::istringstream in{text};
    std::string found;
    for (int i = 0; i <= number; ++i) {
        std::getline(in, found);
    }
    return found;
}

TEST(ResultTables, FirstColumnsAreTheOnesThatScriptsKnow) {
    SampleSolved const sample;
    SolvedPoint const solved = sample.solved();
    EXPECT_THAT(csv("nodes", solved), StartsWith("id,pressure_bar,temperature_c,"));
    EXPECT_THAT(csv("pipes", solved),
                StartsWith("id,from,to,mass_flow_kg_s,velocity_m_s,pressure_gradient_pa_m,"
                           "heat_loss_w,"));
    EXPECT_THAT(csv("substations", solved),
                StartsWith("id,heat_w,unmet_heat_w,mass_flow_kg_s,supply_temperature_c,return_temperature_c,"
                           "differential_pressure_bar,status,"));
    EXPECT_THAT(csv("plants", solved), StartsWith("id,heat_w,"));
}

TEST(ResultTables, APairIsTwoRows) {
    SampleSolved sample;
    sample.state.mass_flow_kg_s[0] = -1.25;
    std::string const text = csv("pipes", sample.solved());
    EXPECT_THAT(line(text, 1), StartsWith("p1:supply,source:supply,a:supply,-1.25,0.5,"));
    EXPECT_THAT(line(text, 2), StartsWith("p1:return,a:return,source:return,2.25,0.5,"));
    EXPECT_THAT(line(text, 3), StartsWith("p2:supply,"));
    EXPECT_EQ(line(text, 5), "");
}

DesignEnvelope envelope_of(SampleSolved const& sample) {
    DesignEnvelope envelope;
    envelope.status = SteadyStatus::converged;
    envelope.points = 7;
    std::size_t const pipes = sample.network->pipes.size();
    envelope.pipe_flow_kg_s.assign(pipes, 4.5);
    envelope.pipe_velocity_m_s.assign(pipes, 1.25);
    envelope.pipe_gradient_pa_m.assign(pipes, 80.5);
    envelope.pipe_consumer.assign(pipes, 1);
    envelope.pipe_consumer[1] = -1;
    envelope.substation_differential_pressure_pa = {0.75e5, 0.5e5};
    envelope.substation_consumer = {-1, 0};
    envelope.substation_unmet_heat_w = {0.0, 0.0};
    envelope.unmet_consumer = {-1, -1};
    envelope.substation_supply_temperature_c = {78.0, 77.0};
    envelope.plant_heat_w = {712.5e3};
    envelope.plant_flow_kg_s = {5.5};
    envelope.plant_differential_pressure_pa = {1.5e5};
    envelope.limits = check_limits(*sample.network, sample.fluid, sample.state);
    return envelope;
}

TEST(ResultTables, ADesignPointShowsItsEnvelope) {
    SampleSolved const sample;
    DesignEnvelope const envelope = envelope_of(sample);
    SolvedPoint const solved{*sample.network, sample.fluid, sample.point,
                             sample.report,   sample.state, &envelope};
    using testing::EndsWith;
    EXPECT_THAT(line(csv("pipes", solved), 0),
                EndsWith("design_flow_kg_s,design_velocity_m_s,design_pressure_gradient_pa_m,design_consumer,"
                         "allowed_pressure_bar,pipe_rating_bar"));
    EXPECT_THAT(line(csv("pipes", solved), 1), EndsWith(",4.5,1.25,80.5,homes,16,25"));
    EXPECT_THAT(line(csv("pipes", solved), 2), EndsWith(",4.5,1.25,80.5,,16,25"))
        << "the design point itself";
    EXPECT_THAT(line(csv("substations", solved), 2), EndsWith(",0.5,0,school,0.6"));
    EXPECT_THAT(line(csv("plants", solved), 1), EndsWith(",712500,5.5,1.5"));
    EXPECT_EQ(nlohmann::json::parse(summary_json(solved)).at("design_points"), 7);
    // No design point: nothing there.
    EXPECT_THAT(line(csv("pipes", sample.solved()), 1), EndsWith(",,,,,16,25"));
    EXPECT_EQ(nlohmann::json::parse(summary_json(sample.solved())).at("design_points"), 0);
}

TEST(ResultTables, LimitsOfADesignPointAreThoseOfItsEnvelope) {
    SampleSolved const sample;
    DesignEnvelope envelope = envelope_of(sample);
    ASSERT_TRUE(
        (SolvedPoint{*sample.network, sample.fluid, sample.point, sample.report, sample.state, &envelope})
            .all_well());
    SteadyState fast = sample.state;
    fast.pipe_velocity_m_s[2] = 3.5;
    LimitEnvelope limits;
    limits.add(check_limits(*sample.network, sample.fluid, sample.state), -1);
    limits.add(check_limits(*sample.network, sample.fluid, fast), 1);
    envelope.limits = limits.take();
    SolvedPoint const solved{*sample.network, sample.fluid, sample.point,
                             sample.report,   sample.state, &envelope};
    EXPECT_FALSE(solved.all_well());
    EXPECT_EQ(solved.broken_by_link(2), "pipe_velocity");
    EXPECT_THAT(line(csv("limits", solved), 1), StartsWith("pipe_velocity,p2:supply,3.5,3,"));
    EXPECT_THAT(line(csv("limits", solved), 1), testing::EndsWith(",homes"));
    // A consumer that is short only at its own peak is short.
    envelope.limits = check_limits(*sample.network, sample.fluid, sample.state);
    envelope.substation_unmet_heat_w[1] = 5e3;
    EXPECT_FALSE(
        (SolvedPoint{*sample.network, sample.fluid, sample.point, sample.report, sample.state, &envelope})
            .all_well());
}

TEST(ResultTables, APlantThatIsRunBackwardsIsNotWell) {
    SampleSolved sample;
    ASSERT_TRUE(sample.solved().all_well());
    sample.state.link_status[static_cast<std::size_t>(sample.network->plants.link[0])] =
        ElementStatus::reversed;
    EXPECT_FALSE(sample.solved().all_well());
    EXPECT_THAT(sample.solved().plants_reversed(), testing::ElementsAre(sample.network->plants.id[0]));
}

TEST(ResultTables, NumbersReadBackToTheSameValue) {
    SampleSolved sample;
    double const awkward = 0.1 + 0.2;
    sample.state.mass_flow_kg_s[0] = awkward;
    sample.state.temperature_c[0] = 1e-300;
    std::string const pipes = line(csv("pipes", sample.solved()), 1);
    std::string const field = pipes.substr(std::string{"p1:supply,source:supply,a:supply,"}.size());
    EXPECT_EQ(std::strtod(field.c_str(), nullptr), awkward);
    EXPECT_THAT(csv("nodes", sample.solved()), HasSubstr(",1e-300,"));
}

// What was given in bar, kW and mm is SI inside: none of the two ways shows.
TEST(ResultTables, GivenNumbersAreShownAsGiven) {
    SampleSolved const sample{[](Project& project) {
        project.limits.minimum_substation_differential_pressure_bar = 0.7;
        project.limits.vapour_margin_bar = 0.3;
        project.limits.pressure_rating_bar = 6.0;
        project.plants[0].capacity_kw = 70.07;
        project.pipe_pairs[0].catalogue = {};
        project.pipe_pairs[0].inner_diameter_mm = 210.1;
        project.pipe_pairs[0].heat_loss_w_mk = 0.3;
    }};
    SolvedPoint const solved = sample.solved();
    auto const json = nlohmann::json::parse(to_json(solved));
    std::map<std::string, std::string> allowed;
    for (auto const& kind : json["limits"]) {
        allowed[kind["limit"]] = kind["tightest"]["allowed"].dump();
    }
    EXPECT_EQ(allowed["substation_differential_pressure"], "0.7");
    EXPECT_EQ(allowed["vapour_margin"], "0.3");
    EXPECT_EQ(allowed["pipe_pressure"], "6.0");
    EXPECT_EQ(json["substations"][0]["minimum_differential_pressure_bar"].dump(), "0.7");
    EXPECT_EQ(json["plants"][0]["capacity_w"].dump(), "70070.0");
    EXPECT_EQ(json["pipes"][0]["inner_diameter_mm"].dump(), "210.1");
    EXPECT_THAT(csv("limits", solved), testing::Not(testing::ContainsRegex("00000000|99999999")));
}

TEST(ResultTables, WhatHasNoValueIsEmpty) {
    SampleSolved sample;
    auto const node = static_cast<std::size_t>(sample.network->find_node("b:supply"));
    sample.state.pressure_pa[node] = std::numeric_limits<double>::quiet_NaN();
    SolvedPoint const solved = sample.solved();
    std::string const text = csv("nodes", solved);
    EXPECT_THAT(text, HasSubstr("\nb:supply,,"));
    EXPECT_THAT(line(text, static_cast<int>(node) + 1), HasSubstr(",cut_off,"));
    auto const json = nlohmann::json::parse(to_json(solved));
    EXPECT_TRUE(json["nodes"][node]["pressure_bar"].is_null());
    EXPECT_EQ(json["nodes"][node]["status"], "cut_off");
}

TEST(ResultTables, WordsWithCommasAreQuoted) {
    SampleSolved sample{[](Project& project) { project.plants[0].technology = "pump, \"cold\" side"; }};
    EXPECT_THAT(csv("plants", sample.solved()), HasSubstr(R"(,"pump, ""cold"" side",)"));
}

TEST(ResultTables, StatusIsAWordOfItsKind) {
    SampleSolved sample;
    auto const set = [&sample](std::string_view link, ElementStatus status) {
        sample.state.link_status[static_cast<std::size_t>(sample.network->find_link(link))] = status;
    };
    set("p2:supply", ElementStatus::shut);
    set("boiler", ElementStatus::at_capacity);
    set("homes", ElementStatus::limited_by_pressure);
    SolvedPoint const solved = sample.solved();
    EXPECT_THAT(line(csv("pipes", solved), 1), HasSubstr(",open,"));
    EXPECT_THAT(line(csv("pipes", solved), 3), HasSubstr(",closed,"));
    EXPECT_THAT(csv("plants", solved), HasSubstr(",at_capacity,"));
    EXPECT_THAT(line(csv("substations", solved), 1), HasSubstr(",served,"));
    EXPECT_THAT(line(csv("substations", solved), 2), HasSubstr(",limited_by_pressure,"));
    set("boiler", ElementStatus::normal);
    EXPECT_THAT(csv("plants", sample.solved()), HasSubstr(",running,"));
    set("boiler", ElementStatus::shut);
    EXPECT_THAT(csv("plants", sample.solved()), HasSubstr(",off,"));
}

TEST(ResultTables, LimitsListWhatIsBrokenThenWhatIsTightest) {
    SampleSolved sample;
    EXPECT_TRUE(sample.solved().all_well());
    sample.state.pipe_velocity_m_s[2] = 3.75;
    sample.state.pipe_friction_pa[2] = 1e6;
    SolvedPoint const solved = sample.solved();
    EXPECT_FALSE(solved.all_well());
    std::string const text = csv("limits", solved);
    EXPECT_THAT(line(text, 1), StartsWith("pipe_gradient,p2:supply,2500,250,-2250,Pa/m,no,"));
    EXPECT_THAT(line(text, 2), StartsWith("pipe_velocity,p2:supply,3.75,3,-0.75,m/s,no,"));
    EXPECT_THAT(line(text, 2), HasSubstr("default: assumption"));
    EXPECT_THAT(line(text, 3), HasSubstr(",yes,"));
    EXPECT_THAT(line(csv("pipes", solved), 3), HasSubstr(",pipe_gradient pipe_velocity"));
    EXPECT_THAT(line(csv("pipes", solved), 4), testing::EndsWith(",open,,,,,,16,25"));
}

TEST(ResultTables, ALoadThatIsNotServedIsNotWell) {
    SampleSolved sample;
    sample.state.substation_unmet_heat_w[1] = 1e-3;
    EXPECT_TRUE(sample.solved().all_well()) << "round-off";
    sample.state.substation_unmet_heat_w[1] = 10.0;
    EXPECT_FALSE(sample.solved().all_well());
    EXPECT_DOUBLE_EQ(sample.solved().unmet_heat_w(), 10.0);
}

TEST(ResultTables, WhatIsCutOffIsNotWell) {
    SampleSolved sample;
    sample.state.link_status[static_cast<std::size_t>(sample.network->find_link("homes"))] =
        ElementStatus::cut_off;
    EXPECT_EQ(sample.solved().elements_cut_off(), 1);
    EXPECT_FALSE(sample.solved().all_well());
}

TEST(ResultTables, EveryTableHasDistinctColumnsAndGivesTheTypeItDeclares) {
    SampleSolved const sample;
    SolvedPoint const solved = sample.solved();
    for (ResultTable const& table : result_tables()) {
        std::vector<std::string_view> names;
        for (ResultColumn const& column : table.columns) {
            EXPECT_THAT(names, testing::Not(testing::Contains(column.name))) << table.name;
            names.push_back(column.name);
            for (std::size_t row = 0; row < table.rows(solved); ++row) {
                ResultCell const cell = column.cell(solved, row);
                if (!std::holds_alternative<std::monostate>(cell)) {
                    EXPECT_EQ(std::holds_alternative<std::string>(cell), column.type == ResultType::text)
                        << table.name << '.' << column.name;
                }
            }
        }
    }
}

TEST(ResultTables, ThePipesFollowTheirRoutes) {
    SampleSolved const sample{[](Project& project) {
        project.pipe_pairs[0].route_xy_m = {100.0, 50.0, 200.0, 60.0};
        project.pipe_pairs[0].length_m = 350.0;
    }};
    SolvedPoint const solved = sample.solved();
    ResultTable const& pipes = *find_result_table("pipes");
    EXPECT_EQ(pipes.corners(solved, 0), (std::vector{0.0, 0.0, 100.0, 50.0, 200.0, 60.0, 300.0, 0.0}));
    EXPECT_EQ(pipes.corners(solved, 1), (std::vector{300.0, 0.0, 200.0, 60.0, 100.0, 50.0, 0.0, 0.0}));
}

TEST(ResultTables, SummaryTellsTotalsAndLimits) {
    SampleSolved sample;
    sample.point.id = "winter";
    auto const json = nlohmann::json::parse(summary_json(sample.solved()));
    EXPECT_EQ(json["project"], "sample");
    EXPECT_EQ(json["operating_point"], "winter");
    EXPECT_EQ(json["all_well"], true);
    EXPECT_EQ(json["imitates"], "none");
    EXPECT_EQ(json["totals"]["plant_heat_w"], 4.1e5);
    EXPECT_NEAR(json["totals"]["heat_loss_share"].get<double>(), 6e3 / 4.1e5, 1e-15);
    EXPECT_EQ(json["totals"]["electricity_w"], 900.0);
    EXPECT_EQ(json["index_consumer"]["id"], "school");
    EXPECT_DOUBLE_EQ(json["index_consumer"]["margin_bar"], 0.4);
    EXPECT_EQ(json["limits"][0]["limit"], "pipe_velocity");
    EXPECT_EQ(json["limits"][0]["checked"], 4);
}

TEST(ResultTables, AWaterNetworkHasResultsToo) {
    SampleSolved sample{testing_support::water_project()};
    sample.state.boundary_flow_kg_s = {-5.0, 5.0};
    std::string const text = csv("boundaries", sample.solved());
    EXPECT_THAT(line(text, 1), StartsWith("surface,reservoir,lake,-5,"));
    EXPECT_THAT(line(text, 2), StartsWith("use,withdrawal,tap,5,"));
    EXPECT_TRUE(nlohmann::json::parse(summary_json(sample.solved()))["index_consumer"].is_null());
}

// SAGGAR_UPDATE_DOCS=1 writes the file instead of comparing it.
TEST(ResultsManual, IsWhatTheDeclarationsSay) {
    std::string const path = (saggar::testing_support::source_dir() / "docs/results.md").string();
    if (std::getenv("SAGGAR_UPDATE_DOCS") != nullptr) {
        std::ofstream{path} << results_manual();
    }
    std::ifstream in{path};
    std::stringstream text;
    text << in.rdbuf();
    EXPECT_EQ(text.str(), results_manual()) << "SAGGAR_UPDATE_DOCS=1 rewrites docs/results.md";
}

} // namespace
} // namespace saggar
