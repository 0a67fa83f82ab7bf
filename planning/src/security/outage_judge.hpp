// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// A network with one pair out of service and, where one helps, one link opened: who is cut off, and what the
// full solver says of the rest (saggar/planning/security.hpp has the rules).

#include "../outage.hpp"

#include "saggar/engine/steady/limits.hpp"
#include "saggar/engine/steady/steady_solver.hpp"
#include "saggar/network/network.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace saggar::detail {

struct CutOff {
    std::vector<std::uint8_t> node; // 1: of Project::nodes, that lost every plant
    std::vector<std::uint8_t> load; // 1: of the substations
    std::size_t nodes{0};
    double demand_w{0.0};
};

struct OutageVerdict {
    bool solved{false};  // wherever a load is to be secured
    double short_w{0.0}; // what loads to be secured lack of their share: all, where there is no solution
    // Loads to be secured that are not: they lack of their share, or stand in a part that has no solution or
    // breaks a limit, or are colder than theirs.
    std::vector<std::int32_t> loads;
    bool turned_down{false}; // everybody was
    bool by_plants{false};   // for want of heat, not of pressure or warmth
    std::string why;         // of these loads
    std::int32_t pair{-1};   // the steepest of those that may be larger, on the way to who lacks most
    [[nodiscard]] bool fine() const { return loads.empty(); }
};

class OutageJudge {
public:
    // `project` with all links in it, shut. `go_on` false: WorkStopped is thrown.
    OutageJudge(Project const& project, Catalogue const& catalogue, std::string const& point_id, double share,
                std::function<bool()> go_on);

    // Empty where the network with everything in service was solved.
    [[nodiscard]] std::string const& diagnosis() const { return diagnosis_; }
    [[nodiscard]] Network const& network() const { return *network_; }
    [[nodiscard]] double demand_w(std::size_t substation) const { return point_.heat_demand_w[substation]; }
    [[nodiscard]] bool is_open(std::size_t pair) const;

    // The same with other sizes of pairs.
    void resize(Project const& project);

    // Pairs are positions in Project::pipe_pairs.
    [[nodiscard]] CutOff without(std::size_t pair) const;
    // `turned_down`: everybody is, without asking first whether the plants have enough.
    // `link` -1: none is opened. `wanted`, by substation: to be secured; `may_grow`, by pair.
    [[nodiscard]] OutageVerdict judge(std::size_t pair, std::int32_t link,
                                      std::vector<std::uint8_t> const& wanted,
                                      std::vector<std::uint8_t> const& may_grow,
                                      bool turned_down = false) const;

private:
    [[nodiscard]] OutageVerdict judge(std::size_t pair, std::int32_t link,
                                      std::vector<std::uint8_t> const& wanted,
                                      std::vector<std::uint8_t> const& may_grow, CutOff const& cut,
                                      bool all_turned_down) const;
    [[nodiscard]] Outage outage_of(std::size_t pair) const;
    [[nodiscard]] std::int32_t steepest(SteadyState const& state, std::int32_t substation,
                                        std::vector<std::uint8_t> const& may_grow) const;

    Catalogue const& catalogue_;
    double share_;
    std::function<bool()> go_on_;
    std::shared_ptr<Network const> network_; // without capacities of plants
    std::vector<double> capacity_w_;
    std::vector<std::int32_t> line_; // supply line of each pair
    OperatingPoint point_;
    SteadyState base_;
    std::map<std::pair<LimitKind, std::int32_t>, double> broken_before_; // relative margins
    std::string diagnosis_;
};

} // namespace saggar::detail
