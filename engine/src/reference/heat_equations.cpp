// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "heat_equations.hpp"

#include "saggar/engine/physics/pipe_resistance.hpp"
#include "saggar/network/error.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numbers>
#include <numeric>
#include <string>
#include <utility>

namespace saggar::detail {

namespace {

// The film's part of the resistance is at most half of it.
constexpr double least_film_over_conductance = 2.0;
// Differences between neighbours that count as level: the limiter is smooth across them.
constexpr double level_k = 1e-3;
// What a hydraulic solution leaves unbalanced, as a part of what leaves a node.
constexpr double unbalanced = 1e-6;

void require(bool good, char const* component, std::size_t place, char const* field, std::string text) {
    if (!good) {
        throw Error{{.code = ErrorCode::value_out_of_range,
                     .place = Place{{}, 0, component, std::to_string(place), field},
                     .text = std::move(text),
                     .advice = "See saggar/engine/reference/reference_heat.hpp."}};
    }
}

bool positive(double value) {
    return value > 0.0 && std::isfinite(value);
}

void check(ReferenceHeatOptions const& options) {
    require(positive(options.cell_length_m), "options", 0, "cell_length_m", "must be above 0");
    require(options.cells_at_least >= 1, "options", 0, "cells_at_least", "must be 1 or more");
    require(options.dispersion_m2_s >= 0.0 && std::isfinite(options.dispersion_m2_s), "options", 0,
            "dispersion_m2_s", "must not be below 0");
    require(positive(options.relative_tolerance), "options", 0, "relative_tolerance", "must be above 0");
    require(positive(options.absolute_tolerance_k), "options", 0, "absolute_tolerance_k", "must be above 0");
    require(options.insulation_layers >= 1, "options", 0, "insulation_layers", "must be 1 or more");
    require(options.smallest_flow_kg_s >= 0.0, "options", 0, "smallest_flow_kg_s", "must not be below 0");
}

// Layers of equal thickness.
void set_insulation(ReferencePipe& pipe, PipeInsulation const& given, int layers) {
    double const inner = 0.5 * given.inner_diameter_m;
    double const thickness = (0.5 * given.outer_diameter_m - inner) / layers;
    auto const resistance = [&](double from_m, double to_m) {
        return std::log(to_m / from_m) / (2.0 * std::numbers::pi * given.conductivity_w_mk);
    };
    double middle_before = inner;
    for (int i = 0; i < layers; ++i) {
        double const begin = inner + i * thickness;
        double const end = begin + thickness;
        double const middle = 0.5 * (begin + end);
        pipe.layer_j_k.push_back(given.capacity_j_m3k * std::numbers::pi * (end * end - begin * begin) *
                                 pipe.cell_m);
        pipe.layer_mk_w.push_back(resistance(middle_before, middle));
        middle_before = middle;
    }
    pipe.layer_mk_w.push_back(resistance(middle_before, inner + layers * thickness));
    pipe.inward_w_k.resize(pipe.layers());
    pipe.stride = 2 + pipe.layers();
}

ReferencePipe pipe_of(PlugFlowPipe const& given, std::size_t link, std::size_t first, Fluid const& fluid,
                      ReferenceHeatOptions const& options) {
    require(positive(given.length_m), "pipes", link, "length_m", "must be above 0");
    require(positive(given.inner_diameter_m), "pipes", link, "inner_diameter_m", "must be above 0");
    require(given.wall_capacity_j_mk >= 0.0 && std::isfinite(given.wall_capacity_j_mk), "pipes", link,
            "wall_capacity_j_mk", "must not be below 0");
    require(!given.film_w_m2k || *given.film_w_m2k > 0.0, "pipes", link, "film_w_m2k", "must be above 0");
    double const wanted = std::ceil(given.length_m / options.cell_length_m - 1e-9);
    require(wanted < 1e7, "pipes", link, "length_m", "is more than ten million cells of cell_length_m");
    ReferencePipe pipe;
    pipe.link = link;
    pipe.first = first;
    pipe.cells = static_cast<std::size_t>(std::max(wanted, static_cast<double>(options.cells_at_least)));
    pipe.stride = given.wall_capacity_j_mk > 0.0 ? 2 : 1;
    pipe.cell_m = given.length_m / static_cast<double>(pipe.cells);
    double const kg_m = fluid.density_kg_m3(given.density_temperature_c) * std::numbers::pi / 4.0 *
                        given.inner_diameter_m * given.inner_diameter_m;
    pipe.cell_kg = kg_m * pipe.cell_m;
    pipe.wall_j_k = given.wall_capacity_j_mk * pipe.cell_m;
    pipe.inner_diameter_m = given.inner_diameter_m;
    pipe.given_film_w_m2k = given.film_w_m2k.value_or(0.0);
    pipe.dispersion_kg_s = options.dispersion_m2_s * kg_m / pipe.cell_m;
    if (given.insulation) {
        PipeInsulation const& foam = *given.insulation;
        require(pipe.has_wall() && positive(foam.inner_diameter_m) && positive(foam.conductivity_w_mk) &&
                    positive(foam.capacity_j_m3k) && positive(foam.outer_diameter_m - foam.inner_diameter_m),
                "pipes", link, "insulation",
                "must have diameters that rise, conductivity and capacity above 0, and a wall within");
        set_insulation(pipe, foam, options.insulation_layers);
    }
    return pipe;
}

} // namespace

HeatEquations::HeatEquations(Fluid fluid, std::size_t nodes, std::span<HeatLink const> links,
                             ReferenceHeatOptions const& options)
    : fluid_{std::move(fluid)},
      options_{options},
      links_{links.begin(), links.end()},
      pipe_of_(links.size(), -1),
      nodes_(nodes),
      flow_(links.size(), 0.0),
      rule_(links.size(), LinkRule::pass),
      value_(links.size(), 0.0),
      limit_of_(links.size(), -1) {
    check(options);
    for (std::size_t link = 0; link < links.size(); ++link) {
        for (std::int32_t const node : {links[link].from, links[link].to}) {
            require(node >= 0 && static_cast<std::size_t>(node) < nodes, "links", link, "from, to",
                    "names node " + std::to_string(node) + " of " + std::to_string(nodes));
        }
        if (!links[link].pipe) {
            continue;
        }
        pipe_of_[link] = static_cast<std::int32_t>(pipes_.size());
        ReferencePipe const pipe = pipe_of(*links[link].pipe, link, first_node_, fluid_, options);
        first_node_ += pipe.cells * pipe.stride;
        nodes_[static_cast<std::size_t>(links[link].from)].ends.push_back(pipe.first);
        nodes_[static_cast<std::size_t>(links[link].to)].ends.push_back(first_node_ - pipe.stride);
        pipes_.push_back(pipe);
    }
    water_c_.resize(unknowns());
}

std::size_t HeatEquations::upstream(std::size_t link) const {
    return static_cast<std::size_t>(flow_[link] < 0.0 ? links_[link].to : links_[link].from);
}

bool HeatEquations::set_step(HeatStep const& step, std::span<double const> y) {
    std::vector<std::int8_t> pattern(links_.size());
    for (std::size_t link = 0; link < links_.size(); ++link) {
        double const flow = step.mass_flow_kg_s[link];
        assert(std::isfinite(flow));
        flow_[link] = std::abs(flow) > options_.smallest_flow_kg_s ? flow : 0.0;
        if (pipe_of_[link] < 0) {
            rule_[link] = step.rule[link];
            value_[link] = step.rule_value[link];
        }
        int const direction = flow_[link] > 0.0 ? 2 : flow_[link] < 0.0 ? 1 : 0;
        pattern[link] = static_cast<std::int8_t>(4 * direction + static_cast<int>(rule_[link]));
    }
    for (ReferencePipe& pipe : pipes_) {
        set_pipe(pipe, step, y);
    }
    set_nodes(step, y);
    set_limits(step, y);
    for (ReferenceNode const& node : nodes_) {
        pattern.push_back(node.mixed_kg_s > 0.0 ? 1 : 0);
    }
    for (std::int32_t const limit : limit_of_) {
        pattern.push_back(limit >= 0 ? 1 : 0);
    }
    return std::exchange(pattern_, pattern) != pattern;
}

void HeatEquations::set_pipe(ReferencePipe& pipe, HeatStep const& step, std::span<double const> y) {
    pipe.flow_kg_s = flow_[pipe.link];
    pipe.ambient_c = step.ambient_c[pipe.link];
    double const conductance = step.conductance_w_mk[pipe.link];
    pipe.outward_w_k = conductance * pipe.cell_m;
    if (!pipe.has_wall()) {
        return;
    }
    double film = pipe.given_film_w_m2k;
    if (film <= 0.0) {
        double heat = 0.0;
        for (std::size_t k = 0; k < pipe.cells; ++k) {
            heat += y[pipe.first + pipe.stride * k];
        }
        double const mean_c = fluid_.temperature_c(heat / static_cast<double>(pipe.cells));
        double const reynolds =
            4.0 * std::abs(pipe.flow_kg_s) /
            (std::numbers::pi * pipe.inner_diameter_m * fluid_.dynamic_viscosity_pa_s(mean_c));
        film = pipe_film_coefficient_w_m2k(reynolds, fluid_.prandtl(mean_c), fluid_.conductivity_w_mk(mean_c),
                                           pipe.inner_diameter_m);
    }
    double const film_w_mk =
        std::max(film * std::numbers::pi * pipe.inner_diameter_m, least_film_over_conductance * conductance);
    pipe.film_w_k = film_w_mk * pipe.cell_m;
    pipe.outward_w_k = conductance / (1.0 - conductance / film_w_mk) * pipe.cell_m;
    if (pipe.layers() == 0) {
        return;
    }
    // As in plug_flow.hpp: a conductance that the insulation does not allow is met by a better conducting
    // one.
    constexpr double least_outside = 0.05;
    double const own = std::accumulate(pipe.layer_mk_w.begin(), pipe.layer_mk_w.end(), 0.0);
    double const whole = conductance > 0.0 ? pipe.cell_m / pipe.outward_w_k : 0.0;
    double const scale = conductance > 0.0 ? std::min(1.0, (1.0 - least_outside) * whole / own) : 1.0;
    for (std::size_t i = 0; i < pipe.layers(); ++i) { // without conductance it is left as it is
        pipe.inward_w_k[i] = conductance > 0.0 ? pipe.cell_m / (scale * pipe.layer_mk_w[i]) : 0.0;
    }
    double const outside = whole - scale * own + scale * pipe.layer_mk_w.back();
    pipe.outward_w_k = conductance > 0.0 ? pipe.cell_m / outside : 0.0;
}

void HeatEquations::set_nodes(HeatStep const& step, std::span<double const> y) {
    for (std::size_t n = 0; n < nodes_.size(); ++n) {
        ReferenceNode& node = nodes_[n];
        node.arrivals.clear();
        node.balance_kg_s = 0.0;
        node.entering_kg_s = 0.0;
        node.mixed_kg_s = 0.0;
        node.held_j_kg = y[node_unknown(n)];
    }
    std::vector<double> leaving(nodes_.size(), 0.0);
    for (std::size_t link = 0; link < links_.size(); ++link) {
        double const flow = std::abs(flow_[link]);
        if (flow == 0.0) {
            continue;
        }
        std::size_t const up = upstream(link);
        auto const down = static_cast<std::size_t>(flow_[link] < 0.0 ? links_[link].from : links_[link].to);
        nodes_[down].arrivals.push_back({link, up, flow});
        nodes_[down].mixed_kg_s += flow;
        nodes_[down].balance_kg_s -= flow;
        nodes_[up].balance_kg_s += flow;
        leaving[up] += flow;
    }
    for (std::size_t n = 0; n < nodes_.size(); ++n) {
        ReferenceNode& node = nodes_[n];
        bool const nothing_arrives = node.arrivals.empty();
        if (node.balance_kg_s > 0.0 && (nothing_arrives || node.balance_kg_s > unbalanced * leaving[n]) &&
            (nothing_arrives || !step.entering_c.empty())) {
            node.entering_kg_s = node.balance_kg_s;
            node.entering_j_kg =
                step.entering_c.empty() ? node.held_j_kg : fluid_.heat_content_j_kg(step.entering_c[n]);
            node.mixed_kg_s += node.entering_kg_s;
        }
    }
}

void HeatEquations::set_limits(HeatStep const& step, std::span<double const> y) {
    limits_.clear();
    std::ranges::fill(limit_of_, -1);
    for (std::size_t link = 0; link < links_.size() && !step.limit_c.empty(); ++link) {
        bool const changes = pipe_of_[link] < 0 && rule_[link] == LinkRule::heat && value_[link] != 0.0;
        if (!changes || flow_[link] == 0.0 || !std::isfinite(step.limit_c[link])) {
            continue;
        }
        limit_of_[link] = static_cast<std::int32_t>(limits_.size());
        limits_.push_back({.link = link,
                           .limit_j_kg = fluid_.heat_content_j_kg(step.limit_c[link]),
                           .towards = value_[link] < 0.0 ? 1.0 : -1.0});
    }
    static_cast<void>(fit_limits(y));
}

bool HeatEquations::fit_limits(std::span<double const> y) {
    constexpr double small_j_kg = 1e-3 * 4200.0; // on the line: as it is
    bool changed = false;
    for (ReferenceLimit& each : limits_) {
        double const entering = each.towards * (y[node_unknown(upstream(each.link))] - each.limit_j_kg);
        double const leaving = entering - std::abs(value_[each.link] / flow_[each.link]);
        if (std::min(std::abs(entering), std::abs(leaving)) <= small_j_kg) {
            continue;
        }
        LimitState const fits = entering < 0.0  ? LimitState::beyond
                                : leaving < 0.0 ? LimitState::at_limit
                                                : LimitState::free;
        changed = changed || fits != each.state;
        each.state = fits;
    }
    return changed;
}

void HeatEquations::event_functions(std::span<double const> y, std::span<double> out) const {
    for (std::size_t i = 0; i < limits_.size(); ++i) {
        ReferenceLimit const& each = limits_[i];
        double const entering = each.towards * (y[node_unknown(upstream(each.link))] - each.limit_j_kg);
        out[2 * i] = entering - std::abs(value_[each.link] / flow_[each.link]);
        out[2 * i + 1] = entering;
    }
}

void HeatEquations::happen(std::span<int const> passed) {
    for (std::size_t i = 0; i < limits_.size(); ++i) {
        if (passed[2 * i] != 0) {
            limits_[i].state = passed[2 * i] > 0 ? LimitState::free : LimitState::at_limit;
        }
        if (passed[2 * i + 1] != 0) {
            limits_[i].state = passed[2 * i + 1] > 0 ? LimitState::at_limit : LimitState::beyond;
        }
    }
}

void HeatEquations::temperatures(std::span<double const> y) const {
    fluid_.temperature_c(y, water_c_);
}

LimitedFace HeatEquations::face(ReferencePipe const& pipe, std::size_t k, double inlet_j_kg,
                                std::span<double const> y) const {
    double const own = y[pipe.along_flow(k)];
    bool const last = k + 1 == pipe.cells;
    if (options_.advection == Advection::first_order || (last && k < 2)) {
        return {.value = own};
    }
    constexpr double small_j_kg = level_k * 4200.0;
    if (last) {
        double const before = y[pipe.along_flow(k - 1)];
        return limited_end(own, own - before, before - y[pipe.along_flow(k - 2)], small_j_kg);
    }
    // The inlet is half a cell away.
    double const behind = k == 0 ? 2.0 * (own - inlet_j_kg) : own - y[pipe.along_flow(k - 1)];
    LimitedFace result = limited_face(own, behind, y[pipe.along_flow(k + 1)] - own, small_j_kg);
    if (k == 0) {
        result.by_own -= result.by_before;
        result.by_before *= 2.0;
    }
    return result;
}

void HeatEquations::wall_residual(ReferencePipe const& pipe, std::size_t wall, double to_wall_w,
                                  std::span<double const> y, std::span<double const> rate,
                                  std::span<double> out) const {
    double in_w = to_wall_w;
    for (std::size_t k = 0; k <= pipe.layers(); ++k) {
        double const beyond_c = k < pipe.layers() ? y[wall + k + 1] : pipe.ambient_c;
        double const away_w = pipe.away_w_k(k) * (y[wall + k] - beyond_c);
        out[wall + k] = rate[wall + k] - (in_w - away_w) / pipe.store_j_k(k);
        in_w = away_w;
    }
}

void HeatEquations::pipe_residual(ReferencePipe const& pipe, std::span<double const> y,
                                  std::span<double const> rate, std::span<double> out) const {
    double const flow = std::abs(pipe.flow_kg_s);
    double const inlet = y[node_unknown(upstream(pipe.link))];
    double before = inlet; // at the face
    for (std::size_t k = 0; k < pipe.cells; ++k) {
        std::size_t const i = pipe.along_flow(k);
        double gain_w = 0.0;
        if (flow > 0.0) {
            double const after = face(pipe, k, inlet, y).value;
            gain_w = flow * (before - after);
            before = after;
        }
        if (k > 0) {
            gain_w += pipe.dispersion_kg_s * (y[pipe.along_flow(k - 1)] - y[i]);
        }
        if (k + 1 < pipe.cells) {
            gain_w += pipe.dispersion_kg_s * (y[pipe.along_flow(k + 1)] - y[i]);
        }
        if (pipe.has_wall()) {
            double const to_wall_w = pipe.film_w_k * (water_c_[i] - y[i + 1]);
            gain_w -= to_wall_w;
            wall_residual(pipe, i + 1, to_wall_w, y, rate, out);
        } else {
            gain_w -= pipe.outward_w_k * (water_c_[i] - pipe.ambient_c);
        }
        out[i] = rate[i] - gain_w / pipe.cell_kg;
    }
}

HeatEquations::HandedOn HeatEquations::handed_on(std::size_t link, double entering_j_kg) const {
    switch (rule_[link]) {
    case LinkRule::pass: break;
    case LinkRule::outlet_temperature: return {fluid_.heat_content_j_kg(value_[link]), 0.0};
    case LinkRule::heat: {
        std::int32_t const index = limit_of_[link];
        ReferenceLimit const* const limit = index < 0 ? nullptr : &limits_[static_cast<std::size_t>(index)];
        if (limit != nullptr && limit->state == LimitState::beyond) {
            break;
        }
        if (limit != nullptr && limit->state == LimitState::at_limit) {
            return {limit->limit_j_kg, 0.0};
        }
        return {entering_j_kg + value_[link] / std::abs(flow_[link]), 1.0};
    }
    case LinkRule::temperature_rise: {
        double const entering_c = fluid_.temperature_c(entering_j_kg);
        double const leaving_c = entering_c + value_[link];
        return {fluid_.heat_content_j_kg(leaving_c),
                fluid_.heat_capacity_j_kgk(leaving_c) / fluid_.heat_capacity_j_kgk(entering_c)};
    }
    }
    return {entering_j_kg, 1.0};
}

void HeatEquations::residual(std::span<double const> y, std::span<double const> rate,
                             std::span<double> out) const {
    temperatures(y);
    for (ReferencePipe const& pipe : pipes_) {
        pipe_residual(pipe, y, rate, out);
    }
    for (std::size_t n = 0; n < nodes_.size(); ++n) {
        ReferenceNode const& node = nodes_[n];
        double mixed = 0.0;
        if (node.mixed_kg_s > 0.0) {
            mixed = node.entering_kg_s * node.entering_j_kg;
            for (ReferenceArrival const& each : node.arrivals) {
                std::int32_t const index = pipe_of_[each.link];
                double const entering = y[node_unknown(each.upstream)];
                if (index < 0) {
                    mixed += each.flow_kg_s * handed_on(each.link, entering).value;
                } else {
                    ReferencePipe const& pipe = pipes_[static_cast<std::size_t>(index)];
                    mixed += each.flow_kg_s * face(pipe, pipe.cells - 1, entering, y).value;
                }
            }
            mixed /= node.mixed_kg_s;
        } else if (!node.ends.empty()) {
            for (std::size_t const end : node.ends) {
                mixed += y[end];
            }
            mixed /= static_cast<double>(node.ends.size());
        } else {
            mixed = node.held_j_kg;
        }
        out[node_unknown(n)] = y[node_unknown(n)] - mixed;
    }
}

void HeatEquations::rates(std::span<double const> y, std::span<double> out) const {
    temperatures(y);
    std::copy(y.begin() + static_cast<std::ptrdiff_t>(first_node_), y.end(), out.begin());
    for (std::size_t link = 0; link < links_.size(); ++link) {
        double added = 0.0;
        if (pipe_of_[link] < 0 && flow_[link] != 0.0 && rule_[link] != LinkRule::pass) {
            double const entering = y[node_unknown(upstream(link))];
            added = std::abs(flow_[link]) * (handed_on(link, entering).value - entering);
        }
        out[nodes_.size() + link] = added;
    }
    double lost = 0.0;
    for (ReferencePipe const& pipe : pipes_) {
        for (std::size_t k = 0; k < pipe.cells; ++k) {
            std::size_t const i = pipe.first + pipe.stride * k;
            double const outermost_c = pipe.has_wall() ? y[i + pipe.stride - 1] : water_c_[i];
            lost += pipe.outward_w_k * (outermost_c - pipe.ambient_c);
        }
    }
    out.back() = lost;
}

StoredHeat HeatEquations::stored(std::span<double const> y) const {
    StoredHeat sum;
    for (ReferencePipe const& pipe : pipes_) {
        for (std::size_t k = 0; k < pipe.cells; ++k) {
            std::size_t const i = pipe.first + pipe.stride * k;
            sum.water_j += pipe.cell_kg * y[i];
            for (std::size_t at = 1; at < pipe.stride; ++at) {
                sum.wall_j += pipe.store_j_k(at - 1) * y[i + at];
            }
        }
    }
    return sum;
}

} // namespace saggar::detail
