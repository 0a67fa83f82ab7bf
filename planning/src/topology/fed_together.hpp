// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// A problem above one whose sources may feed in, for the relaxation.
//
// Let d_k be what a load's peak is at least in any group: its peak where it has no diversity, f(all
// customers) times it else; D(S) the sum of that over a group S, and F(S) >= D(S) its diversified peak. Let G
// be the most that F(S) - D(S) can be. A plan in which the sources behind a pipe give h, so that it carries
// |F(S) - h|, is a flow of heat with the demands d_k: with the same h a pipe carries |D(S) - h| <= |F(S) - h|
// + G, and what the foot's source lacks to give, D - h < 0, is at most G that one of the others gives less,
// which again makes no pipe carry more than F(S) - h + G. No source gives more in it than in the plan, so for
// what it asks for each watt (not less than nothing) none costs more. That flow falls apart into ways from
// sources to loads, none against the direction of its pipe, each load divided among several. So no plan is
// worth more than the best of the problem with the firm peaks d_k, divisible loads, and pipes and sources
// with room for G more.

#include "topology/pricing.hpp"

namespace saggar::topology {

// Whether there are several sources, and one that may feed into the trees of others.
[[nodiscard]] bool feeds_together(TopologyProblem const& problem);

[[nodiscard]] TopologyProblem above_fed_together(Pricing const& pricing);

} // namespace saggar::topology
