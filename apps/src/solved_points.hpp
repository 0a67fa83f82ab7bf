// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// The operating points that a command is asked for, solved as one batch; of design points the envelope too.

#include "commands.hpp"

#include "saggar/engine/steady/design_envelope.hpp"
#include "saggar/engine/steady/steady_solver.hpp"
#include "saggar/io/result_tables.hpp"

#include <memory>
#include <optional>
#include <vector>

namespace saggar::app {

// Those that the options name, each once, in their order; the project as it stands ("as-given") where they
// name none. Throws Error{unknown_id} with every name that the project does not have.
[[nodiscard]] std::vector<OperatingPoint> chosen_points(Network const& network, CommonOptions const& common,
                                                        SolveOptions const& options);

class SolvedPoints {
public:
    // Shows how far it is on a terminal; ends early when interrupted. A design envelope without a solution
    // takes its design point with it: nothing could be said of the limits there.
    SolvedPoints(std::shared_ptr<Network const> network, std::vector<OperatingPoint> points, int threads,
                 bool quiet);

    [[nodiscard]] std::vector<OperatingPoint> const& points() const { return points_; }
    [[nodiscard]] std::size_t size() const { return points_.size(); }
    [[nodiscard]] std::size_t solved() const; // converged
    [[nodiscard]] SteadyReport const& report(std::size_t i) const { return reports_[i]; }
    [[nodiscard]] SteadyState& state(std::size_t i) { return states_[i]; }
    // Of a design point that has one.
    [[nodiscard]] std::optional<DesignEnvelope> const& envelope(std::size_t i) const { return envelopes_[i]; }
    // Results of one that converged; refers to this.
    [[nodiscard]] SolvedPoint results(std::size_t i) const;
    // Says on standard error why there is none.
    void say_unsolved(std::size_t i) const;

private:
    void solve_envelopes(int threads, bool quiet);

    std::shared_ptr<Network const> network_;
    std::vector<OperatingPoint> points_;
    std::vector<SteadyState> states_;
    std::vector<SteadyReport> reports_;
    std::vector<std::optional<DesignEnvelope>> envelopes_;
    SteadySolver solver_; // for its fluid
};

} // namespace saggar::app
