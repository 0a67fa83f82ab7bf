// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/controllers/source_cascade.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace saggar {

SourceCascade::SourceCascade(Network const& network, ControllerSettings const& settings)
    : rank_(network.project().sources.size(), std::numeric_limits<double>::quiet_NaN()),
      minimum_run_s_{settings.minimum_run_hours * 3600.0},
      minimum_stop_s_{settings.minimum_stop_hours * 3600.0},
      share_{settings.pressure_holding_share},
      headroom_{settings.pressure_holding_headroom} {
    for (std::size_t i = 0; i < rank_.size(); ++i) {
        auto const& order = settings.sources;
        auto const place = std::find(order.begin(), order.end(), network.project().sources[i].id);
        if (place != order.end()) {
            rank_[i] = static_cast<double>(place - order.begin());
        }
    }
}

void SourceCascade::decide(Measured const& /*measured*/, Setpoints& set) {
    PlantRoomOrders& orders = set.orders;
    orders.rank = rank_;
    for (std::size_t i = 0; i < rank_.size(); ++i) {
        orders.minimum_run_s[i] = std::max(orders.minimum_run_s[i], minimum_run_s_);
        orders.minimum_stop_s[i] = std::max(orders.minimum_stop_s[i], minimum_stop_s_);
    }
    orders.pressure_holding_share = share_;
    orders.pressure_holding_headroom = headroom_;
}

} // namespace saggar
