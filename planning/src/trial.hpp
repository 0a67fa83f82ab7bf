// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// A network solved at the point where connections are judged, and what of it a candidate is to blame for. At
// a design point that is the whole design envelope; a first look takes only those of its points that are
// known to bind, and finds nothing broken that the whole would not.

#include "saggar/engine/steady/design_envelope.hpp"
#include "saggar/network/network.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace saggar::detail {

struct Trial {
    Project project;
    std::shared_ptr<Network const> network;
    SteadyState state;       // at the point itself
    SteadyReport report;     // of the point, or of the first point of the envelope that was not found
    DesignEnvelope envelope; // of the point alone where that is no design point
    bool stopped{false};     // before it was found
    bool whole{false};       // every point of the envelope was solved
};

// The points of the envelope by consumer (position in Network::substations); not given: all.
using TrialPoints = std::optional<std::vector<std::int32_t>>;

// Where the project judges connections.
[[nodiscard]] OperatingPoint judging_point(Network const& network);

// `start` is the state of a network that differs in sizes of pipes and loads only, or a cold one. `go_on` is
// asked before every point; false ends the trial.
[[nodiscard]] Trial solve_trial(Project project, Catalogue const& catalogue, TrialPoints const& points,
                                SteadyState const& start, std::function<bool()> const& go_on);

// The limits that the candidate is to blame for: newly broken, or broken worse, and heat that a plant has not
// to keep its supply temperature; the worst first.
[[nodiscard]] std::vector<LimitFinding> blamed(Trial const& with, Trial const& base);

// A load that gets less heat than it asks for breaks no limit of a pipe, but is the worst of all: the first
// substation that lacks heat which it did not lack before.
[[nodiscard]] std::optional<std::size_t> newly_unserved(Trial const& with, Trial const& base);

// Adds the consumers whose points decide: those at which a limit that follows the flow is tightest, any limit
// is broken, or a load is not served.
void add_binding_points(Trial const& trial, std::vector<std::int32_t>& consumers);

} // namespace saggar::detail
