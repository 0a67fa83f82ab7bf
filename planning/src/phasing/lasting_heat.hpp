// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Which heat of a plant lasts: what is connected to it has to be served until money is counted no more.

#include "saggar/network/project.hpp"

#include <string>
#include <vector>

namespace saggar::detail {

struct LastingHeat {
    std::vector<double> spare_w;          // of each plant: what it may feed of what it has to spare
    std::vector<std::string> short_lived; // plants with less than they have to spare, in words
};

// `project`: with the plants of `year`; `spare_w`, `present_w`: by plant, what it has to spare and what it
// gives. A plant that leaves later has what those have that come to where it stands, less what it gives
// today. Where no plant lasts nothing is taken from any: the network that is planned is refused then, for
// the plant that is missing.
[[nodiscard]] LastingHeat lasting_heat(Project const& project, Project const& as_given, int year,
                                       std::vector<double> const& spare_w,
                                       std::vector<double> const& present_w);

} // namespace saggar::detail
