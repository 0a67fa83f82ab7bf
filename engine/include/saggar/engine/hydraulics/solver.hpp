// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Steady flows and pressures of a network of any topology. The graph is partitioned once: flows in trees and
// bridges follow from continuity in one sweep; in what is left, chains collapse into superlinks and Newton on
// flows (the global gradient form of Todini & Pilati 1988, after the graph partitioning of Deuerlein, Elhay &
// Simpson, J. Water Resour. Plann. Manage. 2016) runs on the reduced core with a static-pattern LDL'. The
// step is damped on the convex content function (Collins et al., Manage. Sci. 1978), so that it converges
// from anywhere. Limits (consumers short of pressure, check valves, regulators) are part of the solution.
// Sign conventions are in links.hpp. One solver may be used by one thread at a time; copies are independent.

#include "saggar/engine/hydraulics/links.hpp"
#include "saggar/engine/physics/friction.hpp"

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace saggar {

class StateArchive; // simulation/state_archive.hpp

// Fixed for the life of a solver.
struct HydraulicSettings {
    FrictionLaw friction{FrictionLaw::colebrook};
    double gravity_m_s2{9.80665}; // 0 leaves elevation out
};

// One operating point: what may change from solve to solve without touching the structure. Empty spans of
// link attributes mean "as in the links that the solver was made of".
struct HydraulicPoint {
    std::span<double const>
        injection_kg_s; // per node, withdrawals negative; empty: none. Ignored at fixed nodes
    std::span<double const> fixed_pressure_pa; // per entry of HydraulicNodes::fixed
    std::span<double const> density_kg_m3;     // per link, or one value for all
    std::span<double const> viscosity_pa_s;    // dynamic; per link, or one value for all
    std::span<double const> set_value;         // per link
    std::span<double const> quadratic_pa_s2_kg2;
    std::span<double const> linear_pa_s_kg;
    std::span<double const> speed;
    // Pipes whose drive by gravity falls as more water flows (it comes warmer): how much, Pa s/kg per link,
    // and the flow at which the density given is right. Adds stiffness (m - anchor) to the loss of those in
    // loops. Empty: none.
    std::span<double const> flow_stiffness_pa_s_kg;
    std::span<double const> anchor_kg_s;
    std::span<std::uint8_t const> closed; // per link, 1: shut now. A new combination rebuilds the structure
};

enum class LinkStatus : std::uint8_t {
    open,         // follows its law freely; a regulator: throttling to hold its value
    closed,       // by law, by the point, or a pump at speed 0
    blocked,      // would flow backwards: check valve, pump, limiter or regulator shut by the water
    holding,      // limited or fixed flow at its set value
    short_of_dp,  // limited flow below its set value, wide open; or given flow that devices let less pass of
    wide_open,    // regulator that cannot reach its value and no longer throttles
    beyond_curve, // pump that flows more than its curve gives lift for
    cut_off,      // in a part of the network without pressure reference
};

// Flows and pressures of one solve, and the warm start of the next. Sized by the solver.
struct HydraulicState {
    std::vector<double> mass_flow_kg_s;     // per link
    std::vector<double> pressure_pa;        // per node; 0 where cut off
    std::vector<double> pressure_loss_pa;   // per link: p(from) - p(to) + gravity term; pumps: negative
    std::vector<LinkStatus> link_status;    // per link
    std::vector<std::uint8_t> node_cut_off; // per node: 1 where no pressure reference reaches
    bool solved{false};                     // a following solve may start from this
};

struct SolveOptions {
    // Converged when the sum of flow changes of an iteration is below this part of the sum of flows in the
    // core (EPANET's ACCURACY, there 1e-3 by default and over all pipes).
    double flow_tolerance{1e-8};
    int max_iterations{100};
    bool warm_start{true};                     // from the state's flows, if it was solved
    std::span<std::int32_t const> lets_back{}; // links whose check valve (one_way of 2) lets water back
};

enum class SolveStatus : std::uint8_t {
    not_run,
    converged,
    iteration_limit, // flows and pressures are the last iterate
    singular,        // contradictory or undetermined: two lifts in parallel, regulators that fight
};

struct [[nodiscard]] HydraulicReport {
    SolveStatus status{SolveStatus::not_run};
    int iterations{0};                // factorisations of the reduced core
    double relative_flow_change{0.0}; // of the last iteration
    double mass_residual_kg_s{0.0};   // largest imbalance of a node that is not fixed or cut off
    std::int32_t worst_node{-1};
    double energy_residual_pa{0.0}; // largest difference between a link's loss and its law
    std::int32_t worst_link{-1};
    int cut_off_nodes{0};
    double unserved_kg_s{0.0}; // withdrawals of cut-off nodes
    int short_links{0};        // limited flows that are short of pressure
    int status_changes{0};     // of one-way links, limiters and regulators on the way
};

// What the partition found; for reports and benchmarks.
struct HydraulicStructure {
    std::int32_t bridges{};        // links whose flow follows from continuity
    std::int32_t blocks{};         // biconnected parts with loops
    std::int32_t core_links{};     // links in them
    std::int32_t superlinks{};     // chains of them
    std::int32_t unknowns{};       // pressures in the reduced system
    std::int64_t factor_entries{}; // below the diagonal
};

class HydraulicSolver {
public:
    // Checks, allocates, partitions, orders, analyses. Throws Error where an index, a number or a curve is
    // outside what links.hpp allows (place: component "link" or "node", id its position).
    HydraulicSolver(HydraulicNodes nodes, HydraulicLinks links, HydraulicSettings settings = {});
    ~HydraulicSolver();
    HydraulicSolver(HydraulicSolver const& other);
    HydraulicSolver& operator=(HydraulicSolver const& other);
    HydraulicSolver(HydraulicSolver&&) noexcept;
    HydraulicSolver& operator=(HydraulicSolver&&) noexcept;

    // Solves one operating point into `state`. Never throws for what the physics does; a second solve of the
    // same structure allocates nothing. Spans of a wrong length are a programmer's mistake (assert).
    HydraulicReport solve(HydraulicPoint const& point, HydraulicState& state,
                          SolveOptions const& options = {});

    // Whether the last solve can tell how flows answer: not where it failed, nor where regulators or links
    // at a limit have a say in loops. Factorises once for each solve.
    [[nodiscard]] bool responds();
    // Pipes in loops, in the structure of the last solve, between entries of -1.
    [[nodiscard]] std::span<std::int32_t const> loop_pipes() const;
    // How flows answer to more withdrawn at some nodes (kg/s, negative: let in), linear about the flows of
    // the last solve; densities and viscosities stay. Only where `responds`. `ask` says at which nodes and
    // for which links, `respond` gives the changes of those links (kg/s, along the link; 0 where a link's
    // flow is given) as often as is wanted until the next solve, and `respond_everywhere` those of all links.
    void ask(std::span<std::int32_t const> nodes, std::span<std::int32_t const> links);
    void respond(std::span<double const> more_withdrawn_kg_s, std::span<double> more_flow_kg_s);
    void respond_everywhere(std::span<std::int32_t const> nodes, std::span<double const> more_withdrawn_kg_s,
                            std::span<double> more_flow_kg_s);

    // A state of the right sizes, all zero.
    [[nodiscard]] HydraulicState make_state() const;

    // Which structures are at hand: with limits, a solve takes one that serves, so that its round-off depends
    // on those before it. Only into a solver of the same network.
    void keep(StateArchive& archive);

    [[nodiscard]] HydraulicNodes const& nodes() const noexcept;
    [[nodiscard]] HydraulicLinks const& links() const noexcept;
    [[nodiscard]] HydraulicSettings const& settings() const noexcept;
    [[nodiscard]] HydraulicStructure const& structure() const noexcept; // of the last solve
    // How often a structure was partitioned, ordered and analysed since construction (1 after it).
    [[nodiscard]] int symbolic_analyses() const noexcept;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace saggar
