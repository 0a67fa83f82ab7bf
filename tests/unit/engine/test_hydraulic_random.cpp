// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// Seeded random networks of every kind that the solver knows: they all converge and every element obeys its
// law. And what must not matter does not: the numbering, the direction of pipes, cutting them in two, the
// start.

#include "hydraulic_check.hpp"
#include "saggar/engine/hydraulics/solver.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <random>
#include <vector>

namespace {

using namespace saggar;
using testing_support::expect_solution;

struct Network {
    HydraulicNodes nodes;
    HydraulicLinks links;
    HydraulicSettings settings;
    std::vector<double> injection;
    std::vector<double> fixed_pressure;
    std::vector<double> density;
    std::vector<double> viscosity;

    [[nodiscard]] HydraulicPoint point() const {
        HydraulicPoint p;
        p.injection_kg_s = injection;
        p.fixed_pressure_pa = fixed_pressure;
        p.density_kg_m3 = density;
        p.viscosity_pa_s = viscosity;
        return p;
    }
};

class Random {
public:
    explicit Random(unsigned seed) : engine_{seed} {}
    double unit() { return std::uniform_real_distribution<double>{0.0, 1.0}(engine_); }
    double between(double a, double b) { return a + (b - a) * unit(); }
    int below(int n) { return static_cast<int>(unit() * n); }
    bool chance(double p) { return unit() < p; }

private:
    std::mt19937_64 engine_;
};

struct Traits {
    int largest{200};
    bool devices{false}; // check valves, pumps, open valves, breakers, regulators
    bool limited{false}; // consumers that may be short of pressure
    bool closed{false};
};

void add_pipe(Network& n, Random& r, int a, int b) {
    if (r.chance(0.5)) {
        std::swap(a, b);
    }
    n.links.add_pipe(a, b, r.between(5.0, 400.0), 0.02 * std::pow(15.0, r.unit()), r.chance(0.2) ? 0.0 : 1e-4,
                     r.chance(0.5) ? 0.0 : r.between(0.0, 5.0));
}

// A street network: a random tree and some more edges; one or several pressure references.
Network streets(unsigned seed, Traits const& traits) {
    Random r{seed};
    Network n;
    int const count = 2 + r.below(traits.largest);
    bool const hilly = r.chance(0.5);
    for (int v = 0; v < count; ++v) {
        n.nodes.elevation_m.push_back(hilly ? r.between(0.0, 60.0) : 0.0);
        if (v > 0) {
            add_pipe(n, r, v, std::max(0, v - 1 - r.below(8)));
        }
    }
    for (int e = r.chance(0.3) ? 0 : r.below(count); e > 0; --e) {
        int const a = r.below(count);
        int const b = std::clamp(a - 6 + r.below(13), 0, count - 1);
        if (a != b) {
            add_pipe(n, r, a, b);
        }
    }
    int const references = 1 + (r.chance(0.4) ? r.below(std::min(count, 4)) : 0);
    for (int i = 0; i < references; ++i) {
        int const node = i == 0 ? r.below(count) : r.below(count);
        if (!std::ranges::count(n.nodes.fixed, node)) {
            n.nodes.fixed.push_back(node);
            n.fixed_pressure.push_back(r.between(4e5, 7e5));
        }
    }
    bool const rest = r.chance(0.1);
    for (int v = 0; v < count; ++v) {
        n.injection.push_back(rest || r.chance(0.3) ? 0.0
                                                    : -r.between(0.0, 0.5) + (r.chance(0.03) ? 1.0 : 0.0));
    }
    if (traits.devices) {
        for (int i = 1 + count / 20; i > 0; --i) {
            int const a = r.below(count);
            int const b = r.below(count);
            if (a == b) {
                continue;
            }
            switch (r.below(6)) {
            case 0: {
                // Without any resistance it must not join two references that differ.
                bool const free = n.nodes.fixed.size() == 1 && r.chance(0.5);
                n.links.add(a, b, LinkLaw::throttle, 0.0, free ? 0.0 : r.between(1.0, 1e5));
                break;
            }
            case 1:
                add_pipe(n, r, a, b);
                n.links.one_way.back() = 1;
                break;
            case 2: {
                HydraulicCurve curve;
                curve.form = HydraulicCurve::Form::power;
                curve.a = r.between(1e4, 3e5);
                curve.c = r.between(1.0, 2.2);
                curve.b = curve.a / std::pow(r.between(1.0, 20.0), curve.c);
                n.links.curves.push_back(curve);
                n.links.add_pump(a, b, static_cast<std::int32_t>(n.links.curves.size()) - 1,
                                 r.between(0.5, 1.1), 1 + r.below(3), 1 + r.below(2));
                break;
            }
            case 3:
                n.links.add(a, b, LinkLaw::fixed_lift, r.between(-5e4, 5e4));
                add_pipe(n, r, a, b); // two ideal lifts in parallel would contradict each other
                n.links.law[n.links.size() - 2] = LinkLaw::closed;
                break;
            case 4: // several, anywhere, may contradict each other
                if (!std::ranges::count(n.links.law, LinkLaw::pressure_reducing)) {
                    n.links.add_regulator(a, b, LinkLaw::pressure_reducing, r.between(1e5, 5e5), -1, -1, 1e3);
                }
                break;
            case 5: n.links.add(a, b, LinkLaw::pressure_breaker, r.between(1e3, 1e5), 1e3); break;
            }
        }
    }
    if (traits.closed) {
        for (std::size_t l = 0; l < n.links.size(); ++l) {
            if (r.chance(0.05)) {
                n.links.law[l] = LinkLaw::closed;
            }
        }
    }
    for (std::size_t l = 0; l < n.links.size(); ++l) {
        double const warm = r.unit();
        n.density.push_back(990.0 - 30.0 * warm);
        n.viscosity.push_back(6e-4 - 3e-4 * warm);
    }
    return n;
}

// Supply and return laid as pairs, consumers between them, the plant holding the return's pressure; what the
// lift gives is too little for some.
Network district(unsigned seed) {
    Random r{seed};
    Network n;
    int const pairs = 3 + r.below(80);
    n.nodes.elevation_m.assign(static_cast<std::size_t>(2 * pairs), 0.0);
    for (int v = 0; v < pairs; ++v) {
        n.nodes.elevation_m[v] = n.nodes.elevation_m[v + pairs] = r.between(0.0, 30.0);
    }
    n.nodes.fixed = {pairs};
    n.fixed_pressure = {3e5};
    double const lift = r.between(1e3, 4e5);
    if (r.chance(0.5)) {
        n.links.add(pairs, 0, LinkLaw::fixed_lift, lift);
    } else {
        HydraulicCurve curve;
        curve.form = HydraulicCurve::Form::power;
        curve.a = lift;
        curve.c = 2.0;
        curve.b = lift / 900.0;
        n.links.curves.push_back(curve);
        n.links.add_pump(pairs, 0, 0);
    }
    auto const pair = [&](int a, int b) {
        double const length = r.between(10.0, 200.0);
        double const diameter = 0.03 * std::pow(5.0, r.unit());
        n.links.add_pipe(a, b, length, diameter, 1e-4);
        n.links.add_pipe(b + pairs, a + pairs, length, diameter, 1e-4);
    };
    for (int v = 1; v < pairs; ++v) {
        pair(std::max(0, v - 1 - r.below(4)), v);
        if (r.chance(0.15)) {
            int const other = r.below(v);
            pair(other, v);
        }
        if (r.chance(0.7)) {
            double const flow = r.chance(0.1) ? 0.0 : r.between(0.05, 1.5);
            double const need = r.between(1e4, 6e4);
            n.links.add(v, v + pairs, LinkLaw::limited_flow, flow, flow > 0.0 ? need / (flow * flow) : 1.0);
        }
        if (r.chance(0.05)) {
            n.links.add(v, v + pairs, LinkLaw::throttle, 0.0, r.between(1e4, 1e7)); // a bypass
        }
    }
    n.injection.assign(n.nodes.size(), 0.0);
    n.density.assign(n.links.size(), 971.8);
    n.viscosity.assign(n.links.size(), 3.5e-4);
    return n;
}

struct Solution {
    HydraulicReport report;
    HydraulicState state;
};

Solution solve(Network const& n, SolveOptions const& options = {.flow_tolerance = 1e-11}) {
    HydraulicSolver solver{n.nodes, n.links, n.settings};
    Solution s{{}, solver.make_state()};
    s.report = solver.solve(n.point(), s.state, options);
    return s;
}

void expect_solved(Network const& n, unsigned seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed << ", " << n.nodes.size() << " nodes");
    HydraulicSolver solver{n.nodes, n.links, n.settings};
    auto state = solver.make_state();
    auto const report = solver.solve(n.point(), state, {.flow_tolerance = 1e-11});
    ASSERT_EQ(report.status, SolveStatus::converged)
        << report.iterations << " iterations, change " << report.relative_flow_change << ", energy "
        << report.energy_residual_pa << " Pa at link " << report.worst_link << ", status changes "
        << report.status_changes;
    expect_solution(solver, n.point(), state);
}

constexpr unsigned seeds = 300;

TEST(RandomNetworks, StreetsConverge) {
    for (unsigned seed = 0; seed < seeds && !testing::Test::HasFailure(); ++seed) {
        expect_solved(streets(seed, {}), seed);
    }
}

TEST(RandomNetworks, StreetsWithClosedValvesConverge) {
    for (unsigned seed = 1000; seed < 1000 + seeds && !testing::Test::HasFailure(); ++seed) {
        expect_solved(streets(seed, {.closed = true}), seed);
    }
}

TEST(RandomNetworks, StreetsWithDevicesConverge) {
    for (unsigned seed = 2000; seed < 2000 + seeds && !testing::Test::HasFailure(); ++seed) {
        expect_solved(streets(seed, {.devices = true, .closed = seed % 3 == 0}), seed);
    }
}

TEST(RandomNetworks, DistrictsShortOfPressureConverge) {
    for (unsigned seed = 3000; seed < 3000 + seeds && !testing::Test::HasFailure(); ++seed) {
        expect_solved(district(seed), seed);
    }
}

// What the solver says of a little more withdrawn is what a second solve finds.
TEST(RandomNetworks, FlowsAnswerAsAnotherSolveSays) {
    int answered = 0;
    for (unsigned seed = 0; seed < 120; ++seed) {
        SCOPED_TRACE(seed);
        Network n = seed % 3 == 2 ? district(seed) : streets(seed, {.closed = seed % 2 == 0});
        HydraulicSolver solver{n.nodes, n.links, n.settings};
        auto state = solver.make_state();
        SolveOptions const exact{.flow_tolerance = 1e-13};
        ASSERT_EQ(solver.solve(n.point(), state, exact).status, SolveStatus::converged);
        if (!solver.responds()) {
            continue;
        }
        Random r{seed};
        std::vector<std::int32_t> const nodes{r.below(static_cast<int>(n.nodes.size())),
                                              r.below(static_cast<int>(n.nodes.size()))};
        std::vector<double> const more{1e-4, -3e-5};
        std::vector<double> all(n.links.size());
        solver.respond_everywhere(nodes, more, all);
        std::vector<std::int32_t> asked;
        for (std::size_t l = 0; l < n.links.size(); l += 3) {
            asked.push_back(static_cast<std::int32_t>(l));
        }
        std::vector<double> some(asked.size());
        solver.ask(nodes, asked);
        for (int repeated = 0; repeated < 2; ++repeated) { // nothing is left over from the first
            solver.respond(more, some);
            for (std::size_t i = 0; i < asked.size(); ++i) {
                ASSERT_NEAR(some[i], all[static_cast<std::size_t>(asked[i])], 1e-17);
            }
            solver.respond_everywhere(nodes, more, all);
        }
        auto const before = state.mass_flow_kg_s;
        for (std::size_t i = 0; i < nodes.size(); ++i) {
            n.injection[static_cast<std::size_t>(nodes[i])] -= more[i];
        }
        ASSERT_EQ(solver.solve(n.point(), state, exact).status, SolveStatus::converged);
        for (std::size_t l = 0; l < n.links.size(); ++l) {
            // Where hardly anything flows, or friction changes its law, a line is a poor guide.
            double const slack = std::abs(before[l]) < 0.02 ? 3e-5 : 1e-6;
            EXPECT_NEAR(all[l], state.mass_flow_kg_s[l] - before[l], slack) << "kg/s, link " << l;
        }
        ++answered;
    }
    EXPECT_GE(answered, 90);
}

// Flows of `a` and `b` (where link l of a is link map[l] of b, turned if sign[l] is -1) and pressures agree.
void expect_same(Network const& n, Solution const& a, Solution const& b, std::vector<int> const& node_map,
                 std::vector<int> const& link_map, std::vector<double> const& sign) {
    double flows = 1.0;
    for (auto const m : a.state.mass_flow_kg_s) {
        flows = std::max(flows, std::abs(m));
    }
    for (std::size_t l = 0; l < n.links.size(); ++l) {
        double const m = a.state.mass_flow_kg_s[l];
        if (n.links.law[l] != LinkLaw::pipe && n.links.quadratic_pa_s2_kg2[l] * m * m < 1e-5) {
            continue; // without laminar flow, a valve's flow at no pressure difference is the root of
                      // round-off
        }
        ASSERT_NEAR(a.state.mass_flow_kg_s[l], sign[l] * b.state.mass_flow_kg_s[link_map[l]], 1e-9 * flows)
            << "kg/s in link " << l;
    }
    for (std::size_t v = 0; v < n.nodes.size(); ++v) {
        ASSERT_NEAR(a.state.pressure_pa[v], b.state.pressure_pa[node_map[v]],
                    1e-9 * std::max(1e5, std::abs(a.state.pressure_pa[v])))
            << "Pa at node " << v;
    }
}

std::vector<int> same(std::size_t n) {
    std::vector<int> map(n);
    std::iota(map.begin(), map.end(), 0);
    return map;
}

TEST(RandomNetworks, NumberingDoesNotMatter) {
    for (unsigned seed = 0; seed < 60; ++seed) {
        SCOPED_TRACE(seed);
        auto const n = streets(seed, {.closed = seed % 2 == 0});
        std::mt19937_64 engine{seed};
        auto nodes = same(n.nodes.size());
        auto links = same(n.links.size());
        std::ranges::shuffle(nodes, engine);
        std::ranges::shuffle(links, engine);
        Network m = n;
        for (std::size_t v = 0; v < n.nodes.size(); ++v) {
            m.nodes.elevation_m[nodes[v]] = n.nodes.elevation_m[v];
            m.injection[nodes[v]] = n.injection[v];
        }
        for (auto& fixed : m.nodes.fixed) {
            fixed = nodes[fixed];
        }
        for (std::size_t l = 0; l < n.links.size(); ++l) {
            auto const k = static_cast<std::size_t>(links[l]);
            m.links.from[k] = nodes[n.links.from[l]];
            m.links.to[k] = nodes[n.links.to[l]];
            m.links.law[k] = n.links.law[l];
            m.links.length_m[k] = n.links.length_m[l];
            m.links.inner_diameter_m[k] = n.links.inner_diameter_m[l];
            m.links.roughness[k] = n.links.roughness[l];
            m.links.zeta_sum[k] = n.links.zeta_sum[l];
            m.density[k] = n.density[l];
            m.viscosity[k] = n.viscosity[l];
        }
        expect_same(n, solve(n), solve(m), nodes, links, std::vector<double>(n.links.size(), 1.0));
    }
}

TEST(RandomNetworks, DirectionOfPipesDoesNotMatter) {
    for (unsigned seed = 0; seed < 60; ++seed) {
        SCOPED_TRACE(seed);
        auto const n = streets(seed, {});
        Random r{seed};
        Network m = n;
        std::vector<double> sign(n.links.size(), 1.0);
        for (std::size_t l = 0; l < n.links.size(); ++l) {
            if (r.chance(0.5)) {
                std::swap(m.links.from[l], m.links.to[l]);
                sign[l] = -1.0;
            }
        }
        expect_same(n, solve(n), solve(m), same(n.nodes.size()), same(n.links.size()), sign);
    }
}

TEST(RandomNetworks, CuttingAPipeInTwoDoesNotMatter) {
    for (unsigned seed = 0; seed < 60; ++seed) {
        SCOPED_TRACE(seed);
        auto const n = streets(seed, {});
        Random r{seed};
        Network m = n;
        for (std::size_t l = 0; l < n.links.size(); ++l) {
            if (!r.chance(0.3)) {
                continue;
            }
            double const part = r.between(0.1, 0.9);
            auto const middle = static_cast<std::int32_t>(m.nodes.size());
            auto const from = m.nodes.elevation_m[n.links.from[l]];
            auto const to = m.nodes.elevation_m[n.links.to[l]];
            m.nodes.elevation_m.push_back(from + part * (to - from));
            m.injection.push_back(0.0);
            m.links.add_pipe(middle, n.links.to[l], n.links.length_m[l] * (1.0 - part),
                             n.links.inner_diameter_m[l], n.links.roughness[l],
                             n.links.zeta_sum[l] * (1.0 - part));
            m.density.push_back(n.density[l]);
            m.viscosity.push_back(n.viscosity[l]);
            m.links.to[l] = middle;
            m.links.length_m[l] *= part;
            m.links.zeta_sum[l] *= part;
        }
        expect_same(n, solve(n), solve(m), same(n.nodes.size()), same(n.links.size()),
                    std::vector<double>(n.links.size(), 1.0));
    }
}

TEST(RandomNetworks, TheStartDoesNotMatter) {
    for (unsigned seed = 3000; seed < 3060; ++seed) {
        for (auto const& n : {streets(seed, {}), district(seed)}) {
            SCOPED_TRACE(seed);
            HydraulicSolver solver{n.nodes, n.links, n.settings};
            SolveOptions const options{.flow_tolerance = 1e-11};
            Solution cold{{}, solver.make_state()};
            cold.report = solver.solve(n.point(), cold.state, options);
            // From another operating point: half the demand, more lift.
            auto other = n;
            for (auto& q : other.injection) {
                q *= 0.5;
            }
            std::vector<double> set = n.links.set_value;
            for (auto& s : set) {
                s *= 1.7;
            }
            auto point = other.point();
            point.set_value = set;
            Solution warm{{}, solver.make_state()};
            warm.report = solver.solve(point, warm.state, options);
            ASSERT_EQ(warm.report.status, SolveStatus::converged);
            warm.report = solver.solve(n.point(), warm.state, options);
            ASSERT_EQ(warm.report.status, SolveStatus::converged);
            expect_same(n, cold, warm, same(n.nodes.size()), same(n.links.size()),
                        std::vector<double>(n.links.size(), 1.0));
            EXPECT_EQ(cold.state.link_status, warm.state.link_status);
        }
    }
}

} // namespace
