// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "print_cold_week.hpp"

#include "terminal.hpp"
#include "text_tables.hpp"

#include "saggar/network/time_stamp.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace saggar::app {

namespace {

constexpr double seconds_an_hour = 3600.0;

std::string causes_of(ColdWeekLoad const& load) {
    std::string causes;
    for (std::size_t k = 0; k < unmet_causes; ++k) {
        if (load.unmet_by_cause_j[k] > 0.0) {
            causes += (causes.empty() ? "" : ", ") + std::string{to_string(static_cast<UnmetCause>(k + 1))};
        }
    }
    return causes;
}

void print_short(ColdWeekReport const& week, bool verbose) {
    std::vector<ColdWeekLoad const*> loads;
    for (ColdWeekLoad const& load : week.loads) {
        if (load.is_short() || (verbose && load.unmet_j > 0.0)) {
            loads.push_back(&load);
        }
    }
    std::ranges::stable_sort(loads, [](auto const* a, auto const* b) { return a->unmet_j > b->unmet_j; });
    TextTable table{{"short of heat", ">lacks MWh", ">% of demand", ">hours", "why"}};
    std::size_t const shown = verbose ? loads.size() : std::min<std::size_t>(loads.size(), 10);
    for (std::size_t i = 0; i < shown; ++i) {
        ColdWeekLoad const& load = *loads[i];
        table.add({load.id + (load.added ? "" : " (present)"),
                   fmt::format("{:.3f}", load.unmet_j / j_per_mwh),
                   fmt::format("{:.1f}", 100.0 * load.unmet_j / load.demand_j),
                   fmt::format("{:.0f}", load.unmet_s / seconds_an_hour), causes_of(load)});
    }
    if (!table.empty()) {
        fmt::print("{}", table.text());
        if (shown < loads.size()) {
            fmt::print("  and {} more (cold_week_loads.csv, or --verbose)\n", loads.size() - shown);
        }
    }
}

void print_limits(ColdWeekReport const& week) {
    TextTable table{{"limit", ">hours", "at", ">worst", ">limit", "", "from"}};
    for (ColdWeekLimit const& limit : week.limits) {
        if (limit.elements_beyond == 0) {
            continue;
        }
        LimitKindInfo const& kind = info(limit.kind);
        table.add({std::string{kind.title}, fmt::format("{:.0f}", limit.beyond_s / seconds_an_hour),
                   limit.elements_beyond > 1
                       ? fmt::format("{} and {} more", limit.element, limit.elements_beyond - 1)
                       : limit.element,
                   fmt::format("{:.3g}", limit.worst * kind.shown_per_si),
                   fmt::format("{:.3g}", limit.limit * kind.shown_per_si), std::string{kind.unit},
                   time_stamp(limit.worst_at_s)});
    }
    if (!table.empty()) {
        fmt::print("{}", table.text());
    }
}

void print_extremes(ColdWeekReport const& week) {
    if (ColdWeekLoad const* const coldest = week.coldest_new()) {
        fmt::print("  Coldest supply at a new load: {:.1f} degC at {}, {}.\n", coldest->lowest_supply_c,
                   coldest->id, time_stamp(coldest->lowest_supply_at_s));
    }
    if (week.highest_plant_at_s >= 0) {
        fmt::print("  Highest differential pressure: {:.2f} bar at {}, {}",
                   week.highest_plant_pressure_pa * 1e-5, week.highest_plant,
                   time_stamp(week.highest_plant_at_s));
        if (week.highest_substation_at_s >= 0) {
            fmt::print("; of a substation {:.2f} bar at {}", week.highest_substation_pressure_pa * 1e-5,
                       week.highest_substation);
        }
        fmt::print(".\n");
    }
}

void print_energy(ColdWeekReport const& week) {
    EnergyBook const& book = week.book;
    fmt::print("  {:.1f} MWh asked for, {:.1f} produced, {:.1f} lost, pumps {:.2f}; energy closes to {:.1g} "
               "of each hour's heat.\n",
               week.demand_j / j_per_mwh, book.plants_j / j_per_mwh, book.lost_j / j_per_mwh,
               week.pump_electricity_j / j_per_mwh, week.worst_residual_relative);
    if (week.cut_by_peak_j > 1e-6 * week.demand_j) {
        ColdWeekLoad const& most = *std::ranges::max_element(week.loads, {}, &ColdWeekLoad::beyond_peak_j);
        auto const count = static_cast<std::size_t>(std::ranges::count_if(
            week.loads, [](ColdWeekLoad const& load) { return load.beyond_peak_j > 0.0; }));
        fmt::print(
            "  Shapes ask for {:.1f} MWh more ({:.1f} %), beyond the peaks of {}, which limit them: most "
            "at {}, {:.1f}.\n",
            week.cut_by_peak_j / j_per_mwh, 100.0 * week.cut_by_peak_j / week.demand_j,
            counted(count, "substation", "substations"), most.id, most.beyond_peak_j / j_per_mwh);
    }
}

} // namespace

void print_cold_week(ColdWeekReport const& week, bool verbose) {
    if (week.status == ColdWeekStatus::switched_off || week.status == ColdWeekStatus::not_run) {
        fmt::print("Cold week: switched off. The plan is confirmed at points that stand still alone.\n");
        return;
    }
    fmt::print("Cold week: {} to {}, {}: mean {:.1f}, lowest {:.1f} degC.\n", time_stamp(week.window.begin_s),
               time_stamp(week.window.end_s), week.basis, week.mean_outdoor_c, week.lowest_outdoor_c);
    print_energy(week);
    print_extremes(week);
    print_short(week, verbose);
    print_limits(week);
    for (std::string const& assumption : week.assumptions) {
        fmt::print("  Assumed: {}.\n", assumption);
    }
    bool const good = week.status == ColdWeekStatus::confirms;
    fmt::print("{}\n", toned(good ? std::string{"The week confirms the plan."}
                             : week.status == ColdWeekStatus::failed
                                 ? "The week has no solution: " + week.diagnosis
                                 : "The week contradicts the plan: " + week.diagnosis,
                             good ? Tone::good : Tone::bad));
}

} // namespace saggar::app
