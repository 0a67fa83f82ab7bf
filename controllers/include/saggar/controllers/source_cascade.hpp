// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// In which order the sources of all plants run, how long they run and rest at least, and how much is left to
// the plant that holds the pressure.

#include "saggar/controllers/curve.hpp"
#include "saggar/engine/simulation/controller.hpp"

namespace saggar {

class SourceCascade final : public Controller {
public:
    SourceCascade(Network const& network, ControllerSettings const& settings);
    void decide(Measured const& measured, Setpoints& set) override;

private:
    std::vector<double> rank_; // per source; NaN: its own
    double minimum_run_s_;
    double minimum_stop_s_;
    double share_;
    double headroom_;
};

} // namespace saggar
