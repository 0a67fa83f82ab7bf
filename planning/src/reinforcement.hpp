// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Which pipe to make larger next for what a trial breaks.

#include "trial.hpp"

#include "saggar/network/catalogue.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace saggar::detail {

// Whether a larger pipe mends a broken limit of this kind at the place itself.
[[nodiscard]] bool pipe_mends(LimitKind kind);

// One pair and the next larger entry of the family for it.
struct Enlargement {
    std::string pair;
    CatalogueEntry const* entry;
    bool for_flow{true}; // false: for pressure elsewhere
};

// For the worst velocity or gradient that the candidate is to blame for, that pair; for a lack of
// differential pressure the pair of the steepest line on the way to where it lacks. Pairs that are
// `held` stay as they are. Empty where no larger pipe helps.
[[nodiscard]] std::optional<Enlargement> next_enlargement(Trial const& trial, Trial const& base,
                                                          std::vector<CatalogueEntry const*> const& family,
                                                          std::span<std::string const> held = {});

} // namespace saggar::detail
