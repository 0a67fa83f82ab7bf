// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// The report: one HTML file that holds a network, its solved operating points and what they mean, and draws
// itself in a browser without loading anything. Map, pressure profile from the plant to any consumer, energy
// balance, limits, connection verdicts, tables, sources.

#include "saggar/engine/steady/limits.hpp"
#include "saggar/engine/steady/steady_solver.hpp"
#include "saggar/network/network.hpp"

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
    LimitReport limits; // of the converged state
};

enum class ReportVerdict { feasible, feasible_with_reinforcement, infeasible };

// One limit that was checked for a candidate, in the units of people.
struct ReportConnectionLimit {
    std::string name;    // "velocity"
    std::string element; // "p17:supply"
    double value{0.0};
    double limit{0.0};
    double margin{0.0}; // positive: kept
    std::string unit;   // "m/s"
    bool kept{true};
    std::string source; // where the limit was set
};

// What was found out about one load that asks to be connected.
struct ReportConnection {
    std::string id;
    std::string name;
    std::optional<double> x_m; // of the load, in the project's coordinate reference system
    std::optional<double> y_m;
    std::vector<double> route_xy_m; // x1, y1, x2, y2 ...: the branch from the tie-in point to the load
    std::optional<double> peak_kw;
    std::optional<double> annual_mwh;
    ReportVerdict verdict{ReportVerdict::infeasible};
    std::string binding_limit; // a sentence for people: what decided
    std::optional<double> cost;
    std::optional<double> branch_length_m;
    std::string size; // of the branch: "DN80"
    std::optional<double> linear_heat_density_mwh_m;
    std::optional<double> largest_load_kw;
    std::vector<std::string> reinforcements; // a sentence each
    std::vector<ReportConnectionLimit> limits;
};

struct ReportInput {
    std::shared_ptr<Network const> network;
    std::vector<ReportPoint> points; // at least one; the first that converged is shown first
    std::vector<ReportConnection> connections;
    std::vector<std::vector<double>> streets_xy_m; // background: polylines x1, y1, x2, y2 ...
    std::string program;                           // "saggar 0.1.0"
    std::string created;                           // date and time as it is to be read; may be empty
};

// The whole file as a text, UTF-8. Ids and names may hold anything: they are escaped; bytes that are no UTF-8
// become U+FFFD; numbers that are not finite are shown as missing. Sizes of states must fit the network.
[[nodiscard]] std::string report_html(ReportInput const& input);
// The data inside it, a JSON document (its columns: io/src/report/report_data.cpp).
[[nodiscard]] std::string report_json(ReportInput const& input);

// Writes report_html to `path`, replacing a file there. Throws Error{file_unwritable}.
void write_report(std::filesystem::path const& path, ReportInput const& input);

} // namespace saggar
