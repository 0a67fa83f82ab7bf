// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "commands.hpp"
#include "report_studies.hpp"
#include "solved_points.hpp"
#include "streets_of.hpp"
#include "study.hpp"
#include "terminal.hpp"
#include "text_tables.hpp"

#include "saggar/io/project_files.hpp"
#include "saggar/io/project_reader.hpp"
#include "saggar/io/report.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <string>
#include <utility>
#include <vector>

namespace saggar::app {

namespace {

std::string now_text() {
    std::time_t const now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
    std::tm parts{};
    gmtime_r(&now, &parts);
    return fmt::format("{:04}-{:02}-{:02} {:02}:{:02} UTC", parts.tm_year + 1900, parts.tm_mon + 1,
                       parts.tm_mday, parts.tm_hour, parts.tm_min);
}

std::string short_verdict_of(SolvedPoint const& solved) {
    return solved.all_well() ? "served within limits" : "not served, or a limit broken";
}

} // namespace

int run_report(CommonOptions const& common, ReportOptions const& options) {
    auto const network = load_network(common.project);
    refuse_to_replace_inputs(common.project, {options.out});
    ReportInput input;
    read_studies(options, network->project(), input);
    std::vector<Street> const streets = streets_of(network->project());
    SolveOptions every;
    every.all_points = true;
    every.design = true;
    SolvedPoints solved{network, chosen_points(*network, common, every), 0, common.quiet};
    auto const stopped = [] {
        fmt::print(stderr, "stopped: nothing was written\n");
        return interruption_code();
    };
    if (interrupted()) {
        return stopped();
    }
    input.network = network;
    input.program = "saggar " SAGGAR_VERSION;
    input.created = now_text();
    bool all_well = true;
    TextTable said{{"operating point", ""}};
    nlohmann::json listed = nlohmann::json::array();
    for (std::size_t i = 0; i < solved.size(); ++i) {
        ReportPoint point;
        point.id = solved.points()[i].id;
        auto const& known = network->project().operating_points;
        auto const data =
            std::find_if(known.begin(), known.end(), [&](auto const& one) { return one.id == point.id; });
        point.description = data != known.end()                ? data->description
                            : network->substations.size() == 0 ? "the network as it stands"
                                                               : "every consumer's peak, with diversity";
        point.report = solved.report(i);
        std::string verdict = "no solution";
        bool well = false;
        if (point.report.converged()) {
            SolvedPoint const results = solved.results(i);
            well = results.all_well();
            verdict = short_verdict_of(results);
            point.limits = results.limits();
        } else {
            solved.say_unsolved(i);
        }
        all_well = all_well && well;
        said.add({point.id, verdict});
        listed.push_back({{"id", point.id}, {"solved", point.report.converged()}, {"all_well", well}});
        if (network->substations.size() > 0) { // else there is no peak that could coincide
            point.envelope = solved.envelope(i);
        }
        point.state = std::move(solved.state(i));
        input.points.push_back(std::move(point));
    }
    if (solved.solved() == 0 && !input.has_study()) {
        return no_solution;
    }
    std::size_t infeasible = 0;
    if (!options.without_candidates && !network->project().candidates.empty()) {
        ConnectionReport const report = study(network, streets, common.quiet);
        if (report.stopped) {
            return stopped();
        }
        infeasible = static_cast<std::size_t>(std::count_if(
            report.candidates.begin(), report.candidates.end(),
            [](ConnectionResult const& one) { return one.verdict == ConnectionVerdict::infeasible; }));
        input.connections = report.candidates;
    }
    input.streets = streets;
    if (interrupted()) {
        return stopped();
    }
    write_report(options.out, input);
    bool const yes = all_well && infeasible == 0 && studies_say_yes(input);
    if (common.format == "json") {
        nlohmann::ordered_json answer{{"report", options.out.string()},
                                      {"all_well", yes},
                                      {"operating_points", listed},
                                      {"candidates", input.connections.size()},
                                      {"candidates_infeasible", infeasible}};
        add_answers(answer, input);
        fmt::print("{}\n", answer.dump(2));
    } else if (!common.quiet) {
        if (common.verbose) {
            fmt::print("{}\n", said.text());
        }
        print_differences(input);
        fmt::print("The report is {} (open it in a browser)\n", options.out.string());
    }
    if (solved.solved() < solved.size()) {
        return no_solution;
    }
    return yes ? done : answer_is_no;
}

} // namespace saggar::app
