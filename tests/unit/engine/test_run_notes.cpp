// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// What is said of dates that a run does not see as they are.

#include "saggar/engine/simulation/run_notes.hpp"

#include "saggar/network/time_stamp.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

using namespace saggar;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr std::int64_t hour_s = 3600;

SimulationEvent event(char const* time, EventAction action, char const* element) {
    SimulationEvent made;
    made.time = time;
    made.action = action;
    made.element = element;
    return made;
}

// The 15th of January in hours.
std::vector<RunNote> notes_of(std::vector<SimulationEvent> events, std::vector<std::string> outages = {},
                              std::int64_t fine_s = 0) {
    Project project;
    project.simulation.events = std::move(events);
    PlantSource source;
    source.id = "kettle";
    source.outages = std::move(outages);
    project.sources = {source};
    std::int64_t const begin_s = *parse_time_stamp("2024-01-15");
    return notes_on_dates(project, {.begin_s = begin_s, .end_s = begin_s + 24 * hour_s, .step_s = hour_s},
                          {.step_s = fine_s});
}

void expect_one(std::vector<RunNote> const& notes, std::string_view kind, char const* text) {
    ASSERT_EQ(notes.size(), 1U) << (notes.empty() ? "" : notes.back().text);
    EXPECT_EQ(notes[0].kind, kind);
    EXPECT_THAT(notes[0].text, HasSubstr(text));
}

TEST(RunNotes, NothingIsSaidOfWhatIsSeenAsItIs) {
    EXPECT_THAT(notes_of({event("2024-01-15T02:00:00Z", EventAction::trip, "works"),
                          event("2024-01-15T03:00:00Z", EventAction::recover, "works"),
                          event("2024-01-15T02:00:00Z", EventAction::trip, "other")},
                         {"2024-01-15T04:00:00Z/2024-01-15T06:00:00Z", "2024-01-14/2024-01-16"}),
                IsEmpty());
}

TEST(RunNotes, WhatLiesOutsideTheRun) {
    expect_one(notes_of({event("2025-01-15T05:00:00Z", EventAction::trip, "works"),
                         event("2024-02-01T00:00:00Z", EventAction::close, "p1")}),
               "after_the_run",
               "2 events come too late for any step and have no effect; the first: close of p1 at "
               "2024-02-01T00:00:00Z.");
    expect_one(notes_of({event("2024-01-15T23:10:00Z", EventAction::trip, "works")}), "after_the_run",
               "1 event comes too late"); // it would act at midnight
    expect_one(notes_of({event("2024-01-13T00:00:00Z", EventAction::trip, "works"),
                         event("2024-01-13T00:10:00Z", EventAction::recover, "works")}),
               "before_the_run", "the first: trip of works at 2024-01-13T00:00:00Z");
    SimulationEvent snap = event("2023-01-15T00:00:00Z", EventAction::weather, "");
    snap.until = "2023-01-16T00:00:00Z";
    expect_one(notes_of({snap}), "outside_the_run",
               "the first: weather from 2023-01-15T00:00:00Z to 2023-01-16T00:00:00Z");
    expect_one(
        notes_of({}, {"2023-01-15/2023-01-16", "2024-01-16/2024-01-17"}), "outside_the_run",
        "2 planned outages lie outside the run and have no effect; the first: outage of kettle from 2023");
}

// A trip and what ends it within an hour are not seen by hours; by quarters of an hour they are.
TEST(RunNotes, OfTwoInOneStepOnlyTheLastIsSeen) {
    std::vector<SimulationEvent> const events{event("2024-01-15T02:45:00Z", EventAction::recover, "works"),
                                              event("2024-01-15T02:30:00Z", EventAction::trip, "works")};
    expect_one(
        notes_of(events), "same_step",
        "Trip of works at 2024-01-15T02:30:00Z and recover of works at 2024-01-15T02:45:00Z take effect in "
        "one step of 1 h, from 2024-01-15T03:00:00Z on: only the last is seen. --fine-step");
    EXPECT_THAT(notes_of(events, {}, 900), IsEmpty());
    expect_one(notes_of({event("2024-01-15T02:35:00Z", EventAction::trip, "works"), events[0]}, {}, 1800),
               "same_step", "one part of 30 min");
    expect_one(notes_of({event("2024-01-15T02:00:00Z", EventAction::open, "p1"),
                         event("2024-01-15T02:00:00Z", EventAction::close, "p1")}),
               "same_step", "of events at one time the last in the list counts");
}

TEST(RunNotes, OutagesInsideAStepAreAveraged) {
    std::vector<std::string> const outages{"2024-01-15T01:30:00Z/2024-01-15T03:00:00Z",
                                           "2024-01-15T08:00:00Z/2024-01-15T09:20:00Z"};
    expect_one(
        notes_of({}, outages), "part_of_a_step",
        "The outage of kettle from 2024-01-15T01:30:00Z to 2024-01-15T03:00:00Z begins inside a step of 1 h "
        "and 1 more");
    EXPECT_THAT(notes_of({}, outages, 600), IsEmpty());
}

TEST(RunNotes, WhatMendsWhatWasNotBroken) {
    expect_one(notes_of({event("2024-01-15T04:00:00Z", EventAction::repair, "main"),
                         event("2024-01-15T02:00:00Z", EventAction::burst, "main"),
                         event("2024-01-15T06:00:00Z", EventAction::recover, "works")}),
               "in_vain", "recover of works at 2024-01-15T06:00:00Z");
}

TEST(RunNotes, EventsInsideAStep) {
    std::vector<SimulationEvent> const events{event("2024-01-15T10:20:00Z", EventAction::trip, "works"),
                                              event("2024-01-15T12:00:00Z", EventAction::recover, "works")};
    expect_one(notes_of(events), "next_step",
               "Trip of works at 2024-01-15T10:20:00Z takes effect at 2024-01-15T11:00:00Z, where the next "
               "step of 1 h begins");
    EXPECT_THAT(notes_of(events, {}, 600), IsEmpty());
}

TEST(RunNotes, WhatStoodStillInWantAndWhatNeverGave) {
    Project project;
    project.sources.resize(1);
    project.sources[0].id = "kettle";
    project.stores.resize(2);
    project.stores[1].id = "tank";
    SourceTotals totals;
    totals.kept_off_in_want_s = {9000.0};
    totals.charged_j = {0.0, 1e9};
    totals.discharged_j = {0.0, 0.0};
    std::vector<RunNote> const notes = notes_on_sources(project, totals);
    ASSERT_EQ(notes.size(), 2U);
    EXPECT_EQ(notes[0].kind, "kept_off_in_want");
    EXPECT_THAT(notes[0].text, HasSubstr("kettle stood still for its minimum_stop_hours in 2.5 h"));
    EXPECT_EQ(notes[1].kind, "store_never_gave");
    EXPECT_THAT(notes[1].text, HasSubstr("tank was charged and gave nothing"));
}

TEST(RunNotes, TimesThatWereNotKept) {
    Project project;
    project.sources.resize(2);
    project.sources[1].id = "kettle";
    SourceTotals totals;
    totals.stops_too_early = {0, 6};
    totals.starts_too_early = {0, 1};
    expect_one(notes_on_sources(project, totals), "times_not_kept",
               "kettle stopped 6 times before its minimum_run_hours were over and started once before its "
               "minimum_stop_hours were over");
    EXPECT_THAT(notes_on_sources(project, SourceTotals{}), IsEmpty());
}

} // namespace
