// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// When a store is charged and discharged: by hours of the day, or by the price of electricity; at other times
// it stands at its place among the sources. Charging uses what the sources that may charge it have to spare,
// at any time where neither hours nor a price say when.

#include "saggar/controllers/curve.hpp"
#include "saggar/engine/simulation/controller.hpp"

#include <optional>

namespace saggar {

class StoreSchedule final : public Controller {
public:
    StoreSchedule(Network const& network, ControllerSettings const& settings);
    void decide(Measured const& measured, Setpoints& set) override;

private:
    std::size_t store_{0};
    std::vector<std::size_t> sources_; // that may charge; empty: all
    double power_w_;
    double charge_w_{0.0}, discharge_w_{0.0}; // no more than the store can
    std::optional<DayHours> charge_, discharge_;
    struct Prices { // of electricity that is bought, currency/J
        std::optional<double> below, above;
        [[nodiscard]] bool any() const { return below || above; }
        [[nodiscard]] bool hold(double import_per_j) const {
            return (below && import_per_j <= *below) || (above && import_per_j >= *above);
        }
    };
    Prices charge_at_, discharge_at_;
    double rank_;
};

} // namespace saggar
