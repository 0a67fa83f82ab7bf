// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "record_reader.hpp"

#include "saggar/network/nearest_name.hpp"

#include <algorithm>
#include <fmt/ranges.h>

namespace saggar::detail {

namespace {
// A field whose name holds the wrong one's words, as inner_diameter_mm for diameter_mm or length_m for
// length_km.
std::string_view related_name(std::string_view wrong, std::vector<std::string_view> const& known) {
    auto const holds = [](std::string_view name, std::string_view part) {
        return part.size() >= 4 && name.find(part) != std::string_view::npos;
    };
    std::string_view const stem = wrong.substr(0, wrong.rfind('_'));
    for (std::string_view const part : {wrong, stem}) {
        auto const found = std::find_if(known.begin(), known.end(),
                                        [&](std::string_view name) { return holds(name, part); });
        if (found != known.end()) {
            return *found;
        }
    }
    return {};
}
} // namespace

Event const& RecordReader::next() {
    Event const& event = source_.next();
    if (!event.complaint.empty()) {
        add(event.complaint_code, event.line, {}, std::string{event.complaint}, std::string{event.advice});
    }
    return event;
}

void RecordReader::skip(Event const& begin) {
    int depth = 0;
    for (Event const* event = &begin;; event = &next()) {
        if (event->kind == EventKind::mapping_begin || event->kind == EventKind::list_begin) {
            if (++depth > deepest_nesting) {
                throw SyntaxFault{event->line, fmt::format("is nested more than {} deep", deepest_nesting),
                                  ""};
            }
        } else if (event->kind == EventKind::mapping_end || event->kind == EventKind::list_end) {
            --depth;
        }
        if (depth == 0) {
            return;
        }
    }
}

void RecordReader::add(ErrorCode code, std::size_t line, std::string_view field, std::string text,
                       std::string advice) {
    if (problems_.size() >= most_problems) {
        problems_.push_back({ErrorCode::syntax_error,
                             {.file = file_, .line = line, .component = {}, .id = {}, .field = {}},
                             fmt::format("more than {} problems: the rest was not read", most_problems),
                             "Correct these first"});
        throw TooManyProblems{};
    }
    problems_.push_back(
        {code,
         {.file = file_, .line = line, .component = component_, .id = {}, .field = std::string{field}},
         std::move(text),
         std::move(advice)});
}

void RecordReader::add(Refusal const& refusal, std::size_t line, std::string_view field) {
    if (!refusal.text.empty()) {
        add(refusal.code, line, field, refusal.text, refusal.advice);
    }
}

void RecordReader::refuse_key(Event const& key, std::vector<std::string_view> const& known) {
    if (is_name(key) && key.text == "<<") {
        add(ErrorCode::unknown_field, key.line, key.text, "merging (<<) is not part of the project format",
            "Write the fields out");
    } else if (is_name(key)) {
        std::string_view nearest = nearest_name(key.text, known, slip_distance(key.text));
        if (nearest.empty()) {
            nearest = related_name(key.text, known);
        }
        std::string advice = nearest.empty() ? fmt::format("Known here: {}", fmt::join(known, ", "))
                                             : fmt::format("Did you mean '{}'?", nearest);
        add(ErrorCode::unknown_field, key.line, key.text, "is no field that is known here",
            std::move(advice));
    } else if (key.kind != EventKind::scalar || key.form != ScalarForm::refused) {
        add(ErrorCode::syntax_error, key.line, {}, "a field without a name", "Write fields as name: value");
    }
    skip(key);
    skip(next());
}

void RecordReader::twice(std::string_view name, std::size_t line) {
    add(ErrorCode::syntax_error, line, name, "is given twice", "Remove one of the two");
}

bool RecordReader::expect_mapping(Event const& event, std::string_view field) {
    if (event.kind == EventKind::mapping_begin) {
        return true;
    }
    if (event.form != ScalarForm::refused || event.kind != EventKind::scalar) {
        std::string const found = event.kind == EventKind::list_begin ? "a list"
                                  : event.form == ScalarForm::null    ? "nothing"
                                  : event.text.empty()                ? "a single value"
                                                                      : in_quotes(event.text);
        add(ErrorCode::value_wrong_type, event.line, field,
            fmt::format("{} stands where fields with values are wanted", found),
            "Write fields as name: value, as in {id: a, node: b}");
    }
    skip(event);
    return false;
}

bool RecordReader::expect_list(Event const& event, std::string_view field) {
    if (event.kind == EventKind::list_begin) {
        return true;
    }
    if (event.form != ScalarForm::refused || event.kind != EventKind::scalar) {
        std::string const found = event.kind == EventKind::mapping_begin ? "fields stand"
                                  : event.form == ScalarForm::null       ? "nothing stands"
                                                                         : in_quotes(event.text) + " stands";
        add(ErrorCode::value_wrong_type, event.line, field, fmt::format("{} where a list is wanted", found),
            event.form == ScalarForm::null && event.kind == EventKind::scalar
                ? "Remove the field or write []"
                : "Begin each entry with '- ', or write [a, b]");
    }
    skip(event);
    return false;
}

template <class Value>
Taken<Value> RecordReader::take(Taken<Value> (*how)(Event const&), Event const& event) {
    Taken<Value> taken = how(event);
    skip(event);
    return taken;
}

void RecordReader::single(double& target, std::string_view field) {
    Event const& event = next();
    std::size_t const line = event.line;
    into(target, field, take(&take_number, event), line);
}
void RecordReader::single(int& target, std::string_view field) {
    Event const& event = next();
    std::size_t const line = event.line;
    into(target, field, take(&take_integer, event), line);
}
void RecordReader::single(bool& target, std::string_view field) {
    Event const& event = next();
    std::size_t const line = event.line;
    into(target, field, take(&take_flag, event), line);
}
void RecordReader::single(std::string& target, std::string_view field) {
    Event const& event = next();
    std::size_t const line = event.line;
    into(target, field, take(&take_text, event), line);
}

template <class Value>
void RecordReader::single(std::optional<Value>& target, std::string_view field) {
    std::size_t const before = problems_.size();
    Value value{};
    single(value, field);
    if (problems_.size() == before) {
        target = value;
    }
}
template void RecordReader::single(std::optional<double>&, std::string_view);
template void RecordReader::single(std::optional<bool>&, std::string_view);

void RecordReader::single(std::vector<double>& target, std::string_view field) {
    if (!expect_list(next(), field)) {
        return;
    }
    for (;;) {
        Event const& event = next();
        if (event.kind == EventKind::list_end) {
            return;
        }
        std::size_t const line = event.line;
        into(target.emplace_back(), field, take(&take_number, event), line);
    }
}

void RecordReader::single(std::vector<std::string>& target, std::string_view field) {
    text_lines_.clear();
    if (!expect_list(next(), field)) {
        return;
    }
    for (;;) {
        Event const& event = next();
        if (event.kind == EventKind::list_end) {
            return;
        }
        std::size_t const line = event.line;
        text_lines_.push_back(line);
        into(target.emplace_back(), field, take(&take_text, event), line);
    }
}

int RecordReader::choice(std::span<std::string_view const> words, std::string_view field) {
    Event const& event = next();
    std::size_t const line = event.line;
    Taken<std::string> const taken = take(&take_text, event);
    if (!taken.value) {
        add(taken.refusal, line, field);
        return -1;
    }
    auto const found = std::find(words.begin(), words.end(), *taken.value);
    if (found != words.end()) {
        return static_cast<int>(found - words.begin());
    }
    std::string_view const nearest = nearest_name(*taken.value, words, slip_distance(*taken.value));
    add(ErrorCode::value_unknown, line, field,
        fmt::format("{} is not allowed, must be one of {}", in_quotes(*taken.value), fmt::join(words, ", ")),
        nearest.empty() ? "" : fmt::format("Did you mean '{}'?", nearest));
    return -1;
}

template <class Record>
void RecordReader::nested(std::vector<Record>& list, std::string Record::*name, std::string_view field) {
    nested_in_ = field;
    records(list, field, [&](Record& record, std::size_t line, std::size_t first) {
        fields(record, line);
        std::string of = fmt::format("{} '{}'", field, record.*name);
        // Events have no names of their own: they are counted, and the place of each is known.
        if constexpr (std::is_same_v<Record, SimulationEvent>) {
            std::string const counted = fmt::format("{}[{}]", field, list.size());
            of = (record.*name).empty() ? counted : fmt::format("{} '{}'", counted, record.*name);
            if (field_lines_ != nullptr) {
                field_lines_->insert_or_assign({file_, element_line_, component_, counted}, line);
            }
        }
        for (std::size_t i = first; i < problems_.size(); ++i) {
            std::string& place = problems_[i].place.field;
            place = fmt::format("{} {}", of, place);
        }
    });
    nested_in_.clear();
}
void RecordReader::single(std::vector<PlantSetting>& target, std::string_view field) {
    nested(target, &PlantSetting::plant, field);
}
void RecordReader::single(std::vector<SubstationSetting>& target, std::string_view field) {
    nested(target, &SubstationSetting::substation, field);
}
void RecordReader::single(std::vector<WithdrawalSetting>& target, std::string_view field) {
    nested(target, &WithdrawalSetting::withdrawal, field);
}
void RecordReader::single(std::vector<SupplyCurve>& target, std::string_view field) {
    nested(target, &SupplyCurve::plant, field);
}
void RecordReader::single(std::vector<SecondaryCurve>& target, std::string_view field) {
    nested(target, &SecondaryCurve::substation, field);
}
void RecordReader::single(std::vector<SimulationEvent>& target, std::string_view field) {
    nested(target, &SimulationEvent::element, field);
}

void RecordReader::name_element(std::size_t first, std::string_view id) {
    for (std::size_t i = first; i < problems_.size(); ++i) {
        problems_[i].place.id = id;
    }
}

void RecordReader::note_line(std::string_view field, std::size_t line) {
    if (field_lines_ != nullptr && nested_in_.empty()) {
        field_lines_->insert_or_assign({file_, element_line_, component_, std::string{field}}, line);
    }
}

} // namespace saggar::detail
