// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Plans with less of plants whose heat is dear.
//
// Routes price a plant's heat by the watt, with hours of full load that are the same for all plants
// (ExtensionProblem::full_load_hours). What a plant gives in the year follows from the loads that hang on it,
// and beside a cheaper plant in the same network from the order of costs: where the two differ much, routes
// lead loads to a plant whose heat costs more than they bring. So a plan that has loads at such a plant is
// held against others:
//   as it is, with the hours of full load that its plants were found to have:
//       H_i = (what i sells in a year with the plan - without it) / (what it gives the plan at the design
//       point);
//   planned as if all heat cost what the cheapest does: a dear plant that feeds little of the year costs
//   little; without one of the plants that it feeds from; with half of what a dear one of them gives.
// What is worth most by the solver's money is taken, and the same done with that, until nothing of it is
// worth more. That is a search along single plants, not over all combinations of them.

#include "saggar/planning/extension.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace saggar::detail {

// What routes may take from plants, and what they think of it; by plant.
struct PlantTerms {
    std::vector<double> most_w; // that each may feed of it
    std::vector<double> full_load_hours;
};

struct PlantTrialWork {
    // Planned in these terms and confirmed by the solver, or why not.
    std::function<ExtensionPlan(PlantTerms const&, std::int64_t work, std::string const& name)> plan;
    std::function<double(ExtensionPlan const&)> merit;
};

// Whether the plan, confirmed or contradicted, has loads at a plant whose heat costs more than the cheapest
// one's, so that the routes' price of it may have misled them.
[[nodiscard]] bool may_take_less(Project const& project, ExtensionProblem const& problem,
                                 ExtensionPlan const& plan);

// The best of `first` and what is found with less of its plants. Value, bound and gap of its routes are in
// the problem's own prices: what the plan is worth by them against the bound of `first`, which holds for all.
// `options`: those of `first`, whose work is shared among the searches.
[[nodiscard]] ExtensionPlan with_less_of_plants(Project const& project, ExtensionProblem const& problem,
                                                ExtensionOptions const& options, ExtensionPlan first,
                                                PlantTrialWork const& work);

} // namespace saggar::detail
