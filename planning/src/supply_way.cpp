// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "supply_way.hpp"

#include <cmath>

namespace saggar::detail {

std::vector<std::size_t> supply_way(Network const& network, SteadyState const& state,
                                    std::size_t substation) {
    std::vector<std::int32_t> into(network.nodes.size(), -1); // link that brings most water to each node
    auto const consider = [&](std::size_t link) {
        double const m = state.mass_flow_kg_s[link];
        auto const down =
            static_cast<std::size_t>(m > 0.0 ? network.links.to[link] : network.links.from[link]);
        std::int32_t const known = into[down];
        if (m != 0.0 &&
            (known < 0 || std::abs(m) > std::abs(state.mass_flow_kg_s[static_cast<std::size_t>(known)]))) {
            into[down] = static_cast<std::int32_t>(link);
        }
    };
    for (std::size_t i = 0; i < network.links.size(); ++i) {
        LinkKind const kind = network.links.kind[i];
        if (kind == LinkKind::pipe || kind == LinkKind::valve || kind == LinkKind::pump) {
            consider(i);
        }
    }
    std::vector<std::size_t> way;
    auto node = network.links.from[static_cast<std::size_t>(network.substations.link[substation])];
    for (std::size_t step = 0; step < network.nodes.size(); ++step) {
        std::int32_t const link = into[static_cast<std::size_t>(node)];
        if (link < 0) {
            break;
        }
        auto const i = static_cast<std::size_t>(link);
        if (network.links.kind[i] == LinkKind::pipe) {
            way.push_back(i);
        }
        node = state.mass_flow_kg_s[i] > 0.0 ? network.links.from[i] : network.links.to[i];
    }
    return way;
}

} // namespace saggar::detail
