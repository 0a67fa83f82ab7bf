// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// The rooms of a building as one or two heat capacities, solved exactly over a step in which outdoor
// temperature and heat are constant.
//
//   Cr dTr/dt = H (To - Tr) + K (Ts - Tr) + Q        rooms: air, furniture, what is light
//   Cs dTs/dt = K (Tr - Ts)                          structure, if there is one (Cs > 0)
//
// H: heat loss of walls and ventilation, K: coupling of the structure's surface, Q: heating and gains. A
// two-capacity network in the manner of Bacher & Madsen, Energy and Buildings 43 (2011) 1511-1522, with the
// mass inside; ISO 13790 couples mass and surfaces likewise, by 9.1 W/(m2 K) (12.2.2). With one capacity Tr
// falls to To by exp(-t H/C).

namespace saggar {

struct BuildingModel {
    double heat_loss_w_k{};             // H, above zero
    double room_capacity_j_k{};         // Cr, above zero
    double structure_capacity_j_k{0.0}; // Cs; 0: none
    double structure_coupling_w_k{0.0}; // K, above zero where Cs is
};

struct BuildingTemperatures {
    double room_c{20.0};
    double structure_c{20.0}; // the room's where there is no structure
};

struct BuildingStep {
    BuildingTemperatures end;
    double mean_room_c{};   // over the step
    double lost_j{};        // to outdoors
    double stored_more_j{}; // in rooms and structure
};

// A step of `duration_s` above zero with heat Q, gains included; Q may be of either sign.
[[nodiscard]] BuildingStep building_step(BuildingModel const& model, BuildingTemperatures const& begin,
                                         double heat_w, double outdoor_c, double duration_s);

// The heat Q with which the rooms are at `target_c` at the end of the step; negative where they would have to
// be cooled.
[[nodiscard]] double building_heat_w(BuildingModel const& model, BuildingTemperatures const& begin,
                                     double target_c, double outdoor_c, double duration_s);

} // namespace saggar
