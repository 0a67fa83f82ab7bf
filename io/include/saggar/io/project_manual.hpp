// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// The manual of the project file: every field with unit, allowed values, default and meaning, written from
// the declarations that readers and checks follow (network/attribute.hpp).

#include <string>
#include <string_view>

namespace saggar {

// Divides docs/project-format.md: what stands above it is written by hand, what follows is project_manual().
inline constexpr std::string_view project_manual_mark =
    "<!-- From here on written from the attribute tables; SAGGAR_UPDATE_DOCS=1 ctest -R ProjectManual "
    "rewrites it. -->\n";

[[nodiscard]] std::string project_manual();

// "kg/s" of mass_flow_kg_s; empty where a name ends in no unit.
[[nodiscard]] std::string_view unit_of_field(std::string_view name);

} // namespace saggar
