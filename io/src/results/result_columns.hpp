// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Helpers that the declarations of result columns are written with.

#include "cells.hpp"
#include "converted.hpp"

#include "saggar/network/at.hpp"
#include "saggar/network/attribute.hpp"

namespace saggar::detail {

inline constexpr auto number_type = ResultType::number;
inline constexpr auto text_type = ResultType::text;

// The word that the project file uses for a choice: of field `name` of `record`.
template <class Record>
std::string_view choice_word(Record const& record, std::string_view name) {
    for (Attribute<Record> const& attribute : attributes<Record>()) {
        if (attribute.name == name) {
            auto const& choice = std::get<ChoiceMember<Record>>(attribute.member);
            return choice.words[static_cast<std::size_t>(choice.get(record))];
        }
    }
    return {};
}

// A column of the design envelope; empty where the point is none of a design.
inline ResultCell enveloped(SolvedPoint const& s, std::vector<double> DesignEnvelope::*column,
                            std::size_t row, double unit = 1.0) {
    return s.envelope() == nullptr ? ResultCell{} : number((s.envelope()->*column)[row] / unit);
}
// The substation on whose way an envelope's value stood; empty for the design point itself.
inline ResultCell consumer_id(SolvedPoint const& s, std::int32_t consumer) {
    return consumer < 0 ? ResultCell{} : text(s.network().substations.id[at(consumer)]);
}

// As a cell of a CSV table, quoted where need be; nothing for an empty one.
void append_csv(std::string& out, ResultCell const& cell);

std::span<ResultColumn const> node_columns();
std::span<ResultColumn const> pipe_columns();
std::span<ResultColumn const> substation_columns();
std::span<ResultColumn const> plant_columns();
std::span<ResultColumn const> valve_columns();
std::span<ResultColumn const> pump_columns();
std::span<ResultColumn const> bypass_columns();
std::span<ResultColumn const> boundary_columns();
std::span<ResultColumn const> limit_columns();

} // namespace saggar::detail
