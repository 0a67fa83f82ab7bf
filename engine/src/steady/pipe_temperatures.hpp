// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// How much a pipe line cools the water that passes it. Per line: T_out = gain * T_in + cross * T_partner +
// shift, the shift holding ground and the heat of friction. Formulas in physics/pipe_heat.hpp.

#include "temperature_sweep.hpp"

#include "saggar/engine/physics/fluid.hpp"
#include "saggar/network/network.hpp"

#include <optional>
#include <span>
#include <vector>

namespace saggar::detail {

// Heat-loss coefficients of every line, W/(m K): q = own (t - ground) - mutual (t_partner - ground). Given
// values win; pairs and twin pipes by the exact multipole solution with every layer of theirs, single lines
// with the exact resistance of the ground.
void pipe_conductances(Network const& network, std::vector<double>& own_w_mk,
                       std::vector<double>& mutual_w_mk);

class PipeTemperatures {
public:
    explicit PipeTemperatures(Network const& network);

    // Undisturbed ground at each pipe: the project's yearly wave at its depth on this day of the year
    // (absent: the project's own), or this temperature. Computed anew where one of the two has changed.
    // Returns whether it was.
    bool set_ground(Network const& network, double ground_temperature_c, std::optional<double> day);

    [[nodiscard]] bool interacts() const { return interacts_; }

    // What the links of the sweep are made of: flows, inlet and outlet temperatures of the iteration before
    // for the water's heat capacity, the pressure that each line loses to friction (empty: its heat is left
    // out). By link, pipes first.
    struct State {
        std::span<double const> mass_flow_kg_s;
        std::span<double const> inlet_c;
        std::span<double const> outlet_c;
        std::span<double const> friction_pa;
        std::span<double const> density_kg_m3;
    };

    // Writes the pipes' part of the sweep's links for the flows that it has been set to.
    void write_links(Fluid const& fluid, bool mean_capacity_of_ends, State const& state,
                     TemperatureSweep& sweep);

    // Mean temperature of the water in each line, from what enters and leaves: the integral over its length,
    // so that it changes steadily where a flow comes to rest and turns.
    void write_means(std::span<std::int8_t const> direction, std::span<double const> inlet_c,
                     std::span<double const> outlet_c, std::span<double> mean_c) const;

    // K by which the mean of a line rises for 1 kg/s more along its flow of size `mass_flow_kg_s`, with water
    // of `inlet_c` entering that gets warmer by `inlet_rise_k_s_kg` itself. The line beside it left out.
    [[nodiscard]] double mean_rise_k_s_kg(std::size_t pipe, double length_m, double mass_flow_kg_s,
                                          double inlet_c, double inlet_rise_k_s_kg) const;

    [[nodiscard]] std::vector<double> const& own_w_mk() const { return own_w_mk_; }
    [[nodiscard]] std::vector<double> const& mutual_w_mk() const { return mutual_w_mk_; }
    [[nodiscard]] std::vector<double> const& ground_c() const { return ground_c_; }

private:
    std::vector<double> own_w_mk_;    // q = own (t - ground) - mutual (t_partner - ground)
    std::vector<double> mutual_w_mk_; // 0 for single lines
    std::vector<double> ground_c_;
    std::optional<double> ground_of_;       // day or temperature that it was computed for
    std::vector<double> capacity_j_kgk_;    // mean between inlet and outlet
    std::vector<double> capacity_flow_w_k_; // without sign
    std::vector<double> friction_heat_w_;
    // Single lines come first, then both lines of each pair.
    std::size_t singles_;
    bool interacts_{false};
    std::vector<double> conductance_w_k_; // of single lines
    struct Pairs {
        std::vector<double> own_1_w_k, own_2_w_k, mutual_w_k;
    } pair_;

    struct Tile; // columns for the lines that are worked out together
    void take_capacities(Fluid const& fluid, bool mean_capacity_of_ends, State const& state,
                         std::size_t first, std::size_t last, Tile& t);
    void write_singles(State const& state, TemperatureSweep& sweep, std::size_t first, std::size_t last,
                       Tile& t) const;
    void write_pairs(State const& state, TemperatureSweep& sweep, std::size_t first, std::size_t last,
                     Tile& t) const;
};

} // namespace saggar::detail
