// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// `saggar simulate`: which series are written, and as what.

#include "program.hpp"
#include "scratch_folder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netcdf.h>
#include <nlohmann/json.hpp>

#include <cmath>
#include <csignal>
#include <filesystem>
#include <sstream>
#include <sys/resource.h>

namespace {

namespace fs = std::filesystem;
using namespace saggar::testing_support;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

Outcome simulate(fs::path const& out, std::vector<std::string> const& more) {
    std::vector<std::string> words{
        "simulate",  "examples/five-consumers", "--from", "2024-01-17", "--to", "2024-01-18", "-q", "--out",
        out.string()};
    words.insert(words.end(), more.begin(), more.end());
    return run_saggar(words);
}

std::vector<std::vector<std::string>> cells_of(fs::path const& csv) {
    std::vector<std::vector<std::string>> rows;
    std::istringstream lines{ScratchFolder::content(csv)};
    for (std::string line; std::getline(lines, line);) {
        rows.emplace_back();
        std::istringstream cells{line};
        for (std::string cell; std::getline(cells, cell, ',');) {
            rows.back().push_back(cell);
        }
    }
    return rows;
}

// Files can grow no longer than so many bytes while there is one of these.
class LimitedFiles {
public:
    explicit LimitedFiles(rlim_t bytes) {
        getrlimit(RLIMIT_FSIZE, &before_);
        rlimit const now{.rlim_cur = bytes, .rlim_max = before_.rlim_max};
        setrlimit(RLIMIT_FSIZE, &now);
        handler_ = std::signal(SIGXFSZ, SIG_IGN); // writing fails instead, as on a full disk
    }
    ~LimitedFiles() {
        setrlimit(RLIMIT_FSIZE, &before_);
        std::signal(SIGXFSZ, handler_);
    }
    LimitedFiles(LimitedFiles const&) = delete;
    LimitedFiles& operator=(LimitedFiles const&) = delete;
    LimitedFiles(LimitedFiles&&) = delete;
    LimitedFiles& operator=(LimitedFiles&&) = delete;

private:
    rlimit before_{};
    void (*handler_)(int){nullptr};
};

// Wherever in the file there is no more room.
TEST(SimulateSeries, FullDisksAreToldAndLeaveNothing) {
    for (rlim_t const kib : {10, 20, 30, 45, 60}) {
        ScratchFolder const scratch;
        fs::path const out = scratch / "out";
        Outcome ran;
        {
            LimitedFiles const limited{1024 * kib};
            ran = simulate(out, {});
        }
        EXPECT_EQ(ran.code, 2) << kib;
        EXPECT_THAT(ran.errors, AllOf(HasSubstr("simulation.nc: cannot be written"), HasSubstr("has room")))
            << kib;
        EXPECT_FALSE(fs::exists(out)) << kib;
    }
}

TEST(SimulateSeries, CsvSaysWhatTheNetcdfSays) {
    ScratchFolder const scratch;
    ASSERT_EQ(simulate(scratch.path(), {"--csv"}).code, 1);
    auto const rows = cells_of(scratch / "simulation.csv");
    ASSERT_EQ(rows.size(), 25U);
    EXPECT_EQ(rows[0][0], "time");
    EXPECT_EQ(rows[0][1], "outdoor_temperature [degC]");
    EXPECT_EQ(rows[1][0], "2024-01-17T00:00:00Z");
    EXPECT_EQ(rows[24][0], "2024-01-17T23:00:00Z");
    int file = 0;
    ASSERT_EQ(nc_open((scratch / "simulation.nc").c_str(), NC_NOWRITE, &file), NC_NOERR);
    std::size_t compared = 0;
    for (auto const& [variable, id, place, width] :
         {std::tuple{"plant_heat", " boiler [W]", 0U, 1U},
          {"heat_loss", " [W]", 0U, 1U},
          {"substation_return_temperature", " pool_heat [degC]", 3U, 5U},
          {"substation_flow", " school_heat [kg s-1]", 1U, 5U}}) {
        auto const at = std::find(rows[0].begin(), rows[0].end(), std::string{variable} + id);
        ASSERT_NE(at, rows[0].end()) << variable << id;
        int number = 0;
        ASSERT_EQ(nc_inq_varid(file, variable, &number), NC_NOERR);
        std::vector<float> values(24 * std::size_t{width});
        ASSERT_EQ(nc_get_var_float(file, number, values.data()), NC_NOERR);
        for (std::size_t step = 0; step < 24; ++step) {
            float const value = std::stof(rows[step + 1][static_cast<std::size_t>(at - rows[0].begin())]);
            EXPECT_EQ(value, values[step * width + place]) << variable << " in step " << step;
            ++compared;
        }
    }
    nc_close(file);
    EXPECT_EQ(compared, 96U);
    // Causes are words.
    auto const cause = std::find(rows[0].begin(), rows[0].end(), "substation_unmet_cause pool_heat [1]");
    ASSERT_NE(cause, rows[0].end());
    bool cut_off = false;
    for (std::size_t step = 1; step < 25; ++step) {
        cut_off = cut_off || rows[step][static_cast<std::size_t>(cause - rows[0].begin())] == "cut off";
    }
    EXPECT_TRUE(cut_off);
}

TEST(SimulateSeries, ChosenOnes) {
    ScratchFolder const scratch;
    ASSERT_EQ(
        simulate(scratch.path(), {"--csv", "--no-netcdf", "--variables", "substation_heat,plant_heat"}).code,
        1);
    EXPECT_FALSE(fs::exists(scratch / "simulation.nc"));
    EXPECT_THAT(cells_of(scratch / "simulation.csv")[0],
                ElementsAre("time", "plant_heat boiler [W]", "substation_heat bakery_heat [W]",
                            "substation_heat school_heat [W]", "substation_heat library_heat [W]",
                            "substation_heat pool_heat [W]", "substation_heat flats_heat [W]"));
    ASSERT_EQ(simulate(scratch.path(),
                       {"--csv", "--no-netcdf", "--variables", "substation_heat,pipe_velocity,node_pressure",
                        "--elements", "substation:pool_heat,pipe:p1,node:pool:supply"})
                  .code,
              1);
    EXPECT_THAT(cells_of(scratch / "simulation.csv")[0],
                ElementsAre("time", "substation_heat pool_heat [W]", "pipe_velocity p1:supply [m s-1]",
                            "pipe_velocity p1:return [m s-1]", "node_pressure pool:supply [Pa]"))
        << "both lines of a pair, one node of a place";
    // Whatever is chosen, the run is the same.
    nlohmann::json const chosen = nlohmann::json::parse(ScratchFolder::content(scratch / "simulation.json"));
    ASSERT_EQ(simulate(scratch.path(), {}).code, 1);
    EXPECT_EQ(chosen, nlohmann::json::parse(ScratchFolder::content(scratch / "simulation.json")));
}

TEST(SimulateSeries, UnknownOnesAreRefusedTogether) {
    ScratchFolder const scratch;
    Outcome const outcome =
        simulate(scratch / "out", {"--variables", "substation_het,pipe_flow", "--elements",
                                   "plant,substation:pool_hea,valves,pipe:nowhere"});
    EXPECT_EQ(outcome.code, 2);
    EXPECT_THAT(outcome.errors,
                AllOf(HasSubstr("there is no variable 'substation_het'. Did you mean 'substation_heat'?"),
                      HasSubstr("'plant' names no elements. Did you mean 'plants'?"),
                      HasSubstr("there is no substation 'pool_hea'. Did you mean 'pool_heat'?"),
                      HasSubstr("'valves' names no elements. Write plants, sources, stores, substations, "
                                "buildings, pipes, nodes"),
                      HasSubstr("there is no pipe 'nowhere'")));
    EXPECT_THAT(simulate(scratch / "out", {"--variables", "pipe_flow", "--elements", "plants"}).errors,
                HasSubstr("pipe_flow is of pipes, of which --elements names none. Add pipes to --elements"));
    EXPECT_THAT(simulate(scratch / "out", {"--no-netcdf"}).errors,
                HasSubstr("leaves no file for the series"));
    EXPECT_THAT(simulate(scratch / "out", {"--checkpoint-every", "often"}).errors,
                HasSubstr("'often' is no length of time"));
    EXPECT_FALSE(fs::exists(scratch / "out"));
}

} // namespace
