// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// What PlugFlowPipes keeps: one record a pipe, since a step needs all of it at once, and for all pipes
// together one array of cells and one of parcels, in which each cell has room of its own.

#include "cell_step.hpp"
#include "insulation.hpp"

#include "saggar/engine/transient/plug_flow.hpp"

#include <array>
#include <cstdint>

namespace saggar {

struct PlugFlowPipes::State {
    struct Pipe {
        double water_kg{0.0};
        double length_m{0.0};
        double inner_diameter_m{0.0};
        double wall_j_k{0.0};    // of a cell; 0: no wall
        double mean_cell{0.0};   // place of the mean cell, from where water leaves: (cells - 1)/(2 cells)
        double given_film{0.0};  // W/(m2 K); 0: by the flow
        std::uint32_t cell{0};   // first
        std::uint32_t parcel{0}; // first of the first cell
        std::uint32_t room{0};   // parcels of a cell at most
        std::uint16_t cells{0};
        std::int32_t insulation{-1}; // in `insulations`; -1: it holds no heat
        std::uint32_t layer{0};      // first layer of the first cell
        double insulation_j{0.0};    // heat content of all layers
        double water_j{0.0};         // heat content of all cells
        double wall_c{0.0};          // mean of all cells
        // Flushed, as one: the cells hold parts of this parcel, their walls are in balance with it but for
        // what is the same for all of them, and neither is written down.
        bool as_one{false};
        detail::Parcel whole{};
        bool turned{false}; // queues begin at the pipe's beginning, not at its end
        // Heat content round the pipe's own: heat + capacity (T - temperature).
        double heat_j_kg{0.0};
        double temperature_c{0.0};
        double capacity_j_kgk{0.0};
        double per_capacity_kgk_j{0.0}; // 1/capacity
        double cooling_mk_j{0.0};       // of a metre of water: degrees by heat
        // Of water at that temperature, and the film for the flow below.
        double viscosity_pa_s{0.0};
        double prandtl{0.0};
        double conductivity_w_mk{0.0};
        double film_w_m2k{0.0};
        double film_flow_kg_s{-1.0};

        void keep(StateArchive& archive);
    };
    struct Cell {
        double heat_j; // of the water
        double wall_c;
        double water_kg;
        std::uint32_t parcels;

        void keep(StateArchive& archive);
    };

    // The wall as its water would be: balance (f) above.
    struct Wall {
        double ambient_c;
        double balance;
    };

    Fluid fluid;
    PlugFlowOptions options;
    std::vector<Pipe> pipes;
    std::vector<Cell> cells;
    std::vector<detail::Parcel> parcels;
    std::vector<detail::Insulation> insulations;
    std::vector<double> layer_c; // of insulation, cell by cell from the wall outwards
    Scratch own;                 // of those who bring none

    [[nodiscard]] detail::ParcelQueue queue(Pipe const& pipe, std::size_t cell);
    // Those that the cell holds.
    [[nodiscard]] std::span<detail::Parcel> parcels_in(Pipe const& pipe, std::size_t cell) {
        return std::span{parcels}.subspan(pipe.parcel + cell * pipe.room, cells[pipe.cell + cell].parcels);
    }
    [[nodiscard]] static double heat_j_kg(Pipe const& pipe, double temperature_c) {
        return pipe.heat_j_kg + pipe.capacity_j_kgk * (temperature_c - pipe.temperature_c);
    }
    [[nodiscard]] static double store_j_kg(Pipe const& pipe, Wall const& wall, double wall_c) {
        return heat_j_kg(pipe, wall.ambient_c + (wall_c - wall.ambient_c) / wall.balance);
    }
    [[nodiscard]] static double wall_c(Pipe const& pipe, Wall const& wall, double store_j_kg) {
        return wall.ambient_c + wall.balance * (temperature_c(pipe, store_j_kg) - wall.ambient_c);
    }
    [[nodiscard]] static double temperature_c(Pipe const& pipe, double heat_j_kg) {
        return pipe.temperature_c + (heat_j_kg - pipe.heat_j_kg) * pipe.per_capacity_kgk_j;
    }
    [[nodiscard]] std::span<double> layers(Pipe const& pipe, std::size_t cell);
    [[nodiscard]] std::span<double const> layers(Pipe const& pipe, std::size_t cell) const;
    [[nodiscard]] std::size_t layers_of(Pipe const& pipe) const;
    // One cell's insulation through a step in which its water has such a mean temperature; what it takes
    // beyond what is lost in a steady state, W/m. Adds its heat to that of the pipe.
    double insulate(Pipe& pipe, std::size_t cell, Wall const& wall, PipeConditions const& conditions,
                    double water_c);
    // The same of a pipe that is as one; mean of all cells.
    double insulate_as_one(Pipe& pipe, Wall const& wall, PipeConditions const& conditions,
                           detail::CellStep const& step, double entering_c);
    void turn(Pipe& pipe);
    void write_down(Pipe& pipe);
    // After a step that flushed the pipe: the last of it came in at `from`.
    static void take_as_one(Pipe& pipe, detail::CellStep const& step, double from, double heat_j_kg);
    // Temperature of the k-th cell's wall, from where water leaves, above that of the mean wall.
    [[nodiscard]] static double wall_above_mean_k(Pipe const& pipe, double k) {
        return pipe.whole.swing_j_kg * pipe.whole.growth * (k / pipe.cells - pipe.mean_cell) *
               pipe.per_capacity_kgk_j;
    }
    // What the last cell's store is below the mean one.
    [[nodiscard]] static double store_below_mean_j_kg(Pipe const& pipe) {
        return pipe.whole.swing_j_kg * pipe.whole.growth * pipe.mean_cell;
    }
    // `ambient_c` of the wall and that of the step come out as the mean of those that cells had.
    void pass_by_cells(Pipe& pipe, detail::CellStep& step, Wall& wall, PipeConditions const& conditions,
                       std::span<HeatPiece const> entering, HeatHistory& leaving,
                       std::array<HeatHistory, 2>& between);
    static void pass_as_one(Pipe& pipe, detail::CellStep const& step, Wall const& wall,
                            std::span<HeatPiece const> entering, HeatHistory& leaving);
    // Fills in what a step is for one of `parts` equal parts of the pipe.
    [[nodiscard]] Wall prepare(Pipe& pipe, PipeConditions const& conditions, double parts,
                               detail::CellStep& step) const;
    void take_line_round(Pipe& pipe, double heat_j_kg) const;
    [[nodiscard]] static double film_w_m2k(Pipe& pipe, double mass_flow_kg_s, double follows);
};

} // namespace saggar
