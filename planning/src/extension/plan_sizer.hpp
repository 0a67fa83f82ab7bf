// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// A plan of routes laid into the project, its pipes sized, the whole confirmed by the full solver.

#include "laid_project.hpp"

#include "../confirm.hpp"

#include "saggar/planning/extension.hpp"

#include <string>
#include <utility>
#include <vector>

namespace saggar::detail {

class PlanSizer {
public:
    // All but `go_on` must outlive this; it is asked often, and once it has said no it goes on saying so.
    PlanSizer(Project const& project, Catalogue const& catalogue, DistrictMap const& map,
              ExtensionProblem const& problem, ExtensionOptions const& options,
              TopologyProblem const& topology, ExtensionGoOn go_on);

    // What the network as it is loses and pumps over the load duration. False where it is stopped.
    [[nodiscard]] bool look_at_present();
    [[nodiscard]] Confirmed const& present() const { return present_; }
    // Whether links for security of supply are planned as well.
    [[nodiscard]] bool secures() const;

    // Lays the plan into the project, with present pairs shut where it closes rings, if that is asked.
    void lay(ExtensionPlan& plan, bool shut_rings = false);
    [[nodiscard]] LaidProject const& laid() const { return laid_; }
    // These pairs may be made larger, too. False where all of them might before.
    bool free_present(std::vector<std::string> const& pairs);

    // Sizes what is laid, or this, with pairs that are at least so large; the plan is confirmed, infeasible
    // or stopped then.
    void size(ExtensionPlan& plan) { size(plan, laid_, options_.at_least); }
    // Of a confirmed plan: pairs that keep cheap plants from giving what they could are made larger, step by
    // step, as long as that makes the plan better. Stopped, the plan is as it was, and stopped.
    void make_room_for_cheap_heat(ExtensionPlan& plan);
    void size(ExtensionPlan& plan, LaidProject const& laid,
              std::vector<std::pair<std::string, std::string>> at_least);

private:
    [[nodiscard]] bool name_next_larger(ExtensionPlan const& plan,
                                        std::vector<std::pair<std::string, std::string>>& at_least) const;

    Project const& project_;
    Catalogue const& catalogue_;
    DistrictMap const& map_;
    ExtensionProblem const& problem_;
    ExtensionOptions const& options_;
    TopologyProblem const& topology_;
    ExtensionGoOn go_on_;
    double life_cycle_factor_; // on capital, for maintenance
    Confirmed present_;
    LaidProject laid_; // of the plan that was laid last
};

} // namespace saggar::detail
