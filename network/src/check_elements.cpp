// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// Valves, pumps, plants, substations, bypasses, boundaries and candidates: fields that an element's kind or
// control needs, and fields that it would ignore, which are refused: a value that does nothing is a mistake
// that nobody sees.

#include "saggar/network/attribute.hpp"

#include "problem_list.hpp"

#include <fmt/format.h>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace saggar::detail {

namespace {

// The words of a choice field, from its declaration.
template <class Record>
std::string_view word(Record const& record, std::string_view field) {
    for (Attribute<Record> const& attribute : attributes<Record>()) {
        if (attribute.name == field) {
            auto const& member = std::get<ChoiceMember<Record>>(attribute.member);
            auto const value = static_cast<std::size_t>(member.get(record));
            return value < member.words.size() ? member.words[value] : std::string_view{};
        }
    }
    return {};
}

// What one element's kind or control makes of its fields.
class FieldRules {
public:
    FieldRules(ProblemList& problems, Element element, std::string_view choice, std::string_view chosen)
        : problems_{problems}, element_{element}, choice_{choice}, chosen_{chosen} {}

    // A field that is used in this kind or control, or not; and must then be given, or may be.
    void need(std::string_view field, bool given) {
        if (!given) {
            missing(field, fmt::format("is missing; {} {} needs it", choice_, chosen_));
        }
    }
    void only(std::string_view field, bool given, bool used, std::string_view by) {
        if (given && !used) {
            conflict(field, fmt::format("has no effect with {} {}", choice_, chosen_),
                     fmt::format("Remove it; it belongs to {} {}", choice_, by));
        }
    }
    void need_only(std::string_view field, bool given, bool used, std::string_view by) {
        if (used) {
            need(field, given);
        } else {
            only(field, given, used, by);
        }
    }
    void missing(std::string_view field, std::string text, std::string advice = "Give it") {
        problems_.add(ErrorCode::value_missing, element_, field, std::move(text), std::move(advice));
    }
    void conflict(std::string_view field, std::string text, std::string advice) {
        problems_.add(ErrorCode::values_conflict, element_, field, std::move(text), std::move(advice));
    }
    void self_loop(std::string_view field, std::string_view from, std::string_view to) {
        if (!from.empty() && from == to) {
            problems_.add(ErrorCode::self_loop, element_, field, fmt::format("both ends are node '{}'", from),
                          "Name two different nodes");
        }
    }
    // `node`, or `supply_node` and `return_node`.
    template <class Record>
    void two_sides(Record const& record) {
        bool const apart = !record.supply_node.empty() || !record.return_node.empty();
        if (!record.node.empty() && apart) {
            conflict("node", "is given, and so is supply_node or return_node",
                     "Keep node for both sides of one node, or supply_node and return_node");
        } else if (record.node.empty() && !apart) {
            missing("node", "is missing", "Name the node, or supply_node and return_node");
        } else if (record.node.empty() && record.supply_node.empty()) {
            missing("supply_node", "is missing beside return_node");
        } else if (record.node.empty() && record.return_node.empty()) {
            missing("return_node", "is missing beside supply_node");
        } else if (record.node.empty()) {
            self_loop("return_node", record.supply_node, record.return_node);
        }
    }

private:
    ProblemList& problems_;
    Element element_;
    std::string_view choice_;
    std::string_view chosen_;
};

void check_head_loss_curve(Valve const& valve, FieldRules& rules) {
    std::vector<double> const& flow = valve.flow_m3_h;
    std::vector<double> const& loss = valve.head_loss_m;
    if (flow.size() != loss.size()) {
        rules.conflict("head_loss_m",
                       fmt::format("has {} numbers, flow_m3_h has {}", loss.size(), flow.size()),
                       "Give a head loss for each flow of the curve");
        return;
    }
    if (valve.head_loss_exponent ? flow.size() != 1 : flow.size() < 2) {
        rules.conflict("flow_m3_h",
                       fmt::format("has {} number{}; a curve needs two points or more, or one point and "
                                   "head_loss_exponent",
                                   flow.size(), flow.size() == 1 ? "" : "s"),
                       "Correct one of the two");
        return;
    }
    if (flow.size() == 1 && !(flow[0] > 0.0 && loss[0] > 0.0)) {
        rules.conflict("flow_m3_h", "the one point must lie above no flow and no loss",
                       "Give a flow and the head that is lost at it");
        return;
    }
    for (std::size_t i = 0; i + 1 < flow.size(); ++i) {
        if (!(flow[i + 1] > flow[i])) {
            rules.conflict(
                "flow_m3_h",
                fmt::format("{:g} follows {:g}; flows of the curve must grow", flow[i + 1], flow[i]),
                "Sort the points by flow and remove doubles");
            break;
        }
    }
    for (std::size_t i = 0; i + 1 < loss.size(); ++i) {
        if (!(loss[i + 1] >= loss[i])) {
            rules.conflict("head_loss_m",
                           fmt::format("{:g} follows {:g}; head losses must not fall as the flow grows",
                                       loss[i + 1], loss[i]),
                           "Check the curve: a loss that falls with flow has two flows for one loss");
            break;
        }
    }
}

void check_valve(Valve const& valve, FieldRules rules) {
    ValveKind const kind = valve.kind;
    rules.self_loop("to", valve.from, valve.to);
    bool const throttling = kind == ValveKind::throttling;
    if (throttling) {
        rules.need("kv_m3_h", valve.kv_m3_h.has_value());
    }
    rules.only("opening", valve.opening != Valve{}.opening, throttling, "throttling");
    rules.only("characteristic", valve.characteristic != Valve{}.characteristic, throttling, "throttling");
    rules.only("rangeability", valve.rangeability != Valve{}.rangeability, throttling, "throttling");
    rules.need_only("set_pressure_bar", valve.set_pressure_bar.has_value(),
                    kind == ValveKind::pressure_reducing || kind == ValveKind::pressure_sustaining,
                    "pressure_reducing or pressure_sustaining");
    bool const differential = kind == ValveKind::differential_pressure;
    rules.need_only("set_differential_pressure_bar", valve.set_differential_pressure_bar.has_value(),
                    differential || kind == ValveKind::pressure_breaker,
                    "differential_pressure or pressure_breaker");
    rules.need_only("sense_high", !valve.sense_high.empty(), differential, "differential_pressure");
    rules.need_only("sense_low", !valve.sense_low.empty(), differential, "differential_pressure");
    if (differential && !valve.sense_high.empty() && valve.sense_high == valve.sense_low) {
        rules.conflict("sense_low", fmt::format("is '{}', and so is sense_high", valve.sense_low),
                       "Name the two nodes between which the pressure difference is held");
    }
    rules.need_only("set_flow_m3_h", valve.set_flow_m3_h.has_value(), kind == ValveKind::flow_limiter,
                    "flow_limiter");
    bool const by_curve = kind == ValveKind::head_loss_curve;
    rules.need_only("flow_m3_h", !valve.flow_m3_h.empty(), by_curve, "head_loss_curve");
    rules.need_only("head_loss_m", !valve.head_loss_m.empty(), by_curve, "head_loss_curve");
    rules.only("head_loss_exponent", valve.head_loss_exponent.has_value(), by_curve, "head_loss_curve");
    rules.only("kv_m3_h", valve.kv_m3_h.has_value(), !by_curve, "throttling or another");
    if (by_curve && !valve.flow_m3_h.empty() && !valve.head_loss_m.empty()) {
        check_head_loss_curve(valve, rules);
    }
}

void check_pump(Pump const& pump, FieldRules rules) {
    rules.self_loop("to", pump.from, pump.to);
    std::vector<double> const& flow = pump.flow_m3_h;
    std::vector<double> const& head = pump.head_m;
    if (pump.hydraulic_power_kw) {
        if (!flow.empty() || !head.empty()) {
            rules.conflict("hydraulic_power_kw", "is given, and so is a curve",
                           "Keep hydraulic_power_kw, or flow_m3_h and head_m");
        }
        return;
    }
    if (flow.empty() || head.empty()) {
        rules.missing(flow.empty() ? "flow_m3_h" : "head_m", "is missing",
                      "Give the pump's curve, flow_m3_h and head_m, or its hydraulic_power_kw");
        return;
    }
    if (flow.size() != head.size()) {
        rules.conflict("head_m", fmt::format("has {} numbers, flow_m3_h has {}", head.size(), flow.size()),
                       "Give a head for each flow of the curve");
        return;
    }
    if (flow.size() == 1) {
        if (flow[0] <= 0.0 || head[0] <= 0.0) {
            rules.conflict("flow_m3_h", "a design point must lie above no flow and no head",
                           "Give the flow and the head at the pump's best point");
        }
        return;
    }
    for (std::size_t i = 0; i + 1 < flow.size(); ++i) {
        if (flow[i + 1] <= flow[i]) {
            rules.conflict(
                "flow_m3_h",
                fmt::format("{:g} follows {:g}; flows of the curve must grow", flow[i + 1], flow[i]),
                "Sort the points by flow and remove doubles");
            break;
        }
    }
    for (std::size_t i = 0; i + 1 < head.size(); ++i) {
        if (head[i + 1] >= head[i]) {
            rules.conflict("head_m",
                           fmt::format("{:g} follows {:g}; heads of the curve must fall as the flow grows",
                                       head[i + 1], head[i]),
                           "Check the curve: a head that rises with flow has two flows for one head");
            break;
        }
    }
}

void check_plant(Plant const& plant, FieldRules rules) {
    rules.two_sides(plant);
    bool const holding = plant.control == PlantControl::pressure_holding;
    bool const differential = plant.control == PlantControl::differential_pressure;
    rules.need_only("held_pressure_bar", plant.held_pressure_bar.has_value(), holding, "pressure_holding");
    rules.only("pressure_point", plant.pressure_point != Plant{}.pressure_point, holding, "pressure_holding");
    rules.only("make_up_temperature_c", plant.make_up_temperature_c != Plant{}.make_up_temperature_c, holding,
               "pressure_holding");
    if (differential) {
        rules.need("differential_pressure_bar", plant.differential_pressure_bar.has_value());
    }
    rules.only("differential_pressure_bar", plant.differential_pressure_bar.has_value(),
               holding || differential, "pressure_holding or differential_pressure");
    rules.need_only("heat_kw", plant.heat_kw.has_value(), plant.control == PlantControl::heat, "heat");
    rules.need_only("flow_kg_s", plant.flow_kg_s.has_value(), plant.control == PlantControl::flow, "flow");

    auto const within = [&](std::string_view field, std::optional<double> const& value,
                            std::string_view limit_field, std::optional<double> const& limit) {
        if (value && limit && *value > *limit) {
            rules.conflict(field, fmt::format("{:g} is more than {}, {:g}", *value, limit_field, *limit),
                           "Correct one of the two");
        }
    };
    within("differential_pressure_bar", plant.differential_pressure_bar, "maximum_differential_pressure_bar",
           plant.maximum_differential_pressure_bar);
    within("flow_kg_s", plant.flow_kg_s, "maximum_flow_kg_s", plant.maximum_flow_kg_s);
    within("heat_kw", plant.heat_kw, "capacity_kw", plant.capacity_kw);
}

void check_annual_use(std::optional<double> const& peak_kw, std::optional<double> const& annual_use_mwh,
                      FieldRules rules) {
    constexpr double longest_year_h = 8784.0;
    double const most_mwh = peak_kw.value_or(0.0) * longest_year_h * 1e-3;
    constexpr double round_off = 1e-9;
    if (most_mwh > 0.0 && annual_use_mwh.value_or(0.0) > (1.0 + round_off) * most_mwh) {
        rules.conflict(
            "annual_use_mwh",
            fmt::format("{:g} MWh are more than the {} MWh that a peak of {:g} kW comes to if it "
                        "lasts all year",
                        *annual_use_mwh,
                        most_mwh < 1e3 ? fmt::format("{:.3g}", most_mwh) : fmt::format("{:.0f}", most_mwh),
                        *peak_kw),
            "Correct one of the two");
    }
}

void check_substation(Substation const& substation, FieldRules rules) {
    rules.two_sides(substation);
    check_annual_use(substation.peak_kw, substation.annual_use_mwh, rules);
    SubstationControl const control = substation.control;
    bool const exchanger = control == SubstationControl::heat_exchanger;
    rules.need_only("return_temperature_c", substation.return_temperature_c.has_value(),
                    control == SubstationControl::return_temperature, "return_temperature");
    rules.need_only("temperature_drop_k", substation.temperature_drop_k.has_value(),
                    control == SubstationControl::temperature_drop, "temperature_drop");
    rules.need_only("mass_flow_kg_s", substation.mass_flow_kg_s.has_value(),
                    control == SubstationControl::mass_flow, "mass_flow");
    rules.need_only("ua_w_k", substation.ua_w_k.has_value(), exchanger, "heat_exchanger");
    rules.need_only("secondary_supply_temperature_c", substation.secondary_supply_temperature_c.has_value(),
                    exchanger, "heat_exchanger");
    rules.need_only("secondary_return_temperature_c", substation.secondary_return_temperature_c.has_value(),
                    exchanger, "heat_exchanger");
    if (!substation.peak_kw && !substation.heat_demand_kw) {
        rules.missing("peak_kw", "is missing, and so is heat_demand_kw",
                      "Give the largest heat demand, or the present one; 0 if it takes none");
    }
    if (substation.peak_kw && substation.heat_demand_kw && *substation.heat_demand_kw > *substation.peak_kw) {
        rules.conflict("heat_demand_kw",
                       fmt::format("{:g} is more than the peak of {:g} kW", *substation.heat_demand_kw,
                                   *substation.peak_kw),
                       "Raise peak_kw or correct the demand");
    }
    if (exchanger && substation.secondary_supply_temperature_c && substation.secondary_return_temperature_c &&
        *substation.secondary_return_temperature_c >= *substation.secondary_supply_temperature_c) {
        rules.conflict("secondary_return_temperature_c",
                       fmt::format("{:g} degC is not below the secondary supply of {:g} degC",
                                   *substation.secondary_return_temperature_c,
                                   *substation.secondary_supply_temperature_c),
                       "The building's circuit must leave the exchanger warmer than it enters");
    }
    if (control == SubstationControl::return_temperature && substation.return_temperature_c &&
        substation.minimum_supply_temperature_c &&
        *substation.minimum_supply_temperature_c <= *substation.return_temperature_c) {
        rules.conflict("minimum_supply_temperature_c",
                       fmt::format("{:g} degC is not above the return temperature of {:g} degC",
                                   *substation.minimum_supply_temperature_c,
                                   *substation.return_temperature_c),
                       "Correct one of the two");
    }
}

void check_bypass(Bypass const& bypass, FieldRules rules) {
    rules.two_sides(bypass);
    if (!bypass.mass_flow_kg_s && !bypass.kv_m3_h) {
        rules.missing("mass_flow_kg_s", "is missing, and so is kv_m3_h",
                      "Give the flow that a limiter holds, or the Kv of a fixed restriction");
    }
}

void check_reservoir(Reservoir const& reservoir, FieldRules rules) {
    if (reservoir.head_m && reservoir.pressure_bar) {
        rules.conflict("pressure_bar", "is given, and so is head_m", "Keep one of the two");
    } else if (!reservoir.head_m && !reservoir.pressure_bar) {
        rules.missing("head_m", "is missing, and so is pressure_bar",
                      "Give the water level above datum, or the gauge pressure at the node");
    }
}

void check_tank(Tank const& tank, FieldRules rules) {
    if (tank.maximum_level_m && *tank.maximum_level_m < tank.minimum_level_m) {
        rules.conflict("maximum_level_m",
                       fmt::format("{:g} m is below the minimum level of {:g} m", *tank.maximum_level_m,
                                   tank.minimum_level_m),
                       "Correct one of the two");
    } else if (tank.level_m < tank.minimum_level_m ||
               (tank.maximum_level_m && tank.level_m > *tank.maximum_level_m)) {
        rules.conflict(
            "level_m",
            fmt::format("{:g} m is outside the tank's levels, {:g} m to {}", tank.level_m,
                        tank.minimum_level_m,
                        tank.maximum_level_m ? fmt::format("{:g} m", *tank.maximum_level_m) : "any height"),
            "Give a level between minimum_level_m and maximum_level_m");
    }
}

void check_node(Node const& node, FieldRules rules) {
    if (node.x_m.has_value() != node.y_m.has_value()) {
        rules.missing(node.x_m ? "y_m" : "x_m", "is missing; a position has two coordinates",
                      "Give both or none");
    }
}

void check_candidate(Candidate const& candidate, FieldRules rules) {
    if (candidate.minimum_supply_temperature_c &&
        *candidate.minimum_supply_temperature_c <= candidate.return_temperature_c) {
        rules.conflict("minimum_supply_temperature_c",
                       fmt::format("{:g} degC is not above the return temperature of {:g} degC",
                                   *candidate.minimum_supply_temperature_c, candidate.return_temperature_c),
                       "Correct one of the two");
    }
    check_annual_use(candidate.peak_kw, candidate.annual_use_mwh, rules);
}

} // namespace

void check_elements(Project const& project, ProblemList& problems) {
    auto const each = [&](std::string_view list, auto const& records, std::string_view choice,
                          auto const& judge) {
        for (std::size_t i = 0; i < records.size(); ++i) {
            std::string_view const chosen = choice.empty() ? std::string_view{} : word(records[i], choice);
            judge(records[i], FieldRules{problems, Element{list, i, records[i].id}, choice, chosen});
        }
    };
    each("nodes", project.nodes, "", check_node);
    each("valves", project.valves, "kind", check_valve);
    each("pumps", project.pumps, "", check_pump);
    each("plants", project.plants, "control", check_plant);
    each("reservoirs", project.reservoirs, "", check_reservoir);
    each("tanks", project.tanks, "", check_tank);
    each("substations", project.substations, "control", check_substation);
    each("bypasses", project.bypasses, "", check_bypass);
    each("candidates", project.candidates, "", check_candidate);
}

} // namespace saggar::detail
