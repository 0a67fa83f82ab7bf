// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// What plants that a plan has made give heat give in time.

#include "saggar/network/project.hpp"

#include <span>
#include <string>
#include <vector>

namespace saggar::detail {

// Lets plants of a set heat follow the load in time where the plan has set it and sources do not decide: they
// are listed under a load_share controller, one that is there or a new one. Plants that give no set heat any
// more are taken from such controllers. `before`: the plants as they were given, in any order. Returns the
// ids of those that the plan lets follow.
std::vector<std::string> follow_load(Project& project, std::span<Plant const> before);

} // namespace saggar::detail
