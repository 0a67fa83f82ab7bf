// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

#include "saggar/network/error.hpp"

namespace saggar::app {

// A line for each problem on standard error. With `json` also, on standard output, {"ok": false, "problems":
// [{"code", "file", "line", "component", "id", "field", "text", "advice"}, ...]}; what is not known of a
// place is null.
void print_problems(Error const& error, bool json);

} // namespace saggar::app
