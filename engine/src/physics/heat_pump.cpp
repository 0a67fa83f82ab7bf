// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/engine/physics/heat_pump.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace saggar {

namespace {

constexpr double zero_c_k = 273.15;

// Logarithmic mean of two absolute temperatures, K.
double mean_k(double one_c, double other_c) {
    double const a = one_c + zero_c_k;
    double const b = other_c + zero_c_k;
    double const ratio = b / a - 1.0;
    return std::abs(ratio) < 1e-8 ? a * (1.0 + 0.5 * ratio) : (b - a) / std::log1p(ratio);
}

// a lift + b rise + c
struct Line {
    double lift, rise, constant;
    [[nodiscard]] double at(double lift_k, double rise_k) const {
        return lift * lift_k + rise * rise_k + constant;
    }
};

struct Coefficients {
    Line sink_difference_k;
    Line work_ratio; // of expansion to compression
};

Coefficients coefficients(Refrigerant refrigerant) {
    return refrigerant == Refrigerant::ammonia ? Coefficients{{0.2, 0.2, 0.016}, {0.0014, -0.0015, 0.039}}
                                               : Coefficients{{-0.0011, 0.3, 2.4}, {0.0035, -0.0033, 0.053}};
}

double lift_k(HeatPumpTemperatures const& t) {
    return std::max(heat_pump_least_lift_k,
                    mean_k(t.sink_in_c, t.sink_out_c) - mean_k(t.source_in_c, t.source_out_c));
}

} // namespace

double lorenz_cop(HeatPumpTemperatures const& temperatures) {
    return mean_k(temperatures.sink_in_c, temperatures.sink_out_c) / lift_k(temperatures);
}

double heat_pump_cop(HeatPumpTemperatures const& t, HeatPumpOptions const& options) {
    assert(t.source_out_c <= t.source_in_c && t.sink_out_c >= t.sink_in_c);
    double const sink_k = mean_k(t.sink_in_c, t.sink_out_c);
    double const pinch_k = options.pinch_point_k;
    double const between_k = t.sink_out_c - t.source_out_c + 2.0 * pinch_k;
    double const rise_k = t.sink_out_c - t.sink_in_c;
    Coefficients const of = coefficients(options.refrigerant);
    double const sink_difference_k = of.sink_difference_k.at(between_k, rise_k);
    double const source_difference_k = 0.5 * (t.source_in_c - t.source_out_c);
    double const work_ratio = of.work_ratio.at(between_k, rise_k);
    double const eta = options.isentropic_efficiency;
    double const cop = lorenz_cop(t) * (1.0 + (sink_difference_k + pinch_k) / sink_k) /
                           (1.0 + (sink_difference_k + source_difference_k + 2.0 * pinch_k) / lift_k(t)) *
                           eta * (1.0 - work_ratio) +
                       1.0 - eta - options.heat_loss;
    return std::max(1.0, cop);
}

} // namespace saggar
