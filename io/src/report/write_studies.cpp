// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "../studies/project_places.hpp"
#include "report_data.hpp"

#include "saggar/engine/steady/limits.hpp"

#include <algorithm>
#include <span>
#include <string_view>

namespace saggar::detail {

namespace {

void optional_figures(JsonText& json, std::optional<double> const& value) {
    value ? json.figures(*value, 5) : json.null();
}

// "pipe gradient" of "pipe_gradient"; other words of hosting.csv are left as they are.
std::string_view title_of(std::string_view limit) {
    for (int kind = 0; kind < limit_kind_count; ++kind) {
        LimitKindInfo const& about = info(static_cast<LimitKind>(kind));
        if (about.name == limit) {
            return about.title;
        }
    }
    return limit;
}

void write_hosting_rows(JsonText& json, std::string_view name, std::vector<HostingRow> const& rows,
                        Origin const& zero) {
    json.key(name);
    json.open_object();
    auto const text = [&](std::string_view column, std::string HostingRow::*of) {
        json.column(column, rows.size(), [&](std::size_t i) { json.text(rows[i].*of); });
    };
    auto const number = [&](std::string_view column, std::optional<double> HostingRow::*of) {
        json.column(column, rows.size(), [&](std::size_t i) { optional_figures(json, rows[i].*of); });
    };
    text("id", &HostingRow::id);
    number("capacity", &HostingRow::capacity_kw);
    text("bound", &HostingRow::binding_limit);
    json.column("title", rows.size(), [&](std::size_t i) { json.text(title_of(rows[i].binding_limit)); });
    text("element", &HostingRow::binding_element);
    number("value", &HostingRow::value);
    number("limit", &HostingRow::limit);
    text("unit", &HostingRow::unit);
    text("way", &HostingRow::design_consumer);
    text("decided", &HostingRow::decided_at);
    number("branch", &HostingRow::branch_length_m);
    number("tap", &HostingRow::tap_position);
    json.column("course", rows.size(), [&](std::size_t i) { write_course(json, rows[i].course_m, zero); });
    json.close_object();
}

void write_outages(JsonText& json, std::vector<OutageRow> const& rows, Origin const& zero) {
    json.key("outages");
    json.open_object();
    auto const text = [&](std::string_view column, std::string OutageRow::*of) {
        json.column(column, rows.size(), [&](std::size_t i) { json.text(rows[i].*of); });
    };
    auto const number = [&](std::string_view column, std::optional<double> OutageRow::*of) {
        json.column(column, rows.size(), [&](std::size_t i) { optional_figures(json, rows[i].*of); });
    };
    auto const count = [&](std::string_view column, std::size_t OutageRow::*of) {
        json.column(column, rows.size(),
                    [&](std::size_t i) { json.whole(static_cast<std::int64_t>(rows[i].*of)); });
    };
    text("kind", &OutageRow::kind);
    text("id", &OutageRow::id);
    json.column("solved", rows.size(), [&](std::size_t i) { json.boolean(rows[i].solved); });
    number("unmet", &OutageRow::unmet_kw);
    number("percent", &OutageRow::unmet_percent);
    count("short", &OutageRow::loads_short);
    text("cause", &OutageRow::cause);
    number("dp", &OutageRow::lowest_differential_pressure_bar);
    text("lowest", &OutageRow::lowest_at);
    count("broken", &OutageRow::limits_broken);
    text("held", &OutageRow::pressure_held_by);
    text("raised", &OutageRow::heat_raised_at);
    text("lowered", &OutageRow::heat_lowered_at);
    text("lifted", &OutageRow::pressure_raised_at);
    text("lifted_bar", &OutageRow::raised_to_bar);
    text("started", &OutageRow::started);
    text("started_kw", &OutageRow::started_kw);
    text("full", &OutageRow::at_capacity);
    text("diagnosis", &OutageRow::diagnosis);
    json.column("course", rows.size(), [&](std::size_t i) { write_course(json, rows[i].course_m, zero); });
    json.close_object();
}

// The network that was studied, to draw results on.
void write_ground(JsonText& json, Project const& project, Origin const& zero) {
    ProjectPlaces const places{project};
    std::size_t const pairs = project.pipe_pairs.size();
    json.column("ground", pairs + project.pipes.size(), [&](std::size_t i) {
        write_course(
            json,
            *(i < pairs ? places.pair(project.pipe_pairs[i].id) : places.pipe(project.pipes[i - pairs].id)),
            zero);
    });
    std::vector<Plant> const& plants = project.plants;
    json.key("plants");
    json.open_object();
    json.column("id", plants.size(), [&](std::size_t i) { json.text(plants[i].id); });
    json.column("at", plants.size(), [&](std::size_t i) {
        write_course(json, places.machine("plant", plants[i].id).value_or(std::vector<double>{}), zero);
    });
    json.close_object();
}

// A page is to stay one that a browser opens: of many outages only the worst have their loads in it, but at
// least ten.
constexpr std::size_t most_loads = 20000;
constexpr std::size_t least_outages = 10;

std::span<ShortRow const> shown_loads(std::vector<ShortRow> const& loads) {
    std::size_t end = loads.size();
    while (end > most_loads && loads[end - 1].outage >= least_outages) {
        std::size_t const outage = loads[end - 1].outage;
        while (end > 0 && loads[end - 1].outage == outage) {
            --end;
        }
    }
    return std::span{loads}.first(end);
}

// Consumers that are short in any outage, each once, and in each outage the rows of these.
void write_loads(JsonText& json, ContingencyStudy const& study, Origin const& zero) {
    std::span<ShortRow const> const rows = shown_loads(study.loads);
    std::vector<std::string_view> names;
    for (ShortRow const& load : rows) {
        names.push_back(load.substation);
    }
    std::ranges::sort(names);
    names.erase(std::unique(names.begin(), names.end()), names.end());
    ProjectPlaces const places{study.project};
    json.key("consumers");
    json.open_object();
    json.column("id", names.size(), [&](std::size_t i) { json.text(names[i]); });
    json.column("at", names.size(),
                [&](std::size_t i) { write_course(json, *places.machine("substation", names[i]), zero); });
    json.close_object();
    json.key("loads");
    json.open_object();
    json.column("outage", rows.size(),
                [&](std::size_t i) { json.whole(static_cast<std::int64_t>(rows[i].outage)); });
    json.column("consumer", rows.size(), [&](std::size_t i) {
        json.whole(std::ranges::lower_bound(names, std::string_view{rows[i].substation}) - names.begin());
    });
    json.column("demand", rows.size(), [&](std::size_t i) { json.figures(rows[i].demand_kw, 4); });
    json.column("unmet", rows.size(), [&](std::size_t i) { json.figures(rows[i].unmet_kw, 4); });
    json.column("cause", rows.size(), [&](std::size_t i) { json.text(rows[i].cause); });
    json.close_object();
}

} // namespace

void write_hosting(JsonText& json, Network const& network, ReportHosting const& hosting) {
    json.key("hosting");
    if (hosting.study == nullptr) {
        json.null();
        return;
    }
    HostingStudy const& study = *hosting.study;
    Origin const zero = origin(network);
    json.open_object();
    json.column("differs", hosting.differs.size(), [&](std::size_t i) { json.text(hosting.differs[i]); });
    json.member("point", study.operating_point);
    json.member("return_c", study.return_temperature_c, 2);
    write_ground(json, study.project, zero);
    write_hosting_rows(json, "nodes", study.nodes, zero);
    write_hosting_rows(json, "pairs", study.pairs, zero);
    write_hosting_rows(json, "streets", study.streets, zero);
    json.close_object();
}

void write_contingency(JsonText& json, Network const& network, ReportContingency const& contingency) {
    json.key("contingency");
    if (contingency.study == nullptr) {
        json.null();
        return;
    }
    ContingencyStudy const& study = *contingency.study;
    Origin const zero = origin(network);
    json.open_object();
    json.column("differs", contingency.differs.size(),
                [&](std::size_t i) { json.text(contingency.differs[i]); });
    json.member("point", study.operating_point);
    write_ground(json, study.project, zero);
    write_outages(json, study.outages, zero);
    write_loads(json, study, zero);
    json.close_object();
}

void write_together(JsonText& json, ReportTogether const& together) {
    json.key("together");
    if (together.study == nullptr) {
        json.null();
        return;
    }
    json.open_object();
    json.column("differs", together.differs.size(), [&](std::size_t i) { json.text(together.differs[i]); });
    json.key("rows");
    json.open_array();
    for (ConnectionOrderRow const& row : together.study->rows) {
        json.open_object();
        json.key("step");
        row.step ? json.whole(static_cast<std::int64_t>(*row.step)) : json.null();
        json.member("id", row.id);
        json.member("name", row.name);
        json.member("reason", row.reason);
        json.member("reinforcements", row.reinforcements);
        json.member("peak_kw", row.peak_kw, 3);
        json.member("cost", row.cost, 0);
        json.member("cost_alone", row.cost_alone, 0);
        json.member("cost_per_mwh", row.cost_per_mwh, 2);
        json.member("total_peak_kw", row.total_peak_kw, 3);
        json.member("total_annual_use_mwh", row.total_annual_use_mwh, 2);
        json.member("total_cost", row.total_cost, 0);
        json.close_object();
    }
    json.close_array();
    json.close_object();
}

} // namespace saggar::detail
