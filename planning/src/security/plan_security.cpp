// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "plan_security.hpp"

#include "../extension/money.hpp"

#include "saggar/network/at.hpp"

#include <algorithm>
#include <functional>
#include <unordered_map>
#include <unordered_set>

namespace saggar::detail {

namespace {

constexpr int most_steps = 40; // of one size, for one outage
constexpr char const* too_dear = "what would serve it costs more than security_maximum_cost_per_kw";

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
    shut_.clear();
    links_.clear();
    enlarged_.clear();
    checked_ = 0;
    judge_ = std::make_unique<OutageJudge>(now_, catalogue_, design_point_id(project_), share_, go_on_);
    if (!judge_->diagnosis().empty()) {
        return judge_->diagnosis();
    }
    find_wanted();
    find_needs();
    open_present();
    find_links();
    lay_links();
    if (std::string why = mend(may_enlarge); !why.empty()) {
        return why;
    }
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
    double const least_w = project_.extension.security_minimum_peak_kw * 1e3;
    bool const everybody = named.empty() && least_w <= 0.0;
    SubstationColumns const& substations = judge_->network().substations;
    wanted_.assign(substations.size(), 0);
    for (std::size_t i = 0; i < wanted_.size(); ++i) {
        bool const is_named = std::ranges::find(named, name_of(i)) != named.end();
        bool const large = least_w > 0.0 && substations.peak_w[i] >= least_w;
        wanted_[i] = (everybody || is_named || large) && judge_->demand_w(i) > 0.0 ? 1 : 0;
    }
}

// By pair: it alone joins one load or one plant and runs along no street of the plan. Nothing but a second
// pair beside it would help.
std::vector<std::uint8_t> SecurityPlanner::own_connections() const {
    Network const& network = judge_->network();
    std::vector<int> lines(now_.nodes.size(), 0); // that end at a node, of two sides
    std::vector<int> users(now_.nodes.size(), 0);
    auto const place_of = [&](std::int32_t node) { return at(network.nodes.place[at(node)]); };
    for (std::size_t link = 0; link < network.links.size(); ++link) {
        LinkKind const kind = network.links.kind[link];
        std::size_t const from = place_of(network.links.from[link]);
        std::size_t const to = place_of(network.links.to[link]);
        if (kind == LinkKind::substation || kind == LinkKind::plant) {
            ++users[from];
            users[to] += to != from ? 1 : 0;
        } else if (from != to) {
            ++lines[from];
            ++lines[to];
        }
    }
    std::vector<std::uint8_t> own(now_.pipe_pairs.size(), 0);
    for (std::size_t pipe = 0; pipe < network.pipes.size(); ++pipe) {
        std::size_t const pair = at(network.pipes.record[pipe]);
        if (network.pipes.partner[pipe] < 0 || laid_.along_streets.contains(now_.pipe_pairs[pair].id)) {
            continue;
        }
        for (std::int32_t const node : {network.links.from[pipe], network.links.to[pipe]}) {
            std::size_t const place = place_of(node);
            if (lines[place] == 2 && users[place] == 1) {
                own[pair] = 1;
            }
        }
    }
    return own;
}

void SecurityPlanner::find_needs() {
    std::vector<std::uint8_t> const own = own_connections();
    std::vector<std::uint8_t> const none(now_.pipe_pairs.size(), 0);
    for (std::size_t pair = 0; pair < now_.pipe_pairs.size(); ++pair) {
        if (!judge_->is_open(pair)) {
            shut_.push_back(static_cast<std::int32_t>(pair));
            continue;
        }
        if (own[pair] != 0) {
            CutOff const cut = judge_->without(pair);
            bool const of_plant = std::ranges::count(cut.load, std::uint8_t{1}) > 1;
            if (of_plant && cut.demand_w > 0.0) {
                own_.push_back({now_.pipe_pairs[pair].id, cut.demand_w});
            }
            continue;
        }
        Need need;
        need.pair = pair;
        need.cut = judge_->without(pair);
        ++checked_;
        if (need.cut.nodes == 0) {
            meshed_.push_back(pair);
            continue;
        }
        if (wanted_peak_w(need.cut.load) > 0.0) {
            need.at_risk = need.cut.load;
            needs_.push_back(std::move(need));
        }
    }
    std::ranges::stable_sort(needs_, std::greater{}, [](Need const& need) { return need.cut.demand_w; });
    std::ranges::stable_sort(own_, std::greater{}, &OwnConnection::cut_off_w);
    for (std::size_t const pair : meshed_) {
        if (OutageVerdict const found = judge_->judge(pair, -1, wanted_, none); !found.fine()) {
            Need need;
            need.pair = pair;
            need.cut = judge_->without(pair);
            need.why = found.why;
            need.at_risk.assign(wanted_.size(), 0);
            for (std::int32_t const load : found.loads) {
                need.at_risk[at(load)] = 1;
            }
            needs_.push_back(std::move(need));
        }
    }
}

// What lies there costs nothing: links of an earlier plan, rings that are kept open.
void SecurityPlanner::open_present() {
    std::unordered_map<std::string_view, std::size_t> node;
    for (std::size_t i = 0; i < now_.nodes.size(); ++i) {
        node.emplace(now_.nodes[i].id, i);
    }
    std::vector<std::uint8_t> const none(now_.pipe_pairs.size(), 0);
    for (Need& need : needs_) {
        for (std::int32_t const pair : shut_) {
            Pipe const& pipe = now_.pipe_pairs[at(pair)];
            bool const bypasses = need.cut.node[node.at(pipe.from)] != need.cut.node[node.at(pipe.to)];
            if (!bypasses && need.cut.nodes > 0) {
                continue;
            }
            need.present.push_back(pair);
            if (serves(need, pair, none)) {
                need.as_it_is = true;
                need.opened = pair;
                need.why.clear();
                break;
            }
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

bool SecurityPlanner::serves(Need const& need, std::int32_t opened,
                             std::vector<std::uint8_t> const& may_grow) const {
    return judge_->judge(need.pair, opened, wanted_, may_grow).fine();
}

void SecurityPlanner::settle(Need& need, std::vector<std::uint8_t> const& may_grow) {
    std::vector<std::int32_t> pairs; // that may be opened
    for (std::int32_t const link : need.links) {
        if (!links_[at(link)].too_dear) {
            pairs.push_back(pair_of_link(link));
        }
    }
    if (pairs.empty() && !need.links.empty()) {
        need.why = too_dear;
    }
    for (std::int32_t const pair : pairs) {
        if (serves(need, pair, may_grow)) {
            need.opened = pair;
            need.why.clear();
            return;
        }
    }
    // A link can be made larger itself; what lies there cannot.
    pairs.insert(pairs.end(), need.present.begin(), need.present.end());
    if (pairs.empty() && need.cut.nodes > 0) {
        return; // why is known
    }
    need.opened = pairs.empty() ? -1 : pairs.front();
    std::vector<Pipe> const before = now_.pipe_pairs;
    bool turned_down = false;
    for (int step = 0; step <= most_steps; ++step) {
        OutageVerdict const found = judge_->judge(need.pair, need.opened, wanted_, may_grow, turned_down);
        turned_down = found.turned_down;
        need.why = found.why;
        if (found.fine()) {
            add_up_growth(need, before);
            return;
        }
        if (!need.may_grow) {
            need.why = too_dear;
            break;
        }
        if (found.pair < 0 || !grow(at(found.pair))) {
            break;
        }
    }
    now_.pipe_pairs = before;
    judge_->resize(now_);
    need.opened = -1;
}

// As sizing prices it: a present pair that stays as it is costs nothing.
double SecurityPlanner::capital_of(std::size_t pair, Pipe const& pipe) const {
    auto const size = std::ranges::find(problem_.sizes, pipe.catalogue, &SizeRow::entry);
    if (size == problem_.sizes.end()) {
        return 0.0;
    }
    if (pair >= first_link_) {
        return path_capital(problem_, links_[pair - first_link_].path.ways, *size);
    }
    auto const laid = std::ranges::find(laid_.project.pipe_pairs, pipe.id, &Pipe::id);
    auto const of_plan = std::ranges::find(laid_.pipes, pipe.id, &ExtensionPipe::pair);
    if (of_plan->reinforced && laid->catalogue == pipe.catalogue) {
        return 0.0;
    }
    return pipe.length_m.value_or(0.0) *
           (pipe.surface == Surface::hard ? size->cost_hard_per_m : size->cost_soft_per_m);
}

void SecurityPlanner::add_up_growth(Need& need, std::vector<Pipe> const& before) const {
    for (std::size_t i = 0; i < before.size(); ++i) {
        Pipe const& now = now_.pipe_pairs[i];
        if (now.catalogue != before[i].catalogue) {
            double const more = capital_of(i, now) - capital_of(i, before[i]);
            need.grown += more;
            need.grown_plan += i < first_link_ ? more : 0.0;
        }
    }
}

// Holds what was made larger against security_maximum_cost_per_kw; true where something is to be left out, so
// that all has to be settled anew.
bool SecurityPlanner::drop_dear() {
    auto const& most = project_.extension.security_maximum_cost_per_kw;
    if (!most) {
        return false;
    }
    double const most_per_w = *most * 1e-3;
    bool any = false;
    for (std::size_t link = 0; link < links_.size(); ++link) {
        any = drop_dear_link(link, most_per_w) || any;
    }
    for (Need& need : needs_) { // in meshes, and through what lies there
        bool const by_link = need.opened >= static_cast<std::int32_t>(first_link_);
        if (!by_link && need.grown > most_per_w * wanted_peak_w(need.at_risk)) {
            need.may_grow = false;
            any = true;
        }
    }
    return any;
}

// The outage that makes most larger is left out first, then the link itself.
bool SecurityPlanner::drop_dear_link(std::size_t link, double most_per_w) {
    std::int32_t const pair = pair_of_link(static_cast<std::int32_t>(link));
    std::vector<std::uint8_t> load(wanted_.size(), 0);
    double capital = 0.0;
    Need* most = nullptr;
    for (Need& need : needs_) {
        if (need.opened == pair) {
            std::ranges::transform(load, need.cut.load, load.begin(), std::bit_or{});
            capital += need.grown_plan;
            most = most == nullptr || need.grown > most->grown ? &need : most;
        }
    }
    if (most == nullptr) {
        return false;
    }
    capital += capital_of(at(pair), now_.pipe_pairs[at(pair)]);
    if (capital <= most_per_w * wanted_peak_w(load)) {
        return false;
    }
    if (most->grown > 0.0) {
        most->may_grow = false;
    } else {
        links_[link].too_dear = true;
    }
    return true;
}

std::string SecurityPlanner::mend(bool may_enlarge) {
    Project const before = now_;
    judge_ = std::make_unique<OutageJudge>(now_, catalogue_, design_point_id(project_), share_, go_on_);
    if (!judge_->diagnosis().empty()) {
        return judge_->diagnosis();
    }
    std::vector<Need> const open = needs_;
    for (;;) {
        for (Need& need : needs_) {
            if (!need.as_it_is) {
                settle(need, pairs_that_may_grow(may_enlarge));
            }
        }
        if (!drop_dear()) {
            break;
        }
        now_ = before;
        judge_->resize(now_);
        for (std::size_t i = 0; i < needs_.size(); ++i) {
            bool const may_grow = needs_[i].may_grow;
            needs_[i] = open[i];
            needs_[i].may_grow = may_grow;
        }
    }
    for (std::size_t i = 0; i < first_link_; ++i) {
        if (now_.pipe_pairs[i].catalogue != before.pipe_pairs[i].catalogue) {
            enlarged_.push_back({.pair = now_.pipe_pairs[i].id,
                                 .before = before.pipe_pairs[i].catalogue,
                                 .after = now_.pipe_pairs[i].catalogue});
        }
    }
    return {};
}

// Links that no outage is left to in the end are not laid.
void SecurityPlanner::keep_used() {
    auto const first = static_cast<std::int32_t>(first_link_);
    for (Need const& need : needs_) {
        if (need.opened >= first) {
            links_[at(need.opened - first)].used = true;
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
        if (need.opened >= first) {
            need.opened = pair_of_link(number[at(need.opened - first)]);
        }
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
