// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "lasting_heat.hpp"

#include "plant_years.hpp"
#include "stage_plants.hpp"

#include "../extension/plant_roles.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <map>
#include <utility>

namespace saggar::detail {

namespace {

// Of plants that hang together, in a year.
struct Succession {
    std::vector<std::size_t> gone;
    double coming_w{0.0};
};

double capacity_w(Plant const& plant) {
    return plant.capacity_kw ? *plant.capacity_kw * 1e3 : std::numeric_limits<double>::infinity();
}

} // namespace

LastingHeat lasting_heat(Project const& project, Project const& as_given, int year,
                         std::vector<double> const& spare_w, std::vector<double> const& present_w) {
    LastingHeat lasting{.spare_w = spare_w, .short_lived = {}};
    Zones zones{project};
    for (int const later : years_of_plants_after(as_given, year)) {
        std::map<std::size_t, Succession> successions;
        for (std::size_t i = 0; i < project.plants.size(); ++i) {
            bool const stays = in_service(as_given.plants[i], later);
            Succession& here = successions[zones.of(node_of(project.plants[i]))];
            if (project.plants[i].running && !stays) {
                here.gone.push_back(i);
            } else if (!project.plants[i].running && stays) {
                here.coming_w += capacity_w(as_given.plants[i]);
            }
        }
        for (auto const& [zone, here] : successions) {
            double most_w = here.coming_w;
            double spare_of_gone_w = 0.0;
            for (std::size_t const i : here.gone) {
                most_w -= present_w[i];
                spare_of_gone_w += spare_w[i];
            }
            for (std::size_t const i : here.gone) {
                double const part = std::isfinite(spare_of_gone_w)
                                        ? spare_w[i] / std::max(spare_of_gone_w, 1.0)
                                        : 1.0 / static_cast<double>(here.gone.size());
                double const left_w = std::isfinite(most_w) ? std::max(0.0, most_w * part) : spare_w[i];
                lasting.spare_w[i] = std::min(lasting.spare_w[i], left_w);
            }
        }
    }
    bool any = false;
    for (std::size_t i = 0; i < project.plants.size(); ++i) {
        Plant const& plant = project.plants[i];
        any = any || (plant.running && lasting.spare_w[i] > 0.0);
        if (plant.running && lasting.spare_w[i] < spare_w[i]) {
            lasting.short_lived.push_back(fmt::format("{} is out of service from {:g} on", plant.id,
                                                      as_given.plants[i].service_until_year.value_or(0.0)));
        }
    }
    return any ? std::move(lasting) : LastingHeat{.spare_w = spare_w, .short_lived = {}};
}

} // namespace saggar::detail
