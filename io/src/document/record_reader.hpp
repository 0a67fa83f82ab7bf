// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// From the events of a document to records, by the attribute tables alone: there is no code for any one
// component or field. Everything that cannot be taken is collected and skipped, and reading goes on.

#include "scalar.hpp"
#include "source.hpp"

#include "saggar/network/attribute.hpp"

#include <bitset>
#include <fmt/format.h>
#include <map>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace saggar::detail {

// Thrown when so much is wrong that the rest of the document would only repeat it.
struct TooManyProblems {};

// The line of each field, by file, line of its element, list or section, and field. Only filled on request:
// messages about content name the line of the element first, this finds the field's own.
using FieldLines = std::map<std::tuple<std::string, std::size_t, std::string, std::string>, std::size_t>;

class RecordReader {
public:
    static constexpr std::size_t most_problems = 1000;
    static constexpr int deepest_nesting = 100;

    RecordReader(DocumentSource& source, std::string file, std::vector<Problem>& problems,
                 FieldLines* field_lines)
        : source_{source}, file_{std::move(file)}, problems_{problems}, field_lines_{field_lines} {}

    // The next event, whose complaint, if any, is filed.
    Event const& next();
    // The rest of a value of which `begin` is the first event.
    void skip(Event const& begin);

    void add(ErrorCode code, std::size_t line, std::string_view field, std::string text,
             std::string advice = {});
    void add(Refusal const& refusal, std::size_t line, std::string_view field);
    // Complains about a key, and skips it and its value.
    void refuse_key(Event const& key, std::vector<std::string_view> const& known);
    [[nodiscard]] static bool is_name(Event const& key) {
        return key.kind == EventKind::scalar && key.form != ScalarForm::null &&
               key.form != ScalarForm::refused;
    }
    void twice(std::string_view name, std::size_t line);

    // Begins with the event after the key. True if it is a mapping, whose fields come next.
    bool expect_mapping(Event const& event, std::string_view field);
    bool expect_list(Event const& event, std::string_view field);

    // The value of one field. Begins with the event after its key.
    template <class Record>
    void value(Attribute<Record> const& attribute, Record& record);
    // A list of components, appended to `list`, and where each was found.
    template <class Record>
    void components(std::string_view name, std::vector<Record>& list, std::vector<ElementOrigin>& origins);
    // The fields of one settings section.
    template <class Record>
    void section(std::string_view name, Record& record, std::vector<ElementOrigin>& origins);

    // Lines of the entries of the list of texts read last.
    [[nodiscard]] std::vector<std::size_t> const& text_lines() const { return text_lines_; }

private:
    // All fields of one record, to the mapping's end. `line`: where the mapping begins.
    template <class Record>
    void fields(Record& record, std::size_t line);
    // A list of records; calls each(record, line, first), which pulls the fields. Problems from number
    // `first` on are about the record. `field` is empty for a list of the project.
    template <class Record, class Each>
    void records(std::vector<Record>& list, std::string_view field, Each const& each);
    template <class Target>
    void into(Target& target, std::string_view field, Taken<Target> taken, std::size_t line) {
        if (taken.value) {
            target = std::move(*taken.value);
        } else {
            add(taken.refusal, line, field);
        }
    }
    void single(double& target, std::string_view field);
    void single(int& target, std::string_view field);
    void single(bool& target, std::string_view field);
    void single(std::string& target, std::string_view field);
    template <class Value>
    void single(std::optional<Value>& target, std::string_view field);
    void single(std::vector<double>& target, std::string_view field);
    void single(std::vector<std::string>& target, std::string_view field);
    void single(std::vector<PlantSetting>& target, std::string_view field);
    void single(std::vector<SubstationSetting>& target, std::string_view field);
    void single(std::vector<WithdrawalSetting>& target, std::string_view field);
    void single(std::vector<SupplyCurve>& target, std::string_view field);
    void single(std::vector<SecondaryCurve>& target, std::string_view field);
    void single(std::vector<SimulationEvent>& target, std::string_view field);
    [[nodiscard]] int choice(std::span<std::string_view const> words, std::string_view field);
    // A scalar, or a complaint about what stands there instead.
    template <class Value>
    [[nodiscard]] Taken<Value> take(Taken<Value> (*how)(Event const&), Event const& event);
    // Messages filed since `first` get the id of the element they are about.
    void name_element(std::size_t first, std::string_view id);
    template <class Record>
    void nested(std::vector<Record>& list, std::string Record::*name, std::string_view field);
    void note_line(std::string_view field, std::size_t line);

    DocumentSource& source_;
    std::string file_;
    std::vector<Problem>& problems_;
    FieldLines* field_lines_;
    std::string component_;
    std::size_t element_line_{0};
    std::string nested_in_; // "plants" while the settings of an operating point are read
    std::vector<std::size_t> text_lines_;
};

template <class Record>
std::vector<std::string_view> attribute_names() {
    std::vector<std::string_view> names;
    for (Attribute<Record> const& attribute : attributes<Record>()) {
        names.push_back(attribute.name);
    }
    return names;
}

// The attribute of that name, or -1. Fields mostly stand in the order of the table: the search begins at
// `hint`.
template <class Record>
int find_attribute(std::string_view name, int hint) {
    auto const table = attributes<Record>();
    auto const size = static_cast<int>(table.size());
    for (int i = 0; i < size; ++i) {
        int const at = hint + i < size ? hint + i : hint + i - size;
        if (table[static_cast<std::size_t>(at)].name == name) {
            return at;
        }
    }
    return -1;
}

template <class Record>
void RecordReader::fields(Record& record, std::size_t line) {
    auto const table = attributes<Record>();
    std::bitset<64> given;
    int hint = 0;
    for (;;) {
        Event const& key = next();
        if (key.kind == EventKind::mapping_end) {
            break;
        }
        std::size_t const key_line = key.line;
        int const found = is_name(key) ? find_attribute<Record>(key.text, hint) : -1;
        if (found < 0) {
            refuse_key(key, attribute_names<Record>());
            continue;
        }
        auto const at = static_cast<std::size_t>(found);
        if (given.test(at)) {
            twice(table[at].name, key_line);
            skip(next());
            continue;
        }
        given.set(at);
        note_line(table[at].name, key_line);
        value(table[at], record);
        hint = found + 1;
    }
    for (std::size_t i = 0; i < table.size(); ++i) {
        if (table[i].need == Need::required && !given.test(i)) {
            add(ErrorCode::value_missing, line, table[i].name, "is missing",
                fmt::format("It is required. Meaning: {}", table[i].text));
        }
    }
}

template <class Record>
void RecordReader::value(Attribute<Record> const& attribute, Record& record) {
    std::visit(
        [&](auto const& member) {
            if constexpr (std::is_same_v<std::decay_t<decltype(member)>, ChoiceMember<Record>>) {
                int const chosen = choice(member.words, attribute.name);
                if (chosen >= 0) {
                    member.set(record, chosen);
                }
            } else {
                single(record.*member, attribute.name);
            }
        },
        attribute.member);
}

template <class Record, class Each>
void RecordReader::records(std::vector<Record>& list, std::string_view field, Each const& each) {
    if (!expect_list(next(), field)) {
        return;
    }
    for (;;) {
        std::size_t const first = problems_.size();
        Event const& event = next();
        if (event.kind == EventKind::list_end) {
            return;
        }
        std::size_t const line = event.line;
        if (!expect_mapping(event, field)) {
            continue;
        }
        Record& record = list.emplace_back();
        each(record, line, first);
    }
}

template <class Record>
void RecordReader::components(std::string_view name, std::vector<Record>& list,
                              std::vector<ElementOrigin>& origins) {
    component_ = name;
    records(list, {}, [&](Record& record, std::size_t line, std::size_t first) {
        element_line_ = line;
        origins.push_back({file_, line});
        fields(record, line);
        if (problems_.size() > first) {
            name_element(first, record.id.empty() ? fmt::format("number {}", list.size()) : record.id);
        }
    });
    component_.clear();
    element_line_ = 0;
}

template <class Record>
void RecordReader::section(std::string_view name, Record& record, std::vector<ElementOrigin>& origins) {
    component_ = name;
    Event const& event = next();
    std::size_t const line = event.line;
    if (expect_mapping(event, {})) {
        element_line_ = line;
        origins.push_back({file_, line});
        fields(record, line);
    }
    component_.clear();
    element_line_ = 0;
}

} // namespace saggar::detail
