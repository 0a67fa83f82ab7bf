// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// What sources can give and take, against figures reckoned by hand.

#include "saggar/engine/plant_room/source_model.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace {

using namespace saggar;

constexpr double j_per_mwh = 3.6e9;

SourceModel boiler() {
    SourceModel model;
    model.kind = SourceKind::gas_boiler;
    model.maximum_w = 2e6;
    model.minimum_w = 4e5;
    model.efficiency = 0.8;
    return model;
}

SourceModel mine_pump() {
    SourceModel model;
    model.kind = SourceKind::heat_pump;
    model.side = HeatPumpSide::mine_water;
    model.maximum_w = 6e6;
    model.source_c = 18.0;
    model.source_drop_k = 8.0;
    model.source_flow_kg_s = 1e3;
    model.lift_m = 100.0;
    model.well_pump_efficiency = 0.7;
    model.part_load_coefficient = 1.0;
    return model;
}

TEST(SourceModel, BoilersBurnHeatOverEfficiency) {
    SourceUse const use = source_use(boiler(), {}, 1e6);
    EXPECT_DOUBLE_EQ(use.fuel_w, 1.25e6);
    EXPECT_EQ(use.electricity_w, 0.0);
    EXPECT_EQ(source_use(boiler(), {}, 0.0).fuel_w, 0.0);
}

TEST(SourceModel, LinesThatAreOutTakeTheirPartOfTheLeast) {
    SourceModel three = boiler(); // three lines of 200 kW, each down to 80 kW
    three.maximum_w = 6e5;
    three.minimum_w = 2.4e5;
    SourceConditions one_line;
    one_line.in_service = 1.0 / 3.0;
    EXPECT_NEAR(heat_range(three, one_line).minimum_w, 8e4, 1e-6);
    EXPECT_NEAR(heat_range(three, one_line).maximum_w, 2e5, 1e-6);
    EXPECT_DOUBLE_EQ(source_use(three, one_line, 1e5).fuel_w, 1.25e5);
    EXPECT_DOUBLE_EQ(source_use(three, one_line, 4e4).fuel_w, 5e4) << "for half of the time";
    one_line.in_service = 0.0;
    EXPECT_EQ(heat_range(three, one_line).maximum_w, 0.0);
}

TEST(SourceModel, ChpMakesElectricityFromItsFuel) {
    SourceModel chp = boiler();
    chp.kind = SourceKind::chp;
    chp.efficiency = 0.45;
    chp.electric_efficiency = 0.36;
    SourceUse const use = source_use(chp, {}, 9e5);
    EXPECT_DOUBLE_EQ(use.fuel_w, 2e6);
    EXPECT_DOUBLE_EQ(use.generated_w, 7.2e5);
    // 2 MW of gas at 50/MWh less 0.72 MW at 240/MWh, an hour: 100 - 172.8.
    EnergyPrices prices;
    prices.gas_per_j = 50.0 / j_per_mwh;
    prices.import_per_j = 240.0 / j_per_mwh;
    EXPECT_NEAR(cost_per_s(chp, use, 9e5, prices, 1e6) * 3600.0, -72.8, 1e-9) << "all used behind the meter";
    // Of the 0.72 MW 0.12 are used there, the rest is sold at 70: 100 - 28.8 - 42.
    prices.export_per_j = 70.0 / j_per_mwh;
    EXPECT_NEAR(cost_per_s(chp, use, 9e5, prices, 1.2e5) * 3600.0, 29.2, 1e-9);
}

// z between two points, level beyond them; 13 MW at z 6.5 cost 2 MW of electricity.
TEST(SourceModel, WasteHeatForgoesElectricity) {
    SourceModel waste;
    waste.kind = SourceKind::energy_from_waste;
    waste.maximum_w = 3e7;
    waste.z_temperature_c = {70.0, 110.0};
    waste.z_factor = {7.0, 5.0};
    auto const forgone = [&](double supply_c) {
        SourceConditions now;
        now.supply_c = supply_c;
        return source_use(waste, now, 1.3e7).forgone_w;
    };
    EXPECT_NEAR(forgone(80.0), 1.3e7 / 6.5, 1e-6);
    EXPECT_NEAR(forgone(60.0), 1.3e7 / 7.0, 1e-6);
    EXPECT_NEAR(forgone(120.0), 1.3e7 / 5.0, 1e-6);
    waste.z_temperature_c.clear();
    waste.z_factor = {6.34}; // low-pressure steam at 4 bar: DESNZ, CHPQA
    EXPECT_NEAR(forgone(90.0), 1.3e7 / 6.34, 1e-6);
    EnergyPrices prices;
    prices.export_per_j = 70.0 / j_per_mwh;
    SourceUse const use = source_use(waste, {}, 1.3e7);
    EXPECT_NEAR(cost_per_s(waste, use, 1.3e7, prices, 0.0) * 3600.0 / 13.0, 70.0 / 6.34, 1e-9) << "per MWh";
    SourceConditions one_line;
    one_line.in_service = 0.5;
    EXPECT_DOUBLE_EQ(heat_range(waste, one_line).maximum_w, 1.5e7);
}

// COPs of the published formula as worked out apart from this program (two decimals): sources 15/8 and 18/10
// and 50/40 degC, networks 50/80, 45/75 and 40/70.
TEST(SourceModel, HeatPumpsFollowTheirTemperatures) {
    struct Case {
        double source_in, source_out, sink_in, sink_out, cop;
    };
    for (Case const& each :
         {Case{15, 8, 50, 80, 3.12}, Case{18, 10, 45, 75, 3.40}, Case{50, 40, 40, 70, 6.99},
          Case{30, 22, 40, 70, 4.49}, Case{7, 2, 40, 65, 3.34}}) {
        SourceModel pump = mine_pump();
        pump.side = HeatPumpSide::fixed;
        pump.lift_m = 0.0;
        pump.source_c = each.source_in;
        pump.source_drop_k = each.source_in - each.source_out;
        SourceConditions now;
        now.return_c = each.sink_in;
        now.supply_c = each.sink_out;
        EXPECT_NEAR(source_use(pump, now, 1e6).cop, each.cop, 0.005)
            << each.source_in << "/" << each.source_out << " to " << each.sink_in << "/" << each.sink_out;
    }
}

// 1 MW from the source at 7 K is 34.1 kg/s; 100 m up at an efficiency of 0.7: 47.8 kW.
TEST(SourceModel, WellPumpsLiftWhatTheHeatNeeds) {
    SourceModel pump = mine_pump();
    pump.source_drop_k = 7.0;
    SourceConditions now;
    now.return_c = 45.0;
    now.supply_c = 75.0;
    SourceUse const with = source_use(pump, now, 3e6);
    pump.lift_m = 0.0;
    SourceUse const without = source_use(pump, now, 3e6);
    EXPECT_DOUBLE_EQ(with.source_w, without.source_w);
    EXPECT_NEAR((with.electricity_w - without.electricity_w) / (with.source_w * 1e-6), 47.8e3, 100.0)
        << "W for each MW from the source";
    EXPECT_NEAR(without.source_w + without.electricity_w, 3e6, 1e-6) << "W, energy closes";
}

// r/(C r + 1 - C) at half load and C = 0.9 is 0.909.
TEST(SourceModel, PartLoadCostsElectricity) {
    SourceModel pump = mine_pump();
    pump.lift_m = 0.0;
    SourceConditions now;
    now.return_c = 45.0;
    now.supply_c = 75.0;
    double const full = source_use(pump, now, 6e6).cop;
    EXPECT_DOUBLE_EQ(source_use(pump, now, 3e6).cop, full) << "C = 1";
    pump.part_load_coefficient = 0.9;
    EXPECT_NEAR(source_use(pump, now, 6e6).cop, full, 1e-12);
    EXPECT_NEAR(source_use(pump, now, 3e6).cop, full * 0.5 / 0.55, 1e-12);
}

// At its limits a heat pump takes exactly what there is.
TEST(SourceModel, LimitsOfSourceAndElectricityAreMetExactly) {
    for (double const coefficient : {1.0, 0.9}) {
        SourceModel pump = mine_pump();
        pump.part_load_coefficient = coefficient;
        SourceConditions now;
        now.return_c = 45.0;
        now.supply_c = 75.0;
        pump.source_flow_kg_s = 60.0;
        double const by_flow_w = heat_range(pump, now).maximum_w;
        EXPECT_NEAR(source_use(pump, now, by_flow_w).source_w, 60.0 * 4190.0 * 8.0, 1e-3);
        EXPECT_LT(by_flow_w, 6e6);
        now.electricity_w = 5e5;
        double const by_power_w = heat_range(pump, now).maximum_w;
        EXPECT_NEAR(source_use(pump, now, by_power_w).electricity_w, 5e5, 1e-3);
        EXPECT_LT(by_power_w, by_flow_w);
        pump.maximum_electricity_w = 3e5;
        EXPECT_NEAR(source_use(pump, now, heat_range(pump, now).maximum_w).electricity_w, 3e5, 1e-3);
    }
}

TEST(SourceModel, MineWaterIsSentBackNoColderThanAllowed) {
    SourceModel pump = mine_pump();
    pump.source_flow_kg_s = 60.0;
    pump.coldest_source_c = 12.0; // 6 K instead of 8
    SourceConditions now;
    now.return_c = 45.0;
    now.supply_c = 75.0;
    double const fresh_w = heat_range(pump, now).maximum_w;
    EXPECT_NEAR(source_use(pump, now, fresh_w).source_w, 60.0 * 4190.0 * 6.0, 1e-3);
    now.depletion_k = 4.0;
    EXPECT_NEAR(source_use(pump, now, heat_range(pump, now).maximum_w).source_w, 60.0 * 4190.0 * 2.0, 1e-3);
    now.depletion_k = 6.0;
    EXPECT_EQ(heat_range(pump, now).maximum_w, 0.0) << "nothing is left to draw";
}

// 2 MW of computers, 90 % recovered, 0.5 MW of it used on the site: 1.3 MW for the heat pump.
TEST(SourceModel, DataCentresHeatTheirSiteFirst) {
    SourceModel pump = mine_pump();
    pump.side = HeatPumpSide::data_centre;
    pump.lift_m = 0.0;
    pump.source_c = 50.0;
    pump.source_drop_k = 10.0;
    pump.recovered_share = 0.9;
    SourceConditions now;
    now.return_c = 40.0;
    now.supply_c = 70.0;
    now.it_load_w = 2e6;
    now.own_use_w = 5e5;
    double const most_w = heat_range(pump, now).maximum_w;
    EXPECT_NEAR(source_use(pump, now, most_w).source_w, 1.3e6, 1e-3);
    now.own_use_w = 1.9e6;
    EXPECT_EQ(heat_range(pump, now).maximum_w, 0.0);
}

// EN ISO 9806: 1000 m2 (0.8 x 700 - 3.5 x 50 - 0.015 x 50^2) W/m2 at 50 K over the outdoor air.
TEST(SourceModel, CollectorsByTheirTemperature) {
    SourceModel solar;
    solar.kind = SourceKind::solar_thermal;
    solar.maximum_w = std::numeric_limits<double>::infinity();
    solar.area_m2 = 1000.0;
    solar.optical_efficiency = 0.8;
    solar.loss_a1_w_m2k = 3.5;
    solar.loss_a2_w_m2k2 = 0.015;
    SourceConditions now;
    now.outdoor_c = 10.0;
    now.return_c = 45.0;
    now.supply_c = 75.0;
    now.irradiance_w_m2 = 700.0;
    EXPECT_NEAR(heat_range(solar, now).maximum_w, 1000.0 * (560.0 - 175.0 - 37.5), 1e-6);
    now.irradiance_w_m2 = 200.0;
    EXPECT_EQ(heat_range(solar, now).maximum_w, 0.0) << "losses are more than the gain";
}

TEST(SourceModel, PvByIrradiance) {
    SourceModel pv;
    pv.kind = SourceKind::pv;
    pv.peak_w = 1e6;
    pv.performance_ratio = 0.85;
    pv.plane_factor = 1.1;
    EXPECT_NEAR(pv_w(pv, 500.0), 1e6 * 0.5 * 1.1 * 0.85, 1e-6);
    EXPECT_EQ(heat_range(pv, {}).maximum_w, 0.0);
}

// Half of its minimum over an hour: half an hour at its minimum.
TEST(SourceModel, BelowTheMinimumASourceCycles) {
    SourceModel pump = mine_pump();
    pump.part_load_coefficient = 0.9;
    pump.minimum_w = 2e6;
    SourceConditions now;
    now.return_c = 45.0;
    now.supply_c = 75.0;
    EXPECT_NEAR(source_use(pump, now, 1e6).electricity_w, 0.5 * source_use(pump, now, 2e6).electricity_w,
                1e-6);
    EXPECT_NEAR(source_use(pump, now, 1e6).cop, source_use(pump, now, 2e6).cop, 1e-12);
}

} // namespace
