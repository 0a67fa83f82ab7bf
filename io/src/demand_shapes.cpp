// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/io/demand_shapes.hpp"

#include "built_in_shapes.hpp"
#include "csv.hpp"
#include "document/scalar.hpp"
#include "file.hpp"

#include "saggar/network/error.hpp"
#include "saggar/network/nearest_name.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <limits>
#include <map>
#include <numeric>
#include <optional>
#include <utility>

namespace saggar {

namespace {

using namespace detail;

constexpr std::array<std::string_view, 7> day_names{"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
constexpr double infinity = std::numeric_limits<double>::infinity();

// First and last day of "all", "sat" or "mon-fri"; nothing where the text is none of these.
std::optional<std::pair<std::size_t, std::size_t>> days_of(std::string_view text) {
    if (text == "all") {
        return std::pair{std::size_t{0}, std::size_t{6}};
    }
    auto const number = [](std::string_view name) {
        return static_cast<std::size_t>(std::find(day_names.begin(), day_names.end(), name) -
                                        day_names.begin());
    };
    std::size_t const dash = text.find('-');
    std::size_t const first = number(text.substr(0, dash));
    std::size_t const last = dash == std::string_view::npos ? first : number(text.substr(dash + 1));
    return first <= last && last < day_names.size() ? std::optional{std::pair{first, last}} : std::nullopt;
}

// Columns of one file by name, and its cells as numbers.
class ShapeTable {
public:
    ShapeTable(std::string_view content, std::string file, std::vector<Problem>& problems)
        : file_{std::move(file)}, problems_{problems}, table_{parse_csv(content, file_, problems)} {}

    // False where a required column is missing; `known` are all that there may be.
    bool find_columns(std::vector<std::string> const& required, std::vector<std::string> const& optional) {
        std::vector<std::string_view> known{required.begin(), required.end()};
        known.insert(known.end(), optional.begin(), optional.end());
        for (std::size_t i = 0; i < table_.header.cells.size(); ++i) {
            std::string const& name = table_.header.cells[i];
            if (std::find(known.begin(), known.end(), name) == known.end()) {
                std::string_view const nearest = nearest_name(name, known, slip_distance(name));
                add(ErrorCode::unknown_field, table_.header.line, {}, name, "is no column that is known here",
                    nearest.empty() ? "Remove it" : fmt::format("Did you mean '{}'?", nearest));
            } else if (!place_.emplace(name, i).second) {
                add(ErrorCode::duplicate_id, table_.header.line, {}, name, "is there twice",
                    "Remove one of the two");
            }
        }
        bool good = !table_.header.cells.empty();
        for (std::string const& name : required) {
            if (good && !place_.contains(name)) {
                add(ErrorCode::value_missing, table_.header.line, {}, name, "there is no such column",
                    "Add it");
                good = false;
            }
        }
        return good;
    }

    [[nodiscard]] std::vector<CsvRow> const& rows() const { return table_.rows; }
    [[nodiscard]] std::string_view text(CsvRow const& row, std::string const& column) const {
        auto const found = place_.find(column);
        return found == place_.end() ? std::string_view{} : std::string_view{row.cells[found->second]};
    }
    // Of an empty cell `absent`.
    double number(CsvRow const& row, std::string const& column, double absent, double lowest,
                  double highest) {
        std::string_view const cell = text(row, column);
        if (cell.empty()) {
            return absent;
        }
        std::string const id{text(row, "shape")};
        if (!is_decimal_number(cell)) {
            add(ErrorCode::value_wrong_type, row.line, id, column,
                fmt::format("{} is no number", in_quotes(cell)), "Give a number");
            return absent;
        }
        double const value = to_double(cell);
        if (!(value >= lowest && value <= highest)) {
            add(ErrorCode::value_out_of_range, row.line, id, column,
                fmt::format("{:g} is not allowed, must be from {:g} to {:g}", value, lowest, highest),
                "Check the value");
        }
        return value;
    }
    void add(ErrorCode code, std::size_t line, std::string id, std::string field, std::string text,
             std::string advice) {
        problems_.push_back(
            {code,
             {.file = file_, .line = line, .component = {}, .id = std::move(id), .field = std::move(field)},
             std::move(text),
             std::move(advice)});
    }

private:
    std::string file_;
    std::vector<Problem>& problems_;
    CsvTable table_;
    std::map<std::string, std::size_t, std::less<>> place_;
};

std::string hour_column(std::size_t hour) {
    return fmt::format("h{:02}", hour);
}

// Shapes from rows of hours.
class DayShapes {
public:
    DayShapes(std::string_view content, std::string file, std::vector<Problem>& problems)
        : table_{content, std::move(file), problems} {}

    std::vector<DemandShape> read() {
        std::vector<std::string> required{"shape", "day"};
        for (std::size_t hour = 0; hour < 24; ++hour) {
            required.push_back(hour_column(hour));
        }
        if (table_.find_columns(required, {"up_to_c", "daily", "day_factor", "source"})) {
            for (CsvRow const& row : table_.rows()) {
                take(row);
            }
        }
        std::vector<DemandShape> shapes;
        for (std::string const& id : order_) {
            shapes.push_back(finish(id, parts_.at(id)));
        }
        return shapes;
    }

private:
    // What is known of a shape: hours by day and bound of temperature.
    struct Part {
        DemandShape shape;
        std::size_t line{0};
        std::array<std::map<double, std::array<double, 24>>, 7> hours;
        std::array<std::optional<double>, 7> factor;
    };

    void take(CsvRow const& row) {
        std::string const id{table_.text(row, "shape")};
        auto const complain = [&](ErrorCode code, char const* field, std::string text, std::string advice) {
            table_.add(code, row.line, id, field, std::move(text), std::move(advice));
        };
        if (id.empty()) {
            complain(ErrorCode::value_missing, "shape", "is missing", "Name the shape");
            return;
        }
        auto const [entry, is_new] = parts_.try_emplace(id);
        Part& part = entry->second;
        DailyHeat daily = DailyHeat::degree_days;
        std::string_view const word = table_.text(row, "daily");
        if (word == "even") {
            daily = DailyHeat::even;
        } else if (!word.empty() && word != "degree_days") {
            complain(ErrorCode::value_unknown, "daily",
                     fmt::format("{} is not allowed, must be one of degree_days, even", in_quotes(word)),
                     "Choose one of them");
        }
        if (is_new) {
            order_.push_back(id);
            part.line = row.line;
            part.shape.id = id;
            part.shape.daily = daily;
            part.shape.source = table_.text(row, "source");
        } else if (part.shape.daily != daily) {
            complain(ErrorCode::values_conflict, "daily", "is not that of the shape's other rows",
                     "Give all rows of a shape the same");
        }
        auto const days = days_of(table_.text(row, "day"));
        if (!days) {
            complain(ErrorCode::value_unknown, "day",
                     fmt::format("{} is no day of the week", in_quotes(table_.text(row, "day"))),
                     "Write all, mon, tue, wed, thu, fri, sat or sun, or two of them as mon-fri");
            return;
        }
        double const bound = table_.number(row, "up_to_c", infinity, -60.0, 60.0);
        double const factor = table_.number(row, "day_factor", 1.0, 0.0, 100.0);
        std::array<double, 24> hours{};
        for (std::size_t hour = 0; hour < hours.size(); ++hour) {
            hours[hour] = table_.number(row, hour_column(hour), -1.0, 0.0, 1e9);
            if (hours[hour] < 0.0) {
                if (table_.text(row, hour_column(hour)).empty()) {
                    complain(ErrorCode::value_missing, hour_column(hour).c_str(), "is missing",
                             "Give every hour its share");
                }
                hours[hour] = 0.0;
            }
        }
        double const sum = std::accumulate(hours.begin(), hours.end(), 0.0);
        if (!(sum > 0.0)) {
            complain(ErrorCode::values_conflict, "h00", "the day's hours are nothing but zeros",
                     "Give at least one hour heat");
            return;
        }
        for (double& share : hours) {
            share /= sum;
        }
        for (std::size_t day = days->first; day <= days->second; ++day) {
            if (!part.hours[day].emplace(bound, hours).second) {
                complain(ErrorCode::duplicate_id, "day",
                         fmt::format("the shape has hours of this kind for {} already", day_names[day]),
                         "Remove one of the two rows");
            }
            if (part.factor[day].value_or(factor) != factor) {
                complain(ErrorCode::values_conflict, "day_factor",
                         fmt::format("is not that of the other rows of {}", day_names[day]),
                         "Give all rows of a day the same");
            }
            part.factor[day] = factor;
        }
    }

    DemandShape finish(std::string const& id, Part& part) {
        DemandShape& shape = part.shape;
        auto const complain = [&](char const* field, std::string text, std::string advice) {
            table_.add(ErrorCode::values_conflict, part.line, id, field, std::move(text), std::move(advice));
        };
        for (std::size_t day = 0; day < day_names.size(); ++day) {
            if (part.hours[day].empty()) {
                table_.add(ErrorCode::value_missing, part.line, id, "day",
                           fmt::format("there is no row for {}", day_names[day]), "Add one");
                return shape;
            }
            if (part.hours[day].rbegin()->first != infinity) {
                complain("up_to_c", fmt::format("the warmest days of {} have no row", day_names[day]),
                         "Leave up_to_c of the warmest row empty");
                return shape;
            }
            auto const same = [](auto const& a, auto const& b) { return a.first == b.first; };
            if (!std::equal(part.hours[day].begin(), part.hours[day].end(), part.hours[0].begin(),
                            part.hours[0].end(), same)) {
                complain("up_to_c", fmt::format("{} has other bounds than mon", day_names[day]),
                         "Give all days of a shape the same bounds");
                return shape;
            }
        }
        for (auto const& [bound, hours] : part.hours[0]) {
            if (bound != infinity) {
                shape.class_up_to_c.push_back(bound);
            }
            WeekOfHours week{};
            for (std::size_t day = 0; day < week.size(); ++day) {
                week[day] = part.hours[day].at(bound);
            }
            shape.hours.push_back(week);
        }
        double sum = 0.0;
        for (std::size_t day = 0; day < day_names.size(); ++day) {
            shape.weekday_factor[day] = *part.factor[day];
            sum += shape.weekday_factor[day];
        }
        if (!(sum > 0.0)) {
            complain("day_factor", "is 0 on all days", "Give at least one day heat");
            return shape;
        }
        for (double& factor : shape.weekday_factor) {
            factor *= 7.0 / sum;
        }
        return shape;
    }

    ShapeTable table_;
    std::map<std::string, Part> parts_;
    std::vector<std::string> order_;
};

// The published profiles: their hours are shapes that are known already.
std::vector<DemandShape> heat_profiles(std::string_view content, std::vector<DemandShape> const& days,
                                       std::vector<Problem>& problems) {
    ShapeTable table{content, "heat_profiles.csv", problems};
    std::vector<std::string> required{
        "shape",       "hours",        "a",     "b", "c", "d", "heating_slope", "heating_offset",
        "water_slope", "water_offset", "source"};
    required.insert(required.end(), day_names.begin(), day_names.end());
    std::vector<DemandShape> shapes;
    if (!table.find_columns(required, {})) {
        return shapes;
    }
    for (CsvRow const& row : table.rows()) {
        auto const hours = std::find_if(days.begin(), days.end(), [&](DemandShape const& each) {
            return each.id == table.text(row, "hours");
        });
        if (hours == days.end()) {
            table.add(ErrorCode::unknown_id, row.line, std::string{table.text(row, "shape")}, "hours",
                      "is no shape of a day", "Name one of day_shapes.csv");
            continue;
        }
        auto const value = [&](char const* column, double lowest, double highest) {
            return table.number(row, column, 0.0, lowest, highest);
        };
        DemandShape shape = *hours;
        shape.id = table.text(row, "shape");
        shape.source = table.text(row, "source");
        shape.daily = DailyHeat::sigmoid;
        shape.sigmoid = {.a = value("a", 0.0, 100.0),
                         .b = value("b", -100.0, -1.0),
                         .c = value("c", 0.1, 100.0),
                         .d = value("d", 0.0, 100.0),
                         .heating_slope_per_k = value("heating_slope", -10.0, 10.0),
                         .heating_offset = value("heating_offset", -10.0, 10.0),
                         .water_slope_per_k = value("water_slope", -10.0, 10.0),
                         .water_offset = value("water_offset", -10.0, 10.0)};
        double sum = 0.0;
        for (std::size_t day = 0; day < day_names.size(); ++day) {
            shape.weekday_factor[day] = value(day_names[day].data(), 0.0, 100.0);
            sum += shape.weekday_factor[day];
        }
        for (double& factor : shape.weekday_factor) {
            factor *= 7.0 / sum;
        }
        shapes.push_back(std::move(shape));
    }
    return shapes;
}

} // namespace

std::vector<DemandShape> const& built_in_shapes() {
    static std::vector<DemandShape> const shapes = [] {
        std::vector<Problem> problems;
        std::vector<DemandShape> made =
            DayShapes{embedded::day_shapes_csv, "day_shapes.csv", problems}.read();
        std::vector<DemandShape> profiles = heat_profiles(embedded::heat_profiles_csv, made, problems);
        if (!problems.empty()) {
            throw Error{std::move(problems)};
        }
        std::erase_if(made, [&](DemandShape const& day) { // known by its profile
            return std::any_of(profiles.begin(), profiles.end(),
                               [&](DemandShape const& profile) { return profile.id == day.id; });
        });
        std::move(profiles.begin(), profiles.end(), std::back_inserter(made));
        return made;
    }();
    return shapes;
}

std::vector<DemandShape> read_shapes(Project const& project) {
    std::vector<DemandShape> shapes = built_in_shapes();
    std::vector<Problem> problems;
    for (std::string const& name : project.simulation.shapes) {
        std::filesystem::path const path = std::filesystem::path{project.folder} / name;
        try {
            std::string const content = read_file(path);
            auto read = DayShapes{content, shown(path), problems}.read();
            std::move(read.begin(), read.end(), std::back_inserter(shapes));
        } catch (Error const& unreadable) {
            problems.insert(problems.end(), unreadable.problems().begin(), unreadable.problems().end());
        }
    }
    if (!problems.empty()) {
        throw Error{std::move(problems)};
    }
    return shapes;
}

} // namespace saggar
