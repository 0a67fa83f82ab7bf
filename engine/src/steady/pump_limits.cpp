// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "pump_limits.hpp"

#include "steps.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>

namespace saggar::detail {

namespace {

// The lift is found between these parts of its limit, never beyond it.
constexpr double least_part = 0.998;
constexpr double aim_part = 0.999;
// A plant whose pumps cannot send any more than this part of what was asked stands still.
constexpr double least_flow_part = 1e-4;
constexpr double at_most = 1.0 - 1e-6;
constexpr double longest_stride = 2.0;
constexpr double least_stride = 0.01; // of the largest flow that was tried
// One that stands still starts where what others hold against it is less than this part of what it lifts.
constexpr double starts_below = 0.98;
constexpr double least_lift_pa = 1.0;

double lift_pa(SteadyWorkspace const& work, SteadyState const& state, std::size_t plant) {
    return -state.hydraulic.pressure_loss_pa[static_cast<std::size_t>(work.network->plants.link[plant])];
}

struct Tried {
    double flow_kg_s;
    double lift_pa;
};

// Where lift is a part that others hold and one as the square of flow: through both.
double flow_at(double pa, Tried const& a, Tried const& b) {
    double const a_square = a.flow_kg_s * a.flow_kg_s;
    double const slope = (b.flow_kg_s * b.flow_kg_s - a_square) / (b.lift_pa - a.lift_pa);
    return std::sqrt(std::max(0.0, a_square + slope * (pa - a.lift_pa)));
}

enum class Lift : std::uint8_t { right, too_much, to_spare };

Lift judge(SteadyWorkspace const& work, SteadyState const& state, std::size_t plant) {
    PlantControl const control = work.network->plants.control[plant];
    auto const link = static_cast<std::size_t>(work.network->plants.link[plant]);
    double const limit_pa = pressure_limit(*work.network, plant);
    bool const limited = (control == PlantControl::heat || control == PlantControl::flow) &&
                         std::isfinite(limit_pa) && work.closed[link] == 0;
    if (!limited) {
        return Lift::right;
    }
    double const now_pa = lift_pa(work, state, plant);
    if (pumps_nothing(work, plant)) { // what others hold against it
        return now_pa < starts_below * limit_pa ? Lift::to_spare : Lift::right;
    }
    double const flow_kg_s = state.hydraulic.mass_flow_kg_s[link];
    if (now_pa > limit_pa && flow_kg_s > no_flow_kg_s) {
        return Lift::too_much;
    }
    return at_pump_limit(work, plant, flow_kg_s) && now_pa < least_part * limit_pa ? Lift::to_spare
                                                                                   : Lift::right;
}

// What is looked for next after a flow at which the lift is not as it should be.
void look_further(PumpLimit& limit, Lift judged, Tried const& now, double limit_pa) {
    bool const too_much = judged == Lift::too_much;
    Tried const low{limit.low_kg_s, limit.low_pa};
    Tried const high{limit.high_kg_s, limit.high_pa};
    limit.largest_kg_s = std::max(limit.largest_kg_s, now.flow_kg_s);
    (too_much ? limit.high_kg_s : limit.low_kg_s) = now.flow_kg_s;
    (too_much ? limit.high_pa : limit.low_pa) = now.lift_pa;
    bool const knows_low = !std::isnan(low.lift_pa);
    bool const knows_high = std::isfinite(high.flow_kg_s);
    double const aim_pa = aim_part * limit_pa;
    double const upper = std::min(
        limit.high_kg_s, std::max(longest_stride * now.flow_kg_s, least_stride * limit.largest_kg_s));
    Tried const& other = too_much || !knows_high ? low : high;
    double next = 0.0;
    if (too_much && !knows_low) { // what others hold against it may be most of its lift
        next = now.flow_kg_s *
               (knows_high ? 1.0 / longest_stride : std::max(1.0 / longest_stride, aim_pa / now.lift_pa));
    } else if (!too_much && !knows_high && !knows_low) {
        next = flow_at(aim_pa, {0.0, 0.0}, now);
    } else {
        next = flow_at(aim_pa, other, now);
    }
    if (!(next > limit.low_kg_s && next < upper)) {
        next = std::midpoint(limit.low_kg_s, upper);
    }
    limit.most_kg_s = next < least_flow_part * limit.largest_kg_s ? no_flow_kg_s : next;
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
    work.looked_at_pump = -1;
    for (PumpLimit& limit : work.pump_limits) {
        double const most_kg_s = limit.most_kg_s;
        limit = {};
        limit.most_kg_s = warm && most_kg_s > 2.0 * no_flow_kg_s ? most_kg_s : limit.most_kg_s;
    }
}

bool pumps_nothing(SteadyWorkspace const& work, std::size_t plant) {
    return work.pump_limits[plant].most_kg_s <= no_flow_kg_s;
}

bool at_pump_limit(SteadyWorkspace const& work, std::size_t plant, double flow_kg_s) {
    return pumps_nothing(work, plant) || flow_kg_s >= work.pump_limits[plant].most_kg_s * at_most;
}

bool hold_pumps(SteadyWorkspace& work, SteadyState const& state) {
    std::size_t const plants = work.pump_limits.size();
    std::size_t worst = plants;
    Lift judged = Lift::right;
    double furthest = 0.0;
    for (std::size_t i = 0; i < plants; ++i) {
        Lift const each = judge(work, state, i);
        if (each == Lift::right) {
            auto const flow_kg_s =
                state.hydraulic.mass_flow_kg_s[static_cast<std::size_t>(work.network->plants.link[i])];
            if (!at_pump_limit(work, i, flow_kg_s)) { // the heat that is set needs less
                work.pump_limits[i].most_kg_s = std::numeric_limits<double>::infinity();
            }
            continue;
        }
        // The one that is being looked at until it is right, then the one that is furthest off.
        double const off = work.looked_at_pump == static_cast<std::int32_t>(i)
                               ? std::numeric_limits<double>::infinity()
                               : std::abs(std::log(std::max(lift_pa(work, state, i), least_lift_pa) /
                                                   pressure_limit(*work.network, i)));
        if (worst == plants || off > furthest) {
            worst = i;
            judged = each;
            furthest = off;
        }
    }
    if (worst == plants) {
        work.looked_at_pump = -1;
        return false;
    }
    PumpLimit& limit = work.pump_limits[worst];
    if (work.looked_at_pump != static_cast<std::int32_t>(worst)) { // what others do has changed its bounds
        work.looked_at_pump = static_cast<std::int32_t>(worst);
        limit = {.most_kg_s = limit.most_kg_s, .largest_kg_s = limit.largest_kg_s};
    }
    auto const link = static_cast<std::size_t>(work.network->plants.link[worst]);
    look_further(limit, judged,
                 {.flow_kg_s = std::max(0.0, state.hydraulic.mass_flow_kg_s[link]),
                  .lift_pa = lift_pa(work, state, worst)},
                 pressure_limit(*work.network, worst));
    return true;
}

} // namespace saggar::detail
