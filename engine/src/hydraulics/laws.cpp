// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "hydraulics/laws.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace saggar::detail {
namespace {

constexpr double standard_gravity_m_s2 = 9.80665;

double choose(std::span<double const> given, std::vector<double> const& own, std::int32_t link) {
    return given.empty() ? own[link] : given[link];
}

double of_link(std::span<double const> values, std::int32_t link) {
    return values.size() == 1 ? values[0] : values[link];
}

// A pump of constant power lifts without limit as its flow goes to 0; from here on it lifts along the
// tangent.
constexpr double highest_lift_pa = 1e8;

// Value and slope of a curve at a flow >= 0.
PressureLoss curve_at(HydraulicCurve const& curve, double flow) {
    if (curve.form == HydraulicCurve::Form::constant_power) {
        double const at = std::max(flow, curve.a / highest_lift_pa);
        double const slope = -curve.a / (at * at);
        return {curve.a / at + slope * (std::min(flow, at) - at), slope};
    }
    if (curve.form == HydraulicCurve::Form::power) {
        // Below c = 1 the slope at rest is infinite: a chord does near it.
        double const scale =
            curve.b > 0.0 && curve.a > 0.0 ? std::pow(curve.a / curve.b, 1.0 / curve.c) : 1.0;
        double const size = std::max(flow, 1e-6 * scale);
        double const power = curve.b * std::pow(size, curve.c - 1.0);
        if (flow < size) {
            return {curve.a - power * flow, -power};
        }
        return {curve.a - power * flow, -curve.c * power};
    }
    auto const& x = curve.flow;
    auto const& y = curve.value;
    if (x.size() == 1) {
        return {y[0], 0.0};
    }
    auto const above = std::upper_bound(x.begin() + 1, x.end() - 1, flow) - x.begin();
    double const slope = (y[above] - y[above - 1]) / (x[above] - x[above - 1]);
    return {y[above - 1] + slope * (flow - x[above - 1]), slope};
}

PressureLoss throttle(LinkValues const& v, double m) {
    double const size = std::abs(m);
    return {(v.quadratic * size + v.linear) * m, 2.0 * v.quadratic * size + v.linear};
}

PressureLoss pump(LinkValues const& v, double m) {
    auto const [value, slope] = curve_at(*v.curve, std::max(m * v.flow_scale, 0.0));
    double const own_slope = -slope * v.value_scale * v.flow_scale;
    double const back = std::min(m, 0.0) * own_slope; // prolonged below rest; never a solution
    return {back - value * v.value_scale, own_slope};
}

// Loss and slope of a curve link at a size of flow, in the curve's units. Straight lines prolonged towards
// rest end where nothing is lost.
PressureLoss rising_at(HydraulicCurve const& curve, double flow) {
    auto [value, slope] = curve_at(curve, flow);
    if (curve.form == HydraulicCurve::Form::power) { // rising, not falling
        return {2.0 * curve.a - value, -slope};
    }
    return value < 0.0 ? PressureLoss{} : PressureLoss{value, slope};
}

// A curve that loses something however little flows holds anything up to that back at rest. Below this part
// of its flows it is a steep line through nothing.
constexpr double rest_part = 1e-7;

PressureLoss head_loss_table(LinkValues const& v, double m) {
    auto const& curve = *v.curve;
    double const flow = std::abs(m) * v.flow_scale;
    double const scale = curve.form == HydraulicCurve::Form::table ? curve.flow.back()
                         : curve.a > 0.0 && curve.b > 0.0 ? std::pow(curve.a / curve.b, 1.0 / curve.c)
                                                          : 1.0;
    double const rest = rest_part * scale;
    if (flow < rest && rising_at(curve, 0.0).loss_pa > 0.0) {
        double const steep = rising_at(curve, rest).loss_pa / rest * v.value_scale * v.flow_scale;
        return {steep * m, steep};
    }
    auto const at = rising_at(curve, flow);
    return {std::copysign(at.loss_pa * v.value_scale, m), at.slope_pa_s_kg * v.value_scale * v.flow_scale};
}

} // namespace

LinkValues link_values(HydraulicLinks const& links, HydraulicSettings const& settings,
                       HydraulicPoint const& point, std::int32_t link) {
    LinkValues v;
    v.law = links.law[link];
    v.friction = settings.friction;
    v.set = choose(point.set_value, links.set_value, link);
    v.quadratic = choose(point.quadratic_pa_s2_kg2, links.quadratic_pa_s2_kg2, link);
    v.linear = choose(point.linear_pa_s_kg, links.linear_pa_s_kg, link);
    v.density = of_link(point.density_kg_m3, link);
    // Heads become pressures even where elevation is left out.
    v.gravity = settings.gravity_m_s2 > 0.0 ? settings.gravity_m_s2 : standard_gravity_m_s2;
    if (v.law == LinkLaw::pipe) {
        v.viscosity = of_link(point.viscosity_pa_s, link);
        v.section = {links.length_m[link], links.inner_diameter_m[link], links.roughness[link],
                     links.zeta_sum[link]};
    }
    if (v.law == LinkLaw::pump || v.law == LinkLaw::curve) {
        v.curve = &links.curves[links.curve[link]];
        bool const power = v.curve->form == HydraulicCurve::Form::constant_power;
        if (v.curve->volumetric || power) {
            v.flow_scale = 1.0 / v.density;
            v.value_scale = power ? 1.0 : v.density * v.gravity;
        }
        if (v.law == LinkLaw::pump) {
            double const speed = choose(point.speed, links.speed, link);
            v.flow_scale /= speed * links.in_parallel[link];
            v.value_scale *= speed * speed * links.in_series[link];
        }
    }
    return v;
}

PressureLoss evaluate(LinkValues const& v, double m) {
    switch (v.law) {
    case LinkLaw::pipe:
        return pipe_pressure_loss(v.friction, v.section, v.density, v.viscosity, m, v.gravity);
    case LinkLaw::pump: return pump(v, m);
    case LinkLaw::curve: return head_loss_table(v, m);
    case LinkLaw::fixed_lift: return {-v.set, 0.0};
    case LinkLaw::pressure_breaker: {
        auto const open = throttle(v, m);
        if (m < 0.0) {
            return {v.set + open.loss_pa, open.slope_pa_s_kg};
        }
        return open.loss_pa > v.set ? open : PressureLoss{v.set, 0.0};
    }
    case LinkLaw::throttle:
    case LinkLaw::limited_flow:
    case LinkLaw::pressure_reducing:
    case LinkLaw::pressure_sustaining:
    case LinkLaw::differential_pressure:
    case LinkLaw::differential_overflow:
    case LinkLaw::closed:
    case LinkLaw::fixed_flow: break;
    }
    return throttle(v, m);
}

double typical_flow(LinkValues const& v, double network_flow) {
    switch (v.law) {
    case LinkLaw::pipe: { // 1 m/s
        double const d = v.section.inner_diameter_m;
        return 0.25 * std::numbers::pi * d * d * v.density;
    }
    case LinkLaw::limited_flow: return v.set > 0.0 ? v.set : network_flow;
    case LinkLaw::pump: {
        auto const& c = *v.curve;
        if (c.form == HydraulicCurve::Form::power) {
            return c.a > 0.0 && c.b > 0.0 ? 0.7 * std::pow(c.a / c.b, 1.0 / c.c) / v.flow_scale
                                          : network_flow;
        }
        if (c.form == HydraulicCurve::Form::constant_power) {
            return network_flow;
        }
        return c.flow.back() > 0.0 ? 0.7 * c.flow.back() / v.flow_scale : network_flow;
    }
    default: return network_flow;
    }
}

LinearLoss linear_guess(LinkValues const& v, double network_flow) {
    double const m = typical_flow(v, network_flow);
    if (v.law == LinkLaw::pump && v.curve->form == HydraulicCurve::Form::constant_power) {
        auto const at = evaluate(v, m); // a chord from rest would be all lift
        return {at.loss_pa - at.slope_pa_s_kg * m, at.slope_pa_s_kg};
    }
    auto const at_rest = v.law == LinkLaw::curve ? PressureLoss{} : evaluate(v, 0.0);
    double const chord = (evaluate(v, m).loss_pa - at_rest.loss_pa) / m;
    return {at_rest.loss_pa, std::max(chord, 0.0)};
}

double flow_at(LinkValues const& v, double loss, double network_flow) {
    double const at_rest = evaluate(v, 0.0).loss_pa;
    double m = typical_flow(v, network_flow);
    for (int i = 0; i < 40; ++i) {
        double const reached = evaluate(v, m).loss_pa - at_rest;
        if (reached <= 0.0) {
            return m;
        }
        double const ratio = (loss - at_rest) / reached;
        if (ratio > 0.7 && ratio < 1.5) {
            break;
        }
        m *= std::sqrt(std::clamp(ratio, 1e-6, 1e6));
    }
    return m;
}

} // namespace saggar::detail
