// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// What can be laid for each pair that is free to be sized: every priced entry of the family, with the
// dimensions, limits and heat loss coefficients that the engine itself gives it there.

#include "saggar/planning/sizing.hpp"

#include <cstddef>
#include <vector>

namespace saggar::detail {

struct PipeOption {
    double capital{0.0};
    double inner_diameter_m{0.0};
    double roughness{0.0};
    double maximum_gradient_pa_m{0.0};
    double loss_w_mk{0.0}; // of one line while both are equally warm: own - mutual
};

// Position in SizingOptions::entries for each free pair.
using Sizes = std::vector<std::size_t>;

struct SizingOptions {
    std::vector<CatalogueEntry const*> entries; // by growing inner diameter
    std::vector<std::size_t> pairs;             // positions in Project::pipe_pairs
    std::vector<std::size_t> supply_line;       // pipe line of each pair; its return line is the next
    std::vector<double> length_m;
    std::vector<std::vector<PipeOption>> of; // by pair and entry
    std::vector<std::size_t> least;          // entry of each pair that none smaller may replace
    std::vector<std::string> unpriced;
    std::vector<std::string> refused; // entries that the pairs cannot take, as for want of depth

    [[nodiscard]] PipeOption const& option(std::size_t pair, Sizes const& sizes) const {
        return of[pair][sizes[pair]];
    }
};

// Throws Error with everything that is wrong with the settings.
void check_sizing(Network const& network, SizingSettings const& settings);
// a of (1): what a unit of money each year for the lifetime is worth now.
[[nodiscard]] double present_value_factor(SizingEconomics const& economics);

// `project` is the network's with the plants as sizes shall find them. Entries borrowed from the catalogue.
[[nodiscard]] SizingOptions make_options(Project const& project, Network const& network,
                                         SizingSettings const& settings);
// The project with these sizes.
[[nodiscard]] Project with_sizes(Project project, SizingOptions const& options, Sizes const& sizes);

} // namespace saggar::detail
