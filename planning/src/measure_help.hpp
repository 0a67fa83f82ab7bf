// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// What the solver says is broken, and which measures can help with it: by what each kind of measure acts on,
// not by how much.

#include "measure_set.hpp"

#include <optional>
#include <vector>

namespace saggar::detail {

// Whether a measure of this kind can help with a broken limit of that kind; a load that is not served
// counts by what it lacks.
[[nodiscard]] bool can_help(Measure const& measure, LimitKind limit);

// What of a trial the candidate is to blame for, as far as it decides what may help.
struct Trouble {
    bool solved{false};
    std::vector<LimitKind> limits; // each kind once; a load short of heat as what it lacks
    // The first of them, for people.
    std::optional<LimitKind> first;
    std::string element;
    [[nodiscard]] bool none() const { return solved && limits.empty(); }
};
[[nodiscard]] Trouble trouble_of(Trial const& trial, Trial const& base);
// Something that no pipe mends: heat, temperature.
[[nodiscard]] bool beyond_pipes(Trouble const& trouble);
// A lack or an excess of pressure, that a booster of more head may mend.
[[nodiscard]] bool lacks_pressure(Trouble const& trouble);

// Where a booster may stand: pairs on the way from a plant to where differential pressure is short, shared
// by as many of those ways as there are; the nearest to the load first, then in even distances, `most` in
// all.
[[nodiscard]] std::vector<SizedMeasure> booster_places(Trial const& trial, Trial const& base,
                                                       std::size_t measure, Measure const& record,
                                                       std::size_t most);

// The most that a pair's supply line carries in a trial that was solved.
[[nodiscard]] std::optional<double> line_flow_m3_h(Trial const& trial, std::string const& pair);

// What may be added to a set: the next step of each measure that can help, boosters aside.
[[nodiscard]] std::vector<MeasureSet> next_sets(Trouble const& trouble, MeasureSet const& set,
                                                std::vector<Measure> const& measures);
// A booster at each place of `most_places` where one can help.
[[nodiscard]] std::vector<MeasureSet> sets_with_booster(Trial const& trial, Trial const& base,
                                                        Trouble const& trouble, MeasureSet const& set,
                                                        std::vector<Measure> const& measures,
                                                        std::size_t most_places);

} // namespace saggar::detail
