// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "option_time.hpp"

#include "saggar/network/time_stamp.hpp"

#include <fmt/format.h>

#include <utility>

namespace saggar::app {

Problem option_problem(ErrorCode code, char const* option, std::string text, std::string advice) {
    return {code,
            {.file = {}, .line = 0, .component = "option", .id = option, .field = {}},
            std::move(text),
            std::move(advice)};
}

std::optional<std::int64_t> option_time(char const* option, std::string const& text, TimeZone const& zone,
                                        std::vector<Problem>& problems) {
    std::optional<std::int64_t> const read = parse_time_stamp(text, zone);
    if (!read) {
        TimeProblem problem = time_problem(text, zone);
        bool const is_a_time = time_moment(text, zone).has_value();
        problems.push_back(option_problem(ErrorCode::value_wrong_type, option, std::move(problem.text),
                                          is_a_time ? std::move(problem.advice)
                                                    : "Write it as 2024-01-15 or 2024-01-15T06:00:00Z"));
    }
    return read;
}

} // namespace saggar::app
