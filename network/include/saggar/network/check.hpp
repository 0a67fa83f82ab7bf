// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Everything that can be wrong with a project, found in one go.

#include "saggar/network/catalogue.hpp"
#include "saggar/network/error.hpp"
#include "saggar/network/project.hpp"

#include <vector>

namespace saggar {

// Every problem of the project, in the order of its lists, those of single fields before those of how
// elements fit together; empty if it can be built. What depends on something that is itself wrong is not
// judged. Never throws for a bad project.
[[nodiscard]] std::vector<Problem> check(Project const& project, Catalogue const& catalogue);

} // namespace saggar
