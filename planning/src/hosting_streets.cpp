// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "branch_cost.hpp"
#include "hosting_search.hpp"
#include "hosting_taps.hpp"
#include "reached_targets.hpp"

#include "saggar/engine/physics/friction.hpp"
#include "saggar/network/at.hpp"
#include "saggar/planning/hosting.hpp"

#include <algorithm>
#include <numbers>
#include <utility>

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

std::vector<StreetTieIns> tie_ins_of_streets(Network const& network, std::vector<Street> const& streets,
                                             std::string const& asked) {
    std::vector<StreetTieIns> made;
    Project const& project = network.project();
    if (streets.empty()) {
        return made;
    }
    std::string const named = hosting_point(project, asked);
    OperatingPoint const point = named.empty() ? design_point(network) : operating_point(network, named);
    TieInTargets targets = detail::reached_targets(tie_in_targets(project), network, point);
    if (targets.lines.empty() && targets.nodes.empty()) {
        return made;
    }
    TieInSearch const search{
        streets, std::move(targets),
        detail::tie_in_options(project, network.catalogue().family(project.connection.catalogue))};
    for (std::size_t i = 0; i < streets.size(); ++i) {
        if (streets[i].line.size() < 2) {
            continue;
        }
        std::vector<TieIn> ways = search.cheapest(middle_of(streets[i].line),
                                                  static_cast<std::size_t>(project.connection.tie_in_points),
                                                  project.connection.maximum_branch_length_m);
        if (!ways.empty()) {
            made.push_back({.street = i, .ways = std::move(ways)});
        }
    }
    return made;
}

HostingValue const& value_of(HostingReport const& report, HostingStreet const& street) {
    return street.tap >= 0 ? report.taps[at(street.tap)].at : report.nodes[at(street.node)].at;
}

std::vector<HostingStreet> hosting_of_streets(Network const& network,
                                              std::vector<StreetTieIns> const& tie_ins,
                                              HostingReport const& report) {
    Project const& project = network.project();
    std::optional<double> const branch_w = detail::branch_peak_w(network, report);
    detail::HostedTieIns const known{report, project};
    std::vector<HostingStreet> made;
    for (StreetTieIns const& street : tie_ins) {
        std::optional<HostingStreet> best;
        auto const hold = [&](TieIn const& way, HostingStreet one) {
            if (one.node < 0 && one.tap < 0) {
                return;
            }
            HostingValue const& value = value_of(report, one);
            one.street = street.street;
            one.branch_length_m = way.length_m();
            one.tie_in = way.pair >= 0 ? project.pipe_pairs[at(way.pair)].id : project.nodes[at(way.node)].id;
            one.bound_by_branch = branch_w && *branch_w < value.capacity_w;
            one.capacity_w = one.bound_by_branch ? *branch_w : value.capacity_w;
            bool const tapped = one.tap >= 0 || (best && best->tap >= 0);
            double const alike = tapped ? 1.0 + detail::hosting_resolution : 1.0;
            if (!best || one.capacity_w > best->capacity_w * alike) {
                best = std::move(one);
            }
        };
        for (TieIn const& way : street.ways) {
            bool const by_end = way.pair >= 0 && report.taps.empty();
            hold(way, {.node = by_end ? known.worse_end(way) : known.node(way), .tap = known.tap(way)});
        }
        if (best) {
            made.push_back(*best);
        }
    }
    return made;
}

} // namespace saggar
