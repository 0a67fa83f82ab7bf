// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Projects as a user writes them, for tests of the command.

#include <string>

namespace saggar::testing_support {

// A plant, a street of 500 m, two homes; `more` is added at the end, `plant` to the plant's fields.
inline std::string street_yaml(std::string const& more = {}, std::string const& plant = {}) {
    return R"(schema_version: 1
name: a street
connection: {catalogue: EN253/2, maximum_branch_length_m: 400}
nodes:
  - {id: works, x_m: 0, y_m: 0, elevation_m: 0}
  - {id: middle, x_m: 250, y_m: 0, elevation_m: 0}
  - {id: end, x_m: 500, y_m: 0, elevation_m: 0}
pipe_pairs:
  - {id: p1, from: works, to: middle, catalogue: EN253/2/DN80}
  - {id: p2, from: middle, to: end, catalogue: EN253/2/DN65}
plants:
  - {id: boiler, node: works, supply_temperature_c: 80, held_pressure_bar: 3, capacity_kw: 900)" +
           plant + R"(}
substations:
  - {id: near, node: middle, peak_kw: 200, return_temperature_c: 50}
  - {id: far, node: end, peak_kw: 200, return_temperature_c: 50}
)" + more;
}

inline std::string candidate_yaml(std::string const& id, double peak_kw, double y_m = 30.0) {
    return "  - {id: " + id + ", x_m: 250, y_m: " + std::to_string(y_m) +
           ", peak_kw: " + std::to_string(peak_kw) +
           ", annual_use_mwh: 100, return_temperature_c: 50, elevation_m: 0}\n";
}

inline std::string many_candidates(int count) {
    std::string text = "candidates:\n";
    for (int i = 0; i < count; ++i) {
        text += candidate_yaml("c" + std::to_string(i), 20.0 + i % 7);
    }
    return text;
}

inline std::string many_points(int count) {
    std::string text = "operating_points:\n";
    for (int i = 0; i < count; ++i) {
        text += "  - {id: t" + std::to_string(i) + ", load_factor: " + std::to_string(0.3 + 0.6 * i / count) +
                "}\n";
    }
    return text;
}

} // namespace saggar::testing_support
