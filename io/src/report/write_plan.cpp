// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "../studies/project_places.hpp"
#include "report_data.hpp"

#include <set>
#include <string_view>

namespace saggar::detail {

std::set<std::string_view> piped_nodes(Project const& project) {
    std::set<std::string_view> nodes;
    for (auto const* const pipes : {&project.pipe_pairs, &project.pipes}) {
        for (Pipe const& pipe : *pipes) {
            for (std::string_view const end : {std::string_view{pipe.from}, std::string_view{pipe.to}}) {
                nodes.insert(end.substr(0, end.find(':')));
            }
        }
    }
    return nodes;
}

void write_present(JsonText& json, Network const& network, Project const& before, Origin const& zero) {
    ProjectPlaces const places{before};
    std::vector<Pipe const*> pipes;
    for (auto const* const list : {&before.pipe_pairs, &before.pipes}) {
        for (Pipe const& pipe : *list) {
            pipes.push_back(&pipe);
        }
    }
    json.key("present");
    json.open_object();
    json.column("id", pipes.size(), [&](std::size_t i) { json.text(pipes[i]->id); });
    json.column("catalogue", pipes.size(), [&](std::size_t i) { json.text(pipes[i]->catalogue); });
    json.column("nominal", pipes.size(), [&](std::size_t i) {
        CatalogueEntry const* const entry = network.catalogue().find(pipes[i]->catalogue);
        entry != nullptr ? json.fixed(entry->nominal_diameter, 0) : json.null();
    });
    json.column("course", pipes.size(), [&](std::size_t i) {
        bool const pair = i < before.pipe_pairs.size();
        write_course(json, *(pair ? places.pair(pipes[i]->id) : places.pipe(pipes[i]->id)), zero);
    });
    json.column("consumers", before.substations.size(), [&](std::size_t i) {
        auto const at = places.machine("substation", before.substations[i].id);
        write_course(json, at.value_or(std::vector<double>{}), zero);
    });
    json.close_object();
}

bool joined(Plant const& plant, std::set<std::string_view> const& nodes) {
    std::string_view const node = plant.node.empty() ? plant.supply_node : plant.node;
    return nodes.contains(node.substr(0, node.find(':')));
}

void write_plants(JsonText& json, Project const& project, Origin const& zero) {
    ProjectPlaces const places{project};
    std::vector<Plant> const& plants = project.plants;
    json.column("id", plants.size(), [&](std::size_t i) { json.text(plants[i].id); });
    json.column("technology", plants.size(), [&](std::size_t i) { json.text(plants[i].technology); });
    json.column("capacity", plants.size(), [&](std::size_t i) {
        plants[i].capacity_kw ? json.fixed(*plants[i].capacity_kw, 3) : json.null();
    });
    json.column("at", plants.size(), [&](std::size_t i) {
        write_course(json, places.machine("plant", plants[i].id).value_or(std::vector<double>{}), zero);
    });
}

void write_origin(JsonText& json, Origin const& zero) {
    json.key("origin");
    json.open_array();
    json.fixed(zero.x_m, 1);
    json.fixed(zero.y_m, 1);
    json.close_array();
}

namespace {

void write_plan_plants(JsonText& json, PlanStudy const& study, Origin const& zero) {
    std::set<std::string_view> const before = piped_nodes(study.before);
    std::set<std::string_view> const after = piped_nodes(study.after);
    std::vector<Plant> const& plants = study.after.plants;
    json.key("plants");
    json.open_object();
    write_plants(json, study.after, zero);
    json.column("before", plants.size(), [&](std::size_t i) { json.boolean(joined(plants[i], before)); });
    json.column("after", plants.size(), [&](std::size_t i) { json.boolean(joined(plants[i], after)); });
    json.close_object();
}

} // namespace

void write_plan(JsonText& json, Network const& network, ReportPlan const& plan) {
    json.key("plan");
    if (plan.study == nullptr) {
        json.null();
        return;
    }
    PlanStudy const& study = *plan.study;
    Origin const zero = origin(network);
    json.open_object();
    json.member_boolean("built", plan.built);
    json.column("differs", plan.differs.size(), [&](std::size_t i) { json.text(plan.differs[i]); });
    write_origin(json, zero);
    json.key("document");
    json.raw(study.document);
    json.column("courses", study.pipe_courses_m.size(),
                [&](std::size_t i) { write_course(json, study.pipe_courses_m[i], zero); });
    write_present(json, network, study.before, zero);
    write_plan_plants(json, study, zero);
    json.close_object();
}

} // namespace saggar::detail
