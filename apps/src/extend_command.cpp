// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "commands.hpp"
#include "extendable_project.hpp"
#include "money.hpp"
#include "option_time.hpp"
#include "print_cold_week.hpp"
#include "print_security.hpp"
#include "resumable_work.hpp"
#include "terminal.hpp"
#include "text_tables.hpp"

#include "saggar/controllers/make_controllers.hpp"
#include "saggar/io/cold_week.hpp"
#include "saggar/io/demand_benchmarks.hpp"
#include "saggar/io/district_map.hpp"
#include "saggar/io/extension_results.hpp"
#include "saggar/io/project_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>
#include <string>
#include <utility>

namespace saggar::app {

namespace {

void print_problem(Project const& project, DistrictMap const& map, ExtensionProblem const& problem) {
    double streets_m = 0.0;
    for (ExtensionWay const& way : problem.ways) {
        streets_m += way.kind == WayKind::street ? way.length_m : 0.0;
    }
    double use = 0.0;
    double peak = 0.0;
    for (ExtensionLoad const& load : problem.loads) {
        use += load.demand.annual_use_mwh;
        peak += load.demand.peak_kw;
    }
    fmt::print("{} of {} can be reached: {:.0f} MWh a year, {:.0f} kW of peaks; {:.1f} km of streets\n",
               problem.loads.size(),
               counted(map.buildings.size() + map.unusable_buildings.size(), "building", "buildings"), use,
               peak, streets_m * 1e-3);
    TextTable plants{{"plant", ">to spare kW"}};
    for (std::size_t i = 0; i < project.plants.size(); ++i) {
        double const spare = problem.plant_spare_w[i];
        plants.add({project.plants[i].id, problem.plant_place[i] < 0 ? "has no position"
                                          : std::isinf(spare)        ? "not limited"
                                                                     : fmt::format("{:.0f}", spare * 1e-3)});
    }
    fmt::print("{}", plants.text());
}

// Under a budget routes are sought for heat or carbon of a year, else for money.
std::string reached_by_routes(ExtensionGoal goal, double value, std::string const& currency) {
    switch (goal) {
    case ExtensionGoal::most_heat: return money(value) + " MWh of heat a year";
    case ExtensionGoal::most_carbon:
        return money(value) + " t of CO2 a year (without what pipes in streets lose and pumps draw)";
    case ExtensionGoal::largest_value:
    case ExtensionGoal::all_loads: break;
    }
    return fmt::format("worth {} {}", currency, money(value));
}

bool costs_by_plant(Project const& project) {
    return std::ranges::any_of(project.plants, [&](Plant const& plant) {
        return heat_cost_per_mwh(project, plant) != heat_cost_per_mwh(project, project.plants.front());
    });
}

// Which plant gives how much of the year's heat, where there is more than one.
void print_heat(HeatOfYear const& heat, std::string const& currency) {
    TextTable table{{"heat of a year", ">MWh", ">" + currency + "/MWh", ">" + currency, ">% of its network"}};
    std::size_t rows = 0;
    for (PlantHeat const& plant : heat.plants) {
        if (plant.heat_mwh() > 0.0) {
            table.add({plant.plant, fmt::format("{:.0f}", plant.heat_mwh()),
                       fmt::format("{:.2f}", plant.cost_per_mwh), money(plant.cost()),
                       fmt::format("{:.1f}", plant.share * 1e2)});
            ++rows;
        }
    }
    if (rows > 1) {
        fmt::print("{}\n", table.text());
    }
    if (!heat.too_small.empty()) {
        constexpr std::size_t most_named = 5;
        std::vector<std::string> named = heat.too_small;
        std::string const more =
            named.size() > most_named ? fmt::format(" and {} more", named.size() - most_named) : "";
        named.resize(std::min(named.size(), most_named));
        fmt::print(
            "At part of the load cheap plants give less than they could (by_cost in plan_heat.csv): {}{} "
            "would be too small.\n\n",
            fmt::join(named, ", "), more);
    }
}

// What the routes' gap is a gap of, and how what the solver finds stands to their bound.
void print_proof(ExtensionResults const& results) {
    ExtensionPlan const& plan = *results.plan;
    std::string const currency = sign_of(results.project.currency);
    ExtensionGoal const goal = results.project.extension.goal;
    fmt::print("Routes: {} in the model, proven within {} % of the best there can be in it.\n",
               reached_by_routes(goal, plan.topology.value, currency),
               std::isfinite(plan.topology.gap) ? fmt::format("{:.2g}", plan.topology.gap * 1e2) : "?");
    bool const of_money = goal == ExtensionGoal::largest_value || goal == ExtensionGoal::all_loads;
    if (of_money && std::isfinite(plan.topology.bound)) {
        double const gap = plan.confirmed_gap();
        fmt::print(
            "Routes: no plan of the model is worth more than {} {}; this one, confirmed, is worth {:.2g} % "
            "{}. What the solver may find of another plan the model does not bound{}.\n",
            currency, money(plan.topology.bound), std::abs(gap) * 1e2, gap < 0.0 ? "more" : "less",
            costs_by_plant(results.project)
                ? ": it prices a plant's heat by hours of full load that are the same for all"
                : "");
    }
}

void print_plan(ExtensionResults const& results) {
    ExtensionPlan const& plan = *results.plan;
    std::string const currency = sign_of(results.project.currency);
    double length = 0.0;
    double larger = 0.0;
    double crossings = 0.0;
    std::map<std::string, std::pair<double, double>> by_entry; // metres, capital without crossings
    for (ExtensionPipe const& pipe : plan.pipes) {
        auto const sized = std::ranges::find(plan.sizing.pipes, pipe.pair, &SizingPipe::id);
        (pipe.reinforced ? larger : length) += sized->length_m;
        auto& [metres, capital] = by_entry[pipe.entry];
        metres += sized->length_m;
        capital += pipe.capital - pipe.crossing_cost;
        crossings += pipe.crossing_cost;
    }
    fmt::print("{} {}: {:.0f} MWh a year, {:.0f} kW of peaks, by {:.2f} km of new pipe{}\n",
               counted(plan.topology.connected.size(), "building", "buildings"),
               plan.topology.connected.size() == 1 ? "connects" : "connect", plan.annual_use_mwh,
               plan.peak_w * 1e-3, length * 1e-3,
               larger > 0.0 ? fmt::format(" and {:.2f} km made larger", larger * 1e-3) : "");
    TextTable sizes{{"pipe", ">m", ">capital " + currency}};
    for (auto const& [entry, sums] : by_entry) {
        sizes.add({entry, fmt::format("{:.0f}", sums.first), money(sums.second)});
    }
    if (crossings > 0.0) {
        sizes.add({"crossings", "", money(crossings)});
    }
    fmt::print("\n{}\n", sizes.text());
    TextTable items{
        {"present value over " + fmt::format("{:g} years", results.project.economics.lifetime_years),
         ">" + currency}};
    for (MoneyItem const& item : money_items(results)) {
        items.add({item.title, money(item.amount)});
    }
    fmt::print("{}\n", items.text());
    print_heat(plan.money.heat, currency);
    print_proof(results);
    if (plan.carbon_saved_t != 0.0) {
        fmt::print("CO2: {} t a year less; {}.\n", money(plan.carbon_saved_t),
                   results.project.prices.electricity_carbon_kg_per_mwh
                       ? "what pipes lose and pumps draw is counted"
                       : "what pipes lose is counted, what pumps draw not: "
                         "prices.electricity_carbon_kg_per_mwh is not given as one number");
    }
    for (ExtensionPipe const& pipe : plan.pipes) {
        if (pipe.closes_ring) {
            fmt::print(
                "Routes: {} closes a ring over the present network; the solver says how water divides.\n",
                pipe.pair);
        }
    }
    for (std::string const& pair : plan.shut_pairs) {
        fmt::print("Routes: {} is shut, so that no water goes round with the new pipes.\n", pair);
    }
    if (plan.sizing.rule_cost) {
        double const saved =
            plan.life_cycle_factor * (plan.sizing.rule_cost->total() - plan.sizing.cost.total());
        bool const larger_for_outages = plan.security && !plan.security->enlarged.empty();
        fmt::print(
            "Sizes: confirmed by the full solver at {}; {} {} less over their life than by rule ({}){}.\n",
            counted(plan.sizing.points, "operating point", "operating points"), currency, money(saved),
            plan.sizing.best_rule,
            larger_for_outages                    ? ", both in normal service"
            : !plan.larger_for_cheap_heat.empty() ? ", before pairs were made larger for cheap heat"
                                                  : "");
    }
    if (!plan.larger_for_cheap_heat.empty()) {
        fmt::print("Sizes: larger than by the load, so that cheap plants give more at part of it: {}.\n",
                   fmt::join(plan.larger_for_cheap_heat, ", "));
    }
    for (std::string const& change : plan.plant_changes) {
        fmt::print("Plants: {}.\n", change);
    }
    for (std::string const& why : plan.contradicted) {
        fmt::print("An earlier plan was not confirmed: {}\n", why);
    }
    for (std::string const& assumption : results.problem.assumptions) {
        fmt::print("Assumed: {}.\n", assumption);
    }
}

} // namespace

int run_extend(CommonOptions const& common, ExtendOptions const& options) {
    if (options.dry_run && options.resume) {
        throw Error{
            {option_problem(ErrorCode::values_conflict, "--resume",
                            "goes on with a plan, and --dry-run makes none", "Leave one of the two out")}};
    }
    Catalogue catalogue;
    Project const project = read_extendable(common.project, catalogue);
    refuse_own_folder(project, options.out);
    DistrictMap const map = read_district_map(project);
    ExtensionProblem const problem =
        make_extension_problem(project, catalogue, map, read_demand_benchmarks(project));
    ColdWeekOf week_of;
    if (project.extension.cold_week && !options.without_cold_week) {
        week_of = read_cold_week(project, map, problem);
    }
    bool const table = common.format != "json";
    if (table && !common.quiet) {
        print_problem(project, map, problem);
        print_findings(problem.findings, common.verbose);
    }
    if (options.dry_run) {
        ExtensionResults const results{.project = project, .map = map, .problem = problem};
        if (!options.out.empty()) {
            auto const written = write_extension(results, options.out);
            if (table && !common.quiet) {
                fmt::print("The problem is drawn in {}: {}\n", options.out.string(), files_in(written));
            }
        }
        if (!table) {
            fmt::print("{}\n", extension_json(results));
        }
        return done;
    }
    ResumableWork work{"extend",
                       project,
                       options.out,
                       options.resume,
                       {{"--seconds", fmt::format("{}", options.seconds)},
                        {"--no-cold-week", options.without_cold_week ? "on" : "off"}},
                       week_of ? WorkFiles::maps_and_week : WorkFiles::maps};
    Progress progress{common.quiet};
    ExtensionOptions settings;
    settings.kept = &work.kept();
    settings.work = static_cast<std::int64_t>(options.seconds * 1e3);
    settings.threads = options.threads;
    PlanOfWeek const made =
        plan_through_cold_week(project, catalogue, map, problem, settings,
                               [&](ExtensionProgress const& now) {
                                   bool const routes = now.stage == "streets";
                                   progress.show(std::string{now.stage}, now.done,
                                                 routes ? static_cast<std::size_t>(settings.work) : now.done);
                                   return !interrupted();
                               },
                               {.week_of = week_of,
                                .make_controllers = make_controllers,
                                .go_on = [&](std::size_t done, std::size_t steps) {
                                    progress.show("hour of the cold week", done, steps);
                                    return !interrupted();
                                }});
    ExtensionPlan const& plan = made.plan;
    progress.clear();
    if (plan.status == ExtensionStatus::stopped || made.week.status == ColdWeekStatus::stopped ||
        interrupted()) {
        return work.stop();
    }
    if (plan.status != ExtensionStatus::confirmed && plan.status != ExtensionStatus::contradicted) {
        for (std::string const& why : plan.contradicted) {
            fmt::print(stderr, "a plan was not confirmed: {}\n", why);
        }
        work.finish();
        fmt::print(stderr, "no extension: {}\n", plan.diagnosis);
        return answer_is_no;
    }
    ExtensionResults const results{
        .project = project, .map = map, .problem = made.problem, .plan = &plan, .week = &made.week};
    std::vector<std::filesystem::path> written;
    if (!options.out.empty()) {
        written = write_extension(results, options.out);
    }
    work.finish();
    if (!table) {
        fmt::print("{}\n", extension_json(results));
    } else if (!common.quiet) {
        fmt::print("\n");
        print_plan(results);
        if (plan.security) {
            print_security(*plan.security, sign_of(project.currency), common.verbose);
        }
        print_cold_week(made.week, common.verbose);
        if (!written.empty()) {
            fmt::print("Results are in {}: {}\n", options.out.string(), files_in(written));
        }
    }
    return plan.status == ExtensionStatus::confirmed ? done : answer_is_no;
}

} // namespace saggar::app
