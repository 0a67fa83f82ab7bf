// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "build_out.hpp"

#include "../extension/joins.hpp"
#include "../extension/money.hpp"
#include "../extension/plan_variants.hpp"
#include "lasting_heat.hpp"
#include "stage_plants.hpp"
#include "timing.hpp"

#include "saggar/network/at.hpp"
#include "saggar/network/error.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>
#include <limits>
#include <queue>
#include <set>
#include <span>
#include <unordered_map>
#include <utility>

namespace saggar::detail {

namespace {

constexpr int price_rounds = 2;     // in which what is needed when is found
constexpr double price_share = 0.2; // of the work for each

class LookAhead {
public:
    LookAhead(BuildOutProblem const& problem, BuildOut const& now, Expectation const& expected,
              std::size_t last_phase)
        : shared_{problem},
          now_{now},
          expected_{expected},
          next_phase_{now.phases.size()},
          last_phase_{last_phase},
          calendar_{problem.project.economics, problem.project.phases.front().year} {}

    std::vector<PlannedNetwork> plans(std::string& why) {
        Project project = now_.project;
        int const last_year = shared_.project.phases[last_phase_].year;
        std::vector<std::string> const left = set_stage_plants(project, shared_.project, last_year);
        if (!left.empty()) {
            why = why_unserved(project, shared_.project, last_year, left.front());
            return {};
        }
        choose_buildings();
        if (map_.buildings.empty() && !may_save_by_joining(project)) {
            why = "nobody is expected";
            return {};
        }
        map_.streets = shared_.map.streets;
        map_.obstacles = shared_.map.obstacles;
        try {
            ExtensionProblem problem =
                make_extension_problem(project, shared_.catalogue, map_, shared_.benchmarks);
            // Who connects is served to the end.
            LastingHeat lasting = lasting_heat(project, shared_.project, last_year, problem.plant_spare_w,
                                               problem.plant_present_w);
            problem.plant_spare_w = std::move(lasting.spare_w);
            weigh_loads(problem);
            price_ways(project, problem);
            std::vector<PlannedNetwork> made = extend(project, problem, why);
            if (made.empty() && map_.buildings.empty()) {
                why = "nobody is expected";
            } else if (made.empty() && !lasting.short_lived.empty()) {
                why += fmt::format(" ({}, with less or nothing in its place)",
                                   fmt::join(lasting.short_lived, ", "));
            }
            return made;
        } catch (Error const& error) {
            why = error.what();
            return {};
        }
    }

private:
    void choose_buildings() {
        for (std::size_t i = 0; i < shared_.map.buildings.size(); ++i) {
            MapBuilding const& building = shared_.map.buildings[i];
            bool const comes =
                expected_.arrival[i] >= 0 && expected_.arrival[i] <= static_cast<int>(last_phase_);
            if (comes && !now_.connected.contains(building.id)) {
                map_.buildings.push_back(building);
                phase_.push_back(std::max(expected_.arrival[i], static_cast<int>(next_phase_)));
                weight_.push_back(expected_.weight.empty() ? 1.0 : expected_.weight[i]);
            }
        }
    }

    [[nodiscard]] int year_of(int phase) const {
        return shared_.project.phases[static_cast<std::size_t>(phase)].year;
    }
    [[nodiscard]] int phase_of(ExtensionLoad const& load) const { return phase_[load.building]; }

    void weigh_loads(ExtensionProblem& problem) const {
        double const whole = problem.present_value_factor;
        double use = 0.0;
        double weighed_use = 0.0;
        for (ExtensionLoad& load : problem.loads) {
            int const year = year_of(phase_of(load));
            double const likely = weight_[load.building];
            double const capital = likely * calendar_.capital(year);
            load.income *= likely * calendar_.each_year(year) / whole;
            use += load.demand.annual_use_mwh;
            weighed_use += likely * calendar_.each_year(year) / whole * load.demand.annual_use_mwh;
            load.connection_cost *= capital;
            load.service_cost *= capital;
            load.service_capital *= capital;
        }
        problem.full_load_hours *= use > 0.0 ? weighed_use / use : 1.0; // what dearer plants' heat costs more
        problem.saving_factor = calendar_.each_year(year_of(static_cast<int>(next_phase_))) / whole;
    }

    // What a street costs depends on when it is dug up first. To begin with as the loads nearest to it come;
    // then as the plan at those prices needs it.
    void price_ways(Project const& project, ExtensionProblem& problem) const {
        std::vector<int> first = phase_of_nearest(problem);
        for (int round = 0;; ++round) {
            for (std::size_t i = 0; i < problem.ways.size(); ++i) {
                problem.ways[i].cost_factor = calendar_.capital(year_of(first[i]));
            }
            if (round == price_rounds || next_phase_ == last_phase_) {
                return;
            }
            TopologySettings settings;
            settings.objective = TopologyObjective::catalogue;
            settings.goal = shared_.project.extension.goal == ExtensionGoal::all_loads
                                ? TopologyGoal::all_loads
                                : TopologyGoal::largest_value;
            settings.work =
                static_cast<std::int64_t>(price_share * static_cast<double>(shared_.options.work));
            TopologyPlan const plan = plan_topology(topology_of(project, problem), settings,
                                                    [&](TopologyProgress const&) { return shared_.go_on(); });
            if (!shared_.go_on()) {
                throw PhasingStopped{};
            }
            std::vector<int> needed(problem.places.size(), std::numeric_limits<int>::max());
            for (std::int32_t const load : plan.connected) {
                int& earliest = needed[at(problem.loads[at(load)].place)];
                earliest = std::min(earliest, phase_of(problem.loads[at(load)]));
            }
            for (std::size_t i = plan.pipes.size(); i-- > 0;) {
                TopologyPipe const& pipe = plan.pipes[i];
                int const earliest = needed[at(pipe.to)];
                if (earliest != std::numeric_limits<int>::max()) {
                    first[at(pipe.edge)] = earliest;
                }
                needed[at(pipe.from)] = std::min(needed[at(pipe.from)], earliest);
            }
        }
    }

    // Of each way, when the load that is nearest to it comes: Dijkstra's paths from all of them at once.
    [[nodiscard]] std::vector<int> phase_of_nearest(ExtensionProblem const& problem) const {
        std::vector<std::vector<std::pair<std::int32_t, double>>> near(problem.places.size());
        for (ExtensionWay const& way : problem.ways) {
            near[at(way.a)].emplace_back(way.b, way.length_m);
            near[at(way.b)].emplace_back(way.a, way.length_m);
        }
        constexpr double infinite = std::numeric_limits<double>::infinity();
        std::vector<double> distance(problem.places.size(), infinite);
        std::vector<int> phase(problem.places.size(), static_cast<int>(next_phase_));
        using Entry = std::pair<double, std::int32_t>;
        std::priority_queue<Entry, std::vector<Entry>, std::greater<>> open;
        for (ExtensionLoad const& load : problem.loads) {
            int& here = phase[at(load.place)];
            here = distance[at(load.place)] < infinite ? std::min(here, phase_of(load)) : phase_of(load);
            distance[at(load.place)] = 0.0;
            open.emplace(0.0, load.place);
        }
        while (!open.empty()) {
            auto const [reached, place] = open.top();
            open.pop();
            if (reached > distance[at(place)]) {
                continue;
            }
            for (auto const& [next, length_m] : near[at(place)]) {
                if (reached + length_m < distance[at(next)]) {
                    distance[at(next)] = reached + length_m;
                    phase[at(next)] = phase[at(place)];
                    open.emplace(distance[at(next)], next);
                }
            }
        }
        std::vector<int> of_way;
        for (ExtensionWay const& way : problem.ways) {
            of_way.push_back(distance[at(way.a)] <= distance[at(way.b)] ? phase[at(way.a)]
                                                                        : phase[at(way.b)]);
        }
        return of_way;
    }

    [[nodiscard]] std::vector<PlannedNetwork> extend(Project const& project, ExtensionProblem const& problem,
                                                     std::string& why) const {
        // Of several phases, what hangs on one plant waits for nothing else.
        bool const at_once = std::ranges::all_of(problem.loads, [&](ExtensionLoad const& load) {
            return phase_of(load) == phase_of(problem.loads.front());
        });
        bool const may_feed_in =
            std::ranges::any_of(topology_of(project, problem).sources, &TopologySource::feeds_in);
        std::vector<PlannedNetwork> made;
        for (bool const feed_in : {false, true}) {
            if (feed_in ? !at_once && !may_feed_in : at_once) {
                continue;
            }
            std::vector<PlannedNetwork> plans = extend(project, problem, feed_in, why);
            std::ranges::move(plans, std::back_inserter(made));
        }
        if (!made.empty()) {
            why.clear();
        }
        return made;
    }

    // As new loads need it; the same with the plants at once whose heat costs less than what loads of today
    // get; with others that are joined for these.
    std::vector<PlannedNetwork> extend(Project const& project, ExtensionProblem const& problem, bool feed_in,
                                       std::string& why) const {
        ExtensionOptions options;
        options.work = shared_.options.work;
        options.threads = shared_.options.threads;
        options.secure = false;
        options.feed_in = feed_in;
        options.shut_rings = false; // what a later phase joins would be cut off before
        auto const go_on = [&](ExtensionProgress const&) { return shared_.go_on(); };
        ExtensionVariants found = plan_variants(project, shared_.catalogue, map_, problem, options, go_on);
        bool const joined = found.joined.has_value();
        if (found.routes.status == ExtensionStatus::stopped ||
            (joined && found.joined->status == ExtensionStatus::stopped)) {
            throw PhasingStopped{};
        }
        std::vector<PlannedNetwork> made;
        if (found.routes.status == ExtensionStatus::confirmed) {
            made.push_back(planned(project, problem, found.routes, {}));
            if (std::ranges::find(found.savers, 1) != found.savers.end()) {
                made.push_back(planned(project, problem, found.routes, found.savers));
            }
        } else {
            why = found.routes.diagnosis;
        }
        if (joined && found.joined->status == ExtensionStatus::confirmed) {
            made.push_back(planned(project, problem, *found.joined, found.savers_joined));
        }
        if (feed_in && !joined) {
            std::vector<double> const before_w = found.routes.topology.source_w;
            ExtensionPlan const less = or_with_less_of_plants(project, shared_.catalogue, map_, problem,
                                                              options, std::move(found.routes), go_on);
            if (less.status == ExtensionStatus::stopped) {
                throw PhasingStopped{};
            }
            if (less.status == ExtensionStatus::confirmed && less.topology.source_w != before_w) {
                made.push_back(planned(project, problem, less, {}));
            }
        }
        return made;
    }

    [[nodiscard]] PlannedNetwork planned(Project const& project, ExtensionProblem const& problem,
                                         ExtensionPlan const& plan,
                                         std::vector<std::uint8_t> const& at_once) const {
        PlannedNetwork made;
        std::size_t const present = project.substations.size();
        for (std::size_t k = 0; k < plan.topology.connected.size(); ++k) {
            ExtensionLoad const& load = problem.loads[at(plan.topology.connected[k])];
            made.buildings.push_back(map_.buildings[load.building].id);
            made.substations.push_back(plan.sizing.project.substations[present + k].id);
            made.plant.push_back(plan.topology.source_of[at(plan.topology.connected[k])]);
            made.peak.push_back(load.demand.peak_kw * 1e3);
            made.value_per_w.push_back((load.income - load.service_cost - load.connection_cost) /
                                       (load.demand.peak_kw * 1e3));
            made.peak_w += load.demand.peak_kw * 1e3;
        }
        for (ExtensionPipe const& pipe : plan.pipes) {
            auto const sized = std::ranges::find(plan.sizing.pipes, pipe.pair, &SizingPipe::id);
            made.before.push_back(pipe.reinforced ? sized->old_entry : std::string{});
        }
        made.taken_w = plan.topology.source_w;
        for (double& taken_w : made.taken_w) {
            taken_w /= 1.0 - lost_share; // as plants of the plan are set
        }
        made.foot = plan.topology.foot_of;
        made.phase = choose_phases(project, problem, plan, at_once);
        made.source_capital = plan.money.source_capital;
        made.at_once = at_once;
        if (!at_once.empty()) {
            made.at_once_capital.assign(at_once.size(), 0.0);
            for (ExtensionJoin const& join : plan.joins) {
                double const capital = capacity_cost_per_w(project, problem, at(join.plant)) * join.heat_w;
                made.at_once_capital[at(join.plant)] += capital;
                made.source_capital -= capital;
            }
        }
        made.pipes = plan.pipes;
        made.project = plan.sizing.project;
        return made;
    }

    // Ways from these plants to the present network.
    static std::set<std::int32_t> ways_of(std::vector<std::uint8_t> const& plants,
                                          ExtensionProblem const& problem, TopologyPlan const& plan) {
        std::vector<std::uint8_t> present(problem.places.size(), 0);
        for (ExtensionWay const& way : problem.ways) {
            if (way.kind == WayKind::present) {
                present[at(way.a)] = present[at(way.b)] = 1;
            }
        }
        std::vector<std::vector<std::pair<std::int32_t, std::int32_t>>> near(problem.places.size());
        for (TopologyPipe const& pipe : plan.pipes) {
            near[at(pipe.from)].emplace_back(pipe.edge, pipe.to);
            near[at(pipe.to)].emplace_back(pipe.edge, pipe.from);
        }
        std::set<std::int32_t> edges;
        for (std::size_t i = 0; i < plants.size(); ++i) {
            if (plants[i] == 0) {
                continue;
            }
            std::int32_t const start = problem.plant_place[i];
            std::unordered_map<std::int32_t, std::pair<std::int32_t, std::int32_t>> by{{start, {-1, start}}};
            std::vector<std::int32_t> order{start};
            for (std::size_t next = 0; next < order.size(); ++next) {
                std::int32_t here = order[next];
                if (present[at(here)] != 0 && here != start) {
                    for (; here != start; here = by.at(here).second) {
                        edges.insert(by.at(here).first);
                    }
                    break;
                }
                for (auto const& [edge, other] : near[at(here)]) {
                    if (by.emplace(other, std::pair{edge, here}).second) {
                        order.push_back(other);
                    }
                }
            }
        }
        return edges;
    }

    // Of each connected load. What is laid at once costs it nothing.
    [[nodiscard]] std::vector<int> choose_phases(Project const& project, ExtensionProblem const& problem,
                                                 ExtensionPlan const& extension,
                                                 std::vector<std::uint8_t> const& at_once) const {
        TopologyProblem const topology = topology_of(project, problem);
        TopologyPlan const& plan = extension.topology;
        std::set<std::int32_t> const laid = ways_of(at_once, problem, plan);
        std::size_t of_loads = plan.pipes.size();
        for (ExtensionJoin const& join : extension.joins) {
            of_loads -= join.added;
        }
        std::vector<TimedWay> ways;
        for (TopologyPipe const& pipe : std::span{plan.pipes}.first(of_loads)) {
            TopologyEdge const& edge = topology.edges[at(pipe.edge)];
            TopologySizeTable const& table = topology.size_tables[at(edge.size_table)];
            double const priced =
                pipe.size < 0 || laid.contains(pipe.edge)
                    ? 0.0
                    : edge.length_m * table[at(pipe.size)].cost_per_m + edge.fixed_cost_extra;
            ways.push_back(
                {.from = pipe.from, .to = pipe.to, .cost = priced / problem.ways[at(pipe.edge)].cost_factor});
        }
        std::vector<TimedLoad> loads;
        bool const all = shared_.project.extension.goal == ExtensionGoal::all_loads;
        for (std::int32_t const position : plan.connected) {
            ExtensionLoad const& load = problem.loads[at(position)];
            int const year = year_of(phase_of(load));
            double const whole = problem.present_value_factor;
            loads.push_back({.node = load.place,
                             .arrival = phase_of(load),
                             .at_once = all || load.must_connect,
                             .income = load.income * whole / calendar_.each_year(year),
                             .cost = (load.service_cost + load.connection_cost) / calendar_.capital(year)});
        }
        std::vector<double> cost;
        std::vector<double> income;
        for (std::size_t phase = 0; phase <= last_phase_; ++phase) {
            cost.push_back(calendar_.capital(year_of(static_cast<int>(phase))));
            income.push_back(calendar_.each_year(year_of(static_cast<int>(phase))) /
                             problem.present_value_factor);
        }
        return best_phases(ways, loads, problem.places.size(), cost, income, static_cast<int>(next_phase_));
    }

    BuildOutProblem const& shared_;
    BuildOut const& now_;
    Expectation const& expected_;
    std::size_t next_phase_;
    std::size_t last_phase_;
    Calendar calendar_;
    DistrictMap map_;        // of those that are expected
    std::vector<int> phase_; // of its buildings: when they connect at the earliest
    std::vector<double> weight_;
};

} // namespace

std::vector<PlannedNetwork> look_ahead(BuildOutProblem const& problem, BuildOut const& now,
                                       Expectation const& expected, std::size_t last_phase,
                                       std::string& why) {
    why.clear();
    return LookAhead{problem, now, expected, last_phase}.plans(why);
}

} // namespace saggar::detail
