// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "options.hpp"

#include "../branch_cost.hpp"
#include "../extended_project.hpp"

#include "saggar/engine/steady/steady_solver.hpp"

#include <algorithm>
#include <limits>
#include <optional>
#include <unordered_set>

namespace saggar::detail {

namespace {

using Price = std::optional<double> CatalogueEntry::*;

bool priced(CatalogueEntry const& entry) {
    return entry.cost_hard_per_m && entry.cost_soft_per_m;
}

// Straight between the neighbours that have a price, beyond the last two continued; with one price alone,
// that.
double interpolated(std::vector<CatalogueEntry const*> const& family, CatalogueEntry const& entry,
                    Price price) {
    std::vector<CatalogueEntry const*> known;
    for (CatalogueEntry const* const one : family) {
        if (priced(*one)) {
            known.push_back(one);
        }
    }
    if (known.size() == 1) {
        return *(known[0]->*price);
    }
    std::size_t right = 1;
    while (right + 1 < known.size() && known[right]->inner_diameter_mm < entry.inner_diameter_mm) {
        ++right;
    }
    CatalogueEntry const& a = *known[right - 1];
    CatalogueEntry const& b = *known[right];
    double const t =
        (entry.inner_diameter_mm - a.inner_diameter_mm) / (b.inner_diameter_mm - a.inner_diameter_mm);
    return std::max(0.0, *(a.*price) + t * (*(b.*price) - *(a.*price)));
}

void pick_entries(Network const& network, SizingSettings const& settings, SizingOptions& options) {
    double previous = 0.0;
    for (CatalogueEntry const* const entry : network.catalogue().family(settings.family)) {
        if (!priced(*entry)) {
            options.unpriced.push_back(entry->id);
            if (!settings.allow_unpriced) {
                continue;
            }
        }
        if (entry->inner_diameter_mm > previous * (1.0 + 1e-9)) { // of two alike the first
            options.entries.push_back(entry);
            previous = entry->inner_diameter_mm;
        }
    }
}

// The entry that lies there; none where the pair is none of the entries as they are bought.
std::optional<std::size_t> present_entry(Pipe const& pair, SizingOptions const& options) {
    auto const found = std::ranges::find(options.entries, pair.catalogue, &CatalogueEntry::id);
    if (found == options.entries.end() || pair.inner_diameter_mm) {
        return std::nullopt;
    }
    return static_cast<std::size_t>(found - options.entries.begin());
}

void pick_pairs(Network const& network, SizingSettings const& settings, SizingOptions& options) {
    std::unordered_set<std::string> const wanted(settings.pairs.begin(), settings.pairs.end());
    std::unordered_set<std::string> const laid(settings.laid.begin(), settings.laid.end());
    for (std::size_t i = 0; i < network.pipes.size(); ++i) {
        bool const supply = network.pipes.partner[i] == static_cast<std::int32_t>(i) + 1;
        if (!supply) {
            continue;
        }
        auto const record = static_cast<std::size_t>(network.pipes.record[i]);
        Pipe const& pair = network.project().pipe_pairs[record];
        bool const stays = laid.contains(pair.id) && !present_entry(pair, options);
        if ((wanted.empty() || wanted.contains(pair.id)) && !stays) {
            options.pairs.push_back(record);
            options.supply_line.push_back(i);
            options.length_m.push_back(network.pipes.length_m[i]);
        }
    }
    options.of.resize(options.pairs.size());
}

// The network with one entry everywhere says what that entry is at each pair. Nothing where it cannot lie
// there.
std::shared_ptr<Network const> uniform(Project const& project, Network const& network,
                                       SizingOptions const& options, std::size_t entry) {
    try {
        return Network::build(with_sizes(project, options, Sizes(options.pairs.size(), entry)),
                              network.catalogue());
    } catch (Error const&) {
        return nullptr;
    }
}

double capital(Network const& network, SizingOptions const& options, std::size_t pair,
               std::vector<CatalogueEntry const*> const& family, CatalogueEntry const& entry) {
    Surface const surface = network.project().pipe_pairs[options.pairs[pair]].surface;
    if (auto const cost = laid_cost(entry, surface, options.length_m[pair]); cost && priced(entry)) {
        return *cost;
    }
    Price const price =
        surface == Surface::hard ? &CatalogueEntry::cost_hard_per_m : &CatalogueEntry::cost_soft_per_m;
    return interpolated(family, entry, price) * options.length_m[pair];
}

} // namespace

SizingOptions make_options(Project const& project, Network const& network, SizingSettings const& settings) {
    SizingOptions options;
    pick_entries(network, settings, options);
    pick_pairs(network, settings, options);
    if (options.pairs.empty()) {
        return options;
    }
    auto const family = network.catalogue().family(settings.family);
    std::vector<CatalogueEntry const*> taken;
    for (std::size_t k = 0; k < options.entries.size(); ++k) {
        auto const made = uniform(project, network, options, k);
        if (!made) {
            options.refused.push_back(options.entries[k]->id);
            continue;
        }
        taken.push_back(options.entries[k]);
        SteadySolver const solver{made};
        for (std::size_t pair = 0; pair < options.pairs.size(); ++pair) {
            std::size_t const line = options.supply_line[pair];
            options.of[pair].push_back(
                {.capital = capital(network, options, pair, family, *options.entries[k]),
                 .inner_diameter_m = made->pipes.inner_diameter_m[line],
                 .roughness = made->pipes.roughness_m[line],
                 .maximum_gradient_pa_m = made->pipes.maximum_gradient_pa_m[line],
                 .loss_w_mk =
                     solver.pipe_conductance_w_mk()[line] - solver.pipe_mutual_conductance_w_mk()[line]});
        }
    }
    options.entries = std::move(taken);
    options.least.assign(options.pairs.size(), 0);
    std::unordered_set<std::string> const laid(settings.laid.begin(), settings.laid.end());
    for (std::size_t pair = 0; pair < options.pairs.size(); ++pair) {
        Pipe const& record = network.project().pipe_pairs[options.pairs[pair]];
        if (auto const here = present_entry(record, options); here && laid.contains(record.id)) {
            options.least[pair] = *here;
            options.of[pair][*here].capital = 0.0;
        }
        for (auto const& [id, least] : settings.at_least) {
            auto const entry = std::ranges::find(options.entries, least, &CatalogueEntry::id);
            if (id == record.id && entry != options.entries.end()) {
                options.least[pair] =
                    std::max(options.least[pair], static_cast<std::size_t>(entry - options.entries.begin()));
            }
        }
    }
    return options;
}

Project with_sizes(Project project, SizingOptions const& options, Sizes const& sizes) {
    for (std::size_t pair = 0; pair < sizes.size(); ++pair) {
        lay(project.pipe_pairs[options.pairs[pair]], *options.entries[sizes[pair]]);
    }
    return project;
}

} // namespace saggar::detail
