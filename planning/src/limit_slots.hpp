// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Every limit of every element as one array in a fixed order, and beside those how well each substation is
// served: how much is left of each before a load that was added is to blame for it.
//
// Slack is in parts of the limit (of a substation's service: of its peak). Negative: broken, or broken worse
// than before. Infinite: the limit does not apply in that state.

#include "hosting_network.hpp"

#include "saggar/engine/steady/design_envelope.hpp"
#include "saggar/engine/steady/limits.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

namespace saggar::detail {

class LimitSlots {
public:
    // `base` is the network before anything is added, all points of its envelope.
    LimitSlots(HostingNetwork const& made, DesignEnvelope const& base);

    [[nodiscard]] std::size_t size() const { return size_; }
    // Of a solved state, in which `added` (a substation, or -1) has `load_w` of demand.
    void fill(Fluid const& fluid, SteadyState const& state, std::int32_t added, double load_w,
              std::vector<double>& slack) const;
    // Nothing: a substation's service.
    [[nodiscard]] std::optional<LimitKind> kind(std::size_t slot) const;
    // The link or node; of a service the substation.
    [[nodiscard]] std::int32_t element(std::size_t slot) const;
    [[nodiscard]] std::size_t slot(LimitKind kind, std::int32_t element) const;
    [[nodiscard]] std::size_t service_slot(std::int32_t substation) const;
    // Of a solved state; nothing where the limit does not apply.
    [[nodiscard]] std::optional<LimitFinding> finding(Fluid const& fluid, SteadyState const& state,
                                                      std::size_t wanted) const;
    // What `slack` is counted from, in parts of the limit: -1e-6, or less where more was broken before.
    [[nodiscard]] double threshold(std::size_t slot) const { return threshold_[slot]; }

    // Broken, or somebody short, before anything is added.
    [[nodiscard]] bool was_broken(std::size_t slot) const;

private:
    HostingNetwork const& made_;
    std::array<std::size_t, limit_kind_count + 1> begin_{}; // the last: services
    std::array<std::int32_t, limit_kind_count> first_{};    // element that has the first slot of a kind
    std::vector<double> threshold_;
    std::vector<double> unmet_before_w_; // per substation
    std::size_t size_{0};
};

} // namespace saggar::detail
