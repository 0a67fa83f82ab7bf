// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/engine/simulation/network_simulation.hpp"

#include "simulation_state.hpp"

#include "saggar/engine/team.hpp"
#include "saggar/network/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <thread>
#include <utility>

namespace saggar {

namespace {

// Walls that conduct less are plastic.
constexpr double least_of_metal_w_mk = 5.0;
// Cross-linked polyethylene: assumption, usual values of the material.
constexpr double plastic_density_kg_m3 = 940.0;
constexpr double plastic_capacity_j_kgk = 2300.0;

double wall_capacity_j_mk(PipeColumns const& pipes, std::size_t i) {
    double const inner = pipes.inner_diameter_m[i];
    double const outer = pipes.outer_diameter_m[i];
    if (!(outer > inner)) {
        return 0.0;
    }
    return pipes.wall_conductivity_w_mk[i] < least_of_metal_w_mk
               ? steel_wall_capacity_j_mk(inner, outer, plastic_density_kg_m3, plastic_capacity_j_kgk)
               : steel_wall_capacity_j_mk(inner, outer);
}

std::shared_ptr<Network const> checked(std::shared_ptr<Network const> network) {
    if (std::vector<Problem> refusals = simulation_refusals(network->project()); !refusals.empty()) {
        throw Error{std::move(refusals)};
    }
    return network;
}

// Below, a step takes less than bringing threads together.
constexpr std::size_t least_pipes_to_share = 400;
// Of a network's branches more would mostly wait for each other: an assumption.
constexpr unsigned usual_threads_at_most = 4;

SimulationOptions completed(SimulationOptions options, std::size_t pipes) {
    options.reference.smallest_flow_kg_s = options.heat.smallest_flow_kg_s;
    bool const shared = options.threads != 1 && pipes >= least_pipes_to_share;
    unsigned const usual = std::clamp(std::thread::hardware_concurrency(), 1U, usual_threads_at_most);
    options.heat.team =
        shared ? std::make_shared<Team>(options.threads > 0 ? options.threads : static_cast<int>(usual))
               : nullptr;
    return options;
}

// Of a twin pipe each carrier has half of the foam round it.
std::optional<PipeInsulation> insulation_of(Network const& network, std::size_t i) {
    PipeColumns const& pipes = network.pipes;
    double const capacity_j_m3k = 1e3 * network.project().physics.insulation_capacity_kj_m3k;
    double const inner = pipes.outer_diameter_m[i];
    double const outer = pipes.insulation_diameter_m[i] / (pipes.twin[i] != 0 ? std::sqrt(2.0) : 1.0);
    double const conductivity = pipes.insulation_conductivity_w_mk[i];
    if (!(capacity_j_m3k > 0.0) || !(outer > inner) || !(conductivity > 0.0) ||
        !(wall_capacity_j_mk(pipes, i) > 0.0)) {
        return std::nullopt;
    }
    return PipeInsulation{.inner_diameter_m = inner,
                          .outer_diameter_m = outer,
                          .conductivity_w_mk = conductivity,
                          .capacity_j_m3k = capacity_j_m3k};
}

} // namespace

std::vector<Problem> simulation_refusals(Project const& project) {
    std::vector<Problem> refusals;
    auto const refuse = [&](std::string text, std::string advice) {
        refusals.push_back(
            {.code = ErrorCode::operation_refused,
             .place = {.file = {}, .line = 0, .component = "project", .id = project.name, .field = {}},
             .text = std::move(text),
             .advice = std::move(advice)});
    };
    if (project.plants.empty() || project.substations.empty()) {
        refuse("is no heat network: only what has plants and substations is simulated", "Solve it instead");
    }
    if (project.physics.imitate != Imitation::none) {
        refuse("imitates another program's equations, which a simulation does not have",
               "Set physics imitate to none");
    }
    return refusals;
}

NetworkSimulation::Impl::Impl(std::shared_ptr<Network const> shared, SimulationOptions const& chosen)
    : options{completed(chosen, shared->pipes.size())},
      work{checked(std::move(shared)), SteadyOptions{}},
      together{work.network->substations.size() + work.network->plants.size()} {
    std::size_t const substations = network().substations.size();
    std::size_t const plants = network().plants.size();
    std::size_t const links = network().links.size();
    std::size_t const pipes = network().pipes.size();
    search.resize(substations + plants);
    taken.resize(substations + plants);
    asked.resize(substations + plants);
    capacity_bound.resize(plants);
    let_go.resize(plants);
    asks.resize(links);
    expected_c.resize(substations);
    beyond_expected_k.resize(substations);
    rule_arriving_c.resize(substations);
    rule.resize(links, LinkRule::pass);
    for (auto* const column : {&rule_value, &limit_c, &largest_flow_kg_s, &ambient_c, &conductance_w_mk}) {
        column->resize(links);
    }
    entering_c.resize(network().nodes.size());
    for (auto* const column :
         {&pipe_mean_before_c, &friction_w, &result.pipe_velocity_m_s, &result.pipe_gradient_pa_m}) {
        column->resize(pipes);
    }
    for (auto* const column :
         {&result.demand_w, &result.heat_w, &result.unmet_w, &result.supply_temperature_c,
          &result.return_temperature_c, &result.differential_pressure_pa}) {
        column->resize(substations);
    }
    result.unmet_cause.resize(substations);
    for (auto* const column :
         {&result.plant_heat_w, &result.plant_supply_temperature_c, &result.plant_return_temperature_c,
          &result.plant_differential_pressure_pa, &result.plant_electricity_w,
          &result.plant_pump_electricity_w, &result.plant_set_heat_w, &result.plant_set_flow_kg_s}) {
        column->resize(plants);
    }
    result.plant_shortfall_cause.resize(plants);
    for (auto* const column : {&result.pump_electricity_w, &result.pump_lift_pa, &result.pump_speed}) {
        column->resize(network().pumps.size());
    }
}

void NetworkSimulation::Impl::make_heat(SimulationPoint const* first) {
    std::vector<HeatLink> links(network().links.size());
    for (std::size_t i = 0; i < links.size(); ++i) {
        links[i].from = network().links.from[i];
        links[i].to = network().links.to[i];
        if (i < network().pipes.size()) {
            links[i].pipe = PlugFlowPipe{.length_m = network().pipes.length_m[i],
                                         .inner_diameter_m = network().pipes.inner_diameter_m[i],
                                         .wall_capacity_j_mk = wall_capacity_j_mk(network().pipes, i),
                                         .film_w_m2k = std::nullopt,
                                         .density_temperature_c = steady.pipe_mean_temperature_c[i],
                                         .insulation = insulation_of(network(), i)};
        }
    }
    auto const make = options.model == HeatModelKind::reference ? detail::make_reference_model
                                                                : detail::make_plug_flow_model;
    heat = make(work.fluid, network().nodes.size(), links, options);
    // Standing water has long been as warm as what is round it.
    std::vector<double> still_c(links.size(), std::numeric_limits<double>::quiet_NaN());
    for (std::size_t i = 0; i < network().pipes.size(); ++i) {
        if (std::abs(steady.mass_flow_kg_s[i]) <= options.heat.smallest_flow_kg_s) {
            still_c[i] = steady.pipe_mean_temperature_c[i];
        }
    }
    if (first == nullptr) {
        heat->fill(steady.temperature_c, still_c, {}, {});
        return;
    }
    detail::start_point(work, first->point, state);
    detail::set_fluid_columns(work, state);
    pipe_mean_before_c = state.pipe_mean_temperature_c;
    set_ambient();
    heat->fill(steady.temperature_c, still_c, conductance_w_mk, ambient_c);
}

namespace {

std::string describe(detail::HeatModel::Outcome const& outcome, Network const& network) {
    if (outcome.link < 0 && outcome.node < 0) {
        return outcome.diagnosis;
    }
    bool const at_link = outcome.link >= 0;
    return fmt::format("{}; look at {} '{}' first", outcome.diagnosis, at_link ? "link" : "node",
                       at_link ? network.links.id[static_cast<std::size_t>(outcome.link)]
                               : network.nodes.id[static_cast<std::size_t>(outcome.node)]);
}

} // namespace

SimulationReport NetworkSimulation::Impl::step(SimulationPoint const& given, double duration_s,
                                               LowerCapacities const& lower) {
    assert(heat && duration_s > 0.0);
    work.least_lift_pa = given.plant_least_pressure_pa;
    SimulationPoint point = given;
    for (std::size_t i = 0; i < network().plants.size(); ++i) {
        if (point.plant_tripped[i] != 0 && network().plants.control[i] == PlantControl::heat) {
            point.point.plant_heat_w[i] = 0.0;
        }
    }
    detail::start_pump_limits(work, true);
    detail::start_point(work, point.point, state);
    for (std::size_t node = 0; node < point.leak_kg_s.size(); ++node) {
        work.injection_kg_s[node] -= point.leak_kg_s[node];
    }
    std::size_t const flows = network().substations.size() + network().plants.size();
    for (std::size_t i = flows; i < work.unknown.size(); ++i) {
        work.unknown[i] = detail::unknowns_per_kelvin * state.pipe_mean_temperature_c[i - flows];
    }
    detail::set_fluid_columns(work, state);
    pipe_mean_before_c = state.pipe_mean_temperature_c;
    heat->save();
    set_ambient();
    std::fill(capacity_bound.begin(), capacity_bound.end(), std::uint8_t{0});
    std::fill(let_go.begin(), let_go.end(), 0);
    expect_arrivals(point, duration_s);
    first_flows(point);
    for (int round = 1;; ++round) {
        if (SimulationReport found = find_flows(point); !found.good()) {
            return found;
        }
        set_ambient();
        set_rules(point);
        if (round > 1) {
            heat->restore();
        }
        auto stepped = heat->begin(heat_step(duration_s, state.hydraulic.mass_flow_kg_s), asks);
        if (!stepped.diagnosis.empty()) {
            return {.status = SimulationStatus::heat_failed, .diagnosis = describe(stepped, network())};
        }
        take_temperatures(false);
        std::vector<double> const used = taken;
        double const change = next_flows(point, round);
        bool const settled = change <= (round > options.rounds_until_smeared ? options.smeared_flow_tolerance
                                                                             : options.flow_tolerance);
        bool const last = round >= options.rounds_at_most;
        if (!settled && !last) {
            continue;
        }
        stepped = heat->finish();
        take_temperatures(true);
        bool const holds = plants_hold(point);
        if (holds && !last && lower) {
            find_plant_heat();
            if (lower(result, point.plant_capacity_w)) {
                continue;
            }
        }
        bool const pumps_hold = !holds || !detail::hold_pumps(work, state);
        if (!pumps_hold && !last) {
            follow_pump_limits();
            continue;
        }
        if (holds || last) {
            taken = used;
            result.settled = settled; // a lift that is too large all the same is told as a limit
            result.rounds = round;
            result.flow_change_relative = change;
            learn_from_arrivals();
            fill_result(given, point, stepped.ledger, duration_s);
            return check_book(stepped.ledger, duration_s);
        }
    }
}

void NetworkSimulation::Impl::follow_pump_limits() {
    std::size_t const substations = network().substations.size();
    std::vector<double> const before{work.log_largest.begin() + static_cast<std::ptrdiff_t>(substations),
                                     work.log_largest.end()};
    detail::take_pump_limits(work);
    for (std::size_t i = 0; i < before.size(); ++i) {
        double const largest = work.log_largest[substations + i];
        if (largest != before[i]) {
            taken[substations + i] = largest;
            search[substations + i] = {};
        }
    }
    together.restart();
}

std::string describe_unsettled(Network const& network, SimulatedStep const& step) {
    return fmt::format(
        "flows and temperatures did not agree after {} rounds; look at the flow through '{}', which "
        "still changes by {:.2g} of itself, or try another --step or --fine-step",
        step.rounds, network.links.id[static_cast<std::size_t>(step.last_to_settle)],
        step.flow_change_relative);
}

NetworkSimulation::NetworkSimulation(std::shared_ptr<Network const> network, SimulationOptions const& options)
    : impl_{std::make_unique<Impl>(std::move(network), options)} {}
NetworkSimulation::~NetworkSimulation() = default;
NetworkSimulation::NetworkSimulation(NetworkSimulation&&) noexcept = default;
NetworkSimulation& NetworkSimulation::operator=(NetworkSimulation&&) noexcept = default;

SimulationReport NetworkSimulation::Impl::start(SimulationPoint const& first, double step_s) {
    SteadySolver solver{work.network, {.hold_pumps = true}};
    SteadyReport const report = solver.solve(first.point, steady);
    if (!report.converged()) {
        return {.status = SimulationStatus::start_failed, .diagnosis = report.diagnosis};
    }
    state = steady;
    make_heat(&first);
    SimulationPoint running = first;
    std::fill(running.plant_tripped.begin(), running.plant_tripped.end(), std::uint8_t{0});
    constexpr char const* where = "while the first step was repeated until it settled: ";
    spin_up_steps = 0;
    do {
        SimulationReport stepped = step(running, step_s);
        if (!stepped.good()) {
            stepped.diagnosis.insert(0, where);
            return stepped;
        }
        ++spin_up_steps;
        start_change_relative = result.book.throughput_j > 0.0
                                    ? std::abs(result.book.stored_more_j) / result.book.throughput_j
                                    : 0.0;
    } while (start_change_relative > heat->settles_to() && spin_up_steps < options.spin_up_steps_at_most);
    if (!result.settled) {
        return {.status = SimulationStatus::not_settled,
                .diagnosis = where + describe_unsettled(network(), result)};
    }
    return {};
}

SimulationReport NetworkSimulation::start(SimulationPoint const& first, double step_s) {
    return impl_->start(first, step_s);
}

SimulationReport NetworkSimulation::step(SimulationPoint const& point, double duration_s,
                                         LowerCapacities const& lower) {
    return impl_->step(point, duration_s, lower);
}

void NetworkSimulation::keep(StateArchive& archive) {
    impl_->keep(archive);
}

void NetworkSimulation::add_sources(SourceStep const& sources) {
    SimulatedStep& result = impl_->result;
    result.sources = sources;
    auto const& listed = impl_->network().project().sources;
    auto const& plants = impl_->network().plants.id;
    auto const plant_of = [&](PlantSource const& source) {
        return static_cast<std::size_t>(std::find(plants.begin(), plants.end(), source.plant) -
                                        plants.begin());
    };
    // Instead of what the project reckons in proportion to heat.
    for (PlantSource const& source : listed) {
        result.plant_electricity_w[plant_of(source)] = result.plant_pump_electricity_w[plant_of(source)];
    }
    for (std::size_t i = 0; i < listed.size(); ++i) {
        if (listed[i].kind != SourceKind::battery) {
            result.plant_electricity_w[plant_of(listed[i])] += sources.electricity_w[i];
        }
    }
}

SimulatedStep const& NetworkSimulation::result() const {
    return impl_->result;
}
SteadyState const& NetworkSimulation::steady_start() const {
    return impl_->steady;
}
int NetworkSimulation::spin_up_steps() const {
    return impl_->spin_up_steps;
}
double NetworkSimulation::start_change_relative() const {
    return impl_->start_change_relative;
}
Team* NetworkSimulation::team() const {
    return impl_->options.heat.team.get();
}
HeatModelKind NetworkSimulation::model() const {
    return impl_->options.model;
}
bool NetworkSimulation::start_settled() const {
    return impl_->start_change_relative <= impl_->heat->settles_to();
}
Network const& NetworkSimulation::network() const {
    return impl_->network();
}

} // namespace saggar
