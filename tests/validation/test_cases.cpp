// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// Every folder of tests/data with a case.json is a test, found when the program starts. And the comparison
// itself is tested: it must fail where it should.

#include "case.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <limits>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace {

using namespace saggar::validation;
using nlohmann::json;

std::filesystem::path data_folder() {
    return std::filesystem::path{SAGGAR_SOURCE_DIR} / "tests" / "data";
}

class ValidationCase : public testing::Test {
public:
    explicit ValidationCase(std::filesystem::path folder) : folder_{std::move(folder)} {}

    void TestBody() override {
        try {
            Case const validation_case = read_case(folder_);
            for (std::string const& disagreement : run(validation_case)) {
                ADD_FAILURE() << disagreement << "\n  " << validation_case.title
                              << "\n  source: " << validation_case.source;
            }
        } catch (std::exception const& problem) {
            ADD_FAILURE() << (folder_ / "case.json").string() << ": " << problem.what();
        }
    }

private:
    std::filesystem::path folder_;
};

// Folder names become test names, in which only letters, digits and _ may stand.
std::string test_name(std::filesystem::path const& folder) {
    std::string name = std::filesystem::relative(folder, data_folder()).string();
    std::ranges::replace_if(
        name, [](char c) { return std::isalnum(static_cast<unsigned char>(c)) == 0; }, '_');
    return name;
}

// ---- the runner itself ------------------------------------------------------------------------------------

json good_case() {
    return json::parse(R"({"title": "t", "source": "s", "formula": "f", "method": "mixing",
        "inputs": {"mass_flow_kg_s": [1, 1], "temperature_c": [80, 60], "heat_capacity_j_kgk": 4180},
        "expected": {"mixed_c": 70}, "tolerance": {"relative": 1e-9}})");
}

std::vector<std::string> outcome(json const& document) {
    return run(read_case(document, std::filesystem::path{"made_up"}));
}

TEST(Runner, AcceptsWhatAgrees) {
    EXPECT_TRUE(outcome(good_case()).empty());
}

TEST(Runner, FindsCases) {
    EXPECT_GE(find_cases(data_folder()).size(), 30U) << "in " << data_folder();
}

TEST(Runner, ReportsWhatDisagrees) {
    auto document = good_case();
    document["expected"]["mixed_c"] = 70.001;
    auto const found = outcome(document);
    ASSERT_EQ(found.size(), 1U);
    for (char const* const part : {"made_up", "mixed_c", "70", "70.001", "allowed"}) {
        EXPECT_NE(found[0].find(part), std::string::npos) << part << " is not in: " << found[0];
    }
    document["tolerance"]["mixed_c"] = {{"absolute", 0.01}};
    EXPECT_TRUE(outcome(document).empty()) << "a quantity's own tolerance";
    document["tolerance"]["mixed_c"] = {{"absolute", 0.0001}};
    EXPECT_EQ(outcome(document).size(), 1U);
}

TEST(Runner, LeavesNothingOut) {
    auto unknown_method = good_case();
    unknown_method["method"] = "guessing";
    EXPECT_EQ(outcome(unknown_method).size(), 1U);
    auto not_computed = good_case();
    not_computed["expected"]["unheard_of"] = 1.0;
    EXPECT_EQ(outcome(not_computed).size(), 1U);
    auto unused_input = good_case();
    unused_input["inputs"]["colour"] = 1.0;
    EXPECT_EQ(outcome(unused_input).size(), 1U);
    auto missing_input = good_case();
    missing_input["inputs"].erase("temperature_c");
    EXPECT_EQ(outcome(missing_input).size(), 1U);
    auto other_length = good_case();
    other_length["expected"]["mixed_c"] = {70, 70};
    EXPECT_EQ(outcome(other_length).size(), 1U);
}

TEST(Runner, ANumberThatIsNoneDisagrees) {
    Case const expected = read_case(good_case(), "made_up");
    EXPECT_EQ(disagreements(expected, {{"mixed_c", {std::numeric_limits<double>::quiet_NaN()}}}).size(), 1U);
}

TEST(Runner, RefusesMalformedCases) {
    for (char const* const name :
         {"title", "source", "formula", "method", "inputs", "expected", "tolerance"}) {
        auto document = good_case();
        document.erase(name);
        EXPECT_THROW((void)read_case(document, "made_up"), std::runtime_error) << "without " << name;
    }
    auto const refuses = [](auto const& change, char const* what) {
        auto document = good_case();
        change(document);
        EXPECT_THROW((void)read_case(document, "made_up"), std::runtime_error) << what;
    };
    refuses([](json& d) { d["tolerence"] = 1.0; }, "an unknown field");
    refuses([](json& d) { d["expected"] = json::object(); }, "nothing expected");
    refuses([](json& d) { d["expected"]["mixed_c"] = "70"; }, "a text for a number");
    refuses([](json& d) { d["tolerance"] = json::object(); }, "no tolerance");
    refuses([](json& d) { d["tolerance"]["relative"] = 0.0; }, "a tolerance of nothing");
    refuses(
        [](json& d) {
            d["tolerance"]["heat_w"] = {{"relative", 1e-3}};
        },
        "a tolerance of what is not expected");
    refuses([](json& d) { d["source"] = ""; }, "no source");
}

} // namespace

int main(int argc, char** argv) {
    testing::InitGoogleTest(&argc, argv);
    for (auto const& folder : find_cases(data_folder())) {
        testing::RegisterTest("Case", test_name(folder).c_str(), nullptr, nullptr, __FILE__, __LINE__,
                              [folder]() -> testing::Test* { return new ValidationCase{folder}; });
    }
    return RUN_ALL_TESTS();
}
