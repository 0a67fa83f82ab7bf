// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// `saggar simulate --resume`: what comes of runs that were stopped, killed or extended is what comes of one
// that was not; and what is refused.

#include "program.hpp"
#include "scratch_folder.hpp"
#include "small_projects.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <cstdlib>
#include <filesystem>
#include <map>
#include <utility>

namespace {

namespace fs = std::filesystem;
using namespace saggar::testing_support;
using ::testing::AllOf;
using ::testing::HasSubstr;

std::string weather(int hours) {
    std::string text = "time,outdoor_temperature_c\n";
    for (int hour = 0; hour < hours; ++hour) {
        text += fmt::format("2024-01-{:02}T{:02}:00:00Z,{:g}\n", 1 + hour / 24, hour % 24,
                            3.0 - 0.5 * (hour % 11));
    }
    return text;
}

// A trip and a closed pair, so that plants stop, valves limit and structures change. Steps of seconds do not
// settle through a trip.
std::string driven(bool trips = true) {
    std::string const trip = "    - {time: 2024-01-01T06:00:00Z, element: boiler, action: trip}\n"
                             "    - {time: 2024-01-01T08:00:00Z, element: boiler, action: recover}\n";
    std::string text = street_yaml("simulation:\n"
                                   "  weather: weather.csv\n"
                                   "  annual_degree_days_kd: 2000\n"
                                   "  events:\n" +
                                   (trips ? trip : std::string{}) +
                                   "    - {time: 2024-01-01T12:00:00Z, element: p2, action: close}\n"
                                   "    - {time: 2024-01-01T15:00:00Z, element: p2, action: open}\n");
    for (std::string const id : {"near", "far"}) {
        std::string const before = "{id: " + id + ",";
        text.replace(text.find(before), before.size(), before + " annual_use_mwh: 300,");
    }
    return text;
}

class SimulateResume : public ::testing::Test {
protected:
    SimulateResume() {
        scratch.write("project.yaml", driven());
        scratch.write("weather.csv", weather(48));
    }
    [[nodiscard]] Outcome simulate(char const* out, char const* to, std::vector<std::string> const& more = {},
                                   Manner const& manner = {}) const {
        std::vector<std::string> words{"simulate", scratch.path().string(), "--from", from, "--to", to,
                                       "--out",    (scratch / out).string()};
        words.insert(words.end(), more.begin(), more.end());
        return run_saggar(words, manner);
    }
    // Every file of a folder.
    [[nodiscard]] std::map<std::string, std::string> content(char const* folder) const {
        std::map<std::string, std::string> files;
        for (auto const& entry : fs::directory_iterator{scratch / folder}) {
            files[entry.path().filename().string()] = ScratchFolder::content(entry.path());
        }
        return files;
    }
    void expect_same(char const* folder, char const* whole) const {
        auto const found = content(folder);
        auto const expected = content(whole);
        ASSERT_EQ(found.size(), expected.size());
        for (auto const& [name, bytes] : expected) {
            ASSERT_TRUE(found.contains(name)) << name;
            EXPECT_TRUE(found.at(name) == bytes) << name << " differs";
        }
        EXPECT_FALSE(found.contains("simulation.part"));
    }

    void expect_refused(char const* out, char const* to, std::string const& why,
                        std::vector<std::string> more = {}) const {
        auto const before = content(out);
        more.emplace_back("--resume");
        Outcome const outcome = simulate(out, to, more);
        EXPECT_EQ(outcome.code, 2) << why;
        EXPECT_THAT(outcome.errors, HasSubstr(why));
        EXPECT_TRUE(content(out) == before) << why << ": something was touched";
    }

    ScratchFolder scratch;
    std::string from{"2024-01-01"};
};

TEST_F(SimulateResume, ExtendedRunIsTheSame) {
    std::vector<std::string> const options{"--step", "15min", "--csv", "-q"};
    std::vector<std::string> resume = options;
    resume.emplace_back("--resume");
    ASSERT_EQ(simulate("whole", "2024-01-02", options).code, 1);
    ASSERT_EQ(simulate("parts", "2024-01-01T04:00:00Z", options).code, 0);
    ASSERT_EQ(simulate("parts", "2024-01-01T13:30:00Z", resume).code, 1);
    ASSERT_EQ(simulate("parts", "2024-01-02", resume).code, 1);
    expect_same("parts", "whole");
    // A run that is over can be asked for once more.
    ASSERT_EQ(simulate("parts", "2024-01-02", resume).code, 1);
    expect_same("parts", "whole");
}

// Stopped among steps that are taken in parts, and behind them.
TEST_F(SimulateResume, FineStepsAreTheSame) {
    std::string project = driven();
    for (auto const& [on_the_hour, within] :
         {std::pair{"T06:00:00Z", "T06:20:00Z"}, std::pair{"T08:00:00Z", "T07:05:00Z"}}) {
        project.replace(project.find(on_the_hour), 10, within);
    }
    scratch.write("project.yaml", project);
    std::vector<std::string> const options{"--csv", "-q", "--fine-step", "5min", "--fine-for", "90min"};
    std::vector<std::string> resume = options;
    resume.emplace_back("--resume");
    ASSERT_EQ(simulate("whole", "2024-01-02", options).code, 1);
    ASSERT_EQ(simulate("parts", "2024-01-01T06:00:00Z", options).code, 0);
    for (char const* const to : {"2024-01-01T07:00:00Z", "2024-01-01T08:00:00Z", "2024-01-01T10:00:00Z",
                                 "2024-01-01T13:00:00Z", "2024-01-02"}) {
        ASSERT_EQ(simulate("parts", to, resume).code, 1) << to;
    }
    expect_same("parts", "whole");
    expect_refused("parts", "2024-01-02", "was begun with another --fine-step (300 s, not none)");
    expect_refused("parts", "2024-01-02", "another --fine-step (300 s, not 600 s)",
                   {"--csv", "--fine-step", "600", "--fine-for", "90min"});
    expect_refused("parts", "2024-01-02", "was begun with another --fine-for (5400 s, not 7200 s)",
                   {"--csv", "--fine-step", "5min"});
}

TEST_F(SimulateResume, StoppedRunIsTheSame) {
    scratch.write("project.yaml", driven(false));
    std::vector<std::string> const options{"--step", "1"};
    std::vector<std::string> resume = options;
    resume.emplace_back("--resume");
    Outcome const stopped = simulate("stopped", "2024-01-02", options, {.terminal = true, .await = " left"});
    ASSERT_EQ(stopped.code, 130) << stopped.errors;
    EXPECT_THAT(stopped.errors, HasSubstr("--resume goes on from there"));
    ASSERT_EQ(simulate("stopped", "2024-01-02", resume).code, 1);
    ASSERT_EQ(simulate("whole", "2024-01-02", options).code, 1);
    expect_same("stopped", "whole");
}

// Without any chance to leave things in order, after the first checkpoint.
TEST_F(SimulateResume, KilledRunIsTheSame) {
    scratch.write("project.yaml", driven(false));
    scratch.write("weather.csv", weather(120));
    std::vector<std::string> const options{"--step", "1", "--checkpoint-every", "1"};
    std::vector<std::string> resume = options;
    resume.emplace_back("--resume");
    Outcome const killed =
        simulate("killed", "2024-01-05", options, // far more than it comes to
                 {.signal = SIGKILL, .await_file = (scratch / "killed/checkpoint.bin").string()});
    ASSERT_EQ(killed.code, -1) << "killed while it ran";
    EXPECT_FALSE(fs::exists(scratch / "killed/simulation.nc"));
    EXPECT_TRUE(fs::exists(scratch / "killed/simulation.part"));
    ASSERT_EQ(simulate("killed", "2024-01-03", resume).code, 1);
    ASSERT_EQ(simulate("whole", "2024-01-03", options).code, 1);
    expect_same("killed", "whole");
}

TEST_F(SimulateResume, RefusesAnotherRun) {
    ASSERT_EQ(simulate("out", "2024-01-01T06:00:00Z").code, 0);
    auto const refused = [&](std::vector<std::string> more, std::string const& why,
                             char const* to = "2024-01-02") {
        expect_refused("out", to, why, std::move(more));
    };
    refused({"--step", "30min"}, "was begun with another --step (3600 s, not 1800 s). Give the same");
    refused({"--elements", "plants", "--csv"},
            "was begun with another --elements (the usual ones, not plants) and another --csv (off, not on)");
    refused({"--model", "reference"}, "another --model (plug-flow, not reference). Give");
    refused({}, "further than --to", "2024-01-01T03:00:00Z");
    std::string changed = driven();
    changed.replace(changed.find("peak_kw: 200"), 12, "peak_kw: 201");
    scratch.write("project.yaml", changed);
    refused({}, "is of another project, or the project has changed since: "
                "substations 'near', peak_kw: 200 and 201");
    scratch.write("project.yaml", driven());
    std::string rows = weather(48);
    rows.replace(rows.find("T03:00:00Z,1.5"), 14, "T03:00:00Z,1.6");
    scratch.write("weather.csv", rows);
    refused({}, "does not fit weather and demand");
    // What lies ahead may change: forecasts become measurements.
    rows = weather(60);
    rows.replace(rows.find("T07:00:00Z,-0.5"), 15, "T07:00:00Z,-4.5");
    scratch.write("weather.csv", rows);
    EXPECT_EQ(simulate("out", "2024-01-02", {"--resume"}).code, 1);
}

// A row of weather, of 3 degC and half a degree less for each hour after midnight, up to eleven.
std::string changed_at(int hour, int hours = 48) {
    std::string rows = weather(hours);
    std::string const row = fmt::format("2024-01-{:02}T{:02}:00:00Z,", 1 + hour / 24, hour % 24);
    std::size_t const begin = rows.find(row) + row.size();
    return rows.replace(begin, rows.find('\n', begin) - begin, "-7");
}

// What was asked for hangs on weather that no step has: on the rest of the day, on the days before, on the
// file.
TEST_F(SimulateResume, RefusesOtherDemandOfTheSameWeather) {
    std::string project = driven(false);
    for (std::string const id : {"near", "far"}) {
        std::string const before = "{id: " + id + ",";
        project.replace(project.find(before), before.size(), before + " demand_shape: SigLinDe/MFH,");
    }
    scratch.write("project.yaml", project);
    from = "2024-01-02";
    ASSERT_EQ(simulate("out", "2024-01-02T06:00:00Z").code, 0);
    for (int const hour : {12, 24 + 20}) {
        scratch.write("weather.csv", changed_at(hour));
        expect_refused("out", "2024-01-02T09:00:00Z", "does not fit demand: what was simulated");
    }
    // A profile is scaled by what the whole file holds.
    scratch.write("weather.csv", weather(96));
    expect_refused("out", "2024-01-02T09:00:00Z", "does not fit demand: what was simulated");
    scratch.write("weather.csv", weather(48));
    EXPECT_EQ(simulate("out", "2024-01-02T09:00:00Z", {"--resume"}).code, 0);
}

// A run into the next year asks for the same heat in this one.
TEST_F(SimulateResume, GoesOnIntoTheNextYear) {
    std::string project = driven(false);
    std::string const given = "  annual_degree_days_kd: 2000\n";
    project.replace(project.find(given), given.size(), "  weather_year: any\n");
    scratch.write("project.yaml", project);
    std::string rows = "time,outdoor_temperature_c\n";
    int month = 0;
    for (int const days : {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}) {
        ++month;
        for (int hour = 0; hour < 24 * days; ++hour) {
            rows += fmt::format("2023-{:02}-{:02}T{:02}:00:00Z,{:g}\n", month, 1 + hour / 24, hour % 24,
                                std::abs(month - 7) < 3 ? 16.0 : 2.0 + 0.5 * (hour % 17));
        }
    }
    scratch.write("weather.csv", rows);
    from = "2024-12-31T12:00:00Z";
    ASSERT_EQ(simulate("parts", "2024-12-31T18:00:00Z").code, 0);
    Outcome const resumed = simulate("parts", "2025-01-01T06:00:00Z", {"--resume"});
    ASSERT_EQ(resumed.code, 0) << resumed.errors;
    ASSERT_EQ(simulate("whole", "2025-01-01T06:00:00Z").code, 0);
    expect_same("parts", "whole");
}

// They looked at weather that is still ahead.
TEST_F(SimulateResume, RefusesOtherWeatherThatControllersLookedAt) {
    scratch.write("project.yaml",
                  driven(false) +
                      "controllers:\n  - {id: curve, kind: supply_temperature, outdoor_c: [-5, 15], "
                      "temperature_c: [80, 70], lead_hours: 3}\n");
    ASSERT_EQ(simulate("out", "2024-01-01T06:00:00Z").code, 0);
    scratch.write("weather.csv", changed_at(7));
    expect_refused("out", "2024-01-01T09:00:00Z",
                   "does not fit weather: what was simulated already has other values in the files now "
                   "(controllers looked 3 h ahead)");
    scratch.write("weather.csv", changed_at(9));
    EXPECT_EQ(simulate("out", "2024-01-01T09:00:00Z", {"--resume"}).code, 0);
}

// The last part of the last step looked further ahead than a whole one would have.
TEST_F(SimulateResume, RefusesOtherWeatherThatPartsOfAStepLookedAt) {
    std::string project = driven(false);
    project.replace(project.find("T12:00:00Z"), 10, "T05:30:00Z");
    scratch.write("project.yaml",
                  project + "controllers:\n  - {id: curve, kind: supply_temperature, outdoor_c: [-5, 15], "
                            "temperature_c: [80, 70], lead_hours: 3}\n");
    std::vector<std::string> fine{"--fine-step", "30min"};
    ASSERT_EQ(simulate("out", "2024-01-01T06:00:00Z", fine).code, 1);
    scratch.write("weather.csv", changed_at(8));
    expect_refused("out", "2024-01-01T09:00:00Z", "does not fit weather: what was simulated", fine);
    scratch.write("weather.csv", changed_at(9));
    fine.emplace_back("--resume");
    EXPECT_EQ(simulate("out", "2024-01-01T09:00:00Z", fine).code, 1);
}

TEST_F(SimulateResume, NamesTheFileThatChanged) {
    std::string project = driven(false);
    std::string const section = "simulation:\n";
    project.replace(project.find(section), section.size(), "simulation:\n  shapes: [own.csv]\n");
    std::string const before = "{id: near,";
    project.replace(project.find(before), before.size(), before + " demand_shape: works,");
    project +=
        "sources:\n  - {id: burner, plant: boiler, kind: gas_boiler, maximum_heat_kw: 900, efficiency: 0.9}\n"
        "  - {id: waste, plant: boiler, kind: series, file: waste.csv, heat_price_per_mwh: 1}\n"
        "prices: {file: prices.csv, gas_per_mwh: 40}\n";
    scratch.write("project.yaml", project);
    auto const hourly = [](char const* header, char const* values, char const* third) {
        std::string text = std::string{"time,"} + header + "\n";
        for (int hour = 0; hour < 48; ++hour) {
            text += fmt::format("2024-01-{:02}T{:02}:00:00Z,{}\n", 1 + hour / 24, hour % 24,
                                hour == 3 ? third : values);
        }
        return text;
    };
    auto const shape = [](char const* factor) {
        std::string text = "shape,day,day_factor";
        std::string row = std::string{"works,mon-sun,"} + factor;
        for (int hour = 0; hour < 24; ++hour) {
            text += fmt::format(",h{:02}", hour);
            row += ",1";
        }
        return text + "\n" + row + "\n";
    };
    char const* const price_columns = "electricity_import_per_mwh,electricity_export_per_mwh,"
                                      "electricity_carbon_kg_per_mwh";
    auto const write = [&](char const* factor, char const* heat, char const* price) {
        scratch.write("own.csv", shape(factor));
        scratch.write("waste.csv", hourly("heat_kw", "100", heat));
        scratch.write("prices.csv", hourly(price_columns, "150,50,200", price));
    };
    write("1", "100", "150,50,200");
    Outcome const begun = simulate("out", "2024-01-01T06:00:00Z", {"--model", "reference"});
    ASSERT_EQ(begun.code, 0) << begun.errors;
    std::vector<std::string> const model{"--model", "reference"};
    write("1.0", "100", "150,50,200");
    expect_refused("out", "2024-01-01T08:00:00Z",
                   "does not fit shapes file 'own.csv', which has changed since", model);
    write("1", "90", "150,50,200");
    expect_refused("out", "2024-01-01T08:00:00Z", "does not fit sources: what was simulated", model);
    write("1", "90", "150,50,210");
    expect_refused("out", "2024-01-01T08:00:00Z", "does not fit sources and prices: what was", model);
    write("1", "100", "150,50,200");
    expect_refused("out", "2024-01-01T08:00:00Z", "was begun with another --cell-length (5 m, not 2 m). Give",
                   {"--model", "reference", "--cell-length", "2"});
    EXPECT_EQ(simulate("out", "2024-01-01T08:00:00Z", {"--model", "reference", "--resume"}).code, 0);
}

TEST_F(SimulateResume, RefusesWhatIsDamaged) {
    ASSERT_EQ(simulate("out", "2024-01-01T06:00:00Z").code, 0);
    std::string const good = ScratchFolder::content(scratch / "out/checkpoint.bin");
    auto const refused = [&](std::string const& bytes, std::string const& why) {
        scratch.write("out/checkpoint.bin", bytes);
        auto const before = content("out");
        Outcome const outcome = simulate("out", "2024-01-02", {"--resume"});
        EXPECT_EQ(outcome.code, 2) << why;
        EXPECT_THAT(outcome.errors,
                    AllOf(HasSubstr("checkpoint.bin"), HasSubstr(why), HasSubstr("egin anew")));
        EXPECT_TRUE(content("out") == before) << why << ": something was touched";
    };
    for (std::size_t const at : {std::size_t{30}, good.size() / 2, good.size() - 1}) {
        std::string bytes = good;
        bytes[at] = static_cast<char>(bytes[at] ^ 0x10);
        refused(bytes, "is damaged");
    }
    refused(good.substr(0, good.size() / 2), "is damaged");
    refused(good.substr(0, 22), "is damaged");
    refused("", "is no checkpoint");
    refused("saggar checkpoint 1\n" + good.substr(20), "is no checkpoint");
    scratch.write("out/checkpoint.bin", good);
    fs::remove(scratch / "out/simulation.nc");
    Outcome const lost = simulate("out", "2024-01-02", {"--resume"});
    EXPECT_EQ(lost.code, 2);
    EXPECT_THAT(lost.errors, HasSubstr("not the series of the steps before it"));
    EXPECT_FALSE(fs::exists(scratch / "out/simulation.part"));
    Outcome const never = simulate("never", "2024-01-02", {"--resume"});
    EXPECT_EQ(never.code, 2);
    EXPECT_THAT(never.errors, AllOf(HasSubstr("never/checkpoint.bin"), HasSubstr("nothing to go on from"),
                                    HasSubstr("Begin without --resume")));
    EXPECT_FALSE(fs::exists(scratch / "never"));
}

} // namespace
