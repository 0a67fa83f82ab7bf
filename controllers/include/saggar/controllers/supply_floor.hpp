// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// No plant supplies colder than this: what hot water must reach against legionella, and in frost. Stands
// after all others that move supply temperatures.

#include "saggar/controllers/curve.hpp"
#include "saggar/engine/simulation/controller.hpp"

namespace saggar {

class SupplyFloor final : public Controller {
public:
    SupplyFloor(Network const& network, ControllerSettings const& settings);
    void decide(Measured const& measured, Setpoints& set) override;

private:
    OutdoorCurve floor_;
    std::vector<std::size_t> plants_;
};

} // namespace saggar
