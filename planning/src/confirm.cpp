// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "confirm.hpp"

#include "confirmed_heat.hpp"

#include "extension/money.hpp"
#include "sizing/in_the_way.hpp"

#include "saggar/network/error.hpp"

#include <fmt/format.h>

#include <cmath>

namespace saggar::detail {

namespace {

std::string tightest_of(Network const& network, LimitReport const& limits) {
    auto const found = tightest_not_held(network, limits);
    if (!found) {
        return {};
    }
    LimitKindInfo const& kind = info(found->kind);
    auto const shown = [&](double value_si) {
        double const value = value_si * kind.shown_per_si;
        return std::abs(value) < 1000.0 ? fmt::format("{:.4g}", value) : fmt::format("{:.0f}", value);
    };
    return fmt::format("{} of {}: {} {}, {} {}", kind.title, element_id(network, *found), shown(found->value),
                       kind.unit, kind.is_maximum ? "at most" : "at least", shown(found->limit));
}

} // namespace

Confirmed confirm(Project const& project, Catalogue const& catalogue, int threads,
                  std::function<void()> const& go_on) {
    Confirmed made;
    if (project.substations.empty()) {
        made.verified = true;
        made.solved = true;
        return made;
    }
    std::shared_ptr<Network const> network;
    try {
        network = Network::build(project, catalogue);
    } catch (Error const& error) {
        made.diagnosis = error.what();
        return made;
    }
    SizingSettings settings;
    settings.pairs = {""}; // none is free
    settings.operating_point = design_point_id(project);
    settings.threads = threads;
    DesignJudge const judge{project, *network, settings, go_on};
    Design const design = judge.judge({}, nullptr);
    made.verified = design.verified();
    if (!made.verified) {
        made.diagnosis = design.solved ? what_is_broken(design) : design.diagnosis;
    }
    if (!design.solved) {
        return made;
    }
    made.solved = true;
    if (!made.verified) {
        made.in_the_way = pairs_in_the_way(design, judge.options());
    }
    made.network = design.network;
    for (SizingLoadResult const& one : design.loads) {
        made.heat_loss_mwh += one.load.hours * one.heat_loss_w * 1e-6;
        made.pumping_mwh += one.load.hours * one.pump_electricity_w * 1e-6;
    }
    made.heat = confirmed_heat(design.network, judge.point(*design.network), design.loads);
    made.points = design.envelope.points;
    made.tightest = tightest_of(*design.network, design.envelope.limits);
    return made;
}

} // namespace saggar::detail
