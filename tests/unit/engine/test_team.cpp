// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// Threads that share a step: every one has its part, and results do not depend on how many there are.

#include "transient/sweep_plan.hpp"

#include "district.hpp"
#include "rough_hours.hpp"
#include "small_heat_network.hpp"

#include "saggar/engine/simulation/network_simulation.hpp"
#include "saggar/engine/state_archive.hpp"
#include "saggar/engine/team.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <memory>
#include <numeric>
#include <random>
#include <stdexcept>
#include <vector>

namespace {

using namespace saggar;
using detail::FlowOrder;
using detail::SweepPlan;
using ::testing::Each;
using testing_support::rough_hour;

TEST(Team, EveryMemberWorksOnceARun) {
    Team team{3};
    std::vector<int> worked(3, 0);
    for (int i = 0; i < 1000; ++i) {
        team.run([&](int member) { ++worked[static_cast<std::size_t>(member)]; });
    }
    EXPECT_THAT(worked, Each(1000));
}

TEST(Team, PartsCoverAllOnce) {
    Team team{4};
    for (std::size_t const count : {0U, 1U, 511U, 512U, 1001U}) {
        std::vector<int> seen(count, 0);
        Team::split(&team, count, [&](std::size_t begin, std::size_t end) {
            for (std::size_t i = begin; i < end; ++i) {
                ++seen[i];
            }
        });
        EXPECT_THAT(seen, Each(1)) << count;
    }
}

TEST(Team, ThrowsWhatAMemberThrewAndGoesOn) {
    Team team{3};
    std::atomic<int> others{0};
    EXPECT_THROW(team.run([&](int member) {
        if (member == 2) {
            throw std::runtime_error{"of the third"};
        }
        ++others;
    }),
                 std::runtime_error);
    EXPECT_EQ(others, 2);
    team.run([&](int) { ++others; });
    EXPECT_EQ(others, 5);
}

TEST(Team, OfOneIsTheCaller) {
    Team team{1};
    EXPECT_FALSE(team.together());
    int parts = 0;
    for (Team* const none : {&team, static_cast<Team*>(nullptr)}) {
        Team::split(none, 10'000, [&](std::size_t begin, std::size_t end) {
            EXPECT_EQ(begin, 0U);
            EXPECT_EQ(end, 10'000U);
            ++parts;
        });
    }
    EXPECT_EQ(parts, 2);
}

// Links at random: some against the numbers of their nodes, some cutting, some without flow; now and then the
// flow runs in a circle.
struct RandomFlow {
    std::vector<std::int32_t> from, to;
    std::vector<double> flow;
    std::vector<std::uint8_t> cuts;
    std::size_t nodes;

    explicit RandomFlow(unsigned seed) {
        std::mt19937 random{seed};
        auto const any = [&](std::size_t below) {
            return static_cast<std::int32_t>(random() % std::max<std::size_t>(1, below));
        };
        nodes = 2 + random() % 300;
        for (std::size_t node = 1; node < nodes; ++node) {
            add(any(node), static_cast<std::int32_t>(node), random);
        }
        for (std::size_t more = random() % (1 + nodes / 4); more > 0; --more) {
            std::int32_t const one = any(nodes);
            std::int32_t const other = any(nodes);
            if (one != other) {
                add(one, other, random);
            }
        }
    }
    void add(std::int32_t one, std::int32_t other, std::mt19937& random) {
        from.push_back(one);
        to.push_back(other);
        flow.push_back(random() % 16 == 0 ? 0.0 : random() % 8 == 0 ? -1.0 : 1.0);
        cuts.push_back(random() % 20 == 0 ? 1 : 0);
    }
};

// Members that each go through their stops and wait for what is upstream come to the end of them, whoever
// happens to be ahead.
TEST(SweepPlan, EveryNodeOnceAndNobodyWaitsForEver) {
    int shared = 0;
    for (unsigned seed = 1; seed <= 300; ++seed) {
        RandomFlow const given{seed};
        FlowOrder order{given.from, given.to, std::vector<std::uint8_t>(given.nodes, 0)};
        order.set_flow(given.flow, given.cuts, 1e-7);
        std::vector<std::uint8_t> const chosen(given.nodes, 0);
        int const members = 2 + static_cast<int>(seed % 3);
        SweepPlan plan;
        plan.make(order, chosen, 0, members);
        std::vector<int> visits(given.nodes, 0);
        std::vector<std::size_t> next(static_cast<std::size_t>(members), 0);
        std::mt19937 random{seed};
        auto const ready = [&](SweepPlan::Stop const& stop) {
            for (auto slot = static_cast<std::size_t>(order.begin(static_cast<std::size_t>(stop.begin)));
                 slot < static_cast<std::size_t>(order.begin(static_cast<std::size_t>(stop.end))); ++slot) {
                auto const up = order.slot_upstream()[slot];
                auto const inside = order.nodes().subspan(static_cast<std::size_t>(stop.begin),
                                                          static_cast<std::size_t>(stop.end - stop.begin));
                bool const waits = given.cuts[static_cast<std::size_t>(order.slot_link()[slot])] == 0 &&
                                   std::ranges::find(inside, up) == inside.end();
                if (waits && visits[static_cast<std::size_t>(up)] == 0) {
                    return false;
                }
            }
            return true;
        };
        for (bool moved = true; moved;) {
            moved = false;
            std::vector<int> turn(static_cast<std::size_t>(members));
            std::iota(turn.begin(), turn.end(), 0);
            std::shuffle(turn.begin(), turn.end(), random);
            for (int const member : turn) {
                std::size_t& at = next[static_cast<std::size_t>(member)];
                for (std::size_t strides = random() % 20;
                     strides > 0 && at < plan.of(member).size() && ready(plan.of(member)[at]); --strides) {
                    auto const& stop = plan.of(member)[at++];
                    for (std::int32_t k = stop.begin; k < stop.end; ++k) {
                        ++visits[static_cast<std::size_t>(order.nodes()[static_cast<std::size_t>(k)])];
                    }
                }
                moved = moved || at < plan.of(member).size();
            }
            if (std::ranges::none_of(turn, [&](int member) {
                    auto const at = next[static_cast<std::size_t>(member)];
                    return at < plan.of(member).size() && ready(plan.of(member)[at]);
                })) {
                break;
            }
        }
        EXPECT_THAT(visits, Each(1)) << "seed " << seed;
        shared += plan.of(1).empty() ? 0 : 1;
    }
    EXPECT_GT(shared, 200); // or the test tells little
}

// A tree that branches evenly is shared evenly, in the direction of the flow and against it.
TEST(SweepPlan, HalvesATree) {
    constexpr std::int32_t nodes = 1023;
    std::vector<std::int32_t> from;
    std::vector<std::int32_t> to;
    for (std::int32_t node = 1; node < nodes; ++node) {
        from.push_back((node - 1) / 2);
        to.push_back(node);
    }
    std::vector<std::uint8_t> const none(nodes, 0);
    std::vector<std::uint8_t> const no_cuts(from.size(), 0);
    for (double const direction : {1.0, -1.0}) {
        FlowOrder order{from, to, none};
        order.set_flow(std::vector<double>(from.size(), direction), no_cuts, 1e-7);
        SweepPlan plan;
        plan.make(order, none, 0, 2);
        EXPECT_NEAR(static_cast<double>(plan.of(0).size()), nodes / 2.0, 0.06 * nodes) << direction;
    }
}

// All that a simulation keeps, after every step of a rough day.
std::vector<std::vector<std::byte>> kept_by(std::shared_ptr<Network const> const& network, int threads) {
    testing_support::RoughHours const hours{.closed_part = 0.003, .tripped_part = 0.0};
    NetworkSimulation simulation{network, {.threads = threads}};
    EXPECT_TRUE(simulation.start(rough_hour(*network, 0, hours), 3600.0).good());
    EXPECT_EQ(simulation.team() != nullptr, threads != 1);
    std::vector<std::vector<std::byte>> kept;
    for (unsigned step = 1; step <= 12; ++step) {
        EXPECT_TRUE(
            simulation.step(rough_hour(*network, step, hours), step % 3 == 0 ? 300.0 : 3600.0).good());
        StateArchive archive;
        simulation.keep(archive);
        kept.push_back(archive.bytes());
    }
    return kept;
}

TEST(SharedSteps, AreTheSameForAnyNumberOfThreads) {
    for (double const loops : {0.0, 0.05}) {
        auto const network =
            Network::build(testing_support::district_project({.consumers = 200, .loop_share = loops}), {});
        ASSERT_GE(network->pipes.size(), 512U); // what is shared is in parts of so many
        auto const alone = kept_by(network, 1);
        EXPECT_EQ(kept_by(network, 2), alone) << loops;
        EXPECT_EQ(kept_by(network, 5), alone) << loops;
    }
}

// Three circles of water, each with a dead end and a branch that ends in the open, visited by whoever comes.
TEST(SharedSteps, GoThroughKnotsToo) {
    auto const kept_by_team = [](std::shared_ptr<Team> team) {
        testing_support::SmallNetwork net;
        for (std::int32_t const first : {0, 7, 14}) {
            net.pipe(first, first + 1, 2.0, testing_support::pipe_of(200.0, 0.1, 4700.0), 0.3);
            net.pipe(first + 1, first + 2, 0.5, testing_support::pipe_of(80.0, 0.05, 2600.0), 0.2);
            net.pipe(first + 1, first + 2, 1.5, testing_support::pipe_of(60.0, 0.08, 3600.0), 0.2);
            net.link(first + 2, first + 3, 2.0, LinkRule::temperature_rise, -20.0);
            net.pipe(first + 3, first + 4, 2.0, testing_support::pipe_of(200.0, 0.1, 4700.0), 0.3);
            net.link(first + 4, first, 2.0, LinkRule::heat, 180000.0 + 1000.0 * first);
            net.pipe(first + 4, first + 5, 0.0, testing_support::pipe_of(20.0), 0.2);
            net.pipe(first + 2, first + 6, 0.01, testing_support::pipe_of(40.0), 0.2);
        }
        TransientHeat heat{testing_support::plain_water(4184.0), 21, net.links, {.team = std::move(team)}};
        heat.fill(std::vector<double>(21, 50.0));
        for (int i = 0; i < 40; ++i) {
            heat.step(net.step(i % 2 == 0 ? 3600.0 : 600.0));
        }
        StateArchive archive;
        heat.keep(archive);
        return archive.bytes();
    };
    auto const alone = kept_by_team(nullptr);
    EXPECT_EQ(kept_by_team(std::make_shared<Team>(2)), alone);
    EXPECT_EQ(kept_by_team(std::make_shared<Team>(3)), alone);
}

} // namespace
