// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/network/catalogue_prices.hpp"

#include "saggar/network/catalogue.hpp"

namespace saggar {

std::string how_to_price(Project const& project) {
    std::string text = "Add a catalogue with cost_hard_per_m and cost_soft_per_m";
    if (project.currency != built_in_currency && !project.connection.built_in_cost_factor) {
        text += ", or say with built_in_cost_factor (connection) what one " + std::string{built_in_currency} +
                " of the built-in catalogue's prices is in " + project.currency;
    }
    return text;
}

} // namespace saggar
