// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// What a simulation is told: that its elements are there, its curves rise the right way, and nothing that is
// given is without effect.

#include "saggar/network/nearest_name.hpp"
#include "saggar/network/time_stamp.hpp"

#include "problem_list.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <fmt/format.h>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace saggar::detail {

namespace {

class SimulationCheck {
public:
    SimulationCheck(Project const& project, ProblemList& problems)
        : project_{project}, settings_{project.simulation}, problems_{problems} {
        auto const collect = [](auto const& records, std::set<std::string_view>& ids) {
            for (auto const& record : records) {
                ids.insert(record.id);
            }
        };
        for (Building const& building : project.buildings) {
            heated_.insert(building.substation);
        }
        collect(project.plants, plants_);
        collect(project.plants, trippable_);
        collect(project.sources, trippable_);
        collect(project.substations, substations_);
        collect(project.pipes, pipes_);
        collect(project.pipe_pairs, pipes_);
        collect(project.pipes, closable_);
        collect(project.pipe_pairs, closable_);
        collect(project.valves, closable_);
        collect(project.pumps, closable_);
    }

    void run() {
        check_demand();
        check_curves();
        check_events();
    }

private:
    void add(ErrorCode code, std::string_view field, std::string text, std::string advice) {
        problems_.add(code, "simulation", field, std::move(text), std::move(advice));
    }

    void check_demand() {
        SimulationSettings const usual;
        bool const by_sources =
            std::any_of(project_.sources.begin(), project_.sources.end(), [](PlantSource const& source) {
                return source.kind == SourceKind::solar_thermal || source.kind == SourceKind::pv ||
                       (source.kind == SourceKind::heat_pump && source.source_side == HeatPumpSide::air);
            });
        if (settings_.weather.empty() && !settings_.demand.empty() && by_sources) {
            add(ErrorCode::value_missing, "weather",
                "is missing; sources follow the sun or the outdoor temperature",
                "Name the CSV with outdoor_temperature_c and global_irradiance_w_m2");
        }
        bool const from_file = !settings_.demand.empty();
        bool const by_outdoor = !settings_.weather.empty() && !from_file;
        // The cold week of an extension spreads what new loads take, by weather that may be supposed.
        bool const extends = !project_.extension.buildings.empty() && project_.extension.cold_week;
        bool const curves = !settings_.supply_curves.empty() || !settings_.secondary_curves.empty();
        bool const controlled = std::ranges::any_of(
            project_.controllers, [](ControllerSettings const& one) { return !one.outdoor_c.empty(); });
        if (settings_.weather.empty() && curves) {
            std::string const which = settings_.supply_curves.empty() ? "secondary_curves" : "supply_curves";
            add(ErrorCode::value_missing, "weather",
                fmt::format("is missing; {} follow the outdoor temperature", which),
                fmt::format("Name the CSV with outdoor_temperature_c, or remove {}", which));
        }
        if (from_file && !settings_.weather.empty() && !curves && !controlled && !by_sources && !extends) {
            add(ErrorCode::values_conflict, "weather",
                "has no effect: demand is a file and nothing has a curve by outdoor temperature",
                "Remove it, or give supply_curves, or outdoor_c of a controller");
        }
        std::array<std::pair<std::string_view, bool>, 3> const of_outdoor{
            {{"heating_threshold_c", settings_.heating_threshold_c != usual.heating_threshold_c},
             {"annual_degree_days_kd", settings_.annual_degree_days_kd.has_value()},
             {"hot_water_share", settings_.hot_water_share != usual.hot_water_share}}};
        for (auto const& [field, given] : of_outdoor) {
            if (given && !by_outdoor && !extends) {
                add(ErrorCode::values_conflict, field,
                    from_file ? "has no effect: demand is a file" : "has no effect without weather",
                    "Remove it");
            }
        }
        bool const by_clock = std::ranges::any_of(project_.controllers, [](ControllerSettings const& one) {
            return one.from_hour || one.discharge_from_hour;
        });
        std::array<std::pair<std::string_view, bool>, 4> const of_time{
            {{"weather_year", settings_.weather_year != usual.weather_year},
             {"shapes", !settings_.shapes.empty()},
             {"time_zone_offset_h", settings_.time_zone_offset_h != usual.time_zone_offset_h},
             {"summer_time", settings_.summer_time != usual.summer_time}}};
        for (auto const& [field, given] : of_time) {
            bool const of_weather = field == "weather_year";
            bool const of_clock = field == "time_zone_offset_h" || field == "summer_time";
            bool const shapes = by_outdoor || extends || (of_clock && by_clock);
            if (given && (of_weather ? settings_.weather.empty() : !shapes)) {
                add(ErrorCode::values_conflict, field,
                    from_file && !of_weather ? "has no effect: demand is a file"
                                             : "has no effect without weather",
                    "Remove it");
            }
        }
        if (!settings_.time_zone.empty()) {
            for (auto const& [field, given] :
                 {std::pair{"time_zone_offset_h", settings_.time_zone_offset_h != usual.time_zone_offset_h},
                  {"summer_time", settings_.summer_time != usual.summer_time}}) {
                if (given) {
                    add(ErrorCode::values_conflict, field, "has no effect: time_zone says what clocks show",
                        "Remove one of the two");
                }
            }
        }
        if (by_outdoor) {
            check_annual_use();
        }
    }

    void check_annual_use() {
        bool const own_shares = std::all_of(
            project_.substations.begin(), project_.substations.end(), [this](Substation const& substation) {
                return substation.hot_water_share.has_value() || heated_.contains(substation.id);
            });
        if (settings_.hot_water_share != SimulationSettings{}.hot_water_share && own_shares) {
            add(ErrorCode::values_conflict, "hot_water_share",
                "has no effect: every substation has a share of its own, or a building, whose hot water is "
                "that "
                "of its substation's hot_water_share",
                "Remove it, or give the substations' hot_water_share");
        }
        for (std::size_t i = 0; i < project_.substations.size(); ++i) {
            Substation const& substation = project_.substations[i];
            bool const asks_for_rooms = heated_.contains(substation.id) && !substation.hot_water_share;
            if (!substation.annual_use_mwh && !asks_for_rooms) {
                problems_.add(ErrorCode::value_missing, Element{"substations", i, substation.id},
                              "annual_use_mwh", "is missing; the simulation's demand is made from it",
                              "Give it, or a file as demand under simulation");
            }
        }
    }

    template <class Ids>
    void unknown(std::string const& field, std::string_view kind, std::string_view id, Ids const& ids) {
        add(ErrorCode::unknown_id, field, fmt::format("there is no {} '{}'", kind, id),
            did_you_mean(nearest_name(id, ids, slip_distance(id)), fmt::format("Name a {}", kind)));
    }

    void check_curves() {
        std::set<std::string_view> seen;
        for (SupplyCurve const& curve : settings_.supply_curves) {
            std::string const place = fmt::format("supply_curves '{}'", curve.plant);
            if (!curve.plant.empty() && !plants_.contains(curve.plant)) {
                unknown(place, "plant", curve.plant, plants_);
            } else if (!curve.plant.empty() && !seen.insert(curve.plant).second) {
                add(ErrorCode::duplicate_id, place, "the plant has two curves", "Remove one of them");
            }
            if (curve.outdoor_cold_c && curve.outdoor_mild_c &&
                *curve.outdoor_cold_c >= *curve.outdoor_mild_c) {
                add(ErrorCode::values_conflict, place + " outdoor_mild_c",
                    fmt::format("{:g} is not above outdoor_cold_c, {:g}", *curve.outdoor_mild_c,
                                *curve.outdoor_cold_c),
                    "Give the colder outdoor temperature as outdoor_cold_c");
            }
        }
    }

    // What an action is about; empty: it has no element.
    [[nodiscard]] static std::string_view kind_of(EventAction action) {
        switch (action) {
        case EventAction::close:
        case EventAction::open: return "pipe, pair, valve or pump";
        case EventAction::trip:
        case EventAction::recover: return "plant or source";
        case EventAction::burst:
        case EventAction::repair: return "pipe or pair";
        case EventAction::connect:
        case EventAction::disconnect:
        case EventAction::demand: return "substation";
        case EventAction::price: return "price";
        case EventAction::weather: break;
        }
        return {};
    }
    [[nodiscard]] std::set<std::string_view> const& ids_of(EventAction action) const {
        switch (action) {
        case EventAction::trip:
        case EventAction::recover: return trippable_;
        case EventAction::burst:
        case EventAction::repair: return pipes_;
        case EventAction::connect:
        case EventAction::disconnect:
        case EventAction::demand: return substations_;
        case EventAction::price: return prices_;
        default: return closable_;
        }
    }

    void check_element(SimulationEvent const& event, std::string const& place) {
        bool const may_miss = event.action == EventAction::weather || event.action == EventAction::demand;
        if (event.element.empty()) {
            if (!may_miss) {
                add(ErrorCode::value_missing, place + " element", "is missing",
                    fmt::format("Name a {}", kind_of(event.action)));
            }
            return;
        }
        if (event.action == EventAction::weather) {
            add(ErrorCode::values_conflict, place + " element", "weather is everybody's", "Remove it");
            return;
        }
        if (ids_of(event.action).contains(event.element)) {
            return;
        }
        bool const is_closable = closable_.contains(event.element);
        if (kind_of(event.action) == kind_of(EventAction::trip) && is_closable) {
            add(ErrorCode::values_conflict, place + " action", "only plants and sources trip and recover",
                "Close or open it");
        } else if (kind_of(event.action) == kind_of(EventAction::close) &&
                   trippable_.contains(event.element)) {
            add(ErrorCode::values_conflict, place + " action",
                plants_.contains(event.element) ? "a plant is not closed or opened"
                                                : "a source is not closed or opened",
                "Let it trip and recover");
        } else {
            unknown(place, kind_of(event.action), event.element, ids_of(event.action));
        }
    }

    // A field that belongs to one action: must be there with it, and has no effect with others.
    void check_field(SimulationEvent const& event, std::string const& place, std::string_view field,
                     bool given, EventAction action, std::string_view word, std::string_view advice) {
        if (event.action == action && !given) {
            add(ErrorCode::value_missing, fmt::format("{} {}", place, field), "is missing",
                std::string{advice});
        } else if (event.action != action && given) {
            add(ErrorCode::values_conflict, fmt::format("{} {}", place, field),
                fmt::format("has an effect with action {} only", word), "Remove it");
        }
    }

    void check_price_event(SimulationEvent const& event, std::string const& place) {
        PriceSettings const& prices = project_.prices;
        bool const is_given = event.element == "gas" ? prices.gas_per_mwh.has_value()
                              : event.element == "electricity_import"
                                  ? prices.electricity_import_per_mwh || !prices.file.empty()
                                  : prices.electricity_export_per_mwh || !prices.file.empty();
        if (prices_.contains(event.element) && !is_given) {
            add(ErrorCode::values_conflict, place + " element",
                fmt::format("'{}' has no price that could change", event.element),
                fmt::format("Give {}_per_mwh under prices", event.element));
        }
    }

    void add_time(std::string const& field, std::string const& text) {
        TimeProblem problem = time_problem(text, settings_.zone);
        add(ErrorCode::value_wrong_type, field, std::move(problem.text), std::move(problem.advice));
    }

    void check_weather_event(SimulationEvent const& event, std::string const& place) {
        std::optional<std::int64_t> const from = parse_time_stamp(event.time, settings_.zone);
        std::optional<std::int64_t> const until = parse_time_stamp(event.until, settings_.zone);
        if (!event.until.empty() && !until) {
            add_time(place + " until", event.until);
        } else if (from && until && *until <= *from) {
            add(ErrorCode::values_conflict, place + " until", "is not after time", "Give a later one");
        }
        if (settings_.weather.empty()) {
            add(ErrorCode::values_conflict, place + " action", "has no effect without weather",
                "Name the CSV with outdoor_temperature_c");
        }
    }

    void check_events() {
        for (std::size_t i = 0; i < settings_.events.size(); ++i) {
            SimulationEvent const& event = settings_.events[i];
            std::string const place = place_of_event(event, i);
            if (!event.time.empty() && !parse_time_stamp(event.time, settings_.zone)) {
                add_time(place + " time", event.time);
            }
            check_element(event, place);
            check_field(event, place, "leak_kg_s", event.leak_kg_s.has_value(), EventAction::burst, "burst",
                        "Say how much water is lost");
            if (event.action == EventAction::price) {
                check_field(event, place, "factor", event.factor.has_value(), EventAction::price, "price",
                            "Say by what the price is multiplied");
                check_price_event(event, place);
            } else {
                check_field(event, place, "factor", event.factor.has_value(), EventAction::demand,
                            "demand or price", "Say by what demand is multiplied");
            }
            check_field(event, place, "difference_k", event.difference_k.has_value(), EventAction::weather,
                        "weather", "Say by how much it is warmer");
            check_field(event, place, "until", !event.until.empty(), EventAction::weather, "weather",
                        "Say when it is over");
            if (event.action == EventAction::weather) {
                check_weather_event(event, place);
            }
        }
    }

    Project const& project_;
    SimulationSettings const& settings_;
    ProblemList& problems_;
    std::set<std::string_view> plants_, trippable_, closable_, pipes_, substations_;
    std::set<std::string_view> const prices_{priced_energies.begin(), priced_energies.end()};
    std::set<std::string_view> heated_; // substations that have a building
};

} // namespace

void check_simulation(Project const& project, ProblemList& problems) {
    SimulationCheck{project, problems}.run();
}

} // namespace saggar::detail
