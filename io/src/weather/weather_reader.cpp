// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "weather/weather_reader.hpp"

#include "file.hpp"
#include "weather/any_year.hpp"
#include "weather/epw.hpp"

#include "saggar/network/time_stamp.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <optional>
#include <utility>

namespace saggar::detail {

namespace {

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

// The weather of a project, from a CSV or an EnergyPlus file.
class WeatherReader {
public:
    WeatherReader(Project const& project, Coverage& coverage, std::vector<Problem>& problems)
        : any_{project.simulation.weather_year == WeatherYear::any},
          sun_{needs_the_sun(project)},
          path_{std::filesystem::path{project.folder} / project.simulation.weather},
          zone_{project.simulation.zone},
          coverage_{coverage},
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
            if (std::optional<TimeSeries> moved = for_any_year(*each, years_of(*each))) {
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
    // Whose years the weather is to be there for.
    [[nodiscard]] TimeWindow years_of(TimeSeries const& series) const {
        return coverage_.window().value_or(TimeWindow{.begin_s = series.begin_s,
                                                      .end_s = series.begin_s + series.interval_s,
                                                      .step_s = series.interval_s});
    }

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
        std::vector<TimeSeries> read = SeriesFile{path_, zone_, any_ ? nullptr : &coverage_, problems_}.read(
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
        } else if (!any_) {
            coverage_.add(shown(path_), {.begin_s = outdoor.begin_s, .end_s = outdoor.end_s()},
                          "Change --from and --to, or set weather_year to any");
        }
        series.outdoor_c = std::move(weather.outdoor_c);
        series.global_w_m2 = std::move(weather.global_w_m2);
    }

    bool any_;
    std::string sun_; // who needs it
    std::filesystem::path path_;
    TimeZone const& zone_;
    Coverage& coverage_;
    std::vector<Problem>& problems_;
};

} // namespace

void read_weather(Project const& project, Coverage& coverage, std::vector<Problem>& problems,
                  ScenarioSeries& series) {
    WeatherReader{project, coverage, problems}.read(series);
}

} // namespace saggar::detail
