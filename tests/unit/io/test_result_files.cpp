// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/io/result_files.hpp"

#include "sample_solved.hpp"
#include "scratch_folder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

namespace saggar {
namespace {

namespace fs = std::filesystem;
using testing_support::SampleSolved;
using testing_support::ScratchFolder;

std::vector<std::string> names_in(fs::path const& folder) {
    std::vector<std::string> names;
    for (auto const& entry : fs::directory_iterator{folder}) {
        names.push_back(entry.path().filename().string());
    }
    return names;
}

std::string content(fs::path const& file) {
    return ScratchFolder::content(file);
}

TEST(ResultFiles, AreOnePerTableAndASummary) {
    ScratchFolder const scratch;
    SampleSolved const sample;
    auto const written = write_results(sample.solved(), scratch / "a" / "b");
    std::vector<std::string> expected{"nodes.csv",  "pipes.csv",    "substations.csv",  "plants.csv",
                                      "valves.csv", "pumps.csv",    "bypasses.csv",     "boundaries.csv",
                                      "limits.csv", "summary.json", "solve_inputs.json"};
    if (geopackage_supported()) {
        expected.emplace_back("results.gpkg");
    }
    EXPECT_THAT(names_in(scratch / "a" / "b"), testing::UnorderedElementsAreArray(expected));
    EXPECT_EQ(written.size(), expected.size());
    EXPECT_EQ(content(scratch / "a" / "b" / "pipes.csv"),
              to_csv(*find_result_table("pipes"), sample.solved()));
    EXPECT_EQ(content(scratch / "a" / "b" / "summary.json"), summary_json(sample.solved()));
}

TEST(ResultFiles, ReplaceTheirLikesAndNothingElse) {
    ScratchFolder const scratch;
    scratch.write("pipes.csv", "old");
    scratch.write("notes.txt", "mine");
    SampleSolved const sample;
    write_results(sample.solved(), scratch.path());
    EXPECT_THAT(content(scratch / "pipes.csv"), testing::StartsWith("id,from"));
    EXPECT_EQ(content(scratch / "notes.txt"), "mine");
}

TEST(ResultFiles, AreNotWrittenWithoutASolution) {
    ScratchFolder const scratch;
    SampleSolved sample;
    sample.report.status = SteadyStatus::iteration_limit;
    EXPECT_THROW(write_results(sample.solved(), scratch / "out"), Error);
    EXPECT_FALSE(fs::exists(scratch / "out"));
}

TEST(ResultFiles, AFailureLeavesEverythingAsItWas) {
    ScratchFolder const scratch;
    scratch.write("nodes.csv", "old");
    fs::create_directory(scratch / "summary.json"); // cannot be replaced by a file
    SampleSolved const sample;
    try {
        write_results(sample.solved(), scratch.path());
        FAIL() << "a folder is in the way";
    } catch (Error const& error) {
        EXPECT_EQ(error.code(), ErrorCode::file_unwritable);
        EXPECT_THAT(error.what(), testing::HasSubstr("summary.json"));
    }
    EXPECT_EQ(content(scratch / "nodes.csv"), "old");
    EXPECT_THAT(names_in(scratch.path()), testing::UnorderedElementsAre("nodes.csv", "summary.json"));
}

TEST(ResultFiles, AFileWhereTheFolderShouldBeIsSaid) {
    ScratchFolder const scratch;
    scratch.write("out", "a file");
    SampleSolved const sample;
    try {
        write_results(sample.solved(), scratch / "out");
        FAIL();
    } catch (Error const& error) {
        EXPECT_EQ(error.code(), ErrorCode::file_unwritable);
    }
    EXPECT_EQ(content(scratch / "out"), "a file");
}

TEST(ResultFiles, WithoutPositionsThereIsNoGeoPackage) {
    ScratchFolder const scratch;
    scratch.write("results.gpkg", "of an earlier solve");
    SampleSolved const sample{[](Project& project) {
        for (Node& node : project.nodes) {
            node.x_m.reset();
            node.y_m.reset();
        }
        for (Pipe& pipe : project.pipe_pairs) {
            pipe.length_m = 100.0;
        }
    }};
    write_results(sample.solved(), scratch.path());
    EXPECT_FALSE(fs::exists(scratch / "results.gpkg"));
    EXPECT_TRUE(fs::exists(scratch / "pipes.csv"));
}

TEST(ResultFiles, WhatARunDoesNotHaveDoesNotStayFromAnEarlierOne) {
    ScratchFolder const scratch;
    for (char const* const name : {"a.csv", "b.csv", "c.gpkg", "d.gpkg", "mine.csv"}) {
        scratch.write(name, "old");
    }
    auto const writes = [](fs::path const& file) {
        std::ofstream{file} << "new";
        return true;
    };
    auto const written = write_files({{"a.csv", "new"}},
                                     {{"c.gpkg", writes}, {"d.gpkg", [](fs::path const&) { return false; }}},
                                     scratch.path(), {"a.csv", "b.csv", "c.gpkg"});
    EXPECT_THAT(names_in(scratch.path()), testing::UnorderedElementsAre("a.csv", "c.gpkg", "mine.csv"));
    EXPECT_EQ(content(scratch / "a.csv"), "new");
    EXPECT_EQ(content(scratch / "c.gpkg"), "new");
    EXPECT_EQ(written.size(), 2U);
}

} // namespace
} // namespace saggar
