// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "hydraulics/structure.hpp"

#include "hydraulics/laws.hpp"

#include <algorithm>
#include <numeric>

namespace saggar::detail {
namespace {

class Builder {
public:
    Builder(HydraulicNodes const& nodes, HydraulicLinks const& links, PipeTable const& pipes,
            std::vector<LinkRole> roles)
        : nodes_{nodes}, links_{links}, pipes_{pipes}, s_{std::make_shared<Structure>()} {
        s_->roles = std::move(roles);
    }

    std::shared_ptr<Structure const> run() {
        fixed_index_.assign(nodes_.size(), -1);
        for (std::size_t i = 0; i < nodes_.fixed.size(); ++i) {
            fixed_index_[nodes_.fixed[i]] = static_cast<std::int32_t>(i);
        }
        s_->partition = partition(graph());
        order_superlinks();
        fill_classes();
        fill_mixed();
        pad();
        s_->pipes.core = s_->pipes.size();
        s_->core_others = static_cast<std::int32_t>(s_->others.size());
        fill_bridges();
        factor();
        fill_regulators();
        sort_out_the_rest();
        s_->level = std::ranges::all_of(s_->pipes.rise_m, [](double rise) { return rise == 0.0; }) &&
                    std::ranges::all_of(s_->others, [](Other const& other) { return other.rise_m == 0.0; });
        s_->figures = {.bridges = static_cast<std::int32_t>(s_->partition.bridges.size()),
                       .blocks = s_->partition.blocks,
                       .core_links = static_cast<std::int32_t>(s_->partition.elements.size()),
                       .superlinks = s_->superlinks,
                       .unknowns = s_->unknowns(),
                       .factor_entries = s_->factor.factor_entries()};
        return s_;
    }

private:
    [[nodiscard]] bool plain_pipe(std::int32_t link) const {
        return links_.law[link] == LinkLaw::pipe && links_.one_way[link] == 0;
    }

    [[nodiscard]] Graph graph() const {
        Graph graph;
        graph.node_count = static_cast<std::int32_t>(nodes_.size());
        graph.fixed.assign(nodes_.size(), 0);
        for (auto const node : nodes_.fixed) {
            graph.fixed[node] = 1;
        }
        graph.edges.reserve(links_.size());
        for (std::int32_t l = 0; l < static_cast<std::int32_t>(links_.size()); ++l) {
            if (s_->roles[l] != LinkRole::graph) {
                continue;
            }
            graph.edges.push_back({l, links_.from[l], links_.to[l]});
            if (only_forward(links_.law[l]) || links_.one_way[l] != 0) {
                // Two such links in one chain could shut off what lies between them.
                graph.kept.push_back(links_.from[l]);
                graph.kept.push_back(links_.to[l]);
            }
            if (is_regulator(links_.law[l])) {
                graph.pinned.push_back(links_.from[l]);
                graph.pinned.push_back(links_.to[l]);
                for (auto const sensed : {links_.sense_a[l], links_.sense_b[l]}) {
                    if (sensed >= 0) {
                        graph.pinned.push_back(sensed);
                    }
                }
            }
        }
        return graph;
    }

    // Plain chains by length, then mixed ones; stable, so that neighbours stay neighbours.
    void order_superlinks() {
        auto const& all = s_->partition.superlinks;
        constexpr std::int32_t mixed = 1 << 30;
        std::vector<std::int32_t> length(all.size());
        for (std::size_t i = 0; i < all.size(); ++i) {
            length[i] = all[i].last - all[i].first;
            for (auto e = all[i].first; e < all[i].last; ++e) {
                if (!plain_pipe(s_->partition.elements[e].link)) {
                    length[i] = mixed;
                }
            }
        }
        order_.resize(all.size());
        std::iota(order_.begin(), order_.end(), 0);
        std::ranges::stable_sort(order_, {}, [&](std::int32_t i) { return length[i]; });
        s_->superlinks = static_cast<std::int32_t>(order_.size());
        for (std::int32_t i = 0; i < s_->superlinks;) {
            auto const pipes = length[order_[i]];
            if (pipes == mixed) {
                break;
            }
            auto const first = i;
            while (i < s_->superlinks && length[order_[i]] == pipes) {
                ++i;
            }
            s_->classes.push_back({pipes, first, i - first, 0});
            s_->pure_superlinks = i;
        }
    }

    void add_pipe(std::int32_t link, double sign, std::int32_t after) {
        auto& p = s_->pipes;
        p.link.push_back(link);
        p.any_link.push_back(link);
        p.sign.push_back(sign);
        p.rise_m.push_back(sign *
                           (nodes_.elevation_m[links_.from[link]] - nodes_.elevation_m[links_.to[link]]));
        p.guess.push_back(pipes_.guess[link]);
        add_geometry(pipes_.geometry[link]);
        p.after.push_back(after);
        add_fixed_ends(link, sign, p.size() - 1, -1);
    }

    void add_geometry(FrictionGeometry const& geometry) {
        auto& p = s_->pipes;
        p.rough.push_back(geometry.rough);
        p.reynolds_viscosity.push_back(geometry.reynolds_viscosity);
        p.friction_density.push_back(geometry.friction_density);
        p.local_density.push_back(geometry.local_density);
    }

    void add_other(std::int32_t link, double sign, std::int32_t superlink, std::int32_t position) {
        s_->others.push_back(
            {link, superlink, position, sign,
             sign * (nodes_.elevation_m[links_.from[link]] - nodes_.elevation_m[links_.to[link]])});
        add_fixed_ends(link, sign, -1, static_cast<std::int32_t>(s_->others.size()) - 1);
    }

    void add_fixed_ends(std::int32_t link, double sign, std::int32_t slot, std::int32_t other) {
        if (auto const fixed = fixed_index_[links_.from[link]]; fixed >= 0) {
            s_->fixed_ends.push_back({fixed, slot, other, sign});
        }
        if (auto const fixed = fixed_index_[links_.to[link]]; fixed >= 0) {
            s_->fixed_ends.push_back({fixed, slot, other, -sign});
        }
    }

    void pad() {
        auto& p = s_->pipes;
        while (p.link.size() % friction_padding != 0) {
            p.link.push_back(-1);
            p.sign.push_back(1.0);
            p.rise_m.push_back(0.0);
            p.any_link.push_back(0);
            p.guess.push_back(1.0);
            add_geometry({});
            p.after.push_back(-1);
        }
    }

    void fill_classes() {
        auto const& part = s_->partition;
        auto& p = s_->pipes;
        auto const most = links_.size() + 2 * friction_padding;
        for (auto* column : {&p.sign, &p.rise_m, &p.rough, &p.guess, &p.reynolds_viscosity,
                             &p.friction_density, &p.local_density}) {
            column->reserve(most);
        }
        for (auto* column : {&p.link, &p.any_link, &p.after}) {
            column->reserve(most);
        }
        for (auto& chains : s_->classes) {
            chains.first_slot = p.size();
            for (std::int32_t k = 0; k < chains.pipes; ++k) {
                for (std::int32_t i = 0; i < chains.count; ++i) {
                    auto const& element = part.elements[part.superlinks[order_[chains.first + i]].first + k];
                    add_pipe(element.link, element.sign, element.after);
                }
            }
        }
    }

    void fill_mixed() {
        auto const& part = s_->partition;
        for (auto i = s_->pure_superlinks; i < s_->superlinks; ++i) {
            auto const& chain = part.superlinks[order_[i]];
            auto const first = static_cast<std::int32_t>(s_->mixed_elements.size());
            auto const first_slot = s_->pipes.size();
            for (auto e = chain.first; e < chain.last; ++e) {
                auto const& element = part.elements[e];
                if (plain_pipe(element.link)) {
                    s_->mixed_elements.push_back({s_->pipes.size(), -1, element.after});
                    add_pipe(element.link, element.sign, element.after);
                } else {
                    s_->mixed_elements.push_back(
                        {-1, static_cast<std::int32_t>(s_->others.size()), element.after});
                    add_other(element.link, element.sign, i, -1);
                }
            }
            s_->mixed.push_back({i, first, static_cast<std::int32_t>(s_->mixed_elements.size())});
            if (auto const pipes = s_->pipes.size() - first_slot; pipes > 0) {
                s_->classes.push_back({pipes, i, 1, first_slot});
            }
        }
    }

    void fill_bridges() {
        for (auto const& bridge : s_->partition.bridges) {
            if (plain_pipe(bridge.link)) {
                add_pipe(bridge.link, bridge.sign, -1);
                s_->pipes.bridge_position.push_back(bridge.position);
            } else {
                add_other(bridge.link, bridge.sign, -1, bridge.position);
            }
        }
        s_->pipes.bridges_end = s_->pipes.size();
        pad();
    }

    void factor() {
        auto const& part = s_->partition;
        auto const unknowns = static_cast<std::int32_t>(part.unknown_position.size());
        std::vector<Coupling> couplings;
        couplings.reserve(order_.size());
        for (auto const i : order_) {
            auto const& chain = part.superlinks[i];
            if (chain.start >= 0 && chain.end >= 0) {
                couplings.push_back({chain.start, chain.end});
            }
        }
        s_->factor = FactorPattern{unknowns, couplings};
        auto const& factor = s_->factor;
        // Ground, and couplings with it, go to one slot and one place behind all others that nobody reads.
        auto const nowhere = static_cast<std::int32_t>(factor.value_count());
        auto const place = [&](std::int32_t unknown) {
            return unknown < 0 ? unknowns : factor.place(unknown);
        };
        auto const diagonal = [&](std::int32_t unknown) {
            return unknown < 0 ? nowhere : factor.diagonal_slot(unknown);
        };
        for (auto const i : order_) {
            auto const& chain = part.superlinks[i];
            s_->start_place.push_back(place(chain.start));
            s_->end_place.push_back(place(chain.end));
            s_->start_slot.push_back(diagonal(chain.start));
            s_->end_slot.push_back(diagonal(chain.end));
            s_->cross_slot.push_back(chain.start < 0 || chain.end < 0 ? nowhere
                                                                      : factor.slot(chain.start, chain.end));
            s_->block.push_back(chain.block);
            s_->links.push_back(chain.last - chain.first);
        }
        s_->place_position.resize(static_cast<std::size_t>(unknowns));
        for (std::int32_t u = 0; u < unknowns; ++u) {
            s_->place_position[factor.place(u)] = part.unknown_position[u];
        }
    }

    void fill_regulators() {
        std::vector<std::int32_t> place(s_->partition.node.size() + 1, -1);
        for (std::int32_t i = 0; i < s_->unknowns(); ++i) {
            place[s_->place_position[i]] = i;
        }
        auto const sensor = [&](std::int32_t node, double sign) {
            if (auto const fixed = fixed_index_[node]; fixed >= 0) {
                return Sensor{-1, fixed, sign};
            }
            auto const position = s_->partition.position[node];
            // A node that no pressure reaches reads as 0.
            return position < 0 ? Sensor{} : Sensor{place[position], -1, sign};
        };
        for (std::int32_t k = 0; k < s_->core_others; ++k) {
            auto const link = s_->others[k].link;
            switch (links_.law[link]) {
            case LinkLaw::pressure_reducing:
                s_->regulators.push_back({k, sensor(links_.to[link], 1.0), {}, 1.0});
                break;
            case LinkLaw::pressure_sustaining:
                s_->regulators.push_back({k, sensor(links_.from[link], 1.0), {}, -1.0});
                break;
            case LinkLaw::differential_pressure:
            case LinkLaw::differential_overflow:
                s_->regulators.push_back({k, sensor(links_.sense_a[link], 1.0),
                                          sensor(links_.sense_b[link], -1.0),
                                          links_.law[link] == LinkLaw::differential_pressure ? 1.0 : -1.0});
                break;
            default: break;
            }
        }
    }

    void sort_out_the_rest() {
        auto const& position = s_->partition.position;
        auto const root = s_->partition.size();
        auto const at = [&](std::int32_t node) { return fixed_index_[node] >= 0 ? root : position[node]; };
        for (std::int32_t l = 0; l < static_cast<std::int32_t>(links_.size()); ++l) {
            bool const reached = at(links_.from[l]) >= 0 && at(links_.to[l]) >= 0;
            auto const role = s_->roles[l];
            if (role == LinkRole::closed) {
                s_->idle_links.push_back({l, LinkStatus::closed});
            } else if (role == LinkRole::blocked) {
                s_->idle_links.push_back({l, LinkStatus::blocked});
            } else if (!reached) {
                s_->idle_links.push_back({l, LinkStatus::cut_off});
            } else if (role == LinkRole::flow) {
                s_->flow_links.push_back({l, at(links_.from[l]), at(links_.to[l])});
            }
        }
        for (std::int32_t v = 0; v < static_cast<std::int32_t>(nodes_.size()); ++v) {
            if (at(v) < 0) {
                s_->cut_off_nodes.push_back(v);
            }
        }
        double sum = 0.0;
        std::int32_t count = 0;
        for (std::int32_t i = 0; i < s_->pipes.core; ++i) {
            if (s_->pipes.link[i] >= 0) {
                sum += s_->pipes.guess[i];
                ++count;
            }
        }
        s_->typical_slope = count > 0 ? sum / count : 0.0;
    }

    HydraulicNodes const& nodes_;
    HydraulicLinks const& links_;
    PipeTable const& pipes_;
    std::shared_ptr<Structure> s_;
    std::vector<std::int32_t> fixed_index_;
    std::vector<std::int32_t> order_;
};

} // namespace

std::shared_ptr<Structure const> build_structure(HydraulicNodes const& nodes, HydraulicLinks const& links,
                                                 PipeTable const& pipes, std::vector<LinkRole> roles) {
    return Builder{nodes, links, pipes, std::move(roles)}.run();
}

} // namespace saggar::detail
