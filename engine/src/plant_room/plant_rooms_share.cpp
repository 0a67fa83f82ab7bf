// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// What each plant is asked for in a step: the load that is expected, shared among sources and stores in their
// order, of each plant no more than it can give.

#include "plant_room/plant_rooms_state.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <utility>

namespace saggar {

namespace {

// The flow of a plant of given heat is found to 2e-3 (smeared_flow_tolerance): what it is asked for stays
// below what sources have by as much.
constexpr double heat_slack = 3e-3;
// A source of the plant that holds the pressure with a shortest time to run is called for this part more than
// its least, so that what is expected may be wrong by it and the source runs on: an assumption.
constexpr double above_least = 0.02;

} // namespace

// Whether the plant's heat is set here.
bool PlantRooms::Impl::free_heat(SimulationPoint const& point, std::size_t plant) const {
    return has_sources[plant] != 0 && network->plants.control[plant] == PlantControl::heat &&
           point.plant_tripped[plant] == 0 &&
           point.point.link_open[static_cast<std::size_t>(network->plants.link[plant])] != 0;
}

double PlantRooms::Impl::runs_on_w(Unit const& unit) {
    return unit.unit.must_run && !unit.unit.yields ? unit.unit.minimum_w : 0.0;
}

// What a plant that holds the pressure keeps for what nobody expected would come of what it calls last.
// Returns what was found to be kept.
double PlantRooms::Impl::keep_headroom(std::vector<Unit>& of, double kept_w) const {
    double left_w = kept_w;
    for (auto it = of.rbegin(); it != of.rend() && left_w > 0.0; ++it) {
        detail::DispatchUnit& unit = it->unit;
        if (holds(it->plant)) {
            double const of_unit_w = std::clamp(unit.maximum_w - runs_on_w(*it), 0.0, left_w);
            unit.maximum_w -= of_unit_w;
            unit.minimum_w = std::min(unit.minimum_w, unit.maximum_w);
            left_w -= of_unit_w;
        }
    }
    return kept_w - left_w;
}

// Units in merit order, of each plant no more than `most_w`: what would run beyond that is left to others.
void PlantRooms::Impl::hold_to(std::span<double const> most_w, std::vector<Unit>& of) {
    std::vector<double> left_w{most_w.begin(), most_w.end()};
    for (Unit const& unit : of) {
        left_w[unit.plant] -= runs_on_w(unit);
    }
    for (Unit& unit : of) {
        detail::DispatchUnit& made = unit.unit;
        double& left = left_w[unit.plant];
        double const must = runs_on_w(unit);
        double const may_w = std::min(made.maximum_w, std::max(0.0, left + must));
        bool const stops = may_w < made.minimum_w && !made.yields && must <= 0.0;
        made.maximum_w = stops ? 0.0 : may_w;
        made.minimum_w = std::min(made.minimum_w, made.maximum_w);
        left -= made.maximum_w - must;
    }
}

// Heat by plant, of units in merit order. What would have to cycle is left to others.
PlantRooms::Impl::Planned PlantRooms::Impl::cascade(std::vector<Unit> const& of, double load_w) const {
    std::vector<detail::DispatchUnit> plain;
    plain.reserve(of.size());
    for (Unit const& unit : of) {
        plain.push_back(unit.unit);
        plain.back().minimum_w = std::max(0.0, plain.back().minimum_w - room_w(unit.plant));
    }
    detail::DispatchResult const found = detail::dispatch(plain, load_w, 0.0);
    std::vector<double> const none(network->plants.size(), 0.0);
    Planned made{.heat_w = none,
                 .runs_long_w = none,
                 .most_w = none,
                 .called = std::vector<std::uint8_t>(of.size(), 0),
                 .uncovered_w = found.uncovered_w};
    for (std::size_t i = 0; i < of.size(); ++i) {
        if (found.on[i] == 1) {
            made.called[i] = 1;
            made.heat_w[of[i].plant] += found.heat_w[i];
            bool const runs_long = of[i].source >= 0 && !plain[i].yields &&
                                   least_run_s(static_cast<std::size_t>(of[i].source)) > 0.0;
            made.runs_long_w[of[i].plant] += runs_long ? plain[i].minimum_w : 0.0;
            made.most_w[of[i].plant] += of[i].unit.maximum_w;
        }
    }
    // A little more would call one more source.
    for (std::size_t p = 0; p < none.size(); ++p) {
        made.heat_w[p] = std::min(made.heat_w[p], made.most_w[p] * (1.0 - heat_slack));
    }
    return made;
}

// What nobody expected falls to the plant that holds the pressure. Where it is planned to give all that its
// called sources have, it would start one more, with its least heat: others give that much more instead,
// where they have it.
PlantRooms::Impl::Planned PlantRooms::Impl::leave_room(std::vector<Unit> const& of, Planned planned,
                                                       std::size_t holding, double load_w) const {
    double const margin_w = load_w * orders.pressure_holding_share;
    double const most_w = planned.most_w[holding];
    if (planned.heat_w[holding] < most_w * (1.0 - heat_slack) - margin_w) {
        return planned;
    }
    bool starts = false;
    std::vector<Unit> less = of;
    double left_w = margin_w;
    for (std::size_t i = of.size(); i-- > 0;) {
        detail::DispatchUnit& unit = less[i].unit;
        if (less[i].plant != holding) {
            continue;
        }
        if (planned.called[i] == 0) {
            starts = starts || (unit.maximum_w > 0.0 && unit.minimum_w > 0.0 && !unit.yields);
            unit = {};
            continue;
        }
        double const of_unit_w = std::clamp(unit.maximum_w - unit.minimum_w, 0.0, left_w);
        unit.maximum_w -= of_unit_w;
        left_w -= of_unit_w;
    }
    if (!starts || left_w > 0.0) {
        return planned;
    }
    Planned instead = cascade(less, load_w);
    bool const serves = instead.uncovered_w <= planned.uncovered_w && instead.most_w[holding] > 0.0;
    return serves && instead.heat_w[holding] >= most_w * (1.0 - heat_slack) - 2.0 * margin_w ? instead
                                                                                             : planned;
}

// Of the smallest of its sources: with less none of them runs.
double PlantRooms::Impl::least_heat_w(std::size_t plant) const {
    double least_w = std::numeric_limits<double>::infinity();
    for (Unit const& unit : units) {
        if (unit.plant == plant && unit.source >= 0 && unit.unit.maximum_w > 0.0) {
            least_w = std::min(least_w, unit.unit.minimum_w);
        }
    }
    return std::isfinite(least_w) ? least_w : 0.0;
}

void PlantRooms::Impl::set_heat(SimulationPoint& point) const {
    for (std::size_t p = 0; p < network->plants.size(); ++p) {
        if (has_sources[p] != 0 && network->plants.control[p] == PlantControl::heat) {
            point.point.plant_heat_w[p] = 0.0;
        }
    }
    for (std::size_t part = 0; part < parts.size(); ++part) {
        if (!parts[part].still) {
            share_heat(point, part);
        }
    }
}

void PlantRooms::Impl::share_heat(SimulationPoint& point, std::size_t part) const {
    std::int32_t const holding = parts[part].holding;
    double load_w = expected_w(part);
    bool any = false;
    for (std::size_t p = 0; p < network->plants.size(); ++p) {
        if (part_of_plant[p] != part) {
            continue;
        }
        any = any || free_heat(point, p);
        // Given heat, as far as it is none of ours.
        bool const given =
            network->plants.control[p] != PlantControl::pressure_holding && has_sources[p] == 0;
        load_w -= given ? set_without_sources_w(point, p) : 0.0;
    }
    if (!any) {
        return;
    }
    load_w = std::max(0.0, load_w);
    std::vector<Unit> all;
    for (Unit const& unit : units) {
        if (part_of_plant[unit.plant] == part && (holds(unit.plant) || free_heat(point, unit.plant))) {
            all.push_back(unit);
        }
    }
    std::vector<double> most_w(network->plants.size());
    for (std::size_t p = 0; p < most_w.size(); ++p) {
        most_w[p] = most_of_plant_w(point, p) * (free_heat(point, p) ? 1.0 - heat_slack : 1.0);
    }
    hold_to(most_w, all);
    bool const holder_heats = holding >= 0 && point.plant_tripped[static_cast<std::size_t>(holding)] == 0;
    if (holding >= 0 && !holder_heats) {
        // It would pump what lacks round cold, and much of it. Of what is set nobody has to take all.
        load_w *= 1.0 + orders.pressure_holding_share;
    }
    if (holder_heats && has_sources[static_cast<std::size_t>(holding)] == 0) {
        double const any_w =
            std::min(std::numeric_limits<double>::max(), most_w[static_cast<std::size_t>(holding)]);
        all.push_back({.plant = static_cast<std::size_t>(holding), .unit = {.maximum_w = any_w}});
    }
    std::vector<double> heat_w = plan(all, holder_heats ? holding : -1, load_w);
    if (state.known && hold_to_rise(point, heat_w, all)) {
        heat_w = plan(all, holder_heats ? holding : -1, load_w);
    }
    for (std::size_t p = 0; p < network->plants.size(); ++p) {
        if (part_of_plant[p] == part && free_heat(point, p)) {
            point.point.plant_heat_w[p] = heat_w[p];
        }
    }
}

// Plants that are planned to give more than they may rise to give that much, before all others, who make up
// for what lacks; who of them is to start then begins with no more than it may. False where all may do what
// is planned.
bool PlantRooms::Impl::hold_to_rise(SimulationPoint const& point, std::span<double const> planned_w,
                                    std::vector<Unit>& of) const {
    std::vector<double> most_w(network->plants.size(), std::numeric_limits<double>::infinity());
    std::vector<Unit> rising;
    for (std::size_t p = 0; p < most_w.size(); ++p) {
        if (!free_heat(point, p)) {
            continue;
        }
        double of_stores_w = 0.0; // come and go at once
        for (Unit const& unit : of) {
            of_stores_w += unit.plant == p && unit.store >= 0 ? unit.unit.maximum_w : 0.0;
        }
        double const rise_w = std::max(risen_w(p, point.plant_capacity_w[p], 0.0), least_heat_w(p));
        most_w[p] = rise_w + of_stores_w;
        if (planned_w[p] > most_w[p] * (1.0 + heat_slack)) {
            rising.push_back(
                {.plant = p,
                 .unit = {.minimum_w = rise_w, .maximum_w = rise_w, .must_run = true, .yields = false}});
        }
    }
    if (rising.empty()) {
        return false;
    }
    std::erase_if(of, [&](Unit const& unit) {
        return unit.source >= 0 && std::ranges::find(rising, unit.plant, &Unit::plant) != rising.end();
    });
    of.insert(of.begin(), rising.begin(), rising.end());
    hold_to(most_w, of);
    return true;
}

// Heat by plant of units in merit order, beside a plant that holds the pressure and has heat (-1: none).
std::vector<double> PlantRooms::Impl::plan(std::vector<Unit> all, std::int32_t holding, double load_w) const {
    double held_w = 0.0; // what the plant that holds the pressure has, and what of it runs on
    double must_w = 0.0;
    for (Unit const& unit : all) {
        if (static_cast<std::int32_t>(unit.plant) == holding) {
            held_w += unit.unit.maximum_w;
            must_w += runs_on_w(unit);
        }
    }
    held_w -= keep_headroom(all, held_w * orders.pressure_holding_headroom);
    Planned planned = cascade(all, load_w);
    if (holding < 0) {
        return planned.heat_w;
    }
    auto const holder = static_cast<std::size_t>(holding);
    planned = leave_room(all, std::move(planned), holder, load_w);
    double of_others_w = 0.0;
    for (std::size_t p = 0; p < network->plants.size(); ++p) {
        of_others_w += p == holder ? 0.0 : planned.heat_w[p];
    }
    // What the plant that holds the pressure is left, as far as it has it: what is expected is right to some
    // per cent only, and it makes up for that.
    double const kept_w = std::min(held_w, std::max(must_w + load_w * orders.pressure_holding_share,
                                                    planned.runs_long_w[holder] * (1.0 + above_least)));
    double const at_most_w = load_w - std::min(kept_w, load_w);
    if (of_others_w > at_most_w) {
        std::erase_if(all, [&](Unit const& unit) { return unit.plant == holder; });
        planned = cascade(all, at_most_w);
    }
    return planned.heat_w;
}

} // namespace saggar
