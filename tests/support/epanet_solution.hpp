// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// An EPANET file imported with EPANET's constants and solved: heads and flows by the file's own ids and
// units.

#include "saggar/engine/steady/steady_solver.hpp"
#include "saggar/io/epanet_import.hpp"

#include <filesystem>
#include <memory>
#include <string_view>

namespace saggar::testing_support {

struct EpanetSolution {
    EpanetImport import;
    std::shared_ptr<Network const> network;
    SteadyReport report;
    SteadyState state;

    [[nodiscard]] double head_m(std::string_view node) const;
    [[nodiscard]] double flow(std::string_view link) const; // in the file's unit, from its first node
};

// Imports, builds and solves at time 0; throws std::runtime_error where no solution is found.
[[nodiscard]] EpanetSolution solve_epanet(std::filesystem::path const& path);
// Of an import that stands already.
[[nodiscard]] EpanetSolution solve_epanet(EpanetImport import);

} // namespace saggar::testing_support
