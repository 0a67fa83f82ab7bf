// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Streets of a project for commands that do not plan from maps.

#include "saggar/network/project.hpp"
#include "saggar/network/street_graph.hpp"

#include <vector>

namespace saggar::app {

// As the file has them; on standard error, in which of them a surface was taken to be hard for want of a
// known word.
[[nodiscard]] std::vector<Street> streets_of(Project const& project);

} // namespace saggar::app
