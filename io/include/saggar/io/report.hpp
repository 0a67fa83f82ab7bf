// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// The report: one HTML file that holds a network, its solved operating points and what they mean, and draws
// itself in a browser without loading anything. Map, pressure profile from the plant to any consumer, energy
// balance, limits, connection verdicts, tables, sources; a simulation and studies of planning, where there
// are any.

#include "saggar/engine/steady/design_envelope.hpp"
#include "saggar/engine/steady/limits.hpp"
#include "saggar/engine/steady/steady_solver.hpp"
#include "saggar/io/planning_reader.hpp"
#include "saggar/io/simulation_reader.hpp"
#include "saggar/network/network.hpp"
#include "saggar/network/street_graph.hpp"
#include "saggar/planning/connection.hpp"

#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace saggar {

// One solved (or failed) operating point. The state of one that did not converge is not shown.
struct ReportPoint {
    std::string id;
    std::string description;
    SteadyState state;
    SteadyReport report;
    LimitReport limits;                     // of the converged state; of a design point those of its envelope
    std::optional<DesignEnvelope> envelope; // of a design point
};

// A simulation that the report shows too.
struct ReportTime {
    std::shared_ptr<SimulationReader const> run; // may be null
    std::vector<std::string> differs;            // in what its project differs from the report's, for people
};

// Studies that the report shows too; `study` may be null. `differs`: in what the study's project differs from
// the report's, for people.
struct ReportPlan {
    std::shared_ptr<PlanStudy const> study;
    bool built{false}; // the report is of the network with the plan built; else of the one planned from
    std::vector<std::string> differs; // where it is of neither: from the one planned from
};
struct ReportPhases {
    std::shared_ptr<PhasesStudy const> study;
    // The report is of the network at the end of this phase (position in the study's); nothing: of the one
    // planned from, or of neither.
    std::optional<std::size_t> built;
    std::vector<std::string> differs; // where it is of neither: from the one planned from
};
struct ReportHosting {
    std::shared_ptr<HostingStudy const> study;
    std::vector<std::string> differs;
};
struct ReportContingency {
    std::shared_ptr<ContingencyStudy const> study;
    std::vector<std::string> differs;
};

struct ReportTogether {
    std::shared_ptr<ConnectionOrderStudy const> study;
    std::vector<std::string> differs;
};

struct ReportInput {
    std::shared_ptr<Network const> network;
    std::vector<ReportPoint> points;           // at least one; the first that converged is shown first
    std::vector<ConnectionResult> connections; // verdicts on candidate loads; drawn on the map too
    std::vector<Street> streets;               // the map's background
    ReportTime time;
    ReportPlan plan;
    ReportPhases phases;
    ReportHosting hosting;
    ReportContingency contingency;
    ReportTogether together;
    std::string program; // "saggar 0.1.0"
    std::string created; // date and time as it is to be read; may be empty

    // Whether there is more to show than operating points and connections.
    [[nodiscard]] bool has_study() const {
        return time.run != nullptr || plan.study != nullptr || phases.study != nullptr ||
               hosting.study != nullptr || contingency.study != nullptr || together.study != nullptr;
    }
};

// The whole file as a text, UTF-8. Ids and names may hold anything: they are escaped; bytes that are no UTF-8
// become U+FFFD; numbers that are not finite are shown as missing. Sizes of states must fit the network.
[[nodiscard]] std::string report_html(ReportInput const& input);
// The data inside it, a JSON document (its columns: io/src/report/write_*.cpp).
[[nodiscard]] std::string report_json(ReportInput const& input);

// Writes report_html to `path`, replacing a file there. Throws Error{file_unwritable}.
void write_report(std::filesystem::path const& path, ReportInput const& input);

} // namespace saggar
