// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// Styles in QGIS's own form (QML as of version 3.22). Supply and return of a pair are drawn beside each
// other: both are moved to the same hand of their direction, and they run against each other.

#include "qgis_styles.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>
#include <span>

namespace saggar::detail {

namespace {

struct Colour {
    int red;
    int green;
    int blue;
    [[nodiscard]] std::string text() const { return fmt::format("{},{},{},255", red, green, blue); }
};

struct Class {
    double lower;
    double upper;
    Colour colour;
    std::string label;
};

// From calm to strained (viridis), then what breaks a limit. Cold to warm for temperatures.
constexpr std::array<Colour, 5> calm_to_strained{
    {{68, 1, 84}, {59, 82, 139}, {33, 145, 140}, {94, 201, 98}, {253, 200, 37}}};
constexpr Colour broken{214, 39, 40};
constexpr std::array<Colour, 7> cold_to_warm{{{49, 54, 149},
                                              {69, 117, 180},
                                              {116, 173, 209},
                                              {254, 224, 144},
                                              {253, 174, 97},
                                              {244, 109, 67},
                                              {165, 0, 38}}};
constexpr double top = 1e9; // above any value

std::string option(std::string_view name, std::string_view type, std::string_view value) {
    return fmt::format(R"(<Option name="{}" type="{}" value="{}"/>)", name, type, value);
}

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

std::string marker_symbol(std::size_t name, std::string_view shape, double size_mm, Colour const& colour) {
    return fmt::format(
        R"(<symbol type="marker" name="{}" alpha="1" clip_to_extent="1" force_rhr="0">)"
        R"(<layer class="SimpleMarker" enabled="1" locked="0" pass="0"><Option type="Map">{}{}{}{}{}{}</Option></layer></symbol>)",
        name, option("name", "QString", shape), option("color", "QString", colour.text()),
        option("outline_color", "QString", "255,255,255,255"), option("outline_width", "QString", "0.2"),
        option("size", "QString", fmt::format("{}", size_mm)), option("size_unit", "QString", "MM"));
}

std::string document(std::string_view renderer, bool labelled) {
    constexpr std::string_view labels =
        R"(<labeling type="simple"><settings calloutType="simple"><text-style fieldName="id" fontSize="9" )"
        R"(fontSizeUnit="Point" textColor="30,30,30,255" isExpression="0"><text-buffer bufferDraw="1" )"
        R"(bufferSize="0.8" bufferSizeUnits="MM" bufferColor="255,255,255,255"/></text-style>)"
        R"(<placement placement="6" dist="2" distUnits="MM"/></settings></labeling>)";
    return fmt::format(
        "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
        R"(<qgis version="3.22.0" styleCategories="Symbology|Labeling" labelsEnabled="{}">{}{}</qgis>)",
        labelled ? 1 : 0, renderer, labelled ? labels : std::string_view{});
}

using MakeSymbol = std::string (*)(std::size_t, Colour const&);

std::string graduated(std::string_view column, std::span<Class const> classes, MakeSymbol symbol) {
    std::string ranges;
    std::string symbols;
    for (std::size_t i = 0; i < classes.size(); ++i) {
        ranges += fmt::format(R"(<range lower="{}" upper="{}" symbol="{}" label="{}" render="true"/>)",
                              classes[i].lower, classes[i].upper, i, classes[i].label);
        symbols += symbol(i, classes[i].colour);
    }
    return document(
        fmt::format(R"(<renderer-v2 type="graduatedSymbol" attr="{}" graduatedMethod="GraduatedColor" )"
                    R"(symbollevels="0" enableorderby="0" forceraster="0"><ranges>{}</ranges>)"
                    R"(<symbols>{}</symbols></renderer-v2>)",
                    column, ranges, symbols),
        false);
}

// Five classes up to the cuts, then one that is broken.
std::vector<Class> up_to_limit(std::array<double, 6> const& cuts, std::string_view unit) {
    std::vector<Class> classes;
    for (std::size_t i = 0; i < calm_to_strained.size(); ++i) {
        classes.push_back({cuts[i], cuts[i + 1], calm_to_strained[i],
                           fmt::format("{:.3g} to {:.3g} {}", cuts[i], cuts[i + 1], unit)});
    }
    classes.push_back({cuts.back(), top, broken, fmt::format("above {:.3g} {}", cuts.back(), unit)});
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
    classes.insert(classes.begin(), {-top, 0.0, broken, "below the atmosphere"});
    return classes;
}

std::string small_dot(std::size_t name, Colour const& colour) {
    return marker_symbol(name, "circle", 1.6, colour);
}

std::string substations_by_status() {
    struct Word {
        std::string_view value;
        std::string_view label;
        Colour colour;
    };
    constexpr std::array<Word, 6> words{{{"served", "served", {44, 160, 44}},
                                         {"no_flow", "nothing asked", {127, 127, 127}},
                                         {"limited_by_pressure", "short of pressure", {214, 39, 40}},
                                         {"too_cold", "too cold", {31, 119, 180}},
                                         {"cut_off", "cut off", {0, 0, 0}},
                                         {"", "other", {255, 127, 14}}}};
    std::string categories;
    std::string symbols;
    for (std::size_t i = 0; i < words.size(); ++i) {
        categories +=
            fmt::format(R"(<category type="string" value="{}" symbol="{}" label="{}" render="true"/>)",
                        words[i].value, i, words[i].label);
        symbols += marker_symbol(i, "circle", 3.0, words[i].colour);
    }
    return document(fmt::format(R"(<renderer-v2 type="categorizedSymbol" attr="status" symbollevels="0" )"
                                R"(enableorderby="0" forceraster="0"><categories>{}</categories>)"
                                R"(<symbols>{}</symbols></renderer-v2>)",
                                categories, symbols),
                    false);
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
