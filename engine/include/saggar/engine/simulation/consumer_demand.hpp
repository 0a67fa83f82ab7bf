// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// What substations ask for in time: given series, or their annual uses spread by shape and weather
// (demand_shape.hpp), W. Without a shape, space heating goes with degree-hours:
//
//   E ((1 - s) max(0, Th - To)/(24 h/d DD) + s w),
//
// E annual use, s the share of hot water, w the shape of hot water's day, DD the year's degree-days below the
// heating threshold Th, To the outdoor temperature (CIBSE TM41). With a shape, its profile stands for the
// first term; one that has hot water in it is taken whole, with s = 0, unless the substation gives a share of
// its own: then the shape's hot water is left out. Where a building stands behind a substation, its hot water
// is all that is asked for here.

#include "saggar/engine/simulation/demand_shape.hpp"
#include "saggar/network/error.hpp"
#include "saggar/network/network.hpp"
#include "saggar/network/time_span.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace saggar {

class ConsumerDemand {
public:
    // For times from `from_s` to `to_s`, which the series cover. A year's heat is met in the weather
    // `outdoor_c` and spread by `changed_c`, the same with what is supposed of it. `given_w`, per substation,
    // wins over all else; both may be empty then. Throws Error with every shape that is not there or is none
    // of hot water, and where a year's heat cannot be brought to the weather.
    ConsumerDemand(Network const& network, TimeSeries const& outdoor_c, TimeSeries changed_c,
                   std::vector<TimeSeries> given_w, std::span<DemandShape const> shapes, std::int64_t from_s,
                   std::int64_t to_s);

    // What the constructor would throw for a time from `from_s` on where demand is no series; without outdoor
    // temperature, what does not depend on it.
    [[nodiscard]] static std::vector<Problem> problems(Project const& project, TimeSeries const& outdoor_c,
                                                       std::span<DemandShape const> shapes,
                                                       std::int64_t from_s);

    // Mean over a time, W per substation; peaks do not limit it.
    void set(std::int64_t from_s, std::int64_t to_s, std::vector<double>& asked_w) const;

    [[nodiscard]] bool given() const { return !given_w_.empty(); } // by series
    [[nodiscard]] LocalClock const& clock() const { return clock_; }
    // Which year annual uses are met in; empty where none is spread.
    [[nodiscard]] std::string basis() const { return spreads_ ? year_->basis() : std::string{}; }

private:
    struct Use {
        double annual_wh{0.0};
        double share{0.0}; // hot water
        int heating{-1};   // profile; -1: degree-hours
        int hot_water{-1}; // profile
    };
    class Maker;

    LocalClock clock_;
    double threshold_c_;
    TimeSeries outdoor_c_;
    std::vector<TimeSeries> given_w_;
    std::optional<DemandYear> year_;
    double degree_hours_a_year_{0.0}; // K h
    bool spreads_{false};             // any annual use
    std::vector<Use> uses_;           // per substation
    std::vector<TimeSeries> profiles_;
};

} // namespace saggar
