// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "commands.hpp"
#include "extendable_project.hpp"
#include "money.hpp"
#include "resumable_work.hpp"
#include "terminal.hpp"
#include "text_tables.hpp"

#include "saggar/io/demand_benchmarks.hpp"
#include "saggar/io/district_map.hpp"
#include "saggar/io/phasing_results.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <functional>
#include <iterator>
#include <string>
#include <vector>

namespace saggar::app {

namespace {

std::string money_or_dash(double amount) {
    return std::isfinite(amount) ? money(amount) : "-";
}

void print_futures(PhasingReport const& report) {
    TextTable table{{"future", ">probability", ">uptake %", ">in whole buildings %", ">delay years", ""}};
    for (std::size_t f = 0; f < report.futures.size(); ++f) {
        UptakeScenario const& one = report.futures[f];
        double const reached = report.reached_uptake_percent[f];
        table.add({one.id, fmt::format("{:.2f}", one.probability), fmt::format("{:g}", one.uptake_percent),
                   std::isfinite(reached) ? fmt::format("{:.1f}", reached) : "-",
                   fmt::format("{}", one.delay_years), one.description});
    }
    fmt::print("{}\n", table.text());
}

// Beside a strategy.
std::string note_on(PhasingReport const& report, std::size_t s) {
    PhasingStrategy const& strategy = report.strategies[s];
    std::string note = s == report.chosen ? "<- chosen" : "";
    std::string first;
    if (!strategy.same_as.empty()) {
        first = "same first phase as " + strategy.same_as;
    } else if (!strategy.first_phase_of.empty()) {
        first = "first phase as planned for " + strategy.first_phase_of;
    }
    return note + (note.empty() || first.empty() ? "" : ", ") + first;
}

void print_strategies(PhasingReport const& report, std::string const& currency) {
    std::vector<std::string> headings{"net present value " + currency, ">first phase"};
    for (UptakeScenario const& one : report.futures) {
        headings.push_back(">" + one.id);
    }
    headings.insert(headings.end(), {">expected", ">largest regret", ""});
    TextTable table{headings};
    for (std::size_t s = 0; s < report.strategies.size(); ++s) {
        PhasingStrategy const& strategy = report.strategies[s];
        std::vector<std::string> cells{strategy.id, money(strategy.first_capital)};
        for (PhasedPlan const& plan : strategy.plans) {
            cells.push_back(plan.feasible ? money(plan.money.net()) : "-");
        }
        cells.push_back(money_or_dash(strategy.expected_value));
        cells.push_back(money_or_dash(strategy.largest_regret));
        cells.push_back(note_on(report, s));
        table.add(std::move(cells));
    }
    fmt::print("{}\n", table.text());
}

double metres(PhaseResult const& phase) {
    double sum = 0.0;
    for (PhasePipe const& pipe : phase.pipes) {
        sum += pipe.length_m;
    }
    return sum;
}

// Pipes that are replaced by larger ones, the longest first.
void print_replaced(PhaseResult const& phase, std::string const& currency) {
    constexpr std::size_t named = 3;
    std::vector<PhasePipe> pipes;
    std::ranges::copy_if(phase.pipes, std::back_inserter(pipes), &PhasePipe::reinforced);
    if (pipes.empty()) {
        return;
    }
    std::ranges::stable_sort(pipes, std::greater<>{}, &PhasePipe::length_m);
    double length_m = 0.0;
    double capital = 0.0;
    double written_off = 0.0;
    std::string names;
    for (std::size_t i = 0; i < pipes.size(); ++i) {
        length_m += pipes[i].length_m;
        capital += pipes[i].capital;
        written_off += pipes[i].written_off;
        if (i < named) {
            names += (i > 0 ? ", " : "") + replacement_in_words(pipes[i]);
        }
    }
    fmt::print("  {}: {} replaced by larger, {:.0f} m for {} {}{}: {}{}.\n", phase.year,
               counted(pipes.size(), "pipe is", "pipes are"), length_m, currency, money(capital),
               written_off > 0.0
                   ? fmt::format(", {} {} of earlier phases written off", currency, money(written_off))
                   : "",
               names, pipes.size() > named ? fmt::format(" and {} more", pipes.size() - named) : "");
}

void print_phases(std::vector<PhaseResult> const& phases, std::string const& currency) {
    TextTable table{{"phase", ">year", ">connect", ">in all", ">MWh a year", ">peaks kW", ">pipe km",
                     ">capital " + currency, ">lost MWh", "tightest limit"}};
    for (PhaseResult const& one : phases) {
        table.add({one.phase, fmt::format("{}", one.year), fmt::format("{}", one.buildings.size()),
                   fmt::format("{}", one.connected), fmt::format("{:.0f}", one.annual_use_mwh),
                   fmt::format("{:.0f}", one.peak_w * 1e-3), fmt::format("{:.2f}", metres(one) * 1e-3),
                   money(one.pipe_capital + one.connection_cost + one.source_capital),
                   fmt::format("{:.0f}", one.heat_loss_mwh), one.tightest});
    }
    fmt::print("{}\n", table.text());
    for (PhaseResult const& one : phases) {
        if (!one.description.empty()) {
            fmt::print("  {}, {}: {}\n", one.year, one.phase, one.description);
        }
        for (std::string const& change : one.plant_changes) {
            fmt::print("  {}: {}.\n", one.year, change);
        }
        for (PlantYear const& later : one.plant_years) {
            for (std::string const& change : later.changes) {
                fmt::print("  {}: {}.\n", later.year, change);
            }
        }
        print_replaced(one, currency);
        if (!one.diagnosis.empty()) {
            fmt::print("  {}: {}.\n", one.year, one.diagnosis);
        }
    }
}

// What the table of strategies says, in words.
void print_lessons(PhasingReport const& report, std::string const& currency) {
    PhasingStrategy const& chosen = report.strategies[report.chosen];
    for (PhasingStrategy const& other : report.strategies) {
        double const less = chosen.expected_value - other.expected_value;
        if (!std::isfinite(less)) {
            continue;
        }
        if (other.id == "wait") {
            fmt::print("Waiting for the second phase costs {} {} in the mean.\n", currency, money(less));
        } else if (other.id == "step_by_step" && &other != &chosen) {
            fmt::print("Sizing each phase as if it were the last costs {} {} in the mean.\n", currency,
                       money(less));
        }
    }
    for (std::size_t f = 0; f < report.futures.size(); ++f) {
        if (chosen.regret[f] > 0.5) {
            fmt::print("If '{}' comes, {} {} could have been saved by another first phase.\n",
                       report.futures[f].id, currency, money(chosen.regret[f]));
        }
    }
    if (report.futures.size() > 1) {
        fmt::print("To know the future now would be worth {} {} in the mean.\n", currency,
                   money(report.perfect_information - chosen.expected_value));
    }
}

void print_report(PhasingResults const& results, bool verbose) {
    PhasingReport const& report = results.report;
    std::string const currency = sign_of(results.project.currency);
    print_futures(report);
    print_strategies(report, currency);
    if (verbose) {
        for (PhasingStrategy const& strategy : report.strategies) {
            for (std::size_t f = 0; f < report.futures.size() && strategy.same_as.empty(); ++f) {
                fmt::print(
                    "{} if '{}' comes{}{}\n", strategy.id, report.futures[f].id,
                    strategy.plans[f].feasible ? "" : ", not confirmed: ", strategy.plans[f].diagnosis);
                print_phases(strategy.plans[f].phases, currency);
            }
        }
    }
    fmt::print("{}: {}.\nIf '{}' comes:\n\n", report.strategies[report.chosen].id,
               report.strategies[report.chosen].description, report.futures[report.shown].id);
    print_phases(report.plan().phases, currency);
    TextTable items{
        {"present value over " + fmt::format("{:g} years", results.project.economics.lifetime_years),
         ">" + currency}};
    for (MoneyItem const& item : money_items(results)) {
        items.add({item.title, money(item.amount)});
    }
    fmt::print("\n{}\n", items.text());
    print_lessons(report, currency);
    for (std::string const& assumption : report.assumptions) {
        fmt::print("Assumed: {}.\n", assumption);
    }
}

} // namespace

int run_phase(CommonOptions const& common, PhaseOptions const& options) {
    Catalogue catalogue;
    Project const project = read_extendable(common.project, catalogue);
    refuse_own_folder(project, options.out);
    DistrictMap const map = read_district_map(project);
    bool const table = common.format != "json";
    ResumableWork work{"phases",
                       project,
                       options.out,
                       options.resume,
                       {{"--seconds", fmt::format("{}", options.seconds)}},
                       WorkFiles::maps};
    Progress progress{common.quiet};
    PhasingReport const report =
        plan_phases(project, catalogue, map, read_demand_benchmarks(project),
                    {.work = static_cast<std::int64_t>(options.seconds * 1e3),
                     .threads = options.threads,
                     .kept = &work.kept()},
                    [&](PhasingProgress const& now) {
                        progress.show_with_time_left(std::string{now.stage} + ", plan", now.done, now.total);
                        return !interrupted();
                    });
    progress.clear();
    if (report.status == PhasingStatus::stopped || interrupted()) {
        return work.stop();
    }
    if (report.status != PhasingStatus::planned) {
        work.finish();
        fmt::print(stderr, "no build-out: {}\n", report.diagnosis);
        return answer_is_no;
    }
    PhasingResults const results{.project = project, .map = map, .report = report};
    std::vector<std::filesystem::path> written;
    if (!options.out.empty()) {
        written = write_phasing(results, options.out);
    }
    work.finish();
    if (!table) {
        fmt::print("{}\n", phasing_json(results));
    } else if (!common.quiet) {
        print_findings(report.findings, common.verbose);
        print_report(results, common.verbose);
        if (!written.empty()) {
            fmt::print("Results are in {}: {}\n", options.out.string(), files_in(written));
        }
    }
    return done;
}

} // namespace saggar::app
