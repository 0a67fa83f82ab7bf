// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// The search for the largest load at one node: a few full solves, each foretold by those before it.
//
// Every limit's slack is followed as a function of the load, each on its own: the load at which the first of
// them is used up is where the next solve goes, a little below and then a little above. How a slack is
// carried on between solves decides how many of them it takes, never what is found. A load is named by its
// peak; at the point it takes HostingNetwork::load_factor of it, as other loads do.

#include "hosting_network.hpp"
#include "limit_slots.hpp"

#include "saggar/planning/hosting.hpp"

#include <functional>
#include <map>
#include <optional>
#include <vector>

namespace saggar::detail {

inline constexpr double hosting_resolution = 0.01; // relative
inline constexpr double hosting_floor_w = 100.0;

// What all nodes share.
struct HostingBase {
    HostingNetwork const& made;
    DesignWaySet const& ways;
    LimitSlots const& slots;
    SteadyState const& state;               // of the point itself
    std::vector<std::int32_t> way_of_place; // that shares most of a place's way from the plant; -1: the point
    // Of each way, with its design flows: what its consumer lacks of the plant's differential pressure,
    // minimum included, and the differential pressure of the plant that holds the pressure.
    std::vector<double> way_need_pa;
    std::vector<double> way_lift_pa;
    double carried_w{0.0}; // what everybody asks for at the point
    double largest_w{0.0}; // peak of the loads that are tried
    bool every_way{false};
    // Above any way's need: of a plant that finds its own pressure its largest, else what it is set to.
    bool own_lift{false};
};

// Of one group of neighbours.
class HostingSearch {
public:
    HostingSearch(HostingBase const& base, SteadySolver& solver, std::function<bool()> const& go_on);

    // `guess_w`, a peak with which the first limit may be used up, decides how many solves it takes.
    [[nodiscard]] HostingNode judge(std::size_t place, double guess_w);
    // Of the node that was judged last: where the limit that binds is used up, between what was solved; 0:
    // nothing can connect.
    [[nodiscard]] double root_w() const { return root_w_; }

private:
    static constexpr std::int32_t the_point = -1;

    struct Way {
        SteadyState state; // without the load
        std::vector<double> slack;
    };
    struct Sample {
        double load_w{0.0};
        bool converged{false};
        bool fits{false};
        bool cold{false}; // nothing but the load itself is at fault, that more flow would warm
        std::vector<double> slack;
        std::size_t worst{0}; // slot
        std::int32_t worst_way{the_point};
        std::vector<SteadyState> states; // by active way
    };
    struct Bracket {
        Sample fits; // load 0 if none was found
        Sample fails;
        bool open{true}; // nothing failed yet
        int steps{0};
    };

    Way const& way(std::int32_t index);
    SteadyReport solve(std::int32_t way, double load_w, SteadyState& state);
    [[nodiscard]] SteadyState const& start_of(std::size_t active, Sample const* near);
    Sample sample(double load_w, Sample const* near);
    void note_worst(Sample& sample) const;
    [[nodiscard]] double predict(Sample const& one, Sample const* other) const;
    [[nodiscard]] double next_load(Bracket const& bracket, Sample const& last, Sample const* before) const;
    void narrow(Bracket& bracket, double guess_w);
    [[nodiscard]] std::vector<std::int32_t> ways_to_check(Sample const& fits) const;
    [[nodiscard]] bool holds_elsewhere(Bracket& bracket);
    [[nodiscard]] HostingValue value(Bracket const& bracket) const;
    [[nodiscard]] bool is_tolerance(Bracket const& bracket) const;
    [[nodiscard]] static double root_of(Bracket const& bracket);

    HostingBase const& base_;
    SteadySolver& solver_;
    std::function<bool()> const& go_on_;
    OperatingPoint point_;
    std::map<std::int32_t, Way> known_ways_;
    // Of the node before, at its capacity, on its first way: a load that moves to the next node changes less
    // than one that comes.
    SteadyState last_state_;
    std::optional<std::int32_t> last_way_;
    // Of the node that is judged:
    HostingPlace place_;
    std::vector<std::int32_t> active_;
    std::vector<double> slack_without_;
    int solves_{0};
    double root_w_{0.0};
};

} // namespace saggar::detail
