// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "step_aggregate.hpp"

#include "../steady/workspace.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <utility>

namespace saggar::detail {

namespace {

constexpr std::array means{&SimulatedStep::pressure_pa,
                           &SimulatedStep::vapour_margin_pa,
                           &SimulatedStep::mass_flow_kg_s,
                           &SimulatedStep::pipe_velocity_m_s,
                           &SimulatedStep::pipe_gradient_pa_m,
                           &SimulatedStep::demand_w,
                           &SimulatedStep::heat_w,
                           &SimulatedStep::unmet_w,
                           &SimulatedStep::differential_pressure_pa,
                           &SimulatedStep::plant_heat_w,
                           &SimulatedStep::plant_differential_pressure_pa,
                           &SimulatedStep::plant_electricity_w,
                           &SimulatedStep::plant_pump_electricity_w,
                           &SimulatedStep::plant_set_heat_w,
                           &SimulatedStep::plant_set_flow_kg_s,
                           &SimulatedStep::pump_electricity_w,
                           &SimulatedStep::pump_lift_pa,
                           &SimulatedStep::pump_speed};

constexpr std::array source_means{
    &SourceStep::heat_w,    &SourceStep::possible_w, &SourceStep::electricity_w, &SourceStep::generated_w,
    &SourceStep::forgone_w, &SourceStep::fuel_w,     &SourceStep::store_heat_w,  &SourceStep::store_lost_w,
    &SourceStep::import_w,  &SourceStep::export_w};

constexpr std::array source_sums{
    &SourceStep::cost,           &SourceStep::carbon_kg,         &SourceStep::running_s,
    &SourceStep::plant_cost,     &SourceStep::plant_carbon_kg,   &SourceStep::pump_cost,
    &SourceStep::pump_carbon_kg, &SourceStep::kept_off_in_want_s};

constexpr std::array source_ends{&SourceStep::store_level, &SourceStep::store_j, &SourceStep::store_top_c,
                                 &SourceStep::store_bottom_c};

// How much a status says against an element.
int badness(ElementStatus status) {
    switch (status) {
    case ElementStatus::normal: return 0;
    case ElementStatus::controlling: return 1;
    case ElementStatus::no_flow: return 2;
    case ElementStatus::shut: return 3;
    case ElementStatus::wide_open: return 4;
    case ElementStatus::return_too_hot: return 5;
    case ElementStatus::at_flow_limit: return 6;
    case ElementStatus::at_pressure_limit: return 7;
    case ElementStatus::reversed: return 8;
    case ElementStatus::at_capacity: return 9;
    case ElementStatus::too_cold: return 10;
    case ElementStatus::limited_by_pressure: return 11;
    case ElementStatus::cut_off: return 12;
    }
    return 0;
}

void pick(std::vector<double> const& by_link, std::vector<std::int32_t> const& links,
          std::vector<double>& out) {
    out.resize(links.size());
    for (std::size_t i = 0; i < links.size(); ++i) {
        out[i] = std::abs(by_link[static_cast<std::size_t>(links[i])]);
    }
}

} // namespace

void StepAggregate::Mean::begin() {
    sum.clear();
    weight.clear();
}

void StepAggregate::Mean::add(std::vector<double> const& values, double by) {
    sum.resize(values.size(), 0.0);
    weight.resize(values.size(), 0.0);
    for (std::size_t i = 0; i < values.size(); ++i) {
        add(i, values[i], by);
    }
}

void StepAggregate::Mean::write(std::vector<double>& values) const {
    values.resize(sum.size());
    for (std::size_t i = 0; i < sum.size(); ++i) {
        values[i] = at(i);
    }
}

StepAggregate::StepAggregate(std::shared_ptr<Network const> network)
    : network_{std::move(network)},
      fluid_{make_fluid(network_->project().fluid)},
      means_(means.size()),
      source_means_(source_means.size()) {}

void StepAggregate::begin() {
    row_ = {};
    for (auto* const columns : {&means_, &source_means_}) {
        for (Mean& mean : *columns) {
            mean.begin();
        }
    }
    for (Passing* const passing : {&nodes_, &supply_, &return_, &plant_supply_, &plant_return_}) {
        passing->heat_content.begin();
        passing->temperature.begin();
    }
    cop_heat_j_.clear();
    cop_electricity_j_.clear();
    most_unmet_w_.assign(network_->substations.size(), 0.0);
    largest_shortfall_.assign(network_->plants.size(), 0.0);
}

// Half of what enters and leaves a node, leaks left out, is what passes it.
void StepAggregate::find_flows(SimulatedStep const& part) {
    node_kg_s_.assign(part.temperature_c.size(), 0.0);
    for (std::size_t link = 0; link < part.mass_flow_kg_s.size(); ++link) {
        double const half_kg_s = 0.5 * std::abs(part.mass_flow_kg_s[link]);
        node_kg_s_[static_cast<std::size_t>(network_->links.from[link])] += half_kg_s;
        node_kg_s_[static_cast<std::size_t>(network_->links.to[link])] += half_kg_s;
    }
    pick(part.mass_flow_kg_s, network_->substations.link, substation_kg_s_);
    pick(part.mass_flow_kg_s, network_->plants.link, plant_kg_s_);
}

void StepAggregate::add_passing(Passing& passing, std::vector<double> const& temperature_c,
                                std::vector<double> const& flow_kg_s, double duration_s) {
    passing.temperature.add(temperature_c, duration_s);
    passing.heat_content.sum.resize(temperature_c.size(), 0.0);
    passing.heat_content.weight.resize(temperature_c.size(), 0.0);
    for (std::size_t i = 0; i < temperature_c.size(); ++i) {
        passing.heat_content.add(i, fluid_.heat_content_j_kg(temperature_c[i]), flow_kg_s[i] * duration_s);
    }
}

void StepAggregate::write_passing(Passing const& passing, std::vector<double>& temperature_c) const {
    passing.temperature.write(temperature_c);
    for (std::size_t i = 0; i < temperature_c.size(); ++i) {
        if (passing.heat_content.weight[i] > 0.0) {
            temperature_c[i] = fluid_.temperature_c(passing.heat_content.at(i));
        }
    }
}

void StepAggregate::add(SimulatedStep const& part) {
    double const dt = part.duration_s;
    for (std::size_t k = 0; k < means.size(); ++k) {
        means_[k].add(part.*means[k], dt);
    }
    find_flows(part);
    add_passing(nodes_, part.temperature_c, node_kg_s_, dt);
    add_passing(supply_, part.supply_temperature_c, substation_kg_s_, dt);
    add_passing(return_, part.return_temperature_c, substation_kg_s_, dt);
    add_passing(plant_supply_, part.plant_supply_temperature_c, plant_kg_s_, dt);
    add_passing(plant_return_, part.plant_return_temperature_c, plant_kg_s_, dt);
    row_.pipe_mean_temperature_c = part.pipe_mean_temperature_c;
    row_.make_up_kg_s += part.make_up_kg_s * dt; // `made` divides
    row_.book.add(part.book);
    add_worst(part);
    if (!part.sources.plant_cost.empty()) {
        for (std::size_t k = 0; k < source_means.size(); ++k) {
            source_means_[k].add(part.sources.*source_means[k], dt);
        }
        cop_heat_j_.resize(part.sources.cop.size(), 0.0);
        cop_electricity_j_.resize(part.sources.cop.size(), 0.0);
        for (std::size_t i = 0; i < part.sources.cop.size(); ++i) {
            if (!std::isnan(part.sources.cop[i])) {
                cop_heat_j_[i] += part.sources.heat_w[i] * dt;
                cop_electricity_j_[i] += part.sources.electricity_w[i] * dt;
            }
        }
        add_sources(part.sources);
    }
    row_.duration_s += dt;
}

void StepAggregate::add_worst(SimulatedStep const& part) {
    bool const first = row_.duration_s == 0.0;
    if (first) {
        row_.link_status = part.link_status;
        row_.unmet_cause.assign(part.unmet_cause.size(), UnmetCause::none);
        row_.plant_shortfall_cause.assign(part.plant_shortfall_cause.size(), ShortfallCause::none);
        row_.last_to_settle = part.last_to_settle;
    }
    for (std::size_t link = 0; link < part.link_status.size(); ++link) {
        ElementStatus& worst = row_.link_status[link];
        worst = badness(part.link_status[link]) > badness(worst) ? part.link_status[link] : worst;
    }
    for (std::size_t i = 0; i < part.unmet_w.size(); ++i) {
        if (part.unmet_cause[i] != UnmetCause::none && part.unmet_w[i] > most_unmet_w_[i]) {
            most_unmet_w_[i] = part.unmet_w[i];
            row_.unmet_cause[i] = part.unmet_cause[i];
        }
    }
    for (std::size_t i = 0; i < part.plant_shortfall_cause.size(); ++i) {
        if (part.plant_shortfall_cause[i] == ShortfallCause::none) {
            continue;
        }
        double const shortfall = set_and_given(*network_, part, i).shortfall();
        if (shortfall > largest_shortfall_[i]) {
            largest_shortfall_[i] = shortfall;
            row_.plant_shortfall_cause[i] = part.plant_shortfall_cause[i];
        }
    }
    bool const nobody_yet = row_.index_consumer < 0;
    if (part.index_consumer >= 0 && (nobody_yet || part.index_margin_pa < row_.index_margin_pa)) {
        row_.index_consumer = part.index_consumer;
        row_.index_margin_pa = part.index_margin_pa;
    }
    row_.rounds = std::max(row_.rounds, part.rounds);
    row_.flow_jump_relative = std::max(row_.flow_jump_relative, part.flow_jump_relative);
    if (part.flow_change_relative > row_.flow_change_relative) {
        row_.flow_change_relative = part.flow_change_relative;
        row_.last_to_settle = part.last_to_settle;
    }
    row_.settled = row_.settled && part.settled;
}

void StepAggregate::add_sources(SourceStep const& part) {
    SourceStep& row = row_.sources;
    for (auto const column : source_sums) {
        (row.*column).resize((part.*column).size(), 0.0);
        for (std::size_t i = 0; i < (part.*column).size(); ++i) {
            (row.*column)[i] += (part.*column)[i];
        }
    }
    for (auto const column : source_ends) {
        row.*column = part.*column;
    }
    if (row.store_level_before.empty()) {
        row.store_level_before = part.store_level_before;
    }
    for (auto const column : {&SourceStep::started, &SourceStep::stopped_early, &SourceStep::started_early}) {
        (row.*column).resize((part.*column).size(), 0);
        for (std::size_t i = 0; i < (part.*column).size(); ++i) {
            (row.*column)[i] = std::max((row.*column)[i], (part.*column)[i]);
        }
    }
    row.bill.add(part.bill);
    row.uncovered_w = std::max(row.uncovered_w, part.uncovered_w);
}

SimulatedStep const& StepAggregate::made() {
    assert(row_.duration_s > 0.0);
    for (std::size_t k = 0; k < means.size(); ++k) {
        means_[k].write(row_.*means[k]);
    }
    write_passing(nodes_, row_.temperature_c);
    write_passing(supply_, row_.supply_temperature_c);
    write_passing(return_, row_.return_temperature_c);
    write_passing(plant_supply_, row_.plant_supply_temperature_c);
    write_passing(plant_return_, row_.plant_return_temperature_c);
    row_.make_up_kg_s /= row_.duration_s;
    for (std::size_t k = 0; k < source_means.size(); ++k) {
        source_means_[k].write(row_.sources.*source_means[k]);
    }
    row_.sources.cop.assign(cop_heat_j_.size(), std::numeric_limits<double>::quiet_NaN());
    for (std::size_t i = 0; i < cop_heat_j_.size(); ++i) {
        if (cop_electricity_j_[i] > 0.0) {
            row_.sources.cop[i] = cop_heat_j_[i] / cop_electricity_j_[i];
        }
    }
    return row_;
}

} // namespace saggar::detail
