// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "temperature_sweep.hpp"

#include "saggar/network/at.hpp"

#include <algorithm>
#include <cmath>

namespace saggar::detail {

namespace {

// How the heat capacity grows with temperature, relative, as a line through 50 and 100 degC; 1/K and 1/K2.
std::array<double, 2> warming_of(Fluid const& fluid) {
    auto const at = [&](double t) {
        return (fluid.heat_capacity_j_kgk(t + 5.0) - fluid.heat_capacity_j_kgk(t - 5.0)) /
               (10.0 * fluid.heat_capacity_j_kgk(t));
    };
    double const slope = (at(100.0) - at(50.0)) / 50.0;
    return {at(50.0) - 50.0 * slope, slope};
}

} // namespace

TemperatureSweep::TemperatureSweep(std::span<std::int32_t const> from, std::span<std::int32_t const> to,
                                   std::span<std::int32_t const> partner, std::span<std::uint8_t const> late,
                                   Fluid const& fluid)
    : order_{from, to, late},
      partner_(partner.begin(), partner.end()),
      place_(late.size()),
      links_(from.size()),
      flow_answers_(from.size()),
      warming_{warming_of(fluid)},
      temperature_c_(late.size()),
      before_c_(late.size()),
      inflow_kg_s_(late.size()),
      place_answers_(late.size()),
      rises_(late.size()),
      more_flow_(late.size()),
      joins_(late.size()),
      slot_of_link_(from.size()),
      knot_row_(late.size(), -1) {
    for (auto* const column : {&slots_.up, &slots_.beside, &slots_.mirror}) {
        column->resize(from.size());
    }
    merges_.first.resize(late.size());
    joined_.row.resize(late.size());
}

void TemperatureSweep::set_flow(std::span<double const> mass_flow_kg_s, std::span<std::uint8_t const> cuts,
                                double smallest_kg_s, double telling_kg_s) {
    telling_per_kg_s_ = 1.0 / telling_kg_s;
    if (order_.set_flow(mass_flow_kg_s, cuts, smallest_kg_s)) {
        take_order();
    }
}

void TemperatureSweep::take_order() {
    auto const link = order_.slot_link();
    auto const up = order_.slot_upstream();
    auto const nodes = order_.nodes();
    for (std::size_t k = 0; k < nodes.size(); ++k) {
        place_[at(nodes[k])] = static_cast<std::int32_t>(k);
    }
    std::fill(slot_of_link_.begin(), slot_of_link_.end(), -1);
    auto const slots = at(order_.begin(nodes.size()));
    for (std::size_t slot = 0; slot < slots; ++slot) {
        slot_of_link_[at(link[slot])] = static_cast<std::int32_t>(slot);
    }
    for (std::size_t slot = 0; slot < slots; ++slot) {
        std::int32_t const beside = partner_[at(link[slot])];
        slots_.up[slot] = place_[at(up[slot])];
        slots_.beside[slot] = beside < 0 ? slots_.up[slot] : place_[at(order_.upstream(at(beside)))];
        bool const mirrored = beside >= 0 && slot_of_link_[at(beside)] >= 0;
        slots_.mirror[slot] = mirrored ? slot_of_link_[at(beside)] : static_cast<std::int32_t>(slot);
    }
    still_.clear();
    for (std::size_t i = 0; i < slot_of_link_.size(); ++i) {
        if (slot_of_link_[i] < 0) {
            still_.push_back(static_cast<std::int32_t>(i));
        }
    }
    merges_.place.clear();
    merges_.slot.clear();
    for (std::size_t k = 0; k < nodes.size(); ++k) {
        auto const begin = order_.begin(k);
        auto const end = order_.begin(k + 1);
        merges_.first[k] = -1;
        if (end - begin > 1) {
            merges_.first[k] = static_cast<std::int32_t>(merges_.slot.size());
            merges_.place.push_back(static_cast<std::int32_t>(k));
            for (auto slot = begin; slot < end; ++slot) {
                merges_.slot.push_back(slot);
            }
        }
    }
    merges_.node_line.resize(merges_.place.size());
    merges_.slot_line.resize(merges_.slot.size());
}

void TemperatureSweep::load(EnteringWater const& entering, std::span<double const> temperature_c) {
    entering_ = entering;
    auto const nodes = order_.nodes();
    for (std::size_t k = 0; k < nodes.size(); ++k) {
        temperature_c_[k] = temperature_c[at(nodes[k])];
        inflow_kg_s_[k] = std::max(0.0, entering.inflow_kg_s[at(nodes[k])]);
    }
    before_c_ = temperature_c_;
    merges_.linearised = false;
}

namespace {

// Temperature of water that carries `heat_j_kg`; `near_c` is a guess.
double temperature_of(Fluid const& fluid, double heat_j_kg, double near_c) {
    double t = near_c;
    for (int i = 0; i < 3; ++i) {
        t -= (fluid.heat_content_j_kg(t) - heat_j_kg) / fluid.heat_capacity_j_kgk(t);
    }
    return t;
}

} // namespace

// Round the temperatures in `at_c`.
void TemperatureSweep::linearise(Fluid const& fluid, std::span<HeatLine> lines) {
    merges_.heat_j_kg.resize(lines.size());
    merges_.capacity_j_kgk.resize(lines.size());
    fluid.heat_content_j_kg(merges_.at_c, merges_.heat_j_kg);
    fluid.heat_capacity_j_kgk(merges_.at_c, merges_.capacity_j_kgk);
    for (std::size_t i = 0; i < lines.size(); ++i) {
        double const capacity = merges_.capacity_j_kgk[i];
        lines[i] = {merges_.heat_j_kg[i] - capacity * merges_.at_c[i], capacity};
    }
}

void TemperatureSweep::linearise_merges(Fluid const& fluid) {
    merges_.at_c.resize(merges_.slot.size());
    for (std::size_t j = 0; j < merges_.slot.size(); ++j) {
        merges_.at_c[j] = outlet(at(merges_.slot[j]));
    }
    linearise(fluid, merges_.slot_line);
    merges_.at_c.resize(merges_.place.size());
    for (std::size_t i = 0; i < merges_.place.size(); ++i) {
        merges_.at_c[i] = temperature_c_[at(merges_.place[i])];
    }
    linearise(fluid, merges_.node_line);
    merges_.linearised = true;
}

// What waters that join at a place make; `merge` counts the places where links join.
double TemperatureSweep::mixed(std::size_t place, Fluid const& fluid, Mixing mixing, std::size_t& merge) {
    auto const begin = at(order_.begin(place));
    auto const end = at(order_.begin(place + 1));
    double const inflow = inflow_kg_s_[place];
    double const inflow_c = inflow > 0.0 ? entering_.inflow_c[at(order_.nodes()[place])] : 0.0;
    double flow = inflow;
    if (mixing == Mixing::mass_weighted) {
        double sum = inflow * inflow_c;
        for (std::size_t slot = begin; slot < end; ++slot) {
            flow += links_[slot].flow_kg_s;
            sum += links_[slot].flow_kg_s * outlet(slot);
        }
        return sum / flow;
    }
    if (inflow > 0.0) { // few places: exactly
        double sum = inflow * inflow_c;
        double heat = inflow * fluid.heat_content_j_kg(inflow_c);
        for (std::size_t slot = begin; slot < end; ++slot) {
            double const t = outlet(slot);
            flow += links_[slot].flow_kg_s;
            sum += links_[slot].flow_kg_s * t;
            heat += links_[slot].flow_kg_s * fluid.heat_content_j_kg(t);
        }
        merge += end - begin > 1 ? 1 : 0;
        return temperature_of(fluid, heat / flow, sum / flow);
    }
    auto j = at(merges_.first[place]);
    double heat = 0.0;
    for (std::size_t slot = begin; slot < end; ++slot, ++j) {
        HeatLine const& line = merges_.slot_line[j];
        flow += links_[slot].flow_kg_s;
        heat += links_[slot].flow_kg_s * (line.constant + line.capacity * outlet(slot));
    }
    HeatLine const& line = merges_.node_line[merge++];
    return (heat / flow - line.constant) / line.capacity;
}

double TemperatureSweep::run(Fluid const& fluid, Mixing mixing) {
    if (mixing == Mixing::energy && !merges_.linearised) {
        linearise_merges(fluid);
    }
    double change = 0.0;
    std::size_t merge = 0;
    auto const visit = [&](std::size_t k) {
        auto const begin = at(order_.begin(k));
        auto const arriving = at(order_.begin(k + 1)) - begin;
        double next = 0.0;
        double tells = 1.0;
        if (arriving == 1 && inflow_kg_s_[k] == 0.0) {
            next = outlet(begin);
            tells = telling(links_[begin].flow_kg_s);
        } else if (arriving > 0 || inflow_kg_s_[k] > 0.0) {
            next = mixed(k, fluid, mixing, merge);
        } else {
            next = entering_.still_c[at(order_.nodes()[k])];
        }
        change = std::max(change, tells * std::abs(next - temperature_c_[k]));
        temperature_c_[k] = next;
    };
    std::size_t k = 0;
    for (auto const& [first, last] : order_.knots()) {
        for (; k < at(first); ++k) {
            visit(k);
        }
        solve_knot(first, last, fluid, mixing);
        for (; k < at(last); ++k) { // what the linear solution still leaves
            visit(k);
        }
    }
    for (; k < order_.nodes().size(); ++k) {
        visit(k);
    }
    return change;
}

void TemperatureSweep::unload(std::span<double> temperature_c, std::span<double> inlet_c,
                              std::span<double> outlet_c) const {
    auto const nodes = order_.nodes();
    auto const slot_link = order_.slot_link();
    for (std::size_t k = 0; k < nodes.size(); ++k) {
        temperature_c[at(nodes[k])] = temperature_c_[k];
        auto const begin = at(order_.begin(k));
        auto const end = at(order_.begin(k + 1));
        bool const mixes = end - begin > 1 || inflow_kg_s_[k] > 0.0;
        for (auto slot = begin; slot < end; ++slot) {
            auto const link = at(slot_link[slot]);
            if (link < inlet_c.size()) {
                inlet_c[link] = temperature_c_[at(slots_.up[slot])];
                outlet_c[link] = mixes ? outlet(slot) : temperature_c_[k];
            }
        }
    }
    for (std::int32_t const link : still_) {
        if (at(link) < inlet_c.size()) {
            inlet_c[at(link)] = temperature_c[at(order_.upstream(at(link)))];
            outlet_c[at(link)] = inlet_c[at(link)];
        }
    }
}

} // namespace saggar::detail
