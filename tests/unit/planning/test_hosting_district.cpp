// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// Hosting capacities of synthetic districts against brute force, and over threads.

#include "saggar/planning/hosting.hpp"

#include "district.hpp"

#include "saggar/engine/steady/design_envelope.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <utility>

namespace {

using namespace saggar;
using testing_support::district_project;

std::shared_ptr<Network const> built(Project const& project) {
    return Network::build(project, Catalogue{});
}

struct District {
    char const* name;
    int consumers;
    double loops;
    bool dwellings;
    bool own_lift;
    bool wide; // gradients hardly limited: pressure is what runs out
    std::size_t checked;
    std::uint64_t seed{1};
};
void PrintTo(District const& district, std::ostream* out) {
    *out << district.name;
}

Project with_room(District const& which) {
    Project project = district_project(
        {.consumers = which.consumers, .loop_share = which.loops, .hilly = true, .seed = which.seed});
    double peaks_kw = 0.0;
    for (Substation& substation : project.substations) {
        *substation.peak_kw *= which.dwellings ? 1.0 : 0.75;
        substation.heat_demand_kw = *substation.peak_kw;
        substation.dwellings =
            which.dwellings ? std::max(1, static_cast<int>(*substation.peak_kw / 12.0)) : 0;
        peaks_kw += *substation.peak_kw;
    }
    project.design.diversity = which.dwellings ? DiversityModel::thermos : DiversityModel::none;
    project.plants[0].capacity_kw = 1.2 * peaks_kw;
    if (which.wide) {
        project.limits.maximum_gradient_branch_pa_m = 3000.0;
        project.limits.maximum_gradient_trunk_pa_m = 3000.0;
        *project.plants[0].capacity_kw *= 5.0;
    }
    if (which.own_lift) {
        project.plants[0].maximum_differential_pressure_bar = *project.plants[0].differential_pressure_bar;
        project.plants[0].differential_pressure_bar.reset();
    }
    return project;
}

// By the whole network built anew with the load and every point of its envelope: the rule of
// study_connections, written down once more.
class BruteForce {
public:
    BruteForce(Project project, double return_c) : project_{std::move(project)}, return_c_{return_c} {
        base_ = solve(project_, base_network_).envelope;
        for (LimitFinding const& finding : base_.limits.broken) {
            before_[{finding.kind, element_id(*base_network_, finding)}] = finding.relative_margin();
        }
    }

    [[nodiscard]] bool fits(std::string const& node, double load_w) const {
        Project project = project_;
        Substation load;
        load.id = "the_load";
        load.node = node;
        load.peak_kw = load_w * 1e-3;
        load.return_temperature_c = return_c_;
        project.substations.push_back(load);
        std::shared_ptr<Network const> network;
        auto const [with, exhausted] = solve(project, network);
        if (!with.converged() || exhausted) {
            return false;
        }
        for (LimitFinding const& finding : with.limits.broken) {
            auto const known = before_.find({finding.kind, element_id(*network, finding)});
            if (known == before_.end() || finding.relative_margin() < known->second - 1e-4) {
                return false;
            }
        }
        for (std::size_t i = 0; i < with.substation_unmet_heat_w.size(); ++i) {
            double const before =
                i < base_.substation_unmet_heat_w.size() ? base_.substation_unmet_heat_w[i] : 0.0;
            if (with.substation_unmet_heat_w[i] > before + 1e-4 * network->substations.peak_w[i]) {
                return false;
            }
        }
        return true;
    }

private:
    struct Solved {
        DesignEnvelope envelope;
        bool exhausted{false}; // a plant sends out colder water than it is set to
    };

    static Solved solve(Project const& project, std::shared_ptr<Network const>& network) {
        network = Network::build(project, Catalogue{});
        SteadySolver solver{network};
        OperatingPoint const point = design_point(*network);
        SteadyState state;
        SteadyReport const report = solver.solve(point, state);
        bool const exhausted = std::ranges::any_of(network->plants.link, [&](std::int32_t link) {
            return state.link_status[static_cast<std::size_t>(link)] == ElementStatus::at_capacity;
        });
        DesignEnvelope none;
        none.status = report.status;
        return {report.converged() ? solve_design_envelope(network, point, state) : none, exhausted};
    }

    Project project_;
    double return_c_;
    std::shared_ptr<Network const> base_network_;
    DesignEnvelope base_;
    std::map<std::pair<LimitKind, std::string>, double> before_;
};

class HostingDistrict : public testing::TestWithParam<District> {};

TEST_P(HostingDistrict, AgreesWithBruteForceAtRandomNodes) {
    Project const project = with_room(GetParam());
    HostingReport const report = study_hosting(built(project));
    ASSERT_TRUE(report.base_converged) << report.diagnosis;
    BruteForce const brute_force{project, report.return_temperature_c};
    std::size_t node = 7;
    std::map<std::string, int> bounds;
    for (std::size_t i = 0; i < GetParam().checked; ++i) {
        node = (node * 6364136223846793005U + 1442695040888963407U) % report.nodes.size();
        HostingNode const& one = report.nodes[node];
        std::string const& id = project.nodes[static_cast<std::size_t>(one.node)].id;
        ++bounds[one.at.limit ? std::string{info(*one.at.limit).name} : std::string{to_string(one.at.bound)}];
        if (one.at.capacity_w > 0.0) {
            EXPECT_TRUE(brute_force.fits(id, one.at.capacity_w)) << id << ": " << one.at.capacity_w << " W";
        }
        ASSERT_NE(one.at.bound, HostingBound::none) << id;
        EXPECT_FALSE(
            brute_force.fits(id, std::max(one.at.capacity_w / 0.99, one.at.capacity_w + 100.0) + 1.0))
            << id << ": " << one.at.capacity_w << " W and 1 % more";
    }
    std::string seen;
    for (auto const& [kind, count] : bounds) {
        seen += kind + " " + std::to_string(count) + "; ";
    }
    RecordProperty("bounds", seen);
    RecordProperty("solves_per_node", std::to_string(static_cast<double>(report.solves) /
                                                     static_cast<double>(report.nodes.size())));
}

// Where a street taps a pair between its ends: in a network that is divided there and nowhere else.
TEST_P(HostingDistrict, AgreesWithBruteForceBetweenTheEnds) {
    Project const project = with_room(GetParam());
    std::size_t draw = 11;
    HostingOptions options;
    for (std::size_t i = 0; i < GetParam().checked / 5; ++i) {
        draw = draw * 6364136223846793005U + 1442695040888963407U;
        TieIn way;
        way.pair = static_cast<std::int32_t>((draw >> 20U) % project.pipe_pairs.size());
        way.position = 0.1 + 0.8 * static_cast<double>((draw >> 40U) % 1000) / 1000.0;
        options.streets.push_back({.street = i, .ways = {way}});
    }
    HostingReport const report = study_hosting(built(project), options);
    ASSERT_TRUE(report.base_converged) << report.diagnosis;
    ASSERT_GT(report.taps.size(), GetParam().checked / 6);
    for (HostingTap const& tap : report.taps) {
        Project divided = project;
        split_pair(divided, static_cast<std::size_t>(tap.place.pair), tap.place.position, "tee", "the_rest");
        BruteForce const brute_force{divided, report.return_temperature_c};
        double const found_w = tap.at.capacity_w;
        std::string const where = project.pipe_pairs[static_cast<std::size_t>(tap.place.pair)].id + " at " +
                                  std::to_string(tap.place.position) + ": " + std::to_string(found_w) + " W";
        if (found_w > 0.0) {
            EXPECT_TRUE(brute_force.fits("tee", found_w)) << where;
        }
        ASSERT_NE(tap.at.bound, HostingBound::none) << where;
        EXPECT_FALSE(brute_force.fits("tee", std::max(found_w / 0.99, found_w + 100.0) + 1.0))
            << where << " and 1 % more";
    }
    RecordProperty("solves", std::to_string(report.solves));
}

TEST_P(HostingDistrict, DoesNotDependOnThreads) {
    Project project = with_room(GetParam());
    HostingReport const one = study_hosting(built(project), {.threads = 1});
    for (int const threads : {2, 3}) {
        HostingReport const more = study_hosting(built(project), {.threads = threads});
        ASSERT_EQ(more.nodes.size(), one.nodes.size());
        EXPECT_EQ(more.solves, one.solves);
        for (std::size_t i = 0; i < one.nodes.size(); ++i) {
            EXPECT_EQ(more.nodes[i].at.capacity_w, one.nodes[i].at.capacity_w) << i;
            EXPECT_EQ(more.nodes[i].at.element, one.nodes[i].at.element) << i;
            EXPECT_EQ(more.nodes[i].at.value, one.nodes[i].at.value) << i;
        }
    }
}

// Two solves bracket a value; what comes beyond that is badly guessed.
TEST(HostingNeighbours, SaveSolves) {
    for (auto const& [loops, most] : {std::pair{0.0, 2.3}, std::pair{0.08, 2.55}}) {
        Project const project = with_room({"district", 120, loops, false, false, false, 0});
        HostingReport const report = study_hosting(built(project));
        double const each = static_cast<double>(report.solves) / static_cast<double>(report.nodes.size());
        EXPECT_LT(each, most) << "solves per node with " << loops << " of loops";
    }
}

INSTANTIATE_TEST_SUITE_P(
    Kinds, HostingDistrict,
    testing::Values(District{"tree", 120, 0.0, false, false, false, 50},
                    District{"mesh", 120, 0.08, false, false, false, 50},
                    District{"mesh_of_many_groups", 300, 0.05, false, false, false, 30},
                    District{"wide_tree", 100, 0.0, false, false, true, 30},
                    District{"wide_mesh", 100, 0.08, false, false, true, 30},
                    District{"own_lift_tree", 60, 0.0, false, true, false, 20},
                    District{"own_lift_wide_mesh", 60, 0.08, false, true, true, 20},
                    District{"dwellings_tree", 60, 0.0, true, false, false, 20},
                    District{"dwellings_wide_tree", 60, 0.0, true, false, true, 20},
                    District{"dwellings_wide_mesh", 60, 0.08, true, false, true, 20},
                    District{"dwellings_own_lift_wide", 60, 0.05, true, true, true, 20},
                    // Loads lead the water, and with it the design flows, another way.
                    District{"dwellings_rings", 40, 0.15, true, false, false, 40, 2},
                    District{"dwellings_more_rings", 40, 0.15, true, false, false, 40, 7},
                    District{"dwellings_most_rings", 40, 0.15, true, false, false, 40, 8}),
    [](auto const& tested) { return std::string{tested.param.name}; });

} // namespace
