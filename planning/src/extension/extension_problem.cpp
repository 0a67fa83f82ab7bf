// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/planning/extension.hpp"

#include "joins.hpp"
#include "money.hpp"
#include "size_rows.hpp"
#include "street_problem.hpp"
#include "take_peak.hpp"

#include "../refuse.hpp"
#include "../security/secure_loads.hpp"
#include "../trial.hpp"

#include "saggar/network/catalogue_prices.hpp"
#include "saggar/network/diversity.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>
#include <string_view>
#include <utility>

namespace saggar {

namespace {

using detail::refuse;

constexpr double infinite = std::numeric_limits<double>::infinity();

void price(Project const& project, ExtensionProblem const& problem, ExtensionLoad& load) {
    EconomicSettings const& money = project.economics;
    BuildingDemand const& demand = load.demand;
    load.income = problem.present_value_factor * (detail::annual_income(money, demand) -
                                                  problem.cheapest_heat_per_mwh * demand.annual_use_mwh);
    load.connection_cost = detail::connection_cost(money, demand);
    SizeRow const& row = *detail::smallest(problem.sizes, demand.peak_kw * 1e3);
    load.service_capital = load.service_length_m * row.cost_hard_per_m + load.crossing_cost;
    load.service_cost =
        load.crossing_cost + load.service_length_m * detail::whole_life_per_m(project, row, Surface::hard,
                                                                              problem.present_value_factor);
}

class ProblemMaker {
public:
    ProblemMaker(Project const& project, Catalogue const& catalogue, DistrictMap map,
                 std::vector<DemandBenchmark> const& benchmarks)
        : project_{project}, catalogue_{catalogue}, map_{std::move(map)}, benchmarks_{benchmarks} {}

    ExtensionProblem make() {
        detail::check_secure_loads(project_, map_);
        problem_.findings = std::move(map_.findings);
        of_map_ = problem_.findings.size();
        problem_.present_value_factor = detail::present_value_factor(project_.economics);
        if (project_.extension.goal == ExtensionGoal::most_carbon &&
            detail::carbon_saved_t(project_, 1.0, 0.0, 0.0) <= 0.0) {
            refuse(
                ErrorCode::values_conflict, "economics", "heat_carbon_kg_per_mwh",
                "is not below counterfactual_carbon_kg_per_mwh: nothing is saved, and goal most_carbon has "
                "nothing to reach",
                "Correct one of them, or choose another goal");
        }
        rate();
        find_demands();
        detail::join_streets(project_, map_,
                             {.snap_m = project_.streets.snap_m,
                              .length_factor = project_.streets.length_factor,
                              .join_m = project_.extension.join_m,
                              .maximum_service_length_m = project_.extension.maximum_service_length_m},
                             problem_);
        if (std::ranges::none_of(problem_.plant_place, [](std::int32_t place) { return place >= 0; })) {
            refuse(ErrorCode::value_missing, "plants", {}, "no plant stands at a node with a position",
                   "Give the plant's node x_m and y_m");
        }
        detail::cross_obstacles(project_, map_, problem_);
        detail::drop_unreachable(map_, problem_);
        require_loads();
        solve_present();
        price_loads();
        return std::move(problem_);
    }

private:
    // A building that must connect and cannot, or none that can, ends it: with everything that stands in the
    // way. Where plants may be joined for loads of today nobody else is needed.
    void require_loads() const {
        bool const needs_some = problem_.loads.empty() && !detail::may_save_by_joining(project_);
        std::vector<Problem> problems;
        std::set<std::size_t> reached;
        for (ExtensionLoad const& load : problem_.loads) {
            reached.insert(load.building);
        }
        for (std::size_t i = 0; i < map_.buildings.size() && problems.size() < 50; ++i) {
            MapBuilding const& building = map_.buildings[i];
            bool const must = building.must_connect && !connected_.contains(i);
            if (!reached.contains(i) && (must || needs_some)) {
                problems.push_back(cannot_connect(building, must));
            }
        }
        if (needs_some && problems.empty()) {
            refuse(ErrorCode::nothing_to_solve, "extension", "buildings",
                   "no building of the map can connect", "Choose another map");
        }
        if (!problems.empty()) {
            throw Error{std::move(problems)};
        }
    }

    // What reading the map found keeps none of its buildings from connecting.
    [[nodiscard]] Problem cannot_connect(MapBuilding const& building, bool must) const {
        auto const why = std::find_if(problem_.findings.begin() + static_cast<std::ptrdiff_t>(of_map_),
                                      problem_.findings.end(), [&](MapFinding const& finding) {
                                          return finding.feature == building.id &&
                                                 (finding.kind == MapFindingKind::unusable ||
                                                  finding.kind == MapFindingKind::not_connected);
                                      });
        bool const known = why != problem_.findings.end();
        std::string const reason = known ? why->text : std::string{"it cannot be reached"};
        return {.code = ErrorCode::not_connected,
                .place = {.file = project_.extension.buildings,
                          .line = 0,
                          .component = "building",
                          .id = building.id,
                          .field = {}},
                .text = must ? "it must connect, but " + reason : reason,
                .advice = known ? why->advice : std::string{}};
    }

    // Sizes are rated between the plants' mean supply, weighted with their capacity, and the new substations'
    // return.
    void rate() {
        constexpr double unlimited_kw = 1e6;
        double weights = 0.0;
        for (Plant const& plant : project_.plants) {
            double const weight = plant.running ? plant.capacity_kw.value_or(unlimited_kw) : 0.0;
            problem_.supply_temperature_c += weight * plant.supply_temperature_c;
            weights += weight;
        }
        problem_.supply_temperature_c /= std::max(weights, 1e-9);
        if (problem_.supply_temperature_c <= 0.0) {
            refuse(ErrorCode::nothing_to_solve, "plants", "running", "no plant is running", "Let one run");
        }
        problem_.return_temperature_c = project_.extension.return_temperature_c;
        constexpr double least_drop_k = 1.0;
        if (problem_.supply_temperature_c <= problem_.return_temperature_c + least_drop_k) {
            refuse(
                ErrorCode::values_conflict, "extension", "return_temperature_c",
                fmt::format("{:g} °C is not more than {:g} K below the {:g} °C that running plants supply, "
                            "their mean by capacity",
                            problem_.return_temperature_c, least_drop_k, problem_.supply_temperature_c),
                "Lower it, or raise the plants' supply temperature");
        }
        problem_.sizes = detail::size_rows(project_, catalogue_, problem_.supply_temperature_c,
                                           problem_.return_temperature_c, problem_.unpriced);
        if (problem_.sizes.empty()) {
            refuse(ErrorCode::value_missing, "extension", "catalogue", "no entry of the family has a price",
                   how_to_price(project_));
        }
        PriceSettings const& prices = project_.prices;
        if (!prices.file.empty() && !prices.electricity_import_per_mwh && !prices.mean_of_file) {
            refuse(ErrorCode::value_missing, "prices", "electricity_import_per_mwh",
                   "is missing, and the mean of the file of prices was not read",
                   "Read it (read_mean_price)");
        }
        if (auto const& mean = prices.mean_of_file) {
            problem_.assumptions.push_back(fmt::format(
                "electricity for pumps costs {:.2f} {} per MWh, the mean of {} over its {:.0f} days",
                mean->electricity_import_per_mwh, project_.currency, project_.prices.file, mean->days));
        }
        if (prices.carbon_per_t > 0.0) {
            problem_.assumptions.emplace_back("what heat costs has the price of its carbon in it: "
                                              "prices.carbon_per_t counts nothing here");
        }
        problem_.assumptions.push_back(fmt::format("new pipes are rated between {:.1f} and {:.1f} °C",
                                                   problem_.supply_temperature_c,
                                                   problem_.return_temperature_c));
        if (!problem_.unpriced.empty()) {
            std::string names;
            for (std::string const& entry : problem_.unpriced) {
                names += (names.empty() ? "" : ", ") + entry;
            }
            problem_.assumptions.push_back("sizes without a price are not laid: " + names);
        }
    }

    void find_demands() {
        std::set<std::string, std::less<>> present;
        for (Substation const& substation : project_.substations) {
            present.insert(substation.id);
        }
        for (std::size_t i = 0; i < map_.buildings.size(); ++i) {
            MapBuilding const& building = map_.buildings[i];
            auto const like = present.lower_bound(building.id + "~");
            bool const again = like != present.end() && like->starts_with(building.id + "~");
            if (present.contains(building.id) || again) {
                connected_.insert(i);
                problem_.findings.push_back({.kind = MapFindingKind::unusable,
                                             .map = project_.extension.buildings,
                                             .feature = building.id,
                                             .text = "a substation of the network has its name",
                                             .advice = "It is connected already; if not, rename it",
                                             .at = building.at});
                continue;
            }
            auto demand =
                building_demand(building, benchmarks_, project_.extension.fuel_efficiency, project_.design);
            if (auto const* const why = std::get_if<std::string>(&demand)) {
                problem_.findings.push_back({.kind = MapFindingKind::unusable,
                                             .map = project_.extension.buildings,
                                             .feature = building.id,
                                             .text = *why,
                                             .advice = "Give it what is missing, or a benchmark of its use",
                                             .at = building.at});
                continue;
            }
            ExtensionLoad load;
            load.building = i;
            load.id = building.id;
            load.must_connect = building.must_connect;
            load.demand = std::get<BuildingDemand>(std::move(demand));
            double const largest_kw = problem_.sizes.back().capacity_w * 1e-3;
            if (load.demand.peak_kw > largest_kw) {
                problem_.findings.push_back(
                    {.kind = MapFindingKind::unusable,
                     .map = project_.extension.buildings,
                     .feature = building.id,
                     .text = fmt::format("its peak of {:.0f} kW is more than the {:.0f} kW that the largest "
                                         "pipe carries",
                                         load.demand.peak_kw, largest_kw),
                     .advice = "Check it, or choose a family with larger pipes",
                     .at = building.at});
                continue;
            }
            problem_.loads.push_back(std::move(load));
        }
    }

    // What present pipes and plants carry at the design point, and could carry.
    void solve_present() {
        problem_.plant_spare_w.assign(project_.plants.size(), infinite);
        problem_.plant_present_w.assign(project_.plants.size(), 0.0);
        for (std::size_t i = 0; i < project_.plants.size(); ++i) {
            Plant const& plant = project_.plants[i];
            double const capacity_w = 1e3 * plant.capacity_kw.value_or(infinite);
            problem_.plant_spare_w[i] = std::min(capacity_w, most_by_electricity_w(plant));
        }
        if (project_.pipe_pairs.empty()) {
            return;
        }
        Project at_design = project_;
        at_design.connection.operating_point = detail::design_point_id(project_);
        detail::Trial const trial =
            detail::solve_trial(std::move(at_design), catalogue_, std::nullopt, {}, [] { return true; });
        if (!trial.report.converged()) {
            throw Error{{.code = ErrorCode::operation_refused,
                         .place = {},
                         .text = "the present network has no solution: " + trial.report.diagnosis,
                         .advice = "See saggar solve"}};
        }
        problem_.network = trial.network;
        for (std::size_t i = 0; i < project_.plants.size(); ++i) {
            problem_.plant_present_w[i] = trial.envelope.plant_heat_w[i];
            problem_.plant_spare_w[i] =
                std::max(0.0, problem_.plant_spare_w[i] - problem_.plant_present_w[i]);
        }
        rate_present(trial);
    }

    // What the plant can give within its electricity connection, W; infinite where that does not limit its
    // heat. Each watt takes what the plant names, and what its pumps draw at the most they can do:
    //     dp / (volumetric heat of water x (supply - return) x efficiency of pumps)
    // of whose electricity alone nothing follows here: how much of it they need the solver says.
    [[nodiscard]] double most_by_electricity_w(Plant const& plant) const {
        constexpr double water_j_m3k = 4.1e6; // at 60 to 80 °C, within 1 %
        if (!plant.electricity_headroom_kw || plant.electricity_per_heat <= 0.0) {
            return infinite;
        }
        double const pumps = plant.maximum_differential_pressure_bar.value_or(0.0) * 1e5 /
                             (water_j_m3k * (problem_.supply_temperature_c - problem_.return_temperature_c) *
                              plant.pump_efficiency);
        return *plant.electricity_headroom_kw * 1e3 / (plant.electricity_per_heat + pumps);
    }

    void rate_present(detail::Trial const& trial) {
        SteadySolver const solver{trial.network};
        PipeColumns const& pipes = trial.network->pipes;
        double const drop_j_kg = solver.fluid().heat_content_j_kg(problem_.supply_temperature_c) -
                                 solver.fluid().heat_content_j_kg(problem_.return_temperature_c);
        std::vector<double> capacity(project_.pipe_pairs.size(), 0.0);
        std::vector<double> present(project_.pipe_pairs.size(), 0.0);
        for (std::size_t i = 0; i + 1 < pipes.size(); ++i) {
            if (pipes.partner[i] != static_cast<std::int32_t>(i) + 1) {
                continue;
            }
            auto const record = static_cast<std::size_t>(pipes.record[i]);
            capacity[record] = detail::capacity_w(
                project_, solver.fluid(), pipes.inner_diameter_m[i], pipes.roughness_m[i],
                pipes.maximum_gradient_pa_m[i], problem_.supply_temperature_c, problem_.return_temperature_c);
            present[record] =
                std::max(trial.envelope.pipe_flow_kg_s[i], trial.envelope.pipe_flow_kg_s[i + 1]) * drop_j_kg;
        }
        for (ExtensionWay& way : problem_.ways) {
            if (way.pair >= 0) {
                way.capacity_w = capacity[static_cast<std::size_t>(way.pair)];
                way.present_w = present[static_cast<std::size_t>(way.pair)];
            }
        }
    }

    void price_loads() {
        find_heat_cost();
        for (ExtensionLoad& load : problem_.loads) {
            price(project_, problem_, load);
        }
    }

    // Of the plants that could feed something the cheapest; how long in a year all loads ask for their peak.
    void find_heat_cost() {
        double cheapest = infinite;
        for (std::size_t i = 0; i < project_.plants.size(); ++i) {
            Plant const& plant = project_.plants[i];
            if (plant.running && problem_.plant_place[i] >= 0 && problem_.plant_spare_w[i] > 0.0) {
                cheapest = std::min(cheapest, heat_cost_per_mwh(project_, plant));
            }
        }
        problem_.cheapest_heat_per_mwh =
            std::isfinite(cheapest) ? cheapest : detail::mean_heat_cost_per_mwh(project_);
        PeakGroup all;
        double annual_use_mwh = 0.0;
        for (ExtensionLoad const& load : problem_.loads) {
            all.add(project_.design, load.demand.peak_kw * 1e3, load.demand.dwellings);
            annual_use_mwh += load.demand.annual_use_mwh;
        }
        double const peak_w = diversified_peak_w(project_.design, all);
        problem_.full_load_hours = peak_w > 0.0 ? annual_use_mwh * 1e6 / peak_w : 0.0;
    }

    Project const& project_;
    Catalogue const& catalogue_;
    DistrictMap map_;
    std::vector<DemandBenchmark> const& benchmarks_;
    ExtensionProblem problem_;
    std::size_t of_map_{0};           // findings
    std::set<std::size_t> connected_; // buildings of the map whose name a substation has
};

} // namespace

void detail::take_peak(Project const& project, ExtensionProblem& problem, std::size_t load, double peak_kw) {
    ExtensionLoad& one = problem.loads[load];
    one.demand.peak_kw = peak_kw;
    one.demand.source += "; peak: its most in the cold week";
    price(project, problem, one);
}

ExtensionProblem make_extension_problem(Project const& project, Catalogue const& catalogue, DistrictMap map,
                                        std::vector<DemandBenchmark> const& benchmarks) {
    return ProblemMaker{project, catalogue, std::move(map), benchmarks}.make();
}

namespace {

// Prices as the goal counts them: under a budget capital alone, else the whole life.
class Prices {
public:
    Prices(Project const& project, ExtensionProblem const& problem)
        : project_{project},
          problem_{problem},
          capital_alone_{project.extension.goal == ExtensionGoal::most_heat ||
                         project.extension.goal == ExtensionGoal::most_carbon} {}

    [[nodiscard]] bool capital_alone() const { return capital_alone_; }

    // Sizes that carry more than `present_w`, by what they carry more.
    [[nodiscard]] TopologySizeTable table(Surface surface, double present_w) const {
        TopologySizeTable made;
        for (SizeRow const& row : problem_.sizes) {
            if (row.capacity_w > present_w) {
                double const cost = per_m(row, surface);
                made.push_back({.capacity_w = row.capacity_w - present_w,
                                .cost_per_m = made.empty() ? cost : std::max(cost, made.back().cost_per_m)});
            }
        }
        return made;
    }

private:
    [[nodiscard]] double per_m(SizeRow const& row, Surface surface) const {
        if (capital_alone_) {
            return surface == Surface::hard ? row.cost_hard_per_m : row.cost_soft_per_m;
        }
        return detail::whole_life_per_m(project_, row, surface, problem_.present_value_factor);
    }

    Project const& project_;
    ExtensionProblem const& problem_;
    bool capital_alone_;
};

// Streets are priced by surface. A larger pipe in the place of a present one costs its whole price; a present
// one that is no entry of the family stays.
class WayTables {
public:
    WayTables(Project const& project, ExtensionProblem const& problem)
        : project_{project}, problem_{problem}, prices_{project, problem} {
        constexpr double never = 1e12;
        tables = {prices_.table(Surface::hard, 0.0),
                  prices_.table(Surface::soft, 0.0),
                  {{.capacity_w = 1e-3, .cost_per_m = never}}};
    }

    std::int32_t of(ExtensionWay const& way) {
        if (way.kind != WayKind::present) {
            return way.surface == Surface::hard ? 0 : 1;
        }
        constexpr std::int32_t stays = 2;
        Pipe const& pair = project_.pipe_pairs[static_cast<std::size_t>(way.pair)];
        bool const listed =
            std::ranges::find(problem_.sizes, pair.catalogue, &SizeRow::entry) != problem_.sizes.end();
        TopologySizeTable sizes = prices_.table(way.surface, way.capacity_w);
        if (!listed || pair.inner_diameter_mm || sizes.empty()) {
            return stays;
        }
        auto const [known, is_new] =
            larger_.emplace(std::pair{way.capacity_w, way.surface}, static_cast<std::int32_t>(tables.size()));
        if (is_new) {
            tables.push_back(std::move(sizes));
        }
        return known->second;
    }

    std::vector<TopologySizeTable> tables;

private:
    Project const& project_;
    ExtensionProblem const& problem_;
    Prices prices_;
    std::map<std::pair<double, Surface>, std::int32_t> larger_;
};

} // namespace

namespace {

// What routes count of a building: its heat and what its service pipe loses. What streets' pipes lose and
// pumps draw depends on who else connects.
double carbon_benefit_t(Project const& project, ExtensionProblem const& problem, ExtensionLoad const& load) {
    SizeRow const& service = *detail::smallest(problem.sizes, load.demand.peak_kw * 1e3);
    double const lost_mwh = load.service_length_m * detail::loss_mwh_per_m(service);
    return std::max(0.0, detail::carbon_saved_t(project, load.demand.annual_use_mwh, lost_mwh, 0.0));
}

} // namespace

TopologyProblem topology_of(Project const& project, ExtensionProblem const& problem) {
    TopologyProblem made;
    made.node_count = static_cast<std::int32_t>(problem.places.size());
    bool const capital_alone = Prices{project, problem}.capital_alone();
    WayTables tables{project, problem};
    for (ExtensionWay const& way : problem.ways) {
        made.edges.push_back({.a = way.a,
                              .b = way.b,
                              .length_m = way.length_m * way.cost_factor,
                              .size_table = tables.of(way),
                              .fixed_cost_extra = way.crossing_cost * way.cost_factor,
                              .present_capacity_w = std::max(0.0, way.capacity_w - way.present_w),
                              .linear_fixed = std::nullopt,
                              .linear_per_w = std::nullopt});
    }
    made.size_tables = std::move(tables.tables);
    bool const all = project.extension.goal == ExtensionGoal::all_loads;
    for (ExtensionLoad const& load : problem.loads) {
        double const n = load.demand.dwellings;
        double const service = capital_alone ? load.service_capital : load.service_cost;
        made.loads.push_back(
            {.node = load.place,
             .peak_w = load.demand.peak_kw * 1e3 / (n > 0 ? coincidence_factor(project.design, n) : 1.0),
             .customers = n,
             .value = load.income,
             .service_cost = service + load.connection_cost,
             .must_connect = all || load.must_connect,
             .benefit = project.extension.goal == ExtensionGoal::most_carbon
                            ? carbon_benefit_t(project, problem, load)
                            : load.demand.annual_use_mwh,
             .own_peak_w = load.demand.peak_kw * 1e3,
             .id = load.id});
    }
    for (std::size_t i = 0; i < project.plants.size(); ++i) {
        bool const stands = problem.plant_place[i] >= 0 && project.plants[i].running;
        bool const limited = std::isfinite(problem.plant_spare_w[i]);
        double const dearer = capital_alone ? 0.0 : detail::dearer_heat_per_w(project, problem, i);
        made.sources.push_back(
            {.node = std::max(0, problem.plant_place[i]),
             .capacity_w = stands ? problem.plant_spare_w[i] * (1.0 - detail::lost_share) : 0.0,
             .cost_per_w = detail::capacity_cost_per_w(project, problem, i) + dearer,
             .fixed_cost = 0.0,
             .feeds_in = stands && limited});
    }
    made.coincidence = [design = project.design](double customers) {
        return coincidence_factor(design, customers);
    };
    return made;
}

std::string_view to_string(ExtensionStatus status) {
    switch (status) {
    case ExtensionStatus::not_run: return "not_run";
    case ExtensionStatus::confirmed: return "confirmed";
    case ExtensionStatus::contradicted: return "contradicted";
    case ExtensionStatus::nothing_pays: return "nothing_pays";
    case ExtensionStatus::infeasible: return "infeasible";
    case ExtensionStatus::stopped: return "stopped";
    }
    return "not_run";
}

} // namespace saggar
