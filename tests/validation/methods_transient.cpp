// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "methods.hpp"
#include "pipe_run.hpp"

#include "saggar/engine/transient/plug_flow.hpp"

#include <cmath>
#include <complex>
#include <numbers>
#include <vector>

namespace saggar::validation {
namespace {

using testing_support::PipeRun;
using testing_support::Stretch;

constexpr double exact_k = 1e-11; // merges nothing that differs

Fluid fluid(Inputs const& inputs) {
    return Fluid::constant({.density_kg_m3 = inputs.number("density_kg_m3"),
                            .dynamic_viscosity_pa_s = 4e-4,
                            .heat_capacity_j_kgk = inputs.number("heat_capacity_j_kgk")});
}

std::vector<PlugFlowPipe> pipes(Inputs const& inputs) {
    std::vector<double> const length = inputs.numbers("length_m");
    std::vector<double> const diameter = inputs.numbers("inner_diameter_m");
    std::vector<PlugFlowPipe> result(length.size());
    for (std::size_t i = 0; i < length.size(); ++i) {
        result[i].length_m = length[i];
        result[i].inner_diameter_m = diameter.at(i);
        if (inputs.has("wall_capacity_j_mk")) {
            result[i].wall_capacity_j_mk = inputs.number("wall_capacity_j_mk");
            result[i].film_w_m2k = inputs.number("film_w_m2k");
        }
    }
    return result;
}

PlugFlowOptions options(Inputs const& inputs) {
    PlugFlowOptions result{.tolerance_k = exact_k, .parcels_per_cell = 10000, .pieces_at_most = 10000};
    if (inputs.has("tolerance_k")) {
        result.tolerance_k = inputs.number("tolerance_k");
    }
    if (inputs.has("cells")) {
        result.cells_at_most = static_cast<int>(inputs.number("cells"));
        result.cell_length_diameters = 1e-6; // as many as that
    }
    return result;
}

PipeConditions conditions(Inputs const& inputs, double mass_flow_kg_s) {
    return {.mass_flow_kg_s = mass_flow_kg_s,
            .duration_s = inputs.number("step_s"),
            .conductance_w_mk = inputs.number("conductance_w_mk"),
            .ambient_c = inputs.number("ambient_c")};
}

// As many steps as end at `until_s` or first after it.
template <class Each>
void run(PipeRun& pipe, double until_s, double step_s, Each const& each) {
    while (pipe.time_s() < until_s - 1e-6 * step_s) {
        each();
    }
}

// Steady flow, long enough for all to have settled.
Quantities plug_flow_steady(Inputs const& inputs) {
    PipeRun pipe{fluid(inputs), pipes(inputs), options(inputs), {inputs.number("filled_c")}};
    PipeConditions const now = conditions(inputs, inputs.number("mass_flow_kg_s"));
    PipeHeat last;
    run(pipe, inputs.number("duration_s"), now.duration_s,
        [&] { last = pipe.step(now, inputs.number("inlet_c")); });
    return {{"outlet_c", {pipe.left().back().mean_c}}, {"heat_loss_w", {last.lost_j / now.duration_s}}};
}

// When a front reaches the end of each of several pipes in series.
Quantities plug_flow_front(Inputs const& inputs) {
    std::vector<double> arrival;
    auto series = pipes(inputs);
    PipeConditions const now = conditions(inputs, inputs.number("mass_flow_kg_s"));
    std::vector<PlugFlowPipe> first;
    for (PlugFlowPipe const& next : series) {
        first.push_back(next);
        PipeRun pipe{fluid(inputs), first, options(inputs), {inputs.number("filled_c")}};
        run(pipe, inputs.number("duration_s"), now.duration_s,
            [&] { pipe.step(now, inputs.number("inlet_c")); });
        arrival.push_back(pipe.first_above_s(0.5 * (inputs.number("filled_c") + inputs.number("inlet_c"))));
    }
    return {{"arrival_s", arrival}};
}

// Flow that grows with time, m = m0 + m1 t, as its mean in each step.
Quantities plug_flow_ramp(Inputs const& inputs) {
    PipeRun pipe{fluid(inputs), pipes(inputs), options(inputs), {inputs.number("filled_c")}};
    PipeConditions now = conditions(inputs, 0.0);
    double const query = inputs.number("query_s");
    run(pipe, query + 10.0 * now.duration_s, now.duration_s, [&] {
        now.mass_flow_kg_s = inputs.number("mass_flow_kg_s") +
                             inputs.number("growth_kg_s2") * (pipe.time_s() + 0.5 * now.duration_s);
        pipe.step(now, inputs.number("inlet_c"));
    });
    return {{"arrival_s", {pipe.first_above_s(0.5 * (inputs.number("filled_c") + inputs.number("inlet_c")))}},
            {"outlet_c", {pipe.left_at_c(query)}}};
}

// Water that enters for a while and comes back out where it came in.
Quantities plug_flow_reversal(Inputs const& inputs) {
    double const filled = inputs.number("filled_c");
    double const inlet = inputs.number("inlet_c");
    PipeRun pipe{fluid(inputs), pipes(inputs), options(inputs), {filled}};
    PipeConditions now = conditions(inputs, inputs.number("mass_flow_kg_s"));
    run(pipe, inputs.number("reversal_s"), now.duration_s, [&] { pipe.step(now, inlet); });
    double near = 0.0; // the front: by halves
    double far = inputs.number("length_m");
    for (int i = 0; i < 60; ++i) {
        double const middle = 0.5 * (near + far);
        (pipe.pipes().water_temperature_c(0, middle) > 0.5 * (filled + inlet) ? near : far) = middle;
    }
    now.mass_flow_kg_s = -now.mass_flow_kg_s;
    std::vector<double> const queries = inputs.numbers("query_s");
    run(pipe, queries.back() + 10.0 * now.duration_s, now.duration_s, [&] { pipe.step(now, filled); });
    Quantities result{{"penetration_m", {near}}};
    for (double const query : queries) {
        result["outlet_c"].push_back(pipe.left_at_c(query));
    }
    return result;
}

// Water and wall that cool where they are.
Quantities plug_flow_standstill(Inputs const& inputs) {
    PipeRun pipe{fluid(inputs), pipes(inputs), options(inputs), {inputs.number("filled_c")}};
    PipeConditions const now = conditions(inputs, 0.0);
    Quantities result;
    for (double const query : inputs.numbers("query_s")) {
        run(pipe, query, now.duration_s, [&] { pipe.step(now, 0.0); });
        result["water_c"].push_back(pipe.pipes().mean_temperature_c(0));
    }
    return result;
}

// An inlet that swings, mean + amplitude sin(2 pi t/period), as its mean in each step.
Quantities plug_flow_sine(Inputs const& inputs) {
    double const mean = inputs.number("mean_c");
    double const amplitude = inputs.number("amplitude_k");
    double const omega = 2.0 * std::numbers::pi / inputs.number("period_s");
    PipeRun pipe{fluid(inputs), pipes(inputs), options(inputs), {mean}};
    PipeConditions const now = conditions(inputs, inputs.number("mass_flow_kg_s"));
    double const query = inputs.number("query_s");
    run(pipe, query + inputs.number("period_s"), now.duration_s, [&] {
        double const end = pipe.time_s() + now.duration_s;
        pipe.step(now, mean + amplitude * (std::cos(omega * pipe.time_s()) - std::cos(omega * end)) /
                                  (omega * now.duration_s));
    });
    auto const lag = [&](std::complex<double> harmonic) {
        double const within = -std::arg(harmonic) / omega;
        double const shortest = inputs.number("shortest_lag_s");
        return within +
               std::ceil((shortest - within) / inputs.number("period_s")) * inputs.number("period_s");
    };
    // What the sine has become, from four instants a quarter of a period apart: exact where the outlet is a
    // sine...
    std::complex<double> const of_sine = std::complex<double>{0.0, 1.0} / amplitude;
    std::complex<double> instants;
    for (int i = -2; i < 2; ++i) {
        double const at = query + 0.25 * i * inputs.number("period_s");
        instants += pipe.left_at_c(at) * std::polar(0.5, -omega * at) * of_sine;
    }
    // ... and from all that leaves within a period.
    std::complex<double> whole;
    for (Stretch const& each : pipe.left()) {
        double const begin = std::max(each.begin_s, query - inputs.number("period_s"));
        double const end = std::min(each.end_s, query);
        if (end > begin) {
            whole += (each.mean_c - mean) *
                     (std::polar(1.0, -omega * begin) - std::polar(1.0, -omega * end)) * of_sine /
                     std::complex<double>{0.0, std::numbers::pi};
        }
    }
    return {{"outlet_c", {pipe.left_at_c(query)}},
            {"amplitude_k", {std::abs(instants) * amplitude}},
            {"lag_s", {lag(instants)}},
            {"period_amplitude_ratio", {std::abs(whole)}},
            {"period_lag_s", {lag(whole)}}};
}

// The outlet after the inlet has risen from `filled_c` by one degree; what a wall makes of it.
Quantities plug_flow_step_response(Inputs const& inputs) {
    double const filled = inputs.number("filled_c");
    PipeRun pipe{fluid(inputs), pipes(inputs), options(inputs), {filled}};
    PipeConditions const now = conditions(inputs, inputs.number("mass_flow_kg_s"));
    run(pipe, inputs.number("duration_s"), now.duration_s, [&] { pipe.step(now, filled + 1.0); });
    double delay = 0.0;
    for (Stretch const& each : pipe.left()) {
        delay += (filled + 1.0 - each.mean_c) * (each.end_s - each.begin_s);
    }
    Quantities result{{"mean_delay_s", {delay}}, {"front_s", {pipe.first_above_s(filled + 0.005)}}};
    if (inputs.has("query_s")) {
        // Behind the front: straight between the middles of stretches.
        auto const first = std::ranges::find_if(
            pipe.left(), [&](Stretch const& each) { return each.mean_c > filled + 0.005; });
        auto const at = [&](double time) {
            auto second = std::find_if(first + 1, pipe.left().end() - 1, [&](Stretch const& each) {
                return 0.5 * (each.begin_s + each.end_s) >= time;
            });
            Stretch const& a = *(second - 1);
            Stretch const& b = *second;
            double const from = 0.5 * (a.begin_s + a.end_s);
            double const to = 0.5 * (b.begin_s + b.end_s);
            return std::lerp(a.mean_c, b.mean_c, (time - from) / (to - from)) - filled;
        };
        for (double const query : inputs.numbers("query_s")) {
            result["response"].push_back(at(query));
        }
        result["front_jump"] = {at(first->begin_s)};
    }
    return result;
}

} // namespace

void add_transient_methods(Methods& methods) {
    methods["plug_flow_steady"] = plug_flow_steady;
    methods["plug_flow_front"] = plug_flow_front;
    methods["plug_flow_ramp"] = plug_flow_ramp;
    methods["plug_flow_reversal"] = plug_flow_reversal;
    methods["plug_flow_standstill"] = plug_flow_standstill;
    methods["plug_flow_sine"] = plug_flow_sine;
    methods["plug_flow_step_response"] = plug_flow_step_response;
}

} // namespace saggar::validation
