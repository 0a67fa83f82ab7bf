// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/engine/steady/limits.hpp"

#include "steady/free_surfaces.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <vector>

namespace saggar {

namespace {

constexpr double tolerance_relative = 1e-6;
constexpr double pa_per_bar = 1e5;

constexpr std::array<LimitKindInfo, limit_kind_count> infos{{
    {"pipe_velocity", "pipe velocity", "m/s", 1.0, true},
    {"pipe_gradient", "pipe gradient", "Pa/m", 1.0, true},
    {"pipe_pressure", "pipe pressure", "bar", 1.0 / pa_per_bar, true},
    {"pipe_temperature", "pipe temperature", "°C", 1.0, true},
    {"vapour_margin", "pressure above boiling", "bar", 1.0 / pa_per_bar, false},
    {"substation_differential_pressure", "substation differential pressure", "bar", 1.0 / pa_per_bar, false},
    {"substation_supply_temperature", "substation supply temperature", "°C", 1.0, false},
    {"plant_heat", "plant heat", "kW", 1e-3, true},
    {"plant_flow", "plant flow", "kg/s", 1.0, true},
    {"plant_differential_pressure", "plant differential pressure", "bar", 1.0 / pa_per_bar, true},
    {"plant_electricity", "plant electricity", "kW", 1e-3, true},
    {"pump_flow", "pump flow", "kg/s", 1.0, true},
}};

// Makes a finding of each value that has a limit and hands it on.
class Checker {
public:
    explicit Checker(LimitVisitor const& take) : take_{take} {}

    void check(LimitKind kind, std::size_t element, double value, double limit) const {
        if (!std::isfinite(value) || !std::isfinite(limit)) {
            return;
        }
        double const margin = info(kind).is_maximum ? limit - value : value - limit;
        take_({.kind = kind,
               .element = static_cast<std::int32_t>(element),
               .value = value,
               .limit = limit,
               .margin = margin});
    }

private:
    LimitVisitor const& take_;
};

class Reporter {
public:
    Reporter() {
        for (int kind = 0; kind < limit_kind_count; ++kind) {
            report_.kinds.push_back({.kind = static_cast<LimitKind>(kind)});
        }
    }

    void add(LimitFinding const& finding) {
        LimitKind const kind = finding.kind;
        LimitSummary& summary = report_.kinds[static_cast<std::size_t>(kind)];
        if (summary.checked == 0 || finding.relative_margin() < summary.tightest.relative_margin()) {
            summary.tightest = finding;
        }
        ++summary.checked;
        if (kind >= LimitKind::plant_heat) {
            report_.machines.push_back(finding);
        }
        if (finding.broken()) {
            ++summary.broken;
            report_.broken.push_back(finding);
        }
    }

    LimitReport take() {
        std::ranges::stable_sort(report_.broken, {}, &LimitFinding::relative_margin);
        return std::move(report_);
    }

private:
    LimitReport report_;
};

void check_pipes(Network const& network, SteadyState const& state, Checker const& checker) {
    double const maximum_velocity = network.project().limits.maximum_velocity_m_s;
    for (std::size_t i = 0; i < network.pipes.size(); ++i) {
        if (state.link_status[i] == ElementStatus::shut || state.link_status[i] == ElementStatus::cut_off) {
            continue;
        }
        auto const from = static_cast<std::size_t>(network.links.from[i]);
        auto const to = static_cast<std::size_t>(network.links.to[i]);
        checker.check(LimitKind::pipe_velocity, i, state.pipe_velocity_m_s[i], maximum_velocity);
        checker.check(LimitKind::pipe_gradient, i, pipe_gradient_pa_m(network, state, i),
                      network.pipes.maximum_gradient_pa_m[i]);
        checker.check(LimitKind::pipe_pressure, i, std::max(state.pressure_pa[from], state.pressure_pa[to]),
                      network.pipes.pressure_rating_bar[i] * pa_per_bar);
        if (std::int32_t const entry = network.pipes.entry[i]; entry >= 0) {
            checker.check(
                LimitKind::pipe_temperature, i, state.pipe_inlet_temperature_c[i],
                network.catalogue().entries()[static_cast<std::size_t>(entry)].maximum_temperature_c);
        }
    }
}

void check_nodes(Network const& network, Fluid const& fluid, SteadyState const& state,
                 Checker const& checker) {
    double const required = network.project().limits.vapour_margin_bar * pa_per_bar;
    std::vector<std::uint8_t> const has_surface = detail::free_surfaces(network);
    for (std::size_t i = 0; i < network.nodes.size(); ++i) {
        if (has_surface[i] == 0) {
            checker.check(LimitKind::vapour_margin, i, vapour_margin_pa(network, fluid, state, i), required);
        }
    }
}

void check_substations(Network const& network, SteadyState const& state, Checker const& checker) {
    SubstationColumns const& substations = network.substations;
    for (std::size_t i = 0; i < substations.size(); ++i) {
        auto const link = static_cast<std::size_t>(substations.link[i]);
        if (state.substation_heat_w[i] + state.substation_unmet_heat_w[i] <= 0.0 ||
            state.link_status[link] == ElementStatus::cut_off) {
            continue;
        }
        checker.check(LimitKind::substation_differential_pressure, link,
                      state.substation_differential_pressure_pa[i],
                      substations.minimum_differential_pressure_pa[i]);
        checker.check(LimitKind::substation_supply_temperature, link,
                      state.substation_supply_temperature_c[i], substations.minimum_supply_temperature_c[i]);
    }
}

void check_optional(Checker const& checker, LimitKind kind, std::size_t element, double value,
                    std::optional<double> const& limit) {
    if (limit) {
        checker.check(kind, element, value, *limit);
    }
}

void check_plants(Network const& network, SteadyState const& state, Checker const& checker) {
    PlantColumns const& plants = network.plants;
    for (std::size_t i = 0; i < plants.size(); ++i) {
        auto const link = static_cast<std::size_t>(plants.link[i]);
        if (state.link_status[link] == ElementStatus::shut) {
            continue;
        }
        bool const pumps = std::abs(state.mass_flow_kg_s[link]) > 0.0; // across one that stands is others'
        check_optional(checker, LimitKind::plant_heat, link, state.plant_heat_w[i], plants.capacity_w[i]);
        check_optional(checker, LimitKind::plant_flow, link, state.mass_flow_kg_s[link],
                       plants.maximum_flow_kg_s[i]);
        if (pumps) {
            check_optional(checker, LimitKind::plant_differential_pressure, link,
                           state.plant_differential_pressure_pa[i],
                           plants.maximum_differential_pressure_pa[i]);
        }
        check_optional(checker, LimitKind::plant_electricity, link, state.plant_electricity_w[i],
                       plants.electricity_headroom_w[i]);
    }
}

// A curve of one point says nothing about where it ends.
void check_pumps(Network const& network, Fluid const& fluid, SteadyState const& state,
                 Checker const& checker) {
    PumpColumns const& pumps = network.pumps;
    for (std::size_t i = 0; i < pumps.size(); ++i) {
        auto const link = static_cast<std::size_t>(pumps.link[i]);
        if (pumps.flow_m3_s[i].size() < 2 || state.link_status[link] == ElementStatus::shut) {
            continue;
        }
        auto const suction = static_cast<std::size_t>(network.links.from[link]);
        double const density = fluid.density_kg_m3(state.temperature_c[suction]);
        double const end_of_curve = pumps.flow_m3_s[i].back() * pumps.speed[i] * pumps.parallel[i] * density;
        checker.check(LimitKind::pump_flow, link, state.mass_flow_kg_s[link], end_of_curve);
    }
}

// Where the limits that a project does not set come from.
std::string_view default_source(LimitKind kind) {
    switch (kind) {
    case LimitKind::pipe_velocity: return "default: assumption, usual for steel trunks";
    case LimitKind::pipe_gradient:
        return "default: assumption, between 60 to 80 Pa/m (isoplus' sizing table) and 110 to 330 Pa/m (what "
               "THERMOS' velocities amount to)";
    case LimitKind::pipe_pressure: return "default: PN 16, assumption";
    case LimitKind::substation_differential_pressure:
        return "default: assumption; 0.4 to 1.0 bar is usual (VICUS, network control)";
    case LimitKind::vapour_margin:
    case LimitKind::substation_supply_temperature: return "default: assumption";
    default: return "default"; // what a plant or pump does not name is not limited
    }
}

// What the project says about its limits, or that it left the default.
std::string project_source(Project const& project, LimitKind kind, double in_use, double default_value) {
    if (!project.limits.source.empty()) {
        return project.limits.source;
    }
    return in_use == default_value ? std::string{default_source(kind)} : "project limits";
}

std::string rating_source(Network const& network, std::size_t pipe) {
    auto const record = static_cast<std::size_t>(network.pipes.record[pipe]);
    Project const& project = network.project();
    Pipe const& described =
        network.pipes.partner[pipe] >= 0 ? project.pipe_pairs[record] : project.pipes[record];
    if (described.pressure_rating_bar) {
        return described.source.empty() ? "the pipe itself" : described.source;
    }
    double const limit_bar = project.limits.pressure_rating_bar;
    std::string by_project =
        project_source(project, LimitKind::pipe_pressure, limit_bar, Limits{}.pressure_rating_bar);
    if (network.pipes.entry[pipe] < 0) {
        return by_project;
    }
    CatalogueEntry const& entry =
        network.catalogue().entries()[static_cast<std::size_t>(network.pipes.entry[pipe])];
    return entry.pressure_rating_bar < limit_bar
               ? fmt::format("{}; the project allows {:g} bar", entry.id, limit_bar)
               : fmt::format("{}; {} bears {:g} bar", by_project, entry.id, entry.pressure_rating_bar);
}

// The record of the element that is link `link`; columns follow the project's list.
template <class Columns, class Record>
Record const* record_of(Columns const& columns, std::vector<Record> const& records, std::int32_t link) {
    auto const found = std::ranges::find(columns.link, link);
    auto const row = static_cast<std::size_t>(found - columns.link.begin());
    return found != columns.link.end() && row < records.size() ? &records[row] : nullptr;
}

std::string named_source(std::string const& source, std::string_view otherwise) {
    return source.empty() ? std::string{otherwise} : source;
}

std::string substation_source(Network const& network, LimitFinding const& finding) {
    Project const& project = network.project();
    Substation const* const record = record_of(network.substations, project.substations, finding.element);
    bool const pressure = finding.kind == LimitKind::substation_differential_pressure;
    if (record != nullptr &&
        (pressure ? record->minimum_differential_pressure_bar : record->minimum_supply_temperature_c)) {
        return named_source(record->source, "the substation itself");
    }
    Limits const defaults;
    return pressure ? project_source(project, finding.kind,
                                     project.limits.minimum_substation_differential_pressure_bar,
                                     defaults.minimum_substation_differential_pressure_bar)
                    : project_source(project, finding.kind, project.limits.minimum_supply_temperature_c,
                                     defaults.minimum_supply_temperature_c);
}

} // namespace

LimitKindInfo const& info(LimitKind kind) {
    return infos[static_cast<std::size_t>(kind)];
}

double LimitFinding::relative_margin() const {
    double const scale = std::max(std::abs(limit), limit == 0.0 ? std::abs(value) : 0.0);
    return scale > 0.0 ? margin / scale : 0.0;
}

bool LimitFinding::broken() const {
    return relative_margin() < -tolerance_relative;
}

LimitFinding const* LimitReport::binding() const {
    LimitFinding const* least = nullptr;
    for (LimitSummary const& summary : kinds) {
        if (summary.checked > 0 &&
            (least == nullptr || summary.tightest.relative_margin() < least->relative_margin())) {
            least = &summary.tightest;
        }
    }
    return least;
}

namespace {

bool comes_before(LimitFinding const& one, LimitFinding const& other) {
    double const margin = one.relative_margin();
    double const than = other.relative_margin();
    return margin < than || (margin == than &&
                             std::pair{one.consumer, one.element} < std::pair{other.consumer, other.element});
}

} // namespace

void LimitEnvelope::add(LimitReport const& report, std::int32_t consumer) {
    kinds_.resize(report.kinds.size());
    for (std::size_t kind = 0; kind < report.kinds.size(); ++kind) {
        LimitSummary const& now = report.kinds[kind];
        LimitSummary& known = kinds_[kind];
        known.kind = now.kind;
        if (now.checked == 0) {
            continue;
        }
        LimitFinding tightest = now.tightest;
        tightest.consumer = consumer;
        if (known.checked == 0 || comes_before(tightest, known.tightest)) {
            known.tightest = tightest;
        }
        known.checked = std::max(known.checked, now.checked);
    }
    auto const keep = [consumer](auto& into, LimitFinding finding) {
        finding.consumer = consumer;
        auto const [known, is_new] = into.try_emplace({finding.kind, finding.element}, finding);
        if (!is_new && comes_before(finding, known->second)) {
            known->second = finding;
        }
    };
    for (LimitFinding const& finding : report.broken) {
        keep(broken_, finding);
    }
    for (LimitFinding const& finding : report.machines) {
        keep(machines_, finding);
    }
}

LimitReport LimitEnvelope::take() {
    LimitReport made;
    made.kinds = std::move(kinds_);
    for (auto const& [which, finding] : broken_) {
        ++made.kinds[static_cast<std::size_t>(which.first)].broken;
        made.broken.push_back(finding);
    }
    std::ranges::stable_sort(made.broken, {}, &LimitFinding::relative_margin);
    for (auto const& [which, finding] : machines_) {
        made.machines.push_back(finding);
    }
    return made;
}

double pipe_gradient_pa_m(Network const& network, SteadyState const& state, std::size_t pipe) {
    double const velocity = state.pipe_velocity_m_s[pipe];
    double const local_pa =
        network.pipes.zeta[pipe] * 0.5 * state.pipe_density_kg_m3[pipe] * velocity * velocity;
    double const straight_m = network.pipes.length_m[pipe] + network.pipes.equivalent_length_m[pipe];
    return std::max(0.0, state.pipe_friction_pa[pipe] - local_pa) / straight_m;
}

double vapour_margin_pa(Network const& network, Fluid const& fluid, SteadyState const& state,
                        std::size_t node) {
    double const atmospheric_pa = network.project().physics.atmospheric_pressure_bar * pa_per_bar;
    return state.pressure_pa[node] + atmospheric_pa - fluid.saturation_pressure_pa(state.temperature_c[node]);
}

void visit_limits(Network const& network, Fluid const& fluid, SteadyState const& state,
                  LimitVisitor const& visit) {
    Checker const checker{visit};
    check_pipes(network, state, checker);
    check_nodes(network, fluid, state, checker);
    check_substations(network, state, checker);
    check_plants(network, state, checker);
    check_pumps(network, fluid, state, checker);
}

LimitReport check_limits(Network const& network, Fluid const& fluid, SteadyState const& state) {
    Reporter reporter;
    visit_limits(network, fluid, state, [&](LimitFinding const& finding) { reporter.add(finding); });
    return reporter.take();
}

std::string const& element_id(Network const& network, LimitFinding const& finding) {
    auto const element = static_cast<std::size_t>(finding.element);
    return finding.kind == LimitKind::vapour_margin ? network.nodes.id[element] : network.links.id[element];
}

std::string limit_source(Network const& network, LimitFinding const& finding) {
    Project const& project = network.project();
    Limits const defaults;
    auto const element = static_cast<std::size_t>(finding.element);
    switch (finding.kind) {
    case LimitKind::pipe_velocity:
        return project_source(project, finding.kind, finding.limit, defaults.maximum_velocity_m_s);
    case LimitKind::pipe_gradient:
        return project_source(project, finding.kind, finding.limit,
                              network.pipes.trunk[element] != 0 ? defaults.maximum_gradient_trunk_pa_m
                                                                : defaults.maximum_gradient_branch_pa_m);
    case LimitKind::pipe_pressure: return rating_source(network, element);
    case LimitKind::pipe_temperature:
        return network.catalogue().entries()[static_cast<std::size_t>(network.pipes.entry[element])].id;
    case LimitKind::vapour_margin:
        return project_source(project, finding.kind, project.limits.vapour_margin_bar,
                              defaults.vapour_margin_bar);
    case LimitKind::substation_differential_pressure:
    case LimitKind::substation_supply_temperature: return substation_source(network, finding);
    case LimitKind::plant_heat:
    case LimitKind::plant_flow:
    case LimitKind::plant_differential_pressure:
    case LimitKind::plant_electricity: {
        Plant const* const record = record_of(network.plants, project.plants, finding.element);
        return named_source(record == nullptr ? std::string{} : record->source, "the plant itself");
    }
    case LimitKind::pump_flow: {
        Pump const* const record = record_of(network.pumps, project.pumps, finding.element);
        return named_source(record == nullptr ? std::string{} : record->source, "the pump's curve");
    }
    }
    return {};
}

} // namespace saggar
