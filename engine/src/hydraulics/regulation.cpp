// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "hydraulics/regulation.hpp"

#include <algorithm>
#include <cmath>

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

double Regulation::measure(std::vector<double> const& x, Regulator const& regulator) const {
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

bool Regulation::complete_step(Core<double>& core, std::vector<OtherLink> const& others) {
    auto const& s = *structure_;
    active_.clear();
    for (std::size_t r = 0; r < s.regulators.size(); ++r) {
        if (others[s.regulators[r].other].mode == OtherLink::Mode::regulating) {
            active_.push_back(static_cast<std::int32_t>(r));
        }
    }
    if (active_.empty()) {
        return true;
    }
    auto const n = active_.size();
    auto const unknowns = static_cast<std::size_t>(s.unknowns()) + 1;
    double largest = 0.0;
    for (std::size_t j = 0; j < n; ++j) {
        auto const superlink = s.others[s.regulators[active_[j]].other].superlink;
        std::ranges::fill(column_, 0.0);
        column_[s.start_place[superlink]] -= 1.0;
        column_[s.end_place[superlink]] += 1.0;
        core.solve(column_);
        std::ranges::copy(column_, response_.begin() + static_cast<std::ptrdiff_t>(j * unknowns));
        for (std::size_t i = 0; i < n; ++i) {
            system_[i * n + j] = measure(column_, s.regulators[active_[i]]);
            largest = std::max(largest, std::abs(system_[i * n + j]));
        }
    }
    for (std::size_t i = 0; i < n; ++i) {
        auto const& regulator = s.regulators[active_[i]];
        x_[i] = wanted_[active_[i]] - measure(core.pressure, regulator) - measure(core.rhs, regulator);
    }
    // Gaussian elimination with row exchange. Regulators that hold the same thing leave a pivot of round-off;
    // the increments of all but one of them are 0 then, which is as good an answer as any, unless they
    // disagree.
    bool consistent = true;
    for (std::size_t k = 0; k < n; ++k) {
        std::size_t best = k;
        for (std::size_t i = k + 1; i < n; ++i) {
            if (std::abs(system_[i * n + k]) > std::abs(system_[best * n + k])) {
                best = i;
            }
        }
        if (best != k) {
            std::swap_ranges(system_.begin() + static_cast<std::ptrdiff_t>(k * n),
                             system_.begin() + static_cast<std::ptrdiff_t>((k + 1) * n),
                             system_.begin() + static_cast<std::ptrdiff_t>(best * n));
            std::swap(x_[k], x_[best]);
        }
        double const pivot = system_[k * n + k];
        if (!(std::abs(pivot) > 1e-11 * largest)) {
            consistent = consistent && std::isfinite(pivot);
            continue;
        }
        for (std::size_t i = k + 1; i < n; ++i) {
            double const factor = system_[i * n + k] / pivot;
            for (std::size_t j = k; j < n; ++j) {
                system_[i * n + j] -= factor * system_[k * n + j];
            }
            x_[i] -= factor * x_[k];
        }
    }
    for (std::size_t k = n; k-- > 0;) {
        double const pivot = system_[k * n + k];
        double sum = x_[k];
        for (std::size_t j = k + 1; j < n; ++j) {
            sum -= system_[k * n + j] * x_[j];
        }
        x_[k] = std::abs(pivot) > 1e-11 * largest ? sum / pivot : 0.0;
    }
    for (std::size_t j = 0; j < n; ++j) {
        core.base[s.others[s.regulators[active_[j]].other].superlink] += x_[j];
        auto const* const response = response_.data() + j * unknowns;
        for (std::size_t i = 0; i < unknowns; ++i) {
            core.rhs[i] += x_[j] * response[i];
        }
    }
    return consistent;
}

} // namespace saggar::detail
