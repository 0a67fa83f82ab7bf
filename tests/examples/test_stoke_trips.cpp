// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// Each source of the Stoke example trips on the coldest day of its weather, and comes back six hours later:
// the run goes through, what is not delivered is counted to the joule, and once all is as before everybody is
// served again.

#include "saggar/controllers/make_controllers.hpp"
#include "saggar/engine/simulation/run.hpp"
#include "saggar/io/project_reader.hpp"
#include "saggar/io/scenario_series.hpp"
#include "saggar/network/time_stamp.hpp"
#include "source_dir.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>

namespace {

using namespace saggar;

struct Trip {
    char const* name;
    char const* element;
    bool hurts; // somebody is short of heat
};

void PrintTo(Trip const& trip, std::ostream* out) {
    *out << trip.element;
}

class StokeTrips : public testing::TestWithParam<Trip> {};

TEST_P(StokeTrips, OnTheColdestDay) {
    Project project = read_project(saggar::testing_support::source_dir() / "examples/stoke-on-trent/city");
    for (auto const& [time, action] : {std::pair{"2025-12-21T06:00:00Z", EventAction::trip},
                                       std::pair{"2025-12-21T12:00:00Z", EventAction::recover}}) {
        SimulationEvent event;
        event.time = time;
        event.element = GetParam().element;
        event.action = action;
        project.simulation.events.push_back(event);
    }
    Catalogue const catalogue = read_catalogues(project);
    auto const network = Network::build(std::move(project), catalogue);
    TimeWindow const window{.begin_s = *parse_time_stamp("2025-12-21"),
                            .end_s = *parse_time_stamp("2025-12-22T12:00:00Z"),
                            .step_s = 3600};
    Scenario const scenario{network, read_scenario_series(*network, window), window};
    NetworkSimulation simulation{network};
    Actors actors{scenario, make_controllers(*network)};
    double served_j = 0.0;
    double last_unmet_w = 0.0;
    SimulationOutcome const outcome =
        run_simulation(simulation, scenario, actors, [&](std::size_t, SimulatedStep const& step) {
            double const unmet_w = std::accumulate(step.unmet_w.begin(), step.unmet_w.end(), 0.0);
            double const heat_w = std::accumulate(step.heat_w.begin(), step.heat_w.end(), 0.0);
            double const asked_w = std::accumulate(step.demand_w.begin(), step.demand_w.end(), 0.0);
            EXPECT_NEAR(heat_w + unmet_w, asked_w, 1e-9 * asked_w);
            EXPECT_LE(std::abs(step.book.residual_j()), 1e-9 * step.book.throughput_j);
            served_j += heat_w * step.duration_s;
            last_unmet_w = unmet_w;
            return true;
        });
    ASSERT_TRUE(outcome.report.good()) << outcome.report.diagnosis;
    EXPECT_EQ(outcome.totals.steps, window.steps());
    EXPECT_NEAR(served_j + outcome.totals.unmet_j, outcome.totals.demand_j, 1e-9 * outcome.totals.demand_j);
    EXPECT_EQ(outcome.totals.unmet_j > 0.0, GetParam().hurts);
    EXPECT_EQ(last_unmet_w, 0.0) << "W, a day after it came back";
}

INSTANTIATE_TEST_SUITE_P(All, StokeTrips,
                         testing::Values(Trip{"hanford", "hanford", true},
                                         Trip{"hanford_turbine", "hanford_turbine", true},
                                         Trip{"spode", "spode_dc", false},
                                         Trip{"mine_water", "mine_water", false},
                                         Trip{"etruria", "etruria", true}),
                         [](auto const& parameter) { return std::string{parameter.param.name}; });

} // namespace
