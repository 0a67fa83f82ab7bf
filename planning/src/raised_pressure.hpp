// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Pumps of plants raised where an outage leaves consumers short of pressure.
//
// A plant that is set to a differential pressure and whose pumps can do more
// (maximum_differential_pressure_bar) is raised to the smallest that gives everybody who would be short the
// heat that he got before; where its limit does not suffice, to that. One that holds the pressure finds it by
// itself, as it would without a set value; that of any other is found by halving. It is raised no further
// than ratings of pipes, boiling and the flow of its pumps allow, and not at all where that helps nobody.

#include "outage.hpp"
#include "shared_shortage.hpp"

#include <functional>
#include <vector>

namespace saggar::detail {

// `found` is the solution of `outage`, one part alone; what is better takes its place. `unmet_before_w` is
// with everything in service, by substation. Tells whose pressure was raised.
[[nodiscard]] std::vector<RaisedPressure> raise_pressure(OutageNetwork const& outage,
                                                         std::vector<double> const& unmet_before_w,
                                                         SharedShortage& found,
                                                         std::function<bool()> const& go_on);

} // namespace saggar::detail
