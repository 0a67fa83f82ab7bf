// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/engine/reference/reference_heat.hpp"

#include "dae_integrator.hpp"
#include "heat_equations.hpp"

#include "saggar/engine/state_archive.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

namespace saggar {

using detail::DaeIntegrator;
using detail::HeatEquations;
using detail::ReferenceNode;
using detail::ReferencePipe;

struct ReferenceHeat::State {
    ReferenceHeatOptions options;
    HeatEquations equations;
    std::vector<double> y, rate, integrals;
    std::vector<std::size_t> slot; // of each emitted entry in the pattern
    std::unique_ptr<DaeIntegrator> integrator;
    double duration_s{0.0}; // of the last step, as far as it went

    void renew_integrator();
    [[nodiscard]] detail::SparsePattern find_pattern();
    void find_hardest(std::size_t unknown, ReferenceReport& report) const;
    [[nodiscard]] HeatLedger ledger(double stored_before_j) const;
    [[nodiscard]] double mean_heat_j_kg(std::size_t node) const;
    [[nodiscard]] double added_j(std::size_t link) const;
    [[nodiscard]] double along(std::size_t link, double distance_m, std::size_t offset) const;
};

// Sorts the entries by column and row, and remembers where each goes.
detail::SparsePattern ReferenceHeat::State::find_pattern() {
    std::vector<std::pair<std::size_t, std::size_t>> places; // column, row
    equations.jacobian(y, 1.0, [&](std::size_t row, std::size_t column, double /*value*/) {
        places.emplace_back(column, row);
    });
    std::vector<std::size_t> order(places.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::sort(order, {}, [&](std::size_t i) { return places[i]; });
    detail::SparsePattern pattern;
    pattern.column_begin.assign(equations.unknowns() + 1, 0);
    slot.resize(places.size());
    for (std::size_t k = 0; k < order.size(); ++k) {
        if (k == 0 || places[order[k]] != places[order[k - 1]]) {
            pattern.row.push_back(static_cast<std::int64_t>(places[order[k]].second));
            ++pattern.column_begin[places[order[k]].first + 1];
        }
        slot[order[k]] = pattern.row.size() - 1;
    }
    std::partial_sum(pattern.column_begin.begin(), pattern.column_begin.end(), pattern.column_begin.begin());
    return pattern;
}

void ReferenceHeat::State::renew_integrator() {
    detail::DaeSystem system;
    system.pattern = find_pattern();
    system.residual = [this](auto at, auto change, auto out) { equations.residual(at, change, out); };
    system.rates = [this](auto at, auto out) { equations.rates(at, out); };
    system.jacobian = [this](std::span<double const> at, double of_rate, std::span<double> values) {
        std::ranges::fill(values, 0.0);
        std::size_t next = 0;
        equations.jacobian(at, of_rate, [&](std::size_t /*row*/, std::size_t /*column*/, double value) {
            values[slot[next++]] += value;
        });
    };
    system.events = equations.events();
    system.event_functions = [this](auto at, auto out) { equations.event_functions(at, out); };
    system.happen = [this](auto passed) { equations.happen(passed); };
    system.fit_events = [this](auto at) { return equations.fit_limits(at); };
    double const heat_j_kg = options.absolute_tolerance_k * equations.fluid().heat_capacity_j_kgk(60.0);
    system.differential.assign(equations.unknowns(), 1);
    system.absolute_tolerance.assign(equations.unknowns(), heat_j_kg);
    for (std::size_t i = equations.first_node(); i < equations.unknowns(); ++i) {
        system.differential[i] = 0;
    }
    for (ReferencePipe const& pipe : equations.pipes()) {
        for (std::size_t k = 0; k < pipe.cells * pipe.stride; ++k) {
            if (k % pipe.stride > 0) { // temperatures
                system.absolute_tolerance[pipe.first + k] = options.absolute_tolerance_k;
            }
        }
    }
    system.relative_tolerance = options.relative_tolerance;
    system.integrals = equations.rates();
    integrator = std::make_unique<DaeIntegrator>(std::move(system));
}

void ReferenceHeat::State::find_hardest(std::size_t unknown, ReferenceReport& report) const {
    if (unknown >= equations.first_node()) {
        report.hardest_node = static_cast<std::int32_t>(unknown - equations.first_node());
        return;
    }
    auto const after = std::ranges::upper_bound(equations.pipes(), unknown, {}, &ReferencePipe::first);
    report.hardest_link = static_cast<std::int32_t>((after - 1)->link);
}

double ReferenceHeat::State::mean_heat_j_kg(std::size_t node) const {
    bool const passed = equations.nodes()[node].mixed_kg_s > 0.0 && duration_s > 0.0;
    return passed ? integrals[node] / duration_s : y[equations.node_unknown(node)];
}

double ReferenceHeat::State::added_j(std::size_t link) const {
    return integrals[equations.nodes().size() + link];
}

HeatLedger ReferenceHeat::State::ledger(double stored_before_j) const {
    HeatLedger result;
    for (std::size_t n = 0; n < equations.nodes().size(); ++n) {
        ReferenceNode const& node = equations.nodes()[n];
        double const own_j = node.balance_kg_s * integrals[n];
        if (node.entering_kg_s > 0.0) {
            result.entered_j += node.entering_kg_s * node.entering_j_kg * duration_s;
        } else if (node.balance_kg_s > 0.0) {
            result.entered_j += own_j;
        } else {
            result.left_j -= own_j;
        }
    }
    result.throughput_j = std::abs(result.entered_j);
    for (std::size_t link = 0; link < equations.links().size(); ++link) {
        result.added_j += added_j(link);
        result.throughput_j += std::abs(added_j(link));
    }
    result.lost_j = integrals.back();
    result.throughput_j += std::abs(result.lost_j);
    StoredHeat const now = equations.stored(y);
    result.water_j = now.water_j;
    result.wall_j = now.wall_j;
    result.stored_before_j = stored_before_j;
    return result;
}

double ReferenceHeat::State::along(std::size_t link, double distance_m, std::size_t offset) const {
    assert(equations.pipe(link) >= 0);
    ReferencePipe const& pipe = equations.pipes()[static_cast<std::size_t>(equations.pipe(link))];
    assert(offset < pipe.stride);
    double const place =
        std::clamp(distance_m / pipe.cell_m - 0.5, 0.0, static_cast<double>(pipe.cells) - 1.0);
    auto const below = static_cast<std::size_t>(place);
    std::size_t const above = std::min(below + 1, pipe.cells - 1);
    return std::lerp(y[pipe.first + pipe.stride * below + offset],
                     y[pipe.first + pipe.stride * above + offset], place - static_cast<double>(below));
}

ReferenceHeat::ReferenceHeat(Fluid const& fluid, std::size_t nodes, std::span<HeatLink const> links,
                             ReferenceHeatOptions const& options)
    : state_{new State{.options = options,
                       .equations = HeatEquations{fluid, nodes, links, options},
                       .y = {},
                       .rate = {},
                       .integrals = {},
                       .slot = {},
                       .integrator = {}}} {
    state_->y.resize(state_->equations.unknowns());
    state_->rate.resize(state_->equations.unknowns());
    state_->integrals.resize(state_->equations.rates());
    fill(std::vector<double>(nodes, 0.0));
}

ReferenceHeat::~ReferenceHeat() = default;
ReferenceHeat::ReferenceHeat(ReferenceHeat&&) noexcept = default;
ReferenceHeat& ReferenceHeat::operator=(ReferenceHeat&&) noexcept = default;

void ReferenceHeat::fill(std::span<double const> node_temperature_c, std::span<double const> still_c,
                         std::span<double const> conductance_w_mk, std::span<double const> ambient_c) {
    State& state = *state_;
    HeatEquations const& equations = state.equations;
    assert(node_temperature_c.size() == equations.nodes().size());
    for (ReferencePipe const& pipe : equations.pipes()) {
        HeatLink const& link = equations.links()[pipe.link];
        double const begin = node_temperature_c[static_cast<std::size_t>(link.from)];
        double const end = node_temperature_c[static_cast<std::size_t>(link.to)];
        double const still = still_c.empty() ? std::numeric_limits<double>::quiet_NaN() : still_c[pipe.link];
        for (std::size_t k = 0; k < pipe.cells; ++k) {
            double const temperature =
                std::isnan(still)
                    ? std::lerp(begin, end, (static_cast<double>(k) + 0.5) / static_cast<double>(pipe.cells))
                    : still;
            state.y[pipe.first + pipe.stride * k] = equations.fluid().heat_content_j_kg(temperature);
            std::span<double> const stores =
                std::span{state.y}.subspan(pipe.first + pipe.stride * k + 1, pipe.stride - 1);
            std::ranges::fill(stores, temperature);
            if (pipe.layers() > 0 && !conductance_w_mk.empty() && conductance_w_mk[pipe.link] > 0.0) {
                // The film left out, in which next to nothing falls.
                double within = 0.0;
                double const whole = 1.0 / conductance_w_mk[pipe.link];
                double const own = std::accumulate(pipe.layer_mk_w.begin(), pipe.layer_mk_w.end(), 0.0);
                double const scale = std::min(1.0, 0.95 * whole / own);
                for (std::size_t layer = 0; layer < pipe.layers(); ++layer) {
                    within += scale * pipe.layer_mk_w[layer];
                    stores[layer + 1] = std::lerp(temperature, ambient_c[pipe.link], within / whole);
                }
            }
        }
    }
    for (std::size_t n = 0; n < node_temperature_c.size(); ++n) {
        state.y[equations.node_unknown(n)] = equations.fluid().heat_content_j_kg(node_temperature_c[n]);
    }
    std::ranges::fill(state.rate, 0.0);
    state.duration_s = 0.0;
}

ReferenceReport ReferenceHeat::step(HeatStep const& given, ReferenceProgress const& progress) {
    State& state = *state_;
    assert(given.duration_s > 0.0);
    StoredHeat const before = state.equations.stored(state.y);
    if (state.equations.set_step(given, state.y) || !state.integrator) {
        state.renew_integrator();
    }
    auto const outcome =
        state.integrator->run(given.duration_s, state.y, state.rate, state.integrals, progress);
    ReferenceReport report;
    report.status = outcome == DaeIntegrator::Outcome::completed ? ReferenceStatus::completed
                    : outcome == DaeIntegrator::Outcome::stopped ? ReferenceStatus::stopped
                                                                 : ReferenceStatus::failed;
    report.reached_s = state.integrator->reached();
    if (report.status == ReferenceStatus::failed) {
        report.diagnosis = fmt::format("At {:.6g} s of {:.6g} s: {}", report.reached_s, given.duration_s,
                                       state.integrator->message());
        state.find_hardest(state.integrator->hardest_unknown(), report);
    }
    state.duration_s = report.reached_s;
    report.ledger = state.ledger(before.water_j + before.wall_j);
    detail::DaeStatistics const statistics = state.integrator->statistics();
    report.internal_steps = statistics.steps;
    report.residuals = statistics.residuals;
    report.factorisations = statistics.factorisations;
    report.rejected_steps = statistics.rejected_steps;
    report.newton_failures = statistics.newton_failures;
    report.events = statistics.events;
    return report;
}

void ReferenceHeat::save(Kept& kept) const {
    kept.unknowns = state_->y;
    kept.rates = state_->rate;
}

void ReferenceHeat::restore(Kept const& kept) {
    std::ranges::copy(kept.unknowns, state_->y.begin());
    std::ranges::copy(kept.rates, state_->rate.begin());
}

void ReferenceHeat::keep(StateArchive& archive) {
    archive.section("reference model");
    archive(state_->y, state_->rate);
    if (state_->y.size() != state_->equations.unknowns() || state_->rate.size() != state_->y.size()) {
        archive.refuse("is of pipes in other cells");
    }
}

double ReferenceHeat::node_temperature_c(std::size_t node) const {
    return state_->equations.fluid().temperature_c(state_->mean_heat_j_kg(node));
}

double ReferenceHeat::node_temperature_now_c(std::size_t node) const {
    return state_->equations.fluid().temperature_c(state_->y[state_->equations.node_unknown(node)]);
}

double ReferenceHeat::arriving_c(std::size_t link) const {
    return node_temperature_c(state_->equations.upstream(link));
}

double ReferenceHeat::heat_w(std::size_t link) const {
    return state_->duration_s > 0.0 ? state_->added_j(link) / state_->duration_s : 0.0;
}

double ReferenceHeat::water_temperature_c(std::size_t link, double distance_m) const {
    return state_->equations.fluid().temperature_c(state_->along(link, distance_m, 0));
}

double ReferenceHeat::wall_temperature_c(std::size_t link, double distance_m) const {
    return state_->along(link, distance_m, 1);
}

double ReferenceHeat::pipe_temperature_c(std::size_t link) const {
    ReferencePipe const& pipe =
        state_->equations.pipes()[static_cast<std::size_t>(state_->equations.pipe(link))];
    double sum = 0.0;
    for (std::size_t k = 0; k < pipe.cells; ++k) {
        sum += state_->y[pipe.first + pipe.stride * k];
    }
    return state_->equations.fluid().temperature_c(sum / static_cast<double>(pipe.cells));
}

StoredHeat ReferenceHeat::stored() const {
    return state_->equations.stored(state_->y);
}

int ReferenceHeat::cells(std::size_t link) const {
    std::int32_t const pipe = state_->equations.pipe(link);
    return pipe < 0 ? 0 : static_cast<int>(state_->equations.pipes()[static_cast<std::size_t>(pipe)].cells);
}

std::size_t ReferenceHeat::unknowns() const {
    return state_->equations.unknowns();
}

} // namespace saggar
