// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/network/diversity.hpp"

#include <gtest/gtest.h>

namespace {

using namespace saggar;

DesignSettings with(DiversityModel model) {
    DesignSettings settings;
    settings.diversity = model;
    settings.constant_factor = model == DiversityModel::constant ? 0.6 : 1.0;
    return settings;
}

class Coincidence : public ::testing::TestWithParam<DiversityModel> {};

TEST_P(Coincidence, IsOneOfOneDwellingAndNeverAboveThat) {
    DesignSettings const settings = with(GetParam());
    EXPECT_DOUBLE_EQ(coincidence_factor(settings, 0.0), 1.0);
    EXPECT_DOUBLE_EQ(coincidence_factor(settings, 1.0), 1.0);
    for (int n = 1; n < 3000; ++n) {
        double const factor = coincidence_factor(settings, n);
        EXPECT_LE(factor, 1.0) << n << " dwellings";
        EXPECT_GE(factor * n, 1.0 - 1e-12) << n << " dwellings";
    }
}

TEST_P(Coincidence, FallsWithTheNumberWhileTheCommonPeakGrows) {
    DesignSettings const settings = with(GetParam());
    for (int n = 1; n < 3000; ++n) {
        double const one = coincidence_factor(settings, n);
        double const more = coincidence_factor(settings, n + 1);
        EXPECT_LE(more, one + 1e-12) << n << " dwellings";
        EXPECT_GE((n + 1) * more, n * one - 1e-12) << n << " dwellings";
    }
}

TEST_P(Coincidence, HoldsForSmallAndLargeHotWaterUnits) {
    for (double const hot_water_kw : {0.0, 5.0, 12.0, 33.0, 80.0, 200.0}) {
        DesignSettings settings = with(GetParam());
        settings.hot_water_kw_per_dwelling = hot_water_kw;
        for (int n = 1; n < 300; ++n) {
            double const one = coincidence_factor(settings, n);
            double const more = coincidence_factor(settings, n + 1);
            EXPECT_LE(more, one + 1e-12) << n << " dwellings of " << hot_water_kw << " kW";
            EXPECT_GE((n + 1) * more, n * one - 1e-12) << n << " dwellings of " << hot_water_kw << " kW";
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Models, Coincidence,
                         ::testing::Values(DiversityModel::none, DiversityModel::cp1_2015,
                                           DiversityModel::cp1_2020, DiversityModel::thermos,
                                           DiversityModel::winter, DiversityModel::constant));

TEST(Diversity, FollowsThePublishedHotWaterPeaks) {
    DesignSettings settings = with(DiversityModel::cp1_2015);
    settings.space_heating_kw_per_dwelling = 0.0;
    // DS 439 as in CP1 2015: 89.0 kW for 10 dwellings, 324.6 for 100, 2530.7 for 1500.
    EXPECT_NEAR(37.5 * 10 * coincidence_factor(settings, 10), 88.951, 5e-4);
    EXPECT_NEAR(37.5 * 100 * coincidence_factor(settings, 100), 324.6, 5e-4);
    EXPECT_NEAR(37.5 * 1500 * coincidence_factor(settings, 1500), 2530.721, 5e-4);

    settings.diversity = DiversityModel::cp1_2020;
    settings.hot_water_kw_per_dwelling = 0.25 * 4.18 * 40.0; // 0.25 L/s each
    // 20 dwellings, 5 L/s in all: 0.2 + 0.015 * 4.8 + 3.1 * sqrt(0.0015 * 4.8) = 0.535044 L/s.
    EXPECT_NEAR(5.0 * coincidence_factor(settings, 20), 0.535044, 5e-7);
}

TEST(Diversity, FollowsThePublishedFactors) {
    DesignSettings const thermos = with(DiversityModel::thermos);
    EXPECT_NEAR(coincidence_factor(thermos, 2), 0.81, 1e-12);
    EXPECT_NEAR(coincidence_factor(thermos, 1e9), 0.62, 1e-8);
    DesignSettings const winter = with(DiversityModel::winter);
    EXPECT_NEAR(coincidence_factor(winter, 53.8438), 0.449677 + 0.551234 / 2.0, 1e-12);
    EXPECT_NEAR(coincidence_factor(winter, 1e9), 0.449677, 1e-6);
    EXPECT_DOUBLE_EQ(coincidence_factor(with(DiversityModel::constant), 50), 0.6);
}

TEST(Diversity, WeighsHotWaterAndSpaceHeating) {
    DesignSettings settings = with(DiversityModel::cp1_2015);
    settings.space_heating_kw_per_dwelling = 5.0;
    // 100 dwellings: 324.6 kW of hot water, 5 kW * 100 * 0.6238 of space heating, of 4250 kW in all.
    EXPECT_NEAR(coincidence_factor(settings, 100), (324.6 + 311.9) / 4250.0, 1e-12);
}

TEST(Diversity, LeavesASubstationAloneItsOwnPeak) {
    DesignSettings const settings = with(DiversityModel::cp1_2015);
    for (double const behind : {0.0, 1.0, 40.0}) {
        PeakGroup group;
        group.add(settings, 250e3, behind);
        EXPECT_NEAR(diversified_peak_w(settings, group), 250e3, 1e-6) << behind << " dwellings";
        EXPECT_DOUBLE_EQ(share_of_peak(settings, behind, behind), 1.0);
    }
}

TEST(Diversity, LeavesAGroupNoLessThanOneOfItTakes) {
    DesignSettings const settings = with(DiversityModel::thermos);
    PeakGroup group;
    group.add(settings, 100e3, 1.0);
    group.add(settings, 1e3, 1.0); // 0.81 of both is less than the first takes
    EXPECT_DOUBLE_EQ(diversified_peak_w(settings, group), 100e3);
}

TEST(Diversity, LetsDwellingsGiveWayButNotSchools) {
    DesignSettings const settings = with(DiversityModel::thermos);
    PeakGroup street;
    street.add(settings, 20e3, 1.0);
    street.add(settings, 30e3, 1.0);
    PeakGroup group;
    group.add(settings, 400e3, 0.0);
    group.add(street);
    EXPECT_NEAR(diversified_peak_w(settings, group), 400e3 + 0.81 * 50e3, 1e-6);
    EXPECT_DOUBLE_EQ(share_of_peak(settings, 1.0, 2.0), 0.81);
    EXPECT_DOUBLE_EQ(share_of_peak(settings, 0.0, 2.0), 1.0);
    // The shares of all substations add up to the group's peak.
    PeakGroup blocks;
    blocks.add(settings, 100e3, 10.0);
    blocks.add(settings, 150e3, 20.0);
    EXPECT_NEAR(diversified_peak_w(settings, blocks),
                100e3 * share_of_peak(settings, 10.0, 30.0) + 150e3 * share_of_peak(settings, 20.0, 30.0),
                1e-6);
}

} // namespace
