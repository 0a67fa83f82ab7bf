// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// A dense position in the arrays of one kind of thing. Never mixed with another kind's, never the user's id.

#include <compare>
#include <cstddef>
#include <cstdint>

namespace saggar {

template <class Tag>
struct Index {
    std::int32_t value{-1};

    [[nodiscard]] constexpr std::size_t at() const { return static_cast<std::size_t>(value); }
    [[nodiscard]] constexpr bool valid() const { return value >= 0; }
    constexpr auto operator<=>(Index const&) const = default;
};

struct NodeTag;
struct LinkTag;
struct ConsumerTag;
struct PlantTag;
using NodeIndex = Index<NodeTag>;
using LinkIndex = Index<LinkTag>;
using ConsumerIndex = Index<ConsumerTag>;
using PlantIndex = Index<PlantTag>;

} // namespace saggar
