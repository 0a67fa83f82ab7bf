// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Results of a simulation: its series as NetCDF-4 after the CF conventions or as CSV, and its totals as JSON
// (docs/simulation.md lists both).

#include "saggar/engine/simulation/run.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace saggar {

// Which elements and variables have series.
struct SeriesChoice {
    // "plants", "substations", "pipes", "nodes", or single ones: "substation:hospital"; of a pair or a place
    // ("pipe:p1") both lines. Empty: all but pipes and nodes, or what `variables` are of.
    std::vector<std::string> elements;
    std::vector<std::string> variables; // names of simulation_variables; empty: all of the elements
};

struct SeriesFormats {
    bool netcdf{true}; // simulation.nc
    bool csv{false};   // simulation.csv
    int threads{0};    // that compress what goes into simulation.nc; 0: all cores
};

// The series of a run in a folder. While it goes on they grow in simulation.part, from which a run that was
// killed goes on too; `close` makes simulation.nc and simulation.csv of them. A fresh one that is not closed
// leaves nothing behind.
class SimulationFile {
public:
    // `run`: RunIdentity::run, by which files of the same run are known. `steps`: that are in the folder
    // already and are gone on from. Scenario and consumers are kept by reference. Throws Error with all that
    // is wrong with the choice; file_unwritable, as all functions do; operation_refused where those steps are
    // not there.
    SimulationFile(std::shared_ptr<Network const> network, Scenario const& scenario,
                   ConsumerModel const& consumers, SeriesChoice const& choice, SeriesFormats formats,
                   std::filesystem::path folder, std::uint64_t run, std::size_t steps = 0);
    ~SimulationFile();
    SimulationFile(SimulationFile const&) = delete;
    SimulationFile& operator=(SimulationFile const&) = delete;
    SimulationFile(SimulationFile&&) noexcept;
    SimulationFile& operator=(SimulationFile&&) noexcept;

    // The next step.
    void add(SimulatedStep const& result);
    // What was added is on the disk, for a checkpoint to count.
    void sync();
    void close();
    // After `close`, once a checkpoint counts all steps: the rows are needed no more.
    void tidy();

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

// A variable of the file, for the manual: name, units, dimensions, meaning.
struct SimulationVariable {
    std::string_view name;
    std::string_view units;
    std::string_view element; // plant, source, store, substation, building, pipe, node; empty: of the network
    std::string_view meaning;
};
[[nodiscard]] std::vector<SimulationVariable> simulation_variables();

// Nodes at which the absolute pressure fell below that of boiling, the worst of each. Water boils there, and
// columns break: it is no pressure of water, but what flows that are given whatever the pressure (a burst)
// would take. Worst first.
[[nodiscard]] std::vector<LimitHours> below_boiling(SimulationTotals const& totals);

// What all sources, and the electricity that plants and pumps draw besides, come to. Empty where a price or a
// factor lacks, or where nothing says what heat costs because there are no sources.
struct SimulationBill {
    std::optional<double> cost;
    std::optional<double> sources_cost; // of it
    std::optional<double> co2_t;
};
[[nodiscard]] SimulationBill simulation_bill(Project const& project, SourceTotals const& totals);

// What the cost of a bill is made of: all items that anything was used of; together they are it.
struct BillItem {
    std::string_view id; // gas, electricity_bought, electricity_sold, electricity_forgone, heat, carbon
    std::string of;      // heat: the source that has a price for it
    double amount;
    std::string_view unit;      // MWh, t
    std::optional<double> cost; // below 0: it brings in; empty where its price is not given
    std::string price;          // which field, or file, the price is from
};
[[nodiscard]] std::vector<BillItem> bill_items(Project const& project, SourceTotals const& totals);

// Totals: heat by plant, losses, demand, what was not served and why by consumer, what buildings got and
// peaks cut off, electricity, extremes, how the energy closes. `interrupted`: ended before the window did.
[[nodiscard]] std::string simulation_json(Network const& network, Scenario const& scenario,
                                          SimulationTotals const& totals, bool interrupted,
                                          ConsumerModel const& consumers);

} // namespace saggar
