// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// Uses the installed package as a stranger would: reads a project, solves it, and checks what its README
// finds by hand. Then judges a load, so that every room is linked.
//
//   consumer PROJECT     examples/five-consumers
#include "saggar/engine/steady/steady_solver.hpp"
#include "saggar/io/project_reader.hpp"
#include "saggar/planning/connection.hpp"

#include <cmath>
#include <iostream>

namespace {

bool is(char const* what, double found, double expected, double tolerance) {
    bool const agrees = std::abs(found - expected) <= tolerance;
    std::cout << what << ": " << found << (agrees ? "" : ", but it should be ")
              << (agrees ? "" : std::to_string(expected)) << '\n';
    return agrees;
}

} // namespace

int main(int argc, char** argv) {
    if (argc != 2) {
        std::cerr << "consumer PROJECT\n";
        return 2;
    }
    try {
        auto const network = saggar::load_network(argv[1]);
        saggar::SteadySolver solver{network};
        saggar::SteadyState state;
        auto const report = solver.solve(saggar::operating_point(*network), state);
        if (!report.converged()) {
            std::cerr << report.diagnosis << '\n';
            return 1;
        }
        auto const boiler = static_cast<std::size_t>(network->plants.link[0]);
        bool const agrees = is("boiler, kg/s", state.mass_flow_kg_s[boiler], 6.0, 1e-9) &&
                            is("boiler, bar", state.plant_differential_pressure_pa[0] * 1e-5, 3.1610, 5e-5) &&
                            is("heat served, kW", state.heat_served_total_w * 1e-3, 756.0, 1e-6);

        saggar::Project project = network->project();
        project.connection.catalogue = "EN253/2";
        saggar::Candidate shop;
        shop.id = "shop";
        shop.x_m = 400.0;
        shop.y_m = -20.0;
        shop.elevation_m = 0.0;
        shop.peak_kw = 10.0;
        shop.annual_use_mwh = 20.0;
        shop.return_temperature_c = 50.0;
        project.candidates = {shop};
        auto const study =
            saggar::study_connections(saggar::Network::build(project, saggar::built_in_catalogue()), {});
        std::cout << "shop: " << saggar::to_string(study.candidates.at(0).verdict) << '\n';
        return agrees && study.candidates[0].branch &&
                       std::abs(study.candidates[0].branch->length_m - 20.0) < 1e-9
                   ? 0
                   : 1;
    } catch (saggar::Error const& error) {
        std::cerr << error.what() << '\n';
        return 2;
    }
}
