// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/io/scenario_series.hpp"

#include "csv.hpp"
#include "document/scalar.hpp"
#include "file.hpp"

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
    bool optional{false}; // its series is empty where the file has no such column
};

class SeriesFile {
public:
    SeriesFile(std::filesystem::path const& path, TimeWindow const& window, std::vector<Problem>& problems)
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
            if (!place[i] && !wanted[i].optional) {
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
        if (times_.front() > window_.begin_s || end < window_.end_s) {
            add(ErrorCode::values_conflict, 0, "time",
                fmt::format("the series is from {} to {}, which does not cover {} to {}",
                            time_stamp(times_.front()), time_stamp(end), time_stamp(window_.begin_s),
                            time_stamp(window_.end_s)),
                "Change --from and --to, or add rows");
        }
    }

    static constexpr std::size_t most_problems = 200;

    std::filesystem::path path_;
    std::string file_;
    TimeWindow window_;
    std::vector<Problem>& problems_;
    std::optional<std::size_t> time_column_;
    std::vector<std::int64_t> times_;
    std::int64_t interval_s_{3600};
    bool good_{true};
};

bool uses_the_sun(PlantSource const& source) {
    return source.kind == SourceKind::solar_thermal || source.kind == SourceKind::pv;
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

} // namespace

ScenarioSeries read_scenario_series(Network const& network, TimeWindow const& window) {
    Project const& project = network.project();
    SimulationSettings const& settings = project.simulation;
    std::filesystem::path const folder{project.folder};
    std::vector<Problem> problems;
    ScenarioSeries series;
    if (!settings.weather.empty()) {
        bool const sun = std::any_of(project.sources.begin(), project.sources.end(), uses_the_sun);
        std::vector<TimeSeries> read = SeriesFile{folder / settings.weather, window, problems}.read(
            {{.name = "outdoor_temperature_c", .lowest = -60.0, .highest = 60.0, .si_per_unit = 1.0},
             {.name = "global_irradiance_w_m2",
              .lowest = 0.0,
              .highest = 1500.0,
              .si_per_unit = 1.0,
              .optional = !sun}});
        series.outdoor_c = std::move(read[0]);
        if (!read[1].values.empty()) {
            series.irradiance_w_m2 = std::move(read[1]);
        }
    }
    if (!settings.demand.empty()) {
        std::vector<Column> columns;
        for (std::string const& id : network.substations.id) {
            columns.push_back({.name = id + "_kw", .lowest = 0.0, .highest = 1e6, .si_per_unit = 1e3});
        }
        series.demand_w = SeriesFile{folder / settings.demand, window, problems}.read(columns);
    }
    read_sources(project, window, problems, series);
    if (!problems.empty()) {
        throw Error{std::move(problems)};
    }
    return series;
}

} // namespace saggar
