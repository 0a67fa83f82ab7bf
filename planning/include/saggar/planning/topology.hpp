// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Which loads does a heat network connect, along which streets, and with which pipes?
//
// The streets are a graph; a plan is a forest in it, each tree hanging on one source. Other sources that may
// feed in can stand in a tree as well: what they give, the pipes between them and its source need not carry.
// Loads are worth money (or must be connected whatever they are worth), trenches and pipes cost it. Two
// objectives:
//   linear     an edge that carries q > 0 W (the plain sum of the peaks behind it) costs fixed + per_w q;
//   catalogue  an edge costs its length times the price per metre of the smallest size of its table that
//              carries the diversified peak behind it: max(largest own peak, f(customers) x sum of peaks)
//              of what has diversity, and all the peaks of what has none.
// Up to present_capacity_w an edge costs nothing; beyond that, what is over it is priced in the same way.
//
// Every plan carries a bound that no plan can pass, proven on the way: Lagrangian relaxation of the
// multi-commodity formulation (Balakrishnan, Magnanti and Wong 1989), whose value is a valid bound for any
// multipliers, so that rounding in the search for good multipliers does no harm. docs/topology.md says how.
//
// Money is the caller's: one currency, present values or annuities, larger is better. Nothing here reads a
// clock: effort is counted in units of work, and a callback may end a run at any time.

#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace saggar {

class StateArchive;

// One size of pipe as laid: trench, pipe, present value of loss and upkeep.
struct TopologySize {
    double capacity_w{0.0};
    double cost_per_m{0.0};
};
// Ascending in capacity, not falling in cost. The last is the largest pipe there is: no edge carries more
// (beside its present capacity).
using TopologySizeTable = std::vector<TopologySize>;

struct TopologyEdge {
    std::int32_t a{0};
    std::int32_t b{0};
    double length_m{0.0};
    std::int32_t size_table{0};
    double fixed_cost_extra{0.0};   // crossings and the like; paid once when the edge is dug up
    double present_capacity_w{0.0}; // of a pipe that is there and has this much to spare
    // Linear objective. Absent: the least squares line through the edge's table (its sizes that the loads of
    // the problem can need), times its length.
    std::optional<double> linear_fixed;
    std::optional<double> linear_per_w;
};

struct TopologyLoad {
    std::int32_t node{0};
    double peak_w{0.0};    // of several customers the sum of what each takes by itself
    double customers{1.0}; // that share its peak; 0: its peak always counts whole (no diversity)
    double value{0.0};     // of connecting it, net of what the connection costs on the premises
    double service_cost{
        0.0}; // a further cost of connecting it; counts as cost where value and cost are told apart
    bool must_connect{false};
    std::optional<double> benefit; // what within_budget collects (heat, carbon); absent: peak_w
    // What its customers take at one time: from f(customers) x peak_w to peak_w; absent: peak_w.
    std::optional<double> own_peak_w;
    std::string id{}; // in messages; empty: its position
};

struct TopologySource {
    std::int32_t node{0};
    double capacity_w{std::numeric_limits<double>::infinity()};
    double cost_per_w{0.0}; // of the diversified peak (catalogue) or of the sum of peaks (linear)
    double fixed_cost{0.0};
    // Catalogue objective, finite capacity: it may also give some or all of what it has into a tree that
    // hangs on another source. A pipe with such sources behind it carries the difference of the diversified
    // peak behind it and of what they give, in whichever direction, and is one of the smallest size at least.
    bool feeds_in{false};
};

struct TopologyProblem {
    std::int32_t node_count{0};
    std::vector<TopologyEdge> edges;
    std::vector<TopologySizeTable> size_tables;
    std::vector<TopologyLoad> loads;
    std::vector<TopologySource> sources;
    // Common peak of so many customers over the sum of their single peaks: 1 for one customer, never rising
    // (and n f(n) never falling). Absent: 1 always. network/diversity.hpp has the usual models.
    std::function<double(double customers)> coincidence;
};

enum class TopologyObjective : std::uint8_t { linear, catalogue };
enum class TopologyGoal : std::uint8_t {
    largest_value, // value of the connected loads less all costs
    all_loads,     // the same with every load connected: least cost
    within_budget, // largest sum of `benefit` whose costs stay within the budget; `value` does not count
};

// How far a run is. From one time to the next the value never falls, the bound never rises, and it is never
// below the value.
struct TopologyProgress {
    double value{-std::numeric_limits<double>::infinity()}; // as in the plan; before there is one, -infinity
    double bound{std::numeric_limits<double>::infinity()};  // no plan is worth more
    std::int64_t work{0};
};

struct TopologySettings {
    TopologyObjective objective{TopologyObjective::catalogue};
    TopologyGoal goal{TopologyGoal::largest_value};
    double budget{0.0};       // within_budget only
    double gap_wanted{1e-6};  // the run ends when the proven gap is this small
    std::int64_t work{4'000}; // about milliseconds of a present-day core
    std::uint64_t seed{1};
};

enum class TopologyStatus : std::uint8_t {
    not_run,
    proven,     // within gap_wanted of the best there can be
    work_limit, // a plan, its gap as given
    stopped,    // by the callback; a plan, its gap as given
    no_plan,    // no plan with all that must be connected (or within the budget) was found
};
[[nodiscard]] std::string_view to_string(TopologyStatus status);

// An edge in use: heat runs from `from` to `to` (back, where more is fed in behind it than is taken).
struct TopologyPipe {
    std::int32_t edge{0};
    std::int32_t from{0};
    std::int32_t to{0};
    double sum_of_peaks_w{0.0};
    double flow_w{0.0};    // after diversity (catalogue), less what is fed in behind it, or the plain sum
                           // (linear)
    std::int32_t size{-1}; // in the edge's table; -1: what is there suffices

    void keep(StateArchive& archive);
};

struct [[nodiscard]] TopologyPlan {
    TopologyStatus status{TopologyStatus::not_run};
    std::vector<std::int32_t> connected; // loads, ascending
    std::vector<TopologyPipe> pipes;     // from the sources outwards
    std::vector<std::int32_t> source_of; // per load, of its tree; -1: not connected
    std::vector<double> source_w;        // per source: what it gives
    std::vector<std::int32_t> foot_of;   // per source: the one on which the tree hangs that it gives into (at
                                         // the foot itself); -1: it gives nothing
    double value{0.0};                   // the objective (within_budget: the benefit)
    double cost{0.0};                    // pipes, sources and service costs
    double bound{std::numeric_limits<double>::infinity()}; // no plan is worth more
    double gap{std::numeric_limits<double>::infinity()};   // (bound - value) / max(|value|, |bound|)
    std::int64_t work{0};

    void keep(StateArchive& archive);
};

// Asked often (some hundred times a second); false ends the run with what there is.
using TopologyGoOn = std::function<bool(TopologyProgress const&)>;

// The best plan found and its bound. The same problem and settings give the same plan, unless the callback
// ends the run. Throws Error with everything that is wrong with the problem: node or table out of range,
// numbers not finite or negative, tables not ascending, a load that must be connected and that no source
// reaches or no pipe carries.
TopologyPlan plan_topology(TopologyProblem const& problem, TopologySettings const& settings,
                           TopologyGoOn const& go_on = {});

// What a plan is worth by the problem alone, from its `connected`, the `edge`, `from` and `to` of its pipes
// and, where sources may feed in, its `source_w`: written apart from the search, and every plan is held
// against it before it is returned. NaN if it is no plan: a load not reached, a node reached twice, a
// capacity passed, more fed into a tree than it takes.
struct TopologyWorth {
    double value{std::numeric_limits<double>::quiet_NaN()}; // of the loads less `cost`
    double cost{std::numeric_limits<double>::quiet_NaN()};
    double benefit{std::numeric_limits<double>::quiet_NaN()};
};
[[nodiscard]] TopologyWorth evaluate_topology(TopologyProblem const& problem, TopologyPlan const& plan,
                                              TopologyObjective objective);

// The plan without some of its loads: pipes that nothing is left on go, sources feed in no more than their
// trees take. `gap` follows from the plan's bound; `value` is NaN where that is no plan any more.
[[nodiscard]] TopologyPlan thin_out(TopologyProblem const& problem, TopologyObjective objective,
                                    TopologyPlan plan, std::vector<std::int32_t> const& without);

} // namespace saggar
