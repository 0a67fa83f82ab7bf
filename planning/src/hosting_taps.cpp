// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "hosting_taps.hpp"

#include "saggar/network/at.hpp"
#include "saggar/network/attribute.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <unordered_set>
#include <utility>

namespace saggar::detail {

namespace {

constexpr std::string_view piece_mark = "-behind";

std::string free_id(std::unordered_set<std::string>& taken, std::string const& pair, double position) {
    for (int digits = 2; digits < 9; ++digits) {
        std::string id = fmt::format("{}@{:.{}f}", pair, position, digits);
        if (!taken.contains(id) && !taken.contains(id + std::string{piece_mark})) {
            taken.insert(id);
            taken.insert(id + std::string{piece_mark});
            return id;
        }
    }
    return free_id(taken, pair + "~", position);
}

constexpr double same_spot_m = 1.0;
constexpr double nothing_binds_w = std::numeric_limits<double>::infinity();

} // namespace

HostedTieIns::HostedTieIns(HostingReport const& report, Project const& project)
    : report_{report}, project_{project} {
    for (std::size_t i = 0; i < report.nodes.size(); ++i) {
        auto const place = static_cast<std::int32_t>(i);
        by_node_.emplace(report.nodes[i].node, place);
        by_id_.emplace(project.nodes[at(report.nodes[i].node)].id, place);
    }
    for (HostingPair const& pair : report.pairs) {
        by_pair_.emplace(pair.pair, pair.from_node);
    }
    for (TieInTargets::Line const& line : tie_in_targets(project).lines) {
        length_of_.emplace(line.pair, length_m(line.points));
    }
}

std::int32_t HostedTieIns::node(TieIn const& way) const {
    auto const found = by_node_.find(way.node);
    return way.pair >= 0 || found == by_node_.end() ? -1 : found->second;
}

std::int32_t HostedTieIns::worse_end(TieIn const& way) const {
    auto const found = by_pair_.find(way.pair);
    return way.pair < 0 || found == by_pair_.end() ? -1 : found->second;
}

std::int32_t HostedTieIns::tap(TieIn const& way) const {
    auto const pair_of = [](HostingTap const& one) { return one.place.pair; };
    auto const first = std::ranges::lower_bound(report_.taps, way.pair, {}, pair_of);
    auto const last = std::ranges::upper_bound(report_.taps, way.pair, {}, pair_of);
    auto const away = [&](HostingTap const& one) { return std::abs(one.place.position - way.position); };
    auto const nearest = std::ranges::min_element(first, last, {}, away);
    return nearest == last || away(*nearest) * length_of(way.pair) >= same_spot_m
               ? -1
               : static_cast<std::int32_t>(nearest - report_.taps.begin());
}

double HostedTieIns::inverse_at(std::string const& node) const {
    HostingValue const& value = report_.nodes[at(by_id_.at(node))].at;
    return value.bound == HostingBound::none ? 0.0 : 1.0 / std::max(value.capacity_w, 1.0);
}

double HostedTieIns::foretold_w(PairPlace const& place) const {
    Pipe const& pair = project_.pipe_pairs[at(place.pair)];
    HostingValue const& worse = report_.nodes[at(by_pair_.at(place.pair))].at;
    if (worse.bound == HostingBound::limit && worse.element.starts_with(pair.id + ":")) {
        return worse.capacity_w;
    }
    return 1.0 / ((1.0 - place.position) * inverse_at(pair.from) + place.position * inverse_at(pair.to));
}

double HostedTieIns::length_of(std::int32_t pair) const {
    return length_of_.at(pair);
}

std::vector<PairPlace> tapped_places(HostedTieIns const& known, HostingReport const& report,
                                     std::vector<StreetTieIns> const& streets,
                                     std::optional<double> const& branch_w) {
    std::vector<PairPlace> all;
    for (StreetTieIns const& street : streets) {
        bool const full = std::ranges::any_of(street.ways, [&](TieIn const& way) {
            std::int32_t const node = known.node(way);
            return node >= 0 && (report.nodes[at(node)].at.bound == HostingBound::none ||
                                 (branch_w && report.nodes[at(node)].at.capacity_w >= *branch_w));
        });
        std::optional<PairPlace> best;
        double best_w = -1.0;
        for (TieIn const& way : street.ways) {
            if (full || known.worse_end(way) < 0) {
                continue;
            }
            PairPlace const place{.pair = way.pair, .position = way.position};
            double const hosts_w = std::min(known.foretold_w(place), branch_w.value_or(nothing_binds_w));
            if (hosts_w > best_w) {
                best_w = hosts_w;
                best = place;
            }
        }
        if (best) {
            all.push_back(*best);
        }
    }
    std::ranges::sort(all, {}, [](PairPlace const& one) { return std::pair{one.pair, one.position}; });
    std::vector<PairPlace> apart;
    for (PairPlace const& one : all) {
        if (apart.empty() || apart.back().pair != one.pair ||
            (one.position - apart.back().position) * known.length_of(one.pair) >= same_spot_m) {
            apart.push_back(one);
        }
    }
    return apart;
}

std::optional<double> branch_peak_w(Network const& network, HostingReport const& report) {
    std::optional<double> const at_point_w = largest_branch_w(network, report.return_temperature_c);
    return at_point_w && report.load_factor > 0.0 ? std::optional{*at_point_w / report.load_factor}
                                                  : std::nullopt; // nothing flows
}

std::string TappedProject::uncut(std::string const& id) const {
    std::size_t const colon = id.find(':');
    auto const piece = cut_from.find(id.substr(0, colon));
    return piece == cut_from.end() ? id
                                   : piece->second + (colon == std::string::npos ? "" : id.substr(colon));
}

TappedProject tapped_project(Project const& present, std::vector<PairPlace> const& places) {
    TappedProject made{.project = present, .nodes = {}, .cut_from = {}};
    std::unordered_set<std::string> taken;
    for_each_component_list(present, [&](std::string_view, auto const& records) {
        for (auto const& record : records) {
            taken.insert(record.id);
        }
    });
    made.nodes.assign(places.size(), -1);
    // From behind: the pair that is cut stays the part before, of which the next position is a part.
    double end = 1.0;
    for (std::size_t i = places.size(); i-- > 0;) {
        PairPlace const& place = places[i];
        bool const first = i + 1 == places.size() || places[i + 1].pair != place.pair;
        end = first ? 1.0 : end;
        std::string const& pair = present.pipe_pairs[at(place.pair)].id;
        std::string const node = free_id(taken, pair, place.position);
        std::string const behind = node + std::string{piece_mark};
        split_pair(made.project, at(place.pair), place.position / end, node, behind);
        made.nodes[i] = static_cast<std::int32_t>(made.project.nodes.size() - 1);
        made.cut_from.emplace(behind, pair);
        end = place.position;
    }
    return made;
}

} // namespace saggar::detail
