// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "solved_points.hpp"

#include "terminal.hpp"

#include "saggar/network/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <iterator>
#include <set>
#include <utility>

namespace saggar::app {

namespace {

std::vector<std::string> known_ids(Network const& network) {
    std::vector<std::string> ids;
    for (OperatingPointData const& point : network.project().operating_points) {
        ids.push_back(point.id);
    }
    return ids;
}

std::string advice_of(std::vector<std::string> const& known) {
    constexpr std::size_t most = 20;
    if (known.empty()) {
        return "It has none: leave --point out, or add some under operating_points";
    }
    bool const all = known.size() <= most;
    auto const end = all ? known.end() : known.begin() + most;
    return fmt::format("It has {}{}", fmt::join(known.begin(), end, ", "),
                       all ? "" : fmt::format(" and {} more", known.size() - most));
}

} // namespace

std::vector<OperatingPoint> chosen_points(Network const& network, CommonOptions const& common,
                                          SolveOptions const& options) {
    std::vector<std::string> const known = known_ids(network);
    std::vector<std::string> wanted = options.points;
    if (options.all_points) {
        wanted.insert(wanted.end(), known.begin(), known.end());
    }
    std::set<std::string> const have(known.begin(), known.end());
    std::set<std::string> seen;
    std::vector<Problem> problems;
    std::vector<OperatingPoint> points;
    for (std::string const& id : wanted) {
        if (!seen.insert(id).second) {
            continue;
        }
        if (have.contains(id)) {
            points.push_back(operating_point(network, id));
        } else {
            problems.push_back({.code = ErrorCode::unknown_id,
                                .place = {.file = common.project.string(),
                                          .line = 0,
                                          .component = "operating_points",
                                          .id = id,
                                          .field = ""},
                                .text = "the project has no operating point of this name",
                                .advice = advice_of(known)});
        }
    }
    if (!problems.empty()) {
        throw Error{std::move(problems)};
    }
    if (options.design) {
        points.push_back(design_point(network));
        while (have.contains(points.back().id)) {
            points.back().id += "~peaks";
        }
    }
    if (points.empty()) {
        points.push_back(operating_point(network));
        points.back().id = "as-given";
    }
    return points;
}

SolvedPoints::SolvedPoints(std::shared_ptr<Network const> network, std::vector<OperatingPoint> points,
                           int threads, bool quiet)
    : network_{std::move(network)}, points_{std::move(points)}, solver_{network_} {
    Progress progress{quiet || points_.size() < 2};
    reports_.resize(points_.size());
    states_.resize(points_.size());
    progress.show("operating point", 0, points_.size());
    std::size_t done = 0;
    solve_stream(
        network_, points_.size(), [&](std::size_t i) { return points_[i]; },
        [&](std::size_t i, SteadyReport const& report, SteadyState const& state) {
            reports_[i] = report;
            states_[i] = state;
            progress.show("operating point", ++done, points_.size());
            return !interrupted();
        },
        {.hold_pumps = true}, threads, {.each = true});
    envelopes_.resize(points_.size());
    solve_envelopes(threads, quiet);
}

void SolvedPoints::solve_envelopes(int threads, bool quiet) {
    Progress progress{quiet};
    for (std::size_t i = 0; i < points_.size() && !interrupted(); ++i) {
        if (!points_[i].is_design() || !reports_[i].converged()) {
            continue;
        }
        EnvelopeOptions options;
        options.threads = threads;
        options.progress = [&](std::size_t done, std::size_t total) {
            progress.show("point of the design envelope", done, total);
            return !interrupted();
        };
        envelopes_[i] = solve_design_envelope(network_, points_[i], states_[i], options);
        if (!envelopes_[i]->converged()) {
            reports_[i].status = envelopes_[i]->status;
            reports_[i].diagnosis = envelopes_[i]->diagnosis;
        }
    }
}

std::size_t SolvedPoints::solved() const {
    return static_cast<std::size_t>(std::count_if(reports_.begin(), reports_.end(),
                                                  [](auto const& report) { return report.converged(); }));
}

SolvedPoint SolvedPoints::results(std::size_t i) const {
    return {*network_,   solver_.fluid(), points_[i],
            reports_[i], states_[i],      envelopes_[i] ? &*envelopes_[i] : nullptr};
}

void SolvedPoints::say_unsolved(std::size_t i) const {
    fmt::print(stderr, "operating point {}: {}: {}\nNo result is shown or written for it.\n", points_[i].id,
               to_string(reports_[i].status), reports_[i].diagnosis);
}

} // namespace saggar::app
