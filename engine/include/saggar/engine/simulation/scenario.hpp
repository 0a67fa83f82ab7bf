// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// What drives a simulation, from a project and its series: demand, supply temperatures and events by step.
//
// Series hold from one time stamp to the next; of a step the mean is taken. Demand is made by
// consumer_demand.hpp and limited by each substation's peak.

#include "saggar/engine/plant_room/plant_rooms.hpp"
#include "saggar/engine/simulation/consumer_demand.hpp"
#include "saggar/engine/simulation/network_simulation.hpp"

#include "saggar/network/time_span.hpp"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <vector>

namespace saggar {

// Begin, end and step of a run; the end is a whole number of steps after the begin.
struct TimeWindow {
    std::int64_t begin_s{0};
    std::int64_t end_s{0};
    std::int64_t step_s{3600};

    [[nodiscard]] std::size_t steps() const { return static_cast<std::size_t>((end_s - begin_s) / step_s); }
};

// Steps around events that are taken in parts: from the step in which an event happens until `for_s` after it
// took effect. Of a `weather` and of a planned outage both ends count; so does a price of electricity in a
// file that from one row to the next changes by half of the larger of both.
struct FineSteps {
    std::int64_t step_s{0}; // of a part: a whole part of a step; 0: every step is taken whole
    std::int64_t for_s{7200};
};

// Of one source, from its file.
struct SourceSeries {
    TimeSeries heat_w;
    TimeSeries it_load_w;
    TimeSeries own_use_w;
};

// Electricity in time, per J.
struct PriceSeries {
    TimeSeries import_per_j;
    TimeSeries export_per_j;
    TimeSeries carbon_kg_per_j;
};

// What was read beside the project. Empty where the project names no file.
struct ScenarioSeries {
    TimeSeries outdoor_c;
    TimeSeries global_w_m2;            // irradiance on the horizontal
    std::vector<SourceSeries> sources; // per source, or empty
    PriceSeries prices;
    std::vector<TimeSeries> demand_w; // per substation
    std::vector<DemandShape> shapes;  // built-in ones, then the project's
};

// Of a project that gives no demand.
[[nodiscard]] Problem no_demand();

class Scenario {
public:
    // The series cover the window (checked by whoever read them). Throws Error{value_missing} where the
    // project's simulation gives no demand: neither `demand` nor `weather`; and what ConsumerDemand throws.
    Scenario(std::shared_ptr<Network const> network, ScenarioSeries series, TimeWindow const& window,
             FineSteps const& fine = {});

    // The times in which a simulation is stepped: a step, or a part of one. Each step is taken in `parts`,
    // which is 1 but around events.
    [[nodiscard]] FineSteps const& fine() const { return fine_; }
    [[nodiscard]] TimeSpan time_of(std::size_t step) const {
        return {.begin_s = begin_of_step_s(step), .end_s = begin_of_step_s(step + 1)};
    }
    [[nodiscard]] std::size_t parts(std::size_t step) const;
    [[nodiscard]] TimeSpan time_of_part(std::size_t step, std::size_t part) const;
    // How many of the first `steps` are taken in more than one part.
    [[nodiscard]] std::size_t steps_in_parts(std::size_t steps) const;

    // What is set in such a time: in any order.
    void set(TimeSpan const& time, SimulationPoint& point) const;
    void set(std::size_t step, SimulationPoint& point) const { set(time_of(step), point); }
    [[nodiscard]] SimulationPoint point(std::size_t step) const;

    // What events multiply the demand of each substation by; `not_connected` of one that is not there.
    static constexpr double not_connected = -1.0;
    [[nodiscard]] std::vector<double> demand_factors(TimeSpan const& time) const;
    // What sources meet.
    void set_sources(TimeSpan const& time, SourceInput& input) const;

    [[nodiscard]] std::shared_ptr<Network const> const& network() const { return network_; }
    [[nodiscard]] TimeWindow const& window() const { return window_; }
    // Mean; NaN where no weather is read.
    [[nodiscard]] double outdoor_c(TimeSpan const& time) const;
    [[nodiscard]] double outdoor_c(std::size_t step) const { return outdoor_c(time_of(step)); }
    // Lowest from the beginning to so many seconds later, no less than all of the time, as far as the weather
    // goes; NaN without.
    [[nodiscard]] double coldest_c(TimeSpan const& time, double ahead_s) const;
    // On the horizontal, mean; NaN where the weather has none.
    [[nodiscard]] double global_irradiance_w_m2(TimeSpan const& time) const;
    // The series as they were read, demand left out: irradiance for whoever needs it (empty where the weather
    // has none).
    [[nodiscard]] ScenarioSeries const& series() const { return series_; }
    // Per substation, what is asked for before its peak limits it, W.
    [[nodiscard]] std::vector<double> unlimited_demand_w(TimeSpan const& time) const;
    [[nodiscard]] std::vector<double> unlimited_demand_w(std::size_t step) const {
        return unlimited_demand_w(time_of(step));
    }
    [[nodiscard]] bool demand_is_given() const { return demand_.given(); } // by series, which no peak limits
    // Which year annual uses are met in; empty where demand is a series.
    [[nodiscard]] std::string demand_basis() const { return demand_.basis(); }
    [[nodiscard]] LocalClock const& clock() const { return demand_.clock(); }
    [[nodiscard]] std::int64_t begin_of_step_s(std::size_t step) const {
        return window_.begin_s + window_.step_s * static_cast<std::int64_t>(step);
    }

private:
    struct Event {
        std::int64_t time_s;
        EventAction action;
        std::vector<std::int32_t> links; // of pipes, pairs, valves, pumps
        std::int32_t element;            // plant, source or substation; -1: none, or all
        bool of_source;                  // it is a source behind a plant
        double value;                    // leak, factor
    };

    void set_secondary(double outdoor_c, OperatingPoint& point) const;
    void set_events(TimeSpan const& time, SimulationPoint& point) const;
    // Water that leaks from pipes which are open: half at each end, so that it is fed from both sides.
    void set_leaks(std::vector<double> const& of_link, SimulationPoint& point) const;
    void let_go(SimulationPoint& point) const;
    void read_events();
    void read_outages();
    void find_steps_in_parts();

    std::shared_ptr<Network const> network_;
    ScenarioSeries series_;
    TimeWindow window_;
    FineSteps fine_;
    ConsumerDemand demand_;
    OperatingPoint base_;
    std::vector<std::vector<TimeSpan>> outages_; // per source
    std::vector<Event> events_;       // in the order of time, those of one time as the project lists them
    std::vector<std::uint8_t> added_; // per substation: not there until it is connected
    std::vector<TimeSpan> in_parts_;  // steps that begin in one of these are taken in parts
};

} // namespace saggar
