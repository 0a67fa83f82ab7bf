// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "pressure_sizes.hpp"

#include "branch_cost.hpp"
#include "extended_project.hpp"
#include "supply_way.hpp"

#include "sizing/design.hpp"
#include "sizing/numbers.hpp"
#include "sizing/tree_choice.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace saggar::detail {

namespace {

constexpr double most_lift_bar = 60.0; // the largest that a project may name
constexpr double pa_per_bar = 1e5;
constexpr double m_per_mm = 1e-3;
constexpr double same_bore = 1.0001; // no larger than by this factor

bool keeps_pressure(Plant const& plant) {
    return plant.control == PlantControl::pressure_holding ||
           plant.control == PlantControl::differential_pressure;
}

// The only one that keeps a pressure, if it may look for its own; -1: there is none.
std::int32_t deciding_plant(Project const& project) {
    auto const keeps = [](Plant const& plant) { return plant.running && keeps_pressure(plant); };
    auto const found = std::ranges::find_if(project.plants, keeps);
    bool const only = std::ranges::count_if(project.plants, keeps) == 1;
    return only && found->control == PlantControl::pressure_holding
               ? static_cast<std::int32_t>(found - project.plants.begin())
               : -1;
}

// Who is short without the candidate need not be served with it.
bool serves_everybody(Trial const& base) {
    auto const lacks_pressure = [](LimitFinding const& finding) {
        return finding.kind == LimitKind::substation_differential_pressure ||
               finding.kind == LimitKind::plant_differential_pressure;
    };
    constexpr double next_to_nothing = 1e-4; // of a peak, as for those whom a candidate leaves short
    for (std::size_t i = 0; i < base.envelope.substation_unmet_heat_w.size(); ++i) {
        if (base.envelope.substation_unmet_heat_w[i] >
            next_to_nothing * base.network->substations.peak_w[i]) {
            return false;
        }
    }
    return std::ranges::none_of(base.envelope.limits.broken, lacks_pressure);
}

// What it may lift: as much as is set, or as its pumps can.
double largest_lift_pa(Trial const& base, std::size_t plant) {
    double const set_pa = judging_point(*base.network).plant_differential_pressure_pa[plant];
    return std::isnan(set_pa)
               ? base.project.plants[plant].maximum_differential_pressure_bar.value_or(most_lift_bar) *
                     pa_per_bar
               : set_pa;
}

} // namespace

PressureSizes::PressureSizes(ConnectionStudy const& study, Candidate const& candidate, TieIn const& way,
                             ConnectionResult const& least, std::vector<std::string> held)
    : study_{study},
      candidate_{candidate},
      way_{way},
      least_{least},
      held_{std::move(held)},
      plant_{serves_everybody(study.base()) ? deciding_plant(study.project()) : -1} {
    if (plant_ >= 0) {
        largest_pa_ = largest_lift_pa(study.base(), static_cast<std::size_t>(plant_));
    }
}

Project PressureSizes::lifted(Project project) const {
    project = with_free_lift(std::move(project), {});
    project.plants[static_cast<std::size_t>(plant_)].maximum_differential_pressure_bar = most_lift_bar;
    return project;
}

// Nothing where it is at its end: somebody is short even so.
LimitFinding const* PressureSizes::lift_of(Trial const& lifted) const {
    std::int32_t const link = lifted.network->plants.link[static_cast<std::size_t>(plant_)];
    auto const& machines = lifted.envelope.limits.machines;
    auto const found = std::ranges::find_if(machines, [&](LimitFinding const& finding) {
        return finding.kind == LimitKind::plant_differential_pressure && finding.element == link;
    });
    return found != machines.end() && found->margin > solved_to_pa ? &*found : nullptr;
}

double PressureSizes::lacking_pa(Trial const& lifted) const {
    LimitFinding const* const lift = lift_of(lifted);
    if (lift == nullptr) {
        return infinity;
    }
    return std::max(0.0, lift->value - largest_pa_);
}

LineSize PressureSizes::line_size(std::string const& pair, CatalogueEntry const* entry) const {
    Network const& network = *study_.base().network;
    auto const& records = network.project().pipe_pairs;
    auto const record = std::ranges::find(records, pair, &Pipe::id);
    if (record == records.end()) { // the branch
        return {.inner_diameter_m = entry->inner_diameter_mm * m_per_mm,
                .roughness = entry->roughness_mm * m_per_mm};
    }
    auto const line = static_cast<std::size_t>(network.find_link(pair + ":supply"));
    LineSize size{.inner_diameter_m = network.pipes.inner_diameter_m[line],
                  .roughness = network.pipes.roughness_m[line]};
    if (entry != nullptr) {
        size.inner_diameter_m = entry->inner_diameter_mm * m_per_mm;
        bool const of_pipe = record->roughness_mm || record->hazen_williams_c || record->manning_n;
        size.roughness = of_pipe ? size.roughness : entry->roughness_mm * m_per_mm;
    }
    return size;
}

std::vector<PressureSizes::Size> PressureSizes::sizes_of(std::string const& pair) const {
    Catalogue const& catalogue = study_.base().network->catalogue();
    bool const is_branch = pair == branch_id(candidate_);
    auto const enlarged = std::ranges::find(least_.reinforcements, pair, &Reinforcement::pair);
    std::vector<Size> sizes;
    if (is_branch) {
        sizes.push_back({.entry = nullptr,
                         .cost = least_.branch->cost.value_or(0.0),
                         .line = line_size(pair, catalogue.find(least_.branch->catalogue))});
    } else if (enlarged != least_.reinforcements.end()) {
        sizes.push_back({.entry = nullptr,
                         .cost = enlarged->cost.value_or(0.0),
                         .line = line_size(pair, catalogue.find(enlarged->to))});
    } else {
        sizes.push_back({.entry = nullptr, .cost = 0.0, .line = line_size(pair, nullptr)});
    }
    if (std::ranges::find(held_, pair) != held_.end()) {
        return sizes;
    }
    auto const record = std::ranges::find(study_.project().pipe_pairs, pair, &Pipe::id);
    for (CatalogueEntry const* const entry : study_.family()) {
        LineSize const line = line_size(pair, entry);
        if (line.inner_diameter_m > sizes.front().line.inner_diameter_m * same_bore) {
            auto const cost = is_branch ? study_.cost_of_branch(candidate_, way_, *entry)
                                        : laid_cost(*entry, record->surface, *record->length_m);
            if (cost) {
                sizes.push_back({.entry = entry, .cost = *cost, .line = line});
            }
        }
    }
    return sizes;
}

double PressureSizes::price(OnWay& pair, Trial const& lifted) const {
    PipeColumns const& pipes = lifted.network->pipes;
    LineFriction const friction{*lifted.network};
    double now_pa = 0.0;
    pair.loss_pa.assign(pair.sizes.size(), 0.0);
    for (std::size_t const line : pair.lines) {
        LineFlow const water =
            water_in(study_.fluid(), lifted.state, line, lifted.envelope.pipe_flow_kg_s[line]);
        now_pa += friction.loss_pa(
            {.inner_diameter_m = pipes.inner_diameter_m[line], .roughness = pipes.roughness_m[line]}, line,
            water);
        for (std::size_t i = 0; i < pair.sizes.size(); ++i) {
            pair.loss_pa[i] += friction.loss_pa(pair.sizes[i].line, line, water);
        }
    }
    return now_pa;
}

std::vector<PressureSizes::OnWay> PressureSizes::on_the_way(Trial const& lifted, std::size_t consumer) const {
    Network const& network = *lifted.network;
    std::vector<std::size_t> lines = SupplyWays{network, lifted.state.mass_flow_kg_s}.of(consumer);
    std::ranges::reverse(lines); // from the plant
    std::vector<OnWay> pairs;
    for (std::size_t const line : lines) {
        if (network.pipes.partner[line] < 0) {
            continue;
        }
        std::string const id =
            uncut(lifted.project.pipe_pairs[static_cast<std::size_t>(network.pipes.record[line])].id);
        if (std::ranges::find(pairs, id, &OnWay::pair) ==
            pairs.end()) { // of one that was cut the first piece
            pairs.push_back({.pair = id,
                             .lines = {line, static_cast<std::size_t>(network.pipes.partner[line])},
                             .sizes = sizes_of(id),
                             .loss_pa = {}});
        }
    }
    return pairs;
}

std::vector<PairSize> PressureSizes::widest(Trial const& lifted) const {
    std::vector<PairSize> chosen;
    if (auto const consumer = newly_unserved(lifted, study_.base())) {
        for (OnWay const& pair : on_the_way(lifted, *consumer)) {
            if (pair.sizes.back().entry != nullptr) {
                chosen.push_back({.pair = pair.pair, .entry = pair.sizes.back().entry});
            }
        }
    }
    return chosen;
}

bool PressureSizes::learn(Trial const& lifted) {
    LimitFinding const* const lift = lift_of(lifted);
    if (lift == nullptr) {
        return false;
    }
    std::int32_t const consumer = lift->consumer >= 0 ? lift->consumer : lifted.state.index_consumer;
    if (consumer < 0) {
        return false;
    }
    Way way{.consumer = consumer,
            .pairs = on_the_way(lifted, static_cast<std::size_t>(consumer)),
            .other_pa = lift->value};
    for (OnWay& pair : way.pairs) {
        way.other_pa -= price(pair, lifted);
    }
    std::erase_if(ways_, [&](Way const& one) { return one.consumer == consumer; });
    ways_.insert(ways_.begin(), std::move(way));
    return true;
}

namespace {

constexpr std::int32_t no_node = -1;

// Leaves and ways of a tree that is to be filled.
SizingTree only_a_root() {
    return {
        .parent = {no_node}, .options = {{}}, .lift_cost_needed = {-infinity}, .head_needed = {-infinity}};
}

std::int32_t add_node(SizingTree& tree, std::int32_t parent) {
    tree.parent.push_back(parent);
    tree.options.emplace_back();
    tree.lift_cost_needed.push_back(-infinity);
    tree.head_needed.push_back(-infinity);
    return static_cast<std::int32_t>(tree.parent.size()) - 1;
}

} // namespace

// Ways that do not fit into one tree with later ones, as over a loop, are left to later looks.
std::optional<std::vector<PairSize>> PressureSizes::cheapest() const {
    SizingTree tree = only_a_root();
    std::vector<OnWay const*> of_node{nullptr};
    auto const node_of = [&](OnWay const& pair) {
        auto const found = std::find_if(of_node.begin() + 1, of_node.end(),
                                        [&](OnWay const* one) { return one->pair == pair.pair; });
        return found == of_node.end() ? no_node : static_cast<std::int32_t>(found - of_node.begin());
    };
    auto const fits = [&](Way const& way) {
        std::int32_t at = 0;
        return std::ranges::all_of(way.pairs, [&](OnWay const& pair) {
            std::int32_t const node = node_of(pair);
            std::int32_t const before = std::exchange(at, node);
            bool const known = node != no_node;
            return known ? before == tree.parent[static_cast<std::size_t>(node)] &&
                               of_node[static_cast<std::size_t>(node)]->lines == pair.lines
                         : true;
        });
    };
    for (Way const& way : ways_) {
        if (!fits(way)) {
            continue;
        }
        std::int32_t at = 0;
        for (OnWay const& pair : way.pairs) {
            std::int32_t node = node_of(pair);
            if (node == no_node) {
                node = add_node(tree, at);
                of_node.push_back(&pair);
                for (std::size_t i = 0; i < pair.sizes.size(); ++i) {
                    tree.options.back().push_back(
                        {.size = i, .cost = pair.sizes[i].cost, .lift_cost = 0.0, .head = pair.loss_pa[i]});
                }
            }
            at = node;
        }
        auto const leaf = static_cast<std::size_t>(at);
        tree.head_needed[leaf] = std::max(tree.head_needed[leaf], way.other_pa);
        tree.lift_cost_needed[leaf] = 0.0;
    }
    auto const best = best_choices(tree, {.largest_head = largest_pa_ - in_hand_pa_}, 1);
    if (best.empty()) {
        return std::nullopt;
    }
    std::vector<PairSize> chosen;
    for (std::size_t node = 1; node < of_node.size(); ++node) {
        Size const& size = of_node[node]->sizes[tree.options[node][best.front().option[node]].size];
        if (size.entry != nullptr) {
            chosen.push_back({.pair = of_node[node]->pair, .entry = size.entry});
        }
    }
    return chosen;
}

} // namespace saggar::detail
