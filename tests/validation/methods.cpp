// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "methods.hpp"

namespace saggar::validation {

Methods const& methods() {
    static Methods const all = [] {
        Methods table;
        add_friction_methods(table);
        add_heat_methods(table);
        add_equipment_methods(table);
        add_transient_methods(table);
        add_store_methods(table);
        add_reference_methods(table);
        return table;
    }();
    return all;
}

} // namespace saggar::validation
