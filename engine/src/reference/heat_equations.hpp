// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// The equations of the reference model (reference_heat.hpp) as a residual F(y, y') = 0, its Jacobian
// dF/dy + c dF/dy', and the rates that are integrated along. Nothing here knows of the integrator.
//
// Unknowns: pipe by pipe and cell by cell from the pipe's beginning, the water's heat content and, where
// there is a wall, its temperature, and where insulation stores heat, those of its layers from the wall
// outwards; then the heat content of every node.

#include "limited_face.hpp"

#include "saggar/engine/reference/reference_heat.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace saggar::detail {

struct ReferencePipe {
    std::size_t link{};
    std::size_t first{}; // unknown of the first cell's water
    std::size_t cells{};
    std::size_t stride{1}; // 2: each cell's wall follows its water; more: layers of insulation the wall
    double cell_kg{};
    double cell_m{};
    double wall_j_k{}; // of a cell; 0: none
    double inner_diameter_m{};
    double given_film_w_m2k{}; // 0: by the flow
    double dispersion_kg_s{};  // between neighbours
    // Of the step: W/K of a cell.
    double flow_kg_s{};
    double film_w_k{};
    double outward_w_k{}; // from the outermost of what stores heat
    double ambient_c{};
    // Insulation: heat capacity of a cell's layers, J/K; their resistances of a metre from the wall's surface
    // to the middle of the first, from middle to middle, and from that of the last to the outside, m K/W; and
    // what conducts into each layer in the step, W/K of a cell.
    std::vector<double> layer_j_k;
    std::vector<double> layer_mk_w;
    std::vector<double> inward_w_k;

    [[nodiscard]] bool has_wall() const { return stride > 1; }
    [[nodiscard]] std::size_t layers() const { return layer_j_k.size(); }
    // Of the wall (0) and the layers behind it: what conducts away from it outwards.
    [[nodiscard]] double away_w_k(std::size_t k) const { return k < layers() ? inward_w_k[k] : outward_w_k; }
    [[nodiscard]] double store_j_k(std::size_t k) const { return k == 0 ? wall_j_k : layer_j_k[k - 1]; }
    // The k-th cell's water in the direction of the flow.
    [[nodiscard]] std::size_t along_flow(std::size_t k) const {
        return first + stride * (flow_kg_s < 0.0 ? cells - 1 - k : k);
    }
};

// Links that bring water to a node.
struct ReferenceArrival {
    std::size_t link{};
    std::size_t upstream{}; // node
    double flow_kg_s{};     // above zero
};

struct ReferenceNode {
    std::vector<ReferenceArrival> arrivals;
    std::vector<std::size_t> ends; // unknowns: water in the end cells of its pipes
    double entering_kg_s{};        // from outside with a temperature of its own
    double entering_j_kg{};
    double balance_kg_s{}; // leaves by links less what they bring
    double mixed_kg_s{};   // arrivals and what enters; 0: stands still
    double held_j_kg{};    // where nothing else says
};

// What a link that takes or gives heat does to water too cold or too hot for it (HeatStep::limit_c): a state
// of its own, so that the equations are smooth between its changes.
enum class LimitState : std::uint8_t {
    free,     // takes or gives all of its heat
    at_limit, // cools or heats the water to its limit
    beyond    // lets water pass as it is that is beyond it already
};

struct ReferenceLimit {
    std::size_t link{};
    double limit_j_kg{};
    double towards{1.0}; // -1: of a link that heats; distances from the limit then count downwards
    LimitState state{LimitState::free};
};

class HeatEquations {
public:
    HeatEquations(Fluid fluid, std::size_t nodes, std::span<HeatLink const> links,
                  ReferenceHeatOptions const& options);

    // Takes the flows and conditions of a step. `y`: as it is; changes nothing of it. True where a direction
    // or rule has changed, and with it which unknowns depend on which.
    bool set_step(HeatStep const& step, std::span<double const> y);

    void residual(std::span<double const> y, std::span<double const> rate, std::span<double> out) const;
    // Calls emit(row, column, value) in an order that only set_step changes; values of one place add up.
    using Emit = std::function<void(std::size_t row, std::size_t column, double value)>;
    void jacobian(std::span<double const> y, double of_rate, Emit const& emit) const;

    // Two for each link with a limit: how far the water that leaves, and that which enters, is from it.
    [[nodiscard]] std::size_t events() const { return 2 * limits_.size(); }
    void event_functions(std::span<double const> y, std::span<double> out) const;
    void happen(std::span<int const> passed);
    // Gives limits the state that fits; whether one had another.
    [[nodiscard]] bool fit_limits(std::span<double const> y);

    // Integrated along: heat content of each node (J/kg), heat added by each link without a pipe where it
    // depends on more than that (W), loss of all pipes (W).
    [[nodiscard]] std::size_t rates() const { return nodes_.size() + links_.size() + 1; }
    void rates(std::span<double const> y, std::span<double> out) const;

    [[nodiscard]] std::size_t unknowns() const { return first_node_ + nodes_.size(); }
    [[nodiscard]] std::size_t node_unknown(std::size_t node) const { return first_node_ + node; }
    [[nodiscard]] std::size_t first_node() const { return first_node_; }
    [[nodiscard]] std::vector<ReferencePipe> const& pipes() const { return pipes_; }
    [[nodiscard]] std::vector<ReferenceNode> const& nodes() const { return nodes_; }
    [[nodiscard]] std::int32_t pipe(std::size_t link) const { return pipe_of_[link]; }
    [[nodiscard]] std::vector<HeatLink> const& links() const { return links_; }
    [[nodiscard]] Fluid const& fluid() const { return fluid_; }
    [[nodiscard]] StoredHeat stored(std::span<double const> y) const;

    // Node that water enters the link from; `from` where nothing flows.
    [[nodiscard]] std::size_t upstream(std::size_t link) const;
    [[nodiscard]] double flow_kg_s(std::size_t link) const { return flow_[link]; }
    [[nodiscard]] LinkRule rule(std::size_t link) const { return rule_[link]; }
    [[nodiscard]] double rule_value(std::size_t link) const { return value_[link]; }

private:
    void set_pipe(ReferencePipe& pipe, HeatStep const& step, std::span<double const> y);
    void set_nodes(HeatStep const& step, std::span<double const> y);
    void set_limits(HeatStep const& step, std::span<double const> y);
    [[nodiscard]] LimitedFace face(ReferencePipe const& pipe, std::size_t k, double inlet_j_kg,
                                   std::span<double const> y) const;
    void temperatures(std::span<double const> y) const;
    void wall_residual(ReferencePipe const& pipe, std::size_t wall, double to_wall_w,
                       std::span<double const> y, std::span<double const> rate, std::span<double> out) const;
    void wall_jacobian(ReferencePipe const& pipe, std::size_t wall, double of_rate, Emit const& emit) const;
    void pipe_residual(ReferencePipe const& pipe, std::span<double const> y, std::span<double const> rate,
                       std::span<double> out) const;
    void pipe_jacobian(ReferencePipe const& pipe, std::span<double const> y, double of_rate,
                       Emit const& emit) const;
    void face_jacobian(ReferencePipe const& pipe, std::size_t k, std::span<double const> y,
                       std::function<void(std::size_t column, double value)> const& by) const;
    void advection_jacobian(ReferencePipe const& pipe, std::span<double const> y, Emit const& emit) const;
    // Heat content of what a link without a pipe hands on, and its derivative by what enters.
    struct HandedOn {
        double value{};
        double by_entering{};
    };
    [[nodiscard]] HandedOn handed_on(std::size_t link, double entering_j_kg) const;

    Fluid fluid_;
    ReferenceHeatOptions options_;
    std::vector<HeatLink> links_;
    std::vector<std::int32_t> pipe_of_;
    std::vector<ReferencePipe> pipes_;
    std::vector<ReferenceNode> nodes_;
    std::size_t first_node_{0};
    std::vector<double> flow_;
    std::vector<LinkRule> rule_;
    std::vector<double> value_;
    std::vector<ReferenceLimit> limits_;
    std::vector<std::int32_t> limit_of_; // by link; -1: none
    std::vector<std::int8_t>
        pattern_; // direction and kind of each link; what the Jacobian's pattern hangs on
    mutable std::vector<double> water_c_; // of all unknowns; meant only where they are heat contents
};

} // namespace saggar::detail
