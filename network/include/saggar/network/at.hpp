// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

#include <cstddef>
#include <cstdint>

namespace saggar::detail {

// A dense index as a position in an array; not below 0.
[[nodiscard]] constexpr std::size_t at(std::int32_t index) {
    return static_cast<std::size_t>(index);
}

} // namespace saggar::detail
