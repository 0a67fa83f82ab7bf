// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "branch_cost.hpp"
#include "reached_targets.hpp"

#include "saggar/engine/physics/friction.hpp"
#include "saggar/network/at.hpp"
#include "saggar/planning/hosting.hpp"

#include <algorithm>
#include <numbers>
#include <unordered_map>

namespace saggar {

namespace {

using detail::at;

constexpr double heat_capacity_j_kgk = 4190.0;
constexpr double density_kg_m3 = 972.0; // water at 80 °C, as the next
constexpr double viscosity_pa_s = 3.54e-4;

Point middle_of(std::vector<Point> const& line) {
    double left = 0.5 * length_m(line);
    for (std::size_t i = 0; i + 1 < line.size(); ++i) {
        double const piece = distance_m(line[i], line[i + 1]);
        if (piece > 0.0 && left <= piece) {
            return between(line[i], line[i + 1], left / piece);
        }
        left -= piece;
    }
    return line.back();
}

} // namespace

std::optional<double> largest_branch_w(Network const& network, double return_temperature_c) {
    Project const& project = network.project();
    auto const family = network.catalogue().family(project.connection.catalogue);
    if (family.empty()) {
        return std::nullopt;
    }
    CatalogueEntry const& largest = *family.back();
    double const bore = largest.inner_diameter_mm * 1e-3;
    double const steepest = project.limits.maximum_gradient_branch_pa_m; // of a branch, however wide
    double high = std::numbers::pi / 4.0 * bore * bore * density_kg_m3 * project.limits.maximum_velocity_m_s;
    auto const too_steep = [&](double flow_kg_s) {
        return pipe_pressure_loss(FrictionLaw::colebrook,
                                  {.length_m = 1.0,
                                   .inner_diameter_m = bore,
                                   .roughness = largest.roughness_mm * 1e-3,
                                   .zeta_sum = 0.0},
                                  density_kg_m3, viscosity_pa_s, flow_kg_s)
                   .loss_pa > steepest;
    };
    double low = 0.0;
    for (int i = 0; i < 40 && too_steep(high); ++i) {
        double const middle = 0.5 * (low + high);
        (too_steep(middle) ? high : low) = middle;
    }
    double const flow_kg_s = too_steep(high) ? low : high;
    double supply_c = return_temperature_c;
    for (double const plant_c : network.plants.supply_temperature_c) {
        supply_c = std::max(supply_c, plant_c);
    }
    return flow_kg_s * heat_capacity_j_kgk * (supply_c - return_temperature_c);
}

std::vector<HostingStreet> hosting_of_streets(Network const& network, std::vector<Street> const& streets,
                                              HostingReport const& report) {
    std::vector<HostingStreet> made;
    Project const& project = network.project();
    OperatingPoint const point =
        report.named_point.empty() ? design_point(network) : operating_point(network, report.named_point);
    TieInTargets targets = detail::reached_targets(tie_in_targets(project), network, point);
    if (report.nodes.empty() || (targets.lines.empty() && targets.nodes.empty())) {
        return made;
    }
    TieInSearch const search{
        streets, std::move(targets),
        detail::tie_in_options(project, network.catalogue().family(project.connection.catalogue))};
    std::optional<double> branch_w = largest_branch_w(network, report.return_temperature_c);
    if (branch_w && report.load_factor > 0.0) {
        *branch_w /= report.load_factor;
    } else {
        branch_w.reset(); // nothing flows
    }
    std::unordered_map<std::int32_t, std::int32_t> by_node;
    for (std::size_t i = 0; i < report.nodes.size(); ++i) {
        by_node.emplace(report.nodes[i].node, static_cast<std::int32_t>(i));
    }
    std::unordered_map<std::int32_t, std::int32_t> by_pair;
    for (HostingPair const& pair : report.pairs) {
        by_pair.emplace(pair.pair, pair.from_node);
    }
    for (std::size_t i = 0; i < streets.size(); ++i) {
        if (streets[i].line.size() < 2) {
            continue;
        }
        std::optional<HostingStreet> best;
        for (TieIn const& way : search.cheapest(middle_of(streets[i].line),
                                                static_cast<std::size_t>(project.connection.tie_in_points),
                                                project.connection.maximum_branch_length_m)) {
            bool const pair = way.pair >= 0;
            auto const known = pair ? by_pair.find(way.pair) : by_node.find(way.node);
            if (known == (pair ? by_pair : by_node).end()) {
                continue;
            }
            double const hosts = report.nodes[at(known->second)].at.capacity_w;
            HostingStreet one;
            one.street = i;
            one.branch_length_m = way.length_m();
            one.tie_in = pair ? project.pipe_pairs[at(way.pair)].id : project.nodes[at(way.node)].id;
            one.node = known->second;
            one.bound_by_branch = branch_w && *branch_w < hosts;
            one.capacity_w = one.bound_by_branch ? *branch_w : hosts;
            if (!best || one.capacity_w > best->capacity_w) {
                best = one;
            }
        }
        if (best) {
            made.push_back(*best);
        }
    }
    return made;
}

} // namespace saggar
