// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// What a place's clocks show: offsets from UTC, and when they change. Rules come from whoever has them (io
// reads those of the IANA time zone database); here they are plain data.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace saggar {

class TimeZone {
public:
    struct Change {
        std::int64_t from_s{0};   // since 1970-01-01T00:00:00Z
        std::int64_t offset_s{0}; // what clocks are ahead of UTC from then on
    };

    TimeZone() = default; // UTC
    // `changes` rise in time; before the first its offset holds too.
    TimeZone(std::string name, std::vector<Change> changes);

    [[nodiscard]] std::string const& name() const { return name_; } // empty: UTC
    [[nodiscard]] bool is_utc() const { return changes_.empty(); }
    // What clocks show at a time, counted as if it were UTC.
    [[nodiscard]] std::int64_t local_s(std::int64_t time_s) const;

    // When clocks show a time: once as a rule, twice where they have been put back, never where they were put
    // forward; then `first_s` and `second_s` are both the time of that change.
    enum class Shown : std::uint8_t { once, twice, never };
    struct Moment {
        Shown shown{Shown::once};
        std::int64_t first_s{0};
        std::int64_t second_s{0}; // = first_s where shown once
    };
    [[nodiscard]] Moment moment(std::int64_t local_s) const;

private:
    [[nodiscard]] std::int64_t offset_s(std::int64_t time_s) const;

    std::string name_;
    std::vector<Change> changes_;
};

} // namespace saggar
