// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Pipes in series through time, and what left the last of them: for cases that are worked out with
// PlugFlowPipes.

#include "saggar/engine/transient/plug_flow.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <vector>

namespace saggar::testing_support {

// Temperature over a stretch of time.
struct Stretch {
    double begin_s{};
    double end_s{};
    double mean_c{};
};

class PipeRun {
public:
    PipeRun(Fluid const& fluid, std::vector<PlugFlowPipe> const& pipes, PlugFlowOptions const& options,
            std::vector<double> const& filled_c)
        : pipes_{fluid, pipes, options},
          passing_{HeatHistory{options.pieces_at_most}, HeatHistory{options.pieces_at_most}} {
        for (std::size_t i = 0; i < pipes.size(); ++i) {
            pipes_.fill(i, filled_c);
        }
    }

    // One step with one temperature where the water enters.
    PipeHeat step(PipeConditions const& conditions, double entering_c) {
        HeatPiece const piece{1.0, pipes_.fluid().heat_content_j_kg(entering_c)};
        std::span<HeatPiece const> passing{&piece, 1};
        PipeHeat sum;
        std::size_t const count = pipes_.size();
        for (std::size_t i = 0; i < count; ++i) {
            std::size_t const pipe = conditions.mass_flow_kg_s < 0.0 ? count - 1 - i : i;
            PipeHeat const heat = pipes_.step(pipe, conditions, passing, passing_[i % 2]);
            passing = passing_[i % 2].pieces();
            sum.entered_j += i == 0 ? heat.entered_j : 0.0;
            sum.left_j = heat.left_j;
            sum.lost_j += heat.lost_j;
        }
        double begin = 0.0;
        for (HeatPiece const& left : passing) {
            left_.push_back({time_s_ + begin * conditions.duration_s,
                             time_s_ + left.until * conditions.duration_s,
                             pipes_.fluid().temperature_c(left.heat_content_j_kg)});
            begin = left.until;
        }
        time_s_ += conditions.duration_s;
        return sum;
    }

    [[nodiscard]] PlugFlowPipes& pipes() { return pipes_; }
    [[nodiscard]] double time_s() const { return time_s_; }
    [[nodiscard]] std::vector<Stretch> const& left() const { return left_; }
    void forget() { left_.clear(); }

    [[nodiscard]] double heat_j() const {
        double sum = 0.0;
        for (std::size_t i = 0; i < pipes_.size(); ++i) {
            sum += pipes_.water_heat_j(i) + pipes_.wall_heat_j(i);
        }
        return sum;
    }

    // When what leaves first passes a level, going up.
    [[nodiscard]] double first_above_s(double level_c) const {
        auto const found =
            std::ranges::find_if(left_, [&](Stretch const& each) { return each.mean_c > level_c; });
        return found == left_.end() ? std::nan("") : found->begin_s;
    }

    // What leaves at an instant: the slope of its integral, by the polynomial through the ends of the six
    // stretches round it. For smooth outlets.
    [[nodiscard]] double left_at_c(double time_s) const {
        auto const after =
            std::ranges::find_if(left_, [&](Stretch const& each) { return each.end_s > time_s; });
        auto const index = static_cast<std::size_t>(after - left_.begin());
        constexpr std::size_t count = 6;
        std::size_t const first = std::min(index > 3 ? index - 3 : 0, left_.size() - count);
        std::vector<double> at{left_[first].begin_s};
        std::vector<double> integral{0.0};
        for (std::size_t i = first; i < first + count; ++i) {
            if (left_[i].end_s - at.back() > 1e-6 * (left_[i].end_s - left_[i].begin_s)) {
                at.push_back(left_[i].end_s);
                integral.push_back(integral.back() + left_[i].mean_c * (left_[i].end_s - left_[i].begin_s));
            }
        }
        double slope = 0.0;
        for (std::size_t i = 0; i < at.size(); ++i) {
            double weight = 0.0; // d/dt of Lagrange's polynomial i
            for (std::size_t j = 0; j < at.size(); ++j) {
                if (j == i) {
                    continue;
                }
                double product = 1.0 / (at[i] - at[j]);
                for (std::size_t k = 0; k < at.size(); ++k) {
                    if (k != i && k != j) {
                        product *= (time_s - at[k]) / (at[i] - at[k]);
                    }
                }
                weight += product;
            }
            slope += weight * integral[i];
        }
        return slope;
    }

private:
    PlugFlowPipes pipes_;
    HeatHistory passing_[2];
    std::vector<Stretch> left_;
    double time_s_{0.0};
};

} // namespace saggar::testing_support
