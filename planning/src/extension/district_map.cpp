// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/planning/district_map.hpp"

namespace saggar {

std::string_view to_string(MapFindingKind kind) {
    switch (kind) {
    case MapFindingKind::unusable: return "unusable";
    case MapFindingKind::mended: return "mended";
    case MapFindingKind::suspicious: return "suspicious";
    case MapFindingKind::not_connected: return "not_connected";
    }
    return "unusable";
}

} // namespace saggar
