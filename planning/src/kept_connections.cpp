// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// Verdicts on candidates as pieces of work that are kept (kept_work.hpp).

#include "saggar/engine/state_archive.hpp"
#include "saggar/planning/connection.hpp"

namespace saggar {

void ConnectionBranch::keep(StateArchive& archive) {
    archive(tie_in, tie_in_fraction, route, length_m, along_streets, catalogue, cost, crossing_cost, crosses);
}

void Reinforcement::keep(StateArchive& archive) {
    archive(pair, from, to, length_m, cost, parallel);
}

void TakenMeasure::keep(StateArchive& archive) {
    archive(id, kind, step, size, place, at_to, flow_m3_h, electricity_w, text, capital, running, source);
}

void TriedSet::keep(StateArchive& archive) {
    archive(tie_in, measures, larger_pairs, cost, verdict, limit, element, reason, chosen, branch);
}

void ConnectionLimit::keep(StateArchive& archive) {
    archive(kind, element, value, limit, margin, margin_before, broken, broken_before, source,
            design_consumer);
}

void ConnectionResult::keep(StateArchive& archive) {
    archive.section("candidate");
    archive(id, name, peak_w, annual_use_mwh, verdict, reason, binding, binding_element, branch,
            reinforcements, measures, tried, search_complete, limits, cost, cost_per_mwh,
            linear_heat_density_mwh_m, supply_temperature_c, differential_pressure_pa, largest_load_w,
            operating_point, points);
}

} // namespace saggar
