// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// Projects written as maps and read back by a mapping: the same networks, with the same flows and losses.

#include "saggar/engine/steady/steady_solver.hpp"
#include "saggar/io/map_import.hpp"
#include "saggar/io/project_reader.hpp"

#include "map_text.hpp"
#include "scratch_folder.hpp"
#include "source_dir.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <cmath>
#include <map>
#include <memory>
#include <set>
#include <string>

namespace saggar {
namespace {

using namespace testing_support;
using nlohmann::json;

// Writes lists of a project as GeoJSON, every field an attribute, and what is left as base.json; and the
// mapping that reads them.
class Maps {
public:
    Maps(Project const& project, std::set<std::string> lists, ScratchFolder const& folder)
        : folder_{folder}, lists_{std::move(lists)} {
        write_project(project, folder / "whole.json");
        whole_ = json::parse(ScratchFolder::content(folder / "whole.json"));
        std::set<std::string> taken;
        for (json const& node : whole_["nodes"]) {
            json at = json::array({node["x_m"], node["y_m"]});
            // On a map two nodes at one place are one. Lengths are given, so that a step aside does not
            // matter.
            while (!taken.insert(at.dump()).second) {
                at[0] = at[0].get<double>() + 0.37;
                at[1] = at[1].get<double>() + 0.61;
            }
            at_[node["id"]] = at;
        }
        for (std::string const& list : lists_) {
            write(list);
        }
        json base = whole_;
        for (std::string const& list : lists_) {
            base.erase(list);
        }
        folder.write("base.json", base.dump());
        folder.write("mapping.json", mapping_.dump(1));
    }

private:
    void write(std::string const& list) {
        std::set<std::string> fields;
        json features = json::array();
        for (json const& record : whole_[list]) {
            json properties = record;
            json geometry = {{"type", "Point"}};
            if (list == "pipe_pairs") {
                json points = json::array({at_.at(record["from"])});
                json const route = record.value("route_xy_m", json::array());
                for (std::size_t i = 0; i + 1 < route.size(); i += 2) {
                    points.push_back({route[i], route[i + 1]});
                }
                points.push_back(at_.at(record["to"]));
                geometry = {{"type", "LineString"}, {"coordinates", points}};
            } else {
                geometry["coordinates"] = at_.at(record[list == "nodes" ? "id" : "node"]);
            }
            for (char const* const drawn : {"from", "to", "node", "x_m", "y_m", "route_xy_m"}) {
                properties.erase(drawn);
            }
            for (auto const& [name, value] : properties.items()) {
                fields.insert(name);
            }
            features.push_back({{"type", "Feature"}, {"properties", properties}, {"geometry", geometry}});
        }
        std::string const name = "urn:ogc:def:crs:EPSG::27700";
        json map = {{"type", "FeatureCollection"}, {"features", features}};
        if (whole_.contains("coordinate_reference_system")) {
            map["crs"] = {{"type", "name"}, {"properties", {{"name", name}}}};
        }
        folder_.write(list + ".geojson", map.dump());
        json layer = {{"component", list}, {"file", list + ".geojson"}};
        for (std::string const& field : fields) {
            layer["fields"][field] = "{" + field + "}";
        }
        mapping_["layers"].push_back(layer);
    }

    ScratchFolder const& folder_;
    std::set<std::string> lists_;
    json whole_;
    std::map<std::string, json> at_;
    // Ends meet exactly, and some of the city's pipes pass nodes of others at less than a metre.
    json mapping_ = {{"schema_version", 1}, {"project", "base.json"}, {"join_m", 0.01}};
};

SteadyState solved(std::shared_ptr<Network const> const& network, std::string const& point) {
    SteadySolver solver{network};
    SteadyState state;
    SteadyReport const report = solver.solve(operating_point(*network, point), state);
    EXPECT_TRUE(report.converged()) << report.diagnosis;
    return state;
}

class RoundTrip : public ::testing::TestWithParam<std::string> {};

TEST_P(RoundTrip, OfMapsGivesTheSameFlowsAndLosses) {
    ScratchFolder const folder;
    auto const source = source_dir() / "examples" / GetParam();
    Project const original = read_project(source);
    Maps const maps{original, {"nodes", "pipe_pairs", "plants", "substations"}, folder};
    MapImport const imported = read_maps(folder / "mapping.json");
    ASSERT_EQ(imported.project.pipe_pairs.size(), original.pipe_pairs.size());
    ASSERT_EQ(imported.project.nodes.size(), original.nodes.size());
    ASSERT_EQ(imported.project.substations.size(), original.substations.size());
    // Written and read again, as the command does.
    write_project(imported.project, folder / "imported.yaml");
    auto const before = load_network(source);
    auto const after = load_network(folder / "imported.yaml");
    for (OperatingPointData const& point : original.operating_points) {
        SCOPED_TRACE(point.id);
        SteadyState const a = solved(before, point.id);
        SteadyState const b = solved(after, point.id);
        ASSERT_EQ(a.mass_flow_kg_s.size(), b.mass_flow_kg_s.size());
        for (std::size_t i = 0; i < a.mass_flow_kg_s.size(); ++i) {
            ASSERT_NEAR(a.mass_flow_kg_s[i], b.mass_flow_kg_s[i],
                        1e-6 * std::max(1.0, std::abs(a.mass_flow_kg_s[i])))
                << "kg/s, line " << i;
        }
        EXPECT_NEAR(a.heat_loss_total_w, b.heat_loss_total_w, 1e-6 * a.heat_loss_total_w) << "W";
        EXPECT_NEAR(a.heat_served_total_w, b.heat_served_total_w, 1e-6 * a.heat_served_total_w) << "W";
    }
}

INSTANTIATE_TEST_SUITE_P(Examples, RoundTrip, ::testing::Values("five-consumers", "stoke-on-trent/city"),
                         [](auto const& parameter) {
                             std::string name{parameter.param};
                             for (char& letter : name) {
                                 letter = letter == '-' || letter == '/' ? '_' : letter;
                             }
                             return name;
                         });

} // namespace
} // namespace saggar
