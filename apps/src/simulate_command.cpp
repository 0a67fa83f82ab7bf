// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "commands.hpp"
#include "print_simulation.hpp"
#include "terminal.hpp"
#include "text_tables.hpp"

#include "saggar/io/project_reader.hpp"
#include "saggar/io/result_files.hpp"
#include "saggar/io/scenario_series.hpp"
#include "saggar/io/simulation_results.hpp"
#include "saggar/network/error.hpp"
#include "saggar/network/time_stamp.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <optional>
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

TimeWindow window_of(SimulateOptions const& options) {
    std::vector<Problem> problems;
    auto const add = [&](ErrorCode code, char const* option, std::string text, std::string advice) {
        problems.push_back({code,
                            {.file = {}, .line = 0, .component = "option", .id = option, .field = {}},
                            std::move(text),
                            std::move(advice)});
    };
    auto const time = [&](char const* option, std::string const& text) {
        std::optional<std::int64_t> const read = parse_time_stamp(text);
        if (!read) {
            add(ErrorCode::value_wrong_type, option, fmt::format("'{}' is no point in time", text),
                "Write it as 2024-01-15 or 2024-01-15T06:00:00Z");
        }
        return read;
    };
    std::optional<std::int64_t> const from = time("--from", options.from);
    std::optional<std::int64_t> const to = time("--to", options.to);
    std::optional<std::int64_t> const step = seconds_of(options.step);
    if (!step) {
        add(ErrorCode::value_wrong_type, "--step", fmt::format("'{}' is no length of time", options.step),
            "Write it as 900, 15min or 1h");
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
    return {.begin_s = *from, .end_s = *to, .step_s = *step};
}

SimulationElements elements_of(SimulateOptions const& options) {
    auto const has = [&](char const* name) {
        return std::find(options.elements.begin(), options.elements.end(), name) != options.elements.end();
    };
    return {.plants = has("plants"),
            .substations = has("substations"),
            .pipes = has("pipes"),
            .nodes = has("nodes")};
}

int failed(SimulationReport const& report) {
    fmt::print(stderr, "{}\nnothing was written\n", report.diagnosis);
    return report.status == SimulationStatus::balance_violated ? internal_error : no_solution;
}

} // namespace

int run_simulate(CommonOptions const& common, SimulateOptions const& options) {
    TimeWindow const window = window_of(options);
    auto const network = load_network(common.project);
    Scenario const scenario{network, read_scenario_series(*network, window), window};
    NetworkSimulation simulation{network};
    ConsumerModel consumers{scenario};
    SimulationFile file{network, scenario, elements_of(options), options.out / "simulation.nc", &consumers};
    Progress progress{common.quiet};
    progress.show_with_time_left("step", 0, window.steps());
    SimulationOutcome const outcome =
        run_simulation(simulation, scenario, consumers, [&](std::size_t step, SimulatedStep const& result) {
            file.add(result);
            progress.show_with_time_left("step", step + 1, window.steps());
            return !interrupted();
        });
    progress.clear();
    if (!outcome.report.good()) {
        return failed(outcome.report);
    }
    SimulationTotals const& totals = outcome.totals;
    bool const cut_short = totals.steps < window.steps();
    std::string const json = simulation_json(*network, scenario, totals, cut_short, &consumers);
    file.close();
    write_files({{"simulation.json", json}}, options.out);
    if (common.format == "json") {
        fmt::print("{}", json);
    } else if (!common.quiet) {
        print_simulation(*network, scenario, totals, consumers, common.verbose);
        fmt::print("Results are in {}: simulation.nc, simulation.json\n", options.out.string());
    }
    if (cut_short) {
        fmt::print(stderr, "stopped: {} of {} written, as far as they go\n", totals.steps,
                   counted(window.steps(), "step was", "steps were"));
        return interruption_code();
    }
    return totals.all_served() ? done : answer_is_no;
}

} // namespace saggar::app
