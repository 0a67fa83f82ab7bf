// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Heat in time in a network: one step for given flows.
//
// Flows are constant in a step; a link is a pipe (plug_flow.hpp) or holds no water: a plant, a consumer, a
// valve. Nodes are visited in the order of the flow. Each gets the whole history of what arrives in the step,
// mixed by energy at every instant, and hands it to every link that leaves, so that water crosses as many
// pipes as it likes. A simulation calls `step` once for each of its steps, with the flows of its hydraulic
// solver, and reads back what arrived where.
//
// Where water runs in a circle that no link with a given outlet temperature cuts, there is no order: such
// knots are stepped through in shorter steps. In each of them the links that close a circle take in water of
// one heat content, which is found so that it is the mean of what arrives where they begin: everything is
// linear in it. What merging leaves of a difference (parts in a million) follows in the next short step and
// is booked as under way until then.
//
// Nodes hold no water and balance by themselves: what links take from a node beyond what they bring enters
// there from outside with the temperature given for it; what they bring beyond what they take leaves with
// the node's own. Closed networks need no temperatures for that: what a hydraulic solution leaves unbalanced
// (below a millionth of the node's flow) enters and leaves with the node's own temperature.

#include "saggar/engine/transient/plug_flow.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace saggar {

class Team;

struct HeatLink {
    std::int32_t from{};
    std::int32_t to{};
    std::optional<PlugFlowPipe> pipe; // without: holds no water
};

// What a link that holds no water does to what passes it.
enum class LinkRule : std::uint8_t {
    pass,               // nothing
    outlet_temperature, // leaves with so many degrees C, whatever enters
    heat,               // takes up so many W (gives off: negative), shared evenly by the water of the step
    temperature_rise,   // leaves so many K warmer (negative: colder) than it enters
};

struct TransientHeatOptions {
    PlugFlowOptions pipes{};
    // Flows below count as none.
    double smallest_flow_kg_s{1e-7};
    // Longest step through a knot.
    double knot_step_s{60.0};
    // Who follows the water; results are the same for any number of members. Null: the caller alone.
    std::shared_ptr<Team> team{};
};

// Columns of a step, by link or by node.
struct HeatStep {
    double duration_s{};                      // above zero
    std::span<double const> mass_flow_kg_s;   // by link, positive from `from` to `to`
    std::span<double const> conductance_w_mk; // by link; only pipes' are looked at (PipeConditions)
    std::span<double const> ambient_c;        // by link; only pipes'
    std::span<LinkRule const> rule;           // by link; only of links without a pipe
    std::span<double const> rule_value;       // by link; unit as the rule says
    std::span<double const> entering_c;       // by node; empty, or NaN: the node's own of before
    // By link; of rule `heat`: nothing that passes is cooled below where it gives off, or heated above where
    // it takes up, so that it gives off or takes up less while colder or hotter water passes, and none while
    // water passes that is beyond it already. Empty, or infinite: no limit.
    std::span<double const> limit_c;
    // By link; of what gives off heat and has a limit: the largest flow that it would take. One flow passes
    // through a step, so that the limit keeps it from taking of cold water what it would take by letting more
    // of it pass; so much is taken of the warmer water of the same step. What the limit leaves at the largest
    // flow too stays lacking. Empty: none would take more than passes.
    std::span<double const> largest_flow_kg_s;
};

// Energy of one step, J; heat contents count from 0 degC.
struct HeatLedger {
    double entered_j{0.0};       // with water, from outside
    double left_j{0.0};          // with water
    double added_j{0.0};         // by links without a pipe, net
    double lost_j{0.0};          // by pipes, to the ambient
    double water_j{0.0};         // in pipes at the end of the step, summed anew from all cells
    double wall_j{0.0};          // in walls, likewise
    double under_way_j{0.0};     // in links that close circles
    double stored_before_j{0.0}; // the three of them before the step
    double throughput_j{0.0};    // heat that links added or took, that pipes lost, and that came with water

    // What does not close.
    [[nodiscard]] double residual_j() const {
        return entered_j - left_j + added_j - lost_j - (water_j + wall_j + under_way_j - stored_before_j);
    }
};

class TransientHeat {
public:
    // Links name nodes 0 to nodes - 1. Throws Error{value_out_of_range} as PlugFlowPipes does.
    TransientHeat(Fluid const& fluid, std::size_t nodes, std::span<HeatLink const> links,
                  TransientHeatOptions const& options);
    ~TransientHeat();
    TransientHeat(TransientHeat&&) noexcept;
    TransientHeat& operator=(TransientHeat&&) noexcept;
    TransientHeat(TransientHeat const&) = delete;
    TransientHeat& operator=(TransientHeat const&) = delete;

    // Every pipe and its wall with the temperatures of its two nodes, straight between them; those for which
    // `still_c` (by link, or empty) is not NaN with that. Insulation that stores heat as it is long after
    // with such conductances and ambients (by link; only pipes'), or empty: as warm as the wall.
    void fill(std::span<double const> node_temperature_c, std::span<double const> still_c = {},
              std::span<double const> conductance_w_mk = {}, std::span<double const> ambient_c = {});

    HeatLedger step(HeatStep const& given);

    // The same in two parts, for those who look for flows: first what must be known of what arrives at the
    // links that are `asked` for (by link, not 0), then the rest. Between the two only temperatures of nodes
    // that water passes on its way to those links are of this step.
    void begin(HeatStep const& given, std::span<std::uint8_t const> asked);
    HeatLedger finish();

    // What is to be expected of a step, at a fraction of what begin() costs: means of what passes the nodes
    // that it looks at, written over those of before; others are left as they are. The links asked for are to
    // take `taken_kg_s` (by link): what that is more than in `mass_flow_kg_s`, which comes in with the flows
    // of before and goes out with those expected, comes by the ways it came by, shared as flows are. Water
    // keeps the directions of the last step, a pipe counts as holding water of one temperature, what passes a
    // node is taken as two pieces (ExpectedPassage), and what leaves links that add or take heat counts as
    // before. A first guess, nothing more; no state is changed. Flows in `given` are not looked at.
    void expect(HeatStep const& given, std::span<std::uint8_t const> asked,
                std::span<double const> taken_kg_s, std::span<double> mass_flow_kg_s,
                std::span<double> node_temperature_c);

    // Keeps everything that a step changes, and puts it back, so that a step can be taken again with other
    // flows. Columns of the last step (temperatures, histories, heat of links) are those of the step until
    // the next one.
    class Kept {
    public:
        Kept();
        ~Kept();
        Kept(Kept&&) noexcept;
        Kept& operator=(Kept&&) noexcept;
        Kept(Kept const&) = delete;
        Kept& operator=(Kept const&) = delete;

    private:
        friend class TransientHeat;
        struct Parts;
        std::unique_ptr<Parts> parts_;
    };
    void save(Kept& kept) const;
    void restore(Kept const& kept); // as saved from this object

    // The same for a checkpoint, with the columns of the last step. Only into an object of the same network.
    void keep(StateArchive& archive);

    // Mean over the last step of what passed each node; where nothing did, of the water at the ends of its
    // pipes, and what it was before where there is no pipe. After begin() those not looked at yet are left as
    // they are.
    void node_temperatures_c(std::span<double> temperature_c) const;
    [[nodiscard]] double node_temperature_c(std::size_t node) const;
    // Of the water in the first links now, all of them pipes: as many as there is room for.
    void pipe_temperatures_c(std::span<double> temperature_c) const;
    // Where water enters the link, mean over the last step: what a consumer got.
    [[nodiscard]] double arriving_c(std::size_t link) const;
    // What a link without a pipe added in the last step, W; negative: took.
    [[nodiscard]] double heat_w(std::size_t link) const;
    // What passed a node in the last step; empty where nothing did.
    [[nodiscard]] std::span<HeatPiece const> history(std::size_t node) const;

    [[nodiscard]] PlugFlowPipes const& pipes() const;
    // Place among pipes() of a link; -1: it is none.
    [[nodiscard]] std::int32_t pipe(std::size_t link) const;
    // How often the order of the flow was found: where no flow turns, once.
    [[nodiscard]] int orderings() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace saggar
