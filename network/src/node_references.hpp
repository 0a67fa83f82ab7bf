// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Every field in which an element names a node, in one place, and what such a name means.

#include "saggar/network/network.hpp"

#include <array>
#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace saggar::detail {

inline constexpr std::string_view supply_suffix = ":supply";
inline constexpr std::string_view return_suffix = ":return";

// Whether the element joins both sides of the node that it names, or one line of it, or only looks at it.
enum class Touch : std::uint8_t { both_sides, one_line, sensed };

template <class Record>
struct NodeField {
    std::string_view name;
    std::string Record::*member;
    Touch touch{Touch::both_sides};
};

// visit(list, position, record, field, name, touch) for each node that is named; empty names are left out.
template <class Visitor>
void for_each_node_reference(Project const& project, Visitor&& visit) {
    auto const list = [&](std::string_view name, auto const& records, auto const& fields) {
        for (std::size_t i = 0; i < records.size(); ++i) {
            for (auto const& [field, member, touch] : fields) {
                std::string const& node = records[i].*member;
                if (!node.empty()) {
                    visit(name, i, records[i], field, std::string_view{node}, touch);
                }
            }
        }
    };
    auto const ends = [&](std::string_view name, auto const& records, Touch touch) {
        using Record = typename std::remove_cvref_t<decltype(records)>::value_type;
        using Field = NodeField<Record>;
        list(name, records, std::array{Field{"from", &Record::from, touch}, Field{"to", &Record::to, touch}});
    };
    auto const point = [&](std::string_view name, auto const& records) {
        using Record = typename std::remove_cvref_t<decltype(records)>::value_type;
        using Field = NodeField<Record>;
        list(name, records, std::array{Field{"node", &Record::node, Touch::one_line}});
    };
    auto const across = [&](std::string_view name, auto const& records) {
        using Record = typename std::remove_cvref_t<decltype(records)>::value_type;
        using Field = NodeField<Record>;
        list(name, records,
             std::array{Field{"node", &Record::node, Touch::both_sides},
                        Field{"supply_node", &Record::supply_node, Touch::one_line},
                        Field{"return_node", &Record::return_node, Touch::one_line}});
    };
    ends("pipes", project.pipes, Touch::one_line);
    ends("pipe_pairs", project.pipe_pairs, Touch::both_sides);
    ends("valves", project.valves, Touch::one_line);
    list("valves", project.valves,
         std::array{NodeField<Valve>{"sense_high", &Valve::sense_high, Touch::sensed},
                    NodeField<Valve>{"sense_low", &Valve::sense_low, Touch::sensed}});
    ends("pumps", project.pumps, Touch::one_line);
    across("plants", project.plants);
    point("reservoirs", project.reservoirs);
    point("tanks", project.tanks);
    point("withdrawals", project.withdrawals);
    point("leakages", project.leakages);
    across("substations", project.substations);
    across("bypasses", project.bypasses);
}

// The nodes of a project by name, and which sides of each are in use. Refers to the project, which must
// outlive it.
class NodeReferences {
public:
    struct Use {
        bool supply{false};
        bool return_side{false};
        [[nodiscard]] bool two_sided() const { return supply || return_side; }
    };
    struct Name {
        std::int32_t place{-1}; // position in Project::nodes; -1: no such node
        Side side{Side::none};
        bool wrong_side{false}; // what follows the colon is not a side
    };

    explicit NodeReferences(Project const& project);

    // "n1", "n1:supply", "n1:return".
    [[nodiscard]] Name parse(std::string_view name) const;
    [[nodiscard]] Use const& use(std::int32_t place) const { return uses_[static_cast<std::size_t>(place)]; }

    // Rows of the checked network: one for each side in use, or one for a node without sides, in the order of
    // the project. -1 where there is no such row.
    [[nodiscard]] std::int32_t row(std::int32_t place, Side side) const {
        return rows_[static_cast<std::size_t>(place)][static_cast<std::size_t>(side)];
    }
    // Of a name that is correct; -1 if it is not.
    [[nodiscard]] std::int32_t row(std::string_view name) const {
        Name const parsed = parse(name);
        return parsed.place < 0 || parsed.wrong_side ? -1 : row(parsed.place, parsed.side);
    }
    // The side `side` of a node that is named without one.
    [[nodiscard]] std::int32_t row(std::string_view name, Side side) const {
        Name const parsed = parse(name);
        return parsed.place < 0 || parsed.side != Side::none ? -1 : row(parsed.place, side);
    }
    // Of an element that joins the two sides of `node`, or `supply_node` and `return_node`.
    template <class Record>
    [[nodiscard]] std::pair<std::int32_t, std::int32_t> supply_and_return(Record const& record) const {
        if (!record.node.empty()) {
            return {row(record.node, Side::supply), row(record.node, Side::return_side)};
        }
        return {row(record.supply_node), row(record.return_node)};
    }
    [[nodiscard]] std::size_t rows() const { return row_count_; }

private:
    std::unordered_map<std::string_view, std::int32_t> places_;
    std::vector<Use> uses_;
    std::vector<std::array<std::int32_t, 3>> rows_;
    std::size_t row_count_{0};
};

} // namespace saggar::detail
