// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "heat_model.hpp"

#include "saggar/engine/reference/reference_heat.hpp"
#include "saggar/engine/transient/transient_heat.hpp"

#include <algorithm>
#include <utility>

namespace saggar::detail {

namespace {

class PlugFlowModel final : public HeatModel {
public:
    PlugFlowModel(Fluid const& fluid, std::size_t nodes, std::span<HeatLink const> links,
                  SimulationOptions const& options)
        : heat_{fluid, nodes, links, options.heat}, options_{options} {}

    void fill(std::span<double const> node_temperature_c, std::span<double const> still_c,
              std::span<double const> conductance_w_mk, std::span<double const> ambient_c) override {
        heat_.fill(node_temperature_c, still_c, conductance_w_mk, ambient_c);
    }
    Outcome begin(HeatStep const& given, std::span<std::uint8_t const> asked) override {
        heat_.begin(given, asked);
        return {};
    }
    Outcome finish() override { return {.ledger = heat_.finish(), .diagnosis = {}}; }
    bool expect(HeatStep const& given, std::span<std::uint8_t const> asked,
                std::span<double const> taken_kg_s, std::span<double> mass_flow_kg_s,
                std::span<double> node_temperature_c) override {
        heat_.expect(given, asked, taken_kg_s, mass_flow_kg_s, node_temperature_c);
        return true;
    }
    void save() override { heat_.save(before_); }
    void restore() override { heat_.restore(before_); }
    void keep(StateArchive& archive) override { heat_.keep(archive); }
    void node_temperatures_c(std::span<double> temperature_c) const override {
        heat_.node_temperatures_c(temperature_c);
    }
    [[nodiscard]] double heat_w(std::size_t link) const override { return heat_.heat_w(link); }
    void pipe_temperatures_c(std::span<double> temperature_c) const override {
        heat_.pipe_temperatures_c(temperature_c);
    }
    [[nodiscard]] double closes_to() const override { return options_.balance_tolerance; }
    [[nodiscard]] double settles_to() const override { return options_.spin_up_tolerance; }

private:
    TransientHeat heat_;
    TransientHeat::Kept before_;
    SimulationOptions options_;
};

class ReferenceModel final : public HeatModel {
public:
    ReferenceModel(Fluid const& fluid, std::size_t nodes, std::span<HeatLink const> links,
                   SimulationOptions const& options)
        : heat_{fluid, nodes, links, options.reference}, options_{options} {}

    void fill(std::span<double const> node_temperature_c, std::span<double const> still_c,
              std::span<double const> conductance_w_mk, std::span<double const> ambient_c) override {
        heat_.fill(node_temperature_c, still_c, conductance_w_mk, ambient_c);
    }
    // All of it at once: one system of equations.
    Outcome begin(HeatStep const& given, std::span<std::uint8_t const> /*asked*/) override {
        ReferenceReport report = heat_.step(given);
        ledger_ = report.ledger;
        return {.ledger = report.ledger,
                .diagnosis = std::move(report.diagnosis),
                .link = report.hardest_link,
                .node = report.hardest_node};
    }
    Outcome finish() override { return {.ledger = ledger_, .diagnosis = {}}; }
    bool expect(HeatStep const& /*given*/, std::span<std::uint8_t const> /*asked*/,
                std::span<double const> /*taken_kg_s*/, std::span<double> /*mass_flow_kg_s*/,
                std::span<double> /*node_temperature_c*/) override {
        return false;
    }
    void save() override { heat_.save(before_); }
    void restore() override { heat_.restore(before_); }
    void keep(StateArchive& archive) override { heat_.keep(archive); }
    void node_temperatures_c(std::span<double> temperature_c) const override {
        for (std::size_t node = 0; node < temperature_c.size(); ++node) {
            temperature_c[node] = heat_.node_temperature_c(node);
        }
    }
    [[nodiscard]] double heat_w(std::size_t link) const override { return heat_.heat_w(link); }
    void pipe_temperatures_c(std::span<double> temperature_c) const override {
        for (std::size_t i = 0; i < temperature_c.size(); ++i) {
            temperature_c[i] = heat_.pipe_temperature_c(i);
        }
    }
    // What the integrator's tolerances leave.
    [[nodiscard]] double closes_to() const override {
        return std::max(options_.balance_tolerance, 10.0 * options_.reference.relative_tolerance);
    }
    [[nodiscard]] double settles_to() const override {
        return std::max(options_.spin_up_tolerance, options_.reference.relative_tolerance);
    }

private:
    ReferenceHeat heat_;
    ReferenceHeat::Kept before_;
    HeatLedger ledger_;
    SimulationOptions options_;
};

} // namespace

std::unique_ptr<HeatModel> make_plug_flow_model(Fluid const& fluid, std::size_t nodes,
                                                std::span<HeatLink const> links,
                                                SimulationOptions const& options) {
    return std::make_unique<PlugFlowModel>(fluid, nodes, links, options);
}

std::unique_ptr<HeatModel> make_reference_model(Fluid const& fluid, std::size_t nodes,
                                                std::span<HeatLink const> links,
                                                SimulationOptions const& options) {
    return std::make_unique<ReferenceModel>(fluid, nodes, links, options);
}

} // namespace saggar::detail
