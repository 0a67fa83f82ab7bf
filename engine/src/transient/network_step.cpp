// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "transient_heat_state.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

namespace saggar {

void TransientHeat::State::send(std::size_t link, HeatStep const& step, double duration_s,
                                std::span<HeatPiece const> entering, HeatHistory& leaving, Lane& lane,
                                double& loses_j) {
    if (pipe_of[link] >= 0) {
        PipeHeat const heat = pipes.step(static_cast<std::size_t>(pipe_of[link]),
                                         {.mass_flow_kg_s = step.mass_flow_kg_s[link],
                                          .duration_s = duration_s,
                                          .conductance_w_mk = step.conductance_w_mk[link],
                                          .ambient_c = step.ambient_c[link]},
                                         entering, leaving, lane.pipes);
        loses_j += heat.lost_j;
        return;
    }
    double const flow = std::abs(step.mass_flow_kg_s[link]);
    double const value = step.rule_value[link];
    leaving.begin(0.0);
    switch (step.rule[link]) {
    case LinkRule::pass:
        for (HeatPiece const& piece : entering) {
            leaving.append(piece.until, piece.heat_content_j_kg);
        }
        break;
    case LinkRule::outlet_temperature:
        leaving.append(1.0, fluid.heat_content_j_kg(value));
        break; // what it added: when its inlet is known
    case LinkRule::heat: {
        bool const cools = value < 0.0;
        double const none_j_kg =
            cools ? -std::numeric_limits<double>::infinity() : std::numeric_limits<double>::infinity();
        double const limit_j_kg =
            std::isfinite(step.limit_c[link]) ? fluid.heat_content_j_kg(step.limit_c[link]) : none_j_kg;
        double const drop = cools ? drop_j_kg(link, step, limit_j_kg, entering) : 0.0;
        double begin = 0.0;
        for (HeatPiece const& piece : entering) {
            double const h = piece.heat_content_j_kg;
            double const after = cools ? std::max(h - drop, std::min(h, limit_j_kg))
                                       : std::min(h + value / flow, std::max(h, limit_j_kg));
            leaving.append(piece.until, after);
            added_j[link] += flow * duration_s * (piece.until - begin) * (after - h);
            begin = piece.until;
        }
        break;
    }
    case LinkRule::temperature_rise: {
        double begin = 0.0;
        for (HeatPiece const& piece : entering) {
            double const warmer =
                fluid.heat_content_j_kg(fluid.temperature_c(piece.heat_content_j_kg) + value);
            leaving.append(piece.until, warmer);
            added_j[link] += flow * duration_s * (piece.until - begin) * (warmer - piece.heat_content_j_kg);
            begin = piece.until;
        }
        break;
    }
    }
}

double TransientHeat::State::drop_j_kg(std::size_t link, HeatStep const& step, double limit_j_kg,
                                       std::span<HeatPiece const> entering) {
    double const flow = std::abs(step.mass_flow_kg_s[link]);
    double const asked_w = -step.rule_value[link];
    double const largest = std::max(flow, step.largest_flow_kg_s[link]);
    double drop = asked_w / flow;
    auto const above = [&](HeatPiece const& piece) {
        return std::max(0.0, piece.heat_content_j_kg - limit_j_kg);
    };
    // With a valve that opens in time a kilogram of cold water passes within 1/largest, and what it does not
    // give until then lacks: as a mean over the water of the step.
    double wanted_j_kg = drop;
    double begin = 0.0;
    bool lacks = false;
    for (HeatPiece const& piece : entering) {
        wanted_j_kg -= (piece.until - begin) * std::max(0.0, asked_w / largest - above(piece));
        lacks = lacks || above(piece) < drop;
        begin = piece.until;
    }
    // Those that the limit holds are told one by one as the drop of the others grows.
    for (std::size_t i = 0; lacks && i < entering.size(); ++i) {
        double of_held_j_kg = 0.0;
        double free_part = 0.0;
        begin = 0.0;
        for (HeatPiece const& piece : entering) {
            double const part = piece.until - begin;
            bool const held = above(piece) <= drop;
            of_held_j_kg += held ? part * above(piece) : 0.0;
            free_part += held ? 0.0 : part;
            begin = piece.until;
        }
        double const next = free_part > 0.0 ? (wanted_j_kg - of_held_j_kg) / free_part : drop;
        lacks = next > drop;
        drop = std::max(drop, next);
    }
    return drop;
}

std::span<HeatPiece const> TransientHeat::State::with_debt(std::size_t link, double mass_kg,
                                                           std::span<HeatPiece const> entering, Lane& lane) {
    if (!owes || under_way_j[link] == 0.0) {
        return entering;
    }
    lane.changed.assign(entering.begin(), entering.end());
    for (HeatPiece& piece : lane.changed) {
        piece.heat_content_j_kg += under_way_j[link] / mass_kg;
    }
    under_way_j[link] = 0.0;
    return lane.changed;
}

void TransientHeat::State::mix(std::size_t node, Lane& lane, HeatHistory& out) {
    double flow = nodes[node].arriving_kg_s;
    double constant_w = 0.0;
    if (enters_from_outside(node)) {
        flow += nodes[node].balance_kg_s;
        constant_w = nodes[node].balance_kg_s * nodes[node].outside_heat_j_kg;
    }
    out.begin(tolerance_j_kg);
    double time = 0.0;
    while (time < 1.0) {
        double next = 1.0;
        double heat_w = constant_w;
        for (Stream const& stream : lane.streams) {
            next = std::min(next, stream.history.size() > 1 ? stream.history.front().until : 1.0);
            heat_w += stream.mass_flow_kg_s * stream.history.front().heat_content_j_kg;
        }
        out.append(next, heat_w / flow);
        for (Stream& stream : lane.streams) {
            if (stream.history.size() > 1 && stream.history.front().until <= next) {
                stream.history = stream.history.subspan(1);
            }
        }
        time = next;
    }
    out.end();
}

void TransientHeat::State::keep(std::size_t node, std::span<HeatPiece const> history, Lane& lane) {
    nodes[node].mean_heat_j_kg = mean_heat_content_j_kg(history);
    nodes[node].last_heat_j_kg = history.back().heat_content_j_kg;
    nodes[node].passes = lane.pieces.put(history);
}

void TransientHeat::State::look_ahead(std::span<detail::SweepPlan::Stop const> next) const {
    constexpr std::size_t soon = 4;
    constexpr std::size_t later = 10;
    if (next.size() <= later) {
        return;
    }
    auto const pipe_at = [&](std::size_t ahead) { // the first that brings water there; -1: none
        auto const k = static_cast<std::size_t>(next[ahead].begin);
        auto const slot = static_cast<std::size_t>(order.begin(k));
        return order.begin(k + 1) > order.begin(k)
                   ? pipe_of[static_cast<std::size_t>(order.slot_link()[slot])]
                   : -1;
    };
    if (std::int32_t const pipe = pipe_at(later); pipe >= 0) {
        pipes.expect(static_cast<std::size_t>(pipe));
    }
    if (std::int32_t const pipe = pipe_at(soon); pipe >= 0) {
        pipes.expect_water(static_cast<std::size_t>(pipe));
    }
}

void TransientHeat::State::visit(std::size_t k, HeatStep const& step, Lane& lane) {
    auto const node = static_cast<std::size_t>(order.nodes()[k]);
    auto const begin = static_cast<std::size_t>(order.begin(k));
    auto const end = static_cast<std::size_t>(order.begin(k + 1));
    if (lane.arriving.size() < end - begin) {
        lane.arriving.resize(end - begin, HeatHistory{options.pipes.pieces_at_most});
    }
    lane.streams.clear();
    double flow = 0.0;
    for (std::size_t slot = begin; slot < end; ++slot) {
        auto const link = static_cast<std::size_t>(order.slot_link()[slot]);
        double const mass_flow = std::abs(step.mass_flow_kg_s[link]);
        std::span<HeatPiece const> entering;
        if (cuts[link] == 0) {
            entering = with_debt(link, mass_flow * step.duration_s,
                                 nodes[static_cast<std::size_t>(order.slot_upstream()[slot])].passes, lane);
        }
        HeatHistory& leaving = lane.arriving[slot - begin];
        send(link, step, step.duration_s, entering, leaving, lane, lost_j[link]);
        lane.streams.push_back({mass_flow, leaving.pieces()});
        flow += mass_flow;
    }
    nodes[node].arriving_kg_s = flow;
    if (lane.streams.size() == 1 && !enters_from_outside(node)) {
        keep(node, lane.streams.front().history, lane);
    } else if (!lane.streams.empty() || enters_from_outside(node)) {
        mix(node, lane, lane.mixed);
        keep(node, lane.mixed.pieces(), lane);
    }
}

void TransientHeat::State::stand_still(HeatStep const& step, HeatLedger& ledger) {
    for (std::size_t link = 0; link < pipe_of.size(); ++link) {
        if (pipe_of[link] >= 0 && order.direction()[link] == 0) {
            ledger.lost_j += pipes
                                 .step(static_cast<std::size_t>(pipe_of[link]),
                                       {.mass_flow_kg_s = 0.0,
                                        .duration_s = step.duration_s,
                                        .conductance_w_mk = step.conductance_w_mk[link],
                                        .ambient_c = step.ambient_c[link]},
                                       {}, lanes.front().mixed, lanes.front().pipes)
                                 .lost_j;
        }
    }
}

void TransientHeat::State::close_books(HeatStep const& step, HeatLedger& ledger) const {
    for (std::size_t node = 0; node < nodes.size(); ++node) {
        double const mass_kg = nodes[node].balance_kg_s * step.duration_s;
        if (mass_kg == 0.0 || nodes[node].passes.empty()) {
            continue;
        }
        if (mass_kg > 0.0) {
            ledger.entered_j += mass_kg * (enters_from_outside(node) ? nodes[node].outside_heat_j_kg
                                                                     : nodes[node].mean_heat_j_kg);
        } else {
            ledger.left_j -= mass_kg * nodes[node].mean_heat_j_kg;
        }
    }
}

void TransientHeat::State::find_wanted(std::span<std::uint8_t const> asked) {
    if (wanted_for.ordering == order.orderings() && wanted_for.cuts == cuts &&
        std::ranges::equal(wanted_for.asked, asked)) {
        return;
    }
    wanted_for.ordering = order.orderings();
    wanted_for.cuts = cuts;
    wanted_for.asked.assign(asked.begin(), asked.end());
    std::fill(wanted.begin(), wanted.end(), std::uint8_t{0});
    auto const links = order.slot_link();
    for (std::size_t place = 0; place < from.size(); ++place) {
        if (asked[static_cast<std::size_t>(link_at[place])] != 0 && order.direction()[place] != 0) {
            wanted[static_cast<std::size_t>(order.upstream(place))] = 1;
        }
    }
    // All of a knot, or none.
    auto knot = order.knots().rbegin();
    for (std::size_t k = order.nodes().size(); k-- > 0;) {
        if (knot != order.knots().rend() && k + 1 == static_cast<std::size_t>(knot->second)) {
            auto const [first, last] = *knot++;
            auto const begin = order.nodes().begin() + first;
            auto const end = order.nodes().begin() + last;
            bool const any = std::any_of(
                begin, end, [&](std::int32_t node) { return wanted[static_cast<std::size_t>(node)] != 0; });
            std::for_each(begin, end,
                          [&](std::int32_t node) { wanted[static_cast<std::size_t>(node)] = any ? 1 : 0; });
        }
        if (wanted[static_cast<std::size_t>(order.nodes()[k])] == 0) {
            continue;
        }
        for (auto slot = static_cast<std::size_t>(order.begin(k));
             slot < static_cast<std::size_t>(order.begin(k + 1)); ++slot) {
            if (cuts[static_cast<std::size_t>(links[slot])] == 0) {
                wanted[static_cast<std::size_t>(order.slot_upstream()[slot])] = 1;
            }
        }
    }
    plan_of_wanted.make(order, wanted, 1, members());
    rest_planned_for = -1;
}

void TransientHeat::State::plan_rest(bool all) {
    if (rest_planned_for != order.orderings() || rest_is_all != all) {
        plan_of_rest.make(order, all ? none : wanted, 0, members());
        rest_planned_for = order.orderings();
        rest_is_all = all;
    }
}

bool TransientHeat::State::wait_for_upstream(detail::SweepPlan::Stop const& stop, int member) {
    auto const inside = order.nodes().subspan(static_cast<std::size_t>(stop.begin),
                                              static_cast<std::size_t>(stop.end - stop.begin));
    auto const end = static_cast<std::size_t>(order.begin(static_cast<std::size_t>(stop.end)));
    for (auto slot = static_cast<std::size_t>(order.begin(static_cast<std::size_t>(stop.begin))); slot < end;
         ++slot) {
        std::int32_t const up = order.slot_upstream()[slot];
        if (order.cuts()[static_cast<std::size_t>(order.slot_link()[slot])] != 0 ||
            (inside.size() > 1 && std::ranges::find(inside, up) != inside.end())) {
            continue;
        }
        std::atomic_ref<std::uint8_t> const there{reached[static_cast<std::size_t>(up)]};
        for (Team::Patience patience{*options.team, member}; there.load(std::memory_order_acquire) == 0;) {
            if (std::atomic_ref<std::uint8_t>{given_up} != 0) {
                return false;
            }
            patience.wait();
        }
    }
    return true;
}

void TransientHeat::State::mark_reached(detail::SweepPlan::Stop const& stop) {
    for (auto k = static_cast<std::size_t>(stop.begin); k < static_cast<std::size_t>(stop.end); ++k) {
        std::atomic_ref<std::uint8_t>{reached[static_cast<std::size_t>(order.nodes()[k])]}.store(
            1, std::memory_order_release);
    }
}

void TransientHeat::State::go_through(detail::SweepPlan const& plan) {
    go_along(plan, [this](std::span<detail::SweepPlan::Stop const> stops, std::size_t i, Lane& lane) {
        look_ahead(stops.subspan(i));
        auto const first = static_cast<std::size_t>(stops[i].begin);
        auto const last = static_cast<std::size_t>(stops[i].end);
        if (last - first == 1) {
            visit(first, current, lane);
        } else {
            visit_knot(first, last, current, lane);
        }
    });
}

void TransientHeat::begin(HeatStep const& given, std::span<std::uint8_t const> asked) {
    State& state = *state_;
    state.current = state.in_order(given);
    HeatStep const& step = state.current;
    assert(step.duration_s > 0.0);
    state.book = {};
    state.book.stored_before_j = state.stored_j;
    std::fill(state.added_j.begin(), state.added_j.end(), 0.0);
    for (State::Node& node : state.nodes) {
        node.passes = {};
        node.balance_kg_s = 0.0;
        node.arriving_kg_s = 0.0;
    }
    for (std::size_t link = 0; link < state.from.size(); ++link) {
        double const flow = step.mass_flow_kg_s[link];
        state.cuts[link] = state.pipe_of[link] < 0 && step.rule[link] == LinkRule::outlet_temperature ? 1 : 0;
        if (std::abs(flow) > state.options.smallest_flow_kg_s) {
            state.nodes[static_cast<std::size_t>(state.from[link])].balance_kg_s += flow;
            state.nodes[static_cast<std::size_t>(state.to[link])].balance_kg_s -= flow;
        }
    }
    state.order.set_flow(step.mass_flow_kg_s, state.cuts, state.options.smallest_flow_kg_s);
    std::fill(state.lost_j.begin(), state.lost_j.end(), 0.0);
    for (State::Lane& lane : state.lanes) {
        lane.pieces.clear();
    }
    state.last_duration_s = step.duration_s;
    std::fill(state.reached.begin(), state.reached.end(), std::uint8_t{0});
    state.under_way = true;
    if (!asked.empty()) {
        state.find_wanted(asked);
        state.go_through(state.plan_of_wanted);
    }
    state.rest_only = !asked.empty();
}

HeatLedger TransientHeat::finish() {
    State& state = *state_;
    assert(state.under_way);
    HeatStep const& step = state.current;
    HeatLedger& ledger = state.book;
    state.plan_rest(!state.rest_only);
    state.go_through(state.plan_of_rest);
    ledger.lost_j = std::accumulate(state.lost_j.begin(), state.lost_j.end(), 0.0);
    state.stand_still(step, ledger);
    state.close_books(step, ledger);
    for (std::size_t link = 0; link < state.from.size(); ++link) {
        if (state.cuts[link] != 0 && state.order.direction()[link] != 0) {
            auto const up = static_cast<std::size_t>(state.order.upstream(link));
            // What it still owed came in with the rest.
            state.added_j[link] =
                std::abs(step.mass_flow_kg_s[link]) * step.duration_s *
                    (state.fluid.heat_content_j_kg(step.rule_value[link]) - state.nodes[up].mean_heat_j_kg) -
                std::exchange(state.under_way_j[link], 0.0);
        }
        ledger.added_j += state.added_j[link];
        ledger.throughput_j += std::abs(state.added_j[link]);
    }
    StoredHeat const after = state.pipes.stored();
    ledger.water_j = after.water_j;
    ledger.wall_j = after.wall_j;
    ledger.under_way_j = state.owed_j();
    state.owes = ledger.under_way_j != 0.0;
    state.stored_j = after.water_j + after.wall_j + ledger.under_way_j;
    ledger.throughput_j += std::abs(ledger.lost_j) + std::abs(ledger.entered_j);
    state.under_way = false;
    return ledger;
}

HeatLedger TransientHeat::step(HeatStep const& given) {
    begin(given, {});
    return finish();
}

} // namespace saggar
