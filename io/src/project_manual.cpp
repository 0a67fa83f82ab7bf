// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/io/project_manual.hpp"

#include "document/project_head.hpp"

#include "saggar/network/attribute.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <type_traits>

namespace saggar {

namespace {

struct Unit {
    std::string_view ending;
    std::string_view unit;
};

// Longer endings stand before those that they end in.
constexpr std::array units{Unit{"_kg_per_mwh", "kg/MWh"},
                           Unit{"_per_mwh", "currency/MWh"},
                           Unit{"_k_per_gwh", "K/GWh"},
                           Unit{"_w_m2k2", "W/(m² K²)"},
                           Unit{"_w_m2k", "W/(m² K)"},
                           Unit{"_per_t", "currency/t"},
                           Unit{"_per_kwh", "currency/kWh"},
                           Unit{"_per_kw", "currency/kW"},
                           Unit{"_per_k", "currency/K"},
                           Unit{"_per_year", "currency/year"},
                           Unit{"_heat_k", "1/K"},
                           Unit{"_kwh", "kWh"},
                           Unit{"_hours", "h"},
                           Unit{"_hour", "h"},
                           Unit{"_w_mk", "W/(m K)"},
                           Unit{"_m2k_w", "m² K/W"},
                           Unit{"_j_kgk", "J/(kg K)"},
                           Unit{"_kg_m3", "kg/m³"},
                           Unit{"_kg_s", "kg/s"},
                           Unit{"_m_s2", "m/s²"},
                           Unit{"_m2_s", "m²/s"},
                           Unit{"_pa_s", "Pa s"},
                           Unit{"_pa_m", "Pa/m"},
                           Unit{"_m3_h", "m³/h"},
                           Unit{"_m_s", "m/s"},
                           Unit{"_kwh_k", "kWh/K"},
                           Unit{"_w_k", "W/K"},
                           Unit{"_per_m", "currency/m"},
                           Unit{"_kw_per_dwelling", "kW"},
                           Unit{"_years", "years"},
                           Unit{"_kd", "K d"},
                           Unit{"_bar", "bar"},
                           Unit{"_mwh", "MWh"},
                           Unit{"_kw", "kW"},
                           Unit{"_mm", "mm"},
                           Unit{"_m3", "m³"},
                           Unit{"_m2", "m²"},
                           Unit{"_m", "m"},
                           Unit{"_h", "h"},
                           Unit{"_c", "°C"},
                           Unit{"_k", "K"},
                           Unit{"_day", "day"},
                           Unit{"day_of_year", "day"}};

struct Chapter {
    std::string_view name;
    std::string_view text;
};

constexpr std::array chapters{
    Chapter{"fluid", "What flows. Absent: water."},
    Chapter{"physics", "How it is computed. Absent: by the best that the program knows."},
    Chapter{"ground",
            "What the pipes lie in. Either one temperature, or a yearly wave of which all five values "
            "are given (Kusuda & Achenbach 1965)."},
    Chapter{"limits",
            "What must hold everywhere. Every result is held against these; a limit that is broken is a "
            "result, not an error."},
    Chapter{"design", "How peaks of dwellings add up at a design point."},
    Chapter{"connection", "How the loads under `candidates` are judged by `saggar connect`."},
    Chapter{"streets", "Where new pipes may be laid (the streets file is described above)."},
    Chapter{"simulation",
            "What drives the network in `saggar simulate`, described in "
            "[`simulation.md`](simulation.md). Demand comes from a file, or from annual use by outdoor "
            "temperature."},
    Chapter{"prices",
            "What energy costs and emits, where sources buy and sell it, in the project's currency."},
    Chapter{"economics", "By what money a plan is valued."},
    Chapter{"extension", "What `saggar extend` plans from, described in [`extending.md`](extending.md)."},
    Chapter{"phasing", "How `saggar phase` decides, described in [`phasing.md`](phasing.md)."},
    Chapter{"nodes",
            "Places. What a pipe pair or an element with a single `node` touches has two sides, "
            "`ID:supply` and `ID:return`; elements of one line name a side, or a plain node of a network "
            "without sides."},
    Chapter{"pipes", "Single lines."},
    Chapter{"pipe_pairs",
            "Supply and return laid together, drawn once. The fields are those of `pipes`; what is "
            "said of one line holds for both."},
    Chapter{"valves", "In single lines."},
    Chapter{"pumps", "In single lines; a plant's own pumps belong to the plant."},
    Chapter{"plants", "What heats the water and keeps it moving. One plant of a network that hangs together "
                      "holds the pressure; others give heat, pump a flow, or float."},
    Chapter{"reservoirs", "Fixed pressures of water networks. Head or pressure is given, not both."},
    Chapter{"tanks", "Open stores of water networks, at the level they have now."},
    Chapter{"withdrawals", "Water that leaves a network, or enters it."},
    Chapter{"leakages", "Water that is lost."},
    Chapter{"substations",
            "Consumers of heat. Which of the temperatures, flows and sizes is given depends on the "
            "control; one that would have no effect is refused."},
    Chapter{"buildings",
            "Rooms that substations heat in `saggar simulate` ([`consumers.md`](consumers.md)): what "
            "they ask for follows from what was delivered."},
    Chapter{"bypasses", "Connections from supply to return that keep a line warm."},
    Chapter{"operating_points",
            "States that are solved one by one: `saggar solve --point ID`, or all of them with "
            "`--all-points`. Without any, the project is solved as it describes itself."},
    Chapter{"candidates", "Loads that ask to be connected."},
    Chapter{"phases", "Years in which is built, for `saggar phase`, the earliest first. What an extension "
                      "could connect by then may connect."},
    Chapter{"uptakes", "Futures for `saggar phase`: how much of what could connect after the first phase "
                       "comes, and when."},
    Chapter{"sources", "What makes the heat of a plant in `saggar simulate` "
                       "([`simulation.md`](simulation.md)), and electricity "
                       "behind its meter. Which fields are used depends on the kind; one that would have no "
                       "effect is refused."},
    Chapter{"controllers", "Who decides in `saggar simulate` ([`controllers.md`](controllers.md)). Which "
                           "fields are used depends on "
                           "the kind; one that would have no effect is refused."},
    Chapter{"stores", "Hot-water stores behind plants with sources."},
    Chapter{"measures",
            "What `saggar connect` may do beside larger pipes so that a candidate can connect "
            "([`connections.md`](connections.md)). Which fields are used depends on the kind; one that would "
            "have no effect is refused."},
};

std::string_view chapter(std::string_view name) {
    auto const* const found = std::ranges::find(chapters, name, &Chapter::name);
    if (found == chapters.end()) {
        throw std::logic_error{fmt::format("the manual says nothing about {}", name)};
    }
    return found->text;
}

// What stands in a cell must not end it.
std::string cell(std::string_view text) {
    std::string made;
    for (char const letter : text) {
        made += letter == '|' ? std::string{"\\|"} : std::string{letter};
    }
    return made;
}

std::string number(double value) {
    return fmt::format("{:.10g}", value);
}

std::string words_of(std::span<std::string_view const> words) {
    std::string made;
    for (std::string_view const word : words) {
        made += fmt::format("{}`{}`", made.empty() ? "" : ", ", word);
    }
    return made;
}

// The columns `allowed` and `default` of one field, by what the field holds.
template <class Record>
class Cells {
public:
    explicit Cells(Attribute<Record> const& attribute) : attribute_{attribute} {}

    [[nodiscard]] std::string allowed() const {
        return std::visit([this](auto const& member) { return allowed_of(member); }, attribute_.member);
    }
    [[nodiscard]] std::string by_default() const {
        if (attribute_.need == Need::required) {
            return "required";
        }
        std::string value =
            std::visit([this](auto const& member) { return value_of(member); }, attribute_.member);
        if (attribute_.basis.empty()) {
            return value;
        }
        return value.empty() ? std::string{attribute_.basis}
                             : fmt::format("{} ({})", value, attribute_.basis);
    }

private:
    [[nodiscard]] std::string range(std::string_view what) const {
        std::string const described = attribute_.range.describe();
        return described.empty() ? std::string{what} : fmt::format("{} {}", what, described);
    }

    [[nodiscard]] std::string allowed_of(std::string Record::* /*member*/) const { return "text"; }
    [[nodiscard]] std::string allowed_of(double Record::* /*member*/) const { return range("number"); }
    [[nodiscard]] std::string allowed_of(std::optional<double> Record::* /*member*/) const {
        return range("number");
    }
    [[nodiscard]] std::string allowed_of(int Record::* /*member*/) const { return range("whole number"); }
    [[nodiscard]] std::string allowed_of(bool Record::* /*member*/) const { return "`true`, `false`"; }
    [[nodiscard]] std::string allowed_of(std::optional<bool> Record::* /*member*/) const {
        return "`true`, `false`";
    }
    [[nodiscard]] std::string allowed_of(std::vector<double> Record::* /*member*/) const {
        return range("numbers, each");
    }
    [[nodiscard]] std::string allowed_of(std::vector<std::string> Record::* /*member*/) const {
        return "list of texts";
    }
    [[nodiscard]] std::string allowed_of(ChoiceMember<Record> const& member) const {
        return words_of(member.words);
    }
    [[nodiscard]] std::string allowed_of(std::vector<PlantSetting> Record::* /*member*/) const {
        return "list, fields below";
    }
    [[nodiscard]] std::string allowed_of(std::vector<WithdrawalSetting> Record::* /*member*/) const {
        return "list, fields below";
    }
    [[nodiscard]] std::string allowed_of(std::vector<SubstationSetting> Record::* /*member*/) const {
        return "list, fields below";
    }
    [[nodiscard]] std::string allowed_of(std::vector<SupplyCurve> Record::* /*member*/) const {
        return "list, fields below";
    }
    [[nodiscard]] std::string allowed_of(std::vector<SecondaryCurve> Record::* /*member*/) const {
        return "list, fields below";
    }
    [[nodiscard]] std::string allowed_of(std::vector<SimulationEvent> Record::* /*member*/) const {
        return "list, fields below";
    }

    [[nodiscard]] std::string value_of(std::string Record::*member) const {
        std::string const& text = fresh_.*member;
        return text.empty() ? std::string{} : fmt::format("`{}`", text);
    }
    [[nodiscard]] std::string value_of(double Record::*member) const { return number(fresh_.*member); }
    [[nodiscard]] std::string value_of(int Record::*member) const {
        return fmt::format("{}", fresh_.*member);
    }
    [[nodiscard]] std::string value_of(bool Record::*member) const {
        return fresh_.*member ? "`true`" : "`false`";
    }
    [[nodiscard]] std::string value_of(ChoiceMember<Record> const& member) const {
        return fmt::format("`{}`", member.words[static_cast<std::size_t>(member.get(fresh_))]);
    }
    template <class Value>
    [[nodiscard]] std::string value_of(std::optional<Value> Record::* /*member*/) const {
        return {};
    }
    template <class Value>
    [[nodiscard]] std::string value_of(std::vector<Value> Record::* /*member*/) const {
        return {};
    }

    Attribute<Record> const& attribute_;
    Record fresh_{};
};

template <class Record>
void append_table(std::string& out) {
    out += "\n| field | unit | allowed | default | meaning |\n| --- | --- | --- | --- | --- |\n";
    for (Attribute<Record> const& attribute : attributes<Record>()) {
        Cells<Record> const cells{attribute};
        out += fmt::format("| `{}` | {} | {} | {} | {} |\n", attribute.name, unit_of_field(attribute.name),
                           cell(cells.allowed()), cell(cells.by_default()), cell(attribute.text));
    }
}

} // namespace

std::string_view unit_of_field(std::string_view name) {
    if (name == "hazen_williams_c") {
        return {}; // its c is no degree
    }
    if (name == "manning_n") {
        return "s/m^(1/3)";
    }
    auto const* const found =
        std::ranges::find_if(units, [name](Unit const& unit) { return name.ends_with(unit.ending); });
    return found == units.end() ? std::string_view{} : found->unit;
}

std::string project_manual() {
    std::string out = "\n## Head of the file\n";
    append_table<detail::ProjectHead>(out);
    Project const empty;
    for_each_settings_section(empty, [&out](std::string_view name, auto const& record) {
        out += fmt::format("\n## {}\n\n{}\n", name, chapter(name));
        append_table<std::remove_cvref_t<decltype(record)>>(out);
        if (name == "simulation") {
            out += "\n### supply_curves of a simulation\n";
            append_table<SupplyCurve>(out);
            out += "\n### secondary_curves of a simulation\n";
            append_table<SecondaryCurve>(out);
            out += "\n### events of a simulation\n";
            append_table<SimulationEvent>(out);
        }
    });
    for_each_component_list(empty, [&out](std::string_view name, auto const& records) {
        out += fmt::format("\n## {}\n\n{}\n", name, chapter(name));
        if (name == "pipe_pairs") {
            return; // the fields of pipes
        }
        append_table<typename std::remove_cvref_t<decltype(records)>::value_type>(out);
        if (name == "operating_points") {
            out += "\n### plants of an operating point\n";
            append_table<PlantSetting>(out);
            out += "\n### substations of an operating point\n";
            append_table<SubstationSetting>(out);
            out += "\n### withdrawals of an operating point\n";
            append_table<WithdrawalSetting>(out);
        }
    });
    out += "\n## Columns of a catalogue\n\nOne line per pipe. Columns may stand in any order; those that are "
           "not "
           "required may be left out, and their cells may be empty.\n";
    append_table<CatalogueEntry>(out);
    return out;
}

} // namespace saggar
