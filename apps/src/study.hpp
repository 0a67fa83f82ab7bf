// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// The connection study, with progress on the terminal; stopped by Ctrl-C.

#include "saggar/planning/connection.hpp"

#include <memory>
#include <vector>

namespace saggar::app {

[[nodiscard]] ConnectionReport study(std::shared_ptr<Network const> const& network,
                                     std::vector<Street> const& streets, bool quiet,
                                     KeptWork* kept = nullptr);

} // namespace saggar::app
