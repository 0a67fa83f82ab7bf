// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Why routes have no plan, or none that pays, in words: what is found by looking for routes once more, with
// less to connect or with more heat.

#include "saggar/planning/extension.hpp"

#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace saggar::detail {

class RoutesFoundNothing {
public:
    using Search = std::function<TopologyPlan(TopologyProblem const&, TopologyGoal)>;

    // `plant_most_w`: by plant, what the cold week holds it to (ExtensionOptions). All but the search must
    // outlive this.
    RoutesFoundNothing(Project const& project, ExtensionProblem const& problem,
                       TopologyProblem const& topology, std::vector<double> const& plant_most_w,
                       TopologyGoal goal, double budget, Search search)
        : project_{project},
          problem_{problem},
          topology_{topology},
          plant_most_w_{plant_most_w},
          goal_{goal},
          budget_{budget},
          search_{std::move(search)} {}

    // What must connect is too dear, or is too much.
    [[nodiscard]] std::string why_no_plan() const;
    // Nothing pays as it is; or it would, were more heat to be had.
    [[nodiscard]] std::string why_nothing_pays() const;

private:
    [[nodiscard]] std::string to_spare() const;
    [[nodiscard]] std::string held_by_week() const;
    [[nodiscard]] bool is_held(std::size_t i) const;
    [[nodiscard]] bool stands(std::size_t i) const;

    Project const& project_;
    ExtensionProblem const& problem_;
    TopologyProblem const& topology_;
    std::vector<double> const& plant_most_w_;
    TopologyGoal goal_;
    double budget_;
    Search search_;
};

} // namespace saggar::detail
