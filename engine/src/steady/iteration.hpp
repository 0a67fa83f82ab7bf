// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// How the coupled iteration goes from one round to the next: accelerated at first, which brings ordinary
// networks home within ten rounds; then, where limits come and go or buoyancy rules, in stages after which
// the flows that buoyancy drives are held back more or less (buoyancy.cpp) and steps get smaller or larger.

#include "held_flows.hpp"
#include "steps.hpp"

#include <limits>

namespace saggar::detail {

// One way of trying; where it does not come to rest the next one starts anew.
struct Attempt {
    int rounds{};
    int accelerated_rounds{};
    bool refined{false}; // see TemperatureSweep::respond
    double stiffness{1.0};
    double damping{1.0};
    bool held_flows{true}; // accelerated too, in stages after those in which stiffness alone did not help
};

class Iteration {
public:
    explicit Iteration(Attempt const& attempt)
        : attempt_{attempt}, damping_{attempt.damping}, stiffness_{attempt.stiffness} {}

    // The factor for set_flow_stiffness in the coming round; 0: none is needed yet.
    [[nodiscard]] double stiffness(int round) const;
    // How far the round before was from agreement, infinite before the first.
    [[nodiscard]] double last_residual() const { return last_residual_; }
    // What the hydraulic solver could not do with.
    void too_stiff();

    // Takes what a round changed; says whether flows and temperatures agree.
    [[nodiscard]] bool agrees(SteadyWorkspace const& work, SteadyState const& state, Changes const& changes,
                              double temperature_change_k, double lift_change_pa, int round);
    // The next iterate.
    void advance(SteadyWorkspace& work, SteadyState& state, Changes const& changes,
                 double temperature_change_k, int round);

private:
    void end_stage(SteadyWorkspace& work, double residual, int round);
    [[nodiscard]] bool comes_home(double residual, int round) const;
    void change_stiffness(double residual);

    Attempt attempt_;
    double damping_;
    double stiffness_;             // on top of what buoyancy gives
    double least_stiffness_{1e-6}; // less has been tried and did not hold
    double most_stiffness_{1e4};   // more was too much for the hydraulic solver
    bool lowered_{false};          // the stiffness, last
    HeldFlows held_flows_;
    bool with_held_flows_{false}; // this stage
    double best_{std::numeric_limits<double>::infinity()};
    double last_residual_{std::numeric_limits<double>::infinity()};
    int slow_{0}; // rounds in which it fell by little
    double checkpoint_{std::numeric_limits<double>::infinity()};
    double turning_{0.0}; // sum of cosines between the changes of flow of one round and the next, this stage
    double last_temperature_change_k_{std::numeric_limits<double>::infinity()};
};

// Before the first round of a warm start: the flows and temperatures that Newton's step from the state leads
// to. Of the point only what consumers and plants want may differ for it to be near.
void predict(SteadyWorkspace& work, OperatingPoint const& point, SteadyState& state);

// Where loops share flow by density and viscosity, the mean temperatures of pipes are unknowns as well,
// behind the flows. Writes their answers; returns the largest change, K.
[[nodiscard]] double answer_means(SteadyWorkspace& work, SteadyState const& state);

} // namespace saggar::detail
