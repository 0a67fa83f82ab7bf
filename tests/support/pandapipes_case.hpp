// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// A reference case of pandapipes (tables of nodes, pipes, consumers and the source) as a project with that
// program's equations, properties and friction formula.

#include "saggar/network/project.hpp"

#include <filesystem>
#include <string>

namespace saggar::testing_support {

enum class PandapipesControl { treturn, deltat, mdot };

struct PandapipesRun {
    PandapipesControl control{PandapipesControl::treturn};
    FrictionModel friction{FrictionModel::pandapipes_colebrook};
};

// "bidir_treturn_colebrook"; throws std::runtime_error for another name.
[[nodiscard]] PandapipesRun pandapipes_run(std::string const& name);

// `load` multiplies the heat demands. Ids: nodes n0, n1 ..., pipes p0 ..., substations c0 ..., in the order
// of the tables.
[[nodiscard]] Project pandapipes_project(std::filesystem::path const& folder, PandapipesRun const& run,
                                         double load = 1.0);

} // namespace saggar::testing_support
