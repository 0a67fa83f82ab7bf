// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "plan_security.hpp"

#include "../extension/money.hpp"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

namespace saggar::detail {

namespace {

constexpr int most_steps = 40; // of one size, for one outage

std::size_t at(std::int32_t index) {
    return static_cast<std::size_t>(index);
}

} // namespace

std::set<std::int32_t> places_for_links(ExtensionProblem const& problem, TopologyPlan const& plan) {
    std::vector<std::uint8_t> used(problem.ways.size(), 0);
    for (TopologyPipe const& pipe : plan.pipes) {
        used[at(pipe.edge)] = 1;
    }
    std::set<std::int32_t> places;
    for (std::size_t i = 0; i < problem.ways.size(); ++i) {
        if (used[i] == 0 && problem.ways[i].kind != WayKind::present) {
            places.insert({problem.ways[i].a, problem.ways[i].b});
        }
    }
    return places;
}

SecurityPlanner::SecurityPlanner(Project const& project, Catalogue const& catalogue, DistrictMap const& map,
                                 ExtensionProblem const& problem, TopologyPlan const& plan,
                                 LaidProject const& laid, std::function<bool()> go_on)
    : project_{project},
      catalogue_{catalogue},
      map_{map},
      problem_{problem},
      plan_{plan},
      laid_{laid},
      go_on_{std::move(go_on)},
      share_{project.extension.security_share.value_or(0.0)} {}

std::string SecurityPlanner::choose(Project const& sized, bool may_enlarge) {
    now_ = sized;
    first_link_ = now_.pipe_pairs.size();
    needs_.clear();
    meshed_.clear();
    links_.clear();
    enlarged_.clear();
    checked_ = 0;
    judge_ = std::make_unique<OutageJudge>(now_, catalogue_, design_point_id(project_), share_, go_on_);
    if (!judge_->diagnosis().empty()) {
        return judge_->diagnosis();
    }
    find_wanted();
    find_needs();
    find_links();
    lay_links();
    mend(may_enlarge);
    keep_used();
    return {};
}

std::string SecurityPlanner::name_of(std::size_t substation) const {
    std::size_t const present = project_.substations.size();
    return substation < present
               ? project_.substations[substation].id
               : map_.buildings[problem_.loads[at(plan_.connected[substation - present])].building].id;
}

void SecurityPlanner::find_wanted() {
    auto const& named = project_.extension.secure_loads;
    SubstationColumns const& substations = judge_->network().substations;
    wanted_.assign(substations.size(), 0);
    for (std::size_t i = 0; i < wanted_.size(); ++i) {
        bool const asked = named.empty() || std::ranges::find(named, name_of(i)) != named.end();
        bool const large = substations.peak_w[i] >= project_.extension.security_minimum_peak_kw * 1e3;
        wanted_[i] = asked && large && judge_->demand_w(i) > 0.0 ? 1 : 0;
    }
}

// Service pipes, and what joins a plant to its street: nothing but a second one beside it would help.
std::unordered_set<std::string_view> SecurityPlanner::own_connections() const {
    std::unordered_set<std::string_view> own;
    for (ExtensionPipe const& pipe : laid_.pipes) {
        if (pipe.service) {
            own.insert(pipe.pair);
        }
    }
    for (TopologyPipe const& pipe : plan_.pipes) {
        auto const from = laid_.places.find(pipe.from);
        auto const to = laid_.places.find(pipe.to);
        bool const at_plant =
            std::ranges::find(problem_.plant_place, pipe.from) != problem_.plant_place.end();
        if (problem_.ways[at(pipe.edge)].kind != WayKind::connector || !at_plant ||
            from == laid_.places.end() || to == laid_.places.end()) {
            continue;
        }
        for (ExtensionPipe const& laid : laid_.pipes) {
            auto const pair = std::ranges::find(now_.pipe_pairs, laid.pair, &Pipe::id);
            if (pair->from == from->second && pair->to == to->second) {
                own.insert(laid.pair);
            }
        }
    }
    return own;
}

void SecurityPlanner::find_needs() {
    std::unordered_set<std::string_view> const own = own_connections();
    std::vector<std::uint8_t> const none(now_.pipe_pairs.size(), 0);
    for (std::size_t pair = 0; pair < now_.pipe_pairs.size(); ++pair) {
        if (own.contains(now_.pipe_pairs[pair].id) || !judge_->is_open(pair)) {
            continue;
        }
        Need need{.pair = pair, .cut = judge_->without(pair), .links = {}, .why = {}};
        if (need.cut.nodes == 1) {
            continue; // a load's own connection
        }
        ++checked_;
        if (need.cut.nodes == 0) {
            meshed_.push_back(pair);
            continue;
        }
        if (wanted_peak_w(need.cut.load) > 0.0) {
            needs_.push_back(std::move(need));
        }
    }
    std::ranges::stable_sort(needs_, std::greater{}, [](Need const& need) { return need.cut.demand_w; });
    for (std::size_t const pair : meshed_) {
        if (OutageVerdict const found = judge_->judge(pair, -1, wanted_, none); !found.fine()) {
            needs_.push_back({.pair = pair, .cut = judge_->without(pair), .links = {}, .why = found.why});
        }
    }
}

double SecurityPlanner::wanted_peak_w(std::vector<std::uint8_t> const& load) const {
    double sum = 0.0;
    for (std::size_t i = 0; i < wanted_.size(); ++i) {
        sum += wanted_[i] != 0 && load[i] != 0 ? judge_->network().substations.peak_w[i] : 0.0;
    }
    return sum;
}

std::size_t SecurityPlanner::size_for(double heat_w) const {
    SizeRow const* const row = smallest(problem_.sizes, heat_w);
    return row != nullptr ? static_cast<std::size_t>(row - problem_.sizes.data()) : problem_.sizes.size() - 1;
}

std::vector<std::uint8_t> SecurityPlanner::pairs_that_may_grow(bool may_enlarge) const {
    std::unordered_set<std::string_view> free;
    for (ExtensionPipe const& pipe : laid_.pipes) {
        if (may_enlarge) {
            free.insert(pipe.pair);
        }
    }
    std::vector<std::uint8_t> may(now_.pipe_pairs.size(), 0);
    for (std::size_t i = 0; i < may.size(); ++i) {
        Pipe const& pair = now_.pipe_pairs[i];
        auto const size = std::ranges::find(problem_.sizes, pair.catalogue, &SizeRow::entry);
        bool const larger = size != problem_.sizes.end() && size + 1 != problem_.sizes.end();
        may[i] = larger && !pair.inner_diameter_mm && (i >= first_link_ || free.contains(pair.id)) ? 1 : 0;
    }
    return may;
}

bool SecurityPlanner::grow(std::size_t pair) {
    Pipe& pipe = now_.pipe_pairs[pair];
    auto const size = std::ranges::find(problem_.sizes, pipe.catalogue, &SizeRow::entry);
    if (size == problem_.sizes.end() || size + 1 == problem_.sizes.end()) {
        return false;
    }
    pipe.catalogue = (size + 1)->entry;
    judge_->resize(now_);
    return true;
}

void SecurityPlanner::settle(Need& need, std::vector<std::uint8_t> const& may_grow) {
    if (need.cut.nodes > 0 && need.links.empty()) {
        return; // why is known
    }
    for (std::int32_t const link : need.links) {
        if (judge_->judge(need.pair, static_cast<std::int32_t>(pair_of_link(link)), wanted_, may_grow)
                .fine()) {
            need.link = link;
            return;
        }
    }
    need.link = need.links.empty() ? -1 : need.links.front();
    std::int32_t const opened = need.link < 0 ? -1 : static_cast<std::int32_t>(pair_of_link(need.link));
    std::vector<Pipe> const before = now_.pipe_pairs;
    bool turned_down = false;
    for (int step = 0; step <= most_steps; ++step) {
        OutageVerdict const found = judge_->judge(need.pair, opened, wanted_, may_grow, turned_down);
        turned_down = found.turned_down;
        need.why = found.why;
        if (found.fine()) {
            return;
        }
        if (found.pair < 0 || !grow(at(found.pair))) {
            break;
        }
    }
    now_.pipe_pairs = before;
    judge_->resize(now_);
    need.link = -1;
}

void SecurityPlanner::mend(bool may_enlarge) {
    Project const before = now_;
    judge_ = std::make_unique<OutageJudge>(now_, catalogue_, design_point_id(project_), share_, go_on_);
    for (Need& need : needs_) {
        settle(need, pairs_that_may_grow(may_enlarge));
    }
    for (std::size_t i = 0; i < first_link_; ++i) {
        if (now_.pipe_pairs[i].catalogue != before.pipe_pairs[i].catalogue) {
            enlarged_.push_back({.pair = now_.pipe_pairs[i].id,
                                 .before = before.pipe_pairs[i].catalogue,
                                 .after = now_.pipe_pairs[i].catalogue});
        }
    }
}

// Links that no outage is left to in the end are not laid.
void SecurityPlanner::keep_used() {
    for (Need const& need : needs_) {
        if (need.link >= 0) {
            links_[at(need.link)].used = true;
        }
    }
    std::vector<std::int32_t> number(links_.size(), -1);
    std::vector<Link> kept;
    link_pipes_.clear();
    for (std::size_t i = 0; i < links_.size(); ++i) {
        if (links_[i].used) {
            number[i] = static_cast<std::int32_t>(kept.size());
            kept.push_back(links_[i]);
            Pipe const& pipe = now_.pipe_pairs[first_link_ + i];
            kept.back().size = static_cast<std::size_t>(
                std::ranges::find(problem_.sizes, pipe.catalogue, &SizeRow::entry) - problem_.sizes.begin());
            link_pipes_.push_back(pipe);
        }
    }
    for (Need& need : needs_) {
        need.link = need.link < 0 ? -1 : number[at(need.link)];
    }
    links_ = std::move(kept);
}

std::vector<std::pair<std::string, std::string>> SecurityPlanner::at_least() const {
    std::unordered_map<std::string_view, std::string_view> entry;
    for (std::size_t i = 0; i < first_link_; ++i) {
        entry.emplace(now_.pipe_pairs[i].id, now_.pipe_pairs[i].catalogue);
    }
    std::vector<std::pair<std::string, std::string>> made;
    for (ExtensionPipe const& pipe : laid_.pipes) {
        made.emplace_back(pipe.pair, entry.at(pipe.pair));
    }
    return made;
}

} // namespace saggar::detail
