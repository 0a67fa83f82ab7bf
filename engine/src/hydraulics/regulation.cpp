// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "hydraulics/regulation.hpp"

#include <algorithm>
#include <cmath>
#include <functional>

namespace saggar::detail {

void Regulation::resize(Structure const& structure) {
    structure_ = &structure;
    auto const count = structure.regulators.size();
    auto const unknowns = static_cast<std::size_t>(structure.unknowns()) + 1;
    of_other_.assign(structure.others.size(), -1);
    for (std::size_t r = 0; r < count; ++r) {
        of_other_[structure.regulators[r].other] = static_cast<std::int32_t>(r);
    }
    wanted_.assign(count, 0.0);
    active_.reserve(count);
    response_.assign(count * unknowns, 0.0);
    column_.assign(count > 0 ? unknowns : 0, 0.0);
    system_.assign(count * count, 0.0);
    x_.assign(count, 0.0);
    scale_.assign(count, 0.0);
}

void Regulation::prepare(Structure const& structure, std::vector<OtherLink> const& others,
                         std::span<double const> fixed_pressure_pa, double reference_pa) {
    structure_ = &structure;
    for (std::size_t r = 0; r < structure.regulators.size(); ++r) {
        auto const& regulator = structure.regulators[r];
        wanted_[r] = others[regulator.other].values.set;
        for (auto const& sensor : {regulator.plus, regulator.minus}) {
            wanted_[r] += sensor.sign * reference_pa * (sensor.fixed >= 0 ? 0.0 : -1.0);
            if (sensor.fixed >= 0) {
                wanted_[r] -= sensor.sign * fixed_pressure_pa[sensor.fixed];
            }
        }
    }
}

double Regulation::measure(std::span<double const> x, Regulator const& regulator) {
    double sum = 0.0;
    for (auto const& sensor : {regulator.plus, regulator.minus}) {
        if (sensor.place >= 0) {
            sum += sensor.sign * x[sensor.place];
        }
    }
    return sum;
}

double Regulation::excess_pa(Core<double> const& core, std::size_t r) const {
    return measure(core.pressure, structure_->regulators[r]) - wanted_[r];
}

// Gaussian elimination with row exchange of the system scaled to rows and columns of size 1. Regulators that
// hold the same thing leave a pivot of round-off; the increments of all but one of them are 0 then, as good
// an answer as any unless they disagree, which their excess shows in the end.
void Regulation::solve_system(std::size_t n) {
    constexpr double least_pivot = 1e-10;
    auto const at = [&](std::size_t i, std::size_t j) -> double& { return system_[i * n + j]; };
    for (std::size_t j = 0; j < n; ++j) {
        double largest = 0.0;
        for (std::size_t i = 0; i < n; ++i) {
            largest = std::max(largest, std::abs(at(i, j)));
        }
        scale_[j] = largest > 0.0 ? 1.0 / largest : 0.0;
        for (std::size_t i = 0; i < n; ++i) {
            at(i, j) *= scale_[j];
        }
    }
    for (std::size_t i = 0; i < n; ++i) {
        double largest = 0.0;
        for (std::size_t j = 0; j < n; ++j) {
            largest = std::max(largest, std::abs(at(i, j)));
        }
        if (largest > 0.0) {
            for (std::size_t j = 0; j < n; ++j) {
                at(i, j) /= largest;
            }
            x_[i] /= largest;
        }
    }
    for (std::size_t k = 0; k < n; ++k) {
        std::size_t best = k;
        for (std::size_t i = k + 1; i < n; ++i) {
            if (std::abs(at(i, k)) > std::abs(at(best, k))) {
                best = i;
            }
        }
        if (best != k) {
            for (std::size_t j = 0; j < n; ++j) {
                std::swap(at(k, j), at(best, j));
            }
            std::swap(x_[k], x_[best]);
        }
        if (!(std::abs(at(k, k)) > least_pivot)) {
            continue;
        }
        for (std::size_t i = k + 1; i < n; ++i) {
            double const factor = at(i, k) / at(k, k);
            for (std::size_t j = k; j < n; ++j) {
                at(i, j) -= factor * at(k, j);
            }
            x_[i] -= factor * x_[k];
        }
    }
    for (std::size_t k = n; k-- > 0;) {
        double sum = x_[k];
        for (std::size_t j = k + 1; j < n; ++j) {
            sum -= at(k, j) * x_[j];
        }
        x_[k] = std::abs(at(k, k)) > least_pivot ? sum / at(k, k) : 0.0;
    }
    for (std::size_t j = 0; j < n; ++j) {
        x_[j] *= scale_[j];
    }
}

// Adds to `response` what it lacks of what pressures change by for 1 kg/s more through the superlink.
void Regulation::respond(Core<double>& core, std::int32_t superlink, std::span<double> response) {
    auto const& s = *structure_;
    std::ranges::fill(column_, 0.0);
    column_[s.start_place[superlink]] -= 1.0;
    column_[s.end_place[superlink]] += 1.0;
    for (std::int32_t i = 0; i < s.superlinks; ++i) {
        double const flow = core.conductance[i] * (response[s.start_place[i]] - response[s.end_place[i]]);
        column_[s.start_place[i]] -= flow;
        column_[s.end_place[i]] += flow;
    }
    core.solve(column_);
    std::ranges::transform(response, column_, response.begin(), std::plus{});
}

int Regulation::complete_step(Core<double>& core, std::vector<OtherLink>& others) {
    // A regulator whose flow does not move what it measures by this part of what it moves elsewhere is
    // powerless.
    constexpr double least_influence = 1e-9;
    constexpr double little_influence = 1e-4;
    auto const& s = *structure_;
    auto const unknowns = static_cast<std::size_t>(s.unknowns()) + 1;
    active_.clear();
    int powerless = 0;
    for (std::size_t r = 0; r < s.regulators.size(); ++r) {
        auto const& regulator = s.regulators[r];
        auto& other = others[regulator.other];
        if (other.mode != OtherLink::Mode::regulating) {
            continue;
        }
        auto const superlink = s.others[regulator.other].superlink;
        std::span<double> const response{response_.data() + active_.size() * unknowns, unknowns};
        std::ranges::fill(response, 0.0);
        double largest = 0.0;
        for (int pass = 0; pass < 2; ++pass) {
            respond(core, superlink, response);
            largest = std::max(std::ranges::max(response), -std::ranges::min(response));
            if (std::abs(measure(response, regulator)) > little_influence * largest) {
                break; // else it may be round-off beside links of next to no slope
            }
        }
        if (std::abs(measure(response, regulator)) > least_influence * largest) {
            active_.push_back(static_cast<std::int32_t>(r));
        } else {
            // All it can do is to throttle fully, or not at all.
            other.mode = regulator.direction * excess_pa(core, r) > 0.0 ? OtherLink::Mode::at_zero
                                                                        : OtherLink::Mode::free;
            ++other.changes;
            ++powerless;
        }
    }
    auto const n = active_.size();
    if (n == 0) {
        return powerless;
    }
    for (std::size_t i = 0; i < n; ++i) {
        auto const& regulator = s.regulators[active_[i]];
        for (std::size_t j = 0; j < n; ++j) {
            system_[i * n + j] = measure({response_.data() + j * unknowns, unknowns}, regulator);
        }
        x_[i] = wanted_[active_[i]] - measure(core.pressure, regulator) - measure(core.rhs, regulator);
    }
    solve_system(n);
    for (std::size_t j = 0; j < n; ++j) {
        core.base[s.others[s.regulators[active_[j]].other].superlink] += x_[j];
        auto const* const response = response_.data() + j * unknowns;
        for (std::size_t i = 0; i < unknowns; ++i) {
            core.rhs[i] += x_[j] * response[i];
        }
    }
    return powerless;
}

} // namespace saggar::detail
