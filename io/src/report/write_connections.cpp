// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "report_data.hpp"

#include <algorithm>
#include <array>

namespace saggar::detail {

namespace {

void write_line(JsonText& json, std::vector<Point> const& line, Origin const& zero) {
    json.open_array();
    for (Point const& at : line) {
        json.fixed(at.x_m - zero.x_m, 1);
        json.fixed(at.y_m - zero.y_m, 1);
    }
    json.close_array();
}

void write_limit(JsonText& json, ConnectionLimit const& limit) {
    LimitKindInfo const& about = info(limit.kind);
    json.open_object();
    json.member("name", info(limit.kind).title);
    json.member("element", limit.element);
    json.member("value", limit.value * about.shown_per_si, 4);
    json.member("limit", limit.limit * about.shown_per_si, 4);
    json.member("margin", limit.margin * about.shown_per_si, 4);
    json.member("before", limit.margin_before * about.shown_per_si, 4);
    json.member("unit", about.unit);
    json.member_boolean("kept", !limit.broken);
    json.member("source", limit.source);
    json.member("way", limit.design_consumer);
    json.close_object();
}

void write_branch(JsonText& json, ConnectionResult const& result, Origin const& zero) {
    std::optional<ConnectionBranch> const& branch = result.branch;
    json.key("route");
    write_line(json, branch ? branch->route : std::vector<Point>{}, zero);
    json.member("tie_in", branch ? branch->tie_in : std::string{});
    json.member("length_m", branch ? std::optional{branch->length_m} : std::nullopt, 1);
    json.member("size", branch ? branch->catalogue : std::string{});
    json.member_boolean("straight", branch && !branch->along_streets);
    json.member("branch_cost", branch ? branch->cost : std::nullopt, 0);
    json.member("crossing_cost",
                branch && !branch->crosses.empty() ? std::optional{branch->crossing_cost} : std::nullopt, 0);
    json.member("density", branch ? std::optional{result.linear_heat_density_mwh_m} : std::nullopt, 4);
    json.member("largest_kw", branch ? std::optional{1e-3 * result.largest_load_w} : std::nullopt, 3);
}

void write_measures(JsonText& json, ConnectionResult const& result) {
    json.key("measures");
    json.open_array();
    for (TakenMeasure const& one : result.measures) {
        json.open_object();
        json.member("id", one.id);
        json.member("text", one.text);
        json.member("capital", one.capital, 0);
        json.member("running", one.running, 0);
        json.member("source", one.source);
        json.close_object();
    }
    json.close_array();
    json.member_boolean("all_tried", result.search_complete);
    json.key("tried");
    json.open_array();
    for (TriedSet const& set : result.tried) {
        json.open_object();
        json.member("tie_in", set.tie_in);
        json.member("measures", set.measures);
        json.member("branch_catalogue", set.branch);
        json.member("larger_pairs", static_cast<std::int64_t>(set.larger_pairs));
        json.member("cost", set.cost, 0);
        json.member("verdict", to_string(set.verdict));
        json.member("limit", set.limit ? info(*set.limit).title : std::string_view{});
        json.member("element", set.element);
        json.member("reason", set.reason);
        json.member_boolean("chosen", set.chosen);
        json.close_object();
    }
    json.close_array();
}

} // namespace

void write_connections(JsonText& json, Network const& network,
                       std::vector<ConnectionResult> const& connections) {
    Origin const zero = origin(network);
    std::vector<Candidate> const& candidates = network.project().candidates;
    json.key("connections");
    json.open_array();
    for (ConnectionResult const& result : connections) {
        auto const asked = std::ranges::find(candidates, result.id, &Candidate::id);
        bool const placed = asked != candidates.end() && asked->x_m && asked->y_m;
        json.open_object();
        json.member("id", result.id);
        json.member("name", result.name);
        json.member("x", placed ? std::optional{*asked->x_m - zero.x_m} : std::nullopt, 1);
        json.member("y", placed ? std::optional{*asked->y_m - zero.y_m} : std::nullopt, 1);
        static constexpr std::array<std::string_view, 3> tones{"good", "warn", "bad"};
        json.member("tone", tones[static_cast<std::size_t>(result.verdict)]);
        json.member("verdict", to_string(result.verdict));
        json.member("reason", result.reason);
        json.member("point", result.operating_point);
        json.member("design_points", static_cast<std::int64_t>(result.points));
        json.member("peak_kw", 1e-3 * result.peak_w, 3);
        json.member("annual_mwh", result.annual_use_mwh, 2);
        write_branch(json, result, zero);
        json.member("cost", result.cost, 0);
        json.member("cost_per_mwh", result.cost_per_mwh, 2);
        json.key("reinforcements");
        json.open_array();
        for (Reinforcement const& step : result.reinforcements) {
            json.open_object();
            json.member("pair", step.pair);
            json.member("from", step.from);
            json.member("to", step.parallel ? step.from + " and " + step.to : step.to);
            json.member("length_m", step.length_m, 1);
            json.member("cost", step.cost, 0);
            json.close_object();
        }
        json.close_array();
        write_measures(json, result);
        json.key("limits");
        json.open_array();
        for (ConnectionLimit const& limit : result.limits) {
            write_limit(json, limit);
        }
        json.close_array();
        json.close_object();
    }
    json.close_array();
}

void write_streets(JsonText& json, Network const& network, std::vector<Street> const& streets) {
    Origin const zero = origin(network);
    json.key("streets");
    json.open_array();
    for (Street const& street : streets) {
        write_line(json, street.line, zero);
    }
    json.close_array();
}

} // namespace saggar::detail
