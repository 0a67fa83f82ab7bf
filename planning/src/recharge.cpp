// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "recharge.hpp"

#include "extended_project.hpp"
#include "measure_help.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

namespace saggar::detail {

namespace {

constexpr double hours_of_day = 24.0;

// The stores as loads instead of plants; demands of the stores follow in order.
Project charging(Project project, Candidate const& candidate, std::vector<Measure> const& measures,
                 MeasureSet const& set, std::vector<double>& charge_w) {
    for (SizedMeasure const& sized : set) {
        Measure const& measure = measures[sized.measure];
        if (measure.kind != MeasureKind::store) {
            continue;
        }
        std::string const id = plant_id(measure);
        std::erase_if(project.plants, [&](Plant const& plant) { return plant.id == id; });
        for (OperatingPointData& point : project.operating_points) {
            std::erase_if(point.plants, [&](PlantSetting const& setting) { return setting.plant == id; });
        }
        double const kw =
            size_of(measure, sized) * *measure.peak_hours / (hours_of_day - *measure.peak_hours);
        Substation load;
        load.id = id;
        load.node = measure.node;
        load.peak_kw = kw;
        load.return_temperature_c = candidate.return_temperature_c;
        project.substations.push_back(load);
        charge_w.push_back(kw * 1e3);
    }
    return project;
}

double off_peak_share(std::vector<Measure> const& measures, MeasureSet const& set) {
    double share = 0.0;
    for (SizedMeasure const& sized : set) {
        share = std::max(share, measures[sized.measure].off_peak_share.value_or(0.0));
    }
    return share;
}

} // namespace

std::optional<std::string> cannot_recharge(ConnectionStudy const& study, Candidate const& candidate,
                                           Attempt const& attempt) {
    std::vector<Measure> const& measures = study.project().measures;
    std::vector<double> charge_w;
    Project project =
        charging(study.project_of(candidate, attempt), candidate, measures, attempt.set, charge_w);
    if (charge_w.empty()) {
        return std::nullopt;
    }
    Trial trial;
    trial.network = Network::build(project, study.base().network->catalogue());
    trial.project = std::move(project);
    OperatingPoint point = judging_point(*trial.network);
    std::vector<double>& demand = point.heat_demand_w;
    double const before = std::accumulate(demand.begin(), demand.end() - std::ssize(charge_w), 0.0);
    double const share = off_peak_share(measures, attempt.set);
    for (double& one : demand) {
        one *= share;
    }
    std::ranges::copy(charge_w, demand.end() - std::ssize(charge_w));
    double const after = std::accumulate(demand.begin(), demand.end(), 0.0);
    for (double& heat : point.plant_heat_w) {
        heat *= before > 0.0 ? std::min(1.0, after / before) : 1.0;
    }
    point.design_factor = 0.0; // one state, not what a design point stands for
    SteadySolver solver{trial.network};
    trial.report = solver.solve(point, trial.state);
    if (!trial.report.converged()) {
        return "no solution while the store is charged: " + trial.report.diagnosis;
    }
    trial.envelope.limits = check_limits(*trial.network, solver.fluid(), trial.state);
    trial.envelope.substation_unmet_heat_w = trial.state.substation_unmet_heat_w;
    Trouble const trouble = trouble_of(trial, study.base());
    if (trouble.none()) {
        return std::nullopt;
    }
    return fmt::format("the store cannot be charged outside of the peak: {} of '{}'",
                       trouble.first ? info(*trouble.first).title : "heat",
                       users_id(candidate, trouble.element));
}

} // namespace saggar::detail
