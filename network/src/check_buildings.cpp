// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// Buildings behind substations, and what has no effect where a simulation's demand is a file.

#include "saggar/network/nearest_name.hpp"

#include "problem_list.hpp"

#include <array>
#include <fmt/format.h>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>

namespace saggar::detail {

namespace {

class BuildingCheck {
public:
    BuildingCheck(Project const& project, ProblemList& problems) : project_{project}, problems_{problems} {}

    void run() {
        check_buildings();
        check_curves();
        if (!project_.simulation.demand.empty()) {
            refuse_shapes();
        }
    }

private:
    // Beside a file of demand.
    void refuse_shapes() {
        for (std::size_t i = 0; i < project_.substations.size(); ++i) {
            Substation const& substation = project_.substations[i];
            std::array<std::pair<std::string_view, bool>, 3> const fields{
                {{"demand_shape", !substation.demand_shape.empty()},
                 {"hot_water_share", substation.hot_water_share.has_value()},
                 {"hot_water_shape", !substation.hot_water_shape.empty()}}};
            for (auto const& [field, given] : fields) {
                if (given) {
                    problems_.add(ErrorCode::values_conflict, Element{"substations", i, substation.id}, field,
                                  "has no effect: the simulation's demand is a file", "Remove it");
                }
            }
        }
        for (std::size_t i = 0; i < project_.buildings.size(); ++i) {
            problems_.add(ErrorCode::values_conflict, Element{"buildings", i, project_.buildings[i].id},
                          "substation", "has no effect: the simulation's demand is a file",
                          "Remove the building, or the simulation's demand");
        }
    }

    void check_buildings() {
        std::map<std::string_view, std::size_t> substations;
        for (std::size_t i = 0; i < project_.substations.size(); ++i) {
            substations.emplace(project_.substations[i].id, i);
        }
        for (std::size_t i = 0; i < project_.buildings.size(); ++i) {
            Building const& building = project_.buildings[i];
            auto const at = [&](ErrorCode code, std::string_view field, std::string text,
                                std::string advice) {
                problems_.add(code, Element{"buildings", i, building.id}, field, std::move(text),
                              std::move(advice));
            };
            check_building(building, at);
            auto const found = substations.find(building.substation);
            if (building.substation.empty()) {
                continue; // said to be missing
            }
            if (found == substations.end()) {
                std::set<std::string_view> ids;
                for (auto const& [id, position] : substations) {
                    ids.insert(id);
                }
                at(ErrorCode::unknown_id, "substation",
                   fmt::format("there is no substation '{}'", building.substation),
                   did_you_mean(nearest_name(building.substation, ids, slip_distance(building.substation)),
                                "Name a substation"));
                continue;
            }
            Substation const& substation = project_.substations[found->second];
            if (auto const [first, is_new] = heated_.emplace(building.substation, i); !is_new) {
                at(ErrorCode::duplicate_id, "substation",
                   fmt::format("'{}' heats '{}' already", building.substation,
                               project_.buildings[first->second].id),
                   "Give each substation one building");
            } else if (!substation.demand_shape.empty()) {
                at(ErrorCode::values_conflict, "substation",
                   fmt::format("'{}' has a demand_shape, and the building says what it asks for",
                               building.substation),
                   "Remove one of the two");
            }
        }
    }

    void check_curves() {
        std::map<std::string_view, SubstationControl> controls;
        std::set<std::string_view> ids, seen;
        for (Substation const& substation : project_.substations) {
            controls.emplace(substation.id, substation.control);
            ids.insert(substation.id);
        }
        for (SecondaryCurve const& curve : project_.simulation.secondary_curves) {
            std::string const place = fmt::format("secondary_curves '{}'", curve.substation);
            auto const at = [&](ErrorCode code, std::string const& field, std::string text,
                                std::string advice) {
                problems_.add(code, "simulation", place + field, std::move(text), std::move(advice));
            };
            auto const found = controls.find(curve.substation);
            if (!curve.substation.empty() && found == controls.end()) {
                at(ErrorCode::unknown_id, "", fmt::format("there is no substation '{}'", curve.substation),
                   did_you_mean(nearest_name(curve.substation, ids, slip_distance(curve.substation)),
                                "Name a substation"));
            } else if (!curve.substation.empty() && !seen.insert(curve.substation).second) {
                at(ErrorCode::duplicate_id, "", "the substation has two curves", "Remove one of them");
            } else if (found != controls.end() && found->second != SubstationControl::heat_exchanger) {
                at(ErrorCode::values_conflict, "",
                   "has no effect: the substation's control is not heat_exchanger",
                   "Remove the curve, or change the control");
            }
            if (curve.outdoor_cold_c && curve.outdoor_mild_c &&
                *curve.outdoor_cold_c >= *curve.outdoor_mild_c) {
                at(ErrorCode::values_conflict, " outdoor_mild_c",
                   fmt::format("{:g} is not above outdoor_cold_c, {:g}", *curve.outdoor_mild_c,
                               *curve.outdoor_cold_c),
                   "Give the colder outdoor temperature as outdoor_cold_c");
            }
            for (auto const& [field, supply, back] :
                 {std::tuple{" return_cold_c", curve.supply_cold_c, curve.return_cold_c},
                  std::tuple{" return_mild_c", curve.supply_mild_c, curve.return_mild_c}}) {
                if (supply && back && *back >= *supply) {
                    at(ErrorCode::values_conflict, field,
                       fmt::format("{:g} degC is not below the supply of {:g} degC", *back, *supply),
                       "The building's circuit must leave the exchanger warmer than it enters");
                }
            }
        }
    }

    template <class At>
    void check_building(Building const& building, At const& at) {
        if (building.time_constant_h.has_value() == building.heat_capacity_kwh_k.has_value()) {
            at(building.time_constant_h ? ErrorCode::values_conflict : ErrorCode::value_missing,
               "time_constant_h",
               building.time_constant_h ? "is given beside heat_capacity_kwh_k"
                                        : "is missing, and so is heat_capacity_kwh_k",
               "Give one of the two");
        }
        if ((building.structure_share > 0.0) != building.structure_coupling_w_k.has_value()) {
            at(building.structure_share > 0.0 ? ErrorCode::value_missing : ErrorCode::values_conflict,
               "structure_coupling_w_k",
               building.structure_share > 0.0 ? "is missing; structure_share needs it"
                                              : "has no effect without structure_share",
               building.structure_share > 0.0 ? "Give 9.1 W/K for each m2 of the structure's surface"
                                              : "Remove it, or give structure_share");
        }
        bool const sets_back = building.setback_c.has_value();
        for (auto const& [field, hour] : {std::pair{"setback_from_h", building.setback_from_h},
                                          std::pair{"setback_to_h", building.setback_to_h}}) {
            if (hour.has_value() != sets_back) {
                at(sets_back ? ErrorCode::value_missing : ErrorCode::values_conflict, field,
                   sets_back ? "is missing; setback_c needs it" : "has no effect without setback_c",
                   sets_back ? "Give the hour of the local clock" : "Remove it, or give setback_c");
            }
        }
        if (sets_back && *building.setback_c >= building.set_point_c) {
            at(ErrorCode::values_conflict, "setback_c",
               fmt::format("{:g} is not below set_point_c, {:g}", *building.setback_c, building.set_point_c),
               "Give a lower one, or none");
        }
        if (sets_back && building.setback_from_h && building.setback_from_h == building.setback_to_h) {
            at(ErrorCode::values_conflict, "setback_to_h", "is setback_from_h: the setback has no length",
               "Give a later hour");
        }
    }

    Project const& project_;
    ProblemList& problems_;
    std::map<std::string_view, std::size_t> heated_; // substations by their building
};

} // namespace

void check_buildings(Project const& project, ProblemList& problems) {
    BuildingCheck{project, problems}.run();
}

} // namespace saggar::detail
