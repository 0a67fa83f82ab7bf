// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// Studies in a report's data, and how their folders are read: without a run of what writes them.

#include "saggar/io/planning_reader.hpp"
#include "saggar/io/project_reader.hpp"
#include "saggar/io/report.hpp"

#include "sample_projects.hpp"
#include "scratch_folder.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <memory>
#include <string>

namespace {

using namespace saggar;
using namespace saggar::testing_support;
using nlohmann::json;

ReportInput report_of(Project project) {
    ReportInput input;
    input.network = Network::build(std::move(project), sample_catalogue());
    return input;
}

json data_of(ReportInput const& input) {
    return json::parse(report_json(input));
}

TEST(ReportStudies, WithoutOneThereIsNone) {
    ReportInput const input = report_of(heat_project());
    EXPECT_FALSE(input.has_study());
    for (char const* const member : {"plan", "hosting", "contingency", "together"}) {
        EXPECT_TRUE(data_of(input)[member].is_null()) << member;
    }
}

TEST(ReportStudies, APlanTellsWhatIsThereFromWhatIsNew) {
    ReportInput input = report_of(heat_project());
    PlanStudy study;
    study.before = heat_project();
    Plant alone = study.before.plants.front();
    alone.id = "alone";
    alone.node = "far";
    Node far = study.before.nodes.front();
    far.id = "far";
    far.x_m = -50.0;
    study.before.nodes.push_back(far);
    study.before.plants.push_back(alone);
    study.after = study.before;
    Pipe added = study.before.pipe_pairs.front();
    added.id = "new";
    added.from = "far";
    added.to = "a";
    study.after.pipe_pairs.push_back(added);
    study.document = R"({"pipes":[{"id":"new</script>"}]})";
    study.pipe_courses_m = {{-50.0, 0.0, 300.0, 12.27}};
    input.plan.study = std::make_shared<PlanStudy const>(study);
    EXPECT_TRUE(input.has_study());
    std::string const text = report_json(input);
    EXPECT_EQ(text.find("</script>"), std::string::npos);
    json const plan = json::parse(text)["plan"];
    EXPECT_EQ(plan["present"]["id"], (json{"p1", "p2"})) << "what lies there, without what is new";
    EXPECT_EQ(plan["courses"], (json::array({json{-50, 0, 300, 12.3}})));
    EXPECT_EQ(plan["plants"]["id"], (json{"boiler", "alone"}));
    EXPECT_EQ(plan["plants"]["before"], (json{true, false}));
    EXPECT_EQ(plan["plants"]["after"], (json{true, true}));
    EXPECT_EQ(plan["plants"]["at"][1], (json{-50, 0}));
    EXPECT_EQ(plan["document"]["pipes"][0]["id"], "new</script>");
}

// A page holds who is short of heat in at least the ten worst outages, and of no more than a browser bears.
TEST(ReportStudies, OfManyOutagesOnlyTheWorstNameTheirLoads) {
    ReportInput input = report_of(heat_project());
    ContingencyStudy study;
    study.project = heat_project();
    auto const fill = [&](std::size_t outages, std::size_t loads) {
        study.outages.assign(outages, OutageRow{.kind = "plant", .id = "boiler", .solved = true});
        study.loads.clear();
        for (std::size_t i = 0; i < outages; ++i) {
            for (std::size_t k = 0; k < loads; ++k) {
                study.loads.push_back(
                    {.outage = i, .substation = "school", .demand_kw = 2.0, .unmet_kw = 1.0});
            }
        }
        input.contingency.study = std::make_shared<ContingencyStudy const>(study);
        return data_of(input)["contingency"];
    };
    json const few = fill(30, 500);
    EXPECT_EQ(few["loads"]["outage"].size(), 15000U);
    json const many = fill(30, 900);
    EXPECT_EQ(many["outages"]["id"].size(), 30U);
    EXPECT_EQ(many["loads"]["outage"].size(), 22U * 900U) << "whole outages, at most 20,000 loads";
    json const large = fill(15, 3000);
    EXPECT_EQ(large["loads"]["outage"].size(), 10U * 3000U) << "ten outages in any case";
    EXPECT_EQ(large["consumers"]["id"], (json{"school"}));
}

TEST(ReportStudies, StudiesOfProjectsWithoutCoordinatesHaveNoCourses) {
    Project project = heat_project();
    for (Node& node : project.nodes) {
        node.x_m.reset();
        node.y_m.reset();
    }
    for (Pipe& pair : project.pipe_pairs) {
        pair.length_m = 300.0;
    }
    ScratchFolder const folder;
    write_project(project, folder / "hosting_inputs.json");
    folder.write("hosting.csv",
                 "element_kind,id,capacity_kw,binding_limit,binding_element,value,limit,unit,design_consumer,"
                 "decided_at,branch_length_m,operating_point,return_temperature_c,of a later version\n"
                 "node,a,,,,,,,,,,winter,45,x\n"
                 "node,b,0,unserved,school,1,0,kW,,,,winter,45,x\n"
                 "pair,p1,0,unserved,school,1,0,kW,,b,,winter,45,x\n");
    HostingStudy const study = read_hosting(folder.path());
    EXPECT_EQ(study.operating_point, "winter");
    EXPECT_EQ(study.return_temperature_c, 45.0);
    ASSERT_EQ(study.nodes.size(), 2U);
    ASSERT_EQ(study.pairs.size(), 1U);
    EXPECT_FALSE(study.nodes[0].capacity_kw.has_value());
    EXPECT_TRUE(study.nodes[0].course_m.empty());
    EXPECT_TRUE(study.pairs[0].course_m.empty());
    EXPECT_EQ(study.pairs[0].decided_at, "b");
    EXPECT_FALSE(study.pairs[0].tap_position.has_value()) << "the table was written before there were any";
    EXPECT_FALSE(study.room_everywhere()) << "nothing fits at b";
    ReportInput input = report_of(project);
    input.hosting.study = std::make_shared<HostingStudy const>(study);
    json const hosting = data_of(input)["hosting"];
    EXPECT_TRUE(hosting["nodes"]["capacity"][0].is_null());
    EXPECT_EQ(hosting["nodes"]["course"], (json::array({json::array(), json::array()})));
}

} // namespace
