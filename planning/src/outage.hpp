// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// One outage: what is taken out, which parts the network falls into, and who holds the pressure of each.

#include "saggar/planning/contingency.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace saggar::detail {

struct Outage {
    OutageKind kind{};
    std::string id;
    std::int32_t record{-1};
    std::vector<std::int32_t> links; // closed
    std::int32_t plant{-1};          // position in Network::plants, of a plant or source
    double lost_w{0.0};              // of a source
};

// A plant that stands by, and the heat that it is started with.
struct Standby {
    std::int32_t plant{-1};
    double heat_w{0.0};
};

// Plants that stand still unless an operating point starts them (Plant::running), and that the operating
// point of this id (empty: none) does not stop itself: that means that they are out of service there.
[[nodiscard]] std::vector<std::int32_t> standby_plants(Network const& network, OperatingPoint const& point,
                                                       std::string const& operating_point_id);

// Those that are in service at `point`, in the order of plants, sources, pumps, pairs and pipes.
[[nodiscard]] std::vector<Outage> outages(Network const& network, OperatingPoint const& point,
                                          bool all_pipes);

// Water that hangs together by open links of any kind.
struct NetworkParts {
    std::vector<std::int32_t> of_node;
    std::int32_t count{0};
};
[[nodiscard]] NetworkParts parts(Network const& network, OperatingPoint const& point);

// A network and a point in which every part that has a running plant has one that holds its pressure.
struct OutageNetwork {
    std::shared_ptr<Network const> network; // the same, or a copy with other controls of plants
    OperatingPoint point;
    NetworkParts parts;
    std::vector<double> capacity_w;         // per plant; infinite: none
    std::vector<ShortCause> lost_part;      // by part: why nobody is served there,
    std::vector<std::uint8_t> part_is_lost; // where this is 1
    std::vector<std::uint8_t> no_circuit;   // by substation: 1 where no circuit with a plant leads through it
    std::vector<std::string> takes_over;    // ids of plants
    std::vector<std::string> lowered;       // likewise: their given heat would be more than is taken
    std::vector<std::int32_t> started;      // plants that stood by, in the order of their start
};
// `network` has no plant capacities (they are held in `capacity_w`); `state` is solved without the outage.
// Plants that are `refused` take no pressure over. Of those `started` one holds the pressure where no running
// plant can; the others give a heat that is set, whatever their control is.
[[nodiscard]] OutageNetwork with_outage(std::shared_ptr<Network const> const& network,
                                        OperatingPoint const& point, SteadyState const& state,
                                        std::vector<double> const& capacity_w, Outage const& outage,
                                        std::vector<std::int32_t> const& refused = {},
                                        std::vector<Standby> const& started = {});

// Finds `no_circuit` at the network's point, at which those ask for nothing then: no pressure would help
// them.
void leave_out_without_circuit(OutageNetwork& made);

// One part alone: nobody asks for anything in the others, and everything there is shut. Parts do not touch
// each other, and a solver looks for one plant's differential pressure at a time.
[[nodiscard]] OutageNetwork part_alone(OutageNetwork const& whole, std::int32_t part);
// Parts in which somebody asks for heat and that are not lost.
[[nodiscard]] std::vector<std::int32_t> parts_to_solve(OutageNetwork const& whole);

} // namespace saggar::detail
