// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// The exact solutions of buried_pair.hpp. Temperature in a plane of uniform conductivity is the real part of
// a complex function of z = x - i depth. It is written as line sources and multipoles (r/(z - c))^n at the
// pipes' centres c, each with its mirror image above the surface, which keeps the surface at zero. Seen from
// a pipe of radius r, all that does not come from the pipe itself is a power series in w = (z - c)/r with
// coefficients L_n, and the pipe answers each with a multipole P_n = g_n conj(L_n). The factor g_n follows
// from the layers inside the pipe, harmonic by harmonic. That is one linear equation per pipe and harmonic;
// the means over the circumference then give the resistances.

#include "saggar/engine/physics/buried_pair.hpp"

#include <Eigen/Dense>

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <complex>
#include <numbers>
#include <span>
#include <vector>

namespace saggar {
namespace {

using Complex = std::complex<double>;
using ComplexMatrix = Eigen::MatrixXcd;
using Index = Eigen::Index;
using std::numbers::pi;

// ---- what a pipe answers ----------------------------------------------------------------------------------

struct Layer {
    double inner_radius_m;
    double outer_radius_m;
    double conductivity_w_mk;
};

bool has_thickness(Layer const& layer) {
    return layer.outer_radius_m > layer.inner_radius_m;
}

// Across a boundary of conductivities the temperature and the flux k dT/dr are the same on both sides; of a
// harmonic A r^n + B r^-n the ratio g = B r^-n/(A r^n) jumps.
double across(double g, double from_w_mk, double to_w_mk) {
    double const flux = from_w_mk / to_w_mk * (1.0 - g);
    return ((1.0 + g) - flux) / ((1.0 + g) + flux);
}

// g_1, g_2, ... at the outside of the layers, in the medium around them.
std::vector<double> reflections(std::span<Layer const> layers, double film_w_m2k, double outer_w_mk,
                                int order) {
    std::vector<double> result;
    double const inner_radius_m = layers.front().inner_radius_m;
    for (int n = 1; n <= order; ++n) {
        // Inside is water of one temperature: zero in every harmonic, behind its film.
        auto const first = std::ranges::find_if(layers, has_thickness);
        double conductivity = first == layers.end() ? outer_w_mk : first->conductivity_w_mk;
        double const film = film_w_m2k * inner_radius_m;
        double g = film_w_m2k > 0.0 ? (conductivity * n - film) / (conductivity * n + film) : -1.0;
        for (Layer const& layer : layers) {
            if (has_thickness(layer)) {
                g = across(g, conductivity, layer.conductivity_w_mk);
                g *= std::pow(layer.inner_radius_m / layer.outer_radius_m, 2 * n);
                conductivity = layer.conductivity_w_mk;
            }
        }
        result.push_back(across(g, conductivity, outer_w_mk));
    }
    return result;
}

// ---- series about another centre -------------------------------------------------------------------------

// A multipole (source_radius/(z - c))^n as a power series in (z - m)/radius, with distance = m - c: column j
// of row n - 1, j = 0 ... order. Binomial series of (distance + radius w)^-n.
ComplexMatrix multipoles_as_powers(Complex distance, double source_radius, double radius, int order) {
    ComplexMatrix result(order, order + 1);
    Complex const scale = source_radius / distance;
    Complex const step = -radius / distance;
    Complex leading = 1.0;
    for (int n = 1; n <= order; ++n) {
        leading *= scale;
        Complex factor = leading;
        for (int j = 0; j <= order; ++j) {
            result(n - 1, j) = factor;
            factor *= step * (static_cast<double>(n + j) / (j + 1.0));
        }
    }
    return result;
}

// ln|distance + radius w| = ln|distance| + Re of the sum of these times w^j, j = 1 ... order.
Eigen::VectorXcd logarithm_as_powers(Complex distance, double radius, int order) {
    Eigen::VectorXcd result(order);
    Complex const step = -radius / distance;
    Complex power = 1.0;
    for (int j = 1; j <= order; ++j) {
        power *= step;
        result(j - 1) = -power / static_cast<double>(j);
    }
    return result;
}

// Linear equations between complex unknowns u and their conjugates, as twice as many real ones.
class ConjugateSystem {
public:
    ConjugateSystem(Index unknowns, Index right_sides)
        : matrix_{Eigen::MatrixXd::Zero(2 * unknowns, 2 * unknowns)},
          right_{Eigen::MatrixXd::Zero(2 * unknowns, right_sides)} {}

    // ... + a u
    void add(Index row, Index column, Complex a) {
        matrix_(2 * row, 2 * column) += a.real();
        matrix_(2 * row, 2 * column + 1) -= a.imag();
        matrix_(2 * row + 1, 2 * column) += a.imag();
        matrix_(2 * row + 1, 2 * column + 1) += a.real();
    }
    // ... + a conj(u)
    void add_conjugate(Index row, Index column, Complex a) {
        matrix_(2 * row, 2 * column) += a.real();
        matrix_(2 * row, 2 * column + 1) += a.imag();
        matrix_(2 * row + 1, 2 * column) += a.imag();
        matrix_(2 * row + 1, 2 * column + 1) -= a.real();
    }
    // = b
    void add_right(Index row, Index side, Complex b) {
        right_(2 * row, side) += b.real();
        right_(2 * row + 1, side) += b.imag();
    }
    // Columns of complex unknowns, one per right side.
    [[nodiscard]] ComplexMatrix solve() const {
        Eigen::MatrixXd const x = matrix_.partialPivLu().solve(right_);
        ComplexMatrix result(x.rows() / 2, x.cols());
        for (Index i = 0; i < result.rows(); ++i) {
            for (Index k = 0; k < result.cols(); ++k) {
                result(i, k) = {x(2 * i, k), x(2 * i + 1, k)};
            }
        }
        return result;
    }

private:
    Eigen::MatrixXd matrix_;
    Eigen::MatrixXd right_;
};

// ---- pipes in the ground ----------------------------------------------------------------------------------

struct Disc {
    Complex centre;
    double radius{};
    double resistance_mk_w{}; // water to outside
    std::vector<Layer> layers;
    double film_w_m2k{};
};

Disc disc(PipeLayers const& pipe, Complex centre, double film_w_m2k) {
    assert(pipe.casing_diameter_m > 0.0 && -centre.imag() >= 0.5 * pipe.casing_diameter_m);
    Disc result{
        .centre = centre, .radius = 0.5 * pipe.casing_diameter_m, .layers = {}, .film_w_m2k = film_w_m2k};
    result.resistance_mk_w = layers_resistance_mk_w(pipe);
    if (film_w_m2k > 0.0) {
        result.resistance_mk_w += film_resistance_mk_w(pipe.inner_diameter_m, film_w_m2k);
    }
    result.layers = {
        {0.5 * pipe.inner_diameter_m, 0.5 * pipe.outer_diameter_m, pipe.wall_conductivity_w_mk},
        {0.5 * pipe.outer_diameter_m, 0.5 * pipe.insulation_diameter_m, pipe.insulation_conductivity_w_mk},
        {0.5 * pipe.insulation_diameter_m, 0.5 * pipe.casing_diameter_m, pipe.casing_conductivity_w_mk}};
    return result;
}

// Matrix of resistances, m K/W: temperature of each water per heat given by each.
Eigen::MatrixXd resistances(std::span<Disc const> discs, double ground_w_mk, int order) {
    int const count = static_cast<int>(discs.size());
    auto const unknown = [order](int disc_number, int n) { return disc_number * order + n - 1; };
    auto const position = [count = discs.size()](int of, int at) {
        return static_cast<std::size_t>(of) * count + static_cast<std::size_t>(at);
    };
    ConjugateSystem system{Index{count} * order, count};
    Eigen::MatrixXd mean = Eigen::MatrixXd::Zero(count, count); // per source of strength q = 2 pi k
    std::vector<ComplexMatrix> direct(discs.size() * discs.size());
    std::vector<ComplexMatrix> mirrored(direct.size());
    for (int m = 0; m < count; ++m) {
        Disc const& at = discs[static_cast<std::size_t>(m)];
        auto const g = reflections(at.layers, at.film_w_m2k, ground_w_mk, order);
        for (int n = 1; n <= order; ++n) {
            system.add(unknown(m, n), unknown(m, n), 1.0);
        }
        for (int k = 0; k < count; ++k) {
            Disc const& of = discs[static_cast<std::size_t>(k)];
            std::size_t const pair = position(m, k);
            Complex const to_image = at.centre - std::conj(of.centre);
            Complex const to_source = at.centre - of.centre;
            mirrored[pair] = multipoles_as_powers(to_image, of.radius, at.radius, order);
            Eigen::VectorXcd line = logarithm_as_powers(to_image, at.radius, order);
            mean(m, k) = std::log(std::abs(to_image)) - std::log(m == k ? at.radius : std::abs(to_source));
            if (m != k) {
                direct[pair] = multipoles_as_powers(to_source, of.radius, at.radius, order);
                line -= logarithm_as_powers(to_source, at.radius, order);
            }
            // P_j = g_j conj(sum of P_n direct - conj(P_n) mirrored + line)
            for (int j = 1; j <= order; ++j) {
                double const factor = g[static_cast<std::size_t>(j - 1)];
                system.add_right(unknown(m, j), k, factor * std::conj(line(j - 1)));
                for (int n = 1; n <= order; ++n) {
                    system.add(unknown(m, j), unknown(k, n), factor * std::conj(mirrored[pair](n - 1, j)));
                    if (m != k) {
                        system.add_conjugate(unknown(m, j), unknown(k, n),
                                             -factor * std::conj(direct[pair](n - 1, j)));
                    }
                }
            }
        }
    }
    ComplexMatrix const multipoles = system.solve();
    Eigen::MatrixXd result(count, count);
    for (int m = 0; m < count; ++m) {
        for (int source = 0; source < count; ++source) {
            double temperature = mean(m, source);
            for (int k = 0; k < count; ++k) {
                std::size_t const pair = position(m, k);
                for (int n = 1; n <= order; ++n) {
                    Complex const p = multipoles(unknown(k, n), source);
                    temperature -= (std::conj(p) * mirrored[pair](n - 1, 0)).real();
                    temperature += m == k ? 0.0 : (p * direct[pair](n - 1, 0)).real();
                }
            }
            result(m, source) = temperature / (2.0 * pi * ground_w_mk);
        }
        result(m, m) += discs[static_cast<std::size_t>(m)].resistance_mk_w;
    }
    return result;
}

// ---- two pipes in one casing ------------------------------------------------------------------------------

// Harmonics A r^n + B r^-n carried inwards: from (A, B) at the outer radius of `layer`, in the medium outside
// it, to (A, B) at its inner radius, in the medium inside it.
struct Carried {
    double a_from_a, a_from_b, b_from_a, b_from_b;
};
Carried interface_inwards(double outside_w_mk, double inside_w_mk) {
    double const k = outside_w_mk / inside_w_mk;
    return {0.5 * (1.0 + k), 0.5 * (1.0 - k), 0.5 * (1.0 - k), 0.5 * (1.0 + k)};
}
Carried operator*(Carried const& x, Carried const& y) {
    return {
        x.a_from_a * y.a_from_a + x.a_from_b * y.b_from_a, x.a_from_a * y.a_from_b + x.a_from_b * y.b_from_b,
        x.b_from_a * y.a_from_a + x.b_from_b * y.b_from_a, x.b_from_a * y.a_from_b + x.b_from_b * y.b_from_b};
}

// Inside the casing: sources and multipoles P at both carriers and a power series B about the casing's
// centre. Outside: source and multipoles G at the casing's centre, with images. Where they meet, harmonic by
// harmonic, the incoming series K of the ground and the outgoing series O of the inside are carried across
// the casing's wall.
Eigen::Matrix2d resistances(TwinPipe const& twin, int order) {
    double const radius = 0.5 * twin.outer_diameter_m;
    double const inside = 0.5 * twin.insulation_diameter_m; // of the casing
    double const outside = 0.5 * twin.casing_diameter_m;
    double const insulation_w_mk = twin.insulation_conductivity_w_mk;
    double const ground_w_mk = twin.ground_conductivity_w_mk;
    Complex const half =
        0.5 * twin.centre_spacing_m * (twin.vertical ? Complex{0.0, 1.0} : Complex{-1.0, 0.0});
    std::array<Complex, 2> const offset{half, -half}; // of the carriers from the casing's centre
    Complex const to_image{0.0, -2.0 * twin.depth_m};
    std::array<double, 2> const film{twin.film_1_w_m2k, twin.film_2_w_m2k};
    bool const has_wall = outside > inside;
    double const source_ratio = insulation_w_mk / ground_w_mk; // of q/(2 pi k) outside and inside

    auto const carrier_unknown = [order](int m, int n) { return m * order + n - 1; };
    auto const ground_unknown = [order](int n) { return 2 * order + n - 1; };
    ConjugateSystem system{Index{3} * order, 2};

    // The ground: K_j = line_j - sum over n of conj(G_n) image(n, j)
    ComplexMatrix const image = multipoles_as_powers(to_image, outside, outside, order);
    Eigen::VectorXcd const image_line = source_ratio * logarithm_as_powers(to_image, outside, order);
    std::vector<Carried> carried;
    for (int j = 1; j <= order; ++j) {
        Carried step = interface_inwards(ground_w_mk, insulation_w_mk);
        if (has_wall) {
            double const shrink = std::pow(inside / outside, j);
            step = interface_inwards(twin.casing_conductivity_w_mk, insulation_w_mk) *
                   Carried{shrink, 0.0, 0.0, 1.0 / shrink} *
                   interface_inwards(ground_w_mk, twin.casing_conductivity_w_mk);
        }
        carried.push_back(step);
    }
    // B_j = a_from_a K_j + a_from_b conj(G_j), so conj(B_j) = from_source_j + sum over n of from_ground(j, n)
    // G_n
    ComplexMatrix from_ground(order, order);
    Eigen::VectorXcd from_source(order);
    for (int j = 1; j <= order; ++j) {
        Carried const& step = carried[static_cast<std::size_t>(j - 1)];
        from_source(j - 1) = step.a_from_a * std::conj(image_line(j - 1));
        for (int n = 1; n <= order; ++n) {
            from_ground(j - 1, n - 1) =
                -step.a_from_a * std::conj(image(n - 1, j)) + (n == j ? step.a_from_b : 0.0);
        }
    }

    // The carriers: P_j = g_j conj(L_j), L from the other carrier and from B.
    std::array<ComplexMatrix, 2> other;
    std::array<ComplexMatrix, 2> shifted; // (j, i): B_i's part in L_j, j = 0 ... order
    for (int m = 0; m < 2; ++m) {
        auto const at = static_cast<std::size_t>(m);
        int const o = 1 - m;
        Complex const distance = offset[at] - offset[static_cast<std::size_t>(o)];
        std::array<Layer, 1> const wall{
            {{0.5 * twin.inner_diameter_m, 0.5 * twin.outer_diameter_m, twin.wall_conductivity_w_mk}}};
        auto const g = reflections(wall, film[at], insulation_w_mk, order);
        other[at] = multipoles_as_powers(distance, radius, radius, order);
        Eigen::VectorXcd const line = logarithm_as_powers(distance, radius, order);
        shifted[at] = ComplexMatrix::Zero(order + 1, order);
        for (int i = 1; i <= order; ++i) {
            // ((offset + radius w)/inside)^i
            Complex const base = offset[at] / inside;
            double const step = radius / inside;
            double binomial = 1.0;
            for (int j = 0; j <= i; ++j) {
                shifted[at](j, i - 1) = binomial * std::pow(base, i - j) * std::pow(step, j);
                binomial *= static_cast<double>(i - j) / (j + 1.0);
            }
        }
        ComplexMatrix const ground_part = shifted[at].conjugate() * from_ground;
        Eigen::VectorXcd const source_part = shifted[at].conjugate() * from_source;
        for (int j = 1; j <= order; ++j) {
            int const row = carrier_unknown(m, j);
            double const factor = g[static_cast<std::size_t>(j - 1)];
            system.add(row, row, 1.0);
            for (int n = 1; n <= order; ++n) {
                system.add_conjugate(row, carrier_unknown(o, n), -factor * std::conj(other[at](n - 1, j)));
                system.add(row, ground_unknown(n), -factor * ground_part(j, n - 1));
            }
            system.add_right(row, m, factor * source_part(j));
            system.add_right(row, o, factor * (source_part(j) - std::conj(line(j - 1))));
        }
    }

    // The casing: O_j = b_from_a conj(K_j) + b_from_b G_j, O from both carriers.
    for (int j = 1; j <= order; ++j) {
        int const row = ground_unknown(j);
        Carried const& step = carried[static_cast<std::size_t>(j - 1)];
        system.add(row, row, -step.b_from_b);
        for (int n = 1; n <= order; ++n) {
            system.add(row, ground_unknown(n), step.b_from_a * std::conj(image(n - 1, j)));
        }
        for (int m = 0; m < 2; ++m) {
            Complex const base = offset[static_cast<std::size_t>(m)] / inside;
            double binomial = 1.0; // (j - 1 over n - 1)
            for (int n = 1; n <= j; ++n) {
                system.add(row, carrier_unknown(m, n),
                           binomial * std::pow(radius / inside, n) * std::pow(base, j - n));
                binomial *= static_cast<double>(j - n) / n;
            }
            system.add_right(row, m,
                             step.b_from_a * std::conj(image_line(j - 1)) -
                                 std::pow(base, j) / static_cast<double>(j));
        }
    }

    ComplexMatrix const solved = system.solve();
    Eigen::Matrix2d result;
    for (int source = 0; source < 2; ++source) {
        // Means: round the casing from outside, through its wall, then round each carrier. Per q = 2 pi
        // k_insulation.
        double casing = source_ratio * std::log(2.0 * twin.depth_m / outside);
        for (int n = 1; n <= order; ++n) {
            casing -= (std::conj(solved(ground_unknown(n), source)) * image(n - 1, 0)).real();
        }
        if (has_wall) {
            casing += insulation_w_mk / twin.casing_conductivity_w_mk * std::log(outside / inside);
        }
        Eigen::VectorXcd const powers =
            (from_source + from_ground * solved.col(source).tail(order)).conjugate(); // B
        for (int m = 0; m < 2; ++m) {
            auto const at = static_cast<std::size_t>(m);
            double temperature =
                casing + std::log(inside) - std::log(m == source ? radius : twin.centre_spacing_m);
            for (int n = 1; n <= order; ++n) {
                temperature += (solved(carrier_unknown(1 - m, n), source) * other[at](n - 1, 0)).real();
                temperature += (powers(n - 1) * shifted[at](0, n - 1)).real();
            }
            result(m, source) = temperature / (2.0 * pi * insulation_w_mk);
        }
    }
    for (int m = 0; m < 2; ++m) {
        result(m, m) += cylinder_resistance_mk_w(twin.inner_diameter_m, twin.outer_diameter_m,
                                                 twin.wall_conductivity_w_mk);
        double const h = film[static_cast<std::size_t>(m)];
        result(m, m) += h > 0.0 ? film_resistance_mk_w(twin.inner_diameter_m, h) : 0.0;
    }
    return result;
}

// Raises the order until the answer stands still. Pipes that touch almost would ask for ever higher orders:
// the last one serves then (at a gap of a hundredth of the radius it is not needed yet).
template <class Resistances>
Eigen::MatrixXd converged(Resistances const& of_order, double tolerance) {
    Eigen::MatrixXd last = of_order(6);
    for (int const order : {9, 13, 19, 28, 40, 56}) {
        Eigen::MatrixXd const next = of_order(order);
        double const change = (next - last).cwiseAbs().maxCoeff();
        last = next;
        if (change <= tolerance * last.cwiseAbs().maxCoeff()) {
            break;
        }
    }
    return last;
}

} // namespace

PairConductance exact_pair(BuriedPair const& pair, double tolerance) {
    std::array<Disc, 2> const discs{
        disc(pair.pipe_1, {0.0, -pair.depth_1_m}, pair.film_1_w_m2k),
        disc(pair.pipe_2, {pair.horizontal_distance_m, -pair.depth_2_m}, pair.film_2_w_m2k)};
    assert(std::abs(discs[0].centre - discs[1].centre) >= discs[0].radius + discs[1].radius);
    Eigen::MatrixXd const r = converged(
        [&](int order) { return resistances(discs, pair.ground_conductivity_w_mk, order); }, tolerance);
    return pair_conductance(r(0, 0), r(1, 1), 0.5 * (r(0, 1) + r(1, 0)));
}

double exact_single_w_mk(PipeLayers const& pipe, double depth_m, double ground_conductivity_w_mk,
                         double film_w_m2k, double tolerance) {
    std::array<Disc, 1> const discs{disc(pipe, {0.0, -depth_m}, film_w_m2k)};
    Eigen::MatrixXd const r =
        converged([&](int order) { return resistances(discs, ground_conductivity_w_mk, order); }, tolerance);
    return 1.0 / r(0, 0);
}

PairConductance exact_twin(TwinPipe const& twin, double tolerance) {
    assert(twin.centre_spacing_m >= twin.outer_diameter_m);
    assert(twin.centre_spacing_m + twin.outer_diameter_m <= twin.insulation_diameter_m);
    assert(2.0 * twin.depth_m >= twin.casing_diameter_m);
    Eigen::MatrixXd const r =
        converged([&](int order) -> Eigen::MatrixXd { return resistances(twin, order); }, tolerance);
    return pair_conductance(r(0, 0), r(1, 1), 0.5 * (r(0, 1) + r(1, 0)));
}

} // namespace saggar
