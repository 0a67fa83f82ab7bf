// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// The pumps of a plant that looks for the smallest differential pressure that serves everybody run no slower
// than this: at the part n of full speed they hold n^2 of their largest pressure.

#include "saggar/controllers/curve.hpp"
#include "saggar/engine/simulation/controller.hpp"

namespace saggar {

class DifferentialPressure final : public Controller {
public:
    DifferentialPressure(Network const& network, ControllerSettings const& settings);
    void decide(Measured const& measured, Setpoints& set) override;

private:
    std::vector<std::size_t> plants_;
    std::vector<double> least_pa_; // per plant of plants_
};

} // namespace saggar
