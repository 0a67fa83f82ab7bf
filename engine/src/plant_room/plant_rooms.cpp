// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "plant_room/plant_rooms_state.hpp"
#include "steady/workspace.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

namespace saggar {

namespace {
constexpr double return_until_known_c = 45.0; // before the first step of all: an assumption
// A plant whose pumps could not send out anything may try this part of what its sources have in the next
// step: an assumption.
constexpr double tried_share = 0.05;
} // namespace

PlantRoomOrders::PlantRoomOrders(std::size_t sources, std::size_t stores)
    : rank(sources, std::numeric_limits<double>::quiet_NaN()),
      minimum_run_s(sources, 0.0),
      minimum_stop_s(sources, 0.0),
      store_w(stores, std::numeric_limits<double>::quiet_NaN()),
      store_rank(stores, std::numeric_limits<double>::quiet_NaN()),
      store_power_w(stores, std::numeric_limits<double>::infinity()),
      store_saves(stores, 0),
      may_charge(stores, std::vector<std::uint8_t>(sources, 1)) {}

PlantRooms::Impl::Impl(std::shared_ptr<Network const> shared)
    : network{std::move(shared)},
      fluid{detail::make_fluid(network->project().fluid)},
      models{source_models(*network)} {
    std::size_t const plants = network->plants.size();
    has_sources.resize(plants);
    for (SourceModel const& model : models) {
        has_sources[model.plant] = model.gives_heat() ? 1 : has_sources[model.plant];
    }
    for (PlantStore const& store : network->project().stores) {
        auto const& ids = network->plants.id;
        auto const plant =
            static_cast<std::size_t>(std::find(ids.begin(), ids.end(), store.plant) - ids.begin());
        stores.push_back(
            {.room = {fluid, store, network->plants.supply_temperature_c[plant]}, .plant = plant});
        state.stores_j_kg.push_back(stores.back().room.contents());
    }
    state.sources.resize(models.size());
    state.return_c.assign(plants, return_until_known_c);
    state.heat_w.assign(plants, 0.0);
    state.pump_w.assign(plants, 0.0);
    state.of_stores_w.assign(plants, 0.0);
    state.lacking_w.assign(plants, 0.0);
    state.falls_short.assign(plants, 0);
    state.carried_w.assign(plants, std::numeric_limits<double>::infinity());
    state.demand_w.assign(network->substations.size(), 0.0);
    state.unmet_w.assign(network->substations.size(), 0.0);
    conditions.resize(models.size());
    range.resize(models.size());
}

PlantRooms::PlantRooms(std::shared_ptr<Network const> network)
    : impl_{std::make_unique<Impl>(std::move(network))} {}
PlantRooms::~PlantRooms() = default;
PlantRooms::PlantRooms(PlantRooms&&) noexcept = default;
PlantRooms& PlantRooms::operator=(PlantRooms&&) noexcept = default;

bool PlantRooms::empty() const {
    PriceSettings const& prices = impl_->network->project().prices;
    bool const priced =
        prices.electricity_import_per_mwh || prices.electricity_carbon_kg_per_mwh || !prices.file.empty();
    return impl_->models.empty() && !priced;
}

void PlantRooms::observe(SimulatedStep const& step) {
    PlantRoomState& state = impl_->state;
    for (std::size_t p = 0; p < impl_->network->plants.size(); ++p) {
        auto const link = static_cast<std::size_t>(impl_->network->plants.link[p]);
        if (step.mass_flow_kg_s[link] > 0.0) {
            state.return_c[p] = step.plant_return_temperature_c[p];
        }
        state.heat_w[p] = step.plant_heat_w[p];
        state.pump_w[p] = step.plant_pump_electricity_w[p];
        ShortfallCause const cause = step.plant_shortfall_cause[p];
        if (cause == ShortfallCause::pressure || std::isfinite(state.carried_w[p])) {
            state.carried_w[p] = impl_->carries_w(step, p);
        }
        state.falls_short[p] = cause != ShortfallCause::none && cause != ShortfallCause::not_taken ? 1 : 0;
        bool const lacks = !impl_->supply_c.empty() && step.link_status[link] == ElementStatus::at_capacity;
        state.lacking_w[p] =
            lacks ? std::max(0.0, step.mass_flow_kg_s[link] *
                                      (impl_->fluid.heat_content_j_kg(impl_->supply_c[p]) -
                                       impl_->fluid.heat_content_j_kg(step.plant_supply_temperature_c[p])))
                  : 0.0;
    }
    std::ranges::fill(state.of_stores_w, 0.0);
    for (std::size_t k = 0; k < impl_->stores.size() && k < impl_->result.store_heat_w.size(); ++k) {
        state.of_stores_w[impl_->stores[k].plant] += std::max(0.0, -impl_->result.store_heat_w[k]);
    }
    state.demand_w = step.demand_w;
    for (std::size_t i = 0; i < step.unmet_w.size(); ++i) {
        bool const wants_heat =
            step.unmet_cause[i] == UnmetCause::capacity || step.unmet_cause[i] == UnmetCause::temperature;
        state.unmet_w[i] = wants_heat ? step.unmet_w[i] : 0.0;
    }
    state.known = true;
}

// With a lift as the square of the flow, and less than its pumps really can where others hold a part of it:
// what is asked for comes nearer from step to step.
double PlantRooms::Impl::carries_w(SimulatedStep const& step, std::size_t plant) const {
    double const infinity = std::numeric_limits<double>::infinity();
    double const limit_pa = network->plants.maximum_differential_pressure_pa[plant].value_or(infinity);
    double const lift_pa = step.plant_differential_pressure_pa[plant];
    double const of_sources_w = most_of_sources_w(plant);
    double const by_lift_w =
        lift_pa > 0.0 ? step.plant_heat_w[plant] * std::sqrt(limit_pa / lift_pa) : infinity;
    double const carried_w = std::max(by_lift_w, tried_share * of_sources_w);
    return carried_w < of_sources_w ? carried_w : infinity;
}

PlantRoomState const& PlantRooms::state() const {
    return impl_->state;
}
void PlantRooms::restore(PlantRoomState const& state) {
    impl_->state = state;
    for (std::size_t k = 0; k < impl_->stores.size(); ++k) {
        impl_->stores[k].room.restore(state.stores_j_kg[k]);
    }
}

} // namespace saggar
