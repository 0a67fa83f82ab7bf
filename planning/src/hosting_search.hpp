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
#include "hosting_ways.hpp"
#include "limit_slots.hpp"

#include "saggar/planning/hosting.hpp"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace saggar::detail {

inline constexpr double hosting_resolution = 0.01; // relative
inline constexpr double hosting_floor_w = 100.0;

// What all nodes share.
struct HostingBase {
    HostingNetwork const& made;
    NamedWays const& ways; // without a load
    // A load may lead the water, and with it the design flows, another way.
    bool ways_move{false};
    LimitSlots const& slots;
    SteadyState const& state;               // of the point itself
    DesignEnvelope const& envelope;         // of all points
    std::vector<std::int32_t> way_of_node;  // of the network, as the next
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
    // The ways of the design envelope as a load leaves them.
    struct Moved {
        std::shared_ptr<NamedWays const> ways; // nullptr: as without a load
        std::shared_ptr<UpstreamTree const> tree;
        std::vector<std::int32_t> way_of_node;
    };
    struct Sample {
        double load_w{0.0};
        bool converged{false};
        bool fits{false};
        bool cold{false}; // nothing but the load itself is at fault, that more flow would warm
        std::vector<double> slack;
        std::size_t worst{0}; // slot
        std::int32_t worst_way{the_point};
        std::vector<std::int32_t> solved; // the point, or the way of each of
        std::vector<SteadyState> states;
        Moved moved;

        [[nodiscard]] SteadyState const* state_of(std::int32_t way) const;
    };
    struct Bracket {
        Sample fits; // load 0 if none was found
        Sample fails;
        bool open{true}; // nothing failed yet
        int steps{0};
    };

    Way const& way(std::int32_t index);
    [[nodiscard]] NamedWays const& ways_of(Sample const& sample) const;
    SteadyReport solve(NamedWays const& ways, std::int32_t way, double load_w, SteadyState& state);
    [[nodiscard]] SteadyState const& start_of(std::int32_t name, Sample const* near);
    [[nodiscard]] Moved ways_in(SteadyState const& state) const;
    void look_at(Moved const& moved, std::vector<std::int32_t>& wanted) const;
    [[nodiscard]] bool ways_stayed(Sample const& fits, Moved const& now) const;
    Sample sample(double load_w, Sample const* near);
    void note_worst(Sample& sample) const;
    [[nodiscard]] double predict(Sample const& one, Sample const* other) const;
    [[nodiscard]] double next_load(Bracket const& bracket, Sample const& last, Sample const* before) const;
    void narrow(Bracket& bracket, double guess_w);
    [[nodiscard]] std::vector<std::int32_t> ways_to_check(Sample const& fits) const;
    void add_short_ways(Sample const& fits, std::vector<std::int32_t>& wanted) const;
    [[nodiscard]] double slack_at_flow(std::size_t pipe, double velocity_m_s, double gradient_pa_m,
                                       double growth) const;
    [[nodiscard]] std::vector<std::size_t> nearly_full_pipes(SteadyState const& with) const;
    void add_foretold(Sample const& fits, std::vector<double> const& to_draws,
                      std::function<double(double)> const& slack_after,
                      std::function<double(SteadyState const&)> const& slack_in,
                      std::vector<std::int32_t>& wanted) const;
    void add_moved_ways(Sample const& fits, std::vector<std::int32_t>& wanted) const;
    enum class Check : std::uint8_t { holds, fails, moved };
    [[nodiscard]] Check check_ways(Bracket& bracket);
    [[nodiscard]] bool fits_on(std::int32_t other, Bracket& bracket);
    [[nodiscard]] Check check_elsewhere(Bracket& bracket);
    void follow_ways(Bracket& bracket);
    void keep_state(Sample& from);
    [[nodiscard]] HostingValue value(Bracket const& bracket) const;
    [[nodiscard]] bool is_tolerance(Bracket const& bracket) const;
    [[nodiscard]] static double root_of(Bracket const& bracket);

    HostingBase const& base_;
    SteadySolver& solver_;
    std::function<bool()> const& go_on_;
    OperatingPoint point_;
    std::map<std::int32_t, Way> known_ways_;
    // Of the node before, at its capacity, on its first way (where ways move at the point itself): a load
    // that moves to the next node changes less than one that comes.
    SteadyState last_state_;
    std::optional<std::int32_t> last_way_;
    Moved moved_; // by the load that was looked at last, this node's or the one's before
    // Of the node that is judged:
    HostingPlace place_;
    std::vector<std::int32_t> active_;
    bool own_ways_{false}; // each load is held against the ways that it leaves itself
    int changes_{0};       // of ways
    std::vector<double> slack_without_;
    int solves_{0};
    double root_w_{0.0};
};

} // namespace saggar::detail
