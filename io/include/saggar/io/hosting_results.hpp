// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// A hosting study as files: hosting.csv, one row per node, pair and street; hosting.gpkg, a layer of each,
// styled for QGIS; hosting_inputs.json, the project that was studied. docs/hosting.md lists the columns.

#include "saggar/network/network.hpp"
#include "saggar/network/street_graph.hpp"
#include "saggar/planning/hosting.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace saggar {

// What is written and shown of one study; refers to what it is made of.
struct HostingResults {
    Network const& network;
    HostingReport const& report;
    std::vector<Street> const& streets;
    std::vector<HostingStreet> const& street_values;
};

[[nodiscard]] std::string hosting_csv(HostingResults const& results);
// The same as one JSON document.
[[nodiscard]] std::string hosting_json(HostingResults const& results);
// All files, all or nothing; the GeoPackage where the network has positions and this build has GDAL. Returns
// the paths. Throws as write_results.
std::vector<std::filesystem::path> write_hosting(HostingResults const& results,
                                                 std::filesystem::path const& folder);

// The node, pair ("pair p1") or street ("street 17") in words, and what binds there: for consoles.
[[nodiscard]] std::string hosting_reason(HostingValue const& value);

} // namespace saggar
