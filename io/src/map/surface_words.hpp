// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// The words by which maps say what is dug up along a street: ours, and those of OpenStreetMap
// (wiki.openstreetmap.org/wiki/Key:surface). Pavements of small stones count as hard, what is not sealed as
// soft (assumption).

#include "saggar/network/components.hpp"

#include <optional>
#include <string_view>

namespace saggar::detail {

// Empty where the word is not known.
[[nodiscard]] std::optional<Surface> surface_of(std::string_view word);

} // namespace saggar::detail
