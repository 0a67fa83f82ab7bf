// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "rules.hpp"

#include <fmt/format.h>

#include <cmath>

namespace saggar::detail {

namespace {

SizingRule by_gradient(double most_pa_m, char const* where_from) {
    return {fmt::format("{:g} Pa/m ({})", most_pa_m, where_from),
            [most_pa_m](double, double gradient_pa_m, double) { return gradient_pa_m <= most_pa_m; }};
}

std::vector<SizingRule> make_rules() {
    return {by_gradient(100.0, "usual for trunks"),
            by_gradient(70.0, "60 to 80 Pa/m: isoplus' sizing table"),
            by_gradient(150.0, "as DHNx sizes"),
            by_gradient(250.0, "usual for branches; as topotherm sizes"),
            {"the limits alone", [](double, double, double) { return true; }},
            // THERMOS' fit to CIBSE CP1 2020, table 4.
            {"velocity by diameter (CIBSE CP1 2020 as THERMOS fits it)",
             [](double inner_diameter_m, double, double velocity_m_s) {
                 return velocity_m_s <= -0.4834 + 4.7617 * std::pow(inner_diameter_m, 0.3701);
             }}};
}

} // namespace

std::vector<SizingRule> const& sizing_rules() {
    static std::vector<SizingRule> const rules = make_rules();
    return rules;
}

Sizes sizes_by(SizingRule const& rule, SizingModel const& model, SizingOptions const& options) {
    Sizes sizes(options.pairs.size(), 0);
    for (std::size_t pair = 0; pair < sizes.size(); ++pair) {
        std::size_t k = model.allowed_from(pair, 0);
        while (k + 1 < options.entries.size() &&
               !(model.options()[pair][k].allowed &&
                 rule.allows(options.of[pair][k].inner_diameter_m, model.gradient_pa_m(pair, k),
                             model.velocity_m_s(pair, k)))) {
            ++k;
        }
        sizes[pair] = model.options()[pair][k].allowed ? k : model.allowed_from(pair, 0);
    }
    return sizes;
}

} // namespace saggar::detail
