// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Water that lies together in a pipe. Its heat content along the parcel, y from 0 where it leaves first to 1,
//
//   h(y) = base + swing e^(growth y),
//
// is exact for water that entered with one temperature during a step and has cooled since: what entered
// earlier has cooled for longer. Cooling, whatever the ambient does meanwhile, changes base and swing only.

#include "physics/decay.hpp"

#include <cmath>

namespace saggar::detail {

struct Parcel {
    double mass_kg;
    double base_j_kg;
    double swing_j_kg;
    double growth;
};

// Mean of e^(-x y) over y from 0 to 1: (1 - e^-x)/x, to round-off for any x, negative ones too.
inline double decay_mean(double x) {
    if (std::abs(x) < 0.02) {
        return 1.0 -
               x * (1.0 / 2 -
                    x * (1.0 / 6 - x * (1.0 / 24 - x * (1.0 / 120 - x * (1.0 / 720 - x * (1.0 / 5040))))));
    }
    constexpr double nothing_left = 40.0; // e^-40 is less than the round-off of 1
    if (x > 0.0) {
        return x > nothing_left ? 1.0 / x : decay(x).mean;
    }
    return -std::expm1(-x) / x;
}

// e^-x
inline double decay_factor(double x) {
    return std::abs(x) < 0.02 ? 1.0 - x * decay_mean(x) : std::exp(-x);
}

inline double mean_j_kg(Parcel const& parcel) {
    return parcel.base_j_kg + parcel.swing_j_kg * decay_mean(-parcel.growth);
}
inline double first_j_kg(Parcel const& parcel) {
    return parcel.base_j_kg + parcel.swing_j_kg;
}
inline double last_j_kg(Parcel const& parcel) {
    return parcel.base_j_kg + parcel.swing_j_kg * decay_factor(-parcel.growth);
}

// The same water looked at from its other end.
inline Parcel turned(Parcel const& parcel) {
    return {parcel.mass_kg, parcel.base_j_kg, parcel.swing_j_kg * decay_factor(-parcel.growth),
            -parcel.growth};
}

// What lies behind the fraction y of it.
inline Parcel rest_of(Parcel const& parcel, double y) {
    return {parcel.mass_kg * (1.0 - y), parcel.base_j_kg,
            parcel.swing_j_kg * decay_factor(-parcel.growth * y), parcel.growth * (1.0 - y)};
}

// Both as one, with their energy: exact where the second goes on as the first does, as in steady flow.
struct Merge {
    Parcel parcel;
    double smear_j; // what it changes: the largest difference at an end or between them, times m1 m2/(m1+m2)
};
Merge merge(Parcel const& first, Parcel const& second);

// Queue of the parcels of a cell, the one that leaves first at the beginning, in memory of somebody else.
class ParcelQueue {
public:
    ParcelQueue(Parcel* parcels, int size, int at_most) : parcels_{parcels}, size_{size}, at_most_{at_most} {}

    [[nodiscard]] int size() const { return size_; }
    [[nodiscard]] Parcel& operator[](int i) { return parcels_[i]; }
    [[nodiscard]] Parcel const& operator[](int i) const { return parcels_[i]; }
    void drop_first(int count);
    // Merges with the last where that smears no more than `smear_j`; where there is no room, the two that
    // smear least.
    void append(Parcel const& parcel, double smear_j);
    void turn();
    [[nodiscard]] double heat_j() const;

private:
    void make_room();

    Parcel* parcels_;
    int size_;
    int at_most_;
};

} // namespace saggar::detail
