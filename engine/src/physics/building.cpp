// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/engine/physics/building.hpp"

#include <cassert>
#include <cmath>

namespace saggar {

namespace {

// What becomes of distances from the state that the heat holds: the change over a step, and the mean less the
// beginning, each as matrix times distance of room and structure.
struct Response {
    double room_by_room, room_by_structure, structure_by_room, structure_by_structure;
};

struct Responses {
    Response change;
    Response mean; // of the distance itself
};

// (e^x - 1)/x
double growth(double x) {
    return std::abs(x) > 1e-12 ? std::expm1(x) / x : 1.0;
}

Responses responses(BuildingModel const& model, double duration_s) {
    if (!(model.structure_capacity_j_k > 0.0)) {
        double const x = -model.heat_loss_w_k / model.room_capacity_j_k * duration_s;
        return {{std::expm1(x), 0.0, 0.0, 0.0}, {growth(x), 0.0, 0.0, 0.0}};
    }
    // Distances follow d' = A d, A = [-a b; c -c], of two real rates below zero.
    double const a = (model.heat_loss_w_k + model.structure_coupling_w_k) / model.room_capacity_j_k;
    double const b = model.structure_coupling_w_k / model.room_capacity_j_k;
    double const c = model.structure_coupling_w_k / model.structure_capacity_j_k;
    double const apart = std::sqrt((a - c) * (a - c) + 4.0 * b * c);
    double const fast = -0.5 * (a + c + apart);
    double const slow = c * (model.heat_loss_w_k / model.room_capacity_j_k) / fast; // determinant / fast
    // f(A) = (f(slow) (A - fast) - f(fast) (A - slow)) / (slow - fast)
    auto const of = [&](double at_slow, double at_fast) {
        double const s = at_slow / apart;
        double const f = at_fast / apart;
        return Response{s * (-a - fast) - f * (-a - slow), (s - f) * b, (s - f) * c,
                        s * (-c - fast) - f * (-c - slow)};
    };
    return {of(std::expm1(slow * duration_s), std::expm1(fast * duration_s)),
            of(growth(slow * duration_s), growth(fast * duration_s))};
}

} // namespace

BuildingStep building_step(BuildingModel const& model, BuildingTemperatures const& begin, double heat_w,
                           double outdoor_c, double duration_s) {
    assert(duration_s > 0.0 && model.heat_loss_w_k > 0.0 && model.room_capacity_j_k > 0.0);
    Responses const r = responses(model, duration_s);
    double const rest_c = outdoor_c + heat_w / model.heat_loss_w_k;
    bool const two = model.structure_capacity_j_k > 0.0;
    double const room_k = begin.room_c - rest_c;
    double const structure_k = two ? begin.structure_c - rest_c : 0.0;
    double const room_more_k = r.change.room_by_room * room_k + r.change.room_by_structure * structure_k;
    double const structure_more_k =
        r.change.structure_by_room * room_k + r.change.structure_by_structure * structure_k;
    BuildingStep step;
    step.end.room_c = begin.room_c + room_more_k;
    step.end.structure_c = two ? begin.structure_c + structure_more_k : step.end.room_c;
    step.mean_room_c = rest_c + r.mean.room_by_room * room_k + r.mean.room_by_structure * structure_k;
    step.lost_j = model.heat_loss_w_k * (step.mean_room_c - outdoor_c) * duration_s;
    step.stored_more_j =
        model.room_capacity_j_k * room_more_k + model.structure_capacity_j_k * structure_more_k;
    return step;
}

double building_heat_w(BuildingModel const& model, BuildingTemperatures const& begin, double target_c,
                       double outdoor_c, double duration_s) {
    Responses const r = responses(model, duration_s);
    // The room's end is its end without heat plus heat/H times how far a distance of one everywhere has gone.
    double const without = building_step(model, begin, 0.0, outdoor_c, duration_s).end.room_c;
    double const gone = -(r.change.room_by_room + r.change.room_by_structure);
    return (target_c - without) * model.heat_loss_w_k / gone;
}

} // namespace saggar
