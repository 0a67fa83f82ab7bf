// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "hydraulics/symmetric_factor.hpp"
#include "hydraulics/symmetric_factor_numeric.hpp"

#include <Eigen/SparseCholesky>
#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

namespace {

using namespace saggar::detail;

struct System {
    std::int32_t size{};
    std::vector<Coupling> couplings;
    std::vector<double> conductance; // per coupling
    std::vector<double> ground;      // per unknown
};

// A random planar-like graph (a jittered grid with some edges left out), or a denser one; conductances over
// decades.
System random_system(unsigned seed) {
    std::mt19937_64 engine{seed};
    std::uniform_real_distribution<double> unit{0.0, 1.0};
    System s;
    s.size = 1 + static_cast<std::int32_t>(unit(engine) * (seed % 5 == 0 ? 2500 : 150));
    auto const across = static_cast<std::int32_t>(std::sqrt(s.size)) + 1;
    auto const add = [&](std::int32_t i, std::int32_t j) {
        if (i != j && i < s.size && j < s.size) {
            s.couplings.push_back({i, j});
            s.conductance.push_back(std::pow(10.0, 6.0 * unit(engine) - 3.0));
        }
    };
    for (std::int32_t i = 0; i < s.size; ++i) {
        if (unit(engine) < 0.9) {
            add(i, i + 1);
        }
        if (unit(engine) < 0.8) {
            add(i, i + across);
        }
        if (seed % 3 == 0 && unit(engine) < 0.2) {
            add(i, static_cast<std::int32_t>(unit(engine) * s.size)); // far away: dense fronts
        }
        if (unit(engine) < 0.1) {
            add(i + 1, i); // a repeat, the other way round
        }
        s.ground.push_back(unit(engine) < 0.1 || i == 0 ? 1.0 : 1e-6);
    }
    return s;
}

TEST(SymmetricFactor, AgreesWithEigen) {
    for (unsigned seed = 0; seed < 80; ++seed) {
        SCOPED_TRACE(seed);
        auto const s = random_system(seed);
        FactorPattern const factor{s.size, s.couplings};
        std::vector<double> values(factor.value_count(), 0.0);
        std::vector<Eigen::Triplet<double>> triplets;
        for (std::size_t k = 0; k < s.couplings.size(); ++k) {
            auto const [i, j] = s.couplings[k];
            double const g = s.conductance[k];
            values[factor.diagonal_slot(i)] += g;
            values[factor.diagonal_slot(j)] += g;
            values[factor.slot(i, j)] -= g;
            triplets.insert(triplets.end(), {{i, i, g}, {j, j, g}, {i, j, -g}, {j, i, -g}});
        }
        Eigen::VectorXd b(s.size);
        std::vector<double> x(static_cast<std::size_t>(s.size));
        for (std::int32_t i = 0; i < s.size; ++i) {
            values[factor.diagonal_slot(i)] += s.ground[i];
            triplets.emplace_back(i, i, s.ground[i]);
            b[i] = std::sin(1.0 + i);
            x[factor.place(i)] = b[i];
        }
        std::vector<double> inverse_pivots(x.size());
        std::vector<double> work(factor.work_count());
        ASSERT_TRUE(factor.factorise(values.data(), inverse_pivots.data(), work.data()));
        factor.solve(values.data(), inverse_pivots.data(), x.data());

        Eigen::SparseMatrix<double> a(s.size, s.size);
        a.setFromTriplets(triplets.begin(), triplets.end());
        Eigen::SimplicialLDLT<Eigen::SparseMatrix<double>> const eigen{a};
        Eigen::VectorXd const expected = eigen.solve(b);
        double const scale = expected.cwiseAbs().maxCoeff();
        for (std::int32_t i = 0; i < s.size; ++i) {
            ASSERT_NEAR(x[factor.place(i)], expected[i], 1e-9 * scale) << "unknown " << i << " of " << s.size;
        }
    }
}

TEST(SymmetricFactor, TellsWhatIsNotDefinite) {
    std::vector<Coupling> const couplings{{0, 1}};
    FactorPattern const factor{2, couplings};
    std::vector<double> values(factor.value_count(), 0.0);
    values[factor.diagonal_slot(0)] = 1.0;
    values[factor.diagonal_slot(1)] = 1.0;
    values[factor.slot(1, 0)] = -2.0;
    std::vector<double> inverse_pivots(2);
    std::vector<double> work(factor.work_count());
    EXPECT_FALSE(factor.factorise(values.data(), inverse_pivots.data(), work.data()));
}

TEST(SymmetricFactor, NothingIsASystemToo) {
    FactorPattern const factor{0, {}};
    EXPECT_EQ(factor.size(), 0);
    EXPECT_EQ(factor.value_count(), 0U);
}

} // namespace
