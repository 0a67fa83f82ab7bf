// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/planning/extension.hpp"

#include "less_of_plants.hpp"
#include "plan_money.hpp"
#include "plan_variants.hpp"

#include <utility>

namespace saggar {

namespace {

// With plants that are joined for loads of today, or without: what is worth more.
ExtensionPlan better_variant(Project const& project, Catalogue const& catalogue, DistrictMap const& map,
                             ExtensionProblem const& problem, ExtensionOptions const& options,
                             ExtensionGoOn const& go_on) {
    detail::ExtensionVariants made = detail::plan_variants(project, catalogue, map, problem, options, go_on);
    bool const joined = made.joined && (made.joined->status == ExtensionStatus::stopped ||
                                        made.routes.status == ExtensionStatus::infeasible ||
                                        detail::merit(project, problem, *made.joined) >
                                            detail::merit(project, problem, made.routes));
    return joined ? std::move(*made.joined) : std::move(made.routes);
}

} // namespace

ExtensionPlan detail::or_with_less_of_plants(Project const& project, Catalogue const& catalogue,
                                             DistrictMap const& map, ExtensionProblem const& problem,
                                             ExtensionOptions const& options, ExtensionPlan first,
                                             ExtensionGoOn const& go_on) {
    if (!may_take_less(project, problem, first)) {
        return first;
    }
    PlantTrialWork const work{
        .plan =
            [&](PlantTerms const& terms, std::int64_t effort, std::string const& name) {
                ExtensionProblem in_terms = problem;
                in_terms.plant_full_load_hours = terms.full_load_hours;
                ExtensionOptions of_trial = options;
                of_trial.plant_most_w = terms.most_w;
                of_trial.work = effort;
                of_trial.kept_name = name;
                return better_variant(project, catalogue, map, in_terms, of_trial, go_on);
            },
        .merit = [&](ExtensionPlan const& plan) { return merit(project, problem, plan); }};
    return with_less_of_plants(project, problem, options, std::move(first), work);
}

ExtensionPlan plan_extension(Project const& project, Catalogue const& catalogue, DistrictMap const& map,
                             ExtensionProblem const& problem, ExtensionOptions const& options,
                             ExtensionGoOn const& go_on) {
    return detail::or_with_less_of_plants(project, catalogue, map, problem, options,
                                          better_variant(project, catalogue, map, problem, options, go_on),
                                          go_on);
}

} // namespace saggar
