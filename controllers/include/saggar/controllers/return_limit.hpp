// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Substations that hold a return temperature hold it no higher than this, by outdoor temperature.

#include "saggar/controllers/curve.hpp"
#include "saggar/engine/simulation/controller.hpp"

namespace saggar {

class ReturnLimit final : public Controller {
public:
    ReturnLimit(Network const& network, ControllerSettings const& settings);
    void decide(Measured const& measured, Setpoints& set) override;

private:
    OutdoorCurve highest_;
    std::vector<std::size_t> substations_;
};

} // namespace saggar
