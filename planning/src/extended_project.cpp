// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "extended_project.hpp"

#include <algorithm>
#include <string_view>

namespace saggar::detail {

namespace {

// What most of a branch lies in: a larger pipe in its place is priced by that.
Surface surface_of(TieIn const& way, Surface off_street) {
    double const hard_m = way.hard_m + (off_street == Surface::hard ? way.off_street_m : 0.0);
    return 2.0 * hard_m >= way.length_m() ? Surface::hard : Surface::soft;
}

std::string tapping_node(Candidate const& candidate) {
    return candidate.id + "~tie-in";
}
std::string cut_off_piece(std::string const& pair) {
    return pair + "~2";
}

} // namespace

std::string uncut(std::string id) {
    static constexpr std::string_view mark = "~2";
    std::size_t const side = id.find(':');
    std::size_t const end = side == std::string::npos ? id.size() : side;
    if (end >= mark.size() && std::string_view{id}.substr(end - mark.size(), mark.size()) == mark) {
        id.erase(end - mark.size(), mark.size());
    }
    return id;
}

std::string users_id(Candidate const& candidate, std::string const& id) {
    std::string const own = candidate.id + "~";
    if (!id.starts_with(own)) {
        return uncut(id);
    }
    std::size_t const colon = id.find(':', own.size());
    std::size_t const end = colon == std::string::npos ? id.size() : colon;
    std::string const side = id.substr(end);
    std::string const what = id.substr(own.size(), end - own.size());
    std::string const lead = what == "branch" ? "branch to " : what == "tie-in" ? "tie-in of " : "";
    return lead + candidate.id + side;
}

std::string branch_id(Candidate const& candidate) {
    return candidate.id + "~branch";
}
std::string substation_id(Candidate const& candidate) {
    return candidate.id + "~load";
}

Project with_candidate(Project project, Candidate const& candidate, double peak_kw, TieIn const& tie_in,
                       CatalogueEntry const& entry) {
    std::string start;
    if (tie_in.pair >= 0) {
        auto const pair = static_cast<std::size_t>(tie_in.pair);
        start = tapping_node(candidate);
        std::string const behind = cut_off_piece(project.pipe_pairs[pair].id);
        split_pair(project, pair, tie_in.position, start, behind);
    } else {
        start = project.nodes[static_cast<std::size_t>(tie_in.node)].id;
    }
    auto const tapped = std::ranges::find(project.nodes, start, &Node::id);
    Node node;
    node.id = candidate.id + "~node";
    node.x_m = candidate.x_m;
    node.y_m = candidate.y_m;
    node.elevation_m = candidate.elevation_m.value_or(tapped->elevation_m);
    node.source = candidate.source;
    project.nodes.push_back(node);

    Pipe pipe;
    pipe.id = branch_id(candidate);
    pipe.from = start;
    pipe.to = node.id;
    pipe.length_m = tie_in.length_m();
    pipe.catalogue = entry.id;
    pipe.surface = surface_of(tie_in, candidate.surface);
    pipe.role = PipeRole::branch;
    pipe.source = "branch to " + candidate.id;
    project.pipe_pairs.push_back(pipe);

    Substation load;
    load.id = substation_id(candidate);
    load.node = node.id;
    load.peak_kw = peak_kw;
    // A part of its peak, as the largest load is searched by, may not last for all that it uses.
    constexpr double most_mwh_per_kw = 8.784;
    load.annual_use_mwh = std::min(*candidate.annual_use_mwh, most_mwh_per_kw * peak_kw);
    load.dwellings = candidate.dwellings;
    load.return_temperature_c = candidate.return_temperature_c;
    load.minimum_supply_temperature_c = candidate.minimum_supply_temperature_c;
    load.minimum_differential_pressure_bar = candidate.minimum_differential_pressure_bar;
    load.source = candidate.source;
    project.substations.push_back(load);
    return project;
}

void lay(Pipe& pair, CatalogueEntry const& entry) {
    pair.catalogue = entry.id;
    for (auto* const own : {&pair.inner_diameter_mm, &pair.outer_diameter_mm, &pair.insulation_diameter_mm,
                            &pair.casing_diameter_mm, &pair.insulation_conductivity_w_mk,
                            &pair.wall_conductivity_w_mk, &pair.heat_loss_w_mk, &pair.spacing_mm}) {
        own->reset(); // the new pipe's own
    }
}

void enlarge(Project& project, std::string const& pair, CatalogueEntry const& entry) {
    for (Pipe& pipe : project.pipe_pairs) {
        if (pipe.id == pair || pipe.id == cut_off_piece(pair)) {
            lay(pipe, entry);
        }
    }
}

std::string parallel_id(std::string const& pair, int number) {
    return pair + "~parallel" + (number > 1 ? std::to_string(number) : "");
}

void lay_beside(Project& project, std::string const& pair, CatalogueEntry const& entry) {
    auto const is_taken = [&](std::string const& id) {
        return std::ranges::any_of(project.pipe_pairs, [&](Pipe const& pipe) {
            return pipe.id == id || pipe.id == cut_off_piece(id);
        });
    };
    int number = 1; // one beside it already, for an earlier candidate
    while (is_taken(parallel_id(pair, number))) {
        ++number;
    }
    std::string const beside = parallel_id(pair, number);
    std::size_t const present = project.pipe_pairs.size();
    for (std::size_t i = 0; i < present; ++i) {
        Pipe second = project.pipe_pairs[i];
        bool const behind = second.id == cut_off_piece(pair);
        if (second.id != pair && !behind) {
            continue;
        }
        second.id = behind ? cut_off_piece(beside) : beside;
        second.source = "beside " + pair;
        lay(second, entry);
        project.pipe_pairs.push_back(std::move(second));
    }
}

} // namespace saggar::detail
