// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// Which other ways of the design envelope what fits on a load's own is held against.

#include "flow_response.hpp"
#include "hosting_search.hpp"

#include "saggar/network/at.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace saggar::detail {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr std::size_t most_checks = 6; // ways that may lack pressure
constexpr std::size_t most_pipes = 3;
constexpr std::size_t most_full = 3;      // ways that may fill one of them
constexpr double nearly_full = 0.05;      // of a limit
constexpr double foretold_full = 0.002;   // likewise
constexpr std::size_t kinds_of_ways = 48; // by what their ends do to a limit

} // namespace

// Those that come nearest to lacking pressure. On what two ways share the design flows are the same, so what
// the load takes of this consumer's pressure here it takes of it there. What a way needs that there is only
// with the load is taken from the one that led over its end.
void HostingSearch::add_short_ways(Sample const& fits, std::vector<std::int32_t>& wanted) const {
    Network const& network = *base_.made.network;
    NamedWays const& ways = ways_of(fits);
    SteadyState const& with = base_.ways_move ? *fits.state_of(the_point) : fits.states.front();
    SteadyState const& without = base_.ways_move ? base_.state : known_ways_.at(fits.solved.front()).state;
    double const lift_change =
        with.plant_differential_pressure_pa.front() - without.plant_differential_pressure_pa.front();
    struct Need {
        double pa;
        std::int32_t way;
    };
    std::vector<Need> needs(ways.size());
    for (std::size_t i = 0; i < ways.size(); ++i) {
        std::int32_t const name = ways.name(i);
        auto const consumer = at(NamedWays::consumer_of(name));
        auto before = base_.ways.find(name);
        if (!before) {
            before = base_.ways.find(
                base_.way_of_node[at(network.links.from[at(network.substations.link[consumer])])]);
        }
        double const taken = lift_change - (with.substation_differential_pressure_pa[consumer] -
                                            without.substation_differential_pressure_pa[consumer]);
        needs[i] = {(before ? base_.way_need_pa[*before] - (base_.own_lift ? 0.0 : base_.way_lift_pa[*before])
                            : 0.0) +
                        (std::isfinite(taken) ? taken : 0.0),
                    name};
    }
    std::ranges::stable_sort(needs, [](Need const& a, Need const& b) { return a.pa > b.pa; });
    double const minimum = network.project().limits.minimum_substation_differential_pressure_bar * 1e5;
    double const from = base_.own_lift && !needs.empty() ? needs.front().pa - 0.25 * minimum : -0.5 * minimum;
    for (std::size_t i = 0; i < needs.size() && i < most_checks && needs[i].pa >= from; ++i) {
        if (std::ranges::find(wanted, needs[i].way) == wanted.end()) {
            wanted.push_back(needs[i].way);
        }
    }
}

// Pipes that may be full on a way that was not solved, the fullest first: by the most that they carried
// without the load and what came in addition at the point itself. Of a pair the line that is fuller.
std::vector<std::size_t> HostingSearch::nearly_full_pipes(SteadyState const& with) const {
    Network const& network = *base_.made.network;
    struct Full {
        double slack;
        std::size_t pipe;
    };
    std::vector<Full> full;
    for (std::size_t pipe = 0; pipe < network.pipes.size(); ++pipe) {
        double const most = base_.envelope.pipe_flow_kg_s[pipe];
        double const more = std::abs(with.mass_flow_kg_s[pipe]) - std::abs(base_.state.mass_flow_kg_s[pipe]);
        if (more > 0.0 && most > 0.0) {
            double const slack = slack_at_flow(pipe, base_.envelope.pipe_velocity_m_s[pipe],
                                               base_.envelope.pipe_gradient_pa_m[pipe], 1.0 + more / most);
            if (slack < nearly_full) {
                full.push_back({slack, pipe});
            }
        }
    }
    std::ranges::stable_sort(full, [](Full const& a, Full const& b) { return a.slack < b.slack; });
    std::vector<std::size_t> found;
    for (Full const& one : full) {
        std::int32_t const partner = network.pipes.partner[one.pipe];
        if (found.size() < most_pipes &&
            (partner < 0 || std::ranges::find(found, at(partner)) == found.end())) {
            found.push_back(one.pipe);
        }
    }
    return found;
}

// Of a pipe whose flow grows by a factor.
double HostingSearch::slack_at_flow(std::size_t pipe, double velocity_m_s, double gradient_pa_m,
                                    double growth) const {
    Network const& network = *base_.made.network;
    auto const left = [&](LimitKind kind, double part) {
        return 1.0 - part - base_.slots.threshold(base_.slots.slot(kind, static_cast<std::int32_t>(pipe)));
    };
    return std::min(
        left(LimitKind::pipe_velocity, velocity_m_s * growth / network.project().limits.maximum_velocity_m_s),
        left(LimitKind::pipe_gradient,
             gradient_pa_m * growth * growth / network.pipes.maximum_gradient_pa_m[pipe]));
}

// Of the ways that were not solved those on which a limit is foretold to be broken, the worst first.
// Consumers behind each other do the same to it: of those that move it alike one is enough. What is foretold
// is set right by the way that was solved.
void HostingSearch::add_foretold(Sample const& fits, std::vector<double> const& to_draws,
                                 std::function<double(double)> const& slack_after,
                                 std::function<double(SteadyState const&)> const& slack_in,
                                 std::vector<std::int32_t>& wanted) const {
    Network const& network = *base_.made.network;
    NamedWays const& ways = *fits.moved.ways;
    SteadyState const& with = *fits.state_of(the_point);
    std::vector<double> const& usual_w = base_.made.point.heat_demand_w;
    std::vector<double> demand_w;
    auto const foretold = [&](std::int32_t name) {
        ways.demands(name, demand_w);
        double more = 0.0;
        for (std::size_t i = 0; i < base_.made.present_substations; ++i) {
            if (usual_w[i] > 0.0) {
                more += to_draws[i] * std::abs(with.mass_flow_kg_s[at(network.substations.link[i])]) *
                        (demand_w[i] / usual_w[i] - 1.0);
            }
        }
        return slack_after(more);
    };
    double mistake = 0.0;
    for (std::int32_t const name : fits.solved) {
        if (name != the_point) {
            mistake = slack_in(*fits.state_of(name)) - foretold(name);
            break;
        }
    }
    auto const effect = [&](std::size_t way) { return to_draws[at(NamedWays::consumer_of(ways.name(way)))]; };
    double least = infinity;
    double most = -infinity;
    for (std::size_t i = 0; i < ways.size(); ++i) {
        least = std::min(least, effect(i));
        most = std::max(most, effect(i));
    }
    std::array<std::int32_t, 2 * kinds_of_ways> one_of{}; // of either side of a pair
    one_of.fill(the_point);
    for (std::size_t i = 0; i < ways.size(); ++i) {
        if (fits.state_of(ways.name(i)) == nullptr) {
            double const part = most > least ? (effect(i) - least) / (most - least) : 0.0;
            auto const kind = static_cast<std::size_t>(part * (static_cast<double>(kinds_of_ways) - 0.5));
            one_of[2 * kind + static_cast<std::size_t>(ways.name(i) % 2)] = ways.name(i);
        }
    }
    struct Short {
        double slack;
        std::int32_t way;
    };
    std::vector<Short> found;
    for (std::int32_t const name : one_of) {
        if (name != the_point) {
            double const slack = foretold(name) + mistake;
            if (slack < foretold_full) {
                found.push_back({slack, name});
            }
        }
    }
    std::ranges::stable_sort(found, [](Short const& a, Short const& b) { return a.slack < b.slack; });
    for (std::size_t i = 0; i < found.size() && i < most_full; ++i) {
        if (std::ranges::find(wanted, found[i].way) == wanted.end()) {
            wanted.push_back(found[i].way);
        }
    }
}

// Where the load leads water another way, pipes that lie on none of its own ways carry more; and in rings
// what a pipe carries, and what pressure is left to the load, differs between the ways that lead there, and
// with those that lead past.
void HostingSearch::add_moved_ways(Sample const& fits, std::vector<std::int32_t>& wanted) const {
    Network const& network = *base_.made.network;
    SteadyState const& with = *fits.state_of(the_point);
    std::vector<std::size_t> const pipes = nearly_full_pipes(with);
    std::int32_t const link = network.substations.link[at(place_.substation)];
    std::size_t const own = base_.slots.slot(LimitKind::substation_differential_pressure, link);
    bool const pressure = !base_.own_lift && fits.slack[own] < nearly_full;
    if (pipes.empty() && !pressure) {
        return;
    }
    FlowResponse const response{network, with};
    for (std::size_t const pipe : pipes) {
        double const flow = std::abs(with.mass_flow_kg_s[pipe]);
        auto const slack_in = [&](SteadyState const& state) {
            return slack_at_flow(pipe, state.pipe_velocity_m_s[pipe],
                                 pipe_gradient_pa_m(network, state, pipe), 1.0);
        };
        auto const slack_after = [&](double more_kg_s) {
            return slack_at_flow(pipe, with.pipe_velocity_m_s[pipe], pipe_gradient_pa_m(network, with, pipe),
                                 1.0 + more_kg_s / flow);
        };
        add_foretold(fits, response.of_pipe(pipe), slack_after, slack_in, wanted);
    }
    if (pressure) {
        auto const substation = at(place_.substation);
        double const minimum = network.substations.minimum_differential_pressure_pa[substation];
        auto const slack_in = [&](SteadyState const& state) {
            return state.substation_differential_pressure_pa[substation] / minimum - 1.0 -
                   base_.slots.threshold(own);
        };
        auto const slack_after = [&](double more_pa) { return slack_in(with) + more_pa / minimum; };
        add_foretold(fits, response.of_drop(network.links.from[at(link)], network.links.to[at(link)]),
                     slack_after, slack_in, wanted);
    }
}

std::vector<std::int32_t> HostingSearch::ways_to_check(Sample const& fits) const {
    std::vector<std::int32_t> wanted;
    NamedWays const& ways = ways_of(fits);
    if (base_.ways.size() == 0) {
        return wanted;
    }
    wanted.push_back(the_point);
    if (base_.every_way) {
        for (std::size_t i = 0; i < ways.size(); ++i) {
            wanted.push_back(ways.name(i));
        }
    } else {
        if (base_.ways_move) {
            add_moved_ways(fits, wanted);
        }
        add_short_ways(fits, wanted);
    }
    std::erase_if(wanted, [&](std::int32_t one) { return fits.state_of(one) != nullptr; });
    return wanted;
}

} // namespace saggar::detail
