// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "trial.hpp"

#include "extended_project.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace saggar::detail {

namespace {

using Margins = std::map<std::pair<LimitKind, std::string>, double>;

Margins broken_margins(Trial const& trial) {
    Margins margins;
    for (LimitFinding const& finding : trial.envelope.limits.broken) {
        margins[{finding.kind, element_id(*trial.network, finding)}] = finding.relative_margin();
    }
    return margins;
}

ElementStatus plant_status(Trial const& trial, std::size_t plant) {
    return trial.state.link_status[static_cast<std::size_t>(trial.network->plants.link[plant])];
}

// Plants that gave all they have only now send out colder water than they are set to, which may do; they are
// held against the heat that it would take to keep their supply temperature.
void add_exhausted(Trial const& with, Trial const& base, std::vector<LimitFinding>& found) {
    PlantColumns const& plants = with.network->plants;
    std::size_t const count = std::min(plants.size(), base.network->plants.size());
    for (std::size_t i = 0; i < count; ++i) {
        if (plant_status(with, i) != ElementStatus::at_capacity ||
            plant_status(base, i) == ElementStatus::at_capacity) {
            continue;
        }
        double const wanted_c = judging_point(*with.network).plant_supply_temperature_c[i];
        double const back_c = with.state.plant_return_temperature_c[i];
        double const sent_k = with.state.plant_supply_temperature_c[i] - back_c;
        double const heat_w = with.state.plant_heat_w[i];
        if (sent_k > 0.0 && wanted_c > with.state.plant_supply_temperature_c[i]) {
            double const needed_w = heat_w * (wanted_c - back_c) / sent_k;
            found.push_back({.kind = LimitKind::plant_heat,
                             .element = plants.link[i],
                             .value = needed_w,
                             .limit = heat_w,
                             .margin = heat_w - needed_w});
        }
    }
}

} // namespace

OperatingPoint judging_point(Network const& network) {
    std::string const& id = network.project().connection.operating_point;
    return id.empty() ? design_point(network) : operating_point(network, id);
}

Trial solve_trial(Project project, Catalogue const& catalogue, TrialPoints const& points,
                  SteadyState const& start, std::function<bool()> const& go_on) {
    Trial trial;
    if (!go_on()) {
        trial.stopped = true;
        return trial;
    }
    trial.network = Network::build(project, catalogue);
    trial.project = std::move(project);
    OperatingPoint const point = judging_point(*trial.network);
    SteadySolver solver{trial.network};
    bool const fits = start.mass_flow_kg_s.size() == trial.network->links.size() &&
                      start.pressure_pa.size() == trial.network->nodes.size();
    if (start.warm && fits) {
        trial.state = start;
        trial.report = solver.solve(point, trial.state);
    }
    if (!trial.report.converged()) { // where one begins must not decide whether one arrives
        trial.state = SteadyState{};
        trial.report = solver.solve(point, trial.state);
    }
    if (!trial.report.converged()) {
        return trial;
    }
    EnvelopeOptions options;
    options.solver = &solver;
    options.only = point.is_design() ? points : std::vector<std::int32_t>{};
    options.progress = [&](std::size_t, std::size_t) {
        trial.stopped = trial.stopped || !go_on();
        return !trial.stopped;
    };
    trial.envelope = solve_design_envelope(trial.network, point, trial.state, options);
    trial.whole = !point.is_design() || !points;
    if (!trial.envelope.converged()) {
        trial.report.status = trial.envelope.status;
        trial.report.diagnosis = trial.envelope.diagnosis;
    }
    return trial;
}

std::vector<LimitFinding> blamed(Trial const& with, Trial const& base) {
    Margins const before = broken_margins(base);
    std::vector<LimitFinding> result;
    for (LimitFinding const& finding : with.envelope.limits.broken) {
        auto const known = before.find({finding.kind, uncut(element_id(*with.network, finding))});
        if (known == before.end() || finding.relative_margin() < known->second - 1e-4) {
            result.push_back(finding);
        }
    }
    add_exhausted(with, base, result);
    std::ranges::stable_sort(result, {}, &LimitFinding::relative_margin);
    return result;
}

std::optional<std::size_t> newly_unserved(Trial const& with, Trial const& base) {
    std::vector<double> const& now = with.envelope.substation_unmet_heat_w;
    std::vector<double> const& then = base.envelope.substation_unmet_heat_w;
    for (std::size_t i = 0; i < now.size(); ++i) {
        double const before = i < then.size() ? then[i] : 0.0;
        if (now[i] > before + 1e-4 * with.network->substations.peak_w[i]) {
            return i;
        }
    }
    return std::nullopt;
}

void add_binding_points(Trial const& trial, std::vector<std::int32_t>& consumers) {
    DesignEnvelope const& envelope = trial.envelope;
    if (envelope.limits.kinds.empty()) { // no solution
        return;
    }
    for (LimitKind const kind :
         {LimitKind::pipe_velocity, LimitKind::pipe_gradient, LimitKind::pipe_pressure,
          LimitKind::substation_differential_pressure, LimitKind::plant_differential_pressure}) {
        LimitSummary const& summary = envelope.limits.kinds[static_cast<std::size_t>(kind)];
        if (summary.checked > 0) {
            consumers.push_back(summary.tightest.consumer);
        }
    }
    for (LimitFinding const& finding : envelope.limits.broken) {
        consumers.push_back(finding.consumer);
    }
    for (std::size_t i = 0; i < envelope.substation_unmet_heat_w.size(); ++i) {
        if (envelope.substation_unmet_heat_w[i] > 0.0) {
            consumers.push_back(envelope.unmet_consumer[i]);
        }
    }
    std::ranges::sort(consumers);
    consumers.erase(std::unique(consumers.begin(), consumers.end()), consumers.end());
    std::erase(consumers, -1);
}

} // namespace saggar::detail
