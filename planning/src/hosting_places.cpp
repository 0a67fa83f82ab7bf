// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "hosting_places.hpp"

#include "hosting_ways.hpp"
#include "over_threads.hpp"

#include "saggar/network/at.hpp"
#include "saggar/planning/kept_work.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace saggar::detail {

namespace {

constexpr std::size_t group_size = 64; // of neighbours, of which each begins where the last one ended

} // namespace

bool HostingTelling::go_on() {
    std::scoped_lock const lock{telling_};
    if (!stopped_ && progress_ && !progress_(judged_, total_)) {
        stopped_ = true;
    }
    return !stopped_;
}

void HostingTelling::add(std::size_t judged) {
    std::scoped_lock const lock{telling_};
    judged_ += judged;
}

void HostingTelling::set_total(std::size_t total) {
    std::scoped_lock const lock{telling_};
    total_ = total;
}

bool HostingTelling::stopped() const {
    std::scoped_lock const lock{telling_};
    return stopped_;
}

HostingPlaces::HostingPlaces(HostingNetwork made, HostingOptions const& options, HostingTelling& telling,
                             std::function<std::string(std::size_t group)> piece)
    : made_{std::move(made)}, options_{options}, telling_{telling}, piece_{std::move(piece)} {}

// Whether the plants give what they could not.
bool HostingPlaces::beyond_plants() const {
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

void HostingPlaces::solve_present() {
    state_ = SteadyState{};
    converged_ = false;
    solver_.emplace(made_.network);
    SteadyReport const solved = solver_->solve(made_.point, state_);
    diagnosis_ = solved.diagnosis;
    if (!solved.converged()) {
        return;
    }
    EnvelopeOptions options;
    options.threads = options_.threads;
    options.solver = &*solver_;
    options.progress = [&](std::size_t, std::size_t) { return telling_.go_on(); };
    if (!made_.point.is_design()) {
        options.only = std::vector<std::int32_t>{};
    }
    envelope_ = solve_design_envelope(made_.network, made_.point, state_, options);
    converged_ = envelope_.converged() || envelope_.stopped;
    diagnosis_ = envelope_.diagnosis;
}

bool HostingPlaces::solve_base() {
    HostingNetwork as_it_is = made_;
    lift_plant_limits(made_);
    solve_present();
    if (!converged_ || beyond_plants()) {
        made_ = std::move(as_it_is);
        solve_present();
    }
    return converged_;
}

// What each way lacks at its own design flows.
void HostingPlaces::look_at_ways(HostingBase& base) {
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
            auto const consumer = at(NamedWays::consumer_of(base.ways.name(i)));
            double const lift = solved.plant_differential_pressure_pa.front();
            double const spare = solved.substation_differential_pressure_pa[consumer] -
                                 solved.substation_needed_differential_pressure_pa[consumer];
            if (report.converged() && std::isfinite(spare)) {
                base.way_lift_pa[i] = lift;
                base.way_need_pa[i] = lift - spare;
            }
            return telling_.go_on();
        },
        {}, options_.threads, {.state = &state_, .solver = &*solver_});
}

std::vector<HostingNode> HostingPlaces::judge(std::vector<double> const& expected_w) {
    expected_w_ = expected_w;
    NamedWays const ways{*made_.network, made_.point, state_};
    LimitSlots const slots{made_, envelope_};
    HostingBase base{.made = made_,
                     .ways = ways,
                     .ways_move = ways.size() > 0 && ways_may_move(*made_.network, state_),
                     .slots = slots,
                     .state = state_,
                     .envelope = envelope_};
    GuessBasis const guesses = guess_basis(made_, solver_->fluid(), state_);
    base.way_of_node = way_of_nodes(*made_.network, guesses.tree, ways);
    for (HostingPlace const& place : made_.places) {
        base.way_of_place.push_back(nearest_way(guesses.tree, base.way_of_node, place.supply));
    }
    base.largest_w = 0.9 * largest_hosted_w / std::max(1.0, made_.load_factor);
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
    std::vector<std::size_t> const order = order_of_places(made_, guesses.tree);
    judged_.assign(made_.places.size(), {});
    for (std::size_t i = 0; i < judged_.size(); ++i) {
        judged_[i].node = made_.places[i].node;
    }
    auto const make_worker = [&](std::size_t) {
        return [&](std::size_t group) { judge_group(base, order, guesses, group); };
    };
    over_threads((order.size() + group_size - 1) / group_size, options_.threads, make_worker);
    return std::move(judged_);
}

// Neighbours, one after the other: the first begins where it is guessed to end, the next where the last
// did. A solver for each group: what others were solved with it before must not decide anything.
void HostingPlaces::judge_group(HostingBase const& base, std::vector<std::size_t> const& order,
                                GuessBasis const& guesses, std::size_t group) {
    std::vector<HostingNode> judged;
    std::size_t fresh = 0;
    keep_piece(options_.kept, piece_(group), judged, [&] {
        SteadySolver solver{made_.network};
        HostingSearch search{base, solver, go_};
        NeighbourGuess guess{guesses};
        std::size_t const end = std::min(order.size(), (group + 1) * group_size);
        double const factor = made_.load_factor;
        for (std::size_t i = group * group_size; i < end; ++i) {
            double const guess_w = guess.root_w(order[i]); // at the point
            double peak_w = factor > 0.0 ? guess_w / factor : guess_w;
            if (order[i] < expected_w_.size() && expected_w_[order[i]] > 0.0) {
                peak_w = expected_w_[order[i]];
            }
            judged.push_back(search.judge(order[i], peak_w));
            guess.learn(order[i], judged.back().at, search.root_w() * factor);
            telling_.add(1);
        }
        fresh = judged.size();
    });
    telling_.add(judged.size() - fresh);
    for (std::size_t i = 0; i < judged.size(); ++i) {
        judged_[order[group * group_size + i]] = judged[i];
    }
}

} // namespace saggar::detail
