// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// What is wrong with an input, said once, completely, in terms of the user's own file. Bad input is collected
// in a list of problems and thrown as one Error; callers test codes, never texts.

#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace saggar {

// Stable numbers: scripts and tests rely on them. Append only, never renumber.
enum class ErrorCode : int {
    // 1xx: one field of one element
    value_out_of_range = 101,
    value_not_finite = 102,
    value_missing = 103,
    value_wrong_type = 104,
    value_unknown = 105,       // not one of the words a field allows
    values_conflict = 106,     // two fields that exclude each other, or supply colder than return
    value_unlikely_unit = 107, // a 4000 m diameter: the number fits another unit
    // 2xx: how elements fit together
    unknown_id = 201,
    duplicate_id = 202,
    not_connected = 203, // no path to any plant or reservoir however the valves stand
    no_pressure_reference = 204,
    several_pressure_references = 205,
    self_loop = 206,
    side_conflict = 207, // a node used both as a single node and as a supply/return pair
    nothing_to_solve = 208,
    malformed_id = 209, // blanks, colons or control characters in it
    // 3xx: files and their syntax
    file_unreadable = 301,
    syntax_error = 302,
    unknown_field = 303,
    schema_version_unsupported = 304,
    not_translatable = 305, // an imported file asks for what this program does not model
    file_unwritable = 306,
    // 4xx: what was asked for
    unknown_option = 401,
    operation_refused = 402,
};
[[nodiscard]] std::string_view to_string(ErrorCode code);

// Where the problem is. Empty parts are left out of messages; line 0 is unknown.
struct Place {
    std::string file;
    std::size_t line{0};
    std::string component; // "pipe_pairs"
    std::string id;        // "p17"
    std::string field;     // "length_m"
};

struct Problem {
    ErrorCode code{};
    Place place;
    std::string text;   // what is wrong, with the value and what is allowed
    std::string advice; // what to do about it; may be empty
};

// "project.yaml:12: pipe_pairs 'p17', length_m: -4 is not allowed, must be above 0. Measure along the
// trench."
[[nodiscard]] std::string to_string(Problem const& problem);

// Everything that is wrong with one input. `what()` is all problems, one per line.
class Error : public std::runtime_error {
public:
    explicit Error(std::vector<Problem> problems);
    explicit Error(Problem problem);

    [[nodiscard]] std::vector<Problem> const& problems() const noexcept { return problems_; }
    [[nodiscard]] ErrorCode code() const noexcept { return problems_.front().code; }

private:
    std::vector<Problem> problems_;
};

} // namespace saggar
