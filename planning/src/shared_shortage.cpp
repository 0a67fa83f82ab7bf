// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "shared_shortage.hpp"

#include "over_threads.hpp"

#include "saggar/network/at.hpp"

#include <algorithm>
#include <cmath>

namespace saggar::detail {

namespace {

constexpr double enough = 1e-6;  // of a capacity, that a plant may be beyond
constexpr double lowering = 0.1; // of a given heat, at a time
constexpr int most_rounds = 40;

class Sharing {
public:
    Sharing(SteadySolver& solver, OutageNetwork const& outage, std::function<bool()> const& go_on)
        : solver_{solver}, outage_{outage}, network_{*outage.network}, go_on_{go_on} {
        made_.point = outage.point;
        auto const parts = at(outage.parts.count);
        made_.served.assign(parts, 1.0);
        demand_w_.assign(parts, 0.0);
        for (std::size_t i = 0; i < network_.substations.size(); ++i) {
            demand_w_[part_of(network_.substations.link[i])] += outage.point.heat_demand_w[i];
        }
    }

    SharedShortage run(SteadyState const& start) {
        made_.state = start;
        for (int round = 1; round <= most_rounds; ++round) { // the last one is solved and left as it is
            solve();
            if (!made_.report.converged() || round == most_rounds || !(relieve() || share())) {
                break;
            }
        }
        note_plants();
        return std::move(made_);
    }

private:
    [[nodiscard]] std::size_t part_of(std::int32_t link) const {
        return at(outage_.parts.of_node[at(network_.links.from[at(link)])]);
    }

    void solve() {
        if (!go_on_()) {
            throw WorkStopped{};
        }
        made_.report = solver_.solve(made_.point, made_.state);
        if (made_.report.converged()) {
            return;
        }
        // Where one begins, and what was tried before, must not decide whether one arrives.
        if (!go_on_()) {
            throw WorkStopped{};
        }
        SteadySolver fresh{outage_.network};
        made_.state = SteadyState{};
        made_.report = fresh.solve(made_.point, made_.state);
    }

    [[nodiscard]] bool follows(std::size_t plant) const {
        PlantControl const control = network_.plants.control[plant];
        return (control == PlantControl::pressure_holding ||
                control == PlantControl::differential_pressure) &&
               made_.point.link_open[at(network_.plants.link[plant])] != 0;
    }

    // Where plants with a given heat press more water in than is taken, it runs back through a plant that
    // follows the load, hot, and they pump the more: no state to run a network in. They are lowered.
    bool relieve() {
        bool any = false;
        for (std::size_t i = 0; i < network_.plants.size(); ++i) {
            std::int32_t const link = network_.plants.link[i];
            bool const backwards = follows(i) && made_.state.mass_flow_kg_s[at(link)] < 0.0;
            any = (backwards && lower(part_of(link))) || any;
        }
        if (any) {
            made_.state = SteadyState{}; // it must not begin there
        }
        return any;
    }

    bool lower(std::size_t part) {
        bool any = false;
        for (std::size_t i = 0; i < network_.plants.size(); ++i) {
            std::int32_t const link = network_.plants.link[i];
            double& heat_w = made_.point.plant_heat_w[i];
            if (network_.plants.control[i] == PlantControl::heat && heat_w > 0.0 &&
                made_.point.link_open[at(link)] != 0 && part_of(link) == part) {
                heat_w *= 1.0 - lowering;
                any = true;
            }
        }
        return any;
    }

    // Takes back what plants give beyond their capacity; false where none does.
    bool share() {
        std::vector<double> beyond_w(demand_w_.size(),
                                     0.0); // below 0: room, where something is shared already
        std::vector<std::uint8_t> moves(demand_w_.size(), 0);
        bool any = false;
        for (std::size_t i = 0; i < network_.plants.size(); ++i) {
            double const capacity = outage_.capacity_w[i];
            if (!follows(i) || !std::isfinite(capacity)) {
                continue;
            }
            std::size_t const part = part_of(network_.plants.link[i]);
            double const beyond = made_.state.plant_heat_w[i] - capacity;
            bool const too_much = beyond > enough * std::max(capacity, 1.0);
            bool const too_little = made_.served[part] < 1.0 && beyond < -enough * std::max(capacity, 1.0);
            if (too_much || too_little) {
                beyond_w[part] += beyond;
                moves[part] = 1;
                any = true;
            }
        }
        for (std::size_t part = 0; part < moves.size(); ++part) {
            if (moves[part] != 0) {
                double const left = beyond_w[part] > 0.0 ? raise(part, beyond_w[part]) : beyond_w[part];
                if (left != 0.0 && demand_w_[part] > 0.0) {
                    made_.served[part] = std::clamp(made_.served[part] - left / demand_w_[part], 0.0, 1.0);
                }
            }
        }
        for (std::size_t i = 0; i < network_.substations.size(); ++i) {
            made_.point.heat_demand_w[i] =
                outage_.point.heat_demand_w[i] * made_.served[part_of(network_.substations.link[i])];
        }
        return any;
    }

    [[nodiscard]] bool stood_by(std::size_t plant) const {
        return std::ranges::find(outage_.started, static_cast<std::int32_t>(plant)) != outage_.started.end();
    }

    // Plants with a given heat, in the project's order, those that stood by last; what they cannot give is
    // returned.
    double raise(std::size_t part, double wanted_w) {
        for (std::size_t i = 0; i < network_.plants.size(); ++i) {
            if (!stood_by(i) && std::isfinite(outage_.capacity_w[i])) {
                wanted_w -= raise_one(i, part, wanted_w);
            }
        }
        for (std::int32_t const plant : outage_.started) {
            wanted_w -= raise_one(at(plant), part, wanted_w);
        }
        return wanted_w;
    }

    double raise_one(std::size_t plant, std::size_t part, double wanted_w) {
        std::int32_t const link = network_.plants.link[plant];
        if (network_.plants.control[plant] != PlantControl::heat || made_.point.link_open[at(link)] == 0 ||
            part_of(link) != part) {
            return 0.0;
        }
        double& heat_w = made_.point.plant_heat_w[plant];
        double const more = std::min(std::max(0.0, outage_.capacity_w[plant] - heat_w), wanted_w);
        heat_w += more;
        return more;
    }

    void note_plants() {
        for (std::size_t i = 0; i < network_.plants.size(); ++i) {
            if (made_.point.plant_heat_w[i] > outage_.point.plant_heat_w[i] && !stood_by(i)) {
                made_.raised.push_back(network_.plants.id[i]);
            }
            if (made_.point.plant_heat_w[i] < outage_.point.plant_heat_w[i] && !stood_by(i) &&
                std::ranges::find(outage_.lowered, network_.plants.id[i]) == outage_.lowered.end()) {
                made_.lowered.push_back(network_.plants.id[i]);
            }
            if (made_.report.converged() && made_.state.plant_heat_w[i] > 0.0 &&
                made_.state.plant_heat_w[i] >= outage_.capacity_w[i] * (1.0 - 1e-4)) {
                made_.at_capacity.push_back(network_.plants.id[i]);
            }
        }
    }

    SteadySolver& solver_;
    OutageNetwork const& outage_;
    Network const& network_;
    std::function<bool()> const& go_on_;
    SharedShortage made_;
    std::vector<double> demand_w_; // by part
};

} // namespace

SharedShortage solve_shared(SteadySolver& solver, OutageNetwork const& outage, SteadyState const& start,
                            std::function<bool()> const& go_on) {
    return Sharing{solver, outage, go_on}.run(start);
}

} // namespace saggar::detail
