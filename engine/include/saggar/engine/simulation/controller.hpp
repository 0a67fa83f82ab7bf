// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// What a controller sees of a simulation, and what it may set. The simulation calls it before each step; it
// knows no controller by name.

#include "saggar/engine/plant_room/plant_rooms.hpp"

#include <cstdint>
#include <functional>
#include <limits>
#include <span>
#include <vector>

namespace saggar {

struct Measured {
    std::int64_t time_s{0};  // beginning of the step, since 1970-01-01T00:00:00Z
    std::int64_t local_s{0}; // the same by the local clock, since 1970-01-01T00:00:00 there
    double duration_s{0.0};
    double outdoor_c{std::numeric_limits<double>::quiet_NaN()}; // of the step; NaN without weather
    // Lowest outdoor temperature from the beginning of the step to so many seconds later, as far as the
    // weather is known. A forecast that is always right.
    std::function<double(double ahead_s)> coldest_ahead_c;
    EnergyPrices prices;
    // What the last step found: heat, temperatures and pressures of plants and consumers, sources and stores.
    // nullptr before the first step of all.
    SimulatedStep const* last{nullptr};
};

// Filled with what the project and its events say; controllers change it, one after another.
struct Setpoints {
    SimulationPoint& point;  // supply temperatures, least differential pressures, return temperatures ...
    PlantRoomOrders& orders; // which sources run, in which order; what stores do
};

class Controller {
public:
    Controller() = default;
    virtual ~Controller() = default;
    Controller(Controller const&) = delete;
    Controller& operator=(Controller const&) = delete;
    Controller(Controller&&) = delete;
    Controller& operator=(Controller&&) = delete;

    // Sets what it decides for the coming step. Called once more for the first step, when the start has been
    // found.
    virtual void decide(Measured const& measured, Setpoints& set) = 0;

    // All that it keeps between steps, to be saved and put back bit for bit. Nothing unless overridden.
    [[nodiscard]] virtual std::vector<double> memory() const { return {}; }
    virtual void restore(std::span<double const> /*memory*/) {}
};

} // namespace saggar
