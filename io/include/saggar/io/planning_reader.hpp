// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Reads back what `saggar extend`, `saggar phase`, `saggar hosting`, `saggar contingency` and `saggar connect
// --together` wrote into a folder, with the project that it was made from. docs/extending.md, phasing.md,
// hosting.md, contingency.md and connections.md list the files.
//
// Each function throws Error: file_unreadable where a file is missing, syntax_error or value_* where it is
// not what the command writes, unknown_id where it names what its own project has not. Coordinates are of the
// project's system, x and y in turn; empty where the project gives none.

#include "saggar/network/project.hpp"

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace saggar {

// A plan that `saggar extend` wrote.
struct PlanStudy {
    bool confirmed{true}; // else the cold week contradicts it
    Project before;       // what was planned from
    Project after;        // with the plan built
    // plan.json as it is, checked for the members that the page of a report shows.
    std::string document;
    std::vector<std::vector<double>> pipe_courses_m; // of each of its "pipes"
};
[[nodiscard]] PlanStudy read_plan(std::filesystem::path const& folder);

// What is built in a phase leaves a network.
struct PlannedPhase {
    std::string id;
    int year{0};
    Project network; // at the end of the phase
};
// A build-out that `saggar phase` confirmed.
struct PhasesStudy {
    Project project; // what was planned from
    std::vector<PlannedPhase>
        phases; // of the chosen strategy in the future that is drawn, the earliest first
    // phases.json as it is, checked for the members that the page of a report shows.
    std::string document;
    std::vector<std::vector<double>> pipe_courses_m; // of each of its "pipes", in the network of its phase
};
[[nodiscard]] PhasesStudy read_phases(std::filesystem::path const& folder);

struct HostingRow {
    std::string id;
    std::optional<double> capacity_kw; // nothing: no limit binds
    std::string binding_limit;         // as docs/hosting.md names it
    std::string binding_element;
    std::optional<double> value, limit; // of the binding limit
    std::string unit;                   // of both
    std::string design_consumer;
    std::string decided_at;
    std::optional<double> branch_length_m; // of streets
    std::optional<double> tap_position;    // of streets that tap a pair between its ends
    std::vector<double> course_m;          // of a node its position
};
struct HostingStudy {
    Project project;
    std::string operating_point;
    double return_temperature_c{0.0};
    std::vector<HostingRow> nodes, pairs, streets;

    // Whether every node has room for more.
    [[nodiscard]] bool room_everywhere() const;
};
[[nodiscard]] HostingStudy read_hosting(std::filesystem::path const& folder);

struct OutageRow {
    std::string kind; // plant, source, pump, pair, pipe
    std::string id;
    bool solved{false};
    std::optional<double> unmet_kw, unmet_percent; // nothing where not solved
    std::size_t loads_short{0};
    std::string cause; // of most of them
    std::optional<double> lowest_differential_pressure_bar;
    std::string lowest_at;
    std::size_t limits_broken{0};
    std::string pressure_held_by, heat_raised_at, heat_lowered_at, at_capacity; // "a; b"
    std::string pressure_raised_at, raised_to_bar;                              // likewise, as many of each
    std::string started, started_kw;                                            // likewise
    std::string diagnosis;                                                      // where not solved
    std::vector<double> course_m;                                               // of a machine its position
};
struct ShortRow {
    std::size_t outage{0}; // position in ContingencyStudy::outages
    std::string substation;
    double demand_kw{0.0};
    double unmet_kw{0.0};
    std::string cause;
    std::vector<double> position_m;
};
struct ContingencyStudy {
    Project project;
    std::string operating_point;
    std::vector<OutageRow> outages; // the most unmet heat first
    std::vector<ShortRow> loads;    // by outage, who lacks most first

    // Whether every outage was solved and leaves nobody short of heat.
    [[nodiscard]] bool all_served() const;
};
[[nodiscard]] ContingencyStudy read_contingencies(std::filesystem::path const& folder);

struct ConnectionOrderRow {
    std::optional<std::size_t> step; // from 1; nothing: left out, `reason` says why
    std::string id, name;            // of the candidate
    std::string verdict;
    std::string reason;
    double peak_kw{0.0};
    std::optional<double> annual_use_mwh;
    std::string tie_in;
    std::optional<double> branch_length_m;
    std::string branch_catalogue;
    std::string reinforcements;             // in words
    std::optional<double> cost, cost_alone; // in the project's currency, as below; nothing: unknown
    std::optional<double> cost_per_mwh;
    std::optional<double> total_peak_kw, total_annual_use_mwh, total_cost; // of the steps so far
};
// Candidates one after the other, as `saggar connect --together` connects them.
struct ConnectionOrderStudy {
    Project project;
    std::vector<ConnectionOrderRow> rows; // those that are left out last

    [[nodiscard]] bool all_connect() const;
};
[[nodiscard]] ConnectionOrderStudy read_connection_order(std::filesystem::path const& folder);

} // namespace saggar
