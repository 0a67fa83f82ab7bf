// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Flows of NANDRAD's district between the full hours at which they were recorded.
//
// Demands are straight lines there, flows are not: a substation's valve has a resistance that grows with what
// the water cools less than the set difference D, so that with the heat Q
//
//   m^2 (D - Q/(m cp)) = C.
//
// C is taken as a straight line between what follows from the recorded values. Where it is negative at one of
// them, the valve stood fully open, and the flow is taken as a straight line. What a substation's flow
// differs from a straight line, its pipes differ on the way from the plant and back; the ring is cut where
// least flows.

#include <array>
#include <cmath>
#include <cstddef>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace saggar::testing_support {

// By element: what they are and between which nodes; [hour][element]: flows and what heat is given off.
struct NandradRecord {
    std::vector<std::string> model;
    std::vector<std::string> id;
    std::vector<int> from;
    std::vector<int> to;
    std::vector<std::vector<double>> flow_kg_s;
    std::vector<std::vector<double>> heat_w;
};

class NandradFlows {
public:
    NandradFlows(NandradRecord record, double difference_k, double heat_capacity_j_kgk)
        : record_{std::move(record)}, difference_k_{difference_k}, capacity_j_kgk_{heat_capacity_j_kgk} {
        int supply = 0;
        int back = 0;
        for (std::size_t i = 0; i < record_.model.size(); ++i) {
            supply = record_.model[i] == "IdealHeaterCooler" ? record_.to[i] : supply;
            back = record_.model[i] == "ConstantPressurePump" ? record_.from[i] : back;
        }
        Reached const out = reach(supply);
        Reached const in = reach(back);
        for (std::size_t i = 0; i < record_.model.size(); ++i) {
            if (record_.model[i] == "HeatExchanger") {
                way_.push_back({i, {}});
                add_way(out, record_.from[i], 1.0);
                add_way(in, record_.to[i], -1.0);
            }
        }
    }

    // Of every element, at a part of the hour that begins with `hour`.
    void at(std::size_t hour, double share, std::vector<double>& flow_kg_s) const {
        auto const between = [&](std::vector<std::vector<double>> const& table, std::size_t i) {
            return std::lerp(table[hour][i], table[hour + 1][i], share);
        };
        flow_kg_s.resize(record_.model.size());
        for (std::size_t i = 0; i < flow_kg_s.size(); ++i) {
            flow_kg_s[i] = between(record_.flow_kg_s, i);
        }
        double whole = 0.0;
        for (Way const& way : way_) {
            std::array const constant{valve(hour, way.substation), valve(hour + 1, way.substation)};
            if (constant[0] < 0.0 || constant[1] < 0.0) {
                continue;
            }
            double const drawn = between(record_.heat_w, way.substation) / capacity_j_kgk_;
            double const root =
                std::sqrt(drawn * drawn + 4.0 * difference_k_ * std::lerp(constant[0], constant[1], share));
            double const more = (drawn + root) / (2.0 * difference_k_) - flow_kg_s[way.substation];
            flow_kg_s[way.substation] += more;
            for (auto const& [pipe, sign] : way.pipes) {
                flow_kg_s[pipe] += sign * more;
            }
            whole += more;
        }
        for (std::size_t i = 0; i < flow_kg_s.size(); ++i) {
            if (record_.model[i] == "IdealHeaterCooler" || record_.model[i] == "ConstantPressurePump") {
                flow_kg_s[i] += whole;
            }
        }
    }

private:
    // How a node was reached: by which pipe, in which direction (1: as drawn).
    using Reached = std::map<int, std::pair<std::size_t, double>>;
    struct Way {
        std::size_t substation;
        std::vector<std::pair<std::size_t, double>> pipes; // and whether they carry its flow as drawn
    };

    // C of one valve at a full hour.
    [[nodiscard]] double valve(std::size_t hour, std::size_t i) const {
        double const flow = record_.flow_kg_s[hour][i];
        return flow * (difference_k_ * flow - record_.heat_w[hour][i] / capacity_j_kgk_);
    }

    [[nodiscard]] Reached reach(int root) const {
        Reached reached;
        std::vector<int> nodes{root};
        for (std::size_t k = 0; k < nodes.size(); ++k) {
            for (std::size_t i = 0; i < record_.model.size(); ++i) {
                bool const as_drawn = record_.from[i] == nodes[k];
                bool const cut = record_.id[i] == "62" || record_.id[i] == "63";
                if (record_.model[i] != "DynamicPipe" || cut || (!as_drawn && record_.to[i] != nodes[k])) {
                    continue;
                }
                int const other = as_drawn ? record_.to[i] : record_.from[i];
                if (other != root && reached.try_emplace(other, i, as_drawn ? 1.0 : -1.0).second) {
                    nodes.push_back(other);
                }
            }
        }
        return reached;
    }

    // To the last of way_: from the root to `node`; `sign` 1: in that direction, -1: back.
    void add_way(Reached const& reached, int node, double sign) {
        for (auto found = reached.find(node); found != reached.end(); found = reached.find(node)) {
            auto const [pipe, direction] = found->second;
            way_.back().pipes.emplace_back(pipe, sign * direction);
            node = direction > 0.0 ? record_.from[pipe] : record_.to[pipe];
        }
    }

    NandradRecord record_;
    double difference_k_;
    double capacity_j_kgk_;
    std::vector<Way> way_; // by substation
};

} // namespace saggar::testing_support
