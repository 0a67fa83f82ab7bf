// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// How a simulation follows heat: what it needs of the production model (TransientHeat) and of the reference
// model (ReferenceHeat).

#include "saggar/engine/simulation/network_simulation.hpp"

#include <memory>
#include <span>
#include <string>

namespace saggar::detail {

class HeatModel {
public:
    HeatModel() = default;
    virtual ~HeatModel() = default;
    HeatModel(HeatModel const&) = delete;
    HeatModel& operator=(HeatModel const&) = delete;

    // Every pipe and its wall with the temperatures of its two nodes, straight between them; those for which
    // `still_c` (by link) is not NaN with that.
    // Insulation is in balance with these conductances and ambients.
    virtual void fill(std::span<double const> node_temperature_c, std::span<double const> still_c,
                      std::span<double const> conductance_w_mk, std::span<double const> ambient_c) = 0;

    struct Outcome {
        HeatLedger ledger;
        std::string diagnosis; // empty: the step was taken
        std::int32_t link{-1}; // where to look; -1: not there
        std::int32_t node{-1};
    };
    // A step in two parts: what arrives at the links that are asked for, and the rest (TransientHeat).
    [[nodiscard]] virtual Outcome begin(HeatStep const& given, std::span<std::uint8_t const> asked) = 0;
    [[nodiscard]] virtual Outcome finish() = 0;
    // What is to be expected to arrive where the links asked for take so much, and the flows that go with it
    // (TransientHeat); false: it cannot say, both are left as they are.
    virtual bool expect(HeatStep const& given, std::span<std::uint8_t const> asked,
                        std::span<double const> taken_kg_s, std::span<double> mass_flow_kg_s,
                        std::span<double> node_temperature_c) = 0;
    // Keeps the state, and puts it back, so that a step can be taken again with other flows.
    virtual void save() = 0;
    virtual void restore() = 0;
    virtual void keep(StateArchive& archive) = 0; // for a checkpoint

    // Of the last step: means of what passed each node; what a link without a pipe added, W.
    virtual void node_temperatures_c(std::span<double> temperature_c) const = 0;
    [[nodiscard]] virtual double heat_w(std::size_t link) const = 0;
    // Of the water in each pipe now. The first links are the pipes.
    virtual void pipe_temperatures_c(std::span<double> temperature_c) const = 0;

    // Part of a step's throughput that its energy closes to, and of the changes that a settled start still
    // has.
    [[nodiscard]] virtual double closes_to() const = 0;
    [[nodiscard]] virtual double settles_to() const = 0;
};

[[nodiscard]] std::unique_ptr<HeatModel> make_plug_flow_model(Fluid const& fluid, std::size_t nodes,
                                                              std::span<HeatLink const> links,
                                                              SimulationOptions const& options);
[[nodiscard]] std::unique_ptr<HeatModel> make_reference_model(Fluid const& fluid, std::size_t nodes,
                                                              std::span<HeatLink const> links,
                                                              SimulationOptions const& options);

} // namespace saggar::detail
