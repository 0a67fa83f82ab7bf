// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/planning/phasing.hpp"

#include "build_out.hpp"
#include "futures.hpp"
#include "kept_plans.hpp"
#include "recourse.hpp"
#include "why_nothing.hpp"

#include "../confirm.hpp"
#include "../over_threads.hpp"
#include "../refuse.hpp"

#include "saggar/network/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <limits>
#include <mutex>
#include <utility>

namespace saggar {

namespace {

using detail::refuse;

using detail::BuildOut;
using detail::BuildOutProblem;
using detail::Expectation;
using detail::is_better;
using detail::LargerPipesMode;
using detail::PlannedNetwork;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double worthless = -std::numeric_limits<double>::infinity(); // less than whatever is confirmed

// A strategy and the first phase that is planned for it. Those that look ahead take another one's where that
// is worth more for what they look ahead to.
struct Contender {
    PhasingStrategy strategy;
    bool steps{false};                   // each phase as if it were the last
    bool nothing{false};                 // in the first phase
    BuildOut first;                      // after the first phase
    std::optional<PlannedNetwork> plan;  // that the first phase is the beginning of
    std::optional<std::size_t> made_for; // future
    std::size_t same_first{0};           // contender: the first with the same first phase
    std::vector<PhasedPlan> ahead;       // by future, of `same_first`: the best that is found from there
    std::size_t takes{0};                // contender: whose first phase it is in the end
};

// Two first phases that lay and connect the same.
bool same_first(BuildOut const& a, BuildOut const& b) {
    if (a.failure.empty() != b.failure.empty() || a.connected != b.connected || a.phases.empty() ||
        b.phases.empty()) {
        return false;
    }
    auto const laid = [](BuildOut const& out) {
        std::vector<std::pair<std::string, std::string>> pipes;
        for (PhasePipe const& pipe : out.phases.front().pipes) {
            pipes.emplace_back(pipe.pair, pipe.entry);
        }
        std::ranges::sort(pipes);
        return pipes;
    };
    return laid(a) == laid(b);
}

class PhasePlanner {
public:
    PhasePlanner(Project const& project, Catalogue const& catalogue, DistrictMap const& map,
                 std::vector<DemandBenchmark> const& benchmarks, PhasingOptions const& options,
                 PhasingGoOn const& go_on)
        : project_{project},
          catalogue_{catalogue},
          map_{map},
          benchmarks_{benchmarks},
          options_{options},
          inner_{options},
          tell_{go_on},
          shared_{.project = project,
                  .catalogue = catalogue,
                  .map = map,
                  .benchmarks = benchmarks,
                  .demands = report_.demands,
                  .building = {},
                  .options = inner_,
                  .present_heat_loss_mwh = 0.0,
                  .present_pumping_mwh = 0.0,
                  .present_heat = {},
                  .go_on = [this] { return this->go_on(); }} {
        inner_.threads = 1; // plans are made side by side
    }

    PhasingReport run() {
        check_settings();
        // Whatever is the matter with the maps is found before anything is planned.
        report_.findings = make_extension_problem(project_, catalogue_, map_, benchmarks_).findings;
        find_demands();
        assume();
        try {
            look_at_present();
            report_.futures = detail::futures_of(project_);
            for (UptakeScenario const& future : report_.futures) {
                report_.arrivals.push_back(
                    detail::arrivals(project_, map_, report_.demands, connected_, future));
                report_.reached_uptake_percent.push_back(detail::reached_uptake_percent(
                    project_, map_, report_.demands, connected_, report_.arrivals.back()));
            }
            find_shown();
            make_candidates();
            plan_first_phases();
            plan_the_rest();
            judge();
        } catch (detail::PhasingStopped const&) {
            report_.status = PhasingStatus::stopped;
        }
        return std::move(report_);
    }

private:
    bool go_on() {
        std::scoped_lock const lock{telling_};
        stopped_ = stopped_ || !tell_({.stage = stage_, .done = done_, .total = total_});
        return !stopped_;
    }

    void check_settings() const {
        if (project_.phases.empty()) {
            refuse(ErrorCode::value_missing, "phases", {}, "there are none; nothing says when is built",
                   "Give at least one, with its year");
        }
        if (project_.extension.goal == ExtensionGoal::most_heat ||
            project_.extension.goal == ExtensionGoal::most_carbon) {
            refuse(
                ErrorCode::values_conflict, "extension", "goal",
                "a build-out in phases is planned for the largest value or for all loads, not under a budget",
                "Set it to largest_value or all_loads");
        }
    }

    void find_demands() {
        connected_.assign(map_.buildings.size(), 0);
        for (std::size_t i = 0; i < map_.buildings.size(); ++i) {
            MapBuilding const& building = map_.buildings[i];
            shared_.building.emplace(building.id, i);
            auto demand =
                building_demand(building, benchmarks_, project_.extension.fuel_efficiency, project_.design);
            report_.demands.emplace_back();
            if (auto* const found = std::get_if<BuildingDemand>(&demand)) {
                report_.demands.back() = std::move(*found);
            } // else make_extension_problem says why there is none
            bool const there = std::ranges::any_of(project_.substations, [&](Substation const& substation) {
                return substation.id == building.id || substation.id.starts_with(building.id + "~");
            });
            connected_[i] = there ? 1 : 0;
        }
    }

    void assume() {
        constexpr char const* replaced =
            "a larger pipe in the place of a smaller one costs its whole price, trench included; the smaller "
            "one is worth nothing then";
        report_.assumptions = {
            "the future is known once the first phase is built",
            "of equally likely buildings those come first whose names have the smaller hash",
            "prices and demands stay as they are over all years",
            fmt::format("what is laid later keeps a residual value at the end that falls in a straight line "
                        "over {:g} years",
                        project_.economics.lifetime_years),
            replaced,
            "losses and pumping of a year follow from the load duration of docs/sizing.md"};
        if (project_.prices.carbon_per_t > 0.0) {
            report_.assumptions.emplace_back("what heat costs has the price of its carbon in it: "
                                             "prices.carbon_per_t counts nothing here");
        }
        if (auto const& mean = project_.prices.mean_of_file) {
            report_.assumptions.push_back(fmt::format(
                "electricity for pumps costs {:.2f} {} per MWh, the mean of {} over its {:.0f} days",
                mean->electricity_import_per_mwh, project_.currency, project_.prices.file, mean->days));
        }
    }

    void look_at_present() {
        detail::Confirmed const present = detail::confirm(project_, catalogue_, options_.threads, [&] {
            if (!go_on()) {
                throw detail::PhasingStopped{};
            }
        });
        if (!present.verified) {
            refuse(ErrorCode::operation_refused, "project", {},
                   "the network as it is cannot be confirmed: " + present.diagnosis, "See saggar solve");
        }
        report_.present_heat_loss_mwh = shared_.present_heat_loss_mwh = present.heat_loss_mwh;
        report_.present_pumping_mwh = shared_.present_pumping_mwh = present.pumping_mwh;
        report_.present_heat = shared_.present_heat = present.heat;
    }

    void find_shown() {
        for (std::size_t i = 0; i < report_.futures.size(); ++i) {
            bool const wanted = report_.futures[i].id == project_.phasing.uptake;
            bool const likelier = project_.phasing.uptake.empty() &&
                                  report_.futures[i].probability > report_.futures[report_.shown].probability;
            report_.shown = wanted || likelier ? i : report_.shown;
        }
    }

    [[nodiscard]] std::size_t last_phase() const { return project_.phases.size() - 1; }

    // Everybody that comes in any future, weighted with how likely that is.
    [[nodiscard]] Expectation mean_future() const {
        Expectation mean;
        mean.arrival.assign(map_.buildings.size(), does_not_come);
        mean.weight.assign(map_.buildings.size(), 0.0);
        for (std::size_t f = 0; f < report_.futures.size(); ++f) {
            for (std::size_t i = 0; i < map_.buildings.size(); ++i) {
                int const arrives = report_.arrivals[f][i];
                if (arrives >= 0) {
                    int& earliest = mean.arrival[i];
                    earliest = earliest < 0 ? arrives : std::min(earliest, arrives);
                    mean.weight[i] += report_.futures[f].probability;
                }
            }
        }
        return mean;
    }

    Contender& add(std::string id, std::string description) {
        Contender& contender = contenders_.emplace_back();
        contender.strategy.id = std::move(id);
        contender.strategy.description = std::move(description);
        return contender;
    }

    void make_candidates() {
        for (std::size_t f = 0; f < report_.futures.size(); ++f) {
            std::string const& id = report_.futures[f].id;
            add("look_ahead_" + id,
                fmt::format("the first phase that is worth most of those found, if '{}' comes", id))
                .made_for = f;
        }
        if (report_.futures.size() > 1) {
            add("expected", "the first phase that is worth most of those found, in the mean of who may come "
                            "by how likely "
                            "they do");
        }
        if (project_.phases.size() > 1) {
            add("step_by_step", "each phase for those that connect in it, as if it were the last").steps =
                true;
            add("wait", "nothing in the first phase; from the second on what the future needs").nothing =
                true;
        }
        // A first phase of each, a plan in each future from each, and those step by step.
        std::size_t const futures = report_.futures.size();
        total_ = contenders_.size() * (1 + futures) + (project_.phases.size() > 1 ? futures : 0);
    }

    [[nodiscard]] BuildOut nothing_built() const {
        BuildOut out;
        out.project = project_;
        return out;
    }

    void plan_first(Contender& contender) {
        Expectation expected;
        if (contender.made_for || contender.steps || contender.nothing) {
            expected.arrival = report_.arrivals[contender.made_for.value_or(0)];
        } else {
            expected = mean_future();
        }
        BuildOut from = nothing_built();
        std::vector<PlannedNetwork> plans;
        if (!contender.nothing) {
            plans = detail::look_ahead(shared_, from, expected, contender.steps ? 0 : last_phase(),
                                       from.nothing_planned);
        }
        if (plans.empty()) {
            contender.first = build_first(from, nullptr, expected.arrival);
            return;
        }
        double best = worthless;
        for (std::size_t i = 0; i < plans.size(); ++i) {
            BuildOut first = build_first(from, &plans[i], expected.arrival);
            double const worth = plans.size() > 1 ? worth_followed(contender, first, plans[i]) : 0.0;
            if (i == 0 || worth > best) {
                best = worth;
                contender.first = std::move(first);
                contender.plan = std::move(plans[i]);
            }
        }
    }

    [[nodiscard]] BuildOut build_first(BuildOut const& from, PlannedNetwork const* plan,
                                       std::vector<int> const& arrival) const {
        BuildOut first = from;
        bool const too_small = detail::build_phase(shared_, first, plan, arrival, LargerPipesMode::none);
        if (too_small && !first.failure.empty()) {
            first = from;
            detail::build_phase(shared_, first, plan, arrival, LargerPipesMode::where_in_the_way);
        }
        if (!from.nothing_planned.empty() && !first.phases.empty()) {
            first.phases.front().diagnosis = "nothing is built: " + from.nothing_planned;
        }
        return first;
    }

    // What the plan is worth that the first phase is the beginning of, in what it is made for.
    [[nodiscard]] double worth_followed(Contender const& contender, BuildOut const& first,
                                        PlannedNetwork const& plan) const {
        std::vector<PhasedPlan> plans(report_.futures.size());
        for (std::size_t f = 0; f < plans.size(); ++f) {
            if (contender.made_for.value_or(f) == f) {
                plans[f] = detail::follow(shared_, first, &plan, report_.arrivals[f]);
            }
        }
        return worth(contender, plans);
    }

    // In the future that the contender looks ahead to, or in the mean of all.
    [[nodiscard]] double worth(Contender const& contender, std::vector<PhasedPlan> const& plans) const {
        double sum = 0.0;
        for (std::size_t f = 0; f < plans.size(); ++f) {
            if (contender.made_for.value_or(f) != f) {
                continue;
            }
            if (!plans[f].feasible) {
                return worthless;
            }
            sum += (contender.made_for ? 1.0 : report_.futures[f].probability) * plans[f].money.net();
        }
        return sum;
    }

    template <class Work>
    void side_by_side(std::size_t pieces, Work const& work) {
        detail::over_threads(pieces, options_.threads, [&](std::size_t) {
            return [&](std::size_t piece) {
                try {
                    work(piece);
                } catch (detail::PhasingStopped const&) {
                    throw detail::WorkStopped{};
                }
                ++done_;
            };
        });
        if (stopped_) {
            throw detail::PhasingStopped{};
        }
    }

    void plan_first_phases() {
        stage_ = "first phases";
        side_by_side(contenders_.size(), [&](std::size_t i) {
            Contender& contender = contenders_[i];
            detail::KeptFirstPhase first{
                .work = options_.kept, .out = contender.first, .plan = contender.plan};
            keep_piece(options_.kept, "first phase of " + contender.strategy.id, first,
                       [&] { plan_first(contender); });
        });
        for (std::size_t i = 0; i < contenders_.size(); ++i) {
            auto const same = std::ranges::find_if(contenders_, [&](Contender const& one) {
                return &one == &contenders_[i] || same_first(one.first, contenders_[i].first);
            });
            contenders_[i].same_first = static_cast<std::size_t>(same - contenders_.begin());
        }
    }

    void plan_the_rest() {
        stage_ = "futures";
        std::size_t const futures = report_.futures.size();
        for (Contender& contender : contenders_) {
            contender.ahead.resize(futures);
            contender.strategy.plans.resize(contender.steps ? futures : 0);
        }
        side_by_side(total_ - contenders_.size(), [&](std::size_t piece) {
            std::size_t const position = piece / futures;
            std::size_t const future = piece % futures;
            if (position == contenders_.size()) {
                plan_steps(future);
            } else if (contenders_[position].same_first == position) {
                plan_ahead(position, future);
            }
        });
        choose_first_phases();
    }

    void plan_steps(std::size_t future) {
        for (Contender& contender : contenders_) {
            if (contender.steps) {
                PhasedPlan& plan = contender.strategy.plans[future];
                detail::KeptPlan kept{.work = options_.kept, .plan = plan};
                keep_piece(
                    options_.kept, contender.strategy.id + " in " + report_.futures[future].id, kept,
                    [&] { plan = detail::step_by_step(shared_, contender.first, report_.arrivals[future]); });
            }
        }
    }

    // The first phase is built; what comes is known now.
    void plan_ahead(std::size_t position, std::size_t future) {
        Contender& contender = contenders_[position];
        PhasedPlan& plan = contender.ahead[future];
        detail::KeptPlan kept{.work = options_.kept, .plan = plan};
        keep_piece(options_.kept, "after " + contender.strategy.id + " in " + report_.futures[future].id,
                   kept, [&] { plan = best_after(position, future); });
    }

    [[nodiscard]] PhasedPlan best_after(std::size_t position, std::size_t future) const {
        std::vector<int> const& arrival = report_.arrivals[future];
        auto const begins_so = [&](Contender const& one) { return one.same_first == position; };
        bool const stepped = std::ranges::any_of(
            contenders_, [&](Contender const& one) { return one.steps && begins_so(one); });
        PhasedPlan best = detail::best_from(shared_, contenders_[position].first, arrival,
                                            stepped ? detail::Steps::left_out : detail::Steps::tried);
        for (Contender const& one : contenders_) {
            if (begins_so(one) && one.made_for.value_or(future) == future && one.plan && !one.steps) {
                // The plan that the first phase was the beginning of.
                PhasedPlan straight = detail::follow(shared_, one.first, &*one.plan, arrival);
                if (is_better(straight, best)) {
                    best = std::move(straight);
                }
            }
        }
        return best;
    }

    // Of all that were tried, for each strategy that looks ahead the one that is worth most for what it looks
    // ahead to; its own where none is worth more.
    void choose_first_phases() {
        for (Contender const& contender : contenders_) {
            for (std::size_t f = 0; contender.steps && f < report_.futures.size(); ++f) {
                PhasedPlan& ahead = contenders_[contender.same_first].ahead[f];
                if (is_better(contender.strategy.plans[f], ahead)) {
                    ahead = contender.strategy.plans[f];
                }
            }
        }
        for (Contender& contender : contenders_) {
            contender.takes = contender.same_first;
            if (contender.steps) {
                continue;
            }
            double most = worth(contender, contenders_[contender.takes].ahead);
            for (std::size_t k = 0; k < contenders_.size() && !contender.nothing; ++k) {
                double const here =
                    contenders_[k].same_first == k ? worth(contender, contenders_[k].ahead) : worthless;
                if (here > most) {
                    most = here;
                    contender.takes = k;
                }
            }
            PhasingStrategy& strategy = contender.strategy;
            strategy.plans = contenders_[contender.takes].ahead;
            if (contender.takes != contender.same_first) {
                strategy.first_phase_of = contenders_[contender.takes].strategy.id;
            }
            auto const alike = std::ranges::find_if(contenders_, [&](Contender const& one) {
                return &one == &contender || (!one.steps && one.takes == contender.takes);
            });
            if (&*alike != &contender) {
                strategy.same_as = alike->strategy.id;
            }
        }
    }

    void judge() {
        std::size_t const futures = report_.futures.size();
        std::vector<double> best(futures, worthless);
        for (Contender const& contender : contenders_) {
            for (std::size_t f = 0; f < futures; ++f) {
                PhasedPlan const& plan = contender.strategy.plans[f];
                best[f] = plan.feasible ? std::max(best[f], plan.money.net()) : best[f];
            }
        }
        for (std::size_t f = 0; f < futures; ++f) {
            report_.perfect_information += report_.futures[f].probability * best[f];
        }
        for (Contender& contender : contenders_) {
            PhasingStrategy& strategy = contender.strategy;
            for (std::size_t f = 0; f < futures; ++f) {
                PhasedPlan const& plan = strategy.plans[f];
                double const regret = plan.feasible ? best[f] - plan.money.net() : nan;
                strategy.regret.push_back(regret);
                strategy.expected_value +=
                    plan.feasible ? report_.futures[f].probability * plan.money.net() : nan;
                strategy.largest_regret = std::isnan(regret) || std::isnan(strategy.largest_regret)
                                              ? nan
                                              : std::max(strategy.largest_regret, regret);
            }
            if (BuildOut const& out = contenders_[contender.takes].first; !out.phases.empty()) {
                PhaseResult const& first = out.phases.front();
                strategy.first_capital = first.pipe_capital + first.connection_cost + first.source_capital;
            }
        }
        choose();
    }

    void choose() {
        bool const by_regret = project_.phasing.goal == PhasingGoal::least_regret;
        std::optional<std::size_t> best;
        auto const score = [&](PhasingStrategy const& strategy) {
            return by_regret ? -strategy.largest_regret : strategy.expected_value;
        };
        for (std::size_t i = 0; i < contenders_.size(); ++i) {
            PhasingStrategy const& strategy = contenders_[i].strategy;
            if (!std::isnan(score(strategy)) &&
                (!best || score(strategy) > score(contenders_[*best].strategy))) {
                best = i;
            }
        }
        for (Contender& contender : contenders_) {
            report_.strategies.push_back(std::move(contender.strategy));
        }
        auto const builds = [](PhasedPlan const& plan) {
            return std::ranges::any_of(
                plan.phases, [](PhaseResult const& one) { return one.connected > 0 || !one.pipes.empty(); });
        };
        if (!best || std::ranges::none_of(report_.strategies[*best].plans, builds)) {
            report_.status = PhasingStatus::infeasible;
            report_.diagnosis = best
                                    ? "nothing that could be built is worth it, or confirmed, in every future"
                                    : "no strategy is confirmed in every future";
            report_.diagnosis += detail::why_nothing_is_built(report_);
            return;
        }
        report_.chosen = *best;
        report_.status = PhasingStatus::planned;
    }

    Project const& project_;
    Catalogue const& catalogue_;
    DistrictMap const& map_;
    std::vector<DemandBenchmark> const& benchmarks_;
    PhasingOptions const& options_;
    PhasingOptions inner_;
    PhasingGoOn const& tell_;
    PhasingReport report_;
    BuildOutProblem shared_;
    std::vector<std::uint8_t> connected_; // of the map's buildings
    std::vector<Contender> contenders_;
    std::mutex telling_;
    std::string_view stage_{"present network"};
    std::atomic<std::size_t> done_{0};
    std::size_t total_{0};
    std::atomic<bool> stopped_{false};
};

} // namespace

PhasingReport plan_phases(Project const& project, Catalogue const& catalogue, DistrictMap const& map,
                          std::vector<DemandBenchmark> const& benchmarks, PhasingOptions const& options,
                          PhasingGoOn const& go_on) {
    return PhasePlanner{project, catalogue, map, benchmarks, options, go_on}.run();
}

} // namespace saggar
