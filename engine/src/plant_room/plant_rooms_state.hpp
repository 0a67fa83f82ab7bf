// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// What plant rooms work with, and the parts of a step, one file each.

#include "plant_room/least_bill.hpp"
#include "plant_room/store_room.hpp"

#include "saggar/engine/plant_room/plant_rooms.hpp"

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace saggar {

// The flow of a plant of given heat, and so its heat, is found to some parts in a thousand: a source that
// would be below its least heat by no more than this part runs.
inline constexpr double minimum_slack = 0.01;
// A plant gives up to this part more than its capacity before it is held there (SimulationOptions'
// flow_tolerance): what is promised stays below what sources and stores have by as much.
inline constexpr double capacity_slack = 2e-5;

struct PlantRooms::Impl {
    explicit Impl(std::shared_ptr<Network const> shared);

    // A source, or what a store gives, in the order in which they run.
    struct Unit {
        std::size_t plant{0};
        std::int32_t source{-1};
        std::int32_t store{-1};
        double rank{0.0};
        detail::DispatchUnit unit;
    };
    struct Store {
        detail::StoreRoom room;
        std::size_t plant;
        double most_charge_w{0.0};
        double most_discharge_w{0.0};
        double order_w{0.0};
    };

    std::shared_ptr<Network const> network;
    Fluid fluid;
    std::vector<SourceModel> models;
    std::vector<Store> stores;
    // Water that hangs together by open links: each part is a network of its own.
    struct Part {
        std::int32_t holding{-1}; // the plant that holds its pressure
        bool still{false};        // nothing does: no water moves
    };

    std::vector<std::uint8_t> has_sources; // per plant: of heat
    PlantRoomState state;
    SourceStep result;
    // of the step that is prepared
    double duration_s{0.0};
    EnergyPrices prices;
    PlantRoomOrders orders;
    std::vector<double> demand_w;   // per substation
    std::vector<std::uint8_t> open; // links that the parts below are of
    std::vector<Part> parts;
    std::vector<std::size_t> part_of_plant;
    std::vector<std::size_t> part_of_substation;
    double irradiance_w_m2{0.0};
    std::vector<double> supply_c; // per plant, set
    std::vector<SourceConditions> conditions;
    std::vector<HeatRange> range;
    std::vector<std::uint8_t> kept_off; // per source: by nothing but its shortest time off
    std::vector<Unit> units;            // in merit order

    // ---- which of them run (plant_rooms_order.cpp) ----
    [[nodiscard]] double rank(std::size_t source) const;
    [[nodiscard]] double given_rank(std::size_t source) const;
    [[nodiscard]] double cost_rank(std::size_t source) const; // alone, per MWh
    [[nodiscard]] detail::DispatchUnit unit_of(std::size_t source) const;
    [[nodiscard]] double pv_of_plant_w(std::size_t plant) const;
    // Whether somebody says in which order the plant's sources run.
    [[nodiscard]] bool is_told(std::size_t plant) const;
    [[nodiscard]] detail::BilledUnit billed(std::size_t source, detail::DispatchUnit const& unit) const;
    // Heat of a plant's units, their ranges as given: in the order that they are told, or for the smallest
    // bill.
    [[nodiscard]] detail::DispatchResult dispatched(std::size_t plant, std::vector<Unit> const& own,
                                                    std::vector<detail::DispatchUnit> const& given,
                                                    double heat_w, double room_w) const;

    // ---- before a step (plant_rooms_prepare.cpp) ----
    void set_conditions(SourceInput const& input, SimulationPoint const& point);
    void find_parts(std::vector<std::uint8_t> const& link_open);
    [[nodiscard]] bool holds(std::size_t plant) const;
    // Heat that the plants of a part are expected to be asked for in this step.
    [[nodiscard]] double expected_w(std::size_t part) const;
    [[nodiscard]] double given_before_w(std::size_t part) const;
    void set_ranges();
    void look_at_stores();
    // What its sources can do for water of stores before them, which may be all that flows.
    [[nodiscard]] detail::Topping topping_of(std::size_t plant) const;
    [[nodiscard]] double most_of_sources_w(std::size_t plant) const;
    [[nodiscard]] double set_without_sources_w(SimulationPoint const& point, std::size_t plant) const;
    [[nodiscard]] double most_of_plant_w(SimulationPoint const& point, std::size_t plant) const;
    [[nodiscard]] double able_w(SimulationPoint const& point, std::size_t plant) const;
    // Of what sources give, of which stores give so much more.
    [[nodiscard]] double risen_w(std::size_t plant, double most_w, double of_stores_w) const;
    // Where all plants together cannot give what is expected of them, a plant takes what its stores have, if
    // it is colder than it is set to send out: it sends out what sources and stores make together then.
    void let_stores_help(SimulationPoint& point);
    void set_units();
    void set_capacities(SimulationPoint& point) const;
    [[nodiscard]] double room_w(std::size_t plant) const;        // that stores can take
    [[nodiscard]] double saving_room_w(std::size_t plant) const; // of those that will spare sources

    // ---- what each plant is asked for (plant_rooms_share.cpp) ----
    void set_heat(SimulationPoint& point) const;
    void share_heat(SimulationPoint& point, std::size_t part) const;
    [[nodiscard]] bool free_heat(SimulationPoint const& point, std::size_t plant) const;
    [[nodiscard]] double least_heat_w(std::size_t plant) const;
    [[nodiscard]] static double runs_on_w(Unit const& unit); // what it gives at least, since it must run
    double keep_headroom(std::vector<Unit>& of, double kept_w) const;
    static void hold_to(std::span<double const> most_w, std::vector<Unit>& of);
    [[nodiscard]] bool hold_to_rise(SimulationPoint const& point, std::span<double const> planned_w,
                                    std::vector<Unit>& of) const;
    struct Planned { // per plant, and of its sources and stores that are called
        std::vector<double> heat_w;
        std::vector<double> runs_long_w; // least of those that have a shortest time to run
        std::vector<double> most_w;
        std::vector<std::uint8_t> called; // per unit
        double uncovered_w{0.0};
    };
    [[nodiscard]] std::vector<double> plan(std::vector<Unit> all, std::int32_t holding, double load_w) const;
    [[nodiscard]] Planned cascade(std::vector<Unit> const& of, double load_w) const;
    [[nodiscard]] Planned leave_room(std::vector<Unit> const& of, Planned planned, std::size_t holding,
                                     double load_w) const;

    // ---- after it (plant_rooms_settle.cpp) ----
    void settle_plant(std::size_t plant, double heat_w, double supply_c, double return_c);
    [[nodiscard]] double most_given_w(std::size_t plant, double plant_supply_c, double plant_return_c);
    // Stores before sources give no more than fits these temperatures where their plant gives so much heat,
    // and of several stores none more than it has at this return: of its units, in merit order.
    void limit_stores(std::size_t plant, std::vector<Unit>& own, double heat_w, double plant_supply_c,
                      double plant_return_c);
    // What comes back reaches sources warmer where stores before them give heat.
    void warm_returns(std::size_t plant, double heat_w, double plant_supply_c, double plant_return_c);
    // Shares heat among units; a store takes what they must give beyond it, and without one they may give a
    // little less than their least.
    [[nodiscard]] detail::DispatchResult share(std::size_t plant, std::vector<Unit> const& own,
                                               std::vector<detail::DispatchUnit> given, double heat_w,
                                               double room_w) const;
    [[nodiscard]] static double heat_of_sources(std::vector<Unit> const& own,
                                                detail::DispatchResult const& found);
    [[nodiscard]] bool may_charge(Unit const& unit) const;
    [[nodiscard]] bool may_charge(std::size_t store, Unit const& unit) const;
    // By store: what is charged by order.
    [[nodiscard]] std::vector<double> charge_asked_w(std::size_t plant, std::vector<Unit> const& own,
                                                     detail::DispatchResult const& base) const;
    // `cycles`: it runs at its least heat for a part of the step.
    void run_source(std::size_t i, double heat_w, bool cycles);
    void run_idle(std::size_t i);
    void stand_still(std::size_t i);
    [[nodiscard]] double least_run_s(std::size_t source) const;
    [[nodiscard]] double least_stop_s(std::size_t source) const;
    void count_early(std::size_t i, bool starts_or_runs, bool stops);
    void recover(std::size_t i);
    void settle_electricity(SimulatedStep const& step);
    void run_battery(std::size_t i, double& surplus_w);
    void fill_stores();
    void clear_result();
    // Heat that a plant's pumps are expected to carry at most, from the step that was found.
    [[nodiscard]] double carries_w(SimulatedStep const& step, std::size_t plant) const;
};

} // namespace saggar
