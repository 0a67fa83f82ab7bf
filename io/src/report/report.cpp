// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/io/report.hpp"

#include "../file.hpp"
#include "report_data.hpp"
#include "report_templates.hpp"

#include "saggar/engine/physics/fluid.hpp"

#include <array>
#include <fmt/format.h>
#include <system_error>
#include <utility>

namespace saggar {

using namespace detail;

namespace {

std::string html_escaped(std::string_view text) {
    std::string escaped;
    for (char const letter : text) {
        switch (letter) {
        case '<': escaped += "&lt;"; break;
        case '>': escaped += "&gt;"; break;
        case '&': escaped += "&amp;"; break;
        case '"': escaped += "&quot;"; break;
        default: escaped += letter;
        }
    }
    return escaped;
}

// The template with each @NAME@ replaced; what is put in is not searched again.
std::string fill(std::string_view page, std::vector<std::pair<std::string_view, std::string>> const& parts) {
    std::string filled;
    while (!page.empty()) {
        std::size_t const mark = page.find('@');
        filled += page.substr(0, mark);
        if (mark == std::string_view::npos) {
            break;
        }
        page.remove_prefix(mark);
        bool known = false;
        for (auto const& [name, value] : parts) {
            if (page.substr(1).starts_with(name) && page.substr(1 + name.size()).starts_with('@')) {
                filled += value;
                page.remove_prefix(name.size() + 2);
                known = true;
                break;
            }
        }
        if (!known) {
            filled += '@';
            page.remove_prefix(1);
        }
    }
    return filled;
}

// Vapour pressure over temperature, from the engine's own fluid, for the page to interpolate.
void write_vapour(JsonText& json) {
    Fluid const water = Fluid::water();
    constexpr int points = 46; // every 4 K to 180 degC
    auto const temperature = [](std::size_t i) { return 4.0 * static_cast<double>(i); };
    json.key("vapour");
    json.open_array();
    json.open_array();
    for (std::size_t i = 0; i < points; ++i) {
        json.fixed(temperature(i), 0);
    }
    json.close_array();
    json.open_array();
    for (std::size_t i = 0; i < points; ++i) {
        json.figures(1e-5 * water.saturation_pressure_pa(temperature(i)), 6);
    }
    json.close_array();
    json.close_array();
}

void write_statuses(JsonText& json) {
    constexpr auto last = static_cast<std::size_t>(ElementStatus::wide_open);
    json.column("statuses", last + 1,
                [&](std::size_t i) { json.text(to_string(static_cast<ElementStatus>(i))); });
}

std::string title_of(Project const& project) {
    return project.name.empty() ? "Heat network" : project.name;
}

} // namespace

std::string report_json(ReportInput const& input) {
    Network const& network = *input.network;
    Project const& project = network.project();
    JsonText json;
    json.open_object();
    json.member("format", std::int64_t{1});
    json.member("program", input.program);
    json.member("created", input.created);
    json.member("imitation", project.physics.imitate == Imitation::pandapipes ? "pandapipes" : "");
    json.key("project");
    json.open_object();
    json.member("name", title_of(project));
    json.member("description", project.description);
    json.member("crs", project.coordinate_reference_system);
    json.member("currency", project.currency);
    json.close_object();
    json.key("limits");
    json.open_object();
    json.member("velocity", project.limits.maximum_velocity_m_s, 3);
    json.member("vapour_margin", project.limits.vapour_margin_bar, 4);
    json.member("gravity", project.physics.gravity_m_s2, 5);
    json.member("atmospheric", project.physics.atmospheric_pressure_bar, 5);
    json.close_object();
    write_vapour(json);
    write_statuses(json);
    write_network(json, network);
    write_streets(json, network, input.streets);
    write_connections(json, network, input.connections);
    write_basis(json, network);
    write_time(json, input.time);
    write_plan(json, network, input.plan);
    write_phases(json, network, input.phases);
    write_hosting(json, network, input.hosting);
    write_contingency(json, network, input.contingency);
    write_together(json, input.together);
    json.key("points");
    json.open_array();
    for (ReportPoint const& point : input.points) {
        write_point(json, network, point);
    }
    json.close_array();
    json.close_object();
    return json.take();
}

std::string report_html(ReportInput const& input) {
    static std::array const scripts{
        &embedded::data_js,      &embedded::format_js,      &embedded::measures_js,  &embedded::map_view_js,
        &embedded::map_js,       &embedded::profile_js,     &embedded::energy_js,    &embedded::tables_js,
        &embedded::panels_js,    &embedded::time_js,        &embedded::layer_map_js, &embedded::plan_map_js,
        &embedded::cold_week_js, &embedded::plan_js,        &embedded::phases_js,    &embedded::together_js,
        &embedded::hosting_js,   &embedded::contingency_js, &embedded::app_js};
    std::string script;
    for (std::string_view const* const part : scripts) {
        script += *part;
    }
    return fill(embedded::report_html, {{"TITLE", html_escaped(title_of(input.network->project()))},
                                        {"PROGRAM", html_escaped(input.program)},
                                        {"STYLE", std::string{embedded::report_css}},
                                        {"SCRIPT", script},
                                        {"DATA", report_json(input)}});
}

void write_report(std::filesystem::path const& path, ReportInput const& input) {
    // Where the folder cannot be made, writing into it says why.
    std::error_code ignored;
    std::filesystem::create_directories(path.parent_path(), ignored);
    write_file(path, report_html(input));
}

} // namespace saggar
