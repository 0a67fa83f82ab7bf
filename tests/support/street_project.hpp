// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// The smallest network in which something travels: a plant "boiler" at "works", pairs "p1" to "middle" and
// "p2" to "end", a home "home_middle" and "home_end" there, of 200 kW and 400 MWh a year each.

#include "saggar/network/project.hpp"

#include <string>
#include <utility>
#include <vector>

namespace saggar::testing_support {

inline Project street_project(double pair_length_m = 250.0) {
    Project project;
    project.name = "street";
    for (char const* const id : {"works", "middle", "end"}) {
        Node node;
        node.id = id;
        project.nodes.push_back(node);
    }
    auto const pair = [&](char const* id, char const* from, char const* to) {
        Pipe pipe;
        pipe.id = id;
        pipe.from = from;
        pipe.to = to;
        pipe.length_m = pair_length_m;
        pipe.inner_diameter_mm = 80.0;
        pipe.heat_loss_w_mk = 0.2;
        project.pipe_pairs.push_back(pipe);
    };
    pair("p1", "works", "middle");
    pair("p2", "middle", "end");
    Plant plant;
    plant.id = "boiler";
    plant.node = "works";
    plant.held_pressure_bar = 3.0;
    project.plants.push_back(plant);
    for (char const* const node : {"middle", "end"}) {
        Substation home;
        home.id = std::string{"home_"} + node;
        home.node = node;
        home.peak_kw = 200.0;
        home.annual_use_mwh = 400.0;
        home.return_temperature_c = 45.0;
        project.substations.push_back(home);
    }
    return project;
}

// Makes "p2" begin at "beyond", to which the pump "lift" lifts the supply of "middle": by `head_m` at no
// flow, 8 and 16 m3/h. The return comes back through "back".
inline void lift_behind_middle(Project& project, std::vector<double> head_m) {
    Node beyond;
    beyond.id = "beyond";
    project.nodes.push_back(beyond);
    project.pipe_pairs[1].from = "beyond";
    Pipe back;
    back.id = "back";
    back.from = "beyond:return";
    back.to = "middle:return";
    back.length_m = 10.0;
    back.inner_diameter_mm = project.pipe_pairs[1].inner_diameter_mm;
    back.heat_loss_w_mk = 0.2;
    project.pipes = {back};
    Pump pump;
    pump.id = "lift";
    pump.from = "middle:supply";
    pump.to = "beyond:supply";
    pump.flow_m3_h = {0.0, 8.0, 16.0};
    pump.head_m = std::move(head_m);
    project.pumps = {pump};
}

// Nothing depends on temperature.
inline FluidSettings unchanging_water() {
    FluidSettings fluid;
    fluid.model = FluidModel::constant;
    fluid.density_kg_m3 = 980.0;
    fluid.dynamic_viscosity_pa_s = 4e-4;
    fluid.heat_capacity_j_kgk = 4184.0;
    fluid.conductivity_w_mk = 0.65;
    return fluid;
}

} // namespace saggar::testing_support
