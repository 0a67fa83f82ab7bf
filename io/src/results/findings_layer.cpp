// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "findings_layer.hpp"

#include "qgis_symbols.hpp"
#include "row_layer.hpp"

#include <array>
#include <string>
#include <utility>

namespace saggar::detail {

namespace {

std::string cross(std::size_t name, Colour const& colour) {
    return marker_symbol(name, "cross2", 3.0, colour);
}

constexpr std::array<Category, 4> kinds{{{"unusable", "cannot be used", {214, 39, 40}},
                                         {"not_connected", "not connected", {255, 127, 14}},
                                         {"suspicious", "looks wrong", {148, 103, 189}},
                                         {"mended", "mended", {44, 160, 44}}}};

} // namespace

MapLayer findings_layer(std::vector<MapFinding> const& findings) {
    using C = Column<MapFinding>;
    std::vector<C> columns{
        {"kind", ResultType::text,
         [](MapFinding const& one) { return text(std::string{to_string(one.kind)}); }},
        {"map", ResultType::text, [](MapFinding const& one) { return text(one.map); }},
        {"feature", ResultType::text, [](MapFinding const& one) { return text(one.feature); }},
        {"text", ResultType::text, [](MapFinding const& one) { return text(one.text); }},
        {"advice", ResultType::text, [](MapFinding const& one) { return text(one.advice); }},
        {"x_m", ResultType::number,
         [](MapFinding const& one) { return one.at ? number(one.at->x_m) : ResultCell{}; }},
        {"y_m", ResultType::number,
         [](MapFinding const& one) { return one.at ? number(one.at->y_m) : ResultCell{}; }}};
    return layer_of<MapFinding>(
        "findings", "what of the maps cannot be used, or was mended", ResultGeometry::point, findings,
        std::move(columns),
        [](MapFinding const& one) {
            return one.at ? std::vector<double>{one.at->x_m, one.at->y_m} : std::vector<double>{};
        },
        {{.name = "kind", .description = "", .qml = categorized("kind", kinds, cross), .is_default = true}});
}

} // namespace saggar::detail
