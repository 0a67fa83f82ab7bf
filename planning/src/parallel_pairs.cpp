// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "parallel_pairs.hpp"

#include "branch_cost.hpp"
#include "measure_help.hpp"

#include <algorithm>
#include <limits>

namespace saggar::detail {

namespace {

class Doubling {
public:
    Doubling(ConnectionStudy const& study, Candidate const& candidate, Measure const& measure)
        : study_{study}, candidate_{candidate}, measure_{measure} {}

    void run(Attempt& attempt) const {
        std::vector<std::string> pairs;
        std::vector<Reinforcement> larger = attempt.result.reinforcements;
        std::ranges::stable_sort(larger, [](Reinforcement const& a, Reinforcement const& b) {
            return a.cost.value_or(0.0) > b.cost.value_or(0.0);
        });
        for (Reinforcement const& one : larger) {
            try_beside(attempt, one);
        }
    }

private:
    // More room beside never does harm to what is judged here, so halving finds the smallest.
    void try_beside(Attempt& attempt, Reinforcement const& larger) const {
        auto const record = std::ranges::find(study_.project().pipe_pairs, larger.pair, &Pipe::id);
        std::vector<CatalogueEntry const*> cheaper;
        for (CatalogueEntry const* const entry : study_.family()) {
            auto const cost = laid_cost(*entry, record->surface, larger.length_m * measure_.cost_factor);
            if (cost && larger.cost && *cost < *larger.cost) {
                cheaper.push_back(entry);
            }
        }
        std::size_t low = 0;
        std::size_t high = cheaper.size(); // none
        if (high == 0 || !works(with(attempt, larger, *cheaper.back()))) {
            return;
        }
        --high;
        while (low < high) {
            std::size_t const middle = (low + high) / 2;
            if (works(with(attempt, larger, *cheaper[middle]))) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        Attempt made = with(attempt, larger, *cheaper[high]);
        if (!works(made)) {
            return;
        }
        study_.solve_again(made, made.trial.project, std::nullopt);
        if (trouble_of(made.trial, study_.base()).none()) {
            study_.finish(candidate_, made);
            attempt = std::move(made);
        }
    }

    [[nodiscard]] Attempt with(Attempt const& attempt, Reinforcement const& larger,
                               CatalogueEntry const& entry) const {
        Attempt made = attempt;
        Reinforcement& one =
            *std::ranges::find(made.result.reinforcements, larger.pair, &Reinforcement::pair);
        Surface const surface =
            std::ranges::find(study_.project().pipe_pairs, larger.pair, &Pipe::id)->surface;
        one.parallel = true;
        one.to = entry.id;
        one.cost = laid_cost(entry, surface, larger.length_m * measure_.cost_factor);
        study_.solve_again(made, study_.project_of(candidate_, made), made.points);
        return made;
    }

    [[nodiscard]] bool works(Attempt const& attempt) const {
        return trouble_of(attempt.trial, study_.base()).none();
    }

    ConnectionStudy const& study_;
    Candidate const& candidate_;
    Measure const& measure_;
};

} // namespace

double least_cost_beside(ConnectionStudy const& study, Measure const& measure, Reinforcement const& larger) {
    Surface const surface = std::ranges::find(study.project().pipe_pairs, larger.pair, &Pipe::id)->surface;
    double least = std::numeric_limits<double>::infinity();
    for (CatalogueEntry const* const entry : study.family()) {
        least = std::min(least, laid_cost(*entry, surface, larger.length_m * measure.cost_factor)
                                    .value_or(std::numeric_limits<double>::infinity()));
    }
    return least;
}

void double_where_cheaper(ConnectionStudy const& study, Candidate const& candidate, Measure const& measure,
                          Attempt& attempt) {
    Doubling{study, candidate, measure}.run(attempt);
}

} // namespace saggar::detail
