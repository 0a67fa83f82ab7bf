// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// What a pipe of the project is made of, in SI: its own values first, then its catalogue entry's, then
// defaults. NaN where nothing gives a value.

#include "saggar/network/catalogue.hpp"
#include "saggar/network/project.hpp"

#include <optional>
#include <vector>

namespace saggar::detail {

// Roughness of steel pipe in service, 0.1 mm: assumption, the usual value of design practice.
inline constexpr double default_roughness_mm = 0.1;
// Steel and polyethylene, as EN 253 pipes are made of.
inline constexpr double default_wall_conductivity_w_mk = 50.0;
inline constexpr double default_casing_conductivity_w_mk = 0.4;
// Cover above the casing and clear distance between the casings of a pair: assumption, usual trench.
inline constexpr double default_cover_m = 0.8;
inline constexpr double default_casing_gap_m = 0.15;

// Whether the pipe itself says anything of its insulation.
[[nodiscard]] bool has_own_insulation(Pipe const& pipe);

struct PipeDimensions {
    double inner_diameter_m;
    double outer_diameter_m; // without a value: the inner one, a wall without resistance
    double insulation_diameter_m;
    double casing_diameter_m;
    double roughness_m; // or Hazen-Williams' C, or Manning's n
    double wall_conductivity_w_mk;
    double insulation_conductivity_w_mk;
    double casing_conductivity_w_mk;
    double burial_depth_m;
    double spacing_m;
    bool twin;
    std::optional<double> heat_loss_w_mk; // given, or 0 of a single line that tells nothing of its insulation
    double pressure_rating_bar;           // that holds
    double pipe_rating_bar; // that the pipe bears: its own or the catalogue's; NaN where neither says
    bool trunk;
};

[[nodiscard]] PipeDimensions pipe_dimensions(Pipe const& pipe, bool pair, CatalogueEntry const* entry,
                                             Project const& project);

// Length of the line from -> route -> to; NaN if a node has no position.
[[nodiscard]] double drawn_length_m(std::vector<double> const& route_xy_m, Node const& from, Node const& to);

} // namespace saggar::detail
