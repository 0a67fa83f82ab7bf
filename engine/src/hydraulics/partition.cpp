// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "hydraulics/partition.hpp"

#include <algorithm>
#include <cassert>

namespace saggar::detail {
namespace {

// Vertices are the nodes, with all fixed ones drawn together into vertex `root` = node_count. Edges beyond
// the graph's own are virtual: root to pinned node, there only to bring pinned nodes into the root's block.
class Partitioner {
public:
    explicit Partitioner(Graph const& graph)
        : graph_{graph},
          root_{graph.node_count},
          real_edges_{static_cast<std::int32_t>(graph.edges.size())} {}

    Partition run() {
        add_edges();
        build_adjacency();
        if (!graph_.pinned.empty()) {
            pin();
        }
        search();
        for (auto const node : graph_.kept) {
            keep_[vertex(node)] = 1;
        }
        collapse();
        return std::move(result_);
    }

private:
    struct Ends {
        std::int32_t a;
        std::int32_t b;
    };
    struct Neighbour {
        std::int32_t vertex;
        std::int32_t edge;
    };

    [[nodiscard]] std::int32_t vertex(std::int32_t node) const {
        return graph_.fixed[node] != 0 ? root_ : node;
    }
    [[nodiscard]] std::int32_t other(std::int32_t edge, std::int32_t v) const {
        return ends_[edge].a == v ? ends_[edge].b : ends_[edge].a;
    }

    void add_edges() {
        ends_.reserve(graph_.edges.size() + graph_.pinned.size());
        for (auto const& edge : graph_.edges) {
            ends_.push_back({vertex(edge.from), vertex(edge.to)});
        }
        keep_.assign(root_ + 1, 0);
        keep_[root_] = 1;
    }

    void build_adjacency() {
        start_.assign(root_ + 2, 0);
        for (auto const& [a, b] : ends_) {
            if (a != b) {
                ++start_[a + 1];
                ++start_[b + 1];
            }
        }
        for (std::int32_t v = 0; v <= root_; ++v) {
            start_[v + 1] += start_[v];
        }
        neighbours_.resize(start_[root_ + 1]);
        std::vector<std::int32_t> next(start_.begin(), start_.end() - 1);
        for (std::int32_t e = 0; e < static_cast<std::int32_t>(ends_.size()); ++e) {
            auto const [a, b] = ends_[e];
            if (a != b) { // between two fixed nodes: see collapse()
                neighbours_[next[a]++] = {b, e};
                neighbours_[next[b]++] = {a, e};
            }
        }
    }

    // Pinned nodes that real edges connect with the root get a virtual edge to it.
    void pin() {
        std::vector<std::uint8_t> reached(root_ + 1, 0);
        std::vector<std::int32_t> open{root_};
        reached[root_] = 1;
        while (!open.empty()) {
            auto const v = open.back();
            open.pop_back();
            for (auto i = start_[v]; i < start_[v + 1]; ++i) {
                auto const w = neighbours_[i].vertex;
                if (reached[w] == 0) {
                    reached[w] = 1;
                    open.push_back(w);
                }
            }
        }
        for (auto const node : graph_.pinned) {
            auto const v = vertex(node);
            if (v != root_ && reached[v] != 0 && keep_[v] == 0) {
                keep_[v] = 1;
                ends_.push_back({root_, v});
            }
        }
        build_adjacency();
    }

    // Iterative depth-first search. Finished vertices wait on a stack; when a child cannot reach above its
    // parent, what waits above it forms a block with the parent.
    void search() {
        auto const count = static_cast<std::size_t>(root_) + 1;
        std::vector<std::int32_t> found(count, -1);
        std::vector<std::int32_t> low(count, 0);
        std::vector<std::int32_t> by_edge(count, -1);
        std::vector<std::int32_t> next(start_.begin(), start_.end() - 1);
        std::vector<std::int32_t> path{root_};
        std::vector<std::int32_t> waiting;
        waiting.reserve(count);
        block_.assign(count, -1);
        result_.position.assign(count, -1);
        result_.node.reserve(count);
        up_vertex_.assign(count, -1);
        std::int32_t time = 0;
        found[root_] = low[root_] = time++;
        while (!path.empty()) {
            auto const v = path.back();
            if (next[v] < start_[v + 1]) {
                auto const [w, e] = neighbours_[next[v]++];
                if (found[w] < 0) {
                    found[w] = low[w] = time++;
                    by_edge[w] = e;
                    waiting.push_back(w);
                    path.push_back(w);
                } else if (e != by_edge[v]) {
                    low[v] = std::min(low[v], found[w]);
                }
                continue;
            }
            path.pop_back();
            if (path.empty()) {
                break;
            }
            auto const parent = path.back();
            low[parent] = std::min(low[parent], low[v]);
            if (low[v] < found[parent]) {
                continue;
            }
            bool const is_bridge = low[v] > found[parent];
            auto const block = is_bridge ? -1 : result_.blocks++;
            std::int32_t member = -1;
            do {
                member = waiting.back();
                waiting.pop_back();
                block_[member] = block;
                up_vertex_[member] = parent;
                result_.position[member] = result_.size();
                result_.node.push_back(member);
            } while (member != v);
            if (is_bridge) {
                auto const e = by_edge[v];
                result_.bridges.push_back({result_.position[v], graph_.edges[e].link,
                                           static_cast<std::int8_t>(ends_[e].b == v ? 1 : -1)});
            }
        }
        result_.position[root_] = result_.size();
        result_.up.reserve(result_.node.size());
        for (auto const v : result_.node) {
            result_.up.push_back(result_.position[up_vertex_[v]]);
        }
    }

    // The block of a real edge, -1 for bridges and unreached parts.
    [[nodiscard]] std::int32_t block_of(Ends ends) const {
        auto const [a, b] = ends;
        if (block_[a] == block_[b] && a != root_ && b != root_) {
            return up_vertex_[a] == b || up_vertex_[b] == a ? -1 : block_[a];
        }
        return up_vertex_[a] == b ? block_[a] : block_[b];
    }

    void collapse() {
        // The two edges of every vertex inside its own block; a third makes it an unknown.
        std::vector<Ends> inside(static_cast<std::size_t>(root_), Ends{-1, -1});
        std::vector<std::int32_t> edge_block(static_cast<std::size_t>(real_edges_), -1);
        for (std::int32_t e = 0; e < real_edges_; ++e) {
            auto const ends = ends_[e];
            if (ends.a == ends.b) {
                continue;
            }
            if (result_.position[ends.a] < 0) {
                continue;
            }
            auto const block = edge_block[e] = block_of(ends);
            if (block < 0) {
                continue;
            }
            for (auto const v : {ends.a, ends.b}) {
                if (v == root_ || block_[v] != block) {
                    continue;
                }
                auto& [first, second] = inside[v];
                if (first < 0) {
                    first = e;
                } else if (second < 0) {
                    second = e;
                } else {
                    keep_[v] = 1;
                }
            }
        }
        std::vector<std::int32_t> unknown(static_cast<std::size_t>(root_) + 1, -1);
        for (std::int32_t p = 0; p < result_.size(); ++p) {
            auto const v = result_.node[p];
            if (block_[v] >= 0 && keep_[v] != 0) {
                unknown[v] = static_cast<std::int32_t>(result_.unknown_position.size());
                result_.unknown_position.push_back(p);
            }
        }
        auto const ends_chain = [&](std::int32_t v, std::int32_t block) {
            return v == root_ || block_[v] != block || keep_[v] != 0;
        };
        std::vector<std::uint8_t> taken(static_cast<std::size_t>(real_edges_), 0);
        result_.elements.reserve(static_cast<std::size_t>(real_edges_));
        // From every unknown in order, so that neighbours in the reduced system are neighbours in memory;
        // then the chains that only the root of a block bounds.
        auto const walk = [&](std::int32_t v, std::int32_t e) {
            auto const block = edge_block[e];
            auto const is_unknown = [&](std::int32_t w) { return w != root_ && block_[w] == block; };
            auto const first = static_cast<std::int32_t>(result_.elements.size());
            auto const start = is_unknown(v) ? unknown[v] : -1;
            while (true) {
                taken[e] = 1;
                auto const w = other(e, v);
                bool const stop = ends_chain(w, block);
                result_.elements.push_back({graph_.edges[e].link, stop ? -1 : result_.position[w],
                                            static_cast<std::int8_t>(ends_[e].a == v ? 1 : -1)});
                v = w;
                if (stop) {
                    break;
                }
                e = inside[w].a == e ? inside[w].b : inside[w].a;
            }
            result_.superlinks.push_back({start, is_unknown(v) ? unknown[v] : -1, first,
                                          static_cast<std::int32_t>(result_.elements.size()), block});
        };
        for (auto const p : result_.unknown_position) {
            auto const v = result_.node[p];
            for (auto i = start_[v]; i < start_[v + 1]; ++i) {
                auto const e = neighbours_[i].edge;
                if (e < real_edges_ && taken[e] == 0 && edge_block[e] == block_[v]) {
                    walk(v, e);
                }
            }
        }
        for (std::int32_t e = 0; e < real_edges_; ++e) {
            auto const [a, b] = ends_[e];
            if (a == b && a == root_) { // between two fixed nodes: a loop through the root
                auto const first = static_cast<std::int32_t>(result_.elements.size());
                result_.elements.push_back({graph_.edges[e].link, -1, 1});
                result_.superlinks.push_back({-1, -1, first, first + 1, result_.blocks++});
            } else if (edge_block[e] >= 0 && taken[e] == 0) {
                if (ends_chain(a, edge_block[e])) {
                    walk(a, e);
                } else if (ends_chain(b, edge_block[e])) {
                    walk(b, e);
                }
            }
        }
        assert(std::ranges::count_if(edge_block, [](std::int32_t block) { return block >= 0; }) ==
               std::ranges::count(taken, std::uint8_t{1}));
    }

    Graph const& graph_;
    std::int32_t root_;
    std::int32_t real_edges_;
    std::vector<Ends> ends_;
    std::vector<std::uint8_t> keep_;
    std::vector<std::int32_t> start_;
    std::vector<Neighbour> neighbours_;
    std::vector<std::int32_t> block_;
    std::vector<std::int32_t> up_vertex_;
    Partition result_;
};

} // namespace

Partition partition(Graph const& graph) {
    return Partitioner{graph}.run();
}

} // namespace saggar::detail
