// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// A topology problem as a mixed integer linear program in CPLEX's LP format, for an independent solver.
// Shares nothing with the search: every load is a commodity that flows along arcs of a forest; an arc chooses
// one step of size and one number of customers that lie behind it at least, so that diversity is exact.

#include "saggar/planning/topology.hpp"

#include <filesystem>

namespace saggar::testing_support {

void write_milp(TopologyProblem const& problem, TopologySettings const& settings,
                std::filesystem::path const& file);

// What a solver's answer says: which loads connect, along which arcs.
struct MilpAnswer {
    bool optimal{false};
    double objective{0.0}; // what was to be largest: the program has its negative as least
    TopologyPlan plan;
};
// Of `cbc FILE.lp solve solution ANSWER`, which prints variables that are not 0.
[[nodiscard]] MilpAnswer read_cbc_answer(TopologyProblem const& problem, std::filesystem::path const& file);

} // namespace saggar::testing_support
