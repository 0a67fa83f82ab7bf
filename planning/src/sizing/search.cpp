// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "search.hpp"

#include "in_the_way.hpp"
#include "reliefs.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace saggar::detail {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr int rule_rounds = 10;
// Neighbours that the model thinks dearer than this, relative to the whole, are not asked about.
constexpr double promising = 2e-3;
// Nor are more than so many in a row that turn out dearer.
constexpr int patience = 20;
constexpr std::size_t small_envelope = 10; // points

} // namespace

SizingSearch::SizingSearch(std::shared_ptr<Network const> const& network, SizingSettings const& settings,
                           SizingProgress progress)
    : settings_{settings},
      progress_{std::move(progress)},
      judge_{network->project(), *network, settings, [this] { ask(); }} {}

void SizingSearch::ask() {
    if (progress_ && !progress_(designs_, best_ ? best_->cost.total() : nan)) {
        throw SizingStopped{};
    }
    ++designs_;
}

Design SizingSearch::look(Sizes const& sizes, Design const* start) {
    Design design = judge_.judge(sizes, start);
    known_[sizes] = design.verified();
    if (design.verified() && (!best_ || design.cost.total() < best_->cost.total())) {
        best_ = design;
    }
    if (design.solved) {
        last_ = design;
    }
    if (!design.verified()) {
        worst_ = what_is_broken(design);
    }
    return design;
}

// Flows to begin with: of the network as it is, else of one with the largest pipes, both without heat loss.
std::optional<Design> SizingSearch::begin(SizingReport& report) {
    Design design = judge_.lossless({});
    if (!design.solved || !design.unserved.empty() || !design.cold.empty()) {
        std::size_t const largest = judge_.options().entries.size() - 1;
        design = judge_.lossless(Sizes(judge_.options().pairs.size(), largest));
    }
    if (!design.solved) {
        report.status = SizingStatus::unsolved;
        report.diagnosis = design.diagnosis;
        return std::nullopt;
    }
    return design;
}

RuleDesign SizingSearch::try_rule(SizingRule const& rule, Design const& flows) {
    RuleDesign result{.rule = rule.name, .verified = false, .diagnosis = {}, .cost = {}};
    SizingDemands demands = no_demands(judge_, *flows.network);
    Design now = flows;
    Sizes sizes;
    for (int round = 0; round < rule_rounds; ++round) {
        SizingModel const model{judge_, now, demands};
        Sizes next = model.mended(sizes_by(rule, model, judge_.options()));
        if (next == sizes) {
            break; // nothing more was learnt
        }
        sizes = std::move(next);
        Design design = look(sizes, now.load_states.empty() ? nullptr : &now);
        if (!design.solved) {
            result.diagnosis = design.diagnosis;
            break;
        }
        now = std::move(design);
        if (now.verified()) {
            result.verified = true;
            result.cost = now.cost;
            result.diagnosis.clear();
            if (!rule_cost_ || now.cost.total() < rule_cost_->total()) {
                rule_cost_ = now.cost;
                rule_sizes_ = sizes;
            }
            break;
        }
        result.diagnosis = what_is_broken(now);
        if (!learn(now, judge_, demands)) {
            break;
        }
    }
    return result;
}

void SizingSearch::try_rules(Design const& lossless, SizingReport& report) {
    for (SizingRule const& rule : sizing_rules()) {
        // Flows with heat losses as soon as some are known.
        Design const flows = last_ ? *last_ : lossless;
        RuleDesign made = try_rule(rule, flows);
        if (made.verified && flows.load_states.empty()) { // again with those
            Design const real = *last_;
            RuleDesign again = try_rule(rule, real);
            if (again.verified && again.cost.total() <= made.cost.total()) {
                made = std::move(again);
            }
        }
        report.rules.push_back(std::move(made));
        if (report.rules.back().verified && rule_cost_->total() == report.rules.back().cost.total()) {
            report.best_rule = rule.name;
        }
    }
    report.rule_cost = rule_cost_;
}

void SizingSearch::optimise(SizingReport& report) {
    Design now = best_ ? *best_ : *last_;
    SizingDemands demands = no_demands(judge_, *now.network);
    if (!now.verified()) {
        static_cast<void>(learn(now, judge_, demands));
    }
    for (report.rounds = 0; report.rounds < settings_.maximum_rounds; ++report.rounds) {
        SizingModel const model{judge_, now, demands};
        auto next = model.best(now.sizes);
        if (!next) {
            if (worst_.empty()) {
                worst_ = "no sizes of the family leave every consumer its differential pressure";
            }
            break;
        }
        auto const known = known_.find(*next);
        if (known != known_.end() && (known->second || *next == now.sizes)) {
            break; // confirmed before: model and solver agree
        }
        Design design = look(*next, &now);
        if (!design.solved) {
            break;
        }
        now = std::move(design);
        if (!now.verified() && !learn(now, judge_, demands)) {
            break;
        }
    }
}

// Asks the solver about neighbours of the best, those first that the model thinks cheapest.
bool SizingSearch::try_moves(std::size_t& left, bool doubles) {
    SizingModel const model{judge_, *best_, no_demands(judge_, *best_->network)};
    Sizes const centre = best_->sizes;
    double const present = model.cost(centre).total();
    double const most = present + promising * best_->cost.total();
    std::vector<std::pair<double, Sizes>> moves;
    auto const consider = [&](Sizes sizes) {
        if (!known_.contains(sizes)) {
            if (double const cost = model.cost(sizes).total(); cost < most) {
                moves.emplace_back(cost, std::move(sizes));
            }
        }
    };
    auto const stepped = [&](Sizes sizes, std::size_t pair, int step) -> std::optional<Sizes> {
        auto const k = static_cast<std::int64_t>(sizes[pair]) + step;
        if (k < static_cast<std::int64_t>(judge_.options().least[pair]) ||
            k >= static_cast<std::int64_t>(judge_.options().entries.size())) {
            return std::nullopt;
        }
        sizes[pair] = static_cast<std::size_t>(k);
        return sizes;
    };
    for (std::size_t i = 0; i < centre.size(); ++i) {
        for (int const step : {-1, 1}) {
            auto const one = stepped(centre, i, step);
            if (!one) {
                continue;
            }
            if (!doubles) {
                consider(*one);
                continue;
            }
            for (std::size_t j = i + 1; j < centre.size(); ++j) {
                for (int const other : {-1, 1}) {
                    if (auto two = stepped(*one, j, other)) {
                        consider(std::move(*two));
                    }
                }
            }
        }
    }
    std::ranges::stable_sort(moves, {}, &std::pair<double, Sizes>::first);
    int in_vain = 0;
    for (auto const& [cost, sizes] : moves) {
        if (left == 0 || ++in_vain > patience) {
            return false;
        }
        --left;
        double const before = best_->cost.total();
        Design const start = *best_;
        // Of a large envelope a few points first: costs are those of the part loads, which it solves as well.
        if (start.envelope.points_in_all > small_envelope) {
            Design const first = judge_.first_look(sizes, start);
            known_[sizes] = false;
            if (!first.verified() || first.cost.total() >= before) {
                continue;
            }
        }
        if (look(sizes, &start).verified() && best_->cost.total() < before) {
            return true;
        }
    }
    return false;
}

void SizingSearch::polish() {
    constexpr std::size_t most_for_doubles = 40;
    constexpr std::size_t most_for_singles = 4000; // beyond, finding the moves takes longer than it is worth
    if (!best_ || best_->sizes.size() > most_for_singles) {
        return;
    }
    auto left = static_cast<std::size_t>(std::max(0, settings_.polishing_solves));
    bool better = true;
    while (better && left > 0) {
        better = try_moves(left, false);
        if (!better && left > 0 && best_->sizes.size() <= most_for_doubles) {
            better = try_moves(left, true);
        }
    }
}

void SizingSearch::run(SizingReport& report) {
    report.unpriced = judge_.options().unpriced;
    if (judge_.options().entries.empty() || judge_.options().pairs.empty()) {
        report.status = SizingStatus::infeasible;
        report.diagnosis = "no entry of the family can be laid at the pairs";
        return;
    }
    auto const lossless = begin(report);
    if (!lossless) {
        return;
    }
    try_rules(*lossless, report);
    if (!last_) {
        report.status = SizingStatus::unsolved;
        report.diagnosis = worst_;
        return;
    }
    optimise(report);
    polish();
    report.status = best_ ? SizingStatus::verified : SizingStatus::infeasible;
    report.diagnosis = best_ ? "" : worst_;
    if (!best_) {
        report.in_the_way = pairs_in_the_way(*last_, judge_.options());
        report.reliefs = reliefs_of(*last_, judge_.fluid());
    }
}

} // namespace saggar::detail
