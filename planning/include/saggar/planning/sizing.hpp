// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// All pipe sizes of a network at once, at least life-cycle cost, confirmed by the full solver.
//
//   cost = capital + a (heat lost + pumping + maintenance of a year),   a = (1 - (1+r)^-n) / r
//
// Heat lost and pumping of a year are what the steady solver finds at the points of a load duration, each
// weighted with its hours. A sizing model, made from a solved state (its flows, temperatures and heat losses
// with the engine's own laws), chooses sizes of all pairs and with them the plant's differential pressure;
// the solver is asked again with them, and what it contradicts is fed back until both agree. The method and
// its equations are in docs/sizing.md.
//
// Only pipe pairs are sized. A limit that applies is the project's (Project::limits, plants, catalogue):
// pressure gradient and velocity, pressure rating, boiling, pressure and temperature at substations, plants
// and pumps.

#include "saggar/engine/steady/limits.hpp"
#include "saggar/network/network.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace saggar {

class StateArchive;

// Part of a year at one load.
struct SizingLoad {
    double load_factor{1.0}; // of every demand, and of what plants are set to give, above 0 to 1
    double hours{0.0};       // of a year
};

struct SizingEconomics {
    double lifetime_years{40.0};            // assumption, as ConnectionSettings; above 0 to 200
    double discount_rate{0.035};            // HM Treasury Green Book, social time preference rate; 0 to 1
    double electricity_cost_per_mwh{150.0}; // of pumps; assumption
    double heat_cost_per_mwh{40.0};         // of heat that is lost, at the plant; assumption
    double maintenance_per_m_year{1.5};     // of trench, whatever the size; assumption
    // Electricity to hydraulic work of all plants' pumps; absent: each plant's own.
    std::optional<double> pump_efficiency;
    // Some 2,900 hours of full load, usual where space heating prevails; assumption.
    std::vector<SizingLoad> loads{{1.0, 200.0}, {0.7, 1200.0}, {0.4, 3000.0}, {0.15, 4360.0}};
};

// Who chooses the differential pressure of the plant that holds the pressure.
enum class SizingLift : std::uint8_t {
    free, // sizes do: the smallest that serves everybody, up to the plant's maximum. The sized project leaves
          // the plant's differential pressure out
    as_set // the project or its operating point has set it
};

struct SizingSettings {
    std::string family;             // of catalogue entries to choose from, as "EN253/2"
    std::vector<std::string> pairs; // ids that are free to be sized; empty: all
    // Of these, pairs that lie there already: to leave one as it is costs no capital, and none smaller is
    // laid in its place. Those that are no priced entry of the family stay as they are.
    std::vector<std::string> laid;
    // Pairs and catalogue entries of the family: nothing smaller is chosen there.
    std::vector<std::pair<std::string, std::string>> at_least;
    SizingEconomics economics;
    std::string operating_point; // that sizes have to bear; empty: the design point of the project
    SizingLift lift{SizingLift::free};
    // Sizes that the catalogue has no price for are not chosen; true: at a price interpolated between their
    // neighbours' by inner diameter (beyond the last two, continued).
    bool allow_unpriced{false};
    int maximum_rounds{12}; // of model and solver
    // Designs of the neighbourhood of the best that the solver is asked about at the end; 0: none.
    int polishing_solves{60};
    int threads{0}; // for the points of the envelope; 0: all cores
};

struct SizingPipe {
    std::string id;
    std::string old_entry;  // catalogue entry; empty where the pair had none
    std::string entry;      // chosen
    std::string rule_entry; // of the best rule-based design
    double length_m{0.0};   // of trench
    double design_flow_kg_s{0.0};
    double gradient_pa_m{0.0}; // largest over both lines and the design envelope, as the next
    double velocity_m_s{0.0};
    double capital{0.0};
    double heat_loss{0.0}; // present value, as the next; of both lines
    double pumping{0.0};   // of the friction in both lines at the flow through them
};

// Present values in the project's currency.
struct LifeCycleCost {
    double capital{0.0};     // of the pairs that are free to be sized, present ones included
    double heat_loss{0.0};   // of the whole network
    double pumping{0.0};     // of all plants and pumps
    double maintenance{0.0}; // of the pairs that are free to be sized

    [[nodiscard]] double total() const { return capital + heat_loss + pumping + maintenance; }
};

// A design by a rule of thumb: the smallest size that keeps it and the limits, mended until the solver
// confirms it.
struct RuleDesign {
    std::string rule; // in words
    bool verified{false};
    std::string diagnosis; // where it is not
    LifeCycleCost cost;    // of a verified one
};

// One point of the load duration with the chosen sizes.
struct SizingLoadResult {
    SizingLoad load;
    bool converged{false};
    double heat_loss_w{0.0};
    std::vector<double> plant_heat_w;      // that each plant of the project gives
    std::vector<double> substation_heat_w; // that each of its substations gets
    double pump_electricity_w{0.0};
    double plant_differential_pressure_pa{0.0}; // largest of the plants
    LimitReport limits; // the supply temperature at substations is shown but does not decide
};

enum class SizingStatus : std::uint8_t {
    not_run,
    verified,   // the sizes are confirmed
    infeasible, // no sizes of the family keep every limit: see diagnosis
    unsolved,   // the solver found no state
    stopped     // by the caller; `project` is the best confirmed so far, where there was one
};
[[nodiscard]] std::string_view to_string(SizingStatus status);

// Consumers without whom the worst of what no sizes mend would be less.
struct SizingRelief {
    bool whole{false};    // all of them; false: so many that flow falls by `fraction`
    double fraction{1.0}; // of the sum of part times peak
    std::vector<std::string> substations;
    std::vector<double> parts; // that each has in it, above 0 to 1

    void keep(StateArchive& archive);
};

struct SizingReport {
    SizingStatus status{SizingStatus::not_run};
    std::string diagnosis; // which limit cannot be kept, where and by how much; empty if verified
    // Where it is infeasible: pairs that were not free to be sized, and whose size is in the way of what is
    // broken (too fast, too steep, or where water comes to those that lack pressure).
    std::vector<std::string> in_the_way;
    std::vector<SizingRelief> reliefs; // likewise; each by itself, the likeliest first
    bool has_design{false};            // the fields below are of a confirmed design
    Project project;                   // with the chosen sizes
    std::vector<SizingPipe> pipes;
    LifeCycleCost cost;
    std::optional<LifeCycleCost> rule_cost; // of the best rule-based design
    std::string best_rule;
    std::vector<RuleDesign> rules;
    bool by_rule{false}; // nothing cheaper than the best rule-based design was confirmed
    // No sizes cost less than this by the sizing model, that is with the flows and temperatures of the chosen
    // design. Of trees with one plant; empty elsewhere.
    std::optional<double> lower_bound;
    std::optional<double> gap;  // (model cost of the chosen sizes - bound) / cost
    double model_cost{0.0};     // of the chosen sizes; its difference to cost.total() is the model's error
    double design_lift_pa{0.0}; // largest differential pressure of the plants over the envelope
    LimitReport limits;         // over the design envelope
    std::vector<SizingLoadResult> loads;
    std::size_t points{0}; // of the envelope that were solved to confirm it
    int rounds{0};
    std::size_t designs{0};            // that the solver was asked about
    std::vector<std::string> unpriced; // entries of the family without a price
};

// Called before each design is solved, with how many were and the least life-cycle cost confirmed so far
// (NaN: none yet); returning false stops.
using SizingProgress = std::function<bool(std::size_t designs, double best_cost)>;

// Throws Error with everything that is wrong with the settings: family unknown or without prices, pairs that
// do not exist, economics out of range.
[[nodiscard]] SizingReport size_pipes(std::shared_ptr<Network const> const& network,
                                      SizingSettings const& settings, SizingProgress const& progress = {});

} // namespace saggar
