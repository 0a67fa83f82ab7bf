// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// What controllers share: temperatures by outdoor temperature, hours of the day, ids to indices.

#include "saggar/network/network.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace saggar {

// Straight lines between points, level beyond them; a single value always.
class OutdoorCurve {
public:
    OutdoorCurve(std::vector<double> outdoor_c, std::vector<double> temperature_c);
    [[nodiscard]] double at(double outdoor_c) const;
    [[nodiscard]] bool is_constant() const { return outdoor_c_.empty(); }

private:
    std::vector<double> outdoor_c_;
    std::vector<double> temperature_c_;
};

// From one hour of the local day to another, over midnight where the end is not after the beginning.
struct DayHours {
    double from{0.0};
    double to{24.0};

    // Part of a step that lies within, 0 to 1; it begins at `local_s` of the local clock.
    [[nodiscard]] double share(std::int64_t local_s, double duration_s) const;
    [[nodiscard]] double length_s() const;
};

// Indices of those named, in that order; of all where none is named.
[[nodiscard]] std::vector<std::size_t> indices_of(std::span<std::string const> named,
                                                  std::span<std::string const> all);

} // namespace saggar
