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

std::optional<TimeZone> find_time_zone(std::string const& name) {
    date::time_zone const* zone = nullptr;
    try {
        zone = date::locate_zone(name);
    } catch (std::runtime_error const&) {
        return std::nullopt; // no such name, or no database
    }
    using date::sys_days;
    constexpr date::year first{1970};
    constexpr date::year after{2100};
    date::sys_seconds time = sys_days{first / date::January / 1};
    date::sys_seconds const end = sys_days{after / date::January / 1};
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
