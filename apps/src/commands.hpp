// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// The commands, each in a file of its name. Each returns an exit code (terminal.hpp) and throws saggar::Error
// for bad input.

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace saggar::app {

struct CommonOptions {
    std::filesystem::path project;
    std::string format{"table"}; // or json
    bool quiet{false};
    bool verbose{false};
};

struct SolveOptions {
    std::vector<std::string> points; // ids; empty: the project as it stands
    bool all_points{false};
    bool design{false};
    std::filesystem::path out;
    int threads{0};
};

struct ImportOptions {
    std::filesystem::path file;
    std::filesystem::path out;
    bool epanet_constants{false};
    bool incomplete{false};
    bool pattern_steps{false};
    bool replace{false};
};

struct CheckOptions {
    std::string from; // with `to`: the files of a simulation are to cover this time
    std::string to;
};

struct SimulateOptions {
    std::string from; // ISO 8601
    std::string to;
    std::string step{"1h"};               // seconds, or with s, min, h
    std::optional<std::string> fine_step; // around events
    std::optional<std::string> fine_for;
    std::string model{"plug-flow"};      // or reference
    std::optional<double> cell_length_m; // of the reference model
    std::filesystem::path out;
    std::vector<std::string> elements;  // SeriesChoice
    std::vector<std::string> variables; // SeriesChoice
    bool csv{false};
    bool no_netcdf{false};
    bool resume{false};
    std::string checkpoint_every{"30s"}; // of wall time
    int threads{0};                      // 0: all cores
};

struct ConnectOptions {
    std::filesystem::path out;
    bool together{false};
    bool resume{false};
};

struct HostingCommandOptions {
    std::filesystem::path out;
    std::string point;                          // empty: where connections are judged
    std::optional<double> return_temperature_c; // of the loads
    bool every_way{false};
    bool resume{false};
    int threads{0};
};

struct ContingencyCommandOptions {
    std::filesystem::path out;
    std::string point; // empty: where connections are judged
    bool all_pipes{false};
    bool no_standby{false};
    int threads{0};
};

struct ReportOptions {
    std::filesystem::path out{"report.html"};
    std::filesystem::path simulation, plan, phases, hosting, contingency,
        together; // folders to show; may be empty
    bool without_candidates{false};
};

struct CompareOptions {
    std::filesystem::path a, b; // folders of results
};

struct ExtendOptions {
    std::filesystem::path out;
    bool dry_run{false};
    bool without_cold_week{false};
    double seconds{20.0}; // of search for routes, about
    int threads{0};
    bool resume{false};
};

struct PhaseOptions {
    std::filesystem::path out;
    double seconds{5.0}; // of search for routes of each plan, about
    int threads{0};
    bool resume{false};
};

[[nodiscard]] int run_check(CommonOptions const& common, CheckOptions const& options);
[[nodiscard]] int run_solve(CommonOptions const& common, SolveOptions const& options);
[[nodiscard]] int run_simulate(CommonOptions const& common, SimulateOptions const& options);
[[nodiscard]] int run_connect(CommonOptions const& common, ConnectOptions const& options);
[[nodiscard]] int run_connect_together(CommonOptions const& common, ConnectOptions const& options);
[[nodiscard]] int run_extend(CommonOptions const& common, ExtendOptions const& options);
[[nodiscard]] int run_phase(CommonOptions const& common, PhaseOptions const& options);
[[nodiscard]] int run_hosting(CommonOptions const& common, HostingCommandOptions const& options);
[[nodiscard]] int run_contingency(CommonOptions const& common, ContingencyCommandOptions const& options);
[[nodiscard]] int run_report(CommonOptions const& common, ReportOptions const& options);
[[nodiscard]] int run_compare(CommonOptions const& common, CompareOptions const& options);
[[nodiscard]] int run_import(CommonOptions const& common, ImportOptions const& options);

} // namespace saggar::app
