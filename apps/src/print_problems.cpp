// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "print_problems.hpp"

#include "text_tables.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cstdio>
#include <string>

namespace saggar::app {

namespace {

using Json = nlohmann::ordered_json;

Json known(std::string const& part) {
    return part.empty() ? Json{} : Json(part);
}

Json to_json(Problem const& problem) {
    Place const& place = problem.place;
    return {{"code", to_string(problem.code)},
            {"file", known(place.file)},
            {"line", place.line > 0 ? Json(place.line) : Json{}},
            {"component", known(place.component)},
            {"id", known(place.id)},
            {"field", known(place.field)},
            {"text", problem.text},
            {"advice", known(problem.advice)}};
}

} // namespace

void print_problems(Error const& error, bool json) {
    for (Problem const& problem : error.problems()) {
        fmt::print(stderr, "{}\n", to_string(problem));
    }
    fmt::print(stderr, "{}; nothing was written\n", counted(error.problems().size(), "problem", "problems"));
    if (json) {
        Json answer{{"ok", false}, {"problems", Json::array()}};
        for (Problem const& problem : error.problems()) {
            answer["problems"].push_back(to_json(problem));
        }
        fmt::print("{}\n", answer.dump(2, ' ', false, Json::error_handler_t::replace)); // of damaged files
    }
}

} // namespace saggar::app
