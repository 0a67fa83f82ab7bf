// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/network/error.hpp"

#include <utility>

namespace saggar {

std::string_view to_string(ErrorCode code) {
    switch (code) {
    case ErrorCode::value_out_of_range: return "value_out_of_range";
    case ErrorCode::value_not_finite: return "value_not_finite";
    case ErrorCode::value_missing: return "value_missing";
    case ErrorCode::value_wrong_type: return "value_wrong_type";
    case ErrorCode::value_unknown: return "value_unknown";
    case ErrorCode::values_conflict: return "values_conflict";
    case ErrorCode::value_unlikely_unit: return "value_unlikely_unit";
    case ErrorCode::unknown_id: return "unknown_id";
    case ErrorCode::duplicate_id: return "duplicate_id";
    case ErrorCode::not_connected: return "not_connected";
    case ErrorCode::no_pressure_reference: return "no_pressure_reference";
    case ErrorCode::several_pressure_references: return "several_pressure_references";
    case ErrorCode::self_loop: return "self_loop";
    case ErrorCode::side_conflict: return "side_conflict";
    case ErrorCode::nothing_to_solve: return "nothing_to_solve";
    case ErrorCode::malformed_id: return "malformed_id";
    case ErrorCode::file_unreadable: return "file_unreadable";
    case ErrorCode::syntax_error: return "syntax_error";
    case ErrorCode::unknown_field: return "unknown_field";
    case ErrorCode::schema_version_unsupported: return "schema_version_unsupported";
    case ErrorCode::not_translatable: return "not_translatable";
    case ErrorCode::file_unwritable: return "file_unwritable";
    case ErrorCode::unknown_option: return "unknown_option";
    case ErrorCode::operation_refused: return "operation_refused";
    }
    return "unknown_error";
}

std::string to_string(Problem const& problem) {
    Place const& place = problem.place;
    std::string text = place.file;
    if (place.line > 0) {
        text += ':' + std::to_string(place.line);
    }
    std::string element = place.component;
    if (!place.id.empty()) {
        element += (element.empty() ? "'" : " '") + place.id + '\'';
    }
    if (!place.field.empty()) {
        element += (element.empty() ? "" : ", ") + place.field;
    }
    for (std::string const& part : {element, problem.text}) {
        if (!part.empty()) {
            text += (text.empty() ? "" : ": ") + part;
        }
    }
    if (!problem.advice.empty()) {
        text += ". " + problem.advice;
    }
    return text;
}

namespace {
std::string all(std::vector<Problem> const& problems) {
    std::string text;
    for (Problem const& problem : problems) {
        text += (text.empty() ? "" : "\n") + to_string(problem);
    }
    return text;
}
} // namespace

Error::Error(std::vector<Problem> problems)
    : std::runtime_error{all(problems)}, problems_{std::move(problems)} {}
Error::Error(Problem problem) : Error{std::vector<Problem>{std::move(problem)}} {}

} // namespace saggar
