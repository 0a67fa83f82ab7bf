// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

#include <string>

namespace saggar {

// One item of a plan's money.
struct MoneyItem {
    std::string title;
    double amount{0.0}; // present value; costs are negative
    std::string basis;  // where it comes from
};

} // namespace saggar
