// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// The study of connections: the network without candidates, solved once, and each candidate held against it.

#include "crossings.hpp"
#include "measure_set.hpp"
#include "trial.hpp"

#include "saggar/planning/connection.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace saggar::detail {

struct Stopped {}; // thrown where whoever asked for the study wants it to end

// Sizes of a branch between which the right one lies, by position in the family.
struct SizeRange {
    std::size_t smallest;
    std::size_t largest;
};

// One tie-in, with one set of measures and a width of the branch, as far as it was looked at.
struct Attempt {
    TieIn way;
    MeasureSet set;
    Trial trial;
    ConnectionResult result;
    std::vector<std::int32_t> points; // of the design envelope, that were or are to be looked at first
    std::size_t own_size{0};          // of the branch: the smallest that keeps its own limits
    // 0: it begins at its own size and is made larger like any pipe where it is the steepest. Above: it is
    // held so many sizes less one above its own, and only pipes of the network are made larger.
    std::size_t width{0};
    std::vector<std::string> for_pressure; // pairs that were made larger because pressure lacks elsewhere
    std::vector<std::string> held;         // pairs that are not made larger
    bool sized_together{false};            // those for pressure, branch included, at no less cost otherwise
    bool given_up{false};                  // had come to more than is worth it; could be gone on with
};

// What pipes are made larger for: that each carries its own flow within its limits comes first in any case.
enum class PipesFor { flow, flow_and_pressure };

class ConnectionStudy {
public:
    ConnectionStudy(std::shared_ptr<Network const> const& network, std::vector<Street> const& streets,
                    std::function<bool()> go_on, ConnectionOptions const& options);

    [[nodiscard]] Trial const& base() const { return base_; }
    [[nodiscard]] Project const& project() const { return base_.project; }
    [[nodiscard]] std::vector<CatalogueEntry const*> const& family() const { return family_; }
    [[nodiscard]] ConnectionSettings const& settings() const { return settings_; }
    [[nodiscard]] ConnectionOptions const& options() const { return options_; }

    [[nodiscard]] Fluid const& fluid() const { return fluid_; }

    [[nodiscard]] ConnectionResult judge(Candidate const& candidate) const;

    // Parts of it, for the search over measures as well:
    [[nodiscard]] Trial solve(Project project, TrialPoints const& points,
                              SteadyState const& start = {}) const;
    [[nodiscard]] ConnectionResult blank(Candidate const& candidate) const;
    // The points that are looked at before all are: those that bind without the candidate, and its own.
    [[nodiscard]] std::vector<std::int32_t> first_points() const;
    // The smallest branch that keeps its own limits with this load, were there heat enough; the last of the
    // range if none does.
    struct SizedBranch {
        std::size_t size{0};
        Trial trial; // at the points that were asked for
    };
    [[nodiscard]] SizedBranch sized_branch(Candidate const& candidate, double peak_kw, TieIn const& way,
                                           MeasureSet const& set, std::vector<std::int32_t> const& points,
                                           SizeRange range, SteadyState const& start) const;
    [[nodiscard]] SizeRange all_sizes() const { return {.smallest = 0, .largest = family_.size() - 1}; }
    // Of the pipe, and of what it crosses.
    [[nodiscard]] Crossings crossings(TieIn const& way) const;
    [[nodiscard]] std::optional<double> cost_of_branch(Candidate const& candidate, TieIn const& way,
                                                       CatalogueEntry const& entry) const;
    void set_branch(Candidate const& candidate, Attempt& attempt, CatalogueEntry const& entry) const;
    // The width of the branch that is to be looked at after this one; by size, whether the family has it.
    [[nodiscard]] std::size_t next_width(Attempt const& attempt) const;
    [[nodiscard]] static std::size_t size_at(std::size_t own_size, std::size_t width);
    // A wider branch could spare larger pipes or mend what is still broken. (connection_widths.cpp)
    [[nodiscard]] bool wider_branch_may_pay(Candidate const& candidate, Attempt const& attempt) const;
    [[nodiscard]] static bool branch_takes_pressure(Candidate const& candidate, Trial const& trial);
    // Even the widest branch leaves somebody without pressure, beside the larger pipes that were tried.
    [[nodiscard]] bool wider_branch_is_vain(Candidate const& candidate, Attempt const& attempt) const;
    // The project with the candidate, the attempt's measures and its larger pipes.
    [[nodiscard]] Project project_of(Candidate const& candidate, Attempt const& attempt) const;
    // Takes it down in the result that a pair, or the branch, is of this larger size.
    void note(std::string const& pair, CatalogueEntry const& larger, Candidate const& candidate,
              Attempt& attempt) const;
    void solve_again(Attempt& attempt, Project project, TrialPoints const& points) const;
    // Larger pipes, one at a time, until nothing is broken at these points that they can mend; or until
    // `dearer` says of the attempt that it has come to more than is worth it.
    void reinforce(Candidate const& candidate, Attempt& attempt,
                   std::function<bool(Attempt const&)> const& dearer = {},
                   PipesFor what = PipesFor::flow_and_pressure) const;
    // What stays as it is while pipes are made larger.
    [[nodiscard]] static std::vector<std::string> held_pairs(Candidate const& candidate,
                                                             Attempt const& attempt);
    // Sizes of pairs for pressure, chosen together (pressure_sizes.hpp), in place of those that were made
    // larger for it before. False, and nothing changed, where that finds none or changes nothing.
    // (connection_pressure.cpp)
    bool size_for_pressure(Candidate const& candidate, Attempt& attempt,
                           std::function<bool(Attempt const&)> const& dearer) const;
    // Where larger pipes keep every limit: each that was made larger for pressure elsewhere is left as it is,
    // the dearest first, and others are made larger in its stead where that comes to less.
    void spare_pipes(Candidate const& candidate, Attempt& attempt) const;
    // Where they keep every limit, and smaller ones would too.
    void shrink_pipes(Candidate const& candidate, Attempt& attempt) const;
    [[nodiscard]] std::optional<Attempt> one_size_smaller(Candidate const& candidate, Attempt const& attempt,
                                                          std::string const& pair) const;
    // A pipe could be made larger for what the attempt breaks.
    [[nodiscard]] bool larger_pipe_helps(Candidate const& candidate, Attempt const& attempt) const;
    void finish(Candidate const& candidate, Attempt& attempt) const;
    // A plant gives all that it has only with the candidate.
    [[nodiscard]] bool lacks_heat(Trial const& trial) const;
    // The same study with plants that have what they would have to give; nullptr where that has no solution.
    [[nodiscard]] ConnectionStudy const* enough_heat() const;
    // Where plants lack heat, water is too cold everywhere, and no pipe is the right one for it: pipes as
    // they are right once there is heat enough, without measures, and what plants would then have to give.
    // Whether these pipes would then do.
    bool size_for_enough_heat(Candidate const& candidate, std::vector<TieIn> const& ways,
                              Attempt& attempt) const;
    // What plants would have to give beyond what they have.
    struct MissingHeat {
        std::string plant; // the first of them
        std::string text;
    };
    [[nodiscard]] std::optional<MissingHeat> missing_heat(Trial const& with_enough) const;
    // What is told of an attempt that no pipe makes feasible: the branch at its own size in the network as it
    // is, at no cost; why larger pipes do not do is the reason.
    void leave_vain_pipes(Candidate const& candidate, Attempt& attempt) const;
    // With a branch as wide as it takes; of a candidate that takes larger pipes or measures one that costs
    // less than these. (connection_largest_load.cpp)
    [[nodiscard]] double largest_load_w(Candidate const& candidate, TieIn const& way,
                                        ConnectionResult const& result) const;

    // For the search over widths: a tie-in with the branch as it comes, then a width held; each as far as its
    // first points tell. (connection_widths.cpp)
    [[nodiscard]] Attempt try_way(Candidate const& candidate, TieIn const& way) const;
    [[nodiscard]] Attempt try_width(Candidate const& candidate, Attempt const& like, std::size_t width,
                                    std::function<bool(Attempt const&)> const& dearer) const;
    void complete(Candidate const& candidate, Attempt& attempt) const;

private:
    ConnectionStudy(std::shared_ptr<Network const> const& network, std::function<bool()> go_on,
                    ConnectionOptions const& options); // without a search for ways

    // The cheapest tie-ins, and the one that is asked for beside them.
    [[nodiscard]] std::vector<TieIn> ways_of(Point const& at) const;
    [[nodiscard]] ConnectionResult judge_larger_pipes(Candidate const& candidate,
                                                      std::vector<TieIn> const& ways) const;
    [[nodiscard]] Attempt best_attempt(Candidate const& candidate, std::vector<TieIn> const& ways) const;
    [[nodiscard]] bool wider_branch_may_mend(Candidate const& candidate, Trial const& trial) const;
    // The sized branch, and where pressure lacks the next wider ones until none mends any more.
    [[nodiscard]] SizedBranch wide_branch(Candidate const& candidate, double peak_kw, TieIn const& way,
                                          std::vector<std::int32_t> const& points, SizeRange range,
                                          std::size_t widest, SteadyState const& start) const;
    [[nodiscard]] std::size_t widest_worth(Candidate const& candidate, TieIn const& way,
                                           ConnectionResult const& result) const;
    void fix_lengths(Project& project) const;
    [[nodiscard]] std::string exhausted_plants(Trial const& trial) const;
    void list_limits(Candidate const& candidate, Trial const& trial, ConnectionResult& result) const;
    void add_costs(ConnectionResult& result) const;

    std::function<bool()> go_on_;
    ConnectionOptions options_;
    std::shared_ptr<Network const> network_;
    Fluid fluid_;
    std::optional<TieInSearch> search_;
    ConnectionSettings const& settings_;
    std::vector<CatalogueEntry const*> family_;
    Trial base_;
    mutable std::unique_ptr<ConnectionStudy const> enough_heat_; // the same network; made when asked for
    std::vector<std::int32_t>
        binding_; // consumers whose points of the design envelope bind without candidates
};

// Of branch, larger pipes and measures so far; empty where one has no price.
[[nodiscard]] std::optional<double> cost_so_far(ConnectionResult const& result);
// Without pipes that were made larger for pressure elsewhere one after the other: others may do that for
// less.
[[nodiscard]] std::optional<double> least_cost_so_far(Attempt const& attempt);
[[nodiscard]] bool is_for_pressure(Attempt const& attempt, std::string const& pair);
// Which of two results a candidate is told.
[[nodiscard]] bool better(ConnectionResult const& a, ConnectionResult const& b);

// The cheapest set of measures and larger pipes over all these tie-ins. (connection_measures.cpp)
[[nodiscard]] ConnectionResult judge_with_measures(ConnectionStudy const& study, Candidate const& candidate,
                                                   std::vector<TieIn> const& ways);

} // namespace saggar::detail
