// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Pipes that have no price, and what to do about it.

#include "saggar/network/project.hpp"

#include <string>

namespace saggar {

// An imperative, as advice in a message.
[[nodiscard]] std::string how_to_price(Project const& project);

} // namespace saggar
