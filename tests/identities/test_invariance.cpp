// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
//
// What must not matter: the order in which elements are listed, the way round a pipe is drawn, and whether a
// pipe is drawn in one piece or two.
#include "random_network.hpp"

#include "saggar/engine/steady/steady_solver.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>

namespace {

using namespace saggar;

struct Solved {
    std::shared_ptr<Network const> network;
    SteadyState state;
    bool converged{false};
};

Solved solve(Project const& project) {
    Solved solved{.network = Network::build(project, Catalogue{}), .state = {}, .converged = false};
    SteadySolver solver{solved.network};
    solved.converged = solver.solve(operating_point(*solved.network), solved.state).converged();
    return solved;
}

void expect_same(Solved const& a, Solved const& b) {
    ASSERT_TRUE(a.converged);
    ASSERT_TRUE(b.converged);
    double largest = 0.0;
    for (double const m : a.state.mass_flow_kg_s) {
        largest = std::max(largest, std::abs(m));
    }
    for (std::size_t i = 0; i < a.network->substations.size(); ++i) {
        std::string const& id = a.network->substations.id[i];
        auto const la = static_cast<std::size_t>(a.network->find_link(id));
        auto const lb = static_cast<std::size_t>(b.network->find_link(id));
        EXPECT_NEAR(a.state.mass_flow_kg_s[la], b.state.mass_flow_kg_s[lb], 1e-8 * largest) << id << " flow";
        EXPECT_EQ(a.state.link_status[la], b.state.link_status[lb]) << id << " status";
        if (a.state.link_status[la] == ElementStatus::cut_off) {
            continue; // no pressure there
        }
        EXPECT_NEAR(a.state.pressure_drop_pa[la], b.state.pressure_drop_pa[lb], 0.05) << id << " pressure";
        auto const na = static_cast<std::size_t>(a.network->links.from[la]);
        auto const nb = static_cast<std::size_t>(b.network->links.from[lb]);
        EXPECT_NEAR(a.state.temperature_c[na], b.state.temperature_c[nb], 1e-6) << id << " temperature";
    }
    EXPECT_NEAR(a.state.plant_heat_total_w, b.state.plant_heat_total_w,
                1e-7 * std::abs(a.state.plant_heat_total_w));
}

class Invariance : public testing::TestWithParam<int> {
protected:
    Project project() const {
        return testing_support::RandomProject{static_cast<std::uint64_t>(1000 + GetParam())}.make(300);
    }
};

TEST_P(Invariance, OrderOfElements) {
    Project const original = project();
    Project shuffled = original;
    std::mt19937 random{7};
    std::shuffle(shuffled.nodes.begin(), shuffled.nodes.end(), random);
    std::shuffle(shuffled.pipe_pairs.begin(), shuffled.pipe_pairs.end(), random);
    std::shuffle(shuffled.substations.begin(), shuffled.substations.end(), random);
    std::shuffle(shuffled.plants.begin(), shuffled.plants.end(), random);
    expect_same(solve(original), solve(shuffled));
}

TEST_P(Invariance, WayRoundOfPipes) {
    Project const original = project();
    Project turned = original;
    for (Pipe& pair : turned.pipe_pairs) {
        std::swap(pair.from, pair.to);
    }
    expect_same(solve(original), solve(turned));
}

TEST_P(Invariance, PipesInOnePieceOrTwo) {
    Project original = project();
    for (Pipe& pair : original.pipe_pairs) {
        pair.zeta = 0.0; // local losses stand at one place
    }
    original.physics.pair_interaction =
        false; // a pair's exact solution is for one stretch of constant flows and cp
    Project split = original;
    split.pipe_pairs.clear();
    std::map<std::string, Node> nodes;
    for (Node const& node : original.nodes) {
        nodes[node.id] = node;
    }
    for (Pipe const& pair : original.pipe_pairs) {
        Node middle;
        middle.id = pair.id + "-middle";
        middle.elevation_m = 0.5 * (nodes[pair.from].elevation_m + nodes[pair.to].elevation_m);
        split.nodes.push_back(middle);
        Pipe first = pair;
        Pipe second = pair;
        first.to = middle.id;
        second.from = middle.id;
        second.id = pair.id + "-second";
        first.length_m = 0.5 * *pair.length_m;
        second.length_m = first.length_m;
        split.pipe_pairs.push_back(first);
        split.pipe_pairs.push_back(second);
    }
    // Properties are taken at each piece's own mean temperature, so pieces differ a little; constant ones do
    // not.
    for (Project* const p : {&original, &split}) {
        p->fluid = {.model = FluidModel::constant,
                    .density_kg_m3 = 975.0,
                    .dynamic_viscosity_pa_s = 0.0004,
                    .heat_capacity_j_kgk = 4190.0,
                    .conductivity_w_mk = 0.66};
    }
    expect_same(solve(original), solve(split));
}

INSTANTIATE_TEST_SUITE_P(Seed, Invariance, testing::Range(0, 12));

} // namespace
