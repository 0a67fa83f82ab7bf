// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "topology/checks.hpp"

#include "topology/fed_together.hpp"
#include "topology/numbers.hpp"
#include "topology/pricing.hpp"

#include "saggar/network/error.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <string>
#include <utility>

namespace saggar::topology {
namespace {

class Checker {
public:
    Checker(TopologyProblem const& problem, TopologySettings const& settings)
        : problem_{problem}, settings_{settings} {}

    void run() {
        settings();
        tables();
        for (Index e = 0; e < problem_.edges.size(); ++e) {
            edge(e);
        }
        for (Index k = 0; k < problem_.loads.size(); ++k) {
            load(k);
        }
        for (Index s = 0; s < problem_.sources.size(); ++s) {
            source(s);
        }
        if (problem_.sources.empty()) {
            add(ErrorCode::nothing_to_solve, "sources", 0, "", "there is none", "Give at least one source.");
        }
        if (problems_.empty()) {
            reachable();
        }
        if (!problems_.empty()) {
            throw Error{std::move(problems_)};
        }
    }

private:
    void add(ErrorCode code, std::string component, Index id, std::string field, std::string text,
             std::string advice = {}) {
        bool const named = component == "loads" && !problem_.loads[id].id.empty();
        problems_.push_back({.code = code,
                             .place = {.file = {},
                                       .component = std::move(component),
                                       .id = named ? problem_.loads[id].id : std::to_string(id),
                                       .field = std::move(field)},
                             .text = std::move(text),
                             .advice = std::move(advice)});
    }

    void number(std::string const& component, Index id, std::string const& field, double value,
                bool may_be_below_zero, bool may_be_infinite = false) {
        if (std::isnan(value) || (std::isinf(value) && !(may_be_infinite && value > 0.0))) {
            add(ErrorCode::value_not_finite, component, id, field,
                fmt::format("{} is not a finite number", value));
        } else if (!may_be_below_zero && value < 0.0) {
            add(ErrorCode::value_out_of_range, component, id, field,
                fmt::format("{} is not allowed, must be at least 0", value));
        }
    }

    void node(std::string const& component, Index id, std::string const& field, std::int32_t value) {
        if (value < 0 || value >= problem_.node_count) {
            add(ErrorCode::unknown_id, component, id, field,
                fmt::format("there is no node {}; nodes are 0 to {}", value, problem_.node_count - 1));
        }
    }

    void settings() {
        number("settings", 0, "budget", settings_.budget, false);
        number("settings", 0, "gap_wanted", settings_.gap_wanted, false);
        if (settings_.work <= 0) {
            add(ErrorCode::value_out_of_range, "settings", 0, "work",
                fmt::format("{} is not allowed, must be above 0", settings_.work));
        }
    }

    void tables() {
        for (Index t = 0; t < problem_.size_tables.size(); ++t) {
            auto const& table = problem_.size_tables[t];
            if (table.empty()) {
                add(ErrorCode::nothing_to_solve, "size_tables", t, "", "has no sizes");
            }
            for (Index s = 0; s < table.size(); ++s) {
                number("size_tables", t, "capacity_w", table[s].capacity_w, false, true);
                number("size_tables", t, "cost_per_m", table[s].cost_per_m, false);
                if (s > 0 && (table[s].capacity_w <= table[s - 1].capacity_w ||
                              table[s].cost_per_m < table[s - 1].cost_per_m)) {
                    add(ErrorCode::values_conflict, "size_tables", t, "capacity_w",
                        fmt::format("size {} is not larger than size {}, or is cheaper", s, s - 1),
                        "List sizes by capacity, and leave out those that a larger one undercuts.");
                }
            }
        }
    }

    void edge(Index e) {
        auto const& edge = problem_.edges[e];
        node("edges", e, "a", edge.a);
        node("edges", e, "b", edge.b);
        number("edges", e, "length_m", edge.length_m, false);
        number("edges", e, "fixed_cost_extra", edge.fixed_cost_extra, false);
        number("edges", e, "present_capacity_w", edge.present_capacity_w, false);
        number("edges", e, "linear_fixed", edge.linear_fixed.value_or(0.0), false);
        number("edges", e, "linear_per_w", edge.linear_per_w.value_or(0.0), false);
        bool const has_table =
            edge.size_table >= 0 && static_cast<Index>(edge.size_table) < problem_.size_tables.size();
        bool const has_line = settings_.objective == TopologyObjective::linear &&
                              edge.linear_fixed.has_value() && edge.linear_per_w.has_value();
        if (!has_table && !(has_line && problem_.size_tables.empty() && edge.size_table >= 0)) {
            add(ErrorCode::unknown_id, "edges", e, "size_table",
                fmt::format("there is no table {}", edge.size_table));
        }
    }

    void load(Index k) {
        auto const& load = problem_.loads[k];
        node("loads", k, "node", load.node);
        number("loads", k, "peak_w", load.peak_w, false);
        number("loads", k, "customers", load.customers, false);
        number("loads", k, "value", load.value, true);
        number("loads", k, "service_cost", load.service_cost, false);
        number("loads", k, "benefit", load.benefit.value_or(0.0), false);
        if (load.peak_w == 0.0) {
            add(ErrorCode::value_out_of_range, "loads", k, "peak_w", "0 is not allowed, must be above 0");
        }
        if (load.own_peak_w) {
            own_peak(k, load, *load.own_peak_w);
        }
    }

    // Of one customer or many, between their common peak and the sum of their peaks.
    void own_peak(Index k, TopologyLoad const& load, double own_w) {
        constexpr double rounding = 1e-9;
        number("loads", k, "own_peak_w", own_w, false);
        double const share =
            problem_.coincidence && load.customers > 0.0 ? problem_.coincidence(load.customers) : 1.0;
        double const least_w = share * load.peak_w;
        if (std::isfinite(own_w) &&
            (own_w < least_w * (1.0 - rounding) || own_w > load.peak_w * (1.0 + rounding))) {
            add(ErrorCode::value_out_of_range, "loads", k, "own_peak_w",
                fmt::format("{} is not allowed, must be at least {} and at most {}", own_w, least_w,
                            load.peak_w));
        }
    }

    void source(Index s) {
        auto const& source = problem_.sources[s];
        node("sources", s, "node", source.node);
        number("sources", s, "capacity_w", source.capacity_w, false, true);
        number("sources", s, "cost_per_w", source.cost_per_w, false);
        number("sources", s, "fixed_cost", source.fixed_cost, false);
        if (source.feeds_in && !std::isfinite(source.capacity_w)) {
            add(ErrorCode::value_out_of_range, "sources", s, "feeds_in",
                "of a source without a capacity is not allowed", "Give it one, or let trees hang on it.");
        }
        if (source.feeds_in && settings_.objective == TopologyObjective::linear) {
            add(ErrorCode::operation_refused, "sources", s, "feeds_in", "is not allowed with linear prices",
                "Choose prices by size.");
        }
    }

    // A load must be reached over edges that carry it alone.
    void reachable() {
        std::vector<std::vector<std::pair<std::int32_t, double>>> next(
            static_cast<Index>(problem_.node_count));
        for (auto const& edge : problem_.edges) {
            double const table_w =
                problem_.size_tables.empty()
                    ? std::numeric_limits<double>::infinity()
                    : problem_.size_tables[static_cast<Index>(edge.size_table)].back().capacity_w;
            next[static_cast<Index>(edge.a)].emplace_back(edge.b, table_w + edge.present_capacity_w);
            next[static_cast<Index>(edge.b)].emplace_back(edge.a, table_w + edge.present_capacity_w);
        }
        // Widest way to every node.
        std::vector<double> width(next.size(), -1.0);
        std::vector<std::pair<double, std::int32_t>> heap;
        for (auto const& source : problem_.sources) {
            heap.emplace_back(source.capacity_w, source.node);
        }
        std::make_heap(heap.begin(), heap.end());
        while (!heap.empty()) {
            std::pop_heap(heap.begin(), heap.end());
            auto const [wide, at] = heap.back();
            heap.pop_back();
            if (width[static_cast<Index>(at)] >= wide) {
                continue;
            }
            width[static_cast<Index>(at)] = wide;
            for (auto const& [to, capacity] : next[static_cast<Index>(at)]) {
                if (std::min(wide, capacity) > width[static_cast<Index>(to)]) {
                    heap.emplace_back(std::min(wide, capacity), to);
                    std::push_heap(heap.begin(), heap.end());
                }
            }
        }
        Pricing const pricing{problem_, settings_.objective};
        bool const together = feeds_together(problem_); // several may serve what none serves alone
        double all_w = 0.0;
        for (auto const& source : problem_.sources) {
            all_w += source.capacity_w;
        }
        for (Index k = 0; k < problem_.loads.size(); ++k) {
            auto const& load = problem_.loads[k];
            double const wide = width[static_cast<Index>(load.node)];
            if (!load.must_connect && settings_.goal != TopologyGoal::all_loads) {
                continue;
            }
            if (wide < 0.0) {
                add(ErrorCode::not_connected, "loads", k, "node",
                    "must be connected, but no source reaches it");
            } else if (double const taken_w = pricing.own_peak_w(load);
                       taken_w > (together ? all_w : wide) * (1.0 + 1e-9)) {
                add(ErrorCode::operation_refused, "loads", k, "peak_w",
                    fmt::format(
                        "must be connected, but of its {:.6g} kW pipes and sources carry {:.6g} kW at most",
                        taken_w * 1e-3, (together ? all_w : wide) * 1e-3));
            }
        }
    }

    TopologyProblem const& problem_;
    TopologySettings const& settings_;
    std::vector<Problem> problems_;
};

} // namespace

void check(TopologyProblem const& problem, TopologySettings const& settings) {
    Checker{problem, settings}.run();
}

} // namespace saggar::topology
