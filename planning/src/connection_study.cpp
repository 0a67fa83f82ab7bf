// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "connection_study.hpp"

#include "branch_cost.hpp"
#include "crossings.hpp"
#include "extended_project.hpp"
#include "reached_targets.hpp"
#include "reinforcement.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace saggar::detail {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
// Who stands on a pipe or a node needs some pipe all the same (assumption).
constexpr double shortest_branch_m = 1.0;
constexpr std::size_t all_ways = 100; // as many as tie_in_points may ask for
constexpr int most_reinforcement_steps = 200;
constexpr double heat_enough_kw = 1e7; // the largest capacity that a project may name

// Of the plants that give what the others do not: a set heat stays what it is.
bool gives_the_rest(Plant const& plant) {
    return plant.capacity_kw && (plant.control == PlantControl::pressure_holding ||
                                 plant.control == PlantControl::differential_pressure);
}

// As if every such plant had the heat that it would have to give.
void give_enough(Project& project) {
    for (Plant& plant : project.plants) {
        plant.capacity_kw = gives_the_rest(plant) ? heat_enough_kw : plant.capacity_kw;
    }
}

} // namespace

std::vector<std::string> ConnectionStudy::held_pairs(Candidate const& candidate, Attempt const& attempt) {
    std::vector<std::string> held = attempt.held;
    if (attempt.width > 0) {
        held.push_back(branch_id(candidate));
    }
    return held;
}

ConnectionStudy::ConnectionStudy(std::shared_ptr<Network const> const& network,
                                 std::vector<Street> const& streets, std::function<bool()> go_on,
                                 ConnectionOptions const& options)
    : ConnectionStudy{network, std::move(go_on), options} {
    TieInTargets targets = tie_in_targets(base_.project);
    if (base_.network) {
        targets = reached_targets(std::move(targets), *base_.network, judging_point(*base_.network));
    }
    search_.emplace(streets, std::move(targets), tie_in_options(base_.project, family_));
}

ConnectionStudy::ConnectionStudy(std::shared_ptr<Network const> const& network, std::function<bool()> go_on,
                                 ConnectionOptions const& options)
    : go_on_{std::move(go_on)},
      options_{options},
      network_{network},
      fluid_{SteadySolver{network}.fluid()},
      settings_{network->project().connection},
      family_{network->catalogue().family(settings_.catalogue)} {
    if (family_.empty()) {
        throw Error{
            {.code = ErrorCode::unknown_id,
             .place = {.file = "", .line = 0, .component = "connection", .id = "", .field = "catalogue"},
             .text = settings_.catalogue.empty()
                         ? "no family of pipes is named to size branches from"
                         : "the catalogue has no family '" + settings_.catalogue + "'",
             .advice = "Name one, as EN253/2"}};
    }
    Project project = network->project();
    fix_lengths(project);
    base_ = solve(std::move(project), std::nullopt);
    if (base_.report.converged()) {
        add_binding_points(base_, binding_);
    }
}

std::vector<TieIn> ConnectionStudy::ways_of(Point const& at) const {
    auto const count = static_cast<std::size_t>(settings_.tie_in_points);
    double const most_m = settings_.maximum_branch_length_m;
    std::vector<TieIn> ways = search_->cheapest(at, count, most_m);
    constexpr double same_m = 1.0;
    auto const is_wanted = [&](TieIn const& way) { return distance_m(way.at, *options_.tie_in) < same_m; };
    if (options_.tie_in && ways.size() == count && std::ranges::none_of(ways, is_wanted)) {
        std::vector<TieIn> const all = search_->cheapest(at, all_ways, most_m);
        auto const wanted = std::ranges::min_element(
            all, {}, [&](TieIn const& way) { return distance_m(way.at, *options_.tie_in); });
        if (wanted != all.end() && is_wanted(*wanted)) {
            ways.push_back(*wanted);
        }
    }
    return ways;
}

ConnectionResult ConnectionStudy::judge(Candidate const& candidate) const {
    Point const at{.x_m = *candidate.x_m, .y_m = *candidate.y_m};
    std::vector<TieIn> ways = ways_of(at);
    for (TieIn& way : ways) {
        way.off_street_m += std::max(0.0, shortest_branch_m - way.length_m());
    }
    if (!ways.empty()) {
        return project().measures.empty() ? judge_larger_pipes(candidate, ways)
                                          : judge_with_measures(*this, candidate, ways);
    }
    ConnectionResult result = blank(candidate);
    auto const nearest = search_->cheapest(at, 1, std::numeric_limits<double>::infinity());
    result.reason = nearest.empty()
                        ? "no pipe of the network can be tapped"
                        : fmt::format("the network is {:.0f} m away, more than the {:.0f} m that are allowed",
                                      nearest.front().length_m(), settings_.maximum_branch_length_m);
    return result;
}

ConnectionResult ConnectionStudy::judge_larger_pipes(Candidate const& candidate,
                                                     std::vector<TieIn> const& ways) const {
    Attempt best = best_attempt(candidate, ways);
    if (best.result.verdict == ConnectionVerdict::infeasible &&
        !(lacks_heat(best.trial) && size_for_enough_heat(candidate, ways, best))) {
        leave_vain_pipes(candidate, best);
    }
    best.result.largest_load_w =
        options_.largest_loads ? largest_load_w(candidate, best.way, best.result) : nan;
    return best.result;
}

bool ConnectionStudy::size_for_enough_heat(Candidate const& candidate, std::vector<TieIn> const& ways,
                                           Attempt& attempt) const {
    ConnectionStudy const* const enough = enough_heat();
    if (enough == nullptr) {
        return false;
    }
    Attempt const wanted = enough->best_attempt(candidate, ways);
    if (!wanted.trial.report.converged()) {
        return false;
    }
    attempt.way = wanted.way;
    attempt.own_size = wanted.own_size;
    attempt.result = wanted.result;
    attempt.trial = solve(project_of(candidate, attempt), std::nullopt);
    finish(candidate, attempt);
    bool const would_do = wanted.result.verdict != ConnectionVerdict::infeasible;
    if (attempt.result.verdict == ConnectionVerdict::infeasible) {
        auto const missing = missing_heat(wanted.trial);
        if (missing) {
            attempt.result.binding = LimitKind::plant_heat;
            attempt.result.binding_element = missing->plant;
            attempt.result.reason =
                would_do ? missing->text
                         : fmt::format("{}; and with that {}", missing->text, wanted.result.reason);
        }
    }
    return would_do;
}

void ConnectionStudy::leave_vain_pipes(Candidate const& candidate, Attempt& attempt) const {
    ConnectionResult const tried = attempt.result;
    if (!tried.reinforcements.empty() || tried.branch->catalogue != family_[attempt.own_size]->id) {
        attempt.result = blank(candidate);
        set_branch(candidate, attempt, *family_[attempt.own_size]);
        attempt.set.clear();
        attempt.trial = solve(project_of(candidate, attempt), std::nullopt);
        finish(candidate, attempt);
        attempt.result.reason =
            (tried.binding == LimitKind::plant_heat ? "" : "even with larger pipes: ") + tried.reason;
        attempt.result.binding = tried.binding;
        attempt.result.binding_element = tried.binding_element;
    }
    attempt.result.cost.reset();
    attempt.result.cost_per_mwh.reset();
}

ConnectionStudy const* ConnectionStudy::enough_heat() const {
    if (!enough_heat_) {
        Project project = base_.project;
        give_enough(project);
        enough_heat_.reset(
            new ConnectionStudy{Network::build(std::move(project), network_->catalogue()), go_on_, options_});
    }
    return enough_heat_->base_.report.converged() ? enough_heat_.get() : nullptr;
}

Trial ConnectionStudy::solve(Project project, TrialPoints const& points, SteadyState const& start) const {
    Trial trial = solve_trial(std::move(project), network_->catalogue(), points, start, go_on_);
    if (trial.stopped) {
        throw Stopped{};
    }
    return trial;
}

// Lengths that follow from coordinates are written down, so that cutting a pair keeps them.
void ConnectionStudy::fix_lengths(Project& project) const {
    for (std::size_t i = 0; i < network_->pipes.size(); ++i) {
        auto const record = static_cast<std::size_t>(network_->pipes.record[i]);
        auto& list = network_->pipes.partner[i] >= 0 ? project.pipe_pairs : project.pipes;
        list[record].length_m = network_->pipes.length_m[i];
    }
}

ConnectionResult ConnectionStudy::blank(Candidate const& candidate) const {
    ConnectionResult result;
    result.id = candidate.id;
    result.name = candidate.name.empty() ? candidate.id : candidate.name;
    result.peak_w = *candidate.peak_kw * 1e3;
    result.annual_use_mwh = *candidate.annual_use_mwh;
    result.operating_point = settings_.operating_point.empty() ? "design" : settings_.operating_point;
    return result;
}

bool better(ConnectionResult const& a, ConnectionResult const& b) {
    if (a.verdict != b.verdict &&
        (a.verdict == ConnectionVerdict::infeasible || b.verdict == ConnectionVerdict::infeasible)) {
        return b.verdict == ConnectionVerdict::infeasible;
    }
    if (a.cost && b.cost) {
        return *a.cost < *b.cost;
    }
    if (!a.branch || !b.branch || a.branch->length_m != b.branch->length_m) {
        return a.branch && b.branch && a.branch->length_m < b.branch->length_m;
    }
    if (a.cost.has_value() != b.cost.has_value()) {
        return a.cost.has_value();
    }
    auto const enlarged_m = [](ConnectionResult const& result) {
        double sum = 0.0;
        for (Reinforcement const& one : result.reinforcements) {
            sum += one.length_m;
        }
        return sum;
    };
    return enlarged_m(a) < enlarged_m(b);
}

std::vector<std::int32_t> ConnectionStudy::first_points() const {
    std::vector<std::int32_t> points = binding_;
    points.push_back(static_cast<std::int32_t>(network_->substations.size()));
    return points;
}

// Wider is always slower, so halving finds the smallest. The branch carries most on the candidate's own way
// or always the same: no other point is needed for it. It is sized as if plants had the heat: where that
// lacks, water comes colder and colder, and no branch is the right one for it.
ConnectionStudy::SizedBranch ConnectionStudy::sized_branch(Candidate const& candidate, double peak_kw,
                                                           TieIn const& way, MeasureSet const& set,
                                                           std::vector<std::int32_t> const& points,
                                                           SizeRange range, SteadyState const& start) const {
    std::string const own = branch_id(candidate) + ":";
    std::vector<std::int32_t> const own_point{static_cast<std::int32_t>(network_->substations.size())};
    auto const attempt = [&](std::size_t size, std::vector<std::int32_t> const& at, SteadyState const& from,
                             bool for_size) {
        Project project = with_candidate(base_.project, candidate, peak_kw, way, *family_[size]);
        apply(project, base_.project.measures, set, candidate, settings_.operating_point);
        if (for_size) {
            give_enough(project);
        }
        return solve(std::move(project), at, from);
    };
    auto const keeps = [&](Trial const& trial) {
        return trial.report.converged() &&
               std::none_of(trial.envelope.limits.broken.begin(), trial.envelope.limits.broken.end(),
                            [&](LimitFinding const& finding) {
                                return pipe_mends(finding.kind) &&
                                       element_id(*trial.network, finding).starts_with(own);
                            });
    };
    SteadyState last = start;
    while (range.smallest < range.largest) {
        std::size_t const middle = (range.smallest + range.largest) / 2;
        Trial trial = attempt(middle, own_point, last, true);
        if (keeps(trial)) {
            range.largest = middle;
            last = std::move(trial.state);
        } else {
            range.smallest = middle + 1;
        }
    }
    return {range.largest, attempt(range.largest, points, last, false)};
}

std::optional<double> ConnectionStudy::cost_of_branch(Candidate const& candidate, TieIn const& way,
                                                      CatalogueEntry const& entry) const {
    auto const pipe = branch_cost(entry, way, candidate.surface, settings_.off_street_cost_factor);
    return pipe ? std::optional{*pipe + crossings(way).cost} : std::nullopt;
}

Crossings ConnectionStudy::crossings(TieIn const& way) const {
    return crossings_of(way.route, options_.obstacles, base_.project.extension.crossing_cost.value_or(0.0));
}

void ConnectionStudy::set_branch(Candidate const& candidate, Attempt& attempt,
                                 CatalogueEntry const& entry) const {
    TieIn const& way = attempt.way;
    ConnectionBranch branch;
    branch.tie_in = way.pair >= 0 ? base_.project.pipe_pairs[static_cast<std::size_t>(way.pair)].id
                                  : base_.project.nodes[static_cast<std::size_t>(way.node)].id;
    branch.tie_in_fraction = way.position;
    branch.route = way.route;
    branch.along_streets = way.along_streets;
    branch.length_m = way.length_m();
    branch.catalogue = entry.id;
    branch.cost = cost_of_branch(candidate, way, entry);
    Crossings crossed = crossings(way);
    branch.crossing_cost = crossed.cost;
    branch.crosses = std::move(crossed.obstacles);
    attempt.result.branch = branch;
    attempt.result.linear_heat_density_mwh_m = attempt.result.annual_use_mwh / way.length_m();
}

Project ConnectionStudy::project_of(Candidate const& candidate, Attempt const& attempt) const {
    Catalogue const& catalogue = network_->catalogue();
    Project project = with_candidate(base_.project, candidate, *candidate.peak_kw, attempt.way,
                                     *catalogue.find(attempt.result.branch->catalogue));
    apply(project, base_.project.measures, attempt.set, candidate, settings_.operating_point);
    for (Reinforcement const& one : attempt.result.reinforcements) {
        (one.parallel ? lay_beside : enlarge)(project, one.pair, *catalogue.find(one.to));
    }
    return project;
}

void ConnectionStudy::solve_again(Attempt& attempt, Project project, TrialPoints const& points) const {
    SteadyState const start = std::move(attempt.trial.state);
    attempt.trial = solve(std::move(project), points, start);
}

void ConnectionStudy::reinforce(Candidate const& candidate, Attempt& attempt,
                                std::function<bool(Attempt const&)> const& dearer, PipesFor what) const {
    std::vector<std::string> const held = held_pairs(candidate, attempt);
    if (attempt.given_up) { // with pipes that were not solved any more
        if (dearer && dearer(attempt)) {
            return;
        }
        attempt.given_up = false;
        solve_again(attempt, project_of(candidate, attempt), attempt.points);
    }
    bool together = true;
    for (int step = 0; step < most_reinforcement_steps && attempt.trial.report.converged(); ++step) {
        auto const larger = next_enlargement(attempt.trial, base_, family_, held);
        if (!larger || (what == PipesFor::flow && !larger->for_flow)) {
            return;
        }
        if (!larger->for_flow && together) {
            together = size_for_pressure(candidate, attempt, dearer);
            if (attempt.given_up) {
                return;
            }
            if (together) {
                continue;
            }
        }
        std::erase(attempt.for_pressure, larger->pair);
        if (!larger->for_flow) {
            attempt.for_pressure.push_back(larger->pair);
            attempt.sized_together = false;
        }
        note(larger->pair, *larger->entry, candidate, attempt);
        if (dearer && dearer(attempt)) {
            attempt.given_up = true;
            return;
        }
        Project project = attempt.trial.project;
        enlarge(project, larger->pair, *larger->entry);
        solve_again(attempt, std::move(project), attempt.points);
    }
}

bool ConnectionStudy::larger_pipe_helps(Candidate const& candidate, Attempt const& attempt) const {
    return next_enlargement(attempt.trial, base_, family_, held_pairs(candidate, attempt)).has_value();
}

void ConnectionStudy::note(std::string const& pair, CatalogueEntry const& larger, Candidate const& candidate,
                           Attempt& attempt) const {
    ConnectionResult& result = attempt.result;
    if (pair == branch_id(candidate)) {
        result.branch->catalogue = larger.id;
        result.branch->cost = cost_of_branch(candidate, attempt.way, larger);
        return;
    }
    auto const record = std::ranges::find(base_.project.pipe_pairs, pair, &Pipe::id);
    auto known = std::ranges::find(result.reinforcements, pair, &Reinforcement::pair);
    if (known == result.reinforcements.end()) {
        Reinforcement first;
        first.pair = pair;
        first.from = record->catalogue.empty()
                         ? fmt::format("{:g} mm", record->inner_diameter_mm.value_or(0.0))
                         : record->catalogue;
        first.length_m = *record->length_m;
        known = result.reinforcements.insert(result.reinforcements.end(), first);
    }
    known->to = larger.id;
    known->cost = laid_cost(larger, record->surface, known->length_m);
}

} // namespace saggar::detail
