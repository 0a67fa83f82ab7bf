// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "booster_heads.hpp"

#include "measure_help.hpp"

#include <algorithm>

namespace saggar::detail {

namespace {

constexpr int head_parts = 4;    // that are looked at from below
constexpr int head_halvings = 4; // between two of them

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
        serves(maximum); // now the line carries what is asked for, which is what the pump is made for
        one.flow_m3_h = line_flow_m3_h(attempt.trial, one.pair).value_or(one.flow_m3_h);
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

} // namespace saggar::detail
