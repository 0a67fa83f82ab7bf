// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Which pairs are made larger, and to which sizes, so that the plant's pressure suffices for everybody, at
// least cost. Solved networks in which the plant lifts what serves everybody say whose way needs most, and
// what each pair loses there; sizes of all pairs on these ways are then chosen together, exactly
// (sizing/tree_choice.hpp). A trench that is opened anyway takes a much larger pipe for little more, which
// one step at a time on the steepest pair does not see.

#include "connection_study.hpp"
#include "line_friction.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace saggar::detail {

struct PairSize {
    std::string pair;
    CatalogueEntry const* entry{nullptr};

    bool operator==(PairSize const&) const = default;
};

class PressureSizes {
    static constexpr double solved_to_pa = 2.0; // pressures are solved to less than that

public:
    // No pair comes out smaller than in `least`, a result with this tie-in, and those that are `held` as they
    // are there.
    PressureSizes(ConnectionStudy const& study, Candidate const& candidate, TieIn const& way,
                  ConnectionResult const& least, std::vector<std::string> held);

    // Whether there is one plant whose lift decides.
    [[nodiscard]] bool applies() const { return plant_ >= 0; }
    // The attempt's project with that plant free to lift what serves everybody.
    [[nodiscard]] Project lifted(Project project) const;
    // What the plant lacks in such a network once it is solved, Pa; 0: nothing.
    [[nodiscard]] double lacking_pa(Trial const& lifted) const;
    // Where even the highest lift leaves somebody short: all pairs on his way at the largest size that has a
    // price, so that water flows and it can be seen what they lose.
    [[nodiscard]] std::vector<PairSize> widest(Trial const& lifted) const;
    // Takes in whose way needs most there, and what its pairs lose. False where the lift says nothing.
    bool learn(Trial const& lifted);
    // After a change of what is least.
    void forget_ways() { ways_.clear(); }
    // What is chosen has so much more in hand.
    void keep_in_hand(double more_pa) { in_hand_pa_ += more_pa; }
    // Of all pairs on ways that are known, from sizes that have a price; empty where none do.
    [[nodiscard]] std::optional<std::vector<PairSize>> cheapest() const;

private:
    struct Size {
        CatalogueEntry const* entry{nullptr}; // nullptr: as it is
        double cost{0.0};                     // 0 where the present size has no price
        LineSize line;
    };
    struct OnWay {
        std::string pair;
        std::array<std::size_t, 2> lines; // supply and return; of a tapped pair the first piece on the way
        std::vector<Size> sizes;
        std::vector<double> loss_pa; // of these
    };
    struct Way {
        std::int32_t consumer;
        std::vector<OnWay> pairs; // from the plant
        double other_pa;          // what the consumer needs, and whatever no pair of these explains
    };

    [[nodiscard]] LimitFinding const* lift_of(Trial const& lifted) const;
    [[nodiscard]] std::vector<Size> sizes_of(std::string const& pair) const;
    [[nodiscard]] std::vector<OnWay> on_the_way(Trial const& lifted, std::size_t consumer) const;
    [[nodiscard]] LineSize line_size(std::string const& pair, CatalogueEntry const* entry) const;
    // Gives a pair its losses by size; returns what it loses now.
    double price(OnWay& pair, Trial const& lifted) const;

    ConnectionStudy const& study_;
    Candidate const& candidate_;
    TieIn const& way_;
    ConnectionResult const& least_;
    std::vector<std::string> held_;
    std::int32_t plant_{-1};
    double largest_pa_{0.0};
    double in_hand_pa_{solved_to_pa}; // of what is chosen
    std::vector<Way> ways_;           // one of each consumer, the latest first
};

} // namespace saggar::detail
