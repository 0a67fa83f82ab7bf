// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "../studies/project_places.hpp"
#include "report_data.hpp"

#include <algorithm>
#include <set>
#include <string_view>

namespace saggar::detail {

namespace {

// Whether each plant gives heat, today and at the end of each phase.
void write_phase_plants(JsonText& json, PhasesStudy const& study, Origin const& zero) {
    std::vector<Plant> const& plants = study.project.plants;
    std::set<std::string_view> const before = piped_nodes(study.project);
    std::vector<std::set<std::string_view>> ends;
    for (PlannedPhase const& phase : study.phases) {
        ends.push_back(piped_nodes(phase.network));
    }
    auto const runs = [&](std::size_t phase, Plant const& plant) {
        std::vector<Plant> const& then = study.phases[phase].network.plants;
        auto const found = std::ranges::find(then, plant.id, &Plant::id);
        return found != then.end() && found->running && joined(*found, ends[phase]);
    };
    json.key("plants");
    json.open_object();
    write_plants(json, study.project, zero);
    json.column("before", plants.size(),
                [&](std::size_t i) { json.boolean(plants[i].running && joined(plants[i], before)); });
    json.column("runs", plants.size(), [&](std::size_t i) {
        json.open_array();
        for (std::size_t phase = 0; phase < study.phases.size(); ++phase) {
            json.boolean(runs(phase, plants[i]));
        }
        json.close_array();
    });
    json.close_object();
}

} // namespace

void write_phases(JsonText& json, Network const& network, ReportPhases const& phases) {
    json.key("phases");
    if (phases.study == nullptr) {
        json.null();
        return;
    }
    PhasesStudy const& study = *phases.study;
    Project const& project = study.project;
    Origin const zero = origin(network);
    json.open_object();
    json.key("built");
    phases.built ? json.whole(static_cast<std::int64_t>(*phases.built)) : json.null();
    json.column("differs", phases.differs.size(), [&](std::size_t i) { json.text(phases.differs[i]); });
    json.member("goal",
                project.phasing.goal == PhasingGoal::least_regret ? "least_regret" : "expected_value");
    json.member("lifetime_years", project.economics.lifetime_years, 3);
    json.member("discount_rate_percent", project.economics.discount_rate_percent, 4);
    write_origin(json, zero);
    json.column("phases", study.phases.size(), [&](std::size_t i) { json.text(study.phases[i].id); });
    json.column("years", study.phases.size(), [&](std::size_t i) { json.whole(study.phases[i].year); });
    json.key("document");
    json.raw(study.document);
    json.column("courses", study.pipe_courses_m.size(),
                [&](std::size_t i) { write_course(json, study.pipe_courses_m[i], zero); });
    write_present(json, network, project, zero);
    write_phase_plants(json, study, zero);
    json.close_object();
}

} // namespace saggar::detail
