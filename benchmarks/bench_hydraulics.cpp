// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// Steady hydraulics of synthetic street networks: meshes, trees, and streets with service connections. `cold`
// starts from nothing with the solver made, `warm` from the solution of the hour before, `setup` makes the
// solver. Tolerances are EPANET's default accuracy (1e-3) and 1e-8. Two yardsticks run beside them:
// `bare_newton`, Newton on all nodes of the graph with the same friction kernel and factorisation but without
// partition and superlinks, and `copy`, which copies as many bytes as a solve reads and writes at least once.

#include "hydraulics/symmetric_factor.hpp"
#include "hydraulics/symmetric_factor_numeric.hpp"
#include "physics/friction_kernels.hpp"
#include "saggar/engine/hydraulics/solver.hpp"
#include "street_network.hpp"

#include <benchmark/benchmark.h>

#include <cmath>
#include <cstring>
#include <stdexcept>
#include <vector>

namespace {

using namespace saggar;
using testing_support::street_network;
using testing_support::StreetNetwork;
using testing_support::StreetOptions;

constexpr auto mesh = static_cast<std::int64_t>(StreetOptions::Form::mesh);
constexpr auto tree = static_cast<std::int64_t>(StreetOptions::Form::tree);
constexpr auto services = static_cast<std::int64_t>(StreetOptions::Form::services);

StreetNetwork town(benchmark::State const& run) {
    return street_network(
        {.form = static_cast<StreetOptions::Form>(run.range(1)), .pipes = static_cast<int>(run.range(0))});
}

double tolerance(benchmark::State const& run) {
    return run.range(2) == 3 ? 1e-3 : 1e-8;
}

HydraulicPoint point_of(StreetNetwork const& town, std::vector<double> const& injection) {
    HydraulicPoint point;
    point.injection_kg_s = injection;
    point.fixed_pressure_pa = town.fixed_pressure_pa;
    point.density_kg_m3 = {&town.density_kg_m3, 1};
    point.viscosity_pa_s = {&town.viscosity_pa_s, 1};
    return point;
}

void require(HydraulicReport const& report) {
    if (report.status != SolveStatus::converged) {
        throw std::runtime_error{"a benchmark did not converge"};
    }
}

void cold(benchmark::State& run) {
    auto const given = town(run);
    HydraulicSolver solver{given.nodes, given.links, {.friction = FrictionLaw::epanet}};
    auto state = solver.make_state();
    auto const point = point_of(given, given.injection_kg_s);
    HydraulicReport report;
    for (auto _ : run) {
        report = solver.solve(point, state, {.flow_tolerance = tolerance(run), .warm_start = false});
        benchmark::DoNotOptimize(state.pressure_pa.data());
    }
    require(report);
    run.counters["iterations"] = report.iterations;
    run.counters["unknowns"] = solver.structure().unknowns;
    run.counters["superlinks"] = solver.structure().superlinks;
}

void warm(benchmark::State& run) {
    auto const given = town(run);
    HydraulicSolver solver{given.nodes, given.links, {.friction = FrictionLaw::epanet}};
    auto state = solver.make_state();
    std::vector<std::vector<double>> hours(24);
    for (int h = 0; h < 24; ++h) {
        given.at_hour(h, hours[static_cast<std::size_t>(h)]);
    }
    SolveOptions const options{.flow_tolerance = tolerance(run)};
    require(solver.solve(point_of(given, hours[23]), state, options));
    std::size_t hour = 0;
    double iterations = 0.0;
    for (auto _ : run) {
        auto const report = solver.solve(point_of(given, hours[hour]), state, options);
        hour = (hour + 1) % 24;
        iterations += report.iterations;
        benchmark::DoNotOptimize(state.pressure_pa.data());
    }
    run.counters["iterations"] = iterations / static_cast<double>(run.iterations());
}

void setup(benchmark::State& run) {
    auto const given = town(run);
    for (auto _ : run) {
        run.PauseTiming();
        auto nodes = given.nodes;
        auto links = given.links;
        run.ResumeTiming();
        HydraulicSolver const solver{std::move(nodes), std::move(links), {}};
        benchmark::DoNotOptimize(solver.structure().unknowns);
    }
}

// What any EPANET-like solver does with the best parts at hand: all nodes are unknowns, all pipes are links.
class BareNewton {
public:
    explicit BareNewton(StreetNetwork const& town) : town_{town} {
        auto const nodes = town.nodes.size();
        unknown_.assign(nodes, 0);
        std::int32_t unknowns = 0;
        for (auto const node : town.nodes.fixed) {
            unknown_[node] = -1;
        }
        for (auto& u : unknown_) {
            u = u < 0 ? -1 : unknowns++;
        }
        auto const& links = town.links;
        std::vector<detail::Coupling> couplings;
        for (std::size_t l = 0; l < links.size(); ++l) {
            auto const a = unknown_[links.from[l]];
            auto const b = unknown_[links.to[l]];
            if (a >= 0 && b >= 0) {
                couplings.push_back({a, b});
            }
        }
        factor_ = detail::FactorPattern{unknowns, couplings};
        auto const nowhere = static_cast<std::int32_t>(factor_.value_count());
        auto const padded = (links.size() + detail::friction_padding - 1) / detail::friction_padding *
                            detail::friction_padding;
        for (auto* column : {&per_reynolds_, &rough_, &friction_, &local_, &flow_, &loss_, &slope_}) {
            column->assign(padded, 1.0);
        }
        for (std::size_t l = 0; l < links.size(); ++l) {
            auto const geometry = detail::friction_geometry(
                FrictionLaw::epanet,
                {links.length_m[l], links.inner_diameter_m[l], links.roughness[l], links.zeta_sum[l]},
                9.80665);
            auto const values = detail::friction_values(FrictionLaw::epanet, geometry, town.density_kg_m3,
                                                        town.viscosity_pa_s);
            per_reynolds_[l] = values.per_reynolds;
            rough_[l] = geometry.rough;
            friction_[l] = values.friction;
            local_[l] = values.local;
            auto const place = [&](std::int32_t u) { return u < 0 ? unknowns : factor_.place(u); };
            auto const diagonal = [&](std::int32_t u) { return u < 0 ? nowhere : factor_.diagonal_slot(u); };
            auto const a = unknown_[links.from[l]];
            auto const b = unknown_[links.to[l]];
            ends_.push_back({place(a), place(b), diagonal(a), diagonal(b),
                             a < 0 || b < 0 ? nowhere : factor_.slot(a, b)});
            double known = 9.80665 * town.density_kg_m3 *
                           (town.nodes.elevation_m[links.from[l]] - town.nodes.elevation_m[links.to[l]]);
            known += a < 0 ? town.fixed_pressure_pa[0] : 0.0;
            known -= b < 0 ? town.fixed_pressure_pa[0] : 0.0;
            drive_.push_back(known);
        }
        values_.resize(factor_.value_count() + 1);
        inverse_pivots_.resize(static_cast<std::size_t>(unknowns));
        work_.resize(factor_.work_count());
        pressure_.resize(static_cast<std::size_t>(unknowns) + 1);
        kernel_ = detail::friction_kernel(FrictionLaw::epanet);
    }

    int solve(std::vector<double> const& injection, double tolerance, bool warm) {
        auto const count = ends_.size();
        if (!warm) { // 1 ft/s everywhere, as EPANET starts
            for (std::size_t l = 0; l < count; ++l) {
                double const d = town_.links.inner_diameter_m[l];
                flow_[l] = 0.3048 * 0.25 * 3.14159265358979 * d * d * town_.density_kg_m3;
            }
        }
        for (int i = 1; i <= 100; ++i) {
            kernel_(flow_.size(), flow_.data(),
                    {per_reynolds_.data(), rough_.data(), friction_.data(), local_.data()}, loss_.data(),
                    slope_.data());
            std::fill(values_.begin(), values_.end(), 0.0);
            for (std::size_t v = 0; v < unknown_.size(); ++v) {
                if (unknown_[v] >= 0) {
                    pressure_[factor_.place(unknown_[v])] = injection[v];
                }
            }
            for (std::size_t l = 0; l < count; ++l) {
                auto const& e = ends_[l];
                double const g = 1.0 / slope_[l];
                double const q = flow_[l] - g * (loss_[l] - drive_[l]);
                slope_[l] = g;
                loss_[l] = q;
                values_[e.from_slot] += g;
                values_[e.to_slot] += g;
                values_[e.cross_slot] -= g;
                pressure_[e.from] -= q;
                pressure_[e.to] += q;
            }
            if (!factor_.factorise(values_.data(), inverse_pivots_.data(), work_.data())) {
                throw std::runtime_error{"the bare Newton broke down"};
            }
            factor_.solve(values_.data(), inverse_pivots_.data(), pressure_.data());
            pressure_.back() = 0.0;
            double change = 0.0;
            double total = 0.0;
            for (std::size_t l = 0; l < count; ++l) {
                auto const& e = ends_[l];
                double const q = loss_[l] + slope_[l] * (pressure_[e.from] - pressure_[e.to]);
                change += std::abs(q - flow_[l]);
                total += std::abs(q);
                flow_[l] = q;
            }
            if (change <= tolerance * total) {
                return i;
            }
        }
        throw std::runtime_error{"the bare Newton did not converge"};
    }

private:
    struct Ends {
        std::int32_t from, to, from_slot, to_slot, cross_slot;
    };
    StreetNetwork const& town_;
    std::vector<std::int32_t> unknown_;
    std::vector<Ends> ends_;
    detail::FactorPattern factor_;
    std::vector<double> per_reynolds_, rough_, friction_, local_, flow_, loss_, slope_, drive_;
    std::vector<double> values_, inverse_pivots_, work_, pressure_;
    detail::FrictionKernel kernel_{};
};

void bare_newton_cold(benchmark::State& run) {
    auto const given = town(run);
    BareNewton newton{given};
    int iterations = 0;
    for (auto _ : run) {
        iterations = newton.solve(given.injection_kg_s, tolerance(run), false);
    }
    run.counters["iterations"] = iterations;
}

void bare_newton_warm(benchmark::State& run) {
    auto const given = town(run);
    BareNewton newton{given};
    std::vector<std::vector<double>> hours(24);
    for (int h = 0; h < 24; ++h) {
        given.at_hour(h, hours[static_cast<std::size_t>(h)]);
    }
    newton.solve(hours[23], tolerance(run), false);
    std::size_t hour = 0;
    double iterations = 0.0;
    for (auto _ : run) {
        iterations += newton.solve(hours[hour], tolerance(run), true);
        hour = (hour + 1) % 24;
    }
    run.counters["iterations"] = iterations / static_cast<double>(run.iterations());
}

// Of a pipe: five coefficients, flow, loss, slope and status; of a node: injection, elevation, pressure,
// order.
void copy(benchmark::State& run) {
    auto const pipes = static_cast<std::size_t>(run.range(0));
    std::vector<char> from(pipes * (8 * 8 + 1) + pipes * (3 * 8 + 2 * 4), 'x');
    std::vector<char> to(from.size());
    for (auto _ : run) {
        std::memcpy(to.data(), from.data(), from.size());
        benchmark::DoNotOptimize(to.data());
        benchmark::ClobberMemory();
    }
    run.SetBytesProcessed(static_cast<std::int64_t>(from.size()) * run.iterations());
}

void friction(benchmark::State& run) {
    constexpr std::size_t count = 8192;
    auto const law = static_cast<FrictionLaw>(run.range(0));
    auto const set = static_cast<detail::InstructionSet>(run.range(1));
    if (!detail::supported(set)) {
        run.SkipWithError("this machine lacks the instruction set");
        return;
    }
    std::vector<double> flow(count);
    std::vector<double> per_reynolds(count);
    std::vector<double> rough(count);
    std::vector<double> coefficient(count);
    std::vector<double> local(count);
    std::vector<double> loss(count);
    std::vector<double> slope(count);
    for (std::size_t i = 0; i < count; ++i) {
        double const part = static_cast<double>(i * 2654435761U % count) / count;
        PipeSection const pipe{50.0, 0.02 + 0.3 * part, 1e-4, 0.0};
        auto const geometry = detail::friction_geometry(law, pipe, 9.80665);
        auto const values = detail::friction_values(law, geometry, 971.8, 3.545e-4);
        per_reynolds[i] = values.per_reynolds;
        rough[i] = geometry.rough;
        coefficient[i] = values.friction;
        local[i] = values.local;
        flow[i] = 800.0 * (part - 0.3) * pipe.inner_diameter_m * pipe.inner_diameter_m;
    }
    auto const kernel = detail::friction_kernel(law, set);
    for (auto _ : run) {
        kernel(count, flow.data(), {per_reynolds.data(), rough.data(), coefficient.data(), local.data()},
               loss.data(), slope.data());
        benchmark::DoNotOptimize(loss.data());
    }
    run.SetItemsProcessed(static_cast<std::int64_t>(count) * run.iterations());
}

void networks(benchmark::internal::Benchmark* b, bool with_tolerance) {
    b->Unit(benchmark::kMicrosecond);
    for (std::int64_t const pipes : {1000, 10'000, 100'000}) {
        for (auto const form : {mesh, services, tree}) {
            if (!with_tolerance) {
                b->Args({pipes, form});
                continue;
            }
            for (std::int64_t const digits : {3, 8}) {
                if (form != tree || digits == 3) {
                    b->Args({pipes, form, digits});
                }
            }
        }
    }
}

void solves(benchmark::internal::Benchmark* b) {
    networks(b->ArgNames({"pipes", "form", "digits"}), true);
}
void structures(benchmark::internal::Benchmark* b) {
    networks(b->ArgNames({"pipes", "form"}), false);
}

BENCHMARK(cold)->Apply(solves);
BENCHMARK(warm)->Apply(solves);
BENCHMARK(setup)->Apply(structures);
BENCHMARK(bare_newton_cold)->Apply(solves);
BENCHMARK(bare_newton_warm)->Apply(solves);
BENCHMARK(copy)->Arg(1000)->Arg(10'000)->Arg(100'000)->Unit(benchmark::kMicrosecond);
BENCHMARK(friction)
    ->ArgNames({"law", "set"})
    ->ArgsProduct({{static_cast<int>(FrictionLaw::colebrook), static_cast<int>(FrictionLaw::epanet)},
                   {0, 1, 2}})
    ->Unit(benchmark::kMicrosecond);

} // namespace
