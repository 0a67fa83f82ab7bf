// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Ids for a project out of EPANET's: unique among all elements, and of the letters that ids may have.

#include "epanet_model.hpp"

#include <string>
#include <unordered_set>
#include <vector>

namespace saggar::detail::epanet {

class Names {
public:
    // Keeps nodes' ids where it can; a link whose id is taken gets its kind added ("10" becomes "10.pipe").
    Names(EpanetModel const& model, Findings& findings);

    [[nodiscard]] std::string const& node(std::size_t position) const { return nodes_[position]; }
    [[nodiscard]] std::string const& link(std::size_t position) const { return links_[position]; }
    // A new id made of another one: "J1" with "demand" is "J1.demand".
    [[nodiscard]] std::string derived(std::string const& id, std::string_view what);

private:
    std::string unique(std::string wanted);

    std::unordered_set<std::string> taken_;
    std::vector<std::string> nodes_;
    std::vector<std::string> links_;
};

} // namespace saggar::detail::epanet
