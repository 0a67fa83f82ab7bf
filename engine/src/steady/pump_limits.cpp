// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "pump_limits.hpp"

#include "steps.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace saggar::detail {

namespace {

// The lift is found between these parts of its limit, never beyond it.
constexpr double least_part = 0.998;
constexpr double aim_part = 0.999;
// A plant whose pumps cannot send any more than this part of what was asked stands still.
constexpr double least_flow_part = 1e-4;
constexpr double at_most = 1.0 - 1e-6;

double lift_pa(SteadyWorkspace const& work, SteadyState const& state, std::size_t plant) {
    return -state.hydraulic.pressure_loss_pa[static_cast<std::size_t>(work.network->plants.link[plant])];
}

// Where lift is as the square of flow between the two, or through the lower one alone.
double flow_at(double pa, PumpLimit const& limit) {
    bool const both = std::isfinite(limit.high_kg_s) && limit.low_kg_s > 0.0;
    double const low_square = both ? limit.low_kg_s * limit.low_kg_s : 0.0;
    double const known_kg_s = std::isfinite(limit.high_kg_s) ? limit.high_kg_s : limit.low_kg_s;
    double const known_pa = std::isfinite(limit.high_kg_s) ? limit.high_pa : limit.low_pa;
    double const low_pa = both ? limit.low_pa : 0.0;
    double const square =
        low_square + (known_kg_s * known_kg_s - low_square) * (pa - low_pa) / (known_pa - low_pa);
    return std::sqrt(std::max(0.0, square));
}

} // namespace

void take_pump_limits(SteadyWorkspace& work) {
    std::size_t const substations = work.network->substations.size();
    for (std::size_t i = 0; i < work.pump_limits.size(); ++i) {
        work.log_largest[substations + i] =
            std::min(work.plant_log_unheld[i], std::log(work.pump_limits[i].most_kg_s));
    }
}

void start_pump_limits(SteadyWorkspace& work, bool warm) {
    for (PumpLimit& limit : work.pump_limits) {
        double const most_kg_s = limit.most_kg_s;
        limit = {};
        limit.most_kg_s = warm && most_kg_s > 2.0 * no_flow_kg_s ? most_kg_s : limit.most_kg_s;
    }
}

bool at_pump_limit(SteadyWorkspace const& work, std::size_t plant, double flow_kg_s) {
    return flow_kg_s >= work.pump_limits[plant].most_kg_s * at_most;
}

bool hold_pumps(SteadyWorkspace& work, SteadyState const& state) {
    PlantColumns const& plants = work.network->plants;
    bool moved = false;
    for (std::size_t i = 0; i < plants.size(); ++i) {
        bool const sets = plants.control[i] == PlantControl::heat || plants.control[i] == PlantControl::flow;
        auto const link = static_cast<std::size_t>(plants.link[i]);
        double const limit_pa = pressure_limit(*work.network, i);
        PumpLimit& limit = work.pump_limits[i];
        if (!sets || !std::isfinite(limit_pa) || work.closed[link] != 0) {
            continue;
        }
        double const flow = state.hydraulic.mass_flow_kg_s[link];
        double const lift = lift_pa(work, state, i);
        bool const stands = !(flow > 2.0 * no_flow_kg_s);
        bool const held = at_pump_limit(work, i, flow);
        bool const again = std::isfinite(limit.high_kg_s) && limit.low_kg_s == 0.0;
        limit.first_kg_s = std::max(limit.first_kg_s, flow);
        if (lift > limit_pa && !stands) {
            limit.high_kg_s = flow;
            limit.high_pa = lift;
            if (limit.low_kg_s >= flow) { // what others do has moved it
                limit.low_kg_s = 0.0;
            }
        } else if (held && !stands && lift < least_part * limit_pa) {
            limit.low_kg_s = flow;
            limit.low_pa = lift;
            if (limit.high_kg_s <= flow) {
                limit.high_kg_s = std::numeric_limits<double>::infinity();
            }
        } else {
            if (!held && flow > 0.0) { // the heat that is set needs less
                limit.most_kg_s = std::numeric_limits<double>::infinity();
            }
            continue;
        }
        constexpr double longest_stride = 2.0;
        double const aim_kg_s = flow_at(aim_part * limit_pa, limit);
        bool const between = aim_kg_s > limit.low_kg_s && aim_kg_s < limit.high_kg_s;
        double const upper = std::min(limit.high_kg_s, longest_stride * std::max(flow, limit.low_kg_s));
        double next = between ? std::clamp(aim_kg_s, flow / longest_stride, upper)
                              : std::midpoint(limit.low_kg_s, upper);
        if (again && lift > limit_pa) { // what others hold against it is most of its lift
            next = std::min(next, 0.5 * flow);
        }
        if (limit.low_kg_s == 0.0 && next < least_flow_part * limit.first_kg_s) {
            next = no_flow_kg_s;
        }
        limit.most_kg_s = next;
        moved = true;
    }
    return moved;
}

} // namespace saggar::detail
