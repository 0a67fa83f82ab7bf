// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// What a search has found: the value, what binds, and where between two solved loads it is used up.

#include "hosting_search.hpp"

#include "saggar/network/at.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>

namespace saggar::detail {

namespace {

constexpr double tolerance_share = 1e-3; // of what the network carries: ten times what counts as not worse

} // namespace

// Whether what fits does so only because a limit that is broken already may become worse by a little.
bool HostingSearch::is_tolerance(Bracket const& bracket) const {
    return !bracket.open && bracket.fails.converged && base_.slots.was_broken(bracket.fails.worst) &&
           bracket.fits.load_w * base_.made.load_factor <= tolerance_share * base_.carried_w;
}

HostingValue HostingSearch::value(Bracket const& bracket) const {
    Network const& network = *base_.made.network;
    HostingValue made;
    bool const found = bracket.fits.fits && bracket.fits.load_w > 0.0 && !is_tolerance(bracket);
    made.capacity_w = found ? bracket.fits.load_w : 0.0;
    if (bracket.open && found) {
        made.bound = HostingBound::none;
        return made;
    }
    Sample const& fails = bracket.open ? bracket.fits : bracket.fails;
    if (!fails.converged) {
        made.bound = HostingBound::unsolved;
        return made;
    }
    auto const way_index = fails.worst_way;
    if (way_index >= 0) {
        made.design_consumer = network.substations.id[at(NamedWays::consumer_of(way_index))];
    }
    std::size_t const slot = fails.worst;
    if (!base_.slots.kind(slot)) {
        made.bound = HostingBound::unserved;
        std::int32_t const substation = base_.slots.element(slot);
        made.element = substation == place_.substation ? network.project().nodes[at(place_.node)].id
                                                       : network.substations.id[at(substation)];
        if (SteadyState const* const state = fails.state_of(way_index)) {
            made.value = state->substation_unmet_heat_w[at(substation)];
        }
        return made;
    }
    made.bound = HostingBound::limit;
    made.limit = base_.slots.kind(slot);
    // At the capacity, where that was solved on this way; else where the limit is broken.
    SteadyState const* state = found ? bracket.fits.state_of(way_index) : nullptr;
    if (state == nullptr) {
        state = fails.state_of(way_index);
    }
    if (auto const finding =
            base_.slots.finding(solver_.fluid(), state != nullptr ? *state : base_.state, slot)) {
        made.value = finding->value;
        made.allowed = finding->limit;
        std::string const& id = element_id(network, *finding);
        std::int32_t const own = network.substations.link[at(place_.substation)];
        made.element = finding->element == own && *made.limit != LimitKind::vapour_margin
                           ? network.project().nodes[at(place_.node)].id
                           : id;
    }
    return made;
}

double HostingSearch::root_of(Bracket const& bracket) {
    Sample const& fits = bracket.fits;
    Sample const& fails = bracket.fails;
    if (!fits.fits || fits.load_w <= 0.0) {
        return 0.0;
    }
    if (bracket.open || !fails.converged || fits.slack.size() != fails.slack.size()) {
        return fits.load_w;
    }
    double const below = fits.slack[fails.worst];
    double const above = fails.slack[fails.worst];
    bool const between = std::isfinite(below) && below >= 0.0 && above < 0.0;
    return fits.load_w + (between ? (fails.load_w - fits.load_w) * below / (below - above) : 0.0);
}

} // namespace saggar::detail
