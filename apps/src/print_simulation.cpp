// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "print_simulation.hpp"

#include "electricity_note.hpp"
#include "terminal.hpp"
#include "text_tables.hpp"

#include "saggar/engine/simulation/run_notes.hpp"
#include "saggar/io/simulation_results.hpp"
#include "saggar/network/time_stamp.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

namespace saggar::app {

namespace {

std::string mwh(double heat_j) {
    return fmt::format("{:.3f}", heat_j / j_per_mwh);
}

// However little it is.
std::string unmet_text(double heat_j) {
    return heat_j < 1e-3 * j_per_mwh ? fmt::format("{:.2g} kWh", 1e3 * heat_j / j_per_mwh)
                                     : fmt::format("{} MWh", mwh(heat_j));
}

std::string when(Scenario const& scenario, std::size_t step) {
    TimeWindow const& window = scenario.window();
    return time_stamp(window.begin_s + window.step_s * static_cast<std::int64_t>(step));
}

double unmet_j(SimulationTotals const& totals, std::size_t i) {
    auto const& by_cause = totals.substation_unmet_j[i];
    return std::accumulate(by_cause.begin(), by_cause.end(), 0.0);
}

void print_energy(SimulationTotals const& totals) {
    EnergyBook const& book = totals.book;
    std::string const of_produced =
        book.plants_j > 0.0 ? fmt::format("{:.1f} % of what is produced", 100.0 * book.lost_j / book.plants_j)
                            : std::string{};
    TextTable table{{"", ">", "", ""}};
    table.add({"heat asked for", mwh(totals.demand_j), "MWh", ""});
    table.add({"heat delivered", mwh(book.consumers_j), "MWh", ""});
    table.add({"heat produced", mwh(book.plants_j), "MWh", ""});
    table.add({"heat lost", mwh(book.lost_j), "MWh", of_produced});
    double const gone_j = book.left_j - book.entered_j;
    if (std::abs(gone_j) > 0.5e-3 * j_per_mwh) {
        table.add({"carried off with water", mwh(gone_j), "MWh",
                   fmt::format("above what came with it; {:.0f} t were made up", totals.make_up_kg * 1e-3)});
    }
    table.add({"more in the pipes", mwh(book.stored_more_j), "MWh", "at the end than at the beginning"});
    table.add({"pump electricity", mwh(totals.pump_electricity_j), "MWh",
               fmt::format("{} MWh of it and of friction warm the water", mwh(book.dissipated_j))});
    fmt::print("{}\n", table.rows_only());
}

void print_plants(Network const& network, SimulationTotals const& totals) {
    TextTable table{{"plant", ">heat MWh", ">mean kW", ">supply °C", ">return °C"}};
    auto const degrees = [](double value) {
        return std::isfinite(value) ? fmt::format("{:.1f}", value) : std::string{"-"};
    };
    for (std::size_t i = 0; i < network.plants.size(); ++i) {
        table.add({network.plants.id[i], mwh(totals.plant_heat_j[i]),
                   fmt::format("{:.1f}", totals.plant_heat_j[i] / totals.duration_s * 1e-3),
                   degrees(totals.record.plants[i].supply_c()), degrees(totals.record.plants[i].return_c())});
    }
    fmt::print("{}\n", table.text());
}

template <class Cause, std::size_t causes>
std::string cause_words(std::array<double, causes> const& by_cause) {
    std::string text;
    for (std::size_t k = 0; k < causes; ++k) {
        if (by_cause[k] > 0.0) {
            text += (text.empty() ? "" : ", ") + std::string{to_string(static_cast<Cause>(k + 1))};
        }
    }
    return text;
}

void print_shortfalls(Network const& network, SimulationTotals const& totals) {
    TextTable table{{"set and not given", ">", "", ">% of it", ">hours", "why"}};
    for (std::size_t i = 0; i < network.plants.size(); ++i) {
        SetTotals const& plant = totals.plant_set[i];
        double const not_given = plant.not_given();
        if (!(not_given > 0.0)) {
            continue;
        }
        bool const heat = network.plants.control[i] == PlantControl::heat;
        table.add({network.plants.id[i], heat ? mwh(not_given) : fmt::format("{:.1f}", 1e-3 * not_given),
                   heat ? "MWh" : "t", fmt::format("{:.1f}", 100.0 * not_given / plant.set),
                   fmt::format("{:.1f}", plant.shortfall_s / 3600.0),
                   cause_words<ShortfallCause>(plant.shortfall)});
    }
    if (!table.empty()) {
        fmt::print("{}\n", table.text());
    }
}

// What all of it comes to, where all prices are known.
void print_bill(Project const& project, SourceTotals const& sources) {
    SimulationBill const bill = simulation_bill(project, sources);
    std::string const carbon = bill.co2_t ? fmt::format("{:.2f} t of CO2", *bill.co2_t) : std::string{};
    if (bill.cost) {
        fmt::print("  all of it {:.0f} {}: sources {:.0f}, electricity that plants and pumps draw besides "
                   "{:.0f}{}\n\n",
                   *bill.cost, project.currency, *bill.sources_cost, *bill.cost - *bill.sources_cost,
                   carbon.empty() ? carbon : "; " + carbon);
    } else if (!carbon.empty()) {
        fmt::print("  all of it {}\n\n", carbon);
    }
}

// Without sources nothing says what heat costs.
void print_own_electricity(Project const& project, SourceTotals const& sources) {
    auto const of_all = [](std::vector<double> const& plants, std::vector<double> const& pumps) {
        return std::accumulate(pumps.begin(), pumps.end(),
                               std::accumulate(plants.begin(), plants.end(), 0.0));
    };
    std::string text = "  electricity that plants and pumps draw:";
    if (cost_is_known(project.prices, SourceKind::electric_boiler)) {
        text += fmt::format(" {:.0f} {}", of_all(sources.plant_cost, sources.pump_cost), project.currency);
    }
    if (carbon_is_known(project.prices, SourceKind::electric_boiler)) {
        text +=
            fmt::format(" {:.2f} t of CO2", of_all(sources.plant_carbon_kg, sources.pump_carbon_kg) * 1e-3);
    }
    fmt::print("{}; what heat costs is known of plants with sources\n\n", text);
}

void print_sources(Network const& network, SimulationTotals const& totals) {
    SourceTotals const& sources = totals.sources;
    Project const& project = network.project();
    if (sources.heat_j.empty()) {
        if (!sources.plant_cost.empty()) {
            print_own_electricity(project, sources);
        }
        return;
    }
    TextTable table{{"source", "of", ">heat MWh", ">hours", ">starts", ">fuel MWh", ">el. drawn", ">el. made",
                     ">el. forgone", ">CO2 t", ">" + project.currency}};
    for (std::size_t i = 0; i < sources.heat_j.size(); ++i) {
        table.add({project.sources[i].id, project.sources[i].plant, mwh(sources.heat_j[i]),
                   fmt::format("{:.1f}", sources.running_s[i] / 3600.0), fmt::format("{}", sources.starts[i]),
                   mwh(sources.fuel_j[i]), mwh(sources.electricity_j[i]), mwh(sources.generated_j[i]),
                   mwh(sources.forgone_j[i]),
                   carbon_is_known(project.prices, project.sources[i].kind)
                       ? fmt::format("{:.2f}", sources.carbon_kg[i] * 1e-3)
                       : "-",
                   cost_is_known(project.prices, project.sources[i].kind)
                       ? fmt::format("{:.0f}", sources.cost[i])
                       : "-"});
    }
    fmt::print("{}\n", table.text());
    if (std::string const note = electricity_note(project); !note.empty()) {
        fmt::print("{}\n", note);
    }
    print_bill(project, sources);
    if (project.stores.empty()) {
        return;
    }
    TextTable stores{{"store", "of", ">charged MWh", ">given MWh", ">lost MWh", ">lowest %", ">highest %",
                      ">at the end %"}};
    auto const percent = [](double part) { return fmt::format("{:.0f}", 100.0 * part + 0.0); };
    for (std::size_t k = 0; k < project.stores.size(); ++k) {
        stores.add({project.stores[k].id, project.stores[k].plant, mwh(sources.charged_j[k]),
                    mwh(sources.discharged_j[k]), mwh(sources.lost_j[k]), percent(sources.lowest_level[k]),
                    percent(sources.highest_level[k]), percent(sources.last_level[k])});
    }
    fmt::print("{}\n", stores.text());
}

void print_shortages(Network const& network, SimulationTotals const& totals, bool verbose) {
    std::vector<std::size_t> lacking;
    for (std::size_t i = 0; i < network.substations.size(); ++i) {
        if (unmet_j(totals, i) > 0.0) {
            lacking.push_back(i);
        }
    }
    if (lacking.empty()) {
        return;
    }
    std::stable_sort(lacking.begin(), lacking.end(),
                     [&](std::size_t a, std::size_t b) { return unmet_j(totals, a) > unmet_j(totals, b); });
    TextTable table{{"short of heat", ">lacks MWh", ">% of demand", ">hours", "why"}};
    std::size_t const shown = verbose ? lacking.size() : std::min(lacking.size(), rows_shown);
    for (std::size_t row = 0; row < shown; ++row) {
        std::size_t const i = lacking[row];
        table.add({network.substations.id[i], mwh(unmet_j(totals, i)),
                   fmt::format("{:.1f}", 100.0 * unmet_j(totals, i) / totals.substation_demand_j[i]),
                   fmt::format("{:.1f}", totals.substation_unmet_s[i] / 3600.0),
                   cause_words<UnmetCause>(totals.substation_unmet_j[i])});
    }
    fmt::print("{}", table.text());
    if (shown < lacking.size()) {
        fmt::print("  and {} more (--verbose shows them)\n", lacking.size() - shown);
    }
    fmt::print("\n");
}

// The coldest first.
void print_buildings(Network const& network, ConsumerModel const& consumers, bool verbose) {
    if (consumers.buildings() == 0) {
        return;
    }
    std::vector<BuildingTotals> const& totals = consumers.state().totals;
    std::vector<std::size_t> order(totals.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return totals[a].below_k_s > totals[b].below_k_s; });
    TextTable table{{"building", ">heat MWh", ">hours too cold", ">coldest °C"}};
    std::size_t const shown = verbose ? order.size() : std::min(order.size(), rows_shown);
    for (std::size_t row = 0; row < shown; ++row) {
        BuildingTotals const& of = totals[order[row]];
        table.add({network.project().buildings[order[row]].id, mwh(of.heat_j),
                   fmt::format("{:.1f}", of.below_s / 3600.0), fmt::format("{:.1f}", of.lowest_room_c)});
    }
    fmt::print("{}", table.text());
    if (shown < order.size()) {
        fmt::print("  and {} more (--verbose shows them)\n", order.size() - shown);
    }
    fmt::print("\n");
}

bool bursts(Project const& project) {
    return std::ranges::any_of(project.simulation.events, [](SimulationEvent const& event) {
        return event.action == EventAction::burst;
    });
}

// Which year a year's heat is met in, and what peaks cut off.
void print_demand(Scenario const& scenario, ConsumerModel const& consumers) {
    std::string const basis = scenario.demand_basis();
    if (basis.empty()) {
        return;
    }
    auto const& cut = consumers.state().cut_by_peak_j;
    double const cut_j = std::accumulate(cut.begin(), cut.end(), 0.0);
    fmt::print("Annual use is met in {}; peaks cut off {} MWh.\n", basis, mwh(cut_j));
}

// Whether a differential pressure is none: what bursts take is lost whatever the pressure, and where water
// boils there is no telling what lies between supply and return.
bool no_pressure(SimulationTotals const& totals, double differential_pressure_pa) {
    constexpr double atmosphere_pa = 1e5;
    return differential_pressure_pa < -atmosphere_pa && !below_boiling(totals).empty();
}

void print_boiling(Network const& network, Scenario const& scenario, SimulationTotals const& totals) {
    std::vector<LimitHours> const nodes = below_boiling(totals);
    if (nodes.empty()) {
        return;
    }
    std::string const& worst = network.nodes.id[static_cast<std::size_t>(nodes.front().element)];
    fmt::print(
        "Water boils: the pressure fell below that of boiling at {}, worst at {} ({}). Pressures there are "
        "unknown{}.\n",
        counted(nodes.size(), "node", "nodes"), worst, when(scenario, nodes.front().step),
        bursts(network.project()) ? "; a burst loses its leak_kg_s whatever the pressure, which may be more "
                                    "than the network can feed"
                                  : "");
}

void print_extremes(Network const& network, Scenario const& scenario, SimulationTotals const& totals) {
    TextTable table{{"extreme", ">value", "", "at", "from"}};
    auto const add = [&](char const* what, Extreme const& found, std::vector<std::string> const& ids,
                         double per_si, int decimals, char const* unit) {
        if (found.element >= 0) {
            if (&found == &totals.least_margin_pa && no_pressure(totals, found.value)) {
                table.add({what, "none", "", ids[static_cast<std::size_t>(found.element)],
                           when(scenario, found.step)});
                return;
            }
            double const shown = found.value * per_si;
            bool const zero = std::abs(shown) < 0.5 * std::pow(10.0, -decimals); // never "-0.00"
            table.add({what, fmt::format("{:.{}f}", zero ? 0.0 : shown, decimals), unit,
                       ids[static_cast<std::size_t>(found.element)], when(scenario, found.step)});
        }
    };
    add("coldest supply", totals.lowest_supply_c, network.substations.id, 1.0, 1, "°C");
    add("least Δp to spare", totals.least_margin_pa, network.substations.id, 1e-5, 2, "bar");
    add("most heat", totals.largest_plant_heat_w, network.plants.id, 1e-3, 1, "kW");
    add("fastest water", totals.largest_velocity_m_s, network.links.id, 1.0, 2, "m/s");
    fmt::print("{}\n", table.text());
}

std::string element(Network const& network, ReturnSpoiler const& one) {
    auto const i = static_cast<std::size_t>(one.element);
    return one.bypass ? "bypass " + network.links.id[static_cast<std::size_t>(network.bypasses.link[i])]
                      : network.substations.id[i];
}

void print_indicators(Network const& network, SimulationTotals const& totals, bool verbose) {
    double const trench_m = trench_length_m(network);
    if (trench_m > 0.0) {
        fmt::print("  loss {:.1f} W per metre of trench", totals.book.lost_j / totals.duration_s / trench_m);
    }
    if (std::int64_t const homes = dwellings(network); homes > 0) {
        fmt::print(", {:.0f} kWh per dwelling", totals.book.lost_j / 3.6e6 / static_cast<double>(homes));
    }
    if (totals.book.consumers_j > 0.0) {
        fmt::print("; pumping {:.2g} kWh per kWh of heat",
                   totals.pump_electricity_j / totals.book.consumers_j);
    }
    fmt::print("\n\n");
    TextTable table{{"warms the return", ">by K", ">returns °C", ">design °C"}};
    std::size_t const at_most = verbose ? rows_shown : 3;
    std::size_t shown = 0;
    for (ReturnSpoiler const& one : return_spoilers(network, totals.record)) {
        double const by = std::max(one.by_design_k, one.by_absence_k);
        if (by < 0.05 || shown++ == at_most) {
            break;
        }
        table.add({element(network, one), fmt::format("{:.1f}", by), fmt::format("{:.1f}", one.return_c),
                   std::isfinite(one.design_c) ? fmt::format("{:.1f}", one.design_c) : "-"});
    }
    if (!table.empty()) {
        fmt::print("{}\n", table.text());
    }
}

// One row for the element that was longest beyond a limit, or, of what plants are run to, at it; all of them
// where `verbose`.
void add_limit_rows(Network const& network, Scenario const& scenario, SimulationTotals const& totals,
                    LimitKind of, std::vector<LimitHours const*> elements, double LimitHours::*duration_s,
                    bool verbose, TextTable& table) {
    LimitKindInfo const& kind = info(of);
    std::ranges::stable_sort(elements, std::greater{}, [&](auto const* hours) { return hours->*duration_s; });
    std::size_t const shown = verbose ? elements.size() : std::min<std::size_t>(elements.size(), 1);
    for (std::size_t i = 0; i < shown; ++i) {
        LimitHours const& hours = *elements[i];
        std::string at = element_id(network, {.kind = of, .element = hours.element});
        if (i + 1 == shown && shown < elements.size()) {
            at += fmt::format(" and {} more", elements.size() - shown);
        }
        bool const boils = of == LimitKind::vapour_margin && hours.worst < 0.0;
        bool const none =
            of == LimitKind::substation_differential_pressure && no_pressure(totals, hours.worst);
        bool const held = hours.exceeded_s == 0.0;
        table.add({std::string{kind.title} + (held ? ", at it" : ""),
                   fmt::format("{:.1f}", hours.*duration_s / 3600.0), at,
                   boils  ? "boils"
                   : none ? "none"
                          : fmt::format("{:.3g}", hours.worst * kind.shown_per_si),
                   fmt::format("{:.3g}", hours.limit * kind.shown_per_si), std::string{kind.unit},
                   when(scenario, hours.step)});
    }
}

void print_limits(Network const& network, Scenario const& scenario, SimulationTotals const& totals,
                  bool verbose) {
    TextTable table{{"limit", ">hours", "at", ">worst", ">limit", "", "from"}};
    for (LimitRecord const& limit : totals.record.limits) {
        std::vector<LimitHours const*> beyond;
        std::vector<LimitHours const*> held; // plants that are run to it
        for (LimitHours const& hours : limit.elements) {
            if (hours.exceeded_s > 0.0) {
                beyond.push_back(&hours);
            } else if (hours.beyond_s > 0.0) {
                held.push_back(&hours);
            }
        }
        add_limit_rows(network, scenario, totals, limit.kind, std::move(beyond), &LimitHours::exceeded_s,
                       verbose, table);
        add_limit_rows(network, scenario, totals, limit.kind, std::move(held), &LimitHours::beyond_s, verbose,
                       table);
    }
    if (!table.empty()) {
        fmt::print("{}\n", table.text());
    }
}

bool any_limit_broken(SimulationTotals const& totals) {
    return std::ranges::any_of(totals.record.limits, [](LimitRecord const& limit) {
        return std::ranges::any_of(limit.elements,
                                   [](LimitHours const& hours) { return hours.exceeded_s > 0.0; });
    });
}

} // namespace

void print_simulation(Network const& network, Scenario const& scenario, SimulationTotals const& totals,
                      ConsumerModel const& consumers, bool verbose) {
    std::int64_t const fine_s = scenario.fine().step_s;
    fmt::print("{}, {} to {}, {} of {} s{}\n\n", name_or_network(network.project().name), when(scenario, 0),
               when(scenario, totals.steps), counted(totals.steps, "step", "steps"), scenario.window().step_s,
               fine_s == 0 ? ""
                           : fmt::format(", {} of them in parts of {} s",
                                         scenario.steps_in_parts(totals.steps), fine_s));
    print_energy(totals);
    print_plants(network, totals);
    print_shortfalls(network, totals);
    print_sources(network, totals);
    print_shortages(network, totals, verbose);
    print_buildings(network, consumers, verbose);
    print_extremes(network, scenario, totals);
    print_indicators(network, totals, verbose);
    print_limits(network, scenario, totals, verbose);
    print_boiling(network, scenario, totals);
    print_demand(scenario, consumers);
    for (RunNote const& note : run_notes(scenario, totals)) {
        fmt::print("Note: {}\n", note.text);
    }
    if (!totals.start_settled) {
        fmt::print(
            "The start had not settled: what pipes hold still changed by {:.1g} of the heat that passes. "
            "Begin earlier where that matters.\n",
            totals.start_change_relative);
    }
    for (std::size_t i = 0; i < network.plants.size(); ++i) {
        if (double const seconds = totals.plant_reversed_s[i]; seconds > 0.0) {
            fmt::print("{}\n",
                       toned(fmt::format("No: water ran backwards through {} for {:.1f} h (other plants "
                                         "gave more than was taken).",
                                         network.plants.id[i], seconds / 3600.0),
                             Tone::bad));
        }
    }
    if (any_limit_broken(totals)) {
        fmt::print("Limits were broken for a time (above); the exit code tells nothing of that.\n");
    }
    fmt::print("{}\n",
               totals.all_served()
                   ? toned("Every demand was served.", Tone::good)
                   : toned(fmt::format("No: {} were not served.", unmet_text(totals.unmet_j)), Tone::bad));
}

} // namespace saggar::app
