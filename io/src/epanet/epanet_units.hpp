// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Units of an EPANET file in SI, either EPANET's own rounded factors or exact ones, and the fluid and losses
// that follow from them. EPANET's numbers: EPANET 2.2 User Manual, appendix A, and its Toolkit's documented
// conversion factors, as listed beside each.

#include "epanet_model.hpp"

namespace saggar::detail::epanet {

inline constexpr double metres_per_foot = 0.3048;
inline constexpr double cubic_metres_per_cubic_foot = metres_per_foot * metres_per_foot * metres_per_foot;
// EPANET's g, 32.2 ft/s2.
inline constexpr double epanet_gravity_m_s2 = 32.2 * metres_per_foot;

[[nodiscard]] bool is_metric(std::string_view flow_unit);

// Throws nothing; `options.flow_unit` is one of the known.
[[nodiscard]] EpanetUnits units_of(Options const& options, bool epanet_constants);

// Kinematic viscosity, m2/s.
[[nodiscard]] double kinematic_viscosity_m2_s(Options const& options, bool epanet_constants);

// h = k Q|Q| of a loss coefficient K at a diameter: k in m/(m3/s)2.
[[nodiscard]] double minor_loss_s2_m5(double coefficient, double diameter_m, bool epanet_constants);

// The sum of zeta whose loss, by exact geometry and `gravity`, is EPANET's of the coefficient.
[[nodiscard]] double zeta_of(double coefficient, bool epanet_constants);

// The Kv at which a valve loses h = k Q|Q|, m3/h; k above 0.
[[nodiscard]] double kv_of(double loss_s2_m5, double gravity_m_s2);

} // namespace saggar::detail::epanet
