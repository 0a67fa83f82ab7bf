// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "commands.hpp"
#include "money.hpp"
#include "resumable_work.hpp"
#include "streets_of.hpp"
#include "study.hpp"
#include "terminal.hpp"
#include "text_tables.hpp"

#include "saggar/io/connection_results.hpp"
#include "saggar/io/project_files.hpp"
#include "saggar/io/project_reader.hpp"
#include "saggar/io/result_files.hpp"
#include "saggar/network/catalogue_prices.hpp"
#include "saggar/planning/connection_order.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <string>
#include <utility>
#include <vector>

namespace saggar::app {

namespace {

// What has to be done beside the branch.
void print_works(ConnectionResult const& one, std::string const& currency) {
    if (one.branch && !one.branch->crosses.empty()) {
        fmt::print("  {}: the branch crosses {} ({} {})\n", one.id, fmt::join(one.branch->crosses, ", "),
                   currency, money(one.branch->crossing_cost));
    }
    for (TakenMeasure const& measure : one.measures) {
        fmt::print("  {}: {}: {} ({} {}, {} of it to run)\n", one.id, measure.id, measure.text, currency,
                   money(measure.cost()), money(measure.running));
    }
    for (Reinforcement const& larger : one.reinforcements) {
        fmt::print("  {}: lay {} {} {} as {} ({:.0f} m, {} {})\n", one.id, larger.to,
                   larger.parallel ? "beside" : "instead of", larger.from, larger.pair, larger.length_m,
                   currency, money(larger.cost));
    }
    if (!one.search_complete) {
        fmt::print("  {}: the search over measures was ended, something cheaper may be left\n", one.id);
    }
}

void print_connections(Network const& network, ConnectionReport const& report, bool verbose) {
    std::string const currency = sign_of(network.project().currency);
    TextTable table{{"candidate", ">peak kW", "verdict", "pipe", ">branch m", ">cost " + currency,
                     ">MWh/(m a)", ">largest kW", "why"}};
    for (ConnectionResult const& one : report.candidates) {
        Tone const tone = one.verdict == ConnectionVerdict::feasible     ? Tone::good
                          : one.verdict == ConnectionVerdict::infeasible ? Tone::bad
                                                                         : Tone::plain;
        table.add({one.id, fmt::format("{:.0f}", one.peak_w * 1e-3), toned(to_string(one.verdict), tone),
                   one.branch ? one.branch->catalogue : "-",
                   one.branch ? fmt::format("{:.0f}", one.branch->length_m) : "-",
                   one.branch ? money(one.cost) : "-",
                   one.branch ? fmt::format("{:.1f}", one.linear_heat_density_mwh_m) : "-",
                   one.branch ? fmt::format("{:.0f}", one.largest_load_w * 1e-3) : "-", one.reason});
    }
    fmt::print("{}\n", table.text());
    for (ConnectionResult const& one : report.candidates) {
        print_works(one, currency);
        if (verbose) {
            TextTable limits{{"  limit", "tightest at", ">value", ">allowed", ">margin", ">margin before",
                              "unit", "source"}};
            for (ConnectionLimit const& limit : one.limits) {
                LimitKindInfo const& kind = info(limit.kind);
                limits.add({"  " + std::string{limit.broken ? "broken: " : ""} + std::string{kind.title},
                            limit.element, fmt::format("{:.4g}", limit.value * kind.shown_per_si),
                            fmt::format("{:.4g}", limit.limit * kind.shown_per_si),
                            fmt::format("{:.4g}", limit.margin * kind.shown_per_si),
                            std::isnan(limit.margin_before)
                                ? "-"
                                : fmt::format("{:.4g}", limit.margin_before * kind.shown_per_si),
                            std::string{kind.unit}, limit.source});
            }
            fmt::print("\n  {}\n{}\n", one.id, limits.text());
        }
    }
}

std::string verdict_of(ConnectionReport const& report) {
    auto const count = [&](ConnectionVerdict verdict) {
        return std::count_if(report.candidates.begin(), report.candidates.end(),
                             [&](ConnectionResult const& one) { return one.verdict == verdict; });
    };
    auto const reinforced = count(ConnectionVerdict::feasible_with_reinforcement);
    bool const measures = std::ranges::any_of(
        report.candidates, [](ConnectionResult const& one) { return !one.measures.empty(); });
    auto const infeasible = count(ConnectionVerdict::infeasible);
    return toned(fmt::format("{} of {} can be connected, each on its own; {} of them {} {}.",
                             report.candidates.size() - static_cast<std::size_t>(infeasible),
                             counted(report.candidates.size(), "candidate", "candidates"), reinforced,
                             reinforced == 1 ? "needs" : "need",
                             measures ? "measures or larger pipes" : "larger pipes"),
                 infeasible == 0 ? Tone::good : Tone::bad);
}

} // namespace

ConnectionReport study(std::shared_ptr<Network const> const& network, std::vector<Street> const& streets,
                       bool quiet, KeptWork* kept) {
    std::vector<MapObstacle> const obstacles = obstacles_of(network->project());
    Progress progress{quiet};
    return study_connections(network, streets,
                             [&](std::size_t judged, std::size_t total) {
                                 progress.show("candidate", judged, total);
                                 return !interrupted();
                             },
                             {.kept = kept, .obstacles = obstacles});
}

namespace {

std::shared_ptr<Network const> load_candidates(std::filesystem::path const& path) {
    auto network = load_network(path);
    if (network->project().candidates.empty()) {
        throw Error{
            {.code = ErrorCode::nothing_to_solve,
             .place = {.file = path.string(), .line = 0, .component = "candidates", .id = "", .field = ""},
             .text = "the project lists no candidate loads",
             .advice = "Add some under candidates"}};
    }
    return network;
}

void print_order(Network const& network, ConnectionOrder const& order) {
    std::string const currency = sign_of(network.project().currency);
    TextTable table{{">step", "candidate", ">peak kW", "pipe", ">branch m", ">cost " + currency,
                     ">alone " + currency, ">total kW", ">total " + currency, "why"}};
    for (std::size_t i = 0; i < order.steps.size(); ++i) {
        ConnectionStep const& step = order.steps[i];
        ConnectionResult const& one = step.result;
        table.add({fmt::format("{}", i + 1), one.id, fmt::format("{:.0f}", one.peak_w * 1e-3),
                   one.branch->catalogue, fmt::format("{:.0f}", one.branch->length_m), money(one.cost),
                   money(step.cost_alone), fmt::format("{:.0f}", step.peak_w * 1e-3), money(step.cost),
                   one.reason});
    }
    for (ConnectionResult const& one : order.left_out) {
        table.add({"-", toned(one.id, Tone::bad), fmt::format("{:.0f}", one.peak_w * 1e-3), "-", "-", "-",
                   "-", "-", "-", one.reason});
    }
    fmt::print("{}\n", table.text());
    for (ConnectionStep const& step : order.steps) {
        print_works(step.result, currency);
    }
}

} // namespace

int run_connect_together(CommonOptions const& common, ConnectOptions const& options) {
    std::filesystem::path const& out = options.out;
    auto const network = load_candidates(common.project);
    std::error_code error;
    if (!out.empty() && std::filesystem::equivalent(out, network->project().folder, error)) {
        throw Error{{.code = ErrorCode::operation_refused,
                     .place = {.file = out.string(), .line = 0, .component = {}, .id = {}, .field = {}},
                     .text = "the project itself lies there",
                     .advice = "Name another folder for results"}};
    }
    refuse_to_replace_inputs(
        common.project, out,
        {"connection_order.csv", "project.yaml", "connection_order_inputs.json", "connect_checkpoint.bin"});
    ResumableWork work{"connect",      network->project(),     out,
                       options.resume, {{"--together", "on"}}, WorkFiles::obstacles};
    std::vector<MapObstacle> const obstacles = obstacles_of(network->project());
    ConnectionOrder order;
    {
        Progress progress{common.quiet};
        order = order_connections(
            network, streets_of(network->project()),
            [&](std::size_t decided, std::size_t total) {
                progress.show("candidate", decided, total);
                return !interrupted();
            },
            &work.kept(), obstacles);
    }
    if (order.stopped || interrupted()) {
        return work.stop(
            fmt::format(" after {} of {}", order.steps.size() + order.left_out.size(),
                        counted(network->project().candidates.size(), "candidate", "candidates")));
    }
    if (!order.base_converged) {
        work.finish();
        fmt::print(stderr, "the network {} has no solution: {}\n",
                   order.steps.empty() ? std::string{"without candidates"}
                                       : fmt::format("with the first {} of the order",
                                                     counted(order.steps.size(), "candidate", "candidates")),
                   order.diagnosis);
        return no_solution;
    }
    if (!out.empty()) {
        write_files({{"connection_order.csv", connection_order_csv(order)}}, out);
        write_project(order.project, out / "project.yaml");
        write_project(network->project(), out / "connection_order_inputs.json");
    }
    work.finish();
    if (common.format == "json") {
        fmt::print("{}\n", connection_order_json(*network, order));
    } else if (!common.quiet) {
        print_order(*network, order);
        fmt::print(
            "\n{}\n",
            toned(fmt::format("{} of {} can be connected together, in this order.", order.steps.size(),
                              counted(network->project().candidates.size(), "candidate", "candidates")),
                  order.left_out.empty() ? Tone::good : Tone::bad));
        if (!out.empty()) {
            fmt::print("Results are in {}: connection_order.csv, project.yaml, "
                       "connection_order_inputs.json\n",
                       out.string());
        }
    }
    return order.left_out.empty() ? done : answer_is_no;
}

int run_connect(CommonOptions const& common, ConnectOptions const& options) {
    std::filesystem::path const& out = options.out;
    auto const network = load_candidates(common.project);
    refuse_to_replace_inputs(
        common.project, out,
        {"connections.csv", "connection_limits.csv", "connection_measures.csv", "connect_checkpoint.bin"});
    ResumableWork work{"connect",      network->project(),      out,
                       options.resume, {{"--together", "off"}}, WorkFiles::obstacles};
    ConnectionReport const report =
        study(network, streets_of(network->project()), common.quiet, &work.kept());
    if (report.stopped || interrupted()) {
        return work.stop(
            fmt::format(" after {} of {}", report.candidates.size(),
                        counted(network->project().candidates.size(), "candidate", "candidates")));
    }
    if (!report.base_converged) {
        work.finish();
        fmt::print(stderr, "the network without candidates has no solution: {}\n", report.diagnosis);
        return no_solution;
    }
    bool const measures = !network->project().measures.empty();
    if (!out.empty()) {
        std::vector<std::pair<std::string, std::string>> files{
            {"connections.csv", connections_csv(report)},
            {"connection_limits.csv", connection_limits_csv(report)}};
        if (measures) {
            files.emplace_back("connection_measures.csv", connection_measures_csv(report));
        }
        write_files(files, {}, out, {"connection_measures.csv"});
    }
    work.finish();
    if (common.format == "json") {
        fmt::print("{}\n", connections_json(*network, report));
    } else if (!common.quiet) {
        if (!report.base_limits.all_kept()) {
            bool const one = report.base_limits.broken.size() == 1;
            fmt::print(
                "The network breaks {} before anything is connected (saggar solve lists {}); candidates "
                "are judged on what they make worse.\n\n",
                counted(report.base_limits.broken.size(), "limit", "limits"), one ? "it" : "them");
        }
        print_connections(*network, report, common.verbose);
        // One that cannot be connected has no cost of its own, prices or none.
        bool const unpriced =
            std::any_of(report.candidates.begin(), report.candidates.end(), [](ConnectionResult const& one) {
                bool const whole = one.verdict == ConnectionVerdict::infeasible || one.cost.has_value();
                return one.branch && (!one.branch->cost || !whole);
            });
        if (unpriced) {
            fmt::print("\nNot all costs are known: pipes have no price. {}.\n",
                       how_to_price(network->project()));
        }
        fmt::print("\n{}\n", verdict_of(report));
        if (!out.empty()) {
            fmt::print("Results are in {}: connections.csv, connection_limits.csv{}\n", out.string(),
                       measures ? ", connection_measures.csv" : "");
        }
    }
    bool const any_infeasible =
        std::any_of(report.candidates.begin(), report.candidates.end(),
                    [](ConnectionResult const& one) { return one.verdict == ConnectionVerdict::infeasible; });
    return any_infeasible ? answer_is_no : done;
}

} // namespace saggar::app
