// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "plan_security.hpp"

#include "../extension/money.hpp"

#include "saggar/network/at.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <unordered_set>

namespace saggar::detail {

SecurityLink SecurityPlanner::describe(std::size_t link) const {
    Pipe const& pipe = link_pipes_[link];
    SecurityLink made;
    made.pair = pipe.id;
    made.from = pipe.from;
    made.to = pipe.to;
    made.length_m = *pipe.length_m;
    made.entry = pipe.catalogue;
    LinkPath const& path = links_[link].path;
    made.capital = path_capital(problem_, path.ways, problem_.sizes[links_[link].size]);
    std::int32_t place = path.from;
    made.line.push_back(problem_.places[at(place)]);
    std::set<std::string> crosses;
    for (std::int32_t const one : path.ways) {
        ExtensionWay const& way = problem_.ways[at(one)];
        place = way.a == place ? way.b : way.a;
        made.line.push_back(problem_.places[at(place)]);
        made.crossing_cost += way.crossing_cost * way.cost_factor;
        crosses.insert(way.crosses.begin(), way.crosses.end());
    }
    made.crosses.assign(crosses.begin(), crosses.end());
    std::vector<std::uint8_t> load(wanted_.size(), 0);
    for (Need const& need : needs_) {
        if (need.opened == pair_of_link(static_cast<std::int32_t>(link))) {
            made.outages.push_back(now_.pipe_pairs[need.pair].id);
            std::ranges::transform(load, need.cut.load, load.begin(), std::bit_or{});
        }
    }
    for (std::size_t i = 0; i < load.size(); ++i) {
        made.secured_w += load[i] != 0 && wanted_[i] != 0 ? judge_->demand_w(i) : 0.0;
    }
    return made;
}

void SecurityPlanner::note(OutageJudge const& judge, Need const& need, SecurityPlan& made) const {
    std::vector<std::uint8_t> const none(now_.pipe_pairs.size(), 0);
    OutageVerdict const found = judge.judge(need.pair, need.opened, wanted_, none);
    SecurityOutage outage;
    outage.pair = now_.pipe_pairs[need.pair].id;
    outage.cut_off_w = need.cut.demand_w;
    outage.short_before_w = judge_->judge(need.pair, -1, wanted_, none).short_w;
    outage.short_after_w = found.short_w;
    if (need.opened >= 0) {
        outage.link = judge.network().project().pipe_pairs[at(need.opened)].id;
    }
    if (!found.fine()) {
        outage.why = need.why.empty() ? found.why : need.why;
        for (std::int32_t const load : found.loads) {
            made.unsecured.push_back(
                {.id = judge.network().substations.id[at(load)], .pair = outage.pair, .why = outage.why});
        }
    }
    made.outages.push_back(std::move(outage));
}

void SecurityPlanner::note_meshes(OutageJudge const& judge, SecurityPlan& made) const {
    std::vector<std::uint8_t> const none(now_.pipe_pairs.size(), 0);
    for (std::size_t const pair : meshed_) {
        bool const known = std::ranges::find(needs_, pair, &Need::pair) != needs_.end();
        if (!known && !judge.judge(pair, -1, wanted_, none).fine()) {
            Need need;
            need.pair = pair;
            need.cut = judge.without(pair);
            note(judge, need, made);
        }
    }
}

// Loads that are named and that the plan leaves out.
void SecurityPlanner::note_unconnected(SecurityPlan& made) const {
    std::unordered_set<std::string> served;
    for (std::size_t i = 0; i < wanted_.size(); ++i) {
        served.insert(name_of(i));
    }
    for (std::string const& id : project_.extension.secure_loads) {
        if (!served.contains(id)) {
            made.unsecured.push_back({.id = id, .pair = {}, .why = "the plan does not connect it"});
        }
    }
}

std::size_t SecurityPlanner::present_opened() const {
    std::set<std::int32_t> pairs;
    for (Need const& need : needs_) {
        if (need.opened >= 0 && at(need.opened) < first_link_) {
            pairs.insert(need.opened);
        }
    }
    return pairs.size();
}

std::string SecurityPlanner::verify(Project const& confirmed, SecurityPlan& made) const {
    OutageJudge const judge{confirmed, catalogue_, design_point_id(project_), share_, go_on_};
    if (!judge.diagnosis().empty()) {
        return judge.diagnosis();
    }
    made = {};
    made.share = share_;
    made.checked = checked_;
    made.candidates = candidates_;
    made.proven = proven_;
    made.enlarged = enlarged_;
    made.own = own_;
    for (Need const& need : needs_) {
        note(judge, need, made);
    }
    note_meshes(judge, made);
    for (std::size_t link = 0; link < links_.size(); ++link) {
        made.links.push_back(describe(link));
        made.link_capital += made.links.back().capital;
    }
    std::unordered_set<std::string_view> unsecured;
    for (UnsecuredLoad const& load : made.unsecured) {
        if (!load.pair.empty()) { // else it is no load of the plan
            unsecured.insert(load.id);
        }
    }
    note_unconnected(made);
    made.wanted = static_cast<std::size_t>(std::ranges::count(wanted_, std::uint8_t{1}));
    made.secured = made.wanted - unsecured.size();
    made.present = present_opened();
    return {};
}

} // namespace saggar::detail
