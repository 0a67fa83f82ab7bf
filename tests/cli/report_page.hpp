// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// What a page of `saggar report` was given.

#include "scratch_folder.hpp"

#include <nlohmann/json.hpp>

#include <cmath>
#include <filesystem>
#include <string>

namespace saggar::testing_support {

inline nlohmann::json data_in(std::filesystem::path const& page) {
    std::string const text = ScratchFolder::content(page);
    std::string const start = R"(<script type="application/json" id="data">)";
    std::size_t const from = text.find(start) + start.size();
    return nlohmann::json::parse(text.substr(from, text.find("</script>", from) - from));
}

// Of a line as it is drawn: x, y, x, y ...
inline double length_of(nlohmann::json const& course) {
    double length = 0.0;
    for (std::size_t i = 2; i + 1 < course.size(); i += 2) {
        length += std::hypot(course[i].get<double>() - course[i - 2].get<double>(),
                             course[i + 1].get<double>() - course[i - 1].get<double>());
    }
    return length;
}

} // namespace saggar::testing_support
