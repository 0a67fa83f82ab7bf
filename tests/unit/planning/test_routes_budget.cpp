// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "extension/routes_budget.hpp"

#include <gtest/gtest.h>

#include <optional>

namespace {

using saggar::detail::RoutesBudget;

TEST(RoutesBudget, GivesWhatIsLeftWherePlansAreAlwaysAsMuchDearer) {
    RoutesBudget budget{1000.0};
    EXPECT_EQ(budget.now(), 1000.0);
    EXPECT_FALSE(budget.exceeded_by(1000.0));
    EXPECT_TRUE(budget.exceeded_by(1000.1));
    EXPECT_FALSE(budget.may_fit_more());
    budget.take_too_dear(1000.0, 1100.0);
    EXPECT_DOUBLE_EQ(budget.now(), 899.0) << "a hundred less, and the margin";
    EXPECT_TRUE(budget.may_fit_more());
    EXPECT_FALSE(budget.spends_more(899.0, 999.0)) << "nothing is left";
}

// Beyond 850 of the model's money a present pair has to grow for 150.
TEST(RoutesBudget, BisectsWhereAStepLiesBetween) {
    auto const confirmed = [](double modelled) { return modelled <= 850.0 ? modelled : modelled + 150.0; };
    RoutesBudget budget{1000.0};
    int raised = 0;
    double most = 0.0;
    for (int attempt = 0; attempt < 8; ++attempt) {
        double const modelled = budget.now();
        double const capital = confirmed(modelled);
        if (budget.exceeded_by(capital)) {
            budget.take_too_dear(modelled, capital);
        } else {
            most = modelled;
            if (!budget.spends_more(modelled, capital)) {
                break;
            }
            ++raised;
        }
    }
    EXPECT_LE(most, 1000.0);
    EXPECT_GT(most, 845.0);
    EXPECT_LE(raised, 2);
}

TEST(RoutesBudget, SpendsWhatRoutesThoughtTooDear) {
    RoutesBudget budget{1000.0};
    EXPECT_TRUE(budget.spends_more(1000.0, 900.0));
    EXPECT_DOUBLE_EQ(budget.now(), 1099.0);
    EXPECT_FALSE(budget.spends_more(1099.0, 995.0)) << "half a hundredth is left";
}

TEST(RoutesBudget, IsNoneWhereThereIsNone) {
    RoutesBudget budget{std::nullopt};
    EXPECT_FALSE(budget.exceeded_by(1e12));
    EXPECT_FALSE(budget.spends_more(1.0, 1.0));
    EXPECT_FALSE(budget.may_fit_more());
}

} // namespace
