// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// What leaves a cell of a pipe, by the third-order upwind-biased scheme (kappa = 1/3) with the smooth limiter
// of Anderson, Thomas & van Leer, AIAA J. 24 (1986).

namespace saggar::detail {

// Heat content at the face where water leaves a cell, and its derivatives by the cell two before, the one
// before, the cell itself and the one after it; before the first cell is the inlet.
struct LimitedFace {
    double value{};
    double by_second_before{};
    double by_before{};
    double by_own{1.0};
    double by_after{};
};
// Differences between neighbours: between the two cells before, to the cell before and to the one after.
// `small`: what counts as level. All in one unit.
[[nodiscard]] LimitedFace limited_face(double own, double behind, double ahead, double small);
// Where nothing is ahead (a pipe's end): the difference goes on as it changed last.
[[nodiscard]] LimitedFace limited_end(double own, double behind, double second_behind, double small);

} // namespace saggar::detail
