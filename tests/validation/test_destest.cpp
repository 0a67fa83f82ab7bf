// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// The DESTEST common exercise CE_1 of IBPSA Project 1: sixteen buildings through a week, and through a year.
//
// Two yardsticks. What published programs gave, with the tolerances of judge.py, which comes with the
// reference data (hard only in their means: these programs disagree after stops). And a plug-flow model of
// its own of the pipes as specified, whose loss is counted where it occurs: in the 306 samples in which the
// load hardly changes.

#include "destest_district.hpp"
#include "reference.hpp"
#include "table.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iomanip>
#include <iostream>
#include <optional>
#include <string>
#include <vector>

namespace {

using namespace saggar;
using saggar::testing_support::DestestDistrict;
using saggar::testing_support::Table;

std::filesystem::path destest(std::string const& name) {
    return testing_support::reference_folder() / "destest" / name;
}

// Of one building: straight lines between values every ten minutes.
class Demand {
public:
    [[nodiscard]] double at_w(double time_s) const {
        auto const i = std::min(static_cast<std::size_t>(time_s / spacing_s), values_w_.size() - 2);
        return std::lerp(values_w_[i], values_w_[i + 1], time_s / spacing_s - static_cast<double>(i));
    }
    // Exact where the time from `begin_s` crosses no value.
    [[nodiscard]] double mean_w(double begin_s, double duration_s) const {
        return at_w(begin_s + 0.5 * duration_s);
    }

private:
    static constexpr double spacing_s = 600.0;
    std::vector<double> values_w_ =
        Table{destest("inputs/CE_1/demand_per_building_600s_fullyear.csv")}.numbers("heat_W");
};

// Samples every quarter of an hour, the start included.
struct Week {
    std::vector<double> injection_w, loss_w, critical_c;
};

// Of the check; the exercise says nothing of a bypass.
constexpr double check_bypass_kg_s = 0.00067;

constexpr double sample_s = 900.0;
constexpr int samples = 673;

Week simulate_week(std::optional<double> bypass_kg_s = std::nullopt) {
    constexpr double step_s = 60.0;
    Demand const demand;
    DestestDistrict district{destest("inputs/CE_1"), bypass_kg_s};
    Week week;
    for (int sample = 0; sample < samples; ++sample) {
        double const time_s = sample * sample_s;
        for (double before = sample == 0 ? 0.0 : sample_s; before > 0.0; before -= step_s) {
            HeatLedger const ledger = district.step(demand.mean_w(time_s - before, step_s), step_s);
            EXPECT_NEAR(ledger.residual_j(), 0.0, 1e-9 * ledger.throughput_j)
                << "J before " << time_s << " s";
        }
        week.injection_w.push_back(district.injection_w(demand.at_w(time_s)));
        week.loss_w.push_back(district.loss_w());
        week.critical_c.push_back(district.critical_c());
    }
    return week;
}

std::filesystem::path write_table(Week const& week) {
    std::filesystem::path path = std::filesystem::path{SAGGAR_TEST_OUTPUT} / "destest_ce_1.csv";
    std::ofstream table{path};
    table << "time_s,heat_injection_W,heat_loss_W,T_supply_critical_C\n" << std::setprecision(10);
    for (std::size_t i = 0; i < week.loss_w.size(); ++i) {
        table << static_cast<double>(i) * sample_s << ',' << week.injection_w[i] << ',' << week.loss_w[i]
              << ',' << week.critical_c[i] << '\n';
    }
    return path;
}

double mean_where(std::vector<double> const& values, std::vector<int> const& chosen) {
    double sum = 0.0;
    int count = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (chosen[i] == 1) {
            sum += values[i];
            ++count;
        }
    }
    return sum / count;
}

// What judge.py asks of one quantity, with its limits.
struct Judgement {
    std::string quantity;
    double tolerance;       // of the mean of loaded samples, relative
    double tolerance_k;     // and in K
    double bias_percent;    // of the mean of all samples
    double scatter_percent; // CV(RMSE) of hourly means
    double offset_k;        // temperatures are judged in kelvin
};

void judge(Judgement const& asked, std::vector<double> const& ours, Table const& band) {
    auto const loaded = band.integers("loaded_quasi_steady");
    auto const low = mean_where(band.numbers(asked.quantity + "_min3"), loaded);
    auto const high = mean_where(band.numbers(asked.quantity + "_max3"), loaded);
    double const padding = asked.tolerance * std::abs(high) + asked.tolerance_k;
    double const mean = mean_where(ours, loaded);
    auto const programs = band.numbers(asked.quantity + "_mean3");
    double difference = 0.0;
    double total = 0.0;
    double squares = 0.0;
    int hours = 0;
    for (std::size_t i = 0; i < ours.size(); i += 4) {
        std::size_t const end = std::min(i + 4, ours.size());
        double of_hour = 0.0;
        for (std::size_t j = i; j < end; ++j) {
            of_hour += ours[j] - programs[j];
            total += programs[j] + asked.offset_k;
        }
        difference += of_hour;
        double const hourly_mean = of_hour / static_cast<double>(end - i);
        squares += hourly_mean * hourly_mean;
        ++hours;
    }
    double const bias = 100.0 * difference / total;
    double const scatter = 100.0 * std::sqrt(squares / hours) / (total / static_cast<double>(ours.size()));
    std::cout << asked.quantity << ": loaded samples " << mean << " (programs " << low << " to " << high
              << "), all samples " << bias << " % off the programs' mean, CV(RMSE) " << scatter << " %\n";
    EXPECT_GE(mean, low - padding) << asked.quantity;
    EXPECT_LE(mean, high + padding) << asked.quantity;
    EXPECT_LE(std::abs(bias), asked.bias_percent) << "% " << asked.quantity;
    EXPECT_LE(scatter, asked.scatter_percent) << "% " << asked.quantity;
}

// By the script itself, where Python and its libraries are there.
void run_judge(std::filesystem::path const& table) {
    if (std::system("python3 -c 'import numpy, pandas' 2>/dev/null") != 0) {
        std::cout << "judge.py not run: no python3 with numpy and pandas; the same is checked here\n";
        return;
    }
    std::string const command =
        "python3 '" + destest("judge.py").string() + "' CE_1 '" + table.string() + "'";
    EXPECT_EQ(std::system(command.c_str()), 0) << command;
}

TEST(Destest, WeekOfCe1IsAsPublished) {
    SAGGAR_NEEDS_REFERENCE("destest/inputs/CE_1");
    Week const week = simulate_week();
    Table const band{destest("bands/CE_1_timeseries_band.csv")};
    ASSERT_EQ(band.rows(), week.loss_w.size());
    run_judge(write_table(week));
    judge({"heat_injection_W", 0.002, 0.0, 0.6, 2.0, 0.0}, week.injection_w, band);
    judge({"heat_loss_W", 0.005, 0.0, 3.0, 30.0, 0.0}, week.loss_w, band);
    judge({"T_supply_critical_C", 0.0, 0.02, 0.6, 1.0, 273.15}, week.critical_c, band);
    auto const loaded = band.integers("loaded_quasi_steady");
    double const unaccounted_w = mean_where(week.injection_w, loaded) -
                                 mean_where(band.numbers("demand_W"), loaded) -
                                 mean_where(week.loss_w, loaded);
    EXPECT_LE(std::abs(unaccounted_w), 600.0) << "W, injection less demand less loss, in loaded samples";
}

TEST(Destest, LoadedSamplesOfCe1AreThoseOfItsPipes) {
    SAGGAR_NEEDS_REFERENCE("destest/inputs/CE_1");
    Week const week = simulate_week(check_bypass_kg_s);
    auto const loaded = Table{destest("bands/CE_1_timeseries_band.csv")}.integers("loaded_quasi_steady");
    Table const check{destest("bands/independent_check/CE_1_intended_pipes.csv")};
    auto const loss_w = check.numbers("heat_loss_W");
    auto const critical_c = check.numbers("T_supply_critical_C");
    double all_w = 0.0;
    double check_all_w = 0.0;
    double worst_loss = 0.0;
    double worst_k = 0.0;
    int count = 0;
    for (std::size_t i = 0; i < week.loss_w.size(); ++i) {
        all_w += week.loss_w[i];
        check_all_w += loss_w[i];
        if (loaded[i] == 1) {
            worst_loss = std::max(worst_loss, std::abs(week.loss_w[i] / loss_w[i] - 1.0));
            worst_k = std::max(worst_k, std::abs(week.critical_c[i] - critical_c[i]));
            ++count;
        }
    }
    std::cout << count << " loaded samples: loss within " << 100.0 * worst_loss
              << " %, critical temperature within " << worst_k << " K; loss of all samples "
              << 100.0 * (all_w / check_all_w - 1.0) << " % off\n";
    EXPECT_EQ(count, 306);
    EXPECT_LE(worst_loss, 0.001);
    EXPECT_LE(worst_k, 0.01) << "K";
    EXPECT_NEAR(all_w, check_all_w, 0.01 * check_all_w) << "W";
}

TEST(Destest, YearOfCe1InHours) {
    SAGGAR_NEEDS_REFERENCE("destest/inputs/CE_1");
    DestestDistrict district{destest("inputs/CE_1"), check_bypass_kg_s};
    auto const demand_w = Table{destest("inputs/CE_1/demands.csv")}.numbers("SimpleDistrict_2");
    std::clock_t const begin = std::clock();
    double lost_j = 0.0;
    double given_j = 0.0;
    double unaccounted_j = 0.0;
    double throughput_j = 0.0;
    for (double const hour_w : demand_w) {
        HeatLedger const ledger = district.step(hour_w, 3600.0);
        lost_j += ledger.lost_j;
        given_j += district.buildings() * hour_w * 3600.0;
        unaccounted_j += ledger.residual_j();
        throughput_j += ledger.throughput_j;
    }
    double const took_s = static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
    // Its samples at full hours.
    auto const check =
        Table{destest("bands/independent_check/CE_1_intended_fullyear_hourly.csv")}.numbers("heat_loss_W");
    double check_j = 0.0;
    for (std::size_t i = 0; i + 1 < check.size(); ++i) {
        check_j += 0.5 * (check[i] + check[i + 1]) * 3600.0;
    }
    std::cout << "a year of " << district.pipes() << " pipes in hours: demand " << given_j / 3.6e9
              << " MWh, loss " << lost_j / 3.6e9 << " MWh, " << 100.0 * (lost_j / check_j - 1.0)
              << " % off the check's " << check_j / 3.6e9 << " MWh, in " << took_s
              << " s of processor time\n";
    EXPECT_NEAR(unaccounted_j, 0.0, 1e-9 * throughput_j);
    EXPECT_NEAR(lost_j, check_j, 0.005 * check_j) << "J";
}

} // namespace
