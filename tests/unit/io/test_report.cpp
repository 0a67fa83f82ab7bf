// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/io/report.hpp"

#include "sample_projects.hpp"
#include "sample_states.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <gtest/gtest.h>
#include <limits>
#include <nlohmann/json.hpp>
#include <sstream>

namespace {

using namespace saggar;
using namespace saggar::testing_support;
using nlohmann::json;

ReportPoint solved(Network const& network, std::string id = "design") {
    ReportPoint point;
    point.id = std::move(id);
    point.state = calm_state(network);
    point.report.status = SteadyStatus::converged;
    point.report.iterations = 7;
    point.limits = check_limits(network, Fluid::water(), point.state);
    return point;
}

ReportInput report_of(Project project) {
    ReportInput input;
    input.network = Network::build(std::move(project), sample_catalogue());
    input.points.push_back(solved(*input.network));
    input.program = "saggar 0.0.0";
    return input;
}

// The data that a page carries, as a browser would find them.
json data_in(std::string const& page) {
    std::string const start = R"(<script type="application/json" id="data">)";
    std::size_t const from = page.find(start) + start.size();
    return json::parse(page.substr(from, page.find("</script>", from) - from));
}

std::size_t count(std::string const& text, std::string const& part) {
    std::size_t found = 0;
    for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size())) {
        ++found;
    }
    return found;
}

json verdict_of(ReportInput const& input) {
    return json::parse(report_json(input))["points"][0]["verdict"];
}

void judge_again(ReportInput& input) {
    input.points[0].limits = check_limits(*input.network, Fluid::water(), input.points[0].state);
}

TEST(Report, IsOneFileThatHoldsEveryElement) {
    ReportInput const input = report_of(heat_project());
    std::filesystem::path const path =
        std::filesystem::path{testing::TempDir()} / "saggar_report_holds_every_element.html";
    write_report(path, input);
    std::ifstream file{path};
    std::stringstream text;
    text << file.rdbuf();
    std::filesystem::remove(path);
    json const data = data_in(text.str());
    EXPECT_EQ(data["places"]["id"], (json{"source", "a", "b"}));
    EXPECT_EQ(data["trenches"]["id"], (json{"p1", "p2"}));
    EXPECT_EQ(data["trenches"]["supply"], (json{0, 2}));
    EXPECT_EQ(data["trenches"]["return"], (json{1, 3}));
    EXPECT_EQ(data["entries"], (json{"EN253/2/DN200", "EN253/2/DN50"}));
    EXPECT_EQ(data["links"]["id"], (json{"school", "homes", "boiler"}));
    EXPECT_EQ(data["substations"]["id"], (json{"school", "homes"}));
    EXPECT_EQ(data["plants"]["id"], json::array({"boiler"}));
    EXPECT_EQ(data["plants"]["held"], json::array({3.0}));
    EXPECT_EQ(data["plants"]["control"], json::array({"pressure_holding"}));
}

TEST(Report, EveryColumnIsAsLongAsItsElements) {
    ReportInput const input = report_of(heat_project());
    Network const& network = *input.network;
    json const data = json::parse(report_json(input));
    json const& point = data["points"][0];
    auto const expect_length = [](json const& columns, std::size_t length, std::string const& what) {
        ASSERT_TRUE(columns.is_object()) << what;
        for (auto const& [name, column] : columns.items()) {
            EXPECT_EQ(column.size(), length) << what << "." << name;
        }
    };
    expect_length(data["places"], 3, "places");
    expect_length(data["nodes"], network.nodes.size(), "nodes");
    expect_length(data["trenches"], 2, "trenches");
    expect_length(data["lines"], network.pipes.size(), "lines");
    expect_length(data["links"], network.links.size() - network.pipes.size(), "links");
    expect_length(data["substations"], 2, "substations");
    expect_length(data["plants"], 1, "plants");
    expect_length(point["node"], network.nodes.size(), "node");
    expect_length(point["link"], network.links.size(), "link");
    expect_length(point["line"], network.pipes.size(), "line");
    expect_length(point["substation"], 2, "substation");
    expect_length(point["plant"], 1, "plant");
    EXPECT_EQ(point["limits"]["kinds"].size(), static_cast<std::size_t>(limit_kind_count));
}

TEST(Report, ShowsNumbersInPeoplesUnits) {
    json const data = json::parse(report_json(report_of(heat_project())));
    json const& point = data["points"][0];
    EXPECT_EQ(point["node"]["p"][0], 5.0) << "bar";
    EXPECT_EQ(point["node"]["t"][0], 80.0) << "degC";
    EXPECT_EQ(point["substation"]["q"][0], 200.0) << "kW";
    EXPECT_EQ(point["substation"]["k"][0], 40.0) << "%";
    EXPECT_EQ(point["totals"]["loss_kw"], 6.0);
    EXPECT_EQ(point["totals"]["pump_electricity_kw"], 0.9);
    EXPECT_EQ(point["totals"]["loss_supply_kw"], 3.0);
    EXPECT_EQ(point["totals"]["loss_return_kw"], 3.0);
    EXPECT_EQ(data["trenches"]["diameter"][0], 210.1) << "mm";
    EXPECT_EQ(data["statuses"][point["link"]["s"][0].get<std::size_t>()], to_string(ElementStatus::normal));
}

TEST(Report, LoadsNothingFromAnywhere) {
    std::string const page = report_html(report_of(heat_project()));
    EXPECT_EQ(count(page, "http://") + count(page, "https://"), count(page, "http://www.w3.org/2000/svg"));
    for (char const* const loader : {"src=", "@import", "url(", "fetch(", "XMLHttpRequest", "import("}) {
        EXPECT_EQ(count(page, loader), 0U) << loader;
    }
    EXPECT_EQ(count(page, "default-src 'none'"), 1U);
    for (char const* const mark : {"@TITLE@", "@STYLE@", "@SCRIPT@", "@DATA@", "@PROGRAM@"}) {
        EXPECT_EQ(count(page, mark), 0U) << mark;
    }
}

TEST(Report, NoTextBreaksOutOfItsPlace) {
    std::string const attack = "</script><script>alert(1)</script><!-- \" & @SCRIPT@ \x01";
    std::size_t const scripts = count(report_html(report_of(heat_project())), "<script");
    Project project = heat_project();
    project.name = attack;
    project.description = attack;
    project.plants[0].technology = attack;
    project.plants[0].source = attack;
    ReportInput input = report_of(project);
    input.points[0].id = attack;
    input.program = attack;
    ConnectionResult connection;
    connection.name = attack;
    connection.reason = attack;
    connection.reinforcements = {{attack, "", "", 1.0, {}}};
    input.connections = {connection};
    std::string const page = report_html(input);
    EXPECT_EQ(count(page, "<script"), scripts);
    EXPECT_EQ(count(page, "</script"), scripts);
    EXPECT_EQ(count(page, "alert(1)<"), 0U);
    json const data = data_in(page);
    EXPECT_EQ(data["project"]["name"], attack);
    EXPECT_EQ(data["plants"]["technology"][0], attack);
    EXPECT_EQ(data["points"][0]["id"], attack);
    EXPECT_EQ(data["connections"][0]["reason"], attack);
    EXPECT_EQ(data["connections"][0]["reinforcements"][0]["pair"], attack);
}

TEST(Report, BytesThatAreNoUtf8AreReplaced) {
    Project project = heat_project();
    project.description =
        "caf\xC3\xA9 \xE2\x82\xAC, \xFF, \xC3(, \xED\xA0\x80, \xC0\x80, \xF0\x9F\x94\xA5, \xE2\x82";
    json const data = json::parse(report_json(report_of(project)));
    std::string const odd = "\xEF\xBF\xBD";
    EXPECT_EQ(data["project"]["description"], "caf\xC3\xA9 \xE2\x82\xAC, " + odd + ", " + odd + "(, " + odd +
                                                  odd + odd + ", " + odd + odd + ", \xF0\x9F\x94\xA5, " +
                                                  odd + odd);
}

TEST(Report, WhatIsNotFiniteIsMissing) {
    ReportInput input = report_of(heat_project());
    double const nan = std::numeric_limits<double>::quiet_NaN();
    double const infinity = std::numeric_limits<double>::infinity();
    SteadyState& state = input.points[0].state;
    for (std::vector<double>* const column :
         {&state.pressure_pa, &state.temperature_c, &state.mass_flow_kg_s, &state.pipe_inlet_temperature_c,
          &state.pipe_outlet_temperature_c, &state.pipe_heat_loss_w, &state.pipe_velocity_m_s,
          &state.pipe_density_kg_m3, &state.substation_heat_w, &state.substation_unmet_heat_w,
          &state.substation_differential_pressure_pa, &state.plant_heat_w, &state.plant_pump_electricity_w}) {
        column->front() = nan;
        column->back() = infinity;
    }
    state.index_margin_pa = -infinity;
    json const data = json::parse(report_json(input)); // refuses nan and inf
    json const& point = data["points"][0];
    EXPECT_TRUE(point["node"]["p"].front().is_null());
    EXPECT_TRUE(point["node"]["p"].back().is_null());
    EXPECT_TRUE(point["substation"]["q"].front().is_null());
    EXPECT_TRUE(point["totals"]["index_margin_bar"].is_null());
    EXPECT_TRUE(data["substations"]["annual"][0].is_null());
}

TEST(Report, SaysThatAllIsServedAndWhatIsTightest) {
    ReportInput input = report_of(heat_project());
    input.points[0].state.pipe_velocity_m_s[2] = 2.4; // of 3 m/s
    judge_again(input);
    json const said = verdict_of(input);
    EXPECT_EQ(said["tone"], "good");
    EXPECT_EQ(said["sentence"],
              "Everything is served within all limits; the tightest limit is pipe velocity 2.4 m/s "
              "at p2:supply, where at most 3 m/s is allowed.");
}

TEST(Report, SaysWhoGetsTooLittleAndWhy) {
    ReportInput input = report_of(heat_project());
    SteadyState& state = input.points[0].state;
    state.substation_unmet_heat_w[1] = 5e4;
    state.substation_heat_w[1] = 1.5e5;
    state.link_status[5] = ElementStatus::limited_by_pressure;
    state.link_status[6] = ElementStatus::at_pressure_limit;
    json const said = verdict_of(input);
    EXPECT_EQ(said["tone"], "bad");
    EXPECT_EQ(
        said["sentence"],
        "1 of 2 substations gets less heat than asked for: 50 kW of 400 kW are missing, most at homes.");
    EXPECT_EQ(said["details"], (json{"1 substation is short of pressure, its valve wide open.",
                                     "The pumps of boiler lift as much as they can."}));
}

TEST(Report, SaysWhichLimitIsBrokenWorst) {
    ReportInput input = report_of(heat_project());
    input.points[0].state.pipe_velocity_m_s[0] = 4.5;
    input.points[0].state.pipe_velocity_m_s[1] = 3.3;
    judge_again(input);
    json const said = verdict_of(input);
    EXPECT_EQ(said["tone"], "bad");
    EXPECT_EQ(said["sentence"],
              "Everything is served, but 2 limits are broken. The worst: pipe velocity 4.5 m/s at "
              "p1:supply, where at most 3 m/s is allowed.");
    json const data = json::parse(report_json(input));
    EXPECT_EQ(data["points"][0]["limits"]["broken_count"], 2);
    EXPECT_EQ(data["points"][0]["limits"]["broken"][1]["value"], 3.3);
}

TEST(Report, WritesLargeNumbersOut) {
    Project project = heat_project();
    project.plants[0].capacity_kw = 10000.0;
    ReportInput input = report_of(project);
    input.points[0].state.plant_heat_w[0] = 9.9996e6;
    judge_again(input);
    json const said = verdict_of(input);
    EXPECT_EQ(said["tone"], "warn") << "hardly anything is left";
    EXPECT_EQ(said["sentence"],
              "Everything is served within all limits; the tightest limit is plant heat 9.9996 MW "
              "at boiler, where at most 10 MW is allowed.");
}

// A plant that is told to give all it has is no alarm; one that follows the load and comes near its capacity
// is.
TEST(Report, APlantSetToItsCapacityIsNotTheTightestLimit) {
    Project project = heat_project();
    Plant set = project.plants[0];
    set.id = "waste";
    set.node = "b";
    set.control = PlantControl::heat;
    set.heat_kw = 150.0;
    set.capacity_kw = 150.0;
    set.held_pressure_bar.reset();
    project.plants.push_back(set);
    project.plants[0].capacity_kw = 1000.0;
    ReportInput input = report_of(project);
    std::vector<double>& heat_w = input.points[0].state.plant_heat_w;
    heat_w = {500e3, 150e3};
    judge_again(input);
    json said = verdict_of(input);
    EXPECT_EQ(said["tone"], "good");
    EXPECT_EQ(said["sentence"].get<std::string>().find("waste"), std::string::npos) << said;
    EXPECT_EQ(said["details"], json::array({"At capacity because the project sets their heat so: waste."}));
    json const kinds = json::parse(report_json(input))["points"][0]["limits"]["kinds"];
    auto const kind = std::ranges::find(kinds, "plant_heat", [](json const& k) { return k["name"]; });
    ASSERT_NE(kind, kinds.end());
    EXPECT_TRUE((*kind)["held"].get<bool>());

    heat_w[0] = 999e3;
    judge_again(input);
    said = verdict_of(input);
    EXPECT_EQ(said["tone"], "warn");
    EXPECT_EQ(
        said["sentence"],
        "Everything is served within all limits; the tightest limit is plant heat 0.999 MW at boiler, where "
        "at most 1 MW is allowed.");
}

// The smallest pressure that serves everybody leaves the index consumer nothing to spare: that is no alarm.
TEST(Report, APressureHeldAtItsLeastIsNotTheTightestLimit) {
    ReportInput input = report_of(heat_project());
    input.points[0].state.substation_differential_pressure_pa[1] = 0.6e5;
    judge_again(input);
    json const said = verdict_of(input);
    EXPECT_EQ(said["tone"], "good");
    EXPECT_EQ(said["sentence"].get<std::string>().find("differential"), std::string::npos) << said;
    EXPECT_EQ(said["details"],
              json::array({"The plants hold the smallest pressure that serves everybody: homes gets "
                           "just the 0.6 bar that it needs."}));
}

TEST(Report, APlantThatIsRunBackwardsIsSaid) {
    ReportInput input = report_of(heat_project());
    auto const plant = static_cast<std::size_t>(input.network->plants.link[0]);
    input.points[0].state.link_status[plant] = ElementStatus::reversed;
    judge_again(input);
    json const said = verdict_of(input);
    EXPECT_EQ(said["tone"], "bad");
    EXPECT_EQ(said["sentence"], "Everything is served, but water runs backwards through a plant.");
    EXPECT_EQ(said["details"],
              json::array({"Water runs backwards through boiler: other plants give more than is taken."}));
}

TEST(Report, AStateThatDidNotConvergeIsNotShown) {
    ReportInput input = report_of(heat_project());
    input.points[0].report.status = SteadyStatus::iteration_limit;
    input.points[0].report.diagnosis = "look at pump P1";
    json const data = json::parse(report_json(input));
    json const& point = data["points"][0];
    EXPECT_EQ(point["converged"], false);
    EXPECT_FALSE(point.contains("node"));
    EXPECT_FALSE(point.contains("totals"));
    EXPECT_EQ(point["verdict"]["tone"], "bad");
    EXPECT_EQ(point["verdict"]["details"], json::array({"look at pump P1"}));
}

TEST(Report, SingleLinesAndNetworksWithoutSides) {
    ReportInput input = report_of(water_project());
    json const water = json::parse(report_json(input));
    EXPECT_EQ(water["nodes"]["side"], (json{0, 0, 0}));
    EXPECT_EQ(water["boundaries"]["kind"], (json{"reservoir", "withdrawal"}));
    EXPECT_EQ(water["points"][0]["verdict"]["sentence"].get<std::string>().substr(0, 22),
              "The network is solved ");

    Project project = heat_project();
    Pipe line = project.pipe_pairs[1];
    line.id = "home";
    line.from = "b:return";
    line.to = "a:return";
    project.pipes = {line};
    json const heat = json::parse(report_json(report_of(project)));
    auto const ids = heat["trenches"]["id"].get<std::vector<std::string>>();
    auto const k = static_cast<std::size_t>(std::find(ids.begin(), ids.end(), "home") - ids.begin());
    ASSERT_LT(k, ids.size());
    EXPECT_EQ(heat["trenches"]["supply"][k], -1);
    EXPECT_GE(heat["trenches"]["return"][k].get<int>(), 0);
}

// A price per kilowatt is no power: units go with what names of fields end in.
TEST(Report, SettingsOfMoneyHaveUnits) {
    Project project = heat_project();
    project.currency = "EUR";
    project.economics.standing_charge_per_kw = 14.0;
    project.economics.heat_price_per_mwh = 58.0;
    project.economics.heat_carbon_kg_per_mwh = 35.0;
    project.economics.connection_cost_per_dwelling = 2600.0;
    std::string const settings = json::parse(report_json(report_of(project)))["settings"].dump();
    for (char const* const row :
         {R"(["standing charge","14 EUR/kW"])", R"(["heat price","58 EUR/MWh"])",
          R"(["heat carbon","35 kg/MWh"])", R"(["connection cost","2600 EUR a dwelling"])",
          R"(["discount rate","3.5 %"])", R"(["pumping","2500 h"])"}) {
        EXPECT_NE(settings.find(row), std::string::npos) << row << " in " << settings;
    }
    EXPECT_EQ(settings.find(" per\""), std::string::npos) << settings;
}

TEST(Report, CollectsSourcesWithWhatRestsOnThem) {
    Project project = heat_project();
    project.pipe_pairs[0].source = "drawing 7";
    project.pipe_pairs[1].source = "drawing 7";
    project.substations[0].source = "assumption: floor area";
    project.limits.source = "drawing 7";
    json const data = json::parse(report_json(report_of(project)));
    ASSERT_EQ(data["sources"].size(), 2U) << data["sources"];
    EXPECT_EQ(data["sources"][0]["text"], "assumption: floor area");
    EXPECT_EQ(data["sources"][1]["uses"], json::parse(R"([["limits settings",1],["pipe pairs",2]])"));
    EXPECT_NE(data["unsourced"].dump().find(R"(["nodes",3])"), std::string::npos) << data["unsourced"];
    std::string const settings = data["settings"].dump();
    EXPECT_NE(settings.find(R"(["maximum velocity","3 m/s"])"), std::string::npos) << settings;
    EXPECT_NE(settings.find(R"(["surface resistance","0.0685 m²K/W"])"), std::string::npos) << settings;
    EXPECT_NE(settings.find(R"(["friction","colebrook"])"), std::string::npos) << settings;
}

TEST(Report, NamesAnImitation) {
    Project project = heat_project();
    EXPECT_EQ(json::parse(report_json(report_of(project)))["imitation"], "");
    project.physics.imitate = Imitation::pandapipes;
    EXPECT_EQ(json::parse(report_json(report_of(project)))["imitation"], "pandapipes");
}

TEST(Report, ConnectionsStandOnTheMapsCoordinates) {
    Project project = heat_project();
    for (Node& node : project.nodes) {
        *node.x_m += 386000.0;
        *node.y_m += 345000.0;
    }
    Candidate works;
    works.id = "works";
    works.x_m = 386120.0;
    works.y_m = 345060.0;
    works.peak_kw = 300.0;
    works.annual_use_mwh = 600.0;
    project.candidates = {works};
    project.connection.catalogue = "EN253/2";
    ReportInput input = report_of(project);
    ConnectionResult result;
    result.id = "works";
    result.peak_w = 3e5;
    result.verdict = ConnectionVerdict::feasible_with_reinforcement;
    result.reason = "p1 would be too steep";
    result.branch = ConnectionBranch{
        "p1", 0.3, {{386100.0, 345000.0}, {386120.0, 345060.0}}, 63.2, true, "EN253/2/DN50", 40000.0};
    result.reinforcements = {{"p1", "EN253/2/DN50", "EN253/2/DN200", 300.0, std::nullopt}};
    result.limits = {{LimitKind::pipe_pressure, "p1:supply", 6e5, 16e5, 10e5,
                      std::numeric_limits<double>::quiet_NaN(), false, false, "default"}};
    result.cost = 412345.6;
    TakenMeasure booster;
    booster.id = "lift";
    booster.text = "booster in p1, 8 m";
    booster.capital = 20000.4;
    booster.running = 5000.0;
    booster.source = "assumption";
    result.measures = {booster};
    TriedSet pipes;
    pipes.tie_in = "p1";
    pipes.larger_pairs = 3;
    pipes.cost = 512345.6;
    pipes.verdict = SetVerdict::dearer;
    TriedSet lift;
    lift.tie_in = "p1";
    lift.measures = "lift in p1";
    lift.verdict = SetVerdict::infeasible;
    lift.limit = LimitKind::pipe_pressure;
    lift.element = "p1:supply";
    result.tried = {pipes, lift};
    input.connections = {result};
    input.streets = {{{{386000.0, 345010.0}, {386500.0, 345010.0}}, Surface::hard}};
    json const data = json::parse(report_json(input));
    json const& said = data["connections"][0];
    EXPECT_EQ(said["x"], 120.0);
    EXPECT_EQ(said["y"], 60.0);
    EXPECT_EQ(said["route"], (json{100.0, 0.0, 120.0, 60.0}));
    EXPECT_EQ(said["tone"], "warn");
    EXPECT_EQ(said["verdict"], to_string(ConnectionVerdict::feasible_with_reinforcement));
    EXPECT_EQ(said["peak_kw"], 300.0);
    EXPECT_EQ(said["cost"], 412346.0);
    EXPECT_EQ(said["limits"][0]["value"], 6.0) << "bar";
    EXPECT_TRUE(said["limits"][0]["before"].is_null());
    EXPECT_TRUE(said["reinforcements"][0]["cost"].is_null());
    EXPECT_EQ(said["measures"], (json{{{"id", "lift"},
                                       {"text", "booster in p1, 8 m"},
                                       {"capital", 20000},
                                       {"running", 5000},
                                       {"source", "assumption"}}}));
    EXPECT_EQ(said["tried"][0]["larger_pairs"], 3);
    EXPECT_EQ(said["tried"][0]["cost"], 512346);
    EXPECT_EQ(said["tried"][0]["limit"], "");
    EXPECT_EQ(said["tried"][1]["verdict"], "infeasible");
    EXPECT_TRUE(said["tried"][1]["cost"].is_null());
    EXPECT_EQ(said["tried"][1]["limit"], info(LimitKind::pipe_pressure).title);
    EXPECT_EQ(data["streets"][0], (json{0.0, 10.0, 500.0, 10.0}));
    EXPECT_EQ(data["places"]["x"], (json{0.0, 300.0, 700.0}));
}

TEST(Report, TenThousandPipesStaySmall) {
    Project project = heat_project();
    for (int i = 2; i < 10000; ++i) {
        Node node;
        node.id = fmt::format("node{}", i);
        node.x_m = 700.0 + 37.3 * (i % 100);
        node.y_m = 41.7 * (i / 100);
        node.elevation_m = 100.0 + 0.37 * (i % 71);
        Pipe pipe = project.pipe_pairs[1];
        pipe.id = fmt::format("street{}", i);
        pipe.from = i == 2 ? "b" : fmt::format("node{}", i - 1);
        pipe.to = node.id;
        pipe.length_m = 40.0 + 0.1 * (i % 113);
        pipe.route_xy_m = {*node.x_m - 11.3, *node.y_m - 7.7};
        project.nodes.push_back(node);
        project.pipe_pairs.push_back(pipe);
        Substation house = project.substations[1];
        house.id = fmt::format("house{}", i);
        house.node = node.id;
        project.substations.push_back(house);
    }
    ReportInput input = report_of(project);
    SteadyState& state = input.points[0].state;
    double value = 0.0;
    for (std::vector<double>* const column :
         {&state.pressure_pa, &state.temperature_c, &state.mass_flow_kg_s, &state.pipe_inlet_temperature_c,
          &state.pipe_outlet_temperature_c, &state.pipe_heat_loss_w, &state.pipe_velocity_m_s,
          &state.pipe_friction_pa, &state.substation_heat_w, &state.substation_supply_temperature_c,
          &state.substation_return_temperature_c, &state.substation_differential_pressure_pa,
          &state.substation_valve_opening}) {
        for (double& number : *column) {
            value = std::fmod(value + 0.61803398874989, 1.0);
            number *= 0.9 + 0.1 * value;
        }
    }
    std::string const page = report_html(input);
    EXPECT_LT(page.size(), 6U << 20U) << page.size() << " bytes";
    EXPECT_EQ(data_in(page)["trenches"]["id"].size(), 10000U);
}

TEST(Report, SaysWhenItCannotBeWritten) {
    try {
        write_report("/dev/null/report.html", report_of(heat_project()));
        FAIL() << "nothing was thrown";
    } catch (Error const& error) {
        EXPECT_EQ(error.code(), ErrorCode::file_unwritable) << error.what();
    }
}

} // namespace
