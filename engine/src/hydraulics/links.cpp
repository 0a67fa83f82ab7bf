// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/engine/hydraulics/links.hpp"

#include "saggar/network/error.hpp"

#include <cmath>

namespace saggar {

HydraulicCurve three_point_pump_curve(double h0, double q1, double h1, double q2, double h2) {
    if (!(h0 > h1 && h1 > h2 && q1 > 0.0 && q2 > q1)) {
        throw Error{{.code = ErrorCode::value_out_of_range,
                     .place = {"", 0, "pump curve", "", ""},
                     .text = "the three points must fall: h0 > h1 > h2 at 0 < q1 < q2",
                     .advice = "Give the points in order of flow, or use a table"}};
    }
    double const c = std::log((h0 - h2) / (h0 - h1)) / std::log(q2 / q1);
    return {.form = HydraulicCurve::Form::power, .a = h0, .b = (h0 - h1) / std::pow(q1, c), .c = c};
}

HydraulicCurve one_point_pump_curve(double q, double h) {
    return three_point_pump_curve(4.0 / 3.0 * h, q, h, 2.0 * q, 0.0);
}

std::int32_t HydraulicLinks::add(std::int32_t from_node, std::int32_t to_node, LinkLaw link_law, double set,
                                 double quadratic, double linear) {
    auto const position = static_cast<std::int32_t>(size());
    from.push_back(from_node);
    to.push_back(to_node);
    law.push_back(link_law);
    one_way.push_back(0);
    length_m.push_back(0.0);
    inner_diameter_m.push_back(0.0);
    roughness.push_back(0.0);
    zeta_sum.push_back(0.0);
    quadratic_pa_s2_kg2.push_back(quadratic);
    linear_pa_s_kg.push_back(linear);
    set_value.push_back(set);
    speed.push_back(1.0);
    curve.push_back(-1);
    in_parallel.push_back(1);
    in_series.push_back(1);
    sense_a.push_back(-1);
    sense_b.push_back(-1);
    return position;
}

std::int32_t HydraulicLinks::add_pipe(std::int32_t from_node, std::int32_t to_node, double length,
                                      double diameter, double pipe_roughness, double zeta) {
    auto const position = add(from_node, to_node, LinkLaw::pipe);
    length_m.back() = length;
    inner_diameter_m.back() = diameter;
    roughness.back() = pipe_roughness;
    zeta_sum.back() = zeta;
    return position;
}

std::int32_t HydraulicLinks::add_pump(std::int32_t from_node, std::int32_t to_node,
                                      std::int32_t curve_position, double relative_speed,
                                      std::int32_t parallel, std::int32_t series) {
    auto const position = add(from_node, to_node, LinkLaw::pump);
    curve.back() = curve_position;
    speed.back() = relative_speed;
    in_parallel.back() = parallel;
    in_series.back() = series;
    return position;
}

std::int32_t HydraulicLinks::add_curve(std::int32_t from_node, std::int32_t to_node,
                                       std::int32_t curve_position) {
    auto const position = add(from_node, to_node, LinkLaw::curve);
    curve.back() = curve_position;
    return position;
}

std::int32_t HydraulicLinks::add_regulator(std::int32_t from_node, std::int32_t to_node, LinkLaw link_law,
                                           double set, std::int32_t sensed_a, std::int32_t sensed_b,
                                           double quadratic, double linear) {
    auto const position = add(from_node, to_node, link_law, set, quadratic, linear);
    sense_a.back() = sensed_a;
    sense_b.back() = sensed_b;
    return position;
}

} // namespace saggar
