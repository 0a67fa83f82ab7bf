// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// Every folder of tests/data/broken is a project that must be refused, with exactly the problems that its
// expected.json lists (see the README there).

#include "saggar/io/project_reader.hpp"
#include "source_dir.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <set>

namespace {

using namespace saggar;
namespace fs = std::filesystem;

fs::path folder_of_all() {
    return saggar::testing_support::source_dir() / "tests/data/broken";
}

std::vector<std::string> all_cases() {
    std::vector<std::string> names;
    for (auto const& entry : fs::directory_iterator{folder_of_all()}) {
        if (entry.is_directory()) {
            names.push_back(entry.path().filename().string());
        }
    }
    std::sort(names.begin(), names.end());
    return names;
}

nlohmann::json expectation(std::string const& name) {
    return nlohmann::json::parse(std::ifstream{folder_of_all() / name / "expected.json"});
}

// As in expected.json: files start from the case's folder.
struct Found {
    std::string code;
    std::string file;
    std::size_t line;
    std::string component;
    std::string id;
    std::string field;
    std::string says;
};

std::vector<Found> found_in(Error const& error, fs::path const& folder) {
    std::vector<Found> all;
    for (Problem const& problem : error.problems()) {
        std::string file = fs::path{problem.place.file}.lexically_relative(folder).generic_string();
        all.push_back({std::string{to_string(problem.code)}, file == "." ? "" : file, problem.place.line,
                       problem.place.component, problem.place.id, problem.place.field,
                       problem.text + ". " + problem.advice});
    }
    return all;
}

bool is_expected(Found const& found, nlohmann::json const& expected) {
    return found.code == expected["code"] && found.file == expected["file"] &&
           found.line == expected.value("line", 0U) && found.component == expected.value("component", "") &&
           found.id == expected.value("id", "") && found.field == expected.value("field", "") &&
           found.says.find(expected["says"].get<std::string>()) != std::string::npos;
}

class BrokenProject : public ::testing::TestWithParam<std::string> {};

TEST_P(BrokenProject, IsRefusedWithExactlyTheExpectedProblems) {
    fs::path const folder = folder_of_all() / GetParam();
    nlohmann::json const expected = expectation(GetParam());
    ASSERT_FALSE(expected["problems"].empty());
    try {
        static_cast<void>(load_network(folder / expected.value("project", "")));
        FAIL() << "was read without a complaint";
    } catch (Error const& error) {
        std::vector<Found> left = found_in(error, folder);
        for (auto const& one : expected["problems"]) {
            auto const match = std::find_if(left.begin(), left.end(),
                                            [&](Found const& found) { return is_expected(found, one); });
            if (match == left.end()) {
                ADD_FAILURE() << "not said: " << one << "\nsaid:\n" << error.what();
            } else {
                left.erase(match);
            }
        }
        for (Found const& found : left) {
            ADD_FAILURE() << fmt::format("said beyond what is expected: [{}] {}:{} {} '{}' {}: {}",
                                         found.code, found.file, found.line, found.component, found.id,
                                         found.field, found.says);
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Data, BrokenProject, ::testing::ValuesIn(all_cases()),
                         [](auto const& instance) { return instance.param; });

TEST(BrokenProjects, CoverEveryCodeThatAProjectCanCause) {
    std::set<std::string> seen;
    for (std::string const& name : all_cases()) {
        nlohmann::json const expected = expectation(name);
        for (auto const& problem : expected["problems"]) {
            seen.insert(problem["code"]);
        }
    }
    EXPECT_GE(all_cases().size(), 60U);
    std::vector<std::string> missing;
    for (int code = 100; code < 500; ++code) {
        std::string const word{to_string(static_cast<ErrorCode>(code))};
        bool const of_another_input = word == "not_translatable" || word == "file_unwritable" ||
                                      word == "unknown_option" || word == "operation_refused";
        if (word != "unknown_error" && !of_another_input && !seen.contains(word)) {
            missing.push_back(word);
        }
    }
    EXPECT_THAT(missing, ::testing::IsEmpty());
}

} // namespace
