// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// Styles in QGIS's own form (QML as of version 3.22). Supply and return of a pair are drawn beside each
// other: both are moved to the same hand of their direction, and they run against each other.

#include "qgis_styles.hpp"

#include "qgis_symbols.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>

namespace saggar::detail {

namespace {

// From calm to strained (viridis), then what breaks a limit. Cold to warm for temperatures.
constexpr std::array<Colour, 5> calm_to_strained{
    {{68, 1, 84}, {59, 82, 139}, {33, 145, 140}, {94, 201, 98}, {253, 200, 37}}};
constexpr Colour broken_colour{214, 39, 40};
constexpr std::array<Colour, 7> cold_to_warm{{{49, 54, 149},
                                              {69, 117, 180},
                                              {116, 173, 209},
                                              {254, 224, 144},
                                              {253, 174, 97},
                                              {244, 109, 67},
                                              {165, 0, 38}}};
std::string property(std::string_view name, std::string_view expression) {
    return fmt::format(R"(<Option name="{}" type="Map">{}{}{}</Option>)", name,
                       option("active", "bool", "true"), option("expression", "QString", expression),
                       option("type", "int", "3"));
}

std::string line_symbol(std::size_t name, Colour const& colour) {
    return fmt::format(
        R"(<symbol type="line" name="{}" alpha="1" clip_to_extent="1" force_rhr="0">)"
        R"(<layer class="SimpleLine" enabled="1" locked="0" pass="0"><Option type="Map">{}{}{}{}{}{}{}</Option>)"
        R"(<data_defined_properties><Option type="Map">{}<Option name="properties" type="Map">{}{}</Option>{}</Option>)"
        R"(</data_defined_properties></layer></symbol>)",
        name, option("line_color", "QString", colour.text()), option("line_style", "QString", "solid"),
        option("line_width", "QString", "0.8"), option("line_width_unit", "QString", "MM"),
        option("capstyle", "QString", "round"), option("joinstyle", "QString", "round"),
        option("offset_unit", "QString", "MM"), option("name", "QString", ""),
        property("offset", "if(&quot;side&quot;='single',0,0.3+0.5*scale_linear(&quot;inner_diameter_mm&quot;"
                           ",20,600,0.5,2.2))"),
        property("outlineWidth", "scale_linear(&quot;inner_diameter_mm&quot;,20,600,0.5,2.2)"),
        option("type", "QString", "collection"));
}

// Five classes up to the cuts, then one that is broken.
std::vector<Class> up_to_limit(std::array<double, 6> const& cuts, std::string_view unit) {
    std::vector<Class> classes;
    for (std::size_t i = 0; i < calm_to_strained.size(); ++i) {
        classes.push_back({cuts[i], cuts[i + 1], calm_to_strained[i],
                           fmt::format("{:.3g} to {:.3g} {}", cuts[i], cuts[i + 1], unit)});
    }
    classes.push_back({cuts.back(), top, broken_colour, fmt::format("above {:.3g} {}", cuts.back(), unit)});
    return classes;
}

std::vector<Class> by_temperature() {
    constexpr std::array<double, 6> cuts{30.0, 45.0, 60.0, 70.0, 80.0, 95.0};
    std::vector<Class> classes{
        {-top, cuts.front(), cold_to_warm.front(), fmt::format("below {} °C", cuts.front())}};
    for (std::size_t i = 0; i + 1 < cuts.size(); ++i) {
        classes.push_back(
            {cuts[i], cuts[i + 1], cold_to_warm[i + 1], fmt::format("{} to {} °C", cuts[i], cuts[i + 1])});
    }
    classes.push_back({cuts.back(), top, cold_to_warm.back(), fmt::format("above {} °C", cuts.back())});
    return classes;
}

std::vector<Class> by_pressure(double rating_bar) {
    std::vector<Class> classes = up_to_limit(
        {0.0, 0.2 * rating_bar, 0.4 * rating_bar, 0.6 * rating_bar, 0.8 * rating_bar, rating_bar}, "bar");
    classes.insert(classes.begin(), {-top, 0.0, broken_colour, "below the atmosphere"});
    return classes;
}

std::string dot(std::size_t name, Colour const& colour) {
    return marker_symbol(name, "circle", 3.0, colour);
}

std::string small_dot(std::size_t name, Colour const& colour) {
    return marker_symbol(name, "circle", 1.6, colour);
}

std::string substations_by_status() {
    return categorized("status",
                       std::vector<Category>{{"served", "served", {44, 160, 44}},
                                             {"no_flow", "nothing asked", {127, 127, 127}},
                                             {"limited_by_pressure", "short of pressure", {214, 39, 40}},
                                             {"too_cold", "too cold", {31, 119, 180}},
                                             {"cut_off", "cut off", {0, 0, 0}},
                                             {"", "other", {255, 127, 14}}},
                       dot);
}

std::string one_symbol(std::string_view shape, double size_mm, Colour const& colour) {
    return document(
        fmt::format(R"(<renderer-v2 type="singleSymbol" symbollevels="0" enableorderby="0" forceraster="0">)"
                    R"(<symbols>{}</symbols></renderer-v2>)",
                    marker_symbol(0, shape, size_mm, colour)),
        true);
}

} // namespace

std::vector<QgisStyle> qgis_styles(std::string_view table, Limits const& limits) {
    double const fastest = limits.maximum_velocity_m_s;
    double const trunk = limits.maximum_gradient_trunk_pa_m;
    double const branch = limits.maximum_gradient_branch_pa_m;
    if (table == "pipes") {
        auto const velocities =
            up_to_limit({0.0, fastest / 12.0, fastest / 6.0, fastest / 3.0, fastest / 1.5, fastest}, "m/s");
        auto const gradients =
            up_to_limit({0.0, 0.25 * trunk, 0.5 * trunk, trunk, 0.5 * (trunk + branch), branch}, "Pa/m");
        auto const temperatures = by_temperature();
        return {{"velocity", "flow velocity; red is above the project's limit",
                 graduated("velocity_m_s", velocities, line_symbol), true},
                {"pressure gradient", "of the straight pipe; red is above the limit of branches",
                 graduated("pressure_gradient_pa_m", gradients, line_symbol), false},
                {"temperature", "of the water that leaves each line",
                 graduated("outlet_temperature_c", temperatures, line_symbol), false}};
    }
    if (table == "nodes") {
        auto const pressures = by_pressure(limits.pressure_rating_bar);
        auto const temperatures = by_temperature();
        return {{"pressure", "gauge; red is above the rating or below the atmosphere",
                 graduated("pressure_bar", pressures, small_dot), true},
                {"temperature", "of the mixed water", graduated("temperature_c", temperatures, small_dot),
                 false}};
    }
    if (table == "substations") {
        return {{"status", "whether each gets what it asks for", substations_by_status(), true}};
    }
    if (table == "plants") {
        return {{"plants", "where heat comes from", one_symbol("square", 5.0, {196, 69, 54}), true}};
    }
    struct Marker {
        std::string_view table;
        std::string_view what;
        std::string_view shape;
        Colour colour;
    };
    constexpr std::array<Marker, 4> markers{
        {{"pumps", "", "triangle", {70, 70, 70}},
         {"valves", "", "diamond", {70, 70, 70}},
         {"bypasses", "from supply to return", "cross2", {70, 70, 70}},
         {"boundaries", "where water enters or leaves the network", "pentagon", {29, 92, 158}}}};
    auto const* const marker = std::ranges::find(markers, table, &Marker::table);
    if (marker != markers.end()) {
        return {{std::string{table}, std::string{marker->what},
                 one_symbol(marker->shape, 3.0, marker->colour), true}};
    }
    return {};
}

} // namespace saggar::detail
