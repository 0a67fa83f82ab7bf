// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Consumers that remember: buildings whose rooms cool and warm with what is delivered. Before a step the
// model is asked what they demand, after it it is told what they got:
//
//   for each step: consumers.ask(time, point); ... ; consumers.take(time, result);
//
// A building demands the heat with which its rooms are at their set-point at the end of the step
// (physics/building.hpp), and its hot water; at most the peak of its substation. Of heat that falls short,
// hot water is served first. Rooms that are too warm are not cooled. The set-point is the one in the middle
// of the step, by the local clock. Events that multiply demand change hot water and leave rooms out; who is
// not connected asks for neither.

#include "saggar/engine/physics/building.hpp"
#include "saggar/engine/simulation/network_simulation.hpp"
#include "saggar/engine/simulation/scenario.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace saggar {

class StateArchive;

// Of one building so far. Plain numbers.
struct BuildingTotals {
    double heat_j{0.0};  // delivered to the rooms, hot water left out
    double gains_j{0.0}; // internal and solar
    double lost_j{0.0};  // to outdoors
    double stored_more_j{0.0};
    double below_s{0.0};   // for how long the rooms were too cold (at the end of a step, by more than 0.1 K)
    double below_k_s{0.0}; // and by how much: sum of kelvins below times duration
    double lowest_room_c{0.0}; // at the beginning or the end of a step

    [[nodiscard]] double residual_j() const { return heat_j + gains_j - lost_j - stored_more_j; }
};

// All that the model remembers.
struct ConsumerState {
    std::vector<BuildingTemperatures> temperatures; // by building
    std::vector<BuildingTotals> totals;             // by building
    std::vector<double> cut_by_peak_j;              // by substation: asked for beyond its peak
};

class ConsumerModel {
public:
    // The scenario is kept by reference. Rooms are at rest at the first step: at their set-point, or as warm
    // as they are without heating. Throws Error{value_missing} where a building is warmed by a sun that the
    // weather does not know.
    explicit ConsumerModel(Scenario const& scenario);

    // Writes the demands of substations that have a building, of a step or of a part of one.
    void ask(TimeSpan const& time, SimulationPoint& point);
    // After `ask` of the same time: what was delivered.
    void take(TimeSpan const& time, SimulatedStep const& result);

    [[nodiscard]] ConsumerState const& state() const { return state_; }
    void keep(StateArchive& archive);

    [[nodiscard]] std::size_t buildings() const { return buildings_.size(); }
    // Of the last step, all of its parts: means of the temperature of the rooms, of the set-point, of the
    // heat without hot water.
    [[nodiscard]] std::vector<double> const& room_c() const { return room_c_; }
    [[nodiscard]] std::vector<double> const& set_point_c() const { return mean_set_point_c_; }
    [[nodiscard]] std::vector<double> const& room_heat_w() const { return room_heat_w_; }

private:
    struct Of {
        std::size_t substation{0};
        BuildingModel model{};
        double set_point_c{0.0};
        double setback_c{0.0}; // set-point where there is none
        double from_h{0.0}, to_h{0.0};
        double gains_w{0.0};
        double aperture_m2{0.0};
    };
    void begin();
    [[nodiscard]] double set_point_c(Of const& building, TimeSpan const& time) const;
    [[nodiscard]] double gains_w(Of const& building, TimeSpan const& time) const;

    std::shared_ptr<Network const> network_;
    Scenario const* scenario_;
    std::vector<Of> buildings_;
    ConsumerState state_;
    std::vector<double> hot_water_w_, set_point_c_; // of what was asked for last, by building
    std::vector<double> room_c_, mean_set_point_c_, room_heat_w_;
};

} // namespace saggar
