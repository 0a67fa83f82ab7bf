// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/engine/physics/iapws.hpp"

#include <array>
#include <cmath>
#include <cstddef>
#include <numbers>

namespace saggar {
namespace {

constexpr double gas_constant_j_kgk = 461.526;          // IF97's own
constexpr double critical_temperature_k = 647.096;      // R12-08, R15-11
constexpr double critical_pressure_pa = 22.064e6;       // R15-11
constexpr double critical_density_kg_m3 = 322.0;        // R12-08, R15-11
constexpr double conductivity_gas_constant = 461.51805; // R15-11, J/(kg K)

struct GibbsTerm {
    int pressure_power;
    int temperature_power;
    double factor;
};

// IF97, table 2: dimensionless Gibbs free energy of region 1.
constexpr std::array<GibbsTerm, 34> region_1{{
    {0, -2, 0.14632971213167},        {0, -1, -0.84548187169114},       {0, 0, -0.37563603672040e1},
    {0, 1, 0.33855169168385e1},       {0, 2, -0.95791963387872},        {0, 3, 0.15772038513228},
    {0, 4, -0.16616417199501e-1},     {0, 5, 0.81214629983568e-3},      {1, -9, 0.28319080123804e-3},
    {1, -7, -0.60706301565874e-3},    {1, -1, -0.18990068218419e-1},    {1, 0, -0.32529748770505e-1},
    {1, 1, -0.21841717175414e-1},     {1, 3, -0.52838357969930e-4},     {2, -3, -0.47184321073267e-3},
    {2, 0, -0.30001780793026e-3},     {2, 1, 0.47661393906987e-4},      {2, 3, -0.44141845330846e-5},
    {2, 17, -0.72694996297594e-15},   {3, -4, -0.31679644845054e-4},    {3, 0, -0.28270797985312e-5},
    {3, 6, -0.85205128120103e-9},     {4, -5, -0.22425281908000e-5},    {4, -2, -0.65171222895601e-6},
    {4, 10, -0.14341729937924e-12},   {5, -8, -0.40516996860117e-6},    {8, -11, -0.12734301741641e-8},
    {8, -6, -0.17424871230634e-9},    {21, -29, -0.68762131295531e-18}, {23, -31, 0.14478307828521e-19},
    {29, -38, 0.26335781662795e-22},  {30, -39, -0.11947622640071e-22}, {31, -40, 0.18228094581404e-23},
    {32, -41, -0.93537087292458e-25},
}};

// IF97, table 34.
constexpr std::array<double, 10> region_4{
    0.11670521452767e4, -0.72421316703206e6, -0.17073846940092e2, 0.12020824702470e5, -0.32325550322333e7,
    0.14915108613530e2, -0.48232657361591e4, 0.40511340542057e6,  -0.23855557567849,  0.65017534844798e3};

// R12-08, tables 1 and 2: rows are powers of (1/T - 1), columns powers of (rho - 1).
constexpr std::array<double, 4> dilute_viscosity{1.67752, 2.20462, 0.6366564, -0.241605};
constexpr std::array<std::array<double, 7>, 6> dense_viscosity{{
    {5.20094e-1, 2.22531e-1, -2.81378e-1, 1.61913e-1, -3.25372e-2, 0.0, 0.0},
    {8.50895e-2, 9.99115e-1, -9.06851e-1, 2.57399e-1, 0.0, 0.0, 0.0},
    {-1.08374, 1.88797, -7.72479e-1, 0.0, 0.0, 0.0, 0.0},
    {-2.89555e-1, 1.26613, -4.89837e-1, 0.0, 6.98452e-2, 0.0, -4.35673e-3},
    {0.0, 0.0, -2.57040e-1, 0.0, 0.0, 8.72102e-3, 0.0},
    {0.0, 1.20573e-1, 0.0, 0.0, 0.0, 0.0, -5.93264e-4},
}};

// R15-11, tables 1 and 2, laid out as the viscosity's.
constexpr std::array<double, 5> dilute_conductivity{2.443221e-3, 1.323095e-2, 6.770357e-3, -3.454586e-3,
                                                    4.096266e-4};
constexpr std::array<std::array<double, 6>, 5> dense_conductivity{{
    {1.60397357, -0.646013523, 0.111443906, 0.102997357, -0.0504123634, 0.00609859258},
    {2.33771842, -2.78843778, 1.53616167, -0.463045512, 0.0832827019, -0.00719201245},
    {2.19650529, -4.54580785, 3.55777244, -1.40944978, 0.275418278, -0.0205938816},
    {-1.21051378, 1.60812989, -0.621178141, 0.0716373224, 0.0, 0.0},
    {-2.7203370, 4.57586331, -3.18369245, 1.1168348, -0.19268305, 0.012913842},
}};
// R15-11, table 6: 1 over the reduced compressibility at 1.5 times the critical temperature, at the highest
// densities (above 1.8634 times the critical one), which is all of the liquid that a heat network holds.
constexpr std::array<double, 6> reference_compressibility{1.11999926419994, 0.595748562571649,
                                                          9.88952565078920, -10.3255051147040,
                                                          4.66861294457414, -0.503243546373828};

template <std::size_t n>
double polynomial(std::array<double, n> const& factors, double x) {
    double sum = 0.0;
    for (std::size_t i = n; i-- > 0;) {
        sum = sum * x + factors[i];
    }
    return sum;
}

// sum over i, j of factors[i][j] y^i x^j
template <std::size_t rows, std::size_t columns>
double polynomial(std::array<std::array<double, columns>, rows> const& factors, double y, double x) {
    double sum = 0.0;
    for (std::size_t i = rows; i-- > 0;) {
        sum = sum * y + polynomial(factors[i], x);
    }
    return sum;
}

} // namespace

LiquidWaterState if97_liquid_water(double temperature_k, double pressure_pa) {
    double const pi = pressure_pa / 16.53e6;
    double const tau = 1386.0 / temperature_k;
    double const x = 7.1 - pi;
    double const y = tau - 1.222;
    double g_p = 0.0;
    double g_pp = 0.0;
    double g_t = 0.0;
    double g_tt = 0.0;
    double g_pt = 0.0;
    for (auto const& [i, j, n] : region_1) {
        double const p0 = std::pow(x, i);
        double const p1 = i == 0 ? 0.0 : -i * std::pow(x, i - 1);
        double const p2 = i < 2 ? 0.0 : i * (i - 1) * std::pow(x, i - 2);
        double const t0 = std::pow(y, j);
        double const t1 = j * std::pow(y, j - 1);
        double const t2 = j * (j - 1) * std::pow(y, j - 2);
        g_p += n * p1 * t0;
        g_pp += n * p2 * t0;
        g_t += n * p0 * t1;
        g_tt += n * p0 * t2;
        g_pt += n * p1 * t1;
    }
    double const rt = gas_constant_j_kgk * temperature_k;
    double const density = pressure_pa / (rt * pi * g_p);
    double const cp = -gas_constant_j_kgk * tau * tau * g_tt;
    double const mixed = g_p - tau * g_pt;
    double const cv = cp + gas_constant_j_kgk * mixed * mixed / g_pp;
    return {.density_kg_m3 = density,
            .enthalpy_j_kg = rt * tau * g_t,
            .heat_capacity_j_kgk = cp,
            .heat_capacity_ratio = cp / cv,
            // v = (RT/p) pi g_p, so dv/dp = (RT/p*^2) g_pp and d rho/dp = -rho^2 dv/dp.
            .isothermal_density_slope_kg_m3_pa = -density * density * rt * g_pp / (16.53e6 * 16.53e6)};
}

double if97_saturation_pressure_pa(double temperature_k) {
    double const theta = temperature_k + region_4[8] / (temperature_k - region_4[9]);
    double const a = theta * theta + region_4[0] * theta + region_4[1];
    double const b = region_4[2] * theta * theta + region_4[3] * theta + region_4[4];
    double const c = region_4[5] * theta * theta + region_4[6] * theta + region_4[7];
    double const root = 2.0 * c / (-b + std::sqrt(b * b - 4.0 * a * c));
    return 1e6 * root * root * root * root;
}

double iapws_viscosity_pa_s(double temperature_k, double density_kg_m3) {
    double const t = temperature_k / critical_temperature_k;
    double const rho = density_kg_m3 / critical_density_kg_m3;
    double const dilute = 100.0 * std::sqrt(t) / polynomial(dilute_viscosity, 1.0 / t);
    double const dense = std::exp(rho * polynomial(dense_viscosity, 1.0 / t - 1.0, rho - 1.0));
    return 1e-6 * dilute * dense;
}

double iapws_background_conductivity_w_mk(double temperature_k, double density_kg_m3) {
    double const t = temperature_k / critical_temperature_k;
    double const rho = density_kg_m3 / critical_density_kg_m3;
    double const dilute = std::sqrt(t) / polynomial(dilute_conductivity, 1.0 / t);
    double const dense = std::exp(rho * polynomial(dense_conductivity, 1.0 / t - 1.0, rho - 1.0));
    return 1e-3 * dilute * dense;
}

double iapws_conductivity_w_mk(double temperature_k, double pressure_pa) {
    auto const state = if97_liquid_water(temperature_k, pressure_pa);
    double const background = iapws_background_conductivity_w_mk(temperature_k, state.density_kg_m3);
    double const t = temperature_k / critical_temperature_k;
    double const rho = state.density_kg_m3 / critical_density_kg_m3;
    double const slope =
        state.isothermal_density_slope_kg_m3_pa * critical_pressure_pa / critical_density_kg_m3;
    double const reference_slope = 1.0 / polynomial(reference_compressibility, rho);
    double const fluctuation = rho * (slope - reference_slope * 1.5 / t);
    if (fluctuation <= 0.0) {
        return background;
    }
    // R15-11, table 3: amplitudes and exponents; lengths in nanometres.
    double const correlation_length = 0.13 * std::pow(fluctuation / 0.06, 0.630 / 1.239);
    double const y = correlation_length / 0.40;
    if (y < 1.2e-7) {
        return background;
    }
    double const k = state.heat_capacity_ratio;
    double const cut_off = 1.0 - std::exp(-1.0 / (1.0 / y + y * y / (3.0 * rho * rho)));
    double const z = 2.0 / (std::numbers::pi * y) * ((1.0 - 1.0 / k) * std::atan(y) + y / k - cut_off);
    double const viscosity = 1e6 * iapws_viscosity_pa_s(temperature_k, state.density_kg_m3);
    double const cp = state.heat_capacity_j_kgk / conductivity_gas_constant;
    return background + 1e-3 * 177.8514 * rho * cp * t / viscosity * z;
}

} // namespace saggar
