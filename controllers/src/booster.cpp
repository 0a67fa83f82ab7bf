// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/controllers/booster.hpp"

#include "saggar/controllers/curve.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace saggar {

namespace {

std::vector<std::string> ids_of_pumps(Network const& network) {
    std::vector<std::string> ids;
    for (std::int32_t const link : network.pumps.link) {
        ids.push_back(network.links.id[static_cast<std::size_t>(link)]);
    }
    return ids;
}

double standing_lift_pa(PumpColumns const& pumps, std::size_t pump) {
    constexpr double pa_per_m =
        9.80665 * 975.0; // of water at 75 degC: how near one step comes, not where it ends
    std::vector<double> const& flow = pumps.flow_m3_s[pump];
    std::vector<double> const& head = pumps.head_m[pump];
    if (flow.empty()) {
        return std::numeric_limits<double>::quiet_NaN();
    }
    double standing_m = head[0];
    if (flow.size() == 1) {
        standing_m *= 4.0 / 3.0;
    } else if (flow[0] > 0.0) {
        standing_m += (head[0] - head[1]) * flow[0] * flow[0] / (flow[1] * flow[1] - flow[0] * flow[0]);
    }
    return standing_m * pa_per_m * pumps.series[pump];
}

} // namespace

Booster::Booster(Network const& network, ControllerSettings const& settings)
    : pump_{indices_of(std::vector{settings.pump}, ids_of_pumps(network)).front()},
      substations_{indices_of(settings.substations, network.substations.id)},
      full_{network.pumps.speed},
      least_{settings.minimum_speed.value_or(usual_minimum_speed)},
      most_{settings.maximum_speed.value_or(full_[pump_])},
      speed_{std::clamp(full_[pump_], least_, most_)},
      standing_lift_pa_{standing_lift_pa(network.pumps, pump_)} {
    for (std::size_t const i : substations_) {
        wanted_pa_.push_back(settings.differential_pressure_bar
                                 ? *settings.differential_pressure_bar * 1e5
                                 : network.substations.minimum_differential_pressure_pa[i]);
    }
}

double Booster::missing_pa(SimulatedStep const& last) const {
    double missing = std::numeric_limits<double>::quiet_NaN();
    for (std::size_t k = 0; k < substations_.size(); ++k) {
        std::size_t const i = substations_[k];
        double const of_this = wanted_pa_[k] - last.differential_pressure_pa[i];
        bool const reached = last.demand_w[i] > 0.0 && last.unmet_cause[i] != UnmetCause::cut_off;
        if (reached && !(of_this <= missing) && !std::isnan(of_this)) {
            missing = of_this;
        }
    }
    return missing;
}

void Booster::decide(Measured const& measured, Setpoints& set) {
    if (measured.last != nullptr) {
        double const missing = missing_pa(*measured.last);
        double const lift = measured.last->pump_lift_pa[pump_];
        double const ran = measured.last->pump_speed[pump_];
        if (lift > 0.0 && std::isfinite(missing)) {
            double const by_square = std::isnan(standing_lift_pa_) ? lift / (ran * ran) : standing_lift_pa_;
            speed_ = std::clamp(std::sqrt(std::max(0.0, ran * ran + missing / by_square)), least_, most_);
        }
    }
    std::vector<double>& speed = set.point.point.pump_speed;
    if (speed.empty()) {
        speed = full_;
    }
    speed[pump_] = speed_;
}

} // namespace saggar
