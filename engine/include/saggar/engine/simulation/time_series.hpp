// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Values at evenly spaced times.

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace saggar {

// Each value holds until the next, and the last for as long.
struct TimeSeries {
    std::int64_t begin_s{0};    // since 1970-01-01T00:00:00Z
    std::int64_t interval_s{1}; // above zero
    std::vector<double> values;

    [[nodiscard]] std::int64_t end_s() const {
        return begin_s + interval_s * static_cast<std::int64_t>(values.size());
    }
};

// Mean of what `of` makes of the values, over a time that the series covers.
template <class Of>
[[nodiscard]] double mean_of(TimeSeries const& series, std::int64_t from_s, std::int64_t to_s, Of const& of) {
    assert(from_s >= series.begin_s && to_s <= series.end_s() && from_s < to_s);
    double sum = 0.0;
    for (std::int64_t time = from_s; time < to_s;) {
        std::int64_t const place = (time - series.begin_s) / series.interval_s;
        std::int64_t const until = std::min(to_s, series.begin_s + (place + 1) * series.interval_s);
        sum += of(series.values[static_cast<std::size_t>(place)]) * static_cast<double>(until - time);
        time = until;
    }
    return sum / static_cast<double>(to_s - from_s);
}

// Mean of the values.
[[nodiscard]] inline double mean(TimeSeries const& series, std::int64_t from_s, std::int64_t to_s) {
    return mean_of(series, from_s, to_s, [](double value) { return value; });
}

} // namespace saggar
