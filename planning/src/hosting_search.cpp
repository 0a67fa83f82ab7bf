// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "hosting_search.hpp"

#include "over_threads.hpp"
#include "slack_forecast.hpp"

#include "saggar/network/at.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace saggar::detail {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double aside = 0.35 * hosting_resolution; // below and above what is foretold
constexpr int most_steps = 60;
constexpr int foretold_steps = 10; // from then on halving
constexpr int most_changes = 2;

void least_of(std::vector<double>& into, std::vector<double> const& other) {
    std::ranges::transform(into, other, into.begin(), [](double a, double b) { return std::min(a, b); });
}

} // namespace

HostingSearch::HostingSearch(HostingBase const& base, SteadySolver& solver,
                             std::function<bool()> const& go_on)
    : base_{base}, solver_{solver}, go_on_{go_on}, point_{base.made.point} {}

SteadyState const* HostingSearch::Sample::state_of(std::int32_t way) const {
    auto const found = std::ranges::find(solved, way);
    return found == solved.end() ? nullptr : &states[static_cast<std::size_t>(found - solved.begin())];
}

NamedWays const& HostingSearch::ways_of(Sample const& sample) const {
    return sample.moved.ways ? *sample.moved.ways : base_.ways;
}

SteadyReport HostingSearch::solve(NamedWays const& ways, std::int32_t way, double load_w,
                                  SteadyState& state) {
    if (!go_on_()) {
        throw WorkStopped{};
    }
    if (way != the_point) {
        ways.demands(way, point_.heat_demand_w);
    } else {
        point_.heat_demand_w = base_.made.point.heat_demand_w;
    }
    if (load_w > 0.0) {
        point_.heat_demand_w[at(place_.substation)] = load_w * base_.made.load_factor;
    }
    ++solves_;
    SteadyReport report = solver_.solve(point_, state);
    if (!report.converged()) { // where one begins must not decide whether one arrives
        state = SteadyState{};
        ++solves_;
        report = solver_.solve(point_, state);
    }
    return report;
}

HostingSearch::Way const& HostingSearch::way(std::int32_t index) {
    auto const [known, is_new] = known_ways_.try_emplace(index);
    if (is_new) {
        known->second.state = base_.state;
        if (base_.ways.find(index)) {
            (void)solve(base_.ways, index, 0.0, known->second.state); // it converged in the envelope
        }
        base_.slots.fill(solver_.fluid(), known->second.state, -1, 0.0, known->second.slack);
    }
    return known->second;
}

void HostingSearch::note_worst(Sample& sample) const {
    if (!sample.converged) {
        sample.fits = false;
        sample.cold = false;
        return;
    }
    auto const least = std::ranges::min_element(sample.slack);
    sample.worst = static_cast<std::size_t>(least - sample.slack.begin());
    sample.fits = *least >= 0.0;
    sample.cold = false;
    if (!sample.fits) {
        std::int32_t const link = base_.made.network->substations.link[at(place_.substation)];
        std::size_t const warmth = base_.slots.slot(LimitKind::substation_supply_temperature, link);
        std::size_t const service = base_.slots.service_slot(place_.substation);
        sample.cold = sample.slack[warmth] < 0.0;
        for (std::size_t i = 0; i < sample.slack.size() && sample.cold; ++i) {
            sample.cold = sample.slack[i] >= 0.0 || i == warmth || i == service;
        }
    }
}

// Of a plant that looks for its own pressure there may be two solutions near its largest: which of them is
// found must not hang on the loads that were tried before.
SteadyState const& HostingSearch::start_of(std::int32_t name, Sample const* near) {
    if (!base_.own_lift && near != nullptr && near->converged) {
        if (SteadyState const* const state = near->state_of(name)) {
            return *state;
        }
    }
    if (base_.ways_move) { // rings may have two solutions: as the envelope does, ways begin at the point
        return base_.own_lift || !last_way_ ? base_.state : last_state_;
    }
    if (!base_.own_lift && last_way_ == name && name == active_.front()) {
        return last_state_;
    }
    return way(name).state;
}

// `state` is that of the point itself with the load. Demands are those without it: ways outlive it.
HostingSearch::Moved HostingSearch::ways_in(SteadyState const& state) const {
    Network const& network = *base_.made.network;
    Moved made;
    UpstreamTree tree = upstream_tree(network, state);
    made.ways = std::make_shared<NamedWays const>(network, base_.made.point, state);
    made.way_of_node = way_of_nodes(network, tree, *made.ways);
    made.tree = std::make_shared<UpstreamTree const>(std::move(tree));
    return made;
}

// The way that shares most of the load's own comes first.
void HostingSearch::look_at(Moved const& moved, std::vector<std::int32_t>& wanted) const {
    std::int32_t const own = nearest_way(*moved.tree, moved.way_of_node, place_.supply);
    std::erase_if(
        wanted, [&](std::int32_t one) { return one == own || (one != the_point && !moved.ways->find(one)); });
    wanted.insert(wanted.begin(), own);
}

// Whether the ways that were solved with the load are those that the load leaves.
bool HostingSearch::ways_stayed(Sample const& fits, Moved const& now) const {
    std::int32_t const own = nearest_way(*now.tree, now.way_of_node, place_.supply);
    if (fits.state_of(own) == nullptr) {
        return false;
    }
    std::vector<double> then_w;
    std::vector<double> now_w;
    return std::ranges::all_of(fits.solved, [&](std::int32_t one) {
        if (one == the_point) {
            return true;
        }
        if (!now.ways->find(one)) {
            return false;
        }
        ways_of(fits).demands(one, then_w);
        now.ways->demands(one, now_w);
        bool same = true;
        for (std::size_t i = 0; i < base_.made.present_substations; ++i) {
            same = same && std::abs(then_w[i] - now_w[i]) <= 1e-9 * std::abs(now_w[i]);
        }
        return same;
    });
}

HostingSearch::Sample HostingSearch::sample(double load_w, Sample const* near) {
    Sample made;
    made.load_w = load_w;
    made.converged = true;
    made.moved = moved_;
    std::vector<double> slack;
    double least = infinity;
    std::vector<std::int32_t> wanted = active_;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        std::int32_t const one = wanted[i];
        SteadyState state = start_of(one, near);
        if (!solve(ways_of(made), one, load_w, state).converged()) {
            made.converged = false;
            made.worst_way = one;
            break;
        }
        if (own_ways_ && i == 0) { // the point itself
            made.moved = ways_in(state);
            wanted.erase(wanted.begin());
            look_at(made.moved, wanted);
            wanted.insert(wanted.begin(), the_point);
        }
        base_.slots.fill(solver_.fluid(), state, place_.substation, load_w * base_.made.load_factor, slack);
        double const here = *std::ranges::min_element(slack);
        if (here < least) {
            least = here;
            made.worst_way = one;
        }
        if (made.slack.empty()) {
            made.slack = slack;
        } else {
            least_of(made.slack, slack);
        }
        made.solved.push_back(one);
        made.states.push_back(std::move(state));
    }
    note_worst(made);
    return made;
}

double HostingSearch::predict(Sample const& one, Sample const* other) const {
    SlackAt const second = other != nullptr ? SlackAt{other->load_w, &other->slack} : SlackAt{};
    return first_used_up_w(base_.slots, slack_without_, {one.load_w, &one.slack}, second);
}

double HostingSearch::next_load(Bracket const& bracket, Sample const& last, Sample const* before) const {
    double const low = bracket.fits.load_w;
    double const high = bracket.open ? std::numeric_limits<double>::infinity() : bracket.fails.load_w;
    double const halved = bracket.open ? 4.0 * std::max(low, hosting_floor_w) : 0.5 * (low + high);
    double wanted = halved;
    if (bracket.steps <= foretold_steps && last.converged) {
        double const root = predict(last, before);
        if (!std::isfinite(root)) {
            wanted = bracket.open ? 16.0 * std::max(low, hosting_floor_w) : halved;
        } else if (low < root * (1.0 - 2.0 * aside)) {
            wanted = root * (1.0 - aside);
            if (low == 0.0 && !bracket.open) { // foretold too high before
                wanted = std::min(wanted, high * (1.0 - std::ldexp(aside, bracket.steps)));
            }
        } else {
            wanted = std::max(root * (1.0 + aside), low * (1.0 + 0.5 * aside));
            if (wanted > low * (1.0 + 0.9 * hosting_resolution)) {
                wanted = low * (1.0 + 0.9 * hosting_resolution);
            }
        }
    }
    if (!bracket.open && !(wanted > low && wanted < high)) {
        // Both ends are where the foretelling points: what is left between them is small.
        double const near_low = low * (1.0 + 0.9 * hosting_resolution);
        double const near_high = high * (1.0 - 0.9 * hosting_resolution);
        wanted = wanted >= high && near_high > low ? near_high
                 : near_low < high && low > 0.0    ? near_low
                                                   : halved;
    }
    if (bracket.open && !(wanted > low)) {
        wanted = halved;
    }
    return std::min(wanted, base_.largest_w);
}

void HostingSearch::narrow(Bracket& bracket, double guess_w) {
    double load_w = std::clamp(guess_w, hosting_floor_w, base_.largest_w);
    if (!bracket.open && load_w >= bracket.fails.load_w) {
        load_w = 0.5 * bracket.fails.load_w;
    }
    Sample kept;            // the last sample, where the new one takes its place in the bracket
    Sample* last = nullptr; // in the bracket
    for (; bracket.steps < most_steps; ++bracket.steps) {
        double const low = bracket.fits.load_w;
        if (!bracket.open && bracket.fails.load_w - low <=
                                 std::max(hosting_resolution * bracket.fails.load_w, hosting_floor_w)) {
            return;
        }
        if (bracket.open && low >= base_.largest_w) {
            return;
        }
        Sample made = sample(load_w, last != nullptr && last->converged ? last : &bracket.fits);
        bool const below = made.fits || made.cold;
        Sample* const into = below ? &bracket.fits : &bracket.fails;
        bracket.open = bracket.open && below;
        Sample const* before = last;
        if (last == into) {
            kept = std::move(*into);
            before = &kept;
        }
        *into = std::move(made);
        last = into;
        bool const comparable =
            before != nullptr && before->converged && before->slack.size() == last->slack.size();
        load_w = next_load(bracket, *last, comparable ? before : nullptr);
    }
}

// The point itself, from which follows which ways there are with the load.
HostingSearch::Check HostingSearch::check_ways(Bracket& bracket) {
    Sample& fits = bracket.fits;
    if (fits.state_of(the_point) == nullptr && !fits_on(the_point, bracket)) {
        return Check::fails;
    }
    moved_ = ways_in(*fits.state_of(the_point));
    bool const stayed = ways_stayed(fits, moved_);
    fits.moved = moved_;
    return stayed ? Check::holds : Check::moved;
}

// Where what fits on the active ways does not fit on this one, it becomes active.
bool HostingSearch::fits_on(std::int32_t other, Bracket& bracket) {
    Sample& fits = bracket.fits;
    SteadyState state = base_.ways_move ? start_of(other, &fits) : way(other).state;
    bool const converged = solve(ways_of(fits), other, fits.load_w, state).converged();
    std::vector<double> slack;
    if (converged) {
        base_.slots.fill(solver_.fluid(), state, place_.substation, fits.load_w * base_.made.load_factor,
                         slack);
    }
    if (converged && *std::ranges::min_element(slack) >= 0.0) {
        if (other == the_point) {
            fits.solved.push_back(other);
            fits.states.push_back(std::move(state));
        }
        return true;
    }
    active_.push_back(other);
    Sample fails;
    fails.load_w = fits.load_w;
    fails.converged = converged;
    fails.slack = std::move(slack);
    fails.worst_way = other;
    note_worst(fails);
    bracket.fails = std::move(fails);
    bracket.open = false;
    bracket.fits = Sample{};
    return false;
}

// Whether what fits on the active ways fits on the others.
HostingSearch::Check HostingSearch::check_elsewhere(Bracket& bracket) {
    if (base_.ways_move && !own_ways_) {
        if (Check const check = check_ways(bracket); check != Check::holds) {
            return check;
        }
    }
    for (std::int32_t const other : ways_to_check(bracket.fits)) {
        if (!fits_on(other, bracket)) {
            return Check::fails;
        }
    }
    return Check::holds;
}

// The same load again on the ways that it leaves; where these change once more, each load on its own.
void HostingSearch::follow_ways(Bracket& bracket) {
    own_ways_ = own_ways_ || ++changes_ > most_changes;
    keep_state(bracket.fits);
    active_.erase(active_.begin()); // the load's own
    if (own_ways_) {
        std::erase(active_, the_point);
        active_.insert(active_.begin(), the_point);
    } else {
        look_at(moved_, active_);
    }
    bracket = Bracket{};
}

void HostingSearch::keep_state(Sample& from) {
    std::int32_t const kept = base_.ways_move ? the_point : active_.front();
    auto const found = std::ranges::find(from.solved, kept);
    if (found != from.solved.end()) {
        last_state_ = std::move(from.states[static_cast<std::size_t>(found - from.solved.begin())]);
        last_way_ = kept;
    }
}

HostingNode HostingSearch::judge(std::size_t place, double guess_w) {
    place_ = base_.made.places[place];
    solves_ = 0;
    root_w_ = 0.0;
    HostingNode made;
    made.node = place_.node;
    auto const link = at(base_.made.network->substations.link[at(place_.substation)]);
    if (base_.state.link_status[link] == ElementStatus::cut_off) {
        made.at.bound = HostingBound::cut_off;
        return made;
    }
    Way const& without = way(base_.way_of_place[place]);
    slack_without_ = without.slack;
    active_ = {base_.way_of_place[place]};
    own_ways_ = false;
    changes_ = 0;
    if (moved_.ways) { // a neighbour's, which has led the water much the same way
        active_.clear();
        look_at(moved_, active_);
    }
    double const minimum_pa =
        base_.made.network->substations.minimum_differential_pressure_pa[at(place_.substation)];
    std::size_t const own =
        base_.slots.slot(LimitKind::substation_differential_pressure, static_cast<std::int32_t>(link));
    slack_without_[own] =
        without.state.substation_differential_pressure_pa[at(place_.substation)] / minimum_pa - 1.0;
    Bracket bracket;
    double guess = guess_w * (1.0 - aside);
    while (true) {
        narrow(bracket, guess);
        if (!bracket.fits.fits || bracket.fits.load_w <= 0.0) {
            break;
        }
        Check const check = check_elsewhere(bracket);
        if (check == Check::holds) {
            break;
        }
        if (check == Check::moved) {
            guess = bracket.fits.load_w;
            follow_ways(bracket);
            continue;
        }
        least_of(slack_without_, way(active_.back()).slack);
        bracket.steps = 0;
        double const root = bracket.fails.converged ? predict(bracket.fails, nullptr) : 0.0;
        guess = std::clamp(root * (1.0 - aside), 0.1 * bracket.fails.load_w, 0.995 * bracket.fails.load_w);
    }
    made.at = value(bracket);
    made.solves = solves_;
    root_w_ = root_of(bracket);
    if (bracket.fits.fits && !bracket.fits.states.empty()) {
        keep_state(bracket.fits);
    }
    return made;
}

} // namespace saggar::detail
