// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// What the solver says of one pair out of service: who is to be secured, and is not.

#include "security/outage_judge.hpp"

#include "plain_elements.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <vector>

namespace {

using namespace saggar;
using namespace saggar::testing_support;
using detail::OutageJudge;
using detail::OutageVerdict;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

Pipe pair(char const* id, char const* from, char const* to) {
    return plain_pair(id, from, to, 300.0, 100.0);
}

// Water goes round: works - a - b - works. 400 kW at a, 300 kW at b; nothing is lost on the way.
Project ring() {
    Project project;
    project.physics.dissipation_heat = false;
    for (char const* const id : {"works", "a", "b"}) {
        project.nodes.push_back({.id = id});
    }
    project.pipe_pairs = {pair("works-a", "works", "a"), pair("a-b", "a", "b"),
                          pair("b-works", "b", "works")};
    project.plants = {plain_plant("boiler", "works", 80.0)};
    project.plants[0].held_pressure_bar = 3.0;
    project.substations = {plain_load("at_a", "a", 400.0), plain_load("at_b", "b", 300.0)};
    return project;
}

struct Judged {
    explicit Judged(Project const& project, double share = 1.0)
        : judge{project, catalogue, "", share, [] { return true; }},
          none(project.pipe_pairs.size(), 0),
          wanted(project.substations.size(), 1) {}
    [[nodiscard]] OutageVerdict without(std::size_t pair, std::int32_t opened = -1) const {
        return judge.judge(pair, opened, wanted, none);
    }
    Catalogue catalogue;
    OutageJudge judge;
    std::vector<std::uint8_t> none;
    std::vector<std::uint8_t> wanted;
};

TEST(OutageJudge, AMeshThatBearsAnOutageIsFine) {
    Judged const judged{ring()};
    ASSERT_EQ(judged.judge.diagnosis(), "");
    for (std::size_t pair = 0; pair < 3; ++pair) {
        OutageVerdict const found = judged.without(pair);
        EXPECT_TRUE(found.fine()) << found.why;
        EXPECT_TRUE(found.solved);
        EXPECT_EQ(found.short_w, 0.0);
        EXPECT_EQ(judged.judge.without(pair).nodes, 0U);
    }
}

TEST(OutageJudge, ALimitThatAMeshBreaksConcernsEverybodyThereThoughNobodyIsCutOff) {
    Project project = ring();
    // The plant lifts what it has to. With all pairs that stays below the rating, one way round it does not.
    project.limits.pressure_rating_bar = 6.0;
    project.pipe_pairs[0].inner_diameter_mm = project.pipe_pairs[1].inner_diameter_mm =
        project.pipe_pairs[2].inner_diameter_mm = 60.0;
    Judged const judged{project};
    ASSERT_EQ(judged.judge.diagnosis(), "");
    OutageVerdict const found = judged.without(0);
    EXPECT_TRUE(found.solved);
    EXPECT_EQ(found.short_w, 0.0); // all of it is delivered
    EXPECT_FALSE(found.fine());
    EXPECT_THAT(found.loads, ElementsAre(0, 1));
    EXPECT_THAT(found.why, HasSubstr("pipe pressure of b-works:supply is"));
    EXPECT_THAT(found.why, HasSubstr("at most 6"));
    // Of those that are to be secured.
    Judged one{project};
    one.wanted = {0, 1};
    EXPECT_THAT(one.without(0).loads, ElementsAre(1));
}

TEST(OutageJudge, ALoadThatGetsItsHeatTooColdCounts) {
    Project project = ring();
    // Warm enough the short way; the long way round it gets all of its heat, of water that has cooled.
    project.substations[1].minimum_supply_temperature_c = 76.0;
    for (Pipe& pipe : project.pipe_pairs) {
        pipe.heat_loss_w_mk = 1.0;
    }
    project.pipe_pairs[0].length_m = project.pipe_pairs[1].length_m = 900.0;
    Judged const judged{project};
    ASSERT_EQ(judged.judge.diagnosis(), "");
    OutageVerdict const found = judged.without(2);
    EXPECT_TRUE(found.solved);
    EXPECT_EQ(found.short_w, 0.0);
    EXPECT_THAT(found.loads, ElementsAre(1));
    EXPECT_THAT(found.why, HasSubstr("supply temperature of at_b"));
    EXPECT_TRUE(judged.without(0).fine()) << judged.without(0).why;
    Judged other{project};
    other.wanted = {1, 0}; // it may be as cold as it likes
    EXPECT_TRUE(other.without(2).fine());
}

// works - a - b, and a shut pair from the works to b.
Project branch_with_link() {
    Project project = ring();
    project.pipe_pairs[2].open = false;
    return project;
}

TEST(OutageJudge, WhoIsCutOffIsTurnedDownToTheShare) {
    Judged const judged{branch_with_link(), 0.6};
    ASSERT_EQ(judged.judge.diagnosis(), "");
    EXPECT_FALSE(judged.judge.is_open(2));
    OutageVerdict const cut = judged.without(0);
    EXPECT_NEAR(cut.short_w, 0.6 * 700e3, 1.0);
    EXPECT_THAT(cut.loads, ElementsAre(0, 1));
    EXPECT_THAT(cut.why, HasSubstr("at_a lacks 240 kW of its share: it is cut off"));
    EXPECT_EQ(judged.judge.without(0).demand_w, 700e3);
    EXPECT_EQ(judged.judge.without(1).demand_w, 300e3);
    OutageVerdict const linked = judged.without(0, 2);
    EXPECT_TRUE(linked.fine()) << linked.why;
    EXPECT_EQ(linked.short_w, 0.0);
}

TEST(OutageJudge, EverybodyIsTurnedDownWherePlantsHaveNoMore) {
    // 650 kW for a hall at the works, that goes on asking for 300 kW, and 0.6 * 700 kW by the link.
    Project project = branch_with_link();
    project.plants[0].capacity_kw = 650.0;
    project.substations.push_back(plain_load("hall", "works", 300.0));
    Judged const enough{project, 0.6};
    ASSERT_EQ(enough.judge.diagnosis(), "");
    OutageVerdict const fine = enough.without(0, 2);
    EXPECT_TRUE(fine.fine()) << fine.why;
    EXPECT_TRUE(fine.turned_down);
    Judged const short_of_it{project, 0.8};
    OutageVerdict const found = short_of_it.without(0, 2);
    EXPECT_NEAR(found.short_w, 0.8 * 1000e3 - 650e3, 10.0);
    EXPECT_THAT(found.loads, ElementsAre(0, 1, 2)); // of everybody the same part
    EXPECT_THAT(found.why, HasSubstr("at_a lacks 60 kW of its share: the plants have no more"));
    // Without the link nobody else has to be turned down: the hall has enough, the others nothing.
    EXPECT_FALSE(short_of_it.without(0).turned_down);
    EXPECT_NEAR(short_of_it.without(0).short_w, 0.8 * 700e3, 1.0);
}

} // namespace
