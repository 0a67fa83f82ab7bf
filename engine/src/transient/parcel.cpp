// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "parcel.hpp"

#include <algorithm>
#include <limits>

namespace saggar::detail {

Merge merge(Parcel const& first, Parcel const& second) {
    double const mass = first.mass_kg + second.mass_kg;
    double const end_factor = decay_factor(-first.growth);
    double const first_end = first.base_j_kg + first.swing_j_kg * end_factor;
    double const second_end = last_j_kg(second);
    double const growth = first.growth + second.growth;
    double const swing =
        (first.mass_kg * first.swing_j_kg + second.mass_kg * second.swing_j_kg / end_factor) / mass;
    double const share = second.mass_kg / mass;
    double const mean = mean_j_kg(first) + share * (mean_j_kg(second) - mean_j_kg(first));
    Parcel const both{mass, mean - swing * decay_mean(-growth), swing, growth};
    double const difference =
        std::max({std::abs(first_j_kg(second) - first_end), std::abs(first_j_kg(both) - first_j_kg(first)),
                  std::abs(last_j_kg(both) - second_end)});
    return {both, difference * first.mass_kg * share};
}

void ParcelQueue::drop_first(int count) {
    if (count > 0) {
        std::copy(parcels_ + count, parcels_ + size_, parcels_);
        size_ -= count;
    }
}

void ParcelQueue::append(Parcel const& parcel, double smear_j) {
    if (size_ > 0) {
        Merge const merged = merge(parcels_[size_ - 1], parcel);
        if (merged.smear_j <= smear_j) {
            parcels_[size_ - 1] = merged.parcel;
            return;
        }
    }
    if (size_ == at_most_) {
        make_room();
    }
    parcels_[size_++] = parcel;
}

void ParcelQueue::make_room() {
    int best = 0;
    Merge least{parcels_[0], std::numeric_limits<double>::infinity()};
    for (int i = 0; i + 1 < size_; ++i) {
        Merge const merged = merge(parcels_[i], parcels_[i + 1]);
        if (merged.smear_j < least.smear_j) {
            least = merged;
            best = i;
        }
    }
    parcels_[best] = least.parcel;
    std::copy(parcels_ + best + 2, parcels_ + size_, parcels_ + best + 1);
    --size_;
}

void ParcelQueue::turn() {
    std::reverse(parcels_, parcels_ + size_);
    std::transform(parcels_, parcels_ + size_, parcels_, turned);
}

double ParcelQueue::heat_j() const {
    double heat = 0.0;
    for (int i = 0; i < size_; ++i) {
        heat += parcels_[i].mass_kg * mean_j_kg(parcels_[i]);
    }
    return heat;
}

} // namespace saggar::detail
