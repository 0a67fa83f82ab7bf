// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "report_data.hpp"

#include "saggar/network/at.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>
#include <optional>

namespace saggar::detail {

namespace {

constexpr double unmet_tolerance = 1e-6; // of what a substation asks for
constexpr double close_to_limit = 0.02;  // relative margin below which it is said that little is left

std::string power(double watts) {
    double const kw = 1e-3 * watts;
    return std::abs(kw) >= 1000.0 ? fmt::format("{:.3g} MW", 1e-3 * kw)
                                  : fmt::format("{:.{}f} kW", kw, std::abs(kw) < 10.0 ? 2 : 0);
}

// Without an exponent, with at least `digits` significant digits.
std::string plain(double value, int digits) {
    int const size = value == 0.0 ? 0 : static_cast<int>(std::floor(std::log10(std::abs(value)) + 1e-9));
    std::string text = fmt::format("{:.{}f}", value, std::max(0, digits - 1 - size));
    if (text.find('.') != std::string::npos) {
        text.erase(text.find_last_not_of('0') + 1);
        if (text.back() == '.') {
            text.pop_back();
        }
    }
    return text;
}

// A value beside its limit: with as many digits as tell the two apart.
std::string beside(double value, double limit) {
    int digits = 3;
    while (digits < 7 && value != limit && plain(value, digits) == plain(limit, digits)) {
        ++digits;
    }
    return plain(value, digits);
}

std::string finding_text(Network const& network, LimitFinding const& finding) {
    LimitKindInfo const& about = info(finding.kind);
    bool const large = about.unit == "kW" && finding.limit * about.shown_per_si >= 1000.0;
    double const scale = about.shown_per_si * (large ? 1e-3 : 1.0);
    std::string_view const unit = large ? "MW" : about.unit;
    return fmt::format("{} {} {} at {}, where at {} {} {} is {}", about.title,
                       beside(finding.value * scale, finding.limit * scale), unit,
                       element_id(network, finding), about.is_maximum ? "most" : "least",
                       plain(finding.limit * scale, 4), unit, about.is_maximum ? "allowed" : "needed");
}

std::string count_of(std::size_t count, std::string_view one, std::string_view many) {
    return fmt::format("{} {}", count, count == 1 ? one : many);
}

struct Shortage {
    std::size_t substations{0};
    double unmet_w{0.0};
    std::size_t worst{0};
    std::array<std::size_t, 3> causes{}; // pressure, temperature, cut off
};

Shortage shortage(Network const& network, SteadyState const& state) {
    Shortage found;
    for (std::size_t i = 0; i < network.substations.size(); ++i) {
        double const unmet_w = state.substation_unmet_heat_w[i];
        double const asked_w = state.substation_heat_w[i] + unmet_w;
        if (!(unmet_w > unmet_tolerance * std::max(asked_w, 1.0))) {
            continue;
        }
        if (found.substations == 0 || unmet_w > state.substation_unmet_heat_w[found.worst]) {
            found.worst = i;
        }
        ++found.substations;
        found.unmet_w += unmet_w;
        switch (state.link_status[at(network.substations.link[i])]) {
        case ElementStatus::limited_by_pressure: ++found.causes[0]; break;
        case ElementStatus::too_cold: ++found.causes[1]; break;
        case ElementStatus::cut_off: ++found.causes[2]; break;
        default: break;
        }
    }
    return found;
}

// Plants that stand at a limit, as a sentence each.
void say_plants(Network const& network, SteadyState const& state, std::vector<std::string>& details) {
    std::string set;
    for (std::size_t i = 0; i < network.plants.size(); ++i) {
        double const heat_w = state.plant_heat_w[i];
        double const capacity_w = network.plants.capacity_w[i].value_or(0.0);
        if (capacity_w > 0.0 &&
            held_at_limit(network, {.kind = LimitKind::plant_heat,
                                    .element = network.plants.link[i],
                                    .value = heat_w,
                                    .limit = capacity_w,
                                    .margin = capacity_w - heat_w}) &&
            state.link_status[at(network.plants.link[i])] == ElementStatus::normal) {
            set += (set.empty() ? "" : ", ") + network.plants.id[i];
        }
    }
    if (!set.empty()) {
        details.push_back(fmt::format("At capacity because the project sets their heat so: {}.", set));
    }
    for (std::size_t i = 0; i < network.plants.size() && details.size() < 6; ++i) {
        std::string const& id = network.plants.id[i];
        switch (state.link_status[at(network.plants.link[i])]) {
        case ElementStatus::at_capacity:
            details.push_back(fmt::format("{} gives all the heat it has.", id));
            break;
        case ElementStatus::at_pressure_limit:
            details.push_back(fmt::format("The pumps of {} lift as much as they can.", id));
            break;
        case ElementStatus::at_flow_limit:
            details.push_back(fmt::format("{} is at its flow limit.", id));
            break;
        case ElementStatus::return_too_hot:
            details.push_back(
                fmt::format("{} gives no heat: water comes back hotter than it is set to send out.", id));
            break;
        case ElementStatus::limited_by_pressure:
            details.push_back(
                fmt::format("{} gives less than the project sets: no more is taken, or finds a way.", id));
            break;
        case ElementStatus::reversed:
            details.push_back(
                fmt::format("Water runs backwards through {}: other plants give more than is taken.", id));
            break;
        default: break;
        }
    }
}

bool any_plant_reversed(Network const& network, SteadyState const& state) {
    return std::ranges::any_of(network.plants.link, [&](std::int32_t link) {
        return state.link_status[at(link)] == ElementStatus::reversed;
    });
}

} // namespace

VerdictText verdict(Network const& network, ReportPoint const& point) {
    SteadyState const& state = point.state;
    if (!point.report.converged()) {
        VerdictText text{"bad", "No solution was found, so there is no result to show.", {}};
        if (!point.report.diagnosis.empty()) {
            text.details.push_back(point.report.diagnosis);
        }
        return text;
    }
    VerdictText text{"good", {}, {}};
    Shortage const missing = shortage(network, state);
    std::vector<LimitFinding> const& broken = point.limits.broken;
    bool const has_consumers = network.substations.size() > 0;
    if (missing.substations > 0) {
        text.tone = "bad";
        text.sentence = fmt::format("{} of {} {} less heat than asked for: {} of {} are missing, most at {}.",
                                    missing.substations,
                                    count_of(network.substations.size(), "substation", "substations"),
                                    missing.substations == 1 ? "gets" : "get", power(missing.unmet_w),
                                    power(state.demand_total_w), network.substations.id[missing.worst]);
        static constexpr std::array<std::string_view, 3> words{
            "short of pressure, its valve wide open|short of pressure, their valves wide open",
            "reached by water that is too cold|reached by water that is too cold",
            "cut off from every plant|cut off from every plant"};
        for (std::size_t cause = 0; cause < words.size(); ++cause) {
            if (std::size_t const count = missing.causes[cause]; count > 0) {
                std::size_t const bar = words[cause].find('|');
                text.details.push_back(
                    fmt::format("{} {}.", count_of(count, "substation is", "substations are"),
                                count == 1 ? words[cause].substr(0, bar) : words[cause].substr(bar + 1)));
            }
        }
        if (!broken.empty()) {
            text.details.push_back(fmt::format("{} broken, the worst: {}.",
                                               count_of(broken.size(), "limit is", "limits are"),
                                               finding_text(network, broken.front())));
        }
    } else if (!broken.empty()) {
        text.tone = "bad";
        text.sentence = fmt::format("{}, but {} broken. The worst: {}.",
                                    has_consumers ? "Everything is served" : "The network is solved",
                                    count_of(broken.size(), "limit is", "limits are"),
                                    finding_text(network, broken.front()));
    } else if (any_plant_reversed(network, state)) {
        text.tone = "bad";
        text.sentence = fmt::format("{}, but water runs backwards through a plant.",
                                    has_consumers ? "Everything is served" : "The network is solved");
    } else if (std::optional<LimitFinding> const tightest = tightest_not_held(network, point.limits)) {
        double const margin = tightest->relative_margin();
        if (margin < close_to_limit) {
            text.tone = "warn";
        }
        text.sentence = fmt::format("{}; the tightest limit is {}.",
                                    has_consumers ? "Everything is served within all limits"
                                                  : "The network is solved within all limits",
                                    finding_text(network, *tightest));
    } else {
        text.sentence = has_consumers ? "Everything is served." : "The network is solved.";
    }
    if (point.envelope && point.envelope->points > 1) {
        text.details.push_back(fmt::format("Limits are held against the design envelope of {} points: on the "
                                           "way to each group of homes every "
                                           "pipe carries the coincident peak of what lies behind it.",
                                           point.envelope->points));
        std::vector<double> const& unmet_w = point.envelope->substation_unmet_heat_w;
        auto const worst = std::ranges::max_element(unmet_w);
        if (missing.substations == 0 && worst != unmet_w.end() && *worst > 0.0) {
            text.tone = "bad";
            text.details.push_back(
                fmt::format("{} is short of {} at its coincident peak.",
                            network.substations.id[at(static_cast<std::int32_t>(worst - unmet_w.begin()))],
                            power(*worst)));
        }
    }
    for (LimitSummary const& kind : point.limits.kinds) {
        if (kind.kind == LimitKind::substation_differential_pressure && kind.checked > 0 &&
            held_at_limit(network, kind.tightest)) {
            text.details.push_back(fmt::format(
                "The plants hold the smallest pressure that serves everybody: {} gets just the {:.3g} bar "
                "that it needs.",
                element_id(network, kind.tightest), 1e-5 * kind.tightest.limit));
        }
    }
    say_plants(network, state, text.details);
    return text;
}

} // namespace saggar::detail
