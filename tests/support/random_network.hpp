// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Seeded heat networks of every shape that a user may draw: trees and meshes, one or several plants, closed
// pipes, valves and pumps, hills, zero and tiny demands, pipes drawn against the flow, 1 to 3,000 consumers.

#include "saggar/network/project.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <random>
#include <string>
#include <vector>

namespace saggar::testing_support {

class RandomProject {
public:
    explicit RandomProject(std::uint64_t seed) : random_{seed} {}

    // Consumers: at most `largest`, small networks more often than large ones.
    Project make(int largest = 3000) {
        Project project;
        int const consumers =
            1 + static_cast<int>(std::pow(static_cast<double>(largest), uniform(0.0, 1.0))) - 1;
        int const junctions = std::max(1, static_cast<int>(consumers * uniform(0.3, 1.5)));
        bool const hilly = chance(0.4);
        bool const meshed = chance(0.5);
        bool const interacting = chance(0.5);
        project.name = "random";
        project.physics.pair_interaction = interacting;
        project.physics.dissipation_heat = chance(0.8);
        project.ground.temperature_c = uniform(2.0, 15.0);
        place_nodes(project, junctions, hilly);
        // A random tree in which every node hangs at one of the few before it or anywhere: combs, stars,
        // caterpillars.
        double const depth = uniform(0.0, 1.0);
        std::vector<double> load(project.nodes.size(), 0.0);
        std::vector<int> parent(project.nodes.size(), -1);
        for (int i = 1; i <= junctions; ++i) {
            parent[index(i)] = chance(depth) ? i - 1 : whole(0, i - 1);
        }
        add_consumers(project, consumers, junctions, load);
        std::vector<double> fed(project.nodes.size(), 0.0);
        add_plants(project, junctions, fed);
        for (int i = junctions; i >= 1; --i) {
            load[index(parent[index(i)])] += load[index(i)];
            fed[index(parent[index(i)])] += fed[index(i)];
        }
        // Lines carry what is drawn below them, or what plants there send up.
        for (int i = 1; i <= junctions; ++i) {
            add_pair(project, parent[index(i)], i, std::max(load[index(i)], fed[index(i)]));
        }
        if (meshed && junctions > 3) {
            int const loops = std::max(1, junctions / whole(5, 30));
            for (int k = 0; k < loops; ++k) {
                int const a = whole(0, junctions);
                int const b = whole(0, junctions);
                if (a != b) {
                    add_pair(project, a, b, uniform(0.1, 1.0) * std::max(load[index(a)], load[index(b)]));
                }
            }
        }
        close_some(project);
        return project;
    }

private:
    double uniform(double low, double high) {
        return std::uniform_real_distribution<double>{low, high}(random_);
    }
    int whole(int low, int high) { return std::uniform_int_distribution<int>{low, high}(random_); }
    bool chance(double p) { return uniform(0.0, 1.0) < p; }
    static std::size_t index(int i) { return static_cast<std::size_t>(i); }

    void place_nodes(Project& project, int junctions, bool hilly) {
        for (int i = 0; i <= junctions; ++i) {
            Node node;
            node.id = "n" + std::to_string(i);
            node.x_m = uniform(0.0, 3000.0);
            node.y_m = uniform(0.0, 3000.0);
            node.elevation_m = hilly ? 40.0 * std::sin(*node.x_m / 700.0) : 0.0;
            project.nodes.push_back(node);
        }
    }

    void add_consumers(Project& project, int consumers, int junctions, std::vector<double>& load) {
        for (int i = 0; i < consumers; ++i) {
            Substation s;
            int const node = whole(0, junctions);
            s.id = "c" + std::to_string(i);
            s.node = "n" + std::to_string(node);
            s.peak_kw = chance(0.1) ? uniform(100.0, 2000.0) : uniform(5.0, 60.0);
            s.minimum_differential_pressure_bar = uniform(0.2, 0.8);
            load[index(node)] += *s.peak_kw;
            if (chance(0.05)) {
                s.heat_demand_kw = 0.0;
            } else if (chance(0.5)) {
                s.heat_demand_kw = *s.peak_kw * (chance(0.2) ? uniform(0.005, 0.05) : uniform(0.05, 1.0));
            }
            switch (whole(0, 5)) {
            case 0:
                s.control = SubstationControl::temperature_drop;
                s.temperature_drop_k = uniform(15.0, 35.0);
                break;
            case 1:
                s.control = SubstationControl::heat_exchanger;
                s.ua_w_k = *s.peak_kw * 1e3 / uniform(4.0, 12.0);
                s.secondary_supply_temperature_c = 60.0;
                s.secondary_return_temperature_c = uniform(25.0, 45.0);
                break;
            default: s.return_temperature_c = uniform(30.0, 50.0); break;
            }
            project.substations.push_back(s);
        }
    }

    void add_pair(Project& project, int a, int b, double downstream_kw) {
        Pipe pipe;
        pipe.id = "p" + std::to_string(project.pipe_pairs.size());
        if (chance(0.3)) {
            std::swap(a, b);
        }
        pipe.from = "n" + std::to_string(a);
        pipe.to = "n" + std::to_string(b);
        pipe.length_m = chance(0.05) ? uniform(0.5, 5.0) : uniform(10.0, 300.0);
        // About 1 m/s at 30 K, a size up or down.
        double const area = std::max(downstream_kw, 5.0) * 1e3 / (4180.0 * 30.0 * 980.0);
        double const bore =
            std::clamp(std::sqrt(4.0 * area / std::numbers::pi) * uniform(0.8, 1.6), 0.02, 1.2) * 1e3;
        pipe.inner_diameter_mm = bore;
        pipe.outer_diameter_mm = bore + 8.0;
        pipe.insulation_diameter_mm = 1.6 * bore + 50.0;
        pipe.casing_diameter_mm = *pipe.insulation_diameter_mm + 6.0;
        pipe.insulation_conductivity_w_mk = 0.027;
        pipe.roughness_mm = uniform(0.0, 0.3);
        pipe.zeta = chance(0.3) ? uniform(0.0, 20.0) : 0.0;
        project.pipe_pairs.push_back(pipe);
    }

    // More than the present demand cannot be fed in: its plants' heat would have nowhere to go.
    void add_plants(Project& project, int junctions, std::vector<double>& fed) {
        double demand_kw = 0.0;
        for (Substation const& s : project.substations) {
            demand_kw += s.heat_demand_kw.value_or(*s.peak_kw);
        }
        Plant main;
        main.id = "main";
        main.node = "n0";
        main.supply_temperature_c = uniform(70.0, 110.0);
        main.held_pressure_bar = 12.0;
        if (chance(0.4)) {
            main.differential_pressure_bar = uniform(0.3, 6.0); // often too little: consumers are short
        } else { // every pump has a limit; often it is far away
            main.maximum_differential_pressure_bar = chance(0.4) ? uniform(1.0, 8.0) : 40.0;
        }
        project.plants.push_back(main);
        int const more = chance(0.4) ? whole(1, 3) : 0;
        for (int k = 0; k < more; ++k) {
            Plant plant;
            plant.id = "plant" + std::to_string(k);
            int const node = whole(0, junctions);
            plant.node = "n" + std::to_string(node);
            plant.supply_temperature_c = uniform(65.0, 110.0);
            if (chance(0.7)) {
                plant.control = PlantControl::heat;
                plant.heat_kw = uniform(0.0, 0.3) * demand_kw;
                fed[index(node)] += *plant.heat_kw;
            } else {
                plant.control = PlantControl::flow;
                plant.flow_kg_s = uniform(0.0, 0.3) * demand_kw / 150.0;
                fed[index(node)] += *plant.flow_kg_s * 150.0;
            }
            project.plants.push_back(plant);
        }
    }

    void close_some(Project& project) {
        // A plant that pumps a given flow keeps its ways open.
        if (chance(0.5) && project.plants.size() == 1) {
            for (Pipe& pair : project.pipe_pairs) {
                pair.open = !chance(0.02);
            }
        }
    }

    std::mt19937_64 random_;
};

} // namespace saggar::testing_support
