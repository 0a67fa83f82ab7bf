// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "epanet_solution.hpp"

#include <stdexcept>
#include <string>
#include <utility>

namespace saggar::testing_support {

double EpanetSolution::head_m(std::string_view node) const {
    auto const position = static_cast<std::size_t>(network->find_node(import.node_ids.find(node)->second));
    return state.pressure_pa[position] / (import.units.density_kg_m3 * import.units.gravity_m_s2) +
           network->nodes.elevation_m[position];
}

double EpanetSolution::flow(std::string_view link) const {
    auto const position = static_cast<std::size_t>(network->find_link(import.link_ids.find(link)->second));
    return state.mass_flow_kg_s[position] / (import.units.density_kg_m3 * import.units.flow_m3_s);
}

EpanetSolution solve_epanet(EpanetImport import) {
    EpanetSolution result;
    result.import = std::move(import);
    result.network = Network::build(result.import.project, {});
    SteadyOptions options;
    options.heat = false;
    SteadySolver solver{result.network, options};
    result.report = solver.solve(operating_point(*result.network), result.state);
    if (!result.report.converged()) {
        throw std::runtime_error{"no solution of " + result.import.project.name + ": " +
                                 result.report.diagnosis};
    }
    return result;
}

EpanetSolution solve_epanet(std::filesystem::path const& path) {
    return solve_epanet(read_epanet(path, {.epanet_constants = true}));
}

} // namespace saggar::testing_support
