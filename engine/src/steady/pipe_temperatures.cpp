// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "pipe_temperatures.hpp"

#include "saggar/engine/physics/ground_temperature.hpp"
#include "saggar/engine/physics/pipe_heat.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace saggar::detail {

PipeTemperatures::PipeTemperatures(Network const& network)
    : own_w_mk_(network.pipes.size()),
      mutual_w_mk_(network.pipes.size()),
      ground_c_(network.pipes.size()),
      capacity_j_kgk_(network.pipes.size()),
      capacity_flow_w_k_(network.pipes.size()),
      friction_heat_w_(network.pipes.size()) {
    pipe_conductances(network, own_w_mk_, mutual_w_mk_);
    auto const& partner = network.pipes.partner;
    singles_ = static_cast<std::size_t>(
        std::find_if(partner.begin(), partner.end(), [](auto p) { return p >= 0; }) - partner.begin());
    std::size_t const pairs = (network.pipes.size() - singles_) / 2;
    conductance_w_k_.resize(singles_);
    for (auto* const column : {&pair_.own_1_w_k, &pair_.own_2_w_k, &pair_.mutual_w_k}) {
        column->resize(pairs);
    }
    for (std::size_t i = 0; i < singles_; ++i) {
        conductance_w_k_[i] = own_w_mk_[i] * network.pipes.length_m[i];
    }
    for (std::size_t k = 0; k < pairs; ++k) {
        std::size_t const i = singles_ + 2 * k;
        pair_.own_1_w_k[k] = own_w_mk_[i] * network.pipes.length_m[i];
        pair_.own_2_w_k[k] = own_w_mk_[i + 1] * network.pipes.length_m[i];
        pair_.mutual_w_k[k] = mutual_w_mk_[i] * network.pipes.length_m[i];
        interacts_ = interacts_ || mutual_w_mk_[i] > 0.0;
    }
}

bool PipeTemperatures::set_ground(Network const& network, double ground_temperature_c,
                                  std::optional<double> day) {
    GroundSettings const& ground = network.project().ground;
    double const of = ground.day_of_year ? day.value_or(*ground.day_of_year) : ground_temperature_c;
    if (ground_of_ == of) {
        return false;
    }
    ground_of_ = of;
    if (!ground.day_of_year) {
        std::fill(ground_c_.begin(), ground_c_.end(), ground_temperature_c);
        return true;
    }
    GroundWave const wave{.mean_c = *ground.mean_temperature_c,
                          .amplitude_k = *ground.amplitude_k,
                          .coldest_day = *ground.coldest_day,
                          .diffusivity_m2_s = *ground.diffusivity_m2_s};
    for (std::size_t i = 0; i < ground_c_.size(); ++i) {
        ground_c_[i] = saggar::ground_temperature_c(wave, network.pipes.burial_depth_m[i], of);
    }
    return true;
}

namespace {

// Lines that are worked out together: what one step leaves for the next stays in the nearest cache.
constexpr std::size_t tile = 256;

using Column = std::array<double, tile>;

} // namespace

struct PipeTemperatures::Tile {
    Column near_inlet{}, near_outlet{};
    Column flow_1{}, flow_2{}, heat_1{}, heat_2{};
    Column factor_11{}, factor_12{}, factor_21{}, factor_22{}, rise_1{}, rise_2{};
};

// Mean heat capacity between inlet and outlet: Gauss' two points, exact for a cubic; pandapipes takes the two
// ends.
void PipeTemperatures::take_capacities(Fluid const& fluid, bool mean_capacity_of_ends, State const& state,
                                       std::size_t first, std::size_t last, Tile& t) {
    double const offset = mean_capacity_of_ends ? 0.5 : 0.5 / std::sqrt(3.0);
    std::size_t const count = last - first;
    for (std::size_t i = 0; i < count; ++i) {
        double const inlet = state.inlet_c[first + i];
        double const outlet = state.outlet_c[first + i];
        double const middle = 0.5 * (inlet + outlet);
        double const away = offset * (inlet - outlet);
        t.near_inlet[i] = middle + away;
        t.near_outlet[i] = middle - away;
    }
    for (Column* const column : {&t.near_inlet, &t.near_outlet}) {
        fluid.heat_capacity_j_kgk({column->data(), count}, {column->data(), count});
    }
    for (std::size_t i = 0; i < count; ++i) {
        double const capacity = 0.5 * (t.near_inlet[i] + t.near_outlet[i]);
        capacity_j_kgk_[first + i] = capacity;
        capacity_flow_w_k_[first + i] = std::abs(state.mass_flow_kg_s[first + i]) * capacity;
    }
    for (std::size_t i = first; i < last && !state.friction_pa.empty(); ++i) {
        friction_heat_w_[i] =
            std::abs(state.friction_pa[i] * state.mass_flow_kg_s[i]) / state.density_kg_m3[i];
    }
}

namespace {

// What a link hands on, and how that follows the flow: d factor/d ln(flow) = NTU exp(-NTU). What the line
// beside gives, `beside_k` above the ground, counts as ground.
void write_link(TemperatureSweep& sweep, std::size_t slot, double flow_kg_s, double ground_c, double factor,
                double cross, double rise_k, double transfer_units, double beside_k) {
    sweep.set_link(slot,
                   {.gain = factor,
                    .cross = cross,
                    .shift = ground_c * (1.0 - factor - cross) + rise_k,
                    .flow_kg_s = std::abs(flow_kg_s)},
                   {.slope = transfer_units * factor,
                    .rest_c = ground_c + beside_k,
                    .friction_k = rise_k,
                    .by_inlet = factor});
}

} // namespace

void PipeTemperatures::write_singles(State const& state, TemperatureSweep& sweep, std::size_t first,
                                     std::size_t last, Tile& t) const {
    std::size_t const count = last - first;
    auto const part = [&](std::vector<double> const& column) {
        return std::span<double const>{column}.subspan(first, count);
    };
    pipe_transfers(part(conductance_w_k_), part(capacity_flow_w_k_), part(friction_heat_w_),
                   {t.factor_11.data(), count}, {t.rise_1.data(), count});
    for (std::size_t i = first; i < last; ++i) {
        if (sweep.slot(i) >= 0) {
            write_link(sweep, static_cast<std::size_t>(sweep.slot(i)), state.mass_flow_kg_s[i], ground_c_[i],
                       t.factor_11[i - first], 0.0, t.rise_1[i - first],
                       conductance_w_k_[i] / capacity_flow_w_k_[i], 0.0);
        }
    }
}

// `first` and `last` count pairs.
void PipeTemperatures::write_pairs(State const& state, TemperatureSweep& sweep, std::size_t first,
                                   std::size_t last, Tile& t) const {
    std::size_t const count = last - first;
    for (std::size_t k = 0; k < count; ++k) {
        std::size_t const i = singles_ + 2 * (first + k);
        // The return line is drawn against the supply line; capacity flows are signed along the trench.
        bool const moves_1 = sweep.slot(i) >= 0;
        bool const moves_2 = sweep.slot(i + 1) >= 0;
        t.flow_1[k] = moves_1 ? std::copysign(capacity_flow_w_k_[i], state.mass_flow_kg_s[i]) : 0.0;
        t.flow_2[k] = moves_2 ? -std::copysign(capacity_flow_w_k_[i + 1], state.mass_flow_kg_s[i + 1]) : -0.0;
        t.heat_1[k] = friction_heat_w_[i];
        t.heat_2[k] = friction_heat_w_[i + 1];
    }
    auto const part = [&](std::vector<double> const& column) {
        return std::span<double const>{column}.subspan(first, count);
    };
    auto const of = [&](Column& column) { return std::span<double>{column.data(), count}; };
    pair_transfers(
        {part(pair_.own_1_w_k), part(pair_.own_2_w_k), part(pair_.mutual_w_k), of(t.flow_1), of(t.flow_2),
         of(t.heat_1), of(t.heat_2)},
        {of(t.factor_11), of(t.factor_12), of(t.factor_21), of(t.factor_22), of(t.rise_1), of(t.rise_2)});
    for (std::size_t k = 0; k < count; ++k) {
        std::size_t const i = singles_ + 2 * (first + k);
        double const own_1 = pair_.own_1_w_k[first + k];
        double const own_2 = pair_.own_2_w_k[first + k];
        double const mutual = pair_.mutual_w_k[first + k];
        if (sweep.slot(i) >= 0) {
            write_link(sweep, static_cast<std::size_t>(sweep.slot(i)), state.mass_flow_kg_s[i], ground_c_[i],
                       t.factor_11[k], t.factor_12[k], t.rise_1[k], own_1 / capacity_flow_w_k_[i],
                       own_1 > 0.0 ? mutual / own_1 * (state.inlet_c[i + 1] - ground_c_[i + 1]) : 0.0);
        }
        if (sweep.slot(i + 1) >= 0) {
            write_link(sweep, static_cast<std::size_t>(sweep.slot(i + 1)), state.mass_flow_kg_s[i + 1],
                       ground_c_[i + 1], t.factor_22[k], t.factor_21[k], t.rise_2[k],
                       own_2 / capacity_flow_w_k_[i + 1],
                       own_2 > 0.0 ? mutual / own_2 * (state.inlet_c[i] - ground_c_[i]) : 0.0);
        }
    }
}

void PipeTemperatures::write_links(Fluid const& fluid, bool mean_capacity_of_ends, State const& state,
                                   TemperatureSweep& sweep) {
    Tile scratch;
    for (std::size_t first = 0; first < singles_; first += tile) {
        std::size_t const last = std::min(first + tile, singles_);
        take_capacities(fluid, mean_capacity_of_ends, state, first, last, scratch);
        write_singles(state, sweep, first, last, scratch);
    }
    std::size_t const pairs = pair_.own_1_w_k.size();
    for (std::size_t first = 0; first < pairs; first += tile / 2) {
        std::size_t const last = std::min(first + tile / 2, pairs);
        take_capacities(fluid, mean_capacity_of_ends, state, singles_ + 2 * first, singles_ + 2 * last,
                        scratch);
        write_pairs(state, sweep, first, last, scratch);
    }
}

namespace {

// Fewer transfer units than this, and the middle between the ends is the mean to 1e-9 of their difference.
constexpr double few_transfer_units = 1e-4;

} // namespace

// Heat lost is conductance times the mean excess over the ground, so that the mean follows from the ends.
void PipeTemperatures::write_means(std::span<std::int8_t const> direction, std::span<double const> inlet_c,
                                   std::span<double const> outlet_c, std::span<double> mean_c) const {
    for (std::size_t i = 0; i < singles_; ++i) {
        double const conductance = conductance_w_k_[i];
        double const capacity = capacity_flow_w_k_[i];
        double const lost_w = capacity * (inlet_c[i] - outlet_c[i]) + friction_heat_w_[i];
        bool const by_heat = conductance > few_transfer_units * capacity;
        double const middle = 0.5 * (inlet_c[i] + outlet_c[i]);
        double const mean = by_heat ? ground_c_[i] + lost_w / conductance : middle;
        mean_c[i] = direction[i] != 0 ? mean : (conductance > 0.0 ? ground_c_[i] : middle);
    }
    for (std::size_t k = 0; k < pair_.own_1_w_k.size(); ++k) {
        std::size_t const i = singles_ + 2 * k;
        double const own_1 = pair_.own_1_w_k[k];
        double const own_2 = pair_.own_2_w_k[k];
        double const mutual = pair_.mutual_w_k[k];
        double const capacity_1 = capacity_flow_w_k_[i];
        double const capacity_2 = capacity_flow_w_k_[i + 1];
        double const lost_1 =
            direction[i] != 0 ? capacity_1 * (inlet_c[i] - outlet_c[i]) + friction_heat_w_[i] : 0.0;
        double const lost_2 = direction[i + 1] != 0
                                  ? capacity_2 * (inlet_c[i + 1] - outlet_c[i + 1]) + friction_heat_w_[i + 1]
                                  : 0.0;
        double const determinant = own_1 * own_2 - mutual * mutual;
        auto const of = [&](std::size_t line, double own, double capacity, double excess_k) {
            bool const by_heat = own > few_transfer_units * capacity && determinant > 1e-6 * own_1 * own_2;
            return by_heat ? ground_c_[line] + excess_k : 0.5 * (inlet_c[line] + outlet_c[line]);
        };
        mean_c[i] = of(i, own_1, direction[i] != 0 ? capacity_1 : 0.0,
                       (own_2 * lost_1 + mutual * lost_2) / determinant);
        mean_c[i + 1] = of(i + 1, own_2, direction[i + 1] != 0 ? capacity_2 : 0.0,
                           (own_1 * lost_2 + mutual * lost_1) / determinant);
    }
}

// The mean excess over the ground is the inlet's times (1 - e^-N)/N, N = conductance / (capacity flow).
double PipeTemperatures::mean_rise_k_s_kg(std::size_t pipe, double length_m, double mass_flow_kg_s,
                                          double inlet_c, double inlet_rise_k_s_kg) const {
    double const conductance = own_w_mk_[pipe] * length_m;
    double const capacity = capacity_j_kgk_[pipe];
    double const excess_k = inlet_c - ground_c_[pipe];
    double const units = conductance / std::max(mass_flow_kg_s * capacity, 1e-280);
    if (units > 700.0) { // next to no flow
        return excess_k * capacity / conductance;
    }
    double const mean = pipe_mean_factor(conductance, mass_flow_kg_s * capacity);
    return mean * inlet_rise_k_s_kg + excess_k * (mean - std::exp(-units)) / mass_flow_kg_s;
}

} // namespace saggar::detail
