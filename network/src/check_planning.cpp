// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// What an extension is planned from.

#include "given_field.hpp"
#include "problem_list.hpp"

#include "saggar/network/nearest_name.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <set>
#include <string_view>
#include <utility>

namespace saggar::detail {

namespace {

class PlanningCheck {
public:
    PlanningCheck(Project const& project, Catalogue const& catalogue, ProblemList& problems)
        : settings_{project.extension},
          money_{project.economics},
          project_{project},
          catalogue_{catalogue},
          problems_{problems} {}

    void run() {
        if (settings_.buildings.empty()) {
            check_unused();
            return;
        }
        if (project_.streets.file.empty()) {
            problems_.add(ErrorCode::value_missing, "streets", "file",
                          "is missing; pipes to the buildings of extension are laid along streets",
                          "Name a map of the streets");
        }
        check_money();
        check_catalogue();
        check_goal();
        check_security();
        check_fields();
        check_cold_week();
    }

private:
    void no_effect_without(bool given, std::string_view field, std::string_view needed) {
        if (given) {
            problems_.add(ErrorCode::values_conflict, "extension", field,
                          fmt::format("has no effect: {} is not given", needed),
                          fmt::format("Give {}, or remove it", needed));
        }
    }

    // Without a map nothing of it says anything.
    void check_unused() {
        for (Attribute<ExtensionSettings> const& attribute : attributes<ExtensionSettings>()) {
            if (attribute.name != "source") {
                no_effect_without(is_given(attribute, settings_), attribute.name, "buildings");
            }
        }
    }

    void check_cold_week() {
        if (!settings_.cold_week) {
            for (auto const& [field, given] :
                 {std::pair{"demand", !settings_.demand.empty()},
                  {"design_outdoor_temperature_c", settings_.design_outdoor_temperature_c.has_value()}}) {
                if (given) {
                    problems_.add(ErrorCode::values_conflict, "extension", field,
                                  "has no effect: cold_week is false", "Remove one of the two");
                }
            }
        } else if (settings_.design_outdoor_temperature_c && !project_.simulation.weather.empty()) {
            problems_.add(ErrorCode::values_conflict, "extension", "design_outdoor_temperature_c",
                          "has no effect: the cold week is found in the weather of simulation",
                          "Remove one of the two");
        }
    }

    // Names of attributes that nobody reads.
    void check_fields() {
        ExtensionSettings const usual;
        if (settings_.obstacles.empty()) {
            no_effect_without(settings_.crossing_cost.has_value(), "crossing_cost", "obstacles");
            no_effect_without(!settings_.obstacles_layer.empty(), "obstacles_layer", "obstacles");
            no_effect_without(settings_.crossing_cost_field != usual.crossing_cost_field,
                              "crossing_cost_field", "obstacles");
        }
        if (project_.phases.empty()) {
            for (auto const& [field, given] :
                 {std::pair{"from_year_field", settings_.from_year_field != usual.from_year_field},
                  {"likelihood_field", settings_.likelihood_field != usual.likelihood_field}}) {
                if (given) {
                    problems_.add(ErrorCode::values_conflict, "extension", field,
                                  "has no effect: the project has no phases", "Give phases, or remove it");
                }
            }
        }
    }

    void need(bool given, std::string_view section, std::string_view field, std::string_view why) {
        if (!given) {
            problems_.add(ErrorCode::value_missing, section, field, fmt::format("is missing; {}", why),
                          "Give it, with its source");
        }
    }

    void check_money() {
        need(money_.heat_price_per_mwh.has_value(), "economics", "heat_price_per_mwh",
             "an extension is valued by it");
        check_heat_cost();
        need(project_.prices.electricity_import_per_mwh || !project_.prices.file.empty(), "prices",
             "electricity_import_per_mwh",
             "an extension's pumping is valued by it, or by the mean of a file");
    }

    // Of each plant that gives heat now or in a later year: its own, or that of all.
    void check_heat_cost() {
        std::string_view const why = "an extension's heat and losses are valued by it";
        if (money_.heat_cost_per_mwh) {
            return;
        }
        auto const has_own = [](Plant const& plant) { return plant.heat_cost_per_mwh.has_value(); };
        if (std::ranges::none_of(project_.plants, has_own)) {
            need(false, "economics", "heat_cost_per_mwh", why);
            return;
        }
        for (std::size_t i = 0; i < project_.plants.size(); ++i) {
            Plant const& plant = project_.plants[i];
            if (!has_own(plant) && (plant.running || plant.service_from_year)) {
                problems_.add(ErrorCode::value_missing, Element{"plants", i, plant.id}, "heat_cost_per_mwh",
                              fmt::format("is missing, as is that of economics; {}", why),
                              "Give it, or economics.heat_cost_per_mwh for all plants without one of their "
                              "own, with its source");
            }
        }
    }

    void check_catalogue() {
        if (settings_.catalogue.empty()) {
            if (project_.connection.catalogue.empty()) {
                problems_.add(ErrorCode::value_missing, "extension", "catalogue",
                              "is missing; new pipes are sized from it",
                              "Name a family of catalogue entries, as EN253/2");
            }
            return;
        }
        if (catalogue_.family(settings_.catalogue).empty()) {
            std::set<std::string_view> families;
            for (CatalogueEntry const& entry : catalogue_.entries()) {
                families.insert(entry.family);
            }
            problems_.add(
                ErrorCode::unknown_id, "extension", "catalogue",
                fmt::format("the pipe catalogue has no family '{}'", settings_.catalogue),
                did_you_mean(nearest_name(settings_.catalogue, families, slip_distance(settings_.catalogue)),
                             "Name a family, as EN253/2, not an entry"));
        }
    }

    void check_goal() {
        bool const budgeted =
            settings_.goal == ExtensionGoal::most_heat || settings_.goal == ExtensionGoal::most_carbon;
        if (budgeted) {
            need(settings_.budget.has_value(), "extension", "budget", "this goal is reached under a budget");
        } else if (settings_.budget) {
            problems_.add(ErrorCode::values_conflict, "extension", "budget", "has no effect with this goal",
                          "Remove it, or set goal to most_heat or most_carbon");
        }
        if (settings_.goal == ExtensionGoal::most_carbon) {
            need(money_.heat_carbon_kg_per_mwh.has_value(), "economics", "heat_carbon_kg_per_mwh",
                 "goal most_carbon compares with it");
            need(money_.counterfactual_carbon_kg_per_mwh.has_value(), "economics",
                 "counterfactual_carbon_kg_per_mwh", "goal most_carbon compares with it");
        }
    }

    void check_security() {
        if (settings_.security_share.value_or(0.0) > 0.0) {
            return;
        }
        std::string_view const needed = "a security_share above 0";
        no_effect_without(settings_.security_minimum_peak_kw > 0.0, "security_minimum_peak_kw", needed);
        no_effect_without(!settings_.secure_loads.empty(), "secure_loads", needed);
        no_effect_without(settings_.security_maximum_cost_per_kw.has_value(), "security_maximum_cost_per_kw",
                          needed);
    }

    ExtensionSettings const& settings_;
    EconomicSettings const& money_;
    Project const& project_;
    Catalogue const& catalogue_;
    ProblemList& problems_;
};

} // namespace

void check_planning(Project const& project, Catalogue const& catalogue, ProblemList& problems) {
    PlanningCheck{project, catalogue, problems}.run();
}

} // namespace saggar::detail
