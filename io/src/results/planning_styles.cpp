// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "planning_styles.hpp"

#include "qgis_symbols.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <utility>

namespace saggar::detail {

namespace {

// Little to much, readable without telling red from green (viridis); what has no room is red.
std::vector<Class> by_capacity() {
    return {{-top, 1.0, {214, 39, 40}, "nothing"},
            {1.0, 50.0, {68, 1, 84}, "up to 50 kW"},
            {50.0, 200.0, {62, 74, 137}, "50 to 200 kW"},
            {200.0, 500.0, {38, 130, 142}, "200 to 500 kW"},
            {500.0, 1000.0, {53, 183, 121}, "500 kW to 1 MW"},
            {1000.0, 2500.0, {144, 215, 67}, "1 to 2.5 MW"},
            {2500.0, top, {253, 231, 37}, "above 2.5 MW"}};
}

std::vector<Category> by_limit() {
    return {{"pipe_velocity", "pipe velocity", {31, 119, 180}},
            {"pipe_gradient", "pipe gradient", {255, 127, 14}},
            {"pipe_pressure", "pipe pressure", {140, 86, 75}},
            {"substation_differential_pressure", "substation differential pressure", {148, 103, 189}},
            {"substation_supply_temperature", "substation supply temperature", {23, 190, 207}},
            {"plant_heat", "plant heat", {214, 39, 40}},
            {"plant_flow", "plant flow", {227, 119, 194}},
            {"plant_differential_pressure", "plant differential pressure", {188, 189, 34}},
            {"plant_electricity", "plant electricity", {44, 160, 44}},
            {"unserved", "somebody short of heat", {0, 0, 0}},
            {"", "other or nothing", {127, 127, 127}}};
}

// Harmless to grave.
std::vector<Class> by_shortage(std::string_view unit, std::vector<double> const& cuts) {
    constexpr std::array<Colour, 5> colours{
        {{44, 160, 44}, {254, 224, 144}, {253, 174, 97}, {215, 48, 39}, {103, 0, 31}}};
    std::vector<Class> classes{{-top, cuts.front(), colours[0], "nobody is short"}};
    for (std::size_t i = 0; i < cuts.size(); ++i) {
        bool const last = i + 1 == cuts.size();
        classes.push_back({cuts[i], last ? top : cuts[i + 1], colours[i + 1],
                           last     ? fmt::format("above {:g} {}", cuts[i], unit)
                           : i == 0 ? fmt::format("up to {:g} {}", cuts[i + 1], unit)
                                    : fmt::format("{:g} to {:g} {}", cuts[i], cuts[i + 1], unit)});
    }
    return classes;
}

std::string square(std::size_t name, Colour const& colour) {
    return marker_symbol(name, "square", 5.0, colour);
}

std::string large_dot(std::size_t name, Colour const& colour) {
    return marker_symbol(name, "circle", 2.4, colour);
}

} // namespace

std::vector<QgisStyle> hosting_styles(bool lines) {
    MakeSymbol const symbol = lines ? plain_line_symbol : large_dot;
    return {{"hosting capacity", "largest load that could connect today",
             graduated("capacity_kw", by_capacity(), symbol), true},
            {"what binds", "the limit that stops a larger load",
             categorized("binding_limit", by_limit(), symbol), false}};
}

std::vector<QgisStyle> outage_styles(bool lines) {
    std::string style = graduated("unmet_kw", by_shortage("kW", {0.001, 100.0, 1000.0, 10000.0}),
                                  lines ? plain_line_symbol : square);
    return {{"unmet heat", "what lacks while this is out of service; not drawn where no solution was found",
             std::move(style), true}};
}

std::vector<QgisStyle> short_load_styles() {
    std::vector<Category> const causes{{"cut_off", "cut off", {0, 0, 0}},
                                       {"no_pressure", "no pressure", {127, 127, 127}},
                                       {"plant_capacity", "plants lack heat", {214, 39, 40}},
                                       {"low_pressure", "short of pressure", {148, 103, 189}},
                                       {"too_cold", "too cold", {31, 119, 180}},
                                       {"", "other", {255, 127, 14}}};
    return {{"unmet share", "of what each asks for; filter by rank for one outage",
             graduated("unmet_percent", by_shortage("%", {0.001, 10.0, 30.0, 60.0}), large_dot), true},
            {"cause", "why each is short", categorized("cause", causes, large_dot), false}};
}

std::vector<QgisStyle> phase_styles(std::vector<int> const& years, bool lines) {
    // Early to late (viridis without its yellow, which nobody sees on white).
    constexpr std::array<Colour, 5> colours{
        {{68, 1, 84}, {62, 74, 137}, {38, 130, 142}, {53, 183, 121}, {144, 195, 67}}};
    std::vector<std::string> words;
    for (int const year : years) {
        words.push_back(std::to_string(year));
    }
    std::vector<Category> categories;
    for (std::size_t i = 0; i < words.size(); ++i) {
        std::size_t const last = std::max<std::size_t>(words.size() - 1, 1);
        categories.push_back({words[i], words[i], colours[i * (colours.size() - 1) / last]});
    }
    if (!lines) {
        categories.push_back({"", "does not connect", {200, 200, 200}});
    }
    return {{"year", "of the phase", categorized("year", categories, lines ? plain_line_symbol : large_dot),
             true}};
}

} // namespace saggar::detail
