// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// What a solved network is written as: tables of columns, declared once. The CSV files, the layers of the
// GeoPackage, the JSON output and the manual's chapter on results (docs/results.md) all follow from these
// declarations. Names of tables and columns are stable: columns are added at the end and never renamed.
//
// Values are in the unit that the column's name ends in. What has no value (the pressure of a node that is
// cut off) is an empty cell, null in JSON.

#include "saggar/engine/steady/design_envelope.hpp"
#include "saggar/engine/steady/limits.hpp"
#include "saggar/engine/steady/steady_solver.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>
#include <vector>

namespace saggar {

// One solved operating point, with all that its results are made from. Refers to what it is given.
class SolvedPoint {
public:
    // `report` must say converged; `fluid` is the solver's. A design point comes with its envelope: limits
    // are then those of the envelope, the point's own among them.
    SolvedPoint(Network const& network, Fluid const& fluid, OperatingPoint const& point,
                SteadyReport const& report, SteadyState const& state,
                DesignEnvelope const* envelope = nullptr);

    [[nodiscard]] Network const& network() const { return *network_; }
    [[nodiscard]] Fluid const& fluid() const { return *fluid_; }
    [[nodiscard]] OperatingPoint const& point() const { return *point_; }
    [[nodiscard]] SteadyReport const& report() const { return *report_; }
    [[nodiscard]] SteadyState const& state() const { return *state_; }
    [[nodiscard]] DesignEnvelope const* envelope() const { return envelope_; } // nullptr: no design point
    [[nodiscard]] LimitReport const& limits() const { return limits_; }
    // What the table of limits shows: everything that is broken, then the tightest of each kind that is kept.
    [[nodiscard]] std::vector<LimitFinding> const& findings() const { return findings_; }
    // "pipe_velocity pipe_gradient": the limits that a link, or a node, breaks. Empty if none.
    [[nodiscard]] std::string broken_by_link(std::int32_t link) const;
    [[nodiscard]] std::string broken_by_node(std::int32_t node) const;
    // "served", "closed", "limited_by_pressure": what a link is doing, in a word of its kind.
    [[nodiscard]] std::string link_status(std::int32_t link) const;
    // Every load is fully served, nothing that is open is cut off, no plant is run backwards, and every limit
    // is kept.
    [[nodiscard]] bool all_well() const;
    // Heat that is asked for and not delivered at the point itself, W.
    [[nodiscard]] double unmet_heat_w() const;
    // Elements (nodes aside) that no open way joins to a pressure reference.
    [[nodiscard]] int elements_cut_off() const;
    // Ids of plants that water runs backwards through: others give more than is taken.
    [[nodiscard]] std::vector<std::string> plants_reversed() const;

private:
    Network const* network_;
    Fluid const* fluid_;
    OperatingPoint const* point_;
    SteadyReport const* report_;
    SteadyState const* state_;
    DesignEnvelope const* envelope_;
    LimitReport limits_;
    std::vector<LimitFinding> findings_;
    std::unordered_map<std::int32_t, std::string> broken_links_;
    std::unordered_map<std::int32_t, std::string> broken_nodes_;
};

using ResultCell = std::variant<std::monostate, double, std::int64_t, std::string>;
enum class ResultType : std::uint8_t { number, integer, text };

struct ResultColumn {
    std::string_view name; // "pressure_bar"
    ResultType type{ResultType::number};
    std::string_view text; // meaning, sign, reference; for the manual
    ResultCell (*cell)(SolvedPoint const& solved, std::size_t row);
};

enum class ResultGeometry : std::uint8_t { none, point, line };

struct ResultTable {
    std::string_view name; // "pipes": the file is pipes.csv, the layer is pipes
    std::string_view text; // what a row is
    ResultGeometry geometry{ResultGeometry::none};
    std::size_t (*rows)(SolvedPoint const& solved);
    std::span<ResultColumn const> columns;
    // Corners x1, y1, x2, y2 ... in the project's coordinates; empty where a position is not known.
    std::vector<double> (*corners)(SolvedPoint const& solved, std::size_t row);
};

// nodes, pipes, substations, plants, valves, pumps, bypasses, boundaries, limits.
[[nodiscard]] std::span<ResultTable const> result_tables();
// The table of that name; nullptr if there is none.
[[nodiscard]] ResultTable const* find_result_table(std::string_view name);

// Header and rows, comma separated, numbers as short as reads back to the same value.
[[nodiscard]] std::string to_csv(ResultTable const& table, SolvedPoint const& solved);
// Totals, balances, index consumer and limits of a solved point as JSON text; the keys are documented with
// the tables.
[[nodiscard]] std::string summary_json(SolvedPoint const& solved);
// Totals as above and every table, as one JSON object.
[[nodiscard]] std::string to_json(SolvedPoint const& solved);
// docs/results.md: every table, column and key of the summary.
[[nodiscard]] std::string results_manual();

} // namespace saggar
