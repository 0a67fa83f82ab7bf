// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "why_nothing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

namespace saggar::detail {

namespace {

// Why a plan is not confirmed, or else does not connect what it could.
std::string why_not(PhasedPlan const& plan) {
    if (!plan.feasible) {
        return plan.diagnosis;
    }
    auto const remark =
        std::ranges::find_if(plan.phases, [](PhaseResult const& phase) { return !phase.diagnosis.empty(); });
    return remark == plan.phases.end() ? std::string{}
                                       : fmt::format("phase {}: {}", remark->phase, remark->diagnosis);
}

} // namespace

std::string why_nothing_is_built(PhasingReport const& report) {
    std::vector<std::pair<std::string, std::string>> found; // reason, where
    bool everywhere = true;
    for (PhasingStrategy const& strategy : report.strategies) {
        for (std::size_t f = 0; f < report.futures.size(); ++f) {
            std::string const why = why_not(strategy.plans[f]);
            everywhere = everywhere && !why.empty();
            if (why.empty()) {
                continue;
            }
            std::string const where = fmt::format("{} in {}", strategy.id, report.futures[f].id);
            auto const known = std::ranges::find(found, why, &std::pair<std::string, std::string>::first);
            if (known == found.end()) {
                found.emplace_back(why, where);
            } else {
                known->second += ", " + where;
            }
        }
    }
    if (everywhere && found.size() == 1) {
        return ": " + found.front().first;
    }
    std::string text;
    for (auto const& [why, where] : found) {
        text += fmt::format("; {}: {}", where, why);
    }
    return text;
}

} // namespace saggar::detail
