// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// Projects through files and back: nothing is lost, nothing is made up, whatever the encoding.

#include "saggar/io/project_reader.hpp"

#include "project_difference.hpp"
#include "random_project.hpp"
#include "scratch_folder.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <nlohmann/json.hpp>

namespace {

using namespace saggar;
using namespace saggar::testing_support;

class EveryEncoding : public ::testing::TestWithParam<char const*> {};

TEST_P(EveryEncoding, KeepsEveryField) {
    ScratchFolder const scratch;
    auto const file = scratch / (std::string{"project."} + GetParam());
    for (unsigned seed = 0; seed < 40; ++seed) {
        Project project = RandomProject{seed}.make(3);
        write_project(project, file);
        Project const read = read_project(scratch.path());
        EXPECT_EQ(difference(project, read), "") << "seed " << seed;
    }
}

TEST_P(EveryEncoding, WritesOnlyWhatDiffersFromDefaults) {
    ScratchFolder const scratch;
    auto const file = scratch / (std::string{"project."} + GetParam());
    Project project;
    write_project(project, file);
    EXPECT_EQ(difference(project, read_project(file)), "");
    EXPECT_LE(scratch.content(file).size(), 30U) << scratch.content(file);

    // Zero where zero is not the default, and required numbers that are zero.
    project.plants.resize(1);
    project.plants[0].supply_temperature_c = 0.0;
    project.plants[0].id = "p";
    project.plants[0].heat_kw = 0.0;
    project.withdrawals.resize(1);
    project.withdrawals[0].id = "w";
    project.withdrawals[0].node = "n";
    project.operating_points.resize(1);
    project.operating_points[0].id = "o";
    project.operating_points[0].plants = {{.plant = "p",
                                           .supply_temperature_c = {},
                                           .heat_kw = {},
                                           .flow_kg_s = {},
                                           .differential_pressure_bar = {},
                                           .running = false}};
    write_project(project, file);
    EXPECT_EQ(difference(project, read_project(file)), "");
}

TEST_P(EveryEncoding, WritesTheSameBytesForTheSameProject) {
    ScratchFolder const scratch;
    auto const file = scratch / (std::string{"project."} + GetParam());
    write_project(RandomProject{7}.make(2), file);
    std::string const first = scratch.content(file);
    write_project(read_project(file), file);
    EXPECT_EQ(first, scratch.content(file));
}

INSTANTIATE_TEST_SUITE_P(Encodings, EveryEncoding, ::testing::Values("yaml", "json", "pb"),
                         [](auto const& instance) { return std::string{instance.param}; });

TEST(ProjectFiles, JsonIsWhatOthersReadToo) {
    ScratchFolder const scratch;
    Project const project = RandomProject{11}.make(2);
    write_project(project, scratch / "project.json");
    auto const json = nlohmann::json::parse(scratch.content(scratch / "project.json"));
    EXPECT_EQ(json["schema_version"], 1);
    EXPECT_EQ(json["nodes"][1]["id"], project.nodes[1].id);
    EXPECT_EQ(json["nodes"][1]["x_m"], *project.nodes[1].x_m);
    EXPECT_EQ(json["pumps"][0]["flow_m3_h"].size(), project.pumps[0].flow_m3_h.size());
}

TEST(ProjectFiles, RefusesToWriteWhatCannotBeReadBack) {
    ScratchFolder const scratch;
    Project project;
    project.nodes.resize(1);
    project.nodes[0].id = "n\xFF";
    project.nodes[0].elevation_m = std::numeric_limits<double>::infinity();
    try {
        write_project(project, scratch / "project.yaml");
        FAIL() << "was written";
    } catch (Error const& error) {
        ASSERT_EQ(error.problems().size(), 2U) << error.what();
        EXPECT_EQ(error.problems()[0].code, ErrorCode::value_wrong_type);
        EXPECT_EQ(error.problems()[1].code, ErrorCode::value_not_finite);
        EXPECT_EQ(error.problems()[1].place.field, "elevation_m");
    }
    EXPECT_FALSE(std::filesystem::exists(scratch / "project.yaml"));
}

TEST(ProjectFiles, SayWhenTheyCannotBeWritten) {
    ScratchFolder const scratch;
    for (char const* const name : {"no/such/folder/project.yaml", "project.txt"}) {
        try {
            write_project(Project{}, scratch / name);
            FAIL() << name << " was written";
        } catch (Error const& error) {
            EXPECT_EQ(error.code(), ErrorCode::file_unwritable) << error.what();
        }
    }
}

TEST(ProjectFiles, IncludedFilesAreMerged) {
    ScratchFolder const scratch;
    scratch.write("project.yaml", "schema_version: 1\n"
                                  "name: whole\n"
                                  "include: [parts/nodes.json]\n"
                                  "nodes: [{id: a}]\n");
    scratch.write("parts/nodes.json", R"({"schema_version": 1, "include": ["../pipes.yaml"],
"catalogues": ["own.csv"], "streets": {"file": "streets.geojson"},
"nodes": [{"id": "b"},
 {"id": "c"}]})");
    scratch.write(
        "pipes.yaml",
        "schema_version: 1\npipes:\n- {id: p, from: a, to: b}\nlimits:\n  vapour_margin_bar: 0.25\n");
    Project const project = read_project(scratch.path());
    EXPECT_EQ(project.name, "whole");
    ASSERT_EQ(project.nodes.size(), 3U);
    EXPECT_EQ(project.nodes[2].id, "c");
    EXPECT_EQ(project.pipes.size(), 1U);
    EXPECT_EQ(project.limits.vapour_margin_bar, 0.25);
    EXPECT_EQ(project.catalogues, std::vector<std::string>{"parts/own.csv"});
    EXPECT_EQ(project.streets.file, "parts/streets.geojson");
    EXPECT_EQ(project.origins.at("nodes")[2].file, (scratch / "parts/nodes.json").generic_string());
    EXPECT_EQ(project.origins.at("nodes")[2].line, 4U);
    EXPECT_EQ(project.origins.at("pipes")[0].line, 3U);
    EXPECT_EQ(project.origins.at("limits")[0].line, 5U);

    // Written elsewhere, the names of other files follow.
    write_project(project, scratch / "elsewhere.yaml");
    EXPECT_EQ(read_project(scratch / "elsewhere.yaml").catalogues, std::vector<std::string>{"parts/own.csv"});
    std::filesystem::create_directory(scratch / "deep");
    write_project(project, scratch / "deep/project.pb");
    EXPECT_EQ(read_project(scratch / "deep").catalogues, std::vector<std::string>{"../parts/own.csv"});
    EXPECT_EQ(read_project(scratch / "deep").streets.file, "../parts/streets.geojson");
}

TEST(ProjectFiles, NumbersAreReadExactly) {
    ScratchFolder const scratch;
    for (char const* const name : {"project.yaml", "project.json"}) {
        scratch.write(
            name, R"({"schema_version": 1, "nodes": [{"id": "a", "x_m": 0.1, "y_m": -1.7976931348623157e308,
"elevation_m": 5e-324}, {"id": "b", "x_m": 1e-400, "y_m": 123456789.123456789, "elevation_m": -0.0}]})");
        Project const project = read_project(scratch / name);
        EXPECT_EQ(project.nodes[0].x_m, 0.1);
        EXPECT_EQ(project.nodes[0].y_m, -std::numeric_limits<double>::max());
        EXPECT_EQ(project.nodes[0].elevation_m, std::numeric_limits<double>::denorm_min());
        EXPECT_EQ(project.nodes[1].x_m, 0.0);
        EXPECT_EQ(project.nodes[1].y_m, 123456789.123456789);
    }
}

TEST(ProjectFiles, YamlWithoutQuotesIsWhatItsFieldWants) {
    ScratchFolder const scratch;
    scratch.write("project.yaml", "schema_version: 1\n"
                                  "name: no\n"
                                  "nodes:\n"
                                  "  - id: 010\n"
                                  "    elevation_m: +1.5e2\n"
                                  "  - {id: 1e3, x_m: .5, y_m: 2.}\n"
                                  "  - id: |\n"
                                  "      text\n"
                                  "pipes: [{id: on, from: 010, to: 1_0, open: false}]\n");
    Project const project = read_project(scratch.path());
    EXPECT_EQ(project.name, "no");
    EXPECT_EQ(project.nodes[0].id, "010");
    EXPECT_EQ(project.nodes[0].elevation_m, 150.0);
    EXPECT_EQ(project.nodes[1].id, "1e3");
    EXPECT_EQ(project.nodes[1].x_m, 0.5);
    EXPECT_EQ(project.nodes[1].y_m, 2.0);
    EXPECT_EQ(project.nodes[2].id, "text\n");
    EXPECT_EQ(project.pipes[0].to, "1_0");
    EXPECT_FALSE(project.pipes[0].open);
}

TEST(ProjectFiles, JsonTextsAreUnescaped) {
    ScratchFolder const scratch;
    scratch.write("project.json", "\xEF\xBB\xBF{\"schema_version\": 1, \"name\": "
                                  R"("\ud83d\udd25 \"\\\/\b\f\n\r\t\u00e9\u20AC"})");
    EXPECT_EQ(read_project(scratch.path()).name, "\xF0\x9F\x94\xA5 \"\\/\b\f\n\r\t\xC3\xA9\xE2\x82\xAC");
}

// What the manual calls a file. A field that names one says that it lies "beside the project file".
bool names_a_file(std::string_view text) {
    return text.find("beside the project file") != std::string_view::npos;
}

// Record and field, meaning, text.
using TextVisitor = std::function<void(std::string const&, std::string_view, std::string&)>;

// Visits every text of every record, lists of texts word by word.
void for_each_text(Project& project, TextVisitor const& visit) {
    auto const of_record = [&](std::string_view where, auto& record) {
        using Record = std::decay_t<decltype(record)>;
        for (Attribute<Record> const& attribute : attributes<Record>()) {
            std::string const name = std::string{where} + ' ' + std::string{attribute.name};
            std::visit(
                [&](auto const& member) {
                    using Member = std::decay_t<decltype(member)>;
                    if constexpr (std::is_same_v<Member, std::string Record::*>) {
                        visit(name, attribute.text, record.*member);
                    } else if constexpr (std::is_same_v<Member, std::vector<std::string> Record::*>) {
                        (record.*member).resize(1);
                        visit(name, attribute.text, (record.*member).front());
                    }
                },
                attribute.member);
        }
    };
    for_each_settings_section(project, of_record);
    for_each_component_list(project, [&](std::string_view where, auto& list) {
        list.resize(1);
        of_record(where, list.front());
    });
}

// Whatever the schema comes to hold: names of files follow a project into another folder, and out of a part
// of it; nothing else does.
TEST(ProjectFiles, NamesOfFilesFollow) {
    ScratchFolder const scratch;
    Project project = RandomProject{1}.make(1);
    project.catalogues.clear();
    std::size_t files = 0;
    for_each_text(project, [&](std::string const& name, std::string_view meaning, std::string& text) {
        text = "data/" + name;
        bool const is_file = names_a_file(meaning);
        files += is_file ? 1 : 0;
        bool const like_one = meaning.find("CSV") != std::string_view::npos ||
                              meaning.find("GeoJSON") != std::string_view::npos ||
                              meaning.starts_with("map of") || meaning.starts_with("file");
        EXPECT_TRUE(is_file || !like_one) << name << " does not say where its file lies: " << meaning;
    });
    EXPECT_GE(files, 10U);
    project.simulation.time_zone = "Europe/London"; // a reader refuses others than there are
    auto const expect = [&](Project read, std::string const& folder) {
        for_each_text(read, [&](std::string const& name, std::string_view meaning, std::string const& text) {
            if (name != "simulation time_zone") {
                EXPECT_EQ(text, (names_a_file(meaning) ? folder : "") + "data/" + name);
            }
        });
    };
    std::filesystem::create_directory(scratch / "part");
    project.folder = scratch.path().string();
    write_project(project, scratch / "project.json");
    expect(read_project(scratch / "project.json"), "");
    write_project(project, scratch / "part/project.json");
    expect(read_project(scratch / "part/project.json"), "../");
    project.folder = (scratch / "part").string();
    write_project(project, scratch / "part/project.json");
    scratch.write("whole.yaml", "schema_version: 1\ninclude: [part/project.json]\n");
    expect(read_project(scratch / "whole.yaml"), "part/");
}

} // namespace
