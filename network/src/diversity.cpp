// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/network/diversity.hpp"

#include <algorithm>
#include <cmath>

namespace saggar {

namespace {

double space_heating_factor(double n) {
    return 0.62 + 0.38 / n;
}

double winter_factor(double n) {
    constexpr double a = 0.449677;
    constexpr double b = 0.551234;
    constexpr double c = 53.8438;
    constexpr double d = 1.7627;
    return a + b / (1.0 + std::pow(n / c, d));
}

double hot_water_factor_2015(double n) {
    constexpr double single_kw = 37.5;
    return (1.19 * n + 18.8 * std::sqrt(n) + 17.6) / (single_kw * n);
}

double hot_water_factor_2020(double n, double single_kw) {
    constexpr double qm_l_s = 0.1;
    constexpr double theta = 0.015;
    constexpr double a = 3.1;
    constexpr double heat_capacity_kj_kgk = 4.18;
    constexpr double warming_k = 40.0;
    double const all_l_s = n * single_kw / (heat_capacity_kj_kgk * warming_k);
    double const beyond_l_s = all_l_s - 2.0 * qm_l_s;
    if (beyond_l_s <= 0.0) {
        return 1.0; // below the formula's range
    }
    return (2.0 * qm_l_s + theta * beyond_l_s + a * std::sqrt(qm_l_s * theta * beyond_l_s)) / all_l_s;
}

// Within what any group of n dwellings obeys: at most all at once, at least one of them.
double bounded(double factor, double n) {
    return std::clamp(factor, 1.0 / n, 1.0);
}

double with_space_heating(DesignSettings const& settings, double hot_water_factor, double n) {
    double const hot_water_kw = settings.hot_water_kw_per_dwelling;
    double const space_heating_kw = settings.space_heating_kw_per_dwelling;
    double const both_kw = hot_water_kw + space_heating_kw;
    return both_kw > 0.0
               ? (hot_water_kw * bounded(hot_water_factor, n) + space_heating_kw * space_heating_factor(n)) /
                     both_kw
               : 1.0;
}

} // namespace

double coincidence_factor(DesignSettings const& settings, double dwellings) {
    if (!(dwellings > 1.0)) {
        return 1.0;
    }
    double const n = dwellings;
    switch (settings.diversity) {
    case DiversityModel::none: break;
    case DiversityModel::constant: return bounded(settings.constant_factor, n);
    case DiversityModel::thermos: return space_heating_factor(n);
    case DiversityModel::winter: return bounded(winter_factor(n), n);
    case DiversityModel::cp1_2015: return with_space_heating(settings, hot_water_factor_2015(n), n);
    case DiversityModel::cp1_2020:
        return with_space_heating(settings, hot_water_factor_2020(n, settings.hot_water_kw_per_dwelling), n);
    }
    return 1.0;
}

void PeakGroup::add(DesignSettings const& settings, double peak_w, double behind) {
    if (behind > 0.0) {
        dwellings += behind;
        single_peaks_w += peak_w / coincidence_factor(settings, behind);
        largest_peak_w = std::max(largest_peak_w, peak_w);
    } else {
        other_peaks_w += peak_w;
    }
}

void PeakGroup::add(PeakGroup const& other) {
    dwellings += other.dwellings;
    single_peaks_w += other.single_peaks_w;
    largest_peak_w = std::max(largest_peak_w, other.largest_peak_w);
    other_peaks_w += other.other_peaks_w;
}

double diversified_peak_w(DesignSettings const& settings, PeakGroup const& group) {
    return std::max(group.largest_peak_w,
                    coincidence_factor(settings, group.dwellings) * group.single_peaks_w) +
           group.other_peaks_w;
}

double share_of_peak(DesignSettings const& settings, double behind, double group_dwellings) {
    if (!(behind > 0.0)) {
        return 1.0;
    }
    return std::min(1.0,
                    coincidence_factor(settings, group_dwellings) / coincidence_factor(settings, behind));
}

} // namespace saggar
