// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/planning/connection.hpp"

#include "extended_project.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <tuple>
#include <utility>

namespace saggar {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr int most_reinforcement_steps = 200;
constexpr double largest_load_resolution = 0.01; // relative

// A network solved at the point where connections are judged.
struct Trial {
    Project project;
    std::shared_ptr<Network const> network;
    SteadyState state;
    SteadyReport report;
    LimitReport limits;
};

OperatingPoint judging_point(Network const& network) {
    std::string const& id = network.project().connection.operating_point;
    return id.empty() ? design_point(network) : operating_point(network, id);
}

struct Stopped {}; // thrown where whoever asked for the study wants it to end

Trial solve(Project project, Catalogue const& catalogue, std::function<bool()> const& go_on) {
    if (!go_on()) {
        throw Stopped{};
    }
    Trial trial;
    trial.network = Network::build(project, catalogue);
    trial.project = std::move(project);
    SteadySolver solver{trial.network};
    trial.report = solver.solve(judging_point(*trial.network), trial.state);
    if (trial.report.converged()) {
        trial.limits = check_limits(*trial.network, solver.fluid(), trial.state);
    }
    return trial;
}

std::map<std::pair<LimitKind, std::string>, double> broken_margins(Trial const& trial) {
    std::map<std::pair<LimitKind, std::string>, double> margins;
    for (LimitFinding const& finding : trial.limits.broken) {
        margins[{finding.kind, element_id(*trial.network, finding)}] = finding.relative_margin();
    }
    return margins;
}

// The limits that the candidate is to blame for: newly broken, or broken worse.
std::vector<LimitFinding> blamed(Trial const& with, Trial const& base) {
    auto const before = broken_margins(base);
    std::vector<LimitFinding> result;
    for (LimitFinding const& finding : with.limits.broken) {
        auto const known = before.find({finding.kind, element_id(*with.network, finding)});
        if (known == before.end() || finding.relative_margin() < known->second - 1e-4) {
            result.push_back(finding);
        }
    }
    return result;
}

// A load that gets less heat than it asks for breaks no limit of a pipe, but is the worst of all.
std::optional<std::size_t> newly_unserved(Trial const& with, Trial const& base) {
    for (std::size_t i = 0; i < with.state.substation_unmet_heat_w.size(); ++i) {
        double const before =
            i < base.state.substation_unmet_heat_w.size() ? base.state.substation_unmet_heat_w[i] : 0.0;
        double const allowed = before + 1e-4 * with.network->substations.peak_w[i];
        if (with.state.substation_unmet_heat_w[i] > allowed) {
            return i;
        }
    }
    return std::nullopt;
}

bool pipe_mends(LimitKind kind) {
    return kind == LimitKind::pipe_velocity || kind == LimitKind::pipe_gradient;
}
bool pressure_lacks(LimitKind kind) {
    return kind == LimitKind::substation_differential_pressure ||
           kind == LimitKind::plant_differential_pressure || kind == LimitKind::pipe_pressure;
}

// The next larger pipe of the family, or nullptr.
CatalogueEntry const* next_larger(std::vector<CatalogueEntry const*> const& family, double bore_m) {
    for (CatalogueEntry const* const entry : family) {
        if (entry->inner_diameter_mm * 1e-3 > bore_m * 1.0001) {
            return entry;
        }
    }
    return nullptr;
}

std::string pair_of(Trial const& trial, std::size_t pipe) {
    PipeColumns const& pipes = trial.network->pipes;
    if (pipes.partner[pipe] < 0) {
        return {};
    }
    std::string const id = trial.project.pipe_pairs[static_cast<std::size_t>(pipes.record[pipe])].id;
    std::size_t const cut = id.rfind("~2");
    return cut != std::string::npos && cut + 2 == id.size() ? id.substr(0, cut) : id;
}

// The pipe line with the steepest gradient on the way from a plant to a substation, whose pair can still
// grow.
std::optional<std::size_t> steepest_on_the_way(Trial const& trial, std::size_t substation,
                                               std::vector<CatalogueEntry const*> const& family) {
    Network const& network = *trial.network;
    std::vector<std::int32_t> into(network.nodes.size(), -1); // pipe that brings most water to each node
    for (std::size_t i = 0; i < network.pipes.size(); ++i) {
        double const m = trial.state.mass_flow_kg_s[i];
        auto const down = static_cast<std::size_t>(m > 0.0 ? network.links.to[i] : network.links.from[i]);
        std::int32_t const known = into[down];
        if (m != 0.0 &&
            (known < 0 ||
             std::abs(m) > std::abs(trial.state.mass_flow_kg_s[static_cast<std::size_t>(known)]))) {
            into[down] = static_cast<std::int32_t>(i);
        }
    }
    std::optional<std::size_t> steepest;
    double worst = 0.0;
    auto node = network.links.from[static_cast<std::size_t>(network.substations.link[substation])];
    for (std::size_t step = 0; step < network.nodes.size(); ++step) {
        std::int32_t const pipe = into[static_cast<std::size_t>(node)];
        if (pipe < 0) {
            break;
        }
        auto const i = static_cast<std::size_t>(pipe);
        double const gradient = trial.state.pipe_friction_pa[i] / network.pipes.length_m[i];
        if (gradient > worst && network.pipes.partner[i] >= 0 &&
            next_larger(family, network.pipes.inner_diameter_m[i]) != nullptr) {
            worst = gradient;
            steepest = i;
        }
        node = trial.state.mass_flow_kg_s[i] > 0.0 ? network.links.from[i] : network.links.to[i];
    }
    return steepest;
}

std::optional<double> laid_cost(CatalogueEntry const& entry, Surface surface, double length_m) {
    auto const& per_metre = surface == Surface::hard ? entry.cost_hard_per_m : entry.cost_soft_per_m;
    return per_metre ? std::optional<double>{*per_metre * length_m} : std::nullopt;
}

// Of a branch: in streets by their surface, off them by the candidate's, at the project's factor. What is not
// needed costs nothing even where its price is unknown.
std::optional<double> branch_cost(CatalogueEntry const& entry, TieIn const& way, Surface off_street,
                                  double factor) {
    double total = 0.0;
    for (auto const& [surface, length, weight] :
         {std::tuple{Surface::hard, way.hard_m, 1.0}, std::tuple{Surface::soft, way.soft_m, 1.0},
          std::tuple{off_street, way.off_street_m, factor}}) {
        std::optional<double> const part = laid_cost(entry, surface, length);
        if (length > 0.0 && !part) {
            return std::nullopt;
        }
        total += length > 0.0 ? weight * *part : 0.0;
    }
    return total;
}

// Streets are searched by what a metre of a middling pipe of the family costs in them; without prices by
// length.
TieInOptions tie_in_options(Project const& project, std::vector<CatalogueEntry const*> const& family) {
    TieInOptions options;
    options.length_factor = project.streets.length_factor;
    options.snap_m = project.streets.snap_m;
    for (CatalogueEntry const* const entry : family) {
        if (entry->cost_hard_per_m && entry->cost_soft_per_m && entry->nominal_diameter >= 65.0) {
            options.street_costs = {.hard_per_m = *entry->cost_hard_per_m,
                                    .soft_per_m = *entry->cost_soft_per_m};
            options.off_street_per_m = *entry->cost_soft_per_m * project.connection.off_street_cost_factor;
            break;
        }
    }
    return options;
}

class Study {
public:
    Study(std::shared_ptr<Network const> const& network, std::vector<Street> const& streets,
          std::function<bool()> go_on)
        : go_on_{std::move(go_on)},
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
        base_ = solve(std::move(project), network->catalogue(), go_on_);
        search_.emplace(streets, tie_in_targets(base_.project), tie_in_options(base_.project, family_));
    }

    [[nodiscard]] Trial const& base() const { return base_; }

    ConnectionResult judge(Candidate const& candidate) {
        Point const at{.x_m = *candidate.x_m, .y_m = *candidate.y_m};
        std::optional<ConnectionResult> best;
        for (TieIn const& way : search_->cheapest(at, static_cast<std::size_t>(settings_.tie_in_points),
                                                  settings_.maximum_branch_length_m)) {
            ConnectionResult result = try_way(candidate, way);
            if (!best || better(result, *best)) {
                best = std::move(result);
                best_way_ = way;
            }
        }
        if (!best) {
            ConnectionResult result = blank(candidate);
            auto const nearest = search_->cheapest(at, 1, std::numeric_limits<double>::infinity());
            result.reason =
                nearest.empty()
                    ? "no pipe of the network can be tapped"
                    : fmt::format("the network is {:.0f} m away, more than the {:.0f} m that are allowed",
                                  nearest.front().length_m(), settings_.maximum_branch_length_m);
            return result;
        }
        best->largest_load_w = largest_load_w(candidate, best_way_);
        return *best;
    }

private:
    // Lengths that follow from coordinates are written down, so that cutting a pair keeps them.
    void fix_lengths(Project& project) const {
        for (std::size_t i = 0; i < network_->pipes.size(); ++i) {
            auto const record = static_cast<std::size_t>(network_->pipes.record[i]);
            auto& list = network_->pipes.partner[i] >= 0 ? project.pipe_pairs : project.pipes;
            list[record].length_m = network_->pipes.length_m[i];
        }
    }

    ConnectionResult blank(Candidate const& candidate) const {
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

    // The smallest branch that keeps its own limits with this load; the last of the family if none does.
    // Wider is always slower, so halving finds it.
    std::pair<CatalogueEntry const*, Trial> sized_branch(Candidate const& candidate, double peak_kw,
                                                         TieIn const& way) const {
        std::string const own = detail::branch_id(candidate) + ":";
        auto const attempt = [&](std::size_t size) {
            return solve(detail::with_candidate(base_.project, candidate, peak_kw, way, *family_[size]),
                         network_->catalogue(), go_on_);
        };
        auto const keeps = [&](Trial const& trial) {
            return trial.report.converged() &&
                   std::none_of(trial.limits.broken.begin(), trial.limits.broken.end(),
                                [&](LimitFinding const& finding) {
                                    return pipe_mends(finding.kind) &&
                                           element_id(*trial.network, finding).starts_with(own);
                                });
        };
        std::size_t low = 0;
        std::size_t high = family_.size() - 1;
        Trial best = attempt(high);
        while (low < high) {
            std::size_t const middle = (low + high) / 2;
            Trial trial = attempt(middle);
            if (keeps(trial)) {
                high = middle;
                best = std::move(trial);
            } else {
                low = middle + 1;
            }
        }
        return {family_[high], std::move(best)};
    }

    ConnectionResult try_way(Candidate const& candidate, TieIn const& way) const {
        ConnectionResult result = blank(candidate);
        auto [entry, trial] = sized_branch(candidate, *candidate.peak_kw, way);
        ConnectionBranch branch;
        branch.tie_in = way.pair >= 0 ? base_.project.pipe_pairs[static_cast<std::size_t>(way.pair)].id
                                      : base_.project.nodes[static_cast<std::size_t>(way.node)].id;
        branch.tie_in_fraction = way.position;
        branch.route = way.route;
        branch.along_streets = way.along_streets;
        branch.length_m = way.length_m();
        branch.catalogue = entry->id;
        branch.cost = branch_cost(*entry, way, candidate.surface, settings_.off_street_cost_factor);
        result.branch = branch;
        result.linear_heat_density_mwh_m = result.annual_use_mwh / way.length_m();
        reinforce(candidate, way, trial, result);
        finish(candidate, trial, result);
        return result;
    }

    // Larger pipes, one at a time, until nothing is broken that they can mend.
    void reinforce(Candidate const& candidate, TieIn const& way, Trial& trial,
                   ConnectionResult& result) const {
        for (int step = 0; step < most_reinforcement_steps && trial.report.converged(); ++step) {
            std::optional<std::size_t> pipe;
            std::vector<LimitFinding> const broken = blamed(trial, base_);
            for (LimitFinding const& finding : broken) {
                auto const element = static_cast<std::size_t>(finding.element);
                if (pipe_mends(finding.kind) && trial.network->pipes.partner[element] >= 0) {
                    pipe = element;
                    break;
                }
            }
            bool const lacks_pressure =
                std::any_of(broken.begin(), broken.end(),
                            [](LimitFinding const& finding) { return pressure_lacks(finding.kind); }) ||
                newly_unserved(trial, base_).has_value();
            if (!pipe && lacks_pressure && trial.state.index_consumer >= 0) {
                pipe =
                    steepest_on_the_way(trial, static_cast<std::size_t>(trial.state.index_consumer), family_);
            }
            if (!pipe) {
                return;
            }
            CatalogueEntry const* const larger =
                next_larger(family_, trial.network->pipes.inner_diameter_m[*pipe]);
            std::string const pair = pair_of(trial, *pipe);
            if (larger == nullptr || pair.empty()) {
                return;
            }
            note(pair, *larger, candidate, way, result);
            Project project = trial.project;
            detail::enlarge(project, pair, *larger);
            trial = solve(std::move(project), network_->catalogue(), go_on_);
        }
    }

    void note(std::string const& pair, CatalogueEntry const& larger, Candidate const& candidate,
              TieIn const& way, ConnectionResult& result) const {
        if (pair == detail::branch_id(candidate)) {
            result.branch->catalogue = larger.id;
            result.branch->cost =
                branch_cost(larger, way, candidate.surface, settings_.off_street_cost_factor);
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
        known->cost = laid_cost(larger, record->surface, known->length_m);
    }

    void finish(Candidate const& candidate, Trial const& trial, ConnectionResult& result) const {
        if (!trial.report.converged()) {
            result.reason = "the network has no solution with this load: " + trial.report.diagnosis;
            return;
        }
        auto const own = std::find(trial.network->substations.id.begin(), trial.network->substations.id.end(),
                                   detail::substation_id(candidate));
        auto const i = static_cast<std::size_t>(own - trial.network->substations.id.begin());
        result.supply_temperature_c = trial.state.substation_supply_temperature_c[i];
        result.differential_pressure_pa = trial.state.substation_differential_pressure_pa[i];
        list_limits(trial, result);
        add_costs(result);
        std::vector<LimitFinding> const broken = blamed(trial, base_);
        auto const unserved = newly_unserved(trial, base_);
        if (broken.empty() && !unserved) {
            bool const larger_pipes = !result.reinforcements.empty();
            result.verdict =
                larger_pipes ? ConnectionVerdict::feasible_with_reinforcement : ConnectionVerdict::feasible;
            if (LimitFinding const* const tightest = trial.limits.binding(); tightest != nullptr) {
                result.binding = tightest->kind;
                result.binding_element = element_id(*trial.network, *tightest);
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
            result.binding_element = element_id(*trial.network, worst);
            result.reason = fmt::format("{} of '{}' would be {:.4g} {}, {} {:.4g} {}", kind.title,
                                        result.binding_element, worst.value * kind.shown_per_si, kind.unit,
                                        kind.is_maximum ? "more than" : "less than",
                                        worst.limit * kind.shown_per_si, kind.unit);
        } else {
            std::string const& id = trial.network->substations.id[*unserved];
            result.reason = fmt::format("'{}' would be short of {:.0f} kW: {}",
                                        id == detail::substation_id(candidate) ? candidate.id : id,
                                        trial.state.substation_unmet_heat_w[*unserved] * 1e-3,
                                        to_string(trial.state.link_status[static_cast<std::size_t>(
                                            trial.network->substations.link[*unserved])]));
        }
    }

    void list_limits(Trial const& trial, ConnectionResult& result) const {
        for (LimitSummary const& kind : trial.limits.kinds) {
            if (kind.checked == 0) {
                continue;
            }
            LimitSummary const& before = base_.limits.kinds[static_cast<std::size_t>(kind.kind)];
            result.limits.push_back({.kind = kind.kind,
                                     .element = element_id(*trial.network, kind.tightest),
                                     .value = kind.tightest.value,
                                     .limit = kind.tightest.limit,
                                     .margin = kind.tightest.margin,
                                     .margin_before = before.checked > 0 ? before.tightest.margin : nan,
                                     .broken = kind.broken > 0,
                                     .broken_before = before.broken > 0,
                                     .source = limit_source(*trial.network, kind.tightest)});
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

    // Largest peak that connects here without a larger pipe anywhere but in the branch itself. Bisection
    // between a load that fits and one that does not; every trial is a full solve.
    double largest_load_w(Candidate const& candidate, TieIn const& way) const {
        auto const fits = [&](double peak_kw) {
            auto const [entry, trial] = sized_branch(candidate, peak_kw, way);
            return entry != nullptr && trial.report.converged() && blamed(trial, base_).empty() &&
                   !newly_unserved(trial, base_);
        };
        double low = 0.0;
        double high = *candidate.peak_kw;
        for (int i = 0; i < 16 && fits(high); ++i) {
            low = high;
            high *= 2.0;
        }
        double const smallest = 1e-3 * *candidate.peak_kw;
        while (high - low > std::max(largest_load_resolution * high, smallest)) {
            double const middle = 0.5 * (low + high);
            (fits(middle) ? low : high) = middle;
        }
        return low * 1e3;
    }

    std::function<bool()> go_on_;
    std::shared_ptr<Network const> network_;
    std::optional<TieInSearch> search_;
    ConnectionSettings const& settings_;
    std::vector<CatalogueEntry const*> family_;
    Trial base_;
    TieIn best_way_;
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
                                   std::vector<Street> const& streets, ConnectionProgress const& progress) {
    ConnectionReport report;
    std::vector<Candidate> const& candidates = network->project().candidates;
    auto const go_on = [&] { return !progress || progress(report.candidates.size(), candidates.size()); };
    try {
        Study study{network, streets, go_on};
        report.base_converged = study.base().report.converged();
        report.diagnosis = study.base().report.diagnosis;
        report.base_limits = study.base().limits;
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
