// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// A district of 22 substations on plastic pipe through a week, as NANDRAD (SIM-VICUS) recorded it: its flows,
// its heater's outlet temperature and its heat demands imposed on TransientHeat, and what it recorded beside
// what comes out. Recorded values hold at full hours; between them demands and temperatures are straight
// lines, flows as in nandrad_flows.hpp.

#include "nandrad_flows.hpp"
#include "reference.hpp"
#include "table.hpp"

#include "saggar/engine/physics/pipe_resistance.hpp"
#include "saggar/engine/transient/transient_heat.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <numbers>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace saggar::testing_support {

inline Table nandrad_table(std::string const& what) {
    return Table{reference_folder() / "nandrad" / ("2_District_Heating_Network_" + what + ".csv.gz")};
}

// Values at full hours of each element: [hour][element].
inline std::vector<std::vector<double>> values_by_hour(Table const& table,
                                                       std::vector<std::string> const& elements) {
    std::vector<std::vector<double>> result(table.rows(), std::vector<double>(elements.size()));
    for (std::size_t i = 0; i < elements.size(); ++i) {
        std::size_t const column = table.column(elements[i]);
        for (std::size_t hour = 0; hour < table.rows(); ++hour) {
            result[hour][i] = table.number(hour, column);
        }
    }
    return result;
}

// Ground temperature by hour, the first value at hour 1.
inline std::vector<double> nandrad_ground_c() {
    std::istringstream lines{whole_file(reference_folder() / "nandrad/DataFiles/Erdreichtemperatur.tsv.gz")};
    lines.ignore(std::numeric_limits<std::streamsize>::max(), '\n');
    std::vector<double> result;
    for (double hour = 0.0, value = 0.0; lines >> hour >> value;) {
        result.push_back(value);
    }
    return result;
}

class NandradParameters {
public:
    [[nodiscard]] std::string text(std::string_view model, std::string_view name) const {
        for (std::size_t row = 0; row < table_.rows(); ++row) {
            if (table_.text(row, table_.column("model")) == model &&
                table_.text(row, table_.column("parameter")) == name) {
                return std::string{table_.text(row, table_.column("value"))};
            }
        }
        throw std::runtime_error{"no parameter " + std::string{name}};
    }
    [[nodiscard]] double number(std::string_view model, std::string_view name) const {
        return std::stod(text(model, name));
    }

private:
    Table table_ = nandrad_table("parameters");
};

inline Fluid nandrad_fluid(NandradParameters const& parameters) {
    double const density = parameters.number("", "Density");
    FluidTables tables;
    tables.density_kg_m3 = {{0.0, density}};
    tables.heat_capacity_j_kgk = {{0.0, parameters.number("", "HeatCapacity")}};
    tables.conductivity_w_mk = {{0.0, parameters.number("", "Conductivity")}};
    std::istringstream at{parameters.text("", "KinematicViscosity_X")};
    std::istringstream viscosity{parameters.text("", "KinematicViscosity_Y")};
    for (double t = 0.0, v = 0.0; at >> t && viscosity >> v;) {
        tables.dynamic_viscosity_pa_s.push_back({t, density * v});
    }
    return Fluid::tabulated(tables);
}

class NandradDistrict {
public:
    // `wall_j_m3k`: what pipe walls hold, by their volume; 0: nothing.
    explicit NandradDistrict(double wall_j_m3k) : heat_{fluid_, 0, {}, {}} {
        std::map<int, std::int32_t> node_of;
        auto const node = [&](int given) {
            return node_of.try_emplace(given, static_cast<std::int32_t>(node_of.size())).first->second;
        };
        auto const from = elements_.integers("inlet_node");
        auto const to = elements_.integers("outlet_node");
        std::vector<HeatLink> links;
        for (std::size_t i = 0; i < size(); ++i) {
            links.push_back({node(from[i]), node(to[i]), std::nullopt});
            if (is_pipe(i)) {
                links[i].pipe = pipe(i, wall_j_m3k);
            }
            recorded_as_.push_back(i);
        }
        // Exchangers and the pump hold water behind the place where they give or take heat.
        for (std::size_t i = 0; i < size(); ++i) {
            if (model_[i] == "HeatExchanger" || model_[i] == "ConstantPressurePump") {
                constexpr double diameter_m = 0.03;
                double const volume_m3 = parameters_.number(model_[i], "Volume");
                std::int32_t const between = node(1000 + static_cast<int>(i));
                links.push_back(
                    {between, links[i].to,
                     PlugFlowPipe{.length_m = volume_m3 / (0.25 * std::numbers::pi * diameter_m * diameter_m),
                                  .inner_diameter_m = diameter_m,
                                  .film_w_m2k = std::nullopt}});
                links[i].to = between;
                recorded_as_.push_back(i);
            }
        }
        heat_ = TransientHeat{fluid_, node_of.size(), links, {}};
        heat_.fill(std::vector<double>(
            node_of.size(), parameters_.number("ThermalHydraulicNetwork", "InitialFluidTemperature")));
        for (std::size_t i = 0; i < size(); ++i) {
            outlet_node_.push_back(static_cast<std::size_t>(node(to[i])));
        }
        flow_kg_s_.resize(links.size());
        conductance_w_mk_.resize(links.size());
        ambient_c_.resize(links.size());
        rule_.resize(links.size(), LinkRule::pass);
        value_.resize(links.size());
    }

    // To the next full hour.
    void hour() {
        for (int i = 0; i < steps_an_hour; ++i) {
            step((i + 0.5) / steps_an_hour);
        }
        ++hour_;
    }

    [[nodiscard]] std::size_t size() const { return model_.size(); }
    [[nodiscard]] bool is_pipe(std::size_t i) const { return model_[i] == "DynamicPipe"; }
    [[nodiscard]] std::string const& name(std::size_t i) const { return name_[i]; }

    // At the full hour that was reached.
    [[nodiscard]] double loss_w(std::size_t i) const {
        return pipe_conductance_w_mk(i, flow_[hour_][i]) * length_m_[i] *
               (mean_temperature_c(i) - ground_c(0.0));
    }
    [[nodiscard]] double recorded_loss_w(std::size_t i) const { return loss_[hour_][i]; }
    [[nodiscard]] double outlet_c(std::size_t i) const {
        auto const passed = heat_.history(outlet_node_[i]);
        return passed.empty() ? heat_.node_temperature_c(outlet_node_[i])
                              : fluid_.temperature_c(passed.back().heat_content_j_kg);
    }
    [[nodiscard]] double recorded_outlet_c(std::size_t i) const { return outlet_[hour_][i]; }
    // The recorded temperature is that of the element's outlet as drawn, whatever the flow.
    [[nodiscard]] bool flows_as_drawn(std::size_t i) const { return flow_[hour_][i] > 0.0; }
    // Of the plant.
    [[nodiscard]] double flow_kg_s() const { return flow_[hour_][0]; }

private:
    static constexpr int steps_an_hour = 60;

    [[nodiscard]] PlugFlowPipe pipe(std::size_t i, double wall_j_m3k) const {
        double const inner = diameter_m_[i];
        double const outer = 1e-3 * elements_.number(i, elements_.column("outer_diameter_mm"));
        return {.length_m = length_m_[i],
                .inner_diameter_m = inner,
                .wall_capacity_j_mk = wall_j_m3k * 0.25 * std::numbers::pi * (outer * outer - inner * inner),
                .film_w_m2k = std::nullopt};
    }

    [[nodiscard]] double mean_temperature_c(std::size_t i) const {
        return heat_.pipes().mean_temperature_c(static_cast<std::size_t>(heat_.pipe(i)));
    }

    // Wall as given and film.
    [[nodiscard]] double pipe_conductance_w_mk(std::size_t i, double flow_kg_s) const {
        double const water_c = mean_temperature_c(i);
        double const viscosity = fluid_.dynamic_viscosity_pa_s(water_c);
        double const conductivity = fluid_.conductivity_w_mk(water_c);
        double const film = pipe_film_coefficient_w_m2k(
            4.0 * std::abs(flow_kg_s) / (std::numbers::pi * diameter_m_[i] * viscosity),
            viscosity * fluid_.heat_capacity_j_kgk(water_c) / conductivity, conductivity, diameter_m_[i]);
        return 1.0 / (1.0 / wall_w_mk_[i] + film_resistance_mk_w(diameter_m_[i], film));
    }

    [[nodiscard]] double ground_c(double share) const {
        double const after_first = static_cast<double>(hour_) + share - 1.0;
        if (after_first <= 0.0) {
            return ground_c_.front();
        }
        auto const i = static_cast<std::size_t>(after_first);
        return std::lerp(ground_c_[i], ground_c_[i + 1], after_first - static_cast<double>(i));
    }

    void step(double share) {
        auto const between = [&](std::vector<std::vector<double>> const& table, std::size_t i) {
            return std::lerp(table[hour_][i], table[hour_ + 1][i], share);
        };
        flows_.at(hour_, share, element_flow_kg_s_);
        for (std::size_t link = 0; link < flow_kg_s_.size(); ++link) {
            std::size_t const i = recorded_as_[link];
            flow_kg_s_[link] = element_flow_kg_s_[i];
            ambient_c_[link] = ground_c(share);
            if (link >= size()) {
                continue; // water in an exchanger: loses nothing
            }
            if (is_pipe(i)) {
                conductance_w_mk_[link] = pipe_conductance_w_mk(i, flow_kg_s_[link]);
            } else if (model_[i] == "IdealHeaterCooler") {
                rule_[link] = LinkRule::outlet_temperature;
                value_[link] = between(outlet_, i);
            } else {
                rule_[link] = LinkRule::heat;
                value_[link] = -between(loss_, i);
            }
        }
        HeatLedger const ledger = heat_.step({.duration_s = 3600.0 / steps_an_hour,
                                              .mass_flow_kg_s = flow_kg_s_,
                                              .conductance_w_mk = conductance_w_mk_,
                                              .ambient_c = ambient_c_,
                                              .rule = rule_,
                                              .rule_value = value_,
                                              .entering_c = {}});
        EXPECT_NEAR(ledger.residual_j(), 0.0, 1e-9 * ledger.throughput_j) << "J in hour " << hour_;
    }

    NandradParameters parameters_;
    Fluid fluid_ = nandrad_fluid(parameters_);
    Table elements_ = nandrad_table("elements");
    std::vector<std::string> model_ = elements_.texts("model");
    std::vector<std::string> name_ = elements_.texts("name");
    std::vector<std::string> id_ = elements_.texts("element_id");
    std::vector<std::vector<double>> flow_ = values_by_hour(nandrad_table("FluidMassFlux"), id_);
    std::vector<std::vector<double>> outlet_ = values_by_hour(nandrad_table("OutletNodeTemperature"), id_);
    std::vector<std::vector<double>> loss_ = losses();
    NandradFlows flows_{
        {model_, id_, elements_.integers("inlet_node"), elements_.integers("outlet_node"), flow_, loss_},
        parameters_.number("Constant/PController/TemperatureDifference", "TemperatureDifferenceSetpoint"),
        parameters_.number("", "HeatCapacity")};
    std::vector<double> ground_c_ = nandrad_ground_c();
    std::vector<double> length_m_ = of_pipes("length_m", 1.0);
    std::vector<double> diameter_m_ = of_pipes("inner_diameter_mm", 1e-3);
    std::vector<double> wall_w_mk_ = of_pipes("U_wall_W_per_mK", 1.0);
    std::vector<std::size_t> recorded_as_; // by link: element
    std::vector<std::size_t> outlet_node_; // by element
    std::vector<double> element_flow_kg_s_, flow_kg_s_, conductance_w_mk_, ambient_c_, value_;
    std::vector<LinkRule> rule_;
    std::size_t hour_{0};
    TransientHeat heat_;

    [[nodiscard]] std::vector<double> of_pipes(std::string_view column, double unit) const {
        std::vector<double> result(model_.size());
        for (std::size_t i = 0; i < result.size(); ++i) {
            result[i] = is_pipe(i) ? unit * elements_.number(i, elements_.column(column)) : 0.0;
        }
        return result;
    }

    // The heater has no column.
    [[nodiscard]] std::vector<std::vector<double>> losses() const {
        auto ids = id_;
        auto const heater =
            static_cast<std::size_t>(std::ranges::find(model_, "IdealHeaterCooler") - model_.begin());
        ids[heater] = ids[heater == 0 ? 1 : 0];
        return values_by_hour(nandrad_table("FlowElementHeatLoss"), ids);
    }
};

} // namespace saggar::testing_support
