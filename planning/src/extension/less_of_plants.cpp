// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "less_of_plants.hpp"

#include "money.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>
#include <set>
#include <utility>

namespace saggar::detail {

namespace {

constexpr std::size_t most_trials = 12;
// Of the first plan's work: for each trial, and for the search that is made once more in the best terms. All
// together a quarter more than the first.
constexpr double trial_share = 1.0 / 16.0;
constexpr double last_share = 0.5;
// Of what a dear plant gives, that is tried in its place: at first, and of one that is held to less already.
constexpr std::array parts_at_first{0.5, 0.75, 0.25};
constexpr std::array parts_later{1.5, 0.7, 1.25};
// A plant that is held to this part of what it gives, or more, gives as much.
constexpr double less_than = 0.98;
// Hours of full load that differ by less change nothing: assumption.
constexpr double same_hours = 0.05;
constexpr double hours_of_a_year = 8760.0;
constexpr double rounding_share = 1e-9;

double sold_mwh(HeatOfYear const& heat, std::string const& plant) {
    double sum_mwh = 0.0;
    for (PlantHeat const& one : heat.plants) {
        sum_mwh += one.plant == plant ? one.sold_mwh : 0.0;
    }
    return sum_mwh;
}

// What each plant feeds of the plan. Of one that was contradicted until nothing was left, nothing is known:
// every plant that could feed it is meant.
std::vector<std::size_t> plants_fed_from(Project const& project, ExtensionProblem const& problem,
                                         ExtensionPlan const& plan) {
    std::vector<std::size_t> used;
    for (std::size_t i = 0; i < plan.topology.source_w.size(); ++i) {
        if (plan.topology.source_w[i] > 0.0) {
            used.push_back(i);
        }
    }
    if (used.empty() && !plan.contradicted.empty()) {
        for (std::size_t i = 0; i < project.plants.size(); ++i) {
            if (project.plants[i].running && problem.plant_place[i] >= 0 && problem.plant_spare_w[i] > 0.0) {
                used.push_back(i);
            }
        }
    }
    return used;
}

bool is_dear(Project const& project, ExtensionProblem const& problem, std::size_t plant) {
    return heat_cost_per_mwh(project, project.plants[plant]) > problem.cheapest_heat_per_mwh;
}

class PlantTrials {
public:
    PlantTrials(Project const& project, ExtensionProblem const& problem, ExtensionOptions const& options,
                ExtensionPlan first, PlantTrialWork const& work)
        : project_{project},
          problem_{problem},
          options_{options},
          work_{work},
          bound_{first.topology.bound},
          now_{.plan = std::move(first), .terms = {}, .what = {}, .without = std::nullopt} {
        std::size_t const plants = project.plants.size();
        now_.terms.most_w = options.plant_most_w;
        now_.terms.most_w.resize(plants, std::numeric_limits<double>::infinity());
        now_.terms.full_load_hours = problem.plant_full_load_hours;
        now_.terms.full_load_hours.resize(plants, problem.full_load_hours);
        given_ = now_.terms;
        first_merit_ = merit(now_.plan);
    }

    ExtensionPlan run() {
        bool changed = false;
        for (std::optional<Trial> better = best_trial(); better; better = best_trial()) {
            now_ = std::move(*better);
            changed = true;
            if (now_.plan.status == ExtensionStatus::stopped) {
                return std::move(now_.plan);
            }
        }
        if (changed) {
            search_longer();
        }
        if (changed && now_.plan.status == ExtensionStatus::confirmed) {
            say_what_is_less();
            put_in_given_prices(now_.plan);
        }
        return std::move(now_.plan);
    }

private:
    struct Trial {
        ExtensionPlan plan;
        PlantTerms terms;
        std::string what;
        std::optional<std::size_t> without; // this plant
    };

    // Nothing is worth nothing, and what is contradicted less than anything.
    [[nodiscard]] double merit(ExtensionPlan const& plan) const {
        return plan.status == ExtensionStatus::confirmed      ? work_.merit(plan)
               : plan.status == ExtensionStatus::nothing_pays ? 0.0
                                                              : -std::numeric_limits<double>::infinity();
    }

    [[nodiscard]] std::vector<Trial> trials() {
        std::vector<Trial> made;
        if (std::optional<PlantTerms> found = with_hours_found()) {
            made.push_back({.plan = {},
                            .terms = std::move(*found),
                            .what = "with hours as found",
                            .without = std::nullopt});
        }
        if (!flat_) {
            PlantTerms flat = now_.terms;
            std::ranges::fill(flat.full_load_hours, 0.0);
            made.push_back({.plan = {},
                            .terms = std::move(flat),
                            .what = "with all heat at the price of the cheapest",
                            .without = std::nullopt});
            flat_ = true;
        }
        std::vector<std::size_t> used = plants_fed_from(project_, problem_, now_.plan);
        std::ranges::stable_sort(used, [&](std::size_t a, std::size_t b) { // the dearest first
            return heat_cost_per_mwh(project_, project_.plants[a]) >
                   heat_cost_per_mwh(project_, project_.plants[b]);
        });
        if (used.size() < 2 && !others_stand(used)) {
            return made;
        }
        for (std::size_t const i : used) {
            if (!needed_.contains(i)) {
                made.push_back(held_to(i, 0.0));
            }
        }
        for (std::size_t const i : used) {
            if (double const lacks_w = lacking_w(i); is_dear(project_, problem_, i) && lacks_w > 0.0 &&
                                                     lacks_w < less_than * now_.plan.topology.source_w[i]) {
                made.push_back(held_to(i, lacks_w));
            }
            bool const is_held = now_.terms.most_w[i] < given_.most_w[i];
            for (double const part : is_held ? parts_later : parts_at_first) {
                double const most_w = part * now_.plan.topology.source_w[i];
                if (most_w > 0.0 && is_dear(project_, problem_, i)) {
                    made.push_back(held_to(i, std::min(most_w, given_.most_w[i])));
                }
            }
        }
        return made;
    }

    // What all that is fed now needs beyond what the others have: as baseload they may be worth joining where
    // each plant has loads enough for itself.
    [[nodiscard]] double lacking_w(std::size_t plant) const {
        std::vector<double> const& fed_w = now_.plan.topology.source_w;
        double lacks_w = 0.0;
        for (std::size_t i = 0; i < fed_w.size(); ++i) {
            bool const stands = project_.plants[i].running && problem_.plant_place[i] >= 0 && i != plant;
            double const spare_w = problem_.plant_spare_w[i] * (1.0 - lost_share);
            lacks_w += fed_w[i] - (stands ? std::min(spare_w, now_.terms.most_w[i]) : 0.0);
        }
        return lacks_w;
    }

    [[nodiscard]] Trial held_to(std::size_t plant, double most_w) const {
        Trial made{.plan = {}, .terms = now_.terms, .what = {}, .without = std::nullopt};
        made.terms.most_w[plant] = most_w;
        std::string const& id = project_.plants[plant].id;
        if (most_w > 0.0) {
            made.what = fmt::format("with {:.0f} kW of {}", most_w * 1e-3, id);
        } else {
            made.what = fmt::format("without {}", id);
            made.without = plant;
        }
        return made;
    }

    // Whether another plant could feed something.
    [[nodiscard]] bool others_stand(std::vector<std::size_t> const& used) const {
        for (std::size_t i = 0; i < project_.plants.size(); ++i) {
            if (project_.plants[i].running && problem_.plant_place[i] >= 0 &&
                problem_.plant_spare_w[i] > 0.0 && now_.terms.most_w[i] > 0.0 &&
                std::ranges::find(used, i) == used.end()) {
                return true;
            }
        }
        return false;
    }

    // None where they are what was reckoned with. Who feeds nothing has those of the plan as a whole.
    [[nodiscard]] std::optional<PlantTerms> with_hours_found() const {
        ExtensionPlan const& plan = now_.plan;
        if (plan.status != ExtensionStatus::confirmed) {
            return std::nullopt;
        }
        double all_w = 0.0;
        for (double const fed_w : plan.topology.source_w) {
            all_w += fed_w;
        }
        PlantTerms terms = now_.terms;
        bool differs = false;
        for (std::size_t i = 0; i < project_.plants.size(); ++i) {
            double const fed_w = plan.topology.source_w[i];
            double const more_mwh = sold_mwh(plan.money.heat, project_.plants[i].id) -
                                    sold_mwh(plan.money.heat_before, project_.plants[i].id);
            double& hours = terms.full_load_hours[i];
            double const found = fed_w > 0.0   ? more_mwh * 1e6 / fed_w
                                 : all_w > 0.0 ? plan.annual_use_mwh * 1e6 / all_w
                                               : hours;
            double const before = hours;
            hours = std::clamp(found, 0.0, hours_of_a_year);
            differs =
                differs || (is_dear(project_, problem_, i) && std::abs(hours - before) > same_hours * before);
        }
        return differs ? std::optional{std::move(terms)} : std::nullopt;
    }

    // Of those that are worth more than what there is; or the one that was stopped.
    std::optional<Trial> best_trial() {
        std::optional<Trial> best;
        double least = merit(now_.plan);
        least += rounding_share * std::abs(least);
        for (Trial& one : trials()) {
            if (tried_ == most_trials) {
                break;
            }
            ++tried_;
            one.plan = planned(one.terms, trial_share, fmt::format("trial {} of plants: ", tried_));
            if (one.plan.status == ExtensionStatus::stopped) {
                return std::move(one);
            }
            if (one.without && !(merit(one.plan) > least)) {
                needed_.insert(*one.without); // of a plan that is worth more still
            }
            if (merit(one.plan) > least) {
                least = merit(one.plan);
                best = std::move(one);
            }
        }
        return best;
    }

    // What was tried with little work, with more of it.
    void search_longer() {
        ExtensionPlan longer = planned(now_.terms, last_share, "last trial of plants: ");
        if (longer.status == ExtensionStatus::stopped || merit(longer) > merit(now_.plan)) {
            now_.plan = std::move(longer);
        }
    }

    [[nodiscard]] ExtensionPlan planned(PlantTerms const& terms, double share,
                                        std::string const& name) const {
        constexpr double least_work = 1.0;
        auto const work = static_cast<std::int64_t>(
            std::max(least_work, std::round(share * static_cast<double>(options_.work))));
        try {
            return work_.plan(terms, work, options_.kept_name + name);
        } catch (Error const&) { // what must connect is out of reach then
            ExtensionPlan none;
            none.status = ExtensionStatus::infeasible;
            return none;
        }
    }

    void say_what_is_less() {
        std::vector<std::string> held;
        for (std::size_t i = 0; i < project_.plants.size(); ++i) {
            double const most_w = now_.terms.most_w[i];
            if (most_w < given_.most_w[i]) {
                held.push_back(most_w > 0.0
                                   ? fmt::format("{} feeds {:.0f} kW of the extension at most",
                                                 project_.plants[i].id, most_w * 1e-3)
                                   : fmt::format("{} feeds nothing of the extension", project_.plants[i].id));
            }
        }
        bool const flat =
            std::ranges::all_of(now_.terms.full_load_hours, [](double hours) { return hours == 0.0; });
        std::string const what = !held.empty() ? fmt::format("{}", fmt::join(held, ", "))
                                 : flat ? std::string{"routes count all heat at what the cheapest costs"}
                                        : std::string{"loads hang on plants by what their heat costs "
                                                      "over the hours that the solver found"};
        now_.plan.plant_changes.push_back(
            std::isfinite(first_merit_)
                ? fmt::format("{}: so the plan is worth {:.0f} more than as routes have it", what,
                              merit(now_.plan) - first_merit_)
                : fmt::format("{}: as routes have it no plan was confirmed", what));
    }

    // Routes were searched in other prices: what they are worth in those of the problem, for which the bound
    // of the first plan holds.
    void put_in_given_prices(ExtensionPlan& plan) const {
        ExtensionProblem as_searched = problem_;
        as_searched.plant_full_load_hours = now_.terms.full_load_hours;
        TopologyPlan& routes = plan.topology;
        for (std::size_t i = 0; i < routes.source_w.size(); ++i) {
            double const less_per_w =
                dearer_heat_per_w(project_, as_searched, i) - dearer_heat_per_w(project_, problem_, i);
            routes.value += less_per_w * routes.source_w[i];
            routes.cost -= less_per_w * routes.source_w[i];
        }
        routes.bound = std::max(bound_, routes.value);
        double const scale = std::max(std::abs(routes.value), std::abs(routes.bound));
        routes.gap = !std::isfinite(routes.bound) ? routes.bound
                     : scale > 0.0                ? (routes.bound - routes.value) / scale
                                                  : 0.0;
        if (routes.status == TopologyStatus::proven && routes.gap > TopologySettings{}.gap_wanted) {
            routes.status = TopologyStatus::work_limit;
        }
    }

    Project const& project_;
    ExtensionProblem const& problem_;
    ExtensionOptions const& options_;
    PlantTrialWork const& work_;
    double bound_;
    Trial now_; // the best so far
    PlantTerms given_;
    double first_merit_{0.0};
    std::size_t tried_{0};
    bool flat_{false};             // all heat at one price has been tried
    std::set<std::size_t> needed_; // plants without which a plan was worth no more
};

} // namespace

bool may_take_less(Project const& project, ExtensionProblem const& problem, ExtensionPlan const& plan) {
    bool const by_value = project.extension.goal == ExtensionGoal::largest_value ||
                          project.extension.goal == ExtensionGoal::all_loads;
    return by_value && plan.status != ExtensionStatus::stopped &&
           std::ranges::any_of(plants_fed_from(project, problem, plan),
                               [&](std::size_t i) { return is_dear(project, problem, i); });
}

ExtensionPlan with_less_of_plants(Project const& project, ExtensionProblem const& problem,
                                  ExtensionOptions const& options, ExtensionPlan first,
                                  PlantTrialWork const& work) {
    return PlantTrials{project, problem, options, std::move(first), work}.run();
}

} // namespace saggar::detail
