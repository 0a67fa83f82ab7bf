// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "commands.hpp"
#include "print_solution.hpp"
#include "solved_points.hpp"
#include "terminal.hpp"
#include "text_tables.hpp"

#include "saggar/io/project_files.hpp"
#include "saggar/io/project_reader.hpp"
#include "saggar/io/result_files.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cstdio>
#include <string>
#include <utility>
#include <vector>

namespace saggar::app {

namespace {

std::filesystem::path folder_of(SolveOptions const& options, std::vector<OperatingPoint> const& points,
                                std::size_t i) {
    if (points.size() == 1) {
        return options.out;
    }
    return options.out / points[i].id; // the project's check lets no id lead elsewhere
}

int stopped(std::size_t written, std::size_t wanted, bool asked_to_write) {
    fmt::print(stderr, "stopped: {}\n",
               written == 0 || !asked_to_write
                   ? std::string{"nothing was written"}
                   : fmt::format("{} of {} written, each whole", written,
                                 counted(wanted, "operating point was", "operating points were")));
    return interruption_code();
}

// Before anything is solved: a table of results may have the name of a table that the project reads.
void keep_inputs(CommonOptions const& common, SolveOptions const& options,
                 std::vector<OperatingPoint> const& points) {
    if (options.out.empty()) {
        return;
    }
    std::vector<std::filesystem::path> outputs;
    for (std::size_t i = 0; i < points.size(); ++i) {
        for (std::string const& name : result_file_names()) {
            outputs.push_back(folder_of(options, points, i) / name);
        }
    }
    refuse_to_replace_inputs(common.project, outputs);
}

void say_where(SolveOptions const& options, SolvedPoints const& solved,
               std::vector<std::filesystem::path> const& files) {
    std::string names;
    for (std::filesystem::path const& file : files) {
        names += (names.empty() ? "" : ", ") + file.filename().string();
    }
    fmt::print("Results are in {}{}: {}\n", options.out.string(),
               solved.size() == 1 ? "" : ", a folder for each operating point", names);
}

// In place of results: which point, how it ended and why.
nlohmann::json unsolved_json(Network const& network, OperatingPoint const& point,
                             SteadyReport const& report) {
    return {{"project", network.project().name},
            {"operating_point", point.id},
            {"status", to_string(report.status)},
            {"diagnosis", report.diagnosis}};
}

} // namespace

int run_solve(CommonOptions const& common, SolveOptions const& options) {
    auto const network = load_network(common.project);
    std::vector<OperatingPoint> points = chosen_points(*network, common, options);
    keep_inputs(common, options, points);
    SolvedPoints const solved{network, std::move(points), options.threads, common.quiet};
    if (interrupted()) {
        return stopped(0, solved.size(), !options.out.empty());
    }
    bool const json = common.format == "json";
    bool const several = solved.size() > 1;
    int code = done;
    nlohmann::json documents = nlohmann::json::array();
    std::vector<std::filesystem::path> files;
    std::size_t written = 0;
    Progress progress{common.quiet || options.out.empty() || !several};
    std::size_t well = 0;
    for (std::size_t i = 0; i < solved.size(); ++i) {
        if (interrupted()) {
            return stopped(written, solved.size(), !options.out.empty());
        }
        if (!solved.report(i).converged()) {
            solved.say_unsolved(i);
            code = no_solution;
            documents.push_back(unsolved_json(*network, solved.points()[i], solved.report(i)));
            continue;
        }
        SolvedPoint const point = solved.results(i);
        well += point.all_well() ? 1U : 0U;
        if (!point.all_well() && code == done) {
            code = answer_is_no;
        }
        if (!options.out.empty()) {
            progress.show("writing operating point", i, solved.size());
            files = write_results(point, folder_of(options, solved.points(), i));
            ++written;
        }
        if (json) {
            documents.push_back(nlohmann::json::parse(to_json(point)));
        } else if (!common.quiet && (!several || common.verbose)) {
            print_point(point, common.verbose);
            fmt::print("{}", several ? "\n" : "");
        }
    }
    progress.clear();
    if (json) {
        fmt::print("{}\n", several ? documents.dump(2) : documents[0].dump(2));
    } else if (!common.quiet) {
        if (several) {
            print_overview(solved);
            std::string const verdict = fmt::format(
                "{} of {} solved, {} of them with everything served within limits.", solved.solved(),
                counted(solved.size(), "operating point is", "operating points are"), well);
            fmt::print("{}\n", toned(verdict, code == done ? Tone::good : Tone::bad));
        }
        if (!files.empty()) {
            say_where(options, solved, files);
        }
    }
    return code;
}

} // namespace saggar::app
