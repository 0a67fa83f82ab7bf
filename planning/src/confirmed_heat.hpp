// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Heat by plant in the order of what it costs, at those loads where the full solver confirms that.

#include "saggar/engine/steady/steady_solver.hpp"
#include "saggar/network/network.hpp"
#include "saggar/planning/heat_by_plant.hpp"

#include <memory>
#include <vector>

namespace saggar::detail {

// `loads`: of this network at parts of `point`, as the solver found them with every plant giving its part of
// the load. Where plants of one network have different costs each load is solved again with what the order of
// costs has each give but the one that holds the pressure. A load at which that breaks a limit of the load
// duration, leaves somebody short of pressure, or has no solution, is solved with plants by quarters nearer
// to what was found, until it is borne.
[[nodiscard]] HeatOfYear confirmed_heat(std::shared_ptr<Network const> const& network,
                                        OperatingPoint const& point,
                                        std::vector<SizingLoadResult> const& loads);

} // namespace saggar::detail
