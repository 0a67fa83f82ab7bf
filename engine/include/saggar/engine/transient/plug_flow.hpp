// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Heat in time along pipes: Lagrangian plug flow behind a wall that stores heat.
//
// Water (mass per metre m', heat content h, temperature T) moves as a plug, loses heat to the ambient through
// all resistances in series (conductance U, W/(m K)) and meets the wall (capacity Cw, J/(m K), temperature
// Tw) through its film (coefficient a on the circumference P), the wall loses what U leaves between it and
// the ambient Ta:
//
//   m' Dh/Dt = -aP (T - Tw),        Cw dTw/dt = aP (T - Tw) - U' (Tw - Ta),      1/U = 1/aP + 1/U'.
//
// With f = 1 - U/aP and the water temperature Tm that the wall is in balance with, Tw = f Tm + (1 - f) Ta,
// this is, without any approximation,
//
//   m' Dh/Dt = -U (T - Ta) - G (T - Tm),   f^2 Cw dTm/dt = G (T - Tm),           G = f aP:
//
// water cools as if there were no wall, and beside that exchanges heat with a store that is in balance once
// flow and temperatures are steady. The two are computed one by one:
//
// Cooling is exact in residence time: parcels (src/transient/parcel.hpp) keep the shape that water of one
// inlet temperature has after cooling for different times, so that the outlet of steady flow is
// Ta + (Tin - Ta) exp(-U L/(m cp)) to round-off whatever the step, and fronts stay where they are.
//
// The store is distributed along the pipe, N cells of it. Water passes each cell's store where it leaves the
// cell: with xi = G L/(N m cp) and the store's capacity as a mass of water W it keeps the share eps of the
// difference,
//
//   h_out = h + eps (hm - h),   dhm/dmass = eps/W (h - hm),   eps = 2 xi/(2 + xi), 1 from xi = 2 on,
//
// solved exactly for each piece of the water's history, of which the mean goes on. That is the trapezoidal
// rule along the pipe for the problem of Anzelius (1926) and Schumann (J. Franklin Inst. 208, 1929): delay
// and spread of a front are exact for any N >= G L/(2 m cp), its shape converges with 1/N^2; where the wall
// is in equilibrium with the water (xi large) the front is late by Cw/(m' cp) as it should. Any number of
// cells and pipes may be crossed in a step; there is no limit of stability. Where water hardly moves it
// exchanges with the store where it lies: standing water and wall follow the exact solution of their two
// equations; so do, in creeping flow (less than a cell per step, cooling by more than 2 % in a cell), the
// mean water of a cell and its store, with what the flow brings spread evenly over the step.
//
// A pipe that a step flushes six times or more is one cell in it, and one parcel after it: what the cells
// would make of a front within it takes less than a twentieth of the step. Steady states, delay and energy
// are the same.
//
// Energy: parcels and histories carry heat content, so that mixing and transport conserve it for any fluid;
// temperatures are needed where heat is exchanged and are taken from a straight line, h = h0 + cp (T - T0)
// round the pipe's own mean (moved when that has moved by 5 K; a temperature 10 K away from it is then off by
// 0.01 K). The film follows the flow when that has changed by a tenth. A wall's content is Cw Tw with no
// fluid in it. What a pipe has lost in a step is what entered less what left and what water and wall hold
// more; that it is U (T - Ta) in time, the tests show.
//
// Mass in a pipe is constant: density is that of `density_temperature_c`.
//
// Insulation may store heat too (`PipeInsulation`; src/transient/insulation.hpp solves heat conduction in
// it). In a step each cell's wall keeps the mean temperature that its water is expected to have in balance
// with the ambient; what the insulation then takes beyond U (T - Ta), q per metre, the water of the cell
// gives evenly over the step: it cools to the ambient Ta - q/U. Steady states are as without insulation. What
// is neglected is that the wall lags behind the water by C/(aP), some tens of seconds, as far as it drives
// the insulation. A conductance of 0 leaves the insulation as it is; one so large that it leaves less than a
// twentieth of the resistance to what is outside is met by better conducting insulation.
//
// Not modelled: heat capacity of casing and ground, conduction and dispersion along the pipe, buoyancy in
// standing water, friction's heat. The pipe beside it in the trench enters by its share in the ambient
// temperature.

#include "saggar/engine/physics/fluid.hpp"
#include "saggar/engine/transient/heat_history.hpp"

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace saggar {

class StateArchive; // simulation/state_archive.hpp

// Insulation that stores heat: a hollow cylinder round the wall.
struct PipeInsulation {
    double inner_diameter_m{};  // above zero
    double outer_diameter_m{};  // above the inner one
    double conductivity_w_mk{}; // above zero
    double capacity_j_m3k{};    // above zero: density times heat capacity
};

struct PlugFlowPipe {
    double length_m{};         // above zero
    double inner_diameter_m{}; // above zero
    // Of one metre of wall; 0: none. steel_wall_capacity_j_mk.
    double wall_capacity_j_mk{0.0};
    // Held; otherwise pipe_film_coefficient_w_m2k for the flow of the step.
    std::optional<double> film_w_m2k;
    double density_temperature_c{60.0};
    // Without: it holds no heat. Only of a pipe with a wall.
    std::optional<PipeInsulation> insulation{};
};

// pi/4 (outer^2 - inner^2) times density and heat capacity; carbon steel by default.
[[nodiscard]] double steel_wall_capacity_j_mk(double inner_diameter_m, double outer_diameter_m,
                                              double density_kg_m3 = 7850.0,
                                              double heat_capacity_j_kgk = 480.0);

struct PlugFlowOptions {
    // What merging parcels and pieces of histories may smear (heat_history.hpp); energy is kept anyhow.
    double tolerance_k{0.05};
    // Cells of a pipe with a wall: one per so many inner diameters, at most so many. Gnielinski's film gives
    // xi of about 0.006 per diameter.
    double cell_length_diameters{150.0};
    int cells_at_most{16};
    // Parcels of a cell; a pipe without a wall is one cell with the parcels of all that it would have. Beyond
    // it, those merge that smear least.
    int parcels_per_cell{6};
    // Pieces of a history.
    int pieces_at_most{16};
    // Of insulation that stores heat, 1 to 32.
    int insulation_layers{6};
};

// Of one pipe in one step.
struct PipeConditions {
    double mass_flow_kg_s{};   // negative: from the pipe's end to its beginning
    double duration_s{};       // above zero
    double conductance_w_mk{}; // U: from the water to the ambient, film included
    double ambient_c{};
};

// What is expected to pass a place in a step: water of one temperature, then of another.
struct ExpectedPassage {
    double until{0.0}; // part of the step that the first takes
    double first_c{0.0};
    double last_c{0.0};

    [[nodiscard]] double mean_c() const { return until * first_c + (1.0 - until) * last_c; }
    // Both as one where histories would merge them (heat_history.hpp).
    void merge(double tolerance_k) {
        if (std::abs(first_c - last_c) * until * (1.0 - until) <= 0.25 * tolerance_k) {
            last_c = mean_c();
            until = 0.0;
        }
    }
};

// Energies of a step, J, heat contents counted from 0 degC.
struct PipeHeat {
    double entered_j{0.0};
    double left_j{0.0};
    double lost_j{0.0};
};

// Heat contents of all pipes together, J above that at 0 degC.
struct StoredHeat {
    double water_j{0.0};
    double wall_j{0.0}; // with insulation
};

class PlugFlowPipes {
public:
    // What a step needs besides the pipe: one for each thread that steps pipes.
    class Scratch {
    public:
        explicit Scratch(PlugFlowOptions const& options)
            : between_{HeatHistory{options.pieces_at_most}, HeatHistory{options.pieces_at_most}} {}

    private:
        friend class PlugFlowPipes;
        std::array<HeatHistory, 2> between_; // what goes on from cell to cell
    };

    // `index` is a pipe's place among those given here.
    // Throws Error{value_out_of_range} where a length, diameter or option is not as said above. All pipes are
    // filled with water of 0 degC.
    PlugFlowPipes(Fluid fluid, std::span<PlugFlowPipe const> pipes, PlugFlowOptions const& options);
    ~PlugFlowPipes();
    PlugFlowPipes(PlugFlowPipes&&) noexcept;
    PlugFlowPipes& operator=(PlugFlowPipes&&) noexcept;
    PlugFlowPipes(PlugFlowPipes const&) = delete;
    PlugFlowPipes& operator=(PlugFlowPipes const&) = delete;

    [[nodiscard]] std::size_t size() const;
    [[nodiscard]] Fluid const& fluid() const;
    [[nodiscard]] PlugFlowOptions const& options() const;

    // What leaves in such a step: a first guess, from the mean temperatures of water and wall. What is in the
    // pipe leaves first, for as long as it and its wall hold back what follows.
    [[nodiscard]] ExpectedPassage expected_outlet(std::size_t index, PipeConditions const& conditions,
                                                  ExpectedPassage const& entering) const;

    // Water of these temperatures, in equal parts from the pipe's beginning to its end, and the wall as warm
    // as the water in its cell.
    void fill(std::size_t index, std::span<double const> temperatures_c);
    // Insulation, which fill() has made as warm as the water, as it is long after with this conductance and
    // ambient.
    void settle_insulation(std::size_t index, double conductance_w_mk, double ambient_c);

    // One step. `entering`: the history of the water where it enters, which is at the pipe's end where the
    // flow is negative; not looked at without flow. Writes what leaves to `leaving`, which is empty without
    // flow. Allocates nothing once its buffers have grown. Several threads may step different pipes at once,
    // each with a scratch of its own.
    PipeHeat step(std::size_t index, PipeConditions const& conditions, std::span<HeatPiece const> entering,
                  HeatHistory& leaving, Scratch& scratch);
    PipeHeat step(std::size_t index, PipeConditions const& conditions, std::span<HeatPiece const> entering,
                  HeatHistory& leaving);

    // Keeps the state of some pipes, and puts it back, so that they can be stepped again.
    void save(std::span<std::int32_t const> pipes, std::vector<std::byte>& kept) const;
    void restore(std::span<std::int32_t const> pipes, std::span<std::byte const> kept);

    // All that is kept from step to step, of all pipes. Only into an object of the same pipes and options.
    void keep(StateArchive& archive);

    // Ask the memory for what a step of this pipe will need: first `expect` well ahead, then `expect_water`
    // a little ahead. For whoever steps through many pipes.
    void expect(std::size_t index) const;
    void expect_water(std::size_t index) const;

    [[nodiscard]] StoredHeat stored() const;
    [[nodiscard]] double length_m(std::size_t index) const;
    [[nodiscard]] double water_kg(std::size_t index) const;
    // Heat contents, J above that at 0 degC, summed from the parcels and cells.
    [[nodiscard]] double water_heat_j(std::size_t index) const;
    [[nodiscard]] double wall_heat_j(std::size_t index) const; // insulation included
    [[nodiscard]] double insulation_heat_j(std::size_t index) const;
    [[nodiscard]] double mean_temperature_c(std::size_t index) const;
    // Water at a distance from the pipe's beginning, 0 to its length; wall: of the cell there.
    [[nodiscard]] double water_temperature_c(std::size_t index, double distance_m) const;
    [[nodiscard]] double wall_temperature_c(std::size_t index, double distance_m) const;
    [[nodiscard]] int cells(std::size_t index) const;
    [[nodiscard]] int parcels(std::size_t index) const;
    // Of all that is kept from step to step.
    [[nodiscard]] std::size_t memory_bytes() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace saggar
