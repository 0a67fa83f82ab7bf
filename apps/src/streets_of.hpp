// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Streets of a project for commands that do not plan from maps.

#include "saggar/network/project.hpp"
#include "saggar/network/street_graph.hpp"
#include "saggar/planning/district_map.hpp"

#include <vector>

namespace saggar::app {

// As the file has them; on standard error, in which of them a surface was taken to be hard for want of a
// known word.
[[nodiscard]] std::vector<Street> streets_of(Project const& project);
// Of the project's extension, which a branch may cross; what could not be used is said on the terminal.
[[nodiscard]] std::vector<MapObstacle> obstacles_of(Project const& project);

} // namespace saggar::app
