// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// Options of `saggar simulate` that do not fit are refused, all of them, before anything is written.

#include "small_projects.hpp"
#include "words.hpp"

namespace {

using namespace saggar::testing_support;

TEST(Simulate, BadOptions) {
    auto const with = [](char const* from, char const* to, char const* step) {
        return run_saggar({"simulate", "examples/five-consumers", "--from", from, "--to", to, "--step", step,
                           "--out", "never"});
    };
    Outcome const wrong = with("then", "2024-01-15T00:10:00Z", "5 parsecs");
    EXPECT_EQ(wrong.code, 2);
    EXPECT_THAT(wrong.errors, AllOf(HasSubstr("'then' is no point in time"), HasSubstr("'5 parsecs'")));
    EXPECT_THAT(with("2024-01-16", "2024-01-15", "1h").errors, HasSubstr("is not after"));
    EXPECT_THAT(with("2024-01-15", "2024-01-16", "7h").errors, HasSubstr("no whole number of steps"));
    EXPECT_EQ(run_saggar({"simulate", "examples/five-consumers"}).code, 2);
    Outcome const model = run_saggar({"simulate", "examples/five-consumers", "--from", "2024-01-15", "--to",
                                      "2024-01-16", "--out", "never", "--model", "magic"});
    EXPECT_EQ(model.code, 2);
    EXPECT_THAT(model.errors, HasSubstr("plug-flow"));
    Outcome const cells = run_saggar({"simulate", "examples/five-consumers", "--from", "2024-01-15", "--to",
                                      "2024-01-16", "--out", "never", "--cell-length", "2"});
    EXPECT_EQ(cells.code, 2);
    EXPECT_THAT(cells.errors, HasSubstr("has no effect with --model plug-flow"));
}

TEST(Simulate, BadFineSteps) {
    auto const with = [](std::vector<std::string> const& more) {
        std::vector<std::string> words{
            "simulate", "examples/five-consumers", "--from", "2024-01-15", "--to", "2024-01-16", "--out",
            "never"};
        words.insert(words.end(), more.begin(), more.end());
        Outcome const outcome = run_saggar(words);
        EXPECT_EQ(outcome.code, 2);
        EXPECT_FALSE(fs::exists("never"));
        return outcome.errors;
    };
    EXPECT_THAT(with({"--fine-step", "7min"}),
                HasSubstr("option '--fine-step': 420 s is no whole part of --step, 3600 s"));
    EXPECT_THAT(with({"--fine-step", "1h"}), HasSubstr("3600 s is not shorter than --step, 3600 s"));
    EXPECT_THAT(with({"--fine-step", "2h", "--step", "30min"}),
                HasSubstr("7200 s is not shorter than --step, 1800 s"));
    EXPECT_THAT(with({"--fine-step", "0", "--fine-for", "a while"}),
                AllOf(HasSubstr("'0' is no length of time"), HasSubstr("'a while' is no length of time")));
    EXPECT_THAT(with({"--fine-for", "1h"}),
                HasSubstr("option '--fine-for': has no effect without --fine-step"));
}

} // namespace
