// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// The other way round: which fields of a record have to be written so that reading gives the same record.

#include "saggar/network/attribute.hpp"

#include <optional>
#include <string_view>
#include <type_traits>

namespace saggar::detail {

template <class Value>
struct IsOptional : std::false_type {};
template <class Value>
struct IsOptional<std::optional<Value>> : std::true_type {};

// Settings of an element at an operating point, curves and events of a simulation: records inside a record.
template <class Value>
inline constexpr bool is_setting =
    std::is_same_v<Value, PlantSetting> || std::is_same_v<Value, SubstationSetting> ||
    std::is_same_v<Value, WithdrawalSetting> || std::is_same_v<Value, SupplyCurve> ||
    std::is_same_v<Value, SecondaryCurve> || std::is_same_v<Value, SimulationEvent>;
template <class Value>
struct IsSettings : std::false_type {};
template <class Value>
struct IsSettings<std::vector<Value>> : std::bool_constant<is_setting<Value>> {};

// Calls visit(name, value) for each attribute that is required or differs from its default, in the table's
// order. A value is a double, int, bool, text (string or string_view), or a vector of doubles, strings,
// settings of elements at an operating point.
template <class Record, class Visitor>
void for_each_written_field(Record const& record, Visitor const& visit) {
    static Record const defaults{};
    for (Attribute<Record> const& attribute : attributes<Record>()) {
        bool const required = attribute.need == Need::required;
        std::visit(
            [&](auto const& member) {
                if constexpr (std::is_same_v<std::decay_t<decltype(member)>, ChoiceMember<Record>>) {
                    int const chosen = member.get(record);
                    if (required || chosen != member.get(defaults)) {
                        visit(attribute.name, member.words[static_cast<std::size_t>(chosen)]);
                    }
                } else {
                    using Value = std::decay_t<decltype(record.*member)>;
                    Value const& value = record.*member;
                    if constexpr (IsOptional<Value>::value) {
                        if (value) {
                            visit(attribute.name, *value);
                        }
                    } else if constexpr (IsSettings<Value>::value) {
                        if (!value.empty()) {
                            visit(attribute.name, value);
                        }
                    } else if (required || value != defaults.*member) {
                        visit(attribute.name, value);
                    }
                }
            },
            attribute.member);
    }
}

} // namespace saggar::detail
