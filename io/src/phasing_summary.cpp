// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "phasing_summary.hpp"

#include "results/row_layer.hpp"

#include "saggar/io/phasing_results.hpp"

#include <fmt/format.h>

#include <string>
#include <utility>
#include <vector>

namespace saggar::detail {

namespace {

template <class Row>
std::vector<double> nowhere(Row const&) {
    return {};
}

ResultCell whole(std::size_t value) {
    return ResultCell{static_cast<std::int64_t>(value)};
}

struct PhaseRow {
    PhasingStrategy const* strategy;
    std::string const* uptake;
    double reached_percent; // of it
    bool chosen;
    PhaseResult const* phase;
};

std::vector<PhaseRow> phase_rows(PhasingReport const& report) {
    std::vector<PhaseRow> rows;
    for (std::size_t s = 0; s < report.strategies.size(); ++s) {
        PhasingStrategy const& strategy = report.strategies[s];
        for (std::size_t f = 0; f < strategy.plans.size(); ++f) {
            for (PhaseResult const& phase : strategy.plans[f].phases) {
                rows.push_back({&strategy, &report.futures[f].id, report.reached_uptake_percent[f],
                                s == report.chosen, &phase});
            }
        }
    }
    return rows;
}

double length_of(PhaseResult const& phase, bool reinforced) {
    double sum = 0.0;
    for (PhasePipe const& pipe : phase.pipes) {
        sum += pipe.reinforced == reinforced ? pipe.length_m : 0.0;
    }
    return sum;
}

// Of pipes that replace smaller ones.
double sum_replaced(PhaseResult const& phase, double PhasePipe::*amount) {
    double sum = 0.0;
    for (PhasePipe const& pipe : phase.pipes) {
        sum += pipe.reinforced ? pipe.*amount : 0.0;
    }
    return sum;
}

std::vector<std::string> replacements(PhaseResult const& phase) {
    std::vector<std::string> words;
    for (PhasePipe const& pipe : phase.pipes) {
        if (pipe.reinforced) {
            words.push_back(replacement_in_words(pipe));
        }
    }
    return words;
}

// In the phase, and in years until the next one: these with the year.
std::vector<std::string> all_plant_changes(PhaseResult const& phase) {
    std::vector<std::string> changes = phase.plant_changes;
    for (PlantYear const& later : phase.plant_years) {
        for (std::string const& change : later.changes) {
            changes.push_back(fmt::format("{}: {}", later.year, change));
        }
    }
    return changes;
}

std::string joined(std::vector<std::string> const& words) {
    std::string all;
    for (std::string const& one : words) {
        all += (all.empty() ? "" : "; ") + one;
    }
    return all;
}

} // namespace

MapLayer phases_table(PhasingReport const& report) {
    using Row = PhaseRow;
    auto const value = [](double PhaseResult::*member) {
        return [member](Row const& row) { return number(row.phase->*member); };
    };
    return layer_of<Row>(
        "phases", "", ResultGeometry::none, phase_rows(report),
        {{"strategy", ResultType::text, [](Row const& row) { return text(row.strategy->id); }},
         {"uptake", ResultType::text, [](Row const& row) { return text(*row.uptake); }},
         {"chosen", ResultType::text, [](Row const& row) { return text(row.chosen ? "true" : "false"); }},
         {"phase", ResultType::text, [](Row const& row) { return text(row.phase->phase); }},
         {"year", ResultType::integer,
          [](Row const& row) { return ResultCell{static_cast<std::int64_t>(row.phase->year)}; }},
         {"new_buildings", ResultType::integer,
          [](Row const& row) { return whole(row.phase->buildings.size()); }},
         {"buildings", ResultType::integer, [](Row const& row) { return whole(row.phase->connected); }},
         {"annual_use_mwh", ResultType::number, value(&PhaseResult::annual_use_mwh)},
         {"peak_kw", ResultType::number, [](Row const& row) { return number(row.phase->peak_w * 1e-3); }},
         {"new_pipe_m", ResultType::number,
          [](Row const& row) { return number(length_of(*row.phase, false)); }},
         {"larger_pipe_m", ResultType::number,
          [](Row const& row) { return number(length_of(*row.phase, true)); }},
         {"pipe_capital", ResultType::number, value(&PhaseResult::pipe_capital)},
         {"connection_cost", ResultType::number, value(&PhaseResult::connection_cost)},
         {"source_capital", ResultType::number, value(&PhaseResult::source_capital)},
         {"heat_loss_mwh", ResultType::number, value(&PhaseResult::heat_loss_mwh)},
         {"pumping_mwh", ResultType::number, value(&PhaseResult::pumping_mwh)},
         {"carbon_saved_t", ResultType::number, value(&PhaseResult::carbon_saved_t)},
         {"points_confirmed", ResultType::integer, [](Row const& row) { return whole(row.phase->points); }},
         {"tightest", ResultType::text, [](Row const& row) { return text(row.phase->tightest); }},
         {"plants", ResultType::text,
          [](Row const& row) { return text(joined(all_plant_changes(*row.phase))); }},
         {"remark", ResultType::text, [](Row const& row) { return text(row.phase->diagnosis); }},
         {"description", ResultType::text, [](Row const& row) { return text(row.phase->description); }},
         {"larger_pipe_capital", ResultType::number,
          [](Row const& row) { return number(sum_replaced(*row.phase, &PhasePipe::capital)); }},
         {"written_off", ResultType::number,
          [](Row const& row) { return number(sum_replaced(*row.phase, &PhasePipe::written_off)); }},
         {"replaced", ResultType::text,
          [](Row const& row) { return text(joined(replacements(*row.phase))); }},
         {"uptake_reached_percent", ResultType::number,
          [](Row const& row) { return number(row.reached_percent); }}},
        nowhere<Row>, {});
}

namespace {

struct RegretRow {
    PhasingStrategy const* strategy;
    UptakeScenario const* future;
    PhasedPlan const* plan;
    double regret;
    bool chosen;
};

} // namespace

MapLayer regret_table(PhasingReport const& report) {
    using Row = RegretRow;
    std::vector<Row> rows;
    for (std::size_t s = 0; s < report.strategies.size(); ++s) {
        PhasingStrategy const& strategy = report.strategies[s];
        for (std::size_t f = 0; f < strategy.plans.size(); ++f) {
            rows.push_back(
                {&strategy, &report.futures[f], &strategy.plans[f], strategy.regret[f], s == report.chosen});
        }
    }
    return layer_of<Row>(
        "regret", "", ResultGeometry::none, std::move(rows),
        {{"strategy", ResultType::text, [](Row const& row) { return text(row.strategy->id); }},
         {"uptake", ResultType::text, [](Row const& row) { return text(row.future->id); }},
         {"probability", ResultType::number, [](Row const& row) { return number(row.future->probability); }},
         {"net_present_value", ResultType::number,
          [](Row const& row) { return row.plan->feasible ? number(row.plan->money.net()) : ResultCell{}; }},
         {"regret", ResultType::number, [](Row const& row) { return number(row.regret); }},
         {"expected_value", ResultType::number,
          [](Row const& row) { return number(row.strategy->expected_value); }},
         {"largest_regret", ResultType::number,
          [](Row const& row) { return number(row.strategy->largest_regret); }},
         {"first_phase_capital", ResultType::number,
          [](Row const& row) { return number(row.strategy->first_capital); }},
         {"chosen", ResultType::text, [](Row const& row) { return text(row.chosen ? "true" : "false"); }},
         {"same_first_phase_as", ResultType::text,
          [](Row const& row) { return text(row.strategy->same_as); }},
         {"remark", ResultType::text, [](Row const& row) { return text(row.plan->diagnosis); }},
         {"first_phase_of", ResultType::text,
          [](Row const& row) { return text(row.strategy->first_phase_of); }}},
        nowhere<Row>, {});
}

nlohmann::json futures_json(PhasingReport const& report) {
    nlohmann::json list = nlohmann::json::array();
    for (std::size_t f = 0; f < report.futures.size(); ++f) {
        UptakeScenario const& one = report.futures[f];
        list.push_back({{"id", one.id},
                        {"description", one.description},
                        {"probability", one.probability},
                        {"uptake_percent", one.uptake_percent},
                        {"uptake_reached_percent", report.reached_uptake_percent[f]},
                        {"delay_years", one.delay_years}});
    }
    return list;
}

nlohmann::json plant_years_json(PhasingReport const& report) {
    nlohmann::json list = nlohmann::json::array();
    for (PhaseRow const& row : phase_rows(report)) {
        for (PlantYear const& one : row.phase->plant_years) {
            list.push_back({{"strategy", row.strategy->id},
                            {"uptake", *row.uptake},
                            {"phase", row.phase->phase},
                            {"year", one.year},
                            {"changes", one.changes},
                            {"heat_loss_mwh", one.heat_loss_mwh},
                            {"pumping_mwh", one.pumping_mwh}});
        }
    }
    return list;
}

nlohmann::json strategies_json(PhasingReport const& report) {
    nlohmann::json list = nlohmann::json::array();
    for (PhasingStrategy const& one : report.strategies) {
        list.push_back({{"id", one.id}, {"description", one.description}});
    }
    return list;
}

} // namespace saggar::detail
