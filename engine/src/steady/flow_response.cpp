// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "temperature_sweep.hpp"

#include "saggar/network/at.hpp"

#include <algorithm>
#include <cmath>

namespace saggar::detail {

namespace {

// A pipe whose flow changes by a smaller part: its temperatures follow it in a straight line.
constexpr double straight = 0.05;
constexpr double most_units = 700.0;     // of transfer, beyond which nothing of the excess is left
constexpr double least_flow_left = 1e-3; // of the flow: water that next to stands takes the ground's

} // namespace

// Against the flow: what all that lies below a place draws, as it follows the temperature above. Where ways
// join further down and pressures decide how flows part, places are left to `answer_where_ways_join`.
void TemperatureSweep::gather(std::span<Drawn> drawn, bool refined, bool by_pressure) {
    double const with_capacity = refined ? 0.5 : 0.0;
    double const with_friction = refined ? friction_exponent : 0.0;
    struct Outlet {
        double effect_k; // of more flow, relative
        double source_k; // that comes by itself
    };
    auto const take = [&](std::size_t slot, std::size_t up, double warmer_k) {
        FlowAnswer& answer = flow_answers_[slot];
        double const inlet_c = temperature_c_[up];
        double const at_inlet = answer.slope * (inlet_c - answer.rest_c);
        // The heat capacity is that of the mean between inlet and outlet.
        double const half = with_capacity * at_inlet * (warming_[0] + warming_[1] * inlet_c);
        double const solved = 1.0 + half;
        answer.by_inlet = (links_[slot].gain + half) * solved;
        return Outlet{at_inlet * solved, half * solved * (inlet_c - before_c_[up] + warmer_k)};
    };
    drawn_ = 0;
    for (std::size_t k = order_.nodes().size(); k-- > 0;) {
        auto const [per_kelvin, wanted] = drawn[k];
        bool const draws = per_kelvin != 0.0 || wanted != 0.0;
        auto const begin = at(order_.begin(k));
        auto const end = at(order_.begin(k + 1));
        bool const several = end - begin > 1 || (end > begin && inflow_kg_s_[k] > 0.0);
        bool const joins = by_pressure && (joins_[k] != 0 || (several && (draws || drawn_ > 0)));
        if ((!draws && !joins) || begin == end) {
            place_answers_[k] = {};
            continue;
        }
        drawn_ = std::max(drawn_, k + 1);
        double const warmer_k = temperature_c_[k] - before_c_[k];
        if (!several && !joins) { // one link, nearly all there are
            auto const up = at(slots_.up[begin]);
            Outlet const outlet = take(begin, up, warmer_k);
            double const by_flow = 1.0 / links_[begin].flow_kg_s;
            double const way_back = flow_answers_[at(slots_.mirror[begin])].friction_k;
            double const felt = (outlet.effect_k - with_friction * way_back) * by_flow;
            double const share = 1.0 / (1.0 - per_kelvin * felt);
            drawn[k] = {share * per_kelvin, share * (wanted + per_kelvin * outlet.source_k)};
            place_answers_[k] = {
                .effect = (outlet.effect_k + with_friction * flow_answers_[begin].friction_k) * by_flow,
                .felt = felt,
                .source = outlet.source_k};
            if (links_[begin].gain != 0.0) {
                drawn[up].per_kelvin += drawn[k].per_kelvin * flow_answers_[begin].by_inlet;
                drawn[up].change += drawn[k].change;
            }
            continue;
        }
        double flow = inflow_kg_s_[k];
        double effect = 0.0;
        double friction = 0.0;
        double way_back = 0.0;
        double capacity = 0.0;
        for (std::size_t slot = begin; slot < end; ++slot) {
            auto const up = at(slots_.up[slot]);
            double const m = links_[slot].flow_kg_s;
            Outlet const outlet = take(slot, up, warmer_k);
            flow += m;
            effect += m * outlet.effect_k;
            capacity += m * outlet.source_k;
            friction += m * flow_answers_[slot].friction_k;
            way_back += m * flow_answers_[at(slots_.mirror[slot])].friction_k;
            if (joins && links_[slot].gain != 0.0) {
                joins_[up] = 1;
            }
        }
        double const by_flow = 1.0 / flow;
        double const source = capacity * by_flow;
        place_answers_[k].source = source;
        if (joins) {
            joins_[k] = 1;
            continue;
        }
        double const felt = (effect - with_friction * way_back) * by_flow * by_flow;
        double const share = 1.0 / (1.0 - per_kelvin * felt);
        place_answers_[k].effect = (effect + with_friction * friction) * by_flow * by_flow;
        place_answers_[k].felt = felt;
        drawn[k] = {share * per_kelvin, share * (wanted + per_kelvin * source)};
        for (std::size_t slot = begin; slot < end; ++slot) {
            if (links_[slot].gain == 0.0) {
                continue;
            }
            Drawn& above = drawn[at(slots_.up[slot])];
            double const part = links_[slot].flow_kg_s * by_flow;
            above.per_kelvin += part * drawn[k].per_kelvin * flow_answers_[slot].by_inlet;
            above.change += part * drawn[k].change;
        }
    }
}

// Along the flow: temperatures.
void TemperatureSweep::spread(std::span<Drawn const> drawn) {
    for (std::size_t k = 0; k < drawn_; ++k) {
        if (joins_[k] != 0) {
            continue; // found before
        }
        auto const begin = at(order_.begin(k));
        auto const end = at(order_.begin(k + 1));
        double rise = 0.0;
        double felt = 0.0;
        if (end - begin == 1 && inflow_kg_s_[k] == 0.0) {
            auto const up = at(slots_.up[begin]);
            rise = flow_answers_[begin].by_inlet * rises_[up].rise_k;
            felt = flow_answers_[begin].by_inlet * rises_[up].felt_k;
        } else if (end > begin) {
            double flow = inflow_kg_s_[k];
            for (std::size_t slot = begin; slot < end; ++slot) {
                double const m = links_[slot].flow_kg_s;
                auto const up = at(slots_.up[slot]);
                flow += m;
                rise += m * flow_answers_[slot].by_inlet * rises_[up].rise_k;
                felt += m * flow_answers_[slot].by_inlet * rises_[up].felt_k;
            }
            rise /= flow;
            felt /= flow;
        }
        double const more = drawn[k].per_kelvin * felt + drawn[k].change;
        rises_[k].rise_k = rise + place_answers_[k].source + place_answers_[k].effect * more;
        rises_[k].felt_k = felt + place_answers_[k].source + place_answers_[k].felt * more;
    }
    std::fill(rises_.begin() + static_cast<std::ptrdiff_t>(drawn_), rises_.end(), Rise{});
}

void TemperatureSweep::respond(std::span<Drawn> drawn, bool refined, HydraulicSolver* by_pressure) {
    std::ranges::fill(joins_, std::uint8_t{0});
    gather(drawn, refined, by_pressure != nullptr);
    if (by_pressure != nullptr) {
        answer_where_ways_join(drawn, refined, *by_pressure);
    }
    spread(drawn);
}

void TemperatureSweep::respond_behind(std::span<double const> flow_change) {
    auto const slot_link = order_.slot_link();
    std::fill_n(more_flow_.begin(), drawn_, 0.0);
    for (std::size_t k = drawn_; k < order_.nodes().size(); ++k) {
        auto const begin = at(order_.begin(k));
        auto const end = at(order_.begin(k + 1));
        if (end - begin == 1 && inflow_kg_s_[k] == 0.0) { // one link: what leaves it is what is here
            auto const up = at(slots_.up[begin]);
            FlowAnswer const& answer = flow_answers_[begin];
            double const change = more_flow_[up] + flow_change[at(slot_link[begin])];
            more_flow_[k] = change;
            rises_[k].rise_k = links_[begin].gain * rises_[up].rise_k +
                               change * (answer.slope * (temperature_c_[up] - answer.rest_c) +
                                         friction_exponent * answer.friction_k);
            continue;
        }
        double flow = inflow_kg_s_[k];
        double change = 0.0;
        double rise = 0.0;
        double const here_c = temperature_c_[k];
        for (auto slot = begin; slot < end; ++slot) {
            auto const up = at(slots_.up[slot]);
            double const m = links_[slot].flow_kg_s;
            double const part = more_flow_[up] + flow_change[at(slot_link[slot])];
            flow += m;
            change += m * part;
            rise += m * (links_[slot].gain * rises_[up].rise_k + part * outlet_by_flow(slot, here_c));
        }
        double const by_flow = flow > 0.0 ? 1.0 / flow : 0.0;
        more_flow_[k] = change * by_flow;
        rises_[k].rise_k = rise * by_flow;
    }
}

void TemperatureSweep::respond_behind_by_pressure(std::span<double const> more_flow_kg_s) {
    auto const slot_link = order_.slot_link();
    auto const direction = order_.direction();
    for (std::size_t k = drawn_; k < order_.nodes().size(); ++k) {
        double flow = inflow_kg_s_[k];
        double rise = 0.0;
        double const here_c = temperature_c_[k];
        auto const end = at(order_.begin(k + 1));
        for (auto slot = at(order_.begin(k)); slot < end; ++slot) {
            auto const link = at(slot_link[slot]);
            double const m = links_[slot].flow_kg_s;
            flow += m;
            // What turns brings no less than nothing.
            rise += m * links_[slot].gain * rises_[at(slots_.up[slot])].rise_k +
                    std::max(direction[link] * more_flow_kg_s[link], -m) * outlet_by_flow(slot, here_c);
        }
        rises_[k].rise_k = flow > 0.0 ? rise / flow : 0.0;
    }
}

void TemperatureSweep::foresee(std::span<double> temperature_c, std::span<double> inlet_c,
                               std::span<double> outlet_c, std::span<double> mean_c) const {
    auto const nodes = order_.nodes();
    auto const slot_link = order_.slot_link();
    for (std::size_t k = 0; k < nodes.size(); ++k) {
        double const rise_k = rises_[k].rise_k;
        temperature_c[at(nodes[k])] += rise_k;
        auto const end = at(order_.begin(k + 1));
        for (auto slot = at(order_.begin(k)); slot < end; ++slot) {
            auto const link = at(slot_link[slot]);
            if (link < inlet_c.size()) {
                double const at_inlet_k = rises_[at(slots_.up[slot])].rise_k;
                inlet_c[link] += at_inlet_k;
                outlet_c[link] += rise_k;
                mean_c[link] += 0.5 * (at_inlet_k + rise_k);
            }
        }
    }
}

void TemperatureSweep::foresee_by_pressure(std::span<double const> more_flow_kg_s,
                                           std::span<double> temperature_c, std::span<double> inlet_c,
                                           std::span<double> outlet_c, std::span<double> mean_c) const {
    auto const nodes = order_.nodes();
    auto const slot_link = order_.slot_link();
    auto const direction = order_.direction();
    for (std::size_t k = 0; k < nodes.size(); ++k) {
        temperature_c[at(nodes[k])] += rises_[k].rise_k;
        auto const end = at(order_.begin(k + 1));
        for (auto slot = at(order_.begin(k)); slot < end; ++slot) {
            auto const link = at(slot_link[slot]);
            if (link >= inlet_c.size()) {
                continue;
            }
            double const gain = links_[slot].gain;
            FlowAnswer const& answer = flow_answers_[slot];
            auto const up = at(slots_.up[slot]);
            double const rise_k = rises_[up].rise_k;
            double const part = direction[link] * more_flow_kg_s[link] / links_[slot].flow_kg_s;
            double const excess_k = temperature_c_[up] - answer.rest_c;
            double const units = gain > 0.0 ? answer.slope / gain : most_units;
            if (std::abs(part) > straight) {
                // It may turn: water comes from the other end then.
                double const left = 1.0 + part;
                double const enters_c =
                    left < 0.0 ? temperature_c_[k] + rises_[k].rise_k : temperature_c_[up] + rise_k;
                double const units_then = units / std::max(std::abs(left), least_flow_left);
                double const mean_then = units_then > 1e-6 ? -std::expm1(-units_then) / units_then : 1.0;
                inlet_c[link] = enters_c;
                outlet_c[link] = answer.rest_c + (enters_c - answer.rest_c) * std::exp(-units_then);
                mean_c[link] = answer.rest_c + (enters_c - answer.rest_c) * mean_then;
                continue;
            }
            double const mean = units > 1e-6 ? (1.0 - gain) / units : 1.0;
            inlet_c[link] += rise_k;
            outlet_c[link] += answer.by_inlet * rise_k +
                              part * (answer.slope * excess_k + friction_exponent * answer.friction_k);
            mean_c[link] += mean * rise_k +
                            part * ((mean - gain) * excess_k + 0.5 * friction_exponent * answer.friction_k);
        }
    }
}

void TemperatureSweep::rise_with_flow(std::span<double> rise_k_s_kg) const {
    auto const nodes = order_.nodes();
    auto const slot_up = order_.slot_upstream();
    for (std::size_t k = 0; k < nodes.size(); ++k) {
        double flow = inflow_kg_s_[k];
        double sum = 0.0;
        auto const end = at(order_.begin(k + 1));
        for (auto slot = at(order_.begin(k)); slot < end; ++slot) {
            double const m = links_[slot].flow_kg_s;
            FlowAnswer const& answer = flow_answers_[slot];
            double const inlet_c = temperature_c_[at(slots_.up[slot])];
            flow += m;
            sum += m * (m * links_[slot].gain * rise_k_s_kg[at(slot_up[slot])] +
                        answer.slope * (inlet_c - answer.rest_c));
        }
        rise_k_s_kg[at(nodes[k])] = flow > 0.0 ? sum / (flow * flow) : 0.0;
    }
}

} // namespace saggar::detail
