// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// One cell of a pipe through one step: its water moves on, what leaves passes the cell's store, what stays
// cools. The method and its formulas are in saggar/engine/transient/plug_flow.hpp.

#include "parcel.hpp"

#include "saggar/engine/transient/heat_history.hpp"

#include <algorithm>
#include <cmath>
#include <span>

namespace saggar::detail {

// What all cells of a pipe have in common in a step.
struct CellStep {
    double throughput_kg{}; // that passes in the step
    double cooling{};      // U/(m' cp) times the step: what the excess over the ambient falls by, as exponent
    double cooled{};       // e^-cooling
    double ambient_j_kg{}; // heat content of water at the ambient's temperature
    double tolerance_j_kg{};
    // The store: capacity as a mass of water, 0 without; share of the difference that passing water keeps
    // (0 where the store is met in place), and the exchange in place, both as exponents of the step.
    double store_kg{};
    double share{};
    double exchange{}; // G/(m' cp) times the step
    bool in_place{false};
};

// A cell's store as passing water meets it.
class StoreExchange {
public:
    StoreExchange(CellStep const& step, double& store_j_kg, HeatHistory& out)
        : step_{step},
          store_{store_j_kg},
          out_{out},
          exponent_{step.share > 0.0 ? step.share * step.throughput_kg / step.store_kg : 0.0} {}

    // Water of one heat content until the time `until`.
    void operator()(double until, double heat_j_kg) {
        double const part = until - begin_;
        if (step_.share <= 0.0 || part <= 0.0) {
            out_.append(until, heat_j_kg);
            begin_ = until;
            return;
        }
        double const difference = store_ - heat_j_kg;
        double const exponent = exponent_ * part;
        // The outlet falls (or rises) by this much in the course of the piece.
        double const mean = decay_mean(exponent);
        double const change = step_.share * std::abs(difference) * part * mean;
        // Its mean smears a quarter of that, or as much as the time that it lasts is of the piece.
        double const smear = change * std::min(0.25 * exponent, 1.0);
        if (smear > step_.tolerance_j_kg) {
            in_parts(part, heat_j_kg, difference, exponent, smear / step_.tolerance_j_kg);
        } else {
            out_.append(until, heat_j_kg + step_.share * difference * mean);
        }
        store_ = heat_j_kg + difference * (1.0 - exponent * mean);
        begin_ = until;
    }

private:
    // Parts in each of which the outlet changes by the same.
    void in_parts(double part, double heat_j_kg, double difference, double exponent, double smears) {
        constexpr double most = 8.0;
        auto const parts = static_cast<int>(std::min(most, std::ceil(smears) + 1.0));
        double const fallen = -std::expm1(-exponent);
        double before = 0.0;
        double left = difference;
        for (int i = 1; i <= parts; ++i) {
            double const end = i == parts ? exponent : -std::log1p(-fallen * i / parts);
            double const piece = end - before;
            double const mean = decay_mean(piece);
            out_.append(begin_ + part * (end / exponent), heat_j_kg + step_.share * left * mean);
            left *= 1.0 - piece * mean;
            before = end;
        }
    }

    CellStep const& step_;
    double& store_;
    HeatHistory& out_;
    double exponent_; // of a whole step
    double begin_{0.0};
};

// Hands the beginning of a parcel, up to its fraction `y`, to the store as it leaves; `time` and `cooled`
// (what an excess has fallen to by then) go on to its end. In parts where its outlet changes much.
template <class Sink>
void let_out(Parcel const& parcel, double y, CellStep const& step, double& time, double& cooled, Sink& sink) {
    double const duration = parcel.mass_kg * y / step.throughput_kg;
    double const cooling = step.cooling * duration;
    double const growth = parcel.growth * y;
    double const base = parcel.base_j_kg - step.ambient_j_kg;
    double const change =
        (std::abs(base) * cooling + std::abs(parcel.swing_j_kg * (growth - cooling))) * duration;
    int const parts =
        change > 4.0 * step.tolerance_j_kg
            ? static_cast<int>(std::min(8.0, std::ceil(change / (4.0 * step.tolerance_j_kg)) + 1.0))
            : 1;
    double const part_cooling = cooling / parts;
    double const part_growth = growth / parts;
    double const mean = decay_mean(part_cooling);
    double const swing_mean = decay_mean(part_cooling - part_growth);
    double swing = parcel.swing_j_kg;
    for (int i = 0; i < parts; ++i) {
        time += duration / parts;
        sink(time, step.ambient_j_kg + cooled * (base * mean + swing * swing_mean));
        cooled *= 1.0 - part_cooling * mean;
        if (parts > 1) {
            swing *= decay_factor(-part_growth);
        }
    }
}

// What stays of the old water cools on.
inline void cool(ParcelQueue& queue, CellStep const& step) {
    for (int i = 0; i < queue.size(); ++i) {
        queue[i].base_j_kg = step.ambient_j_kg + (queue[i].base_j_kg - step.ambient_j_kg) * step.cooled;
        queue[i].swing_j_kg *= step.cooled;
    }
}

// Water that enters and stays, from the time `from` to `to`.
inline void take_in(ParcelQueue& queue, CellStep const& step, double from, double to, double heat_j_kg,
                    double smear_j) {
    if (to <= from) {
        return;
    }
    double const excess = heat_j_kg - step.ambient_j_kg;
    queue.append({step.throughput_kg * (to - from), step.ambient_j_kg,
                  excess * decay_factor(step.cooling * (1.0 - from)), step.cooling * (to - from)},
                 smear_j);
}

// The cell's water of `held_kg` moves on by the throughput (above zero).
template <class Sink>
void move_on(ParcelQueue& queue, double held_kg, CellStep const& step, std::span<HeatPiece const> entering,
             Sink& sink) {
    double const smear_j = 0.25 * step.tolerance_j_kg * std::min(held_kg, step.throughput_kg);
    double time = 0.0;
    double cooled = 1.0;
    if (step.throughput_kg < held_kg) {
        double left_kg = step.throughput_kg;
        int gone = 0;
        while (gone < queue.size() && queue[gone].mass_kg <= left_kg) {
            let_out(queue[gone], 1.0, step, time, cooled, sink);
            left_kg -= queue[gone].mass_kg;
            ++gone;
        }
        if (gone < queue.size() && left_kg > 0.0) {
            double const y = left_kg / queue[gone].mass_kg;
            let_out(queue[gone], y, step, time, cooled, sink);
            queue[gone] = rest_of(queue[gone], y);
        }
        queue.drop_first(gone);
        cool(queue, step);
        double from = 0.0;
        for (HeatPiece const& piece : entering) {
            take_in(queue, step, from, piece.until, piece.heat_content_j_kg, smear_j);
            from = piece.until;
        }
        return;
    }
    for (int i = 0; i < queue.size(); ++i) {
        let_out(queue[i], 1.0, step, time, cooled, sink);
    }
    queue.drop_first(queue.size());
    double const passage = held_kg / step.throughput_kg; // time from end to end
    double const last_through = 1.0 - passage;
    double const passed = decay_factor(step.cooling * passage);
    double from = 0.0;
    for (HeatPiece const& piece : entering) {
        double const excess = piece.heat_content_j_kg - step.ambient_j_kg;
        if (from < last_through) {
            double const end = std::min(piece.until, last_through);
            sink(end + passage, step.ambient_j_kg + excess * passed);
            from = end;
        }
        if (piece.until > last_through) {
            take_in(queue, step, from, piece.until, piece.heat_content_j_kg, smear_j);
        }
        from = piece.until;
    }
}

// Water of a cell and its store that exchange heat where they are, both as excess over the ambient: the exact
// solution of
//   dh/dt = -u h - g (h - s) + q,   ds/dt = (g/ratio)(h - s),   ratio = store over water,
// u, g and q (what moving water brings) as exponents of the step.
struct StandingPair {
    double water_by_water;
    double water_by_store;
    double store_by_water;
    double store_by_store;
    double water_by_inflow;
    double store_by_inflow;
};
[[nodiscard]] StandingPair standing_pair(double cooling, double exchange, double ratio);

// Exchange in place, after the move, which tells what moving water brings: the same for all water of the
// cell, so that its shape stays. `heat_before_j` is that of the cell's water before the step.
void exchange_in_place(ParcelQueue& queue, double held_kg, double heat_before_j, CellStep const& step,
                       double& store_j_kg);

} // namespace saggar::detail
