// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Links and larger pairs that keep a confirmed plan's loads served in outages.

#include "plan_sizer.hpp"

#include "../security/plan_security.hpp"

#include <functional>

namespace saggar::detail {

class PlanSecurer {
public:
    // `go_on` is asked between pieces of work; false stops it.
    PlanSecurer(Project const& project, Catalogue const& catalogue, DistrictMap const& map,
                ExtensionProblem const& problem, PlanSizer& sizer, std::function<bool()> go_on);

    // The plan comes out confirmed with its security, infeasible with a diagnosis, or stopped. What securing
    // costs is not held against what the plan is worth.
    void secure(ExtensionPlan& plan);

private:
    void close_loops(ExtensionPlan& plan, SecurityPlanner& security);
    static bool judges_none(ExtensionPlan& plan, std::string const& why);
    static bool verify(ExtensionPlan& plan, SecurityPlanner const& security);
    void size_with_links(ExtensionPlan& plan, SecurityPlanner const& security);

    Project const& project_;
    Catalogue const& catalogue_;
    DistrictMap const& map_;
    ExtensionProblem const& problem_;
    PlanSizer& sizer_;
    std::function<bool()> go_on_;
};

} // namespace saggar::detail
