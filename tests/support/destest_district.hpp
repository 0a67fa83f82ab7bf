// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// The district of the DESTEST common exercise CE_1 (IBPSA Project 1) through time: sixteen equal buildings on
// a tree of pipes. The plant sends out water of one temperature; each building takes its heat from a flow
// that cools by the given difference, but never from less than a bypass passes. The heat is taken exactly
// (LinkRule::heat): in the flow that belongs to it that is the given difference, in the bypass alone less.
// Flows follow from continuity.

#include "reference.hpp"
#include "table.hpp"

#include "saggar/engine/transient/transient_heat.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace saggar::testing_support {

class DestestDistrict {
public:
    // `bypass_kg_s`: instead of the one in the folder, which is that of one of the published programs.
    explicit DestestDistrict(std::filesystem::path const& folder,
                             std::optional<double> bypass_kg_s = std::nullopt)
        : boundary_{folder / "boundary.csv"},
          nodes_{folder / "nodes.csv"},
          pipes_{folder / "pipes.csv"},
          supply_c_{boundary("T_supply")},
          difference_k_{boundary("deltaT_substation")},
          ground_c_{boundary("T_ground")},
          bypass_kg_s_{bypass_kg_s.value_or(boundary("m_flow_bypass_per_consumer"))},
          fluid_{Fluid::constant({.density_kg_m3 = boundary("rho_water"),
                                  .dynamic_viscosity_pa_s = 6.5e-4, // at 40 degrees C; for the film
                                  .heat_capacity_j_kgk = boundary("cp_water")})},
          heat_{fluid_, 0, {}, {}} {
        auto const names = nodes_.texts("node");
        auto const count = static_cast<std::int32_t>(names.size());
        std::map<std::string, std::int32_t, std::less<>> node;
        for (std::int32_t i = 0; i < count; ++i) {
            node[names[static_cast<std::size_t>(i)]] = i; // its return node: i + count
        }
        auto const from = pipes_.texts("from_node");
        auto const to = pipes_.texts("to_node");
        auto const length = pipes_.numbers("length_m");
        auto const diameter = pipes_.numbers("d_inner_m");
        auto const conductance = pipes_.numbers("U_W_mK");
        std::vector<HeatLink> links;
        for (std::size_t i = 0; i < from.size(); ++i) {
            PlugFlowPipe const pipe{.length_m = length[i],
                                    .inner_diameter_m = diameter[i],
                                    .wall_capacity_j_mk = steel_wall_capacity_j_mk(
                                        diameter[i], diameter[i] + 2.0 * boundary("wall_thickness"),
                                        boundary("wall_rho"), boundary("wall_cp")),
                                    .film_w_m2k = std::nullopt};
            links.push_back({node.at(from[i]), node.at(to[i]), pipe});
            links.push_back({node.at(to[i]) + count, node.at(from[i]) + count, pipe});
            conductance_w_mk_.insert(conductance_w_mk_.end(), 2, conductance[i]);
            buildings_behind_.push_back(buildings_behind(i, from, to));
        }
        auto const type = nodes_.texts("type");
        for (std::int32_t i = 0; i < count; ++i) {
            if (type[static_cast<std::size_t>(i)] == "consumer") {
                links.push_back({i, i + count, std::nullopt});
                ++buildings_;
            }
        }
        producer_ =
            node.at(names[static_cast<std::size_t>(std::ranges::find(type, "producer") - type.begin())]);
        critical_ = static_cast<std::size_t>(node.at("SimpleDistrict_2"));
        returns_to_ = static_cast<std::size_t>(producer_ + count);
        links.push_back({producer_ + count, producer_, std::nullopt});
        heat_ = TransientHeat{fluid_, 2 * names.size(), links, {}};
        std::vector<double> start(2 * names.size(), boundary("T_init_supply"));
        std::fill(start.begin() + count, start.end(), boundary("T_init_return"));
        heat_.fill(start);
        flow_kg_s_.resize(links.size());
        conductance_w_mk_.resize(links.size());
        ambient_c_.assign(links.size(), ground_c_);
        rule_.assign(links.size(), LinkRule::heat);
        rule_.back() = LinkRule::outlet_temperature;
        value_.assign(links.size(), supply_c_);
    }

    [[nodiscard]] double boundary(std::string_view parameter) const {
        for (std::size_t row = 0; row < boundary_.rows(); ++row) {
            if (boundary_.text(row, boundary_.column("parameter")) == parameter) {
                return boundary_.number(row, boundary_.column("value"));
            }
        }
        throw std::runtime_error{"no boundary condition " + std::string{parameter}};
    }

    // Each building takes `demand_w` through the step.
    HeatLedger step(double demand_w, double duration_s) {
        double const each = building_flow_kg_s(demand_w);
        std::size_t const pipes = 2 * buildings_behind_.size();
        for (std::size_t link = 0; link < pipes; ++link) {
            flow_kg_s_[link] = each * buildings_behind_[link / 2];
        }
        for (std::size_t link = pipes; link + 1 < flow_kg_s_.size(); ++link) {
            flow_kg_s_[link] = each;
            value_[link] = -demand_w;
        }
        flow_kg_s_.back() = each * buildings_;
        return heat_.step({.duration_s = duration_s,
                           .mass_flow_kg_s = flow_kg_s_,
                           .conductance_w_mk = conductance_w_mk_,
                           .ambient_c = ambient_c_,
                           .rule = rule_,
                           .rule_value = value_,
                           .entering_c = {}});
    }

    // At the end of the last step, or at the start; `demand_w`: of that moment.
    [[nodiscard]] double injection_w(double demand_w) const {
        return building_flow_kg_s(demand_w) * buildings_ * heat_capacity_j_kgk_ *
               (supply_c_ - at_c(returns_to_));
    }
    [[nodiscard]] double loss_w() const {
        double sum = 0.0;
        for (std::size_t link = 0; link < 2 * buildings_behind_.size(); ++link) {
            auto const pipe = static_cast<std::size_t>(heat_.pipe(link));
            sum += conductance_w_mk_[link] * heat_.pipes().length_m(pipe) *
                   (heat_.pipes().mean_temperature_c(pipe) - ground_c_);
        }
        return sum;
    }
    // Where the water reaches the building that gets the coldest.
    [[nodiscard]] double critical_c() const { return at_c(critical_); }
    [[nodiscard]] int buildings() const { return buildings_; }
    [[nodiscard]] std::size_t pipes() const { return 2 * buildings_behind_.size(); }

private:
    [[nodiscard]] double building_flow_kg_s(double demand_w) const {
        return std::max(demand_w / (heat_capacity_j_kgk_ * difference_k_), bypass_kg_s_);
    }

    [[nodiscard]] double at_c(std::size_t node) const {
        auto const passed = heat_.history(node);
        return passed.empty() ? heat_.node_temperature_c(node)
                              : fluid_.temperature_c(passed.back().heat_content_j_kg);
    }

    // Of a pipe of the supply tree.
    [[nodiscard]] int buildings_behind(std::size_t pipe, std::vector<std::string> const& from,
                                       std::vector<std::string> const& to) const {
        int behind = 0;
        bool last = true;
        for (std::size_t i = 0; i < from.size(); ++i) {
            if (from[i] == to[pipe]) {
                behind += buildings_behind(i, from, to);
                last = false;
            }
        }
        return last ? 1 : behind;
    }

    Table boundary_, nodes_, pipes_;
    double supply_c_, difference_k_, ground_c_, bypass_kg_s_;
    double heat_capacity_j_kgk_{boundary("cp_water")};
    Fluid fluid_;
    TransientHeat heat_;
    std::vector<int> buildings_behind_; // by trench
    std::vector<double> flow_kg_s_, conductance_w_mk_, ambient_c_, value_;
    std::vector<LinkRule> rule_;
    std::int32_t producer_{};
    std::size_t critical_{}, returns_to_{};
    int buildings_{0};
};

} // namespace saggar::testing_support
