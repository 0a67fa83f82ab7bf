// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// A hot-water store behind a plant. It is charged from the top with water that sources made as hot as the
// plant's supply, its bottom's water going back to them; and discharged from the top, the network's return
// entering below. It stands beside the sources, and gives water as hot as the supply alone; or before them,
// and they heat what it gives. How much water moves in a step is chosen so that the heat is what is asked
// for.

#include "saggar/engine/transient/stratified_store.hpp"
#include "saggar/network/sources.hpp"

#include <limits>
#include <span>
#include <vector>

namespace saggar::detail {

// Water that leaves a store that is discharged may be so much colder than the supply, and that of one that is
// charged must be so much colder: assumptions, the reach of mixing valves and the least drop that sources
// work with.
inline constexpr double discharge_slack_k = 2.0;
inline constexpr double charge_drop_k = 5.0;
// Water that is of use at all is at least so much warmer than what comes back, K: an assumption.
inline constexpr double least_use_k = 5.0;

// What sources behind a store can do for water that it gives colder than the supply: heat it with so much, as
// far as it is not more water than flows through the plant.
struct Topping {
    double heat_w{0.0};
    double flow_kg_s{0.0};
};

class StoreRoom {
public:
    StoreRoom(Fluid const& fluid, PlantStore const& store, double hot_c);

    // The most that it takes and gives over a step, W, by the temperatures of its plant.
    [[nodiscard]] double most_charge_w(double duration_s, double supply_c);
    struct Given {
        double heat_w{0.0};
        Topping topped; // of which it has use
    };
    [[nodiscard]] Given most_discharge(double duration_s, double supply_c, double return_c,
                                       Topping const& topping);
    // The most that it could give whatever the temperature of what leaves it; `step` gives as much.
    [[nodiscard]] double most_given_w(double duration_s, double return_c);
    // A step that takes `heat_w` (below 0: gives), as near as its water allows; returns what it took. It
    // loses heat all the same.
    double step(double duration_s, double heat_w, double supply_c, double return_c);

    [[nodiscard]] double lost_w() const { return lost_w_; } // in the last step
    [[nodiscard]] double level() const;                     // 0 cold, 1 hot throughout
    [[nodiscard]] double stored_j() const;                  // above cold
    [[nodiscard]] bool before_sources() const { return before_sources_; }
    [[nodiscard]] double top_c() const { return store_.temperature_c(store_.layers() - 1); }
    [[nodiscard]] double bottom_c() const { return store_.temperature_c(0); }
    [[nodiscard]] std::vector<double> const& contents() const { return store_.heat_contents_j_kg(); }
    void restore(std::span<double const> contents) { store_.restore(contents); }

private:
    struct Moved {
        double flow_kg_s;
        double heat_w;       // into the store
        double leaving_j_kg; // of what leaves
        double lost_w;
    };
    enum class Way { charge, discharge };
    // Moves water and stays so.
    Moved move(double duration_s, Way way, double flow_kg_s, double entering_j_kg);
    // The same, and all as before.
    Moved look(double duration_s, Way way, double flow_kg_s, double entering_j_kg);
    [[nodiscard]] double largest_flow(double duration_s) const { return store_.water_kg() / duration_s; }
    // One of the flows that are tried, `i` from 1 on.
    [[nodiscard]] double stride(double duration_s, int i) const;
    // The most heat of flows that `allowed` accepts, with the water that leaves.
    template <class Allowed>
    Moved most(double duration_s, Way way, double entering_j_kg, Allowed const& allowed);

    Fluid fluid_;
    StratifiedStore store_;
    double ambient_c_;
    double cold_j_kg_;
    double hot_j_kg_;
    double maximum_charge_w_{std::numeric_limits<double>::infinity()};
    double maximum_discharge_w_{std::numeric_limits<double>::infinity()};
    bool before_sources_;
    double lost_w_{0.0};
};

} // namespace saggar::detail
