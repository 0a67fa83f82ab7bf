// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
//
// What must not matter to a coupled network: the order in which elements are listed, what they are called,
// the way round a pipe is drawn, whether a pipe is drawn in one piece or two, and from which solution a solve
// starts. Every node, line, consumer and plant is compared.
#include "district.hpp"
#include "random_network.hpp"

#include "saggar/engine/steady/steady_solver.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <random>
#include <set>

namespace {

using namespace saggar;

constexpr int random_networks = 24;
constexpr int districts = 4;

// Pairs in trees and meshes, one plant or several, hills, closed pipes, interaction on and off: random
// networks, then street networks with plants that give heat or pump a flow beside the first.
Project network_number(int number) {
    if (number < random_networks) {
        return testing_support::RandomProject{1000 + static_cast<std::uint64_t>(number)}.make(300);
    }
    int const k = number - random_networks;
    Project project = testing_support::district_project({.consumers = 60 + 60 * k,
                                                         .loop_share = k % 2 == 0 ? 0.1 : 0.0,
                                                         .pairs = true,
                                                         .hilly = k >= 2,
                                                         .load = 0.7,
                                                         .seed = static_cast<std::uint64_t>(k + 1)});
    for (std::size_t i = 0; i < 2; ++i) {
        Plant plant;
        plant.id = i == 0 ? "by_heat" : "by_flow";
        plant.node = project.substations[17 + 20 * i].node;
        plant.supply_temperature_c = project.plants[0].supply_temperature_c + 3.0;
        if (i == 0) {
            plant.control = PlantControl::heat;
            plant.heat_kw = 120.0;
        } else {
            plant.control = PlantControl::flow;
            plant.flow_kg_s = 0.4;
        }
        project.plants.push_back(plant);
    }
    return project;
}

struct Solved {
    std::shared_ptr<Network const> network;
    SteadyState state;
    SteadyReport report;
};

Solved solve(Project const& project) {
    Solved solved{.network = Network::build(project, Catalogue{}), .state = {}, .report = {}};
    SteadySolver solver{solved.network};
    solved.report = solver.solve(operating_point(*solved.network), solved.state);
    return solved;
}

// How the second project differs from the first.
struct Change {
    std::string prefix;           // of every id of the second
    std::set<std::string> turned; // pairs of the first that are drawn the other way round
    bool split{false};            // every pair P is P and P-second
};

class Comparison {
public:
    Comparison(Solved const& first, Solved const& second, Change change)
        : a_{first}, b_{second}, change_{std::move(change)} {}

    void run() {
        ASSERT_TRUE(a_.report.converged()) << a_.report.diagnosis;
        ASSERT_TRUE(b_.report.converged()) << b_.report.diagnosis;
        for (double const m : a_.state.mass_flow_kg_s) {
            largest_kg_s_ = std::max(largest_kg_s_, std::abs(m));
        }
        flow_tolerance_ = 1e-8 * largest_kg_s_;
        for (std::size_t i = 0; i < a_.network->nodes.size(); ++i) {
            node(i);
        }
        for (std::size_t i = 0; i < a_.network->links.size(); ++i) {
            i < a_.network->pipes.size() ? line(i) : element(i);
        }
        for (std::size_t i = 0; i < a_.network->substations.size(); ++i) {
            std::size_t const j = row(b_.network->substations.id, a_.network->substations.id[i]);
            EXPECT_NEAR(a_.state.substation_heat_w[i], b_.state.substation_heat_w[j],
                        1e-3 + 1e-7 * a_.state.substation_heat_w[i])
                << "W, " << a_.network->substations.id[i];
        }
        for (std::size_t i = 0; i < a_.network->plants.size(); ++i) {
            std::size_t const j = row(b_.network->plants.id, a_.network->plants.id[i]);
            EXPECT_NEAR(a_.state.plant_heat_w[i], b_.state.plant_heat_w[j],
                        1e-7 * std::abs(a_.state.plant_heat_total_w))
                << "W, " << a_.network->plants.id[i];
        }
        EXPECT_NEAR(a_.state.heat_loss_total_w, b_.state.heat_loss_total_w,
                    1e-7 * std::abs(a_.state.plant_heat_total_w));
    }

private:
    [[nodiscard]] std::size_t row(std::vector<std::string> const& ids, std::string const& id) const {
        auto const found = std::find(ids.begin(), ids.end(), change_.prefix + id);
        EXPECT_NE(found, ids.end()) << id;
        return static_cast<std::size_t>(found - ids.begin());
    }
    [[nodiscard]] std::size_t other_link(std::string const& id) const {
        std::int32_t const found = b_.network->find_link(change_.prefix + id);
        EXPECT_GE(found, 0) << id;
        return static_cast<std::size_t>(found);
    }

    void node(std::size_t i) const {
        std::string const& id = a_.network->nodes.id[i];
        auto const j = static_cast<std::size_t>(b_.network->find_node(change_.prefix + id));
        if (std::isnan(a_.state.pressure_pa[i])) {
            EXPECT_TRUE(std::isnan(b_.state.pressure_pa[j])) << id << " is cut off in one of the two";
            return;
        }
        EXPECT_NEAR(a_.state.pressure_pa[i], b_.state.pressure_pa[j], pressure_pa) << "Pa, " << id;
        EXPECT_NEAR(a_.state.temperature_c[i], b_.state.temperature_c[j], temperature_k) << "degC, " << id;
    }

    // A line of a pair.
    void line(std::size_t i) const {
        std::string const& id = a_.network->links.id[i];
        std::string const pair = id.substr(0, id.find(':'));
        std::size_t const j = other_link(id);
        double const sign = change_.turned.contains(pair) ? -1.0 : 1.0;
        EXPECT_NEAR(a_.state.mass_flow_kg_s[i], sign * b_.state.mass_flow_kg_s[j], flow_tolerance_)
            << "kg/s, " << id;
        if (std::isnan(a_.state.pressure_drop_pa[i])) {
            return; // cut off
        }
        double friction_pa = b_.state.pipe_friction_pa[j];
        double loss_w = b_.state.pipe_heat_loss_w[j];
        if (change_.split) {
            std::size_t const second = other_link(pair + "-second" + id.substr(id.find(':')));
            friction_pa += b_.state.pipe_friction_pa[second];
            loss_w += b_.state.pipe_heat_loss_w[second];
        }
        EXPECT_NEAR(a_.state.pipe_friction_pa[i], friction_pa, pressure_pa) << "Pa, " << id;
        EXPECT_NEAR(a_.state.pipe_heat_loss_w[i], loss_w, 1e-3 + 1e-6 * std::abs(loss_w)) << "W, " << id;
    }

    // A consumer or a plant.
    void element(std::size_t i) const {
        std::string const& id = a_.network->links.id[i];
        std::size_t const j = other_link(id);
        EXPECT_NEAR(a_.state.mass_flow_kg_s[i], b_.state.mass_flow_kg_s[j], flow_tolerance_)
            << "kg/s, " << id;
        EXPECT_EQ(a_.state.link_status[i], b_.state.link_status[j]) << id;
        if (!std::isnan(a_.state.pressure_drop_pa[i])) {
            EXPECT_NEAR(a_.state.pressure_drop_pa[i], b_.state.pressure_drop_pa[j], pressure_pa)
                << "Pa, " << id;
        }
    }

    static constexpr double pressure_pa = 0.05;
    static constexpr double temperature_k = 1e-6;

    Solved const& a_;
    Solved const& b_;
    Change change_;
    double largest_kg_s_{0.0};
    double flow_tolerance_{0.0};
};

void expect_same(Project const& first, Project const& second, Change change) {
    Solved const a = solve(first);
    Solved const b = solve(second);
    Comparison{a, b, std::move(change)}.run();
}

class Invariance : public testing::TestWithParam<int> {
protected:
    static Project project() { return network_number(GetParam()); }
};

TEST_P(Invariance, OrderOfElements) {
    Project const original = project();
    Project shuffled = original;
    std::mt19937 random{7};
    std::shuffle(shuffled.nodes.begin(), shuffled.nodes.end(), random);
    std::shuffle(shuffled.pipe_pairs.begin(), shuffled.pipe_pairs.end(), random);
    std::shuffle(shuffled.substations.begin(), shuffled.substations.end(), random);
    std::shuffle(shuffled.plants.begin(), shuffled.plants.end(), random);
    expect_same(original, shuffled, {});
}

TEST_P(Invariance, NamesOfElements) {
    Project const original = project();
    Project renamed = original;
    std::string const prefix = "of_another_name-";
    auto const rename = [&prefix](std::string& id) { id.insert(0, prefix); };
    for (Node& node : renamed.nodes) {
        rename(node.id);
    }
    for (Pipe& pair : renamed.pipe_pairs) {
        rename(pair.id);
        rename(pair.from);
        rename(pair.to);
    }
    for (Substation& substation : renamed.substations) {
        rename(substation.id);
        rename(substation.node);
    }
    for (Plant& plant : renamed.plants) {
        rename(plant.id);
        rename(plant.node);
    }
    expect_same(original, renamed, {.prefix = prefix, .turned = {}, .split = false});
}

TEST_P(Invariance, WayRoundOfPipes) {
    Project const original = project();
    Project turned = original;
    Change change;
    std::mt19937 random{3};
    for (Pipe& pair : turned.pipe_pairs) {
        if (random() % 2 == 0) { // all of them could hide what depends on the neighbours
            std::swap(pair.from, pair.to);
            change.turned.insert(pair.id);
        }
    }
    expect_same(original, turned, change);
}

TEST_P(Invariance, PipesInOnePieceOrTwo) {
    Project original = project();
    for (Pipe& pair : original.pipe_pairs) {
        pair.zeta = 0.0; // local losses stand at one place
    }
    // Properties are taken at each piece's own mean temperature, so pieces differ a little; constant ones do
    // not.
    original.fluid = {.model = FluidModel::constant,
                      .density_kg_m3 = 975.0,
                      .dynamic_viscosity_pa_s = 0.0004,
                      .heat_capacity_j_kgk = 4190.0,
                      .conductivity_w_mk = 0.66};
    Project split = original;
    split.pipe_pairs.clear();
    std::map<std::string, Node> nodes;
    for (Node const& node : original.nodes) {
        nodes[node.id] = node;
    }
    for (Pipe& pair : original.pipe_pairs) {
        pair.route_xy_m.clear();
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
    expect_same(original, split, {.prefix = {}, .turned = {}, .split = true});
}

// From another hour's solution a solve comes to what it comes to from nothing.
TEST_P(Invariance, WhereTheSolveStarts) {
    Solved const cold = solve(project());
    ASSERT_TRUE(cold.report.converged()) << cold.report.diagnosis;
    Solved warm{.network = cold.network, .state = {}, .report = {}};
    SteadySolver solver{warm.network};
    OperatingPoint other = operating_point(*warm.network);
    std::mt19937 random{11};
    std::uniform_real_distribution<double> part{0.5, 1.1};
    for (double& demand_w : other.heat_demand_w) {
        demand_w *= part(random);
    }
    for (double& supply_c : other.plant_supply_temperature_c) {
        supply_c -= 3.0;
    }
    ASSERT_TRUE(solver.solve(other, warm.state).converged());
    warm.report = solver.solve(operating_point(*warm.network), warm.state);
    Comparison{cold, warm, {}}.run();
}

INSTANTIATE_TEST_SUITE_P(Network, Invariance, testing::Range(0, random_networks + districts));

// Newton's step knows how pressures share flows between the ways to a consumer. Where it does not, such a
// district takes eight rounds and more.
TEST(LoopsOfADistrict, TakeFewRounds) {
    auto const network =
        Network::build(testing_support::district_project({.consumers = 1000, .loop_share = 0.05}), {});
    SteadySolver solver{network};
    OperatingPoint point = operating_point(*network);
    SteadyState state;
    ASSERT_TRUE(solver.solve(point, state).converged());
    for (int hour = 0; hour < 4; ++hour) {
        for (std::size_t i = 0; i < point.heat_demand_w.size(); i += 2) {
            point.heat_demand_w[i] *= 0.97;
        }
        SteadyReport const report = solver.solve(point, state);
        ASSERT_TRUE(report.converged()) << report.diagnosis;
        EXPECT_LE(report.iterations, 6);
    }
}

// The networks above are of every kind that they should be of.
TEST(InvarianceNetworks, AreOfEveryKind) {
    int several_plants = 0;
    int meshes = 0;
    int interacting = 0;
    int closed = 0;
    for (int number = 0; number < random_networks + districts; ++number) {
        Project const project = network_number(number);
        several_plants += project.plants.size() > 1 ? 1 : 0;
        meshes += project.pipe_pairs.size() >= project.nodes.size() ? 1 : 0;
        interacting += project.physics.pair_interaction ? 1 : 0;
        closed += std::any_of(project.pipe_pairs.begin(), project.pipe_pairs.end(),
                              [](Pipe const& pair) { return !pair.open; })
                      ? 1
                      : 0;
    }
    EXPECT_GE(several_plants, 10);
    EXPECT_GE(meshes, 8);
    EXPECT_GE(interacting, 10);
    EXPECT_GE(closed, 3);
}

} // namespace
