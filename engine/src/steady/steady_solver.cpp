// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/engine/steady/steady_solver.hpp"

#include "capacity_search.hpp"
#include "iteration.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>
#include <span>
#include <utility>

namespace saggar {

using detail::SteadyWorkspace;

namespace {

// The first serves all but a few in a hundred; the rest is for networks full of limits, and of water that
// hardly moves up and down hills.
constexpr std::array<detail::Attempt, 3> attempts{
    {{.rounds = 300, .accelerated_rounds = 16, .refined = true},
     {.rounds = 300, .accelerated_rounds = 0, .held_flows = false},
     {.rounds = 700, .accelerated_rounds = 0, .stiffness = 16.0, .damping = 0.5}}};

// A part of the sum of all flows of a large network is much for a consumer at the end of a thin line: where
// rounds are many already, each finds flows as closely as doubles allow.
constexpr int usual_rounds = 10;
constexpr double usual_flow_tolerance = 1e-10;
// What a round need not know: the next one's consumers will draw something else.
constexpr double flows_of_residual = 1e-2;
constexpr double first_flow_tolerance = 1e-4;
constexpr double close_flow_tolerance = 1e-12;
constexpr double telling_pa = 1.0; // a lift that changes by more is worth a word
constexpr int passes_of_returns = 20;
constexpr double enough_of_returns = 1e-3; // of what the round has changed

// Where several are held by each other it may take more: what is too large then is told as a limit.
constexpr int rounds_of_pumps = 100;

// What to look at where water got too hot: nothing that people want it to do happens beyond the temperatures
// that water is known for.
std::string describe_heat(Network const& network, SteadyState const& state) {
    auto const hottest = std::max_element(state.temperature_c.begin(), state.temperature_c.end());
    if (hottest == state.temperature_c.end() || *hottest <= Fluid::water_maximum_temperature_c) {
        return {};
    }
    return fmt::format("; water would reach {:.0f} degC at node '{}': more heat or pump work is forced into "
                       "lines than they can carry away. Look at plants with a given heat or flow there, "
                       "closed lines, and pumps without a largest differential pressure",
                       *hottest,
                       network.nodes.id[static_cast<std::size_t>(hottest - state.temperature_c.begin())]);
}

std::string describe_disagreement(SteadyWorkspace const& work, SteadyState const& state,
                                  SteadyReport const& report, double temperature_change_k,
                                  double lift_change_pa) {
    Network const& network = *work.network;
    std::string text =
        fmt::format("flows and temperatures did not agree after {} rounds: a consumer's flow still "
                    "changes by {:.2g} of itself, a temperature by {:.2g} K",
                    report.iterations, report.flow_change_relative, temperature_change_k);
    if (std::isfinite(lift_change_pa) && std::abs(lift_change_pa) > telling_pa) {
        text +=
            fmt::format(", a differential pressure that a plant looks for by {:.2g} bar; is there one that "
                        "serves everybody?",
                        1e-5 * lift_change_pa);
    }
    for (std::size_t i = 0; i < network.plants.size(); ++i) {
        if (work.plant_at_capacity[i] != 0) {
            text += fmt::format("; '{}' gives all the heat it has, and more may be asked for than there is",
                                network.plants.id[i]);
        }
    }
    return text + describe_rivals(work) + describe_heat(network, state) + '.';
}

bool imitates(SteadyWorkspace const& work) {
    return work.network->project().physics.imitate != Imitation::none;
}

// A consumer whose flow follows its demand and that is given more than it asks for all the same, or -1. Where
// pumps force water so fast that friction boils it, flows can stand still without agreeing with temperatures;
// energy closes there too.
std::int32_t overserved(SteadyWorkspace const& work, OperatingPoint const& point, SteadyState const& state) {
    constexpr double enough = 1e-3; // of the demand; solutions are closer by orders of magnitude
    SubstationColumns const& s = work.network->substations;
    if (!work.options.heat) {
        return -1;
    }
    for (std::size_t i = 0; i < s.size(); ++i) {
        double const demand_w = point.heat_demand_w[i];
        if (s.control[i] != SubstationControl::mass_flow && demand_w > 0.0 &&
            state.substation_heat_w[i] > (1.0 + enough) * demand_w) {
            return static_cast<std::int32_t>(i);
        }
    }
    return -1;
}

bool closes(SteadyWorkspace const& work, BalanceReport const& balance) {
    double const allowed = work.options.balance_tolerance;
    return balance.mass_relative <= allowed && balance.pressure_relative <= allowed &&
           (imitates(work) || balance.energy_relative <= allowed);
}

// Water that enters where nothing leads out.
std::string describe_dead_ends(Network const& network, OperatingPoint const& point,
                               SteadyState const& state) {
    std::string text;
    for (std::size_t i = 0; i < network.boundaries.size(); ++i) {
        auto const node = static_cast<std::size_t>(network.boundaries.node[i]);
        if (point.withdrawal_kg_s[i] < 0.0 && state.hydraulic.node_cut_off[node] != 0) {
            text += fmt::format("; '{}' presses {:.3g} kg/s into node '{}', from where no open way leads to "
                                "anything that holds a pressure",
                                network.boundaries.id[i], -point.withdrawal_kg_s[i], network.nodes.id[node]);
        }
    }
    return text;
}

std::string describe_imbalance(SteadyWorkspace const& work, OperatingPoint const& point,
                               SteadyState const& state, BalanceReport const& balance) {
    Network const& network = *work.network;
    if (std::int32_t const served = overserved(work, point, state); closes(work, balance) && served >= 0) {
        auto const i = static_cast<std::size_t>(served);
        return fmt::format("flows do not agree with temperatures: '{}' asks for {:.4g} kW and would be given "
                           "{:.4g}",
                           network.substations.id[i], point.heat_demand_w[i] * 1e-3,
                           state.substation_heat_w[i] * 1e-3) +
               describe_heat(network, state) + '.';
    }
    std::string text =
        fmt::format("the result does not balance: mass {:.2g}, energy {:.2g}, pressure {:.2g} relative",
                    balance.mass_relative, balance.energy_relative, balance.pressure_relative);
    if (balance.worst_node >= 0) {
        text += fmt::format("; worst at node '{}'",
                            network.nodes.id[static_cast<std::size_t>(balance.worst_node)]);
    }
    if (balance.worst_link >= 0) {
        text +=
            fmt::format("; worst in '{}'", network.links.id[static_cast<std::size_t>(balance.worst_link)]);
    }
    return text + describe_dead_ends(network, point, state) + '.';
}

// Flows and pressures of a round, with pipes held back that buoyancy drives.
HydraulicReport flows_of_round(SteadyWorkspace& work, OperatingPoint const& point, SteadyState& state,
                               detail::Iteration& iteration, int round) {
    bool const buoyant = work.options.heat && work.network->project().physics.gravity_m_s2 > 0.0;
    double const stiffness = iteration.stiffness(round);
    detail::set_fluid_columns(work, state);
    if (buoyant && stiffness > 0.0) {
        work.mean_by_flow_k_s_kg.clear();
        detail::set_flow_stiffness(work, state, stiffness);
    } else if (HydraulicSolver const* const answering = detail::answering_hydraulics(work)) {
        detail::foresee_temperatures(work, state, *answering);
    } else {
        work.mean_by_flow_k_s_kg.clear();
    }
    double const tolerance = round > usual_rounds ? close_flow_tolerance
                                                  : std::clamp(flows_of_residual * iteration.last_residual(),
                                                               usual_flow_tolerance, first_flow_tolerance);
    HydraulicReport report = detail::run_hydraulics(work, point, state, tolerance);
    if (!detail::flows_found(report) && !work.flow_stiffness.empty()) {
        // Very stiff pipes beside others can be too much for the factorisation.
        work.flow_stiffness.clear();
        work.anchor_kg_s.clear();
        work.mean_by_flow_k_s_kg.clear();
        iteration.too_stiff();
        state.hydraulic.solved = false;
        int const spent = report.iterations;
        report = detail::run_hydraulics(work, point, state, tolerance);
        report.iterations += spent;
    }
    return report;
}

// What consumers return whose flow is what their open valve passes is found together with what arrives. Were
// it a round late, water that little but its weight moves past open valves would creep to its solution, or go
// to and fro about it. Returns the largest change of a temperature, K.
double temperatures_of_round(SteadyWorkspace& work, SteadyState& state) {
    double const tolerance_k = work.options.temperature_tolerance_k;
    double change_k = detail::run_temperatures(work, state, tolerance_k);
    if (!work.valves_limit) {
        return change_k;
    }
    for (int i = 0; i < passes_of_returns; ++i) {
        if (detail::return_what_arrives(work, state) <=
            std::max(0.1 * tolerance_k, enough_of_returns * change_k)) {
            break;
        }
        change_k = std::max(change_k, detail::run_temperatures(work, state, tolerance_k));
    }
    return change_k;
}

// Whether every number is one. A flow that has grown without end is none, and no comparison tells that
// nothing is left to change.
bool all_finite(std::span<double const> values) {
    return std::isfinite(std::accumulate(values.begin(), values.end(), 0.0));
}

constexpr char const* endless_flow =
    "a flow grew without end: what is asked of a plant or consumer cannot be reached at any flow; look at "
    "plants whose set heat is more than is taken behind them, and give them a maximum_flow_kg_s";

// Rounds until flows, pressures and temperatures agree.
void settle(SteadyWorkspace& work, OperatingPoint const& point, SteadyState& state,
            detail::Attempt const& attempt, SteadyReport& report) {
    detail::load_unknowns(work, point, state);
    work.anderson.restart();
    work.flow_stiffness.clear();
    work.anchor_kg_s.clear();
    work.mean_by_flow_k_s_kg.clear();
    work.taken_part = 1.0;
    work.lets_back.clear();
    detail::Iteration iteration{attempt};
    work.refined = attempt.refined;
    if (state.warm && work.options.heat) {
        detail::predict(work, point, state);
    }
    for (int round = 1;; ++round) {
        work.hydraulic_report = flows_of_round(work, point, state, iteration, round);
        report.hydraulic_iterations += work.hydraulic_report.iterations;
        ++report.iterations;
        if (!detail::flows_found(work.hydraulic_report)) {
            report.status = SteadyStatus::hydraulics_failed;
            report.diagnosis = detail::describe_hydraulics(*work.network, work.hydraulic_report);
            return;
        }
        detail::Changes changes;
        double temperature_change_k = 0.0;
        if (work.options.heat) {
            temperature_change_k = temperatures_of_round(work, state);
            changes = detail::ask_consumers(work, point, state);
            temperature_change_k = std::max(temperature_change_k, detail::answer_means(work, state));
        } else {
            detail::set_inflows(work, state);
        }
        double lift_change = detail::control_pressure(work, state, changes.flow);
        if (detail::stop_a_plant(work, point, state, changes.flow, temperature_change_k)) {
            lift_change = std::numeric_limits<double>::infinity();
        }
        report.flow_change_relative = changes.flow;
        if (iteration.agrees(work, state, changes, temperature_change_k, lift_change, round)) {
            if (!all_finite(state.hydraulic.mass_flow_kg_s) || !all_finite(state.temperature_c)) {
                report.status = SteadyStatus::hydraulics_failed;
                report.diagnosis = endless_flow;
                return;
            }
            detail::fill_results(work, point, state);
            report.balance = detail::balance(work, work.hydraulic_report, state);
            bool const closed =
                closes(work, report.balance) && (imitates(work) || overserved(work, point, state) < 0);
            // What is enough for loops that hardly move may be too little for the energy of the whole.
            if (closed || round >= attempt.rounds || report.iterations >= work.options.maximum_iterations) {
                report.status = closed ? SteadyStatus::converged : SteadyStatus::balance_violated;
                return;
            }
        } else if (round >= attempt.rounds || report.iterations >= work.options.maximum_iterations) {
            report.status = SteadyStatus::iteration_limit;
            report.diagnosis = describe_disagreement(
                work, state, report, std::max(changes.temperature_k, temperature_change_k), lift_change);
            return;
        }
        iteration.advance(work, state, changes, temperature_change_k, round);
    }
}

// From the state, if it is warm, else from nothing.
void try_once(SteadyWorkspace& work, OperatingPoint const& point, SteadyState& state,
              detail::Attempt const& attempt, SteadyReport& report) {
    detail::start_point(work, point, state);
    if (state.warm) {
        std::copy(state.substation_return_temperature_c.begin(), state.substation_return_temperature_c.end(),
                  work.exchanger_return_c.begin());
    } else {
        work.loaded_flow_kg_s.clear();
        detail::cold_start(work, point, state);
    }
    settle(work, point, state, attempt, report);
    state.warm = report.status == SteadyStatus::converged; // only now its balances are seen to close
    if (state.warm) {
        report.diagnosis.clear();
        work.loaded_flow_kg_s = state.hydraulic.mass_flow_kg_s;
        work.loaded_temperature_c = state.temperature_c;
    } else if (report.status == SteadyStatus::balance_violated) {
        report.diagnosis = describe_imbalance(work, point, state, report.balance);
    }
}

// The one plant that gives all it has, or -1: more than one are left to the rounds.
std::int32_t only_plant_at_capacity(SteadyWorkspace const& work) {
    PlantColumns const& plants = work.network->plants;
    std::int32_t only = -1;
    for (std::size_t i = 0; i < plants.size(); ++i) {
        if (work.plant_at_capacity[i] != 0 && plants.control[i] != PlantControl::heat) {
            if (only >= 0) {
                return -1;
            }
            only = static_cast<std::int32_t>(i);
        }
    }
    return only;
}

// Where rounds creep because a plant is short of heat. Returns whether the state is a solution then.
bool solve_at_capacity(SteadyWorkspace& work, OperatingPoint const& point, SteadyState& state,
                       SteadyReport& report) {
    std::int32_t const plant = only_plant_at_capacity(work);
    if (plant < 0 || report.status != SteadyStatus::iteration_limit) {
        return false;
    }
    auto const i = static_cast<std::size_t>(plant);
    SteadyReport last;
    int rounds = report.iterations;
    int hydraulic_rounds = report.hydraulic_iterations;
    auto const heat_w = [&](double supply_c) -> std::optional<double> {
        work.held_supply_c[i] = supply_c;
        last = {};
        try_once(work, point, state, attempts.front(), last);
        rounds += last.iterations;
        hydraulic_rounds += last.hydraulic_iterations;
        return last.converged() ? std::optional{state.plant_heat_w[i]} : std::nullopt;
    };
    bool const found = detail::find_supply_at_capacity(
        {.wanted_c = point.plant_supply_temperature_c[i],
         .coldest_c = std::min(point.ground_temperature_c, point.plant_supply_temperature_c[i]),
         .capacity_w = *work.network->plants.capacity_w[i]},
        heat_w);
    work.held_supply_c[i] = std::numeric_limits<double>::quiet_NaN();
    state.warm = found;
    if (found) {
        report = std::move(last);
        report.iterations = rounds;
        report.hydraulic_iterations = hydraulic_rounds;
    }
    return found;
}

// One solution, with the flows that plants of set heat or flow pump at most now.
SteadyReport solve_with_limits(SteadyWorkspace& work, OperatingPoint const& point, SteadyState& state) {
    SteadyReport report;
    if (work.model.holders.empty()) {
        report.status = SteadyStatus::no_pressure_reference;
        report.diagnosis = "nothing holds a pressure: no pressure-holding plant, no reservoir, no tank";
        return report;
    }
    auto const done = [&] {
        return report.converged() || report.iterations >= work.options.maximum_iterations;
    };
    auto const try_first = [&] {
        try_once(work, point, state, attempts.front(), report);
        return report.converged() || solve_at_capacity(work, point, state, report);
    };
    bool const warm = state.warm;
    bool found = try_first();
    int spent = 0;
    if (!found && warm && !done()) { // a start from elsewhere must not decide whether there is a solution
        spent = std::exchange(report, {}).iterations;
        found = try_first();
    }
    for (std::size_t i = 1; i < attempts.size() && !found && !done(); ++i) {
        try_once(work, point, state, attempts[i], report);
    }
    bool const may_yield = std::ranges::any_of(work.network->plants.control, [](PlantControl control) {
        return control != PlantControl::pressure_holding;
    });
    if (!report.converged() && may_yield && report.iterations < work.options.maximum_iterations) {
        SteadyReport with_yielding;
        work.check_valves_yield = true;
        try_once(work, point, state, attempts.front(), with_yielding);
        work.check_valves_yield = false;
        if (with_yielding.converged()) {
            report = std::move(with_yielding);
        }
    }
    report.iterations += spent;
    return report;
}

} // namespace

struct SteadySolver::Impl : SteadyWorkspace {
    using SteadyWorkspace::SteadyWorkspace;
};

SteadySolver::SteadySolver(std::shared_ptr<Network const> network, SteadyOptions options)
    : impl_{std::make_unique<Impl>(std::move(network), options)} {}
SteadySolver::~SteadySolver() = default;
SteadySolver::SteadySolver(SteadySolver&&) noexcept = default;
SteadySolver& SteadySolver::operator=(SteadySolver&&) noexcept = default;

Network const& SteadySolver::network() const {
    return *impl_->network;
}
Fluid const& SteadySolver::fluid() const {
    return impl_->fluid;
}
std::vector<double> const& SteadySolver::pipe_conductance_w_mk() const {
    return impl_->pipes.own_w_mk();
}
std::vector<double> const& SteadySolver::pipe_mutual_conductance_w_mk() const {
    return impl_->pipes.mutual_w_mk();
}
int SteadySolver::symbolic_analyses() const noexcept {
    return impl_->hydraulics.symbolic_analyses();
}

SteadyReport SteadySolver::solve(OperatingPoint const& point, SteadyState& state) {
    SteadyWorkspace& work = *impl_;
    detail::start_pump_limits(work, false);
    SteadyReport report = solve_with_limits(work, point, state);
    for (int round = 0; work.options.hold_pumps && round < rounds_of_pumps && report.converged() &&
                        detail::hold_pumps(work, state);
         ++round) {
        SteadyReport next = solve_with_limits(work, point, state);
        next.iterations += report.iterations;
        next.hydraulic_iterations += report.hydraulic_iterations;
        report = std::move(next);
    }
    return report;
}

} // namespace saggar
