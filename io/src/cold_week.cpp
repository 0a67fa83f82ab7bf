// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/io/cold_week.hpp"

#include "file.hpp"
#include "scenario_files.hpp"
#include "weather/weather_reader.hpp"

#include "saggar/io/demand_shapes.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <numeric>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

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

    // Everything that a week of whatever plan needs; throws what is wrong with it.
    void read() {
        read_files();
        if (problems_.empty()) {
            find_coldest();
        }
        if (problems_.empty()) {
            check_demand();
        }
        if (!problems_.empty()) {
            throw Error{std::move(problems_)};
        }
    }

    [[nodiscard]] ColdWeek week_of(std::vector<std::int32_t> const& connected) const {
        ColdWeek week{.window = {}, .series = series_, .load_demand_w = load_demand_w_};
        if (has_weather()) {
            take_coldest(has_series(connected) ? coldest_of_all_ : coldest_, week);
        } else {
            suppose(connected, week);
        }
        return week;
    }

private:
    // Of the weather, and the weather moved to its year.
    struct Coldest {
        std::int64_t begin_s{0};
        TimeSeries outdoor_c;
        TimeSeries global_w_m2;
        std::string basis;
    };

    [[nodiscard]] SimulationSettings const& settings() const { return project_.simulation; }
    [[nodiscard]] bool has_weather() const { return !settings().weather.empty(); }
    [[nodiscard]] bool of_any_year() const { return settings().weather_year == WeatherYear::any; }
    [[nodiscard]] static std::string named(std::string const& file) {
        return std::filesystem::path{file}.filename().string();
    }
    [[nodiscard]] TimeSeries const& series_of(std::int32_t load) const {
        return load_demand_w_[static_cast<std::size_t>(load)];
    }
    [[nodiscard]] bool has_series(std::vector<std::int32_t> const& loads) const {
        return std::ranges::any_of(loads,
                                   [this](std::int32_t load) { return !series_of(load).values.empty(); });
    }
    [[nodiscard]] std::vector<std::int32_t> all_loads() const {
        std::vector<std::int32_t> loads(problem_.loads.size());
        std::iota(loads.begin(), loads.end(), 0);
        return loads;
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
        if (has_weather()) {
            read_weather(project_, coverage, problems_, series_);
        }
        if (!settings().demand.empty()) {
            read_demand_series(project_, coverage, problems_, series_);
        }
        read_source_series(project_, coverage, problems_, series_);
        common_ = coverage.common();
        read_load_demand(coverage);
        common_of_all_ = coverage.common();
        coverage.finish();
    }

    void read_load_demand(Coverage& coverage) {
        load_demand_w_.resize(problem_.loads.size());
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
            load_demand_w_[i] = std::move(read[problem_.loads[i].building]);
        }
    }

    void find_coldest() {
        if (!has_weather()) {
            if (!busiest_s(all_loads())) {
                too_short();
            }
            return;
        }
        std::optional<Coldest> of_all = coldest_within(common_of_all_);
        if (problems_.empty() && !of_all) {
            too_short();
        }
        if (problems_.empty()) { // there is one in a longer time too
            coldest_of_all_ = std::move(*of_all);
            coldest_ = coldest_within(common_).value_or(coldest_of_all_);
        }
    }

    [[nodiscard]] std::optional<Coldest> coldest_within(std::optional<TimeSpan> const& common) {
        TimeSpan const own{.begin_s = series_.outdoor_c.begin_s, .end_s = series_.outdoor_c.end_s()};
        TimeSpan const within = common.value_or(own);
        ScenarioSeries weather{.outdoor_c = series_.outdoor_c, .global_w_m2 = series_.global_w_m2};
        if (of_any_year()) { // for the years of the other series
            Coverage coverage{TimeWindow{.begin_s = within.begin_s, .end_s = within.end_s, .step_s = 3600},
                              problems_};
            read_weather(project_, coverage, problems_, weather);
        }
        std::optional<std::int64_t> const begin_s = coldest_week_s(weather.outdoor_c, within, clock_);
        if (!begin_s) {
            return std::nullopt;
        }
        std::string basis = fmt::format("the coldest seven days of {}", named(settings().weather));
        std::optional<std::int64_t> const anywhere_s = coldest_week_s(series_.outdoor_c, own, clock_);
        constexpr double colder_k = 1e-6;
        if (anywhere_s &&
            mean_c(series_.outdoor_c, *anywhere_s) < mean_c(weather.outdoor_c, *begin_s) - colder_k) {
            basis += " that all series cover";
        }
        return Coldest{.begin_s = *begin_s,
                       .outdoor_c = std::move(weather.outdoor_c),
                       .global_w_m2 = std::move(weather.global_w_m2),
                       .basis = std::move(basis)};
    }

    [[nodiscard]] static double mean_c(TimeSeries const& outdoor_c, std::int64_t begin_s) {
        return mean(outdoor_c, begin_s, begin_s + seconds_a_week);
    }

    static void take_coldest(Coldest const& coldest, ColdWeek& week) {
        set_window(coldest.begin_s, week);
        week.series.outdoor_c = coldest.outdoor_c;
        week.series.global_w_m2 = coldest.global_w_m2;
        week.basis = coldest.basis;
    }

    // Of what who stands and these take, as far as it is given in time.
    [[nodiscard]] std::optional<std::int64_t> busiest_s(std::vector<std::int32_t> const& loads) const {
        std::vector<TimeSeries> given_w = series_.demand_w;
        for (std::int32_t const load : loads) {
            if (!series_of(load).values.empty()) {
                given_w.push_back(series_of(load));
            }
        }
        std::optional<TimeSpan> const& common = has_series(loads) ? common_of_all_ : common_;
        if (!given_w.empty()) {
            return busiest_week_s(given_w, *common, clock_);
        }
        return common ? first_week_s(*common) : std::optional{clock_.begin_of_day_s(clock_.day(a_monday_s))};
    }

    [[nodiscard]] std::optional<std::int64_t> first_week_s(TimeSpan const& within) const {
        std::int64_t day = clock_.day(within.begin_s);
        day += clock_.begin_of_day_s(day) < within.begin_s ? 1 : 0;
        std::int64_t const begin_s = clock_.begin_of_day_s(day);
        return begin_s + seconds_a_week <= within.end_s ? std::optional{begin_s} : std::nullopt;
    }

    void too_short() {
        add("extension", "cold_week", ErrorCode::values_conflict,
            "the series of the project have no seven whole days in common to simulate the plan through",
            "Give series of a week or more, or set cold_week to false");
    }

    static void set_window(std::int64_t begin_s, ColdWeek& week) {
        week.window = {.begin_s = begin_s, .end_s = begin_s + seconds_a_week, .step_s = 3600};
    }

    // The busiest seven days, in weather that is supposed.
    void suppose(std::vector<std::int32_t> const& connected, ColdWeek& week) const {
        set_window(busiest_s(connected).value(), week); // read() has found one of all loads
        std::vector<std::string> files;
        if (!series_.demand_w.empty()) {
            files.push_back(named(settings().demand));
        }
        if (has_series(connected)) {
            files.push_back(named(project_.extension.demand));
        }
        week.basis = !files.empty()
                         ? fmt::format("the seven days with most demand in {}, in supposed weather",
                                       fmt::join(files, " and "))
                     : common_ ? "the first seven days that all series cover, in supposed weather"
                               : "a supposed week of January";
        suppose_weather(week);
    }

    void suppose_weather(ColdWeek& week) const {
        week.supposed = true;
        double const design_c =
            project_.extension.design_outdoor_temperature_c.value_or(supposed_design_outdoor_c);
        week.series.outdoor_c = supposed_cold_week_c(design_c, week.window.begin_s, clock_);
        week.series.global_w_m2 = week.series.outdoor_c;
        week.series.global_w_m2.values.assign(week.series.outdoor_c.values.size(), 0.0);
        week.assumptions.push_back(fmt::format(
            "the project names no weather: each day of the week is supposed to fall to {:g} degC "
            "({}) at 6 and to be 4 K warmer at 18, without sun",
            design_c,
            project_.extension.design_outdoor_temperature_c ? "extension.design_outdoor_temperature_c"
                                                            : "assumption"));
        if (!settings().annual_degree_days_kd) {
            week.annual_degree_days_kd = supposed_degree_days_kd;
            week.assumptions.push_back(
                fmt::format("annual uses are met in a year of {:g} K d below {:g} degC, those that the "
                            "benchmarks of CIBSE TM46:2008 are for",
                            supposed_degree_days_kd, settings().heating_threshold_c));
        }
        if (!settings().events.empty()) {
            week.assumptions.emplace_back("events of the project are left out of the supposed week");
        }
    }

    // As of a project in which all stands that could connect, in the weeks of all of it and of nothing.
    void check_demand() {
        try {
            series_.shapes = read_shapes(project_);
        } catch (Error const& error) {
            problems_.insert(problems_.end(), error.problems().begin(), error.problems().end());
            return;
        }
        check_demand_in(week_of(all_loads()));
        if (problems_.empty()) {
            check_demand_in(week_of({}));
        }
    }

    void check_demand_in(ColdWeek const& week) {
        Project all = project_;
        if (!series_.demand_w.empty()) {
            all.substations.clear(); // theirs is given
            all.buildings.clear();
            all.origins.erase("substations");
        }
        if (week.annual_degree_days_kd) {
            all.simulation.annual_degree_days_kd = week.annual_degree_days_kd;
        }
        if (week.supposed) {
            all.simulation.weather_year = WeatherYear::own;
        }
        for (std::size_t i = 0; i < problem_.loads.size(); ++i) {
            if (load_demand_w_[i].values.empty()) {
                Substation load;
                load.id = map_.buildings[problem_.loads[i].building].id;
                load.annual_use_mwh = problem_.loads[i].demand.annual_use_mwh;
                load.demand_shape = problem_.loads[i].demand.shape;
                all.substations.push_back(std::move(load));
            }
        }
        for (Problem& problem :
             ConsumerDemand::problems(all, week.series.outdoor_c, series_.shapes, week.window.begin_s)) {
            problems_.push_back(std::move(problem));
        }
    }

    Project const& project_;
    DistrictMap const& map_;
    ExtensionProblem const& problem_;
    LocalClock clock_;
    ScenarioSeries series_;
    std::vector<TimeSeries> load_demand_w_;
    // Time that all series cover: without those of new loads, and with them.
    std::optional<TimeSpan> common_;
    std::optional<TimeSpan> common_of_all_;
    Coldest coldest_;        // of plans without loads that have a series
    Coldest coldest_of_all_; // of plans with some
    std::vector<Problem> problems_;
};

} // namespace

ColdWeekOf read_cold_week(Project const& project, DistrictMap const& map, ExtensionProblem const& problem) {
    auto const reader = std::make_shared<WeekReader>(project, map, problem);
    reader->read();
    return [reader](std::vector<std::int32_t> const& connected) { return reader->week_of(connected); };
}

} // namespace saggar
