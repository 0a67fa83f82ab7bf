// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/planning/contingency.hpp"

#include "outage.hpp"
#include "over_threads.hpp"
#include "raised_pressure.hpp"
#include "shared_shortage.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <mutex>
#include <optional>
#include <utility>

namespace saggar {

namespace {

using detail::Outage;
using detail::OutageNetwork;
using detail::SharedShortage;
using detail::Standby;

constexpr double worse_by = 1e-4;   // of a limit
constexpr double noticeable = 1e-6; // of a demand, that is short
// Of a demand that is short, and of what lacks that a plant that stood by brings.
constexpr double worth_starting = 1e-3;

std::size_t at(std::int32_t index) {
    return static_cast<std::size_t>(index);
}

class Study {
public:
    Study(std::shared_ptr<Network const> const& network, ContingencyOptions const& options,
          ContingencyProgress const& progress)
        : present_{*network}, options_{options}, progress_{progress} {
        // Without capacities: what plants lack is shared out here (shared_shortage.hpp).
        auto lifted = std::make_shared<Network>(*network);
        for (auto& capacity : lifted->plants.capacity_w) {
            capacity_w_.push_back(capacity.value_or(std::numeric_limits<double>::infinity()));
        }
        for (std::size_t i = 0; i < lifted->plants.size(); ++i) {
            lifted->plants.capacity_w[i].reset();
        }
        network_ = std::move(lifted);
    }

    ContingencyReport run() {
        std::string const& asked = options_.operating_point;
        std::string const id = asked.empty() ? present_.project().connection.operating_point : asked;
        point_ = id.empty() ? design_point(*network_) : operating_point(*network_, id);
        report_.operating_point = id.empty() ? "design" : id;
        if (options_.start_standby) {
            standby_ = detail::standby_plants(*network_, point_, id);
        }
        try {
            judge_base();
            if (report_.base_converged) {
                judge_outages();
            }
        } catch (detail::WorkStopped const&) {
            stopped_ = true;
        }
        report_.stopped = stopped_;
        if (stopped_) {
            report_.contingencies.clear();
        }
        return std::move(report_);
    }

private:
    bool go_on() {
        std::scoped_lock const lock{telling_};
        stopped_ = stopped_ || (progress_ && !progress_(judged_, total_));
        return !stopped_;
    }

    void judge_base() {
        OutageNetwork base{.network = network_,
                           .point = point_,
                           .parts = detail::parts(*network_, point_),
                           .capacity_w = capacity_w_};
        detail::leave_out_without_circuit(base);
        SteadySolver solver{network_};
        base_ = detail::solve_shared(solver, base, SteadyState{}, go_);
        report_.base_converged = base_.report.converged();
        report_.diagnosis = base_.report.diagnosis;
        if (!report_.base_converged) {
            return;
        }
        unmet_before_w_.assign(network_->substations.size(), 0.0);
        for (ShortLoad const& load : short_loads(base, base_, std::nullopt)) {
            unmet_before_w_[at(load.substation)] = load.unmet_w;
        }
        for (std::size_t i = 0; i < unmet_before_w_.size(); ++i) {
            unmet_before_w_[i] = base.no_circuit[i] != 0 ? point_.heat_demand_w[i] : unmet_before_w_[i];
            report_.base_unmet_w += unmet_before_w_[i];
        }
        for (LimitFinding const& finding : check_limits(*network_, solver.fluid(), base_.state).broken) {
            broken_before_[{finding.kind, finding.element}] = finding.relative_margin();
        }
        report_.base_broken = broken_before_.size();
    }

    void judge_outages() {
        std::vector<Outage> const list = detail::outages(*network_, point_, options_.all_pipes);
        total_ = list.size();
        std::vector<ContingencyResult> results(list.size());
        detail::over_threads(list.size(), options_.threads, [&](std::size_t) {
            return [&](std::size_t i) {
                results[i] = judge(list[i]);
                std::scoped_lock const lock{telling_};
                ++judged_;
            };
        });
        std::ranges::stable_sort(results, [](ContingencyResult const& a, ContingencyResult const& b) {
            return std::pair{a.solved, -a.unmet_w} < std::pair{b.solved, -b.unmet_w};
        });
        report_.contingencies = std::move(results);
    }

    // Plants that stand by are started one by one, each kept where less heat lacks with it.
    [[nodiscard]] ContingencyResult judge(Outage const& outage) {
        std::vector<Standby> started;
        ContingencyResult best = judge_pressures(outage, started);
        for (std::int32_t const plant : standby_) {
            if (best.solved && !lacks_more(best)) {
                break;
            }
            std::vector<Standby> const running = started;
            for (double const heat_w : heats_to_try(outage, best, running, plant)) {
                std::vector<Standby> more = running;
                more.push_back({.plant = plant, .heat_w = heat_w});
                ContingencyResult next = judge_pressures(outage, more);
                if (next.solved && (!best.solved || next.unmet_w < (1.0 - worth_starting) * best.unmet_w)) {
                    best = std::move(next);
                    started = std::move(more);
                }
                if (best.solved && !lacks_more(best)) {
                    break;
                }
            }
        }
        return best;
    }

    // As much as lacks in the plant's part; then, since water from near by leaves room in the pipes, more, up
    // to all it has. None where nobody is short there.
    [[nodiscard]] std::vector<double> heats_to_try(Outage const& outage, ContingencyResult const& best,
                                                   std::vector<Standby> started, std::int32_t plant) const {
        double const capacity = capacity_w_[at(plant)];
        if (!best.solved) {
            return std::isfinite(capacity) ? std::vector{capacity} : std::vector<double>{};
        }
        started.push_back({.plant = plant, .heat_w = 0.0});
        OutageNetwork const with =
            detail::with_outage(network_, point_, base_.state, capacity_w_, outage, {}, started);
        auto const part =
            at(with.parts.of_node[at(network_->links.from[at(network_->plants.link[at(plant)])])]);
        double lacking_w = 0.0;
        for (ShortLoad const& load : best.loads) {
            lacking_w += part_of(with, at(load.substation)) == part ? load.unmet_w : 0.0;
        }
        if (!(lacking_w > 0.0)) {
            return {};
        }
        std::vector<double> heats{std::min(lacking_w, capacity)};
        for (int doubled = 0; doubled < 3 && heats.back() < capacity; ++doubled) {
            heats.push_back(std::min(2.0 * heats.back(), capacity));
        }
        return heats;
    }

    [[nodiscard]] static bool lacks_more(ContingencyResult const& one) {
        return std::ranges::any_of(one.loads, [](ShortLoad const& load) {
            return load.unmet_w > load.unmet_before_w + worth_starting * load.demand_w;
        });
    }

    // Where the plant that takes over does not bring the pressure that lacks, another one may.
    [[nodiscard]] ContingencyResult judge_pressures(Outage const& outage,
                                                    std::vector<Standby> const& started) {
        std::vector<std::int32_t> refused;
        ContingencyResult best = judge_without(outage, refused, started);
        ContingencyResult last = best;
        while (lacks_pressure(last)) {
            for (std::string const& id : last.takes_over) {
                refused.push_back(static_cast<std::int32_t>(std::ranges::find(network_->plants.id, id) -
                                                            network_->plants.id.begin()));
            }
            ContingencyResult next = judge_without(outage, refused, started);
            if (next.takes_over.size() < last.takes_over.size()) { // there is none left
                break;
            }
            if (next.solved && (!best.solved || next.unmet_w < best.unmet_w - noticeable * best.demand_w)) {
                best = next;
            }
            last = std::move(next);
        }
        return best;
    }

    // Though a plant took over: of those that did not lack it before.
    [[nodiscard]] static bool lacks_pressure(ContingencyResult const& one) {
        bool const lacks = std::ranges::any_of(one.loads, [](ShortLoad const& load) {
            return load.cause == ShortCause::low_pressure &&
                   load.unmet_w > load.unmet_before_w + noticeable * load.demand_w;
        });
        return !one.takes_over.empty() && (!one.solved || lacks);
    }

    [[nodiscard]] ContingencyResult judge_without(Outage const& outage,
                                                  std::vector<std::int32_t> const& refused,
                                                  std::vector<Standby> const& started) {
        ContingencyResult made;
        made.kind = outage.kind;
        made.id = outage.id;
        made.record = outage.record;
        for (double const demand : point_.heat_demand_w) {
            made.demand_w += demand;
        }
        OutageNetwork const without =
            detail::with_outage(network_, point_, base_.state, capacity_w_, outage, refused, started);
        made.takes_over = without.takes_over;
        made.lowered = without.lowered;
        made.solved = true;
        made.lowest_differential_pressure_pa = std::numeric_limits<double>::quiet_NaN();
        add_lost(without, made);
        for (std::int32_t const part : detail::parts_to_solve(without)) {
            // A solver of its own: what it solved before must not decide anything.
            OutageNetwork one = detail::part_alone(without, part);
            SteadySolver solver{one.network};
            SharedShortage found = detail::solve_shared(solver, one, base_.state, go_);
            if (!found.report.converged() && keep_pressures(one)) {
                found = detail::solve_shared(solver, one, base_.state, go_);
            }
            if (!found.report.converged()) {
                made.solved = false;
                made.diagnosis = found.report.diagnosis;
                made.loads.clear();
                break;
            }
            for (RaisedPressure& raised : detail::raise_pressure(one, unmet_before_w_, found, go_)) {
                made.pressure_raised.push_back(std::move(raised));
            }
            add_part(one, found, part, solver.fluid(), made);
        }
        std::ranges::stable_sort(made.loads, std::greater{}, &ShortLoad::unmet_w);
        for (ShortLoad const& load : made.loads) {
            made.unmet_w += load.unmet_w;
        }
        std::ranges::stable_sort(made.broken, {}, &LimitFinding::relative_margin);
        if (!made.broken.empty()) {
            made.worst_limit_element = element_id(*without.network, made.broken.front());
        }
        return made;
    }

    // Of plants that look for a pressure that serves everybody since they took over, and of whose pumps no
    // limit is known: there may be none. They keep what they had. False where there is none of them.
    [[nodiscard]] bool keep_pressures(OutageNetwork& one) const {
        bool any = false;
        for (std::size_t i = 0; i < one.network->plants.size(); ++i) {
            double& pressure_pa = one.point.plant_differential_pressure_pa[i];
            bool const endless = !one.network->plants.maximum_differential_pressure_pa[i];
            bool const runs = one.point.link_open[at(one.network->plants.link[i])] != 0;
            double const had_pa = base_.state.plant_differential_pressure_pa[i];
            if (runs && endless && std::isnan(pressure_pa) && had_pa > 0.0 &&
                std::ranges::find(one.takes_over, one.network->plants.id[i]) != one.takes_over.end()) {
                pressure_pa = had_pa;
                any = true;
            }
        }
        return any;
    }

    void add_part(OutageNetwork const& without, SharedShortage const& found, std::int32_t part,
                  Fluid const& fluid, ContingencyResult& made) const {
        auto const append = [](auto& into, auto const& more) {
            into.insert(into.end(), more.begin(), more.end());
        };
        append(made.raised, found.raised);
        append(made.lowered, found.lowered);
        append(made.at_capacity, found.at_capacity);
        for (std::int32_t const plant : without.started) {
            std::int32_t const node = network_->links.from[at(network_->plants.link[at(plant)])];
            if (without.parts.of_node[at(node)] == part) {
                made.started.push_back(
                    {.plant = network_->plants.id[at(plant)], .heat_w = found.state.plant_heat_w[at(plant)]});
            }
        }
        std::vector<ShortLoad> const loads = short_loads(without, found, part);
        append(made.loads, loads);
        find_lowest(found, loads, made);
        for (LimitFinding const& finding : check_limits(*without.network, fluid, found.state).broken) {
            if (is_of_no_circuit(finding, without)) {
                continue;
            }
            auto const before = broken_before_.find({finding.kind, finding.element});
            if (before == broken_before_.end() || finding.relative_margin() < before->second - worse_by) {
                made.broken.push_back(finding);
            }
        }
    }

    // A load that nothing leads to has no limits of its own.
    [[nodiscard]] bool is_of_no_circuit(LimitFinding const& finding, OutageNetwork const& without) const {
        bool const of_substation = finding.kind == LimitKind::substation_differential_pressure ||
                                   finding.kind == LimitKind::substation_supply_temperature;
        auto const found = std::ranges::find(network_->substations.link, finding.element);
        return of_substation && found != network_->substations.link.end() &&
               without.no_circuit[static_cast<std::size_t>(found - network_->substations.link.begin())] != 0;
    }

    void add_lost(OutageNetwork const& without, ContingencyResult& made) const {
        for (std::size_t i = 0; i < point_.heat_demand_w.size(); ++i) {
            std::size_t const part = part_of(without, i);
            bool const lost = without.part_is_lost[part] != 0;
            if (point_.heat_demand_w[i] > 0.0 && (lost || without.no_circuit[i] != 0)) {
                made.loads.push_back({.substation = static_cast<std::int32_t>(i),
                                      .demand_w = point_.heat_demand_w[i],
                                      .unmet_w = point_.heat_demand_w[i],
                                      .unmet_before_w = unmet_before_w_[i],
                                      .cause = lost ? without.lost_part[part] : ShortCause::cut_off});
            }
        }
    }

    [[nodiscard]] std::size_t part_of(OutageNetwork const& without, std::size_t substation) const {
        return at(
            without.parts.of_node[at(network_->links.from[at(network_->substations.link[substation])])]);
    }

    // In one part that was solved, or in all.
    [[nodiscard]] std::vector<ShortLoad> short_loads(OutageNetwork const& without,
                                                     SharedShortage const& found,
                                                     std::optional<std::int32_t> part) const {
        std::vector<ShortLoad> loads;
        for (std::size_t i = 0; i < network_->substations.size(); ++i) {
            if ((part && part_of(without, i) != at(*part)) || without.no_circuit[i] != 0) {
                continue;
            }
            double const demand = point_.heat_demand_w[i];
            ElementStatus const status = found.state.link_status[at(network_->substations.link[i])];
            bool const cut = status == ElementStatus::cut_off;
            double const shared_w = demand - found.point.heat_demand_w[i];
            double const not_served_w =
                cut ? found.point.heat_demand_w[i] : found.state.substation_unmet_heat_w[i];
            if (shared_w + not_served_w <= noticeable * demand) {
                continue;
            }
            ShortCause const own = cut                                 ? ShortCause::no_pressure
                                   : status == ElementStatus::too_cold ? ShortCause::too_cold
                                                                       : ShortCause::low_pressure;
            loads.push_back({.substation = static_cast<std::int32_t>(i),
                             .demand_w = demand,
                             .unmet_w = shared_w + not_served_w,
                             .unmet_before_w = unmet_before_w_.empty() ? 0.0 : unmet_before_w_[i],
                             .cause = shared_w > not_served_w ? ShortCause::plant_capacity : own});
        }
        return loads;
    }

    // Of those that get heat, be it too little.
    void find_lowest(SharedShortage const& found, std::vector<ShortLoad> const& loads,
                     ContingencyResult& made) const {
        std::vector<std::uint8_t> gets_nothing(network_->substations.size(), 0);
        for (ShortLoad const& load : loads) {
            gets_nothing[at(load.substation)] =
                load.demand_w - load.unmet_w <= noticeable * load.demand_w ? 1 : 0;
        }
        double lowest = made.lowest_differential_pressure_pa;
        for (std::size_t i = 0; i < network_->substations.size(); ++i) {
            double const here = found.state.substation_differential_pressure_pa[i];
            if (found.point.heat_demand_w[i] > 0.0 && gets_nothing[i] == 0 && !(here >= lowest)) {
                lowest = here;
                made.lowest_at = network_->substations.id[i];
            }
        }
        made.lowest_differential_pressure_pa = lowest;
    }

    Network const& present_;
    ContingencyOptions const& options_;
    ContingencyProgress const& progress_;
    std::function<bool()> go_{[this] { return go_on(); }};
    std::shared_ptr<Network const> network_; // without capacities of plants
    std::vector<double> capacity_w_;
    OperatingPoint point_;
    std::vector<std::int32_t> standby_; // plants
    SharedShortage base_;
    std::vector<double> unmet_before_w_;
    std::map<std::pair<LimitKind, std::int32_t>, double> broken_before_; // relative margins
    ContingencyReport report_;
    std::mutex telling_;
    std::size_t judged_{0}; // this and the next behind telling_
    std::size_t total_{0};
    bool stopped_{false};
};

} // namespace

std::string_view to_string(OutageKind kind) {
    switch (kind) {
    case OutageKind::plant: return "plant";
    case OutageKind::source: return "source";
    case OutageKind::pump: return "pump";
    case OutageKind::pair: return "pair";
    case OutageKind::pipe: return "pipe";
    }
    return "unknown";
}

std::string_view to_string(ShortCause cause) {
    switch (cause) {
    case ShortCause::cut_off: return "cut_off";
    case ShortCause::no_pressure: return "no_pressure";
    case ShortCause::plant_capacity: return "plant_capacity";
    case ShortCause::low_pressure: return "low_pressure";
    case ShortCause::too_cold: return "too_cold";
    }
    return "unknown";
}

ContingencyReport study_contingencies(std::shared_ptr<Network const> const& network,
                                      ContingencyOptions const& options,
                                      ContingencyProgress const& progress) {
    return Study{network, options, progress}.run();
}

} // namespace saggar
