// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "in_the_way.hpp"

#include "feedback.hpp"

#include "../supply_way.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace saggar::detail {

namespace {

class InTheWay {
public:
    explicit InTheWay(Design const& design) : design_{design}, network_{*design.network} {}

    std::set<std::size_t> find() {
        for (LimitFinding const& finding : design_.broken) {
            look_at(finding);
        }
        for (std::int32_t const substation : design_.unserved) {
            add_way(static_cast<std::size_t>(substation));
        }
        return std::move(records_);
    }

private:
    void look_at(LimitFinding const& finding) {
        switch (finding.kind) {
        case LimitKind::pipe_velocity:
        case LimitKind::pipe_gradient: add(static_cast<std::size_t>(finding.element)); break;
        case LimitKind::substation_differential_pressure:
            add_way(substation_of(network_, finding.element));
            break;
        // Whoever is served last decides how hard a plant has to push.
        case LimitKind::plant_differential_pressure:
        case LimitKind::pipe_pressure:
            if (design_.state.index_consumer >= 0) {
                add_way(static_cast<std::size_t>(design_.state.index_consumer));
            }
            break;
        default: break; // no pipe mends it
        }
    }

    void add_way(std::size_t substation) {
        for (std::size_t const line : SupplyWays{network_, design_.state.mass_flow_kg_s}.of(substation)) {
            add(line);
        }
    }

    void add(std::size_t line) {
        if (network_.pipes.partner[line] >= 0) {
            records_.insert(static_cast<std::size_t>(network_.pipes.record[line]));
        }
    }

    Design const& design_;
    Network const& network_;
    std::set<std::size_t> records_; // positions in Project::pipe_pairs
};

} // namespace

std::vector<std::string> pairs_in_the_way(Design const& design, SizingOptions const& options) {
    std::vector<std::string> pairs;
    for (std::size_t const record : InTheWay{design}.find()) {
        if (std::ranges::find(options.pairs, record) == options.pairs.end()) {
            pairs.push_back(design.network->project().pipe_pairs[record].id);
        }
    }
    return pairs;
}

} // namespace saggar::detail
