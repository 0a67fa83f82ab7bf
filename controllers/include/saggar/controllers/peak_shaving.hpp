// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Uses the water in the pipes as a store: supply is hotter in the hours before a peak and colder in it; in a
// step that lies partly within, by that part.

#include "saggar/controllers/curve.hpp"
#include "saggar/engine/simulation/controller.hpp"

namespace saggar {

class PeakShaving final : public Controller {
public:
    PeakShaving(Network const& network, ControllerSettings const& settings);
    void decide(Measured const& measured, Setpoints& set) override;

private:
    std::vector<std::size_t> plants_;
    DayHours peak_;
    DayHours before_;
    bool has_lead_; // else there is no time before it
    double shift_k_;
};

} // namespace saggar
