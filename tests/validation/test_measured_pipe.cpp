// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// Measured steps through a 39 m steel pipe on the test bench of the University of Liege (van der Heijde et
// al., Energy Conversion and Management 151:158, 2017; data of modelica-ibpsa). Two readings of its
// parameters exist: those of the published model and those documented. Nothing is fitted: the film is
// Gnielinski's, water IAPWS's.

#include "pipe_run.hpp"
#include "reference.hpp"
#include "table.hpp"

#include "saggar/engine/transient/plug_flow.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include <cmath>
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

namespace {

using namespace saggar;
using saggar::testing_support::PipeRun;
using saggar::testing_support::Stretch;
using saggar::testing_support::Table;

struct Bound {
    std::string name;
    double rmse_k; // at most, with the model's parameters
};

struct Measured {
    nlohmann::json about;
    std::vector<double> time_s, flow_kg_s, inlet_c, outlet_c;

    explicit Measured(std::string const& run) {
        auto const folder = testing_support::reference_folder() / "pipes";
        std::ifstream file{folder / ("ULg_" + run + ".json")};
        about = nlohmann::json::parse(file);
        Table const table{folder / ("ULg_" + run + ".csv")};
        time_s = table.numbers("time_s");
        flow_kg_s = table.numbers("m_flow_kg_s");
        inlet_c = table.numbers("T_water_in_degC");
        outlet_c = table.numbers("T_water_out_degC");
    }
};

// RMSE from one residence time on, over the samples as given.
double rmse_k(Measured const& measured, bool documented, PlugFlowOptions const& options) {
    auto const& pipe = measured.about.at("pipe");
    std::string const reading = documented ? "documented" : "model";
    double const ambient =
        measured.about.at("ambient").at(documented ? "T_documented_degC" : "T_boundary_in_model_degC");
    PlugFlowPipe const spec{.length_m = pipe.at("length_m"),
                            .inner_diameter_m = pipe.at("d_inner_m"),
                            .wall_capacity_j_mk = pipe.at("steel").at("C_wall_" + reading + "_J_per_mK"),
                            .film_w_m2k = std::nullopt,
                            .density_temperature_c = 30.0};
    double const first = measured.about.at("initial").at("T_start_in_degC");
    double const last = measured.about.at("initial").at("T_start_out_degC");
    std::vector<double> filled;
    for (int i = 0; i < 32; ++i) {
        filled.push_back(std::lerp(first, last, (i + 0.5) / 32));
    }
    PipeRun run{Fluid::water(3e5), {spec}, options, filled};
    for (std::size_t i = 0; i + 1 < measured.time_s.size(); ++i) {
        run.step({.mass_flow_kg_s = 0.5 * (measured.flow_kg_s[i] + measured.flow_kg_s[i + 1]),
                  .duration_s = measured.time_s[i + 1] - measured.time_s[i],
                  .conductance_w_mk = pipe.at("U_total_W_mK"),
                  .ambient_c = ambient},
                 0.5 * (measured.inlet_c[i] + measured.inlet_c[i + 1]));
    }
    double const from = measured.about.at("derived").at("residence_time_s");
    double sum = 0.0;
    int count = 0;
    auto stretch = run.left().begin();
    for (std::size_t i = 0; i < measured.time_s.size(); ++i) {
        if (measured.time_s[i] < from) {
            continue;
        }
        while (stretch + 1 != run.left().end() && stretch->end_s <= measured.time_s[i]) {
            ++stretch;
        }
        double const off = stretch->mean_c - measured.outlet_c[i];
        sum += off * off;
        ++count;
    }
    return std::sqrt(sum / count);
}

TEST(MeasuredPipe, OutletFollowsMeasuredSteps) {
    SAGGAR_NEEDS_REFERENCE("pipes");
    PlugFlowOptions fine;
    fine.tolerance_k = 0.005;
    fine.cell_length_diameters = 50.0;
    fine.parcels_per_cell = 16;
    for (Bound const& run :
         {Bound{"150801", 0.50}, Bound{"151202", 0.62}, Bound{"151204_2", 0.30}, Bound{"160104_2", 0.08}}) {
        Measured const measured{run.name};
        double const model = rmse_k(measured, false, fine);
        std::cout << "run " << run.name << ": RMSE " << model << " K with the model's parameters, "
                  << rmse_k(measured, true, fine) << " K with those documented; with default options "
                  << rmse_k(measured, false, {}) << " and " << rmse_k(measured, true, {}) << " K\n";
        EXPECT_LE(model, run.rmse_k) << run.name;
        EXPECT_LE(rmse_k(measured, false, {}), run.rmse_k) << run.name << " with default options";
    }
}

} // namespace
