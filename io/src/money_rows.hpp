// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// The money of plans, of one extension or of a build-out, as rows.

#include "results/map_layer.hpp"

#include "saggar/io/money_items.hpp"
#include "saggar/network/planning_settings.hpp"

#include <string>
#include <vector>

namespace saggar::detail {

// What both have, all but the sum. `running`: over what losses and pumping were solved.
template <class Money>
std::vector<MoneyItem> money_rows(Money const& money, EconomicSettings const& economics,
                                  std::string const& running) {
    std::string const given =
        economics.source.empty() ? std::string{"economics of the project"} : "economics: " + economics.source;
    return {{"heat sold and standing charges", money.income, given},
            {"heat for it", -money.heat_cost, given},
            {"connections", -money.connection_cost, given},
            {"pipes and crossings", -money.pipe_capital, "catalogue and map of obstacles"},
            {"plant capacity", -money.source_capital, given},
            {"maintenance of pipes", -money.maintenance, given},
            {"heat lost more than today", -money.heat_loss, running},
            {"pumping more than today", -money.pumping, running}};
}

[[nodiscard]] MapLayer costs_table(std::vector<MoneyItem> items);

} // namespace saggar::detail
