// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// Every folder of tests/data with a case.json is a test, found when the program starts. And the comparison
// itself is tested: it must fail where it should.

#include "case.hpp"
#include "source_dir.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <limits>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

using namespace saggar::validation;
using nlohmann::json;

std::filesystem::path data_folder() {
    return saggar::testing_support::source_dir() / "tests" / "data";
}

class ValidationCase : public testing::TestWithParam<std::filesystem::path> {};

TEST_P(ValidationCase, Agrees) {
    std::filesystem::path const& folder = GetParam();
    try {
        Case const validation_case = read_case(folder);
        for (std::string const& disagreement : run(validation_case)) {
            ADD_FAILURE() << disagreement << "\n  " << validation_case.title
                          << "\n  source: " << validation_case.source;
        }
    } catch (std::exception const& problem) {
        ADD_FAILURE() << (folder / "case.json").string() << ": " << problem.what();
    }
}

// Folder names become test names, in which only letters, digits and _ may stand.
std::string test_name(std::filesystem::path const& folder) {
    std::string name = std::filesystem::relative(folder, data_folder()).string();
    std::ranges::replace_if(
        name, [](char c) { return std::isalnum(static_cast<unsigned char>(c)) == 0; }, '_');
    return name;
}

INSTANTIATE_TEST_SUITE_P(Data, ValidationCase, testing::ValuesIn(find_cases(data_folder())),
                         [](auto const& each) { return test_name(each.param); });

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

// A project of tests/data, so that the folder exists.
json good_network_case() {
    return json::parse(R"({"title": "t", "source": "s", "formula": "f", "project": "project.yaml",
        "expected": {"pipes": {"away": {"mass_flow_kg_s": 4, "status": "open"}},
                     "summary": {"totals/heat_loss_w": 0}},
        "tolerance": {"relative": 1e-9, "totals/heat_loss_w": {"absolute": 1e-6}}})");
}

std::vector<std::string> network_outcome(json const& document) {
    return run(read_case(document, data_folder() / "networks" / "three_streams_meet"));
}

TEST(NetworkRunner, ComparesTablesAndSummary) {
    auto const good = network_outcome(good_network_case());
    EXPECT_TRUE(good.empty()) << good.front();
    auto const differs = [](auto const& change, std::string const& part) {
        auto document = good_network_case();
        change(document);
        auto const found = network_outcome(document);
        ASSERT_EQ(found.size(), 1U) << part;
        EXPECT_NE(found[0].find(part), std::string::npos) << part << " is not in: " << found[0];
    };
    differs([](json& d) { d["expected"]["pipes"]["away"]["mass_flow_kg_s"] = 4.1; }, "4.09");
    differs([](json& d) { d["expected"]["pipes"]["away"]["status"] = "closed"; }, "expected 'closed'");
    differs([](json& d) { d["expected"]["pipes"]["nowhere"]["mass_flow_kg_s"] = 4; }, "pipes/nowhere/mass");
    differs([](json& d) { d["expected"]["pipes"]["away"]["colour"] = 4; }, "pipes/away/colour");
    differs([](json& d) { d["expected"]["pipes"]["nowhere"]["status"] = "open"; }, "pipes/nowhere/status");
    differs([](json& d) { d["expected"]["summary"]["totals/heat_loss_w"] = 1; }, "totals/heat_loss_w");
    differs(
        [](json& d) {
            d["expected"]["pipes"]["away"]["velocity_m_s"] = {{"at_least", 3}};
        },
        "from 3 to inf");
    differs(
        [](json& d) {
            d["expected"]["pipes"]["away"]["colour"] = {{"at_most", 3}};
        },
        "pipes/away/colour");
    differs([](json& d) { d["project"] = "absent.yaml"; }, "absent.yaml");
    differs([](json& d) { d["operating_point"] = "winter"; }, "winter");
    auto within = good_network_case();
    within["expected"]["pipes"]["away"]["mass_flow_kg_s"] = {{"at_least", 3.99}, {"at_most", 4.01}};
    EXPECT_TRUE(network_outcome(within).empty());
    auto own_tolerance = good_network_case();
    own_tolerance["expected"]["pipes"]["away"]["mass_flow_kg_s"] = 4.001;
    own_tolerance["tolerance"]["mass_flow_kg_s"] = {{"absolute", 0.01}};
    EXPECT_TRUE(network_outcome(own_tolerance).empty());
}

TEST(NetworkRunner, RefusesMalformedCases) {
    auto const refuses = [](auto const& change, char const* what) {
        auto document = good_network_case();
        change(document);
        EXPECT_THROW((void)read_case(document, "made_up"), std::runtime_error) << what;
    };
    refuses([](json& d) { d["inputs"] = json::object(); }, "inputs of no method");
    refuses([](json& d) { d["method"] = "mixing"; }, "a method and a project");
    refuses([](json& d) { d["project"] = ""; }, "no name of a project");
    refuses([](json& d) { d["expected"]["pipes"] = 4; }, "a table that is a number");
    refuses([](json& d) { d["expected"]["pipes"]["away"] = 4; }, "a row that is a number");
    refuses([](json& d) { d["expected"]["nodes"] = json::object(); }, "a table without rows");
    refuses([](json& d) { d["expected"]["pipes"]["away"] = json::object(); }, "a row without columns");
    refuses([](json& d) { d["expected"] = {{"pipes", {{"away", {{"status", "open"}}}}}}; }, "no number");
    refuses(
        [](json& d) {
            d["expected"] = {{"pipes", {{"away", {{"mass_flow_kg_s", {{"at_least", 3}}}}}}}};
        },
        "a tolerance of a band");
    refuses([](json& d) { d["expected"]["pipes"]["away"]["velocity_m_s"] = json::object(); }, "no band");
    refuses([](json& d) { d["expected"]["pipes"]["away"]["velocity_m_s"] = {{"below", 3}}; }, "another word");
    refuses(
        [](json& d) {
            d["expected"]["pipes"]["away"]["velocity_m_s"] = {{"at_least", 3}, {"at_most", 2}};
        },
        "a band upside down");
    refuses([](json& d) { d["tolerance"]["status"] = {{"absolute", 1.0}}; }, "a tolerance of a text");
    refuses([](json& d) { d["tolerance"].erase("relative"); }, "no tolerance of the flow");
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

TEST(Runner, FindsTheClosestCall) {
    auto document = good_case();
    document["expected"]["mixed_c"] = 70.5;
    document["tolerance"] = {{"absolute", 2.0}};
    Figure const closest = closest_call(read_case(document, "made_up"));
    EXPECT_EQ(closest.quantity, "mixed_c");
    EXPECT_NEAR(closest.off, 0.5, 1e-12);
    EXPECT_NEAR(closest.relative, 0.5 / 70.5, 1e-12);
    EXPECT_NEAR(closest.allowed, 2.0, 1e-12);
}

// For people: how close each case comes.
int print_figures() {
    fmt::print("{:<44} {:<42} {:>9} {:>9} {:>9}\n", "case", "closest to its tolerance", "off", "relative",
               "allowed");
    for (auto const& folder : find_cases(data_folder())) {
        Figure const closest = closest_call(read_case(folder));
        fmt::print("{:<44} {:<42} {:>9.2g} {:>9.2g} {:>9.2g}\n",
                   std::filesystem::relative(folder, data_folder()).string(), closest.quantity, closest.off,
                   closest.relative, closest.allowed);
    }
    return 0;
}

} // namespace

int main(int argc, char** argv) {
    testing::InitGoogleTest(&argc, argv);
    if (argc == 2 && std::string_view{argv[1]} == "--figures") {
        return print_figures();
    }
    return RUN_ALL_TESTS();
}
