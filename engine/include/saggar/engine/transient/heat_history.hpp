// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// What passes a place in the course of one time step, as pieces of constant heat content. Mass flows are
// constant over a step, so that time is counted in fractions of it and the pieces of a node serve every link
// that leaves it, whatever its flow.

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

namespace saggar {

struct HeatPiece {
    double until{1.0};          // end, as a fraction of the step; begins where the one before ends, or at 0
    double heat_content_j_kg{}; // Fluid::heat_content_j_kg
};

// Mean over a whole history.
[[nodiscard]] double mean_heat_content_j_kg(std::span<HeatPiece const> history);

// A history that is being written, in the order of time. Neighbours are merged, keeping their energy, where
// what that smears, difference times f1 f2/(f1 + f2) with the fractions f1 and f2, is not above a quarter of
// the tolerance: two halves of a step that differ by the tolerance merge, and so do shorter pieces that
// differ by more. Beyond `pieces_at_most` pieces those merge that smear least.
class HeatHistory {
public:
    HeatHistory() = default;
    explicit HeatHistory(int pieces_at_most) : pieces_at_most_{static_cast<std::size_t>(pieces_at_most)} {
        pieces_.reserve(4 * pieces_at_most_);
    }

    // J/kg
    void begin(double tolerance_j_kg) {
        pieces_.clear();
        smear_j_kg_ = 0.25 * tolerance_j_kg;
        last_begin_ = 0.0;
    }
    void append(double until, double heat_content_j_kg) {
        if (pieces_.empty()) {
            pieces_.push_back({until, heat_content_j_kg});
            return;
        }
        HeatPiece& last = pieces_.back();
        double const before = last.until - last_begin_;
        double const added = until - last.until;
        double const difference = heat_content_j_kg - last.heat_content_j_kg;
        double const both = before + added;
        if (std::abs(difference) * before * added <= smear_j_kg_ * both) {
            last.until = until;
            last.heat_content_j_kg += both > 0.0 ? difference * (added / both) : 0.0;
            return;
        }
        last_begin_ = last.until;
        pieces_.push_back({until, heat_content_j_kg});
    }
    void shift(double heat_content_j_kg) {
        for (HeatPiece& piece : pieces_) {
            piece.heat_content_j_kg += heat_content_j_kg;
        }
    }
    // Nothing follows: the last piece ends with the step.
    void end() {
        if (!pieces_.empty()) {
            pieces_.back().until = 1.0;
            if (pieces_.size() > pieces_at_most_) {
                reduce();
            }
        }
    }
    [[nodiscard]] std::span<HeatPiece const> pieces() const { return pieces_; }

private:
    void reduce();

    std::vector<HeatPiece> pieces_;
    std::size_t pieces_at_most_{16};
    double smear_j_kg_{0.0};
    double last_begin_{0.0};
};

} // namespace saggar
