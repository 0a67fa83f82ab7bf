// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Can a load be connected, where, with which pipe, and what has to be reinforced for it?
//
// For each candidate: the nearest tie-in points along the streets; a branch from the catalogue; the whole
// network solved again with it, at the point where connections are judged; every limit of every element held
// against its state before. At a design point the whole design envelope is judged (design_envelope.hpp): the
// branch and every present pipe by the coincident peak of what lies behind it. A limit that the candidate
// breaks, or that was broken and that it makes worse, counts against it. Broken pipe limits and a lack of
// differential pressure are mended by larger pipes, one step at a time, each step solved; what larger pipes
// cannot mend (capacity, electricity, temperature, static pressure) makes the load infeasible there. Where
// the project lists measures (network/measures.hpp), the cheapest set of them, with larger pipes for what is
// left, is looked for as well, each set solved. Nothing here is estimated that the solver does not confirm.

#include "saggar/engine/steady/limits.hpp"
#include "saggar/engine/steady/steady_solver.hpp"
#include "saggar/network/network.hpp"
#include "saggar/network/tie_in.hpp"
#include "saggar/planning/district_map.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace saggar {

class KeptWork;
class StateArchive;

enum class ConnectionVerdict : std::uint8_t { feasible, feasible_with_reinforcement, infeasible };
[[nodiscard]] std::string_view to_string(ConnectionVerdict verdict);

// The pipe that would be laid.
struct ConnectionBranch {
    std::string tie_in;          // id of the node, or of the pair that is tapped
    double tie_in_fraction{0.0}; // of a tapped pair: from its `from` (0) to its `to` (1)
    std::vector<Point> route;    // from the tie-in point to the candidate, both included
    double length_m{0.0};        // of trench
    bool along_streets{false};   // false: straight, for want of a street
    std::string catalogue;       // entry
    // In the project's currency, crossings included; empty where the catalogue has no price.
    std::optional<double> cost;
    double crossing_cost{0.0};        // of it
    std::vector<std::string> crosses; // obstacles

    void keep(StateArchive& archive);
};

struct Reinforcement {
    std::string pair;
    std::string from; // catalogue entry, or the bore where it has none
    std::string to;
    double length_m{0.0};
    std::optional<double> cost; // of laying the larger pair in its place
    bool parallel{false};       // `to` is laid beside `from` instead

    void keep(StateArchive& archive);
};

// One of the project's measures, as it is taken.
struct TakenMeasure {
    std::string id; // Measure::id
    MeasureKind kind{};
    int step{0};               // of Measure::steps
    double size{0.0};          // heat in kW, K, a share of peaks, a booster's head in m at its design flow
    std::string place;         // node; of a booster the pair
    bool at_to{false};         // booster: at the pair's `to`, where water enters its supply line
    double flow_m3_h{0.0};     // booster: its design flow
    double electricity_w{0.0}; // of its pump, at the operating point
    std::string text;          // for people
    double capital{0.0};
    double running{0.0}; // present value over the project's lifetime (EconomicSettings)
    std::string source;

    [[nodiscard]] double cost() const { return capital + running; }
    void keep(StateArchive& archive);
};

enum class SetVerdict : std::uint8_t { feasible, infeasible, dearer };
[[nodiscard]] std::string_view to_string(SetVerdict verdict);

// One set of measures that was solved at one tie-in.
struct TriedSet {
    std::string tie_in;
    std::string measures; // "north 2/4 + pump in p7"; empty: larger pipes alone
    std::size_t larger_pairs{0};
    std::optional<double> cost; // in all; of a set that was given up as dearer, what it had come to
    SetVerdict verdict{SetVerdict::infeasible};
    std::optional<LimitKind> limit; // that is still broken
    std::string element;
    std::string reason; // in words
    bool chosen{false};
    std::string branch; // entry of the catalogue

    void keep(StateArchive& archive);
};

// One limit as it stands with the candidate connected: the tightest element of its kind, and beside those
// every plant's, every pump's and the candidate's own.
struct ConnectionLimit {
    LimitKind kind{};
    std::string element;
    double value{0.0}; // SI
    double limit{0.0};
    double margin{0.0};
    double margin_before{0.0}; // without the candidate, of its kind or the machine; NaN if there was none
    bool broken{false};
    bool broken_before{false};
    std::string source;
    std::string design_consumer; // whose way carried its design flows then; empty: the point itself

    void keep(StateArchive& archive);
};

struct ConnectionResult {
    std::string id;
    std::string name;
    double peak_w{0.0};
    double annual_use_mwh{0.0};
    ConnectionVerdict verdict{ConnectionVerdict::infeasible};
    std::string reason;               // in words: what binds, or why not
    std::optional<LimitKind> binding; // the limit that decides, or that is tightest
    std::string binding_element;
    std::optional<ConnectionBranch> branch;
    std::vector<Reinforcement> reinforcements;
    std::vector<TakenMeasure> measures;
    std::vector<TriedSet> tried; // in the order in which they were solved; empty without measures
    bool search_complete{true};  // false: ended at ConnectionOptions::most_sets, a cheaper set may be left
    std::vector<ConnectionLimit> limits;
    std::optional<double> cost;            // branch, reinforcements and measures, if they make it feasible
    std::optional<double> cost_per_mwh;    // spread over the lifetime without interest
    double linear_heat_density_mwh_m{0.0}; // annual use per metre of branch
    double supply_temperature_c{0.0};      // that would arrive
    double differential_pressure_pa{0.0};  // that would be there
    double largest_load_w{
        0.0}; // (NaN: not looked for) that could connect at this tie-in without reinforcement: never too
              // large, and too small by no more than 1 % or 0.1 % of the peak asked for
    std::string operating_point;
    std::size_t points{0}; // of the design envelope that the verdict rests on; 1 where that is one point

    void keep(StateArchive& archive);
};

struct ConnectionReport {
    bool base_converged{false};
    std::string diagnosis;                    // of the network as it is, where that did not converge
    LimitReport base_limits;                  // of the network as it is
    std::vector<ConnectionResult> candidates; // in the project's order
    bool stopped{false};                      // before the last of them
};

// Called before each solve with how many candidates are judged; returning false stops the study, which then
// ends with those.
using ConnectionProgress = std::function<bool(std::size_t done, std::size_t total)>;

struct ConnectionOptions {
    bool largest_loads{true};   // false: not looked for, `largest_load_w` is NaN; several times as fast
    std::size_t most_sets{200}; // of measures that are solved for one candidate
    KeptWork* kept{nullptr};    // of candidates that are judged
    // What is costly to cross; kept by reference. Ways are looked for without regard to it, but of those to
    // several tie-ins the cheapest with it is told.
    std::span<MapObstacle const> obstacles{};
    // A tie-in to try beside the cheapest: what divides pairs brings more that are as cheap as this was.
    std::optional<Point> tie_in{};
};

// Judges every candidate of the project, each on its own. `streets` may be empty: branches then run straight.
// Throws Error where the catalogue family of the project's connection settings is unknown or missing.
[[nodiscard]] ConnectionReport study_connections(std::shared_ptr<Network const> const& network,
                                                 std::vector<Street> const& streets,
                                                 ConnectionProgress const& progress = {},
                                                 ConnectionOptions const& options = {});

} // namespace saggar
