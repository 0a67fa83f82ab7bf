// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/controllers/load_share.hpp"

#include "saggar/controllers/curve.hpp"
#include "saggar/engine/steady/steady_solver.hpp"
#include "saggar/network/load_share.hpp"

#include <algorithm>
#include <limits>
#include <numeric>

namespace saggar {

LoadShare::LoadShare(Network const& network, ControllerSettings const& settings) {
    for (std::size_t link = 0; link < network.links.size(); ++link) {
        LinkKind const kind = network.links.kind[link];
        if (kind == LinkKind::pipe || kind == LinkKind::valve || kind == LinkKind::pump) {
            lines_.push_back({link, network.links.from[link], network.links.to[link]});
        }
    }
    std::vector<double> const peaks_w = design_point(network).heat_demand_w;
    for (std::size_t i = 0; i < network.substations.size(); ++i) {
        takers_.push_back(
            {network.links.from[static_cast<std::size_t>(network.substations.link[i])], peaks_w[i]});
    }
    Project const& project = network.project();
    for (std::size_t const i : indices_of(settings.plants, network.plants.id)) {
        Plant const& plant = project.plants[i];
        if (may_follow_load(project, plant)) {
            givers_.push_back(
                {i, network.links.to[static_cast<std::size_t>(network.plants.link[i])], *plant.heat_kw * 1e3,
                 network.plants.capacity_w[i].value_or(std::numeric_limits<double>::infinity())});
        }
    }
    part_.resize(network.nodes.size());
}

void LoadShare::find_parts(std::vector<std::uint8_t> const& link_open) {
    parts_of_ = link_open;
    std::iota(part_.begin(), part_.end(), std::size_t{0});
    auto const root = [&](std::size_t node) {
        while (part_[node] != node) {
            node = part_[node] = part_[part_[node]];
        }
        return node;
    };
    for (Line const& line : lines_) {
        if (link_open[line.link] != 0) {
            part_[root(static_cast<std::size_t>(line.from))] = root(static_cast<std::size_t>(line.to));
        }
    }
    for (std::size_t node = 0; node < part_.size(); ++node) {
        part_[node] = root(node);
    }
}

void LoadShare::decide(Measured const& /*measured*/, Setpoints& set) {
    OperatingPoint& point = set.point.point;
    if (parts_of_ != point.link_open) {
        find_parts(point.link_open);
    }
    for (Giver const& giver : givers_) {
        std::size_t const part = part_[static_cast<std::size_t>(giver.node)];
        double demand_w = 0.0;
        double peak_w = 0.0;
        for (std::size_t i = 0; i < takers_.size(); ++i) {
            if (part_[static_cast<std::size_t>(takers_[i].node)] == part) {
                demand_w += point.heat_demand_w[i];
                peak_w += takers_[i].peak_w;
            }
        }
        double const share = peak_w > 0.0 ? demand_w / peak_w : 0.0;
        point.plant_heat_w[giver.plant] = std::min(share * giver.heat_w, giver.capacity_w);
    }
}

} // namespace saggar
