// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// A load that turns out to ask for more.

#include "saggar/planning/extension.hpp"

#include <cstddef>

namespace saggar::detail {

// Plans the load for a peak that the cold week found, with what follows from it: its service pipe and money.
// `peak_kw`: no more than the largest size carries.
void take_peak(Project const& project, ExtensionProblem& problem, std::size_t load, double peak_kw);

} // namespace saggar::detail
