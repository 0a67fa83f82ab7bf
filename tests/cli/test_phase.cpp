// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// `saggar phase`: what is built when, and how large, if nobody knows who will come.

#include "phased_street.hpp"

#include <algorithm>
#include <cmath>
#include <map>

namespace {

using namespace saggar::testing_support;
using namespace saggar::testing_support::map_text;

constexpr char const* two_futures = "uptakes:\n"
                                    "  - {id: hospital_only, probability: 3, uptake_percent: 64}\n"
                                    "  - {id: nobody, probability: 1, uptake_percent: 0}\n";
constexpr char const* all_or_nobody = "uptakes:\n"
                                      "  - {id: everybody, probability: 3, uptake_percent: 100}\n"
                                      "  - {id: nobody, probability: 1, uptake_percent: 0}\n";

TEST(Phase, ConnectsEachInItsPhaseAndTheSolverConfirmsEachNetwork) {
    Street const street;
    street.write_project(two_phases);
    Outcome const outcome = street.phase({"--out", street.out()});
    ASSERT_EQ(outcome.code, 0) << outcome.errors << outcome.output;
    json const result = street.result();
    std::map<std::string, json> phase_of;
    for (json const& row : result.at("buildings")) {
        phase_of[row.at("id")] = row.at("phase");
    }
    EXPECT_EQ(phase_of.at("school"), "first");
    EXPECT_EQ(phase_of.at("hospital"), "second");
    EXPECT_EQ(phase_of.at("mill"), "second");
    for (std::string const year : {"2028", "2035"}) {
        Outcome const solved = run_saggar({"solve", street.out() + "/project_" + year + ".yaml", "--design"});
        EXPECT_EQ(solved.code, 0) << year << solved.errors << solved.output;
    }
    for (json const& row : result.at("phases")) {
        EXPECT_TRUE(row.at("buildings") == 0 || row.at("points_confirmed").get<int>() > 0) << row;
    }
}

// The trunk to the school is as large in the first phase as the hospital needs it later, and smaller where
// nobody looks ahead: then another one is laid.
TEST(Phase, LaysTrunksForWhatComesLater) {
    Street const street;
    street.write_project(two_phases);
    ASSERT_EQ(street.phase({"--out", street.out()}).code, 0);
    json const result = street.result();
    auto const ahead = rows(result.at("phases"), "look_ahead_all", "all");
    auto const steps = rows(result.at("phases"), "step_by_step", "all");
    ASSERT_EQ(ahead.size(), 2U);
    ASSERT_EQ(steps.size(), 2U);
    EXPECT_GT(ahead[0].at("pipe_capital").get<double>(), steps[0].at("pipe_capital").get<double>());
    auto const metres = [](json const& row) {
        return row.at("new_pipe_m").get<double>() + row.at("larger_pipe_m").get<double>();
    };
    EXPECT_GT(metres(steps[1]), metres(ahead[1]) + 300.0);
    auto const value = [&](std::string const& strategy) {
        return rows(result.at("regret"), strategy, "all").front().at("net_present_value").get<double>();
    };
    EXPECT_GT(value("look_ahead_all"), value("step_by_step"));
    EXPECT_EQ(result.at("chosen").at("strategy"), "look_ahead_all");
}

// With one phase there is nothing to wait for: the same plan, at the same money, as `saggar extend`.
TEST(Phase, OfOneIsAnExtension) {
    Street const street;
    street.write_maps("", R"("likelihood": 1)");
    street.write_project("phases: [{id: only, year: 2028}]\n");
    ASSERT_EQ(street.phase({"--out", street.out()}).code, 0);
    double const phased = street.result().at("chosen").at("net_present_value").get<double>();
    std::string const plan = (street.folder / "plan").string();
    Outcome const extended =
        run_saggar({"extend", street.folder.path().string(), "--seconds", "0.1", "--out", plan});
    ASSERT_EQ(extended.code, 0) << extended.errors;
    json const extension = json::parse(ScratchFolder::content(street.folder / "plan/plan.json"));
    double const at_once = extension.at("plan").at("net_present_value").get<double>();
    EXPECT_NEAR(phased, at_once, 1e-6 * std::abs(at_once));
}

// The hospital has 9,000 of the 14,000 MWh that could come: where half of them are asked for it is that one.
TEST(Phase, ShowsTheUptakeThatComesOfWholeBuildings) {
    Street const street;
    street.write_project(std::string{two_phases} + "uptakes: [{id: half, uptake_percent: 50}]\n");
    Outcome const outcome = street.phase({"--out", street.out()});
    ASSERT_EQ(outcome.code, 0) << outcome.errors << outcome.output;
    EXPECT_THAT(outcome.output, AllOf(HasSubstr("in whole buildings %"), HasSubstr("64.3")));
    json const result = street.result();
    EXPECT_NEAR(result.at("futures").at(0).at("uptake_reached_percent").get<double>(), 900.0 / 14.0, 1e-9);
    for (json const& row : result.at("phases")) {
        EXPECT_NEAR(row.at("uptake_reached_percent").get<double>(), 900.0 / 14.0, 1e-9);
    }
    std::string const csv = ScratchFolder::content(street.folder / "out/phases.csv");
    EXPECT_TRUE(csv.substr(0, csv.find('\n')).ends_with(",uptake_reached_percent")) << csv;
    // Where nobody could come later there is none.
    street.write_maps(R"("likelihood": 1)", R"("likelihood": 1)");
    ASSERT_EQ(street.phase({"--out", street.out()}).code, 0);
    EXPECT_TRUE(street.result().at("futures").at(0).at("uptake_reached_percent").is_null());
}

// A hospital that comes only after the last phase changes nothing for the mill, and the table says so.
TEST(Phase, KeepsThePlaceOfWhoComesByTheLastPhase) {
    Street const street;
    street.write_maps(R"("from_year": 2035, "likelihood": 0.3)", R"("from_year": 2050, "likelihood": 0.9)");
    street.write_project(std::string{two_phases} + "uptakes: [{id: most, uptake_percent: 64}]\n");
    Outcome const outcome = street.phase({"--out", street.out()});
    ASSERT_EQ(outcome.code, 0) << outcome.errors << outcome.output;
    std::map<std::string, json> status_of;
    json const result = street.result();
    for (json const& row : result.at("buildings")) {
        status_of[row.at("id")] = row.at("status");
    }
    EXPECT_EQ(status_of.at("mill"), "connected");
    EXPECT_EQ(status_of.at("hospital"), "comes_after_last_phase");
}

// A small workshop at the end of a street that is laid for a hospital: little water comes slowly and cold
// through the large trunk, so that its own pipe has to be larger than the end needs it. It must connect: it
// does, at once, and to wait is no strategy.
TEST(Phase, ConnectsWhatMustConnectInItsPhase) {
    Street const street;
    street.write_maps();
    street.folder.write(
        "buildings.geojson",
        collection(
            {Street::building(388400, 346020,
                              R"("id": "school", "peak_kw": 900, "annual_use_mwh": 3000, "from_year": 2035)"),
             Street::building(
                 388790, 346020,
                 R"("id": "hospital", "peak_kw": 3000, "annual_use_mwh": 9000, "from_year": 2035)"),
             Street::building(
                 388780, 345930,
                 R"("id": "workshop", "peak_kw": 21, "annual_use_mwh": 30, "must_connect": true)")},
            "27700"));
    street.write_project(two_phases);
    Outcome const outcome = street.phase({"--out", street.out()});
    ASSERT_EQ(outcome.code, 0) << outcome.errors << outcome.output;
    json const result = street.result();
    for (json const& row : result.at("buildings")) {
        if (row.at("id") == "workshop") {
            EXPECT_EQ(row.at("phase"), "first") << outcome.output;
        }
    }
    for (json const& row : result.at("phases")) {
        EXPECT_TRUE(row.at("new_buildings") == 1 || row.at("phase") == "second") << row;
    }
    auto const ahead = rows(result.at("phases"), "look_ahead_all", "all");
    ASSERT_EQ(ahead.size(), 2U);
    EXPECT_THAT(ahead[0].at("remark").get<std::string>(),
                HasSubstr("larger than planned: 1; else pipe gradient at workshop~service"));
    auto const waits = rows(result.at("regret"), "wait", "all");
    ASSERT_EQ(waits.size(), 1U);
    EXPECT_TRUE(waits[0].at("net_present_value").is_null());
    EXPECT_EQ(waits[0].at("remark"), "phase first: workshop must connect, but nothing is planned");
}

TEST(Phase, RegretsWhatAnotherFirstPhaseWouldHaveBeenWorth) {
    Street const street;
    street.write_project(std::string{two_phases} + all_or_nobody);
    ASSERT_EQ(street.phase({"--out", street.out()}).code, 0);
    json const result = street.result();
    std::map<std::string, double> best;
    for (json const& row : result.at("regret")) {
        auto const [known, is_new] = best.emplace(row.at("uptake"), -1e99);
        known->second = std::max(known->second, row.at("net_present_value").get<double>());
    }
    ASSERT_EQ(best.size(), 2U);
    double foreseen = 0.75 * best.at("everybody") + 0.25 * best.at("nobody");
    double chosen = -1e99;
    for (std::string const strategy :
         {"look_ahead_everybody", "look_ahead_nobody", "expected", "step_by_step", "wait"}) {
        double mean = 0.0;
        double largest = 0.0;
        json row;
        for (auto const& [uptake, probability] : {std::pair{"everybody", 0.75}, {"nobody", 0.25}}) {
            row = rows(result.at("regret"), strategy, uptake).at(0);
            double const value = row.at("net_present_value").get<double>();
            EXPECT_NEAR(row.at("regret").get<double>(), best.at(uptake) - value, 1e-6);
            EXPECT_NEAR(row.at("probability").get<double>(), probability, 1e-12);
            mean += probability * value;
            largest = std::max(largest, best.at(uptake) - value);
        }
        EXPECT_NEAR(row.at("expected_value").get<double>(), mean, 1e-6);
        EXPECT_NEAR(row.at("largest_regret").get<double>(), largest, 1e-6);
        chosen = std::max(chosen, mean);
        EXPECT_EQ(row.at("chosen") == "true", result.at("chosen").at("strategy") == strategy);
        if (row.at("chosen") == "true") {
            EXPECT_NEAR(result.at("expected_value_of_perfect_information").get<double>(), foreseen - mean,
                        1e-6);
        }
    }
    // Too large a trunk is regretted where nobody comes.
    EXPECT_GT(rows(result.at("regret"), "look_ahead_everybody", "nobody")[0].at("regret").get<double>(), 0.0);
}

// Whoever looks ahead to a future is worth as much in it as any other: the trunk that the hospital alone
// needs in the end is worth less at once than a second pipe later, as it is laid step by step.
TEST(Phase, LooksAheadToAFutureAtLeastAsWellAsAnyOther) {
    Street const street;
    street.write_project(std::string{two_phases} + two_futures);
    Outcome const outcome = street.phase({"--out", street.out()});
    ASSERT_EQ(outcome.code, 0) << outcome.errors << outcome.output;
    json const result = street.result();
    for (std::string const uptake : {"hospital_only", "nobody"}) {
        json const ahead = rows(result.at("regret"), "look_ahead_" + uptake, uptake).at(0);
        EXPECT_EQ(ahead.at("regret"), 0.0) << ahead;
    }
    json const taken = rows(result.at("regret"), "look_ahead_hospital_only", "hospital_only").at(0);
    EXPECT_EQ(taken.at("first_phase_of"), "look_ahead_nobody");
    EXPECT_THAT(outcome.output, HasSubstr("first phase as planned for look_ahead_nobody"));
    // In the mean of the futures likewise.
    auto const mean = [&](std::string const& strategy) {
        return rows(result.at("regret"), strategy, "nobody").at(0).at("expected_value").get<double>();
    };
    for (std::string const other :
         {"look_ahead_hospital_only", "look_ahead_nobody", "step_by_step", "wait"}) {
        EXPECT_GE(mean("expected"), mean(other)) << other;
    }
}

// A railway that is dear to cross lies across the street, so that later another pipe is not laid beside the
// one to the school: that is replaced. By hand, as CountsMoneyAsTheManualSays, but that maintenance has no
// crossings in it, and of the first pipe ends in 2035.
TEST(Phase, ReplacesStepByStepWhatIsTooSmallLater) {
    Street const street;
    street.folder.write("obstacles.geojson",
                        collection({feature(line("[388200, 345900], [388200, 346100]"))}, "27700"));
    street.write_project("  obstacles: obstacles.geojson\n  crossing_cost: 400000\n" +
                         std::string{two_phases});
    ASSERT_EQ(street.phase({"--out", street.out()}).code, 0);
    json const result = street.result();
    auto const steps = rows(result.at("phases"), "step_by_step", "all");
    ASSERT_EQ(steps.size(), 2U);
    auto const amount = [&](std::size_t phase, char const* what) {
        return steps[phase].at(what).get<double>();
    };
    EXPECT_TRUE(steps[0].at("replaced").is_null());
    ASSERT_TRUE(steps[1].at("replaced").is_string());
    // Whoever looks ahead lays the same street, just as large, at once; and for as much.
    ASSERT_EQ(result.at("chosen").at("strategy"), "look_ahead_all");
    std::string const replaced = steps[1].at("replaced");
    json const& pipes = result.at("pipes");
    auto const trunk = std::ranges::find_if(
        pipes, [](json const& row) { return row.at("year") == 2028 && row.at("kind") == "street"; });
    ASSERT_NE(trunk, pipes.end()) << replaced;
    ASSERT_TRUE(replaced.ends_with(" to " + trunk->at("catalogue").get<std::string>())) << replaced;
    EXPECT_NEAR(amount(1, "larger_pipe_capital"), trunk->at("capital").get<double>(), 1e-6);
    EXPECT_NEAR(amount(1, "larger_pipe_m"), trunk->at("length_m").get<double>(), 1e-6);
    // The first phase laid the street and a service pipe that both strategies share.
    double service = 0.0;
    for (json const& row : pipes) {
        bool const of_first = row.at("year") == 2028 && row.at("kind") == "service";
        service += of_first ? row.at("capital").get<double>() : 0.0;
    }
    EXPECT_NEAR(amount(1, "written_off"), amount(0, "pipe_capital") - service, 1e-6);

    auto const worth = [](int year) { return std::pow(1.04, 2028 - year); };
    double const crossing = 400e3;
    double value = 0.0;
    for (int year = 2029; year <= 2058; ++year) {
        std::size_t const phase = year <= 2035 ? 0 : 1;
        double maintained = amount(0, "pipe_capital") - crossing;
        if (phase == 1) {
            maintained += amount(1, "pipe_capital") - amount(1, "written_off");
        }
        value += worth(year) * (50.0 * amount(phase, "annual_use_mwh") - 0.01 * maintained -
                                20.0 * amount(phase, "heat_loss_mwh") - 200.0 * amount(phase, "pumping_mwh"));
    }
    for (std::size_t const phase : {0U, 1U}) {
        double const capital = amount(phase, "pipe_capital") + amount(phase, "connection_cost") +
                               amount(phase, "source_capital");
        value += capital * (-worth(phase == 0 ? 2028 : 2035) + (phase == 0 ? 0.0 : 7.0 / 30.0 * worth(2058)));
    }
    double const told = rows(result.at("regret"), "step_by_step", "all")[0].at("net_present_value");
    EXPECT_NEAR(told, value, 1e-6 * value);
}

// By hand from the rows of phases.csv and the project's prices.
TEST(Phase, CountsMoneyAsTheManualSays) {
    Street const street;
    street.write_project(std::string{two_phases} + two_futures);
    ASSERT_EQ(street.phase({"--out", street.out()}).code, 0);
    json const result = street.result();
    auto const worth = [](int year) { return std::pow(1.04, 2028 - year); };
    for (json const& row : result.at("regret")) {
        auto const phases = rows(result.at("phases"), row.at("strategy"), row.at("uptake"));
        ASSERT_EQ(phases.size(), 2U);
        double value = 0.0;
        for (int year = 2029; year <= 2058; ++year) {
            json const& phase = phases[year <= 2035 ? 0 : 1];
            double capital = 0.0;
            for (json const& one : phases) {
                capital += one.at("year") < year ? one.at("pipe_capital").get<double>() : 0.0;
            }
            value += worth(year) * ((70.0 - 20.0) * phase.at("annual_use_mwh").get<double>() -
                                    0.01 * capital - 20.0 * phase.at("heat_loss_mwh").get<double>() -
                                    200.0 * phase.at("pumping_mwh").get<double>());
        }
        for (json const& phase : phases) {
            int const year = phase.at("year");
            double const capital = phase.at("pipe_capital").get<double>() +
                                   phase.at("connection_cost").get<double>() +
                                   phase.at("source_capital").get<double>();
            value += capital * (-worth(year) + (year - 2028) / 30.0 * worth(2058));
        }
        EXPECT_NEAR(row.at("net_present_value").get<double>(), value, 1e-6 * std::abs(value)) << row;
    }
}

TEST(Phase, RefusesWhatHasNoEffectOrNoSense) {
    Street const street;
    street.write_project("phases:\n  - {id: late, year: 2035}\n  - {id: early, year: 2028}\n"
                         "uptakes: [{id: all, uptake_percent: 120}]\nphasing: {uptake: some}\n",
                         Street::plant("boilers", ", service_from_year: 2030, service_until_year: 2029"));
    Outcome const outcome = street.phase({"--out", street.out()});
    EXPECT_EQ(outcome.code, 2);
    EXPECT_THAT(outcome.errors,
                AllOf(HasSubstr("2028 is not after the 2035 of 'late'"), HasSubstr("uptake_percent"),
                      HasSubstr("there is no 'some' under uptakes"), HasSubstr("service_until_year")));
    street.write_project("phasing: {goal: least_regret}\n",
                         Street::plant("boilers", ", service_until_year: 2029"));
    Outcome const without = run_saggar({"check", street.folder.path().string()});
    EXPECT_EQ(without.code, 2);
    EXPECT_THAT(without.errors, AllOf(HasSubstr("service_until_year"), HasSubstr("the project has no phases"),
                                      HasSubstr("goal")));
}

TEST(Phase, SaysWhatIsMissing) {
    Street const street;
    street.write_project("");
    Outcome const none = street.phase();
    EXPECT_EQ(none.code, 2);
    EXPECT_THAT(none.errors, HasSubstr("nothing says when is built"));
    street.write_project("  goal: most_heat\n  budget: 1e6\n" + std::string{two_phases});
    Outcome const budget = street.phase();
    EXPECT_EQ(budget.code, 2);
    EXPECT_THAT(budget.errors, HasSubstr("not under a budget"));
}

TEST(Phase, NamesBuildingsWhoseYearOrLikelihoodIsNone) {
    Street const street;
    street.write_maps(R"("from_year": 2035.5)", R"("likelihood": 90)");
    street.write_project(two_phases);
    Outcome const outcome = street.phase({"-v"});
    EXPECT_EQ(outcome.code, 0) << outcome.errors;
    EXPECT_THAT(outcome.output,
                AllOf(HasSubstr("mill: from_year is 2035.5"), HasSubstr("hospital: likelihood is 90")));
}

// A job of minutes, so that it is not done before it is stopped.
TEST(Phase, InterruptedWritesNothing) {
    ScratchFolder const scratch;
    std::filesystem::path const out = scratch / "out";
    Outcome const outcome = run_saggar({"phase", "examples/stoke-on-trent/extension", "--out", out.string()},
                                       {.terminal = true, .await = "plan"});
    EXPECT_EQ(outcome.code, 130) << outcome.errors;
    EXPECT_THAT(outcome.errors, HasSubstr("stopped: nothing was written"));
    EXPECT_FALSE(std::filesystem::exists(out));
}

TEST(Phase, StoppedAndResumedIsTheSame) {
    Street const street;
    street.write_project(std::string{two_phases} + two_futures);
    auto const phase = [&](char const* out, char const* more, Manner const& manner = {}) {
        return run_saggar({"phase", street.folder.path().string(), "--seconds", "0.1", "--threads", "1",
                           "--out", (street.folder / out).string(), more},
                          manner);
    };
    ASSERT_EQ(phase("whole", "-q").code, 0);
    std::string const checkpoint = (street.folder / "parts/phases_checkpoint.bin").string();
    Outcome const stopped = phase("parts", "-q", {.await_file = checkpoint});
    ASSERT_EQ(stopped.code, 130) << stopped.errors;
    EXPECT_THAT(stopped.errors, HasSubstr("--resume goes on from there"));
    // Maps belong to what is planned from.
    street.write_maps(R"("from_year": 2031)");
    Outcome const refused = phase("parts", "--resume");
    EXPECT_EQ(refused.code, 2);
    EXPECT_THAT(refused.errors,
                HasSubstr("does not fit buildings file 'buildings.geojson', which has changed"));
    street.write_maps();
    ASSERT_EQ(phase("parts", "--resume").code, 0);
    EXPECT_FALSE(std::filesystem::exists(checkpoint));
    for (auto const& entry : std::filesystem::directory_iterator{street.folder / "whole"}) {
        std::filesystem::path const name = entry.path().filename();
        if (name.extension() != ".gpkg") {
            EXPECT_EQ(ScratchFolder::content(entry.path()),
                      ScratchFolder::content(street.folder / "parts" / name))
                << name;
        }
    }
}

} // namespace
