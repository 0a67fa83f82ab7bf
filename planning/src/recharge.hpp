// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Whether the stores of an attempt can take outside of the peak what they give in it.

#include "connection_study.hpp"

#include <optional>
#include <string>

namespace saggar::detail {

// Solves one further state: every demand times off_peak_share, each store as a load of what it gives, spread
// over the hours outside of the peak, that returns at the candidate's return temperature; plants that are set
// to give heat give no larger share of it than demand has. Empty: every limit is kept there as the candidate
// must keep it, or there is no store. Else why not.
[[nodiscard]] std::optional<std::string> cannot_recharge(ConnectionStudy const& study,
                                                         Candidate const& candidate, Attempt const& attempt);

} // namespace saggar::detail
