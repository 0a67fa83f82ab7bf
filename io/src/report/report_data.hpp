// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// The parts of the report's data, each written as members of an open JSON object.

#include "json_text.hpp"
#include "saggar/io/report.hpp"

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace saggar::detail {

// What the page says first about an operating point.
struct VerdictText {
    std::string_view tone; // good, warn, bad
    std::string sentence;
    std::vector<std::string> details;
};
[[nodiscard]] VerdictText verdict(Network const& network, ReportPoint const& point);

// Places, nodes, lines, trenches and all other elements: what does not change between operating points.
void write_network(JsonText& json, Network const& network);
void write_point(JsonText& json, Network const& network, ReportPoint const& point);
void write_connections(JsonText& json, Network const& network,
                       std::vector<ConnectionResult> const& connections);
// "time": a simulation; null where there is none.
void write_time(JsonText& json, ReportTime const& time);
// "plan", "phases", "hosting", "contingency" and "together": studies; null where there is none.
void write_plan(JsonText& json, Network const& network, ReportPlan const& plan);
void write_phases(JsonText& json, Network const& network, ReportPhases const& phases);
void write_hosting(JsonText& json, Network const& network, ReportHosting const& hosting);
void write_contingency(JsonText& json, Network const& network, ReportContingency const& contingency);
void write_together(JsonText& json, ReportTogether const& together);
void write_streets(JsonText& json, Network const& network, std::vector<Street> const& streets);
// "settings", "sources" and "unsourced": every setting in use, every source with how much rests on it.
void write_basis(JsonText& json, Network const& network);

// Coordinates in the report count from here, so that they stay short: the least x and y of any node.
struct Origin {
    double x_m{0.0};
    double y_m{0.0};
};
[[nodiscard]] Origin origin(Network const& network);
// x and y in turn, from there on, as one list.
void write_course(JsonText& json, std::vector<double> const& course_m, Origin const& zero);
// "origin": where they count from.
void write_origin(JsonText& json, Origin const& zero);
// Columns of an open object: each plant's id, technology, capacity and place.
void write_plants(JsonText& json, Project const& project, Origin const& zero);
// "present": pipes and consumers of a project before anything is built, the ground that plans are drawn on.
void write_present(JsonText& json, Network const& network, Project const& before, Origin const& zero);
// Nodes of a project that a pipe ends at.
[[nodiscard]] std::set<std::string_view> piped_nodes(Project const& project);
// Whether a plant stands at one of them.
[[nodiscard]] bool joined(Plant const& plant, std::set<std::string_view> const& nodes);

} // namespace saggar::detail
