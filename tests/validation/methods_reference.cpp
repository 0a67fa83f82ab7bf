// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "methods.hpp"

#include "saggar/engine/reference/reference_heat.hpp"

#include <cmath>
#include <complex>
#include <numbers>
#include <stdexcept>
#include <vector>

namespace saggar::validation {
namespace {

// One pipe from node 0 to node 1 through time.
class ReferencePipeRun {
public:
    explicit ReferencePipeRun(Inputs const& inputs)
        : flow_kg_s_{inputs.has("mass_flow_kg_s") ? inputs.number("mass_flow_kg_s") : 0.0},
          conductance_w_mk_{inputs.number("conductance_w_mk")},
          ambient_c_{inputs.number("ambient_c")},
          heat_{Fluid::constant({.density_kg_m3 = inputs.number("density_kg_m3"),
                                 .dynamic_viscosity_pa_s = 4e-4,
                                 .heat_capacity_j_kgk = inputs.number("heat_capacity_j_kgk")}),
                2, std::vector{link(inputs)}, options(inputs)} {
        heat_.fill(std::vector<double>(2, inputs.number("filled_c")));
    }

    void step(double duration_s, double entering_c) {
        std::vector<double> const entering{entering_c, 0.0};
        LinkRule const rule = LinkRule::pass;
        double const value = 0.0;
        ReferenceReport const report = heat_.step({.duration_s = duration_s,
                                                   .mass_flow_kg_s = {&flow_kg_s_, 1},
                                                   .conductance_w_mk = {&conductance_w_mk_, 1},
                                                   .ambient_c = {&ambient_c_, 1},
                                                   .rule = {&rule, 1},
                                                   .rule_value = {&value, 1},
                                                   .entering_c = entering});
        if (report.status != ReferenceStatus::completed) {
            throw std::runtime_error{report.diagnosis};
        }
        time_s_ += duration_s;
    }
    void until(double time_s, double entering_c) { step(time_s - time_s_, entering_c); }

    [[nodiscard]] double time_s() const { return time_s_; }
    [[nodiscard]] double leaving_now_c() const { return heat_.node_temperature_now_c(1); }
    [[nodiscard]] double leaving_c() const { return heat_.node_temperature_c(1); }
    [[nodiscard]] ReferenceHeat const& heat() const { return heat_; }

private:
    static HeatLink link(Inputs const& inputs) {
        PlugFlowPipe pipe{.length_m = inputs.number("length_m"),
                          .inner_diameter_m = inputs.number("inner_diameter_m"),
                          .film_w_m2k = std::nullopt};
        if (inputs.has("wall_capacity_j_mk")) {
            pipe.wall_capacity_j_mk = inputs.number("wall_capacity_j_mk");
            pipe.film_w_m2k = inputs.number("film_w_m2k");
        }
        return {0, 1, pipe};
    }
    static ReferenceHeatOptions options(Inputs const& inputs) {
        ReferenceHeatOptions result{.relative_tolerance = inputs.number("relative_tolerance"),
                                    .absolute_tolerance_k = inputs.number("absolute_tolerance_k")};
        result.cells_at_least = 1;
        result.cell_length_m = inputs.number("length_m") / inputs.number("cells");
        result.advection =
            inputs.text("advection") == "first_order" ? Advection::first_order : Advection::limited;
        if (inputs.has("dispersion_m2_s")) {
            result.dispersion_m2_s = inputs.number("dispersion_m2_s");
        }
        return result;
    }

    double flow_kg_s_, conductance_w_mk_, ambient_c_;
    ReferenceHeat heat_;
    double time_s_{0.0};
};

// What leaves after the inlet has risen by one degree.
Quantities reference_step_response(Inputs const& inputs) {
    double const filled = inputs.number("filled_c");
    ReferencePipeRun pipe{inputs};
    Quantities result;
    for (double const query : inputs.numbers("query_s")) {
        pipe.until(query, filled + 1.0);
        result["response"].push_back(pipe.leaving_now_c() - filled);
    }
    return result;
}

// Mean and spread of the front: moments of what is still to come, by Simpson's rule.
Quantities reference_front(Inputs const& inputs) {
    double const filled = inputs.number("filled_c");
    double const step_s = inputs.number("step_s");
    auto const count = 2 * static_cast<int>(std::ceil(0.5 * inputs.number("duration_s") / step_s));
    ReferencePipeRun pipe{inputs};
    double mean = 0.0;
    double square = 0.0;
    for (int i = 0; i <= count; ++i) {
        double const weight = (i == 0 || i == count ? 1.0 : i % 2 == 1 ? 4.0 : 2.0) * step_s / 3.0;
        double const to_come = i == 0 ? 1.0 : filled + 1.0 - pipe.leaving_now_c();
        mean += weight * to_come;
        square += weight * 2.0 * pipe.time_s() * to_come;
        pipe.step(step_s, filled + 1.0);
    }
    return {{"mean_delay_s", {mean}}, {"front_std_s", {std::sqrt(square - mean * mean)}}};
}

// What passes a place after the inlet has risen by one degree, dispersion included: the flux over the flow.
// A flux that is given at the inlet makes it what Ogata and Banks found for a given concentration (Kreft &
// Zuber, Chem. Eng. Sci. 33, 1978).
Quantities reference_dispersion(Inputs const& inputs) {
    double const filled = inputs.number("filled_c");
    double const place = inputs.number("place_m");
    double const cell = inputs.number("length_m") / inputs.number("cells");
    double const area = std::numbers::pi / 4.0 * std::pow(inputs.number("inner_diameter_m"), 2);
    double const velocity = inputs.number("mass_flow_kg_s") / (inputs.number("density_kg_m3") * area);
    ReferencePipeRun pipe{inputs};
    Quantities result;
    for (double const query : inputs.numbers("query_s")) {
        pipe.until(query, filled + 1.0);
        double const before = pipe.heat().water_temperature_c(0, place - 0.5 * cell);
        double const after = pipe.heat().water_temperature_c(0, place + 0.5 * cell);
        result["response"].push_back(0.5 * (before + after) - filled -
                                     inputs.number("dispersion_m2_s") / velocity * (after - before) / cell);
    }
    return result;
}

// Water and wall that cool where they are.
Quantities reference_standstill(Inputs const& inputs) {
    ReferencePipeRun pipe{inputs};
    Quantities result;
    for (double const query : inputs.numbers("query_s")) {
        pipe.until(query, 0.0);
        result["water_c"].push_back(pipe.heat().water_temperature_c(0, 0.5 * inputs.number("length_m")));
    }
    return result;
}

// An inlet that swings, as its mean in each step; what its first harmonic has become over the last period.
Quantities reference_sine(Inputs const& inputs) {
    double const mean = inputs.number("mean_c");
    double const period = inputs.number("period_s");
    double const amplitude = inputs.number("amplitude_k");
    double const omega = 2.0 * std::numbers::pi / period;
    double const step_s = inputs.number("step_s");
    auto const count = static_cast<int>(std::round(inputs.number("duration_s") / step_s));
    ReferencePipeRun pipe{inputs};
    std::complex<double> harmonic;
    for (int i = 0; i < count; ++i) {
        double const begin = pipe.time_s();
        double const end = begin + step_s;
        pipe.step(step_s,
                  mean + amplitude * (std::cos(omega * begin) - std::cos(omega * end)) / (omega * step_s));
        if (end > inputs.number("duration_s") - period + 0.5 * step_s) {
            harmonic += (pipe.leaving_c() - mean) *
                        (std::polar(1.0, -omega * begin) - std::polar(1.0, -omega * end)) / std::numbers::pi /
                        amplitude;
        }
    }
    // The inlet's steps hold this part of the harmonic, and so do the means of what leaves.
    double const of_steps = std::sin(0.5 * omega * step_s) / (0.5 * omega * step_s);
    harmonic /= of_steps * of_steps;
    double const within = -std::arg(harmonic) / omega;
    double const shortest = inputs.number("shortest_lag_s");
    return {{"amplitude_ratio", {std::abs(harmonic)}},
            {"lag_s", {within + std::ceil((shortest - within) / period) * period}}};
}

} // namespace

void add_reference_methods(Methods& methods) {
    methods["reference_step_response"] = reference_step_response;
    methods["reference_front"] = reference_front;
    methods["reference_dispersion"] = reference_dispersion;
    methods["reference_standstill"] = reference_standstill;
    methods["reference_sine"] = reference_sine;
}

} // namespace saggar::validation
