// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/engine/steady/design_envelope.hpp"

#include "saggar/network/diversity.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <random>

namespace {

using namespace saggar;

constexpr double heat_capacity_j_kgk = 4200.0;
constexpr double drop_k = 30.0;

std::size_t at(std::int32_t index) {
    return static_cast<std::size_t>(index);
}

// Water and pipes that lose nothing: every kilogram carries 126 kJ, so a pipe's flow is its heat over that.
Project ideal(std::vector<std::string> const& nodes) {
    Project project;
    project.name = "ideal";
    project.fluid = {.model = FluidModel::constant,
                     .density_kg_m3 = 1000.0,
                     .dynamic_viscosity_pa_s = 0.0005,
                     .heat_capacity_j_kgk = heat_capacity_j_kgk,
                     .conductivity_w_mk = 0.65};
    project.physics.dissipation_heat = false;
    project.physics.pair_interaction = false;
    for (std::string const& id : nodes) {
        project.nodes.push_back({.id = id});
    }
    Plant plant;
    plant.id = "boiler";
    plant.node = nodes.front();
    plant.supply_temperature_c = 80.0;
    plant.held_pressure_bar = 3.0;
    project.plants = {plant};
    return project;
}

void lay(Project& project, std::string const& id, std::string const& from, std::string const& to,
         double length_m = 100.0, double bore_mm = 80.0) {
    Pipe pipe;
    pipe.id = id;
    pipe.from = from;
    pipe.to = to;
    pipe.length_m = length_m;
    pipe.inner_diameter_mm = bore_mm;
    pipe.roughness_mm = 0.05;
    pipe.heat_loss_w_mk = 0.0;
    project.pipe_pairs.push_back(pipe);
}

void connect(Project& project, std::string const& id, std::string const& node, double peak_kw,
             int dwellings) {
    Substation load;
    load.id = id;
    load.node = node;
    load.peak_kw = peak_kw;
    load.dwellings = dwellings;
    load.return_temperature_c = 80.0 - drop_k;
    project.substations.push_back(load);
}

struct Solved {
    std::shared_ptr<Network const> network;
    OperatingPoint point;
    SteadyState state;
    DesignEnvelope envelope;
    std::vector<DesignWay> ways;

    explicit Solved(Project const& project, EnvelopeOptions const& options = {})
        : network{Network::build(project, Catalogue{})}, point{design_point(*network)} {
        SteadySolver solver{network};
        auto const report = solver.solve(point, state);
        EXPECT_TRUE(report.converged()) << report.diagnosis;
        envelope = solve_design_envelope(network, point, state, options);
        EXPECT_TRUE(envelope.converged()) << envelope.diagnosis;
        ways = design_ways(*network, point, state);
    }

    [[nodiscard]] std::size_t link(std::string const& id) const { return at(network->find_link(id)); }
    // kW that a pipe carries at most.
    [[nodiscard]] double carried_kw(std::string const& pipe) const {
        return envelope.pipe_flow_kg_s[link(pipe)] * heat_capacity_j_kgk * drop_k * 1e-3;
    }
    [[nodiscard]] std::string whose(std::string const& pipe) const {
        std::int32_t const consumer = envelope.pipe_consumer[link(pipe)];
        return consumer < 0 ? "-" : network->substations.id[at(consumer)];
    }
    // Demands of the way to a consumer, kW by substation.
    [[nodiscard]] std::map<std::string, double> way_kw(std::string const& consumer) const {
        std::map<std::string, double> demands;
        for (DesignWay const& way : ways) {
            if (network->substations.id[at(way.consumer)] == consumer) {
                for (std::size_t i = 0; i < way.heat_demand_w.size(); ++i) {
                    demands[network->substations.id[i]] = way.heat_demand_w[i] * 1e-3;
                }
            }
        }
        return demands;
    }
};

// plant -- p1 -- a -- p2 -- b -- p4 -- c (house); a -- p3 -- d (school); b -- p5 -- e (block of ten);
// another house stands at b. A dwelling's single peak is 37.5 + 4 = 41.5 kW.
Project by_hand(DiversityModel model, double block_kw) {
    Project project = ideal({"plant", "a", "b", "c", "d", "e"});
    project.design.diversity = model;
    lay(project, "p1", "plant", "a");
    lay(project, "p2", "a", "b");
    lay(project, "p3", "d", "a"); // drawn against its flow
    lay(project, "p4", "b", "c");
    lay(project, "p5", "b", "e");
    connect(project, "house", "c", 41.5, 1);
    connect(project, "corner", "b", 41.5, 1);
    connect(project, "school", "d", 120.0, 0);
    connect(project, "block", "e", block_kw, 10);
    return project;
}

// Worked by hand (spreadsheet) from the printed formulas.
// CP1 2015: hot water 1.19 n + 18.8 sqrt(n) + 17.6 kW of n x 37.5, space heating n x 4 x (0.62 + 0.38/n):
//   n = 10: (88.9508 + 26.32) / 415 = 0.277761; n = 12: (97.0051 + 31.28) / 498 = 0.257601.
TEST(DesignEnvelope, TreeByHandAfterCp1Of2015) {
    double const block_kw = 415.0 * 0.2777610120750977; // its own peak has its ten flats' diversity in it
    Solved const s{by_hand(DiversityModel::cp1_2015, block_kw)};
    double const b_kw = 128.2851103645898; // twelve dwellings
    EXPECT_NEAR(s.carried_kw("p1:supply"), b_kw + 120.0, 1e-6);
    EXPECT_NEAR(s.carried_kw("p1:return"), b_kw + 120.0, 1e-6);
    EXPECT_NEAR(s.carried_kw("p2:supply"), b_kw, 1e-6);
    EXPECT_NEAR(s.carried_kw("p3:supply"), 120.0, 1e-6);
    EXPECT_NEAR(s.carried_kw("p4:supply"), 41.5, 1e-6);
    EXPECT_NEAR(s.carried_kw("p4:return"), 41.5, 1e-6);
    EXPECT_NEAR(s.carried_kw("p5:supply"), block_kw, 1e-6);
    EXPECT_EQ(s.whose("p4:supply"), "house");
    EXPECT_EQ(s.whose("p5:return"), "block");
    ASSERT_EQ(s.ways.size(), 2U) << "one way to c, one to e; a and d add none";
    // While the house at c takes all of its own, block and corner share the rest of b as 415 to 41.5.
    auto const to_house = s.way_kw("house");
    EXPECT_NEAR(to_house.at("house"), 41.5, 1e-9);
    EXPECT_NEAR(to_house.at("block"), 78.89555487689982, 1e-9);
    EXPECT_NEAR(to_house.at("corner"), 7.889555487689981, 1e-9);
    EXPECT_NEAR(to_house.at("school"), 120.0, 1e-9);
    auto const to_block = s.way_kw("block");
    EXPECT_NEAR(to_block.at("block"), block_kw, 1e-9);
    EXPECT_NEAR(to_block.at("house"), 6.507145176712129, 1e-9);
    EXPECT_NEAR(to_block.at("corner"), 6.507145176712129, 1e-9);
}

// CP1 2020: qf = 37.5 / (4.18 x 40) = 0.224282 L/s; n = 10: S = 2.042823, q = 0.2 + 0.030642 + 0.171602 L/s.
//   n = 10: 0.225483; n = 12: 0.206133.
TEST(DesignEnvelope, TreeByHandAfterCp1Of2020) {
    double const block_kw = 93.57527713064447;
    Solved const s{by_hand(DiversityModel::cp1_2020, block_kw)};
    EXPECT_NEAR(s.carried_kw("p1:supply"), 222.6541683081853, 1e-6);
    EXPECT_NEAR(s.carried_kw("p2:return"), 102.65416830818529, 1e-6);
    EXPECT_NEAR(s.carried_kw("p4:supply"), 41.5, 1e-6);
    EXPECT_NEAR(s.carried_kw("p5:supply"), block_kw, 1e-6);
    EXPECT_NEAR(s.way_kw("house").at("block"), 55.594698461986624, 1e-9);
    EXPECT_NEAR(s.way_kw("block").at("corner"), 4.539445588770413, 1e-9);
}

TEST(DesignEnvelope, OneFactorForAllSaysLessOfBranches) {
    Solved const s{by_hand(DiversityModel::cp1_2015, 415.0 * 0.2777610120750977)};
    double const at_design_point_kw =
        s.state.mass_flow_kg_s[s.link("p4:supply")] * heat_capacity_j_kgk * drop_k * 1e-3;
    EXPECT_NEAR(at_design_point_kw, 41.5 * 0.2576006232220679, 1e-6);
    EXPECT_GT(s.carried_kw("p4:supply"), 3.8 * at_design_point_kw);
}

TEST(DesignEnvelope, WithoutDiversityTheDesignPointIsAll) {
    for (bool const dwellings : {true, false}) {
        Project project = by_hand(dwellings ? DiversityModel::none : DiversityModel::thermos, 300.0);
        for (Substation& load : project.substations) {
            load.dwellings = dwellings ? load.dwellings : 0;
        }
        Solved const s{project};
        EXPECT_TRUE(s.ways.empty());
        EXPECT_EQ(s.envelope.points, 1U);
        EXPECT_NEAR(s.carried_kw("p1:supply"), 41.5 + 41.5 + 120.0 + 300.0, 1e-6);
        EXPECT_EQ(s.whose("p1:supply"), "-");
    }
}

TEST(DesignEnvelope, AGivenDemandIsNotDiversified) {
    Project project = by_hand(DiversityModel::thermos, 300.0);
    OperatingPointData data;
    data.id = "cold";
    data.design = true;
    data.load_factor = 0.5;
    data.substations = {{.substation = "corner", .heat_demand_kw = 33.0}};
    project.operating_points = {data};
    auto const network = Network::build(project, Catalogue{});
    OperatingPoint const point = operating_point(*network, "cold");
    SteadySolver solver{network};
    SteadyState state;
    ASSERT_TRUE(solver.solve(point, state).converged());
    auto const ways = design_ways(*network, point, state);
    ASSERT_EQ(ways.size(), 2U);
    for (DesignWay const& way : ways) {
        EXPECT_DOUBLE_EQ(way.heat_demand_w[1], 33e3);
        EXPECT_DOUBLE_EQ(way.heat_demand_w[2], 60e3) << "the load factor holds for the school";
        EXPECT_NEAR(way.heat_demand_w[at(way.consumer)], 0.5 * network->substations.peak_w[at(way.consumer)],
                    1e-6);
    }
}

// A street of many small flats that ends at one large house: 40 flats of 2 kW and the house's 60 take less
// together, by the formula, than the house alone. What a pipe carries never falls on the way to the plant.
TEST(DesignEnvelope, WhatAPipeCarriesNeverFallsUpstream) {
    Project project = ideal({"plant", "a", "b"});
    project.design.diversity = DiversityModel::cp1_2015;
    lay(project, "p1", "plant", "a");
    lay(project, "p2", "a", "b");
    connect(project, "flats", "a", 12.0, 40); // 40 x 2 kW x f(40), say
    connect(project, "house", "b", 60.0, 1);
    Solved const s{project};
    double const f_41 = coincidence_factor(project.design, 41.0);
    double const single_kw = 12.0 / coincidence_factor(project.design, 40.0) + 60.0;
    ASSERT_LT(f_41 * single_kw, 60.0) << "else the case proves nothing";
    EXPECT_NEAR(s.carried_kw("p1:supply"), 60.0, 1e-6);
    EXPECT_NEAR(s.carried_kw("p2:supply"), 60.0, 1e-6);
    EXPECT_NEAR(s.way_kw("house").at("flats"), 0.0, 1e-9);
}

// ---- random trees: the same numbers by recursion ---------------------------------------------------------

struct RandomTree {
    Project project;
    std::vector<std::size_t> above; // by node
};

RandomTree random_tree(unsigned seed, DiversityModel model, bool loses) {
    std::mt19937 random{seed};
    auto const below = [&](std::size_t bound) { return random() % bound; };
    std::size_t const count = 4 + below(30);
    std::vector<std::string> nodes;
    for (std::size_t i = 0; i < count; ++i) {
        nodes.push_back("n" + std::to_string(i));
    }
    RandomTree made{ideal(nodes), std::vector<std::size_t>(count, 0)};
    made.project.design.diversity = model;
    made.project.design.constant_factor = model == DiversityModel::constant ? 0.6 : 1.0;
    for (std::size_t i = 1; i < count; ++i) {
        made.above[i] = below(std::min<std::size_t>(i, 6)) + (i > 6 ? i - 6 : 0);
        lay(made.project, "p" + std::to_string(i), nodes[made.above[i]], nodes[i], 50.0, 150.0);
        made.project.pipe_pairs.back().heat_loss_w_mk = loses ? 0.4 : 0.0;
        if (below(2) == 0) {
            std::swap(made.project.pipe_pairs.back().from, made.project.pipe_pairs.back().to);
        }
    }
    std::shuffle(made.project.nodes.begin(), made.project.nodes.end(), random);
    for (std::size_t i = 0; i < count + 5; ++i) {
        int const dwellings = static_cast<int>(std::vector<std::size_t>{0, 1, 1, 8, 60}[below(5)]);
        double const kw =
            (dwellings > 0 ? dwellings : 20.0) * (0.5 + 1e-3 * static_cast<double>(below(9000)));
        connect(made.project, "s" + std::to_string(i), nodes[i < count ? i : below(count)], kw, dwellings);
    }
    made.project.substations.erase(made.project.substations.begin()); // the plant's node has none
    return made;
}

// D of every node, from the definition.
std::vector<double> peaks_w(RandomTree const& tree) {
    std::size_t const count = tree.above.size();
    std::vector<double> floor(count, 0.0);
    std::vector<PeakGroup> group(count);
    std::vector<double> result(count, 0.0);
    DesignSettings const& design = tree.project.design;
    for (Substation const& load : tree.project.substations) {
        std::size_t const node = std::stoul(load.node.substr(1));
        group[node].add(design, *load.peak_kw * 1e3, load.dwellings);
        floor[node] = std::max(floor[node], load.dwellings > 0 ? *load.peak_kw * 1e3 : 0.0);
    }
    for (std::size_t i = count; i-- > 0;) {
        PeakGroup dwellings = group[i];
        dwellings.other_peaks_w = 0.0;
        floor[i] = std::max(floor[i], diversified_peak_w(design, dwellings));
        result[i] = floor[i] + group[i].other_peaks_w;
        if (i > 0) {
            group[tree.above[i]].add(group[i]);
            floor[tree.above[i]] = std::max(floor[tree.above[i]], floor[i]);
        }
    }
    return result;
}

class RandomTrees : public ::testing::TestWithParam<DiversityModel> {};

TEST_P(RandomTrees, EveryPipeCarriesItsOwnCoincidentPeak) {
    for (unsigned seed = 0; seed < 12; ++seed) {
        RandomTree const tree = random_tree(seed, GetParam(), false);
        std::vector<double> const peak_w = peaks_w(tree);
        Solved const s{tree.project};
        for (std::size_t i = 1; i < peak_w.size(); ++i) {
            for (char const* const line : {":supply", ":return"}) {
                std::string const id = "p" + std::to_string(i) + line;
                EXPECT_NEAR(s.carried_kw(id), peak_w[i] * 1e-3, 1e-11 * peak_w[i])
                    << "seed " << seed << ' ' << id;
            }
        }
        for (DesignWay const& way : s.ways) {
            double const total_w = std::accumulate(way.heat_demand_w.begin(), way.heat_demand_w.end(), 0.0);
            EXPECT_NEAR(total_w, peak_w[0], 1e-9 * peak_w[0]) << "seed " << seed;
            for (std::size_t i = 0; i < way.heat_demand_w.size(); ++i) {
                EXPECT_GE(way.heat_demand_w[i], 0.0);
                EXPECT_LE(way.heat_demand_w[i], s.network->substations.peak_w[i] * (1.0 + 1e-12));
            }
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Models, RandomTrees,
                         ::testing::Values(DiversityModel::cp1_2015, DiversityModel::cp1_2020,
                                           DiversityModel::thermos, DiversityModel::winter,
                                           DiversityModel::constant));

// With losses water arrives colder and more of it is needed for the same heat. Compared are: the heat
// delivered below a pipe at its own point, which is D exactly; and its flow, which is that heat over what a
// kilogram gives up between the temperatures that arrive at its consumers and their return temperature.
TEST(DesignEnvelope, LossesChangeTheWaterNotTheHeat) {
    for (unsigned seed = 20; seed < 24; ++seed) {
        RandomTree const tree = random_tree(seed, DiversityModel::cp1_2020, true);
        std::vector<double> const peak_w = peaks_w(tree);
        Solved const s{tree.project};
        SteadySolver solver{s.network};
        std::vector<double> seen_kg_s(s.network->pipes.size(), 0.0);
        for (DesignWay const& way : s.ways) {
            OperatingPoint point = s.point;
            point.heat_demand_w = way.heat_demand_w;
            SteadyState state;
            SteadyReport const report = solver.solve(point, state);
            ASSERT_TRUE(report.converged()) << report.diagnosis;
            EXPECT_LT(report.balance.mass_relative, 1e-10);
            EXPECT_LT(report.balance.energy_relative, 1e-8);
            std::string const start = s.network->project().substations[at(way.consumer)].node;
            for (std::size_t node = std::stoul(start.substr(1)); node != 0; node = tree.above[node]) {
                double heat_w = 0.0;
                double flow_kg_s = 0.0;
                for (std::size_t i = 0; i < tree.project.substations.size(); ++i) {
                    std::size_t below = std::stoul(tree.project.substations[i].node.substr(1));
                    while (below > node) {
                        below = tree.above[below];
                    }
                    if (below == node) {
                        heat_w += state.substation_heat_w[i];
                        flow_kg_s +=
                            state.substation_heat_w[i] /
                            (heat_capacity_j_kgk * (state.substation_supply_temperature_c[i] - 50.0));
                    }
                }
                EXPECT_NEAR(heat_w, peak_w[node], 1e-8 * peak_w[node]) << "seed " << seed << " node " << node;
                std::size_t const link = s.link("p" + std::to_string(node) + ":supply");
                EXPECT_NEAR(std::abs(state.mass_flow_kg_s[link]), flow_kg_s, 1e-8 * flow_kg_s);
                seen_kg_s[link] = std::max(seen_kg_s[link], flow_kg_s);
            }
        }
        for (std::size_t i = 0; i < seen_kg_s.size(); ++i) {
            EXPECT_GE(s.envelope.pipe_flow_kg_s[i], seen_kg_s[i] * (1.0 - 1e-8));
        }
    }
}

// ---- meshes, several plants, threads ---------------------------------------------------------------------

Project ring(int houses) {
    Project project = ideal({"plant"});
    project.design.diversity = DiversityModel::cp1_2020;
    std::string before = "plant";
    for (int i = 0; i < houses; ++i) {
        std::string const here = "r" + std::to_string(i);
        std::string const home = "h" + std::to_string(i);
        project.nodes.push_back({.id = here});
        project.nodes.push_back({.id = home});
        lay(project, "ring" + std::to_string(i), before, here, 60.0, 100.0);
        lay(project, "spur" + std::to_string(i), here, home, 15.0, 40.0);
        connect(project, "house" + std::to_string(i), home, 20.0 + i, i % 3 == 0 ? 4 : 1);
        before = here;
    }
    lay(project, "closing", before, "plant", 80.0, 100.0);
    return project;
}

TEST(DesignEnvelope, InARingEveryPointIsOfTheSolver) {
    Solved const s{ring(9)};
    EXPECT_EQ(s.ways.size(), 9U);
    SteadySolver solver{s.network};
    std::vector<double> largest(s.network->pipes.size(), 0.0);
    auto const look = [&](OperatingPoint const& point) {
        SteadyState state;
        SteadyReport const report = solver.solve(point, state);
        ASSERT_TRUE(report.converged()) << report.diagnosis;
        EXPECT_LT(report.balance.mass_relative, 1e-10);
        for (std::size_t i = 0; i < largest.size(); ++i) {
            largest[i] = std::max(largest[i], std::abs(state.mass_flow_kg_s[i]));
        }
    };
    look(s.point);
    for (DesignWay const& way : s.ways) {
        OperatingPoint point = s.point;
        point.heat_demand_w = way.heat_demand_w;
        look(point);
    }
    for (std::size_t i = 0; i < largest.size(); ++i) {
        EXPECT_NEAR(s.envelope.pipe_flow_kg_s[i], largest[i], 1e-7 * largest[i] + 1e-9)
            << s.network->links.id[i];
    }
    for (int i = 0; i < 9; ++i) { // spurs are trees
        EXPECT_NEAR(s.carried_kw("spur" + std::to_string(i) + ":return"), 20.0 + i, 1e-6);
    }
}

TEST(DesignEnvelope, SeveralPlantsTogetherGiveTheNetworksPeak) {
    Project project = ring(9);
    Plant second = project.plants[0];
    second.id = "waste";
    second.node = "r4";
    second.control = PlantControl::heat;
    second.held_pressure_bar.reset();
    second.heat_kw = 25.0;
    project.plants.push_back(second);
    Solved const s{project};
    PeakGroup all;
    for (Substation const& load : project.substations) {
        all.add(project.design, *load.peak_kw * 1e3, load.dwellings);
    }
    for (DesignWay const& way : s.ways) {
        double const total_w = std::accumulate(way.heat_demand_w.begin(), way.heat_demand_w.end(), 0.0);
        EXPECT_NEAR(total_w, diversified_peak_w(project.design, all), 1e-6);
    }
    EXPECT_NEAR(s.envelope.plant_heat_w[1], 25e3, 1e-3);
    EXPECT_NEAR(s.envelope.plant_heat_w[0], diversified_peak_w(project.design, all) - 25e3, 1e-2);
}

TEST(DesignEnvelope, DoesNotDependOnThreads) {
    Project const project = ring(60);
    Solved const one{project, {.threads = 1}};
    Solved const three{project, {.threads = 3}};
    EXPECT_EQ(one.envelope.points, three.envelope.points);
    EXPECT_EQ(one.envelope.pipe_flow_kg_s, three.envelope.pipe_flow_kg_s);
    EXPECT_EQ(one.envelope.pipe_consumer, three.envelope.pipe_consumer);
    EXPECT_EQ(one.envelope.substation_differential_pressure_pa,
              three.envelope.substation_differential_pressure_pa);
    ASSERT_EQ(one.envelope.limits.broken.size(), three.envelope.limits.broken.size());
    for (std::size_t kind = 0; kind < one.envelope.limits.kinds.size(); ++kind) {
        EXPECT_EQ(one.envelope.limits.kinds[kind].tightest.consumer,
                  three.envelope.limits.kinds[kind].tightest.consumer);
    }
}

TEST(DesignEnvelope, LimitsAreHeldAgainstIt) {
    Project project = by_hand(DiversityModel::cp1_2015, 115.0);
    // The house's branch of 80 mm at 41.5 kW carries 0.329 kg/s: 0.0655 m/s. The design point's quarter of
    // that would keep a limit of 0.05 m/s there.
    project.pipe_pairs[3].inner_diameter_mm = 40.0; // 0.262 m/s; at the design point 0.0675
    project.limits.maximum_velocity_m_s = 0.2;
    for (std::size_t const wide : {0U, 1U, 2U, 4U}) {
        project.pipe_pairs[wide].inner_diameter_mm = 300.0;
    }
    Solved const s{project};
    LimitReport const at_design_point =
        check_limits(*s.network, Fluid::constant({1000.0, 0.0005, 4200.0, 0.65}), s.state);
    EXPECT_EQ(at_design_point.kinds[0].broken, 0);
    ASSERT_EQ(s.envelope.limits.kinds[0].broken, 2);
    LimitFinding const& finding = s.envelope.limits.broken.front();
    EXPECT_EQ(finding.kind, LimitKind::pipe_velocity);
    EXPECT_NEAR(finding.value, 41500.0 / 126000.0 / (1000.0 * M_PI / 4.0 * 0.04 * 0.04), 1e-6);
    EXPECT_EQ(s.network->substations.id[at(finding.consumer)], "house");
}

TEST(DesignEnvelope, OnlySomePointsOnRequestAndStopsWhenAsked) {
    Project const project = ring(9);
    Solved const some{project, {.only = std::vector<std::int32_t>{2, 5}}};
    EXPECT_EQ(some.envelope.points, 3U);
    EXPECT_EQ(some.envelope.points_in_all, 10U);
    EXPECT_NEAR(some.carried_kw("spur5:supply"), 25.0, 1e-6);
    auto const network = Network::build(project, Catalogue{});
    SteadySolver solver{network};
    SteadyState state;
    OperatingPoint const point = design_point(*network);
    ASSERT_TRUE(solver.solve(point, state).converged());
    DesignEnvelope const stopped = solve_design_envelope(
        network, point, state, {.progress = [](std::size_t done, std::size_t) { return done < 4; }});
    EXPECT_TRUE(stopped.stopped);
    EXPECT_FALSE(stopped.converged());
    EXPECT_EQ(stopped.points, 4U);
}

} // namespace
