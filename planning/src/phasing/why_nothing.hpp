// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

#include "saggar/planning/phasing.hpp"

#include <string>

namespace saggar::detail {

// Why nothing is built: each reason, with the strategies and futures where it holds if it is not the only
// one.
[[nodiscard]] std::string why_nothing_is_built(PhasingReport const& report);

} // namespace saggar::detail
