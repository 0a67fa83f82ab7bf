// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "build_out.hpp"

#include "laid_before.hpp"
#include "larger_pipes.hpp"
#include "plant_years.hpp"
#include "stage_plants.hpp"

#include "../extended_project.hpp"
#include "../extension/money.hpp"
#include "../extension/plant_roles.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <functional>
#include <iterator>
#include <optional>
#include <utility>

namespace saggar::detail {

namespace {

constexpr int attempts = 6;         // to confirm a phase
constexpr double kept_share = 0.75; // of the peaks that are new, at each attempt

bool must_connect(BuildOutProblem const& problem, std::string const& building) {
    return problem.map.buildings[problem.building.at(building)].must_connect;
}

// Buildings of the plan that connect in this phase: those that must, then the worthiest first.
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
        auto const must = [&](std::size_t i) { return must_connect(problem, plan.buildings[i]); };
        std::ranges::stable_sort(order, std::greater<>{}, [&](std::size_t i) {
            return std::pair{must(i), plan.value_per_w[i]};
        });
        ordered_ = static_cast<std::size_t>(std::ranges::count_if(order, must));
        for (std::size_t const i : order) {
            ids.push_back(plan.buildings[i]);
        }
    }

    [[nodiscard]] bool may_drop() const { return ids.size() > ordered_; }

    // Without the least worthy, so that a share of the peaks stays.
    void drop_some() {
        double const wanted = kept_share * peak_w();
        while (may_drop() && peak_w() > wanted) {
            ids.pop_back();
        }
    }
    void drop_all() { ids.resize(ordered_); }
    // Whether any of these could be dropped.
    bool drop(std::set<std::string> const& buildings) {
        auto const first = ids.begin() + static_cast<std::ptrdiff_t>(ordered_);
        auto const gone =
            std::remove_if(first, ids.end(), [&](std::string const& id) { return buildings.contains(id); });
        bool const any = gone != ids.end();
        ids.erase(gone, ids.end());
        return any;
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
    std::size_t ordered_{0}; // that must connect
};

class PhaseBuilder {
public:
    PhaseBuilder(BuildOutProblem const& problem, BuildOut& out, PlannedNetwork const* plan,
                 LargerPipesMode larger_pipes)
        : problem_{problem},
          out_{out},
          plan_{plan},
          larger_pipes_{larger_pipes},
          phase_{problem.project.phases[out.phases.size()]} {
        result_.phase = phase_.id;
        result_.description = phase_.description;
        result_.year = phase_.year;
    }

    // As build_phase.
    bool run(std::vector<int> const& arrival) {
        find_ordered(arrival);
        if (plan_ == nullptr && !ordered_.empty()) {
            fail(fmt::format("nothing is planned{}{}", out_.nothing_planned.empty() ? "" : ": ",
                             out_.nothing_planned));
        } else if (plan_ == nullptr) {
            stand_still();
        } else {
            build_some(arrival);
        }
        return larger_pipes_ == LargerPipesMode::none ? something_in_the_way_ : laid_larger_;
    }

private:
    [[nodiscard]] std::string unserved(Project const& stage, std::string const& substation) const {
        return why_unserved(stage, problem_.project, phase_.year, substation);
    }

    // What must connect by this phase.
    void find_ordered(std::vector<int> const& arrival) {
        for (std::size_t i = 0; i < arrival.size(); ++i) {
            MapBuilding const& building = problem_.map.buildings[i];
            bool const due = arrival[i] >= 0 && arrival[i] <= static_cast<int>(out_.phases.size());
            if (building.must_connect && due && !out_.connected.contains(building.id)) {
                ordered_.push_back(building.id);
            }
        }
    }

    // Whether the stage is without somebody who must connect, though a plant is there.
    [[nodiscard]] bool leaves_out_ordered(StageNetwork const& stage) {
        auto const left = std::ranges::find_if(ordered_, [&](std::string const& id) {
            return !stage.buildings.contains(id) &&
                   std::ranges::find(stage.without_plant, id) == stage.without_plant.end();
        });
        if (left == ordered_.end()) {
            return false;
        }
        refused_ = *left + " is in no plan";
        return true;
    }

    void stand_still() {
        StageNetwork stage;
        stage.project = out_.project;
        std::vector<std::string> const left = set_stage_plants(stage.project, problem_.project, phase_.year);
        if (!left.empty()) {
            fail(unserved(stage.project, left.front()));
        } else if (!take_confirmed(stage, false) && !take_with_larger(stage, false)) {
            fail(refused_);
        }
    }

    void build_some(std::vector<int> const& arrival) {
        Newcomers newcomers{problem_, out_, *plan_, arrival};
        for (int attempt = 0; attempt < attempts; ++attempt) {
            std::set<std::string> buildings = out_.connected;
            buildings.insert(newcomers.ids.begin(), newcomers.ids.end());
            StageNetwork stage;
            // Larger pipes in the place of present ones only where this phase needs them.
            for (bool const reinforced : {false, true}) {
                if (reinforced && !plans_larger_pipes()) {
                    continue;
                }
                stage = stage_network(*plan_, out_.project, buildings, problem_.project, phase_.year,
                                      reinforced, problem_.catalogue);
                if (!stage.unserved.empty()) {
                    fail(unserved(stage.project, stage.unserved.front()));
                    return;
                }
                if (leaves_out_ordered(stage)) {
                    fail(refused_);
                    return;
                }
                if (take_confirmed(stage, reinforced)) {
                    return;
                }
            }
            if (take_with_larger(stage, plans_larger_pipes())) {
                return;
            }
            if (!newcomers.may_drop()) {
                break;
            }
            dropped_for_ = refused_;
            if (attempt + 2 == attempts) {
                newcomers.drop_all();
            } else if (!newcomers.drop(unserved_later())) { // others need not wait for those
                newcomers.drop_some();
            }
        }
        fail(refused_);
    }

    // Buildings of the plan that no plant serves in a year before the next phase.
    [[nodiscard]] std::set<std::string> unserved_later() const {
        std::set<std::string> buildings;
        for (std::size_t i = 0; i < plan_->substations.size(); ++i) {
            if (std::ranges::find(unserved_later_, plan_->substations[i]) != unserved_later_.end()) {
                buildings.insert(plan_->buildings[i]);
            }
        }
        return buildings;
    }

    // The stage is built if the solver confirms it.
    bool take_confirmed(StageNetwork& stage, bool reinforced) {
        Confirmed const confirmed = confirm_stage(problem_, stage.project);
        unserved_later_.clear();
        if (!confirmed.verified) {
            refused_ = confirmed.diagnosis;
            in_the_way_ = confirmed.in_the_way;
            refused_later_.reset();
        } else {
            PlantYearsOfPhase years = follow_plants(problem_, left_by(stage, confirmed), out_.phases.size());
            if (!years.refusal) {
                build(stage, reinforced, {});
                take(confirmed, stage, std::move(years));
                return true;
            }
            refused_ = std::move(years.refusal->why);
            unserved_later_ = std::move(years.refusal->unserved);
            in_the_way_ = std::move(years.refusal->in_the_way);
            refused_later_ = std::move(years.refusal->project);
        }
        something_in_the_way_ = something_in_the_way_ || !in_the_way_.empty();
        return false;
    }

    static Project const& left_by(StageNetwork const& stage, Confirmed const& confirmed) {
        return confirmed.network ? confirmed.network->project() : stage.project;
    }

    // The stage that was refused, with larger pipes where they are in the way.
    bool take_with_larger(StageNetwork& stage, bool reinforced) {
        if (larger_pipes_ == LargerPipesMode::none || in_the_way_.empty()) {
            return false;
        }
        std::optional<LargerPipes> larger =
            lay_larger(problem_, refused_later_ ? *refused_later_ : stage.project, out_.project, in_the_way_);
        if (!larger) {
            return false;
        }
        if (refused_later_) { // the sizes are for another year's plants
            for (SizingPipe const& pipe : larger->pipes) {
                lay(*std::ranges::find(stage.project.pipe_pairs, pipe.id, &Pipe::id),
                    *problem_.catalogue.find(pipe.entry));
            }
            larger->confirmed = confirm_stage(problem_, stage.project);
        } else {
            stage.project = std::move(larger->project);
        }
        if (!larger->confirmed.verified) {
            return false;
        }
        PlantYearsOfPhase years =
            follow_plants(problem_, left_by(stage, larger->confirmed), out_.phases.size());
        if (years.refusal) {
            return false;
        }
        laid_larger_ = true;
        build(stage, reinforced, larger->pipes);
        take(larger->confirmed, stage, std::move(years));
        return true;
    }

    [[nodiscard]] bool plans_larger_pipes() const {
        return std::ranges::any_of(plan_->pipes, &ExtensionPipe::reinforced);
    }

    void note_waiting(std::vector<std::string> const& without_plant) {
        if (!without_plant.empty()) {
            remark(fmt::format("{} of the plan wait for a plant", without_plant.size()));
        }
        if (!dropped_for_.empty()) {
            remark(fmt::format("less connects than planned: {}", dropped_for_));
        }
    }

    void remark(std::string const& text) {
        result_.diagnosis += (result_.diagnosis.empty() ? "" : "; ") + text;
    }

    // What is new in the stage. `larger`: pipes that are larger than planned.
    void build(StageNetwork const& stage, bool reinforced, std::vector<SizingPipe> const& larger) {
        if (plan_ != nullptr) {
            note_waiting(stage.without_plant);
            note_planned(stage, reinforced);
            note_newcomers(stage);
        }
        note_larger(stage.project, larger);
        write_off();
        for (PhasePipe const& pipe : result_.pipes) {
            result_.pipe_capital += pipe.capital;
            result_.crossing_cost += pipe.crossing_cost;
        }
    }

    void note_planned(StageNetwork const& stage, bool reinforced) {
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
            bool const enlarged =
                pipe.reinforced && reinforced && there != has.end() &&
                (before == had.end() || before->second->catalogue != there->second->catalogue);
            if (laid || enlarged) {
                result_.pipes.push_back(
                    {.pair = pipe.pair,
                     .service = pipe.service,
                     .reinforced = pipe.reinforced,
                     .entry = pipe.entry,
                     .before = enlarged && before != had.end() ? before->second->catalogue : plan_->before[i],
                     .length_m = pipe.length_m,
                     .surface = pipe.surface,
                     .capital = pipe.capital,
                     .crossing_cost = pipe.crossing_cost,
                     .annual_use_mwh = pipe.annual_use_mwh});
            }
        }
    }

    void note_larger(Project const& project, std::vector<SizingPipe> const& larger) {
        auto const is_new = [&](SizingPipe const& sized) {
            return std::ranges::find(result_.pipes, sized.id, &PhasePipe::pair) != result_.pipes.end();
        };
        if (auto const count = std::ranges::count_if(larger, is_new); count > 0) {
            remark(fmt::format("pipes of this phase that are larger than planned: {}; else {}", count,
                               refused_));
        }
        for (SizingPipe const& sized : larger) {
            auto planned = std::ranges::find(result_.pipes, sized.id, &PhasePipe::pair);
            if (planned == result_.pipes.end()) {
                result_.pipes.push_back(
                    {.pair = sized.id,
                     .reinforced = true,
                     .before = sized.old_entry,
                     .length_m = sized.length_m,
                     .surface = std::ranges::find(project.pipe_pairs, sized.id, &Pipe::id)->surface});
                planned = std::prev(result_.pipes.end());
            }
            planned->entry = sized.entry;
            planned->capital = sized.capital + planned->crossing_cost;
        }
    }

    // What an earlier phase has paid for pipes that are replaced is lost; what these cross is crossed again.
    void write_off() {
        LaidBefore const laid{out_.phases};
        for (PhasePipe& pipe : result_.pipes) {
            LaidPipe const* const before = pipe.reinforced ? laid.find(pipe.pair) : nullptr;
            if (before != nullptr) {
                pipe.written_off_year = before->year;
                pipe.written_off = before->capital_per_m * pipe.length_m;
                pipe.written_off_crossing = before->crossing_cost_per_m * pipe.length_m;
                pipe.capital += pipe.written_off_crossing;
                pipe.crossing_cost += pipe.written_off_crossing;
            }
        }
    }

    void note_newcomers(StageNetwork const& stage) {
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
        for (std::size_t i = 0; i < plan_->at_once_capital.size(); ++i) {
            bool const is_new = serves_somebody(stage.project, i) && !serves_somebody(out_.project, i);
            result_.source_capital += is_new ? plan_->at_once_capital[i] : 0.0;
        }
    }

    static bool serves_somebody(Project const& project, std::size_t plant) {
        Zones zones{project};
        std::size_t const zone = zones.of(node_of(project.plants[plant]));
        return std::ranges::any_of(project.substations, [&](Substation const& one) {
            return zones.of(one.node.empty() ? one.supply_node : one.node) == zone;
        });
    }

    void take(Confirmed const& confirmed, StageNetwork const& stage, PlantYearsOfPhase years) {
        out_.connected.insert(stage.buildings.begin(), stage.buildings.end());
        for (std::string const& id : out_.connected) {
            result_.annual_use_mwh += problem_.demand(id).annual_use_mwh;
            result_.peak_w += problem_.demand(id).peak_kw * 1e3;
        }
        result_.connected = out_.connected.size();
        result_.confirmed = true;
        result_.heat_loss_mwh = confirmed.heat_loss_mwh;
        result_.pumping_mwh = confirmed.pumping_mwh;
        result_.heat = confirmed.heat;
        result_.carbon_saved_t = carbon_saved_t(problem_.project, result_.annual_use_mwh,
                                                result_.heat_loss_mwh - problem_.present_heat_loss_mwh,
                                                result_.pumping_mwh - problem_.present_pumping_mwh);
        result_.points = confirmed.points;
        result_.tightest = confirmed.tightest;
        result_.project = left_by(stage, confirmed);
        result_.plant_changes = plant_changes(out_.project, result_.project, result_.year);
        result_.plant_years = std::move(years.years);
        out_.project = std::move(years.project);
        out_.phases.push_back(std::move(result_));
    }

    void fail(std::string const& why) {
        std::string who;
        for (std::string const& id : ordered_) {
            who += (who.empty() ? "" : ", ") + id;
        }
        out_.failure =
            fmt::format("phase {}: {}{}{}", phase_.id, who, who.empty() ? "" : " must connect, but ", why);
    }

    BuildOutProblem const& problem_;
    BuildOut& out_;
    PlannedNetwork const* plan_;
    LargerPipesMode larger_pipes_;
    BuildPhase const& phase_;
    PhaseResult result_;
    std::string refused_;                     // why the solver did not confirm the last stage
    std::vector<std::string> in_the_way_;     // of it
    std::optional<Project> refused_later_;    // with the plants of the year in which it was not confirmed
    std::vector<std::string> unserved_later_; // substations, in that year
    std::string dropped_for_;                 // why somebody waits
    std::vector<std::string> ordered_; // buildings that must connect by this phase and are not there yet
    bool something_in_the_way_{false};
    bool laid_larger_{false};
};

} // namespace

Confirmed confirm_stage(BuildOutProblem const& problem, Project const& project) {
    return confirm(project, problem.catalogue, problem.options.threads, [&] {
        if (!problem.go_on()) {
            throw PhasingStopped{};
        }
    });
}

bool build_phase(BuildOutProblem const& problem, BuildOut& out, PlannedNetwork const* plan,
                 std::vector<int> const& arrival, LargerPipesMode larger_pipes) {
    return out.failure.empty() && PhaseBuilder{problem, out, plan, larger_pipes}.run(arrival);
}

} // namespace saggar::detail
