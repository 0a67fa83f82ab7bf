// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Elements of networks that a test writes down: with what has to be given, and all else as usual.

#include "saggar/network/project.hpp"

#include <string>
#include <utility>

namespace saggar::testing_support {

inline Pipe plain_pair(std::string id, std::string from, std::string to, double length_m, double bore_mm,
                       double heat_loss_w_mk = 0.0) {
    Pipe pipe;
    pipe.id = std::move(id);
    pipe.from = std::move(from);
    pipe.to = std::move(to);
    pipe.length_m = length_m;
    pipe.inner_diameter_mm = bore_mm;
    pipe.heat_loss_w_mk = heat_loss_w_mk;
    return pipe;
}

// As long as the nodes are apart.
inline Pipe catalogue_pair(std::string id, std::string from, std::string to, std::string entry) {
    Pipe pipe;
    pipe.id = std::move(id);
    pipe.from = std::move(from);
    pipe.to = std::move(to);
    pipe.catalogue = std::move(entry);
    return pipe;
}

// Returns 50 degC.
inline Substation plain_load(std::string id, std::string node, double peak_kw) {
    Substation made;
    made.id = std::move(id);
    made.node = std::move(node);
    made.peak_kw = peak_kw;
    made.return_temperature_c = 50.0;
    return made;
}

inline Plant plain_plant(std::string id, std::string node, double supply_temperature_c) {
    Plant plant;
    plant.id = std::move(id);
    plant.node = std::move(node);
    plant.supply_temperature_c = supply_temperature_c;
    return plant;
}

} // namespace saggar::testing_support
