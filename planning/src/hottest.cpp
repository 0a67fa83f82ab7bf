// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "hottest.hpp"

#include "measure_help.hpp"

#include <algorithm>

namespace saggar::detail {

bool is_further_heat(Measure const& measure) {
    return measure.kind == MeasureKind::source || measure.kind == MeasureKind::store;
}

std::optional<Attempt> too_cold_at_full_size(ConnectionStudy const& study, Candidate const& candidate,
                                             TieIn const& way, std::size_t size) {
    std::vector<Measure> const& measures = study.project().measures;
    Attempt hottest;
    hottest.way = way;
    hottest.result = study.blank(candidate);
    hottest.points = study.first_points();
    for (std::size_t i = 0; i < measures.size(); ++i) {
        if (measures[i].kind == MeasureKind::supply_temperature || is_further_heat(measures[i])) {
            SizedMeasure& one = hottest.set.emplace_back();
            one.measure = i;
            one.step = measures[i].steps;
        }
    }
    study.set_branch(candidate, hottest, *study.family()[size]);
    try {
        study.solve_again(hottest, study.project_of(candidate, hottest), hottest.points);
    } catch (Error const&) { // together they make no sense, which says nothing of each
        return std::nullopt;
    }
    Trouble const trouble = trouble_of(hottest.trial, study.base());
    auto const has = [&](LimitKind kind) {
        return std::ranges::find(trouble.limits, kind) != trouble.limits.end();
    };
    if (!has(LimitKind::substation_supply_temperature) || has(LimitKind::plant_heat)) {
        return std::nullopt;
    }
    study.finish(candidate, hottest);
    return hottest;
}

} // namespace saggar::detail
