// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// Settings of the project that need or exclude each other, and operating points: that the elements which they
// change are there and heed the change.

#include "saggar/network/nearest_name.hpp"

#include "problem_list.hpp"

#include <fmt/format.h>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace saggar::detail {

namespace {

class SettingsCheck {
public:
    SettingsCheck(Project const& project, Catalogue const& catalogue, ProblemList& problems)
        : project_{project}, catalogue_{catalogue}, problems_{problems} {}

    void run() {
        if (project_.schema_version != Project::supported_schema_version) {
            problems_.add(ErrorCode::schema_version_unsupported, "schema_version", "",
                          fmt::format("{} is not supported", project_.schema_version),
                          fmt::format("This program reads version {}", Project::supported_schema_version));
        }
        check_fluid();
        check_ground();
        check_design();
        check_connection();
        check_streets();
    }

private:
    void conflict(std::string_view section, std::string_view field, std::string text, std::string advice) {
        problems_.add(ErrorCode::values_conflict, section, field, std::move(text), std::move(advice));
    }

    void check_fluid() {
        FluidSettings const& fluid = project_.fluid;
        bool const constant = fluid.model == FluidModel::constant;
        struct Value {
            std::string_view field;
            bool given;
        };
        for (Value const& value : {Value{"density_kg_m3", fluid.density_kg_m3.has_value()},
                                   Value{"dynamic_viscosity_pa_s", fluid.dynamic_viscosity_pa_s.has_value()},
                                   Value{"heat_capacity_j_kgk", fluid.heat_capacity_j_kgk.has_value()},
                                   Value{"conductivity_w_mk", fluid.conductivity_w_mk.has_value()}}) {
            if (constant && !value.given) {
                problems_.add(ErrorCode::value_missing, "fluid", value.field,
                              "is missing; a fluid of model constant needs it", "Give all four values");
            } else if (!constant && value.given) {
                conflict("fluid", value.field, "has no effect: the fluid's model computes it",
                         "Remove it, or set model to constant");
            }
        }
        if (fluid.model != FluidModel::water &&
            fluid.reference_pressure_bar != FluidSettings{}.reference_pressure_bar) {
            conflict("fluid", "reference_pressure_bar", "has no effect: only model water uses it",
                     "Remove it, or set model to water");
        }
    }

    void check_ground() {
        GroundSettings const& ground = project_.ground;
        std::pair<std::string_view, bool> const wave[] = {
            {"mean_temperature_c", ground.mean_temperature_c.has_value()},
            {"amplitude_k", ground.amplitude_k.has_value()},
            {"coldest_day", ground.coldest_day.has_value()},
            {"diffusivity_m2_s", ground.diffusivity_m2_s.has_value()},
            {"day_of_year", ground.day_of_year.has_value()}};
        int given = 0;
        for (auto const& [field, is_given] : wave) {
            given += is_given ? 1 : 0;
        }
        for (auto const& [field, is_given] : wave) {
            if (given > 0 && !is_given) {
                problems_.add(ErrorCode::value_missing, "ground", field,
                              "is missing; the yearly wave of the ground needs all five of its values",
                              "Give it, or remove the other values of the wave and use temperature_c");
            }
        }
        if (given > 0 && ground.temperature_c != GroundSettings{}.temperature_c) {
            conflict("ground", "temperature_c", "has no effect beside the yearly wave",
                     "Remove it, or remove the values of the wave");
        }
    }

    void check_design() {
        DesignSettings const& design = project_.design;
        DesignSettings const usual;
        bool const cp1 =
            design.diversity == DiversityModel::cp1_2015 || design.diversity == DiversityModel::cp1_2020;
        if (design.diversity != DiversityModel::constant && design.constant_factor != usual.constant_factor) {
            conflict("design", "constant_factor", "has no effect with this diversity",
                     "Remove it, or set diversity to constant");
        }
        if (!cp1 && design.space_heating_kw_per_dwelling != usual.space_heating_kw_per_dwelling) {
            conflict("design", "space_heating_kw_per_dwelling", "has no effect with this diversity",
                     "Remove it, or set diversity to cp1_2015 or cp1_2020");
        }
        if (!cp1 && design.hot_water_kw_per_dwelling != usual.hot_water_kw_per_dwelling) {
            conflict("design", "hot_water_kw_per_dwelling", "has no effect with this diversity",
                     "Remove it, or set diversity to cp1_2015 or cp1_2020");
        }
    }

    void check_connection() {
        ConnectionSettings const& connection = project_.connection;
        if (connection.catalogue.empty()) {
            if (!project_.candidates.empty()) {
                problems_.add(ErrorCode::value_missing, "connection", "catalogue",
                              "is missing; branches to the candidates are sized from it",
                              "Name a family of catalogue entries, as EN253/2");
            }
        } else if (catalogue_.family(connection.catalogue).empty()) {
            std::set<std::string_view> families;
            for (CatalogueEntry const& entry : catalogue_.entries()) {
                families.insert(entry.family);
            }
            problems_.add(ErrorCode::unknown_id, "connection", "catalogue",
                          fmt::format("the pipe catalogue has no family '{}'", connection.catalogue),
                          did_you_mean(nearest_name(connection.catalogue, families,
                                                    slip_distance(connection.catalogue)),
                                       "Name a family, as EN253/2, not an entry"));
        }
        if (!connection.operating_point.empty()) {
            std::vector<std::string_view> points;
            for (OperatingPointData const& point : project_.operating_points) {
                if (point.id == connection.operating_point) {
                    return;
                }
                points.emplace_back(point.id);
            }
            problems_.add(ErrorCode::unknown_id, "connection", "operating_point",
                          fmt::format("there is no operating point '{}'", connection.operating_point),
                          did_you_mean(nearest_name(connection.operating_point, points,
                                                    slip_distance(connection.operating_point)),
                                       "Add it under operating_points, or remove this to judge at the peak"));
        }
    }

    void check_streets() {
        StreetSettings const& streets = project_.streets;
        if (streets.file.empty() && streets.length_factor != StreetSettings{}.length_factor) {
            conflict("streets", "length_factor", "has no effect: no file of streets is given",
                     "Give file, or remove it");
        }
        if (streets.file.empty() && streets.snap_m != StreetSettings{}.snap_m) {
            conflict("streets", "snap_m", "has no effect: no file of streets is given",
                     "Give file, or remove it");
        }
    }

    Project const& project_;
    Catalogue const& catalogue_;
    ProblemList& problems_;
};

class OperatingPointCheck {
public:
    OperatingPointCheck(Project const& project, ProblemList& problems)
        : project_{project}, problems_{problems} {
        collect(project.plants, plants_);
        collect(project.substations, substations_);
        collect(project.withdrawals, withdrawals_);
        auto const closable = [this](auto const& records) {
            for (auto const& record : records) {
                closable_.insert(record.id);
            }
        };
        closable(project.pipes);
        closable(project.pipe_pairs);
        closable(project.valves);
        closable(project.pumps);
    }

    void run() {
        for (std::size_t i = 0; i < project_.operating_points.size(); ++i) {
            point_ = &project_.operating_points[i];
            element_ = {"operating_points", i, point_->id};
            if (point_->ground_temperature_c && project_.ground.day_of_year) {
                conflict("ground_temperature_c", "has no effect beside the yearly wave of the ground",
                         "Remove it, or remove the wave's values under ground");
            }
            check_plants();
            check_substations();
            check_withdrawals();
            check_closed();
        }
    }

private:
    template <class Record>
    using ById = std::unordered_map<std::string_view, Record const*>;

    template <class Record>
    static void collect(std::vector<Record> const& records, ById<Record>& by_id) {
        by_id.reserve(records.size());
        for (Record const& record : records) {
            by_id.try_emplace(record.id, &record);
        }
    }

    void conflict(std::string_view field, std::string text, std::string advice) {
        problems_.add(ErrorCode::values_conflict, element_, field, std::move(text), std::move(advice));
    }

    template <class Names>
    void unknown(std::string_view field, std::string_view kind, std::string_view id, Names const& names,
                 std::string_view otherwise) {
        std::string_view nearest;
        if (suggestions_ > 0) { // looking through every name takes its time
            --suggestions_;
            nearest = nearest_name(id, names, slip_distance(id));
        }
        problems_.add(ErrorCode::unknown_id, element_, field, fmt::format("there is no {} '{}'", kind, id),
                      did_you_mean(nearest, otherwise));
    }

    template <class Record>
    static std::vector<std::string_view> ids(std::vector<Record> const& records) {
        std::vector<std::string_view> names;
        names.reserve(records.size());
        for (Record const& record : records) {
            names.emplace_back(record.id);
        }
        return names;
    }

    // Whether an element that is set here is there, and set once.
    template <class Record>
    Record const* settled(std::string_view field, std::string_view kind, std::string_view id,
                          ById<Record> const& by_id, std::vector<Record> const& records,
                          std::set<std::string_view>& seen) {
        if (id.empty()) {
            return nullptr; // said to be missing
        }
        auto const found = by_id.find(id);
        if (found == by_id.end()) {
            unknown(field, kind, id, ids(records), fmt::format("Name one of the {}", field));
            return nullptr;
        }
        if (!seen.insert(id).second) {
            problems_.add(ErrorCode::duplicate_id, element_, field,
                          fmt::format("{} '{}' is set twice at this point", kind, id),
                          "Put its settings together");
            return nullptr;
        }
        return found->second;
    }

    void check_plants() {
        std::set<std::string_view> seen;
        for (PlantSetting const& setting : point_->plants) {
            Plant const* const plant =
                settled("plants", "plant", setting.plant, plants_, project_.plants, seen);
            if (plant == nullptr) {
                continue;
            }
            auto const name = [&](std::string_view field) {
                return fmt::format("plants '{}' {}", setting.plant, field);
            };
            auto const only = [&](std::string_view field, bool given, bool used, std::string_view by) {
                if (given && !used) {
                    conflict(name(field), "has no effect with the plant's control",
                             fmt::format("Remove it; it belongs to control {}", by));
                }
            };
            bool const sets_difference = plant->control == PlantControl::pressure_holding ||
                                         plant->control == PlantControl::differential_pressure;
            only("heat_kw", setting.heat_kw.has_value(), plant->control == PlantControl::heat, "heat");
            only("flow_kg_s", setting.flow_kg_s.has_value(), plant->control == PlantControl::flow, "flow");
            only("differential_pressure_bar", setting.differential_pressure_bar.has_value(), sets_difference,
                 "pressure_holding or differential_pressure");
            bool const changes = setting.supply_temperature_c || setting.heat_kw || setting.flow_kg_s ||
                                 setting.differential_pressure_bar;
            if (!changes && !setting.running) {
                problems_.add(ErrorCode::value_missing, element_, fmt::format("plants '{}'", setting.plant),
                              "sets nothing", "Give what changes at this point, or remove it");
            } else if (changes && !setting.running.value_or(plant->running)) {
                conflict(fmt::format("plants '{}'", setting.plant),
                         "has no effect: the plant is out of service at this point",
                         "Set running to true, or remove the other settings");
            }
            check_limit(name("heat_kw"), setting.heat_kw, "capacity_kw", plant->capacity_kw);
            check_limit(name("flow_kg_s"), setting.flow_kg_s, "maximum_flow_kg_s", plant->maximum_flow_kg_s);
            check_limit(name("differential_pressure_bar"), setting.differential_pressure_bar,
                        "maximum_differential_pressure_bar", plant->maximum_differential_pressure_bar);
        }
    }

    void check_limit(std::string const& field, std::optional<double> const& value,
                     std::string_view limit_field, std::optional<double> const& limit) {
        if (value && limit && *value > *limit) {
            conflict(field,
                     fmt::format("{:g} is more than the plant's {}, {:g}", *value, limit_field, *limit),
                     "Correct one of the two");
        }
    }

    void check_substations() {
        std::set<std::string_view> seen;
        for (SubstationSetting const& setting : point_->substations) {
            Substation const* const substation = settled("substations", "substation", setting.substation,
                                                         substations_, project_.substations, seen);
            if (substation == nullptr) {
                continue;
            }
            if (setting.return_temperature_c &&
                substation->control != SubstationControl::return_temperature) {
                conflict(fmt::format("substations '{}' return_temperature_c", setting.substation),
                         "has no effect with the substation's control",
                         "Remove it; it belongs to control return_temperature");
            }
            if (!setting.return_temperature_c && !setting.heat_demand_kw) {
                problems_.add(ErrorCode::value_missing, element_,
                              fmt::format("substations '{}'", setting.substation), "sets nothing",
                              "Give what changes at this point, or remove it");
            }
        }
    }

    void check_withdrawals() {
        std::set<std::string_view> seen;
        for (WithdrawalSetting const& setting : point_->withdrawals) {
            (void)settled("withdrawals", "withdrawal", setting.withdrawal, withdrawals_, project_.withdrawals,
                          seen);
        }
    }

    void check_closed() {
        for (std::string const& id : point_->closed) {
            if (closable_.contains(id)) {
                continue;
            }
            if (plants_.contains(id)) {
                conflict("closed", fmt::format("'{}' is a plant, which is not closed", id),
                         fmt::format("Under plants, set running of '{}' to false", id));
            } else if (substations_.contains(id)) {
                conflict("closed", fmt::format("'{}' is a substation, which is not closed", id),
                         fmt::format("Under substations, set heat_demand_kw of '{}' to 0", id));
            } else {
                unknown("closed", "pipe, pair, valve or pump", id, closable_,
                        "Name a pipe, pair, valve or pump");
            }
        }
    }

    Project const& project_;
    ProblemList& problems_;
    ById<Plant> plants_;
    ById<Substation> substations_;
    ById<Withdrawal> withdrawals_;
    std::set<std::string_view> closable_;
    OperatingPointData const* point_{nullptr};
    Element element_;
    int suggestions_{50};
};

} // namespace

void check_settings(Project const& project, Catalogue const& catalogue, ProblemList& problems) {
    SettingsCheck{project, catalogue, problems}.run();
    OperatingPointCheck{project, problems}.run();
}

} // namespace saggar::detail
