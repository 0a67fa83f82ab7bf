// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Results of a simulation: its series as NetCDF-4 after the CF conventions, written while it runs, and its
// totals as JSON (docs/simulation.md lists both).

#include "saggar/engine/simulation/run.hpp"

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace saggar {

// Which kinds of element have series in the file.
struct SimulationElements {
    bool plants{true};
    bool substations{true}; // and the buildings behind them
    bool pipes{false};
    bool nodes{false};
};

// A file that grows step by step beside its place (as PATH.part) and is moved there by `close`. One that is
// not closed is removed: it never was.
class SimulationFile {
public:
    // Scenario and consumers are kept by reference; without consumers buildings have no series. Throws
    // Error{file_unwritable}, as `add` and `close` do.
    SimulationFile(std::shared_ptr<Network const> network, Scenario const& scenario,
                   SimulationElements const& elements, std::filesystem::path path,
                   ConsumerModel const* consumers = nullptr);
    ~SimulationFile();
    SimulationFile(SimulationFile const&) = delete;
    SimulationFile& operator=(SimulationFile const&) = delete;
    SimulationFile(SimulationFile&&) noexcept;
    SimulationFile& operator=(SimulationFile&&) noexcept;

    // The next step.
    void add(SimulatedStep const& result);
    void close();

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

// A variable of the file, for the manual: name, units, dimensions, meaning.
struct SimulationVariable {
    std::string_view name;
    std::string_view units;
    std::string_view element; // plant, substation, building, pipe, node; empty: of the network
    std::string_view meaning;
};
[[nodiscard]] std::vector<SimulationVariable> simulation_variables();

// Totals: heat by plant, losses, demand, what was not served and why by consumer, electricity, extremes, how
// the energy closes. `interrupted`: ended before the window did. With consumers also what buildings got, and
// what peaks cut off.
[[nodiscard]] std::string simulation_json(Network const& network, Scenario const& scenario,
                                          SimulationTotals const& totals, bool interrupted,
                                          ConsumerModel const* consumers = nullptr);

} // namespace saggar
