// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// What `saggar simulate` left in a folder, read back: whatever series are there, and the totals.

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace saggar {

class SimulationReader {
public:
    // Throws Error{file_unreadable} where simulation.nc or simulation.json is missing or is none.
    explicit SimulationReader(std::filesystem::path const& folder);
    ~SimulationReader();
    SimulationReader(SimulationReader const&) = delete;
    SimulationReader& operator=(SimulationReader const&) = delete;
    SimulationReader(SimulationReader&&) noexcept;
    SimulationReader& operator=(SimulationReader&&) noexcept;

    [[nodiscard]] std::size_t steps() const;
    [[nodiscard]] std::int64_t begin_s() const; // since 1970-01-01T00:00:00Z
    [[nodiscard]] double step_s() const;
    // The content of simulation.json.
    [[nodiscard]] std::string const& totals_json() const;

    // A variable of the network ("heat_loss") or of a kind of element ("plant_heat"); not every file has
    // every one.
    [[nodiscard]] bool has(std::string_view variable) const;
    // "plant", "substation", ...: ids of those with series; empty where there are none.
    [[nodiscard]] std::vector<std::string> ids(std::string_view kind) const;
    // All values, row by row: steps times elements (1 for the network). Empty where the file has no such
    // variable.
    [[nodiscard]] std::vector<float> read(std::string_view variable) const;
    // The same in blocks of rows, for variables of many elements.
    using TakeRow = std::function<void(std::size_t step, std::span<float const> row)>;
    void each_row(std::string_view variable, TakeRow const& take) const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace saggar
