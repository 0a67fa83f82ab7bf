// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "pipe_temperatures.hpp"

#include "saggar/engine/physics/ground_temperature.hpp"
#include "saggar/engine/physics/pipe_heat.hpp"

#include <algorithm>
#include <cmath>

namespace saggar::detail {

PipeTemperatures::PipeTemperatures(Network const& network)
    : own_w_mk_(network.pipes.size()),
      mutual_w_mk_(network.pipes.size()),
      ground_c_(network.pipes.size()),
      capacity_j_kgk_(network.pipes.size()),
      scratch_(network.pipes.size()) {
    pipe_conductances(network, own_w_mk_, mutual_w_mk_);
    auto const& partner = network.pipes.partner;
    singles_ = static_cast<std::size_t>(
        std::find_if(partner.begin(), partner.end(), [](auto p) { return p >= 0; }) - partner.begin());
    std::size_t const pairs = (network.pipes.size() - singles_) / 2;
    for (auto* const column : {&single_.conductance_w_k, &single_.capacity_flow_w_k, &single_.friction_heat_w,
                               &single_.factor, &single_.rise_k}) {
        column->resize(singles_);
    }
    for (auto* const column :
         {&pair_.own_1_w_k, &pair_.own_2_w_k, &pair_.mutual_w_k, &pair_.capacity_flow_1_w_k,
          &pair_.capacity_flow_2_w_k, &pair_.friction_heat_1_w, &pair_.friction_heat_2_w, &pair_.factor_11,
          &pair_.factor_12, &pair_.factor_21, &pair_.factor_22, &pair_.rise_1_k, &pair_.rise_2_k}) {
        column->resize(pairs);
    }
    for (std::size_t i = 0; i < singles_; ++i) {
        single_.conductance_w_k[i] = own_w_mk_[i] * network.pipes.length_m[i];
    }
    for (std::size_t k = 0; k < pairs; ++k) {
        std::size_t const i = singles_ + 2 * k;
        pair_.own_1_w_k[k] = own_w_mk_[i] * network.pipes.length_m[i];
        pair_.own_2_w_k[k] = own_w_mk_[i + 1] * network.pipes.length_m[i];
        pair_.mutual_w_k[k] = mutual_w_mk_[i] * network.pipes.length_m[i];
        interacts_ = interacts_ || mutual_w_mk_[i] > 0.0;
    }
}

void PipeTemperatures::set_ground(Network const& network, double ground_temperature_c,
                                  std::optional<double> day) {
    GroundSettings const& ground = network.project().ground;
    double const of = ground.day_of_year ? day.value_or(*ground.day_of_year) : ground_temperature_c;
    if (ground_of_ == of) {
        return;
    }
    ground_of_ = of;
    if (!ground.day_of_year) {
        std::fill(ground_c_.begin(), ground_c_.end(), ground_temperature_c);
        return;
    }
    GroundWave const wave{.mean_c = *ground.mean_temperature_c,
                          .amplitude_k = *ground.amplitude_k,
                          .coldest_day = *ground.coldest_day,
                          .diffusivity_m2_s = *ground.diffusivity_m2_s};
    for (std::size_t i = 0; i < ground_c_.size(); ++i) {
        ground_c_[i] = saggar::ground_temperature_c(wave, network.pipes.burial_depth_m[i], of);
    }
}

void PipeTemperatures::set_flow(Fluid const& fluid, bool mean_capacity_of_ends,
                                std::span<double const> mass_flow_kg_s,
                                std::span<std::int8_t const> direction, std::span<double const> inlet_c,
                                std::span<double const> outlet_c, std::span<double const> friction_pa,
                                std::span<double const> density_kg_m3) {
    std::size_t const pipes = capacity_j_kgk_.size();
    // Mean heat capacity between inlet and outlet: Gauss' two points, exact for a cubic; pandapipes takes the
    // two ends.
    double const offset = mean_capacity_of_ends ? 0.5 : 0.5 / std::sqrt(3.0);
    for (std::size_t i = 0; i < pipes; ++i) {
        scratch_[i] = 0.5 * (inlet_c[i] + outlet_c[i]) + offset * (inlet_c[i] - outlet_c[i]);
    }
    fluid.heat_capacity_j_kgk(scratch_, capacity_j_kgk_);
    for (std::size_t i = 0; i < pipes; ++i) {
        scratch_[i] = 0.5 * (inlet_c[i] + outlet_c[i]) - offset * (inlet_c[i] - outlet_c[i]);
    }
    fluid.heat_capacity_j_kgk(scratch_, scratch_);
    for (std::size_t i = 0; i < pipes; ++i) {
        capacity_j_kgk_[i] = 0.5 * (capacity_j_kgk_[i] + scratch_[i]);
    }
    bool const warms = !friction_pa.empty();
    auto const friction_heat = [&](std::size_t i) {
        return warms ? std::abs(friction_pa[i] * mass_flow_kg_s[i]) / density_kg_m3[i] : 0.0;
    };
    for (std::size_t i = 0; i < singles_; ++i) {
        single_.capacity_flow_w_k[i] = mass_flow_kg_s[i] * capacity_j_kgk_[i];
        single_.friction_heat_w[i] = friction_heat(i);
    }
    pipe_transfers(single_.conductance_w_k, single_.capacity_flow_w_k, single_.friction_heat_w,
                   single_.factor, single_.rise_k);
    for (std::size_t k = 0; k < pair_.own_1_w_k.size(); ++k) {
        std::size_t const i = singles_ + 2 * k;
        // The return line is drawn against the supply line; capacity flows are signed along the trench.
        pair_.capacity_flow_1_w_k[k] = direction[i] != 0 ? mass_flow_kg_s[i] * capacity_j_kgk_[i] : 0.0;
        pair_.capacity_flow_2_w_k[k] =
            direction[i + 1] != 0 ? -mass_flow_kg_s[i + 1] * capacity_j_kgk_[i + 1] : -0.0;
        pair_.friction_heat_1_w[k] = friction_heat(i);
        pair_.friction_heat_2_w[k] = friction_heat(i + 1);
    }
    pair_transfers(
        {pair_.own_1_w_k, pair_.own_2_w_k, pair_.mutual_w_k, pair_.capacity_flow_1_w_k,
         pair_.capacity_flow_2_w_k, pair_.friction_heat_1_w, pair_.friction_heat_2_w},
        {pair_.factor_11, pair_.factor_12, pair_.factor_21, pair_.factor_22, pair_.rise_1_k, pair_.rise_2_k});
}

void PipeTemperatures::write_links(std::span<double const> inlet_c, TemperatureSweep& sweep) const {
    std::span<ThermalLink> const links = sweep.links();
    // What a link hands on, and how that follows the flow: d factor/d ln(flow) = NTU exp(-NTU). What the line
    // beside gives, `beside_k` above the ground, counts as ground.
    auto const write = [&](std::size_t i, double factor, double cross, double rise_k, double transfer_units,
                           double beside_k) {
        auto const slot = static_cast<std::size_t>(sweep.slot(i));
        links[slot].gain = factor;
        links[slot].cross = cross;
        links[slot].shift = ground_c_[i] * (1.0 - factor - cross) + rise_k;
        links[slot].slope = transfer_units * factor;
        links[slot].rest_c = ground_c_[i] + beside_k;
        links[slot].friction_k = rise_k;
    };
    for (std::size_t i = 0; i < singles_; ++i) {
        if (sweep.slot(i) >= 0) {
            write(i, single_.factor[i], 0.0, single_.rise_k[i],
                  single_.conductance_w_k[i] / std::abs(single_.capacity_flow_w_k[i]), 0.0);
        }
    }
    for (std::size_t k = 0; k < pair_.own_1_w_k.size(); ++k) {
        std::size_t const i = singles_ + 2 * k;
        double const mutual = pair_.mutual_w_k[k];
        if (sweep.slot(i) >= 0) {
            double const own = pair_.own_1_w_k[k];
            write(i, pair_.factor_11[k], pair_.factor_12[k], pair_.rise_1_k[k],
                  own / std::abs(pair_.capacity_flow_1_w_k[k]),
                  own > 0.0 ? mutual / own * (inlet_c[i + 1] - ground_c_[i + 1]) : 0.0);
        }
        if (sweep.slot(i + 1) >= 0) {
            double const own = pair_.own_2_w_k[k];
            write(i + 1, pair_.factor_22[k], pair_.factor_21[k], pair_.rise_2_k[k],
                  own / std::abs(pair_.capacity_flow_2_w_k[k]),
                  own > 0.0 ? mutual / own * (inlet_c[i] - ground_c_[i]) : 0.0);
        }
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
        double const conductance = single_.conductance_w_k[i];
        double const capacity = std::abs(single_.capacity_flow_w_k[i]);
        double const lost_w = capacity * (inlet_c[i] - outlet_c[i]) + single_.friction_heat_w[i];
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
        double const capacity_1 = std::abs(pair_.capacity_flow_1_w_k[k]);
        double const capacity_2 = std::abs(pair_.capacity_flow_2_w_k[k]);
        double const lost_1 =
            direction[i] != 0 ? capacity_1 * (inlet_c[i] - outlet_c[i]) + pair_.friction_heat_1_w[k] : 0.0;
        double const lost_2 = direction[i + 1] != 0 ? capacity_2 * (inlet_c[i + 1] - outlet_c[i + 1]) +
                                                          pair_.friction_heat_2_w[k]
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
