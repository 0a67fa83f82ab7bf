// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Which plants a load_share controller can decide for.

#include "saggar/network/project.hpp"

namespace saggar {

// Plants that give a set heat and have no sources of heat.
[[nodiscard]] bool may_follow_load(Project const& project, Plant const& plant);

} // namespace saggar
