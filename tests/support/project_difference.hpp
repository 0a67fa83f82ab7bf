// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Whether two projects say the same, field by field of the attribute tables; where they were read is left
// out.

#include "saggar/network/attribute.hpp"

#include <fmt/format.h>

#include <string>
#include <type_traits>

namespace saggar::testing_support {

template <class Record>
std::string difference(Record const& a, Record const& b);

template <class Record>
std::string list_difference(std::vector<Record> const& a, std::vector<Record> const& b) {
    if (a.size() != b.size()) {
        return fmt::format("{} and {} entries", a.size(), b.size());
    }
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (std::string const text = difference(a[i], b[i]); !text.empty()) {
            return fmt::format("[{}] {}", i, text);
        }
    }
    return {};
}

// Empty, or the first field that differs.
template <class Record>
std::string difference(Record const& a, Record const& b) {
    std::string text;
    for (Attribute<Record> const& attribute : attributes<Record>()) {
        std::visit(
            [&](auto const& member) {
                std::string found;
                if constexpr (std::is_same_v<std::decay_t<decltype(member)>, ChoiceMember<Record>>) {
                    found = member.get(a) == member.get(b) ? "" : "differs";
                } else if constexpr (
                    std::is_same_v<std::decay_t<decltype(a.*member)>, std::vector<PlantSetting>> ||
                    std::is_same_v<std::decay_t<decltype(a.*member)>, std::vector<SubstationSetting>> ||
                    std::is_same_v<std::decay_t<decltype(a.*member)>, std::vector<WithdrawalSetting>> ||
                    std::is_same_v<std::decay_t<decltype(a.*member)>, std::vector<SupplyCurve>> ||
                    std::is_same_v<std::decay_t<decltype(a.*member)>, std::vector<SecondaryCurve>> ||
                    std::is_same_v<std::decay_t<decltype(a.*member)>, std::vector<SimulationEvent>>) {
                    found = list_difference(a.*member, b.*member);
                } else {
                    found = a.*member == b.*member ? "" : "differs";
                }
                if (text.empty() && !found.empty()) {
                    text = fmt::format("{}: {}", attribute.name, found);
                }
            },
            attribute.member);
    }
    return text;
}

inline std::string difference(Project const& a, Project const& b) {
    std::string text;
    auto const note = [&](std::string_view name, std::string const& found) {
        if (text.empty() && !found.empty()) {
            text = fmt::format("{} {}", name, found);
        }
    };
    note("name", a.name == b.name ? "" : "differs");
    note("description", a.description == b.description ? "" : "differs");
    note("coordinate_reference_system",
         a.coordinate_reference_system == b.coordinate_reference_system ? "" : "differs");
    note("currency", a.currency == b.currency ? "" : "differs");
    note("catalogues", a.catalogues == b.catalogues ? "" : "differs");
    for_each_settings_section(a, [&](std::string_view name, auto const& section) {
        for_each_settings_section(b, [&](std::string_view other, auto const& other_section) {
            if constexpr (std::is_same_v<decltype(section), decltype(other_section)>) {
                if (name == other) {
                    note(name, difference(section, other_section));
                }
            }
        });
    });
    for_each_component_list(a, [&](std::string_view name, auto const& list) {
        for_each_component_list(b, [&](std::string_view other, auto const& other_list) {
            if constexpr (std::is_same_v<decltype(list), decltype(other_list)>) {
                if (name == other) {
                    note(name, list_difference(list, other_list));
                }
            }
        });
    });
    return text;
}

} // namespace saggar::testing_support
