// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Which units give a load: those that come first in the merit order, each between its least and its most.
//
// Units that must run stay on. One after another is switched on while those before it, with what the ones
// that must run give at least, do not reach the load, and as long as what all give at least can be taken: by
// the load, and by `room` beside it (a store). Where that leaves load uncovered, the left out one of the
// smallest minimum is taken after all and cycles: over the step it gives less than its minimum. A unit that
// yields has a minimum that is taken first where it can be, and is none otherwise.

#include <cstdint>
#include <span>
#include <vector>

namespace saggar::detail {

struct DispatchUnit {
    double minimum_w{0.0};
    double maximum_w{0.0}; // 0: is not there
    bool must_run{false};
    bool yields{false};
};

// One that must run and may give nothing runs on without a share.
[[nodiscard]] bool may_idle(DispatchUnit const& unit);

struct DispatchResult {
    std::vector<double> heat_w;
    std::vector<std::uint8_t> on; // 0 off, 1 on (with a share, or idle), 2 cycles
    double extra_w{0.0};          // above the load, into the room
    double uncovered_w{0.0};
};

// `units` in merit order.
[[nodiscard]] DispatchResult dispatch(std::span<DispatchUnit const> units, double load_w, double room_w);

} // namespace saggar::detail
