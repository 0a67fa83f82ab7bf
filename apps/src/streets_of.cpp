// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "streets_of.hpp"

#include "saggar/io/streets.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <string>

namespace saggar::app {

std::vector<Street> streets_of(Project const& project) {
    std::vector<std::string> unknown;
    std::vector<Street> streets = read_streets(project, &unknown);
    constexpr std::size_t most = 5;
    for (std::size_t i = 0; i < std::min(unknown.size(), most); ++i) {
        fmt::print(stderr, "{}\n", unknown[i]);
    }
    if (unknown.size() > most) {
        fmt::print(stderr, "and {} more streets\n", unknown.size() - most);
    }
    return streets;
}

} // namespace saggar::app
