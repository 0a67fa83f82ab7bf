// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "topology_instance.hpp"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <limits>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>
#include <stdexcept>
#include <string>

namespace saggar::testing_support {
namespace {

using nlohmann::json;

std::ifstream opened(std::filesystem::path const& file) {
    std::ifstream in{file};
    if (!in) {
        throw std::runtime_error{"cannot read " + file.string()};
    }
    return in;
}

TopologySizeTable size_table(json const& instance, char const* surface) {
    auto const& economics = instance.at("economics");
    double const loss_per_kw = economics.at("loss_pv_gbp_per_kw");
    double const upkeep =
        economics.at("pv_factor").get<double>() * economics.at("om_network_gbp_m_yr").get<double>();
    TopologySizeTable table;
    for (auto const& size : instance.at("catalogue")) {
        table.push_back({.capacity_w = size.at("cap_kw").get<double>() * 1e3,
                         .cost_per_m = size.at("pipe").get<double>() + size.at(surface).get<double>() +
                                       size.at("loss_w_m").get<double>() / 1e3 * loss_per_kw + upkeep});
    }
    return table;
}

// One after another, each on the junction that is farthest from all sources so far.
void add_sources(json const& instance, TopologyProblem& problem, int count) {
    auto const& nodes = instance.at("nodes");
    double const capacity_w = problem.size_tables.front().back().capacity_w;
    problem.sources.front().capacity_w = capacity_w;
    for (int s = 0; s < count; ++s) {
        double farthest = -1.0;
        TopologySource added = problem.sources.front();
        for (auto const& node : nodes) {
            if (node.at("kind") != "junction") {
                continue;
            }
            double nearest = std::numeric_limits<double>::infinity();
            for (auto const& source : problem.sources) {
                auto const& other = nodes.at(static_cast<std::size_t>(source.node));
                nearest =
                    std::min(nearest, std::hypot(node.at("x").get<double>() - other.at("x").get<double>(),
                                                 node.at("y").get<double>() - other.at("y").get<double>()));
            }
            if (nearest > farthest) {
                farthest = nearest;
                added.node = node.at("id");
            }
        }
        problem.sources.push_back(added);
    }
}

} // namespace

TopologyInstance read_street_instance(std::filesystem::path const& file, int more_sources) {
    auto in = opened(file);
    auto const instance = json::parse(in);
    TopologyInstance result;
    auto& problem = result.problem;
    problem.node_count = static_cast<std::int32_t>(instance.at("nodes").size());
    problem.size_tables = {size_table(instance, "soft"), size_table(instance, "hard")};
    problem.coincidence = [](double customers) { return customers <= 1.0 ? 1.0 : 0.62 + 0.38 / customers; };
    for (auto const& edge : instance.at("edges")) {
        TopologyEdge record;
        record.a = edge.at("i");
        record.b = edge.at("j");
        record.length_m = edge.at("length_m");
        record.size_table = edge.at("surface") == "hard" ? 1 : 0;
        record.linear_fixed = edge.at("fixed").get<double>();
        record.linear_per_w = edge.at("per_kw").get<double>() / 1e3;
        problem.edges.push_back(record);
    }
    for (auto const& building : instance.at("buildings")) {
        TopologyLoad load;
        load.node = building.at("node");
        load.peak_w = building.at("peak_kw").get<double>() * 1e3;
        load.customers = building.at("customers");
        load.value = building.at("npv_value");
        load.benefit = building.at("heat_mwh").get<double>();
        auto const id = building.at("id").get<std::size_t>();
        result.load_of_building.resize(std::max(result.load_of_building.size(), id + 1), -1);
        result.load_of_building[id] = static_cast<std::int32_t>(problem.loads.size());
        problem.loads.push_back(load);
    }
    double const cost_per_w = instance.at("supply").at("capex_gbp_kw").get<double>() / 1e3;
    problem.sources.push_back({.node = instance.at("supply").at("node"), .cost_per_w = cost_per_w});
    if (more_sources > 0) {
        add_sources(instance, problem, more_sources);
    }
    return result;
}

TopologyPlan read_street_tree(std::filesystem::path const& file, TopologyInstance const& instance) {
    auto in = opened(file);
    auto const tree = json::parse(in);
    std::map<std::pair<std::int32_t, std::int32_t>, std::int32_t> edge_between;
    auto const& edges = instance.problem.edges;
    std::vector<std::int32_t> service(static_cast<std::size_t>(instance.problem.node_count), -1);
    for (std::size_t e = 0; e < edges.size(); ++e) {
        edge_between[{edges[e].a, edges[e].b}] = static_cast<std::int32_t>(e);
        edge_between[{edges[e].b, edges[e].a}] = static_cast<std::int32_t>(e);
        service[static_cast<std::size_t>(edges[e].b)] =
            static_cast<std::int32_t>(e); // a building's only edge
    }
    TopologyPlan plan;
    for (auto const& arc : tree.at("arcs")) {
        std::int32_t const from = arc.at(0);
        std::int32_t const to = arc.at(1);
        plan.pipes.push_back({.edge = edge_between.at({from, to}), .from = from, .to = to});
    }
    for (auto const& building : tree.at("connected")) {
        auto const load = instance.load_of_building.at(building.get<std::size_t>());
        auto const node = instance.problem.loads[static_cast<std::size_t>(load)].node;
        auto const edge = service[static_cast<std::size_t>(node)];
        plan.connected.push_back(load);
        plan.pipes.push_back({.edge = edge, .from = edges[static_cast<std::size_t>(edge)].a, .to = node});
    }
    return plan;
}

TopologyProblem read_steiner_instance(std::filesystem::path const& file) {
    auto in = opened(file);
    TopologyProblem problem;
    std::string line;
    while (std::getline(in, line)) {
        std::istringstream words{line};
        std::string key;
        words >> key;
        std::int32_t a = 0;
        std::int32_t b = 0;
        double cost = 0.0;
        if (key == "Nodes" && words >> a) {
            problem.node_count = a;
        } else if ((key == "E" || key == "A") && words >> a >> b >> cost) {
            TopologyEdge edge;
            edge.a = a - 1;
            edge.b = b - 1;
            edge.length_m = cost;
            edge.linear_fixed = cost;
            edge.linear_per_w = 0.0;
            problem.edges.push_back(edge);
        } else if (key == "T" && words >> a) {
            if (problem.sources.empty()) {
                problem.sources.push_back({.node = a - 1});
            } else {
                TopologyLoad load;
                load.node = a - 1;
                load.peak_w = 1.0;
                load.must_connect = true;
                problem.loads.push_back(load);
            }
        }
    }
    return problem;
}

} // namespace saggar::testing_support
