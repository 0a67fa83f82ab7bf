// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "booster_heads.hpp"

#include "measure_help.hpp"

#include <algorithm>
#include <cmath>

namespace saggar::detail {

namespace {

constexpr int head_parts = 4;    // that are looked at from below
constexpr int head_halvings = 4; // between two of them
constexpr int rating_rounds = 4;
constexpr double rating_share = 0.01; // of the flow, within which a pump is rated at it

bool is_rated(double at_m3_h, double flow_m3_h) {
    return std::abs(at_m3_h - flow_m3_h) <= rating_share * flow_m3_h;
}

} // namespace

bool has_booster(std::vector<Measure> const& measures, MeasureSet const& set) {
    return std::ranges::any_of(
        set, [&](SizedMeasure const& one) { return measures[one.measure].kind == MeasureKind::booster; });
}

void find_heads(ConnectionStudy const& study, Candidate const& candidate, Attempt& attempt) {
    std::vector<Measure> const& measures = study.project().measures;
    for (SizedMeasure& one : attempt.set) {
        one.head_m = measures[one.measure].maximum_head_m.value_or(0.0);
    }
    for (SizedMeasure& one : attempt.set) {
        if (measures[one.measure].kind != MeasureKind::booster) {
            continue;
        }
        double const maximum = *measures[one.measure].maximum_head_m;
        auto const serves = [&](double head_m) {
            one.head_m = head_m;
            study.solve_again(attempt, study.project_of(candidate, attempt), attempt.points);
            return !lacks_pressure(trouble_of(attempt.trial, study.base()));
        };
        // Until the line carries what is asked for, which is what the pump is made for.
        for (int round = 0; round < rating_rounds; ++round) {
            serves(maximum);
            double const rated_m3_h = one.flow_m3_h;
            one.flow_m3_h = line_flow_m3_h(attempt.trial, one.pair).value_or(one.flow_m3_h);
            if (is_rated(rated_m3_h, one.flow_m3_h)) {
                break;
            }
        }
        int part = 1;
        while (part <= head_parts && !serves(maximum * part / head_parts)) {
            ++part;
        }
        if (part > head_parts) { // the maximum, which was solved last
            continue;
        }
        double low = maximum * (part - 1) / head_parts;
        double high = maximum * part / head_parts;
        for (int i = 0; i < head_halvings; ++i) {
            double const middle = 0.5 * (low + high);
            (serves(middle) ? high : low) = middle;
        }
        if (one.head_m != high) {
            serves(high);
        }
    }
}

void rate_boosters(ConnectionStudy const& study, Candidate const& candidate, Attempt& attempt) {
    if (!has_booster(study.project().measures, attempt.set)) {
        return;
    }
    auto const works = [&](Attempt const& one) {
        return one.trial.whole && trouble_of(one.trial, study.base()).none();
    };
    for (int round = 0; round < rating_rounds && works(attempt); ++round) {
        Attempt rated = attempt;
        bool moved = false;
        for (SizedMeasure& one : rated.set) {
            if (study.project().measures[one.measure].kind == MeasureKind::booster) {
                double const flow_m3_h = line_flow_m3_h(rated.trial, one.pair).value_or(one.flow_m3_h);
                moved = moved || !is_rated(one.flow_m3_h, flow_m3_h);
                one.flow_m3_h = flow_m3_h;
            }
        }
        if (!moved) {
            return;
        }
        study.solve_again(rated, study.project_of(candidate, rated), std::nullopt);
        if (!works(rated)) {
            return;
        }
        attempt = std::move(rated);
    }
}

} // namespace saggar::detail
