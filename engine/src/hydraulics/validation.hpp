// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// What links.hpp allows, checked before a solver is built. Everything wrong is collected into one Error.

#include "saggar/engine/hydraulics/links.hpp"
#include "saggar/engine/physics/friction.hpp"

namespace saggar::detail {

void validate(HydraulicNodes const& nodes, HydraulicLinks const& links, FrictionLaw friction);

} // namespace saggar::detail
