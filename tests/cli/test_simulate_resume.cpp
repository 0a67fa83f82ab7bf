// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// `saggar simulate --resume`: what comes of runs that were stopped, killed or extended is what comes of one
// that was not; and what is refused.

#include "program.hpp"
#include "scratch_folder.hpp"
#include "small_projects.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <cstdio>
#include <filesystem>
#include <map>

namespace {

namespace fs = std::filesystem;
using namespace saggar::testing_support;
using ::testing::AllOf;
using ::testing::HasSubstr;

std::string weather(int hours) {
    std::string text = "time,outdoor_temperature_c\n";
    for (int hour = 0; hour < hours; ++hour) {
        char row[64];
        std::snprintf(row, sizeof row, "2024-01-%02dT%02d:00:00Z,%g\n", 1 + hour / 24, hour % 24,
                      3.0 - 0.5 * (hour % 11));
        text += row;
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
        std::vector<std::string> words{
            "simulate", scratch.path().string(), "--from", "2024-01-01", "--to", to,
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

    ScratchFolder scratch;
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
    std::vector<std::string> const options{"--step", "1", "--checkpoint-every", "1"};
    std::vector<std::string> resume = options;
    resume.emplace_back("--resume");
    Outcome const killed =
        simulate("killed", "2024-01-02", options,
                 {.signal = SIGKILL, .await_file = (scratch / "killed/checkpoint.bin").string()});
    ASSERT_EQ(killed.code, -1) << "killed while it ran";
    EXPECT_FALSE(fs::exists(scratch / "killed/simulation.nc"));
    EXPECT_TRUE(fs::exists(scratch / "killed/simulation.part"));
    ASSERT_EQ(simulate("killed", "2024-01-02", resume).code, 1);
    ASSERT_EQ(simulate("whole", "2024-01-02", options).code, 1);
    expect_same("killed", "whole");
}

TEST_F(SimulateResume, RefusesAnotherRun) {
    ASSERT_EQ(simulate("out", "2024-01-01T06:00:00Z").code, 0);
    auto const before = content("out");
    auto const refused = [&](std::vector<std::string> more, std::string const& why,
                             char const* to = "2024-01-02") {
        more.emplace_back("--resume");
        Outcome const outcome = simulate("out", to, more);
        EXPECT_EQ(outcome.code, 2) << why;
        EXPECT_THAT(outcome.errors, HasSubstr(why));
        EXPECT_TRUE(content("out") == before) << why << ": something was touched";
    };
    refused({"--step", "30min"}, "was begun with another --from, --step");
    refused({"--elements", "plants"}, "--elements");
    refused({}, "further than --to", "2024-01-01T03:00:00Z");
    std::string changed = driven();
    changed.replace(changed.find("peak_kw: 200"), 12, "peak_kw: 201");
    scratch.write("project.yaml", changed);
    refused({}, "is of another project, or the project or a catalogue file of it has changed since: "
                "substations 'near', peak_kw: 200 and 201");
    scratch.write("project.yaml", driven());
    std::string rows = weather(48);
    rows.replace(rows.find("T03:00:00Z,1.5"), 14, "T03:00:00Z,1.6");
    scratch.write("weather.csv", rows);
    refused({}, "does not fit weather or demand");
    // What lies ahead may change: forecasts become measurements.
    rows = weather(60);
    rows.replace(rows.find("T07:00:00Z,-0.5"), 15, "T07:00:00Z,-4.5");
    scratch.write("weather.csv", rows);
    EXPECT_EQ(simulate("out", "2024-01-02", {"--resume"}).code, 1);
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
    refused("saggar checkpoint 2\n" + good.substr(20), "is no checkpoint");
    scratch.write("out/checkpoint.bin", good);
    fs::remove(scratch / "out/simulation.nc");
    Outcome const lost = simulate("out", "2024-01-02", {"--resume"});
    EXPECT_EQ(lost.code, 2);
    EXPECT_THAT(lost.errors, HasSubstr("not the series of the steps before it"));
    EXPECT_FALSE(fs::exists(scratch / "out/simulation.part"));
    EXPECT_EQ(simulate("never", "2024-01-02", {"--resume"}).code, 2) << "there is nothing to go on from";
    EXPECT_FALSE(fs::exists(scratch / "never"));
}

} // namespace
