// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// Series of a simulation. Every variable is declared once, in `variables`.

#include "saggar/io/simulation_results.hpp"

#include "series_table.hpp"

#include "saggar/network/error.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <system_error>
#include <utility>

namespace saggar {

namespace {

namespace fs = std::filesystem;
using namespace detail;

void copy(std::vector<double> const& values, std::vector<float>& out) {
    std::transform(values.begin(), values.end(), std::back_inserter(out),
                   [](double value) { return static_cast<float>(value); });
}
// Of a column by link those of some links.
void pick(std::vector<double> const& by_link, std::vector<std::int32_t> const& links,
          std::vector<float>& out) {
    for (std::int32_t const link : links) {
        out.push_back(static_cast<float>(by_link[static_cast<std::size_t>(link)]));
    }
}
void one(double value, std::vector<float>& out) {
    out.push_back(static_cast<float>(value));
}

template <std::vector<double> SimulatedStep::*column>
void column_of(Source const& from, std::vector<float>& out) {
    copy(from.step.*column, out);
}
// Water that is given away whatever the pressure (a burst) may need less than none at a node: that is no
// pressure.
bool below_nothing(Source const& from, std::int32_t node) {
    double const gauge_pa = from.step.pressure_pa[static_cast<std::size_t>(node)];
    return gauge_pa < -1e5 * from.network.project().physics.atmospheric_pressure_bar;
}
void node_pressures(Source const& from, std::vector<float>& out) {
    for (std::size_t node = 0; node < from.step.pressure_pa.size(); ++node) {
        bool const none = below_nothing(from, static_cast<std::int32_t>(node));
        one(none ? std::numeric_limits<double>::quiet_NaN() : from.step.pressure_pa[node], out);
    }
}
void substation_pressures(Source const& from, std::vector<float>& out) {
    Network const& network = from.network;
    for (std::size_t i = 0; i < network.substations.size(); ++i) {
        auto const link = static_cast<std::size_t>(network.substations.link[i]);
        bool const none =
            below_nothing(from, network.links.from[link]) || below_nothing(from, network.links.to[link]);
        one(none ? std::numeric_limits<double>::quiet_NaN() : from.step.differential_pressure_pa[i], out);
    }
}

template <class Code, std::vector<Code> SimulatedStep::*column>
void codes_of(Source const& from, std::vector<float>& out) {
    for (Code const code : from.step.*column) {
        one(static_cast<double>(code), out);
    }
}
// Of an enumeration whose first is none, and that has so many others.
template <class Code, std::size_t others>
constexpr CodeWords words_of{.codes = others + 1,
                             .word = [](std::size_t code) { return to_string(static_cast<Code>(code)); }};

template <std::vector<double> SourceStep::*column>
void sources_of(Source const& from, std::vector<float>& out) {
    copy(from.step.sources.*column, out);
}
template <double EnergyBook::*part>
void power_of(Source const& from, std::vector<float>& out) {
    one(from.step.book.*part / from.step.duration_s, out);
}

constexpr std::array variables{
    Variable{"outdoor_temperature", "degC", Kind::network, "outdoor temperature; missing without weather",
             true, [](Source const& from, std::vector<float>& out) { one(from.outdoor_c, out); }},
    Variable{"heat_loss", "W", Kind::network, "heat that pipes lose to the ground", true,
             power_of<&EnergyBook::lost_j>},
    Variable{"stored_heat_change", "W", Kind::network, "by how much the heat in water and pipe walls grows",
             true, power_of<&EnergyBook::stored_more_j>},
    Variable{"dissipated_power", "W", Kind::network, "friction and throttling that warm the water", true,
             power_of<&EnergyBook::dissipated_j>},
    Variable{"make_up_flow", "kg s-1", Kind::network,
             "water that enters to hold the pressure, or from outside", true,
             [](Source const& from, std::vector<float>& out) { one(from.step.make_up_kg_s, out); }},
    Variable{"plant_heat", "W", Kind::plant, "heat given to the water", true,
             column_of<&SimulatedStep::plant_heat_w>},
    Variable{"plant_supply_temperature", "degC", Kind::plant, "of the water that leaves", true,
             column_of<&SimulatedStep::plant_supply_temperature_c>},
    Variable{"plant_return_temperature", "degC", Kind::plant, "of the water that comes back", true,
             column_of<&SimulatedStep::plant_return_temperature_c>},
    Variable{"plant_flow", "kg s-1", Kind::plant, "mass flow from return to supply", true,
             [](Source const& from, std::vector<float>& out) {
                 pick(from.step.mass_flow_kg_s, from.network.plants.link, out);
             }},
    Variable{"plant_differential_pressure", "Pa", Kind::plant, "of its pumps", true,
             column_of<&SimulatedStep::plant_differential_pressure_pa>},
    Variable{"plant_electricity", "W", Kind::plant, "drawn by its pumps, and for its heat", true,
             column_of<&SimulatedStep::plant_electricity_w>},
    Variable{"source_heat", "W", Kind::source, "heat given to the network and to stores", true,
             sources_of<&SourceStep::heat_w>},
    Variable{"source_possible_heat", "W", Kind::source, "most that it could have given; of PV, electricity",
             true, sources_of<&SourceStep::possible_w>},
    Variable{"source_electricity", "W", Kind::source, "electricity drawn; by a battery, charged", true,
             sources_of<&SourceStep::electricity_w>},
    Variable{"source_generated_electricity", "W", Kind::source, "electricity made; by a battery, given back",
             true, sources_of<&SourceStep::generated_w>},
    Variable{"source_forgone_electricity", "W", Kind::source,
             "electricity that a turbine did not make for the heat", true,
             sources_of<&SourceStep::forgone_w>},
    Variable{"source_fuel", "W", Kind::source, "fuel burnt, gross calorific value", true,
             sources_of<&SourceStep::fuel_w>},
    Variable{"source_cop", "1", Kind::source,
             "heat over electricity of a heat pump; missing while it stands still", true,
             sources_of<&SourceStep::cop>},
    Variable{"store_heat", "W", Kind::store, "heat taken from sources; below 0, given to the network", true,
             sources_of<&SourceStep::store_heat_w>},
    Variable{"store_level", "1", Kind::store, "0 cold, 1 hot throughout, at the end of the step", false,
             sources_of<&SourceStep::store_level>},
    Variable{"store_top_temperature", "degC", Kind::store, "of its top layer at the end of the step", false,
             sources_of<&SourceStep::store_top_c>},
    Variable{"store_bottom_temperature", "degC", Kind::store, "of its bottom layer at the end of the step",
             false, sources_of<&SourceStep::store_bottom_c>},
    Variable{"store_loss", "W", Kind::store, "heat lost to its surroundings", true,
             sources_of<&SourceStep::store_lost_w>},
    Variable{"substation_demand", "W", Kind::substation, "heat asked for", true,
             column_of<&SimulatedStep::demand_w>},
    Variable{"substation_heat", "W", Kind::substation, "heat taken from the water", true,
             column_of<&SimulatedStep::heat_w>},
    Variable{"substation_unmet_heat", "W", Kind::substation, "demand that is not served", true,
             column_of<&SimulatedStep::unmet_w>},
    Variable{"substation_unmet_cause", "1", Kind::substation, "why it is not served", true,
             codes_of<UnmetCause, &SimulatedStep::unmet_cause>, words_of<UnmetCause, unmet_causes>},
    Variable{"substation_supply_temperature", "degC", Kind::substation, "of the water that arrives", true,
             column_of<&SimulatedStep::supply_temperature_c>},
    Variable{"substation_return_temperature", "degC", Kind::substation, "of the water that leaves", true,
             column_of<&SimulatedStep::return_temperature_c>},
    Variable{"substation_flow", "kg s-1", Kind::substation, "mass flow from supply to return", true,
             [](Source const& from, std::vector<float>& out) {
                 pick(from.step.mass_flow_kg_s, from.network.substations.link, out);
             }},
    Variable{"substation_differential_pressure", "Pa", Kind::substation,
             "between supply and return; missing where one of them needs less than no pressure", true,
             substation_pressures},
    Variable{"building_room_temperature", "degC", Kind::building, "of the rooms", true,
             [](Source const& from, std::vector<float>& out) { copy(from.consumers.room_c(), out); }},
    Variable{"building_set_point", "degC", Kind::building, "that heating is to hold in the rooms", true,
             [](Source const& from, std::vector<float>& out) { copy(from.consumers.set_point_c(), out); }},
    Variable{"building_heat", "W", Kind::building, "heat given to the rooms, hot water left out", true,
             [](Source const& from, std::vector<float>& out) { copy(from.consumers.room_heat_w(), out); }},
    Variable{"pipe_flow", "kg s-1", Kind::pipe, "mass flow from the line's beginning to its end", true,
             [](Source const& from, std::vector<float>& out) {
                 auto const& flow = from.step.mass_flow_kg_s;
                 for (std::size_t i = 0; i < from.network.pipes.size(); ++i) {
                     one(flow[i], out);
                 }
             }},
    Variable{"pipe_velocity", "m s-1", Kind::pipe, "of the water, without its direction", true,
             column_of<&SimulatedStep::pipe_velocity_m_s>},
    Variable{"pipe_gradient", "Pa m-1", Kind::pipe, "of straight pipe, local losses left out", true,
             column_of<&SimulatedStep::pipe_gradient_pa_m>},
    Variable{"pipe_temperature", "degC", Kind::pipe,
             "of the water at the end of the step, mean over the length", false,
             column_of<&SimulatedStep::pipe_mean_temperature_c>},
    Variable{"node_temperature", "degC", Kind::node, "of the water that passes", true,
             column_of<&SimulatedStep::temperature_c>},
    Variable{"node_pressure", "Pa", Kind::node,
             "gauge, at the node's height; missing where cut off, and where what is given needs less than no "
             "pressure",
             true, node_pressures},
    Variable{"plant_set_heat", "W", Kind::plant, "heat that is set; missing unless control is heat", true,
             column_of<&SimulatedStep::plant_set_heat_w>},
    Variable{"plant_set_flow", "kg s-1", Kind::plant, "mass flow that is set; missing unless control is flow",
             true, column_of<&SimulatedStep::plant_set_flow_kg_s>},
    Variable{"plant_shortfall_cause", "1", Kind::plant, "why it gives less than the heat or flow that is set",
             true, codes_of<ShortfallCause, &SimulatedStep::plant_shortfall_cause>,
             words_of<ShortfallCause, shortfall_causes>}};

template <class Record>
std::vector<std::string> record_ids(std::vector<Record> const& records) {
    std::vector<std::string> ids;
    ids.reserve(records.size());
    for (Record const& record : records) {
        ids.push_back(record.id);
    }
    return ids;
}

} // namespace

std::span<Variable const> detail::all_variables() {
    return variables;
}

std::vector<std::string> detail::ids_of(Network const& network, Kind kind) {
    switch (kind) {
    case Kind::plant: return network.plants.id;
    case Kind::substation: return network.substations.id;
    case Kind::pipe: {
        auto const pipes = static_cast<std::ptrdiff_t>(network.pipes.size());
        return {network.links.id.begin(), network.links.id.begin() + pipes};
    }
    case Kind::node: return network.nodes.id;
    case Kind::source: return record_ids(network.project().sources);
    case Kind::store: return record_ids(network.project().stores);
    case Kind::building: return record_ids(network.project().buildings);
    case Kind::network: break;
    }
    return {};
}

std::vector<SimulationVariable> simulation_variables() {
    std::vector<SimulationVariable> list;
    list.reserve(variables.size());
    for (Variable const& variable : variables) {
        list.push_back({variable.name, variable.units, kind_names[static_cast<std::size_t>(variable.kind)],
                        variable.meaning});
    }
    return list;
}

struct SimulationFile::Impl {
    Impl(std::shared_ptr<Network const> network, Scenario const& driven, ConsumerModel const& behind,
         SeriesChoice const& chosen, SeriesFormats wanted, fs::path target, std::uint64_t of_run)
        : scenario{driven},
          consumers{behind},
          table{std::move(network), chosen},
          formats{wanted},
          folder{std::move(target)},
          run{of_run},
          spool{folder / "simulation.part", table.width(), run},
          row(table.width()) {}
    ~Impl() {
        if (fresh && !closed) {
            std::error_code ignored;
            spool.remove();
            if (made_folder) {
                fs::remove(folder, ignored); // only if empty
            }
        }
    }
    Impl(Impl const&) = delete;
    Impl& operator=(Impl const&) = delete;
    Impl(Impl&&) = delete;
    Impl& operator=(Impl&&) = delete;

    Scenario const& scenario;
    ConsumerModel const& consumers;
    SeriesTable table;
    SeriesFormats formats;
    fs::path folder;
    std::uint64_t run;
    SeriesSpool spool;
    std::vector<float> row;
    bool fresh{true};
    bool closed{false};
    bool made_folder{false};
};

SimulationFile::SimulationFile(std::shared_ptr<Network const> network, Scenario const& scenario,
                               ConsumerModel const& consumers, SeriesChoice const& choice,
                               SeriesFormats formats, fs::path folder, std::uint64_t run, std::size_t steps)
    : impl_{std::make_unique<Impl>(std::move(network), scenario, consumers, choice, formats,
                                   std::move(folder), run)} {
    Impl& impl = *impl_;
    impl.fresh = steps == 0;
    if (steps == 0) {
        std::error_code error;
        impl.made_folder = fs::create_directories(impl.folder, error);
        if (error) {
            throw Error{
                {.code = ErrorCode::file_unwritable,
                 .place = {.file = impl.folder.string(), .line = 0, .component = {}, .id = {}, .field = {}},
                 .text = "cannot be made: " + error.message(),
                 .advice = "Name a folder where you may write"}};
        }
        impl.spool.create();
        return;
    }
    if (!impl.spool.resume(steps) &&
        !spool_from_netcdf(impl.folder / "simulation.nc", impl.table, steps, run, impl.spool)) {
        throw Error{
            {.code = ErrorCode::operation_refused,
             .place = {.file = impl.folder.string(), .line = 0, .component = {}, .id = {}, .field = {}},
             .text = "holds a checkpoint, but not the series of the steps before it",
             .advice = "Put simulation.nc back, or begin anew without --resume"}};
    }
}
SimulationFile::~SimulationFile() = default;
SimulationFile::SimulationFile(SimulationFile&&) noexcept = default;
SimulationFile& SimulationFile::operator=(SimulationFile&&) noexcept = default;

void SimulationFile::add(SimulatedStep const& result) {
    impl_->table.fill(result, impl_->scenario.outdoor_c(impl_->spool.rows()), impl_->consumers, impl_->row);
    impl_->spool.add(impl_->row);
}

void SimulationFile::sync() {
    impl_->spool.sync();
}

void SimulationFile::close() {
    Impl& impl = *impl_;
    impl.spool.sync();
    TimeWindow const& window = impl.scenario.window();
    if (impl.formats.netcdf) {
        write_netcdf(impl.folder / "simulation.nc", impl.table, window, impl.spool, impl.run,
                     impl.formats.threads);
    }
    if (impl.formats.csv) {
        write_csv(impl.folder / "simulation.csv", impl.table, window, impl.spool);
    }
    impl.closed = true;
}

void SimulationFile::tidy() {
    if (impl_->formats.netcdf) { // else a run that goes on has its rows from there
        impl_->spool.remove();
    }
}

} // namespace saggar
