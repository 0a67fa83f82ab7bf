// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// A pump somewhere in the network runs as fast as the pressure at its index consumers asks for: the worst of
// them is to keep so much. By the laws of affinity a pump with the curve H = H0 - k q^2 lifts n^2 H0 - k q^2
// at the speed n, and what it lifts more is left at the consumers behind it, as long as flows are what they
// were:
//
//   n^2 = n_last^2 + (wanted - kept_last) / H0,
//
// with H0 that of no flow, from the curve's first two points where it begins later, 4/3 of the head of a
// curve of one point (EPANET's rule). A pump of given power has no H0: lift_last / n_last^2 takes its place.
// The speed lies between the least and the largest speed. It follows what the last step found, so that it is
// late by one step. Where the pump did not lift, or nobody is reached, it keeps its speed.

#include "saggar/engine/simulation/controller.hpp"

#include <cstddef>
#include <vector>

namespace saggar {

class Booster final : public Controller {
public:
    Booster(Network const& network, ControllerSettings const& settings);
    void decide(Measured const& measured, Setpoints& set) override;
    [[nodiscard]] std::vector<double> memory() const override { return {speed_}; }
    void restore(std::span<double const> memory) override { speed_ = memory[0]; }

private:
    // What the worst of the index consumers has too little, Pa; NaN where nobody is reached.
    [[nodiscard]] double missing_pa(SimulatedStep const& last) const;

    std::size_t pump_;
    std::vector<std::size_t> substations_;
    std::vector<double> wanted_pa_; // per substation of substations_
    std::vector<double> full_;      // speeds of all pumps in the project
    double least_, most_;
    double speed_;
    double standing_lift_pa_; // at speed 1, no water passing; NaN where no curve is given
};

} // namespace saggar
