// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "report_data.hpp"

#include "saggar/network/attribute.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <map>
#include <set>
#include <utility>

namespace saggar::detail {

namespace {

std::string spaced(std::string_view name) {
    std::string text{name};
    std::ranges::replace(text, '_', ' ');
    return text;
}

// "maximum_velocity_m_s" -> "maximum velocity", "m/s". Field names end in their unit; ¤ is the currency.
std::pair<std::string, std::string> name_and_unit(std::string_view field, std::string const& currency) {
    static constexpr std::string_view money{"¤"};
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 28> units{{
        {"_kw_per_dwelling", "kW a dwelling"},
        {"_per_dwelling", "¤ a dwelling"},
        {"_kg_per_mwh", "kg/MWh"},
        {"_per_mwh", "¤/MWh"},
        {"_per_kw", "¤/kW"},
        {"_per_t", "¤/t"},
        {"_kj_m3k", "kJ/(m³ K)"},
        {"_percent", "%"},
        {"_hours", "h"},
        {"_kd", "K d"},
        {"_m2k_w", "m²K/W"},
        {"_j_kgk", "J/(kg K)"},
        {"_kg_m3", "kg/m³"},
        {"_m2_s", "m²/s"},
        {"_pa_m", "Pa/m"},
        {"_pa_s", "Pa s"},
        {"_w_mk", "W/(m K)"},
        {"_m_s2", "m/s²"},
        {"_years", "years"},
        {"_m_s", "m/s"},
        {"_bar", "bar"},
        {"_mm", "mm"},
        {"_kw", "kW"},
        {"_c", "°C"},
        {"_k", "K"},
        {"_m", "m"},
        {"_w", "W"},
        {"_h", "h"},
    }};
    for (auto const& [suffix, unit] : units) {
        if (field.ends_with(suffix)) {
            std::string name = spaced(field.substr(0, field.size() - suffix.size()));
            return {std::move(name), unit.starts_with(money)
                                         ? currency + std::string{unit.substr(money.size())}
                                         : std::string{unit}};
        }
    }
    return {spaced(field), {}};
}

// A field's value for people; empty where it is not given.
template <class Record>
struct ValueText {
    Record const& record;
    std::string_view unit;

    [[nodiscard]] std::string number(double value) const {
        return unit.empty() ? fmt::format("{:.6g}", value) : fmt::format("{:.6g} {}", value, unit);
    }
    std::string operator()(std::string Record::*member) const { return record.*member; }
    std::string operator()(double Record::*member) const { return number(record.*member); }
    std::string operator()(std::optional<double> Record::*member) const {
        return record.*member ? number(*(record.*member)) : std::string{};
    }
    std::string operator()(int Record::*member) const { return number(record.*member); }
    std::string operator()(bool Record::*member) const { return record.*member ? "yes" : "no"; }
    std::string operator()(ChoiceMember<Record> const& member) const {
        return spaced(member.words[static_cast<std::size_t>(member.get(record))]);
    }
    template <class Other>
    std::string operator()(Other const& /*lists are no settings*/) const {
        return {};
    }
};

template <class Record>
void write_section(JsonText& json, std::string_view name, Record const& record, std::string const& currency) {
    json.open_array();
    std::string title = spaced(name);
    title.front() = static_cast<char>(title.front() - 'a' + 'A');
    json.text(title);
    json.open_array();
    for (Attribute<Record> const& attribute : attributes<Record>()) {
        auto const [field, unit] = name_and_unit(attribute.name, currency);
        std::string const value = std::visit(ValueText<Record>{record, unit}, attribute.member);
        if (!value.empty() && attribute.name != "source") {
            json.open_array();
            json.text(field);
            json.text(value);
            json.close_array();
        }
    }
    json.close_array();
    json.close_array();
}

using Uses = std::map<std::string, std::size_t, std::less<>>;

struct Sources {
    std::map<std::string, Uses, std::less<>> by_text;
    Uses unsourced;

    void add(std::string_view what, std::string const& source) {
        ++(source.empty() ? unsourced : by_text[source])[std::string{what}];
    }
};

Sources collect(Network const& network) {
    Sources sources;
    Project const& project = network.project();
    for_each_component_list(project, [&](std::string_view list, auto const& records) {
        for (auto const& record : records) {
            sources.add(spaced(list), record.source);
        }
    });
    for_each_settings_section(project, [&](std::string_view section, auto const& record) {
        if constexpr (requires { record.source; }) {
            if (!record.source.empty()) {
                sources.add(spaced(section) + " settings", record.source);
            }
        }
    });
    std::set<std::int32_t> const used(network.pipes.entry.begin(), network.pipes.entry.end());
    for (std::int32_t const entry : used) {
        if (entry >= 0) {
            CatalogueEntry const& row = network.catalogue().entries()[static_cast<std::size_t>(entry)];
            sources.add("catalogue entries", row.source);
            if (!row.cost_source.empty()) {
                sources.add("catalogue prices", row.cost_source);
            }
        }
    }
    return sources;
}

void write_uses(JsonText& json, Uses const& uses) {
    json.open_array();
    for (auto const& [what, count] : uses) {
        json.open_array();
        json.text(what);
        json.whole(static_cast<std::int64_t>(count));
        json.close_array();
    }
    json.close_array();
}

} // namespace

void write_basis(JsonText& json, Network const& network) {
    Project const& project = network.project();
    json.key("settings");
    json.open_array();
    for_each_settings_section(project, [&](std::string_view section, auto const& record) {
        // Streets, connection rules and simulations say nothing about a solved network.
        bool const planning = section == "streets" || section == "connection" || section == "simulation";
        if (!planning) {
            write_section(json, section, record, project.currency);
        }
    });
    json.close_array();
    Sources const sources = collect(network);
    json.key("sources");
    json.open_array();
    for (auto const& [text, uses] : sources.by_text) {
        json.open_object();
        json.member("text", text);
        json.key("uses");
        write_uses(json, uses);
        json.close_object();
    }
    json.close_array();
    json.key("unsourced");
    write_uses(json, sources.unsourced);
}

} // namespace saggar::detail
