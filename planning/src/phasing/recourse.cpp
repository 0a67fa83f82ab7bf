// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "recourse.hpp"

#include <string>
#include <utility>

namespace saggar::detail {

namespace {

PhasedPlan settle(BuildOutProblem const& problem, BuildOut out) {
    PhasedPlan made;
    made.feasible = out.failure.empty();
    made.diagnosis = out.failure;
    made.phases = std::move(out.phases);
    if (made.feasible) {
        made.money = add_up(
            problem.project, {.heat = problem.present_heat, .pumping_mwh = problem.present_pumping_mwh},
            made.phases, [&](std::string const& id) -> BuildingDemand const& { return problem.demand(id); });
    }
    return made;
}

bool is_over(BuildOutProblem const& problem, BuildOut const& out) {
    return !out.failure.empty() || out.phases.size() == problem.project.phases.size();
}

// The next phase of the plan, and what `go_on` makes of it. Where pipes are too small for the phase, both are
// planned to the end: with less in it, and with larger ones in their place; what is worth more is taken.
template <class GoOn>
PhasedPlan next_phase(BuildOutProblem const& problem, BuildOut const& out, PlannedNetwork const* plan,
                      std::vector<int> const& arrival, GoOn const& go_on) {
    auto const go_on_with = [&](BuildOut built) {
        if (plan == nullptr && !out.nothing_planned.empty() && built.phases.size() > out.phases.size()) {
            built.phases.back().diagnosis = "nothing is built: " + out.nothing_planned;
        }
        built.nothing_planned.clear();
        return go_on(std::move(built));
    };
    BuildOut as_planned = out;
    bool const too_small = build_phase(problem, as_planned, plan, arrival, LargerPipesMode::none);
    PhasedPlan best = go_on_with(std::move(as_planned));
    BuildOut larger = out;
    if (too_small && build_phase(problem, larger, plan, arrival, LargerPipesMode::where_in_the_way)) {
        PhasedPlan with_larger = go_on_with(std::move(larger));
        if (is_better(with_larger, best)) {
            best = std::move(with_larger);
        }
    }
    return best;
}

// Of several plans for a phase the one that is worth most if nothing is planned after it.
PlannedNetwork const* best_if_last(BuildOutProblem const& problem, BuildOut const& out,
                                   std::vector<PlannedNetwork> const& plans,
                                   std::vector<int> const& arrival) {
    PlannedNetwork const* best = plans.empty() ? nullptr : &plans.front();
    if (plans.size() < 2) {
        return best;
    }
    PhasedPlan best_end = follow(problem, out, best, arrival);
    for (std::size_t i = 1; i < plans.size(); ++i) {
        PhasedPlan alternative = follow(problem, out, &plans[i], arrival);
        if (is_better(alternative, best_end)) {
            best_end = std::move(alternative);
            best = &plans[i];
        }
    }
    return best;
}

} // namespace

PhasedPlan follow(BuildOutProblem const& problem, BuildOut out, PlannedNetwork const* plan,
                  std::vector<int> const& arrival) {
    if (is_over(problem, out)) {
        return settle(problem, std::move(out));
    }
    return next_phase(problem, out, plan, arrival,
                      [&](BuildOut built) { return follow(problem, std::move(built), plan, arrival); });
}

PhasedPlan step_by_step(BuildOutProblem const& problem, BuildOut out, std::vector<int> const& arrival) {
    if (is_over(problem, out)) {
        return settle(problem, std::move(out));
    }
    std::vector<PlannedNetwork> const plans =
        look_ahead(problem, out, {.arrival = arrival, .weight = {}}, out.phases.size(), out.nothing_planned);
    return next_phase(problem, out, best_if_last(problem, out, plans, arrival), arrival,
                      [&](BuildOut built) { return step_by_step(problem, std::move(built), arrival); });
}

PhasedPlan best_from(BuildOutProblem const& problem, BuildOut const& out, std::vector<int> const& arrival,
                     Steps steps) {
    if (is_over(problem, out)) {
        return settle(problem, out);
    }
    std::size_t const last = problem.project.phases.size() - 1;
    BuildOut from = out;
    std::vector<PlannedNetwork> const plans =
        look_ahead(problem, from, {.arrival = arrival, .weight = {}}, last, from.nothing_planned);
    PhasedPlan best = follow(problem, from, plans.empty() ? nullptr : &plans.front(), arrival);
    for (std::size_t i = 1; i < plans.size(); ++i) {
        PhasedPlan alternative = follow(problem, from, &plans[i], arrival);
        if (is_better(alternative, best)) {
            best = std::move(alternative);
        }
    }
    if (steps == Steps::tried && out.phases.size() < last) { // of one phase they are the same
        PhasedPlan stepped = step_by_step(problem, out, arrival);
        if (is_better(stepped, best)) {
            best = std::move(stepped);
        }
    }
    return best;
}

bool is_better(PhasedPlan const& one, PhasedPlan const& other) {
    return one.feasible && (!other.feasible || one.money.net() > other.money.net());
}

} // namespace saggar::detail
