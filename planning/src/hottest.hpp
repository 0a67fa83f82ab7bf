// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Whether anything can make it hot enough for a candidate.

#include "connection_study.hpp"

#include <optional>

namespace saggar::detail {

// source or store
[[nodiscard]] bool is_further_heat(Measure const& measure);

// The attempt with every measure that makes water hotter at its full size, if the candidate is to blame for a
// temperature of supply that is too low even so, and no plant is at its capacity: then no set of measures
// helps at this tie-in. `size`: of the branch, in the family.
[[nodiscard]] std::optional<Attempt> too_cold_at_full_size(ConnectionStudy const& study,
                                                           Candidate const& candidate, TieIn const& way,
                                                           std::size_t size);

} // namespace saggar::detail
