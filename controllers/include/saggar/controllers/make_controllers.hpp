// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// The controllers of a project.

#include "saggar/engine/simulation/controller.hpp"
#include "saggar/network/network.hpp"

#include <memory>
#include <vector>

namespace saggar {

// In the order in which they decide: by kind, supply temperatures before what shifts them before their floor,
// and within a kind as the project lists them.
[[nodiscard]] std::vector<std::unique_ptr<Controller>> make_controllers(Network const& network);

} // namespace saggar
