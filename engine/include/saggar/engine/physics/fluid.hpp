// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// The water in the pipes: properties as functions of temperature alone. Pressure acts on liquid water so
// little (density 0.05 % per 10 bar) that a network is solved at one reference pressure. Heat is counted by
// the heat content, the exact integral of the very heat capacity that is returned here, so that energy
// balances close to round-off whatever the temperatures are. A Fluid is immutable and shared by all its
// copies: copying is cheap and threads may use it together.

#include <memory>
#include <span>
#include <vector>

namespace saggar {

struct ConstantFluidProperties {
    double density_kg_m3{};
    double dynamic_viscosity_pa_s{};
    double heat_capacity_j_kgk{};
    double conductivity_w_mk{0.6};
};

struct PropertyPoint {
    double temperature_c{};
    double value{}; // SI
};

struct FluidTables {
    std::vector<PropertyPoint> density_kg_m3;
    std::vector<PropertyPoint> dynamic_viscosity_pa_s;
    std::vector<PropertyPoint> heat_capacity_j_kgk;
    std::vector<PropertyPoint> conductivity_w_mk;
};

class Fluid {
public:
    // Range of Fluid::water; outside it its properties keep their value at the end of the range and the heat
    // content goes on with that heat capacity, so that any temperature an iteration may visit is harmless.
    static constexpr double water_minimum_temperature_c = 0.0;
    static constexpr double water_maximum_temperature_c = 180.0;

    // Water as IAPWS has it (iapws.hpp), by polynomials fitted here, in a fraction of a millisecond, to the
    // given pressure, which must lie in 0.1 to 10 MPa. Largest relative errors of the fit over 0 to 180 degC:
    // density 3e-8, heat capacity 6e-8, viscosity 2e-7, conductivity 4e-4 (test_fluid.cpp).
    [[nodiscard]] static Fluid water(double reference_pressure_pa = 1e6);

    // The same at every temperature; all four above zero.
    [[nodiscard]] static Fluid constant(ConstantFluidProperties const& properties);

    // Piecewise linear between points of rising temperature and positive value, at least one per property;
    // the outer segments go on beyond the ends (a falling one to no less than a tenth of its end value).
    [[nodiscard]] static Fluid tabulated(FluidTables const& tables);

    // The tables of pandapipes 0.14 (its files for water), to imitate it. It has none for conductivity:
    // IAPWS's at 1 MPa every 10 K from 0 to 100 degC.
    [[nodiscard]] static Fluid pandapipes_water();

    [[nodiscard]] double density_kg_m3(double temperature_c) const;
    [[nodiscard]] double dynamic_viscosity_pa_s(double temperature_c) const;
    [[nodiscard]] double heat_capacity_j_kgk(double temperature_c) const;
    [[nodiscard]] double conductivity_w_mk(double temperature_c) const;
    // Integral of heat_capacity_j_kgk from 0 degC: the enthalpy at the reference pressure above that at 0
    // degC.
    [[nodiscard]] double heat_content_j_kg(double temperature_c) const;
    // The inverse of heat_content_j_kg, to round-off, for any finite value.
    [[nodiscard]] double temperature_c(double heat_content_j_kg) const;
    // Pressure (absolute) below which water of this temperature boils: IF97 region 4 for every kind of fluid,
    // held at the ends of -50 degC and the critical 373.946 degC.
    [[nodiscard]] double saturation_pressure_pa(double temperature_c) const;

    // Mean heat capacity between two temperatures: difference of heat content over that of temperature.
    [[nodiscard]] double mean_heat_capacity_j_kgk(double from_c, double to_c) const;
    [[nodiscard]] double prandtl(double temperature_c) const;

    // The same values, bit for bit, for many temperatures: `out` as long as `temperatures_c`, which it may
    // be.
    void density_kg_m3(std::span<double const> temperatures_c, std::span<double> out) const;
    void dynamic_viscosity_pa_s(std::span<double const> temperatures_c, std::span<double> out) const;
    void heat_capacity_j_kgk(std::span<double const> temperatures_c, std::span<double> out) const;
    void conductivity_w_mk(std::span<double const> temperatures_c, std::span<double> out) const;
    void heat_content_j_kg(std::span<double const> temperatures_c, std::span<double> out) const;
    void temperature_c(std::span<double const> heat_contents_j_kg, std::span<double> out) const;

private:
    struct Model;
    explicit Fluid(std::shared_ptr<Model const> model);
    std::shared_ptr<Model const> model_;
};

} // namespace saggar
