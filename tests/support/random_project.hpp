// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Projects in which every field of every record has a value of its own, drawn from the attribute tables: to
// test that files lose nothing. They make no physical sense.

#include "saggar/network/attribute.hpp"

#include <algorithm>
#include <random>
#include <string>
#include <vector>

namespace saggar::testing_support {

class RandomProject {
public:
    explicit RandomProject(unsigned seed) : random_{seed} {}

    Project make(std::size_t records_per_list) {
        Project project;
        project.name = text();
        project.description = text();
        project.coordinate_reference_system = text();
        project.currency = text();
        project.catalogues = {text(), text()};
        for_each_settings_section(project, [&](std::string_view, auto& section) { fill(section); });
        project.simulation.time_zone = "Europe/London"; // a reader refuses others than there are
        for_each_component_list(project, [&](std::string_view, auto& list) {
            list.resize(records_per_list);
            for (auto& record : list) {
                fill(record);
            }
        });
        return project;
    }

private:
    template <class Record>
    void fill(Record& record) {
        for (Attribute<Record> const& attribute : attributes<Record>()) {
            range_ = attribute.range;
            std::visit([&](auto const& member) { set(record, member); }, attribute.member);
        }
    }

    template <class Record, class Member>
    void set(Record& record, Member const& member) {
        if constexpr (std::is_same_v<Member, ChoiceMember<Record>>) {
            member.set(record, below(static_cast<int>(member.words.size())));
        } else {
            draw(record.*member);
        }
    }

    void draw(double& value) {
        double const low = std::max(range_.lowest, -1e9);
        double const high = std::min(range_.highest, 1e9);
        value = std::uniform_real_distribution<double>{low, high}(random_);
        if (below(4) == 0) {
            value *= 1e-12; // may leave the range, which reading does not judge
        }
    }
    void draw(int& value) { value = below(1000); }
    void draw(bool& value) { value = below(2) == 0; }
    void draw(std::string& value) { value = text(); }
    template <class Value>
    void draw(std::optional<Value>& value) {
        draw(value.emplace());
    }
    template <class Value>
    void draw(std::vector<Value>& values) {
        values.resize(static_cast<std::size_t>(1 + below(3)));
        for (Value& value : values) {
            if constexpr (std::is_class_v<Value> && !std::is_same_v<Value, std::string>) {
                Range const range = range_;
                fill(value);
                range_ = range;
            } else {
                draw(value);
            }
        }
    }

    // Words that some format takes for something else, and characters that need quotes or escapes.
    std::string text() {
        static std::vector<std::string> const traps{"no",
                                                    "yes",
                                                    "on",
                                                    "Off",
                                                    "null",
                                                    "~",
                                                    "true",
                                                    "1e3",
                                                    "007",
                                                    "0x1F",
                                                    "1:30",
                                                    "12",
                                                    "-",
                                                    "- a",
                                                    "a: b",
                                                    "a #b",
                                                    "#a",
                                                    " a",
                                                    "a ",
                                                    "a\nb",
                                                    "a\tb",
                                                    "\"a\"",
                                                    "'a'",
                                                    "a\\b",
                                                    "[a]",
                                                    "{a}",
                                                    "a, b",
                                                    "&a",
                                                    "*a",
                                                    "!a",
                                                    "%a",
                                                    "@a",
                                                    "`a",
                                                    "|",
                                                    ">",
                                                    "?",
                                                    ": a",
                                                    "---",
                                                    "...",
                                                    "a\r\nb",
                                                    "Stra\xC3\x9F"
                                                    "e",
                                                    "\xE2\x82\xAC",
                                                    "\xF0\x9F\x94\xA5",
                                                    "\x7F\x01",
                                                    "\xC2\x85",
                                                    "\xE2\x80\xA8",
                                                    "EN253/2/DN100",
                                                    "<<",
                                                    "=",
                                                    ".nan",
                                                    "plain words",
                                                    "a,b",
                                                    "\xEF\xBB\xBF"
                                                    "a"};
        return traps[static_cast<std::size_t>(below(static_cast<int>(traps.size())))];
    }

    int below(int bound) { return std::uniform_int_distribution<int>{0, bound - 1}(random_); }

    std::mt19937 random_;
    Range range_;
};

} // namespace saggar::testing_support
