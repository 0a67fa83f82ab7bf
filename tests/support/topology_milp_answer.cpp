// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "topology_milp.hpp"

#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>
#include <string>

namespace saggar::testing_support {

MilpAnswer read_cbc_answer(TopologyProblem const& problem, std::filesystem::path const& file) {
    std::ifstream in{file};
    MilpAnswer answer;
    std::string line;
    std::getline(in, line);
    answer.optimal = line.starts_with("Optimal");
    if (auto const at = line.find("objective value"); at != std::string::npos) {
        answer.objective = -std::stod(line.substr(at + 15));
    }
    std::set<std::size_t> used;
    while (std::getline(in, line)) {
        std::istringstream words{line};
        std::size_t row = 0;
        std::string variable;
        double value = 0.0;
        if (!(words >> row >> variable >> value) || value < 0.5) {
            continue;
        }
        if (variable[0] == 'u') {
            answer.plan.connected.push_back(std::stoi(variable.substr(1)));
        } else if (variable[0] == 'x') { // arcs that something flows through
            used.insert(std::stoul(variable.substr(variable.find('_') + 1)));
        }
    }
    std::sort(answer.plan.connected.begin(), answer.plan.connected.end());
    for (auto const a : used) { // two arcs an edge: from its a, from its b
        auto const& edge = problem.edges[a / 2];
        answer.plan.pipes.push_back({.edge = static_cast<std::int32_t>(a / 2),
                                     .from = a % 2 == 0 ? edge.a : edge.b,
                                     .to = a % 2 == 0 ? edge.b : edge.a});
    }
    return answer;
}

} // namespace saggar::testing_support
