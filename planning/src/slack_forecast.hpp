// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// At which load the first of all limits is used up, foretold from solved states: each limit's slack
// (limit_slots.hpp) is carried on by itself, as its kind follows the flow.

#include "limit_slots.hpp"

#include <vector>

namespace saggar::detail {

struct SlackAt {
    double load_w{0.0};
    std::vector<double> const* slack{nullptr}; // nullptr: there is none
};

// From the slack without a load and at one or two loads above 0; infinite where none is used up.
[[nodiscard]] double first_used_up_w(LimitSlots const& slots, std::vector<double> const& without, SlackAt one,
                                     SlackAt other);

} // namespace saggar::detail
