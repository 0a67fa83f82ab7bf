// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "epanet_translate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace saggar::detail::epanet {

namespace {

// EPANET's shut-off head of a curve of one point is 1.33334 of its head.
constexpr double epanet_shut_off = 1.33334;
constexpr double largest_kv_m3_h = 1e6;        // of what a project allows: 1 Pa at 1 m3/s
constexpr double largest_coefficient_ft = 1e8; // EPANET's, of a shut positional valve, s2/ft5

} // namespace

void Translator::links() {
    bool flow_control = false;
    for (std::size_t i = 0; i < model_.links.size(); ++i) {
        auto const& record = model_.links[i];
        if (record.is_pipe()) {
            pipe(record, names_.link(i));
        } else if (record.type == LinkType::pump) {
            pump(record, names_.link(i));
        } else {
            valve(record, names_.link(i));
            flow_control = flow_control || record.type == LinkType::fcv;
        }
        if (!record.is_pipe() && !record.vertices.empty()) {
            note(ImportNoteKind::not_read, record, "its vertices are not kept");
        }
    }
    if (flow_control) {
        findings_.note(ImportNoteKind::translated, Section::valves, 0, {},
                       "flow control valves let no water pass backwards; EPANET's do");
    }
}

void Translator::pipe(LinkRecord const& record, std::string const& id) {
    auto const& units = import_.units;
    Pipe pipe;
    pipe.id = id;
    pipe.from = names_.node(record.from);
    pipe.to = names_.node(record.to);
    pipe.length_m = record.length * units.length_m;
    pipe.inner_diameter_mm = record.diameter * units.diameter_m * 1e3;
    switch (model_.options.head_loss) {
    case HeadLoss::darcy_weisbach: // millimetres or thousandths of a foot
        pipe.roughness_mm = record.roughness * units.length_m;
        break;
    case HeadLoss::hazen_williams: pipe.hazen_williams_c = record.roughness; break;
    case HeadLoss::chezy_manning: pipe.manning_n = record.roughness; break;
    }
    pipe.zeta = zeta_of(record.minor_loss, options_.epanet_constants);
    pipe.open = record.status != LinkSetting::closed;
    pipe.one_way = record.type == LinkType::check_valve_pipe;
    pipe.source = fmt::format("{}:{}", file_, record.line);
    route(record, pipe);
    project_.pipes.push_back(std::move(pipe));
    origin("pipes", record.line);
}

void Translator::route(LinkRecord const& record, Pipe& pipe) {
    if (record.vertices.empty() || map_unit_m_ <= 0.0) {
        return;
    }
    if (!model_.nodes[record.from].position || !model_.nodes[record.to].position) {
        note(ImportNoteKind::not_read, record, "its vertices are not kept: its nodes have no position");
        return;
    }
    for (auto const& vertex : record.vertices) {
        pipe.route_xy_m.push_back(vertex.x * map_unit_m_);
        pipe.route_xy_m.push_back(vertex.y * map_unit_m_);
    }
}

void Translator::pump(LinkRecord const& record, std::string const& id) {
    Pump pump;
    pump.id = id;
    pump.from = names_.node(record.from);
    pump.to = names_.node(record.to);
    pump.speed = record.setting;
    pump.running = record.status != LinkSetting::closed;
    pump.efficiency = model_.options.pump_efficiency_percent / 100.0;
    pump.source = fmt::format("{}:{}", file_, record.line);
    if (!pump_curve(record, pump)) {
        return;
    }
    if (record.efficiency_curve != nowhere) {
        note(ImportNoteKind::translated, record,
             fmt::format("efficiency curve '{}' is not kept: {} at every flow",
                         model_.curves[record.efficiency_curve].id, pump.efficiency));
    }
    if (record.pattern != nowhere) {
        note(options_.every_pattern_step ? ImportNoteKind::not_simulated : ImportNoteKind::translated, record,
             fmt::format("the speed follows pattern '{}': taken as at time 0{}",
                         model_.patterns[record.pattern].id,
                         options_.every_pattern_step ? ", at every step" : ""));
    }
    project_.pumps.push_back(std::move(pump));
    origin("pumps", record.line);
}

// As in EPANET, one point, and three from no flow on, are a power law; all else are straight lines.
bool Translator::pump_curve(LinkRecord const& record, Pump& pump) {
    if (record.power) {
        pump.hydraulic_power_kw = *record.power * import_.units.power_w / 1e3;
        return true;
    }
    auto const& p = record.points; // EPANET 1
    if (p.size() == 2) {
        one_point(record, pump, p[1], p[0]);
        return true;
    }
    if (p.size() >= 5) {
        three_points(record, pump, p[0], p[2], p[1], p[4], p[3]);
        return true;
    }
    auto const& curve = model_.curves[record.curve];
    if (curve.x.size() == 1) {
        one_point(record, pump, curve.x[0], curve.y[0]);
        return true;
    }
    if (curve.x.size() == 3 && curve.x[0] == 0.0) {
        three_points(record, pump, curve.y[0], curve.x[1], curve.y[1], curve.x[2], curve.y[2]);
        return true;
    }
    for (std::size_t i = 0; i < curve.x.size(); ++i) {
        if (i > 0 && curve.y[i] >= curve.y[i - 1]) {
            findings_.problem(ErrorCode::values_conflict, Section::curves, curve.line, curve.id,
                              fmt::format("the head does not fall from {} to {}, as a pump's must",
                                          curve.y[i - 1], curve.y[i]),
                              {}, "y");
            return false;
        }
        pump.flow_m3_h.push_back(flow_m3_h(curve.x[i]));
        pump.head_m.push_back(curve.y[i] * import_.units.length_m);
    }
    return true;
}

void Translator::one_point(LinkRecord const& record, Pump& pump, double q, double h) {
    if (options_.epanet_constants) {
        three_points(record, pump, epanet_shut_off * h, q, h, 2.0 * q, 0.0);
        return;
    }
    if (q <= 0.0 || h <= 0.0) {
        findings_.problem(ErrorCode::value_out_of_range, record.section, record.line, record.id,
                          fmt::format("the point {}, {} of the pump's curve must lie above 0", q, h));
    }
    pump.flow_m3_h = {flow_m3_h(q)};
    pump.head_m = {h * import_.units.length_m};
}

void Translator::three_points(LinkRecord const& record, Pump& pump, double h0, double q1, double h1,
                              double q2, double h2) {
    if (!(h0 > h1 && h1 > h2 && h2 >= 0.0 && q1 > 0.0 && q2 > q1)) {
        findings_.problem(
            ErrorCode::values_conflict, record.section, record.line, record.id,
            fmt::format(
                "the pump's curve through (0, {}), ({}, {}), ({}, {}) does not fall with growing flow", h0,
                q1, h1, q2, h2));
    }
    pump.flow_m3_h = {0.0, flow_m3_h(q1), flow_m3_h(q2)};
    auto const length = import_.units.length_m;
    pump.head_m = {h0 * length, h1 * length, h2 * length};
}

// Sets the Kv of a loss h = k Q|Q|; none if there is no loss.
void Translator::set_loss(Valve& valve, double loss_s2_m5) const {
    if (loss_s2_m5 > 0.0) {
        valve.kv_m3_h = std::min(kv_of(loss_s2_m5, import_.units.gravity_m_s2), largest_kv_m3_h);
    }
}

double Translator::set_pressure_bar(LinkRecord const& record) const {
    auto const& units = import_.units;
    return record.setting * units.pressure_head_m * units.density_kg_m3 * units.gravity_m_s2 / 1e5;
}

// EPANET 2.3's positional valve: the wide-open coefficient over the square of the share of Kv that its curve
// gives at its opening, both in per cent; without a curve the share is the opening.
double Translator::positional_loss(LinkRecord const& record) const {
    double const opening = std::clamp(record.setting, 0.0, 100.0);
    double share = opening;
    if (record.curve != nowhere && opening < 100.0) {
        auto const& x = model_.curves[record.curve].x;
        auto const& y = model_.curves[record.curve].y;
        if (opening < x.front()) {
            share = opening / x.front() * y.front();
        } else if (opening > x.back()) {
            share = y.back() + (opening - x.back()) / (100.0 - x.back()) * (100.0 - y.back());
        } else {
            auto const above = std::max<std::size_t>(
                1, static_cast<std::size_t>(std::lower_bound(x.begin(), x.end(), opening) - x.begin()));
            share = x.size() == 1 ? y[0]
                                  : y[above - 1] + (y[above] - y[above - 1]) * (opening - x[above - 1]) /
                                                       (x[above] - x[above - 1]);
        }
    }
    double const part = std::clamp(share / 100.0, 1e-6, 1.0);
    double const wide_open = minor_loss_s2_m5(record.minor_loss, record.diameter * import_.units.diameter_m,
                                              options_.epanet_constants);
    double const largest =
        largest_coefficient_ft * metres_per_foot / std::pow(cubic_metres_per_cubic_foot, 2);
    return std::min(wide_open / (part * part), largest);
}

void Translator::valve(LinkRecord const& record, std::string const& id) {
    double const diameter_m = record.diameter * import_.units.diameter_m;
    auto const loss_of = [&](double coefficient) {
        return minor_loss_s2_m5(coefficient, diameter_m, options_.epanet_constants);
    };
    Valve valve;
    valve.id = id;
    valve.from = names_.node(record.from);
    valve.to = names_.node(record.to);
    valve.source = fmt::format("{}:{}", file_, record.line);
    valve.open = record.status != LinkSetting::closed;
    set_loss(valve, loss_of(record.minor_loss));
    bool const regulates = record.status == LinkSetting::automatic;
    if (!regulates && record.type != LinkType::gpv) {
        valve.kind = valve.kv_m3_h ? ValveKind::throttling : ValveKind::isolation;
        note(ImportNoteKind::translated, record,
             fmt::format("its status is fixed: a valve that is {}", valve.open ? "open" : "shut"));
    } else if (record.type == LinkType::prv || record.type == LinkType::psv) {
        valve.kind =
            record.type == LinkType::prv ? ValveKind::pressure_reducing : ValveKind::pressure_sustaining;
        valve.set_pressure_bar = set_pressure_bar(record);
    } else if (record.type == LinkType::fcv) {
        valve.kind = ValveKind::flow_limiter;
        valve.set_flow_m3_h = flow_m3_h(record.setting);
    } else if (record.type == LinkType::pbv) {
        valve.kind = record.setting > 0.0 ? ValveKind::pressure_breaker
                     : valve.kv_m3_h      ? ValveKind::throttling
                                          : ValveKind::isolation;
        if (record.setting > 0.0) {
            valve.set_differential_pressure_bar = set_pressure_bar(record);
        }
    } else if (record.type == LinkType::gpv) {
        if (!head_loss_curve(record, valve)) {
            return;
        }
    } else { // throttle and positional control valves
        valve.kv_m3_h.reset();
        if (record.type == LinkType::pcv && record.setting <= 0.0) {
            valve.open = false;
        } else {
            set_loss(valve, record.type == LinkType::tcv ? loss_of(record.setting) : positional_loss(record));
        }
        valve.kind = valve.kv_m3_h ? ValveKind::throttling : ValveKind::isolation;
        if (record.type == LinkType::pcv) {
            note(ImportNoteKind::translated, record,
                 fmt::format("a fixed Kv for its opening of {} %", record.setting));
        }
    }
    project_.valves.push_back(std::move(valve));
    origin("valves", record.line);
}

bool Translator::head_loss_curve(LinkRecord const& record, Valve& valve) {
    auto const& curve = model_.curves[record.curve];
    valve.kind = ValveKind::head_loss_curve;
    valve.kv_m3_h.reset(); // EPANET ignores the minor loss of an open one
    if (curve.x.size() < 2) {
        findings_.problem(ErrorCode::value_missing, Section::curves, curve.line, curve.id,
                          "a curve of head loss needs two points or more");
        return false;
    }
    for (std::size_t i = 0; i < curve.x.size(); ++i) {
        if (curve.x[i] < 0.0 || curve.y[i] < 0.0 || (i > 0 && curve.y[i] < curve.y[i - 1])) {
            findings_.untranslated(Section::curves, curve.line, curve.id,
                                   "a head loss that is negative or falls with growing flow is not modelled",
                                   "Correct the curve.");
            return false;
        }
        valve.flow_m3_h.push_back(flow_m3_h(curve.x[i]));
        valve.head_loss_m.push_back(curve.y[i] * import_.units.length_m);
    }
    return true;
}

} // namespace saggar::detail::epanet
