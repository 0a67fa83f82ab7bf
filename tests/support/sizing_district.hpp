// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Small random trees of pairs and a family of pipes with prices, to size.

#include "saggar/network/catalogue.hpp"
#include "saggar/network/project.hpp"

#include <cmath>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace saggar::testing_support {

// Sizes as EN 253 has them, with insulation that grows and prices that grow with the bore.
inline Catalogue priced_family(std::vector<double> const& bores_mm) {
    std::vector<CatalogueEntry> entries;
    for (double const bore : bores_mm) {
        CatalogueEntry entry;
        entry.family = "test";
        entry.id = "test/" + std::to_string(static_cast<int>(bore));
        entry.nominal_diameter = bore;
        entry.inner_diameter_mm = bore;
        entry.outer_diameter_mm = bore + 5.0;
        entry.insulation_diameter_mm = 1.3 * bore + 70.0;
        entry.casing_diameter_mm = entry.insulation_diameter_mm + 6.0;
        entry.cost_hard_per_m = 500.0 + 4.0 * bore + 0.01 * bore * bore;
        entry.cost_soft_per_m = 200.0 + 3.0 * bore + 0.01 * bore * bore;
        entries.push_back(entry);
    }
    return Catalogue{entries};
}

// `pairs` pairs that grow from the plant at random; a consumer at every end and at some places between.
inline Project random_tree(int pairs, std::uint64_t seed) {
    std::mt19937_64 random{seed};
    auto const between = [&](double low, double high) {
        return low + (high - low) * static_cast<double>(random() >> 11U) * 0x1.0p-53;
    };
    Project project;
    project.name = "random tree " + std::to_string(seed);
    project.limits.maximum_gradient_trunk_pa_m = 600.0;
    project.limits.maximum_gradient_branch_pa_m = 600.0;
    project.limits.minimum_supply_temperature_c = 50.0;
    std::vector<int> children(static_cast<std::size_t>(pairs) + 1, 0);
    for (int i = 0; i <= pairs; ++i) {
        Node node;
        node.id = "n" + std::to_string(i);
        node.elevation_m = between(-5.0, 5.0);
        project.nodes.push_back(node);
        if (i == 0) {
            continue;
        }
        int const parent = i == 1 ? 0 : 1 + static_cast<int>(random() % static_cast<std::uint64_t>(i - 1));
        ++children[static_cast<std::size_t>(parent)];
        Pipe pipe;
        pipe.id = "p" + std::to_string(i);
        pipe.from = "n" + std::to_string(parent);
        pipe.to = node.id;
        pipe.length_m = between(50.0, 400.0);
        pipe.zeta = between(0.0, 4.0);
        pipe.surface = random() % 2 == 0 ? Surface::hard : Surface::soft;
        pipe.inner_diameter_mm = 100.0;
        pipe.heat_loss_w_mk = 0.3;
        project.pipe_pairs.push_back(pipe);
    }
    for (int i = 1; i <= pairs; ++i) {
        if (children[static_cast<std::size_t>(i)] == 0 || between(0.0, 1.0) < 0.3) {
            Substation load;
            load.id = "c" + std::to_string(i);
            load.node = "n" + std::to_string(i);
            load.peak_kw = between(40.0, 400.0);
            load.return_temperature_c = between(40.0, 55.0);
            load.minimum_differential_pressure_bar = between(0.3, 0.9);
            project.substations.push_back(load);
        }
    }
    Plant plant;
    plant.id = "plant";
    plant.node = "n0";
    plant.supply_temperature_c = 85.0;
    plant.held_pressure_bar = 3.0;
    plant.capacity_kw = 1e5;
    project.plants = {plant};
    return project;
}

} // namespace saggar::testing_support
