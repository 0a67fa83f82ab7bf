// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// The ids that `extension.secure_loads` names.

#include "saggar/network/project.hpp"
#include "saggar/planning/district_map.hpp"

namespace saggar::detail {

// Buildings of the map and present substations, each once. Throws Error with everything else.
void check_secure_loads(Project const& project, DistrictMap const& map);

} // namespace saggar::detail
