// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Who acts on a network from step to step of a run, and remembers: consumers, controllers, and what stands
// behind its plants. They are asked before a step, in that order, and told its result after it.

#include "saggar/engine/plant_room/plant_rooms.hpp"
#include "saggar/engine/simulation/consumer_model.hpp"
#include "saggar/engine/simulation/controller.hpp"
#include "saggar/engine/simulation/scenario.hpp"

#include <cstddef>
#include <memory>
#include <vector>

namespace saggar {

class StateArchive;

class Actors {
public:
    // The scenario outlives it. Controllers decide in their order.
    explicit Actors(Scenario const& scenario, std::vector<std::unique_ptr<Controller>> controllers = {});

    // What they want of a step or a part of one, `time`, on top of what the scenario sets. `last`: what the
    // one before found, nullptr before the simulation's start.
    void prepare(TimeSpan const& time, SimulatedStep const* last, SimulationPoint& point);
    // After the simulation's start, which nobody remembers.
    void observe(NetworkSimulation const& simulation);
    // While it is taken: NetworkSimulation's LowerCapacities.
    [[nodiscard]] bool lower_capacities(SimulatedStep const& found, std::span<double> capacity_w);
    // After the one that was prepared; adds to its result. Status balance_violated where the
    // sources do not give what the network took: an internal error.
    [[nodiscard]] SimulationReport settle(TimeSpan const& time, NetworkSimulation& simulation);
    // All that they remember, for a checkpoint.
    void keep(StateArchive& archive);

    [[nodiscard]] ConsumerModel const& consumers() const { return consumers_; }

private:
    Scenario const* scenario_;
    ConsumerModel consumers_;
    std::vector<std::unique_ptr<Controller>> controllers_;
    PlantRooms rooms_;
    SourceInput input_;
};

} // namespace saggar
