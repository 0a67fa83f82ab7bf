// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "feedback.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace saggar::detail {

namespace {

// More than what was missing, so that the same is not missed again for round-off.
constexpr double more = 1.02;
constexpr double least_step_pa = 20.0;
// A consumer that goes without heat and shows no lack of pressure.
constexpr double unserved_step_pa = 2000.0;

bool enlarge(std::int32_t line, Design const& design, SizingOptions const& options, SizingDemands& demands) {
    for (std::size_t pair = 0; pair < options.pairs.size(); ++pair) {
        auto const first = static_cast<std::int32_t>(options.supply_line[pair]);
        if (line == first || line == first + 1) {
            std::size_t const next = design.sizes[pair] + 1;
            if (next < options.entries.size() && next > demands.least[pair]) {
                demands.least[pair] = next;
                return true;
            }
            return false;
        }
    }
    return false;
}

bool lift_less(double excess_pa, Design const& design, SizingDemands& demands) {
    bool any = false;
    for (std::size_t plant = 0; plant < demands.largest_lift_pa.size(); ++plant) {
        double const lift = design.envelope.plant_differential_pressure_pa[plant];
        double const allowed =
            std::min(lift, demands.largest_lift_pa[plant]) - more * excess_pa - least_step_pa;
        if (lift > 0.0 && allowed > 0.0) {
            demands.largest_lift_pa[plant] = allowed;
            any = true;
        }
    }
    return any;
}

} // namespace

std::size_t substation_of(Network const& network, std::int32_t link) {
    return static_cast<std::size_t>(std::ranges::find(network.substations.link, link) -
                                    network.substations.link.begin());
}

SizingDemands no_demands(DesignJudge const& judge, Network const& network) {
    return {.least = std::vector<std::size_t>(judge.options().pairs.size(), 0),
            .extra_pa = std::vector<double>(network.substations.size(), 0.0),
            .largest_lift_pa =
                std::vector<double>(network.plants.size(), std::numeric_limits<double>::infinity())};
}

bool learn(Design const& design, DesignJudge const& judge, SizingDemands& demands) {
    Network const& network = *design.network;
    bool learnt = false;
    std::vector<double> missing(network.substations.size(), 0.0);
    double excess = 0.0;
    for (LimitFinding const& finding : design.broken) {
        switch (finding.kind) {
        case LimitKind::pipe_velocity:
        case LimitKind::pipe_gradient:
            learnt = enlarge(finding.element, design, judge.options(), demands) || learnt;
            break;
        case LimitKind::substation_differential_pressure: {
            double& lack = missing[substation_of(network, finding.element)];
            lack = std::max(lack, -finding.margin);
            break;
        }
        case LimitKind::pipe_pressure:
        case LimitKind::plant_differential_pressure: excess = std::max(excess, -finding.margin); break;
        default: break; // no pipe mends it
        }
    }
    for (std::int32_t const who : design.unserved) {
        double& lack = missing[static_cast<std::size_t>(who)];
        double const own = -design.envelope.substation_margin_pa[static_cast<std::size_t>(who)];
        lack = std::max(lack, own > 0.0 ? own : unserved_step_pa);
    }
    for (std::size_t i = 0; i < missing.size(); ++i) {
        if (missing[i] > 0.0) {
            demands.extra_pa[i] += more * missing[i] + least_step_pa;
            learnt = true;
        }
    }
    return (excess > 0.0 && lift_less(excess, design, demands)) || learnt;
}

} // namespace saggar::detail
