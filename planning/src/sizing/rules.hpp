// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Rules of thumb by which pipes are sized one at a time: the smallest size that keeps the rule and every
// limit.

#include "model.hpp"

#include <functional>
#include <string>
#include <vector>

namespace saggar::detail {

struct SizingRule {
    std::string name;
    // Whether it allows a pipe of an inner diameter (m) at a gradient (Pa/m) and a velocity (m/s).
    std::function<bool(double inner_diameter_m, double gradient_pa_m, double velocity_m_s)> allows;
};

[[nodiscard]] std::vector<SizingRule> const& sizing_rules();
[[nodiscard]] Sizes sizes_by(SizingRule const& rule, SizingModel const& model, SizingOptions const& options);

} // namespace saggar::detail
