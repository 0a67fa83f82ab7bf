// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/planning/connection.hpp"

#include "branch_cost.hpp"
#include "extended_project.hpp"
#include "reinforcement.hpp"
#include "trial.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <utility>

namespace saggar {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr int most_reinforcement_steps = 200;
constexpr double largest_load_resolution = 0.01; // relative

using detail::Trial;
using detail::TrialPoints;

// Sizes of a branch between which the right one lies, by position in the family.
struct SizeRange {
    std::size_t smallest;
    std::size_t largest;
};

struct Stopped {}; // thrown where whoever asked for the study wants it to end

class Study {
public:
    Study(std::shared_ptr<Network const> const& network, std::vector<Street> const& streets,
          std::function<bool()> go_on, ConnectionOptions const& options)
        : go_on_{std::move(go_on)},
          options_{options},
          network_{network},
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
            detail::add_binding_points(base_, binding_);
        }
        search_.emplace(streets, tie_in_targets(base_.project),
                        detail::tie_in_options(base_.project, family_));
    }

    [[nodiscard]] Trial const& base() const { return base_; }

    [[nodiscard]] ConnectionResult judge(Candidate const& candidate) const {
        Point const at{.x_m = *candidate.x_m, .y_m = *candidate.y_m};
        std::vector<Attempt> attempts;
        for (TieIn const& way : search_->cheapest(at, static_cast<std::size_t>(settings_.tie_in_points),
                                                  settings_.maximum_branch_length_m)) {
            attempts.push_back(try_way(candidate, way));
        }
        if (attempts.empty()) {
            ConnectionResult result = blank(candidate);
            auto const nearest = search_->cheapest(at, 1, std::numeric_limits<double>::infinity());
            result.reason =
                nearest.empty()
                    ? "no pipe of the network can be tapped"
                    : fmt::format("the network is {:.0f} m away, more than the {:.0f} m that are allowed",
                                  nearest.front().length_m(), settings_.maximum_branch_length_m);
            return result;
        }
        // The best at a first look is held against all points; where that makes it worse, another may be
        // best.
        while (true) {
            auto const best =
                std::min_element(attempts.begin(), attempts.end(), [](Attempt const& a, Attempt const& b) {
                    return better(a.result, b.result);
                });
            if (best->trial.whole || !best->trial.report.converged()) {
                best->result.largest_load_w =
                    options_.largest_loads ? largest_load_w(candidate, best->way) : nan;
                return best->result;
            }
            complete(candidate, *best);
        }
    }

private:
    [[nodiscard]] Trial solve(Project project, TrialPoints const& points,
                              SteadyState const& start = {}) const {
        Trial trial = detail::solve_trial(std::move(project), network_->catalogue(), points, start, go_on_);
        if (trial.stopped) {
            throw Stopped{};
        }
        return trial;
    }

    // One tie-in as far as it was looked at.
    struct Attempt {
        TieIn way;
        Trial trial;
        ConnectionResult result;
        std::vector<std::int32_t> points; // of the design envelope, that were or are to be looked at first
    };

    // Lengths that follow from coordinates are written down, so that cutting a pair keeps them.
    void fix_lengths(Project& project) const {
        for (std::size_t i = 0; i < network_->pipes.size(); ++i) {
            auto const record = static_cast<std::size_t>(network_->pipes.record[i]);
            auto& list = network_->pipes.partner[i] >= 0 ? project.pipe_pairs : project.pipes;
            list[record].length_m = network_->pipes.length_m[i];
        }
    }

    [[nodiscard]] ConnectionResult blank(Candidate const& candidate) const {
        ConnectionResult result;
        result.id = candidate.id;
        result.name = candidate.name.empty() ? candidate.id : candidate.name;
        result.peak_w = *candidate.peak_kw * 1e3;
        result.annual_use_mwh = *candidate.annual_use_mwh;
        result.operating_point = settings_.operating_point.empty() ? "design" : settings_.operating_point;
        return result;
    }

    static bool better(ConnectionResult const& a, ConnectionResult const& b) {
        if (a.verdict != b.verdict &&
            (a.verdict == ConnectionVerdict::infeasible || b.verdict == ConnectionVerdict::infeasible)) {
            return b.verdict == ConnectionVerdict::infeasible;
        }
        if (a.cost && b.cost) {
            return *a.cost < *b.cost;
        }
        return a.branch && b.branch && a.branch->length_m < b.branch->length_m;
    }

    // The points that are looked at before all are: those that bind without the candidate, and its own.
    [[nodiscard]] std::vector<std::int32_t> first_points() const {
        std::vector<std::int32_t> points = binding_;
        points.push_back(static_cast<std::int32_t>(network_->substations.size()));
        return points;
    }

    // The smallest branch that keeps its own limits with this load; the last of the range if none does. Wider
    // is always slower, so halving finds it. The branch carries most on the candidate's own way or always the
    // same: no other point is needed for it.
    struct SizedBranch {
        std::size_t size{0};
        Trial trial; // at the points that were asked for
    };
    [[nodiscard]] SizedBranch sized_branch(Candidate const& candidate, double peak_kw, TieIn const& way,
                                           std::vector<std::int32_t> const& points, SizeRange range,
                                           SteadyState const& start) const {
        std::string const own = detail::branch_id(candidate) + ":";
        std::vector<std::int32_t> const own_point{static_cast<std::int32_t>(network_->substations.size())};
        auto const attempt = [&](std::size_t size, std::vector<std::int32_t> const& at,
                                 SteadyState const& from) {
            return solve(detail::with_candidate(base_.project, candidate, peak_kw, way, *family_[size]), at,
                         from);
        };
        auto const keeps = [&](Trial const& trial) {
            return trial.report.converged() &&
                   std::none_of(trial.envelope.limits.broken.begin(), trial.envelope.limits.broken.end(),
                                [&](LimitFinding const& finding) {
                                    return detail::pipe_mends(finding.kind) &&
                                           element_id(*trial.network, finding).starts_with(own);
                                });
        };
        SteadyState last = start;
        while (range.smallest < range.largest) {
            std::size_t const middle = (range.smallest + range.largest) / 2;
            Trial trial = attempt(middle, own_point, last);
            if (keeps(trial)) {
                range.largest = middle;
                last = std::move(trial.state);
            } else {
                range.smallest = middle + 1;
            }
        }
        return {range.largest, attempt(range.largest, points, last)};
    }

    [[nodiscard]] SizeRange all_sizes() const { return {.smallest = 0, .largest = family_.size() - 1}; }

    [[nodiscard]] Attempt try_way(Candidate const& candidate, TieIn const& way) const {
        Attempt attempt;
        attempt.way = way;
        attempt.result = blank(candidate);
        attempt.points = first_points();
        auto [size, trial] =
            sized_branch(candidate, *candidate.peak_kw, way, attempt.points, all_sizes(), SteadyState{});
        attempt.trial = std::move(trial);
        CatalogueEntry const* const entry = family_[size];
        ConnectionBranch branch;
        branch.tie_in = way.pair >= 0 ? base_.project.pipe_pairs[static_cast<std::size_t>(way.pair)].id
                                      : base_.project.nodes[static_cast<std::size_t>(way.node)].id;
        branch.tie_in_fraction = way.position;
        branch.route = way.route;
        branch.along_streets = way.along_streets;
        branch.length_m = way.length_m();
        branch.catalogue = entry->id;
        branch.cost = detail::branch_cost(*entry, way, candidate.surface, settings_.off_street_cost_factor);
        attempt.result.branch = branch;
        attempt.result.linear_heat_density_mwh_m = attempt.result.annual_use_mwh / way.length_m();
        reinforce(candidate, attempt);
        finish(candidate, attempt.trial, attempt.result);
        return attempt;
    }

    void solve_again(Attempt& attempt, Project project, TrialPoints const& points) const {
        SteadyState const start = std::move(attempt.trial.state);
        attempt.trial = solve(std::move(project), points, start);
    }

    // Larger pipes, one at a time, until nothing is broken at these points that they can mend.
    void reinforce(Candidate const& candidate, Attempt& attempt) const {
        for (int step = 0; step < most_reinforcement_steps && attempt.trial.report.converged(); ++step) {
            auto const larger = detail::next_enlargement(attempt.trial, base_, family_);
            if (!larger) {
                return;
            }
            note(larger->pair, *larger->entry, candidate, attempt.way, attempt.result);
            Project project = attempt.trial.project;
            detail::enlarge(project, larger->pair, *larger->entry);
            solve_again(attempt, std::move(project), attempt.points);
        }
    }

    // Ends with every point solved; those that turn out to bind join the points that pipes are enlarged for.
    void complete(Candidate const& candidate, Attempt& attempt) const {
        for (int round = 0; round < most_reinforcement_steps; ++round) {
            solve_again(attempt, attempt.trial.project, std::nullopt);
            if (!attempt.trial.report.converged() ||
                !detail::next_enlargement(attempt.trial, base_, family_)) {
                break;
            }
            detail::add_binding_points(attempt.trial, attempt.points);
            reinforce(candidate, attempt);
        }
        finish(candidate, attempt.trial, attempt.result);
    }

    void note(std::string const& pair, CatalogueEntry const& larger, Candidate const& candidate,
              TieIn const& way, ConnectionResult& result) const {
        if (pair == detail::branch_id(candidate)) {
            result.branch->catalogue = larger.id;
            result.branch->cost =
                detail::branch_cost(larger, way, candidate.surface, settings_.off_street_cost_factor);
            return;
        }
        auto const record = std::find_if(base_.project.pipe_pairs.begin(), base_.project.pipe_pairs.end(),
                                         [&](Pipe const& pipe) { return pipe.id == pair; });
        auto known = std::find_if(result.reinforcements.begin(), result.reinforcements.end(),
                                  [&](Reinforcement const& one) { return one.pair == pair; });
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
        known->cost = detail::laid_cost(larger, record->surface, known->length_m);
    }

    void finish(Candidate const& candidate, Trial const& trial, ConnectionResult& result) const {
        if (!trial.report.converged()) {
            result.verdict = ConnectionVerdict::infeasible;
            result.limits.clear();
            result.reason = "the network has no solution with this load: " + trial.report.diagnosis;
            return;
        }
        std::size_t const own = network_->substations.size();
        result.supply_temperature_c = trial.envelope.substation_supply_temperature_c[own];
        result.differential_pressure_pa = trial.envelope.substation_differential_pressure_pa[own];
        result.points = trial.envelope.points;
        result.limits.clear();
        list_limits(candidate, trial, result);
        add_costs(result);
        std::vector<LimitFinding> const broken = detail::blamed(trial, base_);
        auto const unserved = detail::newly_unserved(trial, base_);
        if (broken.empty() && !unserved) {
            bool const larger_pipes = !result.reinforcements.empty();
            result.verdict =
                larger_pipes ? ConnectionVerdict::feasible_with_reinforcement : ConnectionVerdict::feasible;
            if (LimitFinding const* const tightest = trial.envelope.limits.binding(); tightest != nullptr) {
                result.binding = tightest->kind;
                result.binding_element = detail::users_id(candidate, element_id(*trial.network, *tightest));
            }
            result.reason = larger_pipes
                                ? fmt::format("{} pair{} must be larger", result.reinforcements.size(),
                                              result.reinforcements.size() == 1 ? "" : "s")
                                : "every limit is kept";
            return;
        }
        result.verdict = ConnectionVerdict::infeasible;
        if (!broken.empty()) {
            LimitFinding const& worst = broken.front();
            LimitKindInfo const& kind = info(worst.kind);
            result.binding = worst.kind;
            result.binding_element = detail::users_id(candidate, element_id(*trial.network, worst));
            result.reason = fmt::format("{} of '{}' would be {:.4g} {}, {} {:.4g} {}", kind.title,
                                        result.binding_element, worst.value * kind.shown_per_si, kind.unit,
                                        kind.is_maximum ? "more than" : "less than",
                                        worst.limit * kind.shown_per_si, kind.unit);
        } else {
            std::string const& id = trial.network->substations.id[*unserved];
            result.reason = fmt::format(
                "'{}' would be short of {:.0f} kW: {}", detail::users_id(candidate, id),
                trial.envelope.substation_unmet_heat_w[*unserved] * 1e-3, why_short(trial, *unserved));
        }
        result.reason += exhausted_plants(trial);
    }

    // At the point itself; a load that is short only while its own way carries its design flows lacks
    // pressure.
    static std::string_view why_short(Trial const& trial, std::size_t substation) {
        ElementStatus const status =
            trial.state.link_status[static_cast<std::size_t>(trial.network->substations.link[substation])];
        return to_string(status == ElementStatus::normal ? ElementStatus::limited_by_pressure : status);
    }

    // What larger pipes cannot mend: plants that gave all they have only with the candidate.
    [[nodiscard]] std::string exhausted_plants(Trial const& trial) const {
        std::string text;
        for (std::size_t i = 0; i < trial.network->plants.size(); ++i) {
            auto const now = trial.state.link_status[static_cast<std::size_t>(trial.network->plants.link[i])];
            auto const before = base_.state.link_status[static_cast<std::size_t>(network_->plants.link[i])];
            bool const at_limit = now == ElementStatus::at_capacity ||
                                  now == ElementStatus::at_pressure_limit ||
                                  now == ElementStatus::at_flow_limit;
            if (at_limit && now != before) {
                text += fmt::format("; '{}' is {}", trial.network->plants.id[i], to_string(now));
            }
        }
        return text;
    }

    // The tightest of each kind, the candidate's own substation, and every limit of every plant and pump.
    void list_limits(Candidate const& candidate, Trial const& trial, ConnectionResult& result) const {
        Network const& network = *trial.network;
        auto const add = [&](LimitFinding const& now, double margin_before, bool broken, bool broken_before) {
            std::string const consumer =
                now.consumer < 0
                    ? ""
                    : detail::users_id(candidate,
                                       network.substations.id[static_cast<std::size_t>(now.consumer)]);
            result.limits.push_back({.kind = now.kind,
                                     .element = detail::users_id(candidate, element_id(network, now)),
                                     .value = now.value,
                                     .limit = now.limit,
                                     .margin = now.margin,
                                     .margin_before = margin_before,
                                     .broken = broken,
                                     .broken_before = broken_before,
                                     .source = limit_source(network, now),
                                     .design_consumer = consumer});
        };
        LimitReport const& limits = trial.envelope.limits;
        for (LimitSummary const& kind : limits.kinds) {
            if (kind.checked > 0 && kind.kind < LimitKind::plant_heat) {
                LimitSummary const& before = base_.envelope.limits.kinds[static_cast<std::size_t>(kind.kind)];
                add(kind.tightest, before.checked > 0 ? before.tightest.margin : nan, kind.broken > 0,
                    before.broken > 0);
            }
        }
        std::size_t const own = network_->substations.size();
        auto const add_own = [&](LimitKind kind, double value, double limit) {
            bool const shown = std::ranges::any_of(result.limits, [&](ConnectionLimit const& known) {
                return known.kind == kind && known.element == candidate.id;
            });
            LimitFinding finding{
                .kind = kind, .element = network.substations.link[own], .value = value, .limit = limit};
            finding.margin = value - limit;
            if (!shown) {
                add(finding, nan, finding.broken(), false);
            }
        };
        add_own(LimitKind::substation_differential_pressure, result.differential_pressure_pa,
                network.substations.minimum_differential_pressure_pa[own]);
        add_own(LimitKind::substation_supply_temperature, result.supply_temperature_c,
                network.substations.minimum_supply_temperature_c[own]);
        for (LimitFinding const& finding : limits.machines) {
            std::string const id = element_id(network, finding);
            auto const before =
                std::ranges::find_if(base_.envelope.limits.machines, [&](LimitFinding const& known) {
                    return known.kind == finding.kind && element_id(*base_.network, known) == id;
                });
            bool const known = before != base_.envelope.limits.machines.end();
            add(finding, known ? before->margin : nan, finding.broken(), known && before->broken());
        }
    }

    void add_costs(ConnectionResult& result) const {
        std::optional<double> total = result.branch->cost;
        for (Reinforcement const& one : result.reinforcements) {
            total = total && one.cost ? std::optional<double>{*total + *one.cost} : std::nullopt;
        }
        result.cost = total;
        if (total && result.annual_use_mwh > 0.0) {
            result.cost_per_mwh = *total / (result.annual_use_mwh * settings_.lifetime_years);
        }
    }

    // Largest peak that connects here without a larger pipe anywhere but in the branch itself. Halving
    // between a load that fits and one that does not, each trial solved at the points that bind; what fits
    // there is held against all points in the end, and where one of those says no, it joins them and the
    // search goes on below.
    [[nodiscard]] double largest_load_w(Candidate const& candidate, TieIn const& way) const {
        std::vector<std::int32_t> points = first_points();
        SteadyState start;
        SizeRange sizes = all_sizes();
        auto const blameless = [&](Trial const& trial) {
            return trial.report.converged() && detail::blamed(trial, base_).empty() &&
                   !detail::newly_unserved(trial, base_);
        };
        // More load never needs a smaller branch.
        auto const fits = [&](double peak_kw) {
            auto [size, trial] = sized_branch(candidate, peak_kw, way, points, sizes, start);
            bool const does = blameless(trial);
            (does ? sizes.smallest : sizes.largest) = size;
            if (does) {
                start = std::move(trial.state);
            }
            return does;
        };
        double low = 0.0;
        double high = *candidate.peak_kw;
        for (int i = 0; i < 16 && fits(high); ++i) {
            low = high;
            high *= 2.0;
        }
        double const smallest = 1e-3 * *candidate.peak_kw;
        while (true) {
            while (high - low > std::max(largest_load_resolution * high, smallest)) {
                double const middle = 0.5 * (low + high);
                (fits(middle) ? low : high) = middle;
            }
            if (low <= 0.0) {
                return 0.0;
            }
            auto const sized = sized_branch(candidate, low, way, points, all_sizes(), start);
            Trial const whole =
                sized.trial.whole ? sized.trial : solve(sized.trial.project, std::nullopt, start);
            if (blameless(whole)) {
                return low * 1e3;
            }
            detail::add_binding_points(whole, points);
            high = low;
            low = 0.0;
            sizes = all_sizes();
        }
    }

    std::function<bool()> go_on_;
    ConnectionOptions options_;
    std::shared_ptr<Network const> network_;
    std::optional<TieInSearch> search_;
    ConnectionSettings const& settings_;
    std::vector<CatalogueEntry const*> family_;
    Trial base_;
    std::vector<std::int32_t>
        binding_; // consumers whose points of the design envelope bind without candidates
};

} // namespace

std::string_view to_string(ConnectionVerdict verdict) {
    switch (verdict) {
    case ConnectionVerdict::feasible: return "feasible";
    case ConnectionVerdict::feasible_with_reinforcement: return "feasible with reinforcement";
    case ConnectionVerdict::infeasible: return "infeasible";
    }
    return "unknown";
}

ConnectionReport study_connections(std::shared_ptr<Network const> const& network,
                                   std::vector<Street> const& streets, ConnectionProgress const& progress,
                                   ConnectionOptions const& options) {
    ConnectionReport report;
    std::vector<Candidate> const& candidates = network->project().candidates;
    auto const go_on = [&] { return !progress || progress(report.candidates.size(), candidates.size()); };
    try {
        Study const study{network, streets, go_on, options};
        report.base_converged = study.base().report.converged();
        report.diagnosis = study.base().report.diagnosis;
        report.base_limits = study.base().envelope.limits;
        if (!report.base_converged) {
            return report;
        }
        for (Candidate const& candidate : candidates) {
            report.candidates.push_back(study.judge(candidate));
        }
    } catch (Stopped const&) {
        report.stopped = true;
    }
    return report;
}

} // namespace saggar
