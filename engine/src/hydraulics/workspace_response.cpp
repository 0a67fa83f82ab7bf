// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "hydraulics/workspace.hpp"

#include <algorithm>

namespace saggar::detail {

void Workspace::find_links(std::size_t links) {
    where_.assign(links, no_place);
    auto const& pipes = structure_->pipes;
    for (std::int32_t slot = 0; slot < pipes.size(); ++slot) {
        if (pipes.link[slot] >= 0) {
            where_[pipes.link[slot]] = slot;
        }
    }
    for (std::size_t k = 0; k < others_.size(); ++k) {
        where_[structure_->others[k].link] = -1 - static_cast<std::int32_t>(k);
    }
}

bool Workspace::responds() {
    if (!may_respond_) {
        return false;
    }
    if (!slopes_taken_ && structure_->superlinks > 0) {
        core_.take_slopes(smallest_slope_part * typical_slope_);
        may_respond_ = core_.factorise();
    }
    slopes_taken_ = true;
    return may_respond_;
}

// `below` holds what is withdrawn at and below every place: the flows of all others follow.
void Workspace::respond_to_withdrawals() {
    auto const& s = *structure_;
    if (s.superlinks == 0) {
        return;
    }
    core_.set_offsets();
    core_.resist_offsets();
    for (std::int32_t k = 0; k < s.core_others; ++k) {
        auto const superlink = s.others[k].superlink;
        core_.base[superlink] -=
            core_.conductance[superlink] * others_[k].at.slope_pa_s_kg * core_.other_offset[k];
    }
    evaluated_ = false; // `flow` will hold changes
    core_.assemble_response();
    core_.solve(core_.rhs);
    core_.take_response();
}

double Workspace::response_of_other(std::size_t k) const {
    auto const& other = structure_->others[k];
    return other.sign * (other.superlink >= 0 ? core_.change[other.superlink] + core_.other_offset[k]
                                              : core_.below[other.position]);
}

void Workspace::ask(std::size_t link_count, std::span<std::int32_t const> nodes,
                    std::span<std::int32_t const> links) {
    auto const& part = structure_->partition;
    if (where_.size() != link_count) {
        find_links(link_count);
    }
    asked_.position.clear();
    asked_.link.clear();
    asked_.above.clear();
    asked_.marked.resize(core_.below.size());
    for (auto const node : nodes) {
        auto const position = part.position[node];
        asked_.position.push_back(position < 0 ? part.size() : position);
        for (auto p = position; p >= 0 && p < part.size() && asked_.marked[p] == 0; p = part.up[p]) {
            asked_.marked[p] = 1;
        }
    }
    for (std::int32_t p = 0; p < part.size(); ++p) {
        if (asked_.marked[p] != 0) {
            asked_.marked[p] = 0;
            asked_.above.push_back(p);
        }
    }
    for (auto const link : links) {
        asked_.link.push_back(where_[link]);
    }
    std::ranges::fill(core_.below, 0.0);
}

void Workspace::respond(std::span<double const> more_withdrawn_kg_s, std::span<double> more_flow_kg_s) {
    auto const& s = *structure_;
    for (std::size_t i = 0; i < asked_.position.size(); ++i) {
        core_.below[asked_.position[i]] += more_withdrawn_kg_s[i];
    }
    for (auto const p : asked_.above) {
        core_.below[s.partition.up[p]] += core_.below[p];
    }
    respond_to_withdrawals();
    for (std::size_t i = 0; i < asked_.link.size(); ++i) {
        auto const place = asked_.link[i];
        if (place == no_place) {
            more_flow_kg_s[i] = 0.0;
        } else if (place < 0) {
            more_flow_kg_s[i] = response_of_other(static_cast<std::size_t>(-1 - place));
        } else {
            more_flow_kg_s[i] =
                s.pipes.sign[place] * (place < s.pipes.core
                                           ? core_.flow[place]
                                           : core_.below[s.pipes.bridge_position[place - s.pipes.core]]);
        }
    }
    for (auto const p : asked_.above) {
        core_.below[p] = 0.0;
    }
    core_.below[s.partition.size()] = 0.0;
}

void Workspace::respond_everywhere(std::span<std::int32_t const> nodes,
                                   std::span<double const> more_withdrawn_kg_s,
                                   std::span<double> more_flow_kg_s) {
    auto const& s = *structure_;
    std::ranges::fill(core_.below, 0.0);
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        if (auto const position = s.partition.position[nodes[i]]; position >= 0) {
            core_.below[position] += more_withdrawn_kg_s[i];
        }
    }
    core_.aggregate();
    respond_to_withdrawals();
    std::ranges::fill(more_flow_kg_s, 0.0);
    for (std::int32_t slot = 0; slot < s.pipes.core; ++slot) {
        if (s.pipes.link[slot] >= 0) {
            more_flow_kg_s[s.pipes.link[slot]] = s.pipes.sign[slot] * core_.flow[slot];
        }
    }
    for (auto slot = s.pipes.core; slot < s.pipes.bridges_end; ++slot) {
        more_flow_kg_s[s.pipes.link[slot]] =
            s.pipes.sign[slot] * core_.below[s.pipes.bridge_position[slot - s.pipes.core]];
    }
    for (std::size_t k = 0; k < others_.size(); ++k) {
        more_flow_kg_s[s.others[k].link] = response_of_other(k);
    }
    std::ranges::fill(core_.below, 0.0); // as `respond` finds it
}

} // namespace saggar::detail
