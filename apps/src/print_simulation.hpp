// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// A simulation's totals on the terminal.

#include "saggar/engine/simulation/run.hpp"

namespace saggar::app {

void print_simulation(Network const& network, Scenario const& scenario, SimulationTotals const& totals,
                      ConsumerModel const& consumers, bool verbose);

} // namespace saggar::app
