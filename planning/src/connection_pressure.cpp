// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// Pipes that are made larger so that pressure suffices, all of them together. Flows are those of a plant that
// lifts what serves everybody, so that what a pipe's own flow asks for is known before pressure is.

#include "connection_study.hpp"
#include "extended_project.hpp"
#include "pressure_sizes.hpp"
#include "reinforcement.hpp"

#include "saggar/network/disjoint_sets.hpp"

#include <algorithm>
#include <utility>

namespace saggar::detail {

namespace {

constexpr int most_looks = 40;

using Chosen = std::vector<PairSize>;

bool has_loops(Network const& network) {
    DisjointSets parts{network.nodes.size()};
    for (std::size_t link = 0; link < network.links.size(); ++link) {
        LinkKind const kind = network.links.kind[link];
        bool const passes = kind == LinkKind::pipe || kind == LinkKind::valve || kind == LinkKind::pump;
        if (passes && !parts.join(static_cast<std::size_t>(network.links.from[link]),
                                  static_cast<std::size_t>(network.links.to[link]))) {
            return true;
        }
    }
    return false;
}

// Over loops, and from several plants, sizes change who gets water by which way; a second pair beside may
// cost less than a larger one; and of a tapped pair what lies behind the tap counts as it is. Other choices
// are looked at there too.
bool leaves_nothing_out(ConnectionStudy const& study, Attempt const& attempt) {
    auto const offers_second_pairs = [](Measure const& measure) {
        return measure.kind == MeasureKind::parallel_pipe;
    };
    return std::ranges::count_if(attempt.trial.project.plants, &Plant::running) == 1 &&
           !has_loops(*attempt.trial.network) &&
           std::ranges::none_of(study.project().measures, offers_second_pairs);
}

class PressureSearch {
public:
    PressureSearch(ConnectionStudy const& study, Candidate const& candidate, Attempt const& attempt)
        : study_{study},
          candidate_{candidate},
          least_{attempt},
          held_{ConnectionStudy::held_pairs(candidate, attempt)},
          sizes_{study, candidate, least_.way, least_.result, held_} {
        std::erase_if(least_.result.reinforcements,
                      [&](Reinforcement const& one) { return is_for_pressure(attempt, one.pair); });
        if (is_for_pressure(attempt, branch_id(candidate))) {
            study.set_branch(candidate, least_, *study.family()[attempt.own_size]);
        }
        least_.for_pressure.clear();
        least_.sized_together = leaves_nothing_out(study, attempt);
    }

    // Empty where it finds nothing, or it is not the lift that lacks.
    std::optional<Attempt> run(std::function<bool(Attempt const&)> const& dearer) {
        if (!sizes_.applies()) {
            return std::nullopt;
        }
        bool by_model = false;
        SteadyState start = least_.trial.state;
        for (int look = 0; look < most_looks; ++look) {
            Attempt tried = with(chosen_);
            Trial lifted =
                study_.solve(sizes_.lifted(study_.project_of(candidate_, tried)), tried.points, start);
            if (!lifted.report.converged()) {
                return std::nullopt;
            }
            start = lifted.state;
            if (enlarge_for_flow(lifted)) {
                continue;
            }
            double const lacking_pa = sizes_.lacking_pa(lifted);
            bool const enough = lacking_pa <= 0.0;
            if (enough && look == 0) {
                return std::nullopt;
            }
            if (enough && (by_model || chosen_.empty())) {
                return tried;
            }
            std::optional<Chosen> const next = choose(lifted, lacking_pa);
            by_model = next.has_value();
            if (!by_model && std::exchange(widened_, true)) {
                return std::nullopt;
            }
            chosen_ = by_model ? *next : sizes_.widest(lifted);
            if (by_model && dearer) {
                if (Attempt dear = with(chosen_); dearer(dear)) {
                    dear.given_up = true;
                    return dear;
                }
            }
        }
        return std::nullopt;
    }

private:
    // What was tried and lacks all the same is chosen no more.
    std::optional<Chosen> choose(Trial const& lifted, double lacking_pa) {
        if (!sizes_.learn(lifted)) {
            return std::nullopt;
        }
        std::optional<Chosen> next = sizes_.cheapest();
        if (next && std::ranges::find(tried_, *next) != tried_.end()) {
            sizes_.keep_in_hand(lacking_pa);
            next = sizes_.cheapest();
        }
        if (next) {
            tried_.push_back(*next);
        }
        return next;
    }

    [[nodiscard]] Attempt with(Chosen const& chosen) const {
        Attempt made = least_;
        for (PairSize const& one : chosen) {
            study_.note(one.pair, *one.entry, candidate_, made);
            made.for_pressure.push_back(one.pair);
        }
        return made;
    }

    // What a pipe needs for its own flow is no more chosen.
    bool enlarge_for_flow(Trial const& lifted) {
        auto const larger = next_enlargement(lifted, study_.base(), study_.family(), held_);
        if (!larger || !larger->for_flow) {
            return false;
        }
        study_.note(larger->pair, *larger->entry, candidate_, least_);
        std::erase_if(chosen_, [&](PairSize const& one) { return one.pair == larger->pair; });
        sizes_.forget_ways();
        tried_.clear();
        return true;
    }

    ConnectionStudy const& study_;
    Candidate const& candidate_;
    Attempt least_; // with sizes that flows need
    std::vector<std::string> held_;
    PressureSizes sizes_;
    Chosen chosen_;
    std::vector<Chosen> tried_;
    bool widened_{false};
};

bool same_pipes(ConnectionResult const& a, ConnectionResult const& b) {
    auto const is_in = [](ConnectionResult const& result) {
        return [&result](Reinforcement const& one) {
            return std::ranges::any_of(result.reinforcements, [&](Reinforcement const& other) {
                return other.pair == one.pair && other.to == one.to;
            });
        };
    };
    return a.branch->catalogue == b.branch->catalogue && a.reinforcements.size() == b.reinforcements.size() &&
           std::ranges::all_of(a.reinforcements, is_in(b));
}

} // namespace

bool ConnectionStudy::size_for_pressure(Candidate const& candidate, Attempt& attempt,
                                        std::function<bool(Attempt const&)> const& dearer) const {
    std::optional<Attempt> found = PressureSearch{*this, candidate, attempt}.run(dearer);
    if (!found || same_pipes(found->result, attempt.result)) {
        return false;
    }
    attempt = std::move(*found);
    if (!attempt.given_up) {
        solve_again(attempt, project_of(candidate, attempt), attempt.points);
    }
    return true;
}

} // namespace saggar::detail
