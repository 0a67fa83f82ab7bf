// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// `saggar connect` of projects with measures: files, columns, wrong input.

#include "program.hpp"
#include "scratch_folder.hpp"
#include "small_projects.hpp"
#include "source_dir.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <filesystem>
#include <sstream>
#include <string>

namespace {

namespace fs = std::filesystem;
using namespace saggar::testing_support;
using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::Not;

// 450 kW at the middle of the street are too much for its first pair, at 200 Pa/m.
std::string asking(std::string const& measures) {
    return street_yaml(
        "limits: {maximum_gradient_branch_pa_m: 200}\nprices: {electricity_import_per_mwh: 200}\n"
        "candidates:\n" +
        candidate_yaml("shop", 450.0) + "measures:\n" + measures);
}

char const* const hotter = "  - {id: hotter, kind: supply_temperature, plants: [boiler], maximum_k: 20, "
                           "cost_per_k: 100, source: assumption}\n";

// The columns that the manual lists under a heading.
std::string documented(std::string const& heading) {
    std::istringstream text{ScratchFolder::content(source_dir() / "docs/connections.md")};
    std::string header;
    bool here = false;
    for (std::string line; std::getline(text, line);) {
        if (line.starts_with("## ")) {
            here = line == "## " + heading;
        } else if (here && line.starts_with("| `")) {
            header += (header.empty() ? "" : ",") + line.substr(3, line.find('`', 3) - 3);
        }
    }
    return header;
}

TEST(ConnectMeasures, WritesWhatItsManualLists) {
    ScratchFolder const folder;
    folder.write("project.yaml", asking(hotter));
    Outcome const outcome =
        run_saggar({"connect", folder.path().string(), "--out", (folder / "out").string()});
    EXPECT_EQ(outcome.code, 0) << outcome.output << outcome.errors;
    EXPECT_THAT(outcome.output, HasSubstr("supply hotter by"));
    EXPECT_THAT(outcome.output, HasSubstr("connection_measures.csv"));
    std::string const tried = ScratchFolder::content(folder / "out/connection_measures.csv");
    EXPECT_EQ(tried.substr(0, tried.find('\n')), documented("What was tried"));
    EXPECT_THAT(tried, HasSubstr("shop,middle,,1,"));
    EXPECT_THAT(tried, HasSubstr("hotter 1/4"));
    EXPECT_GT(std::ranges::count(tried, '\n'), 2);
    std::string const rows = ScratchFolder::content(folder / "out/connections.csv");
    EXPECT_EQ(rows.substr(0, rows.find('\n')), documented("connections.csv"));
    EXPECT_THAT(rows, HasSubstr("hotter: supply hotter by"));
    EXPECT_THAT(rows, HasSubstr(",complete,,\n"));
}

TEST(ConnectMeasures, AnswersInJson) {
    ScratchFolder const folder;
    folder.write("project.yaml", asking(hotter));
    json const answer =
        json::parse(run_saggar({"connect", folder.path().string(), "--format", "json"}).output);
    auto const& shop = answer["candidates"][0];
    EXPECT_EQ(shop["verdict"], "feasible_with_reinforcement");
    ASSERT_EQ(shop["measures"].size(), 1U);
    EXPECT_EQ(shop["measures"][0]["id"], "hotter");
    EXPECT_EQ(shop["measures"][0]["source"], "assumption");
    EXPECT_EQ(shop["search"], "complete");
    EXPECT_GT(shop["tried"].size(), 1U);
    EXPECT_NEAR(shop["cost"].get<double>(),
                shop["branch"]["cost"].get<double>() + shop["measures"][0]["cost"].get<double>(), 1e-6);
}

TEST(ConnectMeasures, AreTakenTogetherIntoTheProject) {
    ScratchFolder const folder;
    folder.write("project.yaml", asking(hotter));
    Outcome const outcome =
        run_saggar({"connect", folder.path().string(), "--together", "--out", (folder / "out").string()});
    EXPECT_EQ(outcome.code, 0) << outcome.output << outcome.errors;
    EXPECT_THAT(ScratchFolder::content(folder / "out/connection_order.csv"), HasSubstr("supply hotter by"));
    Outcome const solved = run_saggar({"solve", (folder / "out").string(), "--design"});
    EXPECT_EQ(solved.code, 0) << solved.output << solved.errors;
}

// A source that grows with the second load: together both pay for what its pumps draw in the end, not the
// second for what the first pays already.
TEST(ConnectMeasures, WhoMakesASourceGrowPaysForWhatItsPumpsDrawMore) {
    ScratchFolder const folder;
    std::string text = street_yaml("prices: {electricity_import_per_mwh: 200}\ncandidates:\n" +
                                   candidate_yaml("a", 150.0) + candidate_yaml("b", 150.0, -30.0) +
                                   "measures:\n  - {id: more, kind: source, node: end, maximum_kw: 400, "
                                   "supply_temperature_c: 80, cost_per_kw: 100, source: assumption}\n");
    std::string const capacity = "capacity_kw: 900";
    text.replace(text.find(capacity), capacity.size(), "capacity_kw: 450");
    folder.write("project.yaml", text);
    std::string const out = (folder / "out").string();
    Outcome const outcome =
        run_saggar({"connect", folder.path().string(), "--together", "--out", out, "--format", "json"});
    ASSERT_EQ(outcome.code, 0) << outcome.output << outcome.errors;
    double paid_kw = 0.0;
    json const steps = json::parse(outcome.output)["steps"];
    ASSERT_EQ(steps.size(), 2U);
    for (json const& step : steps) {
        ASSERT_EQ(step["measures"].size(), 1U);
        paid_kw += step["measures"][0]["pump_electricity_kw"].get<double>();
    }
    Outcome const solved = run_saggar({"solve", out, "--design", "--format", "json"});
    ASSERT_EQ(solved.code, 0) << solved.output << solved.errors;
    json const plants = json::parse(solved.output)["plants"];
    auto const source =
        std::ranges::find_if(plants, [](json const& plant) { return plant["id"] == "more~source"; });
    ASSERT_NE(source, plants.end());
    EXPECT_NEAR(paid_kw, (*source)["pump_electricity_w"].get<double>() * 1e-3, 1e-4);
}

TEST(ConnectMeasures, RefusesWrongInputAllAtOnce) {
    ScratchFolder const folder;
    folder.write(
        "project.yaml",
        asking("  - {id: site, kind: source, node: nowhere, maximum_kw: 100, supply_temperature_c: 80, "
               "cost_per_kw: -5, source: assumption}\n"
               "  - {id: pump, kind: booster, maximum_head_m: 0, source: assumption}\n"
               "  - {id: peaks, kind: peak_reduction, maximum_share: 20, source: assumption}\n"
               "  - {id: free, kind: supply_temperature, plants: [boiler], maximum_k: 10}\n"
               "  - {id: odd, kind: magic, source: assumption}\n"));
    Outcome const outcome =
        run_saggar({"connect", folder.path().string(), "--out", (folder / "out").string()});
    EXPECT_EQ(outcome.code, 2);
    for (char const* const part :
         {"nowhere", "cost_per_kw", "maximum_head_m", "maximum_share", "source", "magic"}) {
        EXPECT_THAT(outcome.errors, HasSubstr(part));
    }
    EXPECT_FALSE(fs::exists(folder / "out"));
}

TEST(ConnectMeasures, AreNotMentionedWhereThereAreNone) {
    ScratchFolder const folder;
    folder.write("project.yaml", street_yaml("candidates:\n" + candidate_yaml("shop", 40.0)));
    Outcome const outcome =
        run_saggar({"connect", folder.path().string(), "--out", (folder / "out").string()});
    EXPECT_EQ(outcome.code, 0) << outcome.errors;
    EXPECT_THAT(outcome.output, Not(HasSubstr("measure")));
    EXPECT_FALSE(fs::exists(folder / "out/connection_measures.csv"));
}

} // namespace
