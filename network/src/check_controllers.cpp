// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// Controllers: that each kind has the fields it needs and no others, that what they name is there, and that
// no two decide the same.

#include "saggar/network/load_share.hpp"
#include "saggar/network/nearest_name.hpp"

#include "given_field.hpp"
#include "problem_list.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>
#include <functional>
#include <limits>
#include <map>
#include <set>
#include <string>
#include <utility>

namespace saggar::detail {

namespace {

constexpr unsigned supply = bit(ControllerKind::supply_temperature);
constexpr unsigned shaving = bit(ControllerKind::peak_shaving);
constexpr unsigned floor_of = bit(ControllerKind::supply_floor);
constexpr unsigned pressure = bit(ControllerKind::differential_pressure);
constexpr unsigned booster = bit(ControllerKind::booster);
constexpr unsigned returns = bit(ControllerKind::return_limit);
constexpr unsigned shares = bit(ControllerKind::load_share);
constexpr unsigned cascade = bit(ControllerKind::cascade);
constexpr unsigned store = bit(ControllerKind::store);

// Prices of electricity that a store follows.
struct PriceField {
    std::string_view field;
    std::optional<double> ControllerSettings::*price;
    bool charges;
    bool above; // at this price and above it, else at it and below
};
using C = ControllerSettings;
constexpr std::array price_fields{
    PriceField{"charge_below_per_mwh", &C::charge_below_per_mwh, true, false},
    PriceField{"charge_above_per_mwh", &C::charge_above_per_mwh, true, true},
    PriceField{"discharge_below_per_mwh", &C::discharge_below_per_mwh, false, false},
    PriceField{"discharge_above_per_mwh", &C::discharge_above_per_mwh, false, true}};

struct Use {
    std::string_view field;
    unsigned kinds;
    unsigned needed{0};
};
constexpr std::array uses{Use{"plants", supply | shaving | floor_of | pressure | shares},
                          Use{"substations", returns | booster},
                          Use{"outdoor_c", supply | floor_of | returns},
                          Use{"temperature_c", supply | floor_of | returns, supply | floor_of | returns},
                          Use{"maximum_ramp_k", supply},
                          Use{"lead_hours", supply | shaving},
                          Use{"shift_k", shaving, shaving},
                          Use{"from_hour", shaving | store, shaving},
                          Use{"to_hour", shaving | store, shaving},
                          Use{"minimum_speed", pressure | booster},
                          Use{"minimum_differential_pressure_bar", pressure},
                          Use{"pump", booster, booster},
                          Use{"differential_pressure_bar", booster},
                          Use{"maximum_speed", booster},
                          Use{"sources", cascade | store},
                          Use{"minimum_run_hours", cascade},
                          Use{"minimum_stop_hours", cascade},
                          Use{"pressure_holding_share", cascade},
                          Use{"pressure_holding_headroom", cascade},
                          Use{"store", store, store},
                          Use{"power_kw", store},
                          Use{"discharge_from_hour", store},
                          Use{"discharge_to_hour", store},
                          Use{"charge_below_per_mwh", store},
                          Use{"discharge_above_per_mwh", store},
                          Use{"charge_above_per_mwh", store},
                          Use{"discharge_below_per_mwh", store},
                          Use{"discharge_rank", store}};

class ControllerCheck {
public:
    ControllerCheck(Project const& project, ProblemList& problems) : project_{project}, problems_{problems} {
        for (Plant const& plant : project.plants) {
            plants_.insert(plant.id);
        }
        for (Substation const& each : project.substations) {
            substations_.insert(each.id);
            if (each.control != SubstationControl::return_temperature) {
                without_return_.insert(each.id);
            }
        }
        for (PlantSource const& each : project.sources) {
            if (gives_heat(each.kind)) {
                sources_.insert(each.id);
            }
        }
        for (PlantStore const& each : project.stores) {
            stores_.insert(each.id);
        }
        for (Pump const& each : project.pumps) {
            pumps_.insert(each.id);
        }
    }

    void run() {
        for (std::size_t i = 0; i < project_.controllers.size(); ++i) {
            ControllerSettings const& controller = project_.controllers[i];
            element_ = {"controllers", i, controller.id};
            if (controller.kind < ControllerKind::supply_temperature ||
                controller.kind > ControllerKind::store) {
                continue; // said by check_values.cpp
            }
            check_fields(controller);
            check_names(controller);
            if (controller.kind == ControllerKind::load_share) {
                check_followers(controller);
            }
            check_curve(controller);
            check_pairs(controller);
            check_twice(controller);
        }
    }

private:
    void add(ErrorCode code, std::string_view field, std::string text, std::string advice) {
        problems_.add(code, element_, field, std::move(text), std::move(advice));
    }

    void check_fields(ControllerSettings const& controller) {
        std::string_view const kind = word_of("kind", controller);
        for (Use const& use : uses) {
            auto const& attribute = attribute_named<ControllerSettings>(use.field);
            bool const given = is_given(attribute, controller);
            if (given && (use.kinds & bit(controller.kind)) == 0) {
                add(ErrorCode::values_conflict, use.field, fmt::format("has no effect: kind is {}", kind),
                    "Remove it, or change the kind");
            } else if (!given && (use.needed & bit(controller.kind)) != 0) {
                add(ErrorCode::value_missing, use.field, fmt::format("is missing; {} needs it", kind),
                    fmt::format("Meaning: {}", attribute.text));
            }
        }
    }

    void known(std::string_view field, std::string_view kind, std::string const& id,
               std::set<std::string_view> const& ids) {
        if (!ids.contains(id)) {
            add(ErrorCode::unknown_id, field, fmt::format("there is no {} '{}'", kind, id),
                did_you_mean(nearest_name(id, ids, slip_distance(id)), fmt::format("Name a {}", kind)));
        }
    }

    void check_names(ControllerSettings const& controller) {
        for (std::string const& plant : controller.plants) {
            known("plants", "plant", plant, plants_);
        }
        for (std::string const& substation : controller.substations) {
            known("substations", "substation", substation, substations_);
            if (without_return_.contains(substation) && controller.kind == ControllerKind::return_limit) {
                add(ErrorCode::values_conflict, "substations",
                    fmt::format("substation '{}' holds no return temperature", substation),
                    "Name substations of control return_temperature, or none for all of them");
            }
        }
        if (controller.kind == ControllerKind::return_limit) {
            check_return_limit(controller);
        }
        std::set<std::string_view> seen;
        for (std::string const& source : controller.sources) {
            known("sources", "source of heat", source, sources_);
            if (!seen.insert(source).second) {
                add(ErrorCode::duplicate_id, "sources", fmt::format("'{}' is there twice", source),
                    "Remove one of the two");
            }
        }
        if (!controller.pump.empty()) {
            known("pump", "pump", controller.pump, pumps_);
        }
        if (!controller.store.empty()) {
            known("store", "store", controller.store, stores_);
        }
        if (auto const tank = std::ranges::find(project_.stores, controller.store, &PlantStore::id);
            controller.kind == ControllerKind::store && tank != project_.stores.end()) {
            check_charging(controller, tank->plant);
        }
        if (controller.kind == ControllerKind::cascade && sources_.empty()) {
            add(ErrorCode::values_conflict, "kind", "has nothing to decide: no plant has a source of heat",
                "Remove it, or give sources");
        }
        if (controller.kind == ControllerKind::cascade && !controller.sources.empty()) {
            for (std::string_view const source : sources_) {
                if (!seen.contains(source)) {
                    add(ErrorCode::value_missing, "sources",
                        fmt::format("'{}' is left out of the order", source),
                        "Name every source of heat, or none");
                }
            }
            check_merit_order(controller);
        }
    }

    // One above what consumers send back anyway.
    void check_return_limit(ControllerSettings const& controller) {
        double warmest_c = -std::numeric_limits<double>::infinity();
        for (Substation const& each : project_.substations) {
            bool const meant =
                controller.substations.empty() ||
                std::ranges::find(controller.substations, each.id) != controller.substations.end();
            if (meant && !without_return_.contains(each.id)) {
                warmest_c = std::max(
                    warmest_c, each.return_temperature_c.value_or(std::numeric_limits<double>::infinity()));
            }
        }
        if (!controller.temperature_c.empty() && std::isfinite(warmest_c) &&
            std::ranges::min(controller.temperature_c) >= warmest_c) {
            add(ErrorCode::values_conflict, "temperature_c",
                fmt::format("has no effect: no return that it limits is above {:g} degC", warmest_c),
                "Give less than their return_temperature_c, or remove the controller");
        }
    }

    void check_charging(ControllerSettings const& controller, std::string const& plant) {
        for (std::string const& id : controller.sources) {
            auto const source = std::ranges::find(project_.sources, id, &PlantSource::id);
            if (source != project_.sources.end() && source->plant != plant) {
                add(ErrorCode::values_conflict, "sources",
                    fmt::format("'{}' is of plant '{}', store '{}' of '{}': it cannot charge it", id,
                                source->plant, controller.store, plant),
                    "Name sources of the store's own plant, or none for all of them");
            }
        }
    }

    // One of the two orders would decide nothing.
    void check_merit_order(ControllerSettings const& cascade_of_sources) {
        for (std::size_t i = 0; i < project_.sources.size(); ++i) {
            PlantSource const& source = project_.sources[i];
            if (gives_heat(source.kind) && source.merit_order) {
                problems_.add(
                    ErrorCode::values_conflict, {"sources", i, source.id}, "merit_order",
                    fmt::format("has no effect: cascade '{}' has an order of its own", cascade_of_sources.id),
                    "Remove it, or sources of the cascade");
            }
        }
    }

    void check_followers(ControllerSettings const& controller) {
        bool const any = std::ranges::any_of(
            project_.plants, [&](Plant const& plant) { return may_follow_load(project_, plant); });
        if (controller.plants.empty() && !any) {
            add(ErrorCode::values_conflict, "kind",
                "has nothing to decide: no plant gives a set heat without sources", "Remove it");
        }
        for (Plant const& plant : project_.plants) {
            bool const named = std::ranges::find(controller.plants, plant.id) != controller.plants.end();
            if (!named || may_follow_load(project_, plant)) {
                continue;
            }
            if (plant.control == PlantControl::heat && !plant.heat_kw) {
                continue; // said by check_elements.cpp
            }
            bool const by_sources = plant.control == PlantControl::heat;
            add(ErrorCode::values_conflict, "plants",
                by_sources ? fmt::format("what plant '{}' gives is decided by its sources", plant.id)
                           : fmt::format("plant '{}' gives no set heat: its control is {}", plant.id,
                                         word_of("control", plant)),
                "Name plants of control heat that have no sources");
        }
    }

    void check_curve(ControllerSettings const& controller) {
        std::vector<double> const& at = controller.outdoor_c;
        bool const always = at.empty() && controller.temperature_c.size() == 1;
        if (at.size() != controller.temperature_c.size() && !always &&
            (bit(controller.kind) & (supply | floor_of | returns)) != 0) {
            add(ErrorCode::values_conflict, "outdoor_c",
                fmt::format("{} of them for {} of temperature_c", at.size(), controller.temperature_c.size()),
                "Give as many of both, or a single temperature_c alone");
        }
        if (std::adjacent_find(at.begin(), at.end(), std::greater_equal<>{}) != at.end()) {
            add(ErrorCode::values_conflict, "outdoor_c", "the temperatures do not rise",
                "Sort them, and temperature_c with them");
        }
        bool const driven = !project_.simulation.demand.empty() || !project_.simulation.weather.empty();
        if (!at.empty() && driven && project_.simulation.weather.empty()) {
            add(ErrorCode::value_missing, "outdoor_c",
                "follows the outdoor temperature, and there is no weather",
                "Under simulation, name a CSV as weather");
        }
        if (at.empty() && controller.kind == ControllerKind::supply_temperature &&
            controller.lead_hours > 0.0) {
            add(ErrorCode::values_conflict, "lead_hours", "has no effect without outdoor_c", "Remove it");
        }
    }

    void check_pairs(ControllerSettings const& controller) {
        if (controller.from_hour.has_value() != controller.to_hour.has_value() &&
            controller.kind == ControllerKind::store) {
            add(ErrorCode::value_missing, controller.from_hour ? "to_hour" : "from_hour",
                "is missing; the other is given", "Give both");
        }
        if (controller.from_hour && controller.from_hour == controller.to_hour) {
            add(ErrorCode::values_conflict, "to_hour", "is from_hour: no time lies between them",
                "Give another, or remove the controller");
        }
        if (controller.discharge_from_hour &&
            controller.discharge_from_hour == controller.discharge_to_hour) {
            add(ErrorCode::values_conflict, "discharge_to_hour",
                "is discharge_from_hour: no time lies between them", "Give another, or remove both");
        }
        check_overlap(controller);
        check_power(controller);
        if (controller.discharge_from_hour.has_value() != controller.discharge_to_hour.has_value()) {
            add(ErrorCode::value_missing,
                controller.discharge_from_hour ? "discharge_to_hour" : "discharge_from_hour",
                "is missing; the other is given", "Give both");
        }
        check_prices(controller);
        if (controller.kind == ControllerKind::booster) {
            check_speeds(controller);
        }
        if (controller.kind != ControllerKind::differential_pressure) {
            return;
        }
        if (!controller.minimum_speed && !controller.minimum_differential_pressure_bar) {
            add(ErrorCode::value_missing, "minimum_speed",
                "is missing, and so is minimum_differential_pressure_bar", "Give one of them or both");
        }
        for (Plant const& plant : project_.plants) {
            bool const meant = controller.plants.empty() ||
                               std::find(controller.plants.begin(), controller.plants.end(), plant.id) !=
                                   controller.plants.end();
            bool const named = meant && !controller.plants.empty();
            std::optional<double> const& most_bar = plant.maximum_differential_pressure_bar;
            bool const seeks =
                plant.control == PlantControl::pressure_holding && !plant.differential_pressure_bar;
            if (named && !seeks) {
                add(ErrorCode::values_conflict, "plants",
                    fmt::format("plant '{}' does not look for its differential pressure", plant.id),
                    "Name a plant of control pressure_holding without differential_pressure_bar");
            }
            if (meant && seeks && controller.minimum_differential_pressure_bar && most_bar &&
                *controller.minimum_differential_pressure_bar > *most_bar) {
                add(ErrorCode::values_conflict, "minimum_differential_pressure_bar",
                    fmt::format(
                        "{:g} at least is more than {:g}, maximum_differential_pressure_bar of plant '{}'",
                        *controller.minimum_differential_pressure_bar, *most_bar, plant.id),
                    "Give less than its pumps can do");
            }
            if (meant && controller.minimum_speed && !plant.maximum_differential_pressure_bar &&
                plant.control == PlantControl::pressure_holding) {
                add(ErrorCode::value_missing, "minimum_speed",
                    fmt::format("needs maximum_differential_pressure_bar of plant '{}'", plant.id),
                    "Give it, or minimum_differential_pressure_bar here");
            }
        }
    }

    void check_power(ControllerSettings const& controller) {
        for (PlantStore const& tank : project_.stores) {
            if (tank.id == controller.store && controller.power_kw && tank.maximum_charge_kw &&
                tank.maximum_discharge_kw &&
                *controller.power_kw > std::max(*tank.maximum_charge_kw, *tank.maximum_discharge_kw)) {
                add(ErrorCode::values_conflict, "power_kw",
                    fmt::format(
                        "{:g} has no effect: store '{}' is charged with {:g} and discharged with {:g} "
                        "at most",
                        *controller.power_kw, tank.id, *tank.maximum_charge_kw, *tank.maximum_discharge_kw),
                    "Remove it, or give less");
            }
        }
    }

    void check_prices(ControllerSettings const& controller) {
        bool const has_price = project_.prices.electricity_import_per_mwh || !project_.prices.file.empty();
        bool const price_moves =
            !project_.prices.file.empty() ||
            std::ranges::any_of(project_.simulation.events, [](SimulationEvent const& event) {
                return event.action == EventAction::price && event.element == "electricity_import";
            });
        bool said = has_price;
        for (PriceField const& one : price_fields) {
            if (!(controller.*one.price)) {
                continue;
            }
            if (one.charges ? controller.from_hour : controller.discharge_from_hour) {
                add(ErrorCode::values_conflict, one.field,
                    fmt::format("{} is by hours already", one.charges ? "charging" : "discharging"),
                    "Remove one of the two");
            }
            if (!said) {
                said = true;
                add(ErrorCode::values_conflict, one.field,
                    "follows the price of electricity, and none is given",
                    "Give electricity_import_per_mwh or a file under prices");
            } else if (has_price && !price_moves) {
                add(ErrorCode::values_conflict, one.field,
                    fmt::format("decides nothing: electricity costs {:g} at all times",
                                *project_.prices.electricity_import_per_mwh),
                    "Give a file under prices, or hours to charge and discharge");
            }
            for (PriceField const& other : price_fields) {
                if (one.charges && !other.charges && controller.*other.price) {
                    check_one_price(one, *(controller.*one.price), other, *(controller.*other.price));
                }
            }
        }
    }

    // What is below one price and above another that is higher is never both.
    void check_one_price(PriceField const& charging, double charge_at, PriceField const& discharging,
                         double discharge_at) {
        bool const apart = charging.above ? !discharging.above && discharge_at < charge_at
                                          : discharging.above && discharge_at > charge_at;
        if (!apart) {
            add(ErrorCode::values_conflict, discharging.field,
                fmt::format("{:g} is not {} {} {:g}: the store would be charged and discharged at one price",
                            discharge_at, charging.above ? "below" : "above", charging.field, charge_at),
                charging.above ? "Discharge by discharge_below_per_mwh, at prices below those to charge at"
                               : "Discharge by discharge_above_per_mwh, at prices above those to charge at");
        }
    }

    // A store in two minds.
    void check_overlap(ControllerSettings const& controller) {
        if (!controller.from_hour || !controller.to_hour || !controller.discharge_from_hour ||
            !controller.discharge_to_hour) {
            return;
        }
        auto const holds = [](double from, double to, double hour) {
            return from <= to ? from <= hour && hour < to : hour >= from || hour < to;
        };
        bool const overlap =
            holds(*controller.from_hour, *controller.to_hour, *controller.discharge_from_hour) ||
            holds(*controller.discharge_from_hour, *controller.discharge_to_hour, *controller.from_hour);
        if (overlap) {
            add(ErrorCode::values_conflict, "discharge_from_hour",
                fmt::format("{:g} to {:g} overlaps with the hours of charging, {:g} to {:g}",
                            *controller.discharge_from_hour, *controller.discharge_to_hour,
                            *controller.from_hour, *controller.to_hour),
                "Let one end before the other begins");
        }
    }

    void check_speeds(ControllerSettings const& controller) {
        auto const pump = std::find_if(project_.pumps.begin(), project_.pumps.end(),
                                       [&](Pump const& each) { return each.id == controller.pump; });
        if (pump == project_.pumps.end()) {
            return;
        }
        double const least = controller.minimum_speed.value_or(usual_minimum_speed);
        double const most = controller.maximum_speed.value_or(pump->speed);
        if (least > most) {
            add(ErrorCode::values_conflict, controller.minimum_speed ? "minimum_speed" : "maximum_speed",
                fmt::format("{:g} at least is more than {:g} at most{}", least, most,
                            controller.maximum_speed ? "" : ", the speed of the pump"),
                "Give a minimum_speed below maximum_speed");
        }
    }

    // Whether another one decides the same of the same element.
    void check_twice(ControllerSettings const& controller) {
        auto const take = [&](std::string const& element) {
            if (!decided_.insert({controller.kind, element}).second) {
                add(ErrorCode::values_conflict, "kind",
                    element.empty() ? "another controller decides the same"
                                    : fmt::format("another controller decides the same of '{}'", element),
                    "Remove one of the two");
            }
        };
        switch (controller.kind) {
        case ControllerKind::cascade: take({}); break;
        case ControllerKind::store: take(controller.store); break;
        case ControllerKind::booster: take(controller.pump); break;
        case ControllerKind::return_limit: break; // the lowest counts
        default:
            for (Plant const& plant : project_.plants) {
                bool const meant = controller.plants.empty() ||
                                   std::find(controller.plants.begin(), controller.plants.end(), plant.id) !=
                                       controller.plants.end();
                if (!meant || controller.kind == ControllerKind::peak_shaving ||
                    controller.kind == ControllerKind::supply_floor) {
                    continue; // they add up; the highest counts
                }
                if (controller.kind == ControllerKind::load_share && !may_follow_load(project_, plant)) {
                    continue;
                }
                take(plant.id);
                bool const curve = std::any_of(
                    project_.simulation.supply_curves.begin(), project_.simulation.supply_curves.end(),
                    [&](SupplyCurve const& each) { return each.plant == plant.id; });
                if (curve && controller.kind == ControllerKind::supply_temperature) {
                    add(ErrorCode::values_conflict, "plants",
                        fmt::format("plant '{}' has a supply curve under simulation", plant.id),
                        "Remove one of the two");
                }
            }
        }
    }

    Project const& project_;
    ProblemList& problems_;
    std::set<std::string_view> plants_, substations_, without_return_, sources_, stores_, pumps_;
    std::set<std::pair<ControllerKind, std::string>> decided_;
    Element element_{};
};

} // namespace

void check_controllers(Project const& project, ProblemList& problems) {
    ControllerCheck{project, problems}.run();
}

} // namespace saggar::detail
