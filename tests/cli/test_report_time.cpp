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
