// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// What the full solver says of a network as it is: over its design envelope and at part load, with the
// smallest differential pressure that serves everybody.

#include "saggar/network/network.hpp"
#include "saggar/planning/heat_by_plant.hpp"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace saggar::detail {

struct Confirmed {
    bool verified{false};
    bool solved{false};    // every point; else what follows the diagnosis is empty
    std::string diagnosis; // where it is not verified
    // Where it is not: pairs whose size is in the way (SizingReport::in_the_way).
    std::vector<std::string> in_the_way;
    std::shared_ptr<Network const> network;
    double heat_loss_mwh{0.0}; // a year, by the load duration of sizing.hpp; so the next
    double pumping_mwh{0.0};
    HeatOfYear heat;
    std::size_t points{0}; // of the envelope
    std::string tightest;  // limit, in words
};

// `go_on` may throw SizingStopped. A network without consumers is verified, and does nothing.
[[nodiscard]] Confirmed confirm(Project const& project, Catalogue const& catalogue, int threads,
                                std::function<void()> const& go_on);

} // namespace saggar::detail
