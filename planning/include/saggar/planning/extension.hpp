// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// From a map to a network: the streets, present pipes and buildings as a problem that can be drawn before it
// is solved; the plan that solves it; the project that the plan becomes, sized and confirmed by the full
// solver.
//
// Which buildings, along which streets, is planned on a model (topology.hpp: catalogue prices, diversity,
// present capacity). Sizes are then chosen for the network that this gives (sizing.hpp) and confirmed by the
// solver over the design envelope. Where no sizes can keep every limit, less is connected, until the solver
// confirms the rest.

#include "saggar/network/network.hpp"
#include "saggar/planning/demand.hpp"
#include "saggar/planning/district_map.hpp"
#include "saggar/planning/heat_by_plant.hpp"
#include "saggar/planning/security.hpp"
#include "saggar/planning/sizing.hpp"
#include "saggar/planning/topology.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace saggar {

class KeptWork;

// One size of the family as the plan counts it.
struct SizeRow {
    std::string entry;
    double nominal_diameter{0.0};
    double capacity_w{0.0}; // by the project's limits of gradient and velocity, at the plan's temperatures
    double loss_w_m{0.0};   // of both lines, by the engine's exact solution
    double cost_hard_per_m{0.0}; // capital
    double cost_soft_per_m{0.0};
    double pump_w_m{0.0}; // of both lines at two thirds of the capacity, hydraulic
};

enum class WayKind : std::uint8_t {
    street,
    connector, // from a street to a present pipe
    present    // a present pipe
};

// One piece of street, connector or present pipe.
struct ExtensionWay {
    WayKind kind{WayKind::street};
    std::int32_t a{0}; // places
    std::int32_t b{0};
    double length_m{0.0}; // length factor applied
    Surface surface{Surface::hard};
    double crossing_cost{0.0};
    std::vector<std::string> crosses; // obstacles
    double cost_factor{1.0};          // on what is laid in it: of what is laid later, its present value
    // Present pipes:
    std::int32_t pair{-1};  // position in Project::pipe_pairs
    double from_part{0.0};  // of the pair's drawn length, of a
    double to_part{1.0};    // of b
    double capacity_w{0.0}; // that its size carries
    double present_w{0.0};  // that it carries at the design point
};

struct ExtensionLoad {
    std::size_t building{0}; // of the map
    std::string id;          // of the building
    std::int32_t place{-1};  // on the street
    Point facade;            // where the service pipe ends
    double service_length_m{0.0};
    BuildingDemand demand;
    bool must_connect{false};
    double service_capital{0.0}; // of the service pipe, crossings included
    double service_cost{0.0};    // present value of it, with upkeep and loss
    double crossing_cost{0.0};   // of it
    double connection_cost{0.0}; // substation, meter
    // Present value of heat sold, less its cost at the cheapest plant, and standing charges.
    double income{0.0};
};

struct ExtensionProblem {
    std::shared_ptr<Network const> network; // as it is; null where nothing is laid yet
    double supply_temperature_c{0.0};       // that sizes are rated at: the plants' mean by capacity
    double return_temperature_c{0.0};
    double present_value_factor{0.0};
    // What the routes count of heat's cost: loads bring their income less the cost of the cheapest plant that
    // could feed them; what another one's heat costs more, it costs for so many hours of its peak.
    double cheapest_heat_per_mwh{0.0};
    double full_load_hours{0.0}; // annual use of all loads over what they take at one time
    // Of each plant, where they are not those: what an earlier plan found. Empty: those of all.
    std::vector<double> plant_full_load_hours;
    // On present values of what a plant that joins saves from the first day on: less where that is later.
    double saving_factor{1.0};
    std::vector<SizeRow> sizes;
    std::vector<std::string> unpriced;    // entries of the family that have no price
    std::vector<Point> places;            // of ways
    std::vector<std::int32_t> node_place; // of each of Project::nodes; -1: it has no position
    std::vector<ExtensionWay> ways;
    std::vector<ExtensionLoad> loads;
    std::vector<std::int32_t> plant_place; // of each plant
    std::vector<double> plant_present_w;   // what it gives at the design point
    // Of its capacity and of what its electricity connection allows (electricity_headroom_kw); infinity where
    // it names neither.
    std::vector<double> plant_spare_w;
    std::vector<MapFinding> findings;     // those of the map first, then why buildings cannot connect
    std::vector<std::string> assumptions; // in words
};

// Throws Error where nothing can be planned: no plant with a position, no building that can be reached, the
// network as it is has no solution.
[[nodiscard]] ExtensionProblem make_extension_problem(Project const& project, Catalogue const& catalogue,
                                                      DistrictMap map,
                                                      std::vector<DemandBenchmark> const& benchmarks);

// The same as the topology solver wants it; way i is edge i, load i is load i, plant i is source i.
[[nodiscard]] TopologyProblem topology_of(Project const& project, ExtensionProblem const& problem);

// What was laid for a plan: ids of the project below.
struct ExtensionPipe {
    std::string pair;
    bool service{false};    // else in a street, or
    bool reinforced{false}; // a present pair made larger
    double length_m{0.0};
    Surface surface{Surface::hard};
    std::string entry;   // chosen
    double flow_w{0.0};  // of the plan
    double capital{0.0}; // crossings included
    double crossing_cost{0.0};
    double annual_use_mwh{0.0}; // that is sold through it, for the linear heat density
    // New ones:
    std::string fed_by;      // the new pair before it, on the plan's way from the plant; empty: there is none
    bool closes_ring{false}; // over the present network; in the plan it carries least of the ring's new ones
};

struct ExtensionMoney {       // present values
    double income{0.0};       // heat sold and standing charges
    double heat_cost{0.0};    // of the heat sold to those who connect
    double present_heat{0.0}; // of the heat of those who stand, more than without the extension
    double connection_cost{0.0};
    double pipe_capital{0.0}; // new and larger pipes, crossings included
    double source_capital{0.0};
    double maintenance{0.0};
    double heat_loss{0.0}; // of the whole network, more than without the extension
    double pumping{0.0};   // likewise
    // What the plan costs more because it is secured: links, pairs that outages need larger, and of both
    // upkeep, heat lost, pumping. No other item has any of it.
    double security{0.0};
    double security_capital{0.0}; // of that
    HeatOfYear heat;              // of the plan without what it is secured by
    HeatOfYear heat_before;       // without the extension
    [[nodiscard]] double net() const {
        return income - heat_cost - present_heat - connection_cost - pipe_capital - source_capital -
               maintenance - heat_loss - pumping - security;
    }
    [[nodiscard]] double capital() const {
        return connection_cost + pipe_capital + source_capital + security_capital;
    }
};

enum class ExtensionStatus : std::uint8_t {
    not_run,
    confirmed,    // by the full solver
    contradicted, // confirmed by the steady solver, but not in time (cold_week.hpp): see diagnosis
    nothing_pays, // the best plan connects nothing
    infeasible,   // no plan was confirmed: see diagnosis
    stopped
};
[[nodiscard]] std::string_view to_string(ExtensionStatus status);

// A plant that gives heat to loads of today in the place of dearer plants. Estimates that routes are chosen
// by (src/extension/joins.hpp).
struct ExtensionJoin {
    std::int32_t plant{-1};
    double heat_w{0.0}; // at the design point, beside what it gives to new loads
    double saving{0.0}; // present value of what heat of loads of today costs less
    double cost{0.0};   // present value: what pipes of its way, and its capacity, cost more than without
    std::vector<TopologyPipe> way; // from the plant to the present network
    std::size_t added{0};          // of it, pipes that no load's way has: the last of the plan
    [[nodiscard]] double net() const { return saving - cost; }
};

struct ExtensionPlan {
    ExtensionStatus status{ExtensionStatus::not_run};
    std::string diagnosis;
    TopologyPlan topology; // which loads, along which ways; with its bound and gap; what is joined is in it
    std::vector<ExtensionJoin> joins;
    std::size_t attempts{0};               // plans that were sized
    std::vector<std::string> contradicted; // what the solver said of those it did not confirm
    double life_cycle_factor{
        1.0}; // on capital in the costs of `sizing`, for maintenance: they are divided by it
    std::vector<std::string> plant_changes; // what plants do otherwise in the extended project, in words
    std::vector<std::string> larger_for_cheap_heat; // pairs, than the load alone would have them
    std::vector<std::string> shut_pairs; // present ones, so that no water goes round with the plan's pipes
    SizingReport sizing;                 // with the extended project
    std::vector<ExtensionPipe> pipes;
    std::optional<SecurityPlan> security; // where the project asks for it
    ExtensionMoney money;
    double annual_use_mwh{0.0}; // of what connects
    double peak_w{0.0};         // sum of peaks of what connects
    double left_w{0.0};         // that the plant that has most has for one more load
    // How far the confirmed net present value lies below the bound of the routes, as a part of the larger of
    // the two; below 0: above it. The bound is of the routes' model, where a plant's heat is priced by the
    // watt: it is none of what the solver finds.
    [[nodiscard]] double confirmed_gap() const;
    // A year, where the factors are given: of the heat that is sold, less what the network loses and pumps
    // more than without the extension.
    double carbon_saved_t{0.0};
};

struct ExtensionOptions {
    std::int64_t work{20'000}; // of the topology search, about milliseconds
    int threads{0};
    int attempts{6};
    bool secure{true};     // with links, where the project asks for them
    bool feed_in{true};    // plants may feed into trees of routes that hang on others
    bool shut_rings{true}; // present pairs may be shut in normal service, where the solver asks for it
    // Pairs of the plan and entries of the family: nothing smaller is chosen there. Others are left out.
    std::vector<std::pair<std::string, std::string>> at_least;
    std::vector<double> plant_most_w; // that each plant may feed of it, infinity: what it has; empty: so all
    KeptWork* kept{nullptr};          // of the routes of each attempt, and what the solver said against it
    std::string kept_name;            // before the names of its pieces
};

struct ExtensionProgress {
    std::string_view stage;
    double value{0.0};
    double bound{0.0};
    std::size_t done{0};
};
// Asked often; false stops: the plan is then empty.
using ExtensionGoOn = std::function<bool(ExtensionProgress const&)>;

[[nodiscard]] ExtensionPlan plan_extension(Project const& project, Catalogue const& catalogue,
                                           DistrictMap const& map, ExtensionProblem const& problem,
                                           ExtensionOptions const& options, ExtensionGoOn const& go_on);

} // namespace saggar
