// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// A network that grows phase by phase.

#include "phased_money.hpp"
#include "stage_network.hpp"

#include "../confirm.hpp"

#include "saggar/planning/phasing.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

namespace saggar::detail {

// What all plans of a build-out share.
struct BuildOutProblem {
    Project const& project; // as it is and as the user described it
    Catalogue const& catalogue;
    DistrictMap const& map;
    std::vector<DemandBenchmark> const& benchmarks;
    std::vector<BuildingDemand> const& demands;            // of the map's buildings
    std::unordered_map<std::string, std::size_t> building; // position by id
    PhasingOptions const& options;
    double present_heat_loss_mwh{0.0}; // a year, of the network as it is; so the next
    double present_pumping_mwh{0.0};
    HeatOfYear present_heat;
    std::function<bool()> go_on; // may be asked from several threads

    [[nodiscard]] BuildingDemand const& demand(std::string const& id) const {
        return demands[building.at(id)];
    }
};

struct BuildOut {
    Project project; // at the end of its last phase
    std::set<std::string> connected;
    std::vector<PhaseResult> phases;
    std::string nothing_planned; // why there is no plan for the next phase, where there is none
    std::string failure;         // why a network of it was not confirmed; it goes no further then
};

struct PhasingStopped {}; // thrown where whoever asked wants it to end

// Who is reckoned with: by building of the map the phase by which it may connect (less than 0: not at all),
// and what its income is multiplied with, as a probability (empty: 1).
struct Expectation {
    std::vector<int> arrival;
    std::vector<double> weight;
};

// Extensions of what stands after `now`'s phases for all that is expected, with the plants of the last
// phase, in prices by when each thing is needed; none where none is confirmed or pays (`why`). Where loads
// come in several phases and plants may feed in to each other there are two: with each tree on one plant, so
// that nobody waits for another plant's pipes, and with plants that feed in, which spares pipes in the end.
[[nodiscard]] std::vector<PlannedNetwork> look_ahead(BuildOutProblem const& problem, BuildOut const& now,
                                                     Expectation const& expected, std::size_t last_phase,
                                                     std::string& why);

// What to do with a phase that is refused because pipes are too small that an earlier one has laid, that
// were there before, or that the plan sized for its end.
enum class LargerPipesMode : std::uint8_t {
    none,            // less connects
    where_in_the_way // they become larger
};

// Builds the next phase: of `plan` (null: none) what the buildings need that may connect by it; those that
// the solver does not confirm wait for the next. What must connect never waits: it is refused, with the
// phase. Returns with `none` whether it refused anything for pipes that are too small, else whether it laid
// larger ones.
bool build_phase(BuildOutProblem const& problem, BuildOut& out, PlannedNetwork const* plan,
                 std::vector<int> const& arrival, LargerPipesMode larger_pipes);

// The full solver on the network of a stage.
[[nodiscard]] Confirmed confirm_stage(BuildOutProblem const& problem, Project const& project);

} // namespace saggar::detail
