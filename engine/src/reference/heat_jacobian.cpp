// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// The Jacobian of the reference model's equations, term by term as in heat_equations.cpp.
#include "heat_equations.hpp"

#include <cmath>

namespace saggar::detail {

void HeatEquations::advection_jacobian(ReferencePipe const& pipe, std::span<double const> y,
                                       Emit const& emit) const {
    double const by_flow = std::abs(pipe.flow_kg_s) / pipe.cell_kg;
    std::size_t const inlet = node_unknown(upstream(pipe.link));
    std::size_t const last = pipe.cells - 1;
    bool const limited = options_.advection == Advection::limited;
    emit(pipe.along_flow(0), inlet, -by_flow);
    for (std::size_t k = 0; k < pipe.cells; ++k) {
        LimitedFace const each = face(pipe, k, y[inlet], y);
        std::size_t const own = pipe.along_flow(k);
        // What leaves this cell enters the next one.
        auto const both = [&](std::size_t column, double derivative) {
            emit(own, column, by_flow * derivative);
            if (k < last) {
                emit(pipe.along_flow(k + 1), column, -by_flow * derivative);
            }
        };
        if (!limited || k == last) {
            both(own, 1.0);
        } else if (k == 0) { // the difference behind is twice that to the inlet
            both(inlet, 2.0 * each.by_before);
            both(own, each.by_own - each.by_before);
            both(pipe.along_flow(1), each.by_after);
        } else {
            both(pipe.along_flow(k - 1), each.by_before);
            both(own, each.by_own);
            both(pipe.along_flow(k + 1), each.by_after);
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
            emit(i + 1, i + 1, of_rate + (pipe.film_w_k + pipe.outward_w_k) / pipe.wall_j_k);
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
                    emit(row, pipe.along_flow(pipe.cells - 1), -share);
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
