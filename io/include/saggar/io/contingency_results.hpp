// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// A contingency study as files: contingencies.csv, one row per outage, contingency_loads.csv, who is short in
// each, contingencies.gpkg with the outages and, of the ten worst, those who are short, styled for QGIS, and
// contingency_inputs.json, the project that was studied. docs/contingency.md lists the columns.

#include "saggar/network/network.hpp"
#include "saggar/planning/contingency.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace saggar {

[[nodiscard]] std::string contingencies_csv(Network const& network, ContingencyReport const& report);
[[nodiscard]] std::string contingency_loads_csv(Network const& network, ContingencyReport const& report);
// Both as one JSON document.
[[nodiscard]] std::string contingencies_json(Network const& network, ContingencyReport const& report);
// All files or none; the GeoPackage where the network has positions and this build has GDAL. Returns the
// paths. Throws as write_results.
std::vector<std::filesystem::path> write_contingencies(Network const& network,
                                                       ContingencyReport const& report,
                                                       std::filesystem::path const& folder);

// "12 loads: plant capacity 10, too cold 2": who is short and why, for consoles; empty where nobody is.
[[nodiscard]] std::string shortage_in_words(ContingencyResult const& result);

} // namespace saggar
