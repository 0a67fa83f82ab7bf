// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// What drives a simulation, from a project and its series: demand, supply temperatures and events by step.
//
// Demand of a substation, where no series gives it, W:
//
//   min(peak, E/8760 h (s + (1 - s) 8760 h/(24 h DD) max(0, Th - To))),
//
// E annual use, s the share of hot water (even over the year), DD the year's degree-days below the heating
// threshold Th, To the outdoor temperature: space heating in proportion to degree-hours (CIBSE TM41), no
// shape of the day. Series hold from one time stamp to the next; of a step the mean is taken, of degree-hours
// the mean of max(0, Th - To).

#include "saggar/engine/simulation/network_simulation.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace saggar {

// Values at evenly spaced times, each holding until the next and the last for as long.
struct TimeSeries {
    std::int64_t begin_s{0};    // since 1970-01-01T00:00:00Z
    std::int64_t interval_s{1}; // above zero
    std::vector<double> values;

    [[nodiscard]] std::int64_t end_s() const {
        return begin_s + interval_s * static_cast<std::int64_t>(values.size());
    }
};

// Begin, end and step of a run; the end is a whole number of steps after the begin.
struct TimeWindow {
    std::int64_t begin_s{0};
    std::int64_t end_s{0};
    std::int64_t step_s{3600};

    [[nodiscard]] std::size_t steps() const { return static_cast<std::size_t>((end_s - begin_s) / step_s); }
};

// What was read beside the project. Empty where the project names no file.
struct ScenarioSeries {
    TimeSeries outdoor_c;
    std::vector<TimeSeries> demand_w; // per substation
};

class Scenario {
public:
    // The series cover the window (checked by whoever read them). Throws Error{value_missing} where the
    // project's simulation gives no demand: neither `demand` nor `weather`.
    Scenario(std::shared_ptr<Network const> network, ScenarioSeries series, TimeWindow const& window);

    // What is set in a step. Steps in any order.
    void set(std::size_t step, SimulationPoint& point) const;
    [[nodiscard]] SimulationPoint point(std::size_t step) const;

    [[nodiscard]] TimeWindow const& window() const { return window_; }
    // Of the step; NaN where no weather is read.
    [[nodiscard]] double outdoor_c(std::size_t step) const;
    // How many events are within the window or before it.
    [[nodiscard]] std::size_t events() const { return events_.size(); }

private:
    struct Event {
        std::int64_t time_s;
        EventAction action;
        std::vector<std::int32_t> links; // of pipes, pairs, valves, pumps
        std::int32_t element;            // plant or substation; -1: none, or all
        double value;                    // leak, factor, difference
        std::int64_t until_s;            // of weather
    };

    [[nodiscard]] std::int64_t begin_of(std::size_t step) const {
        return window_.begin_s + window_.step_s * static_cast<std::int64_t>(step);
    }
    // By how much events make it warmer outdoors in a step, K.
    [[nodiscard]] double warmer_k(std::size_t step) const;
    void set_demand(std::size_t step, OperatingPoint& point) const;
    void set_events(std::size_t step, SimulationPoint& point) const;
    // Water that leaks from pipes which are open: half at each end, so that it is fed from both sides.
    void set_leaks(std::vector<double> const& of_link, SimulationPoint& point) const;
    void read_events();

    std::shared_ptr<Network const> network_;
    ScenarioSeries series_;
    TimeWindow window_;
    OperatingPoint base_;
    std::vector<Event> events_;       // in the order of time, those of one time as the project lists them
    std::vector<std::uint8_t> added_; // per substation: not there until it is connected
};

} // namespace saggar
