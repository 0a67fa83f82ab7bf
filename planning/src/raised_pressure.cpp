// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "raised_pressure.hpp"

#include "saggar/engine/steady/limits.hpp"
#include "saggar/network/at.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <set>
#include <utility>

namespace saggar::detail {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double noticeable = 1e-6; // of a demand, that is short
constexpr double least_help = 1e-2; // of the heat that lacked: less is no reason to raise anything
constexpr double close_pa = 500.0;  // to which a differential pressure is halved
constexpr int most_halvings = 20;

class Raising {
public:
    Raising(OutageNetwork const& outage, std::vector<double> const& unmet_before_w, SharedShortage& found,
            std::function<bool()> const& go_on)
        : network_{*outage.network},
          outage_{outage},
          unmet_before_w_{unmet_before_w},
          found_{found},
          go_on_{go_on},
          asked_{outage} {}

    std::vector<RaisedPressure> run() {
        short_w_ = short_of_pressure_w(found_);
        if (short_w_ <= 0.0) {
            return {};
        }
        solver_.emplace(outage_.network); // for its fluid
        broken_before_ = broken(found_);
        std::vector<RaisedPressure> raised;
        for (std::size_t const plant : with_head_left()) {
            double const from_pa = asked_.point.plant_differential_pressure_pa[plant];
            if (raise(plant)) {
                raised.push_back({.plant = network_.plants.id[plant],
                                  .from_pa = from_pa,
                                  .to_pa = asked_.point.plant_differential_pressure_pa[plant]});
            }
            if (short_w_ <= 0.0) {
                break;
            }
        }
        return raised;
    }

private:
    // Plants that run, hold a differential pressure and could hold more: the one that holds the pressure
    // first, then those with most left.
    [[nodiscard]] std::vector<std::size_t> with_head_left() const {
        PlantColumns const& plants = network_.plants;
        std::vector<std::pair<double, std::size_t>> list;
        for (std::size_t i = 0; i < plants.size(); ++i) {
            bool const holds = plants.control[i] == PlantControl::pressure_holding;
            bool const minds = holds || plants.control[i] == PlantControl::differential_pressure;
            double const set = asked_.point.plant_differential_pressure_pa[i];
            double const left =
                plants.maximum_differential_pressure_pa[i].value_or(0.0) - set; // NaN: finds it
            if (minds && asked_.point.link_open[at(plants.link[i])] != 0 && left > close_pa) {
                list.emplace_back(holds ? -std::numeric_limits<double>::infinity() : -left, i);
            }
        }
        std::ranges::stable_sort(list, {}, &std::pair<double, std::size_t>::first);
        std::vector<std::size_t> order;
        order.reserve(list.size());
        for (auto const& [key, plant] : list) {
            order.push_back(plant);
        }
        return order;
    }

    // What lacks for want of pressure and did not before, W.
    [[nodiscard]] double short_of_pressure_w(SharedShortage const& state) const {
        double sum = 0.0;
        for (std::size_t i = 0; i < network_.substations.size(); ++i) {
            ElementStatus const status = state.state.link_status[at(network_.substations.link[i])];
            double const demand_w = state.point.heat_demand_w[i];
            double const more_w = state.state.substation_unmet_heat_w[i] - unmet_before_w_[i];
            if (demand_w > 0.0 && more_w > noticeable * demand_w && status != ElementStatus::cut_off &&
                status != ElementStatus::too_cold) {
                sum += more_w;
            }
        }
        return sum;
    }

    // What those that ask for heat have beyond their minimum; below 0: somebody has less.
    [[nodiscard]] double least_margin_pa(SharedShortage const& state) const {
        double least = std::numeric_limits<double>::infinity();
        SubstationColumns const& substations = network_.substations;
        for (std::size_t i = 0; i < substations.size(); ++i) {
            double const has = state.state.substation_differential_pressure_pa[i];
            if (state.point.heat_demand_w[i] > 0.0 && std::isfinite(has)) {
                least = std::min(least, has - substations.minimum_differential_pressure_pa[i]);
            }
        }
        return least;
    }

    // In all, W: what plants have too little of is shared.
    [[nodiscard]] double lacks_w(SharedShortage const& state) const {
        double sum = 0.0;
        for (std::size_t i = 0; i < network_.substations.size(); ++i) {
            sum += outage_.point.heat_demand_w[i] - state.point.heat_demand_w[i] +
                   state.state.substation_unmet_heat_w[i];
        }
        return sum;
    }

    using Element = std::pair<LimitKind, std::int32_t>;
    // What more pressure of a plant could break.
    [[nodiscard]] std::set<Element> broken(SharedShortage const& state) const {
        std::set<Element> all;
        for (LimitFinding const& finding : check_limits(network_, solver_->fluid(), state.state).broken) {
            if (finding.kind == LimitKind::pipe_pressure || finding.kind == LimitKind::vapour_margin ||
                finding.kind == LimitKind::plant_flow) {
                all.emplace(finding.kind, finding.element);
            }
        }
        return all;
    }
    [[nodiscard]] bool allowed(SharedShortage const& state) const {
        return std::ranges::includes(broken_before_, broken(state));
    }

    // With this differential pressure; NaN: the smallest that serves everybody. Nothing: no solution.
    [[nodiscard]] std::optional<SharedShortage> tried(std::size_t plant, double pressure_pa) {
        OutageNetwork one = asked_;
        one.point.plant_differential_pressure_pa[plant] = pressure_pa;
        SteadySolver solver{one.network};
        SharedShortage made = solve_shared(solver, one, found_.state, go_on_);
        return made.report.converged() ? std::optional{std::move(made)} : std::nullopt;
    }

    bool raise(std::size_t plant) {
        double const from_pa = asked_.point.plant_differential_pressure_pa[plant];
        double high_pa = *network_.plants.maximum_differential_pressure_pa[plant];
        std::optional<SharedShortage> best;
        if (network_.plants.control[plant] == PlantControl::pressure_holding) {
            best = tried(plant, nan);
            if (best) {
                high_pa = best->state.plant_differential_pressure_pa[plant];
            }
        }
        if (!best) {
            best = tried(plant, high_pa);
            if (best) {
                double const enough_w = short_of_pressure_w(*best) + noticeable * short_w_;
                double const enough_pa = std::min(least_margin_pa(*best), 0.0);
                lower(plant, from_pa, high_pa, best, [&](SharedShortage const& one) {
                    return short_of_pressure_w(one) <= enough_w && least_margin_pa(one) >= enough_pa - 1.0;
                });
            }
        }
        if (!best || !allowed(*best)) {
            best.reset();
            climb(plant, from_pa, high_pa, best);
        }
        if (!best || high_pa <= from_pa + close_pa ||
            lacks_w(*best) > lacks_w(found_) - least_help * short_w_) {
            return false;
        }
        asked_.point.plant_differential_pressure_pa[plant] = high_pa;
        found_ = std::move(*best);
        short_w_ = short_of_pressure_w(found_);
        return true;
    }

    // Between one at which it is not so and one at which it is, the smallest at which it is.
    template <class Enough>
    void lower(std::size_t plant, double low_pa, double& high_pa, std::optional<SharedShortage>& best,
               Enough const& enough) {
        for (int i = 0; i < most_halvings && high_pa - low_pa > close_pa; ++i) {
            double const middle_pa = 0.5 * (low_pa + high_pa);
            std::optional<SharedShortage> made = tried(plant, middle_pa);
            if (made && enough(*made)) {
                high_pa = middle_pa;
                best = std::move(made);
            } else {
                low_pa = middle_pa;
            }
        }
    }

    // The largest that finds a solution in which nothing is broken that was not.
    void climb(std::size_t plant, double low_pa, double& high_pa, std::optional<SharedShortage>& best) {
        double beyond_pa = high_pa;
        high_pa = low_pa;
        for (int i = 0; i < most_halvings && beyond_pa - high_pa > close_pa; ++i) {
            double const middle_pa = 0.5 * (high_pa + beyond_pa);
            std::optional<SharedShortage> made = tried(plant, middle_pa);
            if (made && allowed(*made)) {
                high_pa = middle_pa;
                best = std::move(made);
            } else {
                beyond_pa = middle_pa;
            }
        }
    }

    Network const& network_;
    OutageNetwork const& outage_;
    std::vector<double> const& unmet_before_w_;
    SharedShortage& found_;
    std::function<bool()> const& go_on_;
    OutageNetwork asked_; // with what was raised so far
    std::optional<SteadySolver> solver_;
    std::set<Element> broken_before_;
    double short_w_{0.0};
};

} // namespace

std::vector<RaisedPressure> raise_pressure(OutageNetwork const& outage,
                                           std::vector<double> const& unmet_before_w, SharedShortage& found,
                                           std::function<bool()> const& go_on) {
    return Raising{outage, unmet_before_w, found, go_on}.run();
}

} // namespace saggar::detail
