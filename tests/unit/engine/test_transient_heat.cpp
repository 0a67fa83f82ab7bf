// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// Heat in time through networks: agreement with the steady solver where nothing changes, energy, mixing in
// time, knots, directions, and what the length of a step matters.

#include "district.hpp"
#include "district_heat.hpp"
#include "small_heat_network.hpp"

#include "saggar/engine/physics/pipe_heat.hpp"
#include "saggar/engine/steady/steady_solver.hpp"
#include "saggar/engine/transient/transient_heat.hpp"
#include "saggar/network/error.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <numbers>
#include <random>
#include <vector>

namespace {

using namespace saggar;
using testing_support::DistrictHeat;
using testing_support::pipe_of;
using testing_support::SmallNetwork;

constexpr double cp = 4184.0;

Fluid plain_water() {
    return testing_support::plain_water(cp);
}

void expect_closed(HeatLedger const& ledger, double tolerance = 1e-9) {
    ASSERT_LE(std::abs(ledger.residual_j()), tolerance * ledger.throughput_j)
        << "J of " << ledger.throughput_j;
}

// Two waters of different temperature and travel time: what leaves changes twice, at the right instants.
TEST(TransientHeat, MixesInstantByInstant) {
    SmallNetwork net;
    net.pipe(0, 2, 1.0, pipe_of(20.0));
    net.pipe(1, 2, 3.0, pipe_of(40.0));
    net.pipe(2, 3, 4.0, pipe_of(30.0));
    net.entering_c = {80.0, 60.0, 0.0, 0.0};
    TransientHeat heat{plain_water(), 4, net.links, {}};
    heat.fill(std::vector<double>(4, 20.0));
    HeatLedger const ledger = heat.step(net.step(1000.0));
    expect_closed(ledger, 1e-12);
    double const per_metre = 1000.0 * std::numbers::pi / 4.0 * 0.01;
    double const first = 40.0 * per_metre / 3.0;  // 60 degrees arrive
    double const second = 20.0 * per_metre / 1.0; // 80 degrees arrive
    auto const mixed = heat.history(2);
    ASSERT_EQ(mixed.size(), 3U);
    EXPECT_NEAR(mixed[0].until * 1000.0, first, 1e-9);
    EXPECT_NEAR(mixed[1].until * 1000.0, second, 1e-9);
    EXPECT_NEAR(mixed[0].heat_content_j_kg, 20.0 * cp, 1e-6);
    EXPECT_NEAR(mixed[1].heat_content_j_kg, (60.0 * 3.0 + 20.0) / 4.0 * cp, 1e-6);
    EXPECT_NEAR(mixed[2].heat_content_j_kg, 65.0 * cp, 1e-6);
    auto const far = heat.history(3);
    ASSERT_EQ(far.size(), 3U);
    EXPECT_NEAR(far[1].until * 1000.0, second + 30.0 * per_metre / 4.0, 1e-9);
}

// T1 -> consumer -> return -> plant, and the four rules.
TEST(TransientHeat, RulesDoWhatTheySay) {
    SmallNetwork net;
    net.pipe(0, 1, 2.0, pipe_of(50.0), 0.3);
    net.link(1, 2, 2.0, LinkRule::heat, -50000.0);
    net.link(2, 3, 2.0, LinkRule::temperature_rise, -5.0);
    net.link(3, 4, 2.0, LinkRule::pass);
    net.pipe(4, 5, 2.0, pipe_of(50.0), 0.3);
    net.link(5, 0, 2.0, LinkRule::outlet_temperature, 80.0);
    TransientHeat heat{Fluid::water(), 6, net.links, {}};
    heat.fill(std::vector<double>(6, 50.0));
    HeatLedger ledger;
    for (int i = 0; i < 30; ++i) {
        ledger = heat.step(net.step(600.0));
        expect_closed(ledger, 1e-10);
    }
    EXPECT_NEAR(heat.heat_w(1), -50000.0, 1e-6);
    EXPECT_NEAR(heat.node_temperature_c(2) - heat.node_temperature_c(3), 5.0, 1e-9);
    EXPECT_NEAR(heat.node_temperature_c(4), heat.node_temperature_c(3), 1e-9);
    EXPECT_NEAR(heat.node_temperature_c(0), 80.0, 1e-9);
    EXPECT_NEAR(heat.arriving_c(1), heat.node_temperature_c(1), 1e-12);
    EXPECT_NEAR(heat.heat_w(5), 50000.0 - heat.heat_w(2) + ledger.lost_j / 600.0, 1e-3)
        << "settled: the plant makes what is taken and lost";
    EXPECT_GT(ledger.lost_j / 600.0, 0.3 * 100.0 * 60.0 * 0.9);
    // Turned round everything is the same at the other end.
    for (double& flow : net.flow_kg_s) {
        flow = -flow;
    }
    for (int i = 0; i < 30; ++i) {
        expect_closed(heat.step(net.step(600.0)), 1e-10);
    }
    EXPECT_NEAR(heat.node_temperature_c(5), 80.0, 1e-9);
    EXPECT_NEAR(heat.arriving_c(1), heat.node_temperature_c(2), 1e-12);
    EXPECT_LT(heat.node_temperature_c(0), heat.node_temperature_c(5));
}

// Water of 40, then of 70, then of 90 degC passes a plant that could heat all of it by 20 K and heats nothing
// above 80 degC.
TEST(TransientHeat, HeatsNothingBeyondItsLimit) {
    constexpr double flow = 2.0;
    SmallNetwork net;
    net.link(0, 1, flow, LinkRule::outlet_temperature, 70.0);
    net.pipe(1, 2, flow, pipe_of(100.0));
    net.link(2, 3, flow, LinkRule::heat, 20.0 * flow * cp);
    net.entering_c.assign(4, 20.0);
    net.limit_c.assign(3, 80.0);
    TransientHeat heat{plain_water(), 4, net.links, {}};
    heat.fill(std::vector<double>{40.0, 40.0, 40.0, 60.0});
    double const passage_s = 1000.0 * std::numbers::pi / 4.0 * 0.01 * 100.0 / flow;
    HeatLedger ledger = heat.step(net.step(2.0 * passage_s)); // half of it 40, half of it 70 degC
    EXPECT_NEAR(heat.heat_w(2), flow * cp * (0.5 * 20.0 + 0.5 * 10.0), 1e-6 * flow * cp);
    EXPECT_NEAR(heat.node_temperature_c(3), 0.5 * 60.0 + 0.5 * 80.0, 1e-9);
    EXPECT_NEAR(ledger.residual_j(), 0.0, 1e-9 * ledger.throughput_j);
    net.rule_value[0] = 90.0;
    ledger = heat.step(net.step(2.0 * passage_s)); // 70, then 90 degC, which passes as it is
    EXPECT_NEAR(heat.heat_w(2), flow * cp * 0.5 * 10.0, 1e-6 * flow * cp);
    EXPECT_NEAR(heat.node_temperature_c(3), 0.5 * 80.0 + 0.5 * 90.0, 1e-9);
}

// Nothing changes: temperatures of the coupled steady solver, whose pipes lose heat to the ground alone. It
// takes heat capacity between inlet and outlet, here it is that of a straight line: water's changes little.
TEST(TransientHeat, SettlesToTheSteadySolution) {
    Project project =
        testing_support::district_project({.consumers = 60, .loop_share = 0.05, .pairs = false});
    for (double const with_wall : {0.0, 1.0}) {
        auto const network = Network::build(project, {});
        SteadySolver solver{network};
        SteadyState steady;
        ASSERT_TRUE(solver.solve(operating_point(*network), steady).converged());
        std::vector<HeatLink> links = DistrictHeat::links(*network);
        std::size_t const count = links.size();
        std::vector<double> conductance(count);
        std::vector<double> ambient(count);
        std::vector<double> value(count);
        std::vector<LinkRule> rule(count, LinkRule::pass);
        for (std::size_t i = 0; i < network->pipes.size(); ++i) {
            links[i].pipe->wall_capacity_j_mk *= with_wall;
            conductance[i] = 0.25;
            ambient[i] = 9.0;
        }
        for (std::size_t i = 0; i < network->substations.size(); ++i) {
            auto const link = static_cast<std::size_t>(network->substations.link[i]);
            rule[link] = LinkRule::outlet_temperature;
            value[link] = steady.substation_return_temperature_c[i];
        }
        for (std::size_t i = 0; i < network->plants.size(); ++i) {
            auto const link = static_cast<std::size_t>(network->plants.link[i]);
            rule[link] = LinkRule::outlet_temperature;
            value[link] = steady.plant_supply_temperature_c[i];
        }
        TransientHeat heat{Fluid::water(), network->nodes.size(), links, {}};
        heat.fill(std::vector<double>(network->nodes.size(), 60.0));
        HeatLedger ledger;
        for (int i = 0; i < 200; ++i) {
            ledger = heat.step({.duration_s = 3600.0,
                                .mass_flow_kg_s = steady.mass_flow_kg_s,
                                .conductance_w_mk = conductance,
                                .ambient_c = ambient,
                                .rule = rule,
                                .rule_value = value,
                                .entering_c = {}});
            expect_closed(ledger);
        }
        // By pipe: what the exact exponential makes of its inlet.
        double worst = 0.0;
        for (std::size_t i = 0; i < network->pipes.size(); ++i) {
            double const flow = steady.mass_flow_kg_s[i];
            if (std::abs(flow) < 1e-3) {
                continue;
            }
            auto const up = static_cast<std::size_t>(flow > 0.0 ? links[i].from : links[i].to);
            double const inlet = heat.node_temperature_c(up);
            double const length_m = network->pipes.length_m[i];
            double const outlet =
                pipe_transfer(0.25 * length_m, flow * Fluid::water().heat_capacity_j_kgk(inlet - 0.1))
                    .outlet_c(inlet, 9.0);
            double const end = heat.pipes().water_temperature_c(static_cast<std::size_t>(heat.pipe(i)),
                                                                flow > 0.0 ? length_m : 0.0);
            worst = std::max(worst, std::abs(end - outlet) / std::max(1e-3, inlet - outlet));
        }
        EXPECT_LT(worst, 2e-3) << "of a pipe's drop";
        double stored = ledger.water_j + ledger.wall_j - ledger.stored_before_j;
        EXPECT_LT(std::abs(stored), 1e-9 * ledger.throughput_j) << "settled";
    }
}

// A plant of given heat closes a circle that nothing cuts: a knot.
TEST(TransientHeat, KnotsCloseAndSettle) {
    for (double const knot_step_s : {20.0, 3600.0}) {
        SmallNetwork net;
        net.pipe(0, 1, 2.0, pipe_of(200.0, 0.1, 4700.0), 0.3);
        net.pipe(1, 2, 0.5, pipe_of(80.0, 0.05, 2600.0), 0.2);
        net.pipe(1, 2, 1.5, pipe_of(60.0, 0.08, 3600.0), 0.2);
        net.link(2, 3, 2.0, LinkRule::temperature_rise, -20.0);
        net.pipe(3, 4, 2.0, pipe_of(200.0, 0.1, 4700.0), 0.3);
        net.link(4, 0, 2.0, LinkRule::heat, 180000.0);
        net.pipe(4, 5, 0.0, pipe_of(20.0), 0.2); // a dead end
        TransientHeat heat{plain_water(), 6, net.links, {.knot_step_s = knot_step_s}};
        heat.fill(std::vector<double>(6, 50.0));
        HeatLedger ledger;
        for (int i = 0; i < 600; ++i) {
            ledger = heat.step(net.step(i % 2 == 0 ? 3600.0 : 600.0));
            expect_closed(ledger);
        }
        // What is left of the heat after the consumer is lost: an exact balance of the settled state.
        EXPECT_NEAR(ledger.lost_j / 600.0, 180000.0 - 2.0 * cp * 20.0, 1.0) << "W";
        EXPECT_NEAR(heat.node_temperature_c(0) - heat.node_temperature_c(4), 90000.0 / cp, 1e-4) << "K";
        // Cut again, nothing is left under way.
        net.rule[5] = LinkRule::outlet_temperature;
        net.rule_value[5] = 80.0;
        ledger = heat.step(net.step(600.0));
        expect_closed(ledger);
        EXPECT_EQ(ledger.under_way_j, 0.0) << "J";
    }
}

// How a knot's answer depends on its short steps: the response of the circle to its heat being switched on.
TEST(TransientHeat, KnotsConvergeWithTheirShortSteps) {
    auto const after = [](double knot_step_s) {
        SmallNetwork net;
        net.pipe(0, 1, 2.0, pipe_of(300.0), 0.3);
        net.pipe(1, 2, 2.0, pipe_of(300.0), 0.3);
        net.link(2, 0, 2.0, LinkRule::heat, 100000.0);
        TransientHeat heat{
            plain_water(), 3, net.links, {.pipes = {.tolerance_k = 1e-4}, .knot_step_s = knot_step_s}};
        heat.fill(std::vector<double>(3, 50.0));
        heat.step(net.step(3600.0));
        heat.step(net.step(3600.0));
        return heat.pipes().mean_temperature_c(0) + heat.pipes().mean_temperature_c(1);
    };
    double const exact = after(1.0);
    double const fine = std::abs(after(60.0) - exact);
    EXPECT_LT(fine, 0.15) << "K";
}

// Random flows in a looped network that turn, stop and start: energy closes step by step and in the sum.
TEST(TransientHeat, EnergyClosesWhateverFlowsDo) {
    std::mt19937 random{11};
    std::uniform_real_distribution<double> unit{-1.0, 1.0};
    SmallNetwork net;
    // Two loops with a link to the outside at each of three nodes: flows need not balance.
    net.pipe(0, 1, 0.0, pipe_of(100.0, 0.05, 2600.0), 0.3);
    net.pipe(1, 2, 0.0, pipe_of(30.0), 0.3);
    net.pipe(2, 0, 0.0, pipe_of(300.0, 0.1, 4700.0), 0.3);
    net.pipe(2, 3, 0.0, pipe_of(10.0, 0.03, 1500.0), 0.3);
    net.link(3, 1, 0.0, LinkRule::temperature_rise, 3.0);
    net.link(3, 4, 0.0, LinkRule::heat, 2000.0);
    net.pipe(4, 0, 0.0, pipe_of(50.0, 0.08, 3600.0), 0.3);
    net.entering_c = {80.0, 20.0, 55.0, 70.0, 40.0};
    TransientHeat heat{Fluid::water(), 5, net.links, {.knot_step_s = 120.0}};
    heat.fill(net.entering_c);
    double residual = 0.0;
    double throughput = 0.0;
    for (int i = 0; i < 3000; ++i) {
        for (double& flow : net.flow_kg_s) {
            double const draw = unit(random);
            flow = std::abs(draw) < 0.2 ? 0.0 : draw * std::pow(10.0, 2.0 * unit(random) - 1.0);
        }
        HeatLedger const ledger = heat.step(net.step(std::pow(10.0, 1.0 + 1.28 * (1.0 + unit(random)))));
        double const scale = ledger.throughput_j + 1e-3 * ledger.stored_before_j;
        ASSERT_LE(std::abs(ledger.residual_j()), 1e-9 * scale) << "J in step " << i;
        residual += ledger.residual_j();
        throughput += ledger.throughput_j;
    }
    EXPECT_LE(std::abs(residual), 1e-9 * throughput);
}

// Two days of a district: the loss hardly depends on the step, from ten seconds to an hour, nor on the
// options; energy closes in the sum, and the order of the flow is found once.
TEST(TransientHeat, LossHardlyDependsOnTheStep) {
    for (double const loops : {0.0, 0.05}) {
        auto const network =
            Network::build(testing_support::district_project({.consumers = 50, .loop_share = loops}), {});
        SteadySolver solver{network};
        SteadyState steady;
        ASSERT_TRUE(solver.solve(operating_point(*network), steady).converged());
        auto const lost_j = [&](double step_s, TransientHeatOptions const& options) {
            DistrictHeat heat{network, steady.mass_flow_kg_s, options};
            double lost = 0.0;
            double residual = 0.0;
            double throughput = 0.0;
            auto const steps = static_cast<int>(48.0 * 3600.0 / step_s);
            for (int i = 0; i < steps; ++i) {
                HeatLedger const ledger = heat.step(std::floor((i + 0.5) * step_s / 3600.0) + 0.5, step_s);
                expect_closed(ledger);
                lost += ledger.lost_j;
                residual += ledger.residual_j();
                throughput += ledger.throughput_j;
            }
            EXPECT_LE(std::abs(residual), 1e-9 * throughput);
            EXPECT_EQ(heat.heat().orderings(), 1);
            return lost;
        };
        double const fine = lost_j(60.0, {.pipes = {.tolerance_k = 0.001,
                                                    .cell_length_diameters = 75.0,
                                                    .parcels_per_cell = 32,
                                                    .pieces_at_most = 64}});
        for (double const step_s : {10.0, 300.0, 3600.0}) {
            EXPECT_NEAR(lost_j(step_s, {}), fine, 0.0005 * fine) << "J; steps of " << step_s << " s";
        }
    }
}

TEST(TransientHeat, StandingNodesHaveTheTemperatureOfTheirPipes) {
    SmallNetwork net;
    net.pipe(0, 1, 0.0, pipe_of(100.0), 0.3);
    TransientHeat heat{plain_water(), 2, net.links, {}};
    heat.fill(std::vector<double>{70.0, 70.0});
    for (int i = 0; i < 24; ++i) {
        expect_closed(heat.step(net.step(3600.0)), 1e-9);
    }
    double const cooled = 10.0 + 60.0 * std::exp(-0.3 * 86400.0 / (1000.0 * std::numbers::pi / 400.0 * cp));
    EXPECT_NEAR(heat.node_temperature_c(1), cooled, 0.2) << "density is that at 60 degrees";
    EXPECT_TRUE(heat.history(1).empty());
    std::vector<double> all(2);
    heat.node_temperatures_c(all);
    EXPECT_EQ(all[1], heat.node_temperature_c(1));
}

TEST(TransientHeat, WhatIsNoNetworkIsRefused) {
    std::vector<HeatLink> const links{{0, 5, std::nullopt}};
    EXPECT_THROW((TransientHeat{plain_water(), 2, links, {}}), Error);
    EXPECT_THROW((TransientHeat{plain_water(), 6, links, {.knot_step_s = 0.0}}), Error);
}

// A step that is taken again from what was kept is the same to the last bit, whatever was done in between.
TEST(TransientHeat, StepsCanBeTakenAgain) {
    auto const network = Network::build(testing_support::district_project({.consumers = 20}), {});
    SteadySolver solver{network};
    SteadyState state;
    ASSERT_TRUE(solver.solve(operating_point(*network), state).converged());
    DistrictHeat heat{network, state.mass_flow_kg_s, {}};
    for (int hour = 0; hour < 6; ++hour) {
        heat.step(hour, 3600.0);
    }
    TransientHeat::Kept kept;
    heat.heat().save(kept);
    HeatLedger const once = heat.step(6.0, 600.0);
    std::vector<double> first(network->nodes.size());
    heat.heat().node_temperatures_c(first);
    heat.heat().restore(kept);
    heat.step(18.0, 7200.0);
    heat.heat().restore(kept);
    HeatLedger const again = heat.step(6.0, 600.0);
    std::vector<double> second(network->nodes.size());
    heat.heat().node_temperatures_c(second);
    EXPECT_EQ(first, second);
    EXPECT_EQ(once.lost_j, again.lost_j);
    EXPECT_EQ(once.water_j, again.water_j);
    EXPECT_EQ(once.stored_before_j, again.stored_before_j);
}

// A district after some hours, and what its consumers ask for.
struct AskingDistrict {
    std::shared_ptr<Network const> network;
    std::vector<double> flow_kg_s;
    std::vector<std::uint8_t> asked;
    std::vector<std::size_t> arrives_at; // nodes

    explicit AskingDistrict(double loop_share)
        : network{Network::build(
              testing_support::district_project({.consumers = 60, .loop_share = loop_share}), {})},
          asked(network->links.size()) {
        SteadySolver solver{network};
        SteadyState state;
        EXPECT_TRUE(solver.solve(operating_point(*network), state).converged());
        flow_kg_s = state.mass_flow_kg_s;
        for (std::int32_t const link : network->substations.link) {
            asked[static_cast<std::size_t>(link)] = 1;
            arrives_at.push_back(
                static_cast<std::size_t>(network->links.from[static_cast<std::size_t>(link)]));
        }
    }
    [[nodiscard]] DistrictHeat after(int hours) const {
        DistrictHeat made{network, flow_kg_s, {}};
        for (int hour = 0; hour < hours; ++hour) {
            made.step(hour, 3600.0);
        }
        return made;
    }
};

// What arrives where it is asked for is known after the first part, and both parts are the step.
TEST(TransientHeat, TwoPartsAreOneStep) {
    for (double const loop_share : {0.0, 0.1}) {
        AskingDistrict const district{loop_share};
        DistrictHeat whole = district.after(6);
        DistrictHeat parts = district.after(6);
        HeatLedger const once = whole.step(6.0, 3600.0);
        std::vector<double> all(district.network->nodes.size());
        whole.heat().node_temperatures_c(all);
        constexpr double untouched = -1.0;
        std::vector<double> first(all.size(), untouched);
        parts.heat().begin(parts.at(6.0, 3600.0), district.asked);
        parts.heat().node_temperatures_c(first);
        for (std::size_t const node : district.arrives_at) {
            EXPECT_EQ(first[node], all[node]) << "node " << node;
        }
        auto const later = std::count(first.begin(), first.end(), untouched);
        EXPECT_GT(later, 60) << "nodes: return lines are left for the second part";
        HeatLedger const twice = parts.heat().finish();
        parts.heat().node_temperatures_c(first);
        EXPECT_EQ(first, all);
        EXPECT_NEAR(twice.lost_j, once.lost_j, 1e-12 * once.lost_j) << "summed in another order";
        EXPECT_EQ(twice.water_j, once.water_j);
        expect_closed(twice);
    }
}

// Expectations are near what comes, nearer where little changes, and change nothing.
TEST(TransientHeat, ExpectsWhatComes) {
    AskingDistrict const district{0.0};
    DistrictHeat heat = district.after(6);
    DistrictHeat other = district.after(6);
    double worst_k = 0.0;
    double worst_of_before_k = 0.0;
    std::vector<double> expected(district.network->nodes.size());
    std::vector<double> came(expected.size());
    heat.heat().node_temperatures_c(came);
    Network const& network = *district.network;
    auto const side_of = [&](std::int32_t node) {
        return network.nodes.side[static_cast<std::size_t>(node)];
    };
    std::vector<double> flow_before(network.links.size());
    std::ranges::copy(heat.at(5.0, 3600.0).mass_flow_kg_s, flow_before.begin());
    auto const go_on = [&](double hour) {
        std::vector<double> const before = came;
        expected = came;
        HeatStep const step = heat.at(hour, 3600.0);
        std::vector<double> flow = flow_before;
        std::vector<double> taken(flow.size());
        std::transform(step.mass_flow_kg_s.begin(), step.mass_flow_kg_s.end(), taken.begin(),
                       [](double each) { return std::abs(each); });
        heat.heat().expect(step, district.asked, taken, flow, expected);
        for (std::size_t link = 0; link < flow.size(); ++link) {
            if (side_of(network.links.from[link]) == Side::supply &&
                side_of(network.links.to[link]) == Side::supply) {
                EXPECT_NEAR(flow[link], step.mass_flow_kg_s[link], 1e-9 * std::abs(flow[link]));
            }
        }
        flow_before.assign(step.mass_flow_kg_s.begin(), step.mass_flow_kg_s.end());
        HeatLedger const with = heat.step(hour, 3600.0);
        HeatLedger const without = other.step(hour, 3600.0);
        EXPECT_EQ(with.lost_j, without.lost_j);
        heat.heat().node_temperatures_c(came);
        worst_k = 0.0;
        worst_of_before_k = 0.0;
        for (std::size_t const node : district.arrives_at) {
            worst_k = std::max(worst_k, std::abs(expected[node] - came[node]));
            worst_of_before_k = std::max(worst_of_before_k, std::abs(before[node] - came[node]));
        }
    };
    go_on(6.0);
    EXPECT_LT(worst_k, 0.4 * worst_of_before_k) << "K";
    for (int i = 0; i < 24; ++i) {
        go_on(6.0);
    }
    EXPECT_LT(worst_k, 0.05) << "K, in a steady state";
}

} // namespace
