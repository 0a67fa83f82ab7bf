// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// The Jacobian of the reference model's equations, term by term as in heat_equations.cpp.
#include "heat_equations.hpp"

#include <cmath>

namespace saggar::detail {

void HeatEquations::face_jacobian(ReferencePipe const& pipe, std::size_t k, std::span<double const> y,
                                  std::function<void(std::size_t column, double value)> const& by) const {
    std::size_t const inlet = node_unknown(upstream(pipe.link));
    LimitedFace const each = face(pipe, k, y[inlet], y);
    by(pipe.along_flow(k), each.by_own);
    bool const last = k + 1 == pipe.cells;
    if (options_.advection == Advection::first_order || (last && k < 2)) {
        return;
    }
    by(k == 0 ? inlet : pipe.along_flow(k - 1), each.by_before);
    if (last) {
        by(pipe.along_flow(k - 2), each.by_second_before);
    } else {
        by(pipe.along_flow(k + 1), each.by_after);
    }
}

void HeatEquations::advection_jacobian(ReferencePipe const& pipe, std::span<double const> y,
                                       Emit const& emit) const {
    double const by_flow = std::abs(pipe.flow_kg_s) / pipe.cell_kg;
    emit(pipe.along_flow(0), node_unknown(upstream(pipe.link)), -by_flow);
    for (std::size_t k = 0; k < pipe.cells; ++k) {
        // What leaves this cell enters the next one.
        face_jacobian(pipe, k, y, [&](std::size_t column, double value) {
            emit(pipe.along_flow(k), column, by_flow * value);
            if (k + 1 < pipe.cells) {
                emit(pipe.along_flow(k + 1), column, -by_flow * value);
            }
        });
    }
}

void HeatEquations::wall_jacobian(ReferencePipe const& pipe, std::size_t wall, double of_rate,
                                  Emit const& emit) const {
    for (std::size_t k = 0; k <= pipe.layers(); ++k) {
        double const in_w_k = k == 0 ? pipe.film_w_k : pipe.away_w_k(k - 1);
        double const capacity = pipe.store_j_k(k);
        emit(wall + k, wall + k, of_rate + (in_w_k + pipe.away_w_k(k)) / capacity);
        if (k > 0) {
            emit(wall + k, wall + k - 1, -in_w_k / capacity);
        }
        if (k < pipe.layers()) {
            emit(wall + k, wall + k + 1, -pipe.away_w_k(k) / capacity);
        }
    }
}

void HeatEquations::pipe_jacobian(ReferencePipe const& pipe, std::span<double const> y, double of_rate,
                                  Emit const& emit) const {
    for (std::size_t k = 0; k < pipe.cells; ++k) {
        std::size_t const i = pipe.first + pipe.stride * k;
        double const by_heat = 1.0 / fluid_.heat_capacity_j_kgk(water_c_[i]); // dT/dh
        double own = of_rate;
        if (pipe.has_wall()) {
            own += pipe.film_w_k * by_heat / pipe.cell_kg;
            emit(i, i + 1, -pipe.film_w_k / pipe.cell_kg);
            emit(i + 1, i, -pipe.film_w_k * by_heat / pipe.wall_j_k);
            wall_jacobian(pipe, i + 1, of_rate, emit);
        } else {
            own += pipe.outward_w_k * by_heat / pipe.cell_kg;
        }
        if (pipe.dispersion_kg_s > 0.0) {
            double const spread = pipe.dispersion_kg_s / pipe.cell_kg;
            if (k > 0) {
                own += spread;
                emit(i, i - pipe.stride, -spread);
            }
            if (k + 1 < pipe.cells) {
                own += spread;
                emit(i, i + pipe.stride, -spread);
            }
        }
        emit(i, i, own);
    }
    if (pipe.flow_kg_s != 0.0) {
        advection_jacobian(pipe, y, emit);
    }
}

void HeatEquations::jacobian(std::span<double const> y, double of_rate, Emit const& emit) const {
    temperatures(y);
    for (ReferencePipe const& pipe : pipes_) {
        pipe_jacobian(pipe, y, of_rate, emit);
    }
    for (std::size_t n = 0; n < nodes_.size(); ++n) {
        ReferenceNode const& node = nodes_[n];
        std::size_t const row = node_unknown(n);
        emit(row, row, 1.0);
        if (node.mixed_kg_s > 0.0) {
            for (ReferenceArrival const& each : node.arrivals) {
                double const share = each.flow_kg_s / node.mixed_kg_s;
                std::int32_t const index = pipe_of_[each.link];
                if (index >= 0) {
                    ReferencePipe const& pipe = pipes_[static_cast<std::size_t>(index)];
                    face_jacobian(pipe, pipe.cells - 1, y, [&](std::size_t column, double value) {
                        emit(row, column, -share * value);
                    });
                } else if (rule_[each.link] != LinkRule::outlet_temperature) {
                    std::size_t const entering = node_unknown(each.upstream);
                    emit(row, entering, -share * handed_on(each.link, y[entering]).by_entering);
                }
            }
        } else {
            for (std::size_t const end : node.ends) {
                emit(row, end, -1.0 / static_cast<double>(node.ends.size()));
            }
        }
    }
}

} // namespace saggar::detail
