// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

#include "saggar/planning/cold_week.hpp"

namespace saggar::app {

// What became of a plan in its cold week, or that it was not simulated.
void print_cold_week(ColdWeekReport const& week, bool verbose);

} // namespace saggar::app
