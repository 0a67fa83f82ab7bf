// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// The largest load at every place of one hosting network: solved as it is first, then place after place, in
// groups of neighbours over threads.

#include "hosting_guess.hpp"
#include "hosting_network.hpp"
#include "hosting_search.hpp"
#include "limit_slots.hpp"

#include "saggar/planning/hosting.hpp"

#include <cstddef>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace saggar::detail {

// More than any network takes; the largest peak that a project may name.
inline constexpr double largest_hosted_w = 1e9;

// How far a study has come, told by one thread at a time.
class HostingTelling {
public:
    HostingTelling(HostingProgress const& progress, std::size_t total) : progress_{progress}, total_{total} {}

    // False where the study is to stop, from then on.
    bool go_on();
    void add(std::size_t judged);
    void set_total(std::size_t total);
    [[nodiscard]] bool stopped() const;

private:
    HostingProgress const& progress_;
    mutable std::mutex telling_;
    std::size_t total_; // this and the next two behind telling_
    std::size_t judged_{0};
    bool stopped_{false};
};

class HostingPlaces {
public:
    // `piece` names a group of places for what is kept of them.
    HostingPlaces(HostingNetwork made, HostingOptions const& options, HostingTelling& telling,
                  std::function<std::string(std::size_t group)> piece);

    // Without a load. False where the network has no solution; nothing can be judged then.
    [[nodiscard]] bool solve_base();
    // One for each place, in their order; of no use where the study was stopped. `expected_w`, where it is
    // given, is about what each will be found to host (0: nothing is known of it), and decides only how many
    // solves it takes.
    [[nodiscard]] std::vector<HostingNode> judge(std::vector<double> const& expected_w = {});

    [[nodiscard]] std::string const& diagnosis() const { return diagnosis_; }
    [[nodiscard]] DesignEnvelope const& envelope() const { return envelope_; }

private:
    [[nodiscard]] bool beyond_plants() const;
    void solve_present();
    void look_at_ways(HostingBase& base);
    void judge_group(HostingBase const& base, std::vector<std::size_t> const& order,
                     GuessBasis const& guesses, std::size_t group);

    HostingNetwork made_;
    HostingOptions const& options_;
    HostingTelling& telling_;
    std::function<std::string(std::size_t)> piece_;
    std::function<bool()> go_{[this] { return telling_.go_on(); }};
    std::vector<double> expected_w_;
    std::optional<SteadySolver> solver_;
    SteadyState state_;
    DesignEnvelope envelope_;
    std::string diagnosis_;
    bool converged_{false};
    std::vector<HostingNode> judged_; // each written by the thread that judged it
};

} // namespace saggar::detail
