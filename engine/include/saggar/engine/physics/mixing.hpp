// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Streams that meet: the mixture carries the heat of all of them.

#include "saggar/engine/physics/fluid.hpp"

#include <optional>
#include <span>

namespace saggar {

// Temperature of the mixture of streams (kg/s, none negative) of the given temperatures; nothing if nothing
// flows. By heat content, so that no energy is lost whatever the fluid's heat capacity does.
[[nodiscard]] std::optional<double> mixed_temperature_c(Fluid const& fluid,
                                                        std::span<double const> mass_flows_kg_s,
                                                        std::span<double const> temperatures_c);

} // namespace saggar
