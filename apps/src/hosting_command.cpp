// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "commands.hpp"
#include "option_time.hpp"
#include "resumable_work.hpp"
#include "streets_of.hpp"
#include "terminal.hpp"
#include "text_tables.hpp"

#include "saggar/io/hosting_results.hpp"
#include "saggar/io/project_files.hpp"
#include "saggar/io/project_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <map>
#include <string>
#include <vector>

namespace saggar::app {

namespace {

constexpr std::size_t nodes_shown = 10; // of each end

std::string in_kw(HostingValue const& value) {
    double const kw = value.capacity_w * 1e-3;
    return value.bound == HostingBound::none ? "no end"
           : kw < 10.0                       ? fmt::format("{:.2g}", kw)
                                             : fmt::format("{:.0f}", kw);
}

void print_nodes(Network const& network, std::vector<HostingNode const*> const& nodes) {
    TextTable table{{"node", ">kW", "what stops a larger load", "on the way to"}};
    for (HostingNode const* const one : nodes) {
        bool const nothing = one->at.bound != HostingBound::none && one->at.capacity_w <= 0.0;
        table.add({network.project().nodes[static_cast<std::size_t>(one->node)].id,
                   toned(in_kw(one->at), nothing ? Tone::bad : Tone::plain), hosting_reason(one->at),
                   one->at.design_consumer});
    }
    fmt::print("{}\n", table.text());
}

// Most room first.
std::vector<HostingNode const*> by_room(HostingReport const& report) {
    std::vector<HostingNode const*> sorted;
    for (HostingNode const& one : report.nodes) {
        sorted.push_back(&one);
    }
    auto const room = [](HostingNode const* one) {
        return one->at.bound == HostingBound::none ? 1e30 : one->at.capacity_w;
    };
    std::ranges::stable_sort(sorted, [&](auto const* a, auto const* b) { return room(a) > room(b); });
    return sorted;
}

void print_bounds(HostingReport const& report) {
    std::map<std::string, std::size_t> count;
    for (HostingNode const& one : report.nodes) {
        ++count[one.at.limit ? std::string{info(*one.at.limit).title} : std::string{to_string(one.at.bound)}];
    }
    std::vector<std::pair<std::string, std::size_t>> sorted(count.begin(), count.end());
    std::ranges::stable_sort(sorted, [](auto const& a, auto const& b) { return a.second > b.second; });
    TextTable table{{"what binds", ">nodes"}};
    for (auto const& [what, nodes] : sorted) {
        table.add({what == "cut_off" ? "cut off" : what == "none" ? "nothing" : what, std::to_string(nodes)});
    }
    fmt::print("{}\n", table.text());
}

void print_hosting(Network const& network, HostingReport const& report,
                   std::vector<HostingStreet> const& streets, bool verbose) {
    std::string judged = counted(report.nodes.size(), "node is", "nodes are");
    if (!report.taps.empty()) {
        judged = fmt::format("{} and {} where streets tap pairs between their ends are",
                             counted(report.nodes.size(), "node", "nodes"),
                             counted(report.taps.size(), "place", "places"));
    }
    fmt::print("{}, operating point {}: the largest load that could connect today, without a larger pipe\n"
               "anywhere. A load returns {:.1f} °C and is no dwelling. {} judged with {}.\n\n",
               name_or_network(network.project().name), report.operating_point, report.return_temperature_c,
               judged, counted(static_cast<std::size_t>(report.solves), "solve", "solves"));
    if (report.load_factor != 1.0) {
        fmt::print(
            "A load is named by its peak; there it takes {:g} of it, as other loads do (load_factor).\n\n",
            report.load_factor);
    }
    if (!report.base_limits.all_kept()) {
        bool const one = report.base_limits.broken.size() == 1;
        fmt::print(
            "The network breaks {} before anything is connected (saggar solve lists {}); a load is judged "
            "on what it makes worse.\n\n",
            counted(report.base_limits.broken.size(), "limit", "limits"), one ? "it" : "them");
    }
    std::vector<HostingNode const*> const sorted = by_room(report);
    if (verbose || sorted.size() <= 2 * nodes_shown) {
        print_nodes(network, sorted);
    } else {
        auto const part = static_cast<std::ptrdiff_t>(nodes_shown);
        fmt::print("Most room:\n");
        print_nodes(network, {sorted.begin(), sorted.begin() + part});
        fmt::print("Least room:\n");
        print_nodes(network, {sorted.end() - part, sorted.end()});
    }
    print_bounds(report);
    if (!streets.empty()) {
        auto const tapping = static_cast<std::size_t>(
            std::ranges::count_if(streets, [](HostingStreet const& one) { return one.tap >= 0; }));
        fmt::print("{} near enough for a branch", counted(streets.size(), "street is", "streets are"));
        fmt::print("{}.\n", tapping == 0 ? "" : fmt::format(", {} to a pair between its ends", tapping));
    }
}

// The loads are made with the temperature that was asked for: where no plant is hotter, nothing is wrong with
// the project.
HostingReport judged(std::shared_ptr<Network const> const& network, HostingOptions const& options,
                     HostingProgress const& progress) {
    try {
        return study_hosting(network, options, progress);
    } catch (Error const& error) {
        if (!options.return_temperature_c || error.code() != ErrorCode::values_conflict) {
            throw;
        }
        throw Error{{option_problem(
            ErrorCode::values_conflict, "--return-temperature",
            fmt::format("{:g} °C is not below what the hottest plant supplies, in the project as it stands "
                        "or at one of its operating points",
                        *options.return_temperature_c),
            "Give a lower one, or leave it away: then it is that of the present substations")}};
    }
}

} // namespace

int run_hosting(CommonOptions const& common, HostingCommandOptions const& options) {
    auto const network = load_network(common.project);
    refuse_to_replace_inputs(
        common.project, options.out,
        {"hosting.csv", "hosting.gpkg", "hosting_inputs.json", "hosting_checkpoint.bin"});
    std::vector<Street> const streets = streets_of(network->project());
    ResumableWork work{
        "hosting",
        network->project(),
        options.out,
        options.resume,
        {{"--at", options.point.empty() ? "the usual one" : options.point},
         {"--return-temperature",
          options.return_temperature_c ? fmt::format("{} °C", *options.return_temperature_c) : "the mean"},
         {"--every-way", options.every_way ? "on" : "off"}}};
    Progress progress{common.quiet};
    std::vector<StreetTieIns> const tie_ins = tie_ins_of_streets(*network, streets, options.point);
    HostingReport const report = judged(network,
                                        {.operating_point = options.point,
                                         .return_temperature_c = options.return_temperature_c,
                                         .every_way = options.every_way,
                                         .threads = options.threads,
                                         .kept = &work.kept(),
                                         .streets = tie_ins},
                                        [&](std::size_t judged, std::size_t total) {
                                            progress.show_with_time_left("place", judged, total);
                                            return !interrupted();
                                        });
    progress.clear();
    if (report.stopped || interrupted()) {
        return work.stop();
    }
    if (!report.base_converged) {
        work.finish();
        fmt::print(stderr, "the network as it is has no solution: {}\n", report.diagnosis);
        return no_solution;
    }
    std::vector<HostingStreet> const street_values = hosting_of_streets(*network, tie_ins, report);
    HostingResults const results{
        .network = *network, .report = report, .streets = streets, .street_values = street_values};
    std::string names;
    if (!options.out.empty()) {
        for (auto const& file : write_hosting(results, options.out)) {
            names += (names.empty() ? "" : ", ") + file.filename().string();
        }
    }
    work.finish();
    auto const without_room = std::ranges::count_if(report.nodes, [](HostingNode const& one) {
        return one.at.bound != HostingBound::none && one.at.capacity_w <= 0.0;
    });
    if (common.format == "json") {
        fmt::print("{}\n", hosting_json(results));
    } else if (!common.quiet) {
        print_hosting(*network, report, street_values, common.verbose);
        fmt::print("{}\n",
                   toned(without_room == 0 ? "Every node has room for more."
                                           : fmt::format("Nothing can connect at {} of {}.", without_room,
                                                         counted(report.nodes.size(), "node", "nodes")),
                         without_room == 0 ? Tone::good : Tone::bad));
        if (!names.empty()) {
            fmt::print("Results are in {}: {}\n", options.out.string(), names);
        }
    }
    return without_room == 0 ? done : answer_is_no;
}

} // namespace saggar::app
