// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/controllers/make_controllers.hpp"

#include "saggar/controllers/booster.hpp"
#include "saggar/controllers/differential_pressure.hpp"
#include "saggar/controllers/load_share.hpp"
#include "saggar/controllers/peak_shaving.hpp"
#include "saggar/controllers/return_limit.hpp"
#include "saggar/controllers/source_cascade.hpp"
#include "saggar/controllers/store_schedule.hpp"
#include "saggar/controllers/supply_floor.hpp"
#include "saggar/controllers/supply_temperature.hpp"

#include <algorithm>

namespace saggar {

namespace {

std::unique_ptr<Controller> made(Network const& network, ControllerSettings const& settings) {
    switch (settings.kind) {
    case ControllerKind::supply_temperature: return std::make_unique<SupplyTemperature>(network, settings);
    case ControllerKind::peak_shaving: return std::make_unique<PeakShaving>(network, settings);
    case ControllerKind::supply_floor: return std::make_unique<SupplyFloor>(network, settings);
    case ControllerKind::differential_pressure:
        return std::make_unique<DifferentialPressure>(network, settings);
    case ControllerKind::booster: return std::make_unique<Booster>(network, settings);
    case ControllerKind::return_limit: return std::make_unique<ReturnLimit>(network, settings);
    case ControllerKind::load_share: return std::make_unique<LoadShare>(network, settings);
    case ControllerKind::cascade: return std::make_unique<SourceCascade>(network, settings);
    case ControllerKind::store: return std::make_unique<StoreSchedule>(network, settings);
    }
    return nullptr;
}

} // namespace

std::vector<std::unique_ptr<Controller>> make_controllers(Network const& network) {
    std::vector<ControllerSettings> settings = network.project().controllers;
    std::stable_sort(settings.begin(), settings.end(),
                     [](auto const& a, auto const& b) { return a.kind < b.kind; });
    std::vector<std::unique_ptr<Controller>> controllers;
    controllers.reserve(settings.size());
    for (ControllerSettings const& each : settings) {
        controllers.push_back(made(network, each));
    }
    return controllers;
}

} // namespace saggar
