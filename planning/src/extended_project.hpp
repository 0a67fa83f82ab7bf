// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Projects with something more in them: a branch with its load, larger pipes.

#include "saggar/planning/connection.hpp"

namespace saggar::detail {

// A branch as it is tried: where it starts is known, its pipe is not yet decided.
struct TrialBranch {
    std::string node;             // an existing node, or:
    std::int32_t tapped_pair{-1}; // position in Project::pipe_pairs
    double fraction{0.0};
    double x_m{0.0};
    double y_m{0.0};
    double elevation_m{0.0};
    std::vector<double> route_xy_m; // from the tie-in to the candidate, both included
    double length_m{0.0};
};

// Ids of what a candidate adds; they may clash with nothing, so they carry a sign that users' ids may carry
// as well but hardly do.
[[nodiscard]] std::string branch_id(Candidate const& candidate);
[[nodiscard]] std::string substation_id(Candidate const& candidate);

// The project with the candidate connected by a branch of `entry`, for a peak of `peak_kw`.
[[nodiscard]] Project with_candidate(Project project, Candidate const& candidate, double peak_kw,
                                     TrialBranch const& branch, CatalogueEntry const& entry);

// Gives the pair of this id (and a piece of it that was cut off by tapping) the entry's pipe.
void enlarge(Project& project, std::string const& pair, CatalogueEntry const& entry);

} // namespace saggar::detail
