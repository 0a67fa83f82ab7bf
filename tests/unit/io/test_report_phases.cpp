// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// A build-out in phases in a report's data, without a run of what writes it.

#include "saggar/io/planning_reader.hpp"
#include "saggar/io/report.hpp"

#include "sample_projects.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <memory>
#include <string>
#include <utility>

namespace {

using namespace saggar;
using namespace saggar::testing_support;
using nlohmann::json;

ReportInput report_of(Project project) {
    ReportInput input;
    input.network = Network::build(std::move(project), sample_catalogue());
    return input;
}

// A plant that stands alone until the second phase lays a pipe to it, and one that goes out of service then.
PhasesStudy two_phases() {
    PhasesStudy study;
    study.project = heat_project();
    study.project.phasing.goal = PhasingGoal::least_regret;
    Node far = study.project.nodes.front();
    far.id = "far";
    far.x_m = -50.0;
    study.project.nodes.push_back(far);
    Plant alone = study.project.plants.front();
    alone.id = "alone";
    alone.node = "far";
    study.project.plants.push_back(alone);
    PlannedPhase first{.id = "first", .year = 2028, .network = study.project};
    PlannedPhase second{.id = "second", .year = 2035, .network = study.project};
    second.network.plants.front().running = false;
    Pipe added = study.project.pipe_pairs.front();
    added.id = "new";
    added.from = "far";
    added.to = "a";
    second.network.pipe_pairs.push_back(added);
    study.phases = {first, second};
    study.document = R"({"pipes":[{"id":"new</script>"}]})";
    study.pipe_courses_m = {{-50.0, 0.0, 300.0, 12.27}};
    return study;
}

TEST(ReportPhases, WithoutOneThereIsNone) {
    ReportInput const input = report_of(heat_project());
    EXPECT_FALSE(input.has_study());
    EXPECT_TRUE(json::parse(report_json(input))["phases"].is_null());
}

TEST(ReportPhases, TellWhichPlantsGiveHeatInEach) {
    ReportInput input = report_of(heat_project());
    input.phases.study = std::make_shared<PhasesStudy const>(two_phases());
    EXPECT_TRUE(input.has_study());
    std::string const text = report_json(input);
    EXPECT_EQ(text.find("</script>"), std::string::npos);
    json const phases = json::parse(text)["phases"];
    EXPECT_EQ(phases["goal"], "least_regret");
    EXPECT_EQ(phases["phases"], (json{"first", "second"}));
    EXPECT_EQ(phases["years"], (json{2028, 2035}));
    EXPECT_TRUE(phases["built"].is_null());
    EXPECT_EQ(phases["present"]["id"], (json{"p1", "p2"}));
    EXPECT_EQ(phases["plants"]["id"], (json{"boiler", "alone"}));
    EXPECT_EQ(phases["plants"]["before"], (json{true, false})) << "no pipe leads to the other yet";
    EXPECT_EQ(phases["plants"]["runs"], (json::array({json{true, false}, json{false, true}})));
    EXPECT_EQ(phases["plants"]["at"][1], (json{-50, 0}));
    EXPECT_EQ(phases["courses"], (json::array({json{-50, 0, 300, 12.3}})));
    EXPECT_EQ(phases["document"]["pipes"][0]["id"], "new</script>");
    input.phases.built = 1;
    EXPECT_EQ(json::parse(report_json(input))["phases"]["built"], 1);
}

} // namespace
