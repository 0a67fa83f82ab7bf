// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// What one element out of service does to the network (N-1): who is short of heat, by how much, and why.
//
// Each plant, each source of a plant with several, each pump and each trunk pipe is taken out on its own, and
// the network is solved at one operating point. What a steady solver cannot say for itself is decided by
// rules that are told with the result:
//
//   pressure   Where the outage takes the plant that holds the pressure, or cuts a part off from it, the
//              running plant with the largest capacity there takes over: it holds what its return side had
//              before, and finds its own differential pressure if no other plant does, else keeps what it
//              had. Where pressure lacks all the same, or there is no solution, the next largest are tried,
//              and the one with which least heat lacks holds it. Without such a plant the part has
//              no pressure and nobody in it gets heat.
//   heat       Plants that follow the load give up to their capacity. Then running plants with a given heat
//              are raised to theirs; what is lacking still is shared: everybody in that part gets the same
//              part of what they ask for. In a part that was cut off and takes less than its plants with a
//              given heat are set to, these are lowered together to 90 % of what it takes, and further where
//              water would still run backwards through a plant that follows the load.
//   standby    Where heat lacks all the same, plants that stand by are started one by one, in the project's
//              order, and kept running where less lacks with them: those that stand still unless an operating
//              point starts them (Plant::running), and that the point itself does not stop. The first holds
//              the pressure where no running plant can; the others give what lacks, up to their capacity.
//   pumps      Where somebody is short of pressure who was not, a plant that is set to a differential
//   pressure
//              and whose pumps can do more is raised to the smallest that serves everybody, or as far as its
//              limit, ratings of pipes, boiling and the flow of its pumps allow; not where that helps nobody.
//   pressure   that is short then, and water that is too cold, are what the solver finds.
//
// Peaks are those of the point itself, not of its design envelope. An outage whose network finds no solution
// is listed with its diagnosis; nothing is said of it beside that.

#include "saggar/engine/steady/limits.hpp"
#include "saggar/engine/steady/steady_solver.hpp"
#include "saggar/network/network.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace saggar {

struct ContingencyOptions {
    std::string operating_point; // empty: where the project judges connections, else its design point
    bool all_pipes{false};       // not trunks only
    bool start_standby{true};    // plants that stand by
    int threads{0};              // 0: all cores
};

enum class OutageKind : std::uint8_t { plant, source, pump, pair, pipe };
[[nodiscard]] std::string_view to_string(OutageKind kind);

enum class ShortCause : std::uint8_t {
    cut_off,        // no way to any running plant, or none back from it
    no_pressure,    // no way to anything that holds the pressure, nor to a plant that could
    plant_capacity, // its part of what the plants lack
    low_pressure,   // valve wide open, differential pressure too small
    too_cold        // what arrives cannot give the heat
};
[[nodiscard]] std::string_view to_string(ShortCause cause);

struct ShortLoad {
    std::int32_t substation{-1}; // position in Network::substations
    double demand_w{0.0};
    double unmet_w{0.0};
    double unmet_before_w{0.0}; // with everything in service
    ShortCause cause{};         // the one that takes most
};

// The differential pressure of a plant whose pumps could do more than it is set to.
struct RaisedPressure {
    std::string plant;
    double from_pa{0.0};
    double to_pa{0.0};
};

// A plant that stood by.
struct StartedPlant {
    std::string plant;
    double heat_w{0.0}; // that it gives
};

struct ContingencyResult {
    OutageKind kind{};
    std::string id;
    std::int32_t record{-1}; // position in the project's list of its kind
    bool solved{false};
    std::string diagnosis;                       // where it was not
    double demand_w{0.0};                        // of everybody
    double unmet_w{0.0};                         // sum over `loads`
    std::vector<ShortLoad> loads;                // who is short, most first
    std::vector<std::string> takes_over;         // plants that are assumed to hold the pressure
    std::vector<std::string> raised;             // plants whose given heat is assumed to rise
    std::vector<std::string> lowered;            // likewise, falls: a part that was cut off takes less
    std::vector<std::string> at_capacity;        // plants that give all they have
    std::vector<RaisedPressure> pressure_raised; // assumed, for those who would be short of pressure
    std::vector<StartedPlant> started;           // assumed, in the order of their start
    // Of those that get heat, be it too little; NaN where nobody does.
    double lowest_differential_pressure_pa{0.0};
    std::string lowest_at;
    std::vector<LimitFinding> broken; // not broken before, or less; the worst first
    std::string worst_limit_element;  // of the first of them
};

struct ContingencyReport {
    bool base_converged{false};
    std::string diagnosis;
    std::string operating_point;
    double base_unmet_w{0.0};
    std::size_t base_broken{0};
    std::vector<ContingencyResult> contingencies; // most unmet heat first, those without solution before all
    bool stopped{false};                          // contingencies holds nothing then
};

using ContingencyProgress = std::function<bool(std::size_t done, std::size_t total)>;

// Results do not depend on the number of threads. Throws Error{unknown_id} for an operating point that the
// project does not have.
[[nodiscard]] ContingencyReport study_contingencies(std::shared_ptr<Network const> const& network,
                                                    ContingencyOptions const& options = {},
                                                    ContingencyProgress const& progress = {});

} // namespace saggar
