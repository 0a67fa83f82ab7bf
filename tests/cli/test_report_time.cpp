// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// `saggar report --simulation`: what the page is given agrees with the run, and says what has changed since.

#include "program.hpp"
#include "scratch_folder.hpp"
#include "source_dir.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <filesystem>

namespace {

namespace fs = std::filesystem;
using namespace saggar::testing_support;
using nlohmann::json;
using ::testing::HasSubstr;

json data_in(fs::path const& page) {
    std::string const text = ScratchFolder::content(page);
    std::string const start = R"(<script type="application/json" id="data">)";
    std::size_t const from = text.find(start) + start.size();
    return json::parse(text.substr(from, text.find("</script>", from) - from));
}

double sum(json const& values) {
    double total = 0.0;
    for (json const& value : values) {
        total += value.is_null() ? 0.0 : value.get<double>();
    }
    return total;
}

class ReportTime : public ::testing::Test {
protected:
    ReportTime() {
        for (char const* const name : {"project.yaml", "weather.csv"}) {
            scratch.write(name, ScratchFolder::content(source_dir() / "examples/five-consumers" / name));
        }
    }
    [[nodiscard]] Outcome simulate(char const* step) const {
        return run_saggar({"simulate", scratch.path().string(), "--from", "2024-01-15T06:00:00Z", "--to",
                           "2024-01-19T18:00:00Z", "--step", step, "-q", "--out",
                           (scratch / "run").string()});
    }
    [[nodiscard]] Outcome report() const {
        return run_saggar({"report", scratch.path().string(), "--simulation", (scratch / "run").string(),
                           "--out", (scratch / "page.html").string()});
    }
    ScratchFolder scratch;
};

TEST_F(ReportTime, PicturesAddUpToTheTotals) {
    for (char const* const step : {"15min", "1h", "2h"}) {
        ASSERT_EQ(simulate(step).code, 1);
        Outcome const outcome = report();
        ASSERT_EQ(outcome.code, 1) << outcome.errors << "in time not all were served";
        json const time = data_in(scratch / "page.html")["time"];
        json const totals = json::parse(ScratchFolder::content(scratch / "run/simulation.json"));
        EXPECT_EQ(time["totals"], totals);
        double const plants_mwh = totals["energy_mwh"]["plants"];
        double const hours = 108.0;
        EXPECT_NEAR(sum(time["periods"]["heat"][0]), plants_mwh, 0.003) << "MWh, steps of " << step;
        EXPECT_NEAR(sum(time["periods"]["delivered"]), totals["energy_mwh"]["delivered"].get<double>(),
                    0.003);
        EXPECT_NEAR(sum(time["periods"]["unmet"]), totals["energy_mwh"]["unmet"].get<double>(), 0.003);
        EXPECT_EQ(time["periods"]["labels"].size(), 5U) << "days";
        json const& duration = time["duration"][0];
        EXPECT_NEAR(sum(duration) / static_cast<double>(duration.size()) * hours * 1e-3, plants_mwh,
                    0.01 * plants_mwh)
            << "MWh under the duration curve";
        EXPECT_GE(duration[0].get<double>(), duration.back().get<double>());
        json const& carpet = time["carpet"];
        EXPECT_EQ(carpet["first"], "2024-01-15");
        ASSERT_EQ(carpet["kw"].size(), 5U * 24U);
        EXPECT_TRUE(carpet["kw"][5].is_null()) << "before the run";
        EXPECT_FALSE(carpet["kw"][6].is_null());
        EXPECT_TRUE(carpet["kw"][4 * 24 + 18].is_null()) << "after it";
        EXPECT_NEAR(1e-3 * sum(carpet["kw"]), plants_mwh, 0.01) << "MWh in the carpet";
        EXPECT_TRUE(time["week"]["unmet"].get<bool>());
        EXPECT_EQ(time["temperatures"]["index"], "pool_heat");
        EXPECT_EQ(time["differs"].size(), 0U);
    }
}

// A boiler of 400 kW and a store that is charged at night and gives by day, while 250 and 450 kW are asked
// for.
char const* const plant_with_store = R"(schema_version: 1
currency: GBP
fluid: {model: constant, density_kg_m3: 1000, dynamic_viscosity_pa_s: 0.0005, heat_capacity_j_kgk: 4200, conductivity_w_mk: 0.65}
ground: {temperature_c: 10}
nodes: [{id: a}, {id: b}]
pipe_pairs:
  - {id: p, from: a, to: b, length_m: 10, inner_diameter_mm: 150, roughness_mm: 0.1, heat_loss_w_mk: 0.2}
plants:
  - {id: works, node: a, held_pressure_bar: 2, supply_temperature_c: 80}
substations:
  - {id: s, node: b, peak_kw: 500, return_temperature_c: 50}
simulation: {demand: demand.csv}
prices: {electricity_import_per_mwh: 200, gas_per_mwh: 40, electricity_carbon_kg_per_mwh: 150, gas_carbon_kg_per_mwh: 180, carbon_per_t: 100, source: a tariff}
sources:
  - {id: boiler, plant: works, kind: gas_boiler, maximum_heat_kw: 400, efficiency: 0.8}
stores:
  - {id: tank, plant: works, volume_m3: 30, height_m: 5, cold_temperature_c: 50, charged_share: 0.5}
controllers:
  - {id: c, kind: store, store: tank, from_hour: 0, to_hour: 6, discharge_from_hour: 8, discharge_to_hour: 14, power_kw: 60}
)";

// What is charged is no load, what a store gives is; the bill adds up.
TEST_F(ReportTime, StoresBelongToTheLoad) {
    scratch.write("project.yaml", plant_with_store);
    std::string demand = "time,s_kw\n";
    for (int hour = 0; hour < 108; ++hour) {
        int const of_day = (hour + 6) % 24;
        demand += "2024-01-" + std::to_string(15 + (hour + 6) / 24) + (of_day < 10 ? "T0" : "T") +
                  std::to_string(of_day) + ":00:00Z," + (of_day < 7 ? "250" : "430") + "\n";
    }
    scratch.write("demand.csv", demand);
    ASSERT_EQ(simulate("1h").code, 1);
    Outcome const outcome = report();
    ASSERT_EQ(outcome.code, 1) << outcome.errors;
    json const time = data_in(scratch / "page.html")["time"];
    json const& totals = time["totals"];
    json const& store = totals["stores"][0];
    double const charged_mwh = store["charged_mwh"];
    ASSERT_GT(charged_mwh, 0.5);
    ASSERT_EQ(time["sources"], (json{"boiler", "from tank"}));
    ASSERT_EQ(time["from_stores"], 1);
    double const plants_mwh = totals["energy_mwh"]["plants"];
    double const boiler_mwh = totals["sources"][0]["heat_mwh"];
    EXPECT_NEAR(sum(time["periods"]["heat"][1]), store["discharged_mwh"].get<double>(), 0.003) << "MWh given";
    EXPECT_NEAR(sum(time["periods"]["heat"][0]), boiler_mwh - charged_mwh, 0.003) << "MWh into the network";
    double duration_mwh = 0.0;
    for (json const& row : time["duration"]) {
        duration_mwh += sum(row) / static_cast<double>(row.size()) * 108.0 * 1e-3;
    }
    EXPECT_NEAR(duration_mwh, plants_mwh, 1e-4 * plants_mwh) << "MWh under the duration curve";
    EXPECT_NEAR(1e-3 * sum(time["carpet"]["kw"]), plants_mwh, 0.01) << "MWh in the carpet";
    json const& drawn = time["stores"][0];
    EXPECT_EQ(drawn["id"], "tank");
    ASSERT_EQ(drawn["level"].size(), 108U);
    EXPECT_NEAR(drawn["level"].back().get<double>(), store["level_at_end"].get<double>(), 1e-4);
    EXPECT_NEAR(1e-3 * sum(drawn["charge"]), charged_mwh, 0.01);
    EXPECT_NEAR(1e-3 * sum(drawn["discharge"]), store["discharged_mwh"].get<double>(), 0.01);
    json const& bill = totals["bill"];
    EXPECT_EQ(bill["source"], "a tariff");
    ASSERT_EQ(bill["items"].size(), 3U);
    double cost = 0.0;
    for (json const& item : bill["items"]) {
        cost += item["cost"].get<double>();
    }
    EXPECT_NEAR(cost, bill["cost"].get<double>(), 1e-9) << "GBP";
    EXPECT_EQ(bill["items"][0]["id"], "gas");
    EXPECT_EQ(bill["items"][0]["price"], "prices.gas_per_mwh");
    EXPECT_NEAR(bill["items"][0]["amount"].get<double>(), boiler_mwh / 0.8, 1e-9);
    EXPECT_NEAR(totals["sources"][0]["full_load_hours"].get<double>(), 1e3 * boiler_mwh / 400.0, 1e-9);
}

TEST_F(ReportTime, SaysWhatHasChangedSince) {
    ASSERT_EQ(simulate("1h").code, 1);
    std::string text = ScratchFolder::content(scratch / "project.yaml");
    text.replace(text.find("capacity_kw: 900.0"), 18, "capacity_kw: 800.0");
    scratch.write("project.yaml", text);
    Outcome const outcome = report();
    ASSERT_EQ(outcome.code, 1) << outcome.errors;
    EXPECT_THAT(outcome.output, HasSubstr("plants 'boiler', capacity_kw: 900 and 800"));
    json const differs = data_in(scratch / "page.html")["time"]["differs"];
    ASSERT_EQ(differs.size(), 1U);
    EXPECT_EQ(differs[0], "plants 'boiler', capacity_kw: 900 and 800");
}

TEST_F(ReportTime, WithoutOneThereIsNone) {
    Outcome const outcome =
        run_saggar({"report", scratch.path().string(), "-q", "--out", (scratch / "page.html").string()});
    ASSERT_EQ(outcome.code, 0) << outcome.errors;
    EXPECT_TRUE(data_in(scratch / "page.html")["time"].is_null());
}

TEST_F(ReportTime, FolderWithoutARunIsRefused) {
    Outcome const nothing = report();
    EXPECT_EQ(nothing.code, 2);
    EXPECT_THAT(nothing.errors, HasSubstr("simulation.json"));
    ASSERT_EQ(simulate("1h").code, 1);
    scratch.write("run/simulation.nc", "no NetCDF");
    Outcome const broken = report();
    EXPECT_EQ(broken.code, 2);
    EXPECT_THAT(broken.errors, HasSubstr("is no file of a simulation"));
    EXPECT_FALSE(fs::exists(scratch / "page.html"));
}

} // namespace
