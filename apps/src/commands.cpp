// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "commands.hpp"

#include "terminal.hpp"
#include "text_tables.hpp"

#include "saggar/io/connection_results.hpp"
#include "saggar/io/epanet_import.hpp"
#include "saggar/io/project_reader.hpp"
#include "saggar/io/report.hpp"
#include "saggar/io/result_files.hpp"
#include "saggar/io/streets.hpp"
#include "saggar/planning/connection.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <ctime>
#include <optional>
#include <utility>

namespace saggar::app {

namespace {

std::string money(std::optional<double> amount) {
    if (!amount) {
        return "unknown";
    }
    std::string digits = fmt::format("{:.0f}", std::abs(*amount));
    for (auto at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > 0; at -= 3) {
        digits.insert(static_cast<std::size_t>(at), ",");
    }
    return (*amount < 0.0 ? "-" : "") + digits;
}

std::string sign_of(std::string const& currency) {
    return currency == "GBP" ? "£" : currency == "EUR" ? "€" : currency;
}

std::vector<OperatingPoint> chosen_points(Network const& network, SolveOptions const& options) {
    std::vector<OperatingPoint> points;
    std::vector<std::string> ids = options.points;
    if (options.all_points) {
        for (OperatingPointData const& point : network.project().operating_points) {
            ids.push_back(point.id);
        }
    }
    for (std::string const& id : ids) {
        points.push_back(operating_point(network, id));
    }
    if (options.design) {
        points.push_back(design_point(network));
    }
    if (points.empty()) {
        points.push_back(operating_point(network));
        points.back().id = "as-given";
    }
    return points;
}

// Operating points with what came of them; of design points that have a solution, their envelopes too.
struct Solutions {
    std::vector<OperatingPoint> points;
    std::vector<SteadyState> states;
    std::vector<SteadyReport> reports;
    std::vector<std::optional<DesignEnvelope>> envelopes;
};

// A design envelope that has no solution takes the design point with it: nothing could be said of its limits.
Solutions solve_points(std::shared_ptr<Network const> const& network, SolveOptions const& options,
                       bool quiet) {
    Solutions made;
    made.points = chosen_points(*network, options);
    made.reports = solve_batch(network, made.points, made.states, {}, options.threads);
    made.envelopes.resize(made.points.size());
    Progress progress{quiet};
    for (std::size_t i = 0; i < made.points.size() && !interrupted(); ++i) {
        if (!made.points[i].is_design() || !made.reports[i].converged()) {
            continue;
        }
        EnvelopeOptions envelope;
        envelope.threads = options.threads;
        envelope.progress = [&](std::size_t done, std::size_t total) {
            progress.show("point of the design envelope", done, total);
            return !interrupted();
        };
        made.envelopes[i] = solve_design_envelope(network, made.points[i], made.states[i], envelope);
        if (!made.envelopes[i]->converged()) {
            made.reports[i].status = made.envelopes[i]->status;
            made.reports[i].diagnosis = made.envelopes[i]->diagnosis;
        }
    }
    return made;
}

// One line for people about a limit.
void add_limit(TextTable& table, Network const& network, LimitFinding const& finding) {
    LimitKindInfo const& kind = info(finding.kind);
    table.add(
        {finding.broken() ? toned("broken", Tone::bad) : "kept", std::string{kind.title},
         element_id(network, finding), fmt::format("{:.4g}", finding.value * kind.shown_per_si),
         fmt::format("{} {:.4g}", kind.is_maximum ? "at most" : "at least",
                     finding.limit * kind.shown_per_si),
         std::string{kind.unit},
         finding.consumer < 0 ? "" : network.substations.id[static_cast<std::size_t>(finding.consumer)]});
}

void print_point(SolvedPoint const& solved, bool verbose) {
    Network const& network = solved.network();
    SteadyState const& state = solved.state();
    fmt::print("Operating point {}\n", solved.point().id);
    double const served_mw = state.heat_served_total_w * 1e-6;
    double const loss_share =
        state.plant_heat_total_w > 0.0 ? 100.0 * state.heat_loss_total_w / state.plant_heat_total_w : 0.0;
    fmt::print(
        "  {:.4g} MW of heat delivered to {} substations, {:.4g} MW produced, {:.3g} MW lost ({:.1f} %)\n",
        served_mw, network.substations.size(), state.plant_heat_total_w * 1e-6,
        state.heat_loss_total_w * 1e-6, loss_share);
    if (state.index_consumer >= 0) {
        fmt::print("  index consumer {}: {:.2f} bar, {:.2f} bar above its minimum\n",
                   network.substations.id[static_cast<std::size_t>(state.index_consumer)],
                   state.substation_differential_pressure_pa[static_cast<std::size_t>(state.index_consumer)] *
                       1e-5,
                   state.index_margin_pa * 1e-5);
    }
    if (solved.envelope() != nullptr && solved.envelope()->points > 1) {
        fmt::print("  limits are held against the design envelope of {} points: on the way to each consumer "
                   "named below every pipe carries the coincident peak of what lies behind it\n",
                   solved.envelope()->points);
    }
    if (network.project().physics.imitate != Imitation::none) {
        fmt::print("  imitating another program's equations: its energy balance is off by {:.3g} kW ({:.2g} "
                   "relative)\n",
                   solved.report().balance.energy_w * 1e-3, solved.report().balance.energy_relative);
    }
    fmt::print("\n");
    if (network.plants.size() > 0) {
        TextTable plants{{"plant", "status", ">heat MW", ">flow kg/s", ">supply °C", ">return °C", ">Δp bar",
                          ">pumps kW"}};
        for (std::size_t i = 0; i < network.plants.size(); ++i) {
            auto const link = network.plants.link[i];
            plants.add({network.plants.id[i], solved.link_status(link),
                        fmt::format("{:.3f}", state.plant_heat_w[i] * 1e-6),
                        fmt::format("{:.2f}", state.mass_flow_kg_s[static_cast<std::size_t>(link)]),
                        fmt::format("{:.1f}", state.plant_supply_temperature_c[i]),
                        fmt::format("{:.1f}", state.plant_return_temperature_c[i]),
                        fmt::format("{:.2f}", state.plant_differential_pressure_pa[i] * 1e-5),
                        fmt::format("{:.1f}", state.plant_pump_electricity_w[i] * 1e-3)});
        }
        fmt::print("{}\n", plants.text());
    }
    TextTable shortage{{"short of heat", "why", ">gets kW", ">misses kW", ">arrives °C", ">Δp bar"}};
    std::size_t short_count = 0;
    for (std::size_t i = 0; i < network.substations.size(); ++i) {
        if (state.substation_unmet_heat_w[i] > 0.0 && (verbose || ++short_count <= 10)) {
            shortage.add({network.substations.id[i], solved.link_status(network.substations.link[i]),
                          fmt::format("{:.1f}", state.substation_heat_w[i] * 1e-3),
                          fmt::format("{:.1f}", state.substation_unmet_heat_w[i] * 1e-3),
                          fmt::format("{:.1f}", state.substation_supply_temperature_c[i]),
                          fmt::format("{:.2f}", state.substation_differential_pressure_pa[i] * 1e-5)});
        }
    }
    if (!shortage.empty()) {
        fmt::print("{}{}\n", shortage.text(),
                   short_count > 10 ? fmt::format("  and {} more (--verbose shows them)\n", short_count - 10)
                                    : "");
    }
    TextTable limits{{"limit", "of", "tightest at", ">value", ">allowed", "unit",
                      solved.envelope() != nullptr ? "on the way to" : ""}};
    std::size_t shown = 0;
    for (LimitFinding const& finding : solved.findings()) {
        if (verbose || !finding.broken() || ++shown <= 10) {
            add_limit(limits, network, finding);
        }
    }
    fmt::print("{}{}\n", limits.text(),
               shown > 10 ? fmt::format("  and {} more broken limits (--verbose shows them)\n", shown - 10)
                          : "");
    std::string verdict = toned("Everything is served within limits.", Tone::good);
    if (!solved.all_well()) {
        std::vector<std::string> wrong;
        if (solved.unmet_heat_w() > 0.0) {
            wrong.push_back(fmt::format("{:.1f} kW are not served", solved.unmet_heat_w() * 1e-3));
        }
        if (DesignEnvelope const* const envelope = solved.envelope(); envelope != nullptr) {
            auto const& unmet = envelope->substation_unmet_heat_w;
            auto const worst = std::max_element(unmet.begin(), unmet.end());
            if (worst != unmet.end() && *worst > 0.0 && solved.unmet_heat_w() <= 0.0) {
                wrong.push_back(fmt::format(
                    "{} is short of {:.1f} kW at its coincident peak",
                    network.substations.id[static_cast<std::size_t>(worst - unmet.begin())], *worst * 1e-3));
            }
        }
        if (solved.elements_cut_off() > 0) {
            wrong.push_back(fmt::format("{} elements are cut off", solved.elements_cut_off()));
        }
        if (!solved.limits().broken.empty()) {
            wrong.push_back(fmt::format("{} limits are broken", solved.limits().broken.size()));
        }
        verdict = toned(fmt::format("No: {}.", fmt::join(wrong, ", ")), Tone::bad);
    }
    fmt::print("{}\n", verdict);
}

int say_unsolved(OperatingPoint const& point, SteadyReport const& report) {
    fmt::print(stderr, "operating point {}: {}: {}\nNo result is shown or written for it.\n", point.id,
               to_string(report.status), report.diagnosis);
    return no_solution;
}

std::string now_text() {
    std::time_t const now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
    std::tm parts{};
    gmtime_r(&now, &parts);
    return fmt::format("{:04}-{:02}-{:02} {:02}:{:02} UTC", parts.tm_year + 1900, parts.tm_mon + 1,
                       parts.tm_mday, parts.tm_hour, parts.tm_min);
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
        for (Reinforcement const& larger : one.reinforcements) {
            fmt::print("  {}: lay {} instead of {} as {} ({:.0f} m, {} {})\n", one.id, larger.to, larger.from,
                       larger.pair, larger.length_m, currency, money(larger.cost));
        }
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

// The study, with progress on the terminal.
ConnectionReport study(std::shared_ptr<Network const> const& network, std::vector<Street> const& streets,
                       bool quiet) {
    Progress progress{quiet};
    return study_connections(network, streets, [&](std::size_t done, std::size_t total) {
        progress.show("candidate", done, total);
        return !interrupted();
    });
}

} // namespace

int run_check(CommonOptions const& common) {
    auto const network = load_network(common.project);
    (void)read_streets(network->project());
    Project const& project = network->project();
    if (common.format == "json") {
        nlohmann::json const answer{{"project", project.name},
                                    {"ok", true},
                                    {"nodes", project.nodes.size()},
                                    {"pipe_lines", network->pipes.size()},
                                    {"substations", network->substations.size()},
                                    {"plants", network->plants.size()},
                                    {"candidates", project.candidates.size()},
                                    {"operating_points", project.operating_points.size()}};
        fmt::print("{}\n", answer.dump(2));
    } else if (!common.quiet) {
        double trench_m = 0.0;
        double peak_w = 0.0;
        for (std::size_t i = 0; i < network->pipes.size(); ++i) {
            trench_m += network->pipes.length_m[i] * (network->pipes.partner[i] >= 0 ? 0.5 : 1.0);
        }
        for (double const peak : network->substations.peak_w) {
            peak_w += peak;
        }
        fmt::print("{}: nothing wrong found.\n  {} nodes, {:.2f} km of trench, {} substations with {:.2f} MW "
                   "of peaks, {} "
                   "plants, {} operating points, {} candidates\n",
                   project.name, project.nodes.size(), trench_m * 1e-3, network->substations.size(),
                   peak_w * 1e-6, network->plants.size(), project.operating_points.size(),
                   project.candidates.size());
    }
    return done;
}

int run_solve(CommonOptions const& common, SolveOptions const& options) {
    auto const network = load_network(common.project);
    auto const [points, states, reports, envelopes] =
        solve_points(network, options, common.quiet || common.format == "json");
    SteadySolver const solver{network}; // for its fluid
    if (interrupted()) {
        return interrupted_by_user;
    }
    int code = done;
    nlohmann::json documents = nlohmann::json::array();
    for (std::size_t i = 0; i < points.size(); ++i) {
        if (!reports[i].converged()) {
            code = say_unsolved(points[i], reports[i]);
            continue;
        }
        SolvedPoint const solved{*network,   solver.fluid(), points[i],
                                 reports[i], states[i],      envelopes[i] ? &*envelopes[i] : nullptr};
        if (!solved.all_well() && code == done) {
            code = answer_is_no;
        }
        if (!options.out.empty()) {
            write_results(solved, points.size() == 1 ? options.out : options.out / points[i].id);
        }
        if (common.format == "json") {
            documents.push_back(nlohmann::json::parse(to_json(solved)));
        } else if (!common.quiet) {
            print_point(solved, common.verbose);
            if (i + 1 < points.size()) {
                fmt::print("\n");
            }
        }
    }
    if (common.format == "json") {
        fmt::print("{}\n",
                   points.size() == 1 && !documents.empty() ? documents[0].dump(2) : documents.dump(2));
    } else if (!common.quiet && !options.out.empty() && code != no_solution) {
        fmt::print("Results are in {}\n", options.out.string());
    }
    return code;
}

int run_connect(CommonOptions const& common, std::filesystem::path const& out) {
    auto const network = load_network(common.project);
    if (network->project().candidates.empty()) {
        throw Error{{.code = ErrorCode::nothing_to_solve,
                     .place = {.file = common.project.string(),
                               .line = 0,
                               .component = "candidates",
                               .id = "",
                               .field = ""},
                     .text = "the project lists no candidate loads",
                     .advice = "Add some under candidates"}};
    }
    ConnectionReport const report = study(network, read_streets(network->project()), common.quiet);
    if (!report.base_converged) {
        fmt::print(stderr, "the network without candidates has no solution: {}\n", report.diagnosis);
        return no_solution;
    }
    if (interrupted()) {
        fmt::print(stderr, "stopped after {} of {} candidates; nothing was written\n",
                   report.candidates.size(), network->project().candidates.size());
        return interrupted_by_user;
    }
    if (!out.empty()) {
        write_files({{"connections.csv", connections_csv(report)},
                     {"connection_limits.csv", connection_limits_csv(report)}},
                    out);
    }
    if (common.format == "json") {
        fmt::print("{}\n", connections_json(*network, report));
    } else if (!common.quiet) {
        if (!report.base_limits.all_kept()) {
            fmt::print("The network breaks {} limits before anything is connected (saggar solve lists them); "
                       "candidates are "
                       "judged on what they make worse.\n\n",
                       report.base_limits.broken.size());
        }
        print_connections(*network, report, common.verbose);
        if (!out.empty()) {
            fmt::print("Results are in {}\n", out.string());
        }
    }
    bool const any_infeasible =
        std::any_of(report.candidates.begin(), report.candidates.end(),
                    [](ConnectionResult const& one) { return one.verdict == ConnectionVerdict::infeasible; });
    return any_infeasible ? answer_is_no : done;
}

int run_report(CommonOptions const& common, std::filesystem::path const& file, bool connections) {
    auto const network = load_network(common.project);
    std::vector<Street> const streets = read_streets(network->project());
    SolveOptions every;
    every.all_points = true;
    every.design = true;
    auto [points, states, reports, envelopes] = solve_points(network, every, common.quiet);
    SteadySolver const solver{network};
    if (interrupted()) {
        fmt::print(stderr, "stopped; nothing was written\n");
        return interrupted_by_user;
    }
    ReportInput input;
    input.network = network;
    input.program = "saggar " SAGGAR_VERSION;
    input.created = now_text();
    bool all_well = true;
    bool any_converged = false;
    for (std::size_t i = 0; i < points.size(); ++i) {
        ReportPoint point;
        point.id = points[i].id;
        auto const& known = network->project().operating_points;
        auto const data =
            std::find_if(known.begin(), known.end(), [&](auto const& one) { return one.id == point.id; });
        point.description = data != known.end() ? data->description : "every consumer's peak, with diversity";
        point.report = reports[i];
        if (reports[i].converged()) {
            SolvedPoint const solved{*network,   solver.fluid(), points[i],
                                     reports[i], states[i],      envelopes[i] ? &*envelopes[i] : nullptr};
            all_well = all_well && solved.all_well();
            any_converged = true;
            point.limits = solved.limits();
        } else {
            (void)say_unsolved(points[i], reports[i]);
        }
        point.state = std::move(states[i]);
        point.envelope = std::move(envelopes[i]);
        input.points.push_back(std::move(point));
    }
    if (!any_converged) {
        return no_solution;
    }
    if (connections && !network->project().candidates.empty()) {
        ConnectionReport const report = study(network, streets, common.quiet);
        for (ConnectionResult const& one : report.candidates) {
            all_well = all_well && one.verdict != ConnectionVerdict::infeasible;
        }
        input.connections = report.candidates;
    }
    input.streets = streets;
    if (interrupted()) {
        fmt::print(stderr, "stopped; nothing was written\n");
        return interrupted_by_user;
    }
    write_report(file, input);
    if (!common.quiet) {
        fmt::print("The report is {} (open it in a browser)\n", file.string());
    }
    return all_well ? done : answer_is_no;
}

int run_import(CommonOptions const& common, ImportOptions const& options) {
    EpanetImport const imported = read_epanet(
        options.file, {.epanet_constants = options.epanet_constants, .allow_incomplete = options.incomplete});
    write_project(imported.project, options.out);
    if (!common.quiet) {
        for (ImportNote const& note : imported.notes) {
            fmt::print("{}\n", to_string(note, options.file.string()));
        }
        for (Problem const& problem : imported.untranslated) {
            fmt::print(stderr, "{}\n", to_string(problem));
        }
        fmt::print("{} nodes, {} pipes, {} pumps, {} valves written to {}\n", imported.project.nodes.size(),
                   imported.project.pipes.size(), imported.project.pumps.size(),
                   imported.project.valves.size(), options.out.string());
    }
    return imported.untranslated.empty() ? done : answer_is_no;
}

} // namespace saggar::app
