// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// What PlugFlowPipes keeps: one record a pipe, since a step needs all of it at once, and for all pipes
// together one array of cells and one of parcels, in which each cell has room of its own.

#include "cell_step.hpp"

#include "saggar/engine/transient/plug_flow.hpp"

#include <cstdint>

namespace saggar {

struct PlugFlowPipes::State {
    struct Pipe {
        double water_kg;
        double length_m;
        double inner_diameter_m;
        double wall_j_k;      // of a cell; 0: no wall
        double given_film;    // W/(m2 K); 0: by the flow
        std::uint32_t cell;   // first
        std::uint32_t parcel; // first of the first cell
        std::uint32_t room;   // parcels of a cell at most
        std::uint16_t cells;
        bool turned{false}; // queues begin at the pipe's beginning, not at its end
        // Heat content round the pipe's own: heat + capacity (T - temperature).
        double heat_j_kg{0.0};
        double temperature_c{0.0};
        double capacity_j_kgk{0.0};
        // Of water at that temperature, and the film for the flow below.
        double viscosity_pa_s{0.0};
        double prandtl{0.0};
        double conductivity_w_mk{0.0};
        double film_w_m2k{0.0};
        double film_flow_kg_s{-1.0};
    };
    struct Cell {
        double heat_j; // of the water
        double wall_c;
        double water_kg;
        std::uint32_t parcels;
    };

    Fluid fluid;
    PlugFlowOptions options;
    std::vector<Pipe> pipes;
    std::vector<Cell> cells;
    std::vector<detail::Parcel> parcels;
    HeatHistory between[2]; // what goes on from cell to cell

    [[nodiscard]] detail::ParcelQueue queue(Pipe const& pipe, std::size_t cell);
    [[nodiscard]] double heat_j_kg(Pipe const& pipe, double temperature_c) const {
        return pipe.heat_j_kg + pipe.capacity_j_kgk * (temperature_c - pipe.temperature_c);
    }
    [[nodiscard]] double temperature_c(Pipe const& pipe, double heat_j_kg) const {
        return pipe.temperature_c + (heat_j_kg - pipe.heat_j_kg) / pipe.capacity_j_kgk;
    }
    void turn(Pipe& pipe);
    void take_line_round(Pipe& pipe, double heat_j_kg);
    [[nodiscard]] static double film_w_m2k(Pipe& pipe, double mass_flow_kg_s);
};

} // namespace saggar
