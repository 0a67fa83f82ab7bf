// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// A correct project, one thing made wrong in it, and the one problem that must come of it.

#include "sample_projects.hpp"

#include "saggar/network/check.hpp"

#include <functional>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <ostream>
#include <string>
#include <vector>

namespace saggar::testing_support {

struct BrokenProject {
    std::string name;
    std::function<void(Project&)> spoil;
    ErrorCode code;
    std::string component;
    std::string id;
    std::string field;
    std::string says;             // part of text or advice
    Project (*sound)() = nullptr; // heat_project if not given

    friend void PrintTo(BrokenProject const& broken, std::ostream* stream) { *stream << broken.name; }
};

inline std::string all_texts(std::vector<Problem> const& problems) {
    std::string text;
    for (Problem const& problem : problems) {
        text += '[' + std::string{to_string(problem.code)} + "] " + to_string(problem) + '\n';
    }
    return text;
}

inline void expect_one_problem(BrokenProject const& broken) {
    Project project = broken.sound == nullptr ? heat_project() : broken.sound();
    ASSERT_EQ(all_texts(check(project, sample_catalogue())), "") << "the sound project is not";
    broken.spoil(project);
    std::vector<Problem> const problems = check(project, sample_catalogue());
    ASSERT_EQ(problems.size(), 1U) << all_texts(problems);
    Problem const& problem = problems.front();
    EXPECT_EQ(problem.code, broken.code) << all_texts(problems);
    EXPECT_EQ(problem.place.component, broken.component) << all_texts(problems);
    EXPECT_EQ(problem.place.id, broken.id) << all_texts(problems);
    EXPECT_EQ(problem.place.field, broken.field) << all_texts(problems);
    EXPECT_THAT(problem.text + ". " + problem.advice, ::testing::HasSubstr(broken.says));
    EXPECT_FALSE(problem.advice.empty()) << "says nothing of what to do: " << all_texts(problems);
}

inline std::string broken_name(::testing::TestParamInfo<BrokenProject> const& info) {
    return info.param.name;
}

} // namespace saggar::testing_support
