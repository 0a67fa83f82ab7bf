// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// The money of plans, of one extension or of a build-out, as rows.

#include "results/map_layer.hpp"

#include "saggar/io/money_items.hpp"
#include "saggar/network/project.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace saggar::detail {

// What both have, all but the sum. `running`: over what losses and pumping were solved.
template <class Money>
std::vector<MoneyItem> money_rows(Money const& money, Project const& project, std::string const& running) {
    EconomicSettings const& economics = project.economics;
    std::string const given =
        economics.source.empty() ? std::string{"economics of the project"} : "economics: " + economics.source;
    bool const by_plant = std::ranges::any_of(
        project.plants, [](Plant const& plant) { return plant.heat_cost_per_mwh.has_value(); });
    std::string const of_heat =
        by_plant ? "what each plant's heat costs, cheapest first over the load duration" : given;
    std::vector<MoneyItem> rows{
        {"heat sold and standing charges", money.income, given},
        {"heat for it", -money.heat_cost, of_heat},
        {"connections", -money.connection_cost, given},
        {"pipes and crossings", -money.pipe_capital, "catalogue and map of obstacles"},
        {"plant capacity", -money.source_capital, given},
        {"maintenance of pipes", -money.maintenance, given},
        {"heat lost more than today", -money.heat_loss, running},
        {"pumping more than today", -money.pumping, running}};
    if (by_plant) {
        rows.push_back({"heat of today's loads more than today", -money.present_heat, of_heat});
    }
    return rows;
}

[[nodiscard]] MapLayer costs_table(std::vector<MoneyItem> items);

} // namespace saggar::detail
