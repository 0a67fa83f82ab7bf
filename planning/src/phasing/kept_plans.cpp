// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "kept_plans.hpp"

#include <cstdint>
#include <set>
#include <string>
#include <vector>

namespace saggar::detail {

namespace {

// `each` keeps one.
template <class T, class Each>
void keep_list(StateArchive& archive, std::vector<T>& list, Each const& each) {
    std::uint64_t count = list.size();
    archive(count);
    if (archive.restores()) {
        list.clear();
    }
    for (std::uint64_t i = 0; i < count; ++i) {
        if (archive.restores()) {
            list.emplace_back();
        }
        each(list[i]);
    }
}

void keep(StateArchive& archive, std::set<std::string>& names) {
    std::vector<std::string> list(names.begin(), names.end());
    archive(list);
    names = {list.begin(), list.end()};
}

void keep(StateArchive& archive, PhasePipe& pipe) {
    archive(pipe.pair, pipe.service, pipe.reinforced, pipe.entry, pipe.before, pipe.length_m, pipe.surface,
            pipe.capital, pipe.crossing_cost, pipe.annual_use_mwh, pipe.written_off_year, pipe.written_off,
            pipe.written_off_crossing);
}

void keep(StateArchive& archive, ExtensionPipe& pipe) {
    archive(pipe.pair, pipe.service, pipe.reinforced, pipe.length_m, pipe.surface, pipe.entry, pipe.flow_w,
            pipe.capital, pipe.crossing_cost, pipe.annual_use_mwh, pipe.fed_by, pipe.closes_ring);
}

void keep(StateArchive& archive, PlantYear& year) {
    archive(year.year, year.changes, year.heat_loss_mwh, year.pumping_mwh, year.heat);
}

void keep(StateArchive& archive, KeptWork const& work, PhaseResult& phase) {
    archive(phase.phase, phase.description, phase.year, phase.confirmed, phase.diagnosis, phase.buildings);
    keep_list(archive, phase.pipes, [&](PhasePipe& pipe) { keep(archive, pipe); });
    keep_list(archive, phase.plant_years, [&](PlantYear& year) { keep(archive, year); });
    archive(phase.plant_changes, phase.pipe_capital, phase.crossing_cost, phase.connection_cost,
            phase.source_capital, phase.connected, phase.annual_use_mwh, phase.peak_w, phase.heat_loss_mwh,
            phase.pumping_mwh, phase.heat, phase.carbon_saved_t, phase.points, phase.tightest);
    work.project(archive, phase.project);
}

void keep(StateArchive& archive, KeptWork const& work, std::vector<PhaseResult>& phases) {
    keep_list(archive, phases, [&](PhaseResult& phase) { keep(archive, work, phase); });
}

void keep(StateArchive& archive, PhasedMoney& money) {
    archive(money.income, money.heat_cost, money.present_heat, money.connection_cost, money.pipe_capital,
            money.source_capital, money.maintenance, money.heat_loss, money.pumping, money.residual_value);
}

void keep(StateArchive& archive, KeptWork const& work, PlannedNetwork& plan) {
    work.project(archive, plan.project);
    keep_list(archive, plan.pipes, [&](ExtensionPipe& pipe) { keep(archive, pipe); });
    archive(plan.before, plan.buildings, plan.substations, plan.plant, plan.peak, plan.taken_w, plan.foot,
            plan.phase, plan.value_per_w, plan.source_capital, plan.peak_w, plan.at_once,
            plan.at_once_capital);
}

} // namespace

void KeptFirstPhase::keep(StateArchive& archive) {
    archive.section("first phase");
    work->project(archive, out.project);
    detail::keep(archive, out.connected);
    detail::keep(archive, *work, out.phases);
    archive(out.failure);
    bool planned = plan.has_value();
    archive(planned);
    if (archive.restores()) {
        plan.reset();
        if (planned) {
            plan.emplace();
        }
    }
    if (planned) {
        detail::keep(archive, *work, *plan);
    }
}

void KeptPlan::keep(StateArchive& archive) {
    archive.section("plan");
    archive(plan.feasible, plan.diagnosis);
    detail::keep(archive, *work, plan.phases);
    detail::keep(archive, plan.money);
}

} // namespace saggar::detail
