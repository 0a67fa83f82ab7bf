// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "outage_judge.hpp"

#include "../shared_shortage.hpp"

#include "saggar/network/at.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace saggar::detail {

namespace {

constexpr double noticeable = 1e-6; // of a share, that is short
constexpr double worse_by = 1e-4;   // of a limit

// Of normal service alone, or told by what is delivered.
bool decides(LimitKind kind) {
    return kind != LimitKind::pipe_velocity && kind != LimitKind::pipe_gradient &&
           kind != LimitKind::substation_differential_pressure;
}

std::string in_words(Network const& network, LimitFinding const& finding) {
    LimitKindInfo const& kind = info(finding.kind);
    return fmt::format("{} of {} is {:.4g} {}, {} {:.4g}", kind.title, element_id(network, finding),
                       finding.value * kind.shown_per_si, kind.unit, kind.is_maximum ? "at most" : "at least",
                       finding.limit * kind.shown_per_si);
}

// What is said of the loads to be secured in one outage, load by load and part by part.
class Hearing {
public:
    Hearing(Network const& network, std::vector<std::uint8_t> const& wanted, std::vector<double> must_w)
        : network_{network}, wanted_{wanted}, must_w_{std::move(must_w)}, unsecured_(wanted.size(), 0) {}

    // True where it lacks more than any before.
    bool serve(std::size_t load, double got_w, std::string_view why) {
        double const short_w = must_w_[load] - got_w;
        if (wanted_[load] == 0 || short_w <= noticeable * must_w_[load]) {
            return false;
        }
        made_.short_w += short_w;
        unsecured_[load] = 1;
        if (short_w <= most_w_) {
            return false;
        }
        most_w_ = short_w;
        lack_ = fmt::format("{} lacks {:.0f} kW of its share: {}", network_.substations.id[load],
                            short_w * 1e-3, why);
        return true;
    }
    // Nothing is known of a load whose part has no solution.
    void leave_unknown(std::size_t load, std::string const& diagnosis) {
        if (wanted_[load] != 0) {
            made_.solved = false;
            made_.short_w += must_w_[load];
            unsecured_[load] = 1;
            no_solution_ = "no solution: " + diagnosis;
        }
    }
    // It gets its share in a state that is not to be run in.
    void hold_against(std::size_t load, std::string const& limit) {
        if (wanted_[load] != 0) {
            unsecured_[load] = 1;
            limit_ = limit_.empty() ? limit : limit_;
        }
    }
    void by_plants() { made_.by_plants = true; }
    void may_help(std::int32_t pair) { made_.pair = pair; }

    [[nodiscard]] OutageVerdict take() {
        for (std::size_t i = 0; i < unsecured_.size(); ++i) {
            if (unsecured_[i] != 0) {
                made_.loads.push_back(static_cast<std::int32_t>(i));
            }
        }
        made_.why = !no_solution_.empty() ? no_solution_ : !lack_.empty() ? lack_ : limit_;
        return std::move(made_);
    }

private:
    Network const& network_;
    std::vector<std::uint8_t> const& wanted_;
    std::vector<double> must_w_;
    std::vector<std::uint8_t> unsecured_;
    OutageVerdict made_{.solved = true};
    double most_w_{0.0};
    std::string no_solution_;
    std::string lack_;
    std::string limit_;
};

} // namespace

OutageJudge::OutageJudge(Project const& project, Catalogue const& catalogue, std::string const& point_id,
                         double share, std::function<bool()> go_on)
    : catalogue_{catalogue}, share_{share}, go_on_{std::move(go_on)} {
    resize(project);
    point_ = point_id.empty() ? design_point(*network_) : operating_point(*network_, point_id);
    OutageNetwork const whole{
        .network = network_, .point = point_, .parts = parts(*network_, point_), .capacity_w = capacity_w_};
    SteadySolver solver{network_};
    SharedShortage found = solve_shared(solver, whole, SteadyState{}, go_on_);
    if (!found.report.converged()) {
        diagnosis_ = found.report.diagnosis;
        return;
    }
    for (LimitFinding const& finding : check_limits(*network_, solver.fluid(), found.state).broken) {
        broken_before_[{finding.kind, finding.element}] = finding.relative_margin();
    }
    base_ = std::move(found.state);
}

void OutageJudge::resize(Project const& project) {
    auto lifted = std::make_shared<Network>(*Network::build(project, catalogue_));
    capacity_w_.clear();
    for (auto& capacity : lifted->plants.capacity_w) { // what plants lack is shared (shared_shortage.hpp)
        capacity_w_.push_back(capacity.value_or(std::numeric_limits<double>::infinity()));
        capacity.reset();
    }
    line_.assign(project.pipe_pairs.size(), -1);
    for (std::size_t i = 0; i < lifted->pipes.size(); ++i) {
        if (lifted->pipes.partner[i] == static_cast<std::int32_t>(i) + 1) {
            line_[at(lifted->pipes.record[i])] = static_cast<std::int32_t>(i);
        }
    }
    network_ = std::move(lifted);
}

bool OutageJudge::is_open(std::size_t pair) const {
    return point_.link_open[at(line_[pair])] != 0 || point_.link_open[at(line_[pair] + 1)] != 0;
}

Outage OutageJudge::outage_of(std::size_t pair) const {
    return {.kind = OutageKind::pair,
            .id = network_->project().pipe_pairs[pair].id,
            .record = static_cast<std::int32_t>(pair),
            .links = {line_[pair], line_[pair] + 1}};
}

CutOff OutageJudge::without(std::size_t pair) const {
    OutageNetwork const whole = with_outage(network_, point_, base_, capacity_w_,
                                            {.kind = OutageKind::pair, .id = {}, .record = -1, .links = {}});
    OutageNetwork const made = with_outage(network_, point_, base_, capacity_w_, outage_of(pair));
    auto const lost = [](OutageNetwork const& one, std::size_t node) {
        return one.part_is_lost[at(one.parts.of_node[node])] != 0;
    };
    CutOff cut{.node = std::vector<std::uint8_t>(network_->project().nodes.size(), 0),
               .load = std::vector<std::uint8_t>(network_->substations.size(), 0)};
    for (std::size_t node = 0; node < network_->nodes.size(); ++node) {
        if (lost(made, node) && !lost(whole, node)) {
            std::uint8_t& flag = cut.node[at(network_->nodes.place[node])];
            cut.nodes += flag == 0 ? 1U : 0U;
            flag = 1;
        }
    }
    for (std::size_t i = 0; i < cut.load.size(); ++i) {
        auto const node = at(network_->links.from[at(network_->substations.link[i])]);
        if (cut.node[at(network_->nodes.place[node])] != 0) {
            cut.load[i] = 1;
            cut.demand_w += point_.heat_demand_w[i];
        }
    }
    return cut;
}

OutageVerdict OutageJudge::judge(std::size_t pair, std::int32_t link, std::vector<std::uint8_t> const& wanted,
                                 std::vector<std::uint8_t> const& may_grow, bool turned_down) const {
    CutOff const cut = without(pair);
    if (!turned_down) {
        OutageVerdict made = judge(pair, link, wanted, may_grow, cut, false);
        if (!made.by_plants) {
            return made;
        }
    }
    // Where the plants have no more, the others are turned down too.
    OutageVerdict made = judge(pair, link, wanted, may_grow, cut, true);
    made.turned_down = true;
    return made;
}

OutageVerdict OutageJudge::judge(std::size_t pair, std::int32_t link, std::vector<std::uint8_t> const& wanted,
                                 std::vector<std::uint8_t> const& may_grow, CutOff const& cut,
                                 bool all_turned_down) const {
    OperatingPoint point = point_;
    std::vector<double> must_w;
    for (std::size_t i = 0; i < cut.load.size(); ++i) {
        must_w.push_back(share_ * point_.heat_demand_w[i]);
        point.heat_demand_w[i] *= all_turned_down || cut.load[i] != 0 ? share_ : 1.0;
    }
    if (link >= 0) {
        point.link_open[at(line_[at(link)])] = 1;
        point.link_open[at(line_[at(link)] + 1)] = 1;
    }
    OutageNetwork const whole = with_outage(network_, point, base_, capacity_w_, outage_of(pair));
    Hearing hearing{*network_, wanted, std::move(must_w)};
    std::vector<std::vector<std::size_t>> loads(at(whole.parts.count)); // to be secured, of each part
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        std::int32_t const node = network_->links.from[at(network_->substations.link[i])];
        if (wanted[i] != 0) {
            loads[at(whole.parts.of_node[at(node)])].push_back(i);
        }
    }
    for (std::size_t part = 0; part < loads.size(); ++part) {
        for (std::size_t const load : loads[part]) {
            if (whole.part_is_lost[part] != 0) {
                hearing.serve(load, 0.0, "it is cut off");
            }
        }
    }
    for (std::int32_t const part : parts_to_solve(whole)) {
        if (loads[at(part)].empty()) {
            continue; // whatever becomes of it, nobody there is to be secured
        }
        OutageNetwork const one = part_alone(whole, part);
        SteadySolver solver{one.network};
        SharedShortage const found = solve_shared(solver, one, base_, go_on_);
        if (!found.report.converged()) {
            for (std::size_t const load : loads[at(part)]) {
                hearing.leave_unknown(load, found.report.diagnosis);
            }
            continue;
        }
        // Who is short of pressure, and so whose way may be widened.
        std::int32_t narrow = -1;
        bool anybody_lacks = false;
        for (std::size_t const load : loads[at(part)]) {
            ElementStatus const status = found.state.link_status[at(network_->substations.link[load])];
            double const asked_w = found.point.heat_demand_w[load];
            double const got_w =
                status == ElementStatus::cut_off ? 0.0 : asked_w - found.state.substation_unmet_heat_w[load];
            bool const by_plants = asked_w < point.heat_demand_w[load] * (1.0 - noticeable);
            bool const most =
                hearing.serve(load, got_w,
                              by_plants                           ? "the plants have no more"
                              : status == ElementStatus::too_cold ? "what arrives is too cold"
                                                                  : "there is too little pressure");
            if (most) {
                anybody_lacks = true;
                narrow = by_plants ? -1 : static_cast<std::int32_t>(load);
            }
            if (most && by_plants) {
                hearing.by_plants();
            }
        }
        for (LimitFinding const& finding : check_limits(*one.network, solver.fluid(), found.state).broken) {
            auto const before = broken_before_.find({finding.kind, finding.element});
            bool const is_new =
                before == broken_before_.end() || finding.relative_margin() < before->second - worse_by;
            if (!decides(finding.kind) || !is_new) {
                continue;
            }
            bool const of_one_load = finding.kind == LimitKind::substation_supply_temperature;
            for (std::size_t const load : loads[at(part)]) {
                if (!of_one_load || network_->substations.link[load] == finding.element) {
                    hearing.hold_against(load, in_words(*one.network, finding));
                }
            }
            if (!of_one_load && !anybody_lacks) { // colder still where it is wider
                narrow = narrow < 0 ? found.state.index_consumer : narrow;
            }
        }
        if (narrow >= 0) {
            hearing.may_help(steepest(found.state, narrow, may_grow));
        }
    }
    return hearing.take();
}

// Against the water on the supply side, from the load to its plant.
std::int32_t OutageJudge::steepest(SteadyState const& state, std::int32_t substation,
                                   std::vector<std::uint8_t> const& may_grow) const {
    std::int32_t node = network_->links.from[at(network_->substations.link[at(substation)])];
    std::int32_t found = -1;
    double most_pa_m = 0.0;
    std::vector<std::uint8_t> seen(network_->nodes.size(), 0);
    while (node >= 0 && seen[at(node)] == 0) {
        seen[at(node)] = 1;
        std::int32_t before = -1;
        double largest = 0.0;
        for (std::size_t pipe = 0; pipe < network_->pipes.size(); ++pipe) {
            double const flow = state.mass_flow_kg_s[pipe];
            std::int32_t const end = flow > 0.0 ? network_->links.to[pipe] : network_->links.from[pipe];
            if (end != node || !(std::abs(flow) > largest)) {
                continue;
            }
            largest = std::abs(flow);
            before = flow > 0.0 ? network_->links.from[pipe] : network_->links.to[pipe];
            double const gradient = state.pipe_friction_pa[pipe] / network_->pipes.length_m[pipe];
            std::int32_t const partner = network_->pipes.partner[pipe];
            if (partner >= 0 && gradient > most_pa_m && may_grow[at(network_->pipes.record[pipe])] != 0) {
                most_pa_m = gradient;
                found = network_->pipes.record[pipe];
            }
        }
        node = before;
    }
    return found;
}

} // namespace saggar::detail
