// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/engine/steady/design_envelope.hpp"

#include "design_paths.hpp"
#include "workspace.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <mutex>

namespace saggar {

namespace {

// Takes points in any order; what it keeps does not depend on it: of equal values, the first consumer's
// stays.
class Envelope {
public:
    Envelope(Network const& network, DesignEnvelope& into) : network_{network}, into_{into} {
        std::size_t const pipes = network.pipes.size();
        std::size_t const substations = network.substations.size();
        for (auto* const column : {&into.pipe_flow_kg_s, &into.pipe_velocity_m_s, &into.pipe_gradient_pa_m}) {
            column->assign(pipes, 0.0);
        }
        into.pipe_consumer.assign(pipes, -1);
        into.substation_differential_pressure_pa.assign(substations, std::numeric_limits<double>::infinity());
        into.substation_consumer.assign(substations, -1);
        into.substation_margin_pa.assign(substations, std::numeric_limits<double>::infinity());
        into.substation_unmet_heat_w.assign(substations, 0.0);
        into.unmet_consumer.assign(substations, -1);
        into.substation_supply_temperature_c.assign(substations, std::numeric_limits<double>::infinity());
        for (auto* const column :
             {&into.plant_heat_w, &into.plant_flow_kg_s, &into.plant_differential_pressure_pa}) {
            column->assign(network.plants.size(), 0.0);
        }
    }

    void add(SteadyState const& state, LimitReport const& limits, std::int32_t consumer) {
        for (std::size_t i = 0; i < network_.pipes.size(); ++i) {
            double const flow = std::abs(state.mass_flow_kg_s[i]);
            double& largest = into_.pipe_flow_kg_s[i];
            std::int32_t& whose = into_.pipe_consumer[i];
            if (flow > largest || (flow == largest && consumer < whose)) {
                largest = flow;
                whose = consumer;
            }
            double& velocity = into_.pipe_velocity_m_s[i];
            velocity = std::max(velocity, state.pipe_velocity_m_s[i]);
            double& gradient = into_.pipe_gradient_pa_m[i];
            gradient = std::max(gradient, pipe_gradient_pa_m(network_, state, i));
        }
        for (std::size_t i = 0; i < network_.substations.size(); ++i) {
            double const pressure = state.substation_differential_pressure_pa[i];
            double& least = into_.substation_differential_pressure_pa[i];
            std::int32_t& whose = into_.substation_consumer[i];
            if (pressure < least || (pressure == least && consumer < whose)) {
                least = pressure;
                whose = consumer;
            }
            double& margin = into_.substation_margin_pa[i];
            margin = std::min(margin, pressure - state.substation_needed_differential_pressure_pa[i]);
            double const unmet = state.substation_unmet_heat_w[i];
            double& most = into_.substation_unmet_heat_w[i];
            std::int32_t& at_whom = into_.unmet_consumer[i];
            if (unmet > most || (unmet == most && consumer < at_whom)) {
                most = unmet;
                at_whom = consumer;
            }
            double& coldest = into_.substation_supply_temperature_c[i];
            coldest = std::min(coldest, state.substation_supply_temperature_c[i]);
        }
        for (std::size_t i = 0; i < network_.plants.size(); ++i) {
            auto const link = static_cast<std::size_t>(network_.plants.link[i]);
            double& heat = into_.plant_heat_w[i];
            heat = std::max(heat, state.plant_heat_w[i]);
            double& flow = into_.plant_flow_kg_s[i];
            flow = std::max(flow, state.mass_flow_kg_s[link]);
            double& lift = into_.plant_differential_pressure_pa[i];
            lift = std::max(lift, state.plant_differential_pressure_pa[i]);
        }
        limits_.add(limits, consumer);
    }

    void finish() {
        into_.limits = limits_.take();
        for (auto* const column : {&into_.substation_differential_pressure_pa, &into_.substation_margin_pa}) {
            for (double& pressure : *column) {
                pressure = std::isfinite(pressure) ? pressure : std::numeric_limits<double>::quiet_NaN();
            }
        }
    }

private:
    Network const& network_;
    DesignEnvelope& into_;
    LimitEnvelope limits_;
};

} // namespace

DesignEnvelope solve_design_envelope(std::shared_ptr<Network const> const& network,
                                     OperatingPoint const& point, SteadyState const& state,
                                     EnvelopeOptions const& options) {
    Fluid const fluid = detail::make_fluid(network->project().fluid);
    detail::DesignPaths const paths{*network, point, state};
    std::vector<std::size_t> wanted;
    for (std::size_t path = 0; path < paths.size(); ++path) {
        if (!options.only || std::ranges::find(*options.only, paths.consumer(path)) != options.only->end()) {
            wanted.push_back(path);
        }
    }
    DesignEnvelope made;
    made.status = SteadyStatus::converged;
    made.points = 1;
    made.points_in_all = paths.size() + 1;
    Envelope envelope{*network, made};
    envelope.add(state, check_limits(*network, fluid, state), -1);
    std::size_t first_failure = wanted.size();
    solve_stream(
        network, wanted.size(),
        [&](std::size_t i) {
            OperatingPoint one = point;
            paths.demands(wanted[i], one.heat_demand_w);
            return one;
        },
        [&](std::size_t i, SteadyReport const& report, SteadyState const& solved) {
            ++made.points;
            if (report.converged()) {
                envelope.add(solved, check_limits(*network, fluid, solved), paths.consumer(wanted[i]));
            } else if (i < first_failure) {
                first_failure = i;
                made.status = report.status;
                made.diagnosis =
                    fmt::format("while the way to '{}' carries its design flows: {}",
                                network->substations.id[static_cast<std::size_t>(paths.consumer(wanted[i]))],
                                report.diagnosis);
            }
            made.stopped =
                made.stopped || (options.progress && !options.progress(made.points, wanted.size() + 1));
            return !made.stopped;
        },
        options.steady, options.threads, {.state = &state, .solver = options.solver});
    envelope.finish();
    return made;
}

struct DesignWaySet::Impl {
    detail::DesignPaths paths;
};

DesignWaySet::DesignWaySet(Network const& network, OperatingPoint const& point, SteadyState const& state)
    : impl_{point.is_design() ? std::make_unique<Impl>(Impl{detail::DesignPaths{network, point, state}})
                              : nullptr} {}
DesignWaySet::~DesignWaySet() = default;
DesignWaySet::DesignWaySet(DesignWaySet&&) noexcept = default;
DesignWaySet& DesignWaySet::operator=(DesignWaySet&&) noexcept = default;

std::size_t DesignWaySet::size() const {
    return impl_ == nullptr ? 0 : impl_->paths.size();
}
std::int32_t DesignWaySet::consumer(std::size_t way) const {
    return impl_->paths.consumer(way);
}
void DesignWaySet::demands(std::size_t way, std::vector<double>& heat_demand_w) const {
    impl_->paths.demands(way, heat_demand_w);
}

std::vector<DesignWay> design_ways(Network const& network, OperatingPoint const& point,
                                   SteadyState const& state) {
    detail::DesignPaths const paths{network, point, state};
    std::vector<DesignWay> ways(paths.size());
    for (std::size_t path = 0; path < paths.size(); ++path) {
        ways[path].consumer = paths.consumer(path);
        paths.demands(path, ways[path].heat_demand_w);
    }
    return ways;
}

} // namespace saggar
