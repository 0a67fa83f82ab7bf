// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "size_rows.hpp"

#include "money.hpp"

#include "saggar/engine/physics/fluid.hpp"
#include "saggar/engine/physics/friction.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace saggar::detail {

namespace {

// Of their capacity, that pipes of a chosen size carry on average at the design point: assumption.
constexpr double used_share = 2.0 / 3.0;

// The flow whose gradient in either line is the limit, by bisection on the law that the solver uses.
double flow_at_gradient(FrictionLaw law, PipeSection const& metre, double gradient_pa_m, double density_kg_m3,
                        double viscosity_pa_s, double largest_kg_s) {
    double low = 0.0;
    double high = largest_kg_s;
    for (int i = 0; i < 60; ++i) {
        double const middle = 0.5 * (low + high);
        bool const above =
            pipe_pressure_loss(law, metre, density_kg_m3, viscosity_pa_s, middle).loss_pa > gradient_pa_m;
        (above ? high : low) = middle;
    }
    return low;
}

std::string node_id(std::size_t i) {
    return "n" + std::to_string(i);
}

// A network in which every entry lies once, to ask the engine what it makes of it.
Project probe(Project const& project, std::vector<CatalogueEntry const*> const& entries, double supply_c,
              double return_c) {
    Project made;
    made.fluid = project.fluid;
    made.physics = project.physics;
    made.ground = project.ground;
    made.limits = project.limits;
    made.limits.minimum_supply_temperature_c = std::min(made.limits.minimum_supply_temperature_c, supply_c);
    for (std::size_t i = 0; i <= entries.size(); ++i) {
        Node node;
        node.id = node_id(i);
        made.nodes.push_back(node);
    }
    for (std::size_t i = 0; i < entries.size(); ++i) {
        Pipe pipe;
        pipe.id = "p" + std::to_string(i);
        pipe.from = node_id(i);
        pipe.to = node_id(i + 1);
        pipe.length_m = 1.0;
        pipe.catalogue = entries[i]->id;
        made.pipe_pairs.push_back(pipe);
    }
    Plant plant;
    plant.id = "plant";
    plant.node = node_id(0);
    plant.supply_temperature_c = supply_c;
    plant.held_pressure_bar = 5.0; // any
    made.plants.push_back(plant);
    Substation load;
    load.id = "load";
    load.node = node_id(entries.size());
    load.peak_kw = 1.0;
    load.return_temperature_c = return_c;
    made.substations.push_back(load);
    return made;
}

} // namespace

double capacity_w(Project const& project, Fluid const& fluid, double inner_diameter_m, double roughness,
                  double gradient_pa_m, double supply_c, double return_c) {
    FrictionLaw const law = friction_law(project.physics.friction);
    double const area = 0.25 * std::numbers::pi * inner_diameter_m * inner_diameter_m;
    PipeSection const metre{
        .length_m = 1.0, .inner_diameter_m = inner_diameter_m, .roughness = roughness, .zeta_sum = 0.0};
    double least = std::numeric_limits<double>::infinity();
    for (double const at_c : {supply_c, return_c}) { // hot water is faster, cold water more viscous
        double const density = fluid.density_kg_m3(at_c);
        double const largest = density * area * project.limits.maximum_velocity_m_s;
        least = std::min(least, flow_at_gradient(law, metre, gradient_pa_m, density,
                                                 fluid.dynamic_viscosity_pa_s(at_c), largest));
    }
    return least * (fluid.heat_content_j_kg(supply_c) - fluid.heat_content_j_kg(return_c));
}

std::vector<SizeRow> size_rows(Project const& project, Catalogue const& catalogue, double supply_c,
                               double return_c, std::vector<std::string>& unpriced) {
    std::vector<CatalogueEntry const*> entries;
    for (CatalogueEntry const* const entry : catalogue.family(family_of(project))) {
        if (entry->cost_hard_per_m && entry->cost_soft_per_m) {
            entries.push_back(entry);
        } else {
            unpriced.push_back(entry->id);
        }
    }
    if (entries.empty()) {
        return {};
    }
    auto const network = Network::build(probe(project, entries, supply_c, return_c), catalogue);
    SteadySolver const solver{network};
    double const ground_c = operating_point(*network).ground_temperature_c;
    std::vector<SizeRow> rows;
    for (std::size_t i = 0; i < entries.size(); ++i) {
        std::size_t const line = 2 * i;
        double const own = solver.pipe_conductance_w_mk()[line];
        double const mutual = solver.pipe_mutual_conductance_w_mk()[line];
        SizeRow row{.entry = entries[i]->id,
                    .nominal_diameter = entries[i]->nominal_diameter,
                    .capacity_w = capacity_w(project, solver.fluid(), network->pipes.inner_diameter_m[line],
                                             network->pipes.roughness_m[line],
                                             network->pipes.maximum_gradient_pa_m[line], supply_c, return_c),
                    .loss_w_m = (own - mutual) * (supply_c + return_c - 2.0 * ground_c),
                    .cost_hard_per_m = *entries[i]->cost_hard_per_m,
                    .cost_soft_per_m = *entries[i]->cost_soft_per_m,
                    .pump_w_m = 0.0};
        double const drop_j_kg =
            solver.fluid().heat_content_j_kg(supply_c) - solver.fluid().heat_content_j_kg(return_c);
        row.pump_w_m = used_share * used_share * used_share * 2.0 *
                       network->pipes.maximum_gradient_pa_m[line] * row.capacity_w / drop_j_kg /
                       solver.fluid().density_kg_m3(0.5 * (supply_c + return_c));
        if (rows.empty() || row.capacity_w > rows.back().capacity_w) {
            rows.push_back(std::move(row));
        }
    }
    return rows;
}

} // namespace saggar::detail
