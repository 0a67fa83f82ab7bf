// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "extended_project.hpp"

#include <cmath>

namespace saggar::detail {

namespace {

std::string tapping_node(Candidate const& candidate) {
    return candidate.id + "~tie-in";
}
std::string cut_off_piece(std::string const& pair) {
    return pair + "~2";
}

// Cuts a pair in two at a fraction of its length; the new node is the tie-in.
void tap(Project& project, Candidate const& candidate, TrialBranch const& branch) {
    auto const position = static_cast<std::size_t>(branch.tapped_pair);
    Node node;
    node.id = tapping_node(candidate);
    node.x_m = branch.x_m;
    node.y_m = branch.y_m;
    node.elevation_m = branch.elevation_m;
    node.source = "tie-in point of " + candidate.id;
    project.nodes.push_back(node);
    Pipe second = project.pipe_pairs[position];
    Pipe& first = project.pipe_pairs[position];
    first.route_xy_m.clear(); // lengths are given from here on
    second.route_xy_m.clear();
    second.id = cut_off_piece(first.id);
    second.from = node.id;
    first.to = node.id;
    double const whole = *first.length_m;
    first.length_m = whole * branch.fraction;
    second.length_m = whole * (1.0 - branch.fraction);
    // Local losses stay where they were put: shared by length.
    second.zeta = first.zeta * (1.0 - branch.fraction);
    first.zeta *= branch.fraction;
    second.equivalent_length_m = first.equivalent_length_m * (1.0 - branch.fraction);
    first.equivalent_length_m *= branch.fraction;
    project.pipe_pairs.push_back(second);
}

} // namespace

std::string branch_id(Candidate const& candidate) {
    return candidate.id + "~branch";
}
std::string substation_id(Candidate const& candidate) {
    return candidate.id + "~load";
}

Project with_candidate(Project project, Candidate const& candidate, double peak_kw, TrialBranch const& branch,
                       CatalogueEntry const& entry) {
    std::string tie_in = branch.node;
    if (branch.tapped_pair >= 0) {
        tap(project, candidate, branch);
        tie_in = tapping_node(candidate);
    }
    Node node;
    node.id = candidate.id + "~node";
    node.x_m = candidate.x_m;
    node.y_m = candidate.y_m;
    node.elevation_m = candidate.elevation_m;
    node.source = candidate.source;
    project.nodes.push_back(node);

    Pipe pipe;
    pipe.id = branch_id(candidate);
    pipe.from = tie_in;
    pipe.to = node.id;
    pipe.length_m = branch.length_m;
    pipe.catalogue = entry.id;
    pipe.surface = candidate.surface;
    pipe.role = PipeRole::branch;
    pipe.source = "branch to " + candidate.id;
    project.pipe_pairs.push_back(pipe);

    Substation load;
    load.id = substation_id(candidate);
    load.node = node.id;
    load.peak_kw = peak_kw;
    load.annual_use_mwh = candidate.annual_use_mwh;
    load.dwellings = candidate.dwellings;
    load.return_temperature_c = candidate.return_temperature_c;
    load.minimum_supply_temperature_c = candidate.minimum_supply_temperature_c;
    load.minimum_differential_pressure_bar = candidate.minimum_differential_pressure_bar;
    load.source = candidate.source;
    project.substations.push_back(load);
    return project;
}

void enlarge(Project& project, std::string const& pair, CatalogueEntry const& entry) {
    for (Pipe& pipe : project.pipe_pairs) {
        if (pipe.id == pair || pipe.id == cut_off_piece(pair)) {
            pipe.catalogue = entry.id;
            for (auto* const own :
                 {&pipe.inner_diameter_mm, &pipe.outer_diameter_mm, &pipe.insulation_diameter_mm,
                  &pipe.casing_diameter_mm, &pipe.insulation_conductivity_w_mk, &pipe.wall_conductivity_w_mk,
                  &pipe.heat_loss_w_mk, &pipe.spacing_mm}) {
                own->reset(); // the larger pipe's own
            }
        }
    }
}

} // namespace saggar::detail
