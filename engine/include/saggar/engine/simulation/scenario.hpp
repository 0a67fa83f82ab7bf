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

#include "saggar/engine/plant_room/plant_rooms.hpp"
#include "saggar/engine/simulation/network_simulation.hpp"

#include "saggar/network/time_span.hpp"

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
    TimeSeries irradiance_w_m2;        // on level ground; empty where the weather has none
    std::vector<SourceSeries> sources; // per source, or empty
    PriceSeries prices;
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

    // What sources meet in a step.
    void set_sources(std::size_t step, SourceInput& input) const;

    [[nodiscard]] std::shared_ptr<Network const> const& network() const { return network_; }
    [[nodiscard]] TimeWindow const& window() const { return window_; }
    // Of the step; NaN where no weather is read.
    [[nodiscard]] double outdoor_c(std::size_t step) const;
    // Lowest from the beginning of a step to so many seconds later, as far as the weather goes; NaN without.
    [[nodiscard]] double coldest_c(std::size_t step, double ahead_s) const;
    // How many events are within the window or before it.
    [[nodiscard]] std::size_t events() const { return events_.size(); }

private:
    struct Event {
        std::int64_t time_s;
        std::vector<std::int32_t> links; // of pipes, pairs, valves, pumps
        std::int32_t plant;              // or -1
        std::int32_t source;             // or -1
        bool on;                         // open, recover
    };

    void set_demand(std::size_t step, OperatingPoint& point) const;
    void read_events();
    void read_outages();
    // Mean of a step, and `otherwise` of a series that is empty.
    [[nodiscard]] double mean_of(TimeSeries const& series, std::size_t step, double otherwise) const;

    std::shared_ptr<Network const> network_;
    ScenarioSeries series_;
    TimeWindow window_;
    OperatingPoint base_;
    std::vector<std::vector<TimeSpan>> outages_; // per source
    std::vector<Event> events_; // in the order of time, those of one time as the project lists them
};

} // namespace saggar
