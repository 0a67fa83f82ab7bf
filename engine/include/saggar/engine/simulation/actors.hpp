// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Who acts on a network from step to step of a run, and remembers: what stands behind its plants. They are
// asked before a step and told its result after it.

#include "saggar/engine/plant_room/plant_rooms.hpp"
#include "saggar/engine/simulation/scenario.hpp"

#include <cstddef>

namespace saggar {

class StateArchive;

class Actors {
public:
    // The scenario outlives it.
    explicit Actors(Scenario const& scenario);

    // What they want of a step, on top of what the scenario sets.
    void prepare(std::size_t step, SimulationPoint& point);
    // After the simulation's start, which nobody remembers.
    void observe(NetworkSimulation const& simulation);
    // After the step that was prepared; adds to its result. Status balance_violated where the sources do not
    // give what the network took: an internal error.
    [[nodiscard]] SimulationReport settle(NetworkSimulation& simulation);
    // All that they remember, for a checkpoint.
    void keep(StateArchive& archive);

private:
    Scenario const* scenario_;
    PlantRooms rooms_;
    PlantRoomOrders orders_;
    SourceInput input_;
};

} // namespace saggar
