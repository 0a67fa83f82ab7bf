// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/io/scenario_series.hpp"

#include "scenario_files.hpp"
#include "weather/weather_reader.hpp"

#include "saggar/engine/simulation/network_simulation.hpp"
#include "saggar/io/demand_shapes.hpp"
#include "saggar/network/error.hpp"

#include <filesystem>
#include <utility>

namespace saggar {

namespace detail {

void read_source_series(Project const& project, Coverage& coverage, std::vector<Problem>& problems,
                        ScenarioSeries& series) {
    std::filesystem::path const folder{project.folder};
    series.sources.resize(project.sources.size());
    for (std::size_t i = 0; i < project.sources.size(); ++i) {
        PlantSource const& source = project.sources[i];
        if (source.file.empty()) {
            continue;
        }
        auto const kw = [](char const* name) {
            return Column{.name = name, .lowest = 0.0, .highest = 1e6, .si_per_unit = 1e3};
        };
        SeriesFile file{folder / source.file, project.simulation.zone, &coverage, problems};
        if (source.kind == SourceKind::series) {
            series.sources[i].heat_w = std::move(file.read({kw("heat_kw")}).front());
        } else {
            std::vector<TimeSeries> read = file.read({kw("it_load_kw"), kw("own_use_kw")});
            series.sources[i].it_load_w = std::move(read[0]);
            series.sources[i].own_use_w = std::move(read[1]);
        }
    }
    if (!project.prices.file.empty()) {
        series.prices = read_prices(project, coverage, problems);
    }
}

PriceSeries read_prices(Project const& project, Coverage& coverage, std::vector<Problem>& problems) {
    constexpr double mwh = 1.0 / 3.6e9;
    std::filesystem::path const path = std::filesystem::path{project.folder} / project.prices.file;
    std::vector<TimeSeries> read = SeriesFile{path, project.simulation.zone, &coverage, problems}.read(
        {{.name = "electricity_import_per_mwh", .lowest = -1e4, .highest = 1e4, .si_per_unit = mwh},
         {.name = "electricity_export_per_mwh", .lowest = -1e4, .highest = 1e4, .si_per_unit = mwh},
         {.name = "electricity_carbon_kg_per_mwh", .lowest = 0.0, .highest = 2e3, .si_per_unit = mwh}});
    return {.import_per_j = std::move(read[0]),
            .export_per_j = std::move(read[1]),
            .carbon_kg_per_j = std::move(read[2])};
}

void read_demand_series(Project const& project, Coverage& coverage, std::vector<Problem>& problems,
                        ScenarioSeries& series) {
    std::vector<Column> columns;
    for (Substation const& substation : project.substations) {
        columns.push_back({.name = substation.id + "_kw", .lowest = 0.0, .highest = 1e6, .si_per_unit = 1e3});
    }
    std::filesystem::path const path = std::filesystem::path{project.folder} / project.simulation.demand;
    series.demand_w = SeriesFile{path, project.simulation.zone, &coverage, problems}.read(columns);
}

} // namespace detail

namespace {

using namespace detail;

void append(std::vector<Problem>& all, std::vector<Problem> const& more) {
    all.insert(all.end(), more.begin(), more.end());
}

// Demand that is made from annual uses: where the weather could not be read it is judged as far as it does
// not depend on that; where shapes could not, not at all, as any name may be among them.
void read_uses(Project const& project, Coverage const& coverage, std::vector<Problem>& problems,
               ScenarioSeries& series) {
    try {
        series.shapes = read_shapes(project);
    } catch (Error const& error) {
        append(problems, error.problems());
        return;
    }
    std::int64_t const from_s = coverage.window() ? coverage.window()->begin_s : series.outdoor_c.begin_s;
    append(problems, ConsumerDemand::problems(project, series.outdoor_c, series.shapes, from_s));
}

// What the project names, and everything that is wrong with it.
ScenarioSeries read_all(Project const& project, std::optional<TimeWindow> const& window,
                        std::vector<Problem>& problems) {
    SimulationSettings const& settings = project.simulation;
    // Weather of a project in which nobody is connected yet is for the plan's cold week.
    bool const to_be_planned = project.substations.empty() && !project.extension.buildings.empty();
    bool const is_simulated = window || (describes_a_simulation(project) && !to_be_planned);
    ScenarioSeries series;
    Coverage coverage{window, problems};
    if (is_simulated) {
        append(problems, simulation_refusals(project));
    }
    if (!settings.weather.empty()) {
        std::size_t const before = problems.size();
        read_weather(project, coverage, problems, series);
        if (problems.size() > before) {
            series.outdoor_c = {};
        }
    }
    if (!settings.demand.empty()) {
        read_demand_series(project, coverage, problems, series);
    } else if (!settings.weather.empty()) {
        read_uses(project, coverage, problems, series);
    } else if (is_simulated) {
        problems.push_back(no_demand());
    }
    read_source_series(project, coverage, problems, series);
    coverage.finish();
    return series;
}

} // namespace

bool describes_a_simulation(Project const& project) {
    SimulationSettings const& settings = project.simulation;
    return !settings.weather.empty() || !settings.demand.empty() || !settings.shapes.empty() ||
           !settings.supply_curves.empty() || !settings.secondary_curves.empty() || !settings.events.empty();
}

ScenarioSeries read_scenario_series(Network const& network, TimeWindow const& window) {
    std::vector<Problem> problems;
    ScenarioSeries series = read_all(network.project(), window, problems);
    if (!problems.empty()) {
        throw Error{std::move(problems)};
    }
    return series;
}

std::vector<Problem> scenario_problems(Project const& project, std::optional<TimeWindow> const& window) {
    std::vector<Problem> problems;
    read_all(project, window, problems);
    return problems;
}

} // namespace saggar
