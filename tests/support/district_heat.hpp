// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// A synthetic district (district.hpp) through time: flows of its steady state, scaled by the hour; the supply
// temperature follows the load; consumers return what a wave over the day makes of 50 degrees C.

#include "saggar/engine/transient/transient_heat.hpp"
#include "saggar/network/network.hpp"

#include <cmath>
#include <cstdint>
#include <memory>
#include <numbers>
#include <vector>

namespace saggar::testing_support {

class DistrictHeat {
public:
    // `base_flow_kg_s` by link, balanced at every node.
    DistrictHeat(std::shared_ptr<Network const> const& network, std::vector<double> base_flow_kg_s,
                 TransientHeatOptions const& options)
        : network_{network},
          base_kg_s_{std::move(base_flow_kg_s)},
          flow_kg_s_(base_kg_s_.size()),
          conductance_w_mk_(base_kg_s_.size(), 0.2),
          ambient_c_(base_kg_s_.size(), 10.0),
          rule_(base_kg_s_.size(), LinkRule::pass),
          value_(base_kg_s_.size(), 0.0),
          heat_{Fluid::water(), network->nodes.size(), links(*network), options} {
        for (std::int32_t const link : network->plants.link) {
            rule_[static_cast<std::size_t>(link)] = LinkRule::outlet_temperature;
        }
        for (std::int32_t const link : network->substations.link) {
            rule_[static_cast<std::size_t>(link)] = LinkRule::outlet_temperature;
        }
        std::vector<double> warm(network->nodes.size());
        for (std::size_t i = 0; i < warm.size(); ++i) {
            warm[i] = network->nodes.side[i] == Side::return_side ? 50.0 : 80.0;
        }
        heat_.fill(warm);
    }

    static std::vector<HeatLink> links(Network const& network) {
        std::vector<HeatLink> result(network.links.size());
        for (std::size_t i = 0; i < result.size(); ++i) {
            result[i].from = network.links.from[i];
            result[i].to = network.links.to[i];
            if (i < network.pipes.size()) {
                result[i].pipe =
                    PlugFlowPipe{.length_m = network.pipes.length_m[i],
                                 .inner_diameter_m = network.pipes.inner_diameter_m[i],
                                 .wall_capacity_j_mk = steel_wall_capacity_j_mk(
                                     network.pipes.inner_diameter_m[i], network.pipes.outer_diameter_m[i]),
                                 .film_w_m2k = std::nullopt};
            }
        }
        return result;
    }

    // Load as a part of the base, by the hour of the year: season and two peaks a day.
    [[nodiscard]] static double load(double hour) {
        double const season = 0.55 + 0.35 * std::cos(2.0 * std::numbers::pi * (hour / 8760.0 - 0.05));
        double const day = std::cos(4.0 * std::numbers::pi * (hour - 7.0) / 24.0);
        return season * (1.0 + 0.3 * day);
    }

    // Of the hour; good until the next one is asked for.
    HeatStep at(double hour, double duration_s) {
        double const part = load(hour);
        for (std::size_t i = 0; i < flow_kg_s_.size(); ++i) {
            flow_kg_s_[i] = part * base_kg_s_[i];
        }
        for (std::int32_t const link : network_->plants.link) {
            value_[static_cast<std::size_t>(link)] = 70.0 + 20.0 * part;
        }
        double phase = 0.0;
        for (std::int32_t const link : network_->substations.link) {
            phase += 0.7; // not all alike
            value_[static_cast<std::size_t>(link)] =
                50.0 + 3.0 * std::sin(2.0 * std::numbers::pi * hour / 24.0 + phase);
        }
        return {.duration_s = duration_s,
                .mass_flow_kg_s = flow_kg_s_,
                .conductance_w_mk = conductance_w_mk_,
                .ambient_c = ambient_c_,
                .rule = rule_,
                .rule_value = value_,
                .entering_c = {}};
    }
    HeatLedger step(double hour, double duration_s) { return heat_.step(at(hour, duration_s)); }

    [[nodiscard]] TransientHeat& heat() { return heat_; }
    [[nodiscard]] Network const& network() const { return *network_; }

private:
    std::shared_ptr<Network const> network_;
    std::vector<double> base_kg_s_, flow_kg_s_, conductance_w_mk_, ambient_c_;
    std::vector<LinkRule> rule_;
    std::vector<double> value_;
    TransientHeat heat_;
};

} // namespace saggar::testing_support
