// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Validation cases that are whole networks: the project is read and solved as the command does it, and its
// result tables and summary (docs/results.md) are compared.

#include "case.hpp"

#include <string>
#include <vector>

namespace saggar::validation {

// What disagrees, as `run` has it.
[[nodiscard]] std::vector<std::string> run_project(Case const& validation_case);

} // namespace saggar::validation
