// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "pandapipes_case.hpp"

#include "table.hpp"

#include <stdexcept>

namespace saggar::testing_support {

namespace {
std::string numbered(char letter, int number) {
    return letter + std::to_string(number);
}
} // namespace

PandapipesRun pandapipes_run(std::string const& name) {
    auto const has = [&](std::string const& word) { return name.find(word) != std::string::npos; };
    PandapipesRun run;
    if (has("_deltat_")) {
        run.control = PandapipesControl::deltat;
    } else if (has("_mdot_")) {
        run.control = PandapipesControl::mdot;
    } else if (!has("_treturn_")) {
        throw std::runtime_error{"no control in the name of the run " + name};
    }
    if (has("nikuradse")) {
        run.friction = FrictionModel::pandapipes_nikuradse;
    } else if (has("swamee-jain")) {
        run.friction = FrictionModel::pandapipes_swamee_jain;
    } else if (!has("colebrook")) {
        throw std::runtime_error{"no friction formula in the name of the run " + name};
    }
    return run;
}

Project pandapipes_project(std::filesystem::path const& folder, PandapipesRun const& run, double load) {
    Project project;
    project.name = folder.filename().string();
    project.fluid.model = FluidModel::pandapipes_water;
    project.physics.friction = run.friction;
    project.physics.imitate = Imitation::pandapipes;
    project.physics.dissipation_heat = false;
    project.physics.pair_interaction = false;
    project.physics.gravity_m_s2 = 9.81;

    Table const nodes{folder / "nodes.csv"};
    auto const node_ids = nodes.integers("id");
    auto const x = nodes.numbers("x_m");
    auto const y = nodes.numbers("y_m");
    auto const height = nodes.numbers("height_m");
    for (std::size_t i = 0; i < nodes.rows(); ++i) {
        Node node;
        node.id = numbered('n', node_ids[i]);
        node.x_m = x[i];
        node.y_m = y[i];
        node.elevation_m = height[i];
        project.nodes.push_back(std::move(node));
    }

    Table const pipes{folder / "pipes.csv"};
    auto const pipe_ids = pipes.integers("id");
    auto const from = pipes.integers("from");
    auto const to = pipes.integers("to");
    auto const length = pipes.numbers("length_m");
    auto const inner = pipes.numbers("inner_diameter_m");
    auto const roughness = pipes.numbers("roughness_m");
    auto const loss = pipes.numbers("u_w_per_mk");
    project.ground.temperature_c = pipes.numbers("ground_temp_c").at(0);
    for (std::size_t i = 0; i < pipes.rows(); ++i) {
        Pipe pipe;
        pipe.id = numbered('p', pipe_ids[i]);
        pipe.from = numbered('n', from[i]);
        pipe.to = numbered('n', to[i]);
        pipe.length_m = length[i];
        pipe.inner_diameter_mm = inner[i] * 1e3;
        pipe.roughness_mm = roughness[i] * 1e3;
        pipe.heat_loss_w_mk = loss[i];
        project.pipes.push_back(std::move(pipe));
    }

    Table const consumers{folder / "consumers.csv"};
    auto const consumer_ids = consumers.integers("id");
    auto const supply = consumers.integers("supply_node");
    auto const back = consumers.integers("return_node");
    auto const demand = consumers.numbers("heat_demand_w");
    auto const return_temperature = consumers.numbers("return_temp_c");
    auto const drop = consumers.numbers("delta_t_k");
    auto const flow = consumers.numbers("nominal_mdot_kg_s");
    for (std::size_t i = 0; i < consumers.rows(); ++i) {
        Substation substation;
        substation.id = numbered('c', consumer_ids[i]);
        substation.supply_node = numbered('n', supply[i]);
        substation.return_node = numbered('n', back[i]);
        substation.heat_demand_kw = demand[i] * load / 1e3;
        substation.peak_kw = demand[i] / 1e3;
        substation.minimum_differential_pressure_bar = 0.05; // pandapipes knows no limit
        switch (run.control) {
        case PandapipesControl::treturn:
            substation.control = SubstationControl::return_temperature;
            substation.return_temperature_c = return_temperature[i];
            break;
        case PandapipesControl::deltat:
            substation.control = SubstationControl::temperature_drop;
            substation.temperature_drop_k = drop[i];
            break;
        case PandapipesControl::mdot:
            substation.control = SubstationControl::mass_flow;
            substation.mass_flow_kg_s = flow[i];
            break;
        }
        project.substations.push_back(std::move(substation));
    }

    Table const source{folder / "source.csv"};
    Plant plant;
    plant.id = "plant";
    plant.supply_node = numbered('n', source.integers("supply_node").at(0));
    plant.return_node = numbered('n', source.integers("return_node").at(0));
    plant.supply_temperature_c = source.numbers("supply_temp_c").at(0);
    plant.pressure_point = PressurePoint::supply_side;
    plant.held_pressure_bar = source.numbers("supply_pressure_bar_gauge").at(0);
    plant.differential_pressure_bar = source.numbers("pump_lift_bar").at(0);
    project.plants.push_back(std::move(plant));
    return project;
}

} // namespace saggar::testing_support
