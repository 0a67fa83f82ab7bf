// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "options.hpp"

#include "saggar/network/catalogue_prices.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <string_view>
#include <utility>

namespace saggar::detail {

namespace {

constexpr double hours_of_a_year = 8784.0; // of a leap year

class Check {
public:
    void fail(ErrorCode code, std::string field, std::string text, std::string advice) {
        problems_.push_back(
            {.code = code,
             .place = {.file = "", .line = 0, .component = "sizing", .id = "", .field = std::move(field)},
             .text = std::move(text),
             .advice = std::move(advice)});
    }

    void range(std::string_view field, double value, double above, double to, bool open) {
        bool const low = open ? value > above : value >= above;
        if (!std::isfinite(value) || !low || value > to) {
            fail(std::isfinite(value) ? ErrorCode::value_out_of_range : ErrorCode::value_not_finite,
                 std::string{field},
                 fmt::format("{:g} is not allowed, must be {} {:g} and at most {:g}", value,
                             open ? "above" : "at least", above, to),
                 "");
        }
    }

    void finish() {
        if (!problems_.empty()) {
            throw Error{std::move(problems_)};
        }
    }

private:
    std::vector<Problem> problems_;
};

void check_economics(SizingEconomics const& e, Check& check) {
    check.range("lifetime_years", e.lifetime_years, 0.0, 200.0, true);
    check.range("discount_rate", e.discount_rate, 0.0, 1.0, false);
    check.range("electricity_cost_per_mwh", e.electricity_cost_per_mwh, 0.0, 1e6, false);
    check.range("heat_cost_per_mwh", e.heat_cost_per_mwh, 0.0, 1e6, false);
    check.range("maintenance_per_m_year", e.maintenance_per_m_year, 0.0, 1e6, false);
    check.range("pump_efficiency", e.pump_efficiency.value_or(1.0), 0.0, 1.0, true);
    double hours = 0.0;
    for (SizingLoad const& load : e.loads) {
        check.range("loads", load.load_factor, 0.0, 1.0, true);
        check.range("loads", load.hours, 0.0, hours_of_a_year, false);
        hours += load.hours;
    }
    if (e.loads.empty() || hours > hours_of_a_year) {
        check.fail(ErrorCode::value_out_of_range, "loads",
                   e.loads.empty() ? "there are none"
                                   : fmt::format("{:g} hours are more than a year has", hours),
                   "Give the load factors of a year and the hours of each");
    }
}

void check_pairs(Network const& network, SizingSettings const& settings, Check& check) {
    std::set<std::string_view> known;
    for (Pipe const& pair : network.project().pipe_pairs) {
        known.insert(pair.id);
    }
    if (known.empty()) {
        check.fail(ErrorCode::operation_refused, "pairs",
                   "the project has no pipe pairs, and only pairs are sized",
                   "Describe supply and return as pipe_pairs");
    }
    for (std::string const& id : settings.pairs) {
        if (!known.contains(id)) {
            check.fail(ErrorCode::unknown_id, "pairs", "there is no pair '" + id + "'",
                       "Name pipe_pairs only");
        }
    }
}

void check_family(Network const& network, SizingSettings const& settings, Check& check) {
    auto const family = network.catalogue().family(settings.family);
    if (family.empty()) {
        check.fail(ErrorCode::unknown_id, "family",
                   settings.family.empty() ? "no family of pipes is named"
                                           : "the catalogue has no family '" + settings.family + "'",
                   "Name one, as EN253/2");
    } else if (std::ranges::none_of(family, [](CatalogueEntry const* entry) {
                   return entry->cost_hard_per_m && entry->cost_soft_per_m;
               })) {
        check.fail(ErrorCode::operation_refused, "family",
                   "the catalogue has no prices for '" + settings.family + "', so no cost can be compared",
                   how_to_price(network.project()));
    }
}

} // namespace

void check_sizing(Network const& network, SizingSettings const& settings) {
    Check check;
    check_economics(settings.economics, check);
    check_pairs(network, settings, check);
    check_family(network, settings, check);
    if (!settings.operating_point.empty() &&
        std::ranges::find(network.project().operating_points, settings.operating_point,
                          &OperatingPointData::id) == network.project().operating_points.end()) {
        check.fail(ErrorCode::unknown_id, "operating_point",
                   "there is no operating point '" + settings.operating_point + "'", "");
    }
    check.finish();
}

double present_value_factor(SizingEconomics const& economics) {
    double const r = economics.discount_rate;
    double const n = economics.lifetime_years;
    return r < 1e-9 ? n : (1.0 - std::pow(1.0 + r, -n)) / r;
}

} // namespace saggar::detail
