// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "stage_network.hpp"

#include "stage_plants.hpp"

#include "../extended_project.hpp"
#include "../extension/plant_roles.hpp"

#include "saggar/network/disjoint_sets.hpp"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <unordered_map>
#include <unordered_set>
#include <utility>

namespace saggar::detail {

namespace {

std::string without_side(std::string const& node) {
    return node.substr(0, node.find(':'));
}

// Takes away pairs of the plan that nobody needs yet: first those of rings, then those that lead nowhere,
// from their ends inwards.
class Pruning {
public:
    // `needed`: plants that pipes are to lead to.
    Pruning(Project& project, PlannedNetwork const& plan, Project const& now,
            std::vector<std::uint8_t> const& needed)
        : project_{project}, plan_{plan} {
        std::unordered_set<std::string_view> present;
        for (Pipe const& pair : now.pipe_pairs) {
            present.insert(pair.id);
        }
        for (ExtensionPipe const& pipe : plan.pipes) {
            if (!pipe.reinforced && !present.contains(pipe.pair)) {
                free_.insert(pipe.pair);
            }
        }
        keep_standing(now);
        keep(project.substations);
        keep(project.bypasses);
        for (std::size_t i = 0; i < project.plants.size(); ++i) {
            if (needed[i] != 0) {
                kept_.insert(place_of(node_of(project.plants[i])));
                kept_.insert(place_of(without_side(project.plants[i].return_node)));
            }
        }
    }

    void run() {
        open_rings();
        count(project_.pipe_pairs);
        count(project_.pipes);
        count(project_.valves);
        count(project_.pumps);
        std::unordered_map<std::string_view, std::vector<std::size_t>> pairs_at;
        std::vector<std::string_view> ends;
        for (std::size_t i = 0; i < project_.pipe_pairs.size(); ++i) {
            for (std::string const& node :
                 {std::cref(project_.pipe_pairs[i].from), std::cref(project_.pipe_pairs[i].to)}) {
                pairs_at[place_of(node)].push_back(i);
            }
        }
        for (Node const& node : project_.nodes) {
            ends.push_back(place_of(node.id));
        }
        std::unordered_set<std::string> gone;
        while (!ends.empty()) {
            std::string const node{ends.back()};
            ends.pop_back();
            if (kept_.contains(node) || degree_[node] != 1) {
                continue;
            }
            for (std::size_t const i : pairs_at[node]) {
                Pipe const& pair = project_.pipe_pairs[i];
                if (free_.contains(pair.id) && gone.insert(pair.id).second) {
                    std::string const& from = place_of(pair.from);
                    std::string const& to = place_of(pair.to);
                    --degree_[from];
                    --degree_[to];
                    ends.push_back(from == node ? to : from);
                }
            }
        }
        std::erase_if(project_.pipe_pairs, [&](Pipe const& pair) { return gone.contains(pair.id); });
        std::erase_if(project_.nodes, [&](Node const& node) {
            return !kept_.contains(node.id) && !place_.contains(node.id) && degree_[node.id] == 0;
        });
    }

private:
    // What stands and hangs together is one place. It is kept, with the pipes that lead there, where
    // somebody is supplied in it; a plant that nothing hangs on yet has none before it is needed.
    void keep_standing(Project const& now) {
        Zones zones{now};
        std::unordered_map<std::size_t, std::string> first;
        for (Node const& node : now.nodes) {
            place_.emplace(node.id, first.emplace(zones.of(node.id), node.id).first->second);
        }
        keep(now.substations);
        keep(now.bypasses);
    }

    // The node that stands for what it hangs together with in the network as it is.
    [[nodiscard]] std::string const& place_of(std::string const& node) const {
        auto const place = place_.find(node);
        return place == place_.end() ? node : place->second;
    }

    // Of a ring, new pairs that feed nobody who is there: what they join hangs together without them.
    void open_rings() {
        std::unordered_set<std::string_view> const in_use = feeding();
        std::unordered_map<std::string_view, std::size_t> position;
        for (std::size_t i = 0; i < project_.nodes.size(); ++i) {
            position.emplace(project_.nodes[i].id, i);
        }
        DisjointSets groups{project_.nodes.size()};
        auto const join = [&](Pipe const& pair) {
            return groups.join(position.at(pair.from), position.at(pair.to));
        };
        auto const is_idle = [&](Pipe const& pair) {
            return free_.contains(pair.id) && !in_use.contains(pair.id);
        };
        for (Pipe const& pair : project_.pipe_pairs) {
            if (pair.open && !is_idle(pair)) {
                join(pair);
            }
        }
        std::erase_if(project_.pipe_pairs, [&](Pipe const& pair) { return is_idle(pair) && !join(pair); });
    }

    // New pairs on the plan's ways to those who are there.
    [[nodiscard]] std::unordered_set<std::string_view> feeding() const {
        std::unordered_map<std::string_view, std::string_view> fed_by;
        for (ExtensionPipe const& pipe : plan_.pipes) {
            fed_by.emplace(pipe.pair, pipe.fed_by);
        }
        std::unordered_map<std::string_view, std::string_view> end_of;
        for (Pipe const& pair : project_.pipe_pairs) {
            end_of.emplace(pair.id, pair.to);
        }
        std::unordered_set<std::string_view> in_use;
        for (ExtensionPipe const& pipe : plan_.pipes) {
            if (!pipe.service || !kept_.contains(place_of(std::string{end_of.at(pipe.pair)}))) {
                continue;
            }
            std::string_view way = pipe.pair;
            while (!way.empty() && in_use.insert(way).second) {
                auto const next = fed_by.find(way);
                way = next == fed_by.end() ? std::string_view{} : next->second;
            }
        }
        return in_use;
    }

    template <class Element>
    void keep(std::vector<Element> const& elements) {
        for (Element const& one : elements) {
            kept_.insert(place_of(without_side(one.node)));
            kept_.insert(place_of(without_side(one.supply_node)));
            kept_.insert(place_of(without_side(one.return_node)));
        }
    }
    template <class Link>
    void count(std::vector<Link> const& links) {
        for (Link const& link : links) {
            std::string const from = place_of(without_side(link.from));
            std::string const to = place_of(without_side(link.to));
            if (from != to) {
                ++degree_[from];
                ++degree_[to];
            }
        }
    }

    Project& project_;
    PlannedNetwork const& plan_;
    std::unordered_map<std::string, std::string> place_; // of nodes that stand
    std::unordered_set<std::string> free_;               // pairs
    std::unordered_set<std::string> kept_;               // nodes
    std::unordered_map<std::string, int> degree_;
};

// Present pairs as they lie there: what an earlier phase has made larger stays so. A piece that is cut only
// now is what its pair was before the plan.
void leave_as_they_are(Project& project, PlannedNetwork const& plan, Project const& now,
                       Catalogue const& catalogue) {
    for (std::size_t i = 0; i < plan.pipes.size(); ++i) {
        if (!plan.pipes[i].reinforced) {
            continue;
        }
        auto const lies = std::ranges::find(now.pipe_pairs, plan.pipes[i].pair, &Pipe::id);
        std::string const& wanted = lies != now.pipe_pairs.end() ? lies->catalogue : plan.before[i];
        if (CatalogueEntry const* const entry = catalogue.find(wanted); entry != nullptr) {
            lay(*std::ranges::find(project.pipe_pairs, plan.pipes[i].pair, &Pipe::id), *entry);
        }
    }
}

// Nor is anything laid smaller than it lies there.
void keep_larger(Project& project, Project const& now, Catalogue const& catalogue) {
    std::unordered_map<std::string_view, CatalogueEntry const*> lies;
    for (Pipe const& pair : now.pipe_pairs) {
        lies.emplace(pair.id, catalogue.find(pair.catalogue));
    }
    for (Pipe& pair : project.pipe_pairs) {
        auto const there = lies.find(pair.id);
        CatalogueEntry const* const planned = catalogue.find(pair.catalogue);
        if (there != lies.end() && there->second != nullptr && planned != nullptr &&
            there->second->inner_diameter_mm > planned->inner_diameter_mm) {
            lay(pair, *there->second);
        }
    }
}

// The part of what the plan takes from each plant that is there to be taken: by peaks, of those whose tree it
// gives to.
std::vector<double> shares(PlannedNetwork const& plan, std::set<std::string> const& buildings) {
    std::vector<double> all(plan.taken_w.size(), 0.0);
    std::vector<double> there(plan.taken_w.size(), 0.0);
    for (std::size_t i = 0; i < plan.buildings.size(); ++i) {
        if (plan.plant[i] >= 0) {
            auto const plant = static_cast<std::size_t>(plan.plant[i]);
            all[plant] += plan.peak[i];
            there[plant] += buildings.contains(plan.buildings[i]) ? plan.peak[i] : 0.0;
        }
    }
    std::vector<double> share(plan.taken_w.size(), 0.0);
    for (std::size_t i = 0; i < share.size(); ++i) {
        auto const foot = static_cast<std::size_t>(std::max(0, plan.foot[i]));
        share[i] = plan.foot[i] >= 0 && all[foot] > 0.0 ? there[foot] / all[foot] : 0.0;
    }
    return share;
}

class Stage {
public:
    Stage(PlannedNetwork const& plan, Project const& now, Project const& as_given, int year, bool reinforced,
          Catalogue const& catalogue)
        : plan_{plan},
          now_{now},
          as_given_{as_given},
          year_{year},
          reinforced_{reinforced},
          catalogue_{catalogue} {}

    StageNetwork make(std::set<std::string> buildings) {
        StageNetwork stage;
        while (!try_with(buildings, stage)) {
        }
        stage.buildings = std::move(buildings);
        return stage;
    }

private:
    [[nodiscard]] bool somebody_runs_at(std::string const& node) const {
        return std::ranges::any_of(as_given_.plants, [&](Plant const& plant) {
            return node_of(plant) == node && in_service(plant, year_);
        });
    }

    // False: some of them have no plant yet, and are left out of the next try.
    bool try_with(std::set<std::string>& buildings, StageNetwork& stage) const {
        std::vector<double> share = shares(plan_, buildings);
        for (std::size_t i = 0; i < plan_.at_once.size(); ++i) {
            if (plan_.at_once[i] != 0 && somebody_runs_at(node_of(plan_.project.plants[i]))) {
                share[i] = 1.0; // what loads of today take of it is left to set_stage_plants
            }
        }
        std::vector<std::uint8_t> needed(share.size());
        std::ranges::transform(share, needed.begin(), [](double part) { return part > 0.0 ? 1 : 0; });
        std::vector<std::string> unserved = lay(stage, buildings, share, needed);
        if (!unserved.empty()) { // another plant of the plan may be joined to them before newcomers need it
            needed.assign(needed.size(), 1);
            unserved = lay(stage, buildings, share, needed);
        }
        bool all_served = true;
        for (std::size_t i = 0; i < plan_.buildings.size(); ++i) {
            bool const left = std::ranges::find(unserved, plan_.substations[i]) != unserved.end();
            if (left && buildings.erase(plan_.buildings[i]) > 0) {
                stage.without_plant.push_back(plan_.buildings[i]);
                all_served = false;
            }
        }
        if (all_served) {
            stage.unserved = std::move(unserved);
        }
        return all_served;
    }

    // Those that are left unserved. `needed`: plants that pipes are to lead to; `share`: of what the plan
    // takes from each.
    std::vector<std::string> lay(StageNetwork& stage, std::set<std::string> const& buildings,
                                 std::vector<double> const& share,
                                 std::vector<std::uint8_t> const& needed) const {
        stage.project = plan_.project;
        std::unordered_set<std::string_view> waiting;
        for (std::size_t i = 0; i < plan_.buildings.size(); ++i) {
            if (!buildings.contains(plan_.buildings[i])) {
                waiting.insert(plan_.substations[i]);
            }
        }
        std::erase_if(stage.project.substations,
                      [&](Substation const& one) { return waiting.contains(one.id); });
        if (!reinforced_) {
            leave_as_they_are(stage.project, plan_, now_, catalogue_);
        }
        keep_larger(stage.project, now_, catalogue_);
        for (std::size_t i = 0; i < stage.project.plants.size(); ++i) {
            Plant& plant = stage.project.plants[i];
            if (plant.control == PlantControl::heat && plant.heat_kw) {
                plant.heat_kw = std::max(0.0, *plant.heat_kw - (1.0 - share[i]) * plan_.taken_w[i] * 1e-3);
            }
        }
        Pruning{stage.project, plan_, now_, needed}.run();
        return set_stage_plants(stage.project, as_given_, year_);
    }

    PlannedNetwork const& plan_;
    Project const& now_;
    Project const& as_given_;
    int year_;
    bool reinforced_;
    Catalogue const& catalogue_;
};

} // namespace

StageNetwork stage_network(PlannedNetwork const& plan, Project const& now, std::set<std::string> buildings,
                           Project const& as_given, int year, bool reinforced, Catalogue const& catalogue) {
    return Stage{plan, now, as_given, year, reinforced, catalogue}.make(std::move(buildings));
}

} // namespace saggar::detail
