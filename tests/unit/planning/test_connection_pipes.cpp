// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// Larger pipes that a connection needs, against every other choice of sizes.

#include "connection_street.hpp"

#include "saggar/engine/steady/design_envelope.hpp"
#include "saggar/planning/connection.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <span>
#include <string>
#include <vector>

namespace saggar {
namespace {

using testing_support::candidate;

Catalogue six_sizes() {
    std::vector<CatalogueEntry> entries;
    std::array const bores_mm{43.0, 54.5, 70.3, 82.5, 107.1, 132.5};
    std::array const hard_per_m{740.0, 780.0, 850.0, 940.0, 1080.0, 1250.0};
    std::array const soft_per_m{450.0, 470.0, 500.0, 550.0, 650.0, 760.0};
    for (std::size_t i = 0; i < bores_mm.size(); ++i) {
        CatalogueEntry entry;
        entry.family = "test";
        entry.id = "test/" + std::to_string(i);
        entry.nominal_diameter = std::floor(bores_mm[i]);
        entry.inner_diameter_mm = bores_mm[i];
        entry.outer_diameter_mm = bores_mm[i] + 6.0;
        entry.insulation_diameter_mm = 2.0 * bores_mm[i] + 40.0;
        entry.casing_diameter_mm = 2.0 * bores_mm[i] + 46.0;
        entry.cost_hard_per_m = hard_per_m[i];
        entry.cost_soft_per_m = soft_per_m[i];
        entries.push_back(entry);
    }
    return Catalogue{entries};
}

// A trunk of four pairs from west to east with a load at each of its nodes.
Project trunk(double lift_bar, std::vector<int> const& sizes, std::vector<double> const& lengths_m) {
    Project project = testing_support::one_street();
    project.limits.maximum_gradient_branch_pa_m = 2000.0;
    project.limits.maximum_gradient_trunk_pa_m = 2000.0;
    project.connection.tie_in_points = 1;
    project.plants[0].maximum_differential_pressure_bar = lift_bar;
    project.nodes.resize(1);
    project.pipe_pairs.clear();
    project.substations.clear();
    double x = 0.0;
    for (std::size_t i = 0; i < sizes.size(); ++i) {
        x += lengths_m[i];
        Node node = project.nodes.front();
        node.id = "n" + std::to_string(i);
        node.x_m = x;
        Pipe pair;
        pair.id = "t" + std::to_string(i);
        pair.from = project.nodes.back().id;
        pair.to = node.id;
        pair.catalogue = "test/" + std::to_string(sizes[i]);
        pair.surface = i % 2 == 0 ? Surface::hard : Surface::soft;
        project.nodes.push_back(node);
        project.pipe_pairs.push_back(pair);
        Substation load;
        load.id = "s" + std::to_string(i);
        load.node = node.id;
        load.peak_kw = 120.0;
        load.return_temperature_c = 50.0;
        project.substations.push_back(load);
    }
    return project;
}

// The candidate at the end of the trunk, as a load of the project.
Project connected(Project project, Candidate const& at_end) {
    Node node = project.nodes.back();
    Pipe branch;
    branch.id = "branch";
    branch.from = node.id;
    branch.to = node.id = "end";
    node.x_m = at_end.x_m;
    node.y_m = at_end.y_m;
    project.nodes.push_back(node);
    project.pipe_pairs.push_back(branch);
    Substation load = project.substations.back();
    load.id = at_end.id;
    load.node = node.id;
    load.peak_kw = *at_end.peak_kw;
    project.substations.push_back(load);
    return project;
}

bool keeps_every_limit(Project const& project, Catalogue const& catalogue) {
    auto const network = Network::build(project, catalogue);
    SteadySolver solver{network};
    SteadyState state;
    OperatingPoint const point = design_point(*network);
    if (!solver.solve(point, state).converged()) {
        return false;
    }
    DesignEnvelope const envelope = solve_design_envelope(network, point, state);
    return envelope.converged() && envelope.limits.all_kept() &&
           std::ranges::all_of(envelope.substation_unmet_heat_w, [](double w) { return w <= 1.0; });
}

struct Case {
    char const* name;
    double lift_bar;
    std::vector<int> sizes;
    std::vector<double> lengths_m;
    double peak_kw;
};

class LargerPipes : public ::testing::TestWithParam<Case> {};

// Every other choice of sizes that costs less breaks a limit.
TEST_P(LargerPipes, NoOtherSizesCostLess) {
    Case const& given = GetParam();
    Catalogue const catalogue = six_sizes();
    Project project = trunk(given.lift_bar, given.sizes, given.lengths_m);
    double end_m = 0.0;
    for (double const length_m : given.lengths_m) {
        end_m += length_m;
    }
    Candidate const shop = candidate("shop", end_m + 60.0, 80.0, given.peak_kw);
    ASSERT_TRUE(keeps_every_limit(project, catalogue)) << "without the candidate";
    Project const before = project;
    project.candidates = {shop};
    auto const network = Network::build(project, catalogue);
    ConnectionResult const found = study_connections(network, {}).candidates.at(0);
    ASSERT_EQ(found.verdict, ConnectionVerdict::feasible_with_reinforcement) << found.reason;
    ASSERT_GE(found.reinforcements.size(), 1U);

    Project other = connected(before, shop);
    std::size_t const pairs = other.pipe_pairs.size();
    std::vector<std::size_t> size(pairs, 0);
    std::span<CatalogueEntry const> const entries = catalogue.entries();
    int looked_at = 0;
    std::vector<std::vector<std::size_t>> too_small; // and whatever is nowhere larger
    for (std::size_t code = 0; code < static_cast<std::size_t>(std::pow(entries.size(), pairs)); ++code) {
        std::size_t rest = code;
        double cost = 0.0;
        bool allowed = true;
        for (std::size_t i = 0; i < pairs; ++i, rest /= entries.size()) {
            size[i] = rest % entries.size();
            Pipe& pair = other.pipe_pairs[i];
            bool const is_branch = i + 1 == pairs;
            auto const present = is_branch ? 0 : static_cast<std::size_t>(given.sizes[i]);
            allowed = allowed && size[i] >= present;
            pair.catalogue = entries[size[i]].id;
            CatalogueEntry const& entry = entries[size[i]];
            double const length_m = is_branch ? found.branch->length_m : given.lengths_m[i];
            Surface const surface = is_branch ? shop.surface : pair.surface;
            double const per_m = surface == Surface::hard ? *entry.cost_hard_per_m : *entry.cost_soft_per_m;
            bool const pays = is_branch || size[i] > present;
            double const factor = is_branch ? project.connection.off_street_cost_factor : 1.0;
            cost += pays ? factor * length_m * per_m : 0.0;
        }
        auto const is_below = [&](std::vector<std::size_t> const& larger) {
            return std::equal(size.begin(), size.end(), larger.begin(), std::less_equal<>{});
        };
        if (!allowed || cost >= *found.cost * (1.0 - 1e-9) || std::ranges::any_of(too_small, is_below)) {
            continue;
        }
        ++looked_at;
        ASSERT_FALSE(keeps_every_limit(other, catalogue))
            << cost << " instead of " << *found.cost << ": sizes " << ::testing::PrintToString(size);
        too_small.push_back(size);
    }
    EXPECT_GT(looked_at, 5);
}

INSTANTIATE_TEST_SUITE_P(
    Trunks, LargerPipes,
    ::testing::Values(Case{"Even", 1.6, {3, 3, 2, 1}, {300.0, 300.0, 200.0, 200.0}, 300.0},
                      Case{"LongFirst", 2.0, {3, 2, 2, 2}, {500.0, 150.0, 150.0, 250.0}, 350.0},
                      Case{"LongLast", 1.5, {3, 3, 2, 1}, {100.0, 200.0, 150.0, 400.0}, 200.0},
                      Case{"Ample", 3.0, {3, 2, 1, 1}, {250.0, 250.0, 250.0, 250.0}, 500.0}),
    [](auto const& tested) { return std::string{tested.param.name}; });

} // namespace
} // namespace saggar
