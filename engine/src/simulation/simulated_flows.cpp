// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// Which flows a step is taken with, round by round.

#include "simulation_state.hpp"

#include "steady/set_flows.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

namespace saggar {

namespace {

// A flow moves by no more than this factor's logarithm in a round.
constexpr double longest_move = 1.0;
constexpr double infinity = std::numeric_limits<double>::infinity();
// Rounds in which all flows are looked for together.
constexpr int rounds_together = 6;
// Bounds of a jump this close to each other have been left behind by it.
constexpr double closed_bounds = 1e-4;
constexpr double flow_tolerance = 1e-10; // of the hydraulic solver, part of the sum of all flows
constexpr double pressure_tolerance_pa = 1e-3;
constexpr int pressure_rounds = 60;
// What merging smears moves a flow the more the less its water is cooled; flows are held to their tolerance
// at this drop, and at smaller ones to as many kelvins of the return temperature. Below the second no
// further.
constexpr double usual_drop_k = 30.0;
constexpr double least_drop_k = 1.0;
// A rule that gives a consumer so little less than his demand does not leave him short.
constexpr double least_of_demand = 1e-9;
// Small beside what colder water may be cooled below the mean return.
constexpr double telling_miss_k = 1.0;
// Of how a consumer's own flow changes what it asks for, -d ln(asked)/d ln(flow), at most.
constexpr double largest_slope = 2.0;
// A plant that is asked for heat at next to no temperature difference would pump without end, J/kg.
constexpr double least_heat_j_kg = 1.0;

} // namespace

double FlowSearch::next(double taken_now, double asked_now, bool jumps) {
    double const excess = asked_now - taken_now;
    (excess > 0.0 ? low : high) = taken_now;
    short_at = excess > 0.0 ? taken_now : short_at;
    double move = excess;
    if (known && std::abs(taken_now - taken) > 1e-12) {
        // One that asks for less the more it takes is met half way; one that asks for more, further on.
        double const slope = std::clamp((asked_now - asked) / (taken_now - taken), -20.0, 0.5);
        move /= 1.0 - slope;
    }
    // What others do moves the flow that is looked for: bounds that no longer hold go.
    double const width = high - low;
    if (width <= 0.0 || width < (jumps ? closed_bounds : 0.5 * std::abs(move))) {
        (excess > 0.0 ? high : low) = excess > 0.0 ? infinity : -infinity;
    }
    taken = taken_now;
    asked = asked_now;
    known = true;
    bool const between = std::isfinite(low) && std::isfinite(high);
    // Always the same way with nothing in sight: where more flow brings more cold water, which asks for yet
    // more, the end is the largest flow. It is gone for in strides that double. Else half of the way.
    bool const one_way = !between && moved * excess > 0.0;
    move = one_way ? std::copysign(std::max(std::abs(excess), 2.0 * std::abs(moved)), excess) : 0.5 * move;
    moved = std::clamp(move, -longest_move, longest_move);
    return between ? std::midpoint(low, high) : taken_now + moved;
}

double NetworkSimulation::Impl::asked_by_substation(std::size_t i) const {
    detail::ConsumerInput const& input = work.consumer[i];
    std::int32_t const link = network().substations.link[i];
    double const largest = detail::largest_flow(work, i);
    detail::ConsumerAnswer const answer =
        detail::required_flow(input, work.fluid, work.heat_rule, arriving_c(link),
                              work.dissipation_j_kg[static_cast<std::size_t>(link)], largest);
    bool const given = input.control == SubstationControl::mass_flow;
    double flow = answer.mass_flow_kg_s;
    // Colder than what it sends back: no flow would do, as much as passes is taken.
    bool const hopeless = !given && !(flow > 0.0 && flow < largest);
    if (hopeless) {
        flow = input.heat_demand_w > 0.0 ? largest : 0.0;
    }
    return std::log(std::max(flow, detail::no_flow_kg_s));
}

double NetworkSimulation::Impl::capacity_w(SimulationPoint const& point, std::size_t plant) const {
    double const of_project = network().plants.capacity_w[plant].value_or(infinity);
    return point.plant_capacity_w.empty() ? of_project : std::min(of_project, point.plant_capacity_w[plant]);
}

double NetworkSimulation::Impl::asked_by_plant(SimulationPoint const& point, std::size_t i) const {
    PlantColumns const& plants = network().plants;
    double const wanted_c = point.point.plant_supply_temperature_c[i];
    double const heat_j_kg =
        detail::heat_between_j_kg(work.fluid, work.heat_rule, wanted_c, arriving_c(plants.link[i]));
    double const heat_w = std::min(point.point.plant_heat_w[i], capacity_w(point, i));
    if (detail::gives_what_is_taken(work, flow_kg_s(plants.link[i]), heat_j_kg, heat_w)) {
        return taken[network().substations.size() + i];
    }
    double const largest = work.log_largest[network().substations.size() + i];
    if (heat_j_kg <= 0.0) { // what comes back is no colder than what it is to send out: it stands still
        return std::log(detail::no_flow_kg_s);
    }
    double const wanted = heat_j_kg > least_heat_j_kg ? std::log(heat_w / heat_j_kg) : largest;
    return std::min(wanted, largest);
}

void NetworkSimulation::Impl::first_flows(SimulationPoint const& point) {
    std::size_t const substations = network().substations.size();
    std::fill(search.begin(), search.end(), FlowSearch{});
    together.restart();
    for_each(substations, [this](std::size_t i) { taken[i] = asked_by_substation(i); });
    for (std::size_t i = 0; i < network().plants.size(); ++i) {
        bool const given =
            network().plants.control[i] == PlantControl::heat && point.point.plant_heat_w[i] > 0.0;
        taken[substations + i] = given ? asked_by_plant(point, i) : 0.0;
    }
}

void NetworkSimulation::Impl::expect_arrivals(SimulationPoint const& point, double duration_s) {
    std::fill(asks.begin(), asks.end(), std::uint8_t{0});
    for (std::int32_t const link : network().substations.link) {
        asks[static_cast<std::size_t>(link)] = 1;
    }
    for (std::size_t i = 0; i < network().plants.size(); ++i) {
        asks[static_cast<std::size_t>(network().plants.link[i])] =
            network().plants.control[i] == PlantControl::heat && point.point.plant_heat_w[i] > 0.0 ? 1 : 0;
    }
    std::fill(expected_c.begin(), expected_c.end(), std::numeric_limits<double>::quiet_NaN());
    double const before_w = std::accumulate(result.demand_w.begin(), result.demand_w.end(), 0.0);
    if (!(before_w > 0.0)) {
        return;
    }
    set_plant_rules(point);
    double const hottest_c = std::max(*std::ranges::max_element(point.point.plant_supply_temperature_c),
                                      *std::ranges::max_element(state.temperature_c));
    std::vector<double> flow = state.hydraulic.mass_flow_kg_s;
    std::vector<double> taken_kg_s(flow.size());
    std::transform(flow.begin(), flow.end(), taken_kg_s.begin(), [](double each) { return std::abs(each); });
    // Flows follow the demand, then what is asked for at the temperatures that those would bring.
    for (std::size_t i = 0; i < expected_c.size(); ++i) {
        if (result.demand_w[i] > 0.0) {
            taken_kg_s[static_cast<std::size_t>(network().substations.link[i])] *=
                point.point.heat_demand_w[i] / result.demand_w[i];
        }
    }
    // What a plant at its capacity sends out is the colder the more is taken: no demand follows from it
    // alone.
    bool const bound = std::ranges::any_of(capacity_bound, [](std::uint8_t each) { return each != 0; });
    if (!expect_with(duration_s, hottest_c, taken_kg_s, flow) || bound) {
        return;
    }
    for_each(expected_c.size(), [&](std::size_t i) {
        taken_kg_s[static_cast<std::size_t>(network().substations.link[i])] =
            std::exp(asked_by_substation(i));
    });
    expect_with(duration_s, hottest_c, taken_kg_s, flow);
}

bool NetworkSimulation::Impl::expect_with(double duration_s, double hottest_c,
                                          std::span<double const> taken_kg_s, std::span<double> flow_kg_s) {
    if (!heat->expect(heat_step(duration_s, flow_kg_s), asks, taken_kg_s, flow_kg_s, state.temperature_c)) {
        return false;
    }
    for (std::size_t i = 0; i < expected_c.size(); ++i) {
        expected_c[i] = arriving_c(network().substations.link[i]);
    }
    // As much besides as there was in the last step: nothing moves in a steady state. Where that would be
    // hotter than anything that is sent out it was of a step unlike this one, as the first flow after none.
    for (std::size_t i = 0; i < expected_c.size(); ++i) {
        std::int32_t const node =
            network().links.from[static_cast<std::size_t>(network().substations.link[i])];
        state.temperature_c[static_cast<std::size_t>(node)] =
            expected_c[i] + beyond_expected_k[i] <= hottest_c ? expected_c[i] + beyond_expected_k[i]
                                                              : expected_c[i];
    }
    return true;
}

void NetworkSimulation::Impl::learn_from_arrivals() {
    for (std::size_t i = 0; i < expected_c.size(); ++i) {
        beyond_expected_k[i] =
            std::isnan(expected_c[i]) ? 0.0 : arriving_c(network().substations.link[i]) - expected_c[i];
    }
}

// Steadily, more flow brings water that is nearer to what plants send out: d T/d ln(flow) is what it cools by
// on its way, and asks for less flow in proportion to its drop.
double NetworkSimulation::Impl::own_answer(std::size_t i, double hottest_c) const {
    if (work.consumer[i].control != SubstationControl::return_temperature) {
        return asked[i];
    }
    double const arriving = arriving_c(network().substations.link[i]);
    double const drop = std::max(least_drop_k, arriving - work.consumer[i].return_temperature_c);
    double const slope = std::clamp((hottest_c - arriving) / drop, 0.0, largest_slope);
    return taken[i] + (asked[i] - taken[i]) / (1.0 + slope);
}

double NetworkSimulation::Impl::smeared_part(std::size_t i) const {
    auto const link = static_cast<std::size_t>(network().substations.link[i]);
    double const arriving = arriving_c(network().substations.link[i]);
    double const back =
        detail::return_temperature_c(work.consumer[i], work.fluid, work.heat_rule, arriving,
                                     state.hydraulic.mass_flow_kg_s[link], work.dissipation_j_kg[link]);
    return std::clamp(arriving - back, least_drop_k, usual_drop_k) / usual_drop_k;
}

// What a consumer of this round took was set for what was expected to arrive. By how much that was missed, as
// part of a usual drop, where it matters: for one who is short of heat always, and for others where it moves
// how far the water may be cooled by more than water of a step varies.
double NetworkSimulation::Impl::missed_by_rule(std::size_t i, bool short_of_flow) const {
    detail::ConsumerInput const& input = work.consumer[i];
    std::int32_t const link = network().substations.link[i];
    auto const place = static_cast<std::size_t>(link);
    double const flow = flow_kg_s(link);
    if (!(flow > options.heat.smallest_flow_kg_s) || !(input.heat_demand_w > 0.0) ||
        input.control == SubstationControl::return_temperature) {
        return 0.0;
    }
    double const given_w = flow * work.dissipation_j_kg[place] - rule_value[place];
    bool const is_short = short_of_flow || given_w < input.heat_demand_w * (1.0 - least_of_demand);
    double const missed_k = std::abs(arriving_c(link) - rule_arriving_c[i]);
    bool const limited = input.control != SubstationControl::temperature_drop; // that one by the ground
    return is_short || (limited && missed_k > telling_miss_k) ? missed_k / usual_drop_k : 0.0;
}

double NetworkSimulation::Impl::next_flows(SimulationPoint const& point, int round) {
    // At first all together, by what their changes have told; where that does not settle, each alone.
    bool const alone = round > rounds_together;
    bool const smeared = round > options.rounds_until_smeared;
    std::size_t const substations = network().substations.size();
    double largest = 0.0;
    result.last_to_settle = -1;
    result.flow_jump_relative = 0.0;
    bool const may_jump = round > options.rounds_until_jumping;
    auto const look_at = [&](std::int32_t link, FlowSearch const& of, double taken_now, double change) {
        if (may_jump && change < 0.0 && taken_now - of.short_at < options.jump_width) {
            result.flow_jump_relative = std::max(result.flow_jump_relative, -change);
        } else if (std::abs(change) > largest) {
            largest = std::abs(change);
            result.last_to_settle = link;
        }
    };
    asked_now.resize(substations);
    for_each(substations, [this](std::size_t i) { asked_now[i] = asked_by_substation(i); });
    for (std::size_t i = 0; i < substations; ++i) {
        std::int32_t const link = network().substations.link[i];
        double const wanted = asked_now[i];
        // Who is short of pressure does not get what he asks for.
        bool const follows = flow_kg_s(link) >= std::exp(taken[i]) * (1.0 - 1e-6);
        double const missed = missed_by_rule(i, !follows || wanted >= work.log_largest[i]);
        if (missed > largest) {
            largest = missed;
            result.last_to_settle = link;
        }
        if (follows && work.consumer[i].heat_demand_w > 0.0) {
            look_at(link, search[i], taken[i], (wanted - taken[i]) * (smeared ? smeared_part(i) : 1.0));
        }
        if (alone) {
            taken[i] =
                std::min(search[i].next(taken[i], wanted, may_jump), std::max(wanted, work.log_largest[i]));
        } else {
            asked[i] = std::min(wanted, work.log_largest[i]);
            if (!follows) {
                taken[i] = asked[i];
            }
        }
    }
    for (std::size_t i = 0; i < network().plants.size(); ++i) {
        if (network().plants.control[i] == PlantControl::heat && point.point.plant_heat_w[i] > 0.0 &&
            open(network().plants.link[i])) {
            std::size_t const k = substations + i;
            double const wanted = asked_by_plant(point, i);
            look_at(network().plants.link[i], search[k], taken[k], wanted - taken[k]);
            if (alone) {
                taken[k] = std::min(search[k].next(taken[k], wanted, may_jump), work.log_largest[k]);
            } else {
                asked[k] = wanted;
            }
        } else {
            asked[substations + i] = taken[substations + i];
        }
    }
    if (!alone) {
        double const hottest_c = *std::max_element(point.point.plant_supply_temperature_c.begin(),
                                                   point.point.plant_supply_temperature_c.end());
        // What a plant at its capacity sends out is the colder the more is taken.
        bool const given = std::none_of(capacity_bound.begin(), capacity_bound.end(),
                                        [](std::uint8_t bound) { return bound != 0; });
        for (std::size_t i = 0; given && i < substations; ++i) {
            asked[i] = own_answer(i, hottest_c);
        }
        std::vector<double> const last = taken;
        together.advance(taken, asked);
        for (std::size_t i = 0; i < taken.size(); ++i) {
            taken[i] = std::min(std::clamp(taken[i], last[i] - longest_move, last[i] + longest_move),
                                std::max(asked[i], work.log_largest[i]));
        }
    }
    return largest;
}

namespace {

// The differential pressure that serves everybody. A change of it reaches the index consumer undiminished
// while flows are given; where valves limit, some of it goes into more flow, and a secant says how much.
// Where the index consumer changes on the way the slope does too, and secants may go round in a circle: what
// was tried on either side bounds them.
class PressureSearch {
public:
    // `asked_pa` was asked for where `tried_pa` was tried: what to try next, up to `limit_pa`.
    double next(double tried_pa, double asked_pa, double limit_pa) {
        double const moved = asked_pa - tried_pa;
        double step = moved;
        if (known_ && tried_pa != tried_pa_) {
            double const reaches = (moved_pa_ - moved) / (tried_pa - tried_pa_);
            step = moved / std::clamp(reaches, least_reach, 1.0);
        }
        known_ = asked_pa < limit_pa;
        tried_pa_ = tried_pa;
        moved_pa_ = moved;
        (moved > 0.0 ? too_low_pa_ : too_high_pa_) = tried_pa;
        double const width = too_high_pa_ - too_low_pa_;
        double const to_try = tried_pa + step;
        bool const inside = too_low_pa_ < to_try && to_try < too_high_pa_;
        bool const nearer = std::abs(moved) <= 0.5 * moved_before_last_pa_;
        moved_before_last_pa_ = std::exchange(moved_last_pa_, std::abs(moved));
        if (std::isfinite(width) && width > 0.0 && !(inside && nearer)) {
            return too_low_pa_ + 0.5 * width;
        }
        return std::clamp(to_try, 0.0, limit_pa);
    }

private:
    static constexpr double least_reach = 0.05;
    static constexpr double unbounded = std::numeric_limits<double>::infinity();
    bool known_{false};
    double tried_pa_{0.0};
    double moved_pa_{0.0};
    double too_low_pa_{-unbounded};
    double too_high_pa_{unbounded};
    double moved_last_pa_{unbounded};
    double moved_before_last_pa_{unbounded};
};

} // namespace

SimulationReport NetworkSimulation::Impl::find_flows(SimulationPoint const& point) {
    std::copy(taken.begin(), taken.end(), work.unknown.begin());
    std::vector<PressureSearch> searches(work.controlled_plants.size());
    // Set heat has nowhere to go where nobody but bypasses takes water: round and round in a step it would
    // heat what comes back of it. Water is let back then.
    work.check_valves_yield =
        network().bypasses.size() > 0 &&
        std::ranges::none_of(work.consumer, [](auto const& consumer) { return consumer.wants_water(); });
    work.taken_part = 1.0;
    work.lets_back.clear();
    for (int round = 0; round < pressure_rounds; ++round) {
        HydraulicReport report = detail::run_hydraulics(work, point.point, state, flow_tolerance);
        if (!detail::flows_found(report)) {
            state.hydraulic.solved = false; // once more from nothing
            report = detail::run_hydraulics(work, point.point, state, flow_tolerance);
        }
        if (!detail::flows_found(report) && !work.check_valves_yield) {
            work.check_valves_yield = true;
            state.hydraulic.solved = false;
            report = detail::run_hydraulics(work, point.point, state, flow_tolerance);
        }
        if (!detail::flows_found(report)) {
            return {.status = SimulationStatus::hydraulics_failed,
                    .diagnosis = detail::describe_hydraulics(network(), report)};
        }
        std::vector<double> const tried = work.plant_lift_pa;
        double const moved = detail::control_pressure(work, state, 0.0); // flows are given here
        if (std::abs(moved) <= pressure_tolerance_pa) {
            detail::set_inflows(work, state);
            return {};
        }
        for (std::size_t i = 0; i < searches.size() && std::isfinite(moved); ++i) {
            auto const plant = static_cast<std::size_t>(work.controlled_plants[i]);
            double& lift = work.plant_lift_pa[plant];
            lift = searches[i].next(tried[plant], lift, detail::pressure_limit(network(), plant));
        }
    }
    return {.status = SimulationStatus::hydraulics_failed,
            .diagnosis = "the differential pressure that serves everybody was not found" +
                         detail::describe_rivals(work)};
}

} // namespace saggar
