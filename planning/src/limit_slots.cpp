// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "limit_slots.hpp"

#include <algorithm>
#include <limits>

namespace saggar::detail {

namespace {

// The rules of trial.cpp, blamed and newly_unserved.
constexpr double broken_from = -1e-6;
constexpr double worse_by = 1e-4;
constexpr double short_by = 1e-4; // of a substation's peak

} // namespace

LimitSlots::LimitSlots(HostingNetwork const& made, DesignEnvelope const& base) : made_{made} {
    Network const& network = *made.network;
    auto const first_of = [](std::vector<std::int32_t> const& links) {
        return links.empty() ? 0 : links.front();
    };
    for (int k = 0; k < limit_kind_count; ++k) {
        auto const kind = static_cast<LimitKind>(k);
        auto const index = static_cast<std::size_t>(k);
        begin_[index] = size_;
        switch (kind) {
        case LimitKind::pipe_velocity:
        case LimitKind::pipe_gradient:
        case LimitKind::pipe_pressure:
        case LimitKind::pipe_temperature: size_ += network.pipes.size(); break;
        case LimitKind::vapour_margin: size_ += network.nodes.size(); break;
        case LimitKind::substation_differential_pressure:
        case LimitKind::substation_supply_temperature:
            first_[index] = first_of(network.substations.link);
            size_ += network.substations.size();
            break;
        case LimitKind::plant_heat:
        case LimitKind::plant_flow:
        case LimitKind::plant_differential_pressure:
        case LimitKind::plant_electricity:
            first_[index] = first_of(network.plants.link);
            size_ += network.plants.size();
            break;
        case LimitKind::pump_flow:
            first_[index] = first_of(network.pumps.link);
            size_ += network.pumps.size();
            break;
        }
    }
    begin_[limit_kind_count] = size_;
    size_ += network.substations.size();
    threshold_.assign(size_, broken_from);
    for (LimitFinding const& finding : base.limits.broken) {
        threshold_[slot(finding.kind, finding.element)] = finding.relative_margin() - worse_by;
    }
    unmet_before_w_ = base.substation_unmet_heat_w;
}

void LimitSlots::fill(Fluid const& fluid, SteadyState const& state, std::int32_t added, double load_w,
                      std::vector<double>& slack) const {
    slack.assign(size_, std::numeric_limits<double>::infinity());
    visit_present_limits(made_, fluid, state, [&](LimitFinding const& finding) {
        std::size_t const at = slot(finding.kind, finding.element);
        slack[at] = finding.relative_margin() - threshold_[at];
    });
    SubstationColumns const& substations = made_.network->substations;
    for (std::size_t i = 0; i < substations.size(); ++i) {
        double const unmet = state.substation_unmet_heat_w[i];
        double const peak = static_cast<std::int32_t>(i) == added ? load_w : substations.peak_w[i];
        double const before = i < unmet_before_w_.size() ? unmet_before_w_[i] : 0.0;
        if (peak > 0.0) {
            slack[begin_[limit_kind_count] + i] = (before - unmet) / peak + short_by;
        }
    }
}

std::optional<LimitKind> LimitSlots::kind(std::size_t slot) const {
    if (slot >= begin_[limit_kind_count]) {
        return std::nullopt;
    }
    auto const* const behind = std::ranges::upper_bound(begin_, slot);
    return static_cast<LimitKind>(behind - begin_.begin() - 1);
}

bool LimitSlots::was_broken(std::size_t slot) const {
    if (slot < begin_[limit_kind_count]) {
        return threshold_[slot] < broken_from;
    }
    std::size_t const substation = slot - begin_[limit_kind_count];
    return substation < unmet_before_w_.size() && unmet_before_w_[substation] > 0.0;
}

std::int32_t LimitSlots::element(std::size_t slot) const {
    if (auto const of = kind(slot)) {
        auto const index = static_cast<std::size_t>(*of);
        return first_[index] + static_cast<std::int32_t>(slot - begin_[index]);
    }
    return static_cast<std::int32_t>(slot - begin_[limit_kind_count]);
}

std::size_t LimitSlots::slot(LimitKind kind, std::int32_t element) const {
    auto const index = static_cast<std::size_t>(kind);
    return begin_[index] + static_cast<std::size_t>(element - first_[index]);
}

std::size_t LimitSlots::service_slot(std::int32_t substation) const {
    return begin_[limit_kind_count] + static_cast<std::size_t>(substation);
}

std::optional<LimitFinding> LimitSlots::finding(Fluid const& fluid, SteadyState const& state,
                                                std::size_t wanted) const {
    std::optional<LimitFinding> found;
    visit_present_limits(made_, fluid, state, [&](LimitFinding const& finding) {
        if (slot(finding.kind, finding.element) == wanted) {
            found = finding;
        }
    });
    return found;
}

} // namespace saggar::detail
