// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "report_studies.hpp"

#include "saggar/io/project_differences.hpp"
#include "saggar/io/project_reader.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <memory>
#include <string_view>

namespace saggar::app {

namespace {

std::vector<std::string> differences(Project const& studied, Project const& reported) {
    std::vector<std::string> list;
    for (FieldDifference const& difference : project_differences(studied, reported)) {
        list.push_back(to_string(difference));
    }
    return list;
}

ReportPlan plan_in(std::filesystem::path const& folder, Project const& project) {
    ReportPlan plan;
    plan.study = std::make_shared<PlanStudy const>(read_plan(folder));
    plan.differs = differences(plan.study->before, project);
    if (!plan.differs.empty() && project_differences(plan.study->after, project).empty()) {
        plan.built = true;
        plan.differs.clear();
    }
    return plan;
}

ReportPhases phases_in(std::filesystem::path const& folder, Project const& project) {
    ReportPhases phases;
    phases.study = std::make_shared<PhasesStudy const>(read_phases(folder));
    phases.differs = differences(phases.study->project, project);
    std::vector<PlannedPhase> const& ends = phases.study->phases;
    for (std::size_t i = 0; i < ends.size() && !phases.differs.empty(); ++i) {
        if (project_differences(ends[i].network, project).empty()) {
            phases.built = i;
            phases.differs.clear();
        }
    }
    return phases;
}

bool served_in_time(ReportTime const& time) {
    return nlohmann::json::parse(time.run->totals_json()).value("all_served", false);
}

} // namespace

void read_studies(ReportOptions const& options, Project const& project, ReportInput& input) {
    if (!options.simulation.empty()) {
        input.time.run = std::make_shared<SimulationReader>(options.simulation);
        input.time.differs = differences(read_project(options.simulation / "inputs.json"), project);
    }
    if (!options.plan.empty()) {
        input.plan = plan_in(options.plan, project);
    }
    if (!options.phases.empty()) {
        input.phases = phases_in(options.phases, project);
    }
    if (!options.hosting.empty()) {
        input.hosting.study = std::make_shared<HostingStudy const>(read_hosting(options.hosting));
        input.hosting.differs = differences(input.hosting.study->project, project);
    }
    if (!options.contingency.empty()) {
        input.contingency.study =
            std::make_shared<ContingencyStudy const>(read_contingencies(options.contingency));
        input.contingency.differs = differences(input.contingency.study->project, project);
    }
    if (!options.together.empty()) {
        input.together.study =
            std::make_shared<ConnectionOrderStudy const>(read_connection_order(options.together));
        input.together.differs = differences(input.together.study->project, project);
    }
}

bool studies_say_yes(ReportInput const& input) {
    return (input.time.run == nullptr || served_in_time(input.time)) &&
           (input.plan.study == nullptr || input.plan.study->confirmed) &&
           (input.hosting.study == nullptr || input.hosting.study->room_everywhere()) &&
           (input.contingency.study == nullptr || input.contingency.study->all_served()) &&
           (input.together.study == nullptr || input.together.study->all_connect());
}

void add_answers(nlohmann::ordered_json& answer, ReportInput const& input) {
    if (input.time.run != nullptr) {
        answer["simulation_all_served"] = served_in_time(input.time);
    }
    if (input.plan.study != nullptr) {
        answer["plan_built"] = input.plan.built;
        answer["plan_confirmed"] = input.plan.study->confirmed;
    }
    if (input.phases.study != nullptr) {
        answer["phases_built"] = nullptr;
        if (input.phases.built) {
            answer["phases_built"] = input.phases.study->phases[*input.phases.built].id;
        }
    }
    if (input.hosting.study != nullptr) {
        answer["hosting_room_everywhere"] = input.hosting.study->room_everywhere();
    }
    if (input.contingency.study != nullptr) {
        answer["contingency_all_served"] = input.contingency.study->all_served();
    }
    if (input.together.study != nullptr) {
        answer["together_all_connect"] = input.together.study->all_connect();
    }
}

void print_differences(ReportInput const& input) {
    auto const say = [](std::string_view what, std::vector<std::string> const& differs) {
        if (!differs.empty()) {
            fmt::print("{} of another state of the project: {}{}\n", what, differs.front(),
                       differs.size() > 1 ? fmt::format(" and {} more", differs.size() - 1) : std::string{});
        }
    };
    say("The simulation is", input.time.differs);
    say("The plan is", input.plan.differs);
    say("The build-out is", input.phases.differs);
    say("The study of hosting is", input.hosting.differs);
    say("The study of outages is", input.contingency.differs);
    say("The order of connections is", input.together.differs);
}

} // namespace saggar::app
