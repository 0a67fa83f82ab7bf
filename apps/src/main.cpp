// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "commands.hpp"
#include "print_problems.hpp"
#include "terminal.hpp"

#include "saggar/network/error.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <exception>
#include <filesystem>
#include <functional>
#include <new>
#include <string>
#include <system_error>
#include <vector>

namespace {

using namespace saggar::app;

constexpr char const* resume_help = "go on with what a run that was stopped has left in the folder";

// An empty name is mostly a variable of a script that was not set.
CLI::Option* add_out(CLI::App& command, std::filesystem::path& out, std::string const& help) {
    return command.add_option("-o,--out", out, help)->check([](std::string const& name) {
        return name.empty() ? std::string{"an empty name: name where results are to go, or leave --out away"}
                            : std::string{};
    });
}

void add_output(CLI::App& command, CommonOptions& common, char const* verbose) {
    command.add_option("--format", common.format, "table for people, json for programs")
        ->check(CLI::IsMember({"table", "json"}))
        ->capture_default_str();
    auto* const quiet =
        command.add_flag("-q,--quiet", common.quiet,
                         "no tables and no progress; errors, and what --format json asks for, remain");
    command.add_flag("-v,--verbose", common.verbose, verbose)->excludes(quiet);
}

void add_common(CLI::App& command, CommonOptions& common, char const* verbose) {
    command
        .add_option("PROJECT", common.project,
                    "project file (.yaml, .json, .pb), or a folder with project.yaml")
        ->required();
    add_output(command, common, verbose);
}

int run(int argc, char** argv) {
    CLI::App app{
        "saggar: plans and solves district heat networks.\n"
        "Exit codes: 0 done, everything served within limits; 1 done, but the answer is no; 2 bad input or "
        "usage, nothing written; 3 no solution found; 4 internal error; 130 interrupted."};
    app.name("saggar");
    app.set_version_flag("--version", "saggar " SAGGAR_VERSION);
    app.require_subcommand(1);
    app.failure_message(CLI::FailureMessage::help);
    CommonOptions common;
    std::function<int()> chosen;

    CLI::App* const check =
        app.add_subcommand("check", "read a project and say everything that is wrong with it");
    add_common(*check, common, "how many elements of each kind there are");
    CheckOptions checking;
    CLI::Option* const check_from =
        check->add_option("--from", checking.from,
                          "begin of a time that the files of a simulation are to cover, as 2024-01-15");
    check->add_option("--to", checking.to, "its end")->needs(check_from);
    check_from->needs("--to");
    check->footer("Example: saggar check examples/five-consumers\n"
                  "         saggar check examples/five-consumers --from 2024-01-15 --to 2024-01-18");
    check->callback([&] { chosen = [&] { return run_check(common, checking); }; });

    SolveOptions solving;
    CLI::App* const solve = app.add_subcommand("solve", "flows, pressures, temperatures, losses and limits");
    add_common(*solve, common, "every broken limit and unserved load; of several points, each in full");
    solve->add_option("-p,--point", solving.points,
                      "operating point of the project; may be given several times");
    solve->add_flag("--all-points", solving.all_points, "every operating point of the project");
    solve->add_flag("--design", solving.design, "every consumer's peak, with the project's diversity");
    add_out(*solve, solving.out,
            "folder for nodes.csv, pipes.csv, ...; of several points, a folder for each in it");
    solve->add_option("--threads", solving.threads, "for several points; 0: all cores")
        ->check(CLI::Range(0, 1024));
    solve->footer("Example: saggar solve examples/stoke-on-trent/city --design --out out/design");
    solve->callback([&] { chosen = [&] { return run_solve(common, solving); }; });

    SimulateOptions simulating;
    CLI::App* const simulate =
        app.add_subcommand("simulate", "the network in time: heat on its way, step by step");
    add_common(*simulate, common, "every consumer that was short of heat");
    simulate->add_option("--from", simulating.from, "begin, as 2024-01-15 or 2024-01-15T06:00:00Z")
        ->required();
    simulate->add_option("--to", simulating.to, "end, a whole number of steps later")->required();
    simulate->add_option("--step", simulating.step, "length of a step: seconds, or 15min, 1h")
        ->capture_default_str();
    simulate->add_option("--fine-step", simulating.fine_step,
                         "steps around events are taken in parts of this length: a whole part of --step");
    simulate->add_option("--fine-for", simulating.fine_for,
                         "how long after an event that goes on (default 2h); with --fine-step");
    simulate
        ->add_option("--model", simulating.model,
                     "who follows heat: plug-flow, or reference (finite volumes, slow: small networks, short "
                     "times)")
        ->check(CLI::IsMember{{"plug-flow", "reference"}})
        ->capture_default_str();
    simulate
        ->add_option("--cell-length", simulating.cell_length_m,
                     "longest cell of the reference model, m (default 5); halve it to see what it decides")
        ->check(CLI::Range{0.01, 1000.0});
    add_out(*simulate, simulating.out,
            "folder for simulation.nc, simulation.json, inputs.json and checkpoint.bin")
        ->required();
    simulate
        ->add_option(
            "--elements", simulating.elements,
            "what has series: plants,sources,stores,substations,buildings,pipes,nodes, single ones as "
            "substation:ID (default all but pipes and nodes, or what --variables are of)")
        ->delimiter(',');
    simulate
        ->add_option("--variables", simulating.variables,
                     "which series, as plant_heat,substation_heat (default all of the elements)")
        ->delimiter(',');
    simulate->add_flag("--csv", simulating.csv, "the series as simulation.csv too");
    simulate->add_flag("--no-netcdf", simulating.no_netcdf, "no simulation.nc; with --csv");
    simulate->add_flag(
        "--resume", simulating.resume,
        "go on from the checkpoint in the folder, as if there had been no interruption; with a "
        "later --to a finished run is extended");
    simulate
        ->add_option("--checkpoint-every", simulating.checkpoint_every,
                     "how often a checkpoint is written, of wall time; always at the end")
        ->capture_default_str();
    simulate
        ->add_option(
            "--threads", simulating.threads,
            "that share each step of a network of 400 lines or more, the same results for any number; "
            "0: all cores, four at most")
        ->check(CLI::Range(0, 1024))
        ->capture_default_str();
    simulate->footer("Example: saggar simulate examples/five-consumers --from 2024-01-15 --to 2024-01-18 "
                     "--out out/january\n"
                     "         saggar simulate examples/five-consumers --from 2024-01-15 --to 2024-01-20 "
                     "--out out/january --resume");
    simulate->callback([&] { chosen = [&] { return run_simulate(common, simulating); }; });

    ConnectOptions connecting;
    CLI::App* const connect =
        app.add_subcommand("connect", "whether the project's candidate loads can be connected");
    add_common(*connect, common, "every limit of each candidate, with its source");
    add_out(*connect, connecting.out,
            "folder for connections.csv, connection_limits.csv and, of a project with measures, "
            "connection_measures.csv; until they are there, for connect_checkpoint.bin");
    connect->add_flag("--resume", connecting.resume, resume_help);
    connect->add_flag(
        "--together", connecting.together,
        "one after the other, the cheapest per MWh first, each in the network that those before it "
        "have made; --out then gets connection_order.csv, the project with all of them and "
        "connection_order_inputs.json");
    connect->footer("Beside larger pipes, the cheapest set of the project's `measures` is looked for.\n"
                    "Example: saggar connect examples/stoke-on-trent/city\n"
                    "         saggar connect examples/stoke-on-trent/city --together --out out/together");
    connect->callback([&] {
        chosen = [&] {
            return connecting.together ? run_connect_together(common, connecting)
                                       : run_connect(common, connecting);
        };
    });

    ExtendOptions extending;
    CLI::App* const extend = app.add_subcommand(
        "extend", "which buildings of a map to connect, along which streets, with which pipes");
    add_common(*extend, common, "everything that is said of the maps");
    extend->add_flag("--dry-run", extending.dry_run,
                     "only read the maps: what can be reached, what cannot and why; --out draws it");
    extend->add_flag("--no-cold-week", extending.without_cold_week,
                     "do not simulate the plan through the coldest week of the weather");
    extend
        ->add_option("--seconds", extending.seconds,
                     "about how long routes are searched for; longer where plants' heat costs differ")
        ->check(CLI::Range{0.1, 1e6})
        ->capture_default_str();
    extend->add_option("--threads", extending.threads, "for operating points; 0: all cores")
        ->check(CLI::Range{0, 4096})
        ->capture_default_str();
    add_out(*extend, extending.out,
            "folder for plan.gpkg, plan_*.csv, cold_week*.csv, findings.csv, plan.json, "
            "plan_inputs.json and the extended project; "
            "with "
            "--dry-run for problem.gpkg, problem_*.csv, problem.json; until the plan is there, for "
            "extend_checkpoint.bin");
    extend->add_flag("--resume", extending.resume, resume_help);
    extend->footer(
        "1: nothing pays, or no plan is confirmed (nothing is written), or the cold week contradicts "
        "the plan (what is short is said, and the plan is written all the same).\n"
        "`extension` `security_share` adds links that serve loads when a pair is out of service.\n"
        "Example: saggar extend examples/stoke-on-trent/extension --dry-run --out out/problem\n"
        "         saggar extend examples/stoke-on-trent/extension --out out/plan");
    extend->callback([&] { chosen = [&] { return run_extend(common, extending); }; });

    PhaseOptions phasing;
    CLI::App* const phase = app.add_subcommand(
        "phase", "the same over years: what to build when, and how large, if nobody knows who will come");
    add_common(*phase, common, "every phase of every strategy in every future");
    phase->add_option("--seconds", phasing.seconds, "about how long routes are searched for, for each plan")
        ->capture_default_str()
        ->check(CLI::Range(0.1, 3600.0));
    phase->add_option("--threads", phasing.threads, "for plans; 0: all cores")->check(CLI::Range(0, 1024));
    add_out(
        *phase, phasing.out,
        "folder for phases.csv, phase_*.csv, findings.csv, phases.gpkg, phases.json, phases_inputs.json and "
        "the project of each phase; until they are there, for phases_checkpoint.bin");
    phase->add_flag("--resume", phasing.resume, resume_help);
    phase->footer("1: no strategy is confirmed in every future.\n"
                  "Example: saggar phase examples/stoke-on-trent/extension --out out/phases");
    phase->callback([&] { chosen = [&] { return run_phase(common, phasing); }; });

    HostingCommandOptions hosting_options;
    CLI::App* const hosting = app.add_subcommand(
        "hosting", "the largest load that could connect at every node, pair and street today");
    add_common(*hosting, common, "every node, not only the ten with most and least room");
    add_out(*hosting, hosting_options.out,
            "folder for hosting.csv, hosting.gpkg and hosting_inputs.json; until they are there, "
            "for hosting_checkpoint.bin");
    hosting->add_option("--at", hosting_options.point,
                        "operating point (default: the one that the project judges connections at, or the "
                        "design point)");
    hosting
        ->add_option("--return-temperature", hosting_options.return_temperature_c,
                     "of the loads, °C (default: the mean of the project's substations, by their peaks)")
        ->check(CLI::Range(0.0, 150.0));
    hosting->add_flag("--every-way", hosting_options.every_way,
                      "hold each value against every point of the design envelope: slow in large networks");
    hosting->add_flag("--resume", hosting_options.resume, resume_help);
    hosting->add_option("--threads", hosting_options.threads, "0: all cores")->check(CLI::Range(0, 1024));
    hosting->footer("1: somewhere nothing can connect.\n"
                    "Example: saggar hosting examples/stoke-on-trent/city --out out/hosting");
    hosting->callback([&] { chosen = [&] { return run_hosting(common, hosting_options); }; });

    ContingencyCommandOptions contingency_options;
    CLI::App* const contingency = app.add_subcommand(
        "contingency", "each plant, source, pump and trunk out of service: who is short of heat, and why");
    add_common(*contingency, common, "every outage, and who is short in each");
    add_out(*contingency, contingency_options.out,
            "folder for contingencies.csv, contingency_loads.csv, contingency_inputs.json and "
            "contingencies.gpkg");
    contingency->add_option(
        "--at", contingency_options.point,
        "operating point (default: the one that the project judges connections at, or the "
        "design point)");
    contingency->add_flag("--all-pipes", contingency_options.all_pipes, "every pipe, not only trunks");
    contingency->add_flag("--no-standby", contingency_options.no_standby,
                          "do not start plants that stand by (running: false)");
    contingency->add_option("--threads", contingency_options.threads, "0: all cores")
        ->check(CLI::Range(0, 1024));
    contingency->footer("1: somebody is short of heat; 3: an outage has no solution (results are written).\n"
                        "Example: saggar contingency examples/stoke-on-trent/city --out out/contingency");
    contingency->callback([&] { chosen = [&] { return run_contingency(common, contingency_options); }; });

    ReportOptions reporting;
    CLI::App* const report = app.add_subcommand("report", "one self-contained HTML page of everything");
    add_common(*report, common, "what became of each operating point");
    add_out(*report, reporting.out, "the file")->capture_default_str();
    report->add_option("--simulation", reporting.simulation,
                       "folder that saggar simulate wrote: load, temperatures, limits and shortages in time");
    report->add_option("--plan", reporting.plan,
                       "folder that saggar extend wrote: network before and after, costs, what was proven");
    report->add_option("--phases", reporting.phases,
                       "folder that saggar phase wrote: what is built when, what each strategy is worth");
    report->add_option("--hosting", reporting.hosting,
                       "folder that saggar hosting wrote: where how much more could connect");
    report->add_option("--contingency", reporting.contingency,
                       "folder that saggar contingency wrote: who is short of heat in which outage");
    report->add_option("--together", reporting.together,
                       "folder that saggar connect --together wrote: which candidates fit in which order");
    report->add_flag("--no-candidates", reporting.without_candidates, "leave the candidate loads out");
    report->footer("Example: saggar report examples/stoke-on-trent/city -o report.html\n"
                   "         saggar report examples/five-consumers --simulation out/january -o january.html\n"
                   "         saggar report examples/stoke-on-trent/extension --plan out/plan -o plan.html\n"
                   "         saggar report examples/stoke-on-trent/extension --phases out/phases\n"
                   "         saggar report examples/stoke-on-trent/city --hosting out/hosting --contingency "
                   "out/contingency");
    report->callback([&] { chosen = [&] { return run_report(common, reporting); }; });

    CompareOptions comparing;
    CLI::App* const compare =
        app.add_subcommand("compare", "two folders of results side by side: what went in, what came of it");
    compare->add_option("A", comparing.a, "folder that saggar simulate or saggar solve wrote")->required();
    compare->add_option("B", comparing.b, "another one of the same command")->required();
    add_output(*compare, common, "every element and input that differs");
    compare->footer("0: they are the same; 1: they differ.\n"
                    "Example: saggar compare out/january out/january-cold");
    compare->callback([&] { chosen = [&] { return run_compare(common, comparing); }; });

    ImportOptions importing;
    CLI::App* const importer =
        app.add_subcommand("import", "make a project of an EPANET 2.x file, or of maps by a mapping file");
    importer
        ->add_option("FILE", importing.file,
                     "the .inp file; or the mapping (.yaml, .json), which says what layers of maps become")
        ->required();
    add_out(*importer, importing.out, "project file to write (.yaml, .json, .pb)")->required();
    importer->add_flag(
        "--pattern-steps", importing.pattern_steps,
        "EPANET: also an operating point for each pattern time step, with the demands of then");
    importer->add_flag("--epanet-constants", importing.epanet_constants,
                       "EPANET: its own rounded constants and friction formula, to compare results with it");
    importer->add_flag(
        "--allow-incomplete", importing.incomplete,
        "leave out and list what cannot be translated or used, and list what check would refuse");
    importer->add_flag("--force", importing.replace, "replace a project file that is there already");
    add_output(*importer, common, "every note on what became of what");
    importer->footer("Example: saggar import town.inp -o town.yaml --pattern-steps\n"
                     "         saggar import mapping.yaml -o town.yaml\n"
                     "         saggar solve town.yaml --all-points --out out/town");
    importer->callback([&] { chosen = [&] { return run_import(common, importing); }; });

    std::vector<std::string> commands;
    for (CLI::App const* const each : app.get_subcommands([](CLI::App*) { return true; })) {
        commands.push_back(each->get_name());
    }
    if (argc > 1 && argv[1][0] != '-' &&
        std::find(commands.begin(), commands.end(), argv[1]) == commands.end()) {
        fmt::print(stderr,
                   "there is no command '{}': there are {}\nsaggar --help lists commands and options\n",
                   argv[1], fmt::join(commands, ", "));
        return bad_input;
    }
    try {
        app.parse(argc, argv);
    } catch (CLI::CallForHelp const& help) {
        return app.exit(help);
    } catch (CLI::CallForAllHelp const& help) {
        return app.exit(help);
    } catch (CLI::CallForVersion const& version) {
        return app.exit(version);
    } catch (CLI::ParseError const& wrong) {
        fmt::print(stderr, "{}\nsaggar --help lists commands and options\n", wrong.what());
        return bad_input;
    }
    catch_interrupts();
    try {
        return chosen();
    } catch (saggar::Error const& error) {
        print_problems(error, common.format == "json");
        return bad_input;
    }
}

int cannot_print(char const* why) {
    (void)std::fprintf(stderr, "standard output cannot be written: %s\n", why);
    return bad_input;
}

} // namespace

int main(int argc, char** argv) {
    try {
        int const code = run(argc, argv);
        if (std::fflush(stdout) != 0) {
            return cannot_print(
                std::strerror(errno)); // NOLINT(concurrency-mt-unsafe): no other thread is left
        }
        return code;
    } catch (std::bad_alloc const&) {
        (void)std::fputs("not enough memory for this project\n", stderr);
        return internal_error;
    } catch (std::system_error const& error) {
        return cannot_print(error.what());
    } catch (std::exception const& error) {
        (void)std::fprintf(stderr,
                           "internal error: %s\nPlease report this with the project that causes it.\n",
                           error.what());
        return internal_error;
    }
}
