// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/planning/extension.hpp"

#include "found_nothing.hpp"
#include "joins.hpp"
#include "leave_out.hpp"
#include "money.hpp"
#include "plan_money.hpp"
#include "plan_sizer.hpp"
#include "plan_variants.hpp"
#include "plants_of_plan.hpp"
#include "rings.hpp"
#include "routes_budget.hpp"
#include "secure_plan.hpp"
#include "with_joins.hpp"

#include "saggar/planning/kept_work.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace saggar {

namespace {

class Planner {
    static constexpr double nearly_all = 0.95; // of what the routes are worth in the model

public:
    Planner(Project const& project, Catalogue const& catalogue, DistrictMap const& map,
            ExtensionProblem const& problem, ExtensionOptions const& options, ExtensionGoOn const& go_on)
        : project_{project},
          catalogue_{catalogue},
          map_{map},
          problem_{problem},
          options_{options},
          go_on_{go_on},
          topology_{topology_of(project, problem)},
          sizer_{project,
                 catalogue,
                 map,
                 problem,
                 options,
                 topology_,
                 [this](ExtensionProgress const& progress) {
                     stopped_ = stopped_ || !go_on_(progress);
                     return !stopped_;
                 }} {
        for (TopologySource& source : topology_.sources) {
            source.feeds_in = source.feeds_in && options.feed_in;
        }
        for (std::size_t i = 0; i < options.plant_most_w.size(); ++i) {
            TopologySource& source = topology_.sources[i];
            source.capacity_w = std::min(source.capacity_w, options.plant_most_w[i]);
            // One that has enough for all feeds into no other's tree until it is held to less.
            source.feeds_in = source.feeds_in || (options.feed_in && source.capacity_w > 0.0 &&
                                                  std::isfinite(source.capacity_w));
        }
        whole_ = topology_;
    }

    // With plants that are joined to the present network for its loads, and without.
    detail::ExtensionVariants variants() {
        detail::ExtensionVariants made{
            .routes = run(), .joined = std::nullopt, .savers = {}, .savers_joined = {}};
        bool const by_value = goal() == TopologyGoal::largest_value || goal() == TopologyGoal::all_loads;
        if (made.routes.status == ExtensionStatus::stopped || !sizer_.present().solved || !by_value) {
            return made;
        }
        detail::JoinWork const work{
            .confirm =
                [&](TopologyPlan const& topology, std::vector<ExtensionJoin> const& joins) {
                    return confirm_joined(made.routes, topology, joins);
                },
            .search = [&](TopologyProblem const& problem,
                          std::string const& name) { return search_kept(problem, name); },
            .merit = [&](ExtensionPlan const& plan) { return detail::merit(project_, problem_, plan); }};
        detail::join_plants(project_, problem_, whole_, sizer_.present().heat, work, made);
        return made;
    }

    // Plans until the solver confirms one. What it does not confirm is mended; where that loses much, another
    // plan connects less of its heat.
    ExtensionPlan run() {
        if (!sizer_.look_at_present()) {
            last_.status = ExtensionStatus::stopped;
            return std::move(last_);
        }
        if (!sizer_.present().solved) {
            last_.status = ExtensionStatus::infeasible;
            last_.diagnosis =
                "the present network has no solution at part load: " + sizer_.present().diagnosis;
            return std::move(last_);
        }
        for (int attempt = 0; attempt < options_.attempts; ++attempt) {
            ExtensionPlan plan = attempt_once();
            if (plan.status == ExtensionStatus::confirmed && attempt + 1 < options_.attempts &&
                spends_more(plan)) {
                keep_if_better(std::move(plan));
                continue;
            }
            if (plan.status != ExtensionStatus::infeasible ||
                plan.topology.status == TopologyStatus::no_plan) {
                return better(std::move(plan));
            }
            contradicted_.push_back(plan.diagnosis);
            last_ = std::move(plan);
            if (mended_ && !budget_.may_fit_more() &&
                detail::merit(project_, problem_, *mended_) >= nearly_all * last_.topology.value) {
                break; // what another search might find is little
            }
            if (again_as_it_is_) { // without a ring, or for less money
                again_as_it_is_ = false;
                continue;
            }
            if (project_.extension.goal == ExtensionGoal::all_loads || last_.peak_w <= 0.0 ||
                !hold_back(last_.topology)) {
                break;
            }
        }
        last_.contradicted = contradicted_;
        return better(std::move(last_));
    }

private:
    ExtensionPlan confirm_joined(ExtensionPlan const& routes, TopologyPlan const& topology,
                                 std::vector<ExtensionJoin> const& joins) {
        ExtensionPlan plan;
        plan.attempts = ++attempts_with_joins_ + routes.attempts;
        plan.topology = topology;
        plan.joins = joins;
        add_up(plan);
        sizer_.lay(plan, !routes.shut_pairs.empty());
        std::vector<std::string> const said = detail::describe_joins(project_, joins);
        plan.plant_changes.insert(plan.plant_changes.end(), said.begin(), said.end());
        sizer_.size(plan);
        if (plan.status == ExtensionStatus::infeasible && sizer_.free_present(plan.sizing.in_the_way)) {
            plan.diagnosis.clear();
            sizer_.size(plan);
        }
        if (plan.status == ExtensionStatus::confirmed) {
            weigh(plan);
        }
        if (plan.status == ExtensionStatus::confirmed && sizer_.secures()) {
            secure(plan);
        }
        if (stopped_) {
            plan.status = ExtensionStatus::stopped;
        }
        return plan;
    }

    TopologyPlan search_kept(TopologyProblem const& problem, std::string const& name) {
        TopologyPlan plan;
        try {
            keep_piece(options_.kept, options_.kept_name + name, plan, [&] {
                plan = search(problem, goal(), options_.work);
                if (stopped_) {
                    throw Stopped{};
                }
            });
        } catch (Stopped const&) {
            plan.status = TopologyStatus::stopped;
        }
        return plan;
    }

    struct Stopped {}; // thrown by a piece that is not to be kept
    struct Contradiction {
        std::string diagnosis;
        double capital{0.0}; // that the plan costs when confirmed
        bool again{false};   // with the same capacity of plants
        std::vector<std::string> in_the_way;
        std::vector<SizingRelief> reliefs;

        void keep(StateArchive& archive) { archive(diagnosis, capital, again, in_the_way, reliefs); }
    };

    ExtensionPlan attempt_once() {
        ExtensionPlan plan;
        plan.attempts = ++attempts_;
        plan.contradicted = contradicted_;
        try {
            keep_piece(options_.kept,
                       options_.kept_name + "routes of attempt " + std::to_string(plan.attempts),
                       plan.topology, [&] {
                           plan.topology = search(topology_, goal(), options_.work);
                           if (stopped_) {
                               throw Stopped{};
                           }
                       });
        } catch (Stopped const&) {
            plan.status = ExtensionStatus::stopped;
            return plan;
        }
        // What was held back since bounds only what is left; the first bound is of the whole problem.
        if (!bound_) {
            bound_ = plan.topology.bound;
        }
        plan.topology.bound = std::max(*bound_, plan.topology.bound);
        if (!plan.topology.connected.empty()) {
            plan.topology.gap = (plan.topology.bound - plan.topology.value) /
                                std::max(std::abs(plan.topology.value), std::abs(plan.topology.bound));
        }
        if (plan.topology.status == TopologyStatus::no_plan) {
            plan.status = ExtensionStatus::infeasible;
            plan.diagnosis = contradicted_.empty()
                                 ? found_nothing().why_no_plan()
                                 : "of what must be connected no plan was confirmed: " + contradicted_.back();
        } else if (plan.topology.connected.empty()) {
            plan.status = ExtensionStatus::nothing_pays;
            plan.diagnosis = contradicted_.empty()
                                 ? found_nothing().why_nothing_pays()
                                 : "of what pays no plan was confirmed: " + contradicted_.back();
        }
        if (stopped_) {
            plan.status = ExtensionStatus::stopped;
        }
        if (plan.status != ExtensionStatus::not_run) {
            return plan;
        }
        add_up(plan);
        hear(plan);
        if (plan.status == ExtensionStatus::infeasible && budget_.exceeded_by(capital_)) {
            trim(plan);
        } else if (plan.status == ExtensionStatus::infeasible) {
            mend(plan);
        }
        if (stopped_) {
            plan.status = ExtensionStatus::stopped;
        }
        if (plan.status == ExtensionStatus::infeasible && !again_as_it_is_ && ban_rings(plan.topology)) {
            again_as_it_is_ = true;
            plan.diagnosis +=
                "; it joins the present network at two places, so that water goes round in a ring: planned "
                "anew without";
        }
        return plan;
    }

    // What the solver says of it. Of a plan that it confirms nothing is kept: there is little left to do
    // then.
    void hear(ExtensionPlan& plan) {
        std::string const name =
            options_.kept_name + "contradiction of attempt " + std::to_string(plan.attempts);
        Contradiction contradiction;
        bool heard = false;
        try {
            keep_piece(options_.kept, name, contradiction, [&] {
                heard = true;
                sizer_.lay(plan);
                sizer_.size(plan);
                if (plan.status == ExtensionStatus::confirmed) {
                    weigh(plan);
                }
                if (plan.status == ExtensionStatus::confirmed && sizer_.secures()) {
                    secure(plan);
                }
                if (plan.status != ExtensionStatus::infeasible) {
                    throw Stopped{};
                }
                capital_ = plan.money.capital();
                contradiction = {.diagnosis = plan.diagnosis,
                                 .capital = capital_,
                                 .again = again_as_it_is_,
                                 .in_the_way = plan.sizing.in_the_way,
                                 .reliefs = plan.sizing.reliefs};
            });
        } catch (Stopped const&) {
            return;
        }
        if (!heard) {
            plan.status = ExtensionStatus::infeasible;
            plan.diagnosis = contradiction.diagnosis;
            capital_ = contradiction.capital;
            if (budget_.exceeded_by(capital_)) {
                budget_.take_too_dear(plan.topology.cost, capital_);
            }
            again_as_it_is_ = contradiction.again;
            plan.sizing.in_the_way = contradiction.in_the_way;
            plan.sizing.reliefs = contradiction.reliefs;
        }
    }

    // What may make of a contradicted plan one that is confirmed: an alternative to whatever else is.
    void mend(ExtensionPlan const& contradicted) {
        detail::RoutesBudget const budget = budget_;
        bool const again = again_as_it_is_;
        bool const rings = options_.shut_rings && !detail::rings_of(problem_, contradicted.topology).empty();
        if (rings) {
            mend(contradicted, true);
        }
        if (!mended_ ||
            detail::merit(project_, problem_, *mended_) < nearly_all * contradicted.topology.value) {
            mend(contradicted, false);
        }
        budget_ = budget;
        again_as_it_is_ = again;
    }

    // With larger pipes where the plan leads no heat through but water flows all the same, and what lies
    // there is in the way; then without those on whom what is broken depends, step by step.
    void mend(ExtensionPlan const& contradicted, bool shut_rings) {
        constexpr int rounds = 10;
        ExtensionPlan plan = contradicted;
        std::vector<std::string> freed;
        std::vector<std::string> without;
        sizer_.lay(plan, shut_rings);
        if (shut_rings && plan.shut_pairs.empty()) {
            return;
        }
        bool as_it_is = shut_rings;
        for (int round = 0; round < rounds && plan.status == ExtensionStatus::infeasible && !stopped_;
             ++round) {
            if (!as_it_is && sizer_.free_present(plan.sizing.in_the_way)) {
                freed.insert(freed.end(), plan.sizing.in_the_way.begin(), plan.sizing.in_the_way.end());
            } else if (!as_it_is && !leave_out(plan, without)) {
                break;
            } else if (!as_it_is) {
                sizer_.lay(plan, shut_rings);
                sizer_.free_present(freed);
            }
            as_it_is = false;
            plan.diagnosis.clear();
            sizer_.size(plan);
            if (plan.status == ExtensionStatus::confirmed) {
                weigh(plan);
            }
        }
        if (plan.status == ExtensionStatus::confirmed && sizer_.secures()) {
            secure(plan);
        }
        if (plan.status == ExtensionStatus::confirmed) {
            plan.contradicted.push_back(contradicted.diagnosis + "; " + how(plan, freed, without) +
                                        " it is confirmed");
            keep_if_better(std::move(plan));
        }
    }

    static std::string how(ExtensionPlan const& plan, std::vector<std::string> const& freed,
                           std::vector<std::string> const& without) {
        std::vector<std::string> ways;
        if (!plan.shut_pairs.empty()) {
            ways.push_back(fmt::format("with {} shut", fmt::join(plan.shut_pairs, ", ")));
        }
        if (!freed.empty()) {
            ways.emplace_back("with larger present pipes");
        }
        if (!without.empty()) {
            ways.push_back(fmt::format("without {}", fmt::join(without, ", ")));
        }
        return fmt::format("{}", fmt::join(ways, ", "));
    }

    // A plan that costs more than the budget, without loads until it does not: half of what is too much is
    // saved at a time, since a smaller plan may also be one that routes are nearer to.
    void trim(ExtensionPlan const& contradicted) {
        constexpr std::size_t most_loads = 600; // beyond, trying each takes longer than another search
        constexpr int rounds = 8;
        if (contradicted.topology.connected.size() > most_loads) {
            return;
        }
        detail::RoutesBudget const budget = budget_;
        ExtensionPlan plan = contradicted;
        double capital = capital_;
        for (int round = 0; round < rounds && plan.status == ExtensionStatus::infeasible && !stopped_;
             ++round) {
            double const over = capital - *project_.extension.budget;
            ExtensionPlan smaller;
            smaller.attempts = plan.attempts;
            smaller.contradicted = plan.contradicted;
            smaller.topology = plan.topology;
            double const least = detail::RoutesBudget::margin * *project_.extension.budget;
            if (!(over > 0.0) || !detail::leave_out_cheapest(topology_, smaller.topology,
                                                             std::max(0.5 * over, least), by_benefit())) {
                break;
            }
            add_up(smaller);
            sizer_.lay(smaller);
            sizer_.size(smaller);
            if (smaller.status == ExtensionStatus::confirmed) {
                weigh(smaller);
            }
            capital = smaller.money.capital();
            plan = std::move(smaller);
        }
        budget_ = budget;
        if (plan.status == ExtensionStatus::confirmed && sizer_.secures()) {
            secure(plan);
        }
        if (plan.status == ExtensionStatus::confirmed) {
            plan.contradicted.push_back(contradicted.diagnosis + "; " +
                                        how(plan, {}, left_out(contradicted.topology, plan.topology)) +
                                        " it is confirmed");
            keep_if_better(std::move(plan));
        }
    }

    // Worth is what a budget buys.
    [[nodiscard]] bool by_benefit() const { return goal() == TopologyGoal::within_budget; }

    [[nodiscard]] std::vector<std::string> left_out(TopologyPlan const& before,
                                                    TopologyPlan const& after) const {
        std::vector<std::string> ids;
        for (std::int32_t const load : before.connected) {
            if (std::ranges::find(after.connected, load) == after.connected.end()) {
                ids.push_back(problem_.loads[static_cast<std::size_t>(load)].id);
            }
        }
        return ids;
    }

    // Thins the plan out by the relief that costs least. False where none is left.
    bool leave_out(ExtensionPlan& plan, std::vector<std::string>& without) {
        if (project_.extension.goal == ExtensionGoal::all_loads) {
            return false;
        }
        std::optional<TopologyPlan> best;
        for (SizingRelief const& relief : plan.sizing.reliefs) {
            std::vector<std::int32_t> const loads =
                detail::loads_of_relief(sizer_.laid().project, project_.substations.size(), topology_,
                                        plan.topology, relief, by_benefit());
            if (loads.empty() || loads.size() == plan.topology.connected.size()) {
                continue;
            }
            TopologyPlan thinner = detail::thinned_out(topology_, plan.topology, loads, by_benefit());
            if (std::isfinite(thinner.value) && (!best || thinner.value > best->value)) {
                best = std::move(thinner);
            }
        }
        if (!best) {
            return false;
        }
        std::vector<std::string> const left = left_out(plan.topology, *best);
        without.insert(without.end(), left.begin(), left.end());
        ExtensionPlan thinner;
        thinner.attempts = plan.attempts;
        thinner.contradicted = plan.contradicted;
        thinner.topology = std::move(*best);
        thinner.status = ExtensionStatus::infeasible;
        add_up(thinner);
        plan = std::move(thinner);
        return true;
    }

    // The plan, or what was confirmed of a mended one where that is worth more.
    ExtensionPlan better(ExtensionPlan plan) const {
        bool const stopped = plan.status == ExtensionStatus::stopped;
        bool const confirmed = plan.status == ExtensionStatus::confirmed;
        if (!mended_ || stopped ||
            (confirmed &&
             detail::merit(project_, problem_, plan) >= detail::merit(project_, problem_, *mended_))) {
            return plan;
        }
        return *mended_;
    }

    // A plan that pays is secured whatever that costs, but for the budget.
    void secure(ExtensionPlan& plan) {
        detail::PlanSecurer{project_,
                            catalogue_,
                            map_,
                            problem_,
                            sizer_,
                            [this] {
                                stopped_ = stopped_ || !go_on_({.stage = "security"});
                                return !stopped_;
                            }}
            .secure(plan);
        if (plan.status == ExtensionStatus::confirmed) {
            hold_to_budget(plan);
        }
    }

    // What the confirmed network costs is not what the model thought.
    void weigh(ExtensionPlan& plan) {
        if (goal() != TopologyGoal::within_budget) {
            sizer_.make_room_for_cheap_heat(plan);
            if (plan.status != ExtensionStatus::confirmed) {
                return;
            }
        }
        hold_to_budget(plan);
        if (project_.extension.goal == ExtensionGoal::largest_value && plan.money.net() < 0.0 &&
            std::ranges::none_of(problem_.loads, &ExtensionLoad::must_connect)) {
            plan.status = ExtensionStatus::infeasible;
            plan.diagnosis = fmt::format("confirmed, its net present value is {:.0f}", plan.money.net());
        }
    }

    void hold_to_budget(ExtensionPlan& plan) {
        if (budget_.exceeded_by(plan.money.capital())) {
            plan.status = ExtensionStatus::infeasible;
            plan.diagnosis = fmt::format("it costs {:.0f}, more than the budget of {:.0f}",
                                         plan.money.capital(), *project_.extension.budget);
            budget_.take_too_dear(plan.topology.cost, plan.money.capital());
            again_as_it_is_ = true;
        }
    }

    bool spends_more(ExtensionPlan const& plan) {
        return goal() == TopologyGoal::within_budget &&
               plan.topology.connected.size() < problem_.loads.size() &&
               budget_.spends_more(plan.topology.cost, plan.money.capital());
    }

    void keep_if_better(ExtensionPlan plan) {
        if (!mended_ ||
            detail::merit(project_, problem_, plan) > detail::merit(project_, problem_, *mended_)) {
            mended_ = std::move(plan);
        }
    }

    // The street of each ring over the present network that carries least is not used again.
    bool ban_rings(TopologyPlan const& plan) {
        constexpr double never = 1e15;
        std::vector<detail::Ring> const rings = detail::rings_of(problem_, plan);
        for (detail::Ring const& ring : rings) {
            topology_.edges[static_cast<std::size_t>(ring.edge)].fixed_cost_extra = never;
        }
        return !rings.empty();
    }

    [[nodiscard]] TopologyGoal goal() const {
        switch (project_.extension.goal) {
        case ExtensionGoal::largest_value: return TopologyGoal::largest_value;
        case ExtensionGoal::all_loads: return TopologyGoal::all_loads;
        case ExtensionGoal::most_heat:
        case ExtensionGoal::most_carbon: break;
        }
        return TopologyGoal::within_budget;
    }

    // What there is to say where routes find no plan, or nothing that pays.
    [[nodiscard]] detail::RoutesFoundNothing found_nothing() {
        return {project_,
                problem_,
                topology_,
                options_.plant_most_w,
                goal(),
                budget_.now(),
                [this](TopologyProblem const& of, TopologyGoal to) {
                    return search(of, to, std::max<std::int64_t>(100, options_.work / 5));
                }};
    }

    TopologyPlan search(TopologyProblem const& problem, TopologyGoal goal, std::int64_t work) {
        if (problem.loads.empty()) {
            return detail::JoinFinder::nothing(problem);
        }
        TopologySettings settings;
        settings.objective = TopologyObjective::catalogue;
        settings.goal = goal;
        settings.budget = budget_.now();
        settings.work = work;
        return plan_topology(problem, settings, [&](TopologyProgress const& progress) {
            stopped_ = stopped_ || !go_on_({.stage = "streets",
                                            .value = progress.value,
                                            .bound = progress.bound,
                                            .done = static_cast<std::size_t>(progress.work)});
            return !stopped_;
        });
    }

    void add_up(ExtensionPlan& plan) const {
        for (std::int32_t const position : plan.topology.connected) {
            ExtensionLoad const& load = problem_.loads[static_cast<std::size_t>(position)];
            plan.annual_use_mwh += load.demand.annual_use_mwh;
            plan.peak_w += load.demand.peak_kw * 1e3;
        }
    }

    // Plants may feed less. False where none can: what must connect hangs on them.
    bool hold_back(TopologyPlan const& plan) {
        std::vector<double> const& fed = plan.source_w;
        std::vector<double> const most = detail::held_back_w(problem_, plan);
        bool less = false;
        for (std::size_t i = 0; i < fed.size(); ++i) {
            if (detail::feeds_less(most[i], fed[i])) {
                topology_.sources[i].capacity_w = most[i];
                less = true;
            }
        }
        return less;
    }

    Project const& project_;
    Catalogue const& catalogue_;
    DistrictMap const& map_;
    ExtensionProblem const& problem_;
    ExtensionOptions const& options_;
    ExtensionGoOn const& go_on_;
    TopologyProblem topology_;
    TopologyProblem whole_; // as it is before anything is contradicted
    detail::PlanSizer sizer_;
    std::size_t attempts_{0};
    std::size_t attempts_with_joins_{0};
    std::vector<std::string> contradicted_;
    ExtensionPlan last_;
    std::optional<ExtensionPlan> mended_; // the best that was confirmed of mended ones
    bool stopped_{false};
    bool again_as_it_is_{false};
    detail::RoutesBudget budget_{project_.extension.budget};
    double capital_{0.0}; // of the attempt, when confirmed
    std::optional<double> bound_;
};

} // namespace

detail::ExtensionVariants detail::plan_variants(Project const& project, Catalogue const& catalogue,
                                                DistrictMap const& map, ExtensionProblem const& problem,
                                                ExtensionOptions const& options, ExtensionGoOn const& go_on) {
    return Planner{project, catalogue, map, problem, options, go_on}.variants();
}

} // namespace saggar
