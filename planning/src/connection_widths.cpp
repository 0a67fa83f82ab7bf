// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// The cheapest answer with larger pipes over tie-ins and widths of the branch. A branch wider than its own
// limits ask for leaves more of the pressure to its candidate, which may spare larger pipes in the network:
// each width is held in turn, as long as pressure lacks with the one before and the branch alone costs less
// than the best answer so far.

#include "connection_study.hpp"
#include "extended_project.hpp"
#include "measure_help.hpp"
#include "reinforcement.hpp"

#include <algorithm>
#include <utility>

namespace saggar::detail {

namespace {

constexpr double least_gradient_pa_m = 1.0; // of a branch that a wider one could still win pressure in
constexpr int most_rounds = 200;

bool is_feasible(Attempt const& attempt) {
    return attempt.result.verdict != ConnectionVerdict::infeasible;
}

// Of what no pipe makes feasible the branch as it comes is told.
bool told_before(Attempt const& a, Attempt const& b) {
    if (!is_feasible(a) && !is_feasible(b) && (a.width > 0) != (b.width > 0)) {
        return b.width > 0;
    }
    return better(a.result, b.result);
}

class WidthSearch {
public:
    WidthSearch(ConnectionStudy const& study, Candidate const& candidate)
        : study_{study}, candidate_{candidate} {}

    // The best at a first look is held against all points; where that makes it worse, another may be best.
    Attempt run(std::vector<TieIn> const& ways) {
        for (TieIn const& way : ways) {
            latest_.push_back({.attempt = attempts_.size()});
            attempts_.push_back(study_.try_way(candidate_, way));
        }
        while (true) {
            while (go_on() || widen()) {
            }
            Attempt& best = *std::ranges::min_element(attempts_, told_before);
            if (best.trial.whole || !best.trial.report.converged()) {
                return std::move(best);
            }
            study_.complete(candidate_, best);
        }
    }

private:
    struct Latest { // of one tie-in
        std::size_t attempt;
        std::optional<bool> vain; // once it was asked
    };

    [[nodiscard]] Attempt const* best_feasible() const {
        auto const best = std::ranges::min_element(attempts_, told_before);
        return is_feasible(*best) ? &*best : nullptr;
    }

    [[nodiscard]] std::optional<double> bound() const {
        Attempt const* const best = best_feasible();
        return best != nullptr ? best->result.cost : std::nullopt;
    }

    // An attempt that was given up for one that turned out to be dearer itself.
    bool go_on() {
        for (Attempt& attempt : attempts_) {
            if (attempt.given_up && !is_dearer(attempt, bound())) {
                reinforce(attempt);
                return true;
            }
        }
        return false;
    }

    static bool is_dearer(Attempt const& attempt, std::optional<double> bound) {
        auto const cost = least_cost_so_far(attempt);
        return cost && bound && *cost >= *bound;
    }

    void reinforce(Attempt& attempt) {
        std::optional<double> const most = bound();
        study_.reinforce(candidate_, attempt, [&](Attempt const& one) { return is_dearer(one, most); });
        study_.spare_pipes(candidate_, attempt);
        study_.finish(candidate_, attempt);
    }

    bool widen() {
        for (Latest& latest : latest_) {
            Attempt const& attempt = attempts_[latest.attempt];
            std::size_t const width = study_.next_width(attempt);
            if (!could_be_better(attempt, width) || !study_.wider_branch_may_pay(candidate_, attempt)) {
                continue;
            }
            if (!is_feasible(attempt) && !attempt.given_up) {
                if (!latest.vain) {
                    latest.vain = study_.wider_branch_is_vain(candidate_, attempt);
                }
                if (*latest.vain) {
                    continue;
                }
            }
            std::optional<double> const most = bound();
            attempts_.push_back(study_.try_width(candidate_, attempt, width,
                                                 [&](Attempt const& one) { return is_dearer(one, most); }));
            latest.attempt = attempts_.size() - 1;
            return true;
        }
        return false;
    }

    // By what the branch alone costs.
    [[nodiscard]] bool could_be_better(Attempt const& attempt, std::size_t width) const {
        std::size_t const size = ConnectionStudy::size_at(attempt.own_size, width);
        Attempt const* const best = best_feasible();
        if (size >= study_.family().size() || best == nullptr) {
            return size < study_.family().size();
        }
        auto const cost = study_.cost_of_branch(candidate_, attempt.way, *study_.family()[size]);
        if (best->result.cost) {
            return cost && *cost < *best->result.cost;
        }
        return cost || !best->result.reinforcements.empty();
    }

    ConnectionStudy const& study_;
    Candidate const& candidate_;
    std::vector<Attempt> attempts_;
    std::vector<Latest> latest_;
};

} // namespace

Attempt ConnectionStudy::best_attempt(Candidate const& candidate, std::vector<TieIn> const& ways) const {
    return WidthSearch{*this, candidate}.run(ways);
}

Attempt ConnectionStudy::try_way(Candidate const& candidate, TieIn const& way) const {
    Attempt attempt;
    attempt.way = way;
    attempt.result = blank(candidate);
    attempt.points = first_points();
    auto [size, trial] =
        sized_branch(candidate, *candidate.peak_kw, way, {}, attempt.points, all_sizes(), SteadyState{});
    attempt.own_size = size;
    attempt.trial = std::move(trial);
    set_branch(candidate, attempt, *family_[size]);
    reinforce(candidate, attempt);
    spare_pipes(candidate, attempt);
    finish(candidate, attempt);
    return attempt;
}

Attempt ConnectionStudy::try_width(Candidate const& candidate, Attempt const& like, std::size_t width,
                                   std::function<bool(Attempt const&)> const& dearer) const {
    Attempt attempt;
    attempt.way = like.way;
    attempt.result = blank(candidate);
    attempt.points = like.points;
    attempt.own_size = like.own_size;
    attempt.width = width;
    attempt.trial.state = like.trial.state;
    set_branch(candidate, attempt, *family_[size_at(like.own_size, width)]);
    solve_again(attempt, project_of(candidate, attempt), attempt.points);
    reinforce(candidate, attempt, dearer);
    spare_pipes(candidate, attempt);
    finish(candidate, attempt);
    return attempt;
}

// Ends with every point solved; those that turn out to bind join the points that pipes are enlarged for.
void ConnectionStudy::complete(Candidate const& candidate, Attempt& attempt) const {
    for (int round = 0; round < most_rounds; ++round) {
        solve_again(attempt, attempt.trial.project, std::nullopt);
        if (!attempt.trial.report.converged() || !larger_pipe_helps(candidate, attempt)) {
            break;
        }
        add_binding_points(attempt.trial, attempt.points);
        reinforce(candidate, attempt);
        spare_pipes(candidate, attempt);
    }
    finish(candidate, attempt);
}

// What is spared stays so for those that are tried after it, and may be made larger again for further points.
void ConnectionStudy::spare_pipes(Candidate const& candidate, Attempt& attempt) const {
    if (attempt
            .sized_together) { // at least cost, but that of a tapped pair the piece behind counts as it was
        if (attempt.way.pair >= 0) {
            shrink_pipes(candidate, attempt);
        }
        return;
    }
    shrink_pipes(candidate, attempt);
    std::vector<std::string> tried;
    while (attempt.trial.report.converged() && trouble_of(attempt.trial, base_).none()) {
        std::optional<double> const cost = cost_so_far(attempt.result);
        Reinforcement const* dearest = nullptr;
        for (Reinforcement const& one : attempt.result.reinforcements) {
            if (is_for_pressure(attempt, one.pair) && std::ranges::find(tried, one.pair) == tried.end() &&
                (dearest == nullptr || one.cost > dearest->cost)) {
                dearest = &one;
            }
        }
        if (!cost || dearest == nullptr) {
            break;
        }
        tried.push_back(dearest->pair);
        Attempt other = attempt;
        other.held.push_back(tried.back());
        std::erase(other.for_pressure, tried.back());
        std::erase_if(other.result.reinforcements,
                      [&](Reinforcement const& one) { return one.pair == tried.back(); });
        solve_again(other, project_of(candidate, other), other.points);
        auto const dearer = [&](Attempt const& one) {
            auto const now = cost_so_far(one.result);
            return !now || *now >= *cost;
        };
        reinforce(candidate, other, dearer);
        shrink_pipes(candidate, other);
        if (!other.given_up && !dearer(other) && trouble_of(other.trial, base_).none()) {
            attempt = std::move(other);
        }
    }
    attempt.held.clear();
}

// The next smaller size of a pair that was made larger, or of the branch; nothing below what it was before.
std::optional<Attempt> ConnectionStudy::one_size_smaller(Candidate const& candidate, Attempt const& attempt,
                                                         std::string const& pair) const {
    bool const is_branch = pair == branch_id(candidate);
    auto const one = std::ranges::find(attempt.result.reinforcements, pair, &Reinforcement::pair);
    if (!is_branch && one == attempt.result.reinforcements.end()) {
        return std::nullopt;
    }
    std::string const& now = is_branch ? attempt.result.branch->catalogue : one->to;
    auto const entry = std::ranges::find(family_, now, &CatalogueEntry::id);
    if (entry == family_.begin() || entry == family_.end()) {
        return std::nullopt;
    }
    CatalogueEntry const& smaller = **std::prev(entry);
    double least_mm = family_[attempt.own_size]->inner_diameter_mm;
    if (!is_branch) {
        auto const line = static_cast<std::size_t>(base_.network->find_link(pair + ":supply"));
        least_mm = 1e3 * base_.network->pipes.inner_diameter_m[line] * (1.0 + 1e-9);
    }
    if (smaller.inner_diameter_mm < least_mm) {
        return std::nullopt;
    }
    Attempt made = attempt;
    note(pair, smaller, candidate, made);
    return made;
}

void ConnectionStudy::shrink_pipes(Candidate const& candidate, Attempt& attempt) const {
    if (!attempt.trial.report.converged() || !trouble_of(attempt.trial, base_).none()) {
        return;
    }
    for (std::string const& pair : std::vector<std::string>{attempt.for_pressure}) {
        while (std::optional<Attempt> smaller = one_size_smaller(candidate, attempt, pair)) {
            solve_again(*smaller, project_of(candidate, *smaller), smaller->points);
            if (!smaller->trial.report.converged() || !trouble_of(smaller->trial, base_).none()) {
                break;
            }
            attempt = std::move(*smaller);
        }
    }
}

std::size_t ConnectionStudy::size_at(std::size_t own_size, std::size_t width) {
    return own_size + (width > 0 ? width - 1 : 0);
}

// Where the branch was not made larger, holding it at its own size is nothing else.
std::size_t ConnectionStudy::next_width(Attempt const& attempt) const {
    bool const own = attempt.result.branch->catalogue == family_[attempt.own_size]->id;
    return attempt.width == 0 && own ? 2 : attempt.width + 1;
}

bool ConnectionStudy::wider_branch_may_pay(Candidate const& candidate, Attempt const& attempt) const {
    Trial const& trial = attempt.trial;
    if (!trial.report.converged()) {
        return false;
    }
    std::string const own = branch_id(candidate) + ":";
    bool const too_small = std::ranges::any_of(blamed(trial, base_), [&](LimitFinding const& finding) {
        return pipe_mends(finding.kind) && element_id(*trial.network, finding).starts_with(own);
    });
    Trouble const trouble = trouble_of(trial, base_);
    if (beyond_pipes(trouble) && !lacks_pressure(trouble)) { // in a wider one water only gets colder
        return false;
    }
    return too_small ||
           (!attempt.for_pressure.empty() && !attempt.sized_together &&
            branch_takes_pressure(candidate, trial)) ||
           wider_branch_may_mend(candidate, trial);
}

bool ConnectionStudy::wider_branch_is_vain(Candidate const& candidate, Attempt const& attempt) const {
    Project project = attempt.trial.project;
    enlarge(project, branch_id(candidate), *family_.back());
    return lacks_pressure(trouble_of(solve(std::move(project), attempt.points, attempt.trial.state), base_));
}

bool ConnectionStudy::branch_takes_pressure(Candidate const& candidate, Trial const& trial) {
    std::int32_t const line = trial.network->find_link(branch_id(candidate) + ":supply");
    return line >= 0 &&
           trial.envelope.pipe_gradient_pa_m[static_cast<std::size_t>(line)] > least_gradient_pa_m;
}

} // namespace saggar::detail
