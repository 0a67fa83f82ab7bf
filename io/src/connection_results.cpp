// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/io/connection_results.hpp"

#include "results/converted.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cmath>
#include <optional>

namespace saggar {

namespace {

std::string quoted(std::string const& text) {
    if (text.find_first_of(",\"\n\r") == std::string::npos) {
        return text;
    }
    std::string result = "\"";
    for (char const c : text) {
        result += c;
        if (c == '"') {
            result += '"';
        }
    }
    return result + '"';
}

std::string number(std::optional<double> value) {
    return value && std::isfinite(*value) ? fmt::format("{}", *value) : "";
}

std::string reinforcements_text(ConnectionResult const& result) {
    std::string text;
    for (Reinforcement const& one : result.reinforcements) {
        text += fmt::format("{}{}: {} {} {} ({:.0f} m)", text.empty() ? "" : "; ", one.pair, one.from,
                            one.parallel ? "and" : "to", one.to, one.length_m);
    }
    return text;
}

std::string measures_text(ConnectionResult const& result) {
    std::string text;
    for (TakenMeasure const& one : result.measures) {
        text += fmt::format("{}{}: {} ({:.0f})", text.empty() ? "" : "; ", one.id, one.text, one.cost());
    }
    return text;
}

// Empty where none is taken.
std::string measures_cost(ConnectionResult const& result) {
    double sum = 0.0;
    for (TakenMeasure const& one : result.measures) {
        sum += one.cost();
    }
    return result.measures.empty() ? "" : fmt::format("{}", sum);
}

std::string_view search_word(ConnectionResult const& result) {
    return result.tried.empty() ? "" : result.search_complete ? "complete" : "stopped";
}

// Empty where nothing is crossed.
std::string crossing_cost(ConnectionResult const& result) {
    return result.branch && !result.branch->crosses.empty() ? number(result.branch->crossing_cost) : "";
}

std::string crosses_text(ConnectionResult const& result) {
    std::string text;
    for (std::size_t i = 0; result.branch && i < result.branch->crosses.size(); ++i) {
        text += (i > 0 ? "; " : "") + result.branch->crosses[i];
    }
    return text;
}

std::string_view word(ConnectionVerdict verdict) {
    switch (verdict) {
    case ConnectionVerdict::feasible: return "feasible";
    case ConnectionVerdict::feasible_with_reinforcement: return "feasible_with_reinforcement";
    case ConnectionVerdict::infeasible: return "infeasible";
    }
    return "unknown";
}

} // namespace

std::string connections_csv(ConnectionReport const& report) {
    std::string text =
        "id,name,verdict,reason,binding_limit,binding_element,peak_kw,annual_use_mwh,tie_in,"
        "branch_length_m,branch_catalogue,branch_cost,reinforcements,cost,cost_per_mwh,"
        "linear_heat_density_mwh_m,supply_temperature_c,differential_pressure_bar,largest_load_kw,"
        "operating_point,design_points,measures,measures_cost,search,crossing_cost,crosses\n";
    for (ConnectionResult const& one : report.candidates) {
        bool const laid = one.branch.has_value();
        text += fmt::format("{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{}\n",
                            quoted(one.id), quoted(one.name), word(one.verdict), quoted(one.reason),
                            one.binding ? info(*one.binding).name : "", quoted(one.binding_element),
                            number(one.peak_w * 1e-3), number(one.annual_use_mwh),
                            laid ? quoted(one.branch->tie_in) : "", laid ? number(one.branch->length_m) : "",
                            laid ? quoted(one.branch->catalogue) : "", laid ? number(one.branch->cost) : "",
                            quoted(reinforcements_text(one)), number(one.cost), number(one.cost_per_mwh),
                            laid ? number(one.linear_heat_density_mwh_m) : "",
                            laid ? number(one.supply_temperature_c) : "",
                            laid ? number(one.differential_pressure_pa * 1e-5) : "",
                            laid ? number(one.largest_load_w * 1e-3) : "", quoted(one.operating_point),
                            one.points, quoted(measures_text(one)), measures_cost(one), search_word(one),
                            crossing_cost(one), quoted(crosses_text(one)));
    }
    return text;
}

std::string connection_limits_csv(ConnectionReport const& report) {
    std::string text =
        "candidate,limit,element,value,allowed,unit,margin,margin_before,broken,broken_before,source,"
        "design_consumer\n";
    for (ConnectionResult const& one : report.candidates) {
        for (ConnectionLimit const& limit : one.limits) {
            LimitKindInfo const& kind = info(limit.kind);
            auto const shown = [&](double si) { return number(detail::in_unit_of(limit.kind, si)); };
            text += fmt::format("{},{},{},{},{},{},{},{},{},{},{},{}\n", quoted(one.id), kind.name,
                                quoted(limit.element), shown(limit.value), shown(limit.limit), kind.unit,
                                shown(limit.margin), shown(limit.margin_before), limit.broken,
                                limit.broken_before, quoted(limit.source), quoted(limit.design_consumer));
        }
    }
    return text;
}

std::string connection_measures_csv(ConnectionReport const& report) {
    std::string text =
        "candidate,tie_in,measures,larger_pairs,cost,verdict,limit,element,reason,chosen,branch_catalogue\n";
    for (ConnectionResult const& one : report.candidates) {
        for (TriedSet const& set : one.tried) {
            text += fmt::format("{},{},{},{},{},{},{},{},{},{},{}\n", quoted(one.id), quoted(set.tie_in),
                                quoted(set.measures), set.larger_pairs, number(set.cost),
                                to_string(set.verdict), set.limit ? info(*set.limit).name : "",
                                quoted(set.element), quoted(set.reason), set.chosen, quoted(set.branch));
        }
    }
    return text;
}

namespace {

nlohmann::json measures_json(ConnectionResult const& result) {
    nlohmann::json list = nlohmann::json::array();
    for (TakenMeasure const& one : result.measures) {
        list.push_back({{"id", one.id},
                        {"text", one.text},
                        {"place", one.place},
                        {"size", one.size},
                        {"pump_electricity_kw", one.electricity_w * 1e-3},
                        {"capital", one.capital},
                        {"running", one.running},
                        {"cost", one.cost()},
                        {"source", one.source}});
    }
    return list;
}

nlohmann::json tried_json(ConnectionResult const& result) {
    nlohmann::json list = nlohmann::json::array();
    for (TriedSet const& set : result.tried) {
        list.push_back(
            {{"tie_in", set.tie_in},
             {"measures", set.measures},
             {"larger_pairs", set.larger_pairs},
             {"cost", set.cost ? nlohmann::json(*set.cost) : nlohmann::json(nullptr)},
             {"verdict", to_string(set.verdict)},
             {"limit", set.limit ? nlohmann::json(info(*set.limit).name) : nlohmann::json(nullptr)},
             {"element", set.element},
             {"reason", set.reason},
             {"chosen", set.chosen},
             {"branch_catalogue", set.branch}});
    }
    return list;
}

} // namespace

std::string connections_json(Network const& network, ConnectionReport const& report) {
    using nlohmann::json;
    auto const value = [](std::optional<double> v) {
        return v && std::isfinite(*v) ? json(*v) : json(nullptr);
    };
    json list = json::array();
    for (ConnectionResult const& one : report.candidates) {
        json entry{{"id", one.id},
                   {"name", one.name},
                   {"verdict", word(one.verdict)},
                   {"reason", one.reason},
                   {"peak_kw", one.peak_w * 1e-3},
                   {"annual_use_mwh", one.annual_use_mwh},
                   {"operating_point", one.operating_point},
                   {"design_points", one.points},
                   {"binding_limit", one.binding ? json(info(*one.binding).name) : json(nullptr)},
                   {"binding_element", one.binding_element},
                   {"cost", value(one.cost)},
                   {"cost_per_mwh", value(one.cost_per_mwh)}};
        entry["branch"] = nullptr;
        if (one.branch) {
            entry["branch"] = {{"tie_in", one.branch->tie_in},
                               {"tie_in_fraction", one.branch->tie_in_fraction},
                               {"length_m", one.branch->length_m},
                               {"catalogue", one.branch->catalogue},
                               {"along_streets", one.branch->along_streets},
                               {"cost", value(one.branch->cost)},
                               {"crossing_cost", one.branch->crossing_cost},
                               {"crosses", one.branch->crosses}};
            entry["linear_heat_density_mwh_m"] = one.linear_heat_density_mwh_m;
            entry["supply_temperature_c"] = value(one.supply_temperature_c);
            entry["differential_pressure_bar"] = value(one.differential_pressure_pa * 1e-5);
            entry["largest_load_kw"] = one.largest_load_w * 1e-3;
        }
        entry["reinforcements"] = json::array();
        for (Reinforcement const& larger : one.reinforcements) {
            entry["reinforcements"].push_back({{"pair", larger.pair},
                                               {"from", larger.from},
                                               {"to", larger.to},
                                               {"length_m", larger.length_m},
                                               {"cost", value(larger.cost)},
                                               {"parallel", larger.parallel}});
        }
        entry["measures"] = measures_json(one);
        entry["tried"] = tried_json(one);
        if (!one.tried.empty()) {
            entry["search"] = search_word(one);
        }
        entry["limits"] = json::array();
        for (ConnectionLimit const& limit : one.limits) {
            LimitKindInfo const& kind = info(limit.kind);
            entry["limits"].push_back(
                {{"limit", kind.name},
                 {"element", limit.element},
                 {"value", value(detail::in_unit_of(limit.kind, limit.value))},
                 {"allowed", value(detail::in_unit_of(limit.kind, limit.limit))},
                 {"unit", kind.unit},
                 {"margin", value(detail::in_unit_of(limit.kind, limit.margin))},
                 {"margin_before", value(detail::in_unit_of(limit.kind, limit.margin_before))},
                 {"broken", limit.broken},
                 {"broken_before", limit.broken_before},
                 {"source", limit.source},
                 {"design_consumer", limit.design_consumer}});
        }
        list.push_back(std::move(entry));
    }
    return json{
        {"project", network.project().name}, {"currency", network.project().currency}, {"candidates", list}}
        .dump(2);
}

std::string connection_order_csv(ConnectionOrder const& order) {
    std::string text =
        "step,id,name,verdict,reason,peak_kw,annual_use_mwh,tie_in,branch_length_m,branch_catalogue,"
        "reinforcements,cost,cost_alone,cost_per_mwh,total_peak_kw,total_annual_use_mwh,total_cost,"
        "measures,measures_cost,crossing_cost,crosses\n";
    auto const row = [&](std::string const& step, ConnectionResult const& one, std::string const& alone,
                         std::string const& totals) {
        bool const laid = one.branch.has_value();
        text += fmt::format(
            "{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{}\n", step, quoted(one.id),
            quoted(one.name), word(one.verdict), quoted(one.reason), number(one.peak_w * 1e-3),
            number(one.annual_use_mwh), laid ? quoted(one.branch->tie_in) : "",
            laid ? number(one.branch->length_m) : "", laid ? quoted(one.branch->catalogue) : "",
            quoted(reinforcements_text(one)), number(one.cost), alone, number(one.cost_per_mwh), totals,
            quoted(measures_text(one)), measures_cost(one), crossing_cost(one), quoted(crosses_text(one)));
    };
    for (std::size_t i = 0; i < order.steps.size(); ++i) {
        ConnectionStep const& step = order.steps[i];
        row(fmt::format("{}", i + 1), step.result, number(step.cost_alone),
            fmt::format("{},{},{}", number(step.peak_w * 1e-3), number(step.annual_use_mwh),
                        number(step.cost)));
    }
    for (ConnectionResult const& one : order.left_out) {
        row("", one, "", ",,");
    }
    return text;
}

std::string connection_order_json(Network const& network, ConnectionOrder const& order) {
    using nlohmann::json;
    auto const value = [](std::optional<double> v) {
        return v && std::isfinite(*v) ? json(*v) : json(nullptr);
    };
    auto const entry = [&](ConnectionResult const& one) {
        return json{{"id", one.id},
                    {"name", one.name},
                    {"verdict", word(one.verdict)},
                    {"reason", one.reason},
                    {"peak_kw", one.peak_w * 1e-3},
                    {"annual_use_mwh", one.annual_use_mwh},
                    {"reinforcements", reinforcements_text(one)},
                    {"measures", measures_json(one)},
                    {"cost", value(one.cost)},
                    {"cost_per_mwh", value(one.cost_per_mwh)},
                    {"crossing_cost", one.branch ? one.branch->crossing_cost : 0.0}};
    };
    json steps = json::array();
    for (ConnectionStep const& step : order.steps) {
        json one = entry(step.result);
        one["cost_alone"] = value(step.cost_alone);
        one["total_peak_kw"] = step.peak_w * 1e-3;
        one["total_annual_use_mwh"] = step.annual_use_mwh;
        one["total_cost"] = value(step.cost);
        steps.push_back(std::move(one));
    }
    json left_out = json::array();
    for (ConnectionResult const& one : order.left_out) {
        left_out.push_back(entry(one));
    }
    return json{{"project", network.project().name},
                {"currency", network.project().currency},
                {"steps", steps},
                {"left_out", left_out}}
        .dump(2);
}

} // namespace saggar
