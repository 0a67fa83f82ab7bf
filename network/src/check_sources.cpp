// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// What stands behind plants: that each kind of source has the fields it needs and no others, that plants and
// sources fit together, and that prices are there where the order of sources follows from them.

#include "saggar/network/nearest_name.hpp"
#include "saggar/network/time_span.hpp"
#include "saggar/network/time_stamp.hpp"

#include "given_field.hpp"
#include "problem_list.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <functional>
#include <map>
#include <string>
#include <utility>

namespace saggar::detail {

namespace {

constexpr unsigned gas_boiler = bit(SourceKind::gas_boiler);
constexpr unsigned electric_boiler = bit(SourceKind::electric_boiler);
constexpr unsigned waste = bit(SourceKind::energy_from_waste);
constexpr unsigned heat_pump = bit(SourceKind::heat_pump);
constexpr unsigned chp = bit(SourceKind::chp);
constexpr unsigned solar = bit(SourceKind::solar_thermal);
constexpr unsigned series = bit(SourceKind::series);
constexpr unsigned pv = bit(SourceKind::pv);
constexpr unsigned battery = bit(SourceKind::battery);
constexpr unsigned controlled = gas_boiler | electric_boiler | waste | heat_pump | chp;
constexpr unsigned heats = controlled | solar | series;

constexpr unsigned fixed = bit(HeatPumpSide::fixed);
constexpr unsigned data_centre = bit(HeatPumpSide::data_centre);
constexpr unsigned mine_water = bit(HeatPumpSide::mine_water);
constexpr unsigned air = bit(HeatPumpSide::air);
constexpr unsigned any_side = fixed | data_centre | mine_water | air;

// Which kinds use a field and which must give it; of heat pumps, which source sides.
struct Use {
    std::string_view field;
    unsigned kinds;
    unsigned needed{0};
    unsigned sides{any_side};
    unsigned sides_needed{0};
};

constexpr std::array uses{
    Use{"merit_order", heats},
    Use{"maximum_heat_kw", heats, controlled},
    Use{"minimum_heat_kw", controlled},
    Use{"minimum_run_hours", controlled},
    Use{"minimum_stop_hours", controlled},
    Use{"lines", controlled},
    Use{"outages", heats},
    Use{"efficiency", gas_boiler | electric_boiler | chp | battery, gas_boiler | chp},
    Use{"electric_efficiency", chp, chp},
    Use{"z_temperature_c", waste},
    Use{"z_factor", waste, waste},
    Use{"refrigerant", heat_pump},
    Use{"isentropic_efficiency", heat_pump},
    Use{"pinch_point_k", heat_pump},
    Use{"part_load_coefficient", heat_pump},
    Use{"maximum_electricity_kw", heat_pump},
    Use{"source_side", heat_pump},
    Use{"source_temperature_c", heat_pump, 0, fixed | data_centre | mine_water, fixed | mine_water},
    Use{"source_drop_k", heat_pump, 0, any_side, fixed | mine_water},
    Use{"source_flow_kg_s", heat_pump, 0, fixed | mine_water, mine_water},
    Use{"source_heat_kw", heat_pump, 0, fixed | air},
    Use{"minimum_source_temperature_c", heat_pump, 0, fixed | mine_water},
    Use{"cooling", heat_pump, 0, data_centre},
    Use{"it_load_kw", heat_pump, 0, data_centre},
    Use{"recovered_share", heat_pump, 0, data_centre},
    Use{"own_use_kw", heat_pump, 0, data_centre},
    Use{"lift_m", heat_pump, 0, mine_water, mine_water},
    Use{"well_pump_efficiency", heat_pump, 0, mine_water},
    Use{"depletion_k_per_gwh", heat_pump, 0, mine_water},
    Use{"recovery_years", heat_pump, 0, mine_water},
    Use{"collector_area_m2", solar, solar},
    Use{"optical_efficiency", solar, solar},
    Use{"loss_a1_w_m2k", solar, solar},
    Use{"loss_a2_w_m2k2", solar},
    Use{"plane_factor", solar | pv},
    Use{"peak_kw", pv, pv},
    Use{"performance_ratio", pv},
    Use{"capacity_kwh", battery, battery},
    Use{"power_kw", battery, battery},
    Use{"file", series | heat_pump, series, data_centre},
    Use{"heat_price_per_mwh", heats},
    Use{"heat_carbon_kg_per_mwh", heats}};

class SourceCheck {
public:
    SourceCheck(Project const& project, ProblemList& problems) : project_{project}, problems_{problems} {
        for (Plant const& plant : project.plants) {
            plants_.emplace(plant.id, &plant);
        }
    }

    void run() {
        for (std::size_t i = 0; i < project_.sources.size(); ++i) {
            PlantSource const& source = project_.sources[i];
            element_ = {"sources", i, source.id};
            if (is_known_choice(source)) {
                check_plant(source.plant);
                check_fields(source);
                check_values(source);
                check_can_be_filled(source);
            }
        }
        for (std::size_t i = 0; i < project_.stores.size(); ++i) {
            element_ = {"stores", i, project_.stores[i].id};
            check_plant(project_.stores[i].plant);
            check_has_heat(project_.stores[i].plant);
            check_can_be_charged(project_.stores[i]);
        }
        check_plants();
        check_order();
        check_prices();
    }

private:
    static bool is_heat(PlantSource const& source) { return (bit(source.kind) & heats) != 0; }
    // Words out of range are said by check_values.cpp.
    static bool is_known_choice(PlantSource const& source) {
        return source.kind >= SourceKind::gas_boiler && source.kind <= SourceKind::battery &&
               source.source_side >= HeatPumpSide::fixed && source.source_side <= HeatPumpSide::air &&
               source.cooling >= DataCentreCooling::air && source.cooling <= DataCentreCooling::liquid;
    }

    void add(ErrorCode code, std::string_view field, std::string text, std::string advice) {
        problems_.add(code, element_, field, std::move(text), std::move(advice));
    }

    void check_plant(std::string const& plant) {
        if (!plant.empty() && !plants_.contains(plant)) {
            std::vector<std::string_view> ids;
            for (Plant const& each : project_.plants) {
                ids.emplace_back(each.id);
            }
            add(ErrorCode::unknown_id, "plant", fmt::format("there is no plant '{}'", plant),
                did_you_mean(nearest_name(plant, ids, slip_distance(plant)), "Name a plant"));
        }
    }

    void check_has_heat(std::string const& plant) {
        bool const heated =
            std::any_of(project_.sources.begin(), project_.sources.end(),
                        [&](auto const& each) { return each.plant == plant && is_heat(each); });
        if (plants_.contains(plant) && !heated) {
            add(ErrorCode::values_conflict, "plant",
                fmt::format("plant '{}' has no source of heat that could charge it", plant),
                "Give the plant sources, or remove the store");
        }
    }

    // A battery takes what its plant's engines and panels make beyond what is used there.
    void check_can_be_filled(PlantSource const& source) {
        if (source.kind != SourceKind::battery || !plants_.contains(source.plant)) {
            return;
        }
        bool const filled = std::ranges::any_of(project_.sources, [&](PlantSource const& each) {
            return each.plant == source.plant &&
                   (each.kind == SourceKind::pv || each.kind == SourceKind::chp);
        });
        if (!filled) {
            add(ErrorCode::values_conflict, "plant",
                fmt::format(
                    "plant '{}' has no pv and no chp, from whose electricity alone a battery is charged",
                    source.plant),
                "Give the plant one, or remove the battery");
        }
    }

    void check_can_be_charged(PlantStore const& store) {
        auto const plant = plants_.find(store.plant);
        if (plant != plants_.end() && !(store.cold_temperature_c < plant->second->supply_temperature_c)) {
            add(ErrorCode::values_conflict, "cold_temperature_c",
                fmt::format("{:g} is not below the {:g} that plant '{}' supplies: nothing could be charged",
                            store.cold_temperature_c, plant->second->supply_temperature_c, store.plant),
                "Give what comes back to the plant");
        }
    }

    void check_fields(PlantSource const& source) {
        std::string_view const kind = word_of("kind", source);
        std::string_view const side = word_of("source_side", source);
        bool const pumps = source.kind == SourceKind::heat_pump;
        if (kind.empty() || (pumps && side.empty())) {
            return;
        }
        for (Use const& use : uses) {
            auto const& attribute = attribute_named<PlantSource>(use.field);
            bool const given = is_given(attribute, source);
            bool const of_kind = (use.kinds & bit(source.kind)) != 0;
            bool const of_side = !pumps || (use.sides & bit(source.source_side)) != 0;
            bool const needed = (use.needed & bit(source.kind)) != 0 ||
                                (pumps && (use.sides_needed & bit(source.source_side)) != 0);
            if (given && !of_kind) {
                add(ErrorCode::values_conflict, use.field, fmt::format("has no effect: kind is {}", kind),
                    "Remove it, or change the kind");
            } else if (given && !of_side) {
                add(ErrorCode::values_conflict, use.field,
                    fmt::format("has no effect: source_side is {}", side),
                    "Remove it, or change source_side");
            } else if (!given && needed) {
                add(ErrorCode::value_missing, use.field,
                    pumps && (use.needed & heat_pump) == 0
                        ? fmt::format("is missing; a heat_pump on {} needs it", side)
                        : fmt::format("is missing; {} needs it", kind),
                    fmt::format("Meaning: {}", attribute.text));
            }
        }
    }

    void check_values(PlantSource const& source) {
        if (source.maximum_heat_kw && source.minimum_heat_kw > *source.maximum_heat_kw) {
            add(ErrorCode::values_conflict, "minimum_heat_kw",
                fmt::format("{:g} is above maximum_heat_kw, {:g}", source.minimum_heat_kw,
                            *source.maximum_heat_kw),
                "Give the least heat that it runs at");
        }
        if (source.efficiency && source.electric_efficiency && source.kind == SourceKind::chp &&
            *source.efficiency + *source.electric_efficiency > 1.0) {
            add(ErrorCode::values_conflict, "electric_efficiency",
                fmt::format("{:g} and efficiency, {:g}, give more than the fuel has",
                            *source.electric_efficiency, *source.efficiency),
                "Give parts of the fuel's gross calorific value");
        }
        check_z(source);
        check_source_side(source);
        for (std::string const& outage : source.outages) {
            if (!parse_time_span(outage, project_.simulation.zone)) {
                add_outage(outage);
            }
        }
    }

    void add_outage(std::string const& outage) {
        TimeZone const& zone = project_.simulation.zone;
        std::size_t const bar = outage.find('/');
        for (std::string const& end :
             {outage.substr(0, bar), outage.substr(std::min(bar, outage.size() - 1) + 1)}) {
            std::optional<TimeZone::Moment> const moment = time_moment(end, zone);
            if (moment && moment->shown != TimeZone::Shown::once) {
                TimeProblem problem = time_problem(end, zone);
                add(ErrorCode::value_wrong_type, "outages", std::move(problem.text),
                    std::move(problem.advice));
                return;
            }
        }
        add(ErrorCode::value_wrong_type, "outages",
            fmt::format("'{}' is no length of time that begins before it ends", outage),
            "Write it as 2025-05-01/2025-05-15");
    }

    void check_z(PlantSource const& source) {
        std::vector<double> const& at = source.z_temperature_c;
        if (at.size() != source.z_factor.size() && !(at.empty() && source.z_factor.size() == 1) &&
            source.kind == SourceKind::energy_from_waste) {
            add(ErrorCode::values_conflict, "z_temperature_c",
                fmt::format("{} temperatures for {} of z_factor", at.size(), source.z_factor.size()),
                "Give as many of both, or a single z_factor alone");
        }
        if (std::adjacent_find(at.begin(), at.end(), std::greater_equal<>{}) != at.end()) {
            add(ErrorCode::values_conflict, "z_temperature_c", "the temperatures do not rise",
                "Sort them, and the factors with them");
        } else if (auto const rise = std::ranges::adjacent_find(source.z_factor, std::less<>{});
                   rise != source.z_factor.end() && at.size() == source.z_factor.size()) {
            add(ErrorCode::values_conflict, "z_factor",
                fmt::format("rises from {:g} to {:g}: hotter heat would cost less of the turbine's power",
                            *rise, *std::next(rise)),
                "Give heat per unit of power that is lost, which falls as the supply gets hotter");
        }
    }

    void check_source_side(PlantSource const& source) {
        if (source.kind != SourceKind::heat_pump) {
            return;
        }
        if (source.source_temperature_c && source.minimum_source_temperature_c &&
            *source.minimum_source_temperature_c >= *source.source_temperature_c) {
            add(ErrorCode::values_conflict, "minimum_source_temperature_c",
                fmt::format("{:g} is not below source_temperature_c, {:g}",
                            *source.minimum_source_temperature_c, *source.source_temperature_c),
                "Nothing could be drawn from the source");
        }
        if (source.source_side == HeatPumpSide::data_centre) {
            if (source.file.empty() && !source.it_load_kw) {
                add(ErrorCode::value_missing, "it_load_kw", "is missing; a data centre needs it, or a file",
                    "Give the electricity of its computers");
            }
            if (!source.file.empty() && (source.it_load_kw || source.own_use_kw != 0.0)) {
                add(ErrorCode::values_conflict, source.it_load_kw ? "it_load_kw" : "own_use_kw",
                    "has no effect: the file gives it", "Remove one of the two");
            }
        }
        if (source.recovery_years && source.depletion_k_per_gwh == 0.0) {
            add(ErrorCode::values_conflict, "recovery_years", "has no effect without depletion_k_per_gwh",
                "Remove it, or give depletion_k_per_gwh");
        }
    }

    // What plants have that sources take the place of.
    void check_plants() {
        for (std::size_t i = 0; i < project_.plants.size(); ++i) {
            Plant const& plant = project_.plants[i];
            auto const of_plant = [&](PlantSource const& each) { return each.plant == plant.id; };
            if (std::none_of(project_.sources.begin(), project_.sources.end(), of_plant)) {
                continue;
            }
            element_ = {"plants", i, plant.id};
            if (std::none_of(project_.sources.begin(), project_.sources.end(),
                             [&](auto const& each) { return of_plant(each) && is_heat(each); })) {
                add(ErrorCode::values_conflict, "id",
                    "has electricity behind its meter and no source of heat",
                    "Give the plant a source of heat");
            }
            if (plant.control == PlantControl::flow || plant.control == PlantControl::differential_pressure) {
                add(ErrorCode::values_conflict, "control",
                    "nothing says how much heat its sources give; that is so for pressure_holding and heat",
                    "Change the control, or remove the sources");
            }
        }
    }

    void check_order() {
        std::size_t ordered = 0;
        std::size_t heating = 0;
        for (PlantSource const& source : project_.sources) {
            heating += is_heat(source) ? 1 : 0;
            ordered += is_heat(source) && source.merit_order ? 1 : 0;
        }
        if (ordered == 0 || ordered == heating) {
            by_cost_ = ordered == 0;
            return;
        }
        by_cost_ = false;
        for (std::size_t i = 0; i < project_.sources.size(); ++i) {
            PlantSource const& source = project_.sources[i];
            if (is_heat(source) && !source.merit_order) {
                element_ = {"sources", i, source.id};
                add(ErrorCode::value_missing, "merit_order", "is missing; other sources have one",
                    "Give it to all sources of heat, or to none: then cost decides");
            }
        }
    }

    void check_prices() {
        PriceSettings const& prices = project_.prices;
        auto const need = [&](std::string_view field, bool given, bool PriceNeeds::*what) {
            bool const needed =
                std::any_of(project_.sources.begin(), project_.sources.end(), [&](PlantSource const& each) {
                    return is_heat(each) && price_needs(each.kind).*what;
                });
            if (!given && needed) {
                problems_.add(
                    ErrorCode::value_missing, "prices", field,
                    "is missing; sources run in the order of what their heat costs",
                    "Give it, or merit_order for every source of heat, or their order as sources of a "
                    "cascade");
            }
        };
        bool const in_time = !prices.file.empty();
        bool const in_cascade = std::any_of(
            project_.controllers.begin(), project_.controllers.end(), [](ControllerSettings const& each) {
                return each.kind == ControllerKind::cascade && !each.sources.empty();
            });
        if (by_cost_ && !in_cascade) {
            need("gas_per_mwh", prices.gas_per_mwh.has_value(), &PriceNeeds::gas);
            need("electricity_import_per_mwh", in_time || prices.electricity_import_per_mwh,
                 &PriceNeeds::bought);
            need("electricity_export_per_mwh", in_time || prices.electricity_export_per_mwh,
                 &PriceNeeds::sold);
        }
        bool const any_carbon =
            in_time || prices.electricity_carbon_kg_per_mwh || prices.gas_carbon_kg_per_mwh ||
            std::any_of(project_.sources.begin(), project_.sources.end(),
                        [](auto const& each) { return each.heat_carbon_kg_per_mwh != 0.0; });
        if (prices.carbon_per_t != 0.0 && !any_carbon) {
            problems_.add(ErrorCode::values_conflict, "prices", "carbon_per_t",
                          "has no effect: nothing says what is emitted", "Remove it, or give carbon factors");
        }
        if (in_time && (prices.electricity_import_per_mwh || prices.electricity_export_per_mwh ||
                        prices.electricity_carbon_kg_per_mwh)) {
            problems_.add(ErrorCode::values_conflict, "prices", "file",
                          "gives the prices and the carbon of electricity, which are given here too",
                          "Remove the values, or the file");
        }
    }

    Project const& project_;
    ProblemList& problems_;
    std::map<std::string_view, Plant const*> plants_;
    Element element_{};
    bool by_cost_{true};
};

} // namespace

void check_sources(Project const& project, ProblemList& problems) {
    SourceCheck{project, problems}.run();
}

} // namespace saggar::detail
