// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// Links with limits, one-way links and regulators: whether they are at their limit, from the flows and
// pressures of the last step.
#include "hydraulics/workspace.hpp"

#include <algorithm>
#include <cmath>

namespace saggar::detail {

bool Workspace::regulators_hold() const {
    double const close = 1e-3 + 1e-9 * pressure_scale();
    for (std::size_t r = 0; r < structure_->regulators.size(); ++r) {
        if (others_[structure_->regulators[r].other].mode == OtherLink::Mode::regulating &&
            !(std::abs(regulation_.excess_pa(core_, r)) <= close)) {
            return false;
        }
    }
    return true;
}

double Workspace::pressure_difference(std::int32_t k) const {
    auto const& place = structure_->others[k];
    auto const& other = others_[k];
    auto const s = place.superlink;
    // What the rest of the chain loses at the flow after the step.
    double const rest = core_.chain_loss[s] - place.sign * other.at.loss_pa +
                        (core_.chain_slope[s] - other.at.slope_pa_s_kg) * core_.change[s];
    return place.sign * (core_.pressure[structure_->start_place[s]] -
                         core_.pressure[structure_->end_place[s]] + core_.chain_drive[s] - rest);
}

// What the step let a held flow slip: a held link still has a conductance, if next to none, and the first
// steps move pressures by bars. The next step takes it back; it is no sign that the limit is not reached.
double Workspace::slip(std::size_t other) const {
    auto const superlink = structure_->others[other].superlink;
    return std::abs(core_.change[superlink] - core_.base[superlink]);
}

OtherLink::Mode Workspace::decided(OtherLink const& other, double dp) const {
    using Mode = OtherLink::Mode;
    double const no_flow = 1e-10 * network_flow_;
    double const no_pressure = 1e-6 + 1e-11 * std::abs(dp);
    auto const index = static_cast<std::size_t>(&other - others_.data());
    auto const r = regulation_.of(index);
    double const excess = r < 0 ? 0.0
                                : structure_->regulators[r].direction *
                                      regulation_.excess_pa(core_, static_cast<std::size_t>(r));
    switch (other.mode) {
    case Mode::free:
        if (other.flow < -no_flow) {
            return Mode::at_zero;
        }
        if (other.limited && other.flow > other.set_flow + no_flow) {
            return Mode::at_set;
        }
        return other.regulates && excess > no_pressure ? Mode::regulating : Mode::free;
    case Mode::at_zero:
        if (other.regulates) {
            return dp > no_pressure && excess < -no_pressure ? Mode::regulating : Mode::at_zero;
        }
        return dp > saggar::detail::evaluate(other.values, 0.0).loss_pa + no_pressure ? Mode::free
                                                                                      : Mode::at_zero;
    case Mode::at_set:
        if (other.set_flow == 0.0) {
            return Mode::at_set;
        }
        return other.flow < other.set_flow * (1.0 - 1e-6) - no_flow - slip(index) ||
                       dp < saggar::detail::evaluate(other.values, other.set_flow).loss_pa - no_pressure
                   ? Mode::free
                   : Mode::at_set;
    case Mode::regulating:
        if (other.flow < -no_flow) {
            return Mode::at_zero;
        }
        return dp < saggar::detail::evaluate(other.values, other.flow).loss_pa - no_pressure
                   ? Mode::free
                   : Mode::regulating;
    }
    return other.mode;
}

int Workspace::decide(bool one_only, bool regulators_too) {
    int changes = 0;
    for (std::int32_t k = 0; k < structure_->core_others; ++k) {
        auto& other = others_[k];
        if (!other.forward_only || (other.regulates && !regulators_too)) {
            continue;
        }
        auto const& place = structure_->others[k];
        other.flow = place.sign * (core_.q[place.superlink] + core_.other_offset[k]);
        double const dp = pressure_difference(k);
        auto const mode = decided(other, dp);
        if (mode == other.mode) {
            continue;
        }
        if (other.mode == OtherLink::Mode::at_zero && mode == OtherLink::Mode::free) {
            // From rest Newton would leap: begin where the link alone would take half the pressure.
            double const rest = saggar::detail::evaluate(other.values, 0.0).loss_pa;
            double flow = flow_at(other.values, rest + 0.5 * (dp - rest), network_flow_);
            if (other.limited) {
                flow = std::min(flow, other.set_flow);
            }
            core_.q[place.superlink] = place.sign * flow - core_.other_offset[k];
        }
        other.mode = mode;
        ++other.changes;
        ++changes;
        if (one_only) {
            break;
        }
    }
    return changes;
}

} // namespace saggar::detail
