// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "qgis_symbols.hpp"

#include <fmt/format.h>

namespace saggar::detail {

std::string Colour::text() const {
    return fmt::format("{},{},{},255", red, green, blue);
}

std::string option(std::string_view name, std::string_view type, std::string_view value) {
    return fmt::format(R"(<Option name="{}" type="{}" value="{}"/>)", name, type, value);
}

std::string marker_symbol(std::size_t name, std::string_view shape, double size_mm, Colour const& colour) {
    return fmt::format(
        R"(<symbol type="marker" name="{}" alpha="1" clip_to_extent="1" force_rhr="0">)"
        R"(<layer class="SimpleMarker" enabled="1" locked="0" pass="0"><Option type="Map">{}{}{}{}{}{}</Option></layer></symbol>)",
        name, option("name", "QString", shape), option("color", "QString", colour.text()),
        option("outline_color", "QString", "255,255,255,255"), option("outline_width", "QString", "0.2"),
        option("size", "QString", fmt::format("{}", size_mm)), option("size_unit", "QString", "MM"));
}

namespace {

std::string line_symbol(std::size_t name, Colour const& colour, std::string_view style) {
    return fmt::format(
        R"(<symbol type="line" name="{}" alpha="1" clip_to_extent="1" force_rhr="0">)"
        R"(<layer class="SimpleLine" enabled="1" locked="0" pass="0"><Option type="Map">{}{}{}{}{}{}</Option></layer></symbol>)",
        name, option("line_color", "QString", colour.text()), option("line_style", "QString", style),
        option("line_width", "QString", "1.1"), option("line_width_unit", "QString", "MM"),
        option("capstyle", "QString", "round"), option("joinstyle", "QString", "round"));
}

} // namespace

std::string plain_line_symbol(std::size_t name, Colour const& colour) {
    return line_symbol(name, colour, "solid");
}

std::string dashed_line_symbol(std::size_t name, Colour const& colour) {
    return line_symbol(name, colour, "dash");
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

std::string categorized(std::string_view column, std::span<Category const> categories, MakeSymbol symbol) {
    std::string list;
    std::string symbols;
    for (std::size_t i = 0; i < categories.size(); ++i) {
        list += fmt::format(R"(<category type="string" value="{}" symbol="{}" label="{}" render="true"/>)",
                            categories[i].value, i, categories[i].label);
        symbols += symbol(i, categories[i].colour);
    }
    return document(fmt::format(R"(<renderer-v2 type="categorizedSymbol" attr="{}" symbollevels="0" )"
                                R"(enableorderby="0" forceraster="0"><categories>{}</categories>)"
                                R"(<symbols>{}</symbols></renderer-v2>)",
                                column, list, symbols),
                    false);
}

} // namespace saggar::detail
