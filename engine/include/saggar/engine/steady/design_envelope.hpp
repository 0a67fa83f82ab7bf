// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// The design envelope: what each element has to bear when whatever lies downstream of it takes its coincident
// peak.
//
// Peaks of dwellings do not fall together, the less so the more there are (network/diversity.hpp). A trunk
// carries the coincident peak of thousands, the branch at its end that of a few, and no one operating point
// is the design case of both. So a design point stands for several: for each way from a plant to where
// dwellings end one, in which every pipe of the way carries the coincident peak D of its own downstream end,
// and what branches off draws the difference, D(upstream) - D(downstream). Demands add up at every node and
// the plants' total is that of the whole network in all of them, and the ordinary solver solves each. What is
// kept is the envelope: the largest flow of each pipe, the least differential pressure of each substation,
// and each limit of each element at its worst, with the consumer whose point it was.
//
// Without dwellings, or without diversity, the design point is its own envelope. How ways are found in
// meshes: src/steady/design_paths.hpp.

#include "saggar/engine/steady/limits.hpp"
#include "saggar/engine/steady/steady_solver.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace saggar {

// Called with how many points are solved; returning false stops.
using EnvelopeProgress = std::function<bool(std::size_t done, std::size_t total)>;

struct EnvelopeOptions {
    SteadyOptions steady;
    int threads{0};                // 0: all cores
    SteadySolver* solver{nullptr}; // of this network and `steady`, to be used for the calling thread's part
    EnvelopeProgress progress;
    // Only the points of these consumers (by position in Network::substations), for a first look: the result
    // is then a lower bound. Those to whom no way of their own leads are passed over. Not given: all points.
    std::optional<std::vector<std::int32_t>> only;
};

struct DesignEnvelope {
    // converged: every point was. Else of the first that was not, with what to look at.
    SteadyStatus status{SteadyStatus::not_run};
    std::string diagnosis;
    bool stopped{false};   // by the caller
    std::size_t points{0}; // that were solved, the design point itself included
    std::size_t points_in_all{0};

    // A consumer is a position in Network::substations; -1: the design point of the network as a whole.
    // Pipe lines, all >= 0:
    std::vector<double> pipe_flow_kg_s;
    std::vector<double> pipe_velocity_m_s;
    std::vector<double> pipe_gradient_pa_m;
    std::vector<std::int32_t> pipe_consumer; // whose point gave the largest flow
    // Substations:
    std::vector<double> substation_differential_pressure_pa; // least
    std::vector<std::int32_t> substation_consumer;           // whose point that was
    std::vector<double> substation_margin_pa;                // least beyond what it needs; NaN as above
    std::vector<double> substation_unmet_heat_w;             // largest
    std::vector<std::int32_t> unmet_consumer;                // whose point that was
    std::vector<double> substation_supply_temperature_c;     // least
    // Plants, the largest of each:
    std::vector<double> plant_heat_w;
    std::vector<double> plant_flow_kg_s;
    std::vector<double> plant_differential_pressure_pa;
    // Every limit of every element at its worst.
    LimitReport limits;

    [[nodiscard]] bool converged() const { return status == SteadyStatus::converged && !stopped; }
};

// Solves what `point`, a design point (OperatingPoint::design_factor > 0), stands for. `state` is its
// solution. The result does not depend on the number of threads.
[[nodiscard]] DesignEnvelope solve_design_envelope(std::shared_ptr<Network const> const& network,
                                                   OperatingPoint const& point, SteadyState const& state,
                                                   EnvelopeOptions const& options = {});

// The same points, each made when it is asked for: a large network has as many ways as ends, and each is as
// long as its list of substations. Thread-safe.
class DesignWaySet {
public:
    // `point` is a design point and `state` its solution; of any other point there are no ways.
    DesignWaySet(Network const& network, OperatingPoint const& point, SteadyState const& state);
    ~DesignWaySet();
    DesignWaySet(DesignWaySet&&) noexcept;
    DesignWaySet& operator=(DesignWaySet&&) noexcept;
    DesignWaySet(DesignWaySet const&) = delete;
    DesignWaySet& operator=(DesignWaySet const&) = delete;

    [[nodiscard]] std::size_t size() const;
    [[nodiscard]] std::int32_t consumer(std::size_t way) const; // position in Network::substations
    // Every substation's demand while this way carries its design flows, W.
    void demands(std::size_t way, std::vector<double>& heat_demand_w) const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

// The points themselves, beside `point`: whose way it is, and every substation's demand then.
struct DesignWay {
    std::int32_t consumer{-1};
    std::vector<double> heat_demand_w;
};
[[nodiscard]] std::vector<DesignWay> design_ways(Network const& network, OperatingPoint const& point,
                                                 SteadyState const& state);

} // namespace saggar
