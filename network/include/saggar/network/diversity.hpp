// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Diversity: dwellings do not take their peaks at the same time, so what a pipe must carry at the design
// point is less than the sum of the peaks behind it.
//
// The coincidence factor f(n) of n dwellings is their common peak over the sum of their single peaks; f(1) is
// 1, f never rises with n, and n f(n), the common peak, never falls: it is at least one dwelling's. Where a
// published formula leaves these bounds (some do for one to three dwellings), the bound holds.
//
// Loads that are not dwellings (schools, works) have no diversity here: they are taken to peak together.
//
// A substation's own peak is that of the substation as a whole. If n dwellings stand behind it, their
// diversity among themselves is in it already, and it gives way by f(N)/f(n) to a group of N dwellings.

#include "saggar/network/settings.hpp"

namespace saggar {

// The coincidence factor of `dwellings` (at least 0; up to one, the factor is 1) after settings.diversity:
//   none      1
//   constant  settings.constant_factor
//   thermos   0.62 + 0.38/n of the combined peak (THERMOS network model, Centre for Sustainable Energy)
//   winter    a + b/(1 + (n/c)^d), a = 0.449677, b = 0.551234, c = 53.8438, d = 1.7627 (Winter, Haslauer and
//             Obernberger 2001, German and Austrian networks; coefficients not compared with the original)
//   cp1_2015  hot water 1.19 n + 18.8 sqrt(n) + 17.6 kW of dwellings of 37.5 kW (CIBSE CP1 2015 after DS 439)
//   cp1_2020  hot water flow 2 qm + theta S + A sqrt(qm theta S), S = n qf - 2 qm, qm = 0.1 L/s,
//             theta = 0.015, A = 3.1 (CIBSE CP1 2020 after DS 439); the dwelling's design flow qf follows
//             from hot_water_kw_per_dwelling heated by 40 K (assumption)
// The two cp1 models speak of hot water alone. Space heating follows 0.62 + 0.38/n beside it, and a
// dwelling's peak is taken to be made of both as hot_water_kw_per_dwelling to space_heating_kw_per_dwelling.
[[nodiscard]] double coincidence_factor(DesignSettings const& settings, double dwellings);

// What lies downstream of some place: added up from substations.
struct PeakGroup {
    double dwellings{0.0};
    double single_peaks_w{0.0}; // of the dwellings: sum of what each would take alone
    double largest_peak_w{0.0}; // of one substation with dwellings, its own peak
    double other_peaks_w{0.0};  // of what is not dwellings

    // A substation that takes peak_w at most, with `behind` dwellings (0: not domestic).
    void add(DesignSettings const& settings, double peak_w, double behind);
    void add(PeakGroup const& other);
};

// The largest heat that the group takes at one time, W; never less than one of its substations takes.
[[nodiscard]] double diversified_peak_w(DesignSettings const& settings, PeakGroup const& group);

// The part of its own peak that a substation with `behind` dwellings takes when a group of `group_dwellings`,
// itself included, peaks: f(N)/f(n); 1 if it is not domestic.
[[nodiscard]] double share_of_peak(DesignSettings const& settings, double behind, double group_dwellings);

} // namespace saggar
