// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/planning/hosting.hpp"

#include "hosting_guess.hpp"
#include "hosting_search.hpp"
#include "hosting_ways.hpp"
#include "over_threads.hpp"

#include "saggar/planning/kept_work.hpp"

#include <algorithm>
#include <cmath>
#include <mutex>
#include <string>
#include <unordered_map>
#include <utility>

namespace saggar {

namespace {

using detail::HostingBase;
using detail::HostingNetwork;
using detail::HostingSearch;

constexpr std::size_t group_size = 64; // of neighbours, of which each begins where the last one ended
constexpr double default_return_c = 45.0;

std::size_t at(std::int32_t index) {
    return static_cast<std::size_t>(index);
}

// More than any network takes; the largest peak that a project may name.
constexpr double largest_load_w = 1e9;

class Study {
public:
    Study(std::shared_ptr<Network const> const& network, HostingOptions const& options,
          HostingProgress const& progress)
        : present_{*network}, options_{options}, progress_{progress} {}

    HostingReport run() {
        if (detail::nodes_with_pairs(present_.project()).empty()) {
            throw Error{{.code = ErrorCode::nothing_to_solve,
                         .place = {.file = "", .line = 0, .component = "pipe_pairs", .id = "", .field = ""},
                         .text = "no open pair of pipes leads to a node that a load could be connected to",
                         .advice = "Lay supply and return as pipe_pairs"}};
        }
        std::string const& asked = options_.operating_point;
        std::string const point = asked.empty() ? present_.project().connection.operating_point : asked;
        report_.operating_point = point.empty() ? "design" : point;
        report_.named_point = point;
        report_.return_temperature_c =
            options_.return_temperature_c.value_or(typical_return_temperature_c(present_));
        made_ = detail::hosting_network(present_, point, report_.return_temperature_c, largest_load_w);
        report_.load_factor = made_.load_factor;
        detail::HostingNetwork const as_it_is = made_;
        detail::lift_plant_limits(made_);
        solve_base();
        if (!report_.base_converged || beyond_plants()) {
            made_ = as_it_is;
            solve_base();
        }
        if (report_.base_converged && !stopped_) {
            judge_all();
        }
        report_.stopped = stopped_;
        if (stopped_) {
            report_.nodes.clear();
        } else if (report_.base_converged) {
            list_pairs();
        }
        return std::move(report_);
    }

private:
    bool go_on() {
        std::scoped_lock const lock{telling_};
        if (!stopped_ && progress_ && !progress_(judged_, made_.places.size())) {
            stopped_ = true;
        }
        return !stopped_;
    }

    // Whether the plants give what they could not.
    [[nodiscard]] bool beyond_plants() const {
        for (std::size_t i = 0; i < made_.plants.size(); ++i) {
            auto const beyond = [](double value, std::optional<double> const& limit) {
                return limit && value > *limit * (1.0 - 1e-6);
            };
            if (!made_.network->plants.capacity_w[i] &&
                beyond(envelope_.plant_heat_w[i], made_.plants.capacity_w[i])) {
                return true;
            }
            if (!made_.network->plants.maximum_flow_kg_s[i] &&
                beyond(envelope_.plant_flow_kg_s[i], made_.plants.maximum_flow_kg_s[i])) {
                return true;
            }
        }
        return false;
    }

    void solve_base() {
        state_ = SteadyState{};
        solver_.emplace(made_.network);
        SteadyReport const solved = solver_->solve(made_.point, state_);
        report_.diagnosis = solved.diagnosis;
        if (!solved.converged()) {
            return;
        }
        EnvelopeOptions options;
        options.threads = options_.threads;
        options.solver = &*solver_;
        options.progress = [&](std::size_t, std::size_t) { return go_on(); };
        if (!made_.point.is_design()) {
            options.only = std::vector<std::int32_t>{};
        }
        envelope_ = solve_design_envelope(made_.network, made_.point, state_, options);
        report_.base_converged = envelope_.converged() || envelope_.stopped;
        report_.diagnosis = envelope_.diagnosis;
        report_.base_limits = envelope_.limits;
        report_.points = envelope_.points;
    }

    // What each way lacks at its own design flows.
    void look_at_ways(HostingBase& base) {
        std::size_t const count = base.ways.size();
        base.way_need_pa.assign(count, 0.0);
        base.way_lift_pa.assign(count, 0.0);
        solve_stream(
            made_.network, count,
            [&](std::size_t i) {
                OperatingPoint one = made_.point;
                base.ways.demands(base.ways.name(i), one.heat_demand_w);
                return one;
            },
            [&](std::size_t i, SteadyReport const& report, SteadyState const& solved) {
                auto const consumer = at(detail::NamedWays::consumer_of(base.ways.name(i)));
                double const lift = solved.plant_differential_pressure_pa.front();
                double const spare = solved.substation_differential_pressure_pa[consumer] -
                                     solved.substation_needed_differential_pressure_pa[consumer];
                if (report.converged() && std::isfinite(spare)) {
                    base.way_lift_pa[i] = lift;
                    base.way_need_pa[i] = lift - spare;
                }
                return go_on();
            },
            {}, options_.threads, {.state = &state_, .solver = &*solver_});
    }

    void judge_all() {
        detail::NamedWays const ways{*made_.network, made_.point, state_};
        detail::LimitSlots const slots{made_, envelope_};
        HostingBase base{.made = made_,
                         .ways = ways,
                         .ways_move = ways.size() > 0 && detail::ways_may_move(*made_.network, state_),
                         .slots = slots,
                         .state = state_,
                         .envelope = envelope_};
        detail::GuessBasis const guesses = detail::guess_basis(made_, solver_->fluid(), state_);
        base.way_of_node = detail::way_of_nodes(*made_.network, guesses.tree, ways);
        for (detail::HostingPlace const& place : made_.places) {
            base.way_of_place.push_back(detail::nearest_way(guesses.tree, base.way_of_node, place.supply));
        }
        base.largest_w = 0.9 * largest_load_w / std::max(1.0, made_.load_factor);
        for (double const demand_w : made_.point.heat_demand_w) {
            base.carried_w += demand_w;
        }
        base.every_way = options_.every_way;
        for (std::size_t i = 0; i < made_.network->plants.size(); ++i) {
            base.own_lift =
                base.own_lift || (made_.network->plants.control[i] == PlantControl::pressure_holding &&
                                  std::isnan(made_.point.plant_differential_pressure_pa[i]));
        }
        look_at_ways(base);
        std::vector<std::size_t> const order = detail::order_of_places(made_, guesses.tree);
        for (detail::HostingPlace const& place : made_.places) {
            report_.nodes.emplace_back();
            report_.nodes.back().node = place.node;
        }
        std::function<bool()> const go = [this] { return go_on(); };
        auto const make_worker = [&](std::size_t) {
            return [&](std::size_t group) { judge_group(base, go, order, guesses, group); };
        };
        detail::over_threads((order.size() + group_size - 1) / group_size, options_.threads, make_worker);
    }

    // Neighbours, one after the other: the first begins where it is guessed to end, the next where the last
    // did. A solver for each group: what others were solved with it before must not decide anything.
    void judge_group(HostingBase const& base, std::function<bool()> const& go,
                     std::vector<std::size_t> const& order, detail::GuessBasis const& guesses,
                     std::size_t group) {
        std::vector<HostingNode> judged;
        std::size_t fresh = 0;
        keep_piece(options_.kept, hosting_piece(group), judged, [&] {
            SteadySolver solver{made_.network};
            HostingSearch search{base, solver, go};
            detail::NeighbourGuess guess{guesses};
            std::size_t const end = std::min(order.size(), (group + 1) * group_size);
            double const factor = made_.load_factor;
            for (std::size_t i = group * group_size; i < end; ++i) {
                double const guess_w = guess.root_w(order[i]); // at the point
                judged.push_back(search.judge(order[i], factor > 0.0 ? guess_w / factor : guess_w));
                guess.learn(order[i], judged.back().at, search.root_w() * factor);
                std::scoped_lock const lock{telling_};
                ++judged_;
            }
            fresh = judged.size();
        });
        std::scoped_lock const lock{telling_};
        judged_ += judged.size() - fresh;
        for (std::size_t i = 0; i < judged.size(); ++i) {
            report_.nodes[order[group * group_size + i]] = judged[i];
            report_.solves += judged[i].solves;
        }
    }

    void list_pairs() {
        Project const& project = present_.project();
        std::unordered_map<std::string_view, std::int32_t> by_id;
        for (std::size_t i = 0; i < report_.nodes.size(); ++i) {
            by_id.emplace(project.nodes[at(report_.nodes[i].node)].id, static_cast<std::int32_t>(i));
        }
        for (std::size_t i = 0; i < project.pipe_pairs.size(); ++i) {
            Pipe const& pair = project.pipe_pairs[i];
            if (pair.open) {
                std::int32_t const from = by_id.at(pair.from);
                std::int32_t const to = by_id.at(pair.to);
                bool const first =
                    report_.nodes[at(from)].at.capacity_w <= report_.nodes[at(to)].at.capacity_w;
                report_.pairs.push_back(
                    {.pair = static_cast<std::int32_t>(i), .from_node = first ? from : to});
            }
        }
    }

    Network const& present_;
    HostingOptions const& options_;
    HostingProgress const& progress_;
    HostingReport report_;
    HostingNetwork made_;
    std::optional<SteadySolver> solver_;
    SteadyState state_;
    DesignEnvelope envelope_;
    std::mutex telling_;
    std::size_t judged_{0}; // this and the next behind telling_
    bool stopped_{false};
};

} // namespace

std::string_view to_string(HostingBound bound) {
    switch (bound) {
    case HostingBound::limit: return "limit";
    case HostingBound::unserved: return "unserved";
    case HostingBound::unsolved: return "unsolved";
    case HostingBound::cut_off: return "cut_off";
    case HostingBound::none: return "none";
    }
    return "unknown";
}

void HostingValue::keep(StateArchive& archive) {
    archive(capacity_w, bound, limit, element, value, allowed, design_consumer);
}

void HostingNode::keep(StateArchive& archive) {
    archive(node, at, solves);
}

double typical_return_temperature_c(Network const& network) {
    SubstationColumns const& s = network.substations;
    double weight = 0.0;
    double sum = 0.0;
    for (std::size_t i = 0; i < s.size(); ++i) {
        if (std::isfinite(s.return_temperature_c[i])) {
            weight += s.peak_w[i];
            sum += s.peak_w[i] * s.return_temperature_c[i];
        }
    }
    return weight > 0.0 ? sum / weight : default_return_c;
}

std::string hosting_piece(std::size_t group) {
    return "nodes, group " + std::to_string(group);
}

HostingReport study_hosting(std::shared_ptr<Network const> const& network, HostingOptions const& options,
                            HostingProgress const& progress) {
    return Study{network, options, progress}.run();
}

} // namespace saggar
