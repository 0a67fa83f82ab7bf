// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// One result of the parts that a step was taken in, in place of the result of a whole one.
//
// Powers, flows, pressures, velocities and gradients are means over time; pressures over the time in which
// there is one. Temperatures of water that passes are those of the mean heat content h, weighted by mass flow
// m without its direction,
//
//   T = h^-1(sum(|m| h(T_k) dt_k) / sum(|m| dt_k)),
//
// so that heat = flow x (h(supply) - h(return)) holds of the step as of its parts as long as the flow keeps
// its direction; over time where nothing passes. A COP is heat over electricity while the heat pump runs.
// What stands at the end of a step is of the last part. Energy, costs and carbon are summed; of the index
// consumer, of rounds, changes, jumps and status the worst counts; the cause of a consumer's unmet heat is
// that of the part in which it lacked most, and so is why a plant gave less than what was set.

#include "saggar/engine/physics/fluid.hpp"
#include "saggar/engine/simulation/network_simulation.hpp"

#include <cmath>
#include <cstddef>
#include <limits>
#include <memory>
#include <vector>

namespace saggar::detail {

class StepAggregate {
public:
    explicit StepAggregate(std::shared_ptr<Network const> network);

    // Forgets the step before.
    void begin();
    void add(SimulatedStep const& part);
    // Of at least one part; stands until the next `begin`.
    [[nodiscard]] SimulatedStep const& made();

private:
    // Weighted means of a column; values that are NaN are left out.
    struct Mean {
        std::vector<double> sum, weight;

        void begin();
        void add(std::size_t i, double value, double by) {
            if (!std::isnan(value)) {
                sum[i] += by * value;
                weight[i] += by;
            }
        }
        void add(std::vector<double> const& values, double by);
        [[nodiscard]] double at(std::size_t i) const {
            return weight[i] > 0.0 ? sum[i] / weight[i] : std::numeric_limits<double>::quiet_NaN();
        }
        void write(std::vector<double>& values) const;
    };
    // Of water that passes: heat content by flow, temperature by time.
    struct Passing {
        Mean heat_content, temperature;
    };

    void add_passing(Passing& passing, std::vector<double> const& temperature_c,
                     std::vector<double> const& flow_kg_s, double duration_s);
    void write_passing(Passing const& passing, std::vector<double>& temperature_c) const;
    void find_flows(SimulatedStep const& part);
    void add_worst(SimulatedStep const& part);
    void add_sources(SourceStep const& part);

    std::shared_ptr<Network const> network_;
    Fluid fluid_;
    SimulatedStep row_;
    std::vector<Mean> means_; // of step_aggregate.cpp's list of columns
    std::vector<Mean> source_means_;
    Passing nodes_, supply_, return_, plant_supply_, plant_return_;
    std::vector<double> cop_heat_j_, cop_electricity_j_;           // while heat pumps run
    std::vector<double> most_unmet_w_;                             // per substation
    std::vector<double> largest_shortfall_;                        // per plant, W or kg/s
    std::vector<double> node_kg_s_, substation_kg_s_, plant_kg_s_; // of a part, without direction
};

} // namespace saggar::detail
