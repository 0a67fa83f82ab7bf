// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// A district of 22 substations on plastic pipe through a week, as NANDRAD (SIM-VICUS) computed it: its flows,
// its heater's outlet temperature and its heat demands are imposed, loss and temperature of each pipe
// compared.
//
// What was recorded holds at full hours, at which losses are compared; between them demands and temperatures
// are straight lines and flows follow from NANDRAD's controllers (nandrad_flows.hpp). Its pipes have cells of
// 5 m, upwind, so that fronts are smeared: means are compared tightly, single hours loosely. The first day,
// which begins with everything at 70 degrees C, is not compared.
//
// The tables do not say what the pipes' walls hold. The first four hours do: they cool as fast as recorded
// with polyethylene, 940 kg/m3 and 2000 J/(kg K), and too fast without a wall.

#include "nandrad_district.hpp"
#include "reference.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <iostream>
#include <vector>

namespace {

using saggar::testing_support::NandradDistrict;

constexpr double polyethylene_j_m3k = 940.0 * 2000.0;
constexpr int hours = 168;

struct Sums {
    double ours{0.0};
    double recorded{0.0};

    void add(double our, double other) {
        ours += our;
        recorded += other;
    }
    [[nodiscard]] double off_percent() const { return 100.0 * (ours / recorded - 1.0); }
};

TEST(Nandrad, FirstHoursCoolAsFastAsRecorded) {
    SAGGAR_NEEDS_REFERENCE("nandrad");
    NandradDistrict with_wall{polyethylene_j_m3k};
    NandradDistrict without{0.0};
    Sums walls;
    Sums none;
    for (int hour = 1; hour <= 4; ++hour) {
        with_wall.hour();
        without.hour();
        for (std::size_t i = 0; i < with_wall.size(); ++i) {
            if (with_wall.is_pipe(i)) {
                walls.add(with_wall.loss_w(i), with_wall.recorded_loss_w(i));
                none.add(without.loss_w(i), without.recorded_loss_w(i));
            }
        }
    }
    std::cout << "loss of hours 1 to 4: " << walls.off_percent() << " % off the recorded one, without walls "
              << none.off_percent() << " %\n";
    EXPECT_LE(std::abs(walls.off_percent()), 0.5);
    EXPECT_LE(none.off_percent(), -2.0) << "% off without walls";
}

TEST(Nandrad, LossesAndTemperaturesOfTheWeek) {
    SAGGAR_NEEDS_REFERENCE("nandrad");
    NandradDistrict district{polyethylene_j_m3k};
    NandradDistrict without_walls{0.0};
    Sums none;
    std::vector<Sums> loss(district.size());
    std::vector<Sums> outlet(district.size());
    std::vector<double> squares(district.size());
    std::vector<int> samples(district.size());
    Sums total;
    Sums loaded;
    Sums night; // little flow, and what follows the drop of demand
    for (int hour = 1; hour <= hours; ++hour) {
        district.hour();
        without_walls.hour();
        if (hour < 24) {
            continue;
        }
        double const weight = hour == 24 || hour == hours ? 0.5 : 1.0; // trapezoidal rule
        for (std::size_t i = 0; i < district.size(); ++i) {
            if (district.flows_as_drawn(i)) {
                double const off = district.outlet_c(i) - district.recorded_outlet_c(i);
                outlet[i].add(district.outlet_c(i), district.recorded_outlet_c(i));
                squares[i] += off * off;
                ++samples[i];
            }
            if (district.is_pipe(i)) {
                loss[i].add(weight * district.loss_w(i), weight * district.recorded_loss_w(i));
                none.add(weight * without_walls.loss_w(i), weight * district.recorded_loss_w(i));
                total.add(weight * district.loss_w(i), weight * district.recorded_loss_w(i));
                (district.flow_kg_s() > 0.3 ? loaded : night)
                    .add(district.loss_w(i), district.recorded_loss_w(i));
            }
        }
    }
    double worst_percent = 0.0;
    double worst_mean_k = 0.0;
    double worst_rms_k = 0.0;
    std::size_t closer_than_half = 0;
    std::size_t pipes = 0;
    for (std::size_t i = 0; i < district.size(); ++i) {
        if (district.is_pipe(i)) {
            double const off = std::abs(loss[i].off_percent());
            worst_percent = std::max(worst_percent, off);
            closer_than_half += off <= 0.5 ? 1 : 0;
            ++pipes;
            EXPECT_LE(off, 1.5) << "% of the loss of " << district.name(i);
        }
        if (samples[i] > 100) {
            double const mean_k = (outlet[i].ours - outlet[i].recorded) / samples[i];
            double const rms_k = std::sqrt(squares[i] / samples[i]);
            worst_mean_k = std::max(worst_mean_k, std::abs(mean_k));
            worst_rms_k = std::max(worst_rms_k, rms_k);
            EXPECT_LE(std::abs(mean_k), 0.2) << "K, mean outlet of " << district.name(i);
            EXPECT_LE(rms_k, 1.5) << "K, outlet of " << district.name(i);
        }
    }
    std::cout << "loss of six days: " << 1e-6 * total.ours << " MWh, recorded " << 1e-6 * total.recorded
              << " MWh, " << total.off_percent() << " % off; in loaded hours " << loaded.off_percent()
              << " %, at night " << night.off_percent() << " %; single pipes " << worst_percent
              << " % at most, " << closer_than_half << " of " << pipes
              << " within 0.5 %; outlet temperatures: means within " << worst_mean_k << " K, RMS "
              << worst_rms_k << " K at most; loss without walls " << none.off_percent() << " % off\n";
    EXPECT_LE(std::abs(total.off_percent()), 0.5);
    EXPECT_LE(std::abs(loaded.off_percent()), 0.1);
    EXPECT_LE(std::abs(night.off_percent()), 0.2);
}

} // namespace
