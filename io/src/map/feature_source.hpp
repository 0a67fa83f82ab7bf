// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// One feature of a map as a list of one component: plain scalars, so that the reader of projects takes every
// field of every component, with its own checks.

#include "../document/source.hpp"

#include <string>
#include <utility>
#include <vector>

namespace saggar::detail {

struct PlayedField {
    std::string name;
    std::vector<std::string> values; // one, unless it is a list
    bool list{false};
    bool operator==(PlayedField const&) const = default;
};

class FeatureSource final : public DocumentSource {
public:
    explicit FeatureSource(std::vector<PlayedField> const& fields) { // must outlive the source
        put(EventKind::list_begin);
        put(EventKind::mapping_begin);
        for (PlayedField const& field : fields) {
            put(EventKind::scalar, field.name);
            if (field.list) {
                put(EventKind::list_begin);
            }
            for (std::string const& value : field.values) {
                put(EventKind::scalar, value);
            }
            if (field.list) {
                put(EventKind::list_end);
            }
        }
        put(EventKind::mapping_end);
        put(EventKind::list_end);
        put(EventKind::end);
    }

    Event const& next() override { return events_[at_ + 1 < events_.size() ? at_++ : at_]; }

private:
    void put(EventKind kind, std::string_view text = {}) {
        Event event;
        event.kind = kind;
        event.text = text;
        events_.push_back(event);
    }

    std::vector<Event> events_;
    std::size_t at_{0};
};

} // namespace saggar::detail
