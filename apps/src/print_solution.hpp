// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Solved operating points for people, on standard output.

#include "solved_points.hpp"

#include <string>

namespace saggar::app {

// Totals, plants, who is short of heat, limits from the tightest on, verdict. `verbose`: every row.
void print_point(SolvedPoint const& solved, bool verbose);

// One row for each of several points.
void print_overview(SolvedPoints const& solved);

} // namespace saggar::app
