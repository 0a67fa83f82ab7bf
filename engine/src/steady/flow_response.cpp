// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "temperature_sweep.hpp"

#include <algorithm>
#include <cmath>

namespace saggar::detail {

namespace {

std::size_t index(std::int32_t i) {
    return static_cast<std::size_t>(i);
}

} // namespace

// Against the flow: what all that lies below a place draws, as it follows the temperature above. Where ways
// join further down and pressures decide how flows part, places are left to `answer_where_ways_join`.
void TemperatureSweep::gather(std::span<double> per_kelvin_kg_s_k, std::span<double> change_kg_s,
                              bool refined, bool by_pressure) {
    double const with_capacity = refined ? 0.5 : 0.0;
    double const with_friction = refined ? friction_exponent : 0.0;
    drawn_ = 0;
    for (std::size_t k = order_.nodes().size(); k-- > 0;) {
        double const per_kelvin = per_kelvin_kg_s_k[k];
        bool const drawn = per_kelvin != 0.0 || change_kg_s[k] != 0.0;
        auto const begin = index(order_.begin(k));
        auto const end = index(order_.begin(k + 1));
        bool const several = end - begin > 1 || (end > begin && places_[k].inflow_kg_s > 0.0);
        bool const joins = by_pressure && (joins_[k] != 0 || (several && (drawn || drawn_ > 0)));
        if (!drawn && !joins) {
            places_[k].effect = 0.0;
            places_[k].felt = 0.0;
            places_[k].source = 0.0;
            continue;
        }
        drawn_ = std::max(drawn_, k + 1);
        double const warmer_k = places_[k].temperature_c - places_[k].before_c;
        double flow = places_[k].inflow_kg_s;
        double effect = 0.0;
        double friction = 0.0;
        double way_back = 0.0;
        double capacity = 0.0;
        for (std::size_t slot = begin; slot < end; ++slot) {
            auto const up = index(slots_.up[slot]);
            double const m = links_[slot].flow_kg_s;
            double const inlet_c = places_[up].temperature_c;
            double const at_inlet = links_[slot].slope * (inlet_c - links_[slot].rest_c);
            // The heat capacity is that of the mean between inlet and outlet.
            double const half = with_capacity * at_inlet * (warming_[0] + warming_[1] * inlet_c);
            double const solved = 1.0 + half;
            links_[slot].answer = (links_[slot].gain + half) * solved;
            flow += m;
            effect += m * at_inlet * solved;
            capacity += m * half * solved * (inlet_c - places_[up].before_c + warmer_k);
            friction += m * links_[slot].friction_k;
            way_back += m * links_[index(slots_.mirror[slot])].friction_k;
            if (joins && links_[slot].gain != 0.0) {
                joins_[up] = 1;
            }
        }
        if (flow <= 0.0) {
            places_[k].effect = 0.0;
            places_[k].felt = 0.0;
            places_[k].source = 0.0;
            continue;
        }
        double const by_flow = 1.0 / flow;
        double const source = capacity * by_flow;
        places_[k].source = source;
        if (joins) {
            joins_[k] = 1;
            continue;
        }
        double const felt = (effect - with_friction * way_back) * by_flow * by_flow;
        double const share = 1.0 / (1.0 - per_kelvin * felt);
        places_[k].effect = (effect + with_friction * friction) * by_flow * by_flow;
        places_[k].felt = felt;
        double const change = share * (change_kg_s[k] + per_kelvin * source);
        change_kg_s[k] = change;
        per_kelvin_kg_s_k[k] = share * per_kelvin;
        for (std::size_t slot = begin; slot < end; ++slot) {
            if (links_[slot].gain == 0.0) {
                continue;
            }
            auto const up = index(slots_.up[slot]);
            double const part = links_[slot].flow_kg_s * by_flow;
            per_kelvin_kg_s_k[up] += part * share * per_kelvin * links_[slot].answer;
            change_kg_s[up] += part * change;
        }
    }
}

// Along the flow: temperatures.
void TemperatureSweep::spread(std::span<double const> per_kelvin_kg_s_k,
                              std::span<double const> change_kg_s) {
    for (std::size_t k = 0; k < drawn_; ++k) {
        if (joins_[k] != 0) {
            continue; // found before
        }
        auto const begin = index(order_.begin(k));
        auto const end = index(order_.begin(k + 1));
        double rise = 0.0;
        double felt = 0.0;
        if (end - begin == 1 && places_[k].inflow_kg_s == 0.0) {
            auto const up = index(slots_.up[begin]);
            rise = links_[begin].answer * places_[up].rise_k;
            felt = links_[begin].answer * felt_k_[up];
        } else if (end > begin) {
            double flow = places_[k].inflow_kg_s;
            for (std::size_t slot = begin; slot < end; ++slot) {
                double const m = links_[slot].flow_kg_s;
                auto const up = index(slots_.up[slot]);
                flow += m;
                rise += m * links_[slot].answer * places_[up].rise_k;
                felt += m * links_[slot].answer * felt_k_[up];
            }
            rise /= flow;
            felt /= flow;
        }
        double const more = per_kelvin_kg_s_k[k] * felt + change_kg_s[k];
        places_[k].rise_k = rise + places_[k].source + places_[k].effect * more;
        felt_k_[k] = felt + places_[k].source + places_[k].felt * more;
    }
    for (std::size_t k = drawn_; k < places_.size(); ++k) {
        places_[k].rise_k = 0.0;
    }
    std::fill(felt_k_.begin() + static_cast<std::ptrdiff_t>(drawn_), felt_k_.end(), 0.0);
}

void TemperatureSweep::respond(std::span<double> per_kelvin_kg_s_k, std::span<double> change_kg_s,
                               bool refined, HydraulicSolver* by_pressure) {
    std::ranges::fill(joins_, std::uint8_t{0});
    gather(per_kelvin_kg_s_k, change_kg_s, refined, by_pressure != nullptr);
    if (by_pressure != nullptr) {
        answer_where_ways_join(per_kelvin_kg_s_k, change_kg_s, refined, *by_pressure);
    }
    spread(per_kelvin_kg_s_k, change_kg_s);
}

void TemperatureSweep::respond_behind(std::span<double const> flow_change) {
    auto const slot_link = order_.slot_link();
    for (std::size_t k = 0; k < drawn_; ++k) {
        places_[k].change = 0.0;
    }
    for (std::size_t k = drawn_; k < order_.nodes().size(); ++k) {
        double flow = places_[k].inflow_kg_s;
        double change = 0.0;
        double rise = 0.0;
        double const here_c = places_[k].temperature_c;
        auto const end = index(order_.begin(k + 1));
        for (auto slot = index(order_.begin(k)); slot < end; ++slot) {
            auto const up = index(slots_.up[slot]);
            double const m = links_[slot].flow_kg_s;
            double const part = places_[up].change + flow_change[index(slot_link[slot])];
            flow += m;
            change += m * part;
            rise += m * (links_[slot].gain * places_[up].rise_k + part * outlet_by_flow(slot, here_c));
        }
        double const by_flow = flow > 0.0 ? 1.0 / flow : 0.0;
        places_[k].change = change * by_flow;
        places_[k].rise_k = rise * by_flow;
    }
}

void TemperatureSweep::respond_behind_by_pressure(std::span<double const> more_flow_kg_s) {
    auto const slot_link = order_.slot_link();
    auto const direction = order_.direction();
    for (std::size_t k = drawn_; k < order_.nodes().size(); ++k) {
        double flow = places_[k].inflow_kg_s;
        double rise = 0.0;
        double const here_c = places_[k].temperature_c;
        auto const end = index(order_.begin(k + 1));
        for (auto slot = index(order_.begin(k)); slot < end; ++slot) {
            auto const link = index(slot_link[slot]);
            double const m = links_[slot].flow_kg_s;
            flow += m;
            rise += m * links_[slot].gain * places_[index(slots_.up[slot])].rise_k +
                    direction[link] * more_flow_kg_s[link] * outlet_by_flow(slot, here_c);
        }
        places_[k].rise_k = flow > 0.0 ? rise / flow : 0.0;
    }
}

void TemperatureSweep::foresee(std::span<double> temperature_c, std::span<double> inlet_c,
                               std::span<double> outlet_c, std::span<double> mean_c) const {
    auto const nodes = order_.nodes();
    for (std::size_t k = 0; k < nodes.size(); ++k) {
        temperature_c[index(nodes[k])] += places_[k].rise_k;
    }
    auto const slot_link = order_.slot_link();
    for (std::size_t k = 0; k < nodes.size(); ++k) {
        auto const end = index(order_.begin(k + 1));
        for (auto slot = index(order_.begin(k)); slot < end; ++slot) {
            auto const link = index(slot_link[slot]);
            if (link < inlet_c.size()) {
                double const at_inlet_k = places_[index(slots_.up[slot])].rise_k;
                inlet_c[link] += at_inlet_k;
                outlet_c[link] += places_[k].rise_k;
                mean_c[link] += 0.5 * (at_inlet_k + places_[k].rise_k);
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
        temperature_c[index(nodes[k])] += places_[k].rise_k;
        auto const end = index(order_.begin(k + 1));
        for (auto slot = index(order_.begin(k)); slot < end; ++slot) {
            auto const link = index(slot_link[slot]);
            if (link >= inlet_c.size()) {
                continue;
            }
            ThermalLink const& thermal = links_[slot];
            Place const& up = places_[index(slots_.up[slot])];
            double const part = direction[link] * more_flow_kg_s[link] / thermal.flow_kg_s;
            double const excess_k = up.temperature_c - thermal.rest_c;
            double const units = thermal.slope / thermal.gain;
            double const mean = units > 1e-6 ? (1.0 - thermal.gain) / units : 1.0;
            inlet_c[link] += up.rise_k;
            outlet_c[link] += thermal.answer * up.rise_k +
                              part * (thermal.slope * excess_k + friction_exponent * thermal.friction_k);
            mean_c[link] += mean * up.rise_k + part * ((mean - thermal.gain) * excess_k +
                                                       0.5 * friction_exponent * thermal.friction_k);
        }
    }
}

void TemperatureSweep::rise_with_flow(std::span<double> rise_k_s_kg) const {
    auto const nodes = order_.nodes();
    auto const slot_up = order_.slot_upstream();
    for (std::size_t k = 0; k < nodes.size(); ++k) {
        double flow = places_[k].inflow_kg_s;
        double sum = 0.0;
        auto const end = index(order_.begin(k + 1));
        for (auto slot = index(order_.begin(k)); slot < end; ++slot) {
            double const m = links_[slot].flow_kg_s;
            double const inlet_c = places_[index(slots_.up[slot])].temperature_c;
            flow += m;
            sum += m * (m * links_[slot].gain * rise_k_s_kg[index(slot_up[slot])] +
                        links_[slot].slope * (inlet_c - links_[slot].rest_c));
        }
        rise_k_s_kg[index(nodes[k])] = flow > 0.0 ? sum / (flow * flow) : 0.0;
    }
}

} // namespace saggar::detail
