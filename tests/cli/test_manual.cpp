// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// The commands of docs/simulation.md, one after the other in a folder that has the examples, do what they
// are there for.

#include "scratch_folder.hpp"
#include "source_dir.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <sstream>
#include <string>
#include <sys/wait.h>
#include <vector>

namespace {

namespace fs = std::filesystem;
using namespace saggar::testing_support;

// The lines between ``` and ```, of blocks without a language.
std::vector<std::string> commands_of(std::string const& page) {
    std::vector<std::string> found;
    std::istringstream lines{page};
    bool within = false;
    bool plain = false;
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with("```")) {
            within = !within;
            plain = line == "```";
        } else if (within && plain) {
            found.push_back(line);
        }
    }
    return found;
}

TEST(SimulationManual, CommandsRunOneAfterTheOther) {
    ScratchFolder const scratch;
    fs::create_directory_symlink(source_dir() / "examples", scratch / "examples");
    std::string const before = "cd '" + scratch.path().string() + "' && PATH='" +
                               fs::path{SAGGAR_COMMAND}.parent_path().string() + "':\"$PATH\" && { ";
    std::vector<std::string> const commands =
        commands_of(ScratchFolder::content(source_dir() / "docs/simulation.md"));
    ASSERT_GE(commands.size(), 8U);
    for (std::string const& command : commands) {
        int const status = std::system((before + command + "; } >said 2>&1").c_str());
        ASSERT_TRUE(WIFEXITED(status)) << command;
        // 1 is an answer: heat that was not delivered, runs that differ.
        EXPECT_LE(WEXITSTATUS(status), 1) << command << "\n" << ScratchFolder::content(scratch / "said");
    }
    EXPECT_TRUE(fs::exists(scratch / "out/january-cold/simulation.json"));
    EXPECT_NE(ScratchFolder::content(scratch / "said").find("energy_mwh.demand"), std::string::npos)
        << "the last of them shows in what two runs differ";
}

} // namespace
