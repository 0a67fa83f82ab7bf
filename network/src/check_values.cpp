// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// Every field against its declaration.

#include "saggar/network/attribute.hpp"

#include "problem_list.hpp"

#include <array>
#include <cmath>
#include <fmt/format.h>
#include <optional>
#include <type_traits>

namespace saggar::detail {

namespace {

// A number that fits its field only after one of the usual slips: per cent, milli and kilo (mm for m, W for
// kW, kPa for Pa), bar for Pa, kelvin.
bool is_unit_slip(double value, Range const& range, std::string_view name) {
    if (name.ends_with("_c") && range.contains(value - 273.15)) {
        return true;
    }
    for (double const factor : {1e-1, 1e-2, 1e-3, 1e-5, 1e-6, 1e2, 1e3, 1e5, 1e6}) {
        if (value != 0.0 && range.contains(value * factor)) {
            return true;
        }
    }
    return false;
}

template <class Value>
struct is_optional : std::false_type {};
template <class Value>
struct is_optional<std::optional<Value>> : std::true_type {};

// Calls at(code, field, text, advice) for each field of a record that breaks its declaration.
template <class Record, class At>
class ValueCheck {
public:
    ValueCheck(Record const& record, At const& at) : record_{record}, at_{at} {}

    void run() const {
        for (Attribute<Record> const& attribute : attributes<Record>()) {
            std::visit([&](auto const& member) { field(attribute, member); }, attribute.member);
        }
    }

private:
    template <class Member>
    void field(Attribute<Record> const& attribute, Member const& member) const {
        if constexpr (std::is_same_v<Member, ChoiceMember<Record>>) {
            int const value = member.get(record_);
            if (value < 0 || static_cast<std::size_t>(value) >= member.words.size()) {
                std::string words;
                for (std::string_view const known : member.words) {
                    words += fmt::format("{}{}", words.empty() ? "" : ", ", known);
                }
                at_(ErrorCode::value_unknown, attribute.name,
                    fmt::format("word number {} is not allowed, must be one of: {}", value, words),
                    "Choose one of them");
            }
        } else {
            content(attribute, record_.*member);
        }
    }

    template <class Value>
    void content(Attribute<Record> const& attribute, Value const& value) const {
        if constexpr (std::is_arithmetic_v<Value>) {
            if constexpr (!std::is_same_v<Value, bool>) {
                number(attribute, static_cast<double>(value), "");
            }
        } else if constexpr (is_optional<Value>::value) {
            if (value) {
                content(attribute, *value);
            } else {
                missing(attribute);
            }
        } else if constexpr (std::is_same_v<Value, std::vector<double>>) {
            if (value.empty()) {
                missing(attribute);
            }
            for (std::size_t i = 0; i < value.size(); ++i) {
                number(attribute, value[i], value.size() == 1 ? "" : fmt::format(" (number {})", i + 1));
            }
        } else if (value.empty()) {
            missing(attribute);
        }
    }

    void missing(Attribute<Record> const& attribute) const {
        if (attribute.need == Need::required) {
            at_(ErrorCode::value_missing, attribute.name, "is missing",
                fmt::format("It is required. Meaning: {}", attribute.text));
        }
    }

    void number(Attribute<Record> const& attribute, double value, std::string const& which) const {
        if (!std::isfinite(value)) {
            at_(ErrorCode::value_not_finite, attribute.name,
                fmt::format("{}{} is not a number", value, which),
                fmt::format("Give {}", allowed(attribute.range)));
            return;
        }
        if (attribute.range.contains(value)) {
            return;
        }
        std::string text =
            fmt::format("{:.10g}{} is not allowed, must be {}", value, which, attribute.range.describe());
        if (!attribute.unlikely.empty() && is_unit_slip(value, attribute.range, attribute.name)) {
            at_(ErrorCode::value_unlikely_unit, attribute.name, text,
                fmt::format("Check the unit: {}. Meaning: {}", attribute.unlikely, attribute.text));
        } else {
            at_(ErrorCode::value_out_of_range, attribute.name, text,
                fmt::format("Meaning: {}", attribute.text));
        }
    }

    static std::string allowed(Range const& range) {
        std::string const described = range.describe();
        return described.empty() ? "a number" : "a number " + described;
    }

    Record const& record_;
    At const& at_;
};

template <class Record, class At>
void check_record(Record const& record, At const& at) {
    ValueCheck<Record, At>{record, at}.run();
}

} // namespace

void check_values(Project const& project, ProblemList& problems) {
    for_each_settings_section(project, [&](std::string_view section, auto const& record) {
        check_record(record,
                     [&](ErrorCode code, std::string_view field, std::string text, std::string advice) {
                         problems.add(code, section, field, std::move(text), std::move(advice));
                     });
    });
    for_each_component_list(project, [&](std::string_view list, auto const& records) {
        for (std::size_t i = 0; i < records.size(); ++i) {
            Element const element{list, i, records[i].id};
            check_record(records[i],
                         [&](ErrorCode code, std::string_view field, std::string text, std::string advice) {
                             problems.add(code, element, field, std::move(text), std::move(advice));
                         });
        }
    });
    auto const of_simulation = [&](std::string const& place, auto const& record) {
        check_record(record,
                     [&](ErrorCode code, std::string_view field, std::string text, std::string advice) {
                         problems.add(code, "simulation", fmt::format("{} {}", place, field), std::move(text),
                                      std::move(advice));
                     });
    };
    for (SupplyCurve const& curve : project.simulation.supply_curves) {
        of_simulation(fmt::format("supply_curves '{}'", curve.plant), curve);
    }
    for (SecondaryCurve const& curve : project.simulation.secondary_curves) {
        of_simulation(fmt::format("secondary_curves '{}'", curve.substation), curve);
    }
    std::vector<SimulationEvent> const& events = project.simulation.events;
    for (std::size_t i = 0; i < events.size(); ++i) {
        of_simulation(place_of_event(events[i], i), events[i]);
    }
    for (std::size_t i = 0; i < project.operating_points.size(); ++i) {
        OperatingPointData const& point = project.operating_points[i];
        Element const element{"operating_points", i, point.id};
        auto const nested = [&](std::string_view list, std::string_view name, auto const& record) {
            check_record(record,
                         [&](ErrorCode code, std::string_view field, std::string text, std::string advice) {
                             problems.add(code, element, fmt::format("{} '{}' {}", list, name, field),
                                          std::move(text), std::move(advice));
                         });
        };
        for (PlantSetting const& setting : point.plants) {
            nested("plants", setting.plant, setting);
        }
        for (SubstationSetting const& setting : point.substations) {
            nested("substations", setting.substation, setting);
        }
        for (WithdrawalSetting const& setting : point.withdrawals) {
            nested("withdrawals", setting.withdrawal, setting);
        }
    }
}

} // namespace saggar::detail
