// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// A hydraulic network as plain arrays: nodes, and links with a law each. This is what the solver reads; it
// knows no component of the user's model. A link's flow m is positive from its node `from` to its node `to`,
// and its pressure loss is dp = p(from) - p(to) + rho g (z(from) - z(to)), with static pressures p at the
// nodes' elevations z. A law says which pairs (m, dp) are possible; all are monotone.

#include <cstddef>
#include <cstdint>
#include <vector>

namespace saggar {

enum class LinkLaw : std::uint8_t {
    closed,       // m = 0, any dp
    pipe,         // dp = friction and local losses; see physics/friction.hpp
    throttle,     // dp = k m|m| + r m; k = r = 0 is an open valve without loss, solved exactly
    pump,         // dp = -lift(m), m >= 0: a curve, its speed, equal machines in parallel and in series
    fixed_lift,   // dp = -set: a plant or ideal pump that raises the pressure by `set` Pa at any flow
    fixed_flow,   // m = set, any dp: a flow-controlled consumer or plant; dp is a result
    limited_flow, // m = set where dp >= k set^2 + r set, else what the wide-open valve passes; never below 0
    curve,        // dp = table over |m|, odd in m
    pressure_reducing,     // holds p(to) = set by throttling; wide open it is a throttle (k, r); m >= 0
    pressure_sustaining,   // holds p(from) = set by throttling; likewise
    differential_pressure, // throttles in series with a circuit so that p(sense_a) - p(sense_b) = set;
                           // likewise
    differential_overflow, // opens as a bypass so that p(sense_a) - p(sense_b) = set is not exceeded;
                           // likewise
    pressure_breaker, // dp = set, or the wide-open loss k m|m| + r m where that is more; backwards their sum
};

// A curve over flow, used by pumps (what they raise) and by `curve` links (what they lose). Flow is kg/s and
// the value Pa; or, if `volumetric`, flow is m3/s and the value metres of head, converted with the link's
// density.
struct HydraulicCurve {
    enum class Form : std::uint8_t {
        power, // pumps: a - b flow^c; curve links: a + b flow^c; b >= 0, c > 0; of curve links also a >= 0
        table, // straight lines between the points, the outer ones prolonged
        constant_power, // pumps: a / flow, a in W above 0, flow in m3/s and the value in Pa, as if volumetric
    };
    Form form{Form::table};
    bool volumetric{false};
    double a{};
    double b{};
    double c{1.0};
    std::vector<double> flow{};  // strictly increasing, first >= 0
    std::vector<double> value{}; // pump: nowhere increasing; curve link: nowhere decreasing, first >= 0
};

// The power curve through shut-off head h0 at no flow and two points (q1, h1), (q2, h2): EPANET 2.2 user
// manual, 3-point pump curve. Throws Error if they do not fall: h0 > h1 > h2, 0 < q1 < q2.
[[nodiscard]] HydraulicCurve three_point_pump_curve(double h0, double q1, double h1, double q2, double h2);
// EPANET's 1-point curve through (q, h): shut-off at 4/3 h, no head at 2 q.
[[nodiscard]] HydraulicCurve one_point_pump_curve(double q, double h);

// Nodes of a network. `fixed` lists the nodes whose pressure is given with every solve (a pressure-holding
// plant, a reservoir); without one, a part of the network is cut off.
struct HydraulicNodes {
    std::vector<double> elevation_m;
    std::vector<std::int32_t> fixed;

    [[nodiscard]] std::size_t size() const { return elevation_m.size(); }
};

// Links of a network, one column per attribute; all columns of equal length. What a law does not use is
// ignored.
struct HydraulicLinks {
    std::vector<std::int32_t> from;
    std::vector<std::int32_t> to;
    std::vector<LinkLaw> law;
    // 1: a check valve lets no flow below 0 pass; 2: one that yields where SolveOptions::lets_back says so.
    std::vector<std::uint8_t> one_way;

    std::vector<double> length_m; // pipe
    std::vector<double> inner_diameter_m;
    std::vector<double> roughness; // m; Hazen-Williams C or Manning n under those laws
    std::vector<double> zeta_sum;

    std::vector<double> quadratic_pa_s2_kg2; // k of throttles, limiters, wide-open regulators
    std::vector<double> linear_pa_s_kg;      // r of the same
    std::vector<double> set_value;           // kg/s or Pa, as the law says
    std::vector<double> speed;               // pump: relative to its curve; 0 is off
    std::vector<std::int32_t> curve;         // pump and curve links: position in `curves`
    std::vector<std::int32_t> in_parallel;   // pumps, 1 and more
    std::vector<std::int32_t> in_series;
    std::vector<std::int32_t> sense_a; // differential regulators: where pressure is measured
    std::vector<std::int32_t> sense_b;

    std::vector<HydraulicCurve> curves;

    [[nodiscard]] std::size_t size() const { return law.size(); }

    // Each adds one link with the attributes its law uses and returns its position.
    std::int32_t add(std::int32_t from_node, std::int32_t to_node, LinkLaw link_law, double set = 0.0,
                     double quadratic = 0.0, double linear = 0.0);
    std::int32_t add_pipe(std::int32_t from_node, std::int32_t to_node, double length, double diameter,
                          double pipe_roughness, double zeta = 0.0);
    std::int32_t add_pump(std::int32_t from_node, std::int32_t to_node, std::int32_t curve_position,
                          double relative_speed = 1.0, std::int32_t parallel = 1, std::int32_t series = 1);
    std::int32_t add_curve(std::int32_t from_node, std::int32_t to_node, std::int32_t curve_position);
    std::int32_t add_regulator(std::int32_t from_node, std::int32_t to_node, LinkLaw link_law, double set,
                               std::int32_t sensed_a = -1, std::int32_t sensed_b = -1, double quadratic = 0.0,
                               double linear = 0.0);
};

} // namespace saggar
