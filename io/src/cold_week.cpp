// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/io/cold_week.hpp"

#include "file.hpp"
#include "scenario_files.hpp"
#include "weather/weather_reader.hpp"

#include "saggar/io/demand_shapes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <string_view>
#include <utility>

namespace saggar {

namespace {

using namespace detail;

constexpr std::int64_t seconds_a_week = std::int64_t{7} * 86400;
// Where nothing names a date: Monday 15 January 2024.
constexpr std::int64_t a_monday_s = 1705276800;

class WeekReader {
public:
    WeekReader(Project const& project, DistrictMap const& map, ExtensionProblem const& problem)
        : project_{project}, map_{map}, problem_{problem}, clock_{project.simulation} {}

    ColdWeek read() {
        read_files();
        if (problems_.empty()) {
            find_week();
        }
        if (problems_.empty()) {
            check_demand();
        }
        if (!problems_.empty()) {
            throw Error{std::move(problems_)};
        }
        return std::move(week_);
    }

private:
    [[nodiscard]] SimulationSettings const& settings() const { return project_.simulation; }
    [[nodiscard]] bool of_any_year() const { return settings().weather_year == WeatherYear::any; }
    [[nodiscard]] static std::string named(std::string const& file) {
        return std::filesystem::path{file}.filename().string();
    }

    void add(std::string_view section, std::string_view field, ErrorCode code, std::string text,
             std::string advice) {
        problems_.push_back({code,
                             {.file = {},
                              .line = 0,
                              .component = std::string{section},
                              .id = {},
                              .field = std::string{field}},
                             std::move(text),
                             std::move(advice)});
    }

    // Without a window: what all of them cover.
    void read_files() {
        Project extended = project_;
        extended.substations.resize(std::max<std::size_t>(1, extended.substations.size()));
        problems_ = simulation_refusals(extended);
        Coverage coverage{std::nullopt, problems_};
        if (!settings().weather.empty()) {
            read_weather(project_, coverage, problems_, week_.series);
        }
        if (!settings().demand.empty()) {
            read_demand_series(project_, coverage, problems_, week_.series);
        }
        read_source_series(project_, coverage, problems_, week_.series);
        read_load_demand(coverage);
        coverage.finish();
        common_ = coverage.common();
    }

    void read_load_demand(Coverage& coverage) {
        week_.load_demand_w.resize(problem_.loads.size());
        if (project_.extension.demand.empty()) {
            return;
        }
        std::vector<Column> columns;
        for (MapBuilding const& building : map_.buildings) {
            columns.push_back({.name = building.id + "_kw",
                               .lowest = 0.0,
                               .highest = 1e6,
                               .si_per_unit = 1e3,
                               .required = false});
        }
        std::filesystem::path const path = std::filesystem::path{project_.folder} / project_.extension.demand;
        std::vector<TimeSeries> read = SeriesFile{path, settings().zone, &coverage, problems_}.read(columns);
        for (std::size_t i = 0; i < problem_.loads.size(); ++i) {
            week_.load_demand_w[i] = std::move(read[problem_.loads[i].building]);
        }
    }

    void find_week() {
        if (!settings().weather.empty()) {
            find_coldest();
            return;
        }
        std::optional<std::int64_t> begin_s;
        if (!week_.series.demand_w.empty()) {
            begin_s = busiest_week_s(week_.series.demand_w, *common_, clock_);
            week_.basis = fmt::format("the seven days with most demand in {}, in supposed weather",
                                      named(settings().demand));
        } else {
            begin_s = common_ ? first_week_s() : std::optional{clock_.begin_of_day_s(clock_.day(a_monday_s))};
            week_.basis = "a supposed week of January";
        }
        if (!begin_s) {
            too_short();
            return;
        }
        set_window(*begin_s);
        suppose_weather();
    }

    void find_coldest() {
        TimeSpan const own{.begin_s = week_.series.outdoor_c.begin_s,
                           .end_s = week_.series.outdoor_c.end_s()};
        TimeSpan const within = common_.value_or(own);
        if (of_any_year()) { // for the years of the other series
            Coverage coverage{TimeWindow{.begin_s = within.begin_s, .end_s = within.end_s, .step_s = 3600},
                              problems_};
            read_weather(project_, coverage, problems_, week_.series);
        }
        std::optional<std::int64_t> const begin_s = coldest_week_s(week_.series.outdoor_c, within, clock_);
        if (!begin_s) {
            too_short();
            return;
        }
        set_window(*begin_s);
        week_.basis = fmt::format("the coldest seven days of {}", named(settings().weather));
    }

    [[nodiscard]] std::optional<std::int64_t> first_week_s() const {
        std::int64_t day = clock_.day(common_->begin_s);
        day += clock_.begin_of_day_s(day) < common_->begin_s ? 1 : 0;
        std::int64_t const begin_s = clock_.begin_of_day_s(day);
        return begin_s + seconds_a_week <= common_->end_s ? std::optional{begin_s} : std::nullopt;
    }

    void too_short() {
        add("extension", "cold_week", ErrorCode::values_conflict,
            "the series of the project have no seven whole days in common to simulate the plan through",
            "Give series of a week or more, or set cold_week to false");
    }

    void set_window(std::int64_t begin_s) {
        week_.window = {.begin_s = begin_s, .end_s = begin_s + seconds_a_week, .step_s = 3600};
    }

    void suppose_weather() {
        week_.supposed = true;
        double const design_c =
            project_.extension.design_outdoor_temperature_c.value_or(supposed_design_outdoor_c);
        week_.series.outdoor_c = supposed_cold_week_c(design_c, week_.window.begin_s, clock_);
        week_.series.global_w_m2 = week_.series.outdoor_c;
        week_.series.global_w_m2.values.assign(week_.series.outdoor_c.values.size(), 0.0);
        week_.assumptions.push_back(fmt::format(
            "the project names no weather: each day of the week is supposed to fall to {:g} degC "
            "({}) at 6 and to be 4 K warmer at 18, without sun",
            design_c,
            project_.extension.design_outdoor_temperature_c ? "extension.design_outdoor_temperature_c"
                                                            : "assumption"));
        if (!settings().annual_degree_days_kd) {
            week_.annual_degree_days_kd = supposed_degree_days_kd;
            week_.assumptions.push_back(
                fmt::format("annual uses are met in a year of {:g} K d below {:g} degC, those that the "
                            "benchmarks of CIBSE TM46:2008 are for",
                            supposed_degree_days_kd, settings().heating_threshold_c));
        }
        if (!settings().events.empty()) {
            week_.assumptions.emplace_back("events of the project are left out of the supposed week");
        }
    }

    // As of a project in which all stands that could connect.
    void check_demand() {
        try {
            week_.series.shapes = read_shapes(project_);
        } catch (Error const& error) {
            problems_.insert(problems_.end(), error.problems().begin(), error.problems().end());
            return;
        }
        Project all = project_;
        if (!week_.series.demand_w.empty()) {
            all.substations.clear(); // theirs is given
            all.buildings.clear();
            all.origins.erase("substations");
        }
        if (week_.annual_degree_days_kd) {
            all.simulation.annual_degree_days_kd = week_.annual_degree_days_kd;
        }
        if (week_.supposed) {
            all.simulation.weather_year = WeatherYear::own;
        }
        for (std::size_t i = 0; i < problem_.loads.size(); ++i) {
            if (week_.load_demand_w[i].values.empty()) {
                Substation load;
                load.id = map_.buildings[problem_.loads[i].building].id;
                load.annual_use_mwh = problem_.loads[i].demand.annual_use_mwh;
                load.demand_shape = problem_.loads[i].demand.shape;
                all.substations.push_back(std::move(load));
            }
        }
        for (Problem& problem : ConsumerDemand::problems(all, week_.series.outdoor_c, week_.series.shapes,
                                                         week_.window.begin_s)) {
            problems_.push_back(std::move(problem));
        }
    }

    Project const& project_;
    DistrictMap const& map_;
    ExtensionProblem const& problem_;
    LocalClock clock_;
    ColdWeek week_;
    std::optional<TimeSpan> common_;
    std::vector<Problem> problems_;
};

} // namespace

ColdWeek read_cold_week(Project const& project, DistrictMap const& map, ExtensionProblem const& problem) {
    return WeekReader{project, map, problem}.read();
}

} // namespace saggar
