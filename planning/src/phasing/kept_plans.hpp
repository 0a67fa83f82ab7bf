// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// First phases and plans as pieces of work that are kept (kept_work.hpp).

#include "build_out.hpp"

#include "saggar/planning/kept_work.hpp"

#include <optional>

namespace saggar::detail {

// What a strategy begins with.
struct KeptFirstPhase {
    KeptWork const* work; // not null where it is kept
    BuildOut& out;
    std::optional<PlannedNetwork>& plan;

    void keep(StateArchive& archive);
};

// A strategy in a future.
struct KeptPlan {
    KeptWork const* work;
    PhasedPlan& plan;

    void keep(StateArchive& archive);
};

} // namespace saggar::detail
