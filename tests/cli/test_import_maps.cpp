// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// `saggar import MAPPING.yaml`: a whole network from maps.

#include "map_text.hpp"
#include "program.hpp"
#include "scratch_folder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <filesystem>
#include <string>
#include <vector>

#include <fmt/format.h>

namespace {

namespace fs = std::filesystem;
using namespace saggar::testing_support;
using namespace saggar::testing_support::map_text;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

std::string pipe(std::string const& id, int dn, std::string const& coordinates) {
    return feature(line(coordinates), fmt::format(R"("PIPE_ID": "{}", "DN": {})", id, dn));
}
std::string house(std::string const& id, double kw, std::string const& coordinates) {
    return feature(point(coordinates), fmt::format(R"("NAME": "{}", "KW": {})", id, kw));
}

// A main of 300 m from the works, a branch that begins in its middle, one house at each end and one beside
// the branch; metres of the British grid.
struct Town {
    std::vector<std::string> pipes{pipe("main", 100, "[388000, 346000], [388200, 346000], [388300, 346000]"),
                                   pipe("branch", 65, "[388120, 346000.3], [388120, 346100]")};
    std::vector<std::string> houses{house("school", 300, "388300, 346000"),
                                    house("hotel", 150, "388120, 346100"),
                                    house("cottage", 20, "388117, 346050")};

    void write() const {
        folder.write("pipes.geojson", collection(pipes, "27700"));
        folder.write("houses.geojson", collection(houses, "27700"));
        folder.write("works.geojson", collection({feature(point("388000, 346000"))}, "27700"));
        folder.write("base.yaml", "schema_version: 1\nname: town\n");
    }
    [[nodiscard]] static std::string
    mapping(std::string const& head = {}, std::string const& pipe_fields = {}, std::string const& more = {}) {
        return R"(schema_version: 1
project: base.yaml
coordinate_reference_system: EPSG:27700
)" + head + R"(layers:
  - component: pipe_pairs
    file: pipes.geojson
    fields:
      id: "{PIPE_ID}"
      catalogue: "EN253/2/DN{DN}"
      source: as-built survey 2019
)" + pipe_fields +
               R"(  - component: plants
    file: works.geojson
    fields: {id: works, supply_temperature_c: 80, held_pressure_bar: 3}
  - component: substations
    file: houses.geojson
    fields: {id: "{NAME}", peak_kw: "{KW}", return_temperature_c: 50}
)" + more;
    }
    [[nodiscard]] Outcome import(std::string const& mapping,
                                 std::vector<std::string> const& more = {}) const {
        write();
        folder.write("mapping.yaml", mapping);
        std::vector<std::string> arguments{"import", (folder / "mapping.yaml").string(), "-o",
                                           (folder / "town.json").string()};
        arguments.insert(arguments.end(), more.begin(), more.end());
        return run_saggar(arguments);
    }
    [[nodiscard]] nlohmann::json project() const {
        return nlohmann::json::parse(ScratchFolder::content(folder / "town.json"));
    }
    [[nodiscard]] bool written() const { return fs::exists(folder / "town.json"); }

    ScratchFolder folder;
};

nlohmann::json find(nlohmann::json const& list, std::string const& id) {
    for (auto const& record : list) {
        if (record["id"] == id) {
            return record;
        }
    }
    ADD_FAILURE() << "there is no " << id;
    return {};
}

TEST(ImportMaps, JoinsCutsTiesAndSolves) {
    Town const town;
    Outcome const imported = town.import(Town::mapping());
    ASSERT_EQ(imported.code, 0) << imported.errors;
    EXPECT_THAT(imported.output,
                AllOf(HasSubstr("5 nodes, 4 pairs of pipes, 0 single pipes, 1 plant, 3 substations are in"),
                      HasSubstr("'main' is cut into 2 pieces"),
                      HasSubstr("houses.geojson: #3: it is tied to node 'node_5', 3.0 m away")));
    auto const project = town.project();
    EXPECT_EQ(project["name"], "town");
    EXPECT_EQ(project["coordinate_reference_system"], "EPSG:27700");
    auto const main = find(project["pipe_pairs"], "main");
    auto const behind = find(project["pipe_pairs"], "main.2");
    EXPECT_EQ(main["catalogue"], "EN253/2/DN100");
    EXPECT_EQ(main["to"], behind["from"]);
    EXPECT_EQ(main["to"], find(project["pipe_pairs"], "branch")["from"]);
    EXPECT_EQ(behind["route_xy_m"], nlohmann::json({388200.0, 346000.0}));
    EXPECT_EQ(find(project["substations"], "cottage")["node"], find(project["pipe_pairs"], "branch")["to"]);
    EXPECT_EQ(find(project["substations"], "school")["node"], behind["to"]);
    EXPECT_EQ(find(project["plants"], "works")["node"], main["from"]);
    Outcome const solved = run_saggar({"solve", (town.folder / "town.json").string()});
    EXPECT_EQ(solved.code, 0) << solved.errors << solved.output;
}

TEST(ImportMaps, TakesEveryMapInItsOwnReferenceSystem) {
    Town const plain;
    ASSERT_EQ(plain.import(Town::mapping()).code, 0);
    Town town;
    // The houses in longitude and latitude; those of the first test to some metres.
    town.write();
    town.folder.write("mapping.yaml", Town::mapping());
    town.folder.write("houses.geojson", collection({house("school", 300, "-2.1758283, 53.0111774"),
                                                    house("hotel", 150, "-2.1785148, 53.0120762")}));
    Outcome const imported = run_saggar({"import", (town.folder / "mapping.yaml").string(), "-o",
                                         (town.folder / "town.json").string(), "--verbose"});
    ASSERT_EQ(imported.code, 0) << imported.errors;
    for (std::string const id : {"school", "hotel"}) {
        EXPECT_EQ(find(town.project()["substations"], id)["node"],
                  find(plain.project()["substations"], id)["node"])
            << imported.output;
    }
}

TEST(ImportMaps, NoticesSwappedDegreesAndThoseOfAnotherCountry) {
    Town town;
    town.write();
    town.folder.write("mapping.yaml", Town::mapping());
    town.folder.write("pipes.geojson",
                      collection({pipe("main", 100, "[53.0111774, -2.18], [53.0111774, -2.1758283]"),
                                  pipe("branch", 65, "[13.4, 52.5], [13.41, 52.5]")}));
    Outcome const imported = run_saggar(
        {"import", (town.folder / "mapping.yaml").string(), "-o", (town.folder / "town.json").string()});
    EXPECT_EQ(imported.code, 2) << imported.output;
    EXPECT_THAT(imported.errors,
                AllOf(HasSubstr("latitude and longitude look swapped: (53.0112, -2.18)"),
                      HasSubstr("(13.4, 52.5) lies outside of what EPSG:27700 is made for")));
    EXPECT_FALSE(town.written());
}

// GeoJSON that is not in degrees says so; a Shapefile's .prj does.
TEST(ImportMaps, RefusesAProjectedMapWhereTheProjectHasNoSystem) {
    Town const town;
    std::string mapping = Town::mapping();
    std::string const system = "coordinate_reference_system: EPSG:27700\n";
    mapping.erase(mapping.find(system), system.size());
    Outcome const outcome = town.import(mapping);
    EXPECT_EQ(outcome.code, 2);
    EXPECT_FALSE(town.written());
    EXPECT_THAT(outcome.errors, AllOf(HasSubstr("pipes.geojson: its coordinates are in OSGB"),
                                      HasSubstr("Give one, as coordinate_reference_system: EPSG:27700")));
}

TEST(ImportMaps, NamesEverythingThatIsWrongWithTheMappingAtOnce) {
    Town const town;
    Outcome const outcome =
        town.import(Town::mapping("jion_m: 2\n", "      lenght_m: 5\n      zeta: \"{ZETTA}\"\n",
                                  R"(  - component: substation
    file: houses.geojson
  - component: operating_points
    file: houses.geojson
  - component: valves
    file: nowhere.gpkg
  - component: plants
    side: supply
    file: works.geojson
    fields: {node: "{OPEN"}
  - component: nodes
    fields: {x_m: 5}
)"));
    EXPECT_EQ(outcome.code, 2);
    EXPECT_FALSE(town.written());
    EXPECT_THAT(
        outcome.errors,
        AllOf(HasSubstr("mapping.yaml:4: jion_m: is no field that is known here. Did you mean 'join_m'?"),
              HasSubstr("mapping.yaml:12: layers 'number 1, pipe_pairs', fields.lenght_m: is no field of "
                        "pipe_pairs. Did you mean 'length_m'?"),
              HasSubstr("no feature of pipes.geojson has an attribute 'ZETTA'. There are DN, PIPE_ID"),
              HasSubstr("'substation' is no component. Did you mean 'substations'?"),
              HasSubstr("operating_points have no place on a map"), HasSubstr("nowhere.gpkg"),
              HasSubstr("plants stand on both sides"), HasSubstr("a brace without the name of an attribute"),
              HasSubstr("layers 'number 8, nodes', file: is missing"),
              HasSubstr("fields.x_m: follows from the geometry")));
}

TEST(ImportMaps, NamesMapFeatureAndAttributeOfAWrongValue) {
    Town town;
    town.houses[1] = feature(point("388120, 346100"), R"("NAME": "hotel", "KW": "150 kW")");
    town.houses.push_back(house("barn", 20, "388900, 346050"));
    town.houses.push_back(feature(line("[388117, 346050], [388117, 346060]"), R"("NAME": "path")"));
    Outcome const outcome = town.import(Town::mapping());
    EXPECT_EQ(outcome.code, 2);
    EXPECT_FALSE(town.written());
    EXPECT_THAT(
        outcome.errors,
        AllOf(HasSubstr("houses.geojson, feature #2: substations 'hotel', peak_kw: '150 kW' is more than a "
                        "number; attribute KW is '150 kW'"),
              HasSubstr("houses.geojson, feature #4: substations 'barn': no pipe is within 10 m of it"),
              HasSubstr("houses.geojson, feature #5: substations: it is a line")));

    Outcome const incomplete = town.import(Town::mapping(), {"--allow-incomplete", "--format", "json"});
    EXPECT_EQ(incomplete.code, 1) << incomplete.errors;
    auto const answer = nlohmann::json::parse(incomplete.output);
    EXPECT_EQ(answer["unusable"].size(), 3U);
    EXPECT_EQ(answer["substations"], 2);
    EXPECT_EQ(town.project()["substations"].size(), 2U);
    EXPECT_THAT(incomplete.errors, HasSubstr("barn"));
}

TEST(ImportMaps, NamesFeaturesOfWhatCheckFinds) {
    Town town;
    town.pipes.push_back(pipe("thin", 7, "[388300, 346000], [388300, 346100]"));
    town.pipes.push_back(pipe("lost", 65, "[389000, 346000], [389000, 346100]"));
    Outcome const outcome = town.import(Town::mapping());
    EXPECT_EQ(outcome.code, 2);
    EXPECT_FALSE(town.written());
    EXPECT_THAT(outcome.errors, AllOf(HasSubstr("pipes.geojson, feature #3: pipe_pairs 'thin', catalogue:"),
                                      HasSubstr("pipes.geojson, feature #4: pipe_pairs 'lost'")));
}

TEST(ImportMaps, UsesAFeatureThatIsDrawnTwiceOnce) {
    Town town;
    town.pipes.push_back(town.pipes[1]);
    Outcome const outcome = town.import(Town::mapping());
    EXPECT_EQ(outcome.code, 0) << outcome.errors;
    EXPECT_THAT(outcome.output, HasSubstr("pipes.geojson: #3: it is 'branch' again, at the same place"));
    EXPECT_EQ(town.project()["pipe_pairs"].size(), 4U);
}

TEST(ImportMaps, RefusesOnePlaceWithTwoDescriptions) {
    Town town;
    town.pipes.push_back(pipe("branch", 80, "[388120, 346000.3], [388120, 346100]"));
    Outcome const outcome = town.import(Town::mapping());
    EXPECT_EQ(outcome.code, 2);
    EXPECT_THAT(outcome.errors,
                HasSubstr("pipes.geojson, feature #3: pipe_pairs 'branch', id: is drawn twice"));
}

TEST(ImportMaps, GivesAnIdThatIsTakenAnother) {
    Town town;
    town.houses[0] = house("main", 300, "388300, 346000");
    Outcome const outcome = town.import(Town::mapping());
    EXPECT_EQ(outcome.code, 0) << outcome.errors;
    EXPECT_THAT(outcome.output, HasSubstr("houses.geojson: #1: another element has its id 'main'"));
}

TEST(ImportMaps, TranslatesWords) {
    Town town;
    town.pipes.push_back(feature(line("[388300, 346000], [388300, 346100]"),
                                 R"("PIPE_ID": "old", "DN": 65, "STATE": "closed off")"));
    std::string const by_words =
        R"(      open: {text: "{STATE}", words: {in use: true, closed off: false}, otherwise: true}
)";
    Outcome const outcome = town.import(Town::mapping({}, by_words));
    EXPECT_EQ(outcome.code, 0) << outcome.errors;
    EXPECT_EQ(find(town.project()["pipe_pairs"], "old")["open"], false);
    EXPECT_FALSE(find(town.project()["pipe_pairs"], "main").contains("open"));

    town.pipes.push_back(feature(line("[388300, 346000], [388350, 346000]"),
                                 R"("PIPE_ID": "new", "DN": 65, "STATE": "planned")"));
    Outcome const unknown = town.import(
        Town::mapping({}, R"(      open: {text: "{STATE}", words: {in use: true, closed off: false}}
)"),
        {"--force"});
    EXPECT_EQ(unknown.code, 2);
    EXPECT_THAT(unknown.errors,
                HasSubstr("feature #4: pipe_pairs, open: 'planned' is none of the mapping's words"));
}

TEST(ImportMaps, TakesIdsAndElevationsOfNodesFromAMap) {
    Town const town;
    town.folder.write("levels.geojson",
                      collection({feature(point("388000.4, 346000"), R"("REF": "boiler_house", "Z": 100)"),
                                  feature(point("388300, 346000"), R"("REF": "school_yard", "Z": 130)"),
                                  feature(point("388120, 346100"), R"("REF": "hotel_yard", "Z": 90)"),
                                  feature(point("388500, 346100"), R"("REF": "hilltop", "Z": 190)")},
                                 "27700"));
    Outcome const outcome = town.import(Town::mapping({}, {}, R"(  - component: nodes
    file: levels.geojson
    fields: {id: "{REF}", elevation_m: "{Z}"}
)"));
    ASSERT_EQ(outcome.code, 0) << outcome.errors;
    EXPECT_THAT(outcome.output, HasSubstr("levels.geojson: #4: no line is within 1 m of it"));
    auto const project = town.project();
    EXPECT_EQ(find(project["pipe_pairs"], "main")["from"], "boiler_house");
    EXPECT_EQ(project["nodes"].size(), 5U);
    auto const middle = find(project["nodes"], find(project["pipe_pairs"], "main")["to"]);
    EXPECT_NEAR(middle["elevation_m"], 112.0, 0.1) << "on the slope of the main";
}

TEST(ImportMaps, JoinsByNamesOfNodesWhereTheMapHasThem) {
    Town town;
    town.pipes = {feature(line("[388000, 346000], [388290, 346000]"),
                          R"("PIPE_ID": "a", "DN": 100, "US": "W", "DS": "S")"),
                  feature(line("[388300, 346000], [388300, 346100]"),
                          R"("PIPE_ID": "b", "DN": 65, "US": "S", "DS": "H")")};
    town.houses = {house("hotel", 150, "388300, 346100")};
    Outcome const outcome = town.import(Town::mapping({}, "      from: \"{US}\"\n      to: \"{DS}\"\n"));
    ASSERT_EQ(outcome.code, 0) << outcome.errors;
    auto const project = town.project();
    EXPECT_EQ(project["nodes"].size(), 3U);
    EXPECT_EQ(find(project["pipe_pairs"], "b")["from"], "S");
    EXPECT_EQ(project["substations"][0]["node"], "H");
}

// Supply and return drawn apart, and a valve between two pipes of the supply.
TEST(ImportMaps, TakesLinesOfEitherSide) {
    Town const town;
    town.folder.write("supply.geojson", collection({pipe("s1", 80, "[388000, 346000], [388100, 346000]"),
                                                    pipe("s2", 80, "[388102, 346000], [388200, 346000]")},
                                                   "27700"));
    town.folder.write("valve.geojson",
                      collection({feature(line("[388100, 346000], [388102, 346000]"))}, "27700"));
    town.folder.write("return.geojson",
                      collection({pipe("r1", 80, "[388200, 346000.4], [388000, 346000.4]")}, "27700"));
    town.folder.write("home.geojson", collection({house("home", 100, "388200, 346000")}, "27700"));
    std::string const mapping = R"(schema_version: 1
coordinate_reference_system: EPSG:27700
layers:
  - {component: pipes, side: supply, file: supply.geojson, fields: {id: "{PIPE_ID}", catalogue: "EN253/2/DN{DN}"}}
  - {component: pipes, side: return, file: return.geojson, fields: {id: "{PIPE_ID}", catalogue: "EN253/2/DN{DN}"}}
  - {component: valves, side: supply, file: valve.geojson, fields: {kind: isolation}}
  - {component: plants, file: works.geojson, fields: {id: works, held_pressure_bar: 3}}
  - {component: substations, file: home.geojson, fields: {id: "{NAME}", peak_kw: "{KW}", return_temperature_c: 50}}
)";
    Outcome const outcome = town.import(mapping);
    ASSERT_EQ(outcome.code, 0) << outcome.errors;
    auto const project = town.project();
    EXPECT_THAT(project["valves"][0]["from"].get<std::string>(), HasSubstr(":supply"));
    Outcome const solved = run_saggar({"solve", (town.folder / "town.json").string()});
    EXPECT_LE(solved.code, 1) << solved.errors;
    EXPECT_THAT(solved.errors, Not(HasSubstr("not")));
}

TEST(ImportMaps, RefusesOptionsOfEpanet) {
    Town const town;
    Outcome const outcome = town.import(Town::mapping(), {"--pattern-steps"});
    EXPECT_EQ(outcome.code, 2);
    EXPECT_THAT(outcome.errors, HasSubstr("--pattern-steps is for EPANET's files"));
}

} // namespace
