// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Validation cases that are whole networks: the project is read and solved as the command does it, and its
// result tables and summary (docs/results.md) are compared.

#include "case.hpp"

namespace saggar::validation {

// Every cell of the result tables and every key of the summary. Throws where the project cannot be read or is
// not solved.
[[nodiscard]] Outcome solve_project(Case const& validation_case);

} // namespace saggar::validation
