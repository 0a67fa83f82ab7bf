// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "node_references.hpp"

namespace saggar::detail {

NodeReferences::NodeReferences(Project const& project) : uses_(project.nodes.size()) {
    places_.reserve(project.nodes.size());
    for (std::size_t i = 0; i < project.nodes.size(); ++i) {
        places_.try_emplace(project.nodes[i].id, static_cast<std::int32_t>(i));
    }
    for_each_node_reference(project, [&](auto, auto, auto const&, auto, std::string_view name, Touch touch) {
        Name const parsed = parse(name);
        if (parsed.place < 0 || parsed.wrong_side || touch == Touch::sensed) {
            return;
        }
        Use& use = uses_[static_cast<std::size_t>(parsed.place)];
        if (touch == Touch::both_sides) {
            use.supply = use.return_side = true;
        } else if (parsed.side != Side::none) {
            (parsed.side == Side::supply ? use.supply : use.return_side) = true;
        }
    });
    rows_.assign(project.nodes.size(), {-1, -1, -1});
    std::int32_t next = 0;
    for (std::size_t i = 0; i < uses_.size(); ++i) {
        if (!uses_[i].two_sided()) {
            rows_[i][static_cast<std::size_t>(Side::none)] = next++;
        }
        if (uses_[i].supply) {
            rows_[i][static_cast<std::size_t>(Side::supply)] = next++;
        }
        if (uses_[i].return_side) {
            rows_[i][static_cast<std::size_t>(Side::return_side)] = next++;
        }
    }
    row_count_ = static_cast<std::size_t>(next);
}

NodeReferences::Name NodeReferences::parse(std::string_view name) const {
    Name parsed;
    std::size_t const colon = name.find(':');
    if (colon != std::string_view::npos) {
        std::string_view const suffix = name.substr(colon);
        if (suffix == supply_suffix) {
            parsed.side = Side::supply;
        } else if (suffix == return_suffix) {
            parsed.side = Side::return_side;
        } else {
            parsed.wrong_side = true;
        }
        name = name.substr(0, colon);
    }
    auto const found = places_.find(name);
    if (found != places_.end()) {
        parsed.place = found->second;
    }
    return parsed;
}

} // namespace saggar::detail
