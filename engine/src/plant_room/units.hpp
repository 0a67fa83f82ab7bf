// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

namespace saggar {

inline constexpr double j_per_mwh = 3.6e9;
inline constexpr double s_per_hour = 3600.0;

} // namespace saggar
