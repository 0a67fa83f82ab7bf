// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "build_out.hpp"

#include "stage_plants.hpp"

#include "../confirm.hpp"
#include "../extension/money.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <utility>

namespace saggar::detail {

namespace {

constexpr int attempts = 6;         // to confirm a phase
constexpr double kept_share = 0.75; // of the peaks that are new, at each attempt

// Buildings of the plan that connect in this phase, the worthiest first.
class Newcomers {
public:
    Newcomers(BuildOutProblem const& problem, BuildOut const& out, PlannedNetwork const& plan,
              std::vector<int> const& arrival)
        : problem_{problem} {
        auto const phase = static_cast<int>(out.phases.size());
        std::vector<std::size_t> order;
        for (std::size_t i = 0; i < plan.buildings.size(); ++i) {
            int const arrives = arrival[problem.building.at(plan.buildings[i])];
            bool const due = arrives >= 0 && plan.phase[i] >= 0 && std::max(arrives, plan.phase[i]) <= phase;
            if (due && !out.connected.contains(plan.buildings[i])) {
                order.push_back(i);
            }
        }
        std::ranges::stable_sort(order, std::greater<>{}, [&](std::size_t i) { return plan.value_per_w[i]; });
        for (std::size_t const i : order) {
            ids.push_back(plan.buildings[i]);
        }
    }

    // Without the least worthy, so that a share of the peaks stays.
    void drop_some() {
        double const wanted = kept_share * peak_w();
        while (!ids.empty() && peak_w() > wanted) {
            ids.pop_back();
        }
    }

    std::vector<std::string> ids;

private:
    [[nodiscard]] double peak_w() const {
        double sum = 0.0;
        for (std::string const& id : ids) {
            sum += problem_.demand(id).peak_kw * 1e3;
        }
        return sum;
    }

    BuildOutProblem const& problem_;
};

class PhaseBuilder {
public:
    PhaseBuilder(BuildOutProblem const& problem, BuildOut& out, PlannedNetwork const* plan)
        : problem_{problem}, out_{out}, plan_{plan}, phase_{problem.project.phases[out.phases.size()]} {
        result_.phase = phase_.id;
        result_.description = phase_.description;
        result_.year = phase_.year;
    }

    void run(std::vector<int> const& arrival) {
        if (plan_ == nullptr) {
            Project project = out_.project;
            std::vector<std::string> const left = set_stage_plants(project, problem_.project, phase_.year);
            if (left.empty()) {
                StageNetwork stage;
                stage.project = std::move(project);
                Confirmed confirmed = check(stage.project);
                take(std::move(confirmed), std::move(stage));
            } else {
                fail(unserved(left.front()));
            }
            return;
        }
        Newcomers newcomers{problem_, out_, *plan_, arrival};
        for (int attempt = 0; attempt < attempts; ++attempt) {
            std::set<std::string> buildings = out_.connected;
            buildings.insert(newcomers.ids.begin(), newcomers.ids.end());
            // Larger pipes in the place of present ones only where this phase needs them.
            for (bool const reinforced : {false, true}) {
                if (reinforced && !plans_larger_pipes()) {
                    continue;
                }
                StageNetwork stage = stage_network(*plan_, out_.project, buildings, problem_.project,
                                                   phase_.year, reinforced, problem_.catalogue);
                if (!stage.unserved.empty()) {
                    fail(unserved(stage.unserved.front()));
                    return;
                }
                Confirmed confirmed = check(stage.project);
                if (confirmed.verified) {
                    note_waiting(stage.without_plant, attempt > 0);
                    build(stage, reinforced);
                    take(std::move(confirmed), std::move(stage));
                    return;
                }
                refused_ = confirmed.diagnosis;
            }
            if (newcomers.ids.empty()) {
                break;
            }
            if (attempt + 2 == attempts) {
                newcomers.ids.clear();
            } else {
                newcomers.drop_some();
            }
        }
        fail(refused_);
    }

private:
    static std::string unserved(std::string const& substation) {
        return fmt::format("no plant that can hold the pressure serves {}", substation);
    }

    [[nodiscard]] Confirmed check(Project const& project) const {
        return confirm(project, problem_.catalogue, problem_.options.threads, [&] {
            if (!problem_.go_on()) {
                throw PhasingStopped{};
            }
        });
    }

    [[nodiscard]] bool plans_larger_pipes() const {
        return std::ranges::any_of(plan_->pipes, &ExtensionPipe::reinforced);
    }

    // `dropped`: the solver did not confirm all that was planned for this phase.
    void note_waiting(std::vector<std::string> const& without_plant, bool dropped) {
        if (!without_plant.empty()) {
            result_.diagnosis = fmt::format("{} of the plan wait for a plant", without_plant.size());
        }
        if (dropped) {
            result_.diagnosis += (result_.diagnosis.empty() ? "" : "; ") +
                                 fmt::format("less connects than planned: {}", refused_);
        }
    }

    // What is new in the stage.
    void build(StageNetwork const& stage, bool reinforced) {
        std::unordered_map<std::string_view, Pipe const*> had;
        for (Pipe const& pair : out_.project.pipe_pairs) {
            had.emplace(pair.id, &pair);
        }
        std::unordered_map<std::string_view, Pipe const*> has;
        for (Pipe const& pair : stage.project.pipe_pairs) {
            has.emplace(pair.id, &pair);
        }
        for (std::size_t i = 0; i < plan_->pipes.size(); ++i) {
            ExtensionPipe const& pipe = plan_->pipes[i];
            auto const there = has.find(pipe.pair);
            auto const before = had.find(pipe.pair);
            bool const laid = there != has.end() && before == had.end() && !pipe.reinforced;
            // A piece of a pair that was cut now had the entry of the whole.
            bool const enlarged = pipe.reinforced && reinforced && there != has.end() &&
                                  (before == had.end() || before->second->catalogue != pipe.entry);
            if (!laid && !enlarged) {
                continue;
            }
            result_.pipes.push_back({.pair = pipe.pair,
                                     .service = pipe.service,
                                     .reinforced = pipe.reinforced,
                                     .entry = pipe.entry,
                                     .before = plan_->before[i],
                                     .length_m = pipe.length_m,
                                     .surface = pipe.surface,
                                     .capital = pipe.capital,
                                     .crossing_cost = pipe.crossing_cost,
                                     .annual_use_mwh = pipe.annual_use_mwh});
            result_.pipe_capital += pipe.capital;
            result_.crossing_cost += pipe.crossing_cost;
        }
        double new_peak_w = 0.0;
        for (std::string const& id : stage.buildings) {
            if (!out_.connected.contains(id)) {
                BuildingDemand const& demand = problem_.demand(id);
                result_.buildings.push_back(id);
                result_.connection_cost += connection_cost(problem_.project.economics, demand);
                new_peak_w += demand.peak_kw * 1e3;
            }
        }
        // Capacity that the plan buys at plants, by the peaks that need it.
        result_.source_capital =
            plan_->peak_w > 0.0 ? plan_->source_capital * new_peak_w / plan_->peak_w : 0.0;
    }

    void take(Confirmed confirmed, StageNetwork stage) {
        if (!confirmed.verified) {
            fail(confirmed.diagnosis);
            return;
        }
        out_.connected.insert(stage.buildings.begin(), stage.buildings.end());
        for (std::string const& id : out_.connected) {
            result_.annual_use_mwh += problem_.demand(id).annual_use_mwh;
            result_.peak_w += problem_.demand(id).peak_kw * 1e3;
        }
        result_.connected = out_.connected.size();
        result_.confirmed = true;
        result_.heat_loss_mwh = confirmed.heat_loss_mwh;
        result_.pumping_mwh = confirmed.pumping_mwh;
        result_.carbon_saved_t = carbon_saved_t(problem_.project, result_.annual_use_mwh,
                                                result_.heat_loss_mwh - problem_.present_heat_loss_mwh,
                                                result_.pumping_mwh - problem_.present_pumping_mwh);
        result_.points = confirmed.points;
        result_.tightest = confirmed.tightest;
        result_.project = confirmed.network ? confirmed.network->project() : std::move(stage.project);
        result_.plant_changes = plant_changes(out_.project, result_.project);
        out_.project = result_.project;
        out_.phases.push_back(std::move(result_));
    }

    void fail(std::string const& why) { out_.failure = fmt::format("phase {}: {}", phase_.id, why); }

    BuildOutProblem const& problem_;
    BuildOut& out_;
    PlannedNetwork const* plan_;
    BuildPhase const& phase_;
    PhaseResult result_;
    std::string refused_;
};

} // namespace

void build_phase(BuildOutProblem const& problem, BuildOut& out, PlannedNetwork const* plan,
                 std::vector<int> const& arrival) {
    if (out.failure.empty()) {
        PhaseBuilder{problem, out, plan}.run(arrival);
    }
}

} // namespace saggar::detail
