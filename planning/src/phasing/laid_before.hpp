// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// What the phases of a build-out have paid for the pipes that lie there: whoever replaces one writes that
// off.

#include "saggar/planning/phasing.hpp"

#include <string>
#include <unordered_map>
#include <vector>

namespace saggar::detail {

struct LaidPipe {
    int year{0};
    double capital_per_m{0.0}; // at the prices of today, crossings included
    double crossing_cost_per_m{0.0};
};

class LaidBefore {
public:
    explicit LaidBefore(std::vector<PhaseResult> const& phases);

    // What lies there as this pair, or as the pair that it was cut from; null: no phase has laid it.
    [[nodiscard]] LaidPipe const* find(std::string id) const;

private:
    std::unordered_map<std::string, LaidPipe> pipes_;
};

} // namespace saggar::detail
