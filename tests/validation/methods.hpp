// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// The methods by which cases are worked out. Each takes a case's inputs and returns all that it can compute
// of them; the case says which of it matters. A new method is a function in one of the methods_*.cpp and its
// line in the table there; a new group of methods is a new file and its line in methods.cpp.

#include "case.hpp"

#include <functional>
#include <map>
#include <string>

namespace saggar::validation {

using Method = std::function<Quantities(Inputs const&)>;
using Methods = std::map<std::string, Method>;

[[nodiscard]] Methods const& methods();

void add_friction_methods(Methods& methods);
void add_heat_methods(Methods& methods);
void add_equipment_methods(Methods& methods);
void add_transient_methods(Methods& methods);
void add_store_methods(Methods& methods);
void add_reference_methods(Methods& methods);

} // namespace saggar::validation
