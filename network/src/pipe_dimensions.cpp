// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "pipe_dimensions.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace saggar::detail {

namespace {
constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double metres_per_mm = 1e-3;

double roughness(Pipe const& pipe, CatalogueEntry const* entry, FrictionModel friction) {
    switch (friction) {
    case FrictionModel::hazen_williams: return pipe.hazen_williams_c.value_or(nan);
    case FrictionModel::chezy_manning: return pipe.manning_n.value_or(nan);
    default: break;
    }
    return metres_per_mm *
           pipe.roughness_mm.value_or(entry != nullptr ? entry->roughness_mm : default_roughness_mm);
}
} // namespace

bool has_own_insulation(Pipe const& pipe) {
    return pipe.insulation_diameter_mm.has_value() || pipe.insulation_conductivity_w_mk.has_value();
}

PipeDimensions pipe_dimensions(Pipe const& pipe, bool pair, CatalogueEntry const* entry,
                               Project const& project) {
    // A field of the catalogue's, of a pipe with an entry, else nothing.
    auto const listed = [entry](double CatalogueEntry::*member) {
        return entry != nullptr ? entry->*member : nan;
    };
    auto const or_else = [](double value, double substitute) {
        return std::isnan(value) ? substitute : value;
    };
    PipeDimensions made{};
    made.inner_diameter_m =
        metres_per_mm * pipe.inner_diameter_mm.value_or(listed(&CatalogueEntry::inner_diameter_mm));
    made.outer_diameter_m =
        or_else(metres_per_mm * pipe.outer_diameter_mm.value_or(listed(&CatalogueEntry::outer_diameter_mm)),
                made.inner_diameter_m);
    made.insulation_diameter_m = or_else(
        metres_per_mm * pipe.insulation_diameter_mm.value_or(listed(&CatalogueEntry::insulation_diameter_mm)),
        made.outer_diameter_m);
    made.casing_diameter_m =
        or_else(metres_per_mm * pipe.casing_diameter_mm.value_or(listed(&CatalogueEntry::casing_diameter_mm)),
                made.insulation_diameter_m);
    made.roughness_m = roughness(pipe, entry, project.physics.friction);
    made.wall_conductivity_w_mk = pipe.wall_conductivity_w_mk.value_or(
        entry != nullptr ? entry->wall_conductivity_w_mk : default_wall_conductivity_w_mk);
    made.insulation_conductivity_w_mk =
        pipe.insulation_conductivity_w_mk.value_or(listed(&CatalogueEntry::insulation_conductivity_w_mk));
    made.casing_conductivity_w_mk =
        entry != nullptr ? entry->casing_conductivity_w_mk : default_casing_conductivity_w_mk;
    made.burial_depth_m = pipe.burial_depth_m.value_or(default_cover_m + 0.5 * made.casing_diameter_m);
    made.twin = pair && entry != nullptr && entry->twin;
    if (pipe.spacing_mm) {
        made.spacing_m = metres_per_mm * *pipe.spacing_mm;
    } else if (made.twin) {
        made.spacing_m = metres_per_mm * entry->centre_spacing_mm.value_or(nan);
    } else {
        made.spacing_m = pair ? made.casing_diameter_m + default_casing_gap_m : 0.0;
    }
    made.heat_loss_w_mk = pipe.heat_loss_w_mk;
    if (!pair && !pipe.heat_loss_w_mk && entry == nullptr && !has_own_insulation(pipe)) {
        made.heat_loss_w_mk = 0.0;
    }
    // A network is rated by more than its pipes (valves, substations): the project's limit holds for every
    // pipe that does not name its own, however much the catalogue's pipe bears.
    made.pipe_rating_bar =
        pipe.pressure_rating_bar.value_or(entry != nullptr ? entry->pressure_rating_bar : nan);
    made.pressure_rating_bar = pipe.pressure_rating_bar.value_or(
        entry != nullptr ? std::min(entry->pressure_rating_bar, project.limits.pressure_rating_bar)
                         : project.limits.pressure_rating_bar);
    double const width_mm = entry != nullptr && !pipe.inner_diameter_mm
                                ? entry->nominal_diameter
                                : made.inner_diameter_m / metres_per_mm;
    made.trunk = pipe.role == PipeRole::automatic ? width_mm >= project.limits.trunk_from_mm
                                                  : pipe.role == PipeRole::trunk;
    return made;
}

double drawn_length_m(std::vector<double> const& route_xy_m, Node const& from, Node const& to) {
    if (!from.x_m || !from.y_m || !to.x_m || !to.y_m) {
        return nan;
    }
    double length = 0.0;
    double x = *from.x_m;
    double y = *from.y_m;
    for (std::size_t i = 0; i + 1 < route_xy_m.size(); i += 2) {
        length += std::hypot(route_xy_m[i] - x, route_xy_m[i + 1] - y);
        x = route_xy_m[i];
        y = route_xy_m[i + 1];
    }
    return length + std::hypot(*to.x_m - x, *to.y_m - y);
}

} // namespace saggar::detail
