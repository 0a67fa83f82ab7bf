// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// The links of a plan, chosen and sized, and what the solver says of every outage with them.

#include "choose_links.hpp"
#include "link_paths.hpp"
#include "outage_judge.hpp"

#include "../extension/laid_project.hpp"

#include "saggar/planning/extension.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

namespace saggar::detail {

[[nodiscard]] inline bool asks_for_security(Project const& project) {
    return project.extension.security_share.value_or(0.0) > 0.0;
}

// Places of the plan's streets from which another street leaves: links may begin there, so that they have to
// be nodes.
[[nodiscard]] std::set<std::int32_t> places_for_links(ExtensionProblem const& problem,
                                                      TopologyPlan const& plan);

class SecurityPlanner {
public:
    // All but `go_on` must outlive it; `go_on` false: WorkStopped is thrown.
    SecurityPlanner(Project const& project, Catalogue const& catalogue, DistrictMap const& map,
                    ExtensionProblem const& problem, TopologyPlan const& plan, LaidProject const& laid,
                    std::function<bool()> go_on);

    // `sized`: the laid project with the sizes of normal service. Without `may_enlarge` no pair but links
    // is made larger than that.
    // Returns a diagnosis where the network itself has no solution at the design point, as verify does.
    [[nodiscard]] std::string choose(Project const& sized, bool may_enlarge);
    // To be added to the project's pairs.
    [[nodiscard]] std::vector<Pipe> const& links() const { return link_pipes_; }
    [[nodiscard]] bool enlarges() const { return !enlarged_.empty(); }
    // Entries of all pairs of the plan that outages need at least.
    [[nodiscard]] std::vector<std::pair<std::string, std::string>> at_least() const;
    // Every outage anew, in the project as it is confirmed: with links(), and sizes not below at_least().
    [[nodiscard]] std::string verify(Project const& confirmed, SecurityPlan& made) const;

private:
    struct Need { // a pair that must not be lost
        std::size_t pair{0};
        CutOff cut;                        // nobody: it is in a mesh
        std::vector<std::uint8_t> at_risk; // substations to be secured that are not without it
        std::vector<std::int32_t> present; // shut pairs that bypass it
        std::vector<std::int32_t> links;   // that do, the cheapest first
        bool as_it_is{false};              // with what lies there
        std::int32_t opened{-1};           // pair that is opened
        std::string why;                   // where nothing helps
        double grown{0.0};                 // capital of what it makes larger, links included
        double grown_plan{0.0};            // links left out
        bool may_grow{true};
    };
    struct Link {
        LinkPath path;
        std::size_t size{0}; // of ExtensionProblem::sizes
        bool used{false};
        bool too_dear{false};
    };

    struct Candidates {
        std::vector<LinkPath> paths;
        std::vector<CoverCandidate> covers;
        std::vector<std::uint8_t> dear; // by need: a link was left out for its cost
    };

    void find_wanted();
    [[nodiscard]] std::vector<std::uint8_t> own_connections() const;
    void find_needs();
    void open_present();
    [[nodiscard]] std::vector<LinkPath> find_paths() const;
    [[nodiscard]] Candidates find_candidates() const;
    void find_links();
    void lay_links();
    [[nodiscard]] std::string mend(bool may_enlarge);
    void settle(Need& need, std::vector<std::uint8_t> const& may_grow);
    [[nodiscard]] bool serves(Need const& need, std::int32_t opened,
                              std::vector<std::uint8_t> const& may_grow) const;
    bool grow(std::size_t pair);
    void add_up_growth(Need& need, std::vector<Pipe> const& before) const;
    [[nodiscard]] double capital_of(std::size_t pair, Pipe const& pipe) const;
    [[nodiscard]] bool drop_dear();
    [[nodiscard]] bool drop_dear_link(std::size_t link, double most_per_w);
    void keep_used();
    [[nodiscard]] std::vector<std::uint8_t> pairs_that_may_grow(bool may_enlarge) const;
    [[nodiscard]] std::size_t size_for(double heat_w) const;
    [[nodiscard]] double wanted_peak_w(std::vector<std::uint8_t> const& load) const;
    [[nodiscard]] Pipe pipe_of(Link const& link, std::string id) const;
    [[nodiscard]] SecurityLink describe(std::size_t link) const;
    [[nodiscard]] std::int32_t pair_of_link(std::int32_t link) const {
        return static_cast<std::int32_t>(first_link_) + link;
    }
    [[nodiscard]] std::string name_of(std::size_t substation) const;
    void note(OutageJudge const& judge, Need const& need, SecurityPlan& made) const;
    void note_meshes(OutageJudge const& judge, SecurityPlan& made) const;
    void note_unconnected(SecurityPlan& made) const;
    [[nodiscard]] std::size_t present_opened() const;

    Project const& project_;
    Catalogue const& catalogue_;
    DistrictMap const& map_;
    ExtensionProblem const& problem_;
    TopologyPlan const& plan_;
    LaidProject const& laid_;
    std::function<bool()> go_on_;
    double share_;
    Project now_; // with links and the sizes so far
    std::size_t first_link_{0};
    std::unique_ptr<OutageJudge> judge_;
    std::vector<std::uint8_t> wanted_; // by substation
    std::vector<Need> needs_;          // of trunks, then of pairs of meshes that are short without them
    std::vector<std::size_t> meshed_;  // pairs without which nobody is cut off
    std::vector<std::int32_t> shut_;   // present pairs that are shut at the design point
    std::vector<Link> links_;
    std::vector<Pipe> link_pipes_;
    std::vector<SecurityEnlargement> enlarged_;
    std::vector<OwnConnection> own_; // of plants
    std::size_t checked_{0};
    std::size_t candidates_{0};
    bool proven_{true};
};

} // namespace saggar::detail
