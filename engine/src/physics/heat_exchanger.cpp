// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/engine/physics/heat_exchanger.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace saggar {
namespace {

constexpr int most_iterations = 60;
constexpr double step_tolerance = 1e-13; // of Newton's last step: what is left is its square

// (1 - e^-x)/x
double mean_decay(double x) {
    return x == 0.0 ? 1.0 : -std::expm1(-x) / x;
}

struct Root {
    double value{};
    int iterations{};
    bool found{false};
};

// u of ln((e^u - 1)/u) = wanted. The function is convex, rises, and lies above u/2: Newton from 2 wanted,
// which is right of the root, approaches it from there without ever overshooting.
Root log_of_mean_exponential(double wanted) {
    Root root{.value = 2.0 * wanted};
    for (; root.iterations < most_iterations; ++root.iterations) {
        double const u = root.value;
        double value = 0.0;
        double slope = 0.5 + u / 12.0;
        if (std::abs(u) > 1e-4) {
            // ln((e^u - 1)/u), from the side that does not overflow
            value = std::max(u, 0.0) + std::log(mean_decay(std::abs(u)));
            slope = -1.0 / std::expm1(-u) - 1.0 / u;
        } else {
            value = u * (0.5 + u / 24.0);
        }
        double const step = (wanted - value) / slope;
        root.value += step;
        if (std::abs(step) <= step_tolerance * std::max(1.0, std::abs(root.value))) {
            root.found = true;
            break;
        }
    }
    return root;
}

// One end's temperature difference from the other's and their logarithmic mean: mean/other = (e^u - 1)/u with
// end = other e^u.
struct End {
    double difference_k{};
    double mean_k{}; // that the solution found has; the wanted one but for round-off
    int iterations{};
    bool found{false};
};
End other_end(double other_k, double mean_k) {
    Root const root = log_of_mean_exponential(std::log(mean_k / other_k));
    double const end_k = other_k * std::exp(root.value);
    return {.difference_k = end_k,
            .mean_k = std::max(end_k, other_k) * mean_decay(std::abs(root.value)),
            .iterations = root.iterations,
            .found = root.found};
}

double nominal_difference_k(Radiator const& radiator) {
    return log_mean_difference_k(radiator.nominal_supply_c - radiator.nominal_room_c,
                                 radiator.nominal_return_c - radiator.nominal_room_c);
}

} // namespace

double effectiveness(double ntu, double capacity_ratio, ExchangerFlow flow) {
    assert(ntu >= 0.0 && capacity_ratio >= 0.0 && capacity_ratio <= 1.0);
    switch (flow) {
    case ExchangerFlow::counter: {
        // (1 - e)/(1 - Cr e), e = exp(-NTU (1 - Cr)), with 1 - e = (1 - Cr) x
        double const x = ntu * mean_decay(ntu * (1.0 - capacity_ratio));
        return x / (1.0 + capacity_ratio * x);
    }
    case ExchangerFlow::parallel: return ntu * mean_decay(ntu * (1.0 + capacity_ratio));
    case ExchangerFlow::cross_unmixed: {
        // exp(-Cr NTU^0.78) - 1 over Cr, which has a limit at Cr = 0
        double const power = std::pow(ntu, 0.78);
        return -std::expm1(-std::pow(ntu, 0.22) * power * mean_decay(capacity_ratio * power));
    }
    }
    return 0.0;
}

double log_mean_difference_k(double a_k, double b_k) {
    if (!(a_k > 0.0) || !(b_k > 0.0)) {
        return 0.0;
    }
    // The larger times (1 - e^-u)/u, u = ln(larger/smaller) found without cancellation.
    double const larger = std::max(a_k, b_k);
    double const smaller = std::min(a_k, b_k);
    return larger * mean_decay(std::log1p((larger - smaller) / smaller));
}

ExchangerState exchange(double ua_w_k, double hot_capacity_flow_w_k, double cold_capacity_flow_w_k,
                        double hot_inlet_c, double cold_inlet_c, ExchangerFlow flow) {
    assert(ua_w_k >= 0.0 && hot_capacity_flow_w_k >= 0.0 && cold_capacity_flow_w_k >= 0.0);
    double const smaller = std::min(hot_capacity_flow_w_k, cold_capacity_flow_w_k);
    double const larger = std::max(hot_capacity_flow_w_k, cold_capacity_flow_w_k);
    ExchangerState state{.hot_outlet_c = hot_inlet_c, .cold_outlet_c = cold_inlet_c};
    if (!(smaller > 0.0)) {
        state.hot_outlet_c = hot_capacity_flow_w_k > 0.0 ? hot_inlet_c : cold_inlet_c;
        state.cold_outlet_c = cold_capacity_flow_w_k > 0.0 ? cold_inlet_c : hot_inlet_c;
        return state;
    }
    state.ntu = ua_w_k / smaller;
    state.capacity_ratio = smaller / larger;
    state.effectiveness = effectiveness(state.ntu, state.capacity_ratio, flow);
    state.heat_w = state.effectiveness * smaller * (hot_inlet_c - cold_inlet_c);
    state.hot_outlet_c -= state.heat_w / hot_capacity_flow_w_k;
    state.cold_outlet_c += state.heat_w / cold_capacity_flow_w_k;
    return state;
}

ExchangerSizing size_exchanger(double heat_w, double primary_capacity_flow_w_k, double primary_inlet_c,
                               double secondary_inlet_c, double secondary_outlet_c) {
    assert(heat_w > 0.0 && primary_capacity_flow_w_k > 0.0 && secondary_outlet_c > secondary_inlet_c);
    ExchangerSizing sizing;
    sizing.primary_outlet_c = primary_inlet_c - heat_w / primary_capacity_flow_w_k;
    sizing.secondary_capacity_flow_w_k = heat_w / (secondary_outlet_c - secondary_inlet_c);
    if (primary_inlet_c <= secondary_outlet_c) {
        sizing.status = ExchangerStatus::too_cold;
    } else if (sizing.primary_outlet_c <= secondary_inlet_c) {
        sizing.status = ExchangerStatus::flow_small;
    } else {
        sizing.log_mean_difference_k = log_mean_difference_k(primary_inlet_c - secondary_outlet_c,
                                                             sizing.primary_outlet_c - secondary_inlet_c);
        sizing.ua_w_k = heat_w / sizing.log_mean_difference_k;
        sizing.status = ExchangerStatus::solved;
    }
    return sizing;
}

PrimaryFlow primary_flow(double heat_w, double ua_w_k, double primary_inlet_c, double secondary_inlet_c,
                         double secondary_outlet_c) {
    assert(heat_w >= 0.0 && ua_w_k > 0.0 && secondary_outlet_c >= secondary_inlet_c);
    PrimaryFlow result;
    if (heat_w == 0.0) {
        // The limit of ever smaller loads: the last of the water leaves as cold as the secondary enters.
        result.status = ExchangerStatus::solved;
        result.primary_outlet_c = std::min(primary_inlet_c, secondary_inlet_c);
        return result;
    }
    double const warm_end_k = primary_inlet_c - secondary_outlet_c;
    if (!(warm_end_k > 0.0)) {
        result.status = ExchangerStatus::too_cold;
        return result;
    }
    double const mean_k = heat_w / ua_w_k;
    if (mean_k >= log_mean_difference_k(warm_end_k, primary_inlet_c - secondary_inlet_c)) {
        result.status = ExchangerStatus::exchanger_small;
        return result;
    }
    End const cold_end = other_end(warm_end_k, mean_k);
    result.iterations = cold_end.iterations;
    result.status = cold_end.found ? ExchangerStatus::solved : ExchangerStatus::iteration_limit;
    result.primary_outlet_c = secondary_inlet_c + cold_end.difference_k;
    result.primary_capacity_flow_w_k = heat_w / (primary_inlet_c - result.primary_outlet_c);
    result.residual_w = ua_w_k * cold_end.mean_k - heat_w;
    return result;
}

RadiatorState radiator_with_flow(Radiator const& radiator, double supply_c, double room_c,
                                 double capacity_flow_w_k) {
    assert(radiator.nominal_heat_w > 0.0 && radiator.exponent > 0.0 && capacity_flow_w_k >= 0.0);
    RadiatorState state{.status = ExchangerStatus::solved,
                        .return_c = supply_c,
                        .heat_w = 0.0,
                        .capacity_flow_w_k = capacity_flow_w_k,
                        .iterations = 0};
    double const excess_k = supply_c - room_c;
    if (!(excess_k > 0.0)) {
        return state;
    }
    if (capacity_flow_w_k == 0.0) {
        state.return_c = room_c;
        return state;
    }
    // With the return at room + excess e^-x, the logarithmic mean is excess m(x), m = (1 - e^-x)/x, and the
    // heat C excess x m(x). So x m^(1-n) = K, and for v = ln x: v - (n-1) ln m = ln K, whose slope lies
    // in 1..n.
    double const n = radiator.exponent;
    double const wanted = std::log(radiator.nominal_heat_w / (capacity_flow_w_k * excess_k)) +
                          n * std::log(excess_k / nominal_difference_k(radiator));
    double v = std::min(wanted, wanted / n);
    state.status = ExchangerStatus::iteration_limit;
    for (; state.iterations < most_iterations; ++state.iterations) {
        double const x = std::exp(v);
        double const m = mean_decay(x);
        double const slope = 1.0 - (n - 1.0) * (std::exp(-x) - m) / m;
        double const step = (wanted - v + (n - 1.0) * std::log(m)) / slope;
        v += step;
        if (std::abs(step) <= step_tolerance * std::max(1.0, std::abs(v))) {
            state.status = ExchangerStatus::solved;
            break;
        }
    }
    double const x = std::exp(v);
    state.return_c = room_c + excess_k * std::exp(-x);
    state.heat_w = capacity_flow_w_k * excess_k * -std::expm1(-x);
    return state;
}

RadiatorState radiator_with_heat(Radiator const& radiator, double supply_c, double room_c, double heat_w) {
    assert(radiator.nominal_heat_w > 0.0 && radiator.exponent > 0.0 && heat_w >= 0.0);
    RadiatorState state;
    double const excess_k = supply_c - room_c;
    if (heat_w == 0.0) {
        state.status = ExchangerStatus::solved;
        state.return_c = std::min(supply_c, room_c);
        return state;
    }
    double const mean_k =
        nominal_difference_k(radiator) * std::pow(heat_w / radiator.nominal_heat_w, 1.0 / radiator.exponent);
    if (mean_k >= excess_k) {
        state.status = excess_k > 0.0 ? ExchangerStatus::exchanger_small : ExchangerStatus::too_cold;
        return state;
    }
    End const end = other_end(excess_k, mean_k);
    state.status = end.found ? ExchangerStatus::solved : ExchangerStatus::iteration_limit;
    state.iterations = end.iterations;
    state.return_c = room_c + end.difference_k;
    state.heat_w = heat_w;
    state.capacity_flow_w_k = heat_w / (excess_k - end.difference_k);
    return state;
}

} // namespace saggar
