// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// Which sources run for the smallest bill: by hand, and against all that could be done on a fine grid.

#include "plant_room/least_bill.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

namespace {

using namespace saggar::detail;

BilledUnit unit(double minimum_w, double maximum_w, double per_j, double draw_per_w = 0.0) {
    return {.unit = {.minimum_w = minimum_w, .maximum_w = maximum_w},
            .from_w = minimum_w,
            .least_cost = per_j * minimum_w,
            .cost_per_j = per_j,
            .least_draw_w = draw_per_w * minimum_w,
            .draw_per_w = draw_per_w};
}

double bill(std::vector<BilledUnit> const& units, std::vector<double> const& heat_w,
            PlantMeter const& meter) {
    double sum = 0.0;
    double draw_w = meter.drawn_w;
    for (std::size_t i = 0; i < units.size(); ++i) {
        sum += units[i].cost_per_j * heat_w[i];
        draw_w += units[i].draw_per_w * heat_w[i];
    }
    return sum + draw_w * (draw_w > 0.0 ? meter.import_per_j : meter.export_per_j);
}

// A boiler that must give at least 100 would push out heat that costs a quarter: two kilowatts of the dearest
// are cheaper. For 300 more it is not.
TEST(LeastBill, ALeastHeatCountsWhereItPushesOutCheaperHeat) {
    std::vector<BilledUnit> const units{unit(0.0, 530.0, 11.4), unit(100.0, 1500.0, 48.8),
                                        unit(0.0, 600.0, 151.5)};
    DispatchResult const little = least_bill(units, 532.0, 0.0, {}, {});
    EXPECT_NEAR(little.heat_w[0], 530.0, 1e-9);
    EXPECT_EQ(little.heat_w[1], 0.0);
    EXPECT_NEAR(little.heat_w[2], 2.0, 1e-9);
    DispatchResult const much = least_bill(units, 840.0, 0.0, {}, {});
    EXPECT_NEAR(much.heat_w[0], 530.0, 1e-9);
    EXPECT_NEAR(much.heat_w[1], 310.0, 1e-9);
    EXPECT_EQ(much.heat_w[2], 0.0);
}

// A heat pump that lives on what a CHP makes beside it: bought electricity costs 250, sold 20, gas 45. The
// CHP gives as much as the pump needs, and neither is at its least or its most.
TEST(LeastBill, APlantLivesOnItsOwnElectricityWhereThatIsCheapest) {
    BilledUnit const gas = unit(0.0, 1000.0, 45.0 / 0.9);
    BilledUnit const chp = unit(0.0, 400.0, 45.0 / 0.45, -0.4 / 0.45);
    BilledUnit const pump = unit(0.0, 600.0, 0.0, 1.0 / 2.7);
    PlantMeter const meter{.drawn_w = 0.0, .import_per_j = 250.0, .export_per_j = 20.0};
    DispatchResult const found = least_bill(std::vector{gas, chp, pump}, 599.0, 0.0, meter, {});
    double const chp_w = 599.0 / (1.0 + 2.7 * 0.4 / 0.45);
    EXPECT_NEAR(found.heat_w[0], 0.0, 1e-9);
    EXPECT_NEAR(found.heat_w[1], chp_w, 1e-9);
    EXPECT_NEAR(found.heat_w[2], 599.0 - chp_w, 1e-9);
}

// What must run runs on, what yields gives its least first, and what goes into a store has a value.
TEST(LeastBill, KeepsWhatDispatchKeeps) {
    std::vector<BilledUnit> units{unit(0.0, 500.0, 10.0), unit(100.0, 400.0, 60.0)};
    units[1].unit.must_run = true;
    DispatchResult found = least_bill(units, 300.0, 0.0, {}, {});
    EXPECT_NEAR(found.heat_w[0], 200.0, 1e-9);
    EXPECT_NEAR(found.heat_w[1], 100.0, 1e-9);
    units[1].unit = {.minimum_w = 100.0, .maximum_w = 400.0, .must_run = true, .yields = true};
    found = least_bill(units, 300.0, 0.0, {}, {});
    EXPECT_NEAR(found.heat_w[1], 100.0, 1e-9);
    found = least_bill(units, 60.0, 0.0, {}, {});
    EXPECT_NEAR(found.heat_w[1], 60.0, 1e-9);
    // Alone 80 of the cheap one's 100 are asked for: the other 20 will save what the dear one takes.
    std::vector<BilledUnit> two{unit(100.0, 400.0, 20.0), unit(0.0, 400.0, 24.0)};
    StoredWorth const worth{.room_w = 50.0, .most_per_j = 20.0};
    found = least_bill(two, 80.0, 50.0, {}, worth);
    EXPECT_NEAR(found.heat_w[0], 100.0, 1e-9);
    EXPECT_NEAR(found.extra_w, 20.0, 1e-9);
    EXPECT_EQ(least_bill(two, 80.0, 10.0, {}, worth).heat_w[0], 0.0) << "more than the room";
    // But not where the store gives after all units, nor where other heat for it costs less.
    EXPECT_EQ(least_bill(two, 80.0, 50.0, {}, {.room_w = 0.0, .most_per_j = 20.0}).heat_w[0], 0.0);
    EXPECT_EQ(least_bill(two, 80.0, 50.0, {}, {.room_w = 50.0, .most_per_j = 2.0}).heat_w[0], 0.0);
    // A little heat for nothing does not make stored heat worth nothing.
    std::vector<BilledUnit> three{unit(0.0, 2.0, 0.0), two[0], two[1]};
    EXPECT_NEAR(least_bill(three, 80.0, 50.0, {}, worth).heat_w[1], 100.0, 1e-9);
    // Where all give too much, what the rest is worth decides: 20 more of the dearer one's heat are no gain.
    std::vector<BilledUnit> const both{unit(100.0, 400.0, 20.0), unit(90.0, 400.0, 21.0)};
    EXPECT_NEAR(least_bill(both, 80.0, 50.0, {}, {.room_w = 50.0, .most_per_j = 0.0}).heat_w[1], 90.0, 1e-9);
    EXPECT_NEAR(least_bill(both, 80.0, 50.0, {}, {.room_w = 50.0, .most_per_j = 20.0}).heat_w[0], 100.0,
                1e-9);
    // Dear heat is not stored in place of cheap heat.
    two[1].cost_per_j = 15.0;
    EXPECT_EQ(least_bill(two, 80.0, 50.0, {}, worth).heat_w[0], 0.0);
}

// Three units on a grid of 60 steps: nothing there is cheaper.
TEST(LeastBill, NothingOnAFineGridIsCheaper) {
    std::mt19937 random{11};
    auto const between = [&](double low, double high) {
        return std::uniform_real_distribution<double>{low, high}(random);
    };
    int inside = 0;
    int better_than_in_merit_order = 0;
    for (int trial = 0; trial < 300; ++trial) {
        std::vector<BilledUnit> units;
        for (int i = 0; i < 3; ++i) {
            double const most_w = between(50.0, 600.0);
            units.push_back(unit(trial % 3 == 0 ? 0.0 : between(0.0, 0.7) * most_w, most_w,
                                 between(0.0, 120.0), i == 0 ? between(0.2, 1.0) : between(-1.0, 0.0)));
        }
        PlantMeter meter{.drawn_w = between(-100.0, 50.0), .import_per_j = between(50.0, 250.0)};
        meter.export_per_j = between(-0.2, trial % 10 == 0 ? 1.5 : 1.0) * meter.import_per_j;
        double const most_w = units[0].unit.maximum_w + units[1].unit.maximum_w + units[2].unit.maximum_w;
        double const load_w = between(0.1, 0.95) * most_w;
        DispatchResult const found = least_bill(units, load_w, 0.0, meter, {});
        std::vector<DispatchUnit> plain{units[0].unit, units[1].unit, units[2].unit};
        DispatchResult const merit = dispatch(plain, load_w, 0.0);
        bool const found_cycles = std::ranges::find(found.on, 2) != found.on.end();
        auto const allowed = [&](std::size_t i, double heat_w) {
            return std::abs(heat_w) < 1e-9 ||
                   (heat_w >= units[i].unit.minimum_w - 1e-9 && heat_w <= units[i].unit.maximum_w + 1e-9);
        };
        double least = std::numeric_limits<double>::infinity();
        for (int a = 0; a <= 60; ++a) {
            for (int b = 0; b <= 60; ++b) {
                std::vector<double> heat_w{units[0].unit.maximum_w * a / 60.0,
                                           units[1].unit.maximum_w * b / 60.0, 0.0};
                heat_w[2] = load_w - heat_w[0] - heat_w[1];
                if (allowed(0, heat_w[0]) && allowed(1, heat_w[1]) && allowed(2, heat_w[2])) {
                    least = std::min(least, bill(units, heat_w, meter));
                }
            }
        }
        if (found_cycles) {
            EXPECT_FALSE(std::isfinite(least)) << "others need not cycle, in trial " << trial;
            continue;
        }
        EXPECT_NEAR(found.heat_w[0] + found.heat_w[1] + found.heat_w[2], load_w, 1e-9 * load_w);
        double const own = bill(units, found.heat_w, meter);
        EXPECT_LE(own, least + 1e-9 * std::abs(least)) << "in trial " << trial;
        for (std::size_t i = 0; i < 3; ++i) {
            EXPECT_TRUE(allowed(i, found.heat_w[i])) << "in trial " << trial;
        }
        double draw_w = meter.drawn_w;
        for (std::size_t i = 0; i < 3; ++i) {
            draw_w += units[i].draw_per_w * found.heat_w[i];
        }
        inside += std::abs(draw_w) < 1e-6 ? 1 : 0;
        bool const cycles = std::ranges::find(merit.on, 2) != merit.on.end();
        better_than_in_merit_order += cycles || own < bill(units, merit.heat_w, meter) - 1e-9 ? 1 : 0;
    }
    EXPECT_GT(inside, 5) << "plants that live on their own electricity";
    EXPECT_GT(better_than_in_merit_order, 50);
}

} // namespace
