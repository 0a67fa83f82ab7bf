// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "print_solution.hpp"

#include "terminal.hpp"
#include "text_tables.hpp"

#include "saggar/network/network.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <optional>
#include <tuple>

namespace saggar::app {

namespace {

// Never "-0.00"; a dash where there is no value.
std::string fixed(double value, int decimals) {
    if (std::isnan(value)) {
        return "-";
    }
    std::string text = fmt::format("{:.{}f}", value, decimals);
    bool const zero = text.find_first_not_of("-0.") == std::string::npos;
    return zero && text.front() == '-' ? text.substr(1) : text;
}

// Four digits, or all that are before the point.
std::string four_digits(double value) {
    return std::abs(value) >= 1000.0 ? fmt::format("{:.0f}", value) : fmt::format("{:.4g}", value);
}

std::string_view description_of(SolvedPoint const& solved) {
    for (OperatingPointData const& point : solved.network().project().operating_points) {
        if (point.id == solved.point().id) {
            return point.description;
        }
    }
    return solved.point().id == "as-given" ? "the project as it stands" : "";
}

struct LowestPressure {
    double pressure_pa{0.0};
    std::string node;
};
// Where water is withdrawn.
std::optional<LowestPressure> lowest_pressure(SolvedPoint const& solved) {
    std::optional<LowestPressure> lowest;
    BoundaryColumns const& boundaries = solved.network().boundaries;
    for (std::size_t i = 0; i < boundaries.size(); ++i) {
        auto const node = static_cast<std::size_t>(boundaries.node[i]);
        double const pressure = solved.state().pressure_pa[node];
        if (boundaries.kind[i] == BoundaryKind::withdrawal && !std::isnan(pressure) &&
            (!lowest || pressure < lowest->pressure_pa)) {
            lowest = {pressure, solved.network().nodes.id[node]};
        }
    }
    return lowest;
}

struct Water {
    std::size_t taps{0};
    double drawn_kg_s{0.0};
    std::size_t sources{0};
};
Water water_of(SolvedPoint const& solved) {
    Water water;
    BoundaryColumns const& boundaries = solved.network().boundaries;
    for (std::size_t i = 0; i < boundaries.size(); ++i) {
        if (boundaries.kind[i] == BoundaryKind::withdrawal) {
            ++water.taps;
            water.drawn_kg_s += solved.state().boundary_flow_kg_s[i];
        } else if (boundaries.kind[i] == BoundaryKind::reservoir ||
                   boundaries.kind[i] == BoundaryKind::tank) {
            ++water.sources;
        }
    }
    return water;
}

void print_totals(SolvedPoint const& solved) {
    Network const& network = solved.network();
    SteadyState const& state = solved.state();
    TextTable totals{{"", ">", "", ""}};
    if (network.substations.size() + network.plants.size() > 0) {
        auto const served = static_cast<std::size_t>(
            std::count_if(state.substation_unmet_heat_w.begin(), state.substation_unmet_heat_w.end(),
                          [](double unmet) { return !(unmet > 0.0); }));
        auto const giving = static_cast<std::size_t>(std::count_if(
            state.plant_heat_w.begin(), state.plant_heat_w.end(), [](double heat) { return heat > 0.0; }));
        double electricity_w = 0.0;
        for (auto const* const drawn : {&state.plant_pump_electricity_w, &state.pump_electricity_w}) {
            for (double const each : *drawn) {
                electricity_w += each;
            }
        }
        totals.add({"heat delivered", fixed(state.heat_served_total_w * 1e-6, 3), "MW",
                    fmt::format("{} of {} fully served", served,
                                counted(network.substations.size(), "substation", "substations"))});
        totals.add({"heat produced", fixed(state.plant_heat_total_w * 1e-6, 3), "MW",
                    fmt::format("by {} of {}", giving, counted(network.plants.size(), "plant", "plants"))});
        totals.add({"heat lost", fixed(state.heat_loss_total_w * 1e-6, 3), "MW",
                    state.plant_heat_total_w > 0.0
                        ? fmt::format("{} % of what is produced",
                                      fixed(100.0 * state.heat_loss_total_w / state.plant_heat_total_w, 1))
                        : ""});
        bool const warms = network.project().physics.dissipation_heat;
        // What balances energy, which closes to round-off (SteadyReport::balance).
        double const gone_w = state.plant_heat_total_w + (warms ? state.pump_work_total_w : 0.0) -
                              state.heat_served_total_w - state.heat_loss_total_w;
        if (network.boundaries.size() > 0 && std::abs(gone_w) > 1e-6 * state.plant_heat_total_w) {
            totals.add({"carried off with water", fixed(gone_w * 1e-6, 3), "MW", "above what came with it"});
        }
        totals.add({"pump electricity", fixed(electricity_w * 1e-6, 3), "MW",
                    warms ? fmt::format("{} MW of it becomes heat in the water",
                                        fixed(state.pump_work_total_w * 1e-6, 3))
                          : ""});
    }
    Water const water = water_of(solved);
    if (water.taps + water.sources > 0) {
        totals.add({"water withdrawn", fixed(water.drawn_kg_s, 2), "kg/s",
                    fmt::format("at {}, from {}", counted(water.taps, "place", "places"),
                                counted(water.sources, "reservoir or tank", "reservoirs and tanks"))});
        if (auto const lowest = lowest_pressure(solved)) {
            totals.add({"lowest pressure", fixed(lowest->pressure_pa * 1e-5, 2), "bar",
                        fmt::format("at {}", lowest->node)});
        }
    }
    if (state.index_consumer >= 0) {
        auto const index = static_cast<std::size_t>(state.index_consumer);
        double const needed_pa = state.substation_needed_differential_pressure_pa[index];
        double const minimum_pa = network.substations.minimum_differential_pressure_pa[index];
        constexpr double shown_pa = 1e3; // the last digit
        std::string const above = needed_pa < minimum_pa + shown_pa
                                      ? std::string{"its minimum"}
                                      : fmt::format("the {} that its flow needs beyond the minimum of {}",
                                                    fixed(needed_pa * 1e-5, 2), fixed(minimum_pa * 1e-5, 2));
        totals.add({"index consumer", fixed(state.substation_differential_pressure_pa[index] * 1e-5, 2),
                    "bar",
                    fmt::format("at {}, {} bar above {}", network.substations.id[index],
                                fixed(state.index_margin_pa * 1e-5, 2), above)});
    }
    fmt::print("{}\n", totals.rows_only());
    if (network.project().physics.imitate != Imitation::none) {
        fmt::print("  imitating another program's equations: its energy balance is off by {:.3g} kW ({:.2g} "
                   "relative)\n\n",
                   solved.report().balance.energy_w * 1e-3, solved.report().balance.energy_relative);
    }
}

// Why a plant gives less than is set; empty where it does not.
std::string_view why_less(ElementStatus status) {
    switch (status) {
    case ElementStatus::limited_by_pressure: return "no more is taken, or finds a way";
    case ElementStatus::at_pressure_limit: return "its pumps lift no more";
    case ElementStatus::at_flow_limit: return "its pumps carry no more";
    case ElementStatus::return_too_hot: return "what comes back is as hot as it sends out";
    default: return {};
    }
}

void print_what_is_not_given(SolvedPoint const& solved, std::size_t plant) {
    Network const& network = solved.network();
    SteadyState const& state = solved.state();
    auto const link = static_cast<std::size_t>(network.plants.link[plant]);
    std::string_view const why = why_less(state.link_status[link]);
    if (why.empty()) {
        return;
    }
    constexpr double told = 1.0 - 1e-6; // of what is set, less is told
    if (network.plants.control[plant] == PlantControl::heat) {
        double const set_w = solved.point().plant_heat_w[plant];
        if (state.plant_heat_w[plant] < told * set_w) {
            fmt::print("  {} gives {} kW of the {} kW that are set: {}\n", network.plants.id[plant],
                       fixed(state.plant_heat_w[plant] * 1e-3, 1), fixed(set_w * 1e-3, 1), why);
        }
    } else if (network.plants.control[plant] == PlantControl::flow) {
        double const set_kg_s = solved.point().plant_flow_kg_s[plant];
        if (state.mass_flow_kg_s[link] < told * set_kg_s) {
            fmt::print("  {} pumps {} kg/s of the {} kg/s that are set: {}\n", network.plants.id[plant],
                       fixed(state.mass_flow_kg_s[link], 2), fixed(set_kg_s, 2), why);
        }
    }
}

void print_plants(SolvedPoint const& solved) {
    Network const& network = solved.network();
    SteadyState const& state = solved.state();
    if (network.plants.size() == 0) {
        return;
    }
    TextTable plants{
        {"plant", "status", ">heat MW", ">flow kg/s", ">supply °C", ">return °C", ">Δp bar", ">pumps kW"}};
    for (std::size_t i = 0; i < network.plants.size(); ++i) {
        auto const link = network.plants.link[i];
        double const flow = state.mass_flow_kg_s[static_cast<std::size_t>(link)];
        bool const stands =
            flow == 0.0 || state.link_status[static_cast<std::size_t>(link)] == ElementStatus::no_flow;
        auto const while_running = [&](double value, int decimals) {
            return stands ? std::string{"-"} : fixed(value, decimals);
        };
        plants.add({network.plants.id[i], solved.link_status(link),
                    while_running(state.plant_heat_w[i] * 1e-6, 3), while_running(flow, 2),
                    while_running(state.plant_supply_temperature_c[i], 1),
                    while_running(state.plant_return_temperature_c[i], 1),
                    while_running(state.plant_differential_pressure_pa[i] * 1e-5, 2),
                    while_running(state.plant_pump_electricity_w[i] * 1e-3, 1)});
    }
    fmt::print("{}", plants.text());
    for (std::size_t i = 0; i < network.plants.size(); ++i) {
        print_what_is_not_given(solved, i);
    }
    fmt::print("\n");
}

void print_shortages(SolvedPoint const& solved, bool verbose) {
    Network const& network = solved.network();
    SteadyState const& state = solved.state();
    std::vector<std::size_t> lacking;
    for (std::size_t i = 0; i < network.substations.size(); ++i) {
        if (state.substation_unmet_heat_w[i] > 0.0) {
            lacking.push_back(i);
        }
    }
    if (lacking.empty()) {
        return;
    }
    std::stable_sort(lacking.begin(), lacking.end(), [&](std::size_t a, std::size_t b) {
        return state.substation_unmet_heat_w[a] > state.substation_unmet_heat_w[b];
    });
    TextTable table{{"short of heat", "why", ">gets kW", ">lacks kW", ">arrives °C", ">Δp bar"}};
    std::size_t const shown = verbose ? lacking.size() : std::min(lacking.size(), rows_shown);
    for (std::size_t row = 0; row < shown; ++row) {
        std::size_t const i = lacking[row];
        table.add({network.substations.id[i], solved.link_status(network.substations.link[i]),
                   fixed(state.substation_heat_w[i] * 1e-3, 1),
                   fixed(state.substation_unmet_heat_w[i] * 1e-3, 1),
                   fixed(state.substation_supply_temperature_c[i], 1),
                   fixed(state.substation_differential_pressure_pa[i] * 1e-5, 2)});
    }
    fmt::print("{}", table.text());
    if (shown < lacking.size()) {
        fmt::print("  and {} more (--verbose shows them)\n", lacking.size() - shown);
    }
    fmt::print("\n");
}

// Of each kind the tightest, and all that are broken. A plant that is set to its capacity says nothing about
// the others: each such plant is listed, and the tightest of those that follow the load.
std::vector<LimitFinding> shown_findings(SolvedPoint const& solved) {
    std::vector<LimitFinding> findings = solved.findings();
    auto const held_heat = [&](LimitFinding const& finding) {
        return finding.kind == LimitKind::plant_heat && held_at_limit(solved.network(), finding);
    };
    if (std::erase_if(findings, held_heat) == 0) {
        return findings;
    }
    LimitFinding const* tightest = nullptr;
    for (LimitFinding const& finding : solved.limits().machines) {
        if (held_heat(finding)) {
            findings.push_back(finding);
        } else if (finding.kind == LimitKind::plant_heat && !finding.broken() &&
                   (tightest == nullptr || finding.relative_margin() < tightest->relative_margin())) {
            tightest = &finding;
        }
    }
    if (tightest != nullptr) {
        findings.push_back(*tightest);
    }
    return findings;
}

void print_limits(SolvedPoint const& solved, bool verbose) {
    std::vector<LimitFinding> findings = shown_findings(solved);
    // Broken ones first, then those of which least is left; last what plants are run to.
    auto const order = [&](LimitFinding const& finding) {
        bool const held = held_at_limit(solved.network(), finding);
        return std::tuple{finding.broken() ? 0 : held ? 2 : 1, finding.relative_margin()};
    };
    std::ranges::stable_sort(findings, {}, order);
    DesignEnvelope const* const envelope = solved.envelope();
    bool const several = envelope != nullptr && envelope->points > 1;
    if (several) {
        fmt::print(
            "Limits are held against the design envelope of {} points: on the way to each consumer named\n"
            "below every pipe carries the coincident peak of what lies behind it.\n\n",
            envelope->points);
    }
    TextTable table{
        {"limit", "of", "tightest at", ">value", ">allowed", "", ">left %", several ? "on the way to" : ""}};
    std::size_t broken = 0;
    for (LimitFinding const& finding : findings) {
        if (finding.broken() && ++broken > rows_shown && !verbose) {
            continue;
        }
        LimitKindInfo const& kind = info(finding.kind);
        bool const held = held_at_limit(solved.network(), finding);
        table.add({finding.broken()                        ? toned("broken", Tone::bad)
                   : !held                                 ? "kept"
                   : finding.kind == LimitKind::plant_heat ? "set so"
                                                           : "held",
                   std::string{kind.title}, element_id(solved.network(), finding),
                   four_digits(finding.value * kind.shown_per_si),
                   fmt::format("{} {}", kind.is_maximum ? "at most" : "at least",
                               four_digits(finding.limit * kind.shown_per_si)),
                   std::string{kind.unit}, held ? "-" : fixed(100.0 * finding.relative_margin(), 0),
                   several && finding.consumer >= 0
                       ? solved.network().substations.id[static_cast<std::size_t>(finding.consumer)]
                       : ""});
    }
    if (table.empty()) {
        return;
    }
    fmt::print("{}", table.text());
    if (broken > rows_shown && !verbose) {
        fmt::print("  and {} more broken limits (--verbose shows them)\n", broken - rows_shown);
    }
    fmt::print("\n");
}

std::string verdict_of(SolvedPoint const& solved) {
    if (solved.all_well()) {
        return toned(solved.network().substations.size() > 0 ? "Everything is served within limits."
                                                             : "Every limit is kept.",
                     Tone::good);
    }
    std::vector<std::string> wrong;
    if (solved.unmet_heat_w() > 0.0) {
        wrong.push_back(fmt::format("{} kW are not served", fixed(solved.unmet_heat_w() * 1e-3, 1)));
    }
    if (DesignEnvelope const* const envelope = solved.envelope(); envelope != nullptr) {
        auto const& unmet = envelope->substation_unmet_heat_w;
        auto const worst = std::max_element(unmet.begin(), unmet.end());
        if (worst != unmet.end() && *worst > 0.0 && solved.unmet_heat_w() <= 0.0) {
            wrong.push_back(
                fmt::format("{} is short of {} kW at its coincident peak",
                            solved.network().substations.id[static_cast<std::size_t>(worst - unmet.begin())],
                            fixed(*worst * 1e-3, 1)));
        }
    }
    if (int const cut_off = solved.elements_cut_off(); cut_off > 0) {
        wrong.push_back(
            counted(static_cast<std::size_t>(cut_off), "element is cut off", "elements are cut off"));
    }
    for (std::string const& plant : solved.plants_reversed()) {
        wrong.push_back(
            fmt::format("water runs backwards through {} (other plants give more than is taken)", plant));
    }
    if (std::size_t const broken = solved.limits().broken.size(); broken > 0) {
        wrong.push_back(counted(broken, "limit is broken", "limits are broken"));
    }
    return toned(fmt::format("No: {}.", fmt::join(wrong, ", ")), Tone::bad);
}

} // namespace

void print_point(SolvedPoint const& solved, bool verbose) {
    std::string_view const description = description_of(solved);
    fmt::print("{}, operating point {}{}{}\n\n", name_or_network(solved.network().project().name),
               solved.point().id, description.empty() ? "" : ": ", description);
    print_totals(solved);
    print_plants(solved);
    print_shortages(solved, verbose);
    print_limits(solved, verbose);
    fmt::print("{}\n", verdict_of(solved));
}

void print_overview(SolvedPoints const& solved) {
    if (solved.solved() == 0) {
        return;
    }
    std::optional<TextTable> table;
    bool heat = false;
    for (std::size_t i = 0; i < solved.size(); ++i) {
        if (!solved.report(i).converged()) {
            continue;
        }
        SolvedPoint const point = solved.results(i);
        SteadyState const& state = point.state();
        if (!table) {
            heat = point.network().substations.size() > 0;
            table.emplace(heat
                              ? std::vector<std::string>{"operating point", ">heat MW", ">lost %",
                                                         ">pumps kW", ">Δp to spare bar", "at index consumer",
                                                         ">unmet kW", ">limits broken", "tightest limit"}
                              : std::vector<std::string>{"operating point", ">withdrawn kg/s", ">lowest bar",
                                                         "at", ">limits broken", "tightest limit"});
        }
        std::optional<LimitFinding> const tightest = tightest_not_held(point.network(), point.limits());
        std::string const binding = !tightest ? "-"
                                              : fmt::format("{} at {}", info(tightest->kind).title,
                                                            element_id(point.network(), *tightest));
        std::size_t const broken = point.limits().broken.size();
        std::string const broken_text =
            broken > 0 ? toned(std::to_string(broken), Tone::bad) : std::string{"0"};
        std::string const& id = point.point().id;
        if (heat) {
            double pumps_w = 0.0;
            for (auto const* const drawn : {&state.plant_pump_electricity_w, &state.pump_electricity_w}) {
                for (double const each : *drawn) {
                    pumps_w += each;
                }
            }
            bool const index = state.index_consumer >= 0;
            table->add(
                {id, fixed(state.heat_served_total_w * 1e-6, 3),
                 state.plant_heat_total_w > 0.0
                     ? fixed(100.0 * state.heat_loss_total_w / state.plant_heat_total_w, 1)
                     : "-",
                 fixed(pumps_w * 1e-3, 1), index ? fixed(state.index_margin_pa * 1e-5, 2) : "-",
                 index ? point.network().substations.id[static_cast<std::size_t>(state.index_consumer)] : "-",
                 fixed(point.unmet_heat_w() * 1e-3, 1), broken_text, binding});
        } else {
            auto const lowest = lowest_pressure(point);
            table->add({id, fixed(water_of(point).drawn_kg_s, 2),
                        lowest ? fixed(lowest->pressure_pa * 1e-5, 2) : "-", lowest ? lowest->node : "-",
                        broken_text, binding});
        }
    }
    fmt::print("{}\n", table->text());
}

} // namespace saggar::app
