// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// docs/simulation.md lists every variable of simulation.nc as the file has it.

#include "saggar/io/simulation_results.hpp"
#include "scratch_folder.hpp"
#include "source_dir.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>

namespace {

using namespace saggar;

TEST(SimulationManual, ListsEveryVariable) {
    std::string const page =
        testing_support::ScratchFolder::content(testing_support::source_dir() / "docs/simulation.md");
    // The rows of that table, so that none is of a variable which there is not.
    std::size_t const begin = page.find("| variable | unit |");
    std::size_t const end = page.find("\n\n", begin);
    ASSERT_NE(end, std::string::npos);
    std::size_t listed = 0;
    for (std::size_t at = page.find("\n| `", begin); at < end; at = page.find("\n| `", at + 1)) {
        ++listed;
    }
    std::vector<SimulationVariable> const variables = simulation_variables();
    for (SimulationVariable const& variable : variables) {
        std::string const row =
            fmt::format("| `{}` | {} | {}{}| {} |\n", variable.name, variable.units, variable.element,
                        variable.element.empty() ? "" : " ", variable.meaning);
        EXPECT_NE(page.find(row), std::string::npos) << "not in the manual: " << row;
    }
    EXPECT_EQ(listed, variables.size()) << "rows of variables";
}

} // namespace
