// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// Links for security: the cheapest set against all subsets of the candidates, on grids of streets.

#include "security/choose_links.hpp"
#include "security/link_paths.hpp"
#include "security/secure_loads.hpp"

#include "saggar/network/disjoint_sets.hpp"
#include "saggar/network/error.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <random>
#include <vector>

namespace {

using namespace saggar;
using namespace saggar::detail;

std::size_t at(std::int32_t index) {
    return static_cast<std::size_t>(index);
}

// Streets of `side` times `side` crossings with lengths of chance, and a tree of pipes in some of them.
class Grid {
public:
    Grid(int side, unsigned seed) : random_{seed} {
        std::uniform_real_distribution<double> length{50.0, 200.0};
        for (int y = 0; y < side; ++y) {
            for (int x = 0; x < side; ++x) {
                problem.places.push_back({.x_m = 100.0 * x, .y_m = 100.0 * y});
                std::int32_t const here = y * side + x;
                for (std::int32_t const next :
                     {x + 1 < side ? here + 1 : -1, y + 1 < side ? here + side : -1}) {
                    if (next >= 0) {
                        problem.ways.push_back({.kind = WayKind::street,
                                                .a = here,
                                                .b = next,
                                                .length_m = length(random_),
                                                .surface = next % 2 == 0 ? Surface::hard : Surface::soft,
                                                .crossing_cost = next % 5 == 0 ? 3000.0 : 0.0});
                    }
                }
            }
        }
        grow_tree();
        // Not every street is there: some pipes cannot be gone round.
        for (std::size_t way = problem.ways.size(); way-- > 0;) {
            if (used[way] == 0 && length(random_) < 100.0) {
                problem.ways.erase(problem.ways.begin() + static_cast<std::ptrdiff_t>(way));
                used.erase(used.begin() + static_cast<std::ptrdiff_t>(way));
            }
        }
    }

    // True where everybody in the tree hangs together with one of its pipes out of service and these links.
    [[nodiscard]] bool hangs_together(std::size_t out, std::vector<LinkPath> const& links,
                                      unsigned chosen) const {
        DisjointSets groups{problem.places.size()};
        for (std::size_t way = 0; way < problem.ways.size(); ++way) {
            if (used[way] != 0 && way != out) {
                groups.join(at(problem.ways[way].a), at(problem.ways[way].b));
            }
        }
        for (std::size_t i = 0; i < links.size(); ++i) {
            if ((chosen >> i & 1U) != 0) {
                groups.join(at(links[i].from), at(links[i].to));
            }
        }
        return groups.find(at(problem.ways[out].a)) == groups.find(at(problem.ways[out].b));
    }

    // The places that lose the root without a pipe of the tree.
    [[nodiscard]] std::vector<std::uint8_t> below(std::size_t out) const {
        DisjointSets groups{problem.places.size()};
        for (std::size_t way = 0; way < problem.ways.size(); ++way) {
            if (used[way] != 0 && way != out) {
                groups.join(at(problem.ways[way].a), at(problem.ways[way].b));
            }
        }
        std::vector<std::uint8_t> made(problem.places.size(), 0);
        for (std::size_t place = 0; place < made.size(); ++place) {
            made[place] = is_node[place] != 0 && groups.find(place) != groups.find(0) ? 1 : 0;
        }
        return made;
    }

    ExtensionProblem problem;
    std::vector<std::uint8_t> used;    // ways
    std::vector<std::uint8_t> is_node; // places
    SizeRow size{.entry = "pipe", .cost_hard_per_m = 900.0, .cost_soft_per_m = 500.0};

private:
    // Ways of chance that close nothing, over about two thirds of the places.
    void grow_tree() {
        used.assign(problem.ways.size(), 0);
        is_node.assign(problem.places.size(), 0);
        is_node[0] = 1;
        std::vector<std::size_t> order(problem.ways.size());
        for (std::size_t pass = 0; pass < 3; ++pass) {
            for (std::size_t i = 0; i < order.size(); ++i) {
                order[i] = i;
            }
            std::ranges::shuffle(order, random_);
            for (std::size_t const way : order) {
                std::uint8_t& a = is_node[at(problem.ways[way].a)];
                std::uint8_t& b = is_node[at(problem.ways[way].b)];
                if (a + b == 1 && std::ranges::count(is_node, 1) * 3 < std::ssize(is_node) * 2) {
                    a = b = 1;
                    used[way] = 1;
                }
            }
        }
    }

    std::mt19937 random_;
};

TEST(Security, ChoosesTheCheapestSetOfAllOnStreetGrids) {
    int compared = 0;
    int with_open_needs = 0;
    for (unsigned seed = 1; seed <= 60; ++seed) {
        Grid const grid{3 + static_cast<int>(seed % 2), seed};
        std::vector<LinkPath> const paths = link_paths(grid.problem, grid.is_node, grid.used, grid.size);
        if (paths.size() > 14) {
            continue;
        }
        std::vector<std::size_t> pipes;
        for (std::size_t way = 0; way < grid.used.size(); ++way) {
            if (grid.used[way] != 0) {
                pipes.push_back(way);
            }
        }
        std::vector<CoverCandidate> candidates(paths.size());
        for (std::size_t i = 0; i < paths.size(); ++i) {
            candidates[i].cost = path_capital(grid.problem, paths[i].ways, grid.size);
            for (std::size_t need = 0; need < pipes.size(); ++need) {
                auto const below = grid.below(pipes[need]);
                if (below[at(paths[i].from)] != below[at(paths[i].to)]) {
                    candidates[i].covers.push_back(static_cast<std::int32_t>(need));
                }
            }
        }
        CoverChoice const choice = choose_links(candidates, std::vector<double>(pipes.size(), 1.0));
        ASSERT_TRUE(choice.proven) << "seed " << seed;
        // All subsets, by what hangs together: what all links bypass must be bypassed.
        unsigned const all = (1U << paths.size()) - 1U;
        std::vector<std::size_t> can;
        for (std::size_t const pipe : pipes) {
            if (grid.hangs_together(pipe, paths, all)) {
                can.push_back(pipe);
            }
        }
        double least = std::numeric_limits<double>::infinity();
        for (unsigned chosen = 0; chosen <= all; ++chosen) {
            double cost = 0.0;
            for (std::size_t i = 0; i < paths.size(); ++i) {
                cost += (chosen >> i & 1U) != 0 ? candidates[i].cost : 0.0;
            }
            if (cost < least && std::ranges::all_of(can, [&](std::size_t pipe) {
                    return grid.hangs_together(pipe, paths, chosen);
                })) {
                least = cost;
            }
        }
        EXPECT_NEAR(choice.cost, least, 1e-6 * std::max(1.0, least)) << "seed " << seed;
        EXPECT_EQ(choice.open.size(), pipes.size() - can.size()) << "seed " << seed;
        ++compared;
        with_open_needs += choice.open.empty() ? 0 : 1;
    }
    EXPECT_GE(compared, 30);
    EXPECT_GE(with_open_needs, 1);
}

TEST(Security, LinksPassNoOtherNodeAndNoTrenchOfThePlan) {
    for (unsigned seed = 1; seed <= 10; ++seed) {
        Grid const grid{5, seed};
        for (LinkPath const& path : link_paths(grid.problem, grid.is_node, grid.used, grid.size)) {
            EXPECT_LT(path.from, path.to);
            std::int32_t place = path.from;
            for (std::int32_t const way : path.ways) {
                EXPECT_EQ(grid.used[at(way)], 0);
                ExtensionWay const& one = grid.problem.ways[at(way)];
                ASSERT_TRUE(one.a == place || one.b == place);
                place = one.a == place ? one.b : one.a;
                EXPECT_TRUE(place == path.to || grid.is_node[at(place)] == 0);
            }
            EXPECT_EQ(place, path.to);
        }
    }
}

TEST(Security, AGreedyChoiceThatIsTooDearIsMended) {
    // The first has the least cost for each need that it covers; without it the others do.
    std::vector<CoverCandidate> const candidates{
        {.cost = 2.0, .covers = {0, 1, 2}}, {.cost = 1.5, .covers = {0, 1}}, {.cost = 1.5, .covers = {2, 3}}};
    std::vector<double> const weight(5, 1.0);
    CoverChoice const choice = choose_links(candidates, weight);
    EXPECT_EQ(choice.chosen, (std::vector<std::int32_t>{1, 2}));
    EXPECT_DOUBLE_EQ(choice.cost, 3.0);
    EXPECT_EQ(choice.open, (std::vector<std::int32_t>{4})); // nobody covers it
    EXPECT_TRUE(choice.proven);
    CoverChoice const first = choose_links(candidates, weight, 0);
    EXPECT_FALSE(first.proven);
    EXPECT_DOUBLE_EQ(first.cost, 3.5);
}

TEST(Security, NamesEveryLoadThatIsNone) {
    Project project;
    project.substations.resize(1);
    project.substations[0].id = "town_hall";
    project.extension.secure_loads = {"town_hall", "town_hal", "hospital", "town_hall"};
    DistrictMap map;
    try {
        check_secure_loads(project, map);
        FAIL() << "nothing was refused";
    } catch (Error const& error) {
        ASSERT_EQ(error.problems().size(), 3U);
        EXPECT_EQ(error.problems()[0].advice, "Did you mean 'town_hall'?");
        EXPECT_EQ(error.problems()[1].code, ErrorCode::unknown_id);
        EXPECT_EQ(error.problems()[2].code, ErrorCode::values_conflict);
    }
}

} // namespace
