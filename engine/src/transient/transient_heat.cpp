// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "transient_heat_state.hpp"

#include "saggar/engine/state_archive.hpp"
#include "saggar/network/error.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <numeric>
#include <string>
#include <utility>

namespace saggar {

namespace {

[[noreturn]] void refuse(char const* component, std::size_t place, char const* field, char const* text) {
    throw Error{{.code = ErrorCode::value_out_of_range,
                 .place = Place{{}, 0, component, std::to_string(place), field},
                 .text = text,
                 .advice = "See saggar/engine/transient/transient_heat.hpp."}};
}

void check(std::span<HeatLink const> links, std::size_t nodes, TransientHeatOptions const& options) {
    if (!(options.knot_step_s > 0.0)) {
        refuse("options", 0, "knot_step_s", "must be above 0");
    }
    if (!(options.smallest_flow_kg_s >= 0.0)) {
        refuse("options", 0, "smallest_flow_kg_s", "must not be below 0");
    }
    for (std::size_t i = 0; i < links.size(); ++i) {
        for (std::int32_t const node : {links[i].from, links[i].to}) {
            if (node < 0 || static_cast<std::size_t>(node) >= nodes) {
                refuse("links", i, "from, to", "names no node");
            }
        }
    }
}

// Links at each node, as ranges.
void list_links(std::span<HeatLink const> links, std::size_t nodes, std::vector<std::int32_t>& begin,
                std::vector<std::int32_t>& beside) {
    begin.assign(nodes + 1, 0);
    beside.resize(2 * links.size());
    for (HeatLink const& link : links) {
        ++begin[static_cast<std::size_t>(link.from) + 1];
        ++begin[static_cast<std::size_t>(link.to) + 1];
    }
    std::partial_sum(begin.begin(), begin.end(), begin.begin());
    std::vector<std::int32_t> next = begin;
    for (std::size_t i = 0; i < links.size(); ++i) {
        for (std::int32_t const node : {links[i].from, links[i].to}) {
            beside[static_cast<std::size_t>(next[static_cast<std::size_t>(node)]++)] =
                static_cast<std::int32_t>(i);
        }
    }
}

struct Places {
    std::vector<std::int32_t> node_at, link_at;
};

// Depth first along pipes, so that supply and return stay apart; then the links that hold no water.
Places find_places(std::span<HeatLink const> links, std::size_t nodes) {
    std::vector<std::int32_t> begin;
    std::vector<std::int32_t> beside;
    list_links(links, nodes, begin, beside);
    Places places;
    std::vector<std::uint8_t> node_seen(nodes);
    std::vector<std::uint8_t> link_seen(links.size());
    std::vector<std::int32_t> stack;
    for (std::size_t root = 0; root < nodes; ++root) {
        if (node_seen[root] == 0) {
            node_seen[root] = 1;
            stack.push_back(static_cast<std::int32_t>(root));
        }
        while (!stack.empty()) {
            std::int32_t const node = stack.back();
            stack.pop_back();
            places.node_at.push_back(node);
            for (auto i = begin[static_cast<std::size_t>(node)];
                 i < begin[static_cast<std::size_t>(node) + 1]; ++i) {
                std::int32_t const link = beside[static_cast<std::size_t>(i)];
                HeatLink const& each = links[static_cast<std::size_t>(link)];
                if (!each.pipe || link_seen[static_cast<std::size_t>(link)] != 0) {
                    continue;
                }
                link_seen[static_cast<std::size_t>(link)] = 1;
                places.link_at.push_back(link);
                std::int32_t const other = each.from == node ? each.to : each.from;
                if (node_seen[static_cast<std::size_t>(other)] == 0) {
                    node_seen[static_cast<std::size_t>(other)] = 1;
                    stack.push_back(other);
                }
            }
        }
    }
    for (std::size_t i = 0; i < links.size(); ++i) {
        if (!links[i].pipe) {
            places.link_at.push_back(static_cast<std::int32_t>(i));
        }
    }
    return places;
}

std::vector<std::int32_t> inverse(std::span<std::int32_t const> at) {
    std::vector<std::int32_t> place(at.size());
    for (std::size_t i = 0; i < at.size(); ++i) {
        place[static_cast<std::size_t>(at[i])] = static_cast<std::int32_t>(i);
    }
    return place;
}

} // namespace

TransientHeat::TransientHeat(Fluid const& fluid, std::size_t nodes, std::span<HeatLink const> links,
                             TransientHeatOptions const& options) {
    check(links, nodes, options);
    Places const places = find_places(links, nodes);
    std::vector<std::int32_t> const place_of_node = inverse(places.node_at);
    std::vector<HeatLink> placed;
    std::vector<PlugFlowPipe> pipes;
    std::vector<std::int32_t> from;
    std::vector<std::int32_t> to;
    for (std::int32_t const link : places.link_at) {
        HeatLink each = links[static_cast<std::size_t>(link)];
        each.from = place_of_node[static_cast<std::size_t>(each.from)];
        each.to = place_of_node[static_cast<std::size_t>(each.to)];
        from.push_back(each.from);
        to.push_back(each.to);
        if (each.pipe) {
            pipes.push_back(*each.pipe);
        }
        placed.push_back(each);
    }
    std::vector<std::uint8_t> const late(nodes, 0);
    State::Lane const lane{.arriving = {},
                           .streams = {},
                           .mixed = HeatHistory{options.pipes.pieces_at_most},
                           .changed = {},
                           .pieces = {},
                           .pipes = PlugFlowPipes::Scratch{options.pipes}};
    state_ = std::make_unique<State>(State{
        .fluid = fluid,
        .options = options,
        .place_of_node = place_of_node,
        .place_of_link = inverse(places.link_at),
        .node_at = places.node_at,
        .link_at = places.link_at,
        .from = from,
        .to = to,
        .pipe_of = std::vector<std::int32_t>(links.size(), -1),
        .pipes = PlugFlowPipes{fluid, pipes, options.pipes},
        .order = detail::FlowOrder{from, to, late},
        .beside_begin = {},
        .beside = {},
        .nodes = std::vector<State::Node>(nodes),
        .added_j = std::vector<double>(links.size()),
        .lost_j = std::vector<double>(links.size()),
        .under_way_j = std::vector<double>(links.size()),
        .tolerance_j_kg = options.pipes.tolerance_k * fluid.heat_capacity_j_kgk(60.0),
        .flow_kg_s = std::vector<double>(links.size()),
        .conductance_w_mk = std::vector<double>(pipes.size()),
        .ambient_c = std::vector<double>(pipes.size()),
        .rule_value = std::vector<double>(links.size()),
        .limit_c = std::vector<double>(links.size()),
        .largest_flow_kg_s = std::vector<double>(links.size()),
        .rule = std::vector<LinkRule>(links.size(), LinkRule::pass),
        .current = {},
        .book = {},
        .reached = std::vector<std::uint8_t>(nodes),
        .wanted = std::vector<std::uint8_t>(nodes),
        .none = std::vector<std::uint8_t>(nodes),
        .plan_of_wanted = {},
        .plan_of_rest = {},
        .lanes =
            std::vector<State::Lane>(static_cast<std::size_t>(options.team ? options.team->size() : 1), lane),
        .cuts = std::vector<std::uint8_t>(links.size()),
        .more_kg_s = {},
        .expected = {},
        .knot_place = std::vector<std::int32_t>(nodes, -1)});
    std::iota(state_->pipe_of.begin(), state_->pipe_of.begin() + static_cast<std::ptrdiff_t>(pipes.size()),
              0); // pipes come first
    list_links(placed, nodes, state_->beside_begin, state_->beside);
    fill(std::vector<double>(nodes, 0.0));
}

TransientHeat::~TransientHeat() = default;
TransientHeat::TransientHeat(TransientHeat&&) noexcept = default;
TransientHeat& TransientHeat::operator=(TransientHeat&&) noexcept = default;

void TransientHeat::fill(std::span<double const> node_temperature_c, std::span<double const> still_c,
                         std::span<double const> conductance_w_mk, std::span<double const> ambient_c) {
    State& state = *state_;
    assert(node_temperature_c.size() == state.nodes.size());
    std::vector<double> warmth(node_temperature_c.size());
    for (std::size_t place = 0; place < warmth.size(); ++place) {
        warmth[place] = node_temperature_c[static_cast<std::size_t>(state.node_at[place])];
    }
    constexpr int parts = 4;
    std::vector<double> between(parts);
    for (std::size_t pipe = 0; pipe < state.pipes.size(); ++pipe) {
        double const from = warmth[static_cast<std::size_t>(state.from[pipe])];
        double const to = warmth[static_cast<std::size_t>(state.to[pipe])];
        double const still = still_c.empty()
                                 ? std::numeric_limits<double>::quiet_NaN()
                                 : still_c[static_cast<std::size_t>(state.link_at[pipe])]; // pipes come first
        for (int i = 0; i < parts; ++i) {
            between[static_cast<std::size_t>(i)] =
                std::isnan(still) ? std::lerp(from, to, (i + 0.5) / parts) : still;
        }
        state.pipes.fill(pipe, between);
        if (!conductance_w_mk.empty()) {
            auto const link = static_cast<std::size_t>(state.link_at[pipe]);
            state.pipes.settle_insulation(pipe, conductance_w_mk[link], ambient_c[link]);
        }
    }
    for (std::size_t place = 0; place < warmth.size(); ++place) {
        double const heat = state.fluid.heat_content_j_kg(warmth[place]);
        state.nodes[place] = {.passes = {}, .mean_heat_j_kg = heat, .last_heat_j_kg = heat};
    }
    std::fill(state.under_way_j.begin(), state.under_way_j.end(), 0.0);
    std::fill(state.added_j.begin(), state.added_j.end(), 0.0);
    state.owes = false;
    StoredHeat const stored = state.pipes.stored();
    state.stored_j = stored.water_j + stored.wall_j;
}

struct TransientHeat::Kept::Parts {
    std::vector<std::int32_t> all_pipes;
    std::vector<std::vector<std::byte>> pipes; // by part of them
    std::vector<double> last_heat_j_kg, under_way_j;
    double stored_j{0.0};
    bool owes{false};
};

TransientHeat::Kept::Kept() : parts_{std::make_unique<Parts>()} {}
TransientHeat::Kept::~Kept() = default;
TransientHeat::Kept::Kept(Kept&&) noexcept = default;
TransientHeat::Kept& TransientHeat::Kept::operator=(Kept&&) noexcept = default;

void TransientHeat::save(Kept& kept) const {
    Kept::Parts& parts = *kept.parts_;
    parts.all_pipes.resize(state_->pipes.size());
    std::iota(parts.all_pipes.begin(), parts.all_pipes.end(), 0);
    parts.pipes.resize(static_cast<std::size_t>(state_->members()));
    state_->each_part_of_pipes([&](std::size_t part, std::size_t begin, std::size_t end) {
        state_->pipes.save(std::span{parts.all_pipes}.subspan(begin, end - begin), parts.pipes[part]);
    });
    parts.last_heat_j_kg.resize(state_->nodes.size());
    std::transform(state_->nodes.begin(), state_->nodes.end(), parts.last_heat_j_kg.begin(),
                   [](State::Node const& node) { return node.last_heat_j_kg; });
    parts.under_way_j = state_->under_way_j;
    parts.stored_j = state_->stored_j;
    parts.owes = state_->owes;
}

void TransientHeat::restore(Kept const& kept) {
    Kept::Parts const& parts = *kept.parts_;
    state_->each_part_of_pipes([&](std::size_t part, std::size_t begin, std::size_t end) {
        state_->pipes.restore(std::span{parts.all_pipes}.subspan(begin, end - begin), parts.pipes[part]);
    });
    for (std::size_t i = 0; i < state_->nodes.size(); ++i) {
        state_->nodes[i].last_heat_j_kg = parts.last_heat_j_kg[i];
    }
    std::copy(parts.under_way_j.begin(), parts.under_way_j.end(), state_->under_way_j.begin());
    state_->stored_j = parts.stored_j;
    state_->owes = parts.owes;
}

void TransientHeat::keep(StateArchive& archive) {
    archive.section("heat");
    State& state = *state_;
    state.pipes.keep(archive);
    state.order.keep(archive);
    state.wanted_for.ordering = -1;
    state.rest_planned_for = -1;
    std::vector<std::uint32_t> count;
    std::vector<HeatPiece> pieces;
    for (State::Node const& node : state.nodes) {
        count.push_back(static_cast<std::uint32_t>(node.passes.size()));
        pieces.insert(pieces.end(), node.passes.begin(), node.passes.end());
    }
    archive(count, pieces, state.added_j, state.under_way_j, state.owes, state.stored_j,
            state.last_duration_s);
    for (State::Node& node : state.nodes) {
        archive(node.mean_heat_j_kg, node.last_heat_j_kg, node.balance_kg_s, node.arriving_kg_s,
                node.outside_heat_j_kg);
    }
    if (archive.restores()) {
        state.take_histories(count, pieces);
    }
}

void TransientHeat::State::take_histories(std::span<std::uint32_t const> count,
                                          std::span<HeatPiece const> pieces) {
    PieceStore& store = lanes.front().pieces;
    store.clear();
    std::size_t begin = 0;
    for (std::size_t node = 0; node < nodes.size(); ++node) {
        nodes[node].passes = store.put(pieces.subspan(begin, count[node]));
        begin += count[node];
    }
}

HeatStep TransientHeat::State::in_order(HeatStep const& given) {
    assert(given.mass_flow_kg_s.size() == from.size());
    Team::split(options.team.get(), from.size(),
                [&](std::size_t begin, std::size_t end) { take_in_order(given, begin, end); });
    for (std::size_t place = 0; place < nodes.size(); ++place) {
        auto const node = static_cast<std::size_t>(node_at[place]);
        nodes[place].outside_heat_j_kg = given.entering_c.empty() || std::isnan(given.entering_c[node])
                                             ? nodes[place].last_heat_j_kg
                                             : fluid.heat_content_j_kg(given.entering_c[node]);
    }
    return {.duration_s = given.duration_s,
            .mass_flow_kg_s = flow_kg_s,
            .conductance_w_mk = conductance_w_mk,
            .ambient_c = ambient_c,
            .rule = rule,
            .rule_value = rule_value,
            .entering_c = {},
            .limit_c = limit_c,
            .largest_flow_kg_s = largest_flow_kg_s};
}

void TransientHeat::State::take_in_order(HeatStep const& given, std::size_t begin, std::size_t end) {
    for (std::size_t place = begin; place < end; ++place) {
        auto const link = static_cast<std::size_t>(link_at[place]);
        flow_kg_s[place] = given.mass_flow_kg_s[link];
        if (pipe_of[place] >= 0) {
            conductance_w_mk[place] = given.conductance_w_mk[link];
            ambient_c[place] = given.ambient_c[link];
        } else if (!given.rule.empty()) {
            rule[place] = given.rule[link];
            rule_value[place] = given.rule_value[link];
            limit_c[place] =
                given.limit_c.empty() ? std::numeric_limits<double>::infinity() : given.limit_c[link];
            largest_flow_kg_s[place] = given.largest_flow_kg_s.empty() ? 0.0 : given.largest_flow_kg_s[link];
        }
    }
}

double TransientHeat::State::standing_c(std::size_t node) const {
    double sum = 0.0;
    int count = 0;
    for (auto i = beside_begin[node]; i < beside_begin[node + 1]; ++i) {
        auto const link = static_cast<std::size_t>(beside[static_cast<std::size_t>(i)]);
        if (pipe_of[link] < 0) {
            continue;
        }
        auto const pipe = static_cast<std::size_t>(pipe_of[link]);
        bool const at_beginning = static_cast<std::size_t>(from[link]) == node;
        sum += pipes.water_temperature_c(pipe, at_beginning ? 0.0 : pipes.length_m(pipe));
        ++count;
    }
    return count > 0 ? sum / count : fluid.temperature_c(nodes[node].last_heat_j_kg);
}

double TransientHeat::State::owed_j() const {
    return std::accumulate(under_way_j.begin(), under_way_j.end(), 0.0);
}

double TransientHeat::State::temperature_c(std::size_t node) const {
    return !nodes[node].passes.empty() ? fluid.temperature_c(nodes[node].mean_heat_j_kg) : standing_c(node);
}

double TransientHeat::node_temperature_c(std::size_t node) const {
    return state_->temperature_c(static_cast<std::size_t>(state_->place_of_node[node]));
}

void TransientHeat::node_temperatures_c(std::span<double> temperature_c) const {
    assert(temperature_c.size() == state_->nodes.size());
    State const& state = *state_;
    std::vector<double> by_place(temperature_c.size());
    std::size_t count = 0;
    auto const known = [&](std::size_t place) { return !state.under_way || state.reached[place] != 0; };
    for (std::size_t place = 0; place < by_place.size(); ++place) {
        by_place[count] = state.nodes[place].mean_heat_j_kg;
        count += known(place) ? 1 : 0;
    }
    std::span<double> const converted = std::span{by_place}.first(count);
    state.fluid.temperature_c(converted, converted);
    count = 0;
    for (std::size_t place = 0; place < by_place.size(); ++place) {
        if (known(place)) {
            temperature_c[static_cast<std::size_t>(state.node_at[place])] =
                state.nodes[place].passes.empty() ? state.standing_c(place) : converted[count];
            ++count;
        }
    }
}

void TransientHeat::State::carry(std::span<std::uint8_t const> asked, std::span<double const> taken_kg_s,
                                 std::span<double> mass_flow_kg_s) {
    more_kg_s.assign(nodes.size(), 0.0);
    for (std::size_t place = 0; place < from.size(); ++place) {
        auto const link = static_cast<std::size_t>(link_at[place]);
        if (asked[link] != 0 && order.direction()[place] != 0) {
            more_kg_s[static_cast<std::size_t>(order.upstream(place))] +=
                taken_kg_s[link] - std::abs(mass_flow_kg_s[link]);
            mass_flow_kg_s[link] = std::copysign(taken_kg_s[link], mass_flow_kg_s[link]);
        }
    }
    auto const flow_of = [&](std::size_t slot) -> double& {
        auto const place = static_cast<std::size_t>(order.slot_link()[slot]);
        return mass_flow_kg_s[static_cast<std::size_t>(link_at[place])];
    };
    for (std::size_t k = order.nodes().size(); k-- > 0;) {
        auto const node = static_cast<std::size_t>(order.nodes()[k]);
        if (wanted[node] == 0 || more_kg_s[node] == 0.0) {
            continue;
        }
        auto const begin = static_cast<std::size_t>(order.begin(k));
        auto const end = static_cast<std::size_t>(order.begin(k + 1));
        double arriving_kg_s = 0.0;
        for (auto slot = begin; slot < end; ++slot) {
            arriving_kg_s += std::abs(flow_of(slot));
        }
        for (auto slot = begin; slot < end && arriving_kg_s > 0.0; ++slot) {
            double& flow = flow_of(slot);
            double const more = more_kg_s[node] * (std::abs(flow) / arriving_kg_s);
            more_kg_s[static_cast<std::size_t>(order.slot_upstream()[slot])] += more;
            flow = std::copysign(std::max(0.0, std::abs(flow) + more), flow);
        }
    }
}

void TransientHeat::expect(HeatStep const& given, std::span<std::uint8_t const> asked,
                           std::span<double const> taken_kg_s, std::span<double> mass_flow_kg_s,
                           std::span<double> node_temperature_c) {
    State& state = *state_;
    assert(node_temperature_c.size() == state.nodes.size());
    for (std::size_t place = 0; place < state.cuts.size(); ++place) {
        auto const link = static_cast<std::size_t>(state.link_at[place]);
        state.cuts[place] =
            state.pipe_of[place] < 0 && given.rule[link] == LinkRule::outlet_temperature ? 1 : 0;
    }
    state.find_wanted(asked);
    state.carry(asked, taken_kg_s, mass_flow_kg_s);
    state.expected.resize(state.nodes.size());
    for (std::size_t place = 0; place < state.nodes.size(); ++place) {
        double const before_c = node_temperature_c[static_cast<std::size_t>(state.node_at[place])];
        state.expected[place] = {.until = 0.0, .first_c = before_c, .last_c = before_c};
    }
    auto const pass = [&](std::size_t k) { state.expect_at(k, given, mass_flow_kg_s, node_temperature_c); };
    // The order is that of the last step: where links cut now that did not then, or the other way round, what
    // comes first in it need not be upstream.
    if (state.members() == 1 || std::ranges::equal(state.order.cuts(), state.cuts)) {
        std::fill(state.reached.begin(), state.reached.end(), std::uint8_t{0});
        state.go_along(state.plan_of_wanted,
                       [&](std::span<detail::SweepPlan::Stop const> stops, std::size_t i, State::Lane&) {
                           for (std::int32_t k = stops[i].begin; k < stops[i].end; ++k) {
                               pass(static_cast<std::size_t>(k));
                           }
                       });
        return;
    }
    for (std::size_t k = 0; k < state.order.nodes().size(); ++k) {
        if (state.wanted[static_cast<std::size_t>(state.order.nodes()[k])] != 0) {
            pass(k);
        }
    }
}

void TransientHeat::State::expect_at(std::size_t k, HeatStep const& given,
                                     std::span<double const> mass_flow_kg_s,
                                     std::span<double> node_temperature_c) {
    auto const node = static_cast<std::size_t>(order.nodes()[k]);
    double flow = 0.0;
    ExpectedPassage sum; // of flow times what it has
    double mean = 0.0;
    for (auto slot = static_cast<std::size_t>(order.begin(k));
         slot < static_cast<std::size_t>(order.begin(k + 1)); ++slot) {
        auto const place = static_cast<std::size_t>(order.slot_link()[slot]);
        double const mass_flow = std::abs(mass_flow_kg_s[static_cast<std::size_t>(link_at[place])]);
        ExpectedPassage const leaving = expected_from(slot, node, given, mass_flow, node_temperature_c);
        flow += mass_flow;
        sum.until += mass_flow * leaving.until;
        sum.last_c += mass_flow * leaving.last_c;
        mean += mass_flow * leaving.mean_c();
    }
    if (flow > 0.0) {
        ExpectedPassage& passes = expected[node];
        double const until = sum.until / flow;
        passes = {.until = until, .first_c = 0.0, .last_c = sum.last_c / flow};
        passes.first_c = until > 0.0 ? (mean / flow - (1.0 - until) * passes.last_c) / until : passes.last_c;
        node_temperature_c[static_cast<std::size_t>(node_at[node])] = mean / flow;
    }
}

ExpectedPassage TransientHeat::State::expected_from(std::size_t slot, std::size_t node, HeatStep const& given,
                                                    double mass_flow_kg_s,
                                                    std::span<double const> node_temperature_c) const {
    auto const place = static_cast<std::size_t>(order.slot_link()[slot]);
    auto const link = static_cast<std::size_t>(link_at[place]);
    auto const up = static_cast<std::size_t>(order.slot_upstream()[slot]);
    auto const steady = [](double c) { return ExpectedPassage{.until = 0.0, .first_c = c, .last_c = c}; };
    ExpectedPassage const& entering = expected[up];
    if (pipe_of[place] >= 0) {
        return pipes.expected_outlet(static_cast<std::size_t>(pipe_of[place]),
                                     {.mass_flow_kg_s = mass_flow_kg_s,
                                      .duration_s = given.duration_s,
                                      .conductance_w_mk = given.conductance_w_mk[link],
                                      .ambient_c = given.ambient_c[link]},
                                     entering);
    }
    switch (given.rule[link]) {
    case LinkRule::pass: return entering;
    case LinkRule::outlet_temperature: return steady(given.rule_value[link]);
    case LinkRule::heat:
    case LinkRule::temperature_rise: break;
    }
    return steady(node_temperature_c[static_cast<std::size_t>(node_at[node])]);
}

void TransientHeat::pipe_temperatures_c(std::span<double> temperature_c) const {
    Team::split(state_->options.team.get(), temperature_c.size(), [&](std::size_t begin, std::size_t end) {
        for (std::size_t i = begin; i < end; ++i) {
            temperature_c[i] = state_->pipes.mean_temperature_c(static_cast<std::size_t>(pipe(i)));
        }
    });
}

double TransientHeat::arriving_c(std::size_t link) const {
    auto const place = static_cast<std::size_t>(state_->place_of_link[link]);
    return state_->temperature_c(static_cast<std::size_t>(state_->order.upstream(place)));
}

double TransientHeat::heat_w(std::size_t link) const {
    return state_->added_j[static_cast<std::size_t>(state_->place_of_link[link])] / state_->last_duration_s;
}

std::span<HeatPiece const> TransientHeat::history(std::size_t node) const {
    return state_->nodes[static_cast<std::size_t>(state_->place_of_node[node])].passes;
}

PlugFlowPipes const& TransientHeat::pipes() const {
    return state_->pipes;
}

std::int32_t TransientHeat::pipe(std::size_t link) const {
    return state_->pipe_of[static_cast<std::size_t>(state_->place_of_link[link])];
}

int TransientHeat::orderings() const {
    return state_->order.orderings();
}

} // namespace saggar
