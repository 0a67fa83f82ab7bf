// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// The production model of heat in time against the reference model: a day of a meshed district with 30
// consumers in steps of five minutes. Flows are the steady solver's for the load of each step; the plant
// trips (its outlet falls to 55 degrees C), later its pumps stop and everything stands, then a loop is
// opened so that a part of it turns. What arrives at each consumer, as the mean of each step, must agree with
// the reference where that is converged: its cells are halved, and halved again.

#include "district.hpp"
#include "district_heat.hpp"

#include "saggar/engine/reference/reference_heat.hpp"
#include "saggar/engine/steady/steady_solver.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <ctime>
#include <iostream>
#include <map>
#include <memory>
#include <vector>

namespace {

using namespace saggar;
using testing_support::DistrictHeat;

constexpr double step_s = 300.0;
constexpr int steps_an_hour = 12;
constexpr double hours = 24.0;
constexpr double first_hour = 5.0;

// What happens, by the hour since the beginning.
bool tripped(double hour) {
    return hour >= 3.0 && hour < 4.0;
}
bool standing(double hour) {
    return hour >= 6.0 && hour < 6.75;
}
bool loop_open(double hour) {
    return hour >= 8.0;
}

// All that a step is given but for its time.
struct Day {
    std::shared_ptr<Network const> network;
    std::vector<HeatLink> links;
    std::vector<double> conductance_w_mk, ambient_c;
    std::vector<LinkRule> rule;
    std::vector<std::vector<double>> flow_kg_s, rule_value; // by step
    int turned{0};                                          // pipes whose flow turns as the loop is opened

    [[nodiscard]] std::size_t steps() const { return flow_kg_s.size(); }
    [[nodiscard]] HeatStep step(std::size_t i) const {
        return {.duration_s = step_s,
                .mass_flow_kg_s = flow_kg_s[i],
                .conductance_w_mk = conductance_w_mk,
                .ambient_c = ambient_c,
                .rule = rule,
                .rule_value = rule_value[i],
                .entering_c = {}};
    }
};

// Steady flows for a load, of the whole network or with one pipe of its loops shut.
class Flows {
public:
    explicit Flows(std::shared_ptr<Network const> const& network) : network_{network}, solver_{network} {}

    std::vector<double> const& at(double load, std::int32_t shut) {
        auto const found = kept_.find({load, shut});
        if (found != kept_.end()) {
            return found->second;
        }
        OperatingPoint point = operating_point(*network_);
        for (double& demand : point.heat_demand_w) {
            demand *= load;
        }
        if (shut >= 0) {
            point.link_open[static_cast<std::size_t>(shut)] = 0;
        }
        SteadyState state;
        SteadyReport const report = solver_.solve(point, state);
        EXPECT_TRUE(report.converged()) << report.diagnosis;
        return kept_[{load, shut}] = state.mass_flow_kg_s;
    }

private:
    std::shared_ptr<Network const> network_;
    SteadySolver solver_;
    std::map<std::pair<double, std::int32_t>, std::vector<double>> kept_;
};

int pipes_turned(Network const& network, std::vector<double> const& before,
                 std::vector<double> const& after) {
    int count = 0;
    for (std::size_t i = 0; i < network.pipes.size(); ++i) {
        count += before[i] * after[i] < 0.0 && std::abs(after[i]) > 1e-3 ? 1 : 0;
    }
    return count;
}

// The pipe that turns most others when it is shut.
std::int32_t pipe_to_shut(Network const& network, Flows& flows) {
    std::vector<double> const before = flows.at(1.0, -1);
    std::int32_t best = -1;
    int most = 0;
    for (std::size_t i = 0; i < network.pipes.size(); i += 2) {
        OperatingPoint point = operating_point(network);
        point.link_open[i] = 0;
        SteadySolver solver{std::make_shared<Network const>(network)};
        SteadyState state;
        if (!solver.solve(point, state).converged()) {
            continue;
        }
        bool const all_served = std::ranges::none_of(network.substations.link, [&](std::int32_t link) {
            return state.mass_flow_kg_s[static_cast<std::size_t>(link)] <= 0.0;
        });
        int const turned = pipes_turned(network, before, state.mass_flow_kg_s);
        if (all_served && turned > most) {
            most = turned;
            best = static_cast<std::int32_t>(i);
        }
    }
    return best;
}

Day day() {
    Day result;
    result.network =
        Network::build(testing_support::district_project({.consumers = 30, .loop_share = 0.08}), {});
    Network const& network = *result.network;
    result.links = DistrictHeat::links(network);
    std::size_t const count = result.links.size();
    result.conductance_w_mk.assign(count, 0.2);
    result.ambient_c.assign(count, 10.0);
    result.rule.assign(count, LinkRule::pass);
    for (auto const* column : {&network.plants.link, &network.substations.link}) {
        for (std::int32_t const link : *column) {
            result.rule[static_cast<std::size_t>(link)] = LinkRule::outlet_temperature;
        }
    }
    Flows flows{result.network};
    std::int32_t const shut = pipe_to_shut(network, flows);
    result.turned = pipes_turned(network, flows.at(1.0, -1), flows.at(1.0, shut));
    for (int i = 0; i < static_cast<int>(hours * steps_an_hour); ++i) {
        double const hour = (i + 0.5) / steps_an_hour;
        // Levels of a tenth, as meters and schedules have them.
        double const load = std::round(10.0 * DistrictHeat::load(first_hour + hour)) / 10.0;
        std::vector<double> flow = flows.at(load, loop_open(hour) ? shut : -1);
        if (standing(hour)) {
            std::ranges::fill(flow, 0.0);
        }
        std::vector<double> value(count, 0.0);
        for (std::int32_t const link : network.plants.link) {
            value[static_cast<std::size_t>(link)] = tripped(hour) ? 55.0 : 70.0 + 20.0 * load;
        }
        for (std::int32_t const link : network.substations.link) {
            value[static_cast<std::size_t>(link)] = 45.0 + 5.0 * load;
        }
        result.flow_kg_s.push_back(std::move(flow));
        result.rule_value.push_back(std::move(value));
    }
    return result;
}

struct Outcome {
    std::vector<std::vector<double>> arriving_c; // by consumer and step; NaN where nothing flows
    double lost_j{0.0};
    double seconds{0.0};
    std::size_t unknowns{0};
};

std::vector<double> filled(Network const& network) {
    std::vector<double> warm(network.nodes.size());
    for (std::size_t i = 0; i < warm.size(); ++i) {
        warm[i] = network.nodes.side[i] == Side::return_side ? 50.0 : 80.0;
    }
    return warm;
}

template <class Model>
void note(Model const& heat, Day const& given, std::size_t i, Outcome& run) {
    auto const& consumers = given.network->substations.link;
    run.arriving_c.resize(consumers.size());
    for (std::size_t c = 0; c < consumers.size(); ++c) {
        auto const link = static_cast<std::size_t>(consumers[c]);
        bool const flows = given.flow_kg_s[i][link] > 1e-6;
        run.arriving_c[c].push_back(flows ? heat.arriving_c(link) : std::nan(""));
    }
}

Outcome reference(Day const& given, double cell_length_m, int cells_at_least) {
    ReferenceHeat heat{Fluid::water(),
                       given.network->nodes.size(),
                       given.links,
                       {.cell_length_m = cell_length_m,
                        .cells_at_least = cells_at_least,
                        .relative_tolerance = 1e-6,
                        .absolute_tolerance_k = 1e-3}};
    heat.fill(filled(*given.network));
    Outcome run;
    run.unknowns = heat.unknowns();
    std::clock_t const begin = std::clock();
    long internal_steps = 0;
    double worst = 0.0;
    for (std::size_t i = 0; i < given.steps(); ++i) {
        ReferenceReport const report = heat.step(given.step(i));
        EXPECT_EQ(report.status, ReferenceStatus::completed) << report.diagnosis;
        if (report.status != ReferenceStatus::completed) {
            break;
        }
        internal_steps += report.internal_steps;
        worst = std::max(worst, std::abs(report.ledger.residual_j()) /
                                    (report.ledger.throughput_j + 1e-3 * report.ledger.stored_before_j));
        run.lost_j += report.ledger.lost_j;
        note(heat, given, i, run);
    }
    run.seconds = static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
    std::cout << fmt::format(
        "reference, cells of {} m: {} unknowns, {:.1f} internal steps a step, {:.3f} s an "
        "hour, energy closes to {:.1e} of what is moved\n",
        cell_length_m, run.unknowns, static_cast<double>(internal_steps) / static_cast<double>(given.steps()),
        run.seconds / hours, worst);
    EXPECT_LT(worst, 1e-5);
    return run;
}

Outcome production(Day const& given, TransientHeatOptions const& options) {
    TransientHeat heat{Fluid::water(), given.network->nodes.size(), given.links, options};
    heat.fill(filled(*given.network));
    Outcome run;
    std::clock_t const begin = std::clock();
    for (std::size_t i = 0; i < given.steps(); ++i) {
        run.lost_j += heat.step(given.step(i)).lost_j;
        note(heat, given, i, run);
    }
    run.seconds = static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
    std::cout << fmt::format("production: {:.6f} s an hour\n", run.seconds / hours);
    return run;
}

struct Difference {
    double worst_rmse_k{0.0};
    std::size_t consumer{0};
    double largest_k{0.0};
    std::size_t largest_step{0};
    std::size_t largest_consumer{0};
};

Difference difference(Outcome const& a, Outcome const& b) {
    Difference result;
    for (std::size_t c = 0; c < a.arriving_c.size(); ++c) {
        double squares = 0.0;
        double count = 0.0;
        for (std::size_t i = 0; i < a.arriving_c[c].size(); ++i) {
            double const off = a.arriving_c[c][i] - b.arriving_c[c][i];
            if (std::isnan(off)) {
                continue;
            }
            squares += off * off;
            count += 1.0;
            if (std::abs(off) > result.largest_k) {
                result.largest_k = std::abs(off);
                result.largest_step = i;
                result.largest_consumer = c;
            }
        }
        double const rmse = std::sqrt(squares / count);
        if (rmse > result.worst_rmse_k) {
            result.worst_rmse_k = rmse;
            result.consumer = c;
        }
    }
    return result;
}

void print(char const* what, Difference const& d) {
    std::cout << fmt::format(
        "{}: RMSE {:.4f} K at the worst consumer ({}), largest {:.3f} K (consumer {}, hour "
        "{:.2f})\n",
        what, d.worst_rmse_k, d.consumer, d.largest_k, d.largest_consumer,
        (static_cast<double>(d.largest_step) + 0.5) / steps_an_hour);
}

TEST(ReferenceHeatDistrict, ProductionModelAgrees) {
    Day const given = day();
    Network const& network = *given.network;
    double longest = 0.0;
    double total = 0.0;
    for (double const length : network.pipes.length_m) {
        longest = std::max(longest, length);
        total += length;
    }
    std::cout << fmt::format("{} pipes, {:.0f} m, longest {:.0f} m; {} turn as a loop is opened\n",
                             network.pipes.size(), total, longest, given.turned);
    ASSERT_GE(given.turned, 1);
    Outcome const coarse = reference(given, 4.0, 8);
    Outcome const fine = reference(given, 2.0, 16);
    Difference const halved = difference(coarse, fine);
    print("reference, cells of 4 m and of 2 m", halved);
    // The scheme is of second order: a third of that is left.
    EXPECT_LT(halved.worst_rmse_k / 3.0, 0.03) << "K: the reference is not converged";

    Outcome const model = production(given, {});
    Outcome const close = production(given, {.pipes = {.tolerance_k = 0.005,
                                                       .cell_length_diameters = 25.0,
                                                       .cells_at_most = 200,
                                                       .parcels_per_cell = 40,
                                                       .pieces_at_most = 256}});
    Difference const off = difference(model, fine);
    print("production, default options", off);
    EXPECT_LT(off.worst_rmse_k, 0.1) << "K at consumer " << off.consumer;
    Difference const close_off = difference(close, fine);
    print("production, cells of 25 diameters and 5 mK", close_off);
    EXPECT_LT(close_off.worst_rmse_k, 0.06) << "K at consumer " << close_off.consumer;
    EXPECT_NEAR(model.lost_j, fine.lost_j, 5e-4 * fine.lost_j) << "J";
    std::cout << fmt::format(
        "loss of the day: production {:+.4f} %; the reference takes {:.0f} times as long\n",
        100.0 * (model.lost_j / fine.lost_j - 1.0), fine.seconds / model.seconds);
}

} // namespace
