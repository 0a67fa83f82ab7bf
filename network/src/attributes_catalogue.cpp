// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "attribute_helpers.hpp"

namespace saggar {

using namespace detail;

namespace {
constexpr std::string_view not_metre{"millimetres, not metres"};
using Entry = CatalogueEntry;
} // namespace

template <>
std::span<Attribute<CatalogueEntry> const> attributes<CatalogueEntry>() {
    static std::array const table{
        Attribute<Entry>{"id", &Entry::id, Need::required, {}, "family and size, as EN253/2/DN100"},
        Attribute<Entry>{
            "family", &Entry::family, Need::required, {}, "pipes that branches are sized from together"},
        Attribute<Entry>{"nominal_diameter", &Entry::nominal_diameter, Need::required, above_to(0.0, 5000.0),
                         "DN; of plastic pipe the outer diameter in mm", not_metre},
        Attribute<Entry>{"twin", &Entry::twin, Need::optional, {}, "true: supply and return in one casing"},
        Attribute<Entry>{"inner_diameter_mm", &Entry::inner_diameter_mm, Need::required,
                         above_to(1.0, 5000.0), "of the carrier pipe", not_metre},
        Attribute<Entry>{"outer_diameter_mm", &Entry::outer_diameter_mm, Need::required,
                         above_to(1.0, 5000.0), "of the carrier pipe", not_metre},
        Attribute<Entry>{"insulation_diameter_mm", &Entry::insulation_diameter_mm, Need::required,
                         above_to(1.0, 6000.0), "outside of the insulation, inside of the casing", not_metre},
        Attribute<Entry>{"casing_diameter_mm", &Entry::casing_diameter_mm, Need::required,
                         above_to(1.0, 6000.0), "outside of the casing", not_metre},
        Attribute<Entry>{"centre_spacing_mm", &Entry::centre_spacing_mm, Need::optional,
                         above_to(1.0, 5000.0), "twin only: between the centres of the two carrier pipes",
                         not_metre},
        Attribute<Entry>{"roughness_mm", &Entry::roughness_mm, Need::optional, between(0.0, 10.0),
                         "new steel 0.05, steel in service 0.1, plastic 0.007", not_metre,
                         "assumption: steel in service"},
        Attribute<Entry>{"wall_conductivity_w_mk",
                         &Entry::wall_conductivity_w_mk,
                         Need::optional,
                         above_to(0.0, 500.0),
                         "of the carrier pipe: steel 50, PEX 0.35",
                         {},
                         "steel"},
        Attribute<Entry>{"insulation_conductivity_w_mk", &Entry::insulation_conductivity_w_mk, Need::optional,
                         above_to(0.001, 1.0), "polyurethane foam 0.024 to 0.03",
                         "W/(m K), not mW/(m K): 27 mW/(m K) is 0.027", "assumption: polyurethane foam"},
        Attribute<Entry>{"casing_conductivity_w_mk",
                         &Entry::casing_conductivity_w_mk,
                         Need::optional,
                         above_to(0.0, 500.0),
                         "polyethylene 0.4",
                         {},
                         "polyethylene"},
        Attribute<Entry>{"pressure_rating_bar", &Entry::pressure_rating_bar, Need::optional,
                         above_to(0.0, 100.0), "gauge", "bar, not kPa or Pa", "assumption: PN 16"},
        Attribute<Entry>{"maximum_temperature_c", &Entry::maximum_temperature_c, Need::optional,
                         above_to(0.0, 250.0), "in continuous service", "degrees Celsius, not kelvin",
                         "EN 253: continuous service of steel pipe"},
        Attribute<Entry>{"cost_hard_per_m", &Entry::cost_hard_per_m, Need::optional, between(0.0, 1e6),
                         "of the pair (or twin pipe) laid and connected in hard ground, per metre of trench"},
        Attribute<Entry>{"cost_soft_per_m", &Entry::cost_soft_per_m, Need::optional, between(0.0, 1e6),
                         "the same in soft ground"},
        Attribute<Entry>{
            "cost_source", &Entry::cost_source, Need::optional, {}, "with currency and price year"},
        Attribute<Entry>{"source",
                         &Entry::source,
                         Need::optional,
                         {},
                         "where dimensions and thermal data come from, or the word assumption"}};
    return table;
}

} // namespace saggar
