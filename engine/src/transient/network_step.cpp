// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "transient_heat_state.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <utility>

namespace saggar {

void TransientHeat::State::send(std::size_t link, HeatStep const& step, double duration_s,
                                std::span<HeatPiece const> entering, HeatHistory& leaving,
                                HeatLedger& ledger) {
    if (pipe_of[link] >= 0) {
        PipeHeat const heat = pipes.step(static_cast<std::size_t>(pipe_of[link]),
                                         {.mass_flow_kg_s = step.mass_flow_kg_s[link],
                                          .duration_s = duration_s,
                                          .conductance_w_mk = step.conductance_w_mk[link],
                                          .ambient_c = step.ambient_c[link]},
                                         entering, leaving);
        ledger.lost_j += heat.lost_j;
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
                                                           std::span<HeatPiece const> entering) {
    if (!owes || under_way_j[link] == 0.0) {
        return entering;
    }
    changed.assign(entering.begin(), entering.end());
    for (HeatPiece& piece : changed) {
        piece.heat_content_j_kg += under_way_j[link] / mass_kg;
    }
    under_way_j[link] = 0.0;
    return changed;
}

void TransientHeat::State::mix(std::size_t node, HeatHistory& out) {
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
        for (Stream const& stream : streams) {
            next = std::min(next, stream.history.size() > 1 ? stream.history.front().until : 1.0);
            heat_w += stream.mass_flow_kg_s * stream.history.front().heat_content_j_kg;
        }
        out.append(next, heat_w / flow);
        for (Stream& stream : streams) {
            if (stream.history.size() > 1 && stream.history.front().until <= next) {
                stream.history = stream.history.subspan(1);
            }
        }
        time = next;
    }
    out.end();
}

void TransientHeat::State::keep(std::size_t node, std::span<HeatPiece const> history) {
    nodes[node].range = {static_cast<std::uint32_t>(pieces.size()),
                         static_cast<std::uint32_t>(history.size())};
    nodes[node].mean_heat_j_kg = mean_heat_content_j_kg(history);
    nodes[node].last_heat_j_kg = history.back().heat_content_j_kg;
    pieces.insert(pieces.end(), history.begin(), history.end());
}

void TransientHeat::State::look_ahead(std::size_t slot) const {
    constexpr std::size_t soon = 4;
    constexpr std::size_t later = 10;
    auto const links = order.slot_link();
    if (slot + later < links.size()) {
        std::int32_t const next = pipe_of[static_cast<std::size_t>(links[slot + later])];
        if (next >= 0) {
            pipes.expect(static_cast<std::size_t>(next));
        }
        std::int32_t const sooner = pipe_of[static_cast<std::size_t>(links[slot + soon])];
        if (sooner >= 0) {
            pipes.expect_water(static_cast<std::size_t>(sooner));
        }
    }
}

void TransientHeat::State::visit(std::size_t k, HeatStep const& step, HeatLedger& ledger) {
    auto const node = static_cast<std::size_t>(order.nodes()[k]);
    auto const begin = static_cast<std::size_t>(order.begin(k));
    auto const end = static_cast<std::size_t>(order.begin(k + 1));
    if (arriving.size() < end - begin) {
        arriving.resize(end - begin, HeatHistory{options.pipes.pieces_at_most});
    }
    streams.clear();
    double flow = 0.0;
    for (std::size_t slot = begin; slot < end; ++slot) {
        look_ahead(slot);
        auto const link = static_cast<std::size_t>(order.slot_link()[slot]);
        double const mass_flow = std::abs(step.mass_flow_kg_s[link]);
        std::span<HeatPiece const> entering;
        if (cuts[link] == 0) {
            entering = with_debt(link, mass_flow * step.duration_s,
                                 history(static_cast<std::size_t>(order.slot_upstream()[slot])));
        }
        send(link, step, step.duration_s, entering, arriving[slot - begin], ledger);
        streams.push_back({mass_flow, arriving[slot - begin].pieces()});
        flow += mass_flow;
    }
    nodes[node].arriving_kg_s = flow;
    if (streams.size() == 1 && !enters_from_outside(node)) {
        keep(node, streams.front().history);
    } else if (!streams.empty() || enters_from_outside(node)) {
        mix(node, mixed);
        keep(node, mixed.pieces());
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
                                       {}, mixed)
                                 .lost_j;
        }
    }
}

void TransientHeat::State::close_books(HeatStep const& step, HeatLedger& ledger) const {
    for (std::size_t node = 0; node < nodes.size(); ++node) {
        double const mass_kg = nodes[node].balance_kg_s * step.duration_s;
        if (mass_kg == 0.0 || nodes[node].range.count == 0) {
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
}

void TransientHeat::State::go_through(bool all) {
    auto const due = [&](std::size_t k) {
        auto const node = static_cast<std::size_t>(order.nodes()[k]);
        bool const now = reached[node] == 0 && (all || wanted[node] != 0);
        reached[node] = now ? 1 : reached[node];
        return now;
    };
    std::size_t k = 0;
    for (auto const& [first, last] : order.knots()) {
        for (; k < static_cast<std::size_t>(first); ++k) {
            if (due(k)) {
                visit(k, current, book);
            }
        }
        bool now = false;
        for (; k < static_cast<std::size_t>(last); ++k) {
            now = due(k);
        }
        if (now) {
            visit_knot(static_cast<std::size_t>(first), static_cast<std::size_t>(last), current, book);
        }
    }
    for (; k < order.nodes().size(); ++k) {
        if (due(k)) {
            visit(k, current, book);
        }
    }
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
        node.range = {};
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
    state.pieces.clear();
    state.last_duration_s = step.duration_s;
    std::fill(state.reached.begin(), state.reached.end(), std::uint8_t{0});
    state.under_way = true;
    if (!asked.empty()) {
        state.find_wanted(asked);
        state.go_through(false);
    }
}

HeatLedger TransientHeat::finish() {
    State& state = *state_;
    assert(state.under_way);
    HeatStep const& step = state.current;
    HeatLedger& ledger = state.book;
    state.go_through(true);
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
