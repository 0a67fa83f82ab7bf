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
constexpr std::size_t most_checks = 6;

} // namespace

HostingSearch::HostingSearch(HostingBase const& base, SteadySolver& solver,
                             std::function<bool()> const& go_on)
    : base_{base}, solver_{solver}, go_on_{go_on}, point_{base.made.point} {}

SteadyReport HostingSearch::solve(std::int32_t way, double load_w, SteadyState& state) {
    if (!go_on_()) {
        throw WorkStopped{};
    }
    if (way >= 0) {
        base_.ways.demands(at(way), point_.heat_demand_w);
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
        if (index != the_point) {
            (void)solve(index, 0.0, known->second.state); // it converged in the envelope
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
SteadyState const& HostingSearch::start_of(std::size_t active, Sample const* near) {
    if (!base_.own_lift && near != nullptr && near->converged && active < near->states.size()) {
        return near->states[active];
    }
    if (!base_.own_lift && active == 0 && last_way_ == active_.front()) {
        return last_state_;
    }
    return way(active_[active]).state;
}

HostingSearch::Sample HostingSearch::sample(double load_w, Sample const* near) {
    Sample made;
    made.load_w = load_w;
    made.converged = true;
    std::vector<double> slack;
    double least = infinity;
    for (std::size_t i = 0; i < active_.size(); ++i) {
        SteadyState state = start_of(i, near);
        if (!solve(active_[i], load_w, state).converged()) {
            made.converged = false;
            made.worst_way = active_[i];
            break;
        }
        base_.slots.fill(solver_.fluid(), state, place_.substation, load_w * base_.made.load_factor, slack);
        double const here = *std::ranges::min_element(slack);
        if (here < least) {
            least = here;
            made.worst_way = active_[i];
        }
        if (made.slack.empty()) {
            made.slack = slack;
        } else {
            std::ranges::transform(made.slack, slack, made.slack.begin(),
                                   [](double a, double b) { return std::min(a, b); });
        }
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

// Of the other ways those that come nearest to lacking pressure. On what both ways share the design flows are
// the same, so what the load takes of this consumer's pressure here it takes of it there.
std::vector<std::int32_t> HostingSearch::ways_to_check(Sample const& fits) const {
    std::vector<std::int32_t> wanted;
    std::size_t const count = base_.way_need_pa.size();
    if (count == 0) {
        return wanted;
    }
    if (base_.every_way) {
        for (std::int32_t i = the_point; at(i + 1) <= count; ++i) {
            wanted.push_back(i);
        }
    } else {
        Network const& network = *base_.made.network;
        SteadyState const& with = fits.states.front();
        SteadyState const& without = known_ways_.at(active_.front()).state;
        double const lift_change =
            with.plant_differential_pressure_pa.front() - without.plant_differential_pressure_pa.front();
        struct Need {
            double pa;
            std::int32_t way;
        };
        std::vector<Need> needs(count);
        for (std::size_t i = 0; i < count; ++i) {
            auto const consumer = at(base_.ways.consumer(i));
            double const taken = lift_change - (with.substation_differential_pressure_pa[consumer] -
                                                without.substation_differential_pressure_pa[consumer]);
            needs[i] = {base_.way_need_pa[i] + (std::isfinite(taken) ? taken : 0.0) -
                            (base_.own_lift ? 0.0 : base_.way_lift_pa[i]),
                        static_cast<std::int32_t>(i)};
        }
        std::ranges::stable_sort(needs, [](Need const& a, Need const& b) { return a.pa > b.pa; });
        double const minimum = network.project().limits.minimum_substation_differential_pressure_bar * 1e5;
        double const from = base_.own_lift ? needs.front().pa - 0.25 * minimum : -0.5 * minimum;
        wanted.push_back(the_point);
        for (std::size_t i = 0; i < needs.size() && i < most_checks && needs[i].pa >= from; ++i) {
            wanted.push_back(needs[i].way);
        }
    }
    std::erase_if(wanted, [&](std::int32_t one) { return std::ranges::find(active_, one) != active_.end(); });
    return wanted;
}

// Whether what fits on the active ways fits on the others; the first on which it does not becomes active.
bool HostingSearch::holds_elsewhere(Bracket& bracket) {
    std::vector<double> slack;
    for (std::int32_t const other : ways_to_check(bracket.fits)) {
        SteadyState state = way(other).state;
        bool const converged = solve(other, bracket.fits.load_w, state).converged();
        if (converged) {
            base_.slots.fill(solver_.fluid(), state, place_.substation,
                             bracket.fits.load_w * base_.made.load_factor, slack);
        }
        if (!converged || *std::ranges::min_element(slack) < 0.0) {
            active_.push_back(other);
            Sample& fails = bracket.fails;
            fails = Sample{};
            fails.load_w = bracket.fits.load_w;
            fails.converged = converged;
            fails.slack = slack;
            fails.worst_way = other;
            note_worst(fails);
            bracket.open = false;
            bracket.fits = Sample{};
            return false;
        }
    }
    return true;
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
    active_ = {base_.way_of_place[place]};
    Way const& without = way(active_.front());
    slack_without_ = without.slack;
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
        if (!bracket.fits.fits || bracket.fits.load_w <= 0.0 || holds_elsewhere(bracket)) {
            break;
        }
        std::vector<double> const& also = way(active_.back()).slack;
        std::ranges::transform(slack_without_, also, slack_without_.begin(),
                               [](double a, double b) { return std::min(a, b); });
        bracket.steps = 0;
        double const root = bracket.fails.converged ? predict(bracket.fails, nullptr) : 0.0;
        guess = std::clamp(root * (1.0 - aside), 0.1 * bracket.fails.load_w, 0.995 * bracket.fails.load_w);
    }
    made.at = value(bracket);
    made.solves = solves_;
    root_w_ = root_of(bracket);
    if (bracket.fits.fits && !bracket.fits.states.empty()) {
        last_state_ = std::move(bracket.fits.states.front());
        last_way_ = active_.front();
    }
    return made;
}

} // namespace saggar::detail
