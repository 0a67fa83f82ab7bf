// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "held_flows.hpp"

#include <algorithm>
#include <cmath>

namespace saggar::detail {

namespace {

// A mode that loses three parts in a hundred each round is summed with a weight of 33.
constexpr double longest_reach = 100.0;
// Of the largest flow: less weighs no more.
constexpr double least_flow = 1e-4;

} // namespace

void HeldFlows::restart() {
    if (anderson_) {
        anderson_->restart();
    }
    fresh_ = true;
}

void HeldFlows::advance(SteadyWorkspace& work, SteadyState& state, double damping) {
    std::vector<double>& flow = state.hydraulic.mass_flow_kg_s;
    std::size_t const unknowns = work.unknown.size();
    std::size_t const links = flow.size();
    if (!anderson_) {
        anderson_.emplace(unknowns + links, longest_reach);
        x_.resize(unknowns + links);
        g_.resize(unknowns + links);
        weight_s_kg_.resize(links);
    }
    if (fresh_) {
        double largest = 0.0;
        for (double const m : work.anchor_kg_s) {
            largest = std::max(largest, std::abs(m));
        }
        for (std::size_t link = 0; link < links; ++link) {
            weight_s_kg_[link] = 1.0 / std::max(std::abs(work.anchor_kg_s[link]), least_flow * largest);
        }
        fresh_ = false;
    }
    std::ranges::copy(work.unknown, x_.begin());
    std::ranges::copy(work.answer, g_.begin());
    for (std::size_t link = 0; link < links; ++link) {
        x_[unknowns + link] = weight_s_kg_[link] * work.anchor_kg_s[link];
        g_[unknowns + link] = weight_s_kg_[link] * flow[link];
    }
    anderson_->advance(x_, g_, damping);
    std::copy_n(x_.begin(), unknowns, work.unknown.begin());
    for (std::size_t link = 0; link < links; ++link) { // what the next round holds pipes to
        flow[link] = x_[unknowns + link] / weight_s_kg_[link];
    }
}

} // namespace saggar::detail
