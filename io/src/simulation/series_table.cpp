// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "series_table.hpp"

#include "saggar/network/error.hpp"
#include "saggar/network/nearest_name.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cassert>
#include <numeric>
#include <string_view>
#include <utility>

namespace saggar::detail {

namespace {

// Reads the words of --elements and --variables.
class Chooser {
public:
    Chooser(Network const& network, std::array<WantedKind, kind_names.size()>& kinds)
        : network_{network}, kinds_{kinds} {}

    // The variables that are wanted of all.
    std::vector<Variable const*> choose(SeriesChoice const& choice) {
        bool const any_element = !choice.elements.empty();
        std::vector<Variable const*> wanted;
        for (Variable const& variable : all_variables()) {
            auto const& names = choice.variables;
            if (names.empty() || std::find(names.begin(), names.end(), variable.name) != names.end()) {
                wanted.push_back(&variable);
            }
        }
        std::vector<std::string_view> known;
        for (Variable const& variable : all_variables()) {
            known.emplace_back(variable.name);
        }
        for (std::string const& name : choice.variables) {
            if (std::find(known.begin(), known.end(), name) == known.end()) {
                unknown(ErrorCode::unknown_option, "--variables",
                        fmt::format("there is no variable '{}'", name),
                        nearest_name(name, known, slip_distance(name)), "docs/simulation.md lists them");
            }
        }
        of(Kind::network).wanted = true;
        if (any_element) {
            for (std::string const& word : choice.elements) {
                element(word);
            }
        } else if (choice.variables.empty()) {
            whole(Kind::plant);
            whole(Kind::source);
            whole(Kind::store);
            whole(Kind::substation);
            whole(Kind::building);
        } else {
            for (Variable const* const variable : wanted) {
                whole(variable->kind);
            }
        }
        if (any_element && !choice.variables.empty()) {
            for (Variable const* const variable : wanted) {
                if (!of(variable->kind).wanted) {
                    auto const* const kind = kind_names[static_cast<std::size_t>(variable->kind)];
                    add(ErrorCode::values_conflict, "--variables",
                        fmt::format("{} is of {}s, of which --elements names none", variable->name, kind),
                        fmt::format("Add {}s to --elements", kind));
                }
            }
        }
        if (!problems_.empty()) {
            throw Error{std::move(problems_)};
        }
        return wanted;
    }

private:
    WantedKind& of(Kind kind) { return kinds_[static_cast<std::size_t>(kind)]; }

    void add(ErrorCode code, char const* option, std::string text, std::string advice) {
        problems_.push_back({code,
                             {.file = {}, .line = 0, .component = "option", .id = option, .field = {}},
                             std::move(text),
                             std::move(advice)});
    }
    void unknown(ErrorCode code, char const* option, std::string text, std::string_view nearest,
                 std::string_view otherwise) {
        add(code, option, std::move(text),
            nearest.empty() ? std::string{otherwise} : fmt::format("Did you mean '{}'?", nearest));
    }

    void whole(Kind kind) {
        WantedKind& wanted = of(kind);
        wanted.wanted = true;
        wanted.ids = ids_of(network_, kind);
        wanted.places.resize(wanted.ids.size());
        std::iota(wanted.places.begin(), wanted.places.end(), 0);
    }

    void element(std::string const& word) {
        constexpr std::array kinds{Kind::plant,    Kind::source, Kind::store, Kind::substation,
                                   Kind::building, Kind::pipe,   Kind::node};
        for (Kind const kind : kinds) {
            std::string const name = kind_names[static_cast<std::size_t>(kind)];
            if (word == name + "s") {
                whole(kind);
                return;
            }
            if (word.starts_with(name + ":")) {
                single(kind, name, word.substr(name.size() + 1));
                return;
            }
        }
        std::vector<std::string> names;
        for (Kind const kind : kinds) {
            names.push_back(std::string{kind_names[static_cast<std::size_t>(kind)]} + "s");
        }
        unknown(ErrorCode::unknown_option, "--elements", fmt::format("'{}' names no elements", word),
                nearest_name(word, names, slip_distance(word)),
                fmt::format("Write {}, or a single one as substation:ID", fmt::join(names, ", ")));
    }

    void single(Kind kind, std::string const& name, std::string const& id) {
        std::vector<std::string> const ids = ids_of(network_, kind);
        WantedKind& wanted = of(kind);
        wanted.wanted = true;
        bool found = false;
        for (std::string const& line : {id, id + ":supply", id + ":return"}) {
            auto const at = std::find(ids.begin(), ids.end(), line);
            if (at == ids.end()) {
                continue;
            }
            found = true;
            auto const place = static_cast<std::int32_t>(at - ids.begin());
            if (std::find(wanted.places.begin(), wanted.places.end(), place) == wanted.places.end()) {
                wanted.places.push_back(place);
                wanted.ids.push_back(line);
            }
        }
        if (!found) {
            unknown(ErrorCode::unknown_id, "--elements", fmt::format("there is no {} '{}'", name, id),
                    nearest_name(id, ids, slip_distance(id)), "saggar check lists what there is");
        }
    }

    Network const& network_;
    std::array<WantedKind, kind_names.size()>& kinds_;
    std::vector<Problem> problems_;
};

} // namespace

SeriesTable::SeriesTable(std::shared_ptr<Network const> network, SeriesChoice const& choice)
    : network_{std::move(network)} {
    for (Variable const* const variable : Chooser{*network_, kinds_}.choose(choice)) {
        WantedKind const& of_kind = of(variable->kind);
        std::size_t const width = variable->kind == Kind::network ? 1 : of_kind.places.size();
        if (of_kind.wanted && width > 0) {
            columns_.push_back({.variable = variable, .first = width_, .width = width});
            width_ += width;
        }
    }
}

void SeriesTable::fill(SimulatedStep const& step, double outdoor_c, ConsumerModel const& consumers,
                       std::span<float> row) {
    assert(row.size() == width_);
    Source const source{*network_, step, outdoor_c, consumers};
    for (SeriesColumn const& column : columns_) {
        scratch_.clear();
        column.variable->fill(source, scratch_);
        std::vector<std::int32_t> const& places = of(column.variable->kind).places;
        for (std::size_t i = 0; i < column.width; ++i) {
            row[column.first + i] = scratch_[places.empty() ? i : static_cast<std::size_t>(places[i])];
        }
    }
}

} // namespace saggar::detail
