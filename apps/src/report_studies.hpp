// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// What other commands wrote and a report shows too: a simulation, a plan, a build-out in phases,
// studies of hosting, of outages and of connections together.

#include "commands.hpp"

#include "saggar/io/report.hpp"

#include <nlohmann/json_fwd.hpp>

namespace saggar::app {

// Reads the folders that are named. Throws Error where one is not what its option says.
void read_studies(ReportOptions const& options, Project const& project, ReportInput& input);

// Whether all of them were answered with yes: everybody served in time, a plan that the cold week does not
// contradict, room at every node, nobody short of heat in any outage, every candidate connected.
[[nodiscard]] bool studies_say_yes(ReportInput const& input);
// The same of each as members of the command's answer.
void add_answers(nlohmann::ordered_json& answer, ReportInput const& input);
// Says which of them are of another state of the project.
void print_differences(ReportInput const& input);

} // namespace saggar::app
