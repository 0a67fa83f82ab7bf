// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "epanet_translate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <tuple>
#include <utility>

namespace saggar::detail::epanet {

namespace {

constexpr double water_heat_capacity_j_kgk = 4184.0; // at 20 degC, IAPWS-95
constexpr double water_conductivity_w_mk = 0.598;    // at 20 degC, IAPWS 2011
constexpr double most_steps = 100'000.0;
constexpr double most_settings = 1e7; // of withdrawals, at all steps together

FrictionModel friction_of(HeadLoss law, bool epanet_constants) {
    switch (law) {
    case HeadLoss::hazen_williams: return FrictionModel::hazen_williams;
    case HeadLoss::chezy_manning: return FrictionModel::chezy_manning;
    case HeadLoss::darcy_weisbach: break;
    }
    return epanet_constants ? FrictionModel::epanet : FrictionModel::colebrook;
}

// Of an operating point: an id whose alphabetical order is that of time, and words.
std::pair<std::string, std::string> name_of_time(double time_s) {
    auto const seconds = static_cast<long>(time_s);
    std::string const clock = fmt::format("{}:{:02}", seconds / 3600, seconds / 60 % 60);
    std::string const id = fmt::format("h{:03}-{:02}", seconds / 3600, seconds / 60 % 60);
    if (seconds % 60 == 0) {
        return {id, fmt::format("demands {} after the start", clock)};
    }
    return {fmt::format("{}-{:02}", id, seconds % 60),
            fmt::format("demands {}:{:02} after the start", clock, seconds % 60)};
}

std::string source_text(std::string const& file, std::size_t line) {
    return fmt::format("{}:{}", file, line);
}

} // namespace

Translator::Translator(EpanetModel const& model, std::string file, EpanetOptions const& options,
                       Findings& findings)
    : model_{model},
      file_{std::move(file)},
      options_{options},
      findings_{findings},
      names_{model, findings},
      project_{import_.project} {}

EpanetImport Translator::translate() {
    settings();
    nodes();
    links();
    if (options_.every_pattern_step) {
        pattern_steps();
    }
    for (std::size_t i = 0; i < model_.nodes.size(); ++i) {
        import_.node_ids.emplace(model_.nodes[i].id, names_.node(i));
    }
    for (std::size_t i = 0; i < model_.links.size(); ++i) {
        import_.link_ids.emplace(model_.links[i].id, names_.link(i));
    }
    return std::move(import_);
}

void Translator::settings() {
    auto const& given = model_.options;
    import_.units = units_of(given, options_.epanet_constants);
    project_.name = model_.title.empty() ? file_ : std::string{model_.title.front()};
    project_.description = fmt::format("Imported from the EPANET file {}{}.", file_,
                                       options_.epanet_constants ? " with EPANET's own constants" : "");
    for (std::size_t i = 1; i < model_.title.size(); ++i) {
        project_.description += fmt::format("\n{}", model_.title[i]);
    }
    auto& fluid = project_.fluid;
    fluid.model = FluidModel::constant;
    fluid.density_kg_m3 = import_.units.density_kg_m3;
    fluid.dynamic_viscosity_pa_s =
        kinematic_viscosity_m2_s(given, options_.epanet_constants) * import_.units.density_kg_m3;
    fluid.heat_capacity_j_kgk = water_heat_capacity_j_kgk;
    fluid.conductivity_w_mk = water_conductivity_w_mk;
    project_.physics.dissipation_heat = false; // EPANET knows no temperatures
    project_.physics.gravity_m_s2 = import_.units.gravity_m_s2;
    project_.physics.friction = friction_of(given.head_loss, options_.epanet_constants);
    if (begins_with(given.map_units, "FEET")) {
        map_unit_m_ = metres_per_foot;
    } else if (begins_with(given.map_units, "DEGREE")) {
        map_unit_m_ = 0.0;
        findings_.note(ImportNoteKind::not_read, Section::coordinates, 0, {},
                       "positions and vertices are in degrees and not kept: a project's are in metres");
    }
    if (given.pressure != PressureUnit::by_flow_unit &&
        (given.pressure == PressureUnit::psi) == is_metric(given.flow_unit)) {
        findings_.note(ImportNoteKind::translated, Section::options, 0, {},
                       "PRESSURE is taken as given, as in EPANET 2.3; earlier versions take PSI with US and "
                       "metres with metric flow units");
    }
    if (given.default_pattern_line > 0 && !model_.pattern_by_id.contains(given.default_pattern)) {
        findings_.note(ImportNoteKind::translated, Section::options, given.default_pattern_line,
                       given.default_pattern,
                       fmt::format("there is no pattern '{}': demands without a pattern stay constant",
                                   given.default_pattern));
    }
}

void Translator::nodes() {
    for (std::size_t i = 0; i < model_.nodes.size(); ++i) {
        auto const& record = model_.nodes[i];
        auto const& id = names_.node(i);
        Node node;
        node.id = id;
        node.elevation_m = record.elevation * import_.units.length_m; // of a reservoir: its water level
        if (record.position && map_unit_m_ > 0.0) {
            node.x_m = record.position->x * map_unit_m_;
            node.y_m = record.position->y * map_unit_m_;
        }
        node.source = source_text(file_, record.line);
        project_.nodes.push_back(std::move(node));
        origin("nodes", record.line);
        switch (record.kind) {
        case NodeKind::junction:
            withdrawal(record, id);
            emitter(record, id);
            break;
        case NodeKind::reservoir: fixed_heads(record, id); break;
        case NodeKind::tank: tank(record, id); break;
        }
    }
}

void Translator::fixed_heads(NodeRecord const& record, std::string const& id) {
    Reservoir reservoir;
    reservoir.id = names_.derived(id, "reservoir");
    reservoir.node = id;
    reservoir.head_m =
        (record.elevation + record.level) * model_.factor(record.pattern, 0.0) * import_.units.length_m;
    reservoir.source = source_text(file_, record.line);
    if (record.pattern != nowhere) {
        note(options_.every_pattern_step ? ImportNoteKind::not_simulated : ImportNoteKind::translated, record,
             fmt::format("the head follows pattern '{}': taken as at time 0{}",
                         model_.patterns[record.pattern].id,
                         options_.every_pattern_step ? ", at every step" : ""));
    }
    project_.reservoirs.push_back(std::move(reservoir));
    origin("reservoirs", record.line);
}

void Translator::tank(NodeRecord const& record, std::string const& id) {
    auto const length = import_.units.length_m;
    Tank tank;
    tank.id = names_.derived(id, "tank");
    tank.node = id;
    tank.level_m = record.level * length;
    tank.minimum_level_m = record.minimum_level * length;
    tank.maximum_level_m = record.maximum_level * length;
    tank.diameter_m = record.diameter * length;
    tank.source = source_text(file_, record.line);
    if (record.volume_curve != nowhere) {
        note(
            ImportNoteKind::translated, record,
            fmt::format("volume curve '{}' is not kept: the tank is a cylinder of the given diameter; at one "
                        "moment only its level counts",
                        model_.curves[record.volume_curve].id));
    }
    if (record.minimum_volume > 0.0 || record.may_overflow) {
        note(ImportNoteKind::not_read, record, "minimum volume and overflow only matter over time");
    }
    if (record.level >= record.maximum_level || record.level <= record.minimum_level) {
        note(ImportNoteKind::not_simulated, record,
             "the tank is full or empty: EPANET closes links that would fill or drain it further, here they "
             "stay open");
    }
    project_.tanks.push_back(std::move(tank));
    origin("tanks", record.line);
}

double Translator::demand_kg_s(NodeRecord const& record, double time_s) const {
    auto const found = model_.pattern_by_id.find(model_.options.default_pattern);
    auto const fallback = found == model_.pattern_by_id.end() ? nowhere : found->second;
    double flow = 0.0;
    for (auto const& demand : record.demands) {
        flow += demand.base * model_.factor(demand.pattern == nowhere ? fallback : demand.pattern, time_s);
    }
    return flow * model_.options.demand_multiplier * import_.units.flow_m3_s * import_.units.density_kg_m3;
}

void Translator::withdrawal(NodeRecord const& record, std::string const& id) {
    if (std::none_of(record.demands.begin(), record.demands.end(),
                     [](Demand const& demand) { return demand.base != 0.0; })) {
        return;
    }
    Withdrawal withdrawal;
    withdrawal.id = names_.derived(id, "demand");
    withdrawal.node = id;
    withdrawal.mass_flow_kg_s = demand_kg_s(record, 0.0);
    withdrawal.source = source_text(file_, record.line);
    if (record.demands.size() > 1) {
        note(ImportNoteKind::translated, record,
             fmt::format("{} demand categories are one withdrawal", record.demands.size()));
    }
    withdrawing_.push_back(static_cast<std::size_t>(&record - model_.nodes.data()));
    project_.withdrawals.push_back(std::move(withdrawal));
    origin("withdrawals", record.line);
}

// Q = C p^n is a valve into the open at the junction's elevation: of fixed Kv where n is 1/2.
void Translator::emitter(NodeRecord const& record, std::string const& id) {
    if (record.emitter <= 0.0) {
        return;
    }
    double const exponent = 1.0 / model_.options.emitter_exponent; // of the flow, in the head
    bool const orifice = exponent == 2.0;
    if (!orifice && !model_.options.emitter_backflow) {
        findings_.untranslated(
            Section::emitters, record.emitter_line, record.id,
            fmt::format("an emitter of exponent {} that lets no water back is not modelled",
                        model_.options.emitter_exponent),
            "Set BACKFLOW ALLOWED YES, or EMITTER EXPONENT 0.5.");
        return;
    }
    Node outlet;
    outlet.id = names_.derived(id, "outlet");
    outlet.elevation_m = record.elevation * import_.units.length_m;
    outlet.source = source_text(file_, record.emitter_line);
    Reservoir open_air;
    open_air.id = names_.derived(outlet.id, "reservoir");
    open_air.node = outlet.id;
    open_air.pressure_bar = 0.0;
    open_air.source = outlet.source;
    Valve valve;
    valve.id = names_.derived(id, "emitter");
    valve.from = id;
    valve.to = outlet.id;
    valve.source = outlet.source;
    double const flow_m3_s = record.emitter * import_.units.flow_m3_s; // at one unit of pressure
    if (orifice) {
        valve.kind = model_.options.emitter_backflow ? ValveKind::throttling : ValveKind::check;
        set_loss(valve, import_.units.pressure_head_m / (flow_m3_s * flow_m3_s));
    } else {
        valve.kind = ValveKind::head_loss_curve;
        valve.flow_m3_h = {flow_m3_h(record.emitter)};
        valve.head_loss_m = {import_.units.pressure_head_m};
        valve.head_loss_exponent = exponent;
    }
    note(ImportNoteKind::translated, record,
         fmt::format("the emitter is valve '{}' into the open", valve.id));
    project_.nodes.push_back(std::move(outlet));
    origin("nodes", record.emitter_line);
    project_.reservoirs.push_back(std::move(open_air));
    origin("reservoirs", record.emitter_line);
    project_.valves.push_back(std::move(valve));
    origin("valves", record.emitter_line);
}

void Translator::pattern_steps() {
    auto const& times = model_.options;
    double end_s = times.duration_s;
    if (end_s <= 0.0) {
        std::size_t longest = 1;
        for (auto const& pattern : model_.patterns) {
            longest = std::max(longest, pattern.factors.size());
        }
        end_s = (static_cast<double>(longest) - 1.0) * times.pattern_step_s;
    }
    // The first change comes after what is left of the step in which the run starts.
    double const first_s = times.pattern_step_s - std::fmod(times.pattern_start_s, times.pattern_step_s);
    double const steps = end_s < first_s ? 0.0 : std::floor((end_s - first_s) / times.pattern_step_s) + 1.0;
    double const most =
        std::min(most_steps, most_settings / std::max<double>(1.0, static_cast<double>(withdrawing_.size())));
    if (steps > most) {
        findings_.untranslated(
            Section::times, 0, {},
            fmt::format("{:.0f} pattern steps are more than the {:.0f} that are imported with {} demands",
                        steps, most, withdrawing_.size()),
            "Shorten DURATION or lengthen PATTERN TIMESTEP.");
        return;
    }
    for (int step = 0; step <= static_cast<int>(steps); ++step) {
        double const time_s = step == 0 ? 0.0 : first_s + (step - 1) * times.pattern_step_s;
        auto& point = project_.operating_points.emplace_back();
        std::tie(point.id, point.description) = name_of_time(time_s);
        for (std::size_t i = 0; i < withdrawing_.size(); ++i) {
            double const kg_s = demand_kg_s(model_.nodes[withdrawing_[i]], time_s);
            if (kg_s != project_.withdrawals[i].mass_flow_kg_s) {
                point.withdrawals.push_back({project_.withdrawals[i].id, kg_s});
            }
        }
        point.source = file_;
        origin("operating_points", 0);
    }
    if (!project_.tanks.empty()) {
        findings_.note(ImportNoteKind::not_simulated, Section::tanks, 0, {},
                       "tanks keep their first level at every step");
    }
}

void Translator::origin(std::string_view list, std::size_t line) {
    auto found = project_.origins.find(list);
    if (found == project_.origins.end()) {
        found = project_.origins.emplace(std::string{list}, std::vector<ElementOrigin>{}).first;
    }
    found->second.push_back({file_, line});
}

void Translator::note(ImportNoteKind kind, LinkRecord const& record, std::string text) {
    findings_.note(kind, record.section, record.line, record.id,
                   fmt::format("{} '{}': {}", name_of(record.type), record.id, text));
}

void Translator::note(ImportNoteKind kind, NodeRecord const& record, std::string text) {
    findings_.note(kind, record.section, record.line, record.id,
                   fmt::format("node '{}': {}", record.id, text));
}

} // namespace saggar::detail::epanet
