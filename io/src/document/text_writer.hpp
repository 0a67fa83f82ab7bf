// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// A project as YAML or JSON text: an element on a line of its own, in flow style, where that stays readable.

#include "saggar/network/project.hpp"

#include <string>

namespace saggar::detail {

// Numbers must be finite and texts UTF-8.
[[nodiscard]] std::string yaml_text(Project const& project);
[[nodiscard]] std::string json_text(Project const& project);

// The shortest decimal number that is read back as the same double.
[[nodiscard]] std::string shortest(double value);

} // namespace saggar::detail
