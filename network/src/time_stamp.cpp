// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/network/time_stamp.hpp"

#include <chrono>
#include <fmt/format.h>

namespace saggar {

namespace {

using namespace std::chrono;

// Takes what it can from the front of a text; once something does not fit it is spoilt.
class Digits {
public:
    explicit Digits(std::string_view text) : rest_{text} {}

    int number(std::size_t digits) {
        int value = 0;
        for (std::size_t i = 0; i < digits; ++i) {
            if (rest_.empty() || rest_.front() < '0' || rest_.front() > '9') {
                good_ = false;
                return 0;
            }
            value = 10 * value + (rest_.front() - '0');
            rest_.remove_prefix(1);
        }
        return value;
    }
    bool take(char letter) {
        bool const there = !rest_.empty() && rest_.front() == letter;
        rest_.remove_prefix(there ? 1 : 0);
        return there;
    }
    void must(char letter) { good_ = take(letter) && good_; }
    [[nodiscard]] bool good() const { return good_; }
    [[nodiscard]] bool all_read() const { return good_ && rest_.empty(); }

private:
    std::string_view rest_;
    bool good_{true};
};

} // namespace

std::optional<TimeZone::Moment> time_moment(std::string_view text, TimeZone const& zone) {
    Digits digits{text};
    int const y = digits.number(4);
    digits.must('-');
    int const m = digits.number(2);
    digits.must('-');
    int const d = digits.number(2);
    int hours = 0;
    int minutes = 0;
    int seconds = 0;
    std::optional<int> ahead; // of UTC, as far as the text says so
    if (digits.take('T') || digits.take(' ')) {
        hours = digits.number(2);
        digits.must(':');
        minutes = digits.number(2);
        seconds = digits.take(':') ? digits.number(2) : 0;
        bool const east = digits.take('+');
        if (east || digits.take('-')) {
            int const zone_hours = digits.number(2);
            digits.take(':');
            int const zone_minutes = digits.number(2);
            if (zone_hours > 14 || zone_minutes > 59) {
                return std::nullopt;
            }
            ahead = (east ? 1 : -1) * 60 * (60 * zone_hours + zone_minutes);
        } else if (digits.take('Z')) {
            ahead = 0;
        }
    }
    year_month_day const date{year{y}, month{static_cast<unsigned>(m)}, day{static_cast<unsigned>(d)}};
    if (!digits.all_read() || !date.ok() || hours > 23 || minutes > 59 || seconds > 59) {
        return std::nullopt;
    }
    auto const days_since = sys_days{date}.time_since_epoch().count();
    std::int64_t const shown_s =
        std::int64_t{86400} * days_since + std::int64_t{3600} * hours + std::int64_t{60} * minutes + seconds;
    return ahead ? TimeZone{}.moment(shown_s - *ahead) : zone.moment(shown_s);
}

std::optional<std::int64_t> parse_time_stamp(std::string_view text, TimeZone const& zone) {
    std::optional<TimeZone::Moment> const found = time_moment(text, zone);
    return found && found->shown == TimeZone::Shown::once ? std::optional{found->first_s} : std::nullopt;
}

std::optional<std::int64_t> parse_time_stamp(std::string_view text) {
    return parse_time_stamp(text, TimeZone{});
}

TimeProblem time_problem(std::string_view text, TimeZone const& zone) {
    std::optional<TimeZone::Moment> const found = time_moment(text, zone);
    if (!found) {
        return {.text = fmt::format("'{}' is no point in time", text),
                .advice = "Write it as 2024-01-15T06:00:00Z"};
    }
    if (found->shown == TimeZone::Shown::twice) {
        return {
            .text = fmt::format("'{}' is shown twice by clocks of {}, which are put back", text, zone.name()),
            .advice = fmt::format("Write {} or {}", time_stamp(found->first_s), time_stamp(found->second_s))};
    }
    return {.text =
                fmt::format("'{}' is never shown by clocks of {}, which are put forward", text, zone.name()),
            .advice = fmt::format("Clocks change at {}", time_stamp(found->first_s))};
}

std::string time_stamp(std::int64_t seconds) {
    sys_seconds const point{std::chrono::seconds{seconds}};
    sys_days const date = floor<days>(point);
    year_month_day const ymd{date};
    hh_mm_ss const time{point - date};
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", static_cast<int>(ymd.year()),
                       static_cast<unsigned>(ymd.month()), static_cast<unsigned>(ymd.day()),
                       time.hours().count(), time.minutes().count(), time.seconds().count());
}

} // namespace saggar
