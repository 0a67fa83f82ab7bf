// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// Prints how far saggar's results lie from those of EPANET and pandapipes, once with their constants,
// formulas and fluid data selected, once with its own. The figures in docs/validation.md come from here. No
// test: what must hold is in test_epanet.cpp and test_pandapipes.cpp.

#include "epanet_solution.hpp"
#include "pandapipes_case.hpp"
#include "reference.hpp"
#include "saggar/engine/steady/steady_solver.hpp"
#include "saggar/io/epanet_import.hpp"
#include "saggar/io/project_reader.hpp"
#include "source_dir.hpp"
#include "table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <exception>
#include <string>
#include <utility>
#include <vector>

namespace saggar {
namespace {

using testing_support::reference_folder;
using testing_support::Table;

// The largest difference, and where.
struct Largest {
    double value{0.0};
    std::string at;

    void take(double difference, std::string const& name) {
        if (!(std::abs(difference) <= value)) {
            value = std::abs(difference);
            at = name;
        }
    }
};

// The larger files are packed.
std::filesystem::path epanet_file(std::string const& name) {
    auto const plain = reference_folder() / "epanet" / name;
    return std::filesystem::exists(plain) ? plain : std::filesystem::path{plain.string() + ".gz"};
}

void compare_epanet(std::string const& name, bool epanet_constants) {
    std::string const text = testing_support::whole_file(epanet_file(name + ".inp"));
    auto const solution = testing_support::solve_epanet(
        parse_epanet(text, name + ".inp", {.epanet_constants = epanet_constants}));
    Table const nodes{epanet_file(name + "_nodes.csv")};
    Table const links{epanet_file(name + "_links.csv")};
    auto const node = nodes.texts("node");
    auto const head = nodes.numbers("head_m");
    Largest heads;
    auto const [lowest, highest] = std::minmax_element(head.begin(), head.end());
    for (std::size_t i = 0; i < node.size(); ++i) {
        heads.take(solution.head_m(node[i]) - head[i], node[i]);
    }
    auto const link = links.texts("link");
    auto const flow = links.numbers("flow_Lps");
    Largest flows;
    double most = 0.0;
    for (std::size_t i = 0; i < link.size(); ++i) {
        flows.take(solution.flow(link[i]) - flow[i], link[i]);
        most = std::max(most, std::abs(flow[i]));
    }
    fmt::print("| {} | {} | {:.2g} m at {} | {:.3g} m | {:.2g} L/s in {} | {:.3g} L/s |\n", name,
               epanet_constants ? "EPANET's" : "own", heads.value, heads.at, *highest - *lowest, flows.value,
               flows.at, most);
}

void compare_pandapipes(std::string const& name, std::string const& run, bool own) {
    auto const reference = reference_folder() / "pandapipes";
    Project project =
        testing_support::pandapipes_project(reference / "cases" / name, testing_support::pandapipes_run(run));
    if (own) {
        project.fluid = {};
        project.physics = {};
    }
    auto const network = Network::build(std::move(project), {});
    SteadySolver solver{network};
    SteadyState state;
    SteadyReport const report = solver.solve(operating_point(*network), state);
    if (!report.converged()) {
        fmt::print("| {} | {} | not solved: {} |\n", name, run, report.diagnosis);
        return;
    }
    auto const results = reference / "ref" / name / run;
    Table const pipes{results / "pipes.csv"};
    auto const flow = pipes.numbers("mass_flow_kg_s");
    auto const friction = pipes.numbers("dp_friction_bar");
    Largest flows;
    Largest drops;
    double losses_pa = 0.0;
    double reference_losses_pa = 0.0;
    double most = 0.0;
    for (std::size_t i = 0; i < pipes.rows(); ++i) {
        std::string const& id = network->links.id[i];
        double const expected_pa = std::abs(friction[i]) * 1e5;
        flows.take(state.mass_flow_kg_s[i] - flow[i], id);
        drops.take(state.pipe_friction_pa[i] - expected_pa, id);
        losses_pa += state.pipe_friction_pa[i];
        reference_losses_pa += expected_pa;
        most = std::max(most, std::abs(flow[i]));
    }
    Table const nodes{results / "nodes.csv"};
    auto const temperature = nodes.numbers("temperature_c");
    Largest temperatures;
    for (std::size_t i = 0; i < nodes.rows(); ++i) {
        temperatures.take(state.temperature_c[i] - temperature[i], network->nodes.id[i]);
    }
    fmt::print(
        "| {} | {} | {} | {:.2g} kg/s in {} | {:.3g} kg/s | {:.2g} Pa in {} | {:+.2g} % | {:.2g} K at {} | "
        "{:.1g} |\n",
        name, run.substr(run.find('_') + 1), own ? "own" : "pandapipes'", flows.value, flows.at, most,
        drops.value, drops.at, 100.0 * (losses_pa / reference_losses_pa - 1.0), temperatures.value,
        temperatures.at, report.balance.energy_relative);
}

// What two effects that neither program has are worth, on a network of the examples.
void compare_physics() {
    Project const project = read_project(saggar::testing_support::source_dir() / "examples" /
                                         "stoke-on-trent" / "phase-1" / "project.yaml");
    fmt::print("\n## examples/stoke-on-trent/phase-1, point {}\n\n"
               "| friction heat | pair interaction | heat loss | return at the plant | pumps |\n"
               "| --- | --- | --- | --- | --- |\n",
               project.operating_points.at(0).id);
    for (auto const& [dissipation, interaction] :
         {std::pair{true, true}, std::pair{false, true}, std::pair{true, false}}) {
        Project changed = project;
        changed.physics.dissipation_heat = dissipation;
        changed.physics.pair_interaction = interaction;
        auto const network = Network::build(changed, read_catalogues(changed));
        SteadySolver solver{network};
        SteadyState state;
        auto const report = solver.solve(operating_point(*network, changed.operating_points.at(0).id), state);
        fmt::print("| {} | {} | {:.3f} kW | {:.3f} degC | {:.3f} kW |{}\n", dissipation ? "yes" : "no",
                   interaction ? "yes" : "no", state.heat_loss_total_w / 1e3,
                   state.plant_return_temperature_c.at(0), state.pump_work_total_w / 1e3,
                   report.converged() ? "" : " not solved");
    }
}

int compare_all() {
    compare_physics();
    if (!std::filesystem::exists(reference_folder() / "epanet")) {
        fmt::print("skipped: no reference data at {} (set SAGGAR_REFERENCE)\n", reference_folder().string());
        return 0;
    }
    fmt::print(
        "## EPANET 2.3.5, converged to 1e-8\n\n"
        "| network | constants | largest difference of heads | heads span | of flows | largest flow |\n"
        "| --- | --- | --- | --- | --- | --- |\n");
    for (auto const* const name : {"mesh_1k_r1", "tree_1k_r1", "serv_1k_r1", "mesh_10k_r1"}) {
        compare_epanet(name, true);
        compare_epanet(name, false);
    }
    fmt::print(
        "\n## pandapipes\n\n"
        "| network | run | equations | largest difference of flows | largest flow | of a pipe's friction | "
        "friction of all pipes | of temperatures | energy balance, relative |\n"
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- |\n");
    for (auto const* const name : {"n16_tree", "n16_mesh", "n100_tree", "n100_tree_hilly"}) {
        for (auto const* const run : {"bidir_treturn_colebrook", "bidir_treturn_nikuradse",
                                      "bidir_deltat_colebrook", "bidir_mdot_swamee-jain"}) {
            compare_pandapipes(name, run, false);
            compare_pandapipes(name, run, true);
        }
    }
    compare_pandapipes("n1000_tree", "bidir_treturn_colebrook", false);
    compare_pandapipes("n1000_tree", "bidir_treturn_colebrook", true);
    return 0;
}

} // namespace
} // namespace saggar

int main() {
    try {
        return saggar::compare_all();
    } catch (std::exception const& problem) {
        std::fprintf(stderr, "%s\n", problem.what());
        return 1;
    }
}
