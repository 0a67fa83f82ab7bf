// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// `electricity_per_heat` of plants with sources: `solve` counts it, a simulation has what sources draw
// instead.

#include "saggar/network/project.hpp"

#include <cstddef>
#include <string>

namespace saggar::app {

// Plants that have both.
[[nodiscard]] std::size_t plants_with_two_electricities(Project const& project);
// The same as a line with its end; empty where there are none.
[[nodiscard]] std::string electricity_note(Project const& project);

} // namespace saggar::app
