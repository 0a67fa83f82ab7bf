// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/controllers/curve.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

namespace saggar {

OutdoorCurve::OutdoorCurve(std::vector<double> outdoor_c, std::vector<double> temperature_c)
    : outdoor_c_{std::move(outdoor_c)}, temperature_c_{std::move(temperature_c)} {}

double OutdoorCurve::at(double outdoor_c) const {
    if (outdoor_c_.empty() || outdoor_c <= outdoor_c_.front()) {
        return temperature_c_.front();
    }
    if (outdoor_c >= outdoor_c_.back()) {
        return temperature_c_.back();
    }
    auto const next = static_cast<std::size_t>(
        std::upper_bound(outdoor_c_.begin(), outdoor_c_.end(), outdoor_c) - outdoor_c_.begin());
    double const part = (outdoor_c - outdoor_c_[next - 1]) / (outdoor_c_[next] - outdoor_c_[next - 1]);
    return std::lerp(temperature_c_[next - 1], temperature_c_[next], part);
}

double DayHours::length_s() const {
    constexpr double s_per_hour = 3600.0;
    return (from < to ? to - from : to + 24.0 - from) * s_per_hour;
}

double DayHours::share(std::int64_t local_s, double duration_s) const {
    constexpr double s_per_hour = 3600.0;
    double const begin = std::fmod(static_cast<double>(local_s) / s_per_hour, 24.0);
    double const end = begin + duration_s / s_per_hour;
    double const until = from < to ? to : to + 24.0;
    double within = 0.0;
    for (double day = -24.0; day + from < end; day += 24.0) {
        within += std::max(0.0, std::min(end, day + until) - std::max(begin, day + from));
    }
    return within / (end - begin);
}

std::vector<std::size_t> indices_of(std::span<std::string const> named, std::span<std::string const> all) {
    std::vector<std::size_t> indices;
    if (named.empty()) {
        indices.resize(all.size());
        std::iota(indices.begin(), indices.end(), std::size_t{0});
        return indices;
    }
    for (std::string const& id : named) {
        indices.push_back(static_cast<std::size_t>(std::find(all.begin(), all.end(), id) - all.begin()));
    }
    return indices;
}

} // namespace saggar
