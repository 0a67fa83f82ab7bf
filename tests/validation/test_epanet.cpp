// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// EPANET's own converged results (2.3.5, to 1e-8) of synthetic networks, as imported with its constants.

#include "reference.hpp"
#include "saggar/engine/physics/friction.hpp"
#include "saggar/io/epanet_import.hpp"
#include "saggar/network/network.hpp"
#include "table.hpp"

#include <gtest/gtest.h>

#include <cmath>
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

EpanetImport imported(Case const& given, bool every_hour = false) {
    return parse_epanet(
        testing_support::whole_file(reference_folder() / "epanet" / (given.name + ".inp" + given.packed)),
        given.name + ".inp", {.epanet_constants = true, .every_pattern_hour = every_hour});
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

INSTANTIATE_TEST_SUITE_P(Reference, EpanetNetworks,
                         ::testing::Values(Case{"mesh_1k_r1", ""}, Case{"tree_1k_r1", ""},
                                           Case{"serv_1k_r1", ""}, Case{"mesh_10k_r1", ".gz"}),
                         [](auto const& each) { return each.param.name; });

} // namespace
} // namespace saggar
