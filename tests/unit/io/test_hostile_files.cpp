// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// Files that are cut off, damaged or made to hurt: reading gives a project or problems, and nothing else. The
// sanitizers watch over the same tests.

#include "saggar/io/project_reader.hpp"

#include "document/json_source.hpp"
#include "random_project.hpp"
#include "scratch_folder.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <random>

namespace {

using namespace std::string_view_literals;

using namespace saggar;
using namespace saggar::testing_support;

// A small project in which much of the format occurs.
constexpr std::string_view sample = R"(schema_version: 1
name: "sample \u00e9"
physics:
  friction: haaland
nodes:
  - {id: source, x_m: 0, y_m: 0.5e1, elevation_m: -3}
  - id: a
    x_m: 300
    y_m: 0
pipe_pairs:
  - {id: p1, from: source, to: a, route_xy_m: [10, 20, 30, 40], open: true, length_m: 310}
plants:
- id: boiler
  node: source
  held_pressure_bar: 3
  source: |
    two
    lines
operating_points:
  - id: winter
    closed: [p1, 'b']
    plants: [{plant: boiler, heat_kw: 12.5}]
)";

class Damaged : public ::testing::TestWithParam<char const*> {
protected:
    Damaged() {
        scratch_.write("sample.yaml", sample);
        file_ = scratch_ / (std::string{"project."} + GetParam());
        if (std::string_view{GetParam()} == "yaml") {
            whole_ = sample;
        } else {
            write_project(read_project(scratch_ / "sample.yaml"), file_);
            whole_ = ScratchFolder::content(file_);
        }
    }

    // True if it was read. Fails the test if the refusal says nothing.
    bool read(std::string_view content) {
        scratch_.write(file_.filename(), content);
        try {
            static_cast<void>(read_project(file_));
            return true;
        } catch (Error const& error) {
            EXPECT_FALSE(error.problems().empty());
            for (Problem const& problem : error.problems()) {
                EXPECT_FALSE(problem.text.empty() || problem.place.file.empty()) << to_string(problem);
            }
            return false;
        }
    }

    ScratchFolder scratch_;
    std::filesystem::path file_;
    std::string whole_;
};

TEST_P(Damaged, WhereverItIsCutOff) {
    ASSERT_TRUE(read(whole_));
    int refused = 0;
    for (std::size_t length = 0; length < whole_.size(); ++length) {
        refused += read(whole_.substr(0, length)) ? 0 : 1;
    }
    EXPECT_GT(refused, 10);
}

TEST_P(Damaged, WhicheverByteIsChanged) {
    std::mt19937 random{20261124};
    constexpr std::string_view sharp =
        "\0\t\n\r \"'#&*!|>%@`{}[]:,-?\\0123456789eE+._~<=\x7F\x80\xBF\xC0\xEF\xFF"sv;
    int refused = 0;
    for (std::size_t at = 0; at < whole_.size(); ++at) {
        for (int repeat = 0; repeat < 4; ++repeat) {
            std::string changed = whole_;
            switch (repeat) {
            case 0: changed[at] = static_cast<char>(random() & 0xFFU); break;
            case 1: changed[at] = sharp[random() % sharp.size()]; break;
            case 2: changed.insert(at, 1, sharp[random() % sharp.size()]); break;
            default: changed.erase(at, 1 + random() % 3); break;
            }
            refused += read(changed) ? 0 : 1;
        }
    }
    EXPECT_GT(refused, 10);
}

TEST_P(Damaged, ByWhateverIsMixedIn) {
    std::mt19937 random{1};
    for (int repeat = 0; repeat < 500; ++repeat) {
        std::string changed = whole_;
        for (int swaps = 0; swaps < 5; ++swaps) {
            std::size_t const from = random() % changed.size();
            std::size_t const length = std::min<std::size_t>(random() % 40, changed.size() - from);
            changed.insert(random() % changed.size(), changed.substr(from, length));
        }
        read(changed);
    }
}

INSTANTIATE_TEST_SUITE_P(Encodings, Damaged, ::testing::Values("yaml", "json", "pb"),
                         [](auto const& instance) { return std::string{instance.param}; });

bool is_json(std::string_view content) {
    detail::JsonSource source{content};
    try {
        if (source.next().kind == detail::EventKind::end) {
            return false; // empty
        }
        while (source.next().kind != detail::EventKind::end) {
        }
        return true;
    } catch (detail::SyntaxFault const&) {
        return false;
    }
}

TEST(JsonSource, TakesAndRefusesWhatAnotherParserDoes) {
    std::string const whole = R"({"a": [1, -2.5e-3, 0, true, false, null, "\u00e9\ud83d\ude00\n\"", {}, []],
 "b": {"c": {"d": [[[]]]}, "": ""}, "Straße": 12.0E+2})";
    ASSERT_TRUE(is_json(whole));
    std::mt19937 random{5};
    constexpr std::string_view sharp =
        "\0\t\n\r \"'#/{}[]:,-\\0123456789eE+.utfnl\x7F\x80\xBF\xC3\xED\xF0\xFF"sv;
    int refused = 0;
    for (int repeat = 0; repeat < 20000; ++repeat) {
        std::string changed = whole;
        for (std::size_t edits = 1 + random() % 2; edits > 0; --edits) {
            std::size_t const at = random() % changed.size();
            switch (random() % 3) {
            case 0: changed[at] = sharp[random() % sharp.size()]; break;
            case 1: changed.insert(at, 1, sharp[random() % sharp.size()]); break;
            default: changed.erase(at, 1 + random() % 2); break;
            }
        }
        bool const ours = is_json(changed);
        refused += ours ? 0 : 1;
        ASSERT_EQ(ours, nlohmann::json::accept(changed)) << changed;
    }
    EXPECT_GT(refused, 5000);
    EXPECT_LT(refused, 19000);
}

TEST(HostileFiles, DepthCostsNothing) {
    ScratchFolder const scratch;
    for (char const* const opening : {"[", "{\"a\":"}) {
        std::string deep = "{\"schema_version\": 1, \"name\": ";
        for (int i = 0; i < 500'000; ++i) {
            deep += opening;
        }
        for (char const* const name : {"project.json", "project.yaml"}) {
            scratch.write(name, deep);
            EXPECT_THROW(static_cast<void>(read_project(scratch / name)), Error);
        }
    }
}

TEST(HostileFiles, AliasesDoNotGrow) {
    ScratchFolder const scratch;
    std::string bomb = "schema_version: 1\na: &a [x, x, x, x, x, x, x, x, x]\n";
    for (char name = 'b'; name < 'z'; ++name) {
        bomb += fmt::format("{0}: &{0} [", name);
        for (int i = 0; i < 9; ++i) {
            bomb += fmt::format("{}*{}", i == 0 ? "" : ", ", static_cast<char>(name - 1));
        }
        bomb += "]\n";
    }
    scratch.write("project.yaml", bomb);
    try {
        static_cast<void>(read_project(scratch.path()));
        FAIL() << "was read";
    } catch (Error const& error) {
        EXPECT_LT(error.problems().size(), 300U);
    }
}

TEST(HostileFiles, ProblemsAreCutOffAtAThousand) {
    ScratchFolder const scratch;
    std::string content = "schema_version: 1\nnodes:\n";
    for (int i = 0; i < 5000; ++i) {
        content += fmt::format("  - {{id: n{}, height: 3}}\n", i);
    }
    scratch.write("project.yaml", content);
    try {
        static_cast<void>(read_project(scratch.path()));
        FAIL() << "was read";
    } catch (Error const& error) {
        ASSERT_EQ(error.problems().size(), 1001U);
        EXPECT_EQ(error.problems().back().place.line, 1003U);
        EXPECT_NE(error.problems().back().text.find("the rest was not read"), std::string::npos);
    }
}

TEST(HostileFiles, SizeHasALimit) {
    ScratchFolder const scratch;
    scratch.write("project.yaml", "schema_version: 1\n");
    std::filesystem::resize_file(scratch / "project.yaml", (std::uintmax_t{1} << 30U) + 1);
    try {
        static_cast<void>(read_project(scratch.path()));
        FAIL() << "was read";
    } catch (Error const& error) {
        EXPECT_EQ(error.code(), ErrorCode::file_unreadable) << error.what();
    }
}

} // namespace
