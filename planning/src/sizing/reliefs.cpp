// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "reliefs.hpp"

#include "feedback.hpp"

#include "../supply_way.hpp"

#include "saggar/engine/state_archive.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <utility>

namespace saggar::detail {

namespace {

// What friction takes grows about with the square of flow.
double flow_too_much(double value, double allowed) {
    return std::clamp(1.0 - std::sqrt(std::max(0.0, allowed) / std::max(value, 1e-9)), 0.0, 1.0);
}

class Reliefs {
public:
    Reliefs(Design const& design, Fluid const& fluid)
        : design_{design}, fluid_{fluid}, network_{*design.network} {
        SupplyWays const ways{network_, design.state.mass_flow_kg_s};
        for (std::size_t i = 0; i < network_.substations.size(); ++i) {
            ways_.push_back(ways.of(i));
        }
    }

    std::vector<SizingRelief> find() {
        if (!design_.broken.empty()) {
            look_at(*std::ranges::min_element(design_.broken, {}, &LimitFinding::relative_margin));
        } else if (!design_.cold.empty()) {
            where_heat_lacks();
            alone(static_cast<std::size_t>(design_.cold.front()));
        } else if (!design_.unserved.empty()) {
            auto const who = static_cast<std::size_t>(design_.unserved.front());
            along_way_of(who, 0.1);
            alone(who);
        }
        std::erase_if(reliefs_, [](SizingRelief const& relief) { return relief.parts.empty(); });
        return std::move(reliefs_);
    }

private:
    void look_at(LimitFinding const& finding) {
        auto const link = static_cast<std::size_t>(finding.element);
        switch (finding.kind) {
        case LimitKind::pipe_gradient: through(link, flow_too_much(finding.value, finding.limit)); break;
        case LimitKind::pipe_velocity:
            through(link, std::clamp(1.0 - finding.limit / finding.value, 0.0, 1.0));
            break;
        case LimitKind::substation_differential_pressure: {
            std::size_t const who = substation_of(network_, finding.element);
            double const lost_pa = lost_along(who);
            along_way_of(who, flow_too_much(lost_pa, lost_pa + 0.5 * finding.margin));
            alone(who);
            break;
        }
        case LimitKind::substation_supply_temperature:
            where_heat_lacks();
            alone(substation_of(network_, finding.element));
            break;
        case LimitKind::plant_differential_pressure:
            if (design_.state.index_consumer >= 0) {
                auto const who = static_cast<std::size_t>(design_.state.index_consumer);
                along_way_of(who, flow_too_much(finding.value, finding.limit));
                alone(who);
            }
            break;
        case LimitKind::pipe_pressure:
            above(-finding.margin);
            if (design_.state.index_consumer >= 0) {
                auto const who = static_cast<std::size_t>(design_.state.index_consumer);
                double const lost_pa = lost_along(who);
                along_way_of(who, flow_too_much(lost_pa, lost_pa + finding.margin));
            }
            behind(static_cast<std::size_t>(network_.links.from[link]));
            break;
        case LimitKind::vapour_margin:
            above(-finding.margin);
            behind(link); // a node
            break;
        default: // of plants and pumps: everybody's flow
            add(false, std::clamp(-finding.relative_margin(), 0.0, 1.0), [](std::size_t) { return 1.0; });
            break;
        }
    }

    void add(bool whole, double fraction, std::function<double(std::size_t)> const& part_of) {
        SizingRelief relief{.whole = whole, .fraction = fraction, .substations = {}, .parts = {}};
        for (std::size_t i = 0; i < network_.substations.size(); ++i) {
            double const part = part_of(i);
            if (part > 0.0) {
                relief.substations.push_back(network_.substations.id[i]);
                relief.parts.push_back(part);
            }
        }
        reliefs_.push_back(std::move(relief));
    }

    // A plant that gives all it has sends out colder water: everybody's heat counts.
    void where_heat_lacks() {
        constexpr double some = 0.02;
        constexpr double all = 0.999;
        PlantColumns const& plants = network_.plants;
        for (std::size_t i = 0; i < plants.size(); ++i) {
            if (plants.control[i] != PlantControl::heat && plants.capacity_w[i] &&
                design_.state.plant_heat_w[i] >= all * *plants.capacity_w[i]) {
                add(false, some, [](std::size_t) { return 1.0; });
                return;
            }
        }
    }

    void alone(std::size_t who) {
        add(true, 1.0, [&](std::size_t i) { return i == who ? 1.0 : 0.0; });
    }

    void through(std::size_t pipe, double fraction) {
        std::int32_t const partner = network_.pipes.partner[pipe];
        add(false, fraction, [&](std::size_t i) {
            bool const passes = std::ranges::any_of(ways_[i], [&](std::size_t line) {
                return line == pipe || static_cast<std::int32_t>(line) == partner;
            });
            return passes ? 1.0 : 0.0;
        });
        if (reliefs_.back().parts.empty()) { // water without a consumer behind it alone: of a ring
            add(false, fraction, [](std::size_t) { return 1.0; });
        }
    }

    void behind(std::size_t node) {
        add(true, 1.0, [&](std::size_t i) {
            auto const door = static_cast<std::size_t>(
                network_.links.from[static_cast<std::size_t>(network_.substations.link[i])]);
            bool const passes = std::ranges::any_of(ways_[i], [&](std::size_t line) {
                return static_cast<std::size_t>(network_.links.from[line]) == node ||
                       static_cast<std::size_t>(network_.links.to[line]) == node;
            });
            return passes || door == node ? 1.0 : 0.0;
        });
    }

    // Those that stand higher than the highest less what that pressure lifts water.
    void above(double too_much_pa) {
        double const gravity = network_.project().physics.gravity_m_s2;
        if (gravity <= 0.0 || network_.substations.size() == 0) {
            return;
        }
        auto const height = [&](std::size_t i) {
            return network_.nodes.elevation_m[static_cast<std::size_t>(
                network_.links.from[static_cast<std::size_t>(network_.substations.link[i])])];
        };
        double highest = height(0);
        for (std::size_t i = 1; i < network_.substations.size(); ++i) {
            highest = std::max(highest, height(i));
        }
        constexpr double usual_c = 20.0; // water weighs most where it is cold
        double const limit = highest - too_much_pa / (gravity * fluid_.density_kg_m3(usual_c));
        add(true, 1.0, [&](std::size_t i) { return height(i) >= limit ? 1.0 : 0.0; });
    }

    [[nodiscard]] double lost_along(std::size_t who) const {
        double lost_pa = 0.0;
        for (std::size_t const line : ways_[who]) {
            lost_pa += design_.state.pipe_friction_pa[line];
        }
        return lost_pa;
    }

    // By the part of the pressure lost on the way to one that is lost where another's water comes too.
    void along_way_of(std::size_t who, double fraction) {
        double const lost_pa = lost_along(who);
        std::vector<double> shared(network_.links.size(), 0.0);
        for (std::size_t const line : ways_[who]) {
            shared[line] = lost_pa > 0.0 ? design_.state.pipe_friction_pa[line] / lost_pa : 0.0;
        }
        add(false, fraction, [&](std::size_t i) {
            double part = 0.0;
            for (std::size_t const line : ways_[i]) {
                part += shared[line];
            }
            return part;
        });
    }

    Design const& design_;
    Fluid const& fluid_;
    Network const& network_;
    std::vector<std::vector<std::size_t>> ways_; // of each substation's water
    std::vector<SizingRelief> reliefs_;
};

} // namespace

std::vector<SizingRelief> reliefs_of(Design const& design, Fluid const& fluid) {
    return Reliefs{design, fluid}.find();
}

} // namespace saggar::detail

namespace saggar {

void SizingRelief::keep(StateArchive& archive) {
    archive(whole, fraction, substations, parts);
}

} // namespace saggar
