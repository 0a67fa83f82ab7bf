// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// What a plan learns of the cold week that contradicts it.

#include "money.hpp"
#include "plant_roles.hpp"
#include "take_peak.hpp"

#include "saggar/planning/cold_week.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace saggar {

namespace {

// Less than this beyond what was planned for is none: rounding, and what is under way in pipes.
constexpr double more_from = 1.01;
constexpr std::size_t named = 3;

// "a, b, c and 2 more"
std::string listed(std::vector<std::string> names) {
    std::string const more =
        names.size() > named ? fmt::format(" and {} more", names.size() - named) : std::string{};
    names.resize(std::min(names.size(), named));
    return fmt::format("{}{}", fmt::join(names, ", "), more);
}

double short_of_j(ColdWeekReport const& week, bool of_pressure) {
    double sum = 0.0;
    for (ColdWeekLoad const& load : week.loads) {
        double const pressure = load.unmet_by_cause_j[static_cast<std::size_t>(UnmetCause::pressure) - 1];
        sum += !load.is_short() ? 0.0 : of_pressure ? pressure : load.unmet_j - pressure;
    }
    return sum;
}

class Anew {
public:
    Anew(Project const& project, Catalogue const& catalogue, DistrictMap const& map, ExtensionProblem problem,
         ExtensionOptions options, ExtensionGoOn const& go_on, ColdWeekRun const& run)
        : project_{project},
          catalogue_{catalogue},
          map_{map},
          problem_{std::move(problem)},
          options_{std::move(options)},
          go_on_{go_on},
          run_{run} {}

    PlanOfWeek run() {
        PlanOfWeek const first = once(0);
        std::vector<std::string> said;
        PlanOfWeek last = first;
        for (int round = 1; round <= run_.rounds && last.week.status == ColdWeekStatus::contradicts;
             ++round) {
            std::string const change = learn(last);
            if (change.empty()) {
                break;
            }
            said.push_back(fmt::format("{}. Planned anew: {}", last.plan.diagnosis, change));
            last = once(round);
            bool const stopped =
                last.plan.status == ExtensionStatus::stopped || last.week.status == ColdWeekStatus::stopped;
            if (stopped) {
                return last;
            }
        }
        if (said.empty() || last.plan.status == ExtensionStatus::confirmed) {
            prepend(said, last.plan.contradicted);
            return last;
        }
        // Nothing that was learned helped: what is shown is the plan that is worth most, and what was tried.
        PlanOfWeek shown = first;
        said.push_back(last.plan.diagnosis);
        prepend(said, shown.plan.contradicted);
        return shown;
    }

private:
    static void prepend(std::vector<std::string> const& first, std::vector<std::string>& list) {
        list.insert(list.begin(), first.begin(), first.end());
    }

    PlanOfWeek once(int round) {
        options_.kept_name = round == 0 ? std::string{} : fmt::format("round {} of the week: ", round);
        PlanOfWeek made;
        try {
            made.plan = plan_extension(project_, catalogue_, map_, problem_, options_, go_on_);
        } catch (Error const& error) {
            // What must connect takes more in the week than pipes and plants carry.
            if (round == 0 || error.code() != ErrorCode::operation_refused) {
                throw;
            }
            made.plan.status = ExtensionStatus::infeasible;
            made.plan.diagnosis = to_string(error.problems().front());
            return made;
        }
        if (!run_.week_of) {
            made.week.status = ColdWeekStatus::switched_off;
        } else if (made.plan.status == ExtensionStatus::confirmed) {
            made.week = simulate_cold_week(project_, catalogue_, problem_, made.plan,
                                           run_.week_of(made.plan.topology.connected), run_.make_controllers,
                                           run_.go_on);
            hold_against(made.plan, made.week);
        }
        made.problem = problem_;
        return made;
    }

    // Changes what is planned from. What it did, in words; empty: nothing.
    std::string learn(PlanOfWeek const& last) {
        if (last.week.short_loads() == 0) {
            return {}; // pipes beyond their rating, or boiling: nothing here changes that
        }
        if (std::string change = raise_peaks(last); !change.empty()) {
            return change;
        }
        if (short_of_j(last.week, true) >= short_of_j(last.week, false)) {
            if (std::string change = do_without_still(last); !change.empty()) {
                return change;
            }
            if (std::string change = enlarge(last); !change.empty()) {
                return change;
            }
        }
        return hold_back(last);
    }

    // Who asks for more than the peak that it was planned for.
    std::string raise_peaks(PlanOfWeek const& last) {
        std::vector<std::string> raised;
        std::size_t const present = project_.substations.size();
        for (std::size_t k = 0; k < last.plan.topology.connected.size(); ++k) {
            auto const load = static_cast<std::size_t>(last.plan.topology.connected[k]);
            double const asked_kw = last.week.loads[present + k].highest_demand_w * 1e-3;
            double const peak_kw = problem_.loads[load].demand.peak_kw;
            if (asked_kw > more_from * peak_kw && asked_kw * 1e3 <= problem_.sizes.back().capacity_w) {
                detail::take_peak(project_, problem_, load, asked_kw);
                raised.push_back(fmt::format("{} for {:.0f} kW instead of {:.0f}",
                                             last.week.loads[present + k].id, asked_kw, peak_kw));
            }
        }
        return raised.empty() ? std::string{} : listed(std::move(raised)) + ", its most in the week";
    }

    // A plant that the plan feeds from and that stood still for most of the time in which loads lacked heat:
    // its sources come too late in the order for the plan to count on it, and no pipe makes up for that.
    std::string do_without_still(PlanOfWeek const& last) {
        if (project_.extension.goal == ExtensionGoal::all_loads) {
            return {};
        }
        double lacking_s = 0.0;
        for (ColdWeekHour const& hour : last.week.hours) {
            lacking_s += hour.unmet_w > 0.0 ? static_cast<double>(last.week.window.step_s) : 0.0;
        }
        options_.plant_most_w.resize(project_.plants.size(), std::numeric_limits<double>::infinity());
        std::vector<std::string> without;
        for (ColdWeekPlant const& plant : last.week.plants) {
            auto const i = static_cast<std::size_t>(std::ranges::find(project_.plants, plant.id, &Plant::id) -
                                                    project_.plants.begin());
            if (plant.still_s > 0.5 * lacking_s && i < project_.plants.size() &&
                last.plan.topology.source_w[i] > 0.0) {
                options_.plant_most_w[i] = 0.0;
                without.push_back(plant.id);
            }
        }
        return without.empty() ? std::string{} : "without " + listed(std::move(without));
    }

    // Pairs by which water came to those that lack pressure: where more flows in the week than they were
    // sized for, to a size in which that is no steeper; where nothing is more than that, the steepest by one.
    std::string enlarge(PlanOfWeek const& last) {
        std::map<std::string, std::string> wanted; // entry by pair
        for (ColdWeekLoad const& load : last.week.loads) {
            if (load.is_short()) {
                grow_on(load.way, last, wanted);
            }
        }
        std::vector<std::string> grown;
        for (std::pair<std::string const, std::string> const& pair : wanted) {
            std::erase_if(options_.at_least, [&](auto const& one) { return one.first == pair.first; });
            options_.at_least.emplace_back(pair);
            grown.push_back(fmt::format("{} as {} at least", pair.first, pair.second));
        }
        return listed(std::move(grown));
    }

    void grow_on(std::vector<std::string> const& way, PlanOfWeek const& last,
                 std::map<std::string, std::string>& wanted) const {
        SizingPipe const* steepest = nullptr;
        bool grown = false;
        for (std::string const& pair : way) {
            auto const sized = std::ranges::find(last.plan.sizing.pipes, pair, &SizingPipe::id);
            if (sized == last.plan.sizing.pipes.end()) {
                continue; // a present one that the plan leads no heat through
            }
            if (steepest == nullptr || sized->gradient_pa_m > steepest->gradient_pa_m) {
                steepest = &*sized;
            }
            auto const flow = last.week.pair_flow_kg_s.find(pair);
            double const ratio = flow == last.week.pair_flow_kg_s.end()
                                     ? 0.0
                                     : flow->second / std::max(sized->design_flow_kg_s, 1e-9);
            if (ratio > more_from) {
                grown = grow(*sized, std::pow(ratio, 0.4), wanted) || grown; // gradient: m^2 / d^5
            }
        }
        if (!grown && steepest != nullptr) {
            grow(*steepest, 1.0, wanted);
        }
    }

    // To the next size, or the first that is so much wider. False where there is none.
    bool grow(SizingPipe const& pipe, double wider, std::map<std::string, std::string>& wanted) const {
        std::vector<SizeRow> const& sizes = problem_.sizes;
        CatalogueEntry const* const now = catalogue_.find(pipe.entry);
        auto here = std::ranges::find(sizes, pipe.entry, &SizeRow::entry);
        if (now == nullptr || here == sizes.end() || std::next(here) == sizes.end()) {
            return false;
        }
        do {
            ++here;
        } while (std::next(here) != sizes.end() &&
                 catalogue_.find(here->entry)->inner_diameter_mm < wider * now->inner_diameter_mm);
        auto const [known, is_new] = wanted.emplace(pipe.id, here->entry);
        if (!is_new && std::ranges::find(sizes, known->second, &SizeRow::entry) < here) {
            known->second = here->entry;
        }
        return true;
    }

    // Less is connected.
    std::string hold_back(PlanOfWeek const& last) {
        if (project_.extension.goal == ExtensionGoal::all_loads) {
            return {};
        }
        std::vector<double> const& fed_w = last.plan.topology.source_w;
        std::vector<double> const most_w = detail::held_back_w(problem_, last.plan.topology);
        options_.plant_most_w.resize(fed_w.size(), std::numeric_limits<double>::infinity());
        std::vector<std::string> held;
        for (std::size_t i = 0; i < fed_w.size(); ++i) {
            if (detail::feeds_less(most_w[i], fed_w[i])) {
                options_.plant_most_w[i] = most_w[i];
                held.push_back(fmt::format("{} feeds {:.0f} kW of the extension at most instead of {:.0f}",
                                           project_.plants[i].id, most_w[i] * 1e-3, fed_w[i] * 1e-3));
            }
        }
        return listed(std::move(held));
    }

    Project const& project_;
    Catalogue const& catalogue_;
    DistrictMap const& map_;
    ExtensionProblem problem_;
    ExtensionOptions options_;
    ExtensionGoOn const& go_on_;
    ColdWeekRun const& run_;
};

} // namespace

PlanOfWeek plan_through_cold_week(Project const& project, Catalogue const& catalogue, DistrictMap const& map,
                                  ExtensionProblem const& problem, ExtensionOptions const& options,
                                  ExtensionGoOn const& go_on, ColdWeekRun const& run) {
    return Anew{project, catalogue, map, problem, options, go_on, run}.run();
}

} // namespace saggar
