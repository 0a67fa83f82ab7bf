// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// A solved point made by hand, for tests of what is written from it.

#include "saggar/io/result_tables.hpp"

#include "sample_projects.hpp"
#include "sample_states.hpp"

#include <functional>

namespace saggar::testing_support {

struct SampleSolved {
    std::shared_ptr<Network const> network;
    Fluid fluid{Fluid::water()};
    OperatingPoint point;
    SteadyReport report;
    SteadyState state;

    explicit SampleSolved(Project project = heat_project())
        : network{Network::build(std::move(project), sample_catalogue())}, state{calm_state(*network)} {
        report.status = SteadyStatus::converged;
        report.iterations = 5;
    }
    explicit SampleSolved(std::function<void(Project&)> const& change) : SampleSolved{changed(change)} {}

    [[nodiscard]] SolvedPoint solved() const { return {*network, fluid, point, report, state}; }

private:
    static Project changed(std::function<void(Project&)> const& change) {
        Project project = heat_project();
        change(project);
        return project;
    }
};

} // namespace saggar::testing_support
