// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "supply_way.hpp"

#include <cmath>
#include <cstdint>

namespace saggar::detail {

namespace {

constexpr std::int32_t nobody = -1;

bool passes_water(LinkKind kind) {
    return kind == LinkKind::pipe || kind == LinkKind::valve || kind == LinkKind::pump;
}

std::size_t at(std::int32_t index) {
    return static_cast<std::size_t>(index);
}

class Ways {
public:
    Ways(Network const& network, std::span<double const> mass_flow_kg_s)
        : network_{network}, flow_{mass_flow_kg_s}, begin_(network.nodes.size() + 1, 0) {
        for_each_flow([&](std::size_t, std::size_t down) { ++begin_[down + 1]; });
        for (std::size_t node = 0; node < network.nodes.size(); ++node) {
            begin_[node + 1] += begin_[node];
        }
        into_.resize(begin_.back());
        std::vector<std::size_t> next(begin_.begin(), begin_.end() - 1);
        for_each_flow([&](std::size_t link, std::size_t down) { into_[next[down]++] = link; });
    }

    // Links from the node back to one of these nodes; nothing where none is upstream.
    [[nodiscard]] std::vector<std::size_t> fewest(std::size_t from,
                                                  std::vector<std::uint8_t> const& wanted) const {
        std::vector<std::int32_t> by(network_.nodes.size(), nobody); // link that leads back towards `from`
        std::vector<std::size_t> waiting{from};
        for (std::size_t k = 0; k < waiting.size(); ++k) {
            std::size_t const node = waiting[k];
            if (wanted[node] != 0) {
                return back(from, node, by);
            }
            for (std::size_t i = begin_[node]; i < begin_[node + 1]; ++i) {
                std::size_t const up = upstream(into_[i]);
                if (by[up] == nobody && up != from) {
                    by[up] = static_cast<std::int32_t>(into_[i]);
                    waiting.push_back(up);
                }
            }
        }
        return {};
    }

    [[nodiscard]] std::vector<std::size_t> of_most_water(std::size_t node) const {
        std::vector<std::size_t> links;
        for (std::size_t step = 0; step < network_.nodes.size() && begin_[node] < begin_[node + 1]; ++step) {
            std::size_t most = into_[begin_[node]];
            for (std::size_t i = begin_[node]; i < begin_[node + 1]; ++i) {
                most = std::abs(flow_[into_[i]]) > std::abs(flow_[most]) ? into_[i] : most;
            }
            links.push_back(most);
            node = upstream(most);
        }
        return links;
    }

private:
    template <class Take>
    void for_each_flow(Take const& take) const {
        for (std::size_t link = 0; link < network_.links.size(); ++link) {
            double const m = flow_[link];
            if (passes_water(network_.links.kind[link]) && m != 0.0) {
                take(link, at(m > 0.0 ? network_.links.to[link] : network_.links.from[link]));
            }
        }
    }
    [[nodiscard]] std::size_t upstream(std::size_t link) const {
        return at(flow_[link] > 0.0 ? network_.links.from[link] : network_.links.to[link]);
    }
    [[nodiscard]] std::vector<std::size_t> back(std::size_t from, std::size_t node,
                                                std::vector<std::int32_t> const& by) const {
        std::vector<std::size_t> links;
        while (node != from) {
            std::size_t const link = at(by[node]);
            links.insert(links.begin(), link);
            node = at(flow_[link] > 0.0 ? network_.links.to[link] : network_.links.from[link]);
        }
        return links;
    }

    Network const& network_;
    std::span<double const> flow_;
    std::vector<std::size_t> begin_; // of the links into each node
    std::vector<std::size_t> into_;
};

} // namespace

std::vector<std::size_t> supply_way(Network const& network, std::span<double const> mass_flow_kg_s,
                                    std::size_t substation) {
    std::vector<std::uint8_t> keeps_pressure(network.nodes.size(), 0);
    for (std::size_t i = 0; i < network.plants.size(); ++i) {
        PlantControl const control = network.plants.control[i];
        std::size_t const link = at(network.plants.link[i]);
        bool const keeps =
            control == PlantControl::pressure_holding || control == PlantControl::differential_pressure;
        if (keeps && mass_flow_kg_s[link] > 0.0) {
            keeps_pressure[at(network.links.to[link])] = 1;
        }
    }
    Ways const ways{network, mass_flow_kg_s};
    std::size_t const node = at(network.links.from[at(network.substations.link[substation])]);
    std::vector<std::size_t> links = ways.fewest(node, keeps_pressure);
    if (links.empty() && keeps_pressure[node] == 0) {
        links = ways.of_most_water(node);
    }
    std::erase_if(links, [&](std::size_t link) { return network.links.kind[link] != LinkKind::pipe; });
    return links;
}

} // namespace saggar::detail
