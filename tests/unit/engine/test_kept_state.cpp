// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// Checkpoints: a simulation that is restored goes on bit by bit as the one that was not interrupted.

#include "district.hpp"
#include "rough_hours.hpp"
#include "small_heat_network.hpp"

#include "saggar/engine/simulation/run.hpp"
#include "saggar/engine/state_archive.hpp"
#include "saggar/network/error.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <bit>
#include <cstdint>
#include <cstring>
#include <random>

namespace {

using namespace saggar;
using testing_support::rough_hour;

std::shared_ptr<Network const> district(int consumers) {
    return Network::build(testing_support::district_project({.consumers = consumers, .loop_share = 0.05}),
                          {});
}

// NaN too.
::testing::AssertionResult same_bits(std::vector<double> const& a, std::vector<double> const& b) {
    if (a.size() != b.size()) {
        return ::testing::AssertionFailure() << a.size() << " and " << b.size() << " values";
    }
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (std::bit_cast<std::uint64_t>(a[i]) != std::bit_cast<std::uint64_t>(b[i])) {
            return ::testing::AssertionFailure()
                   << "at " << i << ": " << a[i] << " and " << b[i] << ", different by " << a[i] - b[i];
        }
    }
    return ::testing::AssertionSuccess();
}

void expect_same(SimulatedStep const& a, SimulatedStep const& b) {
    EXPECT_TRUE(same_bits(a.temperature_c, b.temperature_c)) << "of nodes, degC";
    EXPECT_TRUE(same_bits(a.pressure_pa, b.pressure_pa)) << "of nodes, Pa";
    EXPECT_TRUE(same_bits(a.mass_flow_kg_s, b.mass_flow_kg_s)) << "kg/s";
    EXPECT_TRUE(same_bits(a.pipe_mean_temperature_c, b.pipe_mean_temperature_c)) << "of pipes, degC";
    EXPECT_TRUE(same_bits(a.heat_w, b.heat_w)) << "of substations, W";
    EXPECT_TRUE(same_bits(a.return_temperature_c, b.return_temperature_c)) << "of substations, degC";
    EXPECT_TRUE(same_bits(a.plant_heat_w, b.plant_heat_w)) << "W";
    EXPECT_TRUE(same_bits(a.plant_electricity_w, b.plant_electricity_w)) << "W";
    EXPECT_TRUE(same_bits(a.plant_set_heat_w, b.plant_set_heat_w)) << "W";
    EXPECT_TRUE(same_bits(a.plant_set_flow_kg_s, b.plant_set_flow_kg_s)) << "kg/s";
    EXPECT_EQ(a.plant_shortfall_cause, b.plant_shortfall_cause);
    EXPECT_EQ(a.rounds, b.rounds);
    EXPECT_EQ(a.book.stored_more_j, b.book.stored_more_j);
    EXPECT_EQ(a.unmet_cause, b.unmet_cause);
    EXPECT_EQ(a.link_status, b.link_status);
}

// After every step of a rough day: closures that change the structure, valves that limit, a plant that trips.
TEST(KeptState, GoesOnBitByBit) {
    auto const network = district(20);
    NetworkSimulation simulation{network};
    ASSERT_TRUE(simulation.start(rough_hour(*network, 0), 3600.0).good());
    constexpr unsigned last = 16;
    constexpr unsigned ahead = 3;
    std::vector<std::vector<std::byte>> kept;
    std::vector<SimulatedStep> results;
    for (unsigned step = 1; step <= last; ++step) {
        StateArchive archive;
        simulation.keep(archive);
        kept.push_back(archive.bytes());
        ASSERT_TRUE(simulation.step(rough_hour(*network, step), step % 3 == 0 ? 300.0 : 1800.0).good());
        results.push_back(simulation.result());
    }
    for (unsigned from = 1; from <= last; ++from) {
        NetworkSimulation again{network};
        StateArchive archive{kept[from - 1]};
        again.keep(archive);
        archive.finish();
        EXPECT_EQ(again.spin_up_steps(), simulation.spin_up_steps());
        for (unsigned step = from; step < std::min(from + ahead, last + 1); ++step) {
            SCOPED_TRACE(::testing::Message() << "step " << step << " of a run resumed before " << from);
            ASSERT_TRUE(again.step(rough_hour(*network, step), step % 3 == 0 ? 300.0 : 1800.0).good());
            expect_same(results[step - 1], again.result());
        }
        if (HasFailure()) {
            return;
        }
    }
}

// What their return is expected to be begins with what everybody did in the step before.
TEST(KeptState, OfPlantsOfSetHeatGoesOnBitByBit) {
    Project project = testing_support::district_project({.consumers = 12, .loop_share = 0.05});
    Plant second = project.plants[0];
    second.id = "second";
    second.node = project.substations.back().node;
    second.control = PlantControl::heat;
    second.heat_kw = 40.0;
    second.held_pressure_bar.reset();
    second.differential_pressure_bar.reset();
    project.plants.push_back(second);
    auto const network = Network::build(std::move(project), {});
    auto const hour_of = [&](unsigned step) {
        SimulationPoint point = rough_hour(*network, step);
        std::ranges::fill(point.point.link_open, std::uint8_t{1});
        point.plant_tripped = {0, 0};
        return point;
    };
    NetworkSimulation simulation{network};
    ASSERT_TRUE(simulation.start(hour_of(0), 3600.0).good());
    for (unsigned step = 1; step <= 3; ++step) {
        ASSERT_TRUE(simulation.step(hour_of(step), 3600.0).good());
    }
    StateArchive kept;
    simulation.keep(kept);
    NetworkSimulation again{network};
    StateArchive archive{kept.bytes()};
    again.keep(archive);
    archive.finish();
    for (unsigned step = 4; step <= 7; ++step) {
        SCOPED_TRACE(::testing::Message() << "step " << step);
        ASSERT_TRUE(simulation.step(hour_of(step), 3600.0).good());
        ASSERT_TRUE(again.step(hour_of(step), 3600.0).good());
        expect_same(simulation.result(), again.result());
    }
}

// Into an object whose water did not run in a circle.
TEST(KeptState, HeatGoesOnWhateverTheObjectDidBefore) {
    testing_support::SmallNetwork there;
    testing_support::SmallNetwork back;
    for (std::int32_t node = 0; node < 4; ++node) {
        auto const pipe = testing_support::pipe_of(50.0 + 10.0 * node, 0.05, 2600.0);
        there.pipe(node, node + 1, 1.0, pipe, 0.3);
        back.pipe(node, node + 1, -1.0, pipe, 0.3);
    }
    there.link(4, 0, 1.0, LinkRule::heat, 5000.0);
    back.link(4, 0, 0.0, LinkRule::heat, 0.0);
    back.entering_c = {0.0, 0.0, 0.0, 0.0, 60.0};
    TransientHeat heat{testing_support::plain_water(4184.0), 5, there.links, {}};
    TransientHeat other{testing_support::plain_water(4184.0), 5, there.links, {}};
    heat.fill(std::vector<double>(5, 50.0));
    other.fill(std::vector<double>(5, 50.0));
    heat.step(there.step(300.0));
    other.step(back.step(300.0));
    StateArchive kept;
    heat.keep(kept);
    StateArchive archive{kept.bytes()};
    other.keep(archive);
    archive.finish();
    heat.step(there.step(300.0));
    other.step(there.step(300.0));
    StateArchive one;
    heat.keep(one);
    StateArchive two;
    other.keep(two);
    EXPECT_EQ(one.bytes(), two.bytes());
}

TEST(KeptState, OfTheReferenceModelGoesOnBitByBit) {
    auto const network = district(5);
    SimulationOptions const options{.model = HeatModelKind::reference,
                                    .reference = {.cell_length_m = 10.0, .cells_at_least = 3}};
    NetworkSimulation simulation{network, options};
    ASSERT_TRUE(simulation.start(rough_hour(*network, 0), 3600.0).good());
    for (unsigned step = 1; step <= 3; ++step) {
        ASSERT_TRUE(simulation.step(rough_hour(*network, step), 900.0).good());
    }
    StateArchive kept;
    simulation.keep(kept);
    NetworkSimulation again{network, options};
    StateArchive archive{kept.bytes()};
    again.keep(archive);
    archive.finish();
    for (unsigned step = 4; step <= 8; ++step) {
        SCOPED_TRACE(::testing::Message() << "step " << step);
        ASSERT_TRUE(simulation.step(rough_hour(*network, step), 900.0).good());
        ASSERT_TRUE(again.step(rough_hour(*network, step), 900.0).good());
        expect_same(simulation.result(), again.result());
    }
    NetworkSimulation other{network};
    StateArchive of_another_model{kept.bytes()};
    EXPECT_THROW(other.keep(of_another_model), Error);
}

TEST(KeptState, IsTheSameAfterItWasRestored) {
    auto const network = district(8);
    NetworkSimulation simulation{network};
    ASSERT_TRUE(simulation.start(rough_hour(*network, 0), 3600.0).good());
    ASSERT_TRUE(simulation.step(rough_hour(*network, 1), 900.0).good());
    StateArchive first;
    simulation.keep(first);
    NetworkSimulation again{network};
    StateArchive archive{first.bytes()};
    again.keep(archive);
    StateArchive second;
    again.keep(second);
    EXPECT_EQ(first.bytes(), second.bytes());
}

TEST(KeptState, RefusesWhatDoesNotFit) {
    auto const network = district(8);
    NetworkSimulation simulation{network};
    ASSERT_TRUE(simulation.start(rough_hour(*network, 0), 3600.0).good());
    StateArchive archive;
    simulation.keep(archive);
    auto const refused = [](NetworkSimulation& into, std::vector<std::byte> const& bytes) {
        try {
            StateArchive from{bytes};
            into.keep(from);
            from.finish();
        } catch (Error const& error) {
            return error.code() == ErrorCode::operation_refused;
        }
        return false;
    };
    NetworkSimulation other{district(9)};
    EXPECT_TRUE(refused(other, archive.bytes())) << "another network";
    std::vector<std::byte> bytes = archive.bytes();
    NetworkSimulation same{network};
    for (std::size_t const length : {std::size_t{0}, std::size_t{5}, bytes.size() / 2, bytes.size() - 1}) {
        EXPECT_TRUE(refused(same, {bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(length)}))
            << "cut off after " << length;
    }
    bytes.push_back(std::byte{0});
    EXPECT_TRUE(refused(same, bytes)) << "longer";
    bytes.pop_back();
    EXPECT_FALSE(refused(same, bytes));
}

struct WithAGap {
    double value{0.0};
    bool known{false};

    void keep(StateArchive& archive) { archive(value, known); }
};
struct Filled {
    double value{0.0};
    std::int32_t element{0};
    std::uint32_t step{0};
};
static_assert(!detail::WithoutGaps<WithAGap> && detail::KeepsItself<WithAGap>);
static_assert(detail::WithoutGaps<Filled> && !detail::KeepsItself<Filled>);

TEST(StateArchive, LeavesOutWhatLiesBetweenFields) {
    std::vector<WithAGap> one(2);
    std::vector<WithAGap> other(2);
    auto const collected = [](std::vector<WithAGap>& records, int before) {
        std::memset(static_cast<void*>(records.data()), before, records.size() * sizeof(WithAGap));
        records[0].value = 1.0;
        records[0].known = true;
        records[1].value = 2.0;
        records[1].known = false;
        StateArchive archive;
        archive(records);
        return archive.bytes();
    };
    EXPECT_EQ(collected(one, 0), collected(other, 0xff));
}

TEST(StateArchive, GivesBackWhatItCollected) {
    std::vector<double> numbers{1.0, -0.0, 3e300};
    std::string text = "Königsstraße";
    std::optional<double> nothing;
    std::optional<std::vector<std::int32_t>> some{{4, 5}};
    std::vector<std::vector<float>> nested{{1.0F}, {}, {2.0F, 3.0F}};
    bool flag = true;
    StateArchive collects;
    collects.section("first");
    collects(numbers, text, nothing, some, nested, flag);

    std::vector<double> numbers_again;
    std::string text_again;
    std::optional<double> nothing_again{7.0};
    std::optional<std::vector<std::int32_t>> some_again;
    std::vector<std::vector<float>> nested_again;
    bool flag_again = false;
    StateArchive gives{collects.bytes()};
    gives.section("first");
    gives(numbers_again, text_again, nothing_again, some_again, nested_again, flag_again);
    gives.finish();
    EXPECT_TRUE(same_bits(numbers, numbers_again));
    EXPECT_EQ(text, text_again);
    EXPECT_EQ(nothing, nothing_again);
    EXPECT_EQ(some, some_again);
    EXPECT_EQ(nested, nested_again);
    EXPECT_TRUE(flag_again);

    StateArchive wrong{collects.bytes()};
    EXPECT_THROW(wrong.section("second"), Error);
    StateArchive huge{std::as_bytes(std::span{numbers})}; // a length of 4.6e18
    EXPECT_THROW(huge(numbers_again), Error);
}

// A run that is stopped, kept, and gone on with: totals too.
TEST(KeptState, RunsHaveTheSameTotals) {
    Project project = testing_support::district_project({.consumers = 6, .loop_share = 0.0});
    for (Substation& substation : project.substations) {
        substation.annual_use_mwh = 40.0;
    }
    project.simulation.weather = "weather.csv";
    project.simulation.annual_degree_days_kd = 2000.0;
    project.simulation.events.push_back({"2024-01-01T05:00:00Z", project.plants[0].id, EventAction::trip});
    project.simulation.events.push_back({"2024-01-01T09:00:00Z", project.plants[0].id, EventAction::recover});
    auto const network = Network::build(std::move(project), {});
    constexpr std::int64_t new_year = 1704067200;
    ScenarioSeries series;
    series.outdoor_c = {.begin_s = new_year, .interval_s = 3600, .values = std::vector<double>(24)};
    for (std::size_t i = 0; i < 24; ++i) {
        series.outdoor_c.values[i] = 4.0 - 0.3 * static_cast<double>(i % 7);
    }
    Scenario const scenario{network, series, {new_year, new_year + std::int64_t{24} * 3600, 1800}};
    NetworkSimulation whole{network};
    SimulationOutcome expected =
        run_simulation(whole, scenario, [](std::size_t, SimulatedStep const&) { return true; });
    ASSERT_TRUE(expected.report.good()) << expected.report.diagnosis;

    NetworkSimulation first{network};
    std::vector<std::byte> kept;
    Actors actors{scenario};
    SimulationOutcome const stopped = run_simulation(
        first, scenario, actors, [](std::size_t step, SimulatedStep const&) { return step < 13; },
        [&](SimulationTotals const& so_far) {
            StateArchive archive;
            SimulationTotals copy = so_far;
            copy.keep(archive);
            first.keep(archive);
            actors.keep(archive);
            kept = archive.bytes();
        });
    EXPECT_TRUE(stopped.stopped);
    NetworkSimulation second{network};
    StateArchive archive{kept};
    SimulationTotals so_far;
    so_far.keep(archive);
    second.keep(archive);
    Actors later{scenario};
    later.keep(archive);
    archive.finish();
    EXPECT_EQ(so_far.steps, 14U);
    std::size_t first_step = 0;
    SimulationOutcome resumed =
        resume_simulation(second, scenario, later, so_far, [&](std::size_t step, SimulatedStep const&) {
            first_step = first_step == 0 ? step : first_step;
            return true;
        });
    EXPECT_EQ(first_step, 14U);
    StateArchive a;
    expected.totals.keep(a);
    StateArchive b;
    resumed.totals.keep(b);
    EXPECT_EQ(resumed.totals.steps, 48U);
    EXPECT_EQ(resumed.totals.book.plants_j, expected.totals.book.plants_j);
    EXPECT_EQ(resumed.totals.unmet_j, expected.totals.unmet_j);
    EXPECT_GT(resumed.totals.unmet_j, 0.0);
    EXPECT_EQ(resumed.totals.largest_velocity_m_s.value, expected.totals.largest_velocity_m_s.value);
    EXPECT_EQ(resumed.totals.worst_residual_relative, expected.totals.worst_residual_relative);
    EXPECT_EQ(a.bytes(), b.bytes());
}

} // namespace
