// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "larger_pipes.hpp"

#include "../extension/money.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace saggar::detail {

namespace {

constexpr int rounds = 3; // in which more pairs are found to be in the way

SizingSettings settings_of(BuildOutProblem const& problem, Project const& stage, Project const& now,
                           std::set<std::string> const& pairs) {
    SizingSettings settings;
    settings.family = family_of(stage);
    settings.pairs.assign(pairs.begin(), pairs.end());
    for (std::string const& id : pairs) {
        settings.at_least.emplace_back(id, std::ranges::find(stage.pipe_pairs, id, &Pipe::id)->catalogue);
        if (std::ranges::find(now.pipe_pairs, id, &Pipe::id) != now.pipe_pairs.end()) {
            settings.laid.push_back(id);
        }
    }
    settings.economics =
        sizing_economics(stage, mean_heat_cost_per_mwh(stage), life_cycle_factor(stage.economics));
    settings.operating_point = design_point_id(stage);
    settings.threads = problem.options.threads;
    return settings;
}

} // namespace

std::optional<LargerPipes> lay_larger(BuildOutProblem const& problem, Project const& stage,
                                      Project const& now, std::vector<std::string> in_the_way) {
    auto const network = Network::build(stage, problem.catalogue);
    std::set<std::string> pairs;
    for (int round = 0; round < rounds; ++round) {
        std::size_t const before = pairs.size();
        pairs.insert(in_the_way.begin(), in_the_way.end());
        if (pairs.size() == before) {
            break;
        }
        SizingReport sized = size_pipes(network, settings_of(problem, stage, now, pairs),
                                        [&](std::size_t, double) { return problem.go_on(); });
        if (sized.status == SizingStatus::stopped) {
            throw PhasingStopped{};
        }
        if (sized.status == SizingStatus::verified) {
            LargerPipes made{
                .project = std::move(sized.project), .pipes = std::move(sized.pipes), .confirmed = {}};
            std::erase_if(made.pipes, [](SizingPipe const& pipe) { return pipe.entry == pipe.old_entry; });
            made.confirmed = confirm_stage(problem, made.project);
            return made.confirmed.verified ? std::optional{std::move(made)} : std::nullopt;
        }
        in_the_way = std::move(sized.in_the_way);
    }
    return std::nullopt;
}

} // namespace saggar::detail
