// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// What stands at the top of every file of a project, before its sections and lists.

#include "saggar/network/attribute.hpp"

#include <limits>
#include <string>
#include <vector>

namespace saggar {

namespace detail {
struct ProjectHead {
    static constexpr int version_not_read = std::numeric_limits<int>::min();

    int schema_version{version_not_read};
    std::string name;
    std::string description;
    std::string coordinate_reference_system;
    std::string currency{Project{}.currency};
    std::vector<std::string> include;
    std::vector<std::string> catalogues;
};
[[nodiscard]] ProjectHead head_of(Project const& project);
} // namespace detail

template <>
std::span<Attribute<detail::ProjectHead> const> attributes<detail::ProjectHead>();

} // namespace saggar
