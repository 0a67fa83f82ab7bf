// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "supply_way.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace saggar::detail {

namespace {

constexpr std::int32_t nobody = -1;

bool passes_water(LinkKind kind) {
    return kind == LinkKind::pipe || kind == LinkKind::valve || kind == LinkKind::pump;
}

std::size_t at(std::int32_t index) {
    return static_cast<std::size_t>(index);
}

} // namespace

SupplyWays::SupplyWays(Network const& network, std::span<double const> mass_flow_kg_s)
    : network_{network},
      flow_{mass_flow_kg_s},
      begin_(network.nodes.size() + 1, 0),
      keeps_pressure_(network.nodes.size(), 0) {
    auto const each_flow = [&](auto const& take) {
        for (std::size_t link = 0; link < network.links.size(); ++link) {
            if (passes_water(network.links.kind[link]) && flow_[link] != 0.0) {
                take(link, downstream(link));
            }
        }
    };
    each_flow([&](std::size_t, std::size_t down) { ++begin_[down + 1]; });
    std::partial_sum(begin_.begin(), begin_.end(), begin_.begin());
    into_.resize(begin_.back());
    std::vector<std::size_t> next(begin_.begin(), begin_.end() - 1);
    each_flow([&](std::size_t link, std::size_t down) { into_[next[down]++] = link; });
    for (std::size_t i = 0; i < network.plants.size(); ++i) {
        PlantControl const control = network.plants.control[i];
        std::size_t const link = at(network.plants.link[i]);
        bool const keeps =
            control == PlantControl::pressure_holding || control == PlantControl::differential_pressure;
        if (keeps && flow_[link] > 0.0) {
            keeps_pressure_[at(network.links.to[link])] = 1;
        }
    }
}

std::size_t SupplyWays::upstream(std::size_t link) const {
    return at(flow_[link] > 0.0 ? network_.links.from[link] : network_.links.to[link]);
}
std::size_t SupplyWays::downstream(std::size_t link) const {
    return at(flow_[link] > 0.0 ? network_.links.to[link] : network_.links.from[link]);
}

std::span<std::size_t const> SupplyWays::into(std::size_t node) const {
    return std::span{into_}.subspan(begin_[node], begin_[node + 1] - begin_[node]);
}

// By the fewest links; nothing where no such plant is upstream.
std::vector<std::size_t> SupplyWays::to_pressure(std::size_t from) const {
    std::vector<std::int32_t> by(network_.nodes.size(), nobody); // link that leads back towards `from`
    std::vector<std::size_t> waiting{from};
    for (std::size_t k = 0; k < waiting.size(); ++k) {
        std::size_t node = waiting[k];
        if (keeps_pressure_[node] != 0) {
            std::vector<std::size_t> links;
            for (; node != from; node = downstream(links.back())) {
                links.push_back(at(by[node]));
            }
            std::ranges::reverse(links);
            return links;
        }
        for (std::size_t const link : into(node)) {
            std::size_t const up = upstream(link);
            if (by[up] == nobody && up != from) {
                by[up] = static_cast<std::int32_t>(link);
                waiting.push_back(up);
            }
        }
    }
    return {};
}

std::vector<std::size_t> SupplyWays::of_most_water(std::size_t node) const {
    std::vector<std::size_t> links;
    for (std::size_t step = 0; step < network_.nodes.size() && !into(node).empty(); ++step) {
        links.push_back(*std::ranges::max_element(into(node), {},
                                                  [&](std::size_t link) { return std::abs(flow_[link]); }));
        node = upstream(links.back());
    }
    return links;
}

std::vector<std::size_t> SupplyWays::of(std::size_t substation) const {
    std::size_t const node = at(network_.links.from[at(network_.substations.link[substation])]);
    std::vector<std::size_t> links = to_pressure(node);
    if (links.empty() && keeps_pressure_[node] == 0) {
        links = of_most_water(node);
    }
    std::erase_if(links, [&](std::size_t link) { return network_.links.kind[link] != LinkKind::pipe; });
    return links;
}

} // namespace saggar::detail
