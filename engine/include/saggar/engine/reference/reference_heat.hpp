// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// The reference model of heat in time: the network of TransientHeat by finite volumes and method of lines, in
// one stiff system. It shares with the production model what goes in and comes out (HeatLink, HeatStep,
// HeatLedger) and nothing of how it is computed, so that one can be held against the other. It is slow, and
// smears fronts over a few cells: what it says converges as its cells are halved.
//
// Each pipe is cut into equal cells of water (mass M, heat content h, temperature T(h)) and of wall (capacity
// C, temperature Tw). With the mass flow m, the film's conductance A, the conductance B from wall to ambient
// Ta (1/U = 1/A + 1/B per metre, U being HeatStep's) and the dispersion D (cell length dx, density rho, area
// S)
//
//   M dh_k/dt = m (h_k-1/2 - h_k+1/2) + rho S D/dx (h_k-1 - 2 h_k + h_k+1) - A (T_k - Tw_k)
//   C dTw_k/dt = A (T_k - Tw_k) - B (Tw_k - Ta),
//
// without a wall M dh_k/dt loses U (T_k - Ta). Insulation that stores heat (PipeInsulation) stands between
// wall and ambient as layers of equal thickness, each a capacity in its middle, with what is left of 1/B
// outside. Between cells h_k+1/2 is that of the cell it comes from (first order: a pipe of N cells is a
// cascade of N stirred tanks) or that plus a third-order upwind-biased slope with a smooth limiter (Anderson,
// Thomas & van Leer, AIAA J. 24, 1986); at a pipe's end the slope goes on as it changed before. The mean
// delay is exact for any number of cells. No dispersion crosses a pipe's ends. Nodes mix by energy,
//
//   h_node = sum of m h over what arrives / sum of m,
//
// links without water have the rules of TransientHeat, nodes where nothing flows have the mean of the ends of
// their pipes. The nodes' equations are algebraic; they stand beside the differential ones in one system of
// index 1, whether water runs in circles or not. SUNDIALS integrates it (IDAS: variable-order BDF, Hindmarsh
// et al., ACM TOMS 31, 2005) with the analytic sparse Jacobian and KLU. What passes nodes and ambient is
// integrated by the same formula, so that the energy of a step closes to what Newton's iterations leave.
//
// Where water comes to be, or ceases to be, too cold or too hot for what a link is to do to it
// (HeatStep::limit_c) the equations change: that time is found as the root of a function of the unknowns, and
// integration starts anew from it. Flows are constant within a step and may turn or stop between steps; the
// film is that of the step's flow and of the pipe's mean temperature at its beginning (at least twice U, as
// in plug_flow.hpp).
//
// Not modelled: what TransientHeat does not model either, but for the dispersion; a circle of links without
// water that nothing enters; that warmer water of a step makes up for what colder water of it did not give
// (HeatStep::largest_flow_kg_s is not looked at): an integrator does not know what comes later in the step.

#include "saggar/engine/transient/transient_heat.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace saggar {

class StateArchive;

enum class Advection : std::uint8_t { first_order, limited };

struct ReferenceHeatOptions {
    // A pipe has as many cells as make them no longer than that, but no fewer than `cells_at_least`.
    double cell_length_m{5.0};
    int cells_at_least{4};
    Advection advection{Advection::limited};
    // Along every pipe, m2/s; 0: none. Taylor's for turbulent flow is 10.1 r v sqrt(f/8).
    double dispersion_m2_s{0.0};
    // Of heat content and wall temperatures in one internal step.
    double relative_tolerance{1e-6};
    double absolute_tolerance_k{1e-4};
    double smallest_flow_kg_s{1e-7}; // flows below count as none
    int insulation_layers{8};        // of equal thickness, where insulation stores heat
};

enum class ReferenceStatus : std::uint8_t { not_run, completed, stopped, failed };

struct [[nodiscard]] ReferenceReport {
    ReferenceStatus status{ReferenceStatus::not_run};
    std::string diagnosis; // what SUNDIALS said; empty if completed
    // Where that was hardest: in the water or wall of a link, or at a node; -1 otherwise.
    std::int32_t hardest_link{-1};
    std::int32_t hardest_node{-1};
    double reached_s{0.0};   // of the step; its whole duration if completed
    HeatLedger ledger;       // until then
    long internal_steps{0};  // of the integrator
    long residuals{0};       // evaluations
    long factorisations{0};  // of the Jacobian
    long rejected_steps{0};  // by the error test
    long newton_failures{0}; // steps repeated for it
    long events{0};          // times found at which a limit came or ceased to bind
};

// Called after every internal step with the time within the step; returning false stops there.
using ReferenceProgress = std::function<bool(double time_s)>;

class ReferenceHeat {
public:
    // Links name nodes 0 to nodes - 1; of PlugFlowPipe everything is used. Throws Error{value_out_of_range}
    // where a length, diameter, node or option is not as said. All pipes are filled with water of 0 degC.
    ReferenceHeat(Fluid const& fluid, std::size_t nodes, std::span<HeatLink const> links,
                  ReferenceHeatOptions const& options);
    ~ReferenceHeat();
    ReferenceHeat(ReferenceHeat&&) noexcept;
    ReferenceHeat& operator=(ReferenceHeat&&) noexcept;
    ReferenceHeat(ReferenceHeat const&) = delete;
    ReferenceHeat& operator=(ReferenceHeat const&) = delete;

    // Every pipe and its wall with the temperatures of its two nodes, straight between them; those for which
    // `still_c` (by link, or empty) is not NaN with that. Insulation as TransientHeat has it.
    void fill(std::span<double const> node_temperature_c, std::span<double const> still_c = {},
              std::span<double const> conductance_w_mk = {}, std::span<double const> ambient_c = {});

    // One step. Where it is stopped or fails the state is that of `reached_s`.
    ReferenceReport step(HeatStep const& given, ReferenceProgress const& progress = {});

    // Keeps everything that the next step depends on, and puts it back, so that a step can be taken again.
    struct Kept {
        std::vector<double> unknowns, rates;
    };
    void save(Kept& kept) const;
    void restore(Kept const& kept); // as saved from this object
    // For a checkpoint: the steps that follow are bit-identical.
    void keep(StateArchive& archive);

    // Mean over the last step of what passed the node (by energy); where nothing did, what it holds at the
    // end.
    [[nodiscard]] double node_temperature_c(std::size_t node) const;
    // At the end of the last step.
    [[nodiscard]] double node_temperature_now_c(std::size_t node) const;
    // Where water enters the link, mean over the last step.
    [[nodiscard]] double arriving_c(std::size_t link) const;
    // What a link without a pipe added in the last step, W; negative: took.
    [[nodiscard]] double heat_w(std::size_t link) const;
    // Of a link with a pipe, at a distance from its beginning: straight between the middles of cells.
    [[nodiscard]] double water_temperature_c(std::size_t link, double distance_m) const;
    [[nodiscard]] double wall_temperature_c(std::size_t link, double distance_m) const;
    // Of the water in a link with a pipe, of its mean heat content.
    [[nodiscard]] double pipe_temperature_c(std::size_t link) const;
    // J above that at 0 degC.
    [[nodiscard]] StoredHeat stored() const;
    [[nodiscard]] int cells(std::size_t link) const; // 0: no pipe
    [[nodiscard]] std::size_t unknowns() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace saggar
