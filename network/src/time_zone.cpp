// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/network/time_zone.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

namespace saggar {

TimeZone::TimeZone(std::string name, std::vector<Change> changes)
    : name_{std::move(name)}, changes_{std::move(changes)} {
    assert(std::is_sorted(changes_.begin(), changes_.end(),
                          [](Change const& a, Change const& b) { return a.from_s < b.from_s; }));
}

std::int64_t TimeZone::offset_s(std::int64_t time_s) const {
    if (changes_.empty()) {
        return 0;
    }
    auto const after =
        std::upper_bound(changes_.begin(), changes_.end(), time_s,
                         [](std::int64_t time, Change const& change) { return time < change.from_s; });
    return after == changes_.begin() ? after->offset_s : (after - 1)->offset_s;
}

std::int64_t TimeZone::local_s(std::int64_t time_s) const {
    return time_s + offset_s(time_s);
}

TimeZone::Moment TimeZone::moment(std::int64_t local_s) const {
    if (changes_.empty()) {
        return {.shown = Shown::once, .first_s = local_s, .second_s = local_s};
    }
    // Offsets of a day before and after are those that may hold: clocks do not change twice in two days.
    constexpr std::int64_t a_day = 86400;
    std::int64_t const by_old_s = local_s - offset_s(local_s - a_day);
    std::int64_t const by_new_s = local_s - offset_s(local_s + a_day);
    bool const old_holds = this->local_s(by_old_s) == local_s;
    bool const new_holds = this->local_s(by_new_s) == local_s;
    if (old_holds && new_holds && by_old_s != by_new_s) {
        return {.shown = Shown::twice,
                .first_s = std::min(by_old_s, by_new_s),
                .second_s = std::max(by_old_s, by_new_s)};
    }
    if (old_holds || new_holds) {
        std::int64_t const at = old_holds ? by_old_s : by_new_s;
        return {.shown = Shown::once, .first_s = at, .second_s = at};
    }
    auto const change =
        std::upper_bound(changes_.begin(), changes_.end(), std::min(by_old_s, by_new_s),
                         [](std::int64_t time, Change const& each) { return time < each.from_s; });
    std::int64_t const at = change == changes_.end() ? by_old_s : change->from_s;
    return {.shown = Shown::never, .first_s = at, .second_s = at};
}

} // namespace saggar
