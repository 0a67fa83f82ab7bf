// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Projects with something more in them: a branch with its load, larger pipes.

#include "saggar/planning/connection.hpp"

namespace saggar::detail {

// Ids of what a candidate adds; they may clash with nothing, so they carry a sign that users' ids may carry
// as well but hardly do.
[[nodiscard]] std::string branch_id(Candidate const& candidate);
[[nodiscard]] std::string substation_id(Candidate const& candidate);

// What a user calls an element of a project that the candidate was added to: the load and its node by the
// candidate's id, its branch "branch to shop", the tapped place "tie-in of shop", pieces of a tapped pair by
// the pair's id.
[[nodiscard]] std::string users_id(Candidate const& candidate, std::string const& id);
// "p7:supply" for "p7~2:supply": the id that a pair, or a line of it, had before it was tapped.
[[nodiscard]] std::string uncut(std::string id);

// The project with the candidate connected by a branch of `entry`, for a peak of `peak_kw`.
[[nodiscard]] Project with_candidate(Project project, Candidate const& candidate, double peak_kw,
                                     TieIn const& tie_in, CatalogueEntry const& entry);

// Gives a pair the entry's pipe in place of its own.
void lay(Pipe& pair, CatalogueEntry const& entry);
// Gives the pair of this id (and a piece of it that was cut off by tapping) the entry's pipe.
void enlarge(Project& project, std::string const& pair, CatalogueEntry const& entry);
// Lays the entry's pipe beside the pair of this id (and beside a piece that was cut off), which stays.
void lay_beside(Project& project, std::string const& pair, CatalogueEntry const& entry);
// Of the first pair that is laid beside it, the second ...
[[nodiscard]] std::string parallel_id(std::string const& pair, int number);

} // namespace saggar::detail
