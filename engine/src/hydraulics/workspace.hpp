// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// One structure made ready to be solved: its arrays, the links that need a decision (limits, one-way,
// regulators), and the iteration. Sized once; a solve allocates nothing.

#include "hydraulics/core.hpp"
#include "hydraulics/laws.hpp"
#include "hydraulics/regulation.hpp"
#include "hydraulics/structure.hpp"

#include <limits>
#include <memory>
#include <span>
#include <vector>

namespace saggar::detail {

// What of a network all its structures share.
struct NetworkData {
    HydraulicNodes const& nodes;
    HydraulicLinks const& links;
    HydraulicSettings const& settings;
    PipeTable const& pipes;
    FrictionKernel kernel;
};

class Workspace {
public:
    Workspace(std::shared_ptr<Structure const> structure, NetworkData const& network);

    [[nodiscard]] Structure const& structure() const { return *structure_; }

    // Solves into `state`, and lists what another solve must take into account: limited links that are short
    // of pressure, or that devices at their limit hold back, but are not in the graph; given flows that such
    // devices let no more pass of; and links in the graph that shut and leave something behind cut off.
    HydraulicReport solve(NetworkData const& network, HydraulicPoint const& point, HydraulicState& state,
                          SolveOptions const& options);

    // See HydraulicSolver. Factorises where the flows of the last solve are, once.
    [[nodiscard]] bool responds();
    void ask(std::size_t link_count, std::span<std::int32_t const> nodes,
             std::span<std::int32_t const> links);
    void respond(std::span<double const> more_withdrawn_kg_s, std::span<double> more_flow_kg_s);
    void respond_everywhere(std::span<std::int32_t const> nodes, std::span<double const> more_withdrawn_kg_s,
                            std::span<double> more_flow_kg_s);

    [[nodiscard]] std::vector<std::int32_t> const& found_short() const { return found_short_; }
    [[nodiscard]] std::vector<std::int32_t> const& found_blocking() const { return found_blocking_; }
    struct GivenWay {
        std::int32_t link;
        double mass_flow_kg_s; // what is left of its given flow
    };
    [[nodiscard]] std::vector<GivenWay> const& found_giving_way() const { return found_giving_way_; }

private:
    void prepare(NetworkData const& network, HydraulicPoint const& point);
    void prepare_pipes(NetworkData const& network, HydraulicPoint const& point);
    // What the friction kernels want of the pipes in slots [first, last).
    struct FrictionColumnsOut {
        double* per_reynolds;
        double* friction;
        double* local;
    };
    // Says whether anything differs from what stood there.
    [[nodiscard]] bool friction_columns(NetworkData const& network, HydraulicPoint const& point,
                                        std::int32_t first, std::int32_t last,
                                        FrictionColumnsOut const& out) const;
    void prepare_others(NetworkData const& network, HydraulicPoint const& point);
    void prepare_demand(NetworkData const& network, HydraulicPoint const& point);

    void start_cold();
    void start_warm(HydraulicState const& state);
    void iterate(NetworkData const& network, HydraulicPoint const& point, SolveOptions const& options,
                 bool warm, HydraulicReport& report);
    void restore_continuity();
    void evaluate(FrictionKernel kernel);
    void evaluate_linear();
    void evaluate_as_before(FrictionKernel kernel);
    void evaluate_others();
    void hold();
    [[nodiscard]] double slope_along_step() const;
    bool damp(FrictionKernel kernel, double descent);

    // Modes of links with limits, from the flows and pressures of the last step; how many changed.
    int decide(bool one_only, bool regulators_too);
    [[nodiscard]] double slip(std::size_t other) const;
    [[nodiscard]] OtherLink::Mode decided(OtherLink const& other, double dp) const;
    [[nodiscard]] double pressure_difference(std::int32_t k) const;
    [[nodiscard]] double pressure_scale() const;
    // Whether what regulates holds what it should: regulators may contradict each other.
    [[nodiscard]] bool regulators_hold() const;

    [[nodiscard]] bool found_any() const {
        return !found_blocking_.empty() || !found_short_.empty() || !found_giving_way_.empty();
    }
    // How many links were reopened instead, for another step.
    int find_blocking(NetworkData const& network, HydraulicPoint const& point);
    struct Fitness {
        int rank{0};
        double pressure_pa{0.0};
        OtherLink::Mode mode{OtherLink::Mode::free};
        std::int32_t other{-1};
    };
    [[nodiscard]] Fitness fitness(std::int32_t k, std::int32_t part, bool inward);
    int reopen();
    [[nodiscard]] bool apart(std::int32_t superlink, std::int32_t& part);
    void join_parts();
    void find_excess();
    void mark_part(std::int32_t part);
    void mark_below(std::int32_t position);
    bool give_way(NetworkData const& network, HydraulicPoint const& point, double excess_kg_s);
    void bridge_flows(NetworkData const& network, HydraulicPoint const& point);
    void evaluate_bridges(NetworkData const& network, HydraulicPoint const& point);
    void finish(NetworkData const& network, HydraulicPoint const& point, HydraulicState& state,
                HydraulicReport& report);
    void residuals(HydraulicReport& report);
    void chain_pressures();
    void write(NetworkData const& network, HydraulicPoint const& point, HydraulicState& state,
               HydraulicReport& report);

    void find_links(std::size_t links);
    void respond_to_withdrawals();
    [[nodiscard]] double response_of_other(std::size_t k) const;

    static constexpr double smallest_slope_part = 1e-13; // of a typical slope
    static constexpr std::int32_t no_place = std::numeric_limits<std::int32_t>::min();

    std::shared_ptr<Structure const> structure_;
    Core<double> core_;
    std::vector<OtherLink> others_;
    Regulation regulation_;
    std::vector<std::int32_t> held_;  // others of blocks whose flow is held
    std::vector<std::int32_t> group_; // for connectivity: superlink ends and grounds
    std::vector<std::int32_t> found_short_;
    std::vector<std::int32_t> found_blocking_;
    std::vector<GivenWay> found_giving_way_;
    std::vector<double> excess_;        // by part that links at their limit leave apart: kg/s too much let in
    std::vector<Fitness> fittest_;      // by part: what could open it
    std::vector<std::uint8_t> inside_;  // by position, and the root's: of the part that is looked at
    std::vector<std::int32_t> part_of_; // by position: its part, the ground's where it hangs on another
    std::vector<std::int32_t> where_; // per link: its slot, or -1 - the position of another; made when asked
    struct Asked {
        std::vector<std::int32_t> position; // of nodes
        std::vector<std::int32_t> above;    // positions of those and of what they hang on, ascending
        std::vector<std::int32_t> link;     // as `where_`
        std::vector<std::uint8_t> marked;
    } asked_;
    bool may_reopen_{true};
    bool may_respond_{false}; // the last solve left nothing that regulates or is held
    bool slopes_taken_{false};
    bool evaluated_{false}; // losses and slopes in blocks stand where `flow` is
    double reference_pressure_{};
    double network_flow_{};
    double typical_slope_{};
};

} // namespace saggar::detail
