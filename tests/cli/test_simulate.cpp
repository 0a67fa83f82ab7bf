// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// `saggar simulate`: a good run, what is in its files, shortages, bad input, interruption.

#include "opened_netcdf.hpp"
#include "small_projects.hpp"
#include "source_dir.hpp"
#include "words.hpp"

#include <array>
#include <cmath>
#include <sstream>

namespace {

using namespace saggar::testing_support;

std::string weather(int hours, double outdoor_c = 2.0) {
    std::string text = "time,outdoor_temperature_c\n";
    for (int hour = 0; hour < hours; ++hour) {
        char row[64];
        std::snprintf(row, sizeof row, "2024-01-%02dT%02d:00:00Z,%g\n", 1 + hour / 24, hour % 24, outdoor_c);
        text += row;
    }
    return text;
}

// A street whose homes have annual uses.
std::string driven(std::string const& simulation) {
    std::string text = street_yaml("simulation:\n" + simulation);
    for (std::string const id : {"near", "far"}) {
        std::string const before = "{id: " + id + ",";
        text.replace(text.find(before), before.size(), before + " annual_use_mwh: 300,");
    }
    return text;
}

Outcome simulate(fs::path const& project, fs::path const& out, std::vector<std::string> const& more = {},
                 Manner const& manner = {}) {
    std::vector<std::string> words{"simulate", project.string(), "--from", "2024-01-01",
                                   "--to",     "2024-01-02",     "--out",  out.string()};
    words.insert(words.end(), more.begin(), more.end());
    return run_saggar(words, manner);
}

constexpr char const* by_weather = "  weather: weather.csv\n  annual_degree_days_kd: 2000\n";

TEST(Simulate, FiveConsumersThroughACold) {
    ScratchFolder const scratch;
    Outcome const outcome = run_saggar({"simulate", "examples/five-consumers", "--from", "2024-01-15", "--to",
                                        "2024-01-18", "--step", "30min", "--out", scratch.path().string(),
                                        "--elements", "plants,substations,pipes,nodes"});
    ASSERT_EQ(outcome.code, 1) << outcome.errors; // the pool is cut off for three hours
    EXPECT_THAT(outcome.output, AllOf(HasSubstr("144 steps"), HasSubstr("pool_heat"), HasSubstr("cut off")));
    Opened const file{scratch / "simulation.nc"};
    EXPECT_THAT(file.attribute(nullptr, "Conventions"), HasSubstr("CF-1"));
    EXPECT_EQ(file.attribute("time", "units"), "seconds since 1970-01-01T00:00:00Z");
    EXPECT_EQ(file.attribute("plant_heat", "units"), "W");
    ASSERT_EQ(file.size("time"), 144U);
    ASSERT_EQ(file.size("substation"), 5U);
    EXPECT_EQ(file.size("pipe"), 16U);
    EXPECT_EQ(file.size("node"), 18U);
    EXPECT_EQ(file.first_id("substation_id"), "bakery_heat");
    std::vector<double> const time = file.values("time", 144);
    EXPECT_EQ(time[0], 1705276800.0);
    EXPECT_EQ(time[143] - time[0], 143.0 * 1800.0);
    // Files agree with each other: heat of the plant and of everybody.
    json const totals = json::parse(ScratchFolder::content(scratch / "simulation.json"));
    double plant_j = 0.0;
    for (double const heat_w : file.values("plant_heat", 144)) {
        plant_j += heat_w * 1800.0;
    }
    EXPECT_NEAR(plant_j / 3.6e9, totals["energy_mwh"]["plants"].get<double>(), 1e-4);
    double unmet_j = 0.0;
    std::vector<double> const unmet = file.values("substation_unmet_heat", 144 * 5);
    std::vector<double> const cause = file.values("substation_unmet_cause", 144 * 5);
    for (std::size_t i = 0; i < unmet.size(); ++i) {
        unmet_j += unmet[i] * 1800.0;
        EXPECT_EQ(cause[i] != 0.0, unmet[i] > 0.0);
    }
    EXPECT_NEAR(unmet_j / 3.6e9, totals["energy_mwh"]["unmet"].get<double>(), 1e-4);
    EXPECT_GT(totals["substations"][3]["unmet_by_cause_mwh"]["cut off"].get<double>(), 0.3);
    double const residual = totals["balance"]["residual_mwh"];
    EXPECT_LT(std::abs(residual), 1e-9 * totals["energy_mwh"]["plants"].get<double>());
    EXPECT_FALSE(fs::exists(scratch / "simulation.nc.part"));
    // Indicators follow from the totals; who is furthest above the others' return is named.
    json const& indicators = totals["indicators"];
    EXPECT_EQ(indicators["trench_length_m"].get<double>(), 1350.0) << "a pair counts once";
    EXPECT_NEAR(indicators["loss_w_per_trench_m"].get<double>(),
                totals["energy_mwh"]["lost"].get<double>() * 1e6 / 72.0 / 1350.0, 1e-9);
    double const back = totals["plants"][0]["return_temperature_c"];
    EXPECT_GT(back, 40.0);
    EXPECT_LT(back, 50.0);
    EXPECT_EQ(indicators["return_spoilers"][0]["id"], "bakery_heat");
    ASSERT_EQ(indicators["limits"].size(), 11U);
    EXPECT_EQ(indicators["limits"][1]["limit"], "pipe_gradient");
    // The library's and the pool's are the same pipe with the same 1 kg/s; the library's comes first.
    EXPECT_EQ(indicators["limits"][1]["nearest"]["id"], "p6:supply");
    EXPECT_EQ(indicators["limits"][1]["nearest"]["time"], "2024-01-15T06:00:00Z");
    EXPECT_THAT(outcome.output, AllOf(HasSubstr("W per metre of trench"), HasSubstr("warms the return")));
}

TEST(Simulate, ServedByWeatherAsJson) {
    ScratchFolder const scratch;
    scratch.write("project.yaml", driven(by_weather));
    scratch.write("weather.csv", weather(24));
    Outcome const outcome = simulate(scratch.path(), scratch / "out", {"--format", "json"});
    ASSERT_EQ(outcome.code, 0) << outcome.errors;
    json const totals = json::parse(outcome.output);
    EXPECT_TRUE(totals["all_served"].get<bool>());
    // A fifth is hot water; rooms get 13.5 K h of 48,000 in each hour.
    double const expected_mwh = 2.0 * 24.0 * 300.0 * (0.2 / 8760.0 + 0.8 * 13.5 / 48000.0);
    EXPECT_NEAR(totals["energy_mwh"]["demand"].get<double>(), expected_mwh, 1e-9);
    EXPECT_NEAR(totals["energy_mwh"]["delivered"].get<double>(), expected_mwh, 1e-9);
    Opened const file{scratch / "out/simulation.nc"};
    EXPECT_TRUE(file.has("substation_heat"));
    EXPECT_FALSE(file.has("pipe_flow")) << "not asked for";
}

// Shapes, a building and a typical year's EnergyPlus file: what comes out of the command.
TEST(Simulate, ShapesBuildingsAndATypicalYear) {
    ScratchFolder const scratch;
    std::string text = driven("  weather: typical.epw\n  weather_year: any\n  summer_time: european\n");
    text.replace(text.find("{id: near,"), 10, "{id: near, demand_shape: SigLinDe/EFH,");
    text +=
        "buildings:\n"
        "  - {id: rooms, substation: far, heat_loss_w_k: 2000, time_constant_h: 40, solar_aperture_m2: 20, "
        "setback_c: 16, setback_from_h: 22, setback_to_h: 6}\n";
    scratch.write("project.yaml", text);
    std::string rows = "LOCATION,Anywhere,-,GBR,made up,0,53.0,-2.2,0.0,120.0\n"
                       "2\n3\n4\n5\n6\n7\nDATA PERIODS,1,1,Data,Monday,1/1,12/31\n";
    std::array<int, 12> const days{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    for (int month = 1; month <= 12; ++month) {
        for (int hour = 0; hour < 24 * days[static_cast<std::size_t>(month - 1)]; ++hour) {
            char row[128];
            std::snprintf(row, sizeof row, "%d,%d,%d,%d,60,?,%d,0,80,100000,0,0,300,%d,0,0\n", 1990 + month,
                          month, 1 + hour / 24, 1 + hour % 24, 18 - 3 * std::abs(7 - month),
                          hour % 24 == 12 ? 500 : 0);
            rows += row;
        }
    }
    scratch.write("typical.epw", rows);
    Outcome const outcome = simulate(scratch.path(), scratch / "out", {"--format", "json"});
    ASSERT_EQ(outcome.code, 0) << outcome.errors;
    json const totals = json::parse(outcome.output);
    EXPECT_THAT(totals["demand"]["annual_use_is_met_in"].get<std::string>(),
                HasSubstr("2024-01-01 to 2024-12-31 of the weather"));
    json const& rooms = totals["buildings"][0];
    EXPECT_EQ(rooms["id"], "rooms");
    EXPECT_NEAR(rooms["gains_mwh"].get<double>(), 20.0 * 500.0 * 1e-6, 1e-12) << "one sunny hour";
    double const residual = rooms["residual_mwh"];
    EXPECT_LT(std::abs(residual), 1e-9 * rooms["lost_mwh"].get<double>());
    EXPECT_NEAR(rooms["heat_mwh"].get<double>(), totals["substations"][1]["delivered_mwh"].get<double>(),
                1e-12);
    Opened const file{scratch / "out/simulation.nc"};
    EXPECT_EQ(file.first_id("building_id"), "rooms");
    std::vector<double> const room = file.values("building_room_temperature", 24);
    std::vector<double> const wanted = file.values("building_set_point", 24);
    std::vector<double> const demand = file.values("substation_demand", 48);
    EXPECT_EQ(wanted[5], 16.0);
    EXPECT_EQ(wanted[6], 20.0);
    EXPECT_NEAR(room[5], 16.0, 1e-4) << "degC, held at the set-back's since midnight";
    EXPECT_GT(demand[2 * 6 + 1], 2.0 * demand[2 * 5 + 1]) << "W at six, when it ends";
    EXPECT_GT(demand[2 * 7], 1.5 * demand[2 * 2]) << "W, the house's morning and its night";
    // Twice that day at least is said: without weather_year the typical year is refused.
    scratch.write("project.yaml", driven("  weather: typical.epw\n"));
    EXPECT_THAT(simulate(scratch.path(), scratch / "out").errors, HasSubstr("Set weather_year to any"));
    // And a shape that is not there, with the one that was meant.
    std::string const wrong = driven("  weather: typical.epw\n  weather_year: any\n");
    std::string misspelt = wrong;
    misspelt.replace(misspelt.find("{id: near,"), 10, "{id: near, demand_shape: BDEW/GKOO,");
    scratch.write("project.yaml", misspelt);
    EXPECT_THAT(simulate(scratch.path(), scratch / "never").errors,
                AllOf(HasSubstr("'near', demand_shape: there is no demand shape 'BDEW/GKOO'"),
                      HasSubstr("Did you mean 'BDEW/GKO'?")));
    EXPECT_FALSE(fs::exists(scratch / "never"));
}

// Weather of a day says nothing of a year.
TEST(Simulate, NeedsAYearOrItsDegreeDays) {
    ScratchFolder const scratch;
    scratch.write("project.yaml", driven("  weather: weather.csv\n"));
    scratch.write("weather.csv", weather(24));
    EXPECT_THAT(simulate(scratch.path(), scratch / "out").errors,
                AllOf(HasSubstr("annual_degree_days_kd: is missing"), HasSubstr("less than a year")));
}

TEST(Simulate, DemandFromAFile) {
    ScratchFolder const scratch;
    scratch.write("project.yaml", driven("  demand: demand.csv\n"));
    std::string rows = "time,far_kw,near_kw\n";
    for (int hour = 0; hour < 24; ++hour) {
        rows += "2024-01-01 " + std::string(hour < 10 ? "0" : "") + std::to_string(hour) + ":00,50," +
                std::to_string(100 + hour) + "\n";
    }
    scratch.write("demand.csv", rows);
    Outcome const outcome = simulate(scratch.path(), scratch / "out", {"-q"});
    ASSERT_EQ(outcome.code, 0) << outcome.errors;
    EXPECT_EQ(outcome.output, "");
    std::vector<double> const demand = Opened{scratch / "out/simulation.nc"}.values("substation_demand", 48);
    for (std::size_t hour = 0; hour < 24; ++hour) {
        EXPECT_EQ(demand[2 * hour], 1e3 * static_cast<double>(100 + hour)) << "W, near, hour " << hour;
        EXPECT_EQ(demand[2 * hour + 1], 50e3) << "W, far";
    }
}

TEST(Simulate, TripShowsWhy) {
    ScratchFolder const scratch;
    scratch.write("project.yaml",
                  driven(std::string{by_weather} +
                         "  events:\n"
                         "    - {time: 2024-01-01T06:00:00Z, element: boiler, action: trip}\n"
                         "    - {time: 2024-01-01T12:00:00Z, element: boiler, action: recover}\n"));
    scratch.write("weather.csv", weather(24));
    Outcome const outcome = simulate(scratch.path(), scratch / "out");
    ASSERT_EQ(outcome.code, 1) << outcome.errors;
    EXPECT_THAT(outcome.output, AllOf(HasSubstr("short of heat"), HasSubstr("capacity"), HasSubstr("No:")));
    std::vector<double> const heat = Opened{scratch / "out/simulation.nc"}.values("plant_heat", 24);
    EXPECT_GT(heat[5], 1e4);
    for (std::size_t hour = 6; hour < 12; ++hour) {
        EXPECT_EQ(heat[hour], 0.0) << "W, tripped in hour " << hour;
    }
    EXPECT_GT(heat[12], heat[5]) << "W, what cooled down is heated again";
}

// A burst that takes all the water: nobody gets any, which is the least that there can be to spare, in the
// extremes as among the limits; and the heat that ran out with the water closes the table of energy.
TEST(Simulate, ABurstLeavesNobodyPressure) {
    ScratchFolder const scratch;
    std::string text =
        driven(std::string{by_weather} +
               "  events:\n"
               "    - {time: 2024-01-01T06:00:00Z, element: p1, action: burst, leak_kg_s: 300}\n");
    std::string const plant = "capacity_kw: 900";
    text.replace(text.find(plant), plant.size(), plant + ", maximum_differential_pressure_bar: 4");
    scratch.write("project.yaml", text);
    scratch.write("weather.csv", weather(24));
    Outcome const outcome = simulate(scratch.path(), scratch / "out");
    ASSERT_EQ(outcome.code, 1) << outcome.errors;
    json const totals = json::parse(ScratchFolder::content(scratch / "out/simulation.json"));
    double worst_bar = 0.0;
    for (json const& limit : totals["indicators"]["limits"]) {
        if (limit["limit"] == "substation_differential_pressure") {
            worst_bar = limit["nearest"]["worst"].get<double>();
        }
    }
    ASSERT_LT(worst_bar, 0.0) << "the return is emptied through the burst";
    double const margin_bar = totals["extremes"]["least_differential_pressure_margin"]["margin_bar"];
    EXPECT_NEAR(margin_bar, worst_bar - 0.6, 1e-6) << "bar below the limit of 0.6";
    // Below that of boiling there is no pressure to tell.
    json const& boils = totals["below_boiling"];
    ASSERT_FALSE(boils.empty());
    EXPECT_LT(boils[0]["worst_bar"].get<double>(), -100.0);
    EXPECT_EQ(boils[0]["time"], "2024-01-01T06:00:00Z");
    EXPECT_THAT(outcome.output, AllOf(HasSubstr("Water boils: the pressure fell below that of boiling at "),
                                      HasSubstr(", worst at " + boils[0]["id"].get<std::string>()),
                                      HasSubstr("a burst loses its leak_kg_s whatever the pressure"),
                                      HasSubstr(" boils "), HasSubstr("none")));
    EXPECT_THAT(outcome.output, Not(::testing::ContainsRegex("-[0-9.e+]+ +[0-9.]+ +bar")));
    std::vector<double> const lifts =
        Opened{scratch / "out/simulation.nc"}.values("substation_differential_pressure", 24 * 2);
    EXPECT_TRUE(std::isfinite(lifts[0]));
    EXPECT_TRUE(std::isnan(lifts[2 * 6])) << "Pa where less than no pressure would be needed";
    json const& energy = totals["energy_mwh"];
    double const gone = energy["left_with_water"].get<double>() - energy["entered_with_water"].get<double>();
    EXPECT_NEAR(energy["plants"].get<double>() + energy["dissipated"].get<double>(),
                energy["delivered"].get<double>() + energy["lost"].get<double>() + gone +
                    energy["stored_more"].get<double>(),
                1e-6 * energy["left_with_water"].get<double>());
    EXPECT_THAT(outcome.output, AllOf(HasSubstr("carried off with water"), HasSubstr("t were made up")));
    EXPECT_THAT(run_saggar({"simulate", "examples/five-consumers", "--from", "2024-01-15", "--to",
                            "2024-01-16", "--out", (scratch / "five").string()})
                    .output,
                AllOf(Not(HasSubstr("carried off")), Not(HasSubstr("boils"))));
}

TEST(Simulate, ModelsTellTheSame) {
    ScratchFolder const scratch;
    scratch.write("project.yaml", driven(by_weather));
    scratch.write("weather.csv", weather(24));
    auto const totals = [&](char const* model, char const* out) {
        Outcome const outcome =
            simulate(scratch.path(), scratch / out, {"--format", "json", "--model", model});
        EXPECT_EQ(outcome.code, 0) << outcome.errors;
        return json::parse(outcome.output);
    };
    json const production = totals("plug-flow", "a");
    json const reference = totals("reference", "b");
    EXPECT_EQ(production["model"], "plug-flow");
    EXPECT_EQ(reference["model"], "reference");
    double const lost_mwh = reference["energy_mwh"]["lost"];
    EXPECT_NEAR(production["energy_mwh"]["lost"].get<double>(), lost_mwh, 2e-3 * lost_mwh);
    EXPECT_NEAR(reference["energy_mwh"]["delivered"].get<double>(),
                production["energy_mwh"]["delivered"].get<double>(), 1e-6);
    // The files of one are not gone on with by the other.
    Outcome const other = simulate(scratch.path(), scratch / "b", {"--resume"});
    EXPECT_EQ(other.code, 2) << other.output;
}

// Sources, a store and prices through the whole program: books, files and terminal agree; one source trips
// and the plant goes on.
TEST(Simulate, SourcesBehindAPlant) {
    ScratchFolder const scratch;
    std::string const sources =
        "prices: {electricity_import_per_mwh: 240, electricity_export_per_mwh: 70, gas_per_mwh: 50, "
        "electricity_carbon_kg_per_mwh: 144, gas_carbon_kg_per_mwh: 182.31}\n"
        "sources:\n"
        "  - {id: waste, plant: boiler, kind: energy_from_waste, maximum_heat_kw: 60, z_factor: [6.5]}\n"
        "  - {id: servers, plant: boiler, kind: heat_pump, maximum_heat_kw: 50, source_side: data_centre, "
        "cooling: liquid, file: servers.csv}\n"
        "  - {id: gas, plant: boiler, kind: gas_boiler, maximum_heat_kw: 400, efficiency: 0.84}\n"
        "  - {id: roof, plant: boiler, kind: pv, peak_kw: 10}\n"
        "stores: [{id: tank, plant: boiler, volume_m3: 5, height_m: 3, charged_share: 1}]\n";
    scratch.write("project.yaml",
                  driven(std::string{by_weather} +
                         "  events: [{time: 2024-01-01T06:00:00Z, element: waste, action: trip}]\n" +
                         sources));
    std::string sunny = "time,outdoor_temperature_c,global_irradiance_w_m2\n";
    std::string servers = "time,it_load_kw,own_use_kw\n";
    for (int hour = 0; hour < 24; ++hour) {
        std::string const time = fmt::format("2024-01-01T{:02}:00:00Z", hour);
        sunny += fmt::format("{},2,{}\n", time, hour == 12 ? 400 : 0);
        servers += fmt::format("{},40,{}\n", time, hour < 12 ? 6 : 36);
    }
    scratch.write("weather.csv", sunny);
    scratch.write("servers.csv", servers);
    Outcome const outcome = simulate(scratch.path(), scratch / "out");
    ASSERT_EQ(outcome.code, 0) << outcome.errors;
    EXPECT_THAT(outcome.output, AllOf(HasSubstr("starts"), HasSubstr("waste"), HasSubstr("charged MWh")));
    json const totals = json::parse(ScratchFolder::content(scratch / "out/simulation.json"));
    double given = 0.0;
    for (json const& source : totals["sources"]) {
        given += source["heat_mwh"].get<double>();
    }
    json const& tank = totals["stores"][0];
    given += tank["discharged_mwh"].get<double>() - tank["charged_mwh"].get<double>();
    double const taken = totals["energy_mwh"]["plants"];
    EXPECT_NEAR(given, taken, 1e-9 * taken) << "MWh";
    json const& gas = totals["sources"][2];
    EXPECT_NEAR(gas["fuel_mwh"].get<double>() * 0.84, gas["heat_mwh"].get<double>(), 1e-12);
    EXPECT_NEAR(gas["cost"].get<double>(), 50.0 * gas["fuel_mwh"].get<double>(), 1e-9);
    EXPECT_NEAR(gas["co2_t"].get<double>(), 0.18231 * gas["fuel_mwh"].get<double>(), 1e-9);
    // The whole bill: gas, what is bought and sold at the meter, and electricity that the turbine forgoes.
    json const& plant = totals["plants"][0];
    double const bill = 50.0 * gas["fuel_mwh"].get<double>() + 240.0 * plant["import_mwh"].get<double>() -
                        70.0 * plant["export_mwh"].get<double>() +
                        70.0 * totals["sources"][0]["forgone_mwh"].get<double>();
    EXPECT_NEAR(totals["bill"]["cost"].get<double>(), bill, 1e-6);
    EXPECT_NEAR(totals["bill"]["co2_t"].get<double>(),
                0.18231 * gas["fuel_mwh"].get<double>() +
                    0.144 * (plant["import_mwh"].get<double>() - plant["export_mwh"].get<double>() +
                             totals["sources"][0]["forgone_mwh"].get<double>()),
                1e-9);
    EXPECT_THAT(outcome.output, HasSubstr("t of CO2"));
    Opened const file{scratch / "out/simulation.nc"};
    ASSERT_EQ(file.size("source"), 4U);
    EXPECT_EQ(file.first_id("source_id"), "waste");
    std::vector<double> const heat = file.values("source_heat", 24 * 4);
    std::vector<double> const cop = file.values("source_cop", 24 * 4);
    std::vector<double> const made = file.values("source_generated_electricity", 24 * 4);
    for (std::size_t hour = 0; hour < 24; ++hour) {
        EXPECT_EQ(heat[4 * hour] > 0.0, hour < 6) << "W of the turbine in hour " << hour;
        EXPECT_EQ(std::isnan(cop[4 * hour + 1]), heat[4 * hour + 1] == 0.0) << "hour " << hour;
        // 0.9 of 40 kW less what the site uses: nothing is left from noon on.
        EXPECT_TRUE(hour < 12 || heat[4 * hour + 1] == 0.0) << "W of the data centre in hour " << hour;
        EXPECT_NEAR(made[4 * hour + 3], hour == 12 ? 3400.0 : 0.0, 0.01) << "W of PV in hour " << hour;
    }
    scratch.write("weather.csv", weather(24));
    Outcome const dark = simulate(scratch.path(), scratch / "dark");
    EXPECT_EQ(dark.code, 2);
    EXPECT_THAT(dark.errors, HasSubstr("global_irradiance_w_m2: there is no such column"));
}

// In a simulation the burner says what it draws; in `solve` the plant's number counts.
TEST(Simulate, SaysWhoseElectricityPerHeatItLeavesOut) {
    ScratchFolder const scratch;
    std::string text = driven(by_weather);
    text.replace(text.find("{id: boiler,"), 12, "{id: boiler, electricity_per_heat: 0.3,");
    scratch.write("weather.csv", weather(24));
    std::string const said = "electricity_per_heat of 1 plant with sources acts in solve alone";
    for (bool const burns : {false, true}) {
        scratch.write("project.yaml",
                      burns ? text + "sources: [{id: gas, plant: boiler, kind: gas_boiler, merit_order: 1, "
                                     "maximum_heat_kw: 900, efficiency: 0.9}]\n"
                            : text);
        ::testing::Matcher<std::string> as_expected = HasSubstr(said);
        if (!burns) {
            as_expected = Not(HasSubstr(said));
        }
        EXPECT_THAT(run_saggar({"check", scratch.path().string()}).output, as_expected);
        Outcome const checked = run_saggar({"check", scratch.path().string(), "--format", "json"});
        EXPECT_EQ(json::parse(checked.output)["electricity_per_heat_in_solve_alone"], burns ? 1 : 0);
        Outcome const outcome = simulate(scratch.path(), scratch / "out");
        ASSERT_EQ(outcome.code, 0) << outcome.errors;
        EXPECT_THAT(outcome.output, as_expected);
    }
}

TEST(Simulate, HeatThatNobodyTakesIsNotGiven) {
    ScratchFolder const scratch;
    scratch.write("weather.csv", weather(24));
    std::string const text = driven(by_weather);
    scratch.write("project.yaml", text);
    ASSERT_EQ(simulate(scratch.path(), scratch / "alone").code, 0);
    std::size_t const plants = text.find("plants:\n") + 8;
    scratch.write("project.yaml",
                  text.substr(0, plants) +
                      "  - {id: forced, node: end, supply_temperature_c: 80, control: heat, heat_kw: 300}\n" +
                      text.substr(plants));
    Outcome const outcome = simulate(scratch.path(), scratch / "out");
    EXPECT_EQ(outcome.code, 0) << outcome.errors;
    auto const plants_of = [&](char const* folder) {
        return json::parse(ScratchFolder::content(scratch / folder / "simulation.json"))["plants"];
    };
    json const both = plants_of("out");
    EXPECT_LT(both[0]["heat_mwh"].get<double>(), 0.9 * 0.3 * 24.0) << "MWh of the 300 kW that are set";
    EXPECT_NEAR(both[0]["heat_mwh"].get<double>(), plants_of("alone")[0]["heat_mwh"].get<double>(),
                0.05 * both[0]["heat_mwh"].get<double>())
        << "as much as the other plant gave alone, but for losses";
    EXPECT_EQ(both[1]["heat_mwh"], 0.0);
    EXPECT_EQ(both[1]["reversed_hours"], 0.0);
}

// Everything at once, with file and line; no file.
TEST(Simulate, BadSeriesAreReportedWhole) {
    ScratchFolder const scratch;
    scratch.write("project.yaml", driven(by_weather));
    scratch.write("weather.csv", "time,outdoor_temperature_c,wind\n"
                                 "2024-01-01T00:00:00Z,1\n"
                                 "2024-01-01T00:00:00Z,1,0\n");
    EXPECT_EQ(simulate(scratch.path(), scratch / "out").code, 2) << "a row is short";
    scratch.write("weather.csv", "time,outdoor_temperature_c,wind\n"
                                 "2024-01-01T00:00:00Z,1,0\n"
                                 "2024-01-01T01:00:00Z,cold,0\n"
                                 "2024-01-01T04:00:00Z,275,0\n"
                                 "2024-01-01T03:00:00Z,1,0\n"
                                 "yesterday,1,0\n");
    Outcome const outcome = simulate(scratch.path(), scratch / "out");
    EXPECT_EQ(outcome.code, 2);
    EXPECT_THAT(outcome.errors,
                AllOf(HasSubstr("weather.csv:1: wind: is no column"),
                      HasSubstr(":3: outdoor_temperature_c: 'cold'"),
                      HasSubstr(":4: time: 10800 s after the row before"), HasSubstr("Fill the gap"),
                      HasSubstr(":4: outdoor_temperature_c: 275 is not allowed"),
                      HasSubstr(":5: time: 2024-01-01T03:00:00Z is not after the one before"),
                      HasSubstr(":6: time: 'yesterday' is no point in time")));
    EXPECT_FALSE(fs::exists(scratch / "out"));
    scratch.write("weather.csv", weather(23));
    Outcome const too_short = simulate(scratch.path(), scratch / "out");
    EXPECT_EQ(too_short.code, 2);
    EXPECT_THAT(too_short.errors, HasSubstr("does not cover 2024-01-01T00:00:00Z to 2024-01-02T00:00:00Z"));
    scratch.write("weather.csv", "time,outdoor_temperatur_c\n2024-01-01,1\n2024-01-02,1\n");
    EXPECT_THAT(
        simulate(scratch.path(), scratch / "out").errors,
        AllOf(HasSubstr("Did you mean 'outdoor_temperature_c'?"), HasSubstr("there is no such column")));
    EXPECT_FALSE(fs::exists(scratch / "out"));
}

TEST(Simulate, BadSettingsAreReportedWhole) {
    ScratchFolder const scratch;
    std::string const text =
        street_yaml("simulation:\n"
                    "  weather: weather.csv\n"
                    "  hot_water_share: 20\n"
                    "  thermostat: 5\n"
                    "  supply_curves: [{plant: boilr, outdoor_cold_c: 10, supply_cold_c: 80, "
                    "outdoor_mild_c: 5, supply_mild_c: 70}]\n"
                    "  events:\n"
                    "    - {time: noon, element: boiler, action: close}\n"
                    "    - {time: 2024-01-01, element: p1, action: trip}\n"
                    "    - {time: 2024-01-01, element: p3, action: open}\n"
                    "    - {time: 2024-01-01, element: p1, action: shut}\n");
    scratch.write("project.yaml", text);
    Outcome const outcome = simulate(scratch.path(), scratch / "out");
    EXPECT_EQ(outcome.code, 2);
    EXPECT_THAT(outcome.errors,
                AllOf(HasSubstr("thermostat: is no field"), HasSubstr("'shut' is not allowed")));
    std::string rest = text;
    rest.erase(rest.find("  thermostat: 5\n"), 16);
    rest.replace(rest.find("action: shut"), 12, "action: open");
    scratch.write("project.yaml", rest);
    EXPECT_THAT(simulate(scratch.path(), scratch / "out").errors,
                AllOf(HasSubstr("hot_water_share: 20 is not allowed"), HasSubstr("there is no plant 'boilr'"),
                      HasSubstr("Did you mean 'boiler'?"), HasSubstr("5 is not above outdoor_cold_c, 10"),
                      HasSubstr("substations 'near', annual_use_mwh: is missing"),
                      HasSubstr("'noon' is no point in time"), HasSubstr("a plant is not closed or opened"),
                      HasSubstr("only plants and sources trip and recover"),
                      HasSubstr("there is no pipe, pair, valve or pump 'p3'")));
    scratch.write("project.yaml", street_yaml());
    EXPECT_THAT(simulate(scratch.path(), scratch / "out").errors,
                HasSubstr("nothing says what consumers ask for in time"));
    EXPECT_FALSE(fs::exists(scratch / "out"));
}

// The boiler trips in the middle of an hour: what is lacking is what steps of five minutes find, in rows of
// an hour.
TEST(Simulate, FineStepsAroundEvents) {
    ScratchFolder const scratch;
    scratch.write("project.yaml",
                  driven(std::string{by_weather} +
                         "  events:\n"
                         "    - {time: 2024-01-01T06:20:00Z, element: boiler, action: trip}\n"
                         "    - {time: 2024-01-01T07:10:00Z, element: boiler, action: recover}\n"));
    scratch.write("weather.csv", weather(24));
    auto const totals = [&](char const* out, std::vector<std::string> more) {
        more.insert(more.end(), {"--format", "json", "--csv"});
        Outcome const outcome = simulate(scratch.path(), scratch / out, more);
        EXPECT_EQ(outcome.code, 1) << outcome.errors;
        return json::parse(outcome.output);
    };
    json const hours = totals("hours", {});
    json const minutes = totals("minutes", {"--step", "5min"});
    json const fine = totals("fine", {"--fine-step", "5min"});
    EXPECT_FALSE(hours.contains("fine_steps"));
    EXPECT_EQ(fine["fine_steps"], (json{{"step_s", 300}, {"for_s", 7200}, {"steps_taken_in_parts", 4}}));
    EXPECT_EQ(fine["step_s"], 3600);
    EXPECT_EQ(fine["steps"], 24);
    auto const unmet_mwh = [](json const& of) { return of["energy_mwh"]["unmet"].get<double>(); };
    double const expected = unmet_mwh(minutes);
    ASSERT_GT(expected, 0.01);
    EXPECT_NEAR(unmet_mwh(fine), expected, 0.01 * expected) << "MWh";
    EXPECT_GT(std::abs(unmet_mwh(hours) - expected), 0.1 * expected) << "MWh";
    EXPECT_LE(std::abs(fine["balance"]["residual_mwh"].get<double>()),
              1e-9 * fine["energy_mwh"]["plants"].get<double>());
    Opened const file{scratch / "fine/simulation.nc"};
    ASSERT_EQ(file.size("time"), 24U);
    double rows_mwh = 0.0;
    for (double const watts : file.values("substation_unmet_heat", 48)) {
        rows_mwh += watts * 1e-6;
    }
    EXPECT_NEAR(rows_mwh, unmet_mwh(fine), 1e-6 * expected) << "MWh, in single precision";
    Outcome const shown =
        simulate(scratch.path(), scratch / "shown", {"--fine-step", "60", "--fine-for", "90min"});
    EXPECT_THAT(shown.output, HasSubstr("24 steps of 3600 s, 3 of them in parts of 60 s"));
    // Without events it is as it was.
    scratch.write("project.yaml", driven(by_weather));
    ASSERT_EQ(simulate(scratch.path(), scratch / "plain", {"--csv"}).code, 0);
    ASSERT_EQ(simulate(scratch.path(), scratch / "never", {"--csv", "--fine-step", "1min"}).code, 0);
    EXPECT_TRUE(ScratchFolder::content(scratch / "plain/simulation.csv") ==
                ScratchFolder::content(scratch / "never/simulation.csv"));
}

// No steady state to begin from, water being pressed into a dead end behind a check valve: 3, and nothing is
// left behind.
TEST(Simulate, WhereNoStateIsFoundNothingIsWritten) {
    ScratchFolder const scratch;
    std::string text =
        driven(std::string{by_weather} +
               "pipes: [{id: q, from: 'end:supply', to: stub, length_m: 100, inner_diameter_mm: 100, "
               "one_way: true}]\n"
               "withdrawals: [{id: w, node: stub, mass_flow_kg_s: -5}]\n");
    std::string const end = "  - {id: end,";
    text.insert(text.find(end), "  - {id: stub, x_m: 600, y_m: 0, elevation_m: 0}\n");
    scratch.write("project.yaml", text);
    scratch.write("weather.csv", weather(24));
    Outcome const outcome = simulate(scratch.path(), scratch / "out");
    EXPECT_EQ(outcome.code, 3) << outcome.errors;
    EXPECT_THAT(outcome.errors,
                AllOf(HasSubstr("at 2024-01-01T00:00:00Z: "), HasSubstr("nothing was written")));
    EXPECT_FALSE(fs::exists(scratch / "out"));
}

// Ctrl-C: what was done is in a whole file.
TEST(Simulate, InterruptionLeavesWhatWasDone) {
    ScratchFolder const scratch;
    scratch.write("project.yaml", driven(by_weather));
    scratch.write("weather.csv", weather(31 * 24));
    Outcome const outcome = run_saggar({"simulate", scratch.path().string(), "--from", "2024-01-01", "--to",
                                        "2024-02-01", "--step", "1", "--out", (scratch / "out").string()},
                                       {.terminal = true, .await = " left"});
    EXPECT_EQ(outcome.code, 130);
    EXPECT_THAT(outcome.errors, AllOf(HasSubstr("stopped: "), HasSubstr(" of 2678400 steps were written")));
    json const totals = json::parse(ScratchFolder::content(scratch / "out/simulation.json"));
    EXPECT_FALSE(totals["complete"].get<bool>());
    std::size_t const steps = totals["steps"];
    EXPECT_GT(steps, 0U);
    EXPECT_LT(steps, 2678400U);
    Opened const file{scratch / "out/simulation.nc"};
    EXPECT_EQ(file.size("time"), steps);
    EXPECT_GT(file.values("plant_heat", steps).back(), 1e3) << "W, the last step is there too";
    EXPECT_FALSE(fs::exists(scratch / "out/simulation.nc.part"));
}

} // namespace
