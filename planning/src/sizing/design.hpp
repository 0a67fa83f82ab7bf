// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// One choice of sizes as the full solver sees it: solved at the operating point, over its design envelope and
// at every point of the load duration; what it costs and which limits it breaks.

#include "options.hpp"

#include "saggar/engine/steady/design_envelope.hpp"
#include "saggar/engine/steady/steady_solver.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace saggar::detail {

struct Design {
    Sizes sizes;
    std::shared_ptr<Network const> network;
    SteadyState state;
    DesignEnvelope envelope;
    std::vector<SteadyState> load_states;
    std::vector<SizingLoadResult> loads;
    // Consumers that get less heat than they ask for: for want of pressure, at the envelope or a part load,
    // and of warmth, at the envelope. Slow water at part load cools in pipes of any size.
    std::vector<std::int32_t> unserved;
    std::vector<std::int32_t> cold;
    // Limits that sizes have to keep and that are broken, of the envelope and of part loads.
    std::vector<LimitFinding> broken;
    LifeCycleCost cost;
    bool solved{false}; // every point
    std::string diagnosis;

    [[nodiscard]] bool verified() const {
        return solved && broken.empty() && unserved.empty() && cold.empty();
    }
};

struct SizingStopped {}; // thrown where whoever asked wants it to end

class DesignJudge {
public:
    // `go_on` is asked before each design.
    DesignJudge(Project project, Network const& network, SizingSettings const& settings,
                std::function<void()> go_on);

    [[nodiscard]] SizingOptions const& options() const { return options_; }
    [[nodiscard]] Project const& project() const { return project_; } // plants as sizes find them
    [[nodiscard]] SizingSettings const& settings() const { return settings_; }
    [[nodiscard]] double present_value() const { return present_value_; }
    [[nodiscard]] Fluid const& fluid() const { return fluid_; }

    // `start` may be nullptr; its state only speeds things up.
    [[nodiscard]] Design judge(Sizes const& sizes, Design const* start) const;
    // A first look at a design that differs little from `start`, a whole one: of its design envelope only the
    // points that bind there or at pairs that differ. Breaks no limit that the whole would not.
    [[nodiscard]] Design first_look(Sizes const& sizes, Design const& start) const;
    // Flows without any heat loss, to begin with: no costs, no part loads.
    [[nodiscard]] Design lossless(Sizes const& sizes) const;
    // The point that sizes have to bear.
    [[nodiscard]] OperatingPoint point(Network const& network) const;

private:
    using Points = std::optional<std::vector<std::int32_t>>; // of the envelope; not given: all
    [[nodiscard]] Design judge(Sizes const& sizes, Design const* start, Points const& points) const;
    [[nodiscard]] Points binding_points(Sizes const& sizes, Design const& start) const;
    static void find_unserved(Design& design);
    void solve_loads(Design& design, SteadySolver& solver, OperatingPoint const& point,
                     Design const* start) const;
    [[nodiscard]] LifeCycleCost cost(Design const& design) const;

    Project project_;
    Catalogue catalogue_;
    SizingSettings settings_;
    SizingOptions options_;
    double present_value_;
    std::function<void()> go_on_;
    Fluid fluid_;
};

// The project with its pressure-holding plants free to seek their differential pressure, if sizes choose it.
[[nodiscard]] Project with_free_lift(Project project, SizingSettings const& settings);
// What the worst limit that is broken is, where, and by how much.
[[nodiscard]] std::string what_is_broken(Design const& design);

} // namespace saggar::detail
