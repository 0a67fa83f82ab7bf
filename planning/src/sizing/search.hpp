// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// The search for sizes: rules of thumb, then the sizing model and the solver in turn, then the neighbourhood
// of the best.

#include "feedback.hpp"
#include "rules.hpp"

#include <map>
#include <optional>
#include <string>

namespace saggar::detail {

class SizingSearch {
public:
    SizingSearch(std::shared_ptr<Network const> const& network, SizingSettings const& settings,
                 SizingProgress progress);

    // Fills the report but for what describes the best design.
    void run(SizingReport& report);
    [[nodiscard]] std::optional<Design> const& best() const { return best_; }
    [[nodiscard]] Sizes const& best_by_rule() const { return rule_sizes_; }
    [[nodiscard]] DesignJudge const& judge() const { return judge_; }
    [[nodiscard]] std::size_t designs() const { return designs_; }

private:
    void ask();
    [[nodiscard]] Design look(Sizes const& sizes, Design const* start);
    [[nodiscard]] std::optional<Design> begin(SizingReport& report);
    void try_rules(Design const& lossless, SizingReport& report);
    [[nodiscard]] RuleDesign try_rule(SizingRule const& rule, Design const& flows);
    void optimise(SizingReport& report);
    void polish();
    [[nodiscard]] bool try_moves(std::size_t& left, bool doubles);

    SizingSettings settings_;
    SizingProgress progress_;
    DesignJudge judge_;
    std::size_t designs_{0};
    std::optional<Design> best_;  // cheapest that is verified
    std::optional<Design> last_;  // last that was solved
    std::map<Sizes, bool> known_; // that were asked about, and whether they were verified
    Sizes rule_sizes_;
    std::optional<LifeCycleCost> rule_cost_;
    std::string worst_; // what the last design broke that could not be mended
};

} // namespace saggar::detail
