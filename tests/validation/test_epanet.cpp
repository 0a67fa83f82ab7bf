// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// EPANET's own converged results (2.3.5, to 1e-8) of synthetic networks, as imported with its constants.

#include "epanet_solution.hpp"
#include "reference.hpp"
#include "saggar/engine/physics/friction.hpp"
#include "saggar/io/epanet_import.hpp"
#include "saggar/network/network.hpp"
#include "table.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <ostream>
#include <string>

namespace saggar {
namespace {

using testing_support::reference_folder;
using testing_support::Table;

struct Results {
    explicit Results(std::string const& name, std::string const& packed)
        : nodes{reference_folder() / "epanet" / (name + "_nodes.csv" + packed)},
          links{reference_folder() / "epanet" / (name + "_links.csv" + packed)} {}
    Table nodes;
    Table links;
};

struct Case {
    std::string name;
    std::string packed; // ".gz" or nothing
};
void PrintTo(Case const& given, std::ostream* out) {
    *out << given.name;
}

EpanetImport imported(Case const& given, bool every_step = false) {
    return parse_epanet(
        testing_support::whole_file(reference_folder() / "epanet" / (given.name + ".inp" + given.packed)),
        given.name + ".inp", {.epanet_constants = true, .every_pattern_step = every_step});
}

class EpanetNetworks : public ::testing::TestWithParam<Case> {};

// Before anything is solved: the imported pipes lose at EPANET's flows what EPANET says, and the withdrawals
// are its demands.
TEST_P(EpanetNetworks, ImportedPipesAndDemandsAreThoseThatEpanetSolved) {
    auto const& given = GetParam();
    SAGGAR_NEEDS_REFERENCE("epanet/" + given.name + ".inp" + given.packed);
    auto const result = imported(given);
    auto const& project = result.project;
    auto const& units = result.units;
    Results const results{given.name, given.packed};

    ASSERT_EQ(project.pipes.size(), results.links.rows());
    auto const flow = results.links.numbers("flow_Lps");
    auto const loss = results.links.numbers("headloss_m");
    for (std::size_t i = 0; i < project.pipes.size(); ++i) {
        auto const& pipe = project.pipes[i];
        double const kg_s = flow[i] * units.flow_m3_s * units.density_kg_m3;
        auto const computed = pipe_pressure_loss(
            FrictionLaw::epanet,
            {*pipe.length_m, *pipe.inner_diameter_mm / 1e3, *pipe.roughness_mm / 1e3, pipe.zeta},
            *project.fluid.density_kg_m3, *project.fluid.dynamic_viscosity_pa_s, kg_s);
        double const head_m = computed.loss_pa / (units.density_kg_m3 * units.gravity_m_s2);
        ASSERT_NEAR(head_m, loss[i], 2e-8 + 1e-9 * std::abs(loss[i])) << "m, pipe " << pipe.id;
    }

    auto const type = results.nodes.texts("type");
    auto const demand = results.nodes.numbers("demand_Lps");
    std::size_t withdrawal = 0;
    for (std::size_t i = 0; i < type.size(); ++i) {
        if (type[i] == "J" && demand[i] != 0.0) {
            ASSERT_LT(withdrawal, project.withdrawals.size());
            double const l_s =
                project.withdrawals[withdrawal].mass_flow_kg_s / (units.flow_m3_s * units.density_kg_m3);
            ASSERT_NEAR(l_s, demand[i], 1e-12) << project.withdrawals[withdrawal].id;
            ++withdrawal;
        }
    }
    EXPECT_EQ(withdrawal, project.withdrawals.size());
}

TEST_P(EpanetNetworks, ImportBuildsWithoutAProblem) {
    auto const& given = GetParam();
    SAGGAR_NEEDS_REFERENCE("epanet/" + given.name + ".inp" + given.packed);
    auto const result = imported(given);
    auto const network = Network::build(result.project, {});
    EXPECT_EQ(network->pipes.size(), result.project.pipes.size());
    EXPECT_EQ(network->boundaries.size(),
              result.project.reservoirs.size() + result.project.withdrawals.size());
}

constexpr double head_tolerance_m = 1e-6;
constexpr double flow_tolerance_l_s = 1e-6;

TEST_P(EpanetNetworks, HeadsAndFlowsAgree) {
    auto const& given = GetParam();
    SAGGAR_NEEDS_REFERENCE("epanet/" + given.name + ".inp" + given.packed);
    auto const solution = testing_support::solve_epanet(imported(given));
    Results const results{given.name, given.packed};
    auto const node = results.nodes.texts("node");
    auto const head = results.nodes.numbers("head_m");
    for (std::size_t i = 0; i < node.size(); ++i) {
        ASSERT_NEAR(solution.head_m(node[i]), head[i], head_tolerance_m) << "m, node " << node[i];
    }
    auto const link = results.links.texts("link");
    auto const flow = results.links.numbers("flow_Lps");
    for (std::size_t i = 0; i < link.size(); ++i) {
        ASSERT_NEAR(solution.flow(link[i]), flow[i], flow_tolerance_l_s) << "L/s, link " << link[i];
    }
}

// A day of hourly steps as one batch, against EPANET's extended-period run.
TEST(EpanetHours, EveryStepAgrees) {
    SAGGAR_NEEDS_REFERENCE("epanet/mesh_1k_r1_eps.csv");
    testing_support::EpanetSolution solution;
    solution.import = imported({"mesh_1k_r1", ""}, true);
    solution.network = Network::build(solution.import.project, {});
    auto const& steps = solution.import.project.operating_points;
    ASSERT_EQ(steps.size(), 169U); // a week
    EXPECT_EQ(steps[24].id, "h024-00");
    std::vector<OperatingPoint> points;
    for (std::size_t i = 0; i < 25; ++i) {
        points.push_back(operating_point(*solution.network, steps[i].id));
    }
    std::vector<SteadyState> states;
    SteadyOptions options;
    options.heat = false;
    auto const reports = solve_batch(solution.network, points, states, options);

    Table const table{reference_folder() / "epanet" / "mesh_1k_r1_eps.csv"};
    auto const time = table.numbers("time_s");
    auto const value = table.numbers("value");
    auto const kind = table.column("kind");
    auto const id = table.column("id");
    double current_s = -1.0;
    std::size_t compared = 0;
    for (std::size_t row = 0; row < table.rows(); ++row) {
        if (time[row] != current_s) {
            current_s = time[row];
            auto const step = static_cast<std::size_t>(current_s / 3600.0);
            ASSERT_TRUE(reports.at(step).converged()) << reports[step].diagnosis;
            solution.state = states[step];
        }
        auto const name = table.text(row, id);
        if (table.text(row, kind) == "head_m") {
            ASSERT_NEAR(solution.head_m(name), value[row], head_tolerance_m)
                << current_s << " s, node " << name;
            ++compared;
        } else if (table.text(row, kind) == "flow_Lps") {
            ASSERT_NEAR(solution.flow(name), value[row], flow_tolerance_l_s)
                << current_s << " s, link " << name;
            ++compared;
        }
    }
    EXPECT_EQ(compared, 25U * (834U + 1000U));
}

INSTANTIATE_TEST_SUITE_P(Reference, EpanetNetworks,
                         ::testing::Values(Case{"mesh_1k_r1", ""}, Case{"tree_1k_r1", ""},
                                           Case{"serv_1k_r1", ""}, Case{"mesh_10k_r1", ".gz"}),
                         [](auto const& each) { return each.param.name; });

} // namespace
} // namespace saggar
