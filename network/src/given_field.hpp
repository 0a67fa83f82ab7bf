// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// For checks of records whose kind decides which fields they have: whether a field says anything, which
// differs from what it is without being given; kinds as sets of bits.

#include "saggar/network/attribute.hpp"

#include <string>

namespace saggar::detail {

template <class Record>
bool is_given(Attribute<Record> const& attribute, Record const& record) {
    static Record const usual;
    return std::visit(
        [&](auto const& member) -> bool {
            using Member = std::decay_t<decltype(member)>;
            if constexpr (std::is_same_v<Member, ChoiceMember<Record>>) {
                return member.get(record) != member.get(usual);
            } else if constexpr (std::is_same_v<Member, std::optional<double> Record::*> ||
                                 std::is_same_v<Member, std::optional<bool> Record::*>) {
                return (record.*member).has_value();
            } else if constexpr (std::is_same_v<Member, std::string Record::*> ||
                                 std::is_same_v<Member, double Record::*> ||
                                 std::is_same_v<Member, int Record::*> ||
                                 std::is_same_v<Member, bool Record::*>) {
                return record.*member != usual.*member;
            } else {
                return !(record.*member).empty();
            }
        },
        attribute.member);
}

// Of a kind read from a word that there is not, which is said elsewhere, 0.
template <class Kind>
constexpr unsigned bit(Kind kind) {
    auto const place = static_cast<unsigned>(kind);
    return place < 32U ? 1U << place : 0U;
}

// The declaration of that name, which there is.
template <class Record>
Attribute<Record> const& attribute_named(std::string_view name) {
    auto const table = attributes<Record>();
    for (Attribute<Record> const& attribute : table) {
        if (attribute.name == name) {
            return attribute;
        }
    }
    return table.front();
}

// The word that a choice was read from; empty where it is none of those that there are, which is said
// elsewhere.
template <class Record>
std::string_view word_of(std::string_view field, Record const& record) {
    auto const& choice = std::get<ChoiceMember<Record>>(attribute_named<Record>(field).member);
    auto const place = static_cast<std::size_t>(choice.get(record));
    return place < choice.words.size() ? choice.words[place] : std::string_view{};
}

} // namespace saggar::detail
