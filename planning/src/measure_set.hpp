// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Sets of measures: which of the project's are taken, how much of each, where; a project that has them, and
// what they cost.
//
// A running cost counts with the present value of one unit of money a year by the project's economics
// (extension/money.hpp); electricity of pumps with its pumping_hours at the flow of the operating point.

#include "saggar/planning/connection.hpp"

#include "trial.hpp"

#include <string>
#include <vector>

namespace saggar::detail {

struct SizedMeasure {
    std::size_t measure{0}; // position in Project::measures
    int step{1};            // of Measure::steps
    std::string pair;       // booster: where, as it is called with the candidate connected
    bool at_to{false};      // booster: water enters the pair's supply line at `to`
    double flow_m3_h{0.0};  // booster: that the line carried without it
    double head_m{0.0};     // booster, at that flow
};
using MeasureSet = std::vector<SizedMeasure>; // by position

// Tells sets apart; heads and flows of boosters, which the solver finds, are not part of it.
[[nodiscard]] std::string key(MeasureSet const& set);
// Of the measure's own unit: kW, K, share; of a booster metres.
[[nodiscard]] double size_of(Measure const& measure, SizedMeasure const& sized);

// The project, which the candidate was added to, with the measures. At operating points other than
// `judged` (empty: there are none by name) further plants stand still.
void apply(Project& project, std::vector<Measure> const& measures, MeasureSet const& set,
           Candidate const& candidate, std::string const& judged);

// What is known of the cost before anything is solved: never more than what it turns out to be.
[[nodiscard]] double least_cost(Project const& project, MeasureSet const& set, Candidate const& candidate);
// The measures as they were solved; what they cost beyond what stood before, pumps of plants that grow
// included.
[[nodiscard]] std::vector<TakenMeasure> taken(Trial const& before, MeasureSet const& set,
                                              Candidate const& candidate, Trial const& trial);
// "north:2/4+pump@p7": for lists of what was tried.
[[nodiscard]] std::string in_words(std::vector<Measure> const& measures, MeasureSet const& set,
                                   Candidate const& candidate);

// Takes a candidate's measures in a project that it was added to, and leaves of the project's list what the
// next may still take: the rest of the maximum, at what it costs more; what was paid once is paid.
void take_measures(Project& project, std::vector<TakenMeasure> const& taken, Candidate const& candidate);

// Ids of what measures add.
[[nodiscard]] std::string plant_id(Measure const& measure);
[[nodiscard]] std::string pump_id(Measure const& measure, std::string const& pair);

} // namespace saggar::detail
