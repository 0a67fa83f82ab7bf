// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/engine/transient/heat_history.hpp"

#include <limits>

namespace saggar {

double mean_heat_content_j_kg(std::span<HeatPiece const> history) {
    double begin = 0.0;
    double sum = 0.0;
    for (HeatPiece const& piece : history) {
        sum += (piece.until - begin) * piece.heat_content_j_kg;
        begin = piece.until;
    }
    return sum;
}

void HeatHistory::reduce() {
    while (pieces_.size() > pieces_at_most_ && pieces_.size() > 1) {
        std::size_t best = 0;
        double least = std::numeric_limits<double>::infinity();
        double begin = 0.0;
        for (std::size_t i = 0; i + 1 < pieces_.size(); ++i) {
            double const first = pieces_[i].until - begin;
            double const second = pieces_[i + 1].until - pieces_[i].until;
            double const smear = std::abs(pieces_[i + 1].heat_content_j_kg - pieces_[i].heat_content_j_kg) *
                                 first * second /
                                 std::max(first + second, std::numeric_limits<double>::min());
            if (smear < least) {
                least = smear;
                best = i;
            }
            begin = pieces_[i].until;
        }
        double const from = best == 0 ? 0.0 : pieces_[best - 1].until;
        double const first = pieces_[best].until - from;
        double const both = pieces_[best + 1].until - from;
        HeatPiece& kept = pieces_[best + 1];
        if (both > 0.0) {
            kept.heat_content_j_kg +=
                (pieces_[best].heat_content_j_kg - kept.heat_content_j_kg) * (first / both);
        }
        pieces_.erase(pieces_.begin() + static_cast<std::ptrdiff_t>(best));
    }
}

} // namespace saggar
