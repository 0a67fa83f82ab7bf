// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// The built-in demand shapes against what is published of them, and files of the user's own.

#include "saggar/io/demand_shapes.hpp"
#include "saggar/network/error.hpp"
#include "saggar/network/time_stamp.hpp"
#include "scratch_folder.hpp"
#include "source_dir.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <set>

namespace {

using namespace saggar;
using ::testing::AllOf;
using ::testing::HasSubstr;

DemandShape const& shape(std::string const& id) {
    auto const& all = built_in_shapes();
    auto const found = std::find_if(all.begin(), all.end(), [&](auto const& each) { return each.id == id; });
    if (found == all.end()) {
        throw std::runtime_error{"no shape " + id};
    }
    return *found;
}

TEST(BuiltInShapes, AreWholeAndSayWhereTheyComeFrom) {
    std::set<std::string> ids;
    for (DemandShape const& each : built_in_shapes()) {
        EXPECT_TRUE(ids.insert(each.id).second) << each.id << " is there twice";
        EXPECT_FALSE(each.source.empty()) << each.id;
        ASSERT_EQ(each.hours.size(), each.class_up_to_c.size() + 1) << each.id;
        EXPECT_TRUE(std::is_sorted(each.class_up_to_c.begin(), each.class_up_to_c.end())) << each.id;
        EXPECT_NEAR(std::accumulate(each.weekday_factor.begin(), each.weekday_factor.end(), 0.0), 7.0, 1e-12);
        for (WeekOfHours const& week : each.hours) {
            for (auto const& day : week) {
                EXPECT_NEAR(std::accumulate(day.begin(), day.end(), 0.0), 1.0, 1e-12) << each.id;
            }
        }
    }
    // 11 classes of two houses, 12 trades, windy and not; 3 with a linear part, windy and not; 7 of the UK;
    // flat.
    EXPECT_EQ(ids.size(), 2U * (22U + 12U) + 6U + 7U + 1U);
}

TEST(BuiltInShapes, HaveThePublishedNumbers) {
    DemandShape const& house = shape("BDEW/EFH/11");
    EXPECT_EQ(house.sigmoid.a, 3.0469695);
    EXPECT_EQ(house.sigmoid.d, 0.1163157);
    ASSERT_EQ(house.class_up_to_c.size(), 9U);
    EXPECT_EQ(house.class_up_to_c.front(), -15.0);
    EXPECT_EQ(house.class_up_to_c.back(), 25.0);
    // Every profile with a linear part is 1 at 8 degC by its definition.
    for (char const* const id : {"SigLinDe/EFH", "SigLinDe/MFH", "SigLinDe/GHD", "SigLinDe/EFH/windy",
                                 "SigLinDe/MFH/windy", "SigLinDe/GHD/windy"}) {
        EXPECT_NEAR(sigmoid_heat(shape(id).sigmoid, 8.0), 1.0, 2e-6) << id;
    }
    // Offices: less on Saturdays; hours of a cold Monday as printed, brought to their sum.
    DemandShape const& office = shape("BDEW/GKO");
    EXPECT_LT(office.weekday_factor[5], office.weekday_factor[1]);
    EXPECT_TRUE(shape("BDEW/GHD").has_hot_water());
    EXPECT_FALSE(shape("UK/office_weekday").has_hot_water());
    EXPECT_EQ(shape("UK/dhw_dwelling").daily, DailyHeat::even);
    EXPECT_NEAR(shape("UK/dhw_dwelling").hours[0][0][7] / shape("UK/dhw_dwelling").hours[0][0][2],
                2.337 / 0.097, 1e-12);
}

TEST(BuiltInShapes, AreInTheManual) {
    std::string const page =
        testing_support::ScratchFolder::content(testing_support::source_dir() / "docs/consumers.md");
    for (char const* const id : {"BDEW/EFH/1", "BDEW/MFH/1", "/windy", "SigLinDe/EFH", "flat"}) {
        EXPECT_NE(page.find(id), std::string::npos) << id;
    }
    for (DemandShape const& each : built_in_shapes()) {
        bool const trade = each.id.starts_with("BDEW/G") && !each.id.ends_with("/windy");
        if (trade || each.id.starts_with("UK/")) {
            EXPECT_NE(page.find("`" + each.id + "`"), std::string::npos) << each.id;
        }
    }
}

std::string row(std::string const& begin, double first = 1.0) {
    std::string text = begin;
    for (int hour = 0; hour < 24; ++hour) {
        text += "," + std::to_string(hour == 0 ? first : 1.0);
    }
    return text + "\n";
}

std::string header(std::string const& begin) {
    std::string text = begin;
    for (int hour = 0; hour < 24; ++hour) {
        text += std::string{",h"} + (hour < 10 ? "0" : "") + std::to_string(hour);
    }
    return text + "\n";
}

Project with(std::string const& content, testing_support::ScratchFolder const& scratch) {
    Project project;
    project.folder = scratch.path().string();
    project.simulation.shapes = {"own.csv"};
    scratch.write("own.csv", content);
    return project;
}

TEST(Shapes, OfTheUsersOwn) {
    testing_support::ScratchFolder const scratch;
    std::vector<DemandShape> const shapes =
        read_shapes(with("# a works of ours\n" + header("shape,day,daily,day_factor") +
                             row("works,mon-fri,even,1.4", 25.0) + row("works,sat-sun,even,0"),
                         scratch));
    DemandShape const& works = shapes.back();
    EXPECT_EQ(works.id, "works");
    EXPECT_EQ(works.daily, DailyHeat::even);
    EXPECT_NEAR(works.weekday_factor[0], 1.4, 1e-12);
    EXPECT_EQ(works.weekday_factor[6], 0.0);
    EXPECT_NEAR(works.hours[0][4][0], 25.0 / 48.0, 1e-12);
    EXPECT_NEAR(works.hours[0][5][0], 1.0 / 24.0, 1e-12);
}

TEST(Shapes, WhatIsWrongIsSaidAtOnce) {
    testing_support::ScratchFolder const scratch;
    auto const said = [&](std::string const& content) {
        try {
            static_cast<void>(read_shapes(with(content, scratch)));
        } catch (Error const& error) {
            return std::string{error.what()};
        }
        return std::string{"nothing"};
    };
    EXPECT_THAT(said(header("shape,dy")),
                AllOf(HasSubstr("Did you mean 'day'?"), HasSubstr("no such column")));
    EXPECT_THAT(said(header("shape,day,up_to_c,daily") + row("a,mon-fri,,even") + row("b,all,5,") +
                     row("c,fri-mon,,") + row("d,all,,sometimes") + row("d,tue,,", -1.0) +
                     row("e,all,,", 0.0)),
                AllOf(HasSubstr("own.csv:2: 'a', day: there is no row for sat"),
                      HasSubstr("'b', up_to_c: the warmest days of mon have no row"),
                      HasSubstr("'fri-mon' is no day of the week"), HasSubstr("'sometimes' is not allowed"),
                      HasSubstr("own.csv:6: 'd', h00: -1 is not allowed"), HasSubstr("for tue already")));
    std::string zeros = header("shape,day") + "z,all";
    for (int hour = 0; hour < 24; ++hour) {
        zeros += ",0";
    }
    EXPECT_THAT(said(zeros + "\n"), HasSubstr("nothing but zeros"));
    Project missing;
    missing.simulation.shapes = {"not_there.csv"};
    EXPECT_THROW(static_cast<void>(read_shapes(missing)), Error);
}

} // namespace
