// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "plant_room/store_room.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace saggar::detail {

namespace {

constexpr int halvings = 30; // of the flow that is looked for
constexpr int flow_strides = 32;
constexpr int flow_searches = 60; // rounds at most; some six are needed
constexpr double heat_tolerance = 1e-13;

StratifiedStoreOptions options_of(PlantStore const& store) {
    StratifiedStoreOptions options;
    options.volume_m3 = *store.volume_m3; // checked with the project
    options.height_m = *store.height_m;
    options.layers = store.layers;
    options.loss_w_k = store.loss_w_k;
    return options;
}

double watts(std::optional<double> const& kw) {
    return kw ? *kw * 1e3 : std::numeric_limits<double>::infinity();
}

} // namespace

StoreRoom::StoreRoom(Fluid const& fluid, PlantStore const& store, double hot_c)
    : fluid_{fluid},
      store_{fluid, options_of(store)},
      ambient_c_{store.ambient_temperature_c},
      cold_j_kg_{fluid.heat_content_j_kg(std::min(store.cold_temperature_c, hot_c))},
      hot_j_kg_{fluid.heat_content_j_kg(hot_c)},
      maximum_charge_w_{watts(store.maximum_charge_kw)},
      maximum_discharge_w_{watts(store.maximum_discharge_kw)},
      before_sources_{store.before_sources} {
    // Fine enough for any share; layers take the mean of what falls into them.
    constexpr std::size_t slices = 1000;
    std::vector<double> temperatures_c(slices, std::min(store.cold_temperature_c, hot_c));
    auto const hot = static_cast<std::ptrdiff_t>(std::lround(store.charged_share * slices));
    std::fill(temperatures_c.end() - hot, temperatures_c.end(), hot_c);
    store_.fill(temperatures_c);
}

StoreRoom::Moved StoreRoom::move(double duration_s, Way way, double flow_kg_s, double entering_j_kg) {
    double const in_height = way == Way::charge ? 1.0 : 0.0;
    std::array<StorePort, 2> const ports{
        StorePort{.height = in_height, .mass_flow_kg_s = flow_kg_s, .heat_content_j_kg = entering_j_kg},
        StorePort{.height = 1.0 - in_height, .mass_flow_kg_s = -flow_kg_s, .heat_content_j_kg = 0.0}};
    std::array<double, 2> leaving{};
    StoreHeat const heat = store_.step(duration_s, ambient_c_, ports, leaving);
    return {flow_kg_s, (heat.entered_j - heat.left_j) / duration_s, leaving[1], heat.lost_j / duration_s};
}

StoreRoom::Moved StoreRoom::look(double duration_s, Way way, double flow_kg_s, double entering_j_kg) {
    std::vector<double> const before = store_.heat_contents_j_kg();
    Moved const moved = move(duration_s, way, flow_kg_s, entering_j_kg);
    store_.restore(before);
    return moved;
}

template <class Allowed>
StoreRoom::Moved StoreRoom::most(double duration_s, Way way, double entering_j_kg, Allowed const& allowed) {
    double low = 0.0;
    double high = largest_flow(duration_s);
    Moved best = look(duration_s, way, high, entering_j_kg);
    if (allowed(best)) {
        return best;
    }
    best = {};
    for (int i = 0; i < halvings; ++i) {
        double const flow = 0.5 * (low + high);
        Moved const moved = look(duration_s, way, flow, entering_j_kg);
        bool const good = allowed(moved);
        (good ? low : high) = flow;
        if (good) {
            best = moved;
        }
    }
    return best;
}

double StoreRoom::most_charge_w(double duration_s, double supply_c) {
    double const highest = fluid_.heat_content_j_kg(supply_c - charge_drop_k);
    Moved const found = most(duration_s, Way::charge, fluid_.heat_content_j_kg(supply_c),
                             [&](Moved const& moved) { return moved.leaving_j_kg <= highest; });
    return std::min(std::abs(found.heat_w), maximum_charge_w_);
}

StoreRoom::Given StoreRoom::most_discharge(double duration_s, double supply_c, double return_c,
                                           Topping const& topping) {
    double const hot = fluid_.heat_content_j_kg(std::max(supply_c - discharge_slack_k, return_c));
    double const of_use = fluid_.heat_content_j_kg(return_c + least_use_k);
    double const supply = fluid_.heat_content_j_kg(supply_c);
    auto const to_top_w = [&](Moved const& moved) {
        return std::max(0.0, moved.flow_kg_s * (supply - moved.leaving_j_kg));
    };
    auto const allowed = [&](Moved const& moved) {
        bool const topped = before_sources_ && moved.leaving_j_kg >= of_use &&
                            to_top_w(moved) <= topping.heat_w && moved.flow_kg_s <= topping.flow_kg_s;
        return topped || moved.leaving_j_kg >= hot;
    };
    Moved const found = most(duration_s, Way::discharge, fluid_.heat_content_j_kg(return_c), allowed);
    double const part = std::min(1.0, maximum_discharge_w_ / std::max(std::abs(found.heat_w), 1e-9));
    return {.heat_w = part * std::abs(found.heat_w),
            .topped = {.heat_w = part * to_top_w(found), .flow_kg_s = part * found.flow_kg_s}};
}

double StoreRoom::stride(double duration_s, int i) const {
    return largest_flow(duration_s) * i / flow_strides;
}

double StoreRoom::most_given_w(double duration_s, double return_c) {
    double const entering = fluid_.heat_content_j_kg(return_c);
    double most_w = 0.0;
    for (int i = 1; i <= flow_strides; ++i) {
        most_w = std::max(most_w, -look(duration_s, Way::discharge, stride(duration_s, i), entering).heat_w);
    }
    return std::min(most_w, maximum_discharge_w_);
}

double StoreRoom::step(double duration_s, double heat_w, double supply_c, double return_c) {
    Way const way = heat_w > 0.0 ? Way::charge : Way::discharge;
    double const entering = fluid_.heat_content_j_kg(way == Way::charge ? supply_c : return_c);
    double flow = 0.0;
    if (heat_w != 0.0) {
        // Heat rises with the flow at first, and falls again where water leaves that is hotter than what
        // enters (or colder, when it gives): the smallest flow that moves enough lies below the first that
        // does.
        double low = 0.0;
        double low_w = heat_w; // still lacking
        double high = 0.0;
        double high_w = heat_w;
        double best_w = 0.0;
        for (int i = 1; i <= flow_strides && low_w * high_w > 0.0; ++i) {
            low = high;
            low_w = high_w;
            high = stride(duration_s, i);
            double const moved_w = look(duration_s, way, high, entering).heat_w;
            high_w = heat_w - moved_w;
            if (moved_w * heat_w > best_w * heat_w) {
                best_w = moved_w;
                flow = high; // as near as it gets
            }
        }
        // Regula falsi (Illinois) in between.
        int side = 0;
        bool const within = low_w * high_w < 0.0;
        for (int i = 0; within && i < flow_searches; ++i) {
            flow = (low * high_w - high * low_w) / (high_w - low_w);
            double const lacking = heat_w - look(duration_s, way, flow, entering).heat_w;
            if (std::abs(lacking) <= heat_tolerance * std::abs(heat_w)) {
                break;
            }
            if (lacking * low_w > 0.0) {
                low = flow;
                low_w = lacking;
                high_w *= side == 1 ? 0.5 : 1.0;
                side = 1;
            } else {
                high = flow;
                high_w = lacking;
                low_w *= side == -1 ? 0.5 : 1.0;
                side = -1;
            }
        }
    }
    Moved const moved = move(duration_s, way, flow, entering);
    lost_w_ = moved.lost_w;
    return moved.heat_w;
}

double StoreRoom::stored_j() const {
    return store_.heat_j() - store_.water_kg() * cold_j_kg_;
}
double StoreRoom::level() const {
    double const span = store_.water_kg() * (hot_j_kg_ - cold_j_kg_);
    return span > 0.0 ? stored_j() / span : 0.0;
}

} // namespace saggar::detail
