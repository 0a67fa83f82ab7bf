// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// Parts of the network that links at their limit leave apart, and bridges that cannot carry what is withdrawn
// below them. Given flows are what is asked for: where a limiter, a check valve or a regulator lets less
// pass, limited links take what is left (they join the graph) and fixed flows give way. A part from which
// nothing can give way is cut off.
#include "hydraulics/workspace.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

namespace saggar::detail {
namespace {

// Flows below this part of all flows are none.
constexpr double no_flow_part = 1e-10;
// What is left of flows that give way is nothing below this part of them.
constexpr double nothing_left = 1e-9;

std::int32_t find(std::vector<std::int32_t>& group, std::int32_t i) {
    while (group[i] != i) {
        i = group[i] = group[group[i]];
    }
    return i;
}

} // namespace

// Of the part that is marked: what lets in too much (excess above 0) or takes too much out of it and is given
// gives way.
bool Workspace::give_way(NetworkData const& network, HydraulicPoint const& point, double excess_kg_s) {
    auto const& links = network.links;
    auto const& set = point.set_value.empty() ? std::span<double const>{links.set_value} : point.set_value;
    // Flow of the link that adds to the excess.
    auto const adds = [&](FlowLink const& link) {
        if (inside_[link.from] == inside_[link.to]) {
            return 0.0;
        }
        double const in = inside_[link.to] != 0 ? set[link.link] : -set[link.link];
        return std::max(excess_kg_s > 0.0 ? in : -in, 0.0);
    };
    double total = 0.0;
    bool limited = false;
    for (auto const& link : structure_->flow_links) {
        double const flow = adds(link);
        limited = limited || (flow > 0.0 && links.law[link.link] == LinkLaw::limited_flow);
        total += flow;
    }
    double const left = total > 0.0 ? 1.0 - std::abs(excess_kg_s) / total : 0.0;
    if (left <= nothing_left) {
        return false; // cut off, as if nothing were asked for
    }
    for (auto const& link : structure_->flow_links) {
        if (!(adds(link) > 0.0)) {
            continue;
        }
        if (!limited) {
            found_giving_way_.push_back({link.link, left * set[link.link]});
        } else if (links.law[link.link] == LinkLaw::limited_flow) {
            found_short_.push_back(link.link);
        }
    }
    return true;
}

void Workspace::mark_below(std::int32_t position) {
    auto const& part = structure_->partition;
    inside_.assign(static_cast<std::size_t>(part.size()) + 1, 0);
    inside_[position] = 1;
    for (auto i = position - 1; i >= 0; --i) {
        inside_[i] = inside_[part.up[i]];
    }
}

// Bridges carry what is withdrawn below them.
void Workspace::bridge_flows(NetworkData const& network, HydraulicPoint const& point) {
    using Mode = OtherLink::Mode;
    auto const& pipes = structure_->pipes;
    for (auto slot = pipes.core; slot < pipes.bridges_end; ++slot) {
        core_.flow[slot] = core_.below[pipes.bridge_position[slot - pipes.core]];
    }
    double const no_flow = no_flow_part * network_flow_;
    bool gives = false;
    for (std::size_t k = structure_->core_others; k < others_.size(); ++k) {
        auto const& place = structure_->others[k];
        auto& other = others_[k];
        other.flow = place.sign * core_.below[place.position];
        bool const backwards = other.forward_only && other.flow < -no_flow;
        bool const beyond = other.limited && other.flow > other.set_flow + no_flow;
        other.mode = other.limited && other.flow >= other.set_flow - no_flow ? Mode::at_set : Mode::free;
        if (!backwards && !beyond) {
            continue;
        }
        mark_below(place.position);
        double const allowed = beyond ? place.sign * other.set_flow : 0.0;
        if (give_way(network, point, allowed - core_.below[place.position])) {
            gives = true;
        } else {
            found_blocking_.push_back(place.link);
        }
    }
    if (gives) { // then others may carry what they should
        found_blocking_.clear();
    }
}

// Joins what is tied together by links that are free.
void Workspace::join_parts() {
    auto const& s = *structure_;
    std::iota(group_.begin(), group_.end(), 0);
    std::vector<double>& holders = core_.base; // per superlink: how many of its links hold it
    std::ranges::fill(holders, 0.0);
    for (auto const k : held_) {
        holders[s.others[k].superlink] += 1.0;
    }
    for (std::int32_t i = 0; i < s.superlinks; ++i) {
        if (holders[i] == 0.0) {
            group_[find(group_, s.start_place[i])] = find(group_, s.end_place[i]);
        }
    }
}

// What held links let into each part more than leaves it.
void Workspace::find_excess() {
    auto const& s = *structure_;
    excess_.assign(group_.size(), 0.0);
    for (std::int32_t i = 0; i < s.unknowns(); ++i) {
        excess_[find(group_, i)] -= core_.demand[i];
    }
    for (auto const k : held_) {
        auto const& place = s.others[k];
        auto const& other = others_[k];
        double const flow = place.sign * (other.mode == OtherLink::Mode::at_set ? other.set_flow : 0.0) -
                            core_.other_offset[k];
        excess_[find(group_, s.start_place[place.superlink])] -= flow;
        excess_[find(group_, s.end_place[place.superlink])] += flow;
    }
}

void Workspace::mark_part(std::int32_t part) {
    auto const& s = *structure_;
    auto const count = s.partition.size();
    auto const ground = find(group_, s.unknowns());
    part_of_.assign(static_cast<std::size_t>(count) + 1, ground);
    for (std::int32_t i = 0; i < s.unknowns(); ++i) {
        part_of_[s.place_position[i]] = find(group_, i);
    }
    for (auto const& chains : s.classes) {
        if (chains.first >= s.pure_superlinks) {
            continue;
        }
        for (std::int32_t k = 0; k + 1 < chains.pipes; ++k) {
            for (std::int32_t i = 0; i < chains.count; ++i) {
                part_of_[s.pipes.after[chains.first_slot + k * chains.count + i]] =
                    find(group_, s.start_place[chains.first + i]);
            }
        }
    }
    for (auto const& chain : s.mixed) {
        for (auto e = chain.first; e < chain.last; ++e) {
            if (auto const after = s.mixed_elements[e].after; after >= 0) {
                part_of_[after] = find(group_, s.start_place[chain.superlink]);
            }
        }
    }
    inside_.assign(static_cast<std::size_t>(count) + 1, 0);
    for (auto i = count - 1; i >= 0; --i) { // what is tied to its root hangs on it
        inside_[i] =
            part_of_[i] == part || (part_of_[i] == ground && inside_[s.partition.up[i]] != 0) ? 1 : 0;
    }
}

// Whether one of its ends has no pressure of its own: it belongs to `part` then.
bool Workspace::apart(std::int32_t superlink, std::int32_t& part) {
    auto const ground = find(group_, structure_->unknowns());
    part = find(group_, structure_->start_place[superlink]);
    if (part == ground) {
        part = find(group_, structure_->end_place[superlink]);
    }
    return part != ground;
}

// How fit a held link is to open a part that gets just what it takes; 0 and below: not at all. Of those that
// are shut the one that is nearest to opening leaves all others shut, first of those that lead into the part.
// What regulates must measure there. A link at its limit comes last.
Workspace::Fitness Workspace::fitness(std::int32_t k, std::int32_t part, bool inward) {
    using Mode = OtherLink::Mode;
    auto const& s = *structure_;
    auto const& other = others_[k];
    if (other.reopened || (other.mode == Mode::at_set && other.set_flow == 0.0)) {
        return {};
    }
    double const dp = pressure_difference(k);
    if (other.mode == Mode::at_set) {
        return {1, saggar::detail::evaluate(other.values, other.set_flow).loss_pa - dp};
    }
    if (!other.regulates) {
        return {inward ? 4 : 3, dp - saggar::detail::evaluate(other.values, 0.0).loss_pa};
    }
    auto const r = static_cast<std::size_t>(regulation_.of(static_cast<std::size_t>(k)));
    auto const& regulator = s.regulators[r];
    bool const measures_there =
        std::ranges::any_of(std::array{regulator.plus, regulator.minus}, [&](Sensor const& sensor) {
            return sensor.place >= 0 && find(group_, sensor.place) == part;
        });
    if (measures_there) {
        return {2, 0.0, Mode::regulating};
    }
    bool const throttles = regulator.direction * regulation_.excess_pa(core_, r) > 0.0;
    return {throttles ? 0 : 2, 0.0};
}

// A part that gets just what it takes through links at their limit may have any of many pressures. It has
// that of one of its neighbours: one of those links is taken to be open, and carries what it carried.
int Workspace::reopen() {
    auto const& s = *structure_;
    auto const ground = find(group_, s.unknowns());
    fittest_.assign(group_.size(), {});
    for (auto const k : held_) {
        auto const& place = s.others[k];
        for (bool const at_start : {true, false}) {
            auto const part =
                find(group_, at_start ? s.start_place[place.superlink] : s.end_place[place.superlink]);
            if (part == ground || std::abs(excess_[part]) > no_flow_part * network_flow_) {
                continue;
            }
            auto& best = fittest_[part];
            auto now = fitness(k, part, at_start == (place.sign < 0.0));
            now.other = k;
            if (now.rank > best.rank || (now.rank == best.rank && now.pressure_pa > best.pressure_pa)) {
                best = now;
            }
        }
    }
    int count = 0;
    for (auto const& best : fittest_) {
        if (best.rank > 0) {
            auto& other = others_[best.other];
            other.mode = best.mode;
            other.reopened = true;
            ++count;
        }
    }
    return count;
}

// What is tied to the root only through links that are shut or at their limit has no pressure of its own.
int Workspace::find_blocking(NetworkData const& network, HydraulicPoint const& point) {
    if (held_.empty()) {
        return 0;
    }
    auto const& s = *structure_;
    join_parts();
    std::vector<double> const& holders = core_.base;
    std::int32_t part = 0;
    if (std::ranges::none_of(held_, [&](std::int32_t k) {
            auto const superlink = s.others[k].superlink;
            return holders[superlink] > 1.0 || apart(superlink, part);
        })) {
        return 0;
    }
    find_excess();
    auto const ground = find(group_, s.unknowns());
    bool gives = false;
    for (part = 0; part < s.unknowns(); ++part) {
        if (find(group_, part) == part && part != ground &&
            std::abs(excess_[part]) > no_flow_part * network_flow_) {
            mark_part(part);
            gives = give_way(network, point, excess_[part]) || gives;
        }
    }
    if (gives) {
        return 0;
    }
    if (int const reopened = may_reopen_ ? reopen() : 0; reopened > 0) {
        return reopened;
    }
    for (auto const k : held_) {
        auto const superlink = s.others[k].superlink;
        if (holders[superlink] > 1.0 || apart(superlink, part)) {
            found_blocking_.push_back(s.others[k].link);
        }
    }
    return 0;
}

} // namespace saggar::detail
