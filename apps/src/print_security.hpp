// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

#include "saggar/planning/security.hpp"

#include <string>

namespace saggar::app {

// The links of a plan, what each outage leaves short without and with them, and who is not secured and why;
// `verbose`: every outage and load.
void print_security(SecurityPlan const& security, std::string const& currency, bool verbose);

} // namespace saggar::app
