// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// What a run does with its inputs that nothing else in its results tells: what lies outside its time, what
// acts together with something else in one step, and times of sources that were not kept.

#include "saggar/engine/simulation/run.hpp"

#include "saggar/network/project.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace saggar {

struct RunNote {
    std::string_view kind; // after_the_run, before_the_run, outside_the_run, same_step, part_of_a_step ...
    std::string text;      // for people
};

// Of events and outages: those that no step of the run sees, those before it, those of one element of which
// only the last is seen because they take effect in one step, and outages that begin or end inside a step.
[[nodiscard]] std::vector<RunNote> notes_on_dates(Project const& project, TimeWindow const& window,
                                                  FineSteps const& fine);

// Of shortest times on and off that sources did not keep.
[[nodiscard]] std::vector<RunNote> notes_on_sources(Project const& project, SourceTotals const& totals);

// Of prices that change within steps, where sources may follow them.
[[nodiscard]] std::vector<RunNote> notes_on_prices(Scenario const& scenario);

// Of pumps without a largest pressure where water ran at one and a half times the limit on its velocity (an
// assumption) or more: they push through what is asked for, if it takes the pipes apart, as the cold flow
// after a trip, which friction even warms.
[[nodiscard]] std::vector<RunNote> notes_on_pumps(Scenario const& scenario, RunRecord const& record);

// Of a run all.
[[nodiscard]] std::vector<RunNote> run_notes(Scenario const& scenario, SimulationTotals const& totals);

} // namespace saggar
