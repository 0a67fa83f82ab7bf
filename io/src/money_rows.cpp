// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "money_rows.hpp"

#include "results/row_layer.hpp"

#include <utility>

namespace saggar::detail {

MapLayer costs_table(std::vector<MoneyItem> items) {
    return layer_of<MoneyItem>(
        "costs", "", ResultGeometry::none, std::move(items),
        {{"item", ResultType::text, [](MoneyItem const& one) { return text(one.title); }},
         {"present_value", ResultType::number, [](MoneyItem const& one) { return number(one.amount); }},
         {"basis", ResultType::text, [](MoneyItem const& one) { return text(one.basis); }}},
        [](MoneyItem const&) { return std::vector<double>{}; }, {});
}

} // namespace saggar::detail
