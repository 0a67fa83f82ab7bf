// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "commands.hpp"
#include "option_time.hpp"
#include "print_simulation.hpp"
#include "terminal.hpp"
#include "text_tables.hpp"

#include "saggar/controllers/make_controllers.hpp"
#include "saggar/engine/state_archive.hpp"
#include "saggar/io/checkpoint.hpp"
#include "saggar/io/project_files.hpp"
#include "saggar/io/project_reader.hpp"
#include "saggar/io/result_files.hpp"
#include "saggar/io/scenario_series.hpp"
#include "saggar/io/simulation_results.hpp"
#include "saggar/network/error.hpp"
#include "saggar/network/time_stamp.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <system_error>
#include <utility>

namespace saggar::app {

namespace {

// "900", "900s", "15min", "1h".
std::optional<std::int64_t> seconds_of(std::string_view text) {
    std::int64_t number = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    std::string_view const unit = text.substr(static_cast<std::size_t>(end - text.data()));
    std::int64_t const factor = unit.empty() || unit == "s" ? 1 : unit == "min" ? 60 : unit == "h" ? 3600 : 0;
    constexpr std::int64_t longest = std::int64_t{366} * 86400;
    if (error != std::errc{} || factor == 0 || number <= 0 || number > longest / factor) {
        return std::nullopt;
    }
    return number * factor;
}

struct RunTimes {
    TimeWindow window;
    FineSteps fine;
};

RunTimes times_of(SimulateOptions const& options, TimeZone const& zone) {
    std::vector<Problem> problems;
    auto const add = [&](ErrorCode code, char const* option, std::string text, std::string advice) {
        problems.push_back(option_problem(code, option, std::move(text), std::move(advice)));
    };
    auto const length = [&](char const* option, std::string const& text, char const* advice) {
        std::optional<std::int64_t> const read = seconds_of(text);
        if (!read) {
            add(ErrorCode::value_wrong_type, option, fmt::format("'{}' is no length of time", text), advice);
        }
        return read;
    };
    std::optional<std::int64_t> const from = option_time("--from", options.from, zone, problems);
    std::optional<std::int64_t> const to = option_time("--to", options.to, zone, problems);
    length("--checkpoint-every", options.checkpoint_every, "Write it as 30, 30s or 5min");
    if (options.no_netcdf && !options.csv) {
        add(ErrorCode::values_conflict, "--no-netcdf", "leaves no file for the series", "Add --csv");
    }
    if (options.cell_length_m && options.model != "reference") {
        add(ErrorCode::values_conflict, "--cell-length", "has no effect with --model " + options.model,
            "Remove it, or run with --model reference");
    }
    std::optional<std::int64_t> const step = length("--step", options.step, "Write it as 900, 15min or 1h");
    FineSteps fine;
    if (options.fine_step) {
        fine.step_s = length("--fine-step", *options.fine_step, "Write it as 60, 60s or 1min").value_or(0);
        if (step && fine.step_s >= *step) {
            add(ErrorCode::values_conflict, "--fine-step",
                fmt::format("{} s is not shorter than --step, {} s", fine.step_s, *step),
                "Give a shorter one");
        } else if (step && fine.step_s > 0 && *step % fine.step_s != 0) {
            add(ErrorCode::values_conflict, "--fine-step",
                fmt::format("{} s is no whole part of --step, {} s", fine.step_s, *step),
                "Change one of them");
        }
    }
    if (options.fine_for) {
        fine.for_s =
            length("--fine-for", *options.fine_for, "Write it as 5400, 90min or 2h").value_or(fine.for_s);
        if (!options.fine_step) {
            add(ErrorCode::values_conflict, "--fine-for", "has no effect without --fine-step",
                "Remove it, or give --fine-step too");
        }
    }
    if (from && to && *to <= *from) {
        add(ErrorCode::values_conflict, "--to",
            fmt::format("{} is not after {}", time_stamp(*to), time_stamp(*from)), "Give a later one");
    } else if (from && to && step && (*to - *from) % *step != 0) {
        add(ErrorCode::values_conflict, "--to",
            fmt::format("from {} to {} is no whole number of steps of {} s", time_stamp(*from),
                        time_stamp(*to), *step),
            "Change the end or the step");
    }
    if (!problems.empty()) {
        throw Error{std::move(problems)};
    }
    return {.window = {.begin_s = *from, .end_s = *to, .step_s = *step}, .fine = fine};
}

SimulationOptions simulation_options(SimulateOptions const& options) {
    SimulationOptions result;
    result.threads = options.threads;
    if (options.model == "reference") {
        result.model = HeatModelKind::reference;
        result.reference.cell_length_m = options.cell_length_m.value_or(result.reference.cell_length_m);
    }
    return result;
}

// What decides what is in the files, and from when.
std::vector<RunOption> run_options(SimulateOptions const& options, RunTimes const& times) {
    auto const& [window, fine] = times;
    auto const names = [](std::vector<std::string> const& given) {
        return given.empty() ? std::string{"the usual ones"} : fmt::format("{}", fmt::join(given, ","));
    };
    std::vector<RunOption> made{{"--from", time_stamp(window.begin_s)},
                                {"--step", fmt::format("{} s", window.step_s)},
                                {"--fine-step", fine.step_s > 0 ? fmt::format("{} s", fine.step_s) : "none"},
                                {"--elements", names(options.elements)},
                                {"--variables", names(options.variables)},
                                {"--csv", options.csv ? "on" : "off"},
                                {"--no-netcdf", options.no_netcdf ? "on" : "off"},
                                {"--model", options.model}};
    if (fine.step_s > 0) {
        made.push_back({"--fine-for", fmt::format("{} s", fine.for_s)});
    }
    if (options.model == "reference") {
        made.push_back(
            {"--cell-length", fmt::format("{} m", simulation_options(options).reference.cell_length_m)});
    }
    return made;
}

// A run with its files: begun, or gone on with.
class Run {
public:
    Run(CommonOptions const& common, SimulateOptions const& options)
        : options_{options},
          network_{load(common.project, options)},
          times_{times_of(options, network_->project().simulation.zone)},
          window_{times_.window},
          scenario_{network_, read_scenario_series(*network_, window_), window_, times_.fine},
          digest_{scenario_},
          simulation_{network_, simulation_options(options)},
          actors_{scenario_, make_controllers(*network_)},
          checkpoint_path_{options.out / "checkpoint.bin"},
          progress_{common.quiet} {
        refuse_to_replace_inputs(
            common.project, options.out,
            {"simulation.nc", "simulation.csv", "simulation.json", "inputs.json", "checkpoint.bin"});
        identity_ = {.program = "saggar " SAGGAR_VERSION,
                     .project = project_fingerprint(network_->project()),
                     .files = file_fingerprints(network_->project()),
                     .options = run_options(options, times_),
                     .series = {}};
        if (options.resume) {
            restore();
        }
        file_.emplace(
            network_, scenario_, actors_.consumers(), SeriesChoice{options.elements, options.variables},
            SeriesFormats{.netcdf = !options.no_netcdf, .csv = options.csv, .threads = options.threads},
            options.out, identity_.run(), so_far_.steps);
    }

    SimulationOutcome go() {
        progress_.show_with_time_left("step", so_far_.steps, window_.steps());
        auto const take = [&](std::size_t step, SimulatedStep const& result) {
            file_->add(result);
            progress_.show_with_time_left("step", step + 1, window_.steps());
            return !interrupted();
        };
        auto const after = [&](SimulationTotals const& totals) {
            auto const now = std::chrono::steady_clock::now();
            if (now - last_checkpoint_ >= std::chrono::seconds{every_s()}) {
                keep(totals);
                last_checkpoint_ = now;
            }
        };
        try {
            SimulationOutcome outcome =
                options_.resume
                    ? resume_simulation(simulation_, scenario_, actors_, std::move(so_far_), take, after)
                    : run_simulation(simulation_, scenario_, actors_, take, after);
            progress_.clear();
            if (!outcome.report.good()) {
                withdraw();
            }
            return outcome;
        } catch (...) {
            withdraw();
            throw;
        }
    }

    // Writes all files of what was done.
    std::string finish(SimulationTotals const& totals) {
        std::string json = simulation_json(*network_, scenario_, totals, totals.steps < window_.steps(),
                                           actors_.consumers());
        file_->close();
        write_files({{"simulation.json", json}}, options_.out);
        keep(totals);
        file_->tidy();
        return json;
    }

    [[nodiscard]] Network const& network() const { return *network_; }
    [[nodiscard]] Scenario const& scenario() const { return scenario_; }
    [[nodiscard]] ConsumerModel const& consumers() const { return actors_.consumers(); }

private:
    // Where the project is wrong, what is wrong with options and series is in the same report.
    static std::shared_ptr<Network const> load(std::filesystem::path const& project,
                                               SimulateOptions const& options) {
        try {
            return load_network(project);
        } catch (Error const&) {
            return load_network(project, [&](Project const& found) {
                std::optional<TimeWindow> window;
                std::vector<Problem> problems;
                try {
                    window = times_of(options, found.simulation.zone).window;
                } catch (Error const& error) {
                    problems = error.problems();
                }
                std::vector<Problem> const of_files = scenario_problems(found, window);
                problems.insert(problems.end(), of_files.begin(), of_files.end());
                return problems;
            });
        }
    }

    [[nodiscard]] std::int64_t every_s() const { return *seconds_of(options_.checkpoint_every); }

    void restore() {
        Checkpoint const found = read_checkpoint(checkpoint_path_);
        identity_.series = digest_.after(std::min<std::size_t>(found.steps, window_.steps()));
        check_resumable(found, identity_, window_.steps(), checkpoint_path_, network_->project());
        StateArchive archive{found.state};
        so_far_.keep(archive);
        simulation_.keep(archive);
        actors_.keep(archive);
        archive.finish();
    }

    void keep(SimulationTotals const& totals) {
        StateArchive archive;
        SimulationTotals copy = totals;
        copy.keep(archive);
        simulation_.keep(archive);
        actors_.keep(archive);
        file_->sync();
        if (!kept_) {
            write_inputs();
        }
        identity_.series = digest_.after(totals.steps);
        write_checkpoint(checkpoint_path_,
                         {.identity = identity_, .steps = totals.steps, .state = archive.bytes()});
        kept_ = true;
    }

    void write_inputs() { write_project(network_->project(), options_.out / "inputs.json"); }

    // A run that failed leaves nothing of its own; what it was to go on from stays.
    void withdraw() {
        if (kept_ && !options_.resume) {
            std::error_code ignored;
            std::filesystem::remove(checkpoint_path_, ignored);
            std::filesystem::remove(options_.out / "inputs.json", ignored);
        }
    }

    SimulateOptions const& options_;
    std::shared_ptr<Network const> network_;
    RunTimes times_;
    TimeWindow window_;
    Scenario scenario_;
    SeriesDigest digest_;
    NetworkSimulation simulation_;
    Actors actors_;
    RunIdentity identity_;
    SimulationTotals so_far_;
    std::filesystem::path checkpoint_path_;
    Progress progress_;
    std::optional<SimulationFile> file_;
    bool kept_{false}; // a checkpoint of this run is there
    std::chrono::steady_clock::time_point last_checkpoint_{std::chrono::steady_clock::now()};
};

int failed(SimulationReport const& report, bool resumed) {
    fmt::print(stderr, "{}\n{}\n", report.diagnosis,
               resumed ? "nothing more was written; what was there stays" : "nothing was written");
    return report.status == SimulationStatus::balance_violated ? internal_error : no_solution;
}

std::string written(SimulateOptions const& options) {
    return fmt::format("{}{}simulation.json, inputs.json, checkpoint.bin",
                       options.no_netcdf ? "" : "simulation.nc, ", options.csv ? "simulation.csv, " : "");
}

} // namespace

int run_simulate(CommonOptions const& common, SimulateOptions const& options) {
    Run run{common, options};
    SimulationOutcome const outcome = run.go();
    if (!outcome.report.good()) {
        return failed(outcome.report, options.resume);
    }
    SimulationTotals const& totals = outcome.totals;
    std::string const json = run.finish(totals);
    std::size_t const all = run.scenario().window().steps();
    if (common.format == "json") {
        fmt::print("{}", json);
    } else if (!common.quiet) {
        print_simulation(run.network(), run.scenario(), totals, run.consumers(), common.verbose);
        fmt::print("Results are in {}: {}\n", options.out.string(), written(options));
    }
    if (totals.steps < all) {
        fmt::print(stderr, "stopped: {} of {} written, as far as they go; --resume goes on from there\n",
                   totals.steps, counted(all, "step was", "steps were"));
        return interruption_code();
    }
    return totals.all_served() && !totals.any_reversed() ? done : answer_is_no;
}

} // namespace saggar::app
