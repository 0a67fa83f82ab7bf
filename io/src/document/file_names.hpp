// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Which fields of a project name other files, beside its own.

#include "saggar/network/project.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace saggar::detail {

// Calls visit(section or list, name of the file) for each, also where none is named; of sources from
// `first_source` on. Catalogues, which every part of a project may have, are not among them.
template <class Visit>
void for_each_file_name(Project& project, std::size_t first_source, Visit const& visit) {
    visit("streets", project.streets.file);
    visit("simulation", project.simulation.weather);
    visit("simulation", project.simulation.demand);
    for (std::string& shapes : project.simulation.shapes) {
        visit("simulation", shapes);
    }
    visit("prices", project.prices.file);
    visit("extension", project.extension.buildings);
    visit("extension", project.extension.obstacles);
    visit("extension", project.extension.benchmarks);
    visit("extension", project.extension.demand);
    for (std::size_t i = first_source; i < project.sources.size(); ++i) {
        visit("sources", project.sources[i].file);
    }
}

} // namespace saggar::detail
