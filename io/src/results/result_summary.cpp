// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// The summary of a solved point, every key declared once; all tables as JSON; the manual's chapter on
// results.

#include "saggar/io/result_tables.hpp"

#include "result_columns.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <array>
#include <numeric>

namespace saggar {

namespace {

using Json = nlohmann::ordered_json;

Json value_or_null(double value) {
    return std::isfinite(value) ? Json(value) : Json(nullptr);
}

double sum(std::vector<double> const& values) {
    return std::accumulate(values.begin(), values.end(), 0.0);
}

Json index_consumer(SolvedPoint const& s) {
    std::int32_t const index = s.state().index_consumer;
    if (index < 0) {
        return nullptr;
    }
    auto const row = detail::at(index);
    return {{"id", s.network().substations.id[row]},
            {"differential_pressure_bar",
             value_or_null(s.state().substation_differential_pressure_pa[row] / detail::pa_per_bar)},
            {"margin_bar", value_or_null(s.state().index_margin_pa / detail::pa_per_bar)}};
}

Json finding_json(SolvedPoint const& s, LimitFinding const& finding) {
    LimitKindInfo const& kind = info(finding.kind);
    return {{"element", element_id(s.network(), finding)},
            {"value", detail::in_unit_of(finding.kind, finding.value)},
            {"allowed", detail::in_unit_of(finding.kind, finding.limit)},
            {"margin", detail::in_unit_of(finding.kind, finding.margin)},
            {"unit", kind.unit},
            {"source", limit_source(s.network(), finding)},
            {"design_consumer", finding.consumer < 0
                                    ? Json(nullptr)
                                    : Json(s.network().substations.id[detail::at(finding.consumer)])}};
}

Json limit_kinds(SolvedPoint const& s) {
    Json kinds = Json::array();
    for (LimitSummary const& summary : s.limits().kinds) {
        if (summary.checked > 0) {
            kinds.push_back({{"limit", info(summary.kind).name},
                             {"checked", summary.checked},
                             {"broken", summary.broken},
                             {"tightest", finding_json(s, summary.tightest)}});
        }
    }
    return kinds;
}

Json binding(SolvedPoint const& s) {
    LimitFinding const* const finding = s.limits().binding();
    return finding == nullptr ? Json(nullptr) : Json(info(finding->kind).name);
}

double loss_share(SolvedPoint const& s) {
    return s.state().heat_loss_total_w / s.state().plant_heat_total_w; // NaN or infinite: null
}

struct SummaryKey {
    char const* path;
    std::string_view text;
    Json (*value)(SolvedPoint const& s);
};

constexpr std::array keys{
    SummaryKey{"/project", "name of the project",
               [](SolvedPoint const& s) { return Json(s.network().project().name); }},
    SummaryKey{"/operating_point", "id of the operating point; empty: as the project describes itself",
               [](SolvedPoint const& s) { return Json(s.point().id); }},
    SummaryKey{"/all_well", "every load served, nothing cut off, no plant run backwards, every limit kept",
               [](SolvedPoint const& s) { return Json(s.all_well()); }},
    SummaryKey{"/imitates", "`none`, or the program whose equations were used instead of saggar's own",
               [](SolvedPoint const& s) {
                   return Json(detail::choice_word(s.network().project().physics, "imitate"));
               }},
    SummaryKey{"/iterations", "of flows and temperatures",
               [](SolvedPoint const& s) { return Json(s.report().iterations); }},
    SummaryKey{"/hydraulic_iterations", "in all",
               [](SolvedPoint const& s) { return Json(s.report().hydraulic_iterations); }},
    SummaryKey{"/balance/mass_kg_s", "largest imbalance of mass at a node, computed from the results alone",
               [](SolvedPoint const& s) { return value_or_null(s.report().balance.mass_kg_s); }},
    SummaryKey{"/balance/mass_relative", "of the largest flow",
               [](SolvedPoint const& s) { return value_or_null(s.report().balance.mass_relative); }},
    SummaryKey{"/balance/energy_w", "heat and pump work put in, minus heat served, lost and carried out",
               [](SolvedPoint const& s) { return value_or_null(s.report().balance.energy_w); }},
    SummaryKey{"/balance/energy_relative", "of the heat turned over",
               [](SolvedPoint const& s) { return value_or_null(s.report().balance.energy_relative); }},
    SummaryKey{"/balance/pressure_pa", "largest residual of an element's pressure equation",
               [](SolvedPoint const& s) { return value_or_null(s.report().balance.pressure_pa); }},
    SummaryKey{"/balance/pressure_relative", "of the largest pressure difference",
               [](SolvedPoint const& s) { return value_or_null(s.report().balance.pressure_relative); }},
    SummaryKey{"/totals/plant_heat_w", "heat that all plants give",
               [](SolvedPoint const& s) { return value_or_null(s.state().plant_heat_total_w); }},
    SummaryKey{"/totals/demand_w", "heat that all substations ask for",
               [](SolvedPoint const& s) { return value_or_null(s.state().demand_total_w); }},
    SummaryKey{"/totals/heat_served_w", "heat that they get",
               [](SolvedPoint const& s) { return value_or_null(s.state().heat_served_total_w); }},
    SummaryKey{"/totals/unmet_heat_w", "heat that they do not get",
               [](SolvedPoint const& s) { return value_or_null(s.unmet_heat_w()); }},
    SummaryKey{"/totals/heat_loss_w", "lost to the ground",
               [](SolvedPoint const& s) { return value_or_null(s.state().heat_loss_total_w); }},
    SummaryKey{"/totals/heat_loss_share", "of the plants' heat; null where they give none",
               [](SolvedPoint const& s) { return value_or_null(loss_share(s)); }},
    SummaryKey{"/totals/pump_work_w", "hydraulic work of all pumps",
               [](SolvedPoint const& s) { return value_or_null(s.state().pump_work_total_w); }},
    SummaryKey{"/totals/pump_electricity_w", "that pumps draw, plants' included",
               [](SolvedPoint const& s) {
                   return value_or_null(sum(s.state().plant_pump_electricity_w) +
                                        sum(s.state().pump_electricity_w));
               }},
    SummaryKey{"/totals/electricity_w", "that pumps and plants draw",
               [](SolvedPoint const& s) {
                   return value_or_null(sum(s.state().plant_electricity_w) +
                                        sum(s.state().pump_electricity_w));
               }},
    SummaryKey{
        "/index_consumer",
        "the substation with the least differential pressure to spare: `id`, `differential_pressure_bar`, "
        "`margin_bar` above its minimum, or beyond its peak flow above what its open valve takes; "
        "null if there is none",
        index_consumer},
    SummaryKey{"/design_points",
               "how many points the design envelope is made of (see below); 0: this is no design point",
               [](SolvedPoint const& s) {
                   return Json(s.envelope() == nullptr ? std::size_t{0} : s.envelope()->points);
               }},
    SummaryKey{"/elements_cut_off", "that no open way joins to anything that holds their pressure",
               [](SolvedPoint const& s) { return Json(s.elements_cut_off()); }},
    SummaryKey{"/binding_limit", "name of the limit with the least relative margin; null if none applies",
               binding},
    SummaryKey{"/limits",
               "of every kind of limit that applies: `limit`, how many were `checked` and are `broken`, and "
               "where it "
               "is `tightest`: `element`, `value`, `allowed`, `margin`, `unit`, `source`, `design_consumer`",
               limit_kinds},
};

Json summary(SolvedPoint const& solved) {
    Json made = Json::object();
    for (SummaryKey const& key : keys) {
        made[Json::json_pointer{key.path}] = key.value(solved);
    }
    return made;
}

Json cell_json(ResultCell const& cell) {
    if (auto const* const number = std::get_if<double>(&cell)) {
        return *number;
    }
    if (auto const* const integer = std::get_if<std::int64_t>(&cell)) {
        return *integer;
    }
    if (auto const* const text = std::get_if<std::string>(&cell)) {
        return *text;
    }
    return nullptr;
}

} // namespace

std::string summary_json(SolvedPoint const& solved) {
    return summary(solved).dump(2) + '\n';
}

std::string to_json(SolvedPoint const& solved) {
    Json made = summary(solved);
    for (ResultTable const& table : result_tables()) {
        if (table.name == "limits") {
            continue; // the summary's `limits` says more
        }
        Json rows = Json::array();
        std::size_t const count = table.rows(solved);
        for (std::size_t row = 0; row < count; ++row) {
            Json object = Json::object();
            for (ResultColumn const& column : table.columns) {
                object[std::string{column.name}] = cell_json(column.cell(solved, row));
            }
            rows.push_back(std::move(object));
        }
        made[std::string{table.name}] = std::move(rows);
    }
    return made.dump(2) + '\n';
}

std::string results_manual() {
    std::string out = R"(# Results

`saggar solve PROJECT --out FOLDER` writes one CSV file per table below, `summary.json`, `solve_inputs.json`, the project
that was solved as one file (`saggar compare` reads it), and `results.gpkg`, a GeoPackage with a styled layer per table that
has positions. With several operating points each gets a folder of its name. Nothing is written unless the solution converged and balances, nor where a table would take the place of a file that the project is
read from. Where the project has no positions, a `results.gpkg` that an earlier solve left in the folder is removed.

The names of tables and columns are stable: columns are only ever added, at the end. Values are in the unit that a name
ends in. A cell is empty (null in JSON) where there is no value, as the pressure of a node that is cut off. Numbers are
as short as reads back to the very same value. Limits, what is held against them, and what the project gives in another unit have 12 digits: 0.7 bar stays 0.7.

<!-- Written from the declarations in io/src/results; SAGGAR_UPDATE_DOCS=1 ctest -R ResultsManual rewrites it. -->
)";
    for (ResultTable const& table : result_tables()) {
        out += fmt::format("\n## {0}.csv\n\n{1}{2}.\n\n| column | meaning |\n| --- | --- |\n", table.name,
                           static_cast<char>(std::toupper(table.text.front())), table.text.substr(1));
        for (ResultColumn const& column : table.columns) {
            out += fmt::format("| `{}` | {} |\n", column.name, column.text);
        }
    }
    out += "\n## summary.json\n\nAlso what `saggar solve --format json` prints, followed there by the rows "
           "of every table "
           "but `limits`.\n\n| key | meaning |\n| --- | --- |\n";
    for (SummaryKey const& key : keys) {
        out += fmt::format("| `{}` | {} |\n", std::string_view{key.path}.substr(1), key.text);
    }
    out += R"(
## The design envelope

Dwellings do not peak together, the less so the more there are: a trunk's design flow has the coincidence of thousands in
it, a house connection's that of one dwelling. So a design point (`--design`, or an operating point with `design: true`)
stands for several. For each way from a plant to where dwellings end there is one in which every pipe of that way carries
the coincident peak D of whatever lies downstream of it; what branches off draws the difference, D(upstream) -
D(downstream), shared by single peaks. D is the coincidence factor of the dwellings downstream times their single peaks
(never less than that of anything farther downstream), plus every other load in full. Demands so add up at every node,
the plants' total is the network's coincident peak in each, and each is solved like any operating point. In a mesh, what
lies downstream follows the largest flow into each node at the design point.

Columns `design_...` hold the largest (of differential pressures the least) over all these points, and limits are held
against each of them: a limit of a design point is shown at its worst. All other columns are of the design point itself,
at which all dwellings together have one coincidence factor.
)";
    out += "\n## Names of limits\n\n| limit | what | unit |\n| --- | --- | --- |\n";
    for (int kind = 0; kind < limit_kind_count; ++kind) {
        LimitKindInfo const& about = info(static_cast<LimitKind>(kind));
        out += fmt::format("| `{}` | {}, at {} | {} |\n", about.name, about.title,
                           about.is_maximum ? "most" : "least", about.unit);
    }
    return out;
}

} // namespace saggar
