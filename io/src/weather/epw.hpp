// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// EnergyPlus weather files (Auxiliary Programs, chapter EPW): hours of local standard time, numbered 1 to 24
// by their end. Irradiance is that of the hour that ends then, temperature that at the hour's end: the hour's
// mean is taken as that of both its ends.

#include "saggar/engine/simulation/time_series.hpp"
#include "saggar/network/error.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace saggar::detail {

struct EpwWeather {
    TimeSeries outdoor_c;
    TimeSeries global_w_m2;         // on the horizontal; empty where an hour is missing
    std::size_t dark_hours{0};      // in which it is missing
    std::size_t first_dark_line{0}; // the first of them
    bool typical{false};            // of months of different years: dates are of no year
};

// Problems are added with `file` and their lines.
[[nodiscard]] EpwWeather parse_epw(std::string_view content, std::string const& file,
                                   std::vector<Problem>& problems);

} // namespace saggar::detail
