// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// The largest peak that connects at a tie-in without a larger pipe anywhere but in the branch itself.

#include "connection_study.hpp"

#include "extended_project.hpp"
#include "reinforcement.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace saggar::detail {

namespace {

constexpr double resolution = 0.01;          // relative
constexpr double resolution_of_asked = 1e-3; // of the peak that is asked for
constexpr int most_doublings = 16;

// Does not follow from what flows through the branch: a wider one does no good.
bool beyond_the_branch(LimitKind kind) {
    return kind == LimitKind::plant_heat || kind == LimitKind::plant_flow || kind == LimitKind::pump_flow ||
           kind == LimitKind::pipe_temperature;
}

} // namespace

bool ConnectionStudy::wider_branch_may_mend(Candidate const& candidate, Trial const& trial) const {
    if (!trial.report.converged()) {
        return false;
    }
    std::string const own = branch_id(candidate) + ":";
    std::vector<LimitFinding> const broken = blamed(trial, base_);
    auto const is_own = [&](LimitFinding const& finding) {
        return pipe_mends(finding.kind) && element_id(*trial.network, finding).starts_with(own);
    };
    bool const elsewhere = std::ranges::any_of(broken, [&](LimitFinding const& finding) {
        return beyond_the_branch(finding.kind) || (pipe_mends(finding.kind) && !is_own(finding));
    });
    if (elsewhere || (broken.empty() && !newly_unserved(trial, base_))) {
        return false;
    }
    if (std::ranges::any_of(broken, is_own)) {
        return true;
    }
    return branch_takes_pressure(candidate, trial);
}

// Where the lift is short, a thin branch keeps its own limits because it is not served: only the wider one
// tells.
ConnectionStudy::SizedBranch ConnectionStudy::wide_branch(Candidate const& candidate, double peak_kw,
                                                          TieIn const& way,
                                                          std::vector<std::int32_t> const& points,
                                                          SizeRange range, std::size_t widest,
                                                          SteadyState const& start) const {
    SizedBranch made = sized_branch(candidate, peak_kw, way, {}, points, range, start);
    while (made.size < widest && wider_branch_may_mend(candidate, made.trial)) {
        ++made.size;
        Project project = made.trial.project;
        enlarge(project, branch_id(candidate), *family_[made.size]);
        SteadyState const last = std::move(made.trial.state);
        made.trial = solve(std::move(project), points, last);
    }
    return made;
}

// A branch that costs no less than the larger pipes and measures that a candidate takes instead is none to
// connect it by.
std::size_t ConnectionStudy::widest_worth(Candidate const& candidate, TieIn const& way,
                                          ConnectionResult const& result) const {
    if (result.verdict != ConnectionVerdict::feasible_with_reinforcement || !result.cost) {
        return family_.size() - 1;
    }
    std::size_t widest = 0;
    for (std::size_t size = 0; size < family_.size(); ++size) {
        auto const cost = cost_of_branch(candidate, way, *family_[size]);
        widest = cost && *cost < *result.cost ? size : widest;
    }
    return widest;
}

// Halving between a load that fits and one that does not, each trial solved at the points that bind; what
// fits there is held against all points in the end, and where one of those says no, it joins them and the
// search goes on below.
double ConnectionStudy::largest_load_w(Candidate const& candidate, TieIn const& way,
                                       ConnectionResult const& result) const {
    double const fitting_kw = result.verdict == ConnectionVerdict::feasible ? *candidate.peak_kw : 0.0;
    std::size_t const widest = widest_worth(candidate, way, result);
    std::vector<std::int32_t> points = first_points();
    SteadyState start;
    SizeRange const all{.smallest = 0, .largest = widest};
    SizeRange sizes = all;
    auto const blameless = [&](Trial const& trial) {
        return trial.report.converged() && blamed(trial, base_).empty() && !newly_unserved(trial, base_);
    };
    // More load never needs a smaller branch.
    auto const fits = [&](double peak_kw) {
        auto [size, trial] = wide_branch(candidate, peak_kw, way, points, sizes, widest, start);
        bool const does = blameless(trial);
        (does ? sizes.smallest : sizes.largest) = size;
        sizes.largest = std::max(sizes.smallest, sizes.largest);
        if (does) {
            start = std::move(trial.state);
        }
        return does;
    };
    double low = fitting_kw;
    double high = fitting_kw > 0.0 ? 2.0 * fitting_kw : *candidate.peak_kw;
    for (int i = 0; i < most_doublings && fits(high); ++i) {
        low = high;
        high *= 2.0;
    }
    while (true) {
        while (high - low > std::max(resolution * high, resolution_of_asked * *candidate.peak_kw)) {
            double const middle = 0.5 * (low + high);
            (fits(middle) ? low : high) = middle;
        }
        if (low <= fitting_kw) {
            return fitting_kw * 1e3;
        }
        auto const sized = wide_branch(candidate, low, way, points, all, widest, start);
        Trial const whole = sized.trial.whole ? sized.trial : solve(sized.trial.project, std::nullopt, start);
        if (blameless(whole)) {
            return low * 1e3;
        }
        add_binding_points(whole, points);
        high = low;
        low = fitting_kw;
        sizes = all;
    }
}

} // namespace saggar::detail
