// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "reinforcement.hpp"

#include "extended_project.hpp"
#include "supply_way.hpp"

#include <algorithm>
#include <cmath>

namespace saggar::detail {

namespace {

bool pressure_lacks(LimitKind kind) {
    return kind == LimitKind::substation_differential_pressure ||
           kind == LimitKind::plant_differential_pressure || kind == LimitKind::pipe_pressure;
}

bool contains(std::span<std::string const> held, std::string const& pair) {
    return std::ranges::find(held, pair) != held.end();
}

// The next larger pipe of the family, or nullptr.
CatalogueEntry const* next_larger(std::vector<CatalogueEntry const*> const& family, double bore_m) {
    for (CatalogueEntry const* const entry : family) {
        if (entry->inner_diameter_mm * 1e-3 > bore_m * 1.0001) {
            return entry;
        }
    }
    return nullptr;
}

std::string pair_of(Trial const& trial, std::size_t pipe) {
    PipeColumns const& pipes = trial.network->pipes;
    if (pipes.partner[pipe] < 0) {
        return {};
    }
    return uncut(trial.project.pipe_pairs[static_cast<std::size_t>(pipes.record[pipe])].id);
}

// The pipe line with the steepest gradient on the way from a plant to a substation, whose pair can still
// grow.
std::optional<std::size_t> steepest_on_the_way(Trial const& trial, std::size_t substation,
                                               std::vector<CatalogueEntry const*> const& family,
                                               std::span<std::string const> held) {
    Network const& network = *trial.network;
    std::optional<std::size_t> steepest;
    double worst = 0.0;
    for (std::size_t const i : SupplyWays{network, trial.state.mass_flow_kg_s}.of(substation)) {
        double const gradient = trial.envelope.pipe_gradient_pa_m[i];
        if (gradient > worst && network.pipes.partner[i] >= 0 && !contains(held, pair_of(trial, i)) &&
            next_larger(family, network.pipes.inner_diameter_m[i]) != nullptr) {
            worst = gradient;
            steepest = i;
        }
    }
    return steepest;
}

// The substation on whose way pressure has to be won.
std::optional<std::size_t> lacks_pressure(Trial const& trial, Trial const& base,
                                          std::vector<LimitFinding> const& broken) {
    std::vector<std::int32_t> const& links = trial.network->substations.link;
    bool elsewhere = false;
    for (LimitFinding const& finding : broken) {
        if (finding.kind == LimitKind::substation_differential_pressure) {
            return static_cast<std::size_t>(std::ranges::find(links, finding.element) - links.begin());
        }
        elsewhere = elsewhere || pressure_lacks(finding.kind);
    }
    if (auto const unserved = newly_unserved(trial, base)) {
        return unserved;
    }
    std::int32_t const index = trial.state.index_consumer;
    return elsewhere && index >= 0 ? std::optional{static_cast<std::size_t>(index)} : std::nullopt;
}

} // namespace

bool pipe_mends(LimitKind kind) {
    return kind == LimitKind::pipe_velocity || kind == LimitKind::pipe_gradient;
}

std::optional<Enlargement> next_enlargement(Trial const& trial, Trial const& base,
                                            std::vector<CatalogueEntry const*> const& family,
                                            std::span<std::string const> held) {
    std::vector<LimitFinding> const broken = blamed(trial, base);
    auto const mended = std::ranges::find_if(broken, [&](LimitFinding const& finding) {
        return pipe_mends(finding.kind) &&
               trial.network->pipes.partner[static_cast<std::size_t>(finding.element)] >= 0;
    });
    std::optional<std::size_t> pipe;
    if (mended != broken.end()) {
        pipe = static_cast<std::size_t>(mended->element);
    } else if (auto const substation = lacks_pressure(trial, base, broken)) {
        pipe = steepest_on_the_way(trial, *substation, family, held);
    }
    if (!pipe) {
        return std::nullopt;
    }
    CatalogueEntry const* const larger = next_larger(family, trial.network->pipes.inner_diameter_m[*pipe]);
    std::string const pair = pair_of(trial, *pipe);
    return larger == nullptr || pair.empty() || contains(held, pair)
               ? std::nullopt
               : std::optional<Enlargement>{{pair, larger, mended != broken.end()}};
}

} // namespace saggar::detail
