// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/io/mean_price.hpp"

#include "scenario_files.hpp"

#include "saggar/engine/simulation/scenario.hpp"
#include "saggar/network/error.hpp"

#include <utility>
#include <vector>

namespace saggar {

std::optional<MeanPrice> read_mean_price(Project const& project) {
    if (project.prices.file.empty() || project.prices.electricity_import_per_mwh) {
        return std::nullopt;
    }
    std::vector<Problem> problems;
    detail::Coverage coverage{std::nullopt, problems};
    PriceSeries const prices = detail::read_prices(project, coverage, problems);
    if (!problems.empty()) {
        throw Error{std::move(problems)};
    }
    constexpr double joules_per_mwh = 3.6e9;
    constexpr double day_s = 86400.0;
    TimeSeries const& import = prices.import_per_j;
    return MeanPrice{.electricity_import_per_mwh =
                         mean(import, import.begin_s, import.end_s()) * joules_per_mwh,
                     .days = static_cast<double>(import.end_s() - import.begin_s) / day_s};
}

} // namespace saggar
