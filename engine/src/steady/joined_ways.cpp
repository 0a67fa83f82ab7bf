// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "temperature_sweep.hpp"

#include "saggar/engine/hydraulics/solver.hpp"
#include "saggar/network/at.hpp"

#include <algorithm>
#include <cmath>

namespace saggar::detail {

namespace {

// What the step leaves of itself: the rounds are not exact either.
constexpr double enough = 0.2;
constexpr int most_passes = 12;

} // namespace

void TemperatureSweep::take_joins(bool refined) {
    double const with_friction = refined ? friction_exponent : 0.0;
    auto const slot_link = order_.slot_link();
    auto const direction = order_.direction();
    joined_.clear();
    for (std::size_t k = 0; k < drawn_; ++k) {
        if (joins_[k] == 0) {
            continue;
        }
        joined_.row[k] = static_cast<std::int32_t>(joined_.place.size());
        joined_.place.push_back(static_cast<std::int32_t>(k));
        joined_.node.push_back(order_.nodes()[k]);
        joined_.first.push_back(static_cast<std::int32_t>(joined_.link.size()));
        auto const begin = at(order_.begin(k));
        auto const end = at(order_.begin(k + 1));
        double flow = inflow_kg_s_[k];
        for (auto slot = begin; slot < end; ++slot) {
            flow += links_[slot].flow_kg_s;
        }
        for (auto slot = begin; slot < end; ++slot) {
            auto const up = at(slots_.up[slot]);
            ThermalLink const& thermal = links_[slot];
            FlowAnswer const& answer = flow_answers_[slot];
            bool const hands_on = answer.by_inlet != 0.0 && joins_[up] != 0 && up < k; // not so in knots
            double const at_inlet = answer.slope * (temperature_c_[up] - answer.rest_c);
            double const mixes = at_inlet + outlet(slot) - temperature_c_[k];
            double const way = direction[at(slot_link[slot])];
            double const sign = way / flow;
            joined_.link.push_back(slot_link[slot]);
            joined_.whole_kg_s.push_back(way * thermal.flow_kg_s);
            joined_.up.push_back(hands_on ? joined_.row[up] : -1);
            joined_.handed_on.push_back(hands_on ? answer.by_inlet * thermal.flow_kg_s / flow : 0.0);
            joined_.effect.push_back(sign * (mixes + with_friction * answer.friction_k));
            joined_.felt.push_back(
                sign * (mixes - with_friction * flow_answers_[at(slots_.mirror[slot])].friction_k));
        }
    }
    joined_.first.push_back(static_cast<std::int32_t>(joined_.link.size()));
    joined_.withdrawn_kg_s.resize(joined_.place.size());
    joined_.flow_kg_s.resize(joined_.link.size());
    joined_.felt_k.assign(joined_.place.size(), 0.0);
    joined_.next_k.resize(joined_.place.size());
}

void TemperatureSweep::answer_where_ways_join(std::span<Drawn const> drawn, bool refined,
                                              HydraulicSolver& by_pressure) {
    take_joins(refined);
    std::size_t const count = joined_.place.size();
    if (count == 0) {
        return;
    }
    joined_.anderson.resize(count);
    by_pressure.ask(joined_.node, joined_.link);
    double first_k = 0.0;
    for (int pass = 0; pass < most_passes; ++pass) {
        for (std::size_t j = 0; j < count; ++j) {
            auto const k = at(joined_.place[j]);
            joined_.withdrawn_kg_s[j] = drawn[k].change + drawn[k].per_kelvin * joined_.felt_k[j];
        }
        by_pressure.respond(joined_.withdrawn_kg_s, joined_.flow_kg_s);
        double change_k = 0.0;
        for (std::size_t j = 0; j < count; ++j) {
            auto const k = at(joined_.place[j]);
            double rise = place_answers_[k].source;
            double felt = place_answers_[k].source;
            for (auto i = at(joined_.first[j]); i < at(joined_.first[j + 1]); ++i) {
                if (joined_.up[i] >= 0) {
                    rise += joined_.handed_on[i] * rises_[at(joined_.place[at(joined_.up[i])])].rise_k;
                    felt += joined_.handed_on[i] * joined_.next_k[at(joined_.up[i])];
                }
                // What turns brings no less than nothing.
                double const whole = joined_.whole_kg_s[i];
                double const more = whole > 0.0 ? std::max(joined_.flow_kg_s[i], -whole)
                                                : std::min(joined_.flow_kg_s[i], -whole);
                rise += joined_.effect[i] * more;
                felt += joined_.felt[i] * more;
            }
            rises_[k].rise_k = rise;
            joined_.next_k[j] = felt;
            change_k = std::max(change_k, std::abs(felt - joined_.felt_k[j]));
        }
        first_k = pass == 0 ? change_k : first_k;
        if (change_k <= enough * first_k) {
            joined_.felt_k.swap(joined_.next_k);
            break;
        }
        joined_.anderson.advance(joined_.felt_k, joined_.next_k);
    }
    for (std::size_t j = 0; j < count; ++j) {
        rises_[at(joined_.place[j])].felt_k = joined_.felt_k[j];
    }
}

} // namespace saggar::detail
