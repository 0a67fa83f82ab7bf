// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Synthetic district heat networks of any size, the same for the same options on every machine: a jittered
// grid of streets, the plant at the middle of its western edge; mains along the shortest paths from it with
// streets of random attraction, so that they look grown; consumers along the mains with short service pipes.
// With loops, some of the streets that are left are closed. Pipes are sized for 100 Pa/m (service 200 Pa/m)
// at the peak; the plant's differential pressure leaves 0.6 bar to the worst consumer.

#include "saggar/network/project.hpp"

#include <cstdint>

namespace saggar::testing_support {

struct DistrictOptions {
    int consumers{100};
    double loop_share{0.0}; // of the pipes of one side, as far as there are streets; 0: a tree, 0.05: meshed
    bool pairs{true};       // pipe pairs whose heat loss is computed; false: single lines with a given loss
    bool hilly{false};      // some 20 m up and down, else flat
    double load{1.0};       // present demand as a part of the peak
    std::uint64_t seed{1};
};

[[nodiscard]] Project district_project(DistrictOptions const& options);

} // namespace saggar::testing_support
