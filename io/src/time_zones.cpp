// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/io/time_zones.hpp"

#include "saggar/network/nearest_name.hpp"

#include <date/tz.h>

#include <chrono>
#include <stdexcept>
#include <string_view>
#include <utility>
#include <vector>

namespace saggar {

namespace {

constexpr date::year end_of_zones{2100};
// Compiled zones list changes until this year and leave what follows to a rule that the date library does not
// read.
constexpr date::year last_listed{2037};

std::int64_t first_of_march_s(date::year year) {
    return date::sys_seconds{date::sys_days{year / date::March / 1}}.time_since_epoch().count();
}

std::int64_t first_of_year_s(date::year year) {
    return date::sys_seconds{date::sys_days{year / date::January / 1}}.time_since_epoch().count();
}

// Rules name days of the week, so that a year changes as one whose days of the week are the same; of those
// before the last listed ones 2027 is the furthest back. Years are compared from March on: before, where leap
// years differ, no rule of the database changes clocks.
void continue_rule(std::vector<TimeZone::Change>& changes) {
    std::int64_t const end_s = first_of_year_s(last_listed + date::years{1});
    bool const has_rule = !changes.empty() && changes.back().from_s >= first_of_year_s(last_listed) &&
                          changes.back().from_s < end_s;
    if (!has_rule) {
        return;
    }
    std::vector<TimeZone::Change> const listed = changes;
    for (date::year year = last_listed + date::years{1}; year < end_of_zones; ++year) {
        date::weekday const starts{date::sys_days{year / date::March / 1}};
        date::year like = last_listed;
        while (date::weekday{date::sys_days{like / date::March / 1}} != starts) {
            --like;
        }
        std::int64_t const later_s = first_of_march_s(year) - first_of_march_s(like);
        for (TimeZone::Change const& change : listed) {
            if (change.from_s >= first_of_march_s(like) &&
                change.from_s < first_of_year_s(like + date::years{1})) {
                changes.push_back({.from_s = change.from_s + later_s, .offset_s = change.offset_s});
            }
        }
    }
}

} // namespace

std::optional<TimeZone> find_time_zone(std::string const& name) {
    date::time_zone const* zone = nullptr;
    try {
        zone = date::locate_zone(name);
    } catch (std::runtime_error const&) {
        return std::nullopt; // no such name, or no database
    }
    using date::sys_days;
    constexpr date::year first{1970};
    date::sys_seconds time = sys_days{first / date::January / 1};
    date::sys_seconds const end = sys_days{end_of_zones / date::January / 1};
    std::vector<TimeZone::Change> changes;
    while (time < end) {
        date::sys_info const info = zone->get_info(time);
        if (changes.empty() || changes.back().offset_s != info.offset.count()) {
            changes.push_back({.from_s = time.time_since_epoch().count(), .offset_s = info.offset.count()});
        }
        if (info.end <= time) {
            break;
        }
        time = info.end;
    }
    continue_rule(changes);
    return TimeZone{name, std::move(changes)};
}

std::string nearest_time_zone(std::string const& name) {
    std::vector<std::string_view> names;
    try {
        for (date::time_zone const& zone : date::get_tzdb().zones) {
            names.emplace_back(zone.name());
        }
    } catch (std::runtime_error const&) {
        return {};
    }
    return std::string{nearest_name(name, names, slip_distance(name))};
}

} // namespace saggar
