// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "set_flows.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>

namespace saggar::detail {

SetFlows::SetFlows(SteadyWorkspace& work) : work_{work} {
    PlantColumns const& plants = work.network->plants;
    std::vector<std::int32_t> holders; // of the pressure
    for (std::size_t i = 0; i < plants.size(); ++i) {
        std::int32_t const link = plants.link[i];
        auto const place = static_cast<std::size_t>(link);
        bool const open = work.closed[place] == 0;
        switch (plants.control[i]) {
        case PlantControl::pressure_holding: holders.push_back(link); [[fallthrough]];
        case PlantControl::differential_pressure:
            if (open) {
                lifts_.push_back(link);
            }
            break;
        case PlantControl::heat:
        case PlantControl::flow:
            if (open && work.set_value[place] > 0.0) {
                links_.push_back(place);
                asked_kg_s_.push_back(work.set_value[place]);
            }
            break;
        }
    }
    if (holders.size() != 1 || lifts_.empty() || work.check_valves_yield) {
        links_.clear();
        asked_kg_s_.clear();
    }
    if (links_.empty()) {
        work.taken_part = 1.0;
        work.lets_back.clear();
        if (work.check_valves_yield) {
            work.lets_back = holders;
        }
        return;
    }
    std::ranges::stable_sort(lifts_, std::greater{}, [&](std::int32_t link) {
        return work.set_value[static_cast<std::size_t>(link)];
    });
    if (work.lets_back.empty()) {
        work.lets_back.push_back(lifts_.front());
    }
}

void SetFlows::apply() {
    for (std::size_t i = 0; i < links_.size(); ++i) {
        work_.set_value[links_[i]] = work_.taken_part * asked_kg_s_[i];
    }
    work_.flows_answer = work_.taken_part == 1.0; // Newton's step knows nothing of it
}

bool SetFlows::follow(HydraulicState const& state) {
    constexpr double close = 1e-12;
    double const asked = std::accumulate(asked_kg_s_.begin(), asked_kg_s_.end(), 0.0);
    if (!(asked > 0.0)) {
        return false;
    }
    auto const flow = [&](std::int32_t link) { return state.mass_flow_kg_s[static_cast<std::size_t>(link)]; };
    std::int32_t const strongest = *std::ranges::max_element(lifts_, {}, flow);
    if (flow(work_.lets_back.front()) < -no_flow_kg_s && flow(strongest) > no_flow_kg_s) {
        work_.lets_back.front() = strongest;
        return true;
    }
    double const now = work_.taken_part * asked;
    double const through = std::transform_reduce(lifts_.begin(), lifts_.end(), 0.0, std::plus{}, flow);
    double const wanted = std::clamp(now + through, 0.0, asked);
    bool const moves = std::abs(wanted - now) > close * (wanted + now);
    work_.taken_part = moves ? wanted / asked : work_.taken_part;
    return moves;
}

bool SetFlows::let_another() {
    if (links_.empty()) {
        return false;
    }
    failed_.push_back(work_.lets_back.front());
    auto const next = std::ranges::find_if(
        lifts_, [&](std::int32_t link) { return std::ranges::find(failed_, link) == failed_.end(); });
    if (next == lifts_.end()) {
        return false;
    }
    work_.lets_back.front() = *next;
    return true;
}

void SetFlows::mark(HydraulicState& state) const {
    for (std::size_t const link : links_) {
        if (work_.taken_part < 1.0 && state.link_status[link] == LinkStatus::holding) {
            state.link_status[link] = LinkStatus::short_of_dp;
        }
    }
}

} // namespace saggar::detail
