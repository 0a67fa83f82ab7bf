// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/network/catalogue.hpp"

#include "saggar/network/nearest_name.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace saggar {

Catalogue::Catalogue(std::vector<CatalogueEntry> entries) {
    entries_.reserve(entries.size());
    for (CatalogueEntry& entry : entries) {
        auto const [known, is_new] = by_id_.try_emplace(entry.id, entries_.size());
        if (is_new) {
            entries_.push_back(std::move(entry));
        } else {
            entries_[known->second] = std::move(entry);
        }
    }
}

CatalogueEntry const* Catalogue::find(std::string_view id) const {
    auto const found = by_id_.find(std::string{id});
    return found == by_id_.end() ? nullptr : &entries_[found->second];
}

std::vector<CatalogueEntry const*> Catalogue::family(std::string_view name) const {
    std::vector<CatalogueEntry const*> members;
    for (CatalogueEntry const& entry : entries_) {
        if (entry.family == name) {
            members.push_back(&entry);
        }
    }
    std::stable_sort(members.begin(), members.end(), [](CatalogueEntry const* a, CatalogueEntry const* b) {
        return a->inner_diameter_mm < b->inner_diameter_mm;
    });
    return members;
}

std::string Catalogue::nearest_id(std::string_view wrong) const {
    std::vector<std::string_view> ids;
    ids.reserve(entries_.size());
    std::size_t longest = wrong.size();
    for (CatalogueEntry const& entry : entries_) {
        ids.push_back(entry.id);
        longest = std::max(longest, entry.id.size());
    }
    return std::string{nearest_name(wrong, ids, longest)};
}

} // namespace saggar
