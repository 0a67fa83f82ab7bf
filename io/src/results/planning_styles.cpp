// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "planning_styles.hpp"

#include "qgis_symbols.hpp"

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

std::string dot(std::size_t name, Colour const& colour) {
    return marker_symbol(name, "circle", 2.4, colour);
}

} // namespace

std::vector<QgisStyle> hosting_styles(bool lines) {
    MakeSymbol const symbol = lines ? plain_line_symbol : dot;
    return {{"hosting capacity", "largest load that could connect today",
             graduated("capacity_kw", by_capacity(), symbol), true},
            {"what binds", "the limit that stops a larger load",
             categorized("binding_limit", by_limit(), symbol), false}};
}

} // namespace saggar::detail
