// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/engine/physics/fluid.hpp"

#include "physics/fluid_models.hpp"

#include "saggar/engine/physics/iapws.hpp"
#include "saggar/network/error.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <string>
#include <utility>
#include <variant>

namespace saggar {

struct Fluid::Model {
    std::variant<detail::ConstantModel, detail::TableModel, detail::WaterModel> kind;
};

namespace {

constexpr double zero_celsius_k = 273.15;

void require_positive(double value, char const* field) {
    if (!(value > 0.0) || !std::isfinite(value)) {
        throw Error{{.code = ErrorCode::value_out_of_range,
                     .place = Place{{}, 0, "fluid", {}, field},
                     .text = std::to_string(value) + " is not allowed, must be above 0 and finite.",
                     .advice = "Give the property in SI units."}};
    }
}

// Calls `method` of whichever model it is on spans...
template <class Model, class Method>
void on_spans(Model const& model, std::span<double const> in, std::span<double> out, Method const& method) {
    assert(in.size() == out.size());
    std::visit([&](auto const& kind) { method(kind, in, out); }, model.kind);
}

// ... and on one value.
template <class Model, class Method>
double on_value(Model const& model, double in, Method const& method) {
    double out = 0.0;
    std::visit([&](auto const& kind) { method(kind, {&in, 1}, {&out, 1}); }, model.kind);
    return out;
}

using detail::In;
using detail::Out;
constexpr auto density = [](auto const& model, In in, Out out) { model.density(in, out); };
constexpr auto viscosity = [](auto const& model, In in, Out out) { model.viscosity(in, out); };
constexpr auto heat_capacity = [](auto const& model, In in, Out out) { model.heat_capacity(in, out); };
constexpr auto conductivity = [](auto const& model, In in, Out out) { model.conductivity(in, out); };
constexpr auto heat_content = [](auto const& model, In in, Out out) { model.heat_content(in, out); };
constexpr auto temperature = [](auto const& model, In in, Out out) { model.temperature(in, out); };

std::vector<PropertyPoint> from_kelvin(std::vector<PropertyPoint> points) {
    for (PropertyPoint& point : points) {
        point.temperature_c -= zero_celsius_k;
    }
    return points;
}

} // namespace

Fluid::Fluid(std::shared_ptr<Model const> model) : model_{std::move(model)} {}

Fluid Fluid::water(double reference_pressure_pa) {
    if (!(reference_pressure_pa >= 1e5) || !(reference_pressure_pa <= 1e7)) {
        throw Error{{.code = ErrorCode::value_out_of_range,
                     .place = Place{{}, 0, "fluid", {}, "reference_pressure_pa"},
                     .text = std::to_string(reference_pressure_pa) +
                             " is not allowed, must lie in 100000 to 10000000.",
                     .advice = "Give the absolute pressure at which the network is held, in pascal."}};
    }
    return Fluid{std::make_shared<Model const>(Model{detail::WaterModel{reference_pressure_pa}})};
}

Fluid Fluid::constant(ConstantFluidProperties const& properties) {
    require_positive(properties.density_kg_m3, "density_kg_m3");
    require_positive(properties.dynamic_viscosity_pa_s, "dynamic_viscosity_pa_s");
    require_positive(properties.heat_capacity_j_kgk, "heat_capacity_j_kgk");
    require_positive(properties.conductivity_w_mk, "conductivity_w_mk");
    return Fluid{std::make_shared<Model const>(Model{detail::ConstantModel{properties}})};
}

Fluid Fluid::tabulated(FluidTables const& tables) {
    return Fluid{std::make_shared<Model const>(
        Model{detail::TableModel{.density_table = {tables.density_kg_m3, "density_kg_m3"},
                                 .viscosity_table = {tables.dynamic_viscosity_pa_s, "dynamic_viscosity_pa_s"},
                                 .heat_capacity_table = {tables.heat_capacity_j_kgk, "heat_capacity_j_kgk"},
                                 .conductivity_table = {tables.conductivity_w_mk, "conductivity_w_mk"}}})};
}

Fluid Fluid::pandapipes_water() {
    FluidTables tables;
    tables.density_kg_m3 =
        from_kelvin({{274, 999.9},  {277, 999.97}, {283, 999.7},  {288, 999.1},  {293, 998.21},
                     {298, 997.05}, {303, 995.65}, {308, 994.03}, {313, 992.22}, {318, 990.21},
                     {323, 988.04}, {328, 985.69}, {333, 983.2},  {338, 980.55}, {343, 977.77},
                     {348, 974.84}, {353, 971.79}, {358, 968.61}, {363, 965.31}, {368, 961.89}});
    tables.heat_capacity_j_kgk = from_kelvin({{283, 4195.5},
                                              {293, 4184.4},
                                              {298, 4181.6},
                                              {303, 4180.1},
                                              {313, 4179.6},
                                              {323, 4181.5},
                                              {333, 4185.1},
                                              {343, 4190.2},
                                              {353, 4196.9},
                                              {363, 4205.3}});
    tables.dynamic_viscosity_pa_s =
        from_kelvin({{273, 0.001793}, {278, 0.001519}, {283, 0.001306}, {288, 0.001138}, {293, 0.001002},
                     {298, 0.000890}, {303, 0.000798}, {308, 0.000720}, {313, 0.000653}, {318, 0.000596},
                     {323, 0.000547}, {328, 0.000504}, {333, 0.000467}, {338, 0.000433}, {343, 0.000404},
                     {348, 0.000378}, {353, 0.000354}, {358, 0.000333}, {363, 0.000315}, {368, 0.000297}});
    for (int t = 0; t <= 100; t += 10) {
        tables.conductivity_w_mk.push_back(
            {static_cast<double>(t), iapws_conductivity_w_mk(t + zero_celsius_k, 1e6)});
    }
    return tabulated(tables);
}

double Fluid::density_kg_m3(double temperature_c) const {
    return on_value(*model_, temperature_c, density);
}
double Fluid::dynamic_viscosity_pa_s(double temperature_c) const {
    return on_value(*model_, temperature_c, viscosity);
}
double Fluid::heat_capacity_j_kgk(double temperature_c) const {
    return on_value(*model_, temperature_c, heat_capacity);
}
double Fluid::conductivity_w_mk(double temperature_c) const {
    return on_value(*model_, temperature_c, conductivity);
}
double Fluid::heat_content_j_kg(double temperature_c) const {
    return on_value(*model_, temperature_c, heat_content);
}
double Fluid::temperature_c(double heat_content_j_kg) const {
    return on_value(*model_, heat_content_j_kg, temperature);
}

// Not static: which fluid it is may come to matter.
// NOLINTNEXTLINE(readability-convert-member-functions-to-static)
double Fluid::saturation_pressure_pa(double temperature_c) const {
    return if97_saturation_pressure_pa(std::clamp(temperature_c, -50.0, 373.946) + zero_celsius_k);
}

double Fluid::mean_heat_capacity_j_kgk(double from_c, double to_c) const {
    double const span_k = to_c - from_c;
    // Below this span the difference of two heat contents is worse than cp at the middle (error cp''
    // span^2/24).
    if (std::abs(span_k) < 1e-2) {
        return heat_capacity_j_kgk(0.5 * (from_c + to_c));
    }
    return (heat_content_j_kg(to_c) - heat_content_j_kg(from_c)) / span_k;
}

double Fluid::prandtl(double temperature_c) const {
    return dynamic_viscosity_pa_s(temperature_c) * heat_capacity_j_kgk(temperature_c) /
           conductivity_w_mk(temperature_c);
}

void Fluid::density_kg_m3(std::span<double const> temperatures_c, std::span<double> out) const {
    on_spans(*model_, temperatures_c, out, density);
}
void Fluid::dynamic_viscosity_pa_s(std::span<double const> temperatures_c, std::span<double> out) const {
    on_spans(*model_, temperatures_c, out, viscosity);
}
void Fluid::heat_capacity_j_kgk(std::span<double const> temperatures_c, std::span<double> out) const {
    on_spans(*model_, temperatures_c, out, heat_capacity);
}
void Fluid::conductivity_w_mk(std::span<double const> temperatures_c, std::span<double> out) const {
    on_spans(*model_, temperatures_c, out, conductivity);
}
void Fluid::heat_content_j_kg(std::span<double const> temperatures_c, std::span<double> out) const {
    on_spans(*model_, temperatures_c, out, heat_content);
}
void Fluid::temperature_c(std::span<double const> heat_contents_j_kg, std::span<double> out) const {
    on_spans(*model_, heat_contents_j_kg, out, temperature);
}

} // namespace saggar
