// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "print_security.hpp"

#include "money.hpp"
#include "terminal.hpp"
#include "text_tables.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstddef>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace saggar::app {

namespace {

void print_links(SecurityPlan const& security, std::string const& currency) {
    TextTable links{{"link", "pipe", ">m", ">capital " + currency, ">secures kW", ">outages"}};
    for (SecurityLink const& link : security.links) {
        links.add({link.pair, link.entry, fmt::format("{:.0f}", link.length_m), money(link.capital),
                   fmt::format("{:.0f}", link.secured_w * 1e-3), fmt::format("{}", link.outages.size())});
    }
    fmt::print("{}\n", links.text());
}

void print_outages(SecurityPlan const& security, bool verbose) {
    constexpr std::size_t most = 10;
    TextTable table{{"out of service", ">cuts off kW", ">short before kW", ">after kW", "link"}};
    std::size_t const shown = verbose ? security.outages.size() : std::min(most, security.outages.size());
    for (std::size_t i = 0; i < shown; ++i) {
        SecurityOutage const& one = security.outages[i];
        table.add({one.pair, fmt::format("{:.0f}", one.cut_off_w * 1e-3),
                   fmt::format("{:.0f}", one.short_before_w * 1e-3),
                   fmt::format("{:.0f}", one.short_after_w * 1e-3), one.link.empty() ? "none" : one.link});
    }
    fmt::print("{}", table.text());
    if (shown < security.outages.size()) {
        fmt::print("and {} more (--verbose)\n", security.outages.size() - shown);
    }
    fmt::print("\n");
}

void print_unsecured(SecurityPlan const& security, bool verbose) {
    std::map<std::string, std::pair<UnsecuredLoad const*, std::size_t>> loads; // first reason, outages
    for (UnsecuredLoad const& load : security.unsecured) {
        ++loads.try_emplace(load.id, &load, 0).first->second.second;
    }
    constexpr std::size_t most = 10;
    std::size_t shown = 0;
    for (auto const& [id, found] : loads) {
        if (!verbose && shown == most) {
            fmt::print("and {} more that are not secured (--verbose)\n", loads.size() - shown);
            break;
        }
        ++shown;
        UnsecuredLoad const& load = *found.first;
        std::string const pair = load.pair.empty() ? "" : fmt::format(" without {}", load.pair);
        std::string const more = found.second > 1 ? fmt::format("; and in {} more", found.second - 1) : "";
        fmt::print("Not secured: {}{}: {}{}\n", id, pair, load.why, more);
    }
}

} // namespace

void print_security(SecurityPlan const& security, std::string const& currency, bool verbose) {
    double length = 0.0;
    for (SecurityLink const& link : security.links) {
        length += link.length_m;
    }
    auto const good =
        std::ranges::count_if(security.outages, [](SecurityOutage const& one) { return one.why.empty(); });
    std::string const present =
        security.present > 0 ? fmt::format(", {}", counted(security.present, "shut pair that lay there",
                                                           "shut pairs that lay there"))
                             : "";
    fmt::print(
        "Security: {} of {} get {:.0f} % of their demand in the outage of any pair but own connections of "
        "one load or plant ({} checked), by {} of {:.2f} km, shut in normal service{}, and {} made larger; "
        "{} of "
        "{} are made good.\n",
        security.secured, counted(security.wanted, "load", "loads"), security.share * 1e2,
        counted(security.checked, "outage", "outages"), counted(security.links.size(), "link", "links"),
        length * 1e-3, present, counted(security.enlarged.size(), "pair", "pairs"), good,
        counted(security.outages.size(), "outage that leaves loads short", "outages that leave loads short"));
    if (!security.own.empty()) {
        std::vector<std::string> named;
        for (OwnConnection const& own : security.own) {
            named.push_back(fmt::format("{} ({:.0f} kW hang on it)", own.pair, own.cut_off_w * 1e-3));
        }
        fmt::print(
            "Left out as a plant's own connection, which only a second pair beside it would secure: {}.\n",
            fmt::join(named, ", "));
    }
    if (!security.links.empty()) {
        print_links(security, currency);
    }
    if (!security.outages.empty()) {
        print_outages(security, verbose);
    }
    print_unsecured(security, verbose);
}

} // namespace saggar::app
