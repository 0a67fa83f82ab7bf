// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// `saggar phase`: plants that come and go while the network is built.

#include "phased_street.hpp"

#include <algorithm>
#include <cmath>

namespace {

using namespace saggar::testing_support;
using namespace saggar::testing_support::map_text;

// A school half way along a street, fed from the west until a plant in the east takes over in 2035. In the
// end nothing large comes through the western pipe; a mill that comes in 2031 needs it for four years.
void write_two_sides(Street const& street, double heat_price) {
    street.folder.write(
        "streets.geojson",
        collection({feature(line("[388000, 346000], [388300, 346000], [388600, 346000]"))}, "27700"));
    street.folder.write(
        "buildings.geojson",
        collection(
            {Street::building(388305, 346040,
                              R"("id": "mill", "peak_kw": 500, "annual_use_mwh": 1500, "from_year": 2031)")},
            "27700"));
    street.folder.write("project.yaml", fmt::format(R"(schema_version: 1
name: two sides
coordinate_reference_system: EPSG:27700
nodes:
  - {{id: west, x_m: 388000, y_m: 346005, elevation_m: 100}}
  - {{id: middle, x_m: 388300, y_m: 346005, elevation_m: 100}}
  - {{id: east, x_m: 388600, y_m: 346005, elevation_m: 100}}
pipe_pairs:
  - {{id: western, from: west, to: middle, length_m: 300, catalogue: EN253/2/DN32}}
  - {{id: eastern, from: middle, to: east, length_m: 300, catalogue: EN253/2/DN125}}
plants:
  - {{id: old, node: west, supply_temperature_c: 80, held_pressure_bar: 3, maximum_differential_pressure_bar: 6, service_until_year: 2035}}
  - {{id: new, node: east, supply_temperature_c: 80, held_pressure_bar: 3, maximum_differential_pressure_bar: 6, running: false, service_from_year: 2035}}
substations:
  - {{id: school, node: middle, peak_kw: 30, return_temperature_c: 50}}
streets: {{file: streets.geojson}}
prices: {{electricity_import_per_mwh: 200}}
economics: {{lifetime_years: 30, discount_rate_percent: 4, heat_price_per_mwh: {}, heat_cost_per_mwh: 20, connection_cost: 5000}}
extension: {{buildings: buildings.geojson, catalogue: EN253/2}}
phases:
  - {{id: a, year: 2028}}
  - {{id: b, year: 2031}}
  - {{id: c, year: 2035}}
)",
                                                    heat_price));
}

TEST(Phase, ReplacesAPipeThatIsTooSmallUntilAnotherPlantTakesOver) {
    Street const street;
    write_two_sides(street, 200.0);
    Outcome const outcome = street.phase({"--out", street.out()});
    ASSERT_EQ(outcome.code, 0) << outcome.errors << outcome.output;
    json const result = street.result();
    auto const pipe =
        std::ranges::find_if(result.at("pipes"), [](json const& row) { return row.at("id") == "western"; });
    ASSERT_NE(pipe, result.at("pipes").end()) << outcome.output;
    std::string const entry = pipe->at("catalogue");
    EXPECT_EQ(pipe->at("kind"), "reinforced");
    EXPECT_EQ(pipe->at("year"), 2031);
    EXPECT_EQ(pipe->at("before"), "EN253/2/DN32");
    EXPECT_EQ(pipe->at("written_off"), 0.0); // it was there before the build-out
    std::string const words = "western from EN253/2/DN32 to " + entry;
    EXPECT_THAT(outcome.output,
                AllOf(HasSubstr("2031: 1 pipe is replaced by larger, 300 m for"), HasSubstr(words)));
    auto const chosen = rows(result.at("phases"), result.at("chosen").at("strategy"), "all");
    ASSERT_EQ(chosen.size(), 3U);
    EXPECT_EQ(chosen[1].at("new_buildings"), 1);
    EXPECT_EQ(chosen[1].at("replaced"), words);
    EXPECT_EQ(chosen[1].at("larger_pipe_m"), 300.0);
    EXPECT_EQ(chosen[1].at("larger_pipe_capital"), pipe->at("capital"));
    EXPECT_EQ(chosen[2].at("larger_pipe_capital"), 0.0);
    // As `saggar solve` finds it: within every limit with the larger pipe, not with the one that lay there.
    std::string const built = street.out() + "/project_2031.yaml";
    Outcome const solved = run_saggar({"solve", built, "--design"});
    EXPECT_EQ(solved.code, 0) << solved.errors << solved.output;
    std::string text = ScratchFolder::content(built);
    std::size_t const at = text.find(entry, text.find("western"));
    ASSERT_NE(at, std::string::npos);
    street.folder.write("out/before.yaml", text.replace(at, entry.size(), "EN253/2/DN32"));
    Outcome const before = run_saggar({"solve", street.out() + "/before.yaml", "--design", "-v"});
    EXPECT_THAT(before.output, AllOf(HasSubstr("western"), HasSubstr("pipe gradient"))) << before.errors;
    EXPECT_NE(before.code, 0);
}

// The plant that takes over stands elsewhere and no pipes lead from it to what it would serve: with them, or
// on the site of the old one, it serves (as above, and ReplacesAPlantOnItsSite).
TEST(Phase, SaysWhatToDoForAPlantThatIsNotJoined) {
    Street const street;
    write_two_sides(street, 200.0);
    std::string text = ScratchFolder::content(street.folder / "project.yaml");
    std::size_t const from = text.find("  - {id: eastern");
    text.erase(from, text.find('\n', from) + 1 - from);
    street.folder.write("project.yaml", text);
    Outcome const outcome = street.phase({"--out", street.out()});
    EXPECT_EQ(outcome.code, 1) << outcome.output;
    EXPECT_THAT(outcome.errors,
                HasSubstr("phase c: no plant that can hold the pressure serves school in 2035: old is out of "
                          "service from 2035 on, and no pipes lead to it from new at east, in service then "
                          "(draw them in the project, or place that plant at west)"));
}

// Four years of a small margin do not pay for the pipe: the mill waits.
TEST(Phase, LetsWaitWhoIsNotWorthALargerPipe) {
    Street const street;
    write_two_sides(street, 60.0);
    ASSERT_EQ(street.phase({"--out", street.out()}).code, 0);
    json const result = street.result();
    auto const ahead = rows(result.at("phases"), "look_ahead_all", "all");
    ASSERT_EQ(ahead.size(), 3U);
    EXPECT_EQ(ahead[1].at("new_buildings"), 0);
    EXPECT_THAT(ahead[1].at("remark").get<std::string>(),
                HasSubstr("less connects than planned: pipe gradient at western"));
    EXPECT_EQ(ahead[2].at("new_buildings"), 1);
    EXPECT_TRUE(ahead[1].at("replaced").is_null());
    EXPECT_TRUE(ahead[2].at("replaced").is_null());
}

TEST(Phase, ReplacesAPlantOnItsSite) {
    Street const street;
    street.write_project(two_phases, Street::plant("old", ", service_until_year: 2035") +
                                         Street::plant("new", ", running: false, service_from_year: 2035"));
    Outcome const outcome = street.phase({"--out", street.out()});
    ASSERT_EQ(outcome.code, 0) << outcome.errors << outcome.output;
    EXPECT_THAT(outcome.output,
                AllOf(HasSubstr("2035: old is out of service"), HasSubstr("2035: new is in service")));
    Outcome const solved = run_saggar({"solve", street.out() + "/project_2035.yaml", "--design", "-v"});
    EXPECT_EQ(solved.code, 0) << solved.errors;
    EXPECT_THAT(solved.output, HasSubstr("new"));
}

TEST(Phase, SaysWhereNobodyReplacesAPlant) {
    Street const street;
    street.write_project(two_phases, Street::plant("old", ", service_until_year: 2035"));
    Outcome const outcome = street.phase({"--out", street.out()});
    EXPECT_EQ(outcome.code, 1);
    EXPECT_THAT(outcome.errors,
                AllOf(HasSubstr("nothing that could be built is worth it, or confirmed"),
                      HasSubstr("phase second: no plant that can hold the pressure serves school")));
    EXPECT_FALSE(std::filesystem::exists(street.out()));
}

// A plant that leaves after the last phase, while heat is still to be sold for 23 years, and one that leaves
// before its replacement comes, between the phases.
TEST(Phase, SellsNoHeatThatNoPlantGives) {
    Street const street;
    street.write_project(two_phases, Street::plant("old", ", service_until_year: 2040"));
    Outcome const after = street.phase({"--out", street.out()});
    EXPECT_EQ(after.code, 1) << after.output;
    EXPECT_THAT(after.errors,
                AllOf(HasSubstr("phase second: no plant that can hold the pressure serves school in 2040"),
                      HasSubstr("old is out of service from 2040 on")));
    EXPECT_FALSE(std::filesystem::exists(street.out()));
    // Not for as long as it lasts if nothing is built before it goes, in the only phase either.
    street.write_project("phases:\n  - {id: only, year: 2035}\n",
                         Street::plant("old", ", service_until_year: 2040"));
    Outcome const only = street.phase({"--out", street.out()});
    EXPECT_EQ(only.code, 1) << only.output;
    EXPECT_THAT(only.errors, HasSubstr("old is out of service from 2040 on"));
    street.write_project(two_phases, Street::plant("old", ", service_until_year: 2030") +
                                         Street::plant("new", ", running: false, service_from_year: 2031"));
    Outcome const between = street.phase({"--out", street.out()});
    EXPECT_THAT(between.output + between.errors,
                HasSubstr("no plant that can hold the pressure serves school in 2030"));
}

// A street with a plant at either end, x in the west and y in the east, and one behind x that y's heat does
// not reach. x leaves: before the second phase, with it, or when it is over and money is still counted.
void write_two_plants(Street const& street, int until) {
    street.folder.write("streets.geojson",
                        collection({feature(line("[388000, 346000], [388300, 346000], [388600, 346000]")),
                                    feature(line("[387600, 346000], [387800, 346000], [387980, 346000]"))},
                                   "27700"));
    street.folder.write(
        "buildings.geojson",
        collection(
            {Street::building(388100, 346020, R"("id": "shop", "peak_kw": 400, "annual_use_mwh": 900)"),
             Street::building(388500, 346020, R"("id": "school", "peak_kw": 900, "annual_use_mwh": 3000)"),
             Street::building(387700, 346020, R"("id": "cabin", "peak_kw": 400, "annual_use_mwh": 1200)"),
             Street::building(388400, 346020,
                              R"("id": "mill", "peak_kw": 500, "annual_use_mwh": 1500, "from_year": 2035)"),
             Street::building(387800, 346020,
                              R"("id": "hut", "peak_kw": 300, "annual_use_mwh": 900, "from_year": 2035)")},
            "27700"));
    street.folder.write("project.yaml", fmt::format(R"(schema_version: 1
name: two plants
coordinate_reference_system: EPSG:27700
nodes:
  - {{id: west, x_m: 387990, y_m: 346005, elevation_m: 100}}
  - {{id: east, x_m: 388600, y_m: 346005, elevation_m: 100}}
plants:
  - {{id: x, node: west, supply_temperature_c: 80, held_pressure_bar: 3, maximum_differential_pressure_bar: 6, service_until_year: {}}}
  - {{id: y, node: east, supply_temperature_c: 80, held_pressure_bar: 3, maximum_differential_pressure_bar: 6}}
streets: {{file: streets.geojson}}
prices: {{electricity_import_per_mwh: 200}}
economics: {{lifetime_years: 30, discount_rate_percent: 4, heat_price_per_mwh: 70, heat_cost_per_mwh: 20, connection_cost: 5000, source_cost_per_kw: 100}}
extension: {{buildings: buildings.geojson, catalogue: EN253/2}}
)",
                                                    until) +
                                            two_phases);
}

// The shop beside x hangs on y; who hangs on x alone is not connected, and is in nobody's way.
TEST(Phase, ConnectsWhomPlantsServeToTheEnd) {
    std::vector<double> worth;
    for (int const until : {2032, 2035, 2040}) {
        Street const street;
        write_two_plants(street, until);
        Outcome const outcome = street.phase({"--out", street.out()});
        ASSERT_EQ(outcome.code, 0) << until << outcome.errors << outcome.output;
        json const result = street.result();
        std::map<std::string, json> phase_of;
        for (json const& row : result.at("buildings")) {
            phase_of[row.at("id")] = row.at("phase");
        }
        EXPECT_EQ(phase_of.at("shop"), "first") << until;
        EXPECT_EQ(phase_of.at("school"), "first") << until;
        EXPECT_EQ(phase_of.at("mill"), "second") << until;
        EXPECT_TRUE(phase_of.at("cabin").is_null()) << until;
        EXPECT_TRUE(phase_of.at("hut").is_null()) << until;
        for (json const& row : result.at("regret")) {
            EXPECT_TRUE(row.at("net_present_value").is_number()) << until << row;
        }
        for (json const& row : result.at("phases")) {
            EXPECT_TRUE(row.at("remark").is_null()) << until << row;
        }
        worth.push_back(result.at("chosen").at("net_present_value").get<double>());
    }
    EXPECT_NEAR(worth[1], worth[0], 1e-6 * worth[0]); // x makes no difference
    EXPECT_NEAR(worth[2], worth[0], 1e-6 * worth[0]);
}

TEST(Phase, NamesTheYearsInWhichPlantsComeAndGo) {
    Street const street;
    street.write_project(two_phases,
                         Street::plant("ancient", ", service_until_year: 2020") +
                             Street::plant("old", ", running: false, service_from_year: 2020, "
                                                  "service_until_year: 2031") +
                             Street::plant("new", ", running: false, service_from_year: 2031, "
                                                  "service_until_year: 2041") +
                             Street::plant("newest", ", running: false, service_from_year: 2041"));
    Outcome const outcome = street.phase({"--out", street.out()});
    ASSERT_EQ(outcome.code, 0) << outcome.errors << outcome.output;
    EXPECT_THAT(outcome.output,
                AllOf(HasSubstr("  2028: ancient is out of service since 2020.\n"),
                      HasSubstr("  2031: old is out of service.\n"),
                      HasSubstr("  2031: new is in service.\n"), HasSubstr("  2041: newest is in service.\n"),
                      Not(HasSubstr("2035: new"))));
    json const result = street.result();
    auto const chosen = rows(result.at("phases"), result.at("chosen").at("strategy"), "all");
    ASSERT_EQ(chosen.size(), 2U);
    EXPECT_THAT(chosen[0].at("plants").get<std::string>(), HasSubstr("; 2031: new is in service"));
    auto const years = rows(result.at("plant_years"), result.at("chosen").at("strategy"), "all");
    ASSERT_EQ(years.size(), 2U);
    EXPECT_EQ(years[1].at("year"), 2041);
    EXPECT_EQ(years[1].at("phase"), "second");
    EXPECT_GT(years[1].at("heat_loss_mwh"), 0.0);
}

} // namespace
