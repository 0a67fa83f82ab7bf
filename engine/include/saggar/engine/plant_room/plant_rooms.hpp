// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// What stands behind the plants of a network, in time: sources and stores.
//
// Before a step, `prepare` says what each plant can give at most (sources that may run, and stores), which is
// the plant's capacity in the step, and sets the heat of plants whose control is heat: the load that is
// expected in its part of the network is given to the sources there in merit order, cheap ones first, and the
// plant that holds the pressure is left a part of it and kept from its limit while others have some. After
// the step, `settle` shares the heat that the network took among the plant's sources in that order, by their
// least heat, their shortest times on and off and what stores take and give, and computes what that takes.
// Energy closes in every plant: sources + discharge - charge = heat given to the network.
//
// Limits of a source are taken at the temperatures that are known before the step; what it took, at those
// that were found. The state between two steps is plain numbers, copied out and in.

#include "saggar/engine/plant_room/source_model.hpp"
#include "saggar/engine/simulation/network_simulation.hpp"

#include <cstdint>
#include <limits>
#include <memory>
#include <span>
#include <vector>

namespace saggar {

// What sources meet from outside in a step.
struct SourceInput {
    double outdoor_c{std::numeric_limits<double>::quiet_NaN()};
    double irradiance_w_m2{0.0};
    std::vector<double> in_service; // per source: part of its lines, 0 where tripped
    std::vector<double> heat_w;     // per source: of kind series
    std::vector<double> it_load_w;  // per source: of data centres
    std::vector<double> own_use_w;
    EnergyPrices prices;
};

// What may be said to the plant rooms before a step; as it is made, nothing is.
struct PlantRoomOrders {
    PlantRoomOrders() = default;
    PlantRoomOrders(std::size_t sources, std::size_t stores);

    std::vector<double> rank;           // per source: merit order; NaN: its own, or by cost
    std::vector<double> minimum_run_s;  // per source: at least; its own where longer
    std::vector<double> minimum_stop_s; // per source
    std::vector<double> store_w;        // per store: charge with, below 0 discharge with; NaN: discharge
                                        // where sources do not suffice, charge with what they must give
    std::vector<double> store_rank;     // per store: place among the sources, as merit order or cost per MWh,
                                        // before a source in the same place. NaN: after all of them
    std::vector<double> store_power_w;  // per store: gives no more there; after all sources it may
    std::vector<std::uint8_t> store_saves; // per store, 1: at some time it gives before sources, so that heat
                                           // for it is worth something. 0: where they do not suffice alone
    std::vector<std::vector<std::uint8_t>> may_charge; // per source: may run for the sake of charging
    double pressure_holding_share{0.05};   // of the load that is left to the plant that holds the pressure
    double pressure_holding_headroom{0.1}; // of its capacity that is kept free while others have some
};

// All that is kept between steps.
struct SourceState {
    bool running{false};
    double in_state_s{1e12}; // for how long it has been running or standing still
    double depletion_k{0.0}; // of mine water
    double stored_j{0.0};    // of a battery
    double stood_s{1e12};    // for how long it really has been standing still, also after a step of cycles
};
struct PlantRoomState {
    std::vector<SourceState> sources;
    std::vector<std::vector<double>> stores_j_kg; // per store: heat contents of its layers
    std::vector<double> return_c;                 // per plant, found last
    std::vector<double> heat_w;                   // per plant, found last
    std::vector<double> pump_w;                   // per plant, electricity of its pumps
    std::vector<double> of_stores_w;              // per plant, part of its heat
    std::vector<double> lacking_w;                // per plant, to send what flows out as hot as it is set to
    // per plant: it could not give what is set; 0 too where nobody took it
    std::vector<std::uint8_t> falls_short;
    // per plant: what its pumps are expected to carry at most since they held it back; infinite: they did not
    std::vector<double> carried_w;
    std::vector<double> demand_w; // per substation
    std::vector<double> unmet_w;  // per substation, for want of heat: capacity or temperature
    bool known{false};            // false: no step was made yet
};

class PlantRooms {
public:
    explicit PlantRooms(std::shared_ptr<Network const> network);
    ~PlantRooms();
    PlantRooms(PlantRooms&&) noexcept;
    PlantRooms& operator=(PlantRooms&&) noexcept;
    PlantRooms(PlantRooms const&) = delete;
    PlantRooms& operator=(PlantRooms const&) = delete;

    // No source in the whole project, nor anything that says what electricity costs or emits.
    [[nodiscard]] bool empty() const;

    // Sets the capacities, and the heat of plants of control heat, of a step of `duration_s`.
    void prepare(SourceInput const& input, PlantRoomOrders const& orders, double duration_s,
                 SimulationPoint& point);
    // Takes note of temperatures and heat without running anything: after the start of a simulation.
    void observe(SimulatedStep const& step);
    // Capacities are set for the return temperature of the step before. Where plants of a step turn out to
    // give more than sources and stores can at the temperatures found, lowers their capacity (by plant) to
    // that and says so: the step is to be taken with it.
    [[nodiscard]] bool lower_capacities(SimulatedStep const& found, std::span<double> capacity_w);
    // After the step that was prepared. The result is that of this step until the next call.
    SourceStep const& settle(SimulatedStep const& step);

    [[nodiscard]] PlantRoomState const& state() const;
    void restore(PlantRoomState const& state);

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace saggar
