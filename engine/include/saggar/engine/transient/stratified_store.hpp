// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// A hot-water store in time: an upright cylinder in layers of equal height, each mixed.
//
// Water enters and leaves at ports; what enters more than leaves below a layer's upper face rises through it
// (or sinks, the other way round) and takes the heat content of the layer it comes from along. Layers
// exchange heat by conduction and lose it to the ambient; all of it is linear in the layers' heat contents h
// (J/kg), with the heat capacity cp of the store's mean temperature where temperatures are needed:
//
//   m dh_i/dt = sum of  r (h_source - h_i),    r >= 0: flows, conductance/cp, loss/cp.
//
// For flows that are constant over a step that is solved exactly: with L the largest sum of r/m of a layer,
// one layer after another taking over the part r/(m L) of each source is a mean of the layers, and the
// solution after a time t is the mean of how often that has happened, which is Poisson's with L t
// (uniformisation: Jensen, Skand. Aktuarietidskr. 36, 1953). Nothing leaves hotter than the hottest or colder
// than the coldest there is, energy closes to round-off, and there is no limit to the step. N layers spread a
// front as N mixed vessels in series do; that is the store's mixing, with what `conductivity_w_mk` adds.
//
// Where a layer ends up warmer than the one above it, both mix, and what lies beside as far as need be: at
// least once while a layer is exchanged 64 times.

#include "saggar/engine/physics/fluid.hpp"

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

namespace saggar {

struct StratifiedStoreOptions {
    double volume_m3{};                 // above zero
    double height_m{};                  // above zero
    int layers{20};                     // 1 to 1000
    double loss_w_k{0.0};               // of the whole surface; spread over it evenly
    double conductivity_w_mk{0.65};     // vertical: of the water, more where walls and fittings conduct too
    double density_temperature_c{60.0}; // mass is that of water of this temperature, throughout
};

// Where water enters (positive) or leaves during a step.
struct StorePort {
    double height{};            // part of the store's height, 0 at the bottom to 1
    double mass_flow_kg_s{};    // all ports of a step add up to zero
    double heat_content_j_kg{}; // of what enters
};

// Energies of a step, J.
struct StoreHeat {
    double entered_j{0.0};
    double left_j{0.0};
    double lost_j{0.0};
};

class StratifiedStore {
public:
    // Throws Error{value_out_of_range} where an option is not as said above. Filled with water of 0 degC.
    StratifiedStore(Fluid fluid, StratifiedStoreOptions const& options);
    ~StratifiedStore();
    StratifiedStore(StratifiedStore&&) noexcept;
    StratifiedStore& operator=(StratifiedStore&&) noexcept;
    StratifiedStore(StratifiedStore const&) = delete;
    StratifiedStore& operator=(StratifiedStore const&) = delete;

    // Temperatures from the bottom to the top, each of an equal part of the height; layers get their mean.
    void fill(std::span<double const> temperatures_c);

    // Writes to `leaving_j_kg`, as long as `ports`, the mean heat content of what leaves at each port; of
    // ports at which water enters, that of the layer they enter. A port without flow does nothing. Throws
    // Error{value_out_of_range} where flows do not add up to zero (1e-9 of the largest).
    StoreHeat step(double duration_s, double ambient_c, std::span<StorePort const> ports,
                   std::span<double> leaving_j_kg);

    [[nodiscard]] int layers() const;
    [[nodiscard]] double temperature_c(int layer) const; // 0 is the lowest
    [[nodiscard]] double water_kg() const;
    [[nodiscard]] double heat_j() const; // above that at 0 degC

    // All that a store is between two steps: heat contents from the bottom. `restore` takes them back, bit
    // for bit; throws Error{value_out_of_range} where they are not one for each layer.
    [[nodiscard]] std::vector<double> const& heat_contents_j_kg() const;
    void restore(std::span<double const> heat_contents_j_kg);

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace saggar
