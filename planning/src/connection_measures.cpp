// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// The cheapest set of measures for one candidate, over its tie-ins. Each set is solved at the points that are
// known to bind, with larger pipes for what is left, and what works there at every point of the envelope.

#include "booster_heads.hpp"
#include "connection_study.hpp"
#include "hottest.hpp"
#include "measure_help.hpp"
#include "measure_search.hpp"
#include "parallel_pairs.hpp"
#include "recharge.hpp"

#include "extended_project.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <utility>

namespace saggar::detail {

namespace {

constexpr double unknown_cost = 1e12; // ranks behind whatever is known
constexpr std::size_t most_places = 4;
constexpr int most_rounds = 50;
constexpr int flow_rounds = 4; // until less flow does not come colder for it by more than it matters

// Measures that let the branch itself be smaller.
bool shrinks_branch(Measure const& measure) {
    return measure.kind == MeasureKind::supply_temperature ||
           ((measure.kind == MeasureKind::return_temperature ||
             measure.kind == MeasureKind::peak_reduction) &&
            measure.candidate);
}

class MeasureStudy {
public:
    MeasureStudy(ConnectionStudy const& study, Candidate const& candidate, std::vector<TieIn> const& ways)
        : study_{study},
          candidate_{candidate},
          measures_{study.project().measures},
          ways_{ways},
          parallel_{std::ranges::find(measures_, MeasureKind::parallel_pipe, &Measure::kind)} {}

    ConnectionResult run() {
        std::vector<WaitingSet> first;
        for (std::size_t way = 0; way < ways_.size(); ++way) {
            prepare(way);
            first.push_back({.way = way, .set = {}});
        }
        SearchOracle const oracle{
            .least_cost = [&](WaitingSet const& waiting) { return least(waiting); },
            .solve = [&](WaitingSet const& waiting, double bound) { return solve(waiting, bound); }};
        SearchEnd const end =
            cheapest_set(first, std::numeric_limits<double>::infinity(), study_.options().most_sets, oracle);
        if (!best_ && !plain_would_do_) {
            study_.leave_vain_pipes(candidate_, *plain_);
        }
        ConnectionResult result = std::move((best_ ? *best_ : *plain_).result);
        if (best_) {
            tried_[best_row_].chosen = true;
        }
        result.tried = std::move(tried_);
        result.search_complete = end.complete;
        result.largest_load_w =
            study_.options().largest_loads
                ? study_.largest_load_w(candidate_, (best_ ? *best_ : *plain_).way, result)
                : std::numeric_limits<double>::quiet_NaN();
        return result;
    }

private:
    struct Way {
        SizeRange sizes{0, 0};        // of the branch, in the family: the largest is that without measures
        Trial trial;                  // with that
        std::optional<bool> too_cold; // whatever is done; once it was asked
    };

    // Also by what it changes elsewhere: water comes from other plants.
    [[nodiscard]] bool may_shrink_branch(Measure const& measure) const {
        bool const same_flows =
            measure.kind == MeasureKind::booster || measure.kind == MeasureKind::parallel_pipe;
        return shrinks_branch(measure) || is_further_heat(measure) ||
               (study_.base().network->plants.size() > 1 && !same_flows);
    }

    // The branch without measures, and how small one could be with those that let it be smaller.
    void prepare(std::size_t way) {
        Way made;
        auto sized = study_.sized_branch(candidate_, *candidate_.peak_kw, ways_[way], {},
                                         study_.first_points(), study_.all_sizes(), SteadyState{});
        made.trial = std::move(sized.trial);
        made.sizes = {.smallest = sized.size, .largest = sized.size};
        if (std::ranges::any_of(measures_, [&](Measure const& one) { return may_shrink_branch(one); })) {
            made.sizes.smallest = smallest_size(way, made);
        }
        prepared_.push_back(std::move(made));
    }

    // With every measure that makes it smaller at its full size, and as if water came as hot as the hottest
    // plant or further heat sends it: then the same pipe carries the candidate's peak with less flow, which
    // is what the same water would carry of a smaller peak.
    std::size_t smallest_size(std::size_t way, Way const& plain) {
        MeasureSet all;
        for (std::size_t i = 0; i < measures_.size(); ++i) {
            if (shrinks_branch(measures_[i])) {
                SizedMeasure& one = all.emplace_back();
                one.measure = i;
                one.step = measures_[i].steps;
            }
        }
        ConnectionStudy const* const enough = study_.lacks_heat(plain.trial) ? study_.enough_heat() : nullptr;
        ConnectionStudy const& study = enough != nullptr ? *enough : study_;
        SizeRange range{.smallest = 0, .largest = plain.sizes.largest};
        try {
            double share = 1.0;
            for (int round = 0; round < flow_rounds && range.largest > 0; ++round) {
                auto const sized = study.sized_branch(candidate_, share * *candidate_.peak_kw, ways_[way],
                                                      all, study.first_points(), range, SteadyState{});
                range.largest = sized.size;
                if (!sized.trial.report.converged()) {
                    return 0;
                }
                double const less = least_flow(sized.trial);
                if (less >= share) {
                    break;
                }
                share = less;
            }
            return range.largest;
        } catch (Error const&) { // together they make no sense
            return 0;
        }
    }

    // The share of a trial's own flow per heat that is left where water arrives as hot as it is sent out by
    // the hottest.
    [[nodiscard]] double least_flow(Trial const& trial) const {
        std::size_t const own = study_.base().network->substations.size();
        double const now_c = trial.envelope.substation_supply_temperature_c[own];
        double const back_c = trial.state.substation_return_temperature_c[own];
        double hottest_c = now_c;
        for (Measure const& measure : measures_) {
            hottest_c =
                is_further_heat(measure) ? std::max(hottest_c, *measure.supply_temperature_c) : hottest_c;
        }
        if (study_.base().network->plants.size() > 1) { // their water may be shared out otherwise
            for (double const sent_c : trial.state.plant_supply_temperature_c) {
                hottest_c = std::max(hottest_c, sent_c);
            }
        }
        return hottest_c > now_c && now_c > back_c ? (now_c - back_c) / (hottest_c - back_c) : 1.0;
    }

    // The branch at this width is no smaller than the smallest there is.
    [[nodiscard]] double least(WaitingSet const& waiting) const {
        Way const& way = prepared_[waiting.way];
        std::size_t const size = ConnectionStudy::size_at(way.sizes.smallest, waiting.width);
        double const branch = study_.cost_of_branch(candidate_, ways_[waiting.way], *study_.family()[size])
                                  .value_or(unknown_cost);
        return branch + least_cost(study_.project(), waiting.set, candidate_);
    }

    // What a result costs, for comparison.
    static double ranked_cost(ConnectionResult const& result) {
        double sum = result.branch->cost.value_or(unknown_cost);
        for (Reinforcement const& one : result.reinforcements) {
            sum += one.cost.value_or(unknown_cost);
        }
        for (TakenMeasure const& one : result.measures) {
            sum += one.cost();
        }
        return sum;
    }

    // The least that it could come to with second pairs in place of larger ones, where they are offered.
    [[nodiscard]] double hoped_cost(ConnectionResult const& result) const {
        double cost = ranked_cost(result);
        for (Reinforcement const& one : result.reinforcements) {
            cost -= one.cost.value_or(unknown_cost) - least_cost_of(one);
        }
        return cost;
    }

    // Also with others in place of those that were made larger for pressure elsewhere.
    [[nodiscard]] double least_hoped_cost(Attempt const& attempt) const {
        double cost = ranked_cost(attempt.result);
        for (Reinforcement const& one : attempt.result.reinforcements) {
            bool const may_go = is_for_pressure(attempt, one.pair) && !attempt.sized_together;
            double const least = may_go ? 0.0 : least_cost_of(one);
            cost -= one.cost.value_or(unknown_cost) - least;
        }
        return cost;
    }

    [[nodiscard]] double least_cost_of(Reinforcement const& one) const {
        double const larger = one.cost.value_or(unknown_cost);
        return parallel_ != measures_.end() ? std::min(larger, least_cost_beside(study_, *parallel_, one))
                                            : larger;
    }

    SearchAnswer solve(WaitingSet const& waiting, double bound) {
        Attempt attempt;
        attempt.way = ways_[waiting.way];
        attempt.set = waiting.set;
        attempt.width = waiting.width;
        attempt.result = study_.blank(candidate_);
        attempt.points = study_.first_points();
        SearchAnswer answer;
        try {
            begin(attempt, waiting.way);
        } catch (Error const& error) { // the project with these measures is none
            log(attempt, SetVerdict::infeasible, {}, error.what());
            return answer;
        }
        Trouble const trouble = trouble_of(attempt.trial, study_.base());
        // Whatever helps beside a wider branch is known from the one that lacks more.
        bool const grows = waiting.width == 0;
        if (grows && !trouble.none() && !too_cold_for_all(trouble, waiting.way)) {
            answer.next = next_sets(trouble, attempt.set, measures_);
        }
        if (grows && beyond_pipes(trouble)) {
            add_boosters(attempt, answer);
        }
        bool const pipes_may_help =
            attempt.set.empty() ? !study_.lacks_heat(attempt.trial) : !beyond_pipes(trouble);
        if (trouble.solved && pipes_may_help) {
            double const measures = least_cost(study_.project(), attempt.set, candidate_);
            auto const more = [&, measures](double cost, Attempt const& one) {
                return cost + (one.result.measures.empty() ? measures : 0.0) >= bound;
            };
            auto const dearer = [&](Attempt const& one) { return more(least_hoped_cost(one), one); };
            // A booster leaves flows as they are: it can only help where pressure lacks although every pipe
            // has room for its flow.
            study_.reinforce(candidate_, attempt, dearer, PipesFor::flow);
            if (grows && !beyond_pipes(trouble) && !dearer(attempt)) {
                add_boosters(attempt, answer);
            }
            study_.reinforce(candidate_, attempt, dearer);
            study_.spare_pipes(candidate_, attempt);
            if (dearer(attempt) || more(hoped_cost(attempt.result), attempt)) {
                study_.finish(candidate_, attempt);
                answer.wider = next_width(attempt, waiting);
                log(attempt, SetVerdict::dearer, trouble, "comes to more than a set that works");
                return answer;
            }
            complete(attempt, dearer);
        }
        rate_boosters(study_, candidate_, attempt);
        study_.finish(candidate_, attempt);
        answer.wider = next_width(attempt, waiting);
        conclude(attempt, bound, answer);
        return answer;
    }

    // A booster's head depends on what the branch takes of the pressure. Where even the widest leaves
    // somebody short, no width between does better.
    std::optional<std::size_t> next_width(Attempt const& attempt, WaitingSet const& waiting) {
        std::size_t const width = study_.next_width(attempt);
        bool const there = ConnectionStudy::size_at(attempt.own_size, width) < study_.family().size();
        if (!there || !(study_.wider_branch_may_pay(candidate_, attempt) ||
                        (has_booster(measures_, attempt.set) &&
                         ConnectionStudy::branch_takes_pressure(candidate_, attempt.trial)))) {
            return std::nullopt;
        }
        bool const exhausted = waiting.width == 0 && !attempt.given_up &&
                               lacks_pressure(trouble_of(attempt.trial, study_.base()));
        return exhausted && study_.wider_branch_is_vain(candidate_, attempt) ? std::nullopt
                                                                             : std::optional{width};
    }

    void add_boosters(Attempt const& attempt, SearchAnswer& answer) const {
        Trouble const trouble = trouble_of(attempt.trial, study_.base());
        for (MeasureSet& set :
             sets_with_booster(attempt.trial, study_.base(), trouble, attempt.set, measures_, most_places)) {
            answer.next.push_back(std::move(set));
        }
    }

    // Whether it is too cold even with every measure that makes water hotter at its full size: then no set
    // helps at this tie-in.
    bool too_cold_for_all(Trouble const& trouble, std::size_t way) {
        bool const cold = std::ranges::find(trouble.limits, LimitKind::substation_supply_temperature) !=
                          trouble.limits.end();
        if (!cold) {
            return false;
        }
        if (!prepared_[way].too_cold) {
            prepared_[way].too_cold = hottest_is_too_cold(way);
        }
        return *prepared_[way].too_cold;
    }

    bool hottest_is_too_cold(std::size_t way) {
        auto const hottest =
            too_cold_at_full_size(study_, candidate_, ways_[way], prepared_[way].sizes.largest);
        if (hottest && !hottest->set.empty()) {
            log(*hottest, SetVerdict::infeasible, trouble_of(hottest->trial, study_.base()),
                hottest->result.reason + "; no smaller size can do more");
        }
        return hottest.has_value();
    }

    // The branch, the boosters' heads and the first solution.
    void begin(Attempt& attempt, std::size_t way) {
        Way const& prepared = prepared_[way];
        if (attempt.set.empty()) {
            attempt.trial = prepared.trial;
            attempt.own_size = prepared.sizes.largest;
        } else {
            for (SizedMeasure& one : attempt.set) { // any head does, for the branch
                one.head_m = measures_[one.measure].maximum_head_m.value_or(0.0);
            }
            size_branch(attempt, way);
        }
        std::size_t const size = ConnectionStudy::size_at(attempt.own_size, attempt.width);
        study_.set_branch(candidate_, attempt, *study_.family()[size]);
        if (size != attempt.own_size || attempt.trial.network == nullptr) {
            study_.solve_again(attempt, study_.project_of(candidate_, attempt), attempt.points);
        }
        if (has_booster(measures_, attempt.set)) {
            find_heads(study_, candidate_, attempt);
        }
    }

    // Once for each set: at other widths it is the same.
    void size_branch(Attempt& attempt, std::size_t way) {
        Way const& prepared = prepared_[way];
        std::string const name = fmt::format("{}|{}", way, key(attempt.set));
        if (auto const known = own_sizes_.find(name); known != own_sizes_.end()) {
            attempt.own_size = known->second;
            attempt.trial.state = prepared.trial.state;
            return;
        }
        auto sized = study_.sized_branch(candidate_, *candidate_.peak_kw, attempt.way, attempt.set,
                                         attempt.points, prepared.sizes, prepared.trial.state);
        attempt.own_size = own_sizes_[name] = sized.size;
        attempt.trial = std::move(sized.trial);
    }

    // Every point solved; those that turn out to bind join the points that heads and pipes are found for.
    void complete(Attempt& attempt, std::function<bool(Attempt const&)> const& dearer) {
        for (int round = 0; round < most_rounds; ++round) {
            if (!attempt.trial.whole) {
                study_.solve_again(attempt, attempt.trial.project, std::nullopt);
            }
            Trouble const trouble = trouble_of(attempt.trial, study_.base());
            bool const other_head = has_booster(measures_, attempt.set) && lacks_pressure(trouble);
            bool const larger = trouble.solved && study_.larger_pipe_helps(candidate_, attempt);
            if (!trouble.solved || trouble.none() || beyond_pipes(trouble) || !(other_head || larger)) {
                return;
            }
            std::size_t const known = attempt.points.size();
            std::size_t const pipes = attempt.result.reinforcements.size();
            add_binding_points(attempt.trial, attempt.points);
            if (other_head) {
                find_heads(study_, candidate_, attempt);
            }
            study_.reinforce(candidate_, attempt, dearer);
            study_.spare_pipes(candidate_, attempt);
            bool const same =
                attempt.points.size() == known && attempt.result.reinforcements.size() == pipes && !larger;
            if (dearer(attempt) || same) {
                return;
            }
        }
    }

    void conclude(Attempt& attempt, double bound, SearchAnswer& answer) {
        Trouble trouble = trouble_of(attempt.trial, study_.base());
        bool works = trouble.none() && attempt.trial.whole;
        bool const would_do =
            !works && study_.lacks_heat(attempt.trial) && judge_for_enough_heat(attempt, trouble);
        std::string reason = attempt.result.reason;
        if (works) {
            if (auto const empty = cannot_recharge(study_, candidate_, attempt)) {
                works = false;
                reason = *empty;
            }
        }
        if (works && parallel_ != measures_.end() && hoped_cost(attempt.result) < bound) {
            double_where_cheaper(study_, candidate_, *parallel_, attempt);
            reason = attempt.result.reason;
        }
        double const cost = ranked_cost(attempt.result);
        bool const cheaper = works && cost < bound;
        log(attempt,
            !works    ? SetVerdict::infeasible
            : cheaper ? SetVerdict::feasible
                      : SetVerdict::dearer,
            trouble, works && !cheaper ? "works, but comes to more" : reason);
        if (cheaper) {
            answer.cost = cost;
            best_ = std::move(attempt);
            best_row_ = tried_.size() - 1;
        } else if (attempt.set.empty() && attempt.width == 0 &&
                   (!plain_ || better(attempt.result, plain_->result))) {
            plain_ = std::move(attempt);
            plain_would_do_ = would_do;
        }
    }

    // Of a network that is short of heat neither flows nor pipes say anything: what plants would have to give
    // does. Whether the branch and larger pipes alone would then do.
    bool judge_for_enough_heat(Attempt& attempt, Trouble& trouble) {
        ConnectionResult& result = attempt.result;
        bool would_do = false;
        if (attempt.set.empty()) {
            would_do = study_.size_for_enough_heat(candidate_, {attempt.way}, attempt);
        } else if (ConnectionStudy const* const enough = study_.enough_heat()) {
            auto const missing = study_.missing_heat(
                enough->solve(enough->project_of(candidate_, attempt), enough->first_points()));
            if (missing) {
                result.binding = LimitKind::plant_heat;
                result.binding_element = missing->plant;
                result.reason = missing->text;
            }
        }
        if (result.binding == LimitKind::plant_heat) {
            trouble.first = result.binding;
            trouble.element = result.binding_element;
        }
        return would_do;
    }

    void log(Attempt const& attempt, SetVerdict verdict, Trouble const& trouble, std::string reason) {
        TriedSet row;
        TieIn const& way = attempt.way;
        Project const& project = study_.project();
        row.tie_in = way.pair >= 0 ? project.pipe_pairs[static_cast<std::size_t>(way.pair)].id
                                   : project.nodes[static_cast<std::size_t>(way.node)].id;
        row.measures = in_words(measures_, attempt.set, candidate_);
        row.branch = attempt.result.branch ? attempt.result.branch->catalogue : "";
        row.larger_pairs = attempt.result.reinforcements.size();
        double const cost =
            attempt.result.branch ? ranked_cost(attempt.result) : std::numeric_limits<double>::infinity();
        row.cost = cost < unknown_cost ? std::optional{cost} : std::nullopt;
        row.verdict = verdict;
        if (verdict == SetVerdict::infeasible) {
            row.limit = trouble.first;
            row.element = users_id(candidate_, trouble.element);
        }
        row.reason = std::move(reason);
        tried_.push_back(std::move(row));
    }

    ConnectionStudy const& study_;
    Candidate const& candidate_;
    std::vector<Measure> const& measures_;
    std::vector<TieIn> const& ways_;
    std::vector<Measure>::const_iterator parallel_;
    std::vector<Way> prepared_;
    std::map<std::string, std::size_t> own_sizes_; // of the branch, by tie-in and set
    std::vector<TriedSet> tried_;
    std::optional<Attempt> best_; // the cheapest of those that work, with larger pipes or second ones
    std::size_t best_row_{0};
    std::optional<Attempt> plain_; // with larger pipes alone
    bool plain_would_do_{false};   // were there heat enough
};

} // namespace

ConnectionResult judge_with_measures(ConnectionStudy const& study, Candidate const& candidate,
                                     std::vector<TieIn> const& ways) {
    return MeasureStudy{study, candidate, ways}.run();
}

} // namespace saggar::detail
