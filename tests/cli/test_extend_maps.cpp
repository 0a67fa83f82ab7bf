// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// What `saggar extend` reads of maps, in which formats and systems, and what it says of features that it
// cannot use.

#include "extension_town.hpp"
#include "source_dir.hpp"

namespace {

using namespace saggar::testing_support;

// Who cannot connect and must ends it, so that the exit code says how a word was taken.
TEST(ExtendMaps, TakesYesAndNoInAnyCaseAndNamesWhatIsNeither) {
    Town const town;
    town.write_project("  maximum_service_length_m: 50\n");
    auto const taken = [&](std::string const& word) {
        std::string must = cottage;
        must.insert(must.find("\"id\""), "\"must_connect\": " + word + ", ");
        town.write_maps(streets(), {school, hotel, must});
        return town.extend({"--dry-run"});
    };
    for (char const* const yes : {"true", "1", R"("TRUE")", R"("Yes")", R"("YES")", R"("Y")", R"("t")"}) {
        EXPECT_EQ(taken(yes).code, 2) << yes;
    }
    for (char const* const no : {"false", "0", R"("False")", R"("NO")", R"("n")", R"("F")"}) {
        Outcome const outcome = taken(no);
        EXPECT_EQ(outcome.code, 0) << no;
        EXPECT_THAT(outcome.output, Not(HasSubstr("must_connect"))) << no;
    }
    for (char const* const neither : {R"("maybe")", "2"}) {
        Outcome const outcome = taken(neither);
        EXPECT_EQ(outcome.code, 0) << neither;
        EXPECT_THAT(outcome.output, HasSubstr("cottage: must_connect is '"));
        EXPECT_THAT(outcome.output, HasSubstr("neither yes nor no"));
    }
}

// The same building drawn twice: the order counts wherever it stands.
TEST(ExtendMaps, KeepsTheOrderOfABuildingThatIsDrawnTwice) {
    Town const town;
    std::string must = cottage;
    must.insert(must.find("\"id\""), "\"must_connect\": true, ");
    town.write_maps(streets(), {school, cottage, must});
    ASSERT_EQ(town.extend({"--out", town.out(), "--no-cold-week"}).code, 0);
    EXPECT_EQ(row(town.plan().at("buildings"), "cottage")->at("status"), "connected");
}

// What else was found of its name is not why.
TEST(ExtendMaps, SaysOfABuildingThatIsTooFarThatItIs) {
    Town const town;
    auto const far = [](std::string const& more) {
        return feature(point("388020, 346700"),
                       R"("id": "mill", "annual_use_mwh": 900, "peak_kw": 400)" + more);
    };
    std::string const order = R"(, "must_connect": true)";
    std::string const unusable =
        feature(point("388090, 346195"), R"("id": "mill", "annual_use_mwh": "1,300")");
    for (std::vector<std::string> const& mills : {std::vector{far({}), far(order)},
                                                  {far(R"(, "must_connect": "maybe")"), far(order)},
                                                  {unusable, far(order)}}) {
        std::vector<std::string> buildings{school};
        buildings.insert(buildings.end(), mills.begin(), mills.end());
        town.write_maps(streets(), buildings);
        Outcome const outcome = town.extend({"--dry-run"});
        EXPECT_EQ(outcome.code, 2);
        EXPECT_THAT(outcome.errors, HasSubstr("building 'mill': it must connect, but the nearest street is"));
    }
    town.write_maps(streets(), {school, unusable, far({}), far({})});
    ASSERT_EQ(town.extend({"--dry-run", "--out", town.out()}).code, 0);
    std::string const table = ScratchFolder::content(town.folder / "out/problem_buildings.csv");
    EXPECT_THAT(table, HasSubstr("mill,not_connected,\"the nearest street is"));
    EXPECT_THAT(table, HasSubstr("mill~2,unusable,\"annual_use_mwh is"));
}

TEST(ExtendMaps, NamesBuildingsThatItCannotUseAsItNamesOthers) {
    Town const town;
    town.write_maps(streets(), {school, feature(point("388110, 346195"), R"("annual_use_mwh": "much")"),
                                feature(point("388120, 346195"), R"("id": "Old Mill", "dwellings": 2.5)"),
                                feature("null", R"("id": "school")")});
    ASSERT_EQ(town.extend({"--dry-run", "--out", town.out()}).code, 0);
    std::string const table = ScratchFolder::content(town.folder / "out/problem_buildings.csv");
    EXPECT_THAT(table, HasSubstr("\nschool,can_connect"));
    EXPECT_THAT(table, HasSubstr("\nbuilding_2,unusable"));
    EXPECT_THAT(table, HasSubstr("\nOld_Mill,unusable"));
    EXPECT_THAT(table, HasSubstr("\nschool~2,unusable"));
}

// A part of a feature without a point is no part of it.
TEST(ExtendMaps, LeavesOutEmptyPartsOfFeatures) {
    Town const town;
    town.write_maps(
        streets(),
        {school,
         feature(R"({"type": "MultiLineString", "coordinates": [[], [[388100, 346010], [388110, 346010]]]})",
                 R"("id": "wall")"),
         feature(
             R"({"type": "GeometryCollection", "geometries": [{"type": "LineString", "coordinates": []}, )" +
                 point("388110, 346195") + "]}",
             R"("id": "mill", "annual_use_mwh": 900, "peak_kw": 400)")});
    Outcome const outcome = town.extend({"--dry-run", "--out", town.out()});
    ASSERT_EQ(outcome.code, 0) << outcome.errors;
    std::string const table = ScratchFolder::content(town.folder / "out/problem_buildings.csv");
    EXPECT_THAT(table, HasSubstr("wall,unusable,it is a line"));
    EXPECT_THAT(table, HasSubstr("mill,can_connect"));
}

TEST(ExtendMaps, NamesTheMapThatANumberStandsIn) {
    Town const town;
    town.folder.write(
        "obstacles.geojson",
        collection(
            {feature(line("[388250, 346010], [388350, 346010]"), R"("crossing_cost": 5)"),
             feature(line("[388250, 346020], [388350, 346020]"), R"("id": "canal", "crossing_cost": -5)")},
            british_grid));
    town.write_project("  obstacles: obstacles.geojson\n");
    ASSERT_EQ(town.extend({"--dry-run", "--out", town.out()}).code, 0);
    EXPECT_THAT(ScratchFolder::content(town.folder / "out/findings.csv"),
                HasSubstr("unusable,obstacles.geojson,canal,crossing_cost is '-5'"));
}

// One file of OpenStreetMap for both maps; its tags beside the usual ones are read too.
TEST(ExtendMaps, ReadsOpenStreetMap) {
    Town const town;
    town.folder.write("town.osm", R"(<?xml version="1.0"?><osm version="0.6">
<node id="1" version="1" lat="53.011171" lon="-2.180300"/>
<node id="2" version="1" lat="53.011177" lon="-2.175829"/>
<node id="3" version="1" lat="53.011357" lon="-2.176128"/>
<node id="4" version="1" lat="53.011358" lon="-2.175532"/>
<node id="5" version="1" lat="53.011717" lon="-2.175533"/>
<node id="6" version="1" lat="53.011716" lon="-2.176129"/>
<way id="10" version="1"><nd ref="1"/><nd ref="2"/><tag k="highway" v="residential"/><tag k="surface" v="grass"/></way>
<way id="11" version="1"><nd ref="3"/><nd ref="4"/><nd ref="5"/><nd ref="6"/><nd ref="3"/>
<tag k="building" v="school"/><tag k="floor_area_m2" v="5000"/></way>
<way id="12" version="1"><nd ref="1"/><nd ref="6"/><tag k="highway" v="motorway"/></way>
</osm>)");
    std::string project = ScratchFolder::content(town.folder / "project.yaml");
    for (std::string const& name : {std::string{"streets.geojson"}, std::string{"buildings.geojson"}}) {
        project.replace(project.find(name), name.size(), "town.osm");
    }
    town.folder.write("project.yaml", project);
    Outcome const outcome = town.extend({"--out", town.out()});
    ASSERT_EQ(outcome.code, 0) << outcome.errors << outcome.output;
    json const plan = town.plan();
    ASSERT_EQ(plan.at("buildings").size(), 1U);
    EXPECT_NEAR(plan.at("buildings")[0].at("annual_use_mwh"), 600.0, 1e-9);
    double soft = 0.0;
    for (json const& pipe : plan.at("pipes")) {
        soft += pipe.at("surface") == "soft" ? pipe.at("length_m").get<double>() : 0.0;
    }
    EXPECT_NEAR(soft, 300.0, 15.0); // the street, not the motorway; its grass is soft

    // Other commands read the same streets.
    Outcome const checked = run_saggar({"check", town.folder.path().string(), "--format", "json"});
    EXPECT_EQ(checked.code, 0) << checked.errors;
    EXPECT_EQ(json::parse(checked.output).at("streets"), 1);

    // Without a floor area that of its outline, 40 by 40 m, by its storeys.
    std::string map = ScratchFolder::content(town.folder / "town.osm");
    std::string const area = R"(k="floor_area_m2" v="5000")";
    map.replace(map.find(area), area.size(), R"(k="building:levels" v="3")");
    town.folder.write("town.osm", map);
    Outcome const by_outline = town.extend({"--dry-run", "--out", town.out()});
    ASSERT_EQ(by_outline.code, 0) << by_outline.errors << by_outline.output;
    json const problem = json::parse(ScratchFolder::content(town.folder / "out/problem.json"));
    json const& school = problem.at("buildings")[0];
    EXPECT_NEAR(school.at("annual_use_mwh"), 40.0 * 40.0 * 3 * 0.12, 8.0);
    EXPECT_THAT(school.at("source").get<std::string>(), HasSubstr("by 3 storeys)"));
}

TEST(ExtendMaps, TellsDoublesOfAnotherName) {
    Town const town;
    std::string const outline =
        "[[388000,346010],[388040,346010],[388040,346050],[388000,346050],[388000,346010]]";
    auto const school = [&](char const* id) {
        return R"({"type": "Feature", "properties": {"id": ")" + std::string{id} +
               R"(", "use": "school", "floor_area_m2": 900}, "geometry": {"type": "Polygon", "coordinates": [)" +
               outline + "]}}";
    };
    town.folder.write("buildings.geojson", R"({"type": "FeatureCollection",
  "crs": {"type": "name", "properties": {"name": "EPSG:27700"}}, "features": [)" +
                                               school("north") + ", " + school("north_again") + "]}");
    Outcome const outcome = town.extend({"--dry-run", "--verbose", "--out", town.out()});
    EXPECT_EQ(outcome.code, 0) << outcome.errors << outcome.output;
    EXPECT_THAT(outcome.output,
                HasSubstr("north_again: it has the outline and the numbers of 'north'; both count"));
}

TEST(ExtendMaps, NamesWhatOfTheMapsCannotBeUsed) {
    Town const town;
    std::string repeated = "[388300, 346000]";
    for (int i = 0; i < 5000; ++i) {
        repeated += ", [388300, 346000]";
    }
    std::vector<std::string> roads = streets();
    roads.push_back(street(repeated + ", [388400, 346000]", R"("id": "stutter")"));
    roads.push_back(
        street("[388300, 346000], [388340, 345960], [388340, 346040], [388300, 345960]", R"("id": "knot")"));
    roads.push_back(street("[389000, 347000], [389100, 347000]", R"("id": "island")"));
    roads.push_back(street("[-2.18, 53.01], [-2.17, 53.01]", R"("id": "degrees")"));
    roads.push_back(feature(point("388000, 346000"), R"("id": "a point")"));
    town.write_maps(
        roads,
        {school, school,
         feature(point("389050, 347010"), R"("id": "on the island", "use": "school", "floor_area_m2": 900)"),
         feature(point("388000, 346900"), R"("id": "remote", "use": "school", "floor_area_m2": 900)"),
         feature(point("388050, 346010"), R"("id": "odd", "use": "lighthouse", "floor_area_m2": 900)"),
         feature(point("388060, 346010"), R"("id": "empty", "use": "school")"),
         feature(point("388070, 346010"), R"("id": "negative", "use": "school", "floor_area_m2": -5)"),
         feature("null", R"("id": "nowhere")")});
    Outcome const outcome = town.extend({"--dry-run", "--verbose", "--out", town.out()});
    EXPECT_EQ(outcome.code, 0) << outcome.errors;
    EXPECT_THAT(outcome.output, HasSubstr("stutter: 5000 of its 5002 points repeat the one before"));
    EXPECT_THAT(outcome.output, HasSubstr("knot: the line crosses itself"));
    EXPECT_THAT(outcome.output, HasSubstr("degrees: its coordinates (-2.18, 53.01) look like degrees"));
    EXPECT_THAT(outcome.output, HasSubstr("a point: it is no line"));
    EXPECT_THAT(outcome.output, HasSubstr("school: it is 'school' again, at the same place"));
    EXPECT_THAT(outcome.output, HasSubstr("on_the_island: no way along streets leads to it"));
    EXPECT_THAT(outcome.output, HasSubstr("remote: the nearest street is"));
    EXPECT_THAT(outcome.output, HasSubstr("odd: there is no benchmark for its use 'lighthouse'"));
    EXPECT_THAT(outcome.output, HasSubstr("empty: its floor area is not given"));
    EXPECT_THAT(outcome.output, HasSubstr("negative: floor_area_m2 is '-5'"));
    EXPECT_THAT(outcome.output, HasSubstr("nowhere: it has no geometry"));
    EXPECT_THAT(outcome.output, HasSubstr("1 of 7 buildings can be reached"));
    std::string const table = ScratchFolder::content(town.folder / "out/problem_buildings.csv");
    EXPECT_THAT(table, HasSubstr("school,can_connect"));
    EXPECT_THAT(table, HasSubstr("remote,not_connected,\"the nearest street is"));
    EXPECT_THAT(table, HasSubstr("on_the_island,not_connected,no way along streets"));
    EXPECT_THAT(table, HasSubstr("odd,unusable,\"there is no benchmark"));
    EXPECT_THAT(table, HasSubstr("negative,unusable,floor_area_m2 is '-5'"));
    EXPECT_THAT(table, HasSubstr("nowhere,unusable,it has no geometry"));
}

TEST(ExtendMaps, ReadsDegreesAndKnowsWhenTheyAreSwapped) {
    Town const town;
    // The corner of the British grid that the town lies in.
    town.folder.write("buildings.geojson",
                      collection({feature(point("-2.17920, 53.01118"),
                                          R"("id": "school", "use": "school", "floor_area_m2": 5000)")}));
    Outcome const good = town.extend({"--dry-run"});
    EXPECT_EQ(good.code, 0) << good.errors;
    EXPECT_THAT(good.output, HasSubstr("1 of 1 building can be reached"));
    town.folder.write("buildings.geojson",
                      collection({feature(point("53.01118, -2.17920"),
                                          R"("id": "school", "use": "school", "floor_area_m2": 5000)")}));
    Outcome const swapped = town.extend({"--dry-run"});
    EXPECT_EQ(swapped.code, 2);
    EXPECT_THAT(swapped.errors,
                AllOf(HasSubstr("buildings.geojson"), HasSubstr("latitude and longitude look swapped")));
}

// Near the middle of the British grid both are nearly the same: 59 km off.
TEST(ExtendMaps, KnowsEastingsAndNorthingsThatAreSwapped) {
    Town const town;
    std::string const school = R"("id": "school", "use": "school", "floor_area_m2": 5000)";
    town.write_maps(streets(), {feature(point("346010, 388050"), school)});
    Outcome const swapped = town.extend({"--dry-run"});
    EXPECT_EQ(swapped.code, 2);
    EXPECT_THAT(swapped.errors,
                AllOf(HasSubstr("buildings.geojson"), HasSubstr("easting and northing look swapped")));
}

// GeoJSON without a reference system is in degrees; whatever plans from it, and what only reads its streets,
// must agree.
TEST(ExtendMaps, EveryCommandReadsStreetsInDegrees) {
    Town const town;
    std::string const street_in_degrees =
        street("[-2.18030, 53.01117], [-2.17285, 53.01117]", R"("id": "road")");
    town.folder.write("streets.geojson", collection({street_in_degrees}));
    town.folder.write("buildings.geojson",
                      collection({feature(point("-2.17830, 53.01127"),
                                          R"("id": "school", "use": "school", "floor_area_m2": 5000)")}));
    std::string const path = town.folder.path().string();
    Outcome const planned = town.extend({"--dry-run"});
    EXPECT_THAT(planned.output, HasSubstr("of 1 building can be reached")) << planned.errors;
    Outcome const checked = run_saggar({"check", path});
    EXPECT_EQ(checked.code, 0) << checked.errors;
    EXPECT_THAT(checked.output, HasSubstr("to extend to: 1 of 1 building can be reached"));
    std::vector<std::string> mixed{street_in_degrees, street("[388000, 346000], [388500, 346000]", "")};
    town.folder.write("streets.geojson", collection(mixed));
    Outcome const refused = run_saggar({"check", path});
    EXPECT_EQ(refused.code, 2);
    EXPECT_THAT(refused.errors, HasSubstr("feature '1': its coordinates look like degrees of longitude and "
                                          "latitude, others of the file do not"));
}

TEST(ExtendMaps, SaysWhatBuildingsAreCalledWhoseNamesAreNoIds) {
    Town const town;
    town.write_maps(
        streets(),
        {feature(point("388050, 346010"), R"("id": "St Mary: nave", "use": "school", "floor_area_m2": 900)"),
         feature(point("388090, 346010"), R"("id": "the hall", "use": "school", "floor_area_m2": 900)")});
    Outcome const outcome = town.extend({"--dry-run", "--verbose", "--out", town.out()});
    EXPECT_EQ(outcome.code, 0) << outcome.errors;
    EXPECT_THAT(outcome.output,
                HasSubstr("St Mary: nave: it is called 'St_Mary__nave', and 1 more likewise"));
    EXPECT_THAT(ScratchFolder::content(town.folder / "out/problem_buildings.csv"),
                AllOf(HasSubstr("St_Mary__nave,"), HasSubstr("the_hall,")));
}

// What a file says of its coordinates is not overruled by what they look like.
TEST(ExtendMaps, AFileThatSaysDegreesAndHoldsMetresIsRefused) {
    ScratchFolder const folder;
    folder.write("project.yaml",
                 "schema_version: 1\n"
                 "coordinate_reference_system: EPSG:27700\n"
                 "nodes: [{id: a, x_m: 387000, y_m: 345000}, {id: b, x_m: 387100, y_m: 345000}]\n"
                 "pipe_pairs: [{id: p, from: a, to: b, catalogue: EN253/2/DN50}]\n"
                 "plants: [{id: boiler, node: a, supply_temperature_c: 80, held_pressure_bar: 2}]\n"
                 "substations: [{id: s, node: b, peak_kw: 50, return_temperature_c: 50}]\n"
                 "connection: {catalogue: EN253/2}\n"
                 "streets: {file: streets.gmt}\n"
                 "candidates: [{id: c, x_m: 387250, y_m: 345010, peak_kw: 20, annual_use_mwh: 40}]\n");
    auto const connect = [&](std::string const& system) {
        folder.write("streets.gmt", "# @VGMT1.0 @GLINESTRING\n# @Je" + system +
                                        "\n# FEATURE_DATA\n>\n387000 345000\n387300 345000\n");
        return run_saggar({"connect", folder.path().string(), "--out", (folder / "out").string()});
    };
    Outcome const refused = connect("4326");
    EXPECT_EQ(refused.code, 2);
    EXPECT_THAT(refused.errors, HasSubstr("says that its coordinates are degrees (WGS 84), and they reach to "
                                          "(387300, 345000)"));
    Outcome const metres = connect("27700");
    EXPECT_EQ(metres.code, 0) << metres.errors;
}

TEST(ExtendMaps, TakesNoHeightThatATerrainModelDoesNotKnow) {
    Town const town;
    town.write_maps(streets(), {feature(point("388050, 346010"), R"("id": "school", "use": "school",
                                        "floor_area_m2": 5000, "elevation_m": -9999)")});
    Outcome const outcome = town.extend({"--dry-run", "--verbose"});
    EXPECT_EQ(outcome.code, 0) << outcome.errors;
    EXPECT_THAT(outcome.output,
                HasSubstr("school: elevation_m is -9999 m; it was taken to stand as high as what "
                          "is known around it"));
    EXPECT_THAT(outcome.output, HasSubstr("1 of 1 building can be reached"));
}

TEST(ExtendMaps, FindsAHeightFarAboveTheNetwork) {
    Town const town;
    auto const findings = [&](char const* height) {
        town.write_maps(streets(), {feature(point("388050, 346010"), R"("id": "school", "use": "school",
                                        "floor_area_m2": 5000, "elevation_m": )" +
                                                                         std::string{height})});
        Outcome const outcome = town.extend({"--dry-run", "--verbose"});
        EXPECT_EQ(outcome.code, 0) << outcome.errors;
        return outcome.output;
    };
    EXPECT_THAT(findings("5000"), HasSubstr("above every node of the present network"));
    EXPECT_THAT(findings("150"), Not(HasSubstr("every node")));
}

// A word that was written wrongly would leave the usual in its place without a word.
TEST(ExtendMaps, ReportsAttributesThatNoFeatureHas) {
    Town const town;
    town.write_project("  peak_field: peak\n  dwellings_field: homes\n");
    for (std::vector<std::string> const& command :
         {std::vector<std::string>{"check"}, {"extend", "--dry-run"}}) {
        std::vector<std::string> words{command.front(), town.folder.path().string()};
        words.insert(words.end(), command.begin() + 1, command.end());
        Outcome const outcome = run_saggar(words);
        EXPECT_EQ(outcome.code, 2);
        EXPECT_THAT(outcome.errors,
                    AllOf(HasSubstr("peak_field: is 'peak', and no attribute of the map has that name"),
                          HasSubstr("dwellings_field: is 'homes'"), HasSubstr("Choose one of its attributes"),
                          HasSubstr("2 problems")));
    }
}

TEST(ExtendMaps, ReportsEveryMapThatCannotBeRead) {
    Town const town;
    town.folder.write("streets.geojson", "this is no map");
    town.write_project("  obstacles: nowhere.gpkg\n  crossing_cost: 1000\n");
    Outcome const outcome = town.extend();
    EXPECT_EQ(outcome.code, 2);
    EXPECT_THAT(outcome.errors, AllOf(HasSubstr("streets.geojson"), HasSubstr("nowhere.gpkg"),
                                      HasSubstr("2 problems; nothing was written")));
    Outcome const checked = run_saggar({"check", town.folder.path().string()});
    EXPECT_EQ(checked.code, 2);
    EXPECT_EQ(checked.errors, outcome.errors);
}

// Where nobody is connected yet, weather is for the plan's cold week: nothing is to be simulated before.
TEST(ExtendMaps, CheckSaysWhatThereIsToExtendTo) {
    Town const town;
    std::string weather = "time,outdoor_temperature_c\n";
    for (int day = 1; day <= 31; ++day) {
        for (int hour = 0; hour < 24; ++hour) {
            weather += fmt::format("2023-01-{:02}T{:02}:00:00Z,{}\n", day, hour, day % 7);
        }
    }
    town.folder.write("weather.csv", weather);
    town.write_project({}, "simulation: {weather: weather.csv, annual_degree_days_kd: 2000}\n");
    Outcome const checked = run_saggar({"check", town.folder.path().string()});
    EXPECT_EQ(checked.code, 0) << checked.errors;
    EXPECT_THAT(checked.output, HasSubstr("to extend to: 3 of 3 buildings can be reached"));
}

} // namespace
