// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Shorthand of the attribute tables.

#include "saggar/network/attribute.hpp"

#include <array>

namespace saggar::detail {

constexpr Range between(double lowest, double highest) {
    return {lowest, highest, true};
}
constexpr Range above_to(double lowest, double highest) {
    return {lowest, highest, false};
}

template <class Record, class Enum>
Record record_of(Enum Record::*);

// The words of an enumeration stand in the order of its enumerators.
template <auto member, std::size_t n>
auto choice(std::array<std::string_view, n> const& words) {
    using Record = decltype(record_of(member));
    using Enum = std::remove_cvref_t<decltype(std::declval<Record>().*member)>;
    return ChoiceMember<Record>{[](Record const& record) { return static_cast<int>(record.*member); },
                                [](Record& record, int value) { record.*member = static_cast<Enum>(value); },
                                words};
}

} // namespace saggar::detail
