// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// Series of a simulation as NetCDF-4. Every variable is declared once, in `variables`.

#include "saggar/io/simulation_results.hpp"

#include "saggar/network/error.hpp"
#include "saggar/network/time_stamp.hpp"

#include <fmt/format.h>
#include <netcdf.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <system_error>
#include <utility>

namespace saggar {

namespace {

namespace fs = std::filesystem;

enum class Kind : std::size_t { network, plant, substation, building, pipe, node };
constexpr std::array<char const*, 6> kind_names{"", "plant", "substation", "building", "pipe", "node"};

// What a variable is made from.
struct Source {
    Network const& network;
    SimulatedStep const& step;
    double outdoor_c;
    ConsumerModel const* consumers;
};
using Fill = void (*)(Source const& from, std::vector<float>& out);

struct Variable {
    char const* name;
    char const* units;
    Kind kind;
    char const* meaning;
    bool mean; // over the step; otherwise at its end
    Fill fill;
};

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
    Variable{"substation_demand", "W", Kind::substation, "heat asked for", true,
             column_of<&SimulatedStep::demand_w>},
    Variable{"substation_heat", "W", Kind::substation, "heat taken from the water", true,
             column_of<&SimulatedStep::heat_w>},
    Variable{"substation_unmet_heat", "W", Kind::substation, "demand that is not served", true,
             column_of<&SimulatedStep::unmet_w>},
    Variable{"substation_unmet_cause", "1", Kind::substation, "why it is not served", true,
             [](Source const& from, std::vector<float>& out) {
                 for (UnmetCause const cause : from.step.unmet_cause) {
                     one(static_cast<double>(cause), out);
                 }
             }},
    Variable{"substation_supply_temperature", "degC", Kind::substation, "of the water that arrives", true,
             column_of<&SimulatedStep::supply_temperature_c>},
    Variable{"substation_return_temperature", "degC", Kind::substation, "of the water that leaves", true,
             column_of<&SimulatedStep::return_temperature_c>},
    Variable{"substation_flow", "kg s-1", Kind::substation, "mass flow from supply to return", true,
             [](Source const& from, std::vector<float>& out) {
                 pick(from.step.mass_flow_kg_s, from.network.substations.link, out);
             }},
    Variable{"substation_differential_pressure", "Pa", Kind::substation, "between supply and return", true,
             column_of<&SimulatedStep::differential_pressure_pa>},
    Variable{"building_room_temperature", "degC", Kind::building, "of the rooms", true,
             [](Source const& from, std::vector<float>& out) { copy(from.consumers->room_c(), out); }},
    Variable{"building_set_point", "degC", Kind::building, "that heating is to hold in the rooms", true,
             [](Source const& from, std::vector<float>& out) { copy(from.consumers->set_point_c(), out); }},
    Variable{"building_heat", "W", Kind::building, "heat given to the rooms, hot water left out", true,
             [](Source const& from, std::vector<float>& out) { copy(from.consumers->room_heat_w(), out); }},
    Variable{"pipe_flow", "kg s-1", Kind::pipe, "mass flow from the line's beginning to its end", true,
             [](Source const& from, std::vector<float>& out) {
                 auto const& flow = from.step.mass_flow_kg_s;
                 for (std::size_t i = 0; i < from.network.pipes.size(); ++i) {
                     one(flow[i], out);
                 }
             }},
    Variable{"pipe_velocity", "m s-1", Kind::pipe, "of the water, without its direction", true,
             column_of<&SimulatedStep::pipe_velocity_m_s>},
    Variable{"pipe_temperature", "degC", Kind::pipe,
             "of the water at the end of the step, mean over the length", false,
             column_of<&SimulatedStep::pipe_mean_temperature_c>},
    Variable{"node_temperature", "degC", Kind::node, "of the water that passes", true,
             column_of<&SimulatedStep::temperature_c>},
    Variable{"node_pressure", "Pa", Kind::node, "gauge, at the node's height; missing where cut off", true,
             column_of<&SimulatedStep::pressure_pa>}};

constexpr std::size_t block_steps = 48; // kept in memory, and a chunk of the file

} // namespace

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
    struct Column {
        Variable const* variable;
        std::size_t width;
        int id{0};
        std::vector<float> kept; // of the block
    };

    Impl(std::shared_ptr<Network const> shared, Scenario const& driven, SimulationElements const& chosen,
         fs::path target, ConsumerModel const* behind)
        : network{std::move(shared)},
          scenario{driven},
          consumers{behind},
          elements{chosen},
          path{std::move(target)} {
        part = path;
        part += ".part";
    }
    ~Impl() {
        if (open) {
            nc_close(file);
            std::error_code ignored;
            fs::remove(part, ignored);
        }
        if (made_folder && !closed) {
            std::error_code ignored;
            fs::remove(path.parent_path(), ignored); // only if empty
        }
    }
    Impl(Impl const&) = delete;
    Impl& operator=(Impl const&) = delete;
    Impl(Impl&&) = delete;
    Impl& operator=(Impl&&) = delete;

    [[noreturn]] void unwritable(std::string why) const {
        throw Error{{.code = ErrorCode::file_unwritable,
                     .place = {.file = path.string(), .line = 0, .component = {}, .id = {}, .field = {}},
                     .text = "cannot be written: " + std::move(why),
                     .advice = "Check that the folder exists, is yours and has room"}};
    }
    void must(int code) const {
        if (code != NC_NOERR) {
            unwritable(nc_strerror(code));
        }
    }
    void text(int variable, char const* name, std::string_view value) const {
        must(nc_put_att_text(file, variable, name, value.size(), value.data()));
    }
    [[nodiscard]] bool wanted(Kind kind) const {
        switch (kind) {
        case Kind::network: return true;
        case Kind::plant: return elements.plants;
        case Kind::substation: return elements.substations;
        case Kind::building: return elements.substations && consumers != nullptr;
        case Kind::pipe: return elements.pipes;
        case Kind::node: return elements.nodes;
        }
        return false;
    }
    [[nodiscard]] std::vector<std::string> ids(Kind kind) const {
        switch (kind) {
        case Kind::plant: return network->plants.id;
        case Kind::substation: return network->substations.id;
        case Kind::building: {
            std::vector<std::string> list;
            for (Building const& building : network->project().buildings) {
                list.push_back(building.id);
            }
            return list;
        }
        case Kind::pipe: {
            auto const pipes = static_cast<std::ptrdiff_t>(network->pipes.size());
            return {network->links.id.begin(), network->links.id.begin() + pipes};
        }
        case Kind::node: return network->nodes.id;
        case Kind::network: break;
        }
        return {};
    }

    void create();
    void define_time();
    void define_kind(Kind kind);
    void define(Variable const& variable);
    void add(SimulatedStep const& result);
    void flush();
    void close();

    std::shared_ptr<Network const> network;
    Scenario const& scenario;
    ConsumerModel const* consumers;
    SimulationElements elements;
    fs::path path, part;
    int file{0};
    bool open{false};
    bool closed{false}; // and in its place
    bool made_folder{false};
    int time_dimension{0};
    int time_variable{0};
    int bounds_variable{0};
    std::array<int, kind_names.size()> dimension{};
    std::vector<std::pair<int, std::vector<std::string>>>
        names; // variables of ids, written once all is defined
    std::vector<Column> columns;
    std::size_t written{0}; // steps in the file
    std::size_t kept{0};    // steps in memory
};

void SimulationFile::Impl::define_time() {
    must(nc_def_dim(file, "time", NC_UNLIMITED, &time_dimension));
    int ends = 0;
    must(nc_def_dim(file, "bounds", 2, &ends));
    must(nc_def_var(file, "time", NC_DOUBLE, 1, &time_dimension, &time_variable));
    text(time_variable, "standard_name", "time");
    text(time_variable, "long_name", "beginning of the step");
    text(time_variable, "units", "seconds since 1970-01-01T00:00:00Z");
    text(time_variable, "calendar", "standard");
    text(time_variable, "axis", "T");
    text(time_variable, "bounds", "time_bounds");
    std::array<int, 2> const dimensions{time_dimension, ends};
    must(nc_def_var(file, "time_bounds", NC_DOUBLE, 2, dimensions.data(), &bounds_variable));
}

void SimulationFile::Impl::define_kind(Kind kind) {
    std::vector<std::string> list = ids(kind);
    if (list.empty()) {
        return;
    }
    auto const k = static_cast<std::size_t>(kind);
    must(nc_def_dim(file, kind_names[k], list.size(), &dimension[k]));
    int id = 0;
    must(nc_def_var(file, fmt::format("{}_id", kind_names[k]).c_str(), NC_STRING, 1, &dimension[k], &id));
    text(id, "long_name", fmt::format("id of the {} in the project", kind_names[k]));
    names.emplace_back(id, std::move(list));
}

void SimulationFile::Impl::define(Variable const& variable) {
    auto const k = static_cast<std::size_t>(variable.kind);
    bool const single = variable.kind == Kind::network;
    std::size_t const width = single ? 1 : ids(variable.kind).size();
    if (!wanted(variable.kind) || width == 0) {
        return;
    }
    Column column{.variable = &variable, .width = width, .kept = {}};
    std::array<int, 2> const dimensions{time_dimension, dimension[k]};
    int const rank = single ? 1 : 2;
    must(nc_def_var(file, variable.name, NC_FLOAT, rank, dimensions.data(), &column.id));
    std::array<std::size_t, 2> const chunk{block_steps, std::min<std::size_t>(width, 1024)};
    must(nc_def_var_chunking(file, column.id, NC_CHUNKED, chunk.data()));
    must(nc_def_var_deflate(file, column.id, 1, 1, 1));
    float const missing = std::numeric_limits<float>::quiet_NaN();
    must(nc_put_att_float(file, column.id, "_FillValue", NC_FLOAT, 1, &missing));
    text(column.id, "units", variable.units);
    text(column.id, "long_name", variable.meaning);
    text(column.id, "cell_methods", variable.mean ? "time: mean" : "time: point");
    if (!single) {
        text(column.id, "coordinates", fmt::format("{}_id", kind_names[k]));
    }
    if (std::string_view{variable.name} == "substation_unmet_cause") {
        std::array<float, 5> const flags{0.0F, 1.0F, 2.0F, 3.0F, 4.0F};
        must(nc_put_att_float(file, column.id, "flag_values", NC_FLOAT, flags.size(), flags.data()));
        text(column.id, "flag_meanings", "none pressure temperature capacity cut_off");
    }
    columns.push_back(std::move(column));
}

void SimulationFile::Impl::create() {
    must(nc_create(part.c_str(), NC_NETCDF4 | NC_CLOBBER, &file));
    open = true;
    text(NC_GLOBAL, "Conventions", "CF-1.10");
    text(NC_GLOBAL, "title", network->project().name);
    text(NC_GLOBAL, "source", "saggar simulate");
    must(nc_put_att_double(file, NC_GLOBAL, "step_s", NC_DOUBLE, 1,
                           std::array{static_cast<double>(scenario.window().step_s)}.data()));
    define_time();
    for (Kind const kind : {Kind::plant, Kind::substation, Kind::building, Kind::pipe, Kind::node}) {
        if (wanted(kind)) {
            define_kind(kind);
        }
    }
    for (Variable const& variable : variables) {
        define(variable);
    }
    must(nc_enddef(file));
    for (auto const& [id, list] : names) {
        std::vector<char const*> words;
        words.reserve(list.size());
        for (std::string const& word : list) {
            words.push_back(word.c_str());
        }
        must(nc_put_var_string(file, id, words.data()));
    }
}

void SimulationFile::Impl::add(SimulatedStep const& result) {
    Source const source{*network, result, scenario.outdoor_c(written + kept), consumers};
    for (Column& column : columns) {
        column.variable->fill(source, column.kept);
    }
    if (++kept == block_steps) {
        flush();
    }
}

void SimulationFile::Impl::flush() {
    if (kept == 0) {
        return;
    }
    std::vector<double> times;
    std::vector<double> ends;
    auto const step_s = static_cast<double>(scenario.window().step_s);
    for (std::size_t i = 0; i < kept; ++i) {
        double const begin =
            static_cast<double>(scenario.window().begin_s) + step_s * static_cast<double>(written + i);
        times.push_back(begin);
        ends.push_back(begin);
        ends.push_back(begin + step_s);
    }
    std::array<std::size_t, 2> const start{written, 0};
    std::array<std::size_t, 2> count{kept, 2};
    must(nc_put_vara_double(file, time_variable, start.data(), count.data(), times.data()));
    must(nc_put_vara_double(file, bounds_variable, start.data(), count.data(), ends.data()));
    for (Column& column : columns) {
        count[1] = column.width;
        must(nc_put_vara_float(file, column.id, start.data(), count.data(), column.kept.data()));
        column.kept.clear();
    }
    written += kept;
    kept = 0;
}

void SimulationFile::Impl::close() {
    flush();
    int const code = nc_close(file);
    open = false;
    std::error_code error;
    if (code == NC_NOERR) {
        fs::rename(part, path, error);
    }
    if (code != NC_NOERR || error) {
        std::error_code ignored;
        fs::remove(part, ignored);
        unwritable(error ? error.message() : nc_strerror(code));
    }
    closed = true;
}

SimulationFile::SimulationFile(std::shared_ptr<Network const> network, Scenario const& scenario,
                               SimulationElements const& elements, fs::path path,
                               ConsumerModel const* consumers)
    : impl_{std::make_unique<Impl>(std::move(network), scenario, elements, std::move(path), consumers)} {
    std::error_code error;
    impl_->made_folder = fs::create_directories(impl_->path.parent_path(), error);
    if (error) {
        impl_->unwritable(error.message());
    }
    impl_->create();
}
SimulationFile::~SimulationFile() = default;
SimulationFile::SimulationFile(SimulationFile&&) noexcept = default;
SimulationFile& SimulationFile::operator=(SimulationFile&&) noexcept = default;

void SimulationFile::add(SimulatedStep const& result) {
    impl_->add(result);
}
void SimulationFile::close() {
    impl_->close();
}

} // namespace saggar
