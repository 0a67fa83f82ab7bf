// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/io/scenario_series.hpp"

#include "csv.hpp"
#include "document/scalar.hpp"
#include "file.hpp"
#include "weather/any_year.hpp"
#include "weather/epw.hpp"

#include "saggar/io/demand_shapes.hpp"

#include "saggar/network/error.hpp"
#include "saggar/network/nearest_name.hpp"
#include "saggar/network/time_stamp.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <unordered_map>
#include <utility>

namespace saggar {

namespace {

using namespace detail;

// What a column may hold.
struct Column {
    std::string name;
    double lowest;
    double highest;
    double si_per_unit;
    bool required{true}; // else a series without values where it is not there
};

std::string uncovered(std::int64_t begin_s, std::int64_t end_s, TimeWindow const& window) {
    return fmt::format("the series is from {} to {}, which does not cover {} to {}", time_stamp(begin_s),
                       time_stamp(end_s), time_stamp(window.begin_s), time_stamp(window.end_s));
}

class SeriesFile {
public:
    // The series are to cover the window, unless they are for any dates.
    SeriesFile(std::filesystem::path const& path, std::optional<TimeWindow> const& window,
               std::vector<Problem>& problems)
        : path_{path}, file_{shown(path)}, window_{window}, problems_{problems} {}

    // One series for each of `wanted`, in its order; what is wrong is added to the problems.
    std::vector<TimeSeries> read(std::vector<Column> const& wanted) {
        std::vector<TimeSeries> series(wanted.size());
        std::string content;
        try {
            content = read_file(path_);
        } catch (Error const& error) {
            problems_.insert(problems_.end(), error.problems().begin(), error.problems().end());
            return series;
        }
        std::size_t const before = problems_.size();
        CsvTable const table = parse_csv(content, file_, problems_);
        if (problems_.size() > before) {
            return series;
        }
        std::vector<std::optional<std::size_t>> const place = find_columns(table.header, wanted);
        if (!time_column_) {
            return series;
        }
        for (CsvRow const& row : table.rows) {
            read_time(row);
        }
        for (std::size_t i = 0; i < wanted.size(); ++i) {
            if (place[i]) {
                read_column(table, *place[i], wanted[i], series[i]);
            }
        }
        check_cover(table);
        for (TimeSeries& each : series) {
            each.begin_s = times_.empty() ? 0 : times_.front();
            each.interval_s = interval_s_;
        }
        return series;
    }

private:
    void add(ErrorCode code, std::size_t line, std::string_view field, std::string text, std::string advice) {
        if (problems_.size() < most_problems) {
            problems_.push_back(
                {code,
                 {.file = file_, .line = line, .component = {}, .id = {}, .field = std::string{field}},
                 std::move(text),
                 std::move(advice)});
        }
    }

    std::vector<std::optional<std::size_t>> find_columns(CsvRow const& header,
                                                         std::vector<Column> const& wanted) {
        std::vector<std::optional<std::size_t>> place(wanted.size());
        std::unordered_map<std::string_view, std::size_t> known;
        std::vector<std::string_view> names{"time"};
        for (std::size_t i = 0; i < wanted.size(); ++i) {
            known.emplace(wanted[i].name, i);
            names.emplace_back(wanted[i].name);
        }
        for (std::size_t cell = 0; cell < header.cells.size(); ++cell) {
            std::string const& name = header.cells[cell];
            auto const found = known.find(name);
            std::optional<std::size_t>* target = name == "time"         ? &time_column_
                                                 : found != known.end() ? &place[found->second]
                                                                        : nullptr;
            if (target == nullptr) {
                std::string_view const nearest = nearest_name(name, names, slip_distance(name));
                add(ErrorCode::unknown_field, header.line, name, "is no column that is known here",
                    nearest.empty() ? "Remove it" : fmt::format("Did you mean '{}'?", nearest));
            } else if (*target) {
                add(ErrorCode::duplicate_id, header.line, name, "is there twice", "Remove one of the two");
            } else {
                *target = cell;
            }
        }
        if (!time_column_) {
            add(ErrorCode::value_missing, header.line, "time", "there is no such column",
                "Give time stamps such as 2024-01-15T06:00:00Z");
        }
        for (std::size_t i = 0; i < wanted.size(); ++i) {
            if (!place[i] && wanted[i].required) {
                add(ErrorCode::value_missing, header.line, wanted[i].name, "there is no such column",
                    "Add it");
            }
        }
        return place;
    }

    void read_time(CsvRow const& row) {
        std::string const& text = row.cells[*time_column_];
        std::optional<std::int64_t> const time = parse_time_stamp(text);
        if (!time) {
            add(ErrorCode::value_wrong_type, row.line, "time",
                fmt::format("{} is no point in time", detail::quoted(text)),
                "Write it as 2024-01-15T06:00:00Z");
            good_ = false;
            return;
        }
        if (times_.size() == 1) {
            interval_s_ = *time - times_.front();
        }
        if (!times_.empty()) {
            std::int64_t const distance = *time - times_.back();
            if (distance <= 0) {
                add(ErrorCode::values_conflict, row.line, "time",
                    fmt::format("{} is not after the one before, {}", time_stamp(*time),
                                time_stamp(times_.back())),
                    "Sort the rows, and give each time once");
                interval_s_ = std::max<std::int64_t>(interval_s_, 1);
            } else if (distance != interval_s_) {
                add(ErrorCode::values_conflict, row.line, "time",
                    fmt::format("{} s after the row before, where rows begin {} s after each other", distance,
                                interval_s_),
                    distance > interval_s_ ? "Fill the gap" : "Give evenly spaced times");
            }
        }
        times_.push_back(*time);
    }

    void read_column(CsvTable const& table, std::size_t place, Column const& column, TimeSeries& series) {
        series.values.reserve(table.rows.size());
        for (CsvRow const& row : table.rows) {
            std::string const& text = row.cells[place];
            double const value = is_decimal_number(text) ? to_double(text) : 0.0;
            if (!is_decimal_number(text)) {
                add(ErrorCode::value_wrong_type, row.line, column.name,
                    text.empty() ? "is missing" : fmt::format("{} is no number", detail::quoted(text)),
                    "Give a number in every row");
            } else if (!(value >= column.lowest && value <= column.highest)) {
                add(ErrorCode::value_out_of_range, row.line, column.name,
                    fmt::format("{:g} is not allowed, must be from {:g} to {:g}", value, column.lowest,
                                column.highest),
                    "Check the unit");
            }
            series.values.push_back(value * column.si_per_unit);
        }
    }

    void check_cover(CsvTable const& table) {
        if (!good_) {
            return;
        }
        if (times_.size() < 2) {
            add(ErrorCode::value_missing, table.header.line, "time", "there are less than two rows",
                "Give a row for each hour");
            return;
        }
        std::int64_t const end = times_.back() + interval_s_;
        if (window_ && (times_.front() > window_->begin_s || end < window_->end_s)) {
            add(ErrorCode::values_conflict, 0, "time", uncovered(times_.front(), end, *window_),
                "Change --from and --to, or add rows");
        }
    }

    static constexpr std::size_t most_problems = 200;

    std::filesystem::path path_;
    std::string file_;
    std::optional<TimeWindow> window_;
    std::vector<Problem>& problems_;
    std::optional<std::size_t> time_column_;
    std::vector<std::int64_t> times_;
    std::int64_t interval_s_{3600};
    bool good_{true};
};

// "source 'roof'", the first that needs irradiance; empty: none does.
std::string needs_the_sun(Project const& project) {
    for (PlantSource const& source : project.sources) {
        if (source.kind == SourceKind::solar_thermal || source.kind == SourceKind::pv) {
            return fmt::format("source '{}'", source.id);
        }
    }
    for (Building const& building : project.buildings) {
        if (building.solar_aperture_m2 > 0.0) {
            return fmt::format("building '{}'", building.id);
        }
    }
    return {};
}

void read_sources(Project const& project, TimeWindow const& window, std::vector<Problem>& problems,
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
        SeriesFile file{folder / source.file, window, problems};
        if (source.kind == SourceKind::series) {
            series.sources[i].heat_w = std::move(file.read({kw("heat_kw")}).front());
        } else {
            std::vector<TimeSeries> read = file.read({kw("it_load_kw"), kw("own_use_kw")});
            series.sources[i].it_load_w = std::move(read[0]);
            series.sources[i].own_use_w = std::move(read[1]);
        }
    }
    if (!project.prices.file.empty()) {
        constexpr double mwh = 1.0 / 3.6e9;
        std::vector<TimeSeries> read = SeriesFile{folder / project.prices.file, window, problems}.read(
            {{.name = "electricity_import_per_mwh", .lowest = -1e4, .highest = 1e4, .si_per_unit = mwh},
             {.name = "electricity_export_per_mwh", .lowest = -1e4, .highest = 1e4, .si_per_unit = mwh},
             {.name = "electricity_carbon_kg_per_mwh", .lowest = 0.0, .highest = 2e3, .si_per_unit = mwh}});
        series.prices.import_per_j = std::move(read[0]);
        series.prices.export_per_j = std::move(read[1]);
        series.prices.carbon_kg_per_j = std::move(read[2]);
    }
}

// The weather of a project, from a CSV or an EnergyPlus file.
class WeatherReader {
public:
    WeatherReader(Project const& project, TimeWindow const& window, std::vector<Problem>& problems)
        : any_{project.simulation.weather_year == WeatherYear::any},
          sun_{needs_the_sun(project)},
          path_{std::filesystem::path{project.folder} / project.simulation.weather},
          window_{window},
          problems_{problems} {}

    void read(ScenarioSeries& series) {
        std::size_t const before = problems_.size();
        path_.extension() == ".epw" ? read_epw(series) : read_csv(series);
        if (problems_.size() > before || !any_) {
            return;
        }
        for (TimeSeries* const each : {&series.outdoor_c, &series.global_w_m2}) {
            if (each->values.empty()) {
                continue;
            }
            if (std::optional<TimeSeries> moved = for_any_year(*each, window_)) {
                *each = std::move(*moved);
            } else {
                add(fmt::format("the series is from {} to {}, which is no whole year",
                                time_stamp(each->begin_s), time_stamp(each->end_s())),
                    "Add rows, or set weather_year to own");
                return;
            }
        }
    }

private:
    void add(std::string text, std::string advice) {
        problems_.push_back({ErrorCode::values_conflict,
                             {.file = shown(path_), .line = 0, .component = {}, .id = {}, .field = "time"},
                             std::move(text),
                             std::move(advice)});
    }

    void read_csv(ScenarioSeries& series) {
        constexpr double brightest_w_m2 = 1500.0;
        auto const irradiance = [](char const* name, bool required = false) {
            return Column{name, 0.0, brightest_w_m2, 1.0, required};
        };
        // Weather that was measured or made elsewhere often has the last two; they are checked and not used.
        std::vector<TimeSeries> read =
            SeriesFile{path_, any_ ? std::nullopt : std::optional{window_}, problems_}.read(
                {{"outdoor_temperature_c", -60.0, 60.0, 1.0},
                 irradiance("global_irradiance_w_m2", !sun_.empty()),
                 irradiance("direct_irradiance_w_m2"),
                 irradiance("diffuse_irradiance_w_m2")});
        series.outdoor_c = std::move(read[0]);
        series.global_w_m2 = std::move(read[1]);
    }

    void read_epw(ScenarioSeries& series) {
        std::string content;
        try {
            content = read_file(path_);
        } catch (Error const& error) {
            problems_.insert(problems_.end(), error.problems().begin(), error.problems().end());
            return;
        }
        std::size_t const before = problems_.size();
        EpwWeather weather = parse_epw(content, shown(path_), problems_);
        if (problems_.size() > before) {
            return;
        }
        if (!sun_.empty() && weather.dark_hours > 0) {
            problems_.push_back(
                {ErrorCode::value_missing,
                 {.file = shown(path_),
                  .line = weather.first_dark_line,
                  .component = {},
                  .id = {},
                  .field = "global horizontal irradiance"},
                 fmt::format("is missing (9999, or below 0) in {} {}, first here; {} needs it",
                             weather.dark_hours, weather.dark_hours == 1 ? "hour" : "hours", sun_),
                 "Fill the gaps, or name a weather file with irradiance"});
        }
        TimeSeries const& outdoor = weather.outdoor_c;
        if (weather.typical && !any_) {
            add("is a typical year of months from different years, whose dates are of no year",
                "Set weather_year to any");
        } else if (!any_ && (outdoor.begin_s > window_.begin_s || outdoor.end_s() < window_.end_s)) {
            add(uncovered(outdoor.begin_s, outdoor.end_s(), window_),
                "Change --from and --to, or set weather_year to any");
        }
        series.outdoor_c = std::move(weather.outdoor_c);
        series.global_w_m2 = std::move(weather.global_w_m2);
    }

    bool any_;
    std::string sun_; // who needs it
    std::filesystem::path path_;
    TimeWindow window_;
    std::vector<Problem>& problems_;
};

} // namespace

ScenarioSeries read_scenario_series(Network const& network, TimeWindow const& window) {
    Project const& project = network.project();
    SimulationSettings const& settings = project.simulation;
    std::filesystem::path const folder{project.folder};
    std::vector<Problem> problems;
    ScenarioSeries series;
    if (!settings.weather.empty()) {
        WeatherReader{project, window, problems}.read(series);
    }
    if (!settings.demand.empty()) {
        std::vector<Column> columns;
        for (std::string const& id : network.substations.id) {
            columns.push_back({.name = id + "_kw", .lowest = 0.0, .highest = 1e6, .si_per_unit = 1e3});
        }
        series.demand_w = SeriesFile{folder / settings.demand, window, problems}.read(columns);
    }
    read_sources(project, window, problems, series);
    try {
        if (!settings.weather.empty() && settings.demand.empty()) {
            series.shapes = read_shapes(project);
        }
    } catch (Error const& error) {
        problems.insert(problems.end(), error.problems().begin(), error.problems().end());
    }
    if (!problems.empty()) {
        throw Error{std::move(problems)};
    }
    return series;
}

} // namespace saggar
