// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "commands.hpp"
#include "terminal.hpp"
#include "text_tables.hpp"

#include "saggar/io/contingency_results.hpp"
#include "saggar/io/project_files.hpp"
#include "saggar/io/project_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <string>
#include <vector>

namespace saggar::app {

namespace {

constexpr std::size_t outages_shown = 10;

std::string assumed(ContingencyResult const& one) {
    std::vector<std::string> said;
    for (StartedPlant const& started : one.started) {
        said.push_back(fmt::format("{} started, {:.0f} kW", started.plant, started.heat_w * 1e-3));
    }
    if (!one.takes_over.empty()) {
        said.push_back(fmt::format("{} would hold the pressure", fmt::join(one.takes_over, ", ")));
    }
    for (RaisedPressure const& raised : one.pressure_raised) {
        said.push_back(fmt::format("{}: {:.2f} instead of {:.2f} bar", raised.plant, raised.to_pa * 1e-5,
                                   raised.from_pa * 1e-5));
    }
    if (!one.raised.empty()) {
        said.push_back(fmt::format("{} raised", fmt::join(one.raised, ", ")));
    }
    if (!one.lowered.empty()) {
        said.push_back(fmt::format("{} lowered", fmt::join(one.lowered, ", ")));
    }
    if (!one.at_capacity.empty()) {
        said.push_back(fmt::format("at capacity: {}", fmt::join(one.at_capacity, ", ")));
    }
    return fmt::format("{}", fmt::join(said, "; "));
}

std::string broken_in_words(ContingencyResult const& one) {
    if (one.broken.empty()) {
        return "";
    }
    LimitFinding const& worst = one.broken.front();
    return fmt::format("{}: {} of {}", one.broken.size(), info(worst.kind).title, one.worst_limit_element);
}

void print_outages(ContingencyReport const& report, bool all) {
    TextTable table{{"out of service", ">unmet kW", ">%", "who is short", ">least Δp bar", "at",
                     "limits broken", "assumed and reached"}};
    for (std::size_t i = 0; i < report.contingencies.size() && (all || i < outages_shown); ++i) {
        ContingencyResult const& one = report.contingencies[i];
        std::string const name = fmt::format("{} {}", to_string(one.kind), one.id);
        if (!one.solved) {
            table.add({name, toned("no solution", Tone::bad), "-", "-", "-", "-", "-", assumed(one)});
            continue;
        }
        std::string const pressure = std::isfinite(one.lowest_differential_pressure_pa)
                                         ? fmt::format("{:.2f}", one.lowest_differential_pressure_pa * 1e-5)
                                         : "-";
        table.add(
            {name,
             toned(fmt::format("{:.0f}", one.unmet_w * 1e-3), one.loads.empty() ? Tone::good : Tone::bad),
             fmt::format("{:.1f}", one.demand_w > 0.0 ? 100.0 * one.unmet_w / one.demand_w : 0.0),
             shortage_in_words(one), pressure, one.lowest_at, broken_in_words(one), assumed(one)});
    }
    fmt::print("{}\n", table.text());
}

void print_loads(Network const& network, ContingencyReport const& report) {
    for (ContingencyResult const& one : report.contingencies) {
        if (one.loads.empty()) {
            continue;
        }
        TextTable table{{"  short", ">asks for kW", ">unmet kW", "why"}};
        for (ShortLoad const& load : one.loads) {
            std::string why{to_string(load.cause)};
            std::ranges::replace(why, '_', ' ');
            table.add({"  " + network.substations.id[static_cast<std::size_t>(load.substation)],
                       fmt::format("{:.1f}", load.demand_w * 1e-3),
                       fmt::format("{:.1f}", load.unmet_w * 1e-3), why});
        }
        fmt::print("  without {} {}\n{}\n", to_string(one.kind), one.id, table.text());
    }
}

void print_contingencies(Network const& network, ContingencyReport const& report, bool verbose) {
    fmt::print("{}, operating point {}: each element out of service on its own, {} in all.\n\n",
               name_or_network(network.project().name), report.operating_point,
               counted(report.contingencies.size(), "outage", "outages"));
    if (report.base_unmet_w > 0.0 || report.base_broken > 0) {
        fmt::print(
            "With everything in service {:.0f} kW lack and {} broken (saggar solve says which); limits "
            "count here where an outage makes them worse.\n\n",
            report.base_unmet_w * 1e-3, counted(report.base_broken, "limit is", "limits are"));
    }
    print_outages(report, verbose);
    if (verbose) {
        print_loads(network, report);
    }
    for (ContingencyResult const& one : report.contingencies) {
        if (!one.solved) {
            fmt::print("  {} {}: {}\n", to_string(one.kind), one.id, one.diagnosis);
        }
    }
}

std::string verdict(Network const& network, ContingencyReport const& report, std::size_t hurting,
                    std::size_t unsolved) {
    bool const nobody_asks = network.substations.size() == 0; // of a water network
    std::string text =
        nobody_asks ? "No substation asks for heat here: what outages do to limits is shown, what they "
                      "do to withdrawals of water is not."
        : hurting == 0 && unsolved == 0
            ? "Nobody is short of heat, whichever is out of service."
            : fmt::format("Somebody is short of heat in {} of {}.", hurting,
                          counted(report.contingencies.size(), "outage", "outages"));
    if (unsolved > 0) {
        text += fmt::format(" {} no solution: nothing is known of {}.",
                            counted(unsolved, "outage has", "outages have"), unsolved == 1 ? "it" : "them");
    }
    return text;
}

} // namespace

int run_contingency(CommonOptions const& common, ContingencyCommandOptions const& options) {
    auto const network = load_network(common.project);
    refuse_to_replace_inputs(
        common.project, options.out,
        {"contingencies.csv", "contingency_loads.csv", "contingency_inputs.json", "contingencies.gpkg"});
    Progress progress{common.quiet};
    ContingencyReport const report =
        study_contingencies(network,
                            {.operating_point = options.point,
                             .all_pipes = options.all_pipes,
                             .start_standby = !options.no_standby,
                             .threads = options.threads},
                            [&](std::size_t judged, std::size_t total) {
                                progress.show_with_time_left("outage", judged, total);
                                return !interrupted();
                            });
    progress.clear();
    if (report.stopped || interrupted()) {
        fmt::print(stderr, "stopped: nothing was written\n");
        return interruption_code();
    }
    if (!report.base_converged) {
        fmt::print(stderr, "the network with everything in service has no solution: {}\n", report.diagnosis);
        return no_solution;
    }
    std::string names;
    if (!options.out.empty()) {
        for (auto const& file : write_contingencies(*network, report, options.out)) {
            names += (names.empty() ? "" : ", ") + file.filename().string();
        }
    }
    auto const count = [&](auto const& is) {
        return static_cast<std::size_t>(std::ranges::count_if(report.contingencies, is));
    };
    std::size_t const unsolved = count([](ContingencyResult const& one) { return !one.solved; });
    std::size_t const hurting = count([](ContingencyResult const& one) { return !one.loads.empty(); });
    if (common.format == "json") {
        fmt::print("{}\n", contingencies_json(*network, report));
    } else if (!common.quiet) {
        print_contingencies(*network, report, common.verbose);
        fmt::print("{}\n", toned(verdict(*network, report, hurting, unsolved),
                                 hurting + unsolved == 0 ? Tone::good : Tone::bad));
        if (!names.empty()) {
            fmt::print("Results are in {}: {}\n", options.out.string(), names);
        }
    }
    return unsolved > 0 ? no_solution : hurting > 0 ? answer_is_no : done;
}

} // namespace saggar::app
