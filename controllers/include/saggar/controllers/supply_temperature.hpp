// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Supply temperature of plants by outdoor temperature: that of the coldest hour to come within the lead,
// since water takes hours to the far end, and no faster than the ramp, since steel pipes tire of fast
// changes.

#include "saggar/controllers/curve.hpp"
#include "saggar/engine/simulation/controller.hpp"

namespace saggar {

class SupplyTemperature final : public Controller {
public:
    SupplyTemperature(Network const& network, ControllerSettings const& settings);
    void decide(Measured const& measured, Setpoints& set) override;
    [[nodiscard]] std::vector<double> memory() const override { return last_c_; }
    void restore(std::span<double const> memory) override { last_c_.assign(memory.begin(), memory.end()); }

private:
    OutdoorCurve curve_;
    std::vector<std::size_t> plants_;
    double lead_s_;
    double ramp_k_s_;
    std::vector<double> last_c_; // per plant of plants_, set last; empty before the first
};

} // namespace saggar
