// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/engine/simulation/run_notes.hpp"

#include "saggar/network/disjoint_sets.hpp"
#include "saggar/network/time_stamp.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

namespace saggar {

namespace {

constexpr double pushed_through = 1.5; // of the limit on velocity; an assumption

std::string_view word(EventAction action) {
    switch (action) {
    case EventAction::close: return "close";
    case EventAction::open: return "open";
    case EventAction::trip: return "trip";
    case EventAction::recover: return "recover";
    case EventAction::burst: return "burst";
    case EventAction::repair: return "repair";
    case EventAction::connect: return "connect";
    case EventAction::disconnect: return "disconnect";
    case EventAction::demand: return "demand";
    case EventAction::weather: return "weather";
    case EventAction::price: break;
    }
    return "price";
}

// The action that stands for all that set the same: of two of them only the later one is seen.
EventAction sets(EventAction action) {
    switch (action) {
    case EventAction::open: return EventAction::close;
    case EventAction::recover: return EventAction::trip;
    case EventAction::repair: return EventAction::burst;
    case EventAction::disconnect: return EventAction::connect;
    default: return action;
    }
}

// An event or an outage; the end of what has one.
struct Dated {
    std::string name;
    std::int64_t begin_s;
    std::optional<std::int64_t> end_s;

    [[nodiscard]] std::string text() const {
        return end_s ? fmt::format("{} from {} to {}", name, time_stamp(begin_s), time_stamp(*end_s))
                     : fmt::format("{} at {}", name, time_stamp(begin_s));
    }
};

std::string name_of(SimulationEvent const& event) {
    std::string_view const action = word(event.action);
    return event.element.empty() ? std::string{action} : fmt::format("{} of {}", action, event.element);
}

std::string length_text(std::int64_t seconds) {
    constexpr std::int64_t minute_s = 60;
    constexpr std::int64_t hour_s = 60 * minute_s;
    return seconds % hour_s == 0     ? fmt::format("{} h", seconds / hour_s)
           : seconds % minute_s == 0 ? fmt::format("{} min", seconds / minute_s)
                                     : fmt::format("{} s", seconds);
}

std::string and_more(std::size_t count) {
    return count > 1 ? fmt::format(" and {} more", count - 1) : std::string{};
}

// Times as steps see them: those of a run, or the parts of them that are taken around events.
class Grid {
public:
    Grid(TimeWindow const& window, FineSteps const& fine)
        : begin_s_{window.begin_s},
          end_s_{window.end_s},
          length_s_{fine.step_s > 0 ? fine.step_s : window.step_s},
          is_fine_{fine.step_s > 0} {}

    [[nodiscard]] bool is_before(std::int64_t time_s) const { return time_s <= begin_s_; }
    [[nodiscard]] bool is_inside(std::int64_t time_s) const { return time_s > begin_s_ && time_s < end_s_; }
    [[nodiscard]] bool splits_a_step(std::int64_t time_s) const {
        return is_inside(time_s) && (time_s - begin_s_) % length_s_ != 0;
    }
    // Beginning of the first step that an event acts in; that is after the run where none is left.
    [[nodiscard]] std::int64_t acts_from_s(std::int64_t time_s) const {
        return is_before(time_s) ? begin_s_
                                 : begin_s_ + (time_s - begin_s_ + length_s_ - 1) / length_s_ * length_s_;
    }
    [[nodiscard]] std::int64_t begin_s() const { return begin_s_; }
    [[nodiscard]] std::int64_t end_s() const { return end_s_; }
    [[nodiscard]] std::string step() const {
        return fmt::format("{} of {}", is_fine_ ? "part" : "step", length_text(length_s_));
    }
    [[nodiscard]] char const* advice() const {
        return is_fine_ ? "A shorter --fine-step tells more." : "--fine-step takes such steps in parts.";
    }

private:
    std::int64_t begin_s_;
    std::int64_t end_s_;
    std::int64_t length_s_;
    bool is_fine_;
};

// What of a list lies outside the run.
class Outside {
public:
    void add(Dated dated) {
        if (!first_ || dated.begin_s < first_->begin_s) {
            first_ = std::move(dated);
        }
        ++count_;
    }
    void note(std::vector<RunNote>& notes, std::string_view kind, std::string_view one, std::string_view many,
              std::string_view what_one, std::string_view what_many) const {
        if (count_ > 0) {
            notes.push_back({kind, fmt::format("{} {} {}; the first: {}.", count_, count_ == 1 ? one : many,
                                               count_ == 1 ? what_one : what_many, first_->text())});
        }
    }

private:
    std::size_t count_{0};
    std::optional<Dated> first_;
};

void note_outside(std::vector<RunNote>& notes, Project const& project, Grid const& grid) {
    TimeZone const& zone = project.simulation.zone;
    Outside late;
    Outside early;
    Outside weather;
    Outside outages;
    for (SimulationEvent const& event : project.simulation.events) { // checked with the project
        Dated dated{.name = name_of(event), .begin_s = *parse_time_stamp(event.time, zone), .end_s = {}};
        if (event.action == EventAction::weather) {
            dated.end_s = *parse_time_stamp(event.until, zone);
            if (dated.begin_s >= grid.end_s() || *dated.end_s <= grid.begin_s()) {
                weather.add(std::move(dated));
            }
        } else if (grid.acts_from_s(dated.begin_s) >= grid.end_s()) {
            late.add(std::move(dated));
        } else if (dated.begin_s < grid.begin_s()) {
            early.add(std::move(dated));
        }
    }
    for (PlantSource const& source : project.sources) {
        for (std::string const& outage : source.outages) {
            TimeSpan const span = *parse_time_span(outage, zone);
            if (span.begin_s >= grid.end_s() || span.end_s <= grid.begin_s()) {
                outages.add({.name = "outage of " + source.id, .begin_s = span.begin_s, .end_s = span.end_s});
            }
        }
    }
    late.note(notes, "after_the_run", "event", "events", "comes too late for any step and has no effect",
              "come too late for any step and have no effect");
    early.note(notes, "before_the_run", "event", "events", "is before the run and acts from its beginning",
               "are before the run and act from its beginning");
    weather.note(notes, "outside_the_run", "weather event", "weather events",
                 "lies outside the run and warms or cools none of its steps",
                 "lie outside the run and warm or cool none of its steps");
    outages.note(notes, "outside_the_run", "planned outage", "planned outages",
                 "lies outside the run and has no effect", "lie outside the run and have no effect");
}

// What was not broken cannot be mended. A plant that stands by from the beginning can be started.
void note_in_vain(std::vector<RunNote>& notes, Project const& project) {
    TimeZone const& zone = project.simulation.zone;
    std::vector<SimulationEvent> events = project.simulation.events;
    auto const time = [&](SimulationEvent const& event) { return *parse_time_stamp(event.time, zone); };
    std::ranges::stable_sort(events, {}, time);
    std::set<std::string> broken;
    for (Plant const& plant : project.plants) {
        if (!plant.running) {
            broken.insert(plant.id);
        }
    }
    Outside in_vain;
    Outside stood;
    for (SimulationEvent const& event : events) {
        bool const mends = event.action == EventAction::recover || event.action == EventAction::repair;
        if (event.action == EventAction::trip || event.action == EventAction::burst) {
            bool const is_new = broken.insert(event.element).second;
            if (!is_new && event.action == EventAction::trip) {
                stood.add({.name = name_of(event), .begin_s = time(event), .end_s = {}});
            }
        } else if (mends && broken.erase(event.element) == 0) {
            in_vain.add({.name = name_of(event), .begin_s = time(event), .end_s = {}});
        }
    }
    in_vain.note(notes, "in_vain", "event", "events", "mends what was not broken and has no effect",
                 "mend what was not broken and have no effect");
    stood.note(notes, "in_vain", "event", "events", "trips what stood still already and has no effect",
               "trip what stood still already and have no effect");
}

// An event inside a step acts from the next one on; of several of one element that set the same and act from
// one step on only the last is seen. Before the run they are what happened, one after another.
void note_same_step(std::vector<RunNote>& notes, Project const& project, Grid const& grid) {
    struct Key {
        std::int64_t acts_from_s;
        EventAction sets;
        std::string element;
        auto operator<=>(Key const&) const = default;
    };
    std::map<Key, std::vector<Dated>> found;
    for (SimulationEvent const& event : project.simulation.events) {
        std::int64_t const time_s = *parse_time_stamp(event.time, project.simulation.zone);
        std::int64_t const acts_from_s = grid.acts_from_s(time_s);
        if (event.action == EventAction::weather || time_s < grid.begin_s() || acts_from_s >= grid.end_s()) {
            continue;
        }
        found[{acts_from_s, sets(event.action), event.element}].push_back(
            {.name = name_of(event), .begin_s = time_s, .end_s = {}});
    }
    std::size_t at_once = 0; // at the very same time
    std::size_t in_step = 0;
    std::string first_at_once;
    std::string first_in_step;
    std::size_t moved = 0; // alone, inside a step
    std::string first_moved;
    for (auto& [key, events] : found) {
        if (events.size() < 2) {
            if (grid.splits_a_step(events.front().begin_s) && ++moved == 1) {
                first_moved = fmt::format("{} takes effect at {}, where the next {} begins",
                                          events.front().text(), time_stamp(key.acts_from_s), grid.step());
            }
            continue;
        }
        std::ranges::stable_sort(events, {}, &Dated::begin_s); // as the scenario takes them
        bool const same_time = events.front().begin_s == events.back().begin_s;
        std::string text = fmt::format("{} and {}", events[events.size() - 2].text(), events.back().text());
        if (std::size_t& count = same_time ? at_once : in_step; ++count == 1) {
            (same_time ? first_at_once : first_in_step) =
                same_time ? std::move(text)
                          : fmt::format("{} take effect in one {}, from {} on", text, grid.step(),
                                        time_stamp(key.acts_from_s));
        }
    }
    if (in_step > 0) {
        notes.push_back({"same_step", fmt::format("{}{}: only the last is seen. {}", first_in_step,
                                                  and_more(in_step), grid.advice())});
    }
    if (moved > 0) {
        notes.push_back({"next_step", fmt::format("{}{}. {}", first_moved, and_more(moved), grid.advice())});
    }
    if (at_once > 0) {
        notes.push_back({"same_step", fmt::format("{}{}: of events at one time the last in the list counts.",
                                                  first_at_once, and_more(at_once))});
    }
}

void note_parts_of_steps(std::vector<RunNote>& notes, Project const& project, Grid const& grid) {
    std::size_t count = 0;
    std::string first;
    for (PlantSource const& source : project.sources) {
        for (std::string const& outage : source.outages) {
            TimeSpan const span = *parse_time_span(outage, project.simulation.zone);
            bool const begins = grid.splits_a_step(span.begin_s);
            bool const ends = grid.splits_a_step(span.end_s);
            if ((begins || ends) && ++count == 1) {
                first = fmt::format("the outage of {} from {} to {} {} inside a {}", source.id,
                                    time_stamp(span.begin_s), time_stamp(span.end_s),
                                    begins && ends ? "begins and ends"
                                    : begins       ? "begins"
                                                   : "ends",
                                    grid.step());
            }
        }
    }
    if (count > 0) {
        notes.push_back(
            {"part_of_a_step",
             fmt::format("{}{}: there the source gives less all the time instead of nothing for a "
                         "part of it. {}",
                         first, and_more(count), grid.advice())});
    }
}

} // namespace

std::vector<RunNote> notes_on_dates(Project const& project, TimeWindow const& window, FineSteps const& fine) {
    std::vector<RunNote> notes;
    Grid const grid{window, fine};
    note_outside(notes, project, grid);
    note_in_vain(notes, project);
    note_same_step(notes, project, grid);
    note_parts_of_steps(notes, project, grid);
    for (RunNote& note : notes) {
        note.text.front() = static_cast<char>(note.text.front() >= 'a' && note.text.front() <= 'z'
                                                  ? note.text.front() - 'a' + 'A'
                                                  : note.text.front());
    }
    return notes;
}

std::vector<RunNote> notes_on_sources(Project const& project, SourceTotals const& totals) {
    std::vector<RunNote> notes;
    auto const times = [](std::int64_t count) {
        return count == 1 ? std::string{"once"} : fmt::format("{} times", count);
    };
    for (std::size_t i = 0; i < totals.stops_too_early.size(); ++i) {
        std::int64_t const stops = totals.stops_too_early[i];
        std::int64_t const starts = totals.starts_too_early[i];
        if (stops == 0 && starts == 0) {
            continue;
        }
        std::string const stopped =
            stops > 0 ? fmt::format(" stopped {} before its minimum_run_hours were over", times(stops)) : "";
        std::string const started =
            starts > 0 ? fmt::format(" started {} before its minimum_stop_hours were over", times(starts))
                       : "";
        notes.push_back(
            {"times_not_kept",
             fmt::format("{}{}{}{}: loads below the least heat of what runs come first.",
                         project.sources[i].id, stopped, stops > 0 && starts > 0 ? " and" : "", started)});
    }
    for (std::size_t i = 0; i < totals.kept_off_in_want_s.size(); ++i) {
        if (double const seconds = totals.kept_off_in_want_s[i]; seconds > 0.0) {
            notes.push_back({"kept_off_in_want",
                             fmt::format("{} stood still for its minimum_stop_hours in {:.1f} h in which "
                                         "others had too little heat for all demands.",
                                         project.sources[i].id, seconds / 3600.0)});
        }
    }
    for (std::size_t k = 0; k < totals.charged_j.size(); ++k) {
        if (totals.charged_j[k] > 0.0 && totals.discharged_j[k] == 0.0) {
            notes.push_back(
                {"store_never_gave",
                 fmt::format("{} was charged and gave nothing in this run. Without hours to "
                             "discharge, a price or a discharge_rank a store gives only where "
                             "sources have too little, and only water about as hot as the supply.",
                             project.stores[k].id)});
        }
    }
    return notes;
}

std::vector<RunNote> notes_on_pumps(Scenario const& scenario, RunRecord const& record) {
    Network const& network = *scenario.network();
    TimeWindow const& window = scenario.window();
    auto const velocity = std::ranges::find(record.limits, LimitKind::pipe_velocity, &LimitRecord::kind);
    if (velocity == record.limits.end()) {
        return {};
    }
    auto const of_limit = [](LimitHours const& hours) {
        return std::isfinite(hours.worst) ? hours.worst / hours.limit : 0.0;
    };
    auto const fastest = std::ranges::max_element(velocity->elements, {}, of_limit);
    if (fastest == velocity->elements.end() || !(of_limit(*fastest) > pushed_through)) {
        return {};
    }
    DisjointSets parts{network.nodes.size()};
    for (std::size_t i = 0; i < network.links.size(); ++i) {
        parts.join(static_cast<std::size_t>(network.links.from[i]),
                   static_cast<std::size_t>(network.links.to[i]));
    }
    auto const part_of = [&](std::int32_t link) {
        return parts.find(static_cast<std::size_t>(network.links.from[static_cast<std::size_t>(link)]));
    };
    std::string plants;
    std::size_t count = 0;
    for (std::size_t i = 0; i < network.plants.size(); ++i) {
        Plant const& plant = network.project().plants[i];
        if (part_of(network.plants.link[i]) != part_of(fastest->element)) {
            continue; // of another network
        }
        bool const holds = plant.control == PlantControl::pressure_holding ||
                           plant.control == PlantControl::differential_pressure;
        if (holds && !plant.differential_pressure_bar && !plant.maximum_differential_pressure_bar) {
            plants += (count > 0 ? ", " : "") + plant.id;
            ++count;
        }
    }
    if (count == 0) {
        return {};
    }
    return {
        {"unlimited_pump",
         fmt::format("Water ran at {:.3g} m/s in {} at {}, {:.1f} times the limit: {} {} no "
                     "maximum_differential_pressure_bar, so that what no pump could carry counts as "
                     "carried. With it, loads are unmet for want of pressure instead.",
                     fastest->worst,
                     element_id(network, {.kind = LimitKind::pipe_velocity, .element = fastest->element}),
                     time_stamp(window.begin_s + window.step_s * static_cast<std::int64_t>(fastest->step)),
                     of_limit(*fastest), plants, count == 1 ? "has" : "have")}};
}

namespace {

// In any step of the window.
bool changes_within_steps(TimeSeries const& series, Scenario const& scenario) {
    for (std::size_t step = 0; step < scenario.window().steps(); ++step) {
        std::int64_t const begin_s = scenario.begin_of_step_s(step);
        std::int64_t const end_s = scenario.begin_of_step_s(step + 1);
        double const first = mean(series, begin_s, begin_s + 1);
        if (mean_of(series, begin_s, end_s, [&](double value) { return value == first ? 0.0 : 1.0; }) > 0.0) {
            return true;
        }
    }
    return false;
}

} // namespace

std::vector<RunNote> notes_on_prices(Scenario const& scenario) {
    Project const& project = scenario.network()->project();
    PriceSeries const& prices = scenario.series().prices;
    bool const averaged = std::ranges::any_of(
        std::array{&prices.import_per_j, &prices.export_per_j}, [&](TimeSeries const* one) {
            return !one->values.empty() && one->interval_s < scenario.window().step_s &&
                   changes_within_steps(*one, scenario);
        });
    if (!averaged || project.sources.empty()) {
        return {};
    }
    std::string const interval = length_text(prices.import_per_j.interval_s);
    return {{"prices_averaged",
             fmt::format(
                 "{} has a price every {}: steps of {} take their mean, and who runs does not follow what "
                 "is cheap or dear within a step. With --step {} it does.",
                 project.prices.file, interval, length_text(scenario.window().step_s),
                 prices.import_per_j.interval_s)}};
}

std::vector<RunNote> run_notes(Scenario const& scenario, SimulationTotals const& totals) {
    Project const& project = scenario.network()->project();
    std::vector<RunNote> notes = notes_on_dates(project, scenario.window(), scenario.fine());
    std::ranges::move(notes_on_prices(scenario), std::back_inserter(notes));
    std::ranges::move(notes_on_sources(project, totals.sources), std::back_inserter(notes));
    std::ranges::move(notes_on_pumps(scenario, totals.record), std::back_inserter(notes));
    return notes;
}

} // namespace saggar
